"""The numbering grammars of the three families, and the sequence in which a number is believed.

A line that begins with a number is a heading only when the number is the next one at its level
(二、 after 一、; 5.4.2 after 5.4.1; 第十一条 after 第十条), not because it looks like one: 一、提质增效 inside a
paragraph is the wrapped end of 规范统一、提质增效.

Sources: GB/T 1.1—2020 (standards, handbook), GB/T 9704—2012 (official documents), 立法法 (laws).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.domain import Family, Kind
from assistant.text import CHINESE_NUMBER, chinese_to_int, int_to_chinese

_NUMERAL = f"[{CHINESE_NUMBER}]+"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_OPEN, _CLOSE = "[（(]", "[)）]"


@dataclass(frozen=True, slots=True)
class Marker:
    """The number at the head of a line.

    `level` orders the levels of one family (smaller is higher); `numbers` is the number as integers, last the
    running one; `step` is this level's share of the address; `label` the number as printed; `rest` where the
    wording begins.
    """

    kind: Kind
    level: int
    numbers: tuple[int, ...]
    step: str
    label: str
    rest: int


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Marker | None]]


def _marker(match: re.Match[str], kind: Kind, level: int, numbers: tuple[int | None, ...], step: str) -> Marker | None:
    if any(number is None for number in numbers):
        return None
    known = tuple(number for number in numbers if number is not None)
    return Marker(kind, level, known, step, match.group("label"), match.end())


def _chinese(pattern: str, kind: Kind, level: int, step: str) -> _Rule:
    """A rule for a Chinese numeral; `{n}` of `step` becomes the numeral as laws print it."""

    def read(match: re.Match[str]) -> Marker | None:
        number = chinese_to_int(match.group("n"))
        return (number and _marker(match, kind, level, (number,), step.format(n=int_to_chinese(number)))) or None

    return re.compile(pattern), read


def _arabic(pattern: str, kind: Kind, level: int, step: str) -> _Rule:
    def read(match: re.Match[str]) -> Marker | None:
        number = int(match.group("n"))
        return _marker(match, kind, level, (number,), step.format(n=number))

    return re.compile(pattern), read


def _read_circled(match: re.Match[str]) -> Marker | None:
    label = match.group("label")
    return _marker(match, Kind.SUBITEM, 5, (_CIRCLED.index(label) + 1,), label)


def _read_article(match: re.Match[str]) -> Marker | None:
    number = chinese_to_int(match.group("n"))
    inserted = chinese_to_int(match.group("m")) if match.group("m") else 0
    if number is None or inserted is None:
        return None
    step = f"第{int_to_chinese(number)}条" + (f"之{int_to_chinese(inserted)}" if inserted else "")
    return _marker(match, Kind.ARTICLE, 4, (number, inserted), step)


def _read_dotted(match: re.Match[str]) -> Marker | None:
    label = match.group("label")
    numbers = tuple(int(part) for part in label.split("."))
    return _marker(match, Kind.CLAUSE, len(numbers), numbers, label)


def _read_letter(match: re.Match[str]) -> Marker | None:
    letter = match.group("n")
    return _marker(match, Kind.ITEM, LIST_LEVEL, (ord(letter) - ord("a") + 1,), f" {letter})")


LIST_LEVEL = 20
"""Below every dotted number: list items a) and 1) of a standard."""

_STANDARD: tuple[_Rule, ...] = (
    (re.compile(r"(?P<label>(?:[1-9]\d?)(?:\.[1-9]\d{0,2}){0,5})(?:[ \u3000]+)(?=\S)"), _read_dotted),
    (re.compile(rf"(?P<label>(?P<n>[a-z]){_CLOSE})[ \u3000]*"), _read_letter),
    _arabic(rf"(?P<label>(?P<n>[1-9]\d?){_CLOSE})[ \u3000]*", Kind.SUBITEM, LIST_LEVEL + 1, " {n})"),
)

GRAMMARS: dict[Family, tuple[_Rule, ...]] = {
    Family.OFFICIAL: (
        _chinese(rf"(?P<label>(?P<n>{_NUMERAL})、)", Kind.CLAUSE, 1, "{n}、"),
        _chinese(rf"(?P<label>{_OPEN}(?P<n>{_NUMERAL}){_CLOSE})", Kind.CLAUSE, 2, "（{n}）"),
        _arabic(r"(?P<label>(?P<n>\d{1,2})[.．、])(?!\d)[ \u3000]*", Kind.CLAUSE, 3, "{n}."),
        _arabic(rf"(?P<label>{_OPEN}(?P<n>\d{{1,2}}){_CLOSE})", Kind.ITEM, 4, "（{n}）"),
        (re.compile(rf"(?P<label>[{_CIRCLED}])"), _read_circled),
    ),
    Family.LAW: (
        _chinese(rf"(?P<label>第(?P<n>{_NUMERAL})编)[ \u3000]*", Kind.PART, 1, "第{n}编"),
        _chinese(rf"(?P<label>第(?P<n>{_NUMERAL})章)[ \u3000]*", Kind.CHAPTER, 2, "第{n}章"),
        _chinese(rf"(?P<label>第(?P<n>{_NUMERAL})节)[ \u3000]*", Kind.SECTION, 3, "第{n}节"),
        (re.compile(rf"(?P<label>第(?P<n>{_NUMERAL})条(?:之(?P<m>{_NUMERAL}))?)(?:[ \u3000]+|$)"), _read_article),
        _chinese(rf"(?P<label>{_OPEN}(?P<n>{_NUMERAL}){_CLOSE})", Kind.ITEM, 6, "第（{n}）项"),
        _arabic(r"(?P<label>(?P<n>\d{1,2})[.．])(?!\d)[ \u3000]*", Kind.SUBITEM, 7, "第{n}目"),
    ),
    Family.STANDARD: _STANDARD,
    Family.HANDBOOK: _STANDARD,
}


def read_marker(line: str, family: Family) -> Marker | None:
    """The number `line` begins with under the grammar of `family`, believed or not."""
    for pattern, read in GRAMMARS[family]:
        match = pattern.match(line)
        if match:
            return read(match)
    return None


class Sequence:
    """The numbers seen so far: says whether a marker continues them.

    1. A dotted number must extend its believed parent: 5.4.2 after 5.4.1, 5.4.1 under 5.4, 6 after 5.
    2. Articles run through the whole law, past chapters; 第十条之一 follows 第十条.
    3. Any other number must be 1 as the first under its parent, or one more than the one before.
    """

    def __init__(self, family: Family) -> None:
        self._family = family
        self._dotted = family in (Family.STANDARD, Family.HANDBOOK)
        self._open: dict[int, tuple[int, ...]] = {}
        self._article = (0, 0)

    def believed(self, line: str) -> Marker | None:
        """The number `line` begins with, where it is the next one; `accept` goes on from it."""
        marker = read_marker(line, self._family)
        return marker if marker is not None and self.continues(marker) else None

    def continues(self, marker: Marker) -> bool:
        """Whether `marker` is the next number at its level."""
        if marker.kind is Kind.ARTICLE:
            return marker.numbers in ((self._article[0] + 1, 0), (self._article[0], self._article[1] + 1))
        if self._dotted and marker.level < LIST_LEVEL:
            parent, last = marker.numbers[:-1], self._open.get(marker.level)
            if parent and self._open.get(marker.level - 1) != parent:
                return False
            return marker.numbers[-1] == (last[-1] + 1 if last and last[:-1] == parent else 1)
        if not self._has_parent(marker):
            return False
        last = self._open.get(marker.level)
        return marker.numbers[-1] == (last[-1] + 1 if last else 1)

    def _has_parent(self, marker: Marker) -> bool:
        """List items need a clause to stand in."""
        return marker.kind not in (Kind.ITEM, Kind.SUBITEM) or any(level < marker.level for level in self._open)

    def accept(self, marker: Marker) -> None:
        """Go on from `marker`: everything below its level starts anew."""
        self._open = {level: numbers for level, numbers in self._open.items() if level < marker.level}
        self._open[marker.level] = marker.numbers
        if marker.kind is Kind.ARTICLE:
            self._article = (marker.numbers[0], marker.numbers[1])

    def begin_paragraph(self, level: int) -> None:
        """A new 款 of an article: its items start at （一） again."""
        self._open = {k: numbers for k, numbers in self._open.items() if k < level}
        self._open[level] = (0,)
