"""The numbering grammars of the three families: which number a line begins with, and how much it looks like a heading.

A line that begins with a number may be a heading, a wrapped line that begins with a reference, or a row of a table.
What it looks like is a `look` above zero; whether it is believed, `sequence.believe` decides over the whole document.

Sources: GB/T 1.1—2020 (standards, handbook), GB/T 9704—2012 (official documents), 立法法 (laws).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.domain import Family, Kind
from assistant.text import CHINESE_NUMBER, CJK, int_to_chinese, to_int

_NUMERAL = f"[{CHINESE_NUMBER}]+"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FOLDED = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {0x3000: " ", 0xA0: " ", 0x2002: " ", 9: " "}
    | str.maketrans("條編節錄圖註參獻資規範項", "条编节录图注参献资规范项")
)
"""Half width for full width, and simplified for traditional in the words that number a text."""

ANNEX_NUMBERS = 1000
"""Annex A counts as chapter 1001: after every chapter."""
LIST_LEVEL = 20
"""Below every dotted number: list items a) and 1) of a standard."""
ARTICLE_LEVEL = 5
MAX_TITLE = 40
"""A longer line is a sentence (the longest headings of printed standards are about 30 characters)."""

POINT_LOOK = 0.6
"""Less than any chapter: a bare integer is a 款 only where it can be nothing else."""

_BODY_END = re.compile(r"[。；：，、！？;:,!?.]$")
_LEADERS = re.compile(r"[.．…·]{3,}|…")
_AS_REFERENCE = re.compile(
    r"的|之(?![间前后外])|[、，,。；)]|[~～–—−-] ?\d|至(?!少)|到 ?\d"
    r"|(?:以及|[和与及或]) ?(?:[\d第附表图]|[A-Z]\.)"
    r"|中(?:的|规定|所|给出|要求|[,，])|[条款项章节](?:的|规定|和|或|中|所|至|[、，,])"
    r"|规定的|要求的|给出的|所[述列示]|所规定|[a-z]\)|第[一二三四五六七八九十\d]+[款项]"
)
"""What follows a number that is spoken of: 5.1.2 的规定适用于本条."""
_AS_QUANTITY = re.compile(
    r"(?:[mck]?m|m[23²³]|k?g|mg|m?L|k?W|V|A|[kMG]?Hz|dB|[kM]?Pa|h|min|m?s|lx|[kMG]B)(?=[ ，。；、,.;:：)×]|$)"
    r"|[%‰℃°×]|(?:倍|万|亿|元|版|平方米|米|小时|分钟)(?![长数本面])"
)
_AS_ARTICLE_REFERENCE = re.compile(r"的|规定|、|，|和|或|至|所|中|第|以外|以下|款|项|之(?!一|二|三)")


@dataclass(frozen=True, slots=True)
class Marker:
    """The number at the head of a line.

    `level` orders the levels of one family (smaller is higher); `numbers` is the number as integers, last the
    running one; `step` is this level's share of the address; `label` the number as printed; `rest` where the
    wording begins; `look` how much the line looks like a heading: about 3 for a number, a gap and a title.
    """

    kind: Kind
    level: int
    numbers: tuple[int, ...]
    step: str
    label: str
    rest: int
    look: float


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Marker | None]]


def fold(line: str) -> str:
    """`line` with full-width letters, digits and signs as half-width ones, character for character."""
    return line.translate(_FOLDED)


def is_title(words: str) -> bool:
    """Whether `words` could stand as a heading: short, and no sentence."""
    return 0 < len(words) <= MAX_TITLE and not _BODY_END.search(words) and "。" not in words


def read_markers(line: str, family: Family, *, marked: bool = False) -> tuple[Marker, ...]:
    """What the number at the head of `line` may be, best first; `marked` says that the format calls it a heading."""
    if not marked and _LEADERS.search(line) and not _BODY_END.search(line):
        return ()
    found = []
    folded = fold(line)
    for pattern, read in GRAMMARS[family]:
        match = pattern.match(folded)
        marker = read(match) if match else None
        if marker is not None:
            look = max(marker.look, 0.0) + 1.5 if marked else marker.look
            if look > 0:
                label = line[: match.end("label")].strip() if match else marker.label
                found.append(Marker(marker.kind, marker.level, marker.numbers, marker.step, label, marker.rest, look))
    return tuple(found)


def _marker(match: re.Match[str], kind: Kind, level: int, numbers: tuple[int, ...], step: str, look: float) -> Marker:
    return Marker(kind, level, numbers, step, match.group("label"), match.end(), look)


def _chinese(pattern: str, kind: Kind, level: int, step: str, *, look: float, heading: bool = False) -> _Rule:
    """A rule for a Chinese numeral; `{n}` of `step` becomes the numeral as printed; a `heading` is no sentence."""

    def read(match: re.Match[str]) -> Marker | None:
        number = to_int(match.group("n"))
        rest = match.string[match.end() :].strip()
        spoken_of = _AS_ARTICLE_REFERENCE.match(rest) and not match.group().endswith(" ")
        if not number or (heading and rest and (not is_title(rest) or spoken_of)):
            return None
        return _marker(match, kind, level, (number,), step.format(n=int_to_chinese(number)), look)

    return re.compile(pattern), read


def _arabic(pattern: str, kind: Kind, level: int, step: str, *, look: float) -> _Rule:
    def read(match: re.Match[str]) -> Marker | None:
        number = int(match.group("n"))
        return _marker(match, kind, level, (number,), step.format(n=number), look) if number else None

    return re.compile(pattern), read


def _read_circled(match: re.Match[str]) -> Marker | None:
    label = match.group("label")
    return _marker(match, Kind.SUBITEM, 6, (_CIRCLED.index(label) + 1,), label, 1.0)


def _read_article(match: re.Match[str]) -> Marker | None:
    number = to_int(match.group("n"))
    inserted = to_int(match.group("m")) if match.group("m") else 0
    if not number or inserted is None:
        return None
    rest = match.string[match.end() :]
    if not match.group("gap") and rest and _AS_ARTICLE_REFERENCE.match(rest):
        return None
    step = f"第{int_to_chinese(number)}条" + (f"之{int_to_chinese(inserted)}" if inserted else "")
    look = 3.0 if match.group("gap") or not rest else 1.0
    return _marker(match, Kind.ARTICLE, ARTICLE_LEVEL, (number, inserted), step, look)


def _read_dotted(match: re.Match[str]) -> Marker | None:
    parts = [int(part) for part in match.group("n").strip(".").split(".")]
    if parts[-1] == 0 and len(parts) > 1:
        return None
    letter = match.group("annex")
    numbers = (*((ANNEX_NUMBERS + ord(letter) - ord("A") + 1,) if letter else ()), *parts)
    rest = match.string[match.end() :].strip()
    look = _dotted_look(len(numbers), rest, gap=bool(match.group("gap")), mark=bool(match.group("mark")))
    step = (f"附录{letter}." if letter else "") + ".".join(str(part) for part in parts)
    return _marker(match, Kind.CLAUSE, len(numbers), numbers, step, look)


def _dotted_look(depth: int, rest: str, *, gap: bool, mark: bool) -> float:
    if not rest:
        return 2.0 if depth > 1 else 0.0
    if _AS_REFERENCE.match(rest) or _AS_QUANTITY.match(rest) or (not gap and not mark and not _begins_wording(rest)):
        return 0.0
    if depth == 1:
        return 0.0 if not is_title(rest) else 1.5 if mark else 3.0 if gap else 2.0 * (len(rest) <= MAX_TITLE // 2)
    if is_title(rest):
        return 3.0 if gap else 2.0
    return 2.0 if gap else 1.2


def _begins_wording(rest: str) -> bool:
    return re.match(rf"[{CJK}《“(]|[A-Z][A-Za-z]", rest) is not None


def _read_annex(match: re.Match[str]) -> Marker | None:
    rest = match.string[match.end() :].strip()
    if rest and not rest.startswith("(") and (not is_title(rest) or not match.group("gap")):
        return None
    if rest and (_AS_REFERENCE.match(rest) or re.match(r"规定|给出|提供|列出|描述|说明了", rest)):
        return None
    letter = match.group("n")
    return _marker(match, Kind.ANNEX, 1, (ANNEX_NUMBERS + ord(letter) - ord("A") + 1,), f"附录{letter}", 3.0)


def _read_point(match: re.Match[str]) -> Marker | None:
    """款 of the standards for building: a bare integer below 3.0.2; never alone, which `sequence` sees to."""
    rest = match.string[match.end() :].strip()
    if _AS_REFERENCE.match(rest) or _AS_QUANTITY.match(rest):
        return None
    number = int(match.group("n"))
    return _marker(match, Kind.ITEM, LIST_LEVEL, (number,), f" 第{number}款", POINT_LOOK) if number else None


def _read_letter(match: re.Match[str]) -> Marker | None:
    letter = match.group("n")
    return _marker(match, Kind.ITEM, LIST_LEVEL, (ord(letter) - ord("a") + 1,), f" {letter})", 2.0)


def _read_misread_ell(match: re.Match[str]) -> Marker:
    """OCR reads l) as 1): right only between k) and m), which the sequence finds out."""
    return Marker(Kind.ITEM, LIST_LEVEL, (12,), " l)", match.group("label"), match.end(), 0.5)


_STANDARD: tuple[_Rule, ...] = (
    (re.compile(r"(?P<label>附 *录 *(?P<n>[A-Z]))(?![A-Za-z.])(?P<gap> *)"), _read_annex),
    (
        re.compile(
            r"(?P<label>(?:(?P<annex>[A-Z])\.)?(?P<n>\d{1,2}(?:\.\d{1,3}){0,6})(?P<mark>[.、]?))(?![\d.])(?P<gap> *)"
        ),
        _read_dotted,
    ),
    (re.compile(r"(?P<label>(?P<n>[a-z])\)) *"), _read_letter),
    _arabic(r"(?P<label>(?P<n>\d{1,2})\)) *", Kind.SUBITEM, LIST_LEVEL + 1, " {n})", look=1.5),
    (re.compile(r"(?P<label>[1I]\)) *"), _read_misread_ell),
    (re.compile(r"(?P<label>(?P<n>\d{1,2})) +(?=\S)"), _read_point),
)

GRAMMARS: dict[Family, tuple[_Rule, ...]] = {
    Family.OFFICIAL: (
        _chinese(rf"(?P<label>(?P<n>{_NUMERAL})、) *", Kind.CLAUSE, 1, "{n}、", look=3.0),
        _chinese(rf"(?P<label>(?P<n>{_NUMERAL})) +", Kind.CLAUSE, 1, "{n}、", look=2.0, heading=True),
        _chinese(rf"(?P<label>\((?P<n>{_NUMERAL})\)) *", Kind.CLAUSE, 2, "（{n}）", look=2.5),
        _arabic(r"(?P<label>(?P<n>\d{1,2})[.、])(?!\d) *", Kind.CLAUSE, 3, "{n}.", look=2.0),
        _arabic(r"(?P<label>\((?P<n>\d{1,2})\)) *", Kind.ITEM, 4, "（{n}）", look=1.5),
        _arabic(r"(?P<label>(?P<n>\d{1,2})\)) *", Kind.ITEM, 5, "{n}）", look=1.5),
        (re.compile(rf"(?P<label>[{_CIRCLED}]) *"), _read_circled),
    ),
    Family.LAW: (
        _chinese(rf"(?P<label>第 ?(?P<n>{_NUMERAL}|\d{{1,3}}) ?编) *", Kind.PART, 1, "第{n}编", look=3.0, heading=True),
        _chinese(
            rf"(?P<label>第 ?(?P<n>{_NUMERAL}|\d{{1,3}}) ?分编) *", Kind.PART, 2, "第{n}分编", look=3.0, heading=True
        ),
        _chinese(
            rf"(?P<label>第 ?(?P<n>{_NUMERAL}|\d{{1,3}}) ?章) *", Kind.CHAPTER, 3, "第{n}章", look=3.0, heading=True
        ),
        _chinese(
            rf"(?P<label>第 ?(?P<n>{_NUMERAL}|\d{{1,3}}) ?节) *", Kind.SECTION, 4, "第{n}节", look=3.0, heading=True
        ),
        (
            re.compile(rf"(?P<label>第 ?(?P<n>{_NUMERAL}|\d{{1,4}}) ?条(?:之(?P<m>{_NUMERAL}))?)(?P<gap>[ :：]*)"),
            _read_article,
        ),
        _chinese(rf"(?P<label>\((?P<n>{_NUMERAL})\)) *", Kind.ITEM, 7, "第（{n}）项", look=2.0),
        _arabic(r"(?P<label>(?P<n>\d{1,2})\.)(?!\d) *", Kind.SUBITEM, 8, "第{n}目", look=1.5),
    ),
    Family.STANDARD: _STANDARD,
    Family.HANDBOOK: _STANDARD,
}
