"""Automatic numbers of Word: which list and level would print the number that a block has."""

import re
from dataclasses import dataclass, field

from samples import Block, Sample, numeral

_SHOWN = {
    "decimal": str,
    "lowerLetter": lambda n: chr(ord("a") + n - 1),
    "upperLetter": lambda n: chr(ord("A") + n - 1),
    "chineseCountingThousand": numeral,
    "japaneseCounting": numeral,
    "decimalEnclosedCircle": lambda n: chr(ord("①") + n - 1),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its format, its pattern (`%1.%2`), and what stands behind the number."""

    format: str
    pattern: str
    suffix: str = "tab"


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph's place in the lists: which scheme, which instance of it (lists start anew), which level from 0."""

    scheme: str
    instance: int
    level: int


_DOTTED = tuple(Level("decimal", ".".join(f"%{i + 1}" for i in range(n))) for n in (1, 2, 3))
SCHEMES: dict[str, tuple[Level, ...]] = {
    "clauses": _DOTTED,
    "annexes": (
        Level("upperLetter", "附录%1", "nothing"),
        Level("decimal", "%1.%2"),
        Level("decimal", "%1.%2.%3"),
    ),
    "letters": (Level("lowerLetter", "%1)"), Level("decimal", "%2)")),
    "dashes": (Level("bullet", "——", "nothing"),),
    "official": (
        Level("japaneseCounting", "%1、", "nothing"),
        Level("chineseCountingThousand", "（%2）", "nothing"),
        Level("decimal", "%3.", "nothing"),
        Level("decimal", "（%4）", "nothing"),
        Level("decimalEnclosedCircle", "%5", "nothing"),
    ),
    "chapters": (Level("chineseCountingThousand", "第%1章", "space"), Level("japaneseCounting", "第%2节", "space")),
    "parts": (
        Level("chineseCountingThousand", "第%1编", "space"),
        Level("chineseCountingThousand", "第%2分编", "space"),
        Level("chineseCountingThousand", "第%3章", "space"),
        Level("chineseCountingThousand", "第%4节", "space"),
    ),
    "articles": (Level("chineseCountingThousand", "第%1条", "space"),),
    "items": (Level("chineseCountingThousand", "（%1）", "nothing"), Level("decimal", "%2.", "nothing")),
}
DASH = Place("dashes", 1, 0)
"""Every dash is the same."""
_NEW_LISTS = ("letters", "items")
"""Schemes that start anew in every clause."""


@dataclass(slots=True)
class Counter:
    """Counts as Word does; `place` gives None for a number that Word would not come to, which people type."""

    sample: Sample
    _counts: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    _instances: dict[str, int] = field(default_factory=dict)

    def place(self, block: Block) -> Place | None:
        scheme, level = self._scheme(block)
        if scheme in _NEW_LISTS and level == 0 and block.cells[0] in ("a)", "（一）"):
            self._instances[scheme] = self._instances.get(scheme, 0) + 1
        instance = self._instances.get(scheme, 1)
        counts = self._counts.get((scheme, instance), [])
        counts = [*counts[: level + 1], *[0] * (level + 1 - len(counts))]
        counts[level] += 1
        if shown(scheme, level, counts) != block.cells[0]:
            return None
        self._counts[scheme, instance] = counts
        return Place(scheme, instance, level)

    def _scheme(self, block: Block) -> tuple[str, int]:
        if self.sample.family == "official":
            return "official", block.level - 1 + (3 if block.tag.startswith("li") else 0)
        if block.tag == "annex":
            return "annexes", 0
        if block.tag.startswith("li"):
            return ("letters" if self.sample.family == "standard" else "items"), block.level - 1
        if self.sample.family == "standard":
            dots = block.cells[0].count(".")
            return ("annexes" if block.cells[0][0].isalpha() else "clauses"), dots
        if block.is_clause:
            return "articles", 0
        has_parts = any(b.is_heading and re.fullmatch("第.+编", b.cells[0]) for b in self.sample.blocks)
        return ("parts" if has_parts else "chapters"), block.level - 1


def shown(scheme: str, level: int, counts: list[int]) -> str:
    """The number that Word prints at `level` for these counts."""
    levels = SCHEMES[scheme]
    return re.sub(
        r"%(\d)",
        lambda match: _SHOWN[levels[int(match.group(1)) - 1].format](counts[int(match.group(1)) - 1]),
        levels[level].pattern,
    )


def numbering_xml(places: set[Place], ids: dict[tuple[str, int], int], namespace: str) -> tuple[list[str], list[str]]:
    """The abstractNum and num elements for these places; `ids` gives the numId of each scheme and instance."""
    schemes = sorted({place.scheme for place in places})
    abstracts = [_abstract(100 + i, scheme, namespace) for i, scheme in enumerate(schemes)]
    numbers = []
    for (scheme, instance), number in sorted(ids.items(), key=lambda item: item[1]):
        overrides = "".join(
            f'<w:lvlOverride w:ilvl="{i}"><w:startOverride w:val="1"/></w:lvlOverride>'
            for i in range(len(SCHEMES[scheme]) if instance > 1 else 0)
        )
        abstract = 100 + schemes.index(scheme)
        numbers.append(
            f'<w:num {namespace} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'
        )
    return abstracts, numbers


def _abstract(number: int, scheme: str, namespace: str) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{level.format}"/>'
        + (f'<w:pStyle w:val="Heading{i + 1}"/>' if scheme == "clauses" else "")
        + f'<w:suff w:val="{level.suffix}"/><w:lvlText w:val="{level.pattern}"/><w:lvlJc w:val="left"/></w:lvl>'
        for i, level in enumerate(SCHEMES[scheme])
    )
    return (
        f'<w:abstractNum {namespace} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        f"{levels}</w:abstractNum>"
    )
