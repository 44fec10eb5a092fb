"""The automatic numbers of a Word file, as Word shows them.

1. A paragraph names a list (numId) and a level, itself or through its style and those that one is based on.
2. A list is a way of counting (abstractNum) with changes of its own. Lists that share one share its counters, but a
   list that says where a level starts (startOverride) begins anew where it is first used.
3. A paragraph counts its level on and begins the deeper ones anew; levels above it that have not been used yet count
   as used once, so that a first 1.1 is not 0.1.
4. The label is the level's pattern with the counters of this level and those above put in.

ISO/IEC 29500-1, 17.9.
"""

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from assistant.parsing.readers.counting import written
from assistant.parsing.readers.word_styles import Styles, number, switch, value
from assistant.text import CJK

BULLET = "●"
DASH = "——"
MAX_LEVEL = 8
_DASHES = re.compile(r"[-\u2010-\u2015−－ー─━⸺\s]+")
_NO_SPACE_AFTER = ("、", "）", "：", DASH)
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    restart: int | None = None
    suffix: str = "tab"
    is_legal: bool = False
    of_style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)

    def start(self, level: int) -> int:
        return self.starts.get(level, self.level(level).start)

    def level(self, level: int) -> _Level:
        return self.levels.get(level, _Level(style="none", suffix="nothing"))


class Numbers:
    """Counts the numbered paragraphs of a document, which are given to `label` in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = {} if root is None else _lists(root, styles)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: Element | None) -> str:
        """The number before the paragraph with these properties, with the space after it, or nothing."""
        found = self._list_of(properties)
        if found is None:
            return ""
        num_id, at = found
        numbered = self._lists[num_id]
        counts = self._count(num_id, numbered, at)
        return _finished(_filled(numbered, at, counts), numbered.level(at))

    def _list_of(self, properties: Element | None) -> tuple[str, int] | None:
        """The list and the level of a paragraph, its own words before those of its styles."""
        chain = self._styles.chain(value(properties, "w-pStyle"))
        own = value(properties, "w-numPr/w-numId")
        giver = next((i for i, style in enumerate(chain) if style.num_id is not None), None)
        num_id = own if own is not None else None if giver is None else chain[giver].num_id
        if num_id is None or num_id not in self._lists:
            return None
        at = number(properties, "w-numPr/w-ilvl")
        if at is None and own is None and giver is not None:
            at = self._level_of_style(num_id, [style.id for style in chain[: giver + 1]])
        if at is None and own is None:
            at = next((style.ilvl for style in chain if style.ilvl is not None), None)
        return num_id, min(max(at or 0, 0), MAX_LEVEL)

    def _level_of_style(self, num_id: str, style_ids: list[str]) -> int | None:
        levels = self._lists[num_id].levels
        return next((i for style in style_ids for i, level in levels.items() if level.of_style == style), None)

    def _count(self, num_id: str, numbered: _List, at: int) -> dict[int, int]:
        counts = self._counts.setdefault(numbered.abstract, {})
        for level in range(at):
            if level not in counts:
                counts[level] = numbered.start(level)
        begins = at in numbered.starts and (num_id, at) not in self._begun
        self._begun.add((num_id, at))
        counts[at] = numbered.start(at) if begins or at not in counts else counts[at] + 1
        for level in [level for level in counts if level > at and _begins_anew(numbered.level(level), at)]:
            del counts[level]
        return counts


def _begins_anew(level: _Level, used: int) -> bool:
    """Whether a level starts again after one of the level `used` above it; lvlRestart counts levels from 1."""
    return level.restart is None or used < level.restart


def _filled(numbered: _List, at: int, counts: dict[int, int]) -> str:
    level = numbered.level(at)
    if level.style == "bullet":
        return _bullet(level.pattern)

    def put(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        shown = numbered.level(place).style
        is_plain = level.is_legal and shown not in ("none", "bullet")
        return written(counts.get(place, numbered.start(place)), "decimal" if is_plain else shown)

    return _PLACE.sub(put, level.pattern)


def _bullet(pattern: str) -> str:
    if re.search(f"[{CJK}]", pattern):
        return pattern
    return DASH if pattern.strip() and _DASHES.fullmatch(pattern) else BULLET


def _finished(label: str, level: _Level) -> str:
    """The label with one space after it, unless its last sign or its level wants none."""
    if not label or level.suffix == "nothing" or label[-1].isspace() or label.endswith(_NO_SPACE_AFTER):
        return label
    return f"{label} "


def _lists(root: Element, styles: Styles) -> dict[str, _List]:
    abstracts = {element.get("w-abstractNumId", ""): element for element in root.iter("w-abstractNum")}
    used = {element.get("w-numId", ""): value(element, "w-abstractNumId") or "" for element in root.iter("w-num")}
    by_style = {link: key for key, element in abstracts.items() if (link := value(element, "w-styleLink"))}
    lists = {}
    for element in root.iter("w-num"):
        num_id = element.get("w-numId", "")
        abstract = _linked(used[num_id], abstracts, by_style, used, styles)
        if num_id != "0" and abstract in abstracts:
            lists[num_id] = _overridden(_List(abstract, _levels(abstracts[abstract])), element)
    return lists


def _linked(
    abstract: str, abstracts: dict[str, Element], by_style: dict[str, str], used: dict[str, str], styles: Styles
) -> str:
    """The abstract list that one without levels of its own borrows through a list style."""
    link = value(abstracts.get(abstract), "w-numStyleLink")
    if link is None:
        return abstract
    num_id = next((style.num_id for style in styles.chain(link) if style.num_id), None)
    return by_style.get(link) or used.get(num_id or "", abstract)


def _overridden(numbered: _List, element: Element) -> _List:
    levels, starts = dict(numbered.levels), {}
    for override in element.findall("w-lvlOverride"):
        level = int(override.get("w-ilvl", "0"))
        if (own := override.find("w-lvl")) is not None:
            levels[level] = _level(own)
        if (start := number(override, "w-startOverride")) is not None:
            starts[level] = start
    return replace(numbered, levels=levels, starts=starts)


def _levels(element: Element) -> dict[int, _Level]:
    return {int(each.get("w-ilvl", "0")): _level(each) for each in element.findall("w-lvl")}


def _level(element: Element) -> _Level:
    start = number(element, "w-start")
    return _Level(
        1 if start is None else start,
        _number_style(element),
        value(element, "w-lvlText") or "",
        number(element, "w-lvlRestart"),
        value(element, "w-suff") or "tab",
        bool(switch(element, "w-isLgl")),
        value(element, "w-pStyle"),
    )


def _number_style(element: Element) -> str:
    """The number format; a custom one (001, 002) stands in a Choice, what older programs show in its Fallback."""
    for choice in element.findall("mc-AlternateContent/mc-Choice/w-numFmt"):
        if re.match(r"0\d\b", choice.get("w-format", "")):
            return "decimalZero"
    plain = value(element, "w-numFmt") or value(element, "mc-AlternateContent/mc-Fallback/w-numFmt")
    return plain or "decimal"
