"""From glyphs to lines: what stands at one height, left to right, with a space where the geometry shows one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.parsing.readers.characters import half_width
from assistant.parsing.readers.layout.glyphs import Glyph, Line
from assistant.text import CJK

SAME_LINE = 0.45
"""Glyphs whose middles lie closer than this share of their em stand in one line: sub- and superscripts differ by 0.3,
neighbouring lines by 1.2."""
DOUBLE_STRIKE = 0.15
"""The same character twice within this share of an em is one that was struck twice to look bold; the i of `ii` are
0.28 apart."""
WORD_GAP = 0.15
"""Between Latin words, in em: a narrow space is 0.2, kerning and justified letters stay below 0.1."""
MIXED_GAP = 0.45
"""Between Chinese and Latin: a quarter em is set there automatically and is no space."""
LABEL_GAP = 0.25
"""The same after a number or letter that begins a line: whatever is wider parts the number from its title."""
WIDE_GAP = 0.6
"""Between Chinese characters: spaced titles (0.3) and justified lines stay below, a blank is 1."""
RECOGNISED_GAP, RECOGNISED_LABEL_GAP = 0.9, 0.5
"""Between recognised Latin characters, whose widths are not known; the recogniser's own spaces count anyway."""
TYPED_NARROW, TYPED_WIDE = 0.1, 0.3
"""A space the document itself holds counts from these widths on, beside Latin and between Chinese characters."""
CLOSING_GAP = 0.5
"""Before closing punctuation, which is set apart from Latin words where characters stand on a grid."""
LETTER_SPACED = 3.2
"""Single Chinese characters no further apart than this are one word set wide (目　次, 前　言: 2 to 3)."""

LABEL = re.compile(
    r"(?:(?:\d+|[A-Z](?=\.))(?:\.\d+)*\.?|[a-z0-9]{1,2}[)）]|[（(][\w]{1,3}[）)]|\d+[.、]|[●•■□◆▪➢—–-]+|[①-⑳]"
    r"|(?:附录|续?[图表])[A-Z]?(?:[.\-]?\d+)*|(?:注|示例)\d*[:：]?)"
)
_WIDE = re.compile(f"[{CJK}\u2e80-\u2fdf\u3000-\u303f\uff00-\uff60]")
_IDEOGRAPH = re.compile(f"[{CJK}]")
_SLASH = re.compile(r"(?<=[A-Z]) ?/ ?(?=[A-Z]\b)")
_ITEM = re.compile(
    r"(?:[—–-]{1,3}|[●•■□◆▪➢①-⑳]|[a-z]{1,2}[)）]|\d{1,2}[)）.、](?!\d)|[（(]\w{1,2}[）)]|(?:注|示例) ?\d* ?[:：])"
)
_DASH = re.compile(r"^[—–](?: ?[—–-])* ?(?=\S)")
_LEADERS = re.compile(r"(?<=[…·.]) (?=[…·.])")
_CLOSING = frozenset(",.;:!?)]")
_UNFINISHED_LABEL = re.compile(r"(?:续?[图表]|附录|注|示例)")
_FIRST_WORD = re.compile(r"[\w.,:;/()\-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Gap:
    """What lies between two glyphs: its width in em and whether it is a space."""

    width: float
    is_space: bool


def rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs of each visual line, from left to right, the lines from top to bottom."""
    found: list[list[Glyph]] = []
    middle = size = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle):
        if found and abs(glyph.middle - middle) <= SAME_LINE * (glyph.size + size) / 2:
            row = found[-1]
            row.append(glyph)
            middle += (glyph.middle - middle) / len(row)
            size += (glyph.size - size) / len(row)
        else:
            found.append([glyph])
            middle, size = glyph.middle, glyph.size
    return [_struck_once(sorted(row, key=lambda glyph: glyph.left)) for row in found]


def _struck_once(row: list[Glyph]) -> list[Glyph]:
    kept = row[:1]
    for glyph in row[1:]:
        if not any(
            glyph.text == before.text and glyph.left - before.left < DOUBLE_STRIKE * glyph.size for before in kept[-2:]
        ):
            kept.append(glyph)
    return kept


def line_of(row: Sequence[Glyph], frame: tuple[float, float] | None = None) -> Line:
    """The line that a row of glyphs makes."""
    gaps = _letter_spaced(row, _gaps(row))
    text = row[0].text + "".join(" " * gap.is_space + glyph.text for gap, glyph in zip(gaps, row[1:], strict=True))
    text = half_width(_LEADERS.sub("", _SLASH.sub("/", text)))
    if row[0].is_recognised:
        text = _DASH.sub("——", text)
    sizes = sorted(glyph.size for glyph in row)
    return Line(
        text=text,
        left=row[0].left,
        right=max(glyph.right for glyph in row),
        middle=sum(glyph.middle for glyph in row) / len(row),
        size=sizes[len(sizes) // 2],
        word=_first_word(row, text),
        hang=_hang(row, gaps, text),
        gap=max((gap.width for gap in gaps), default=0.0),
        frame=frame,
    )


def _hang(row: Sequence[Glyph], gaps: Sequence[_Gap], text: str) -> float:
    """Where the words after an item's mark begin, or those after the first gap."""
    item = _ITEM.match(text)
    first = (
        len(item.group().replace(" ", "")) if item else next((i for i, gap in enumerate(gaps, 1) if gap.is_space), 0)
    )
    return row[first].left if first < len(row) else row[0].left


def text_of(glyphs: Sequence[Glyph]) -> str:
    """The text of a cell: its lines joined."""
    return join_texts([line_of(row).text for row in rows(glyphs)])


def join_texts(texts: Sequence[str]) -> str:
    """Lines as one: nothing between Chinese, a space between Latin words."""
    joined = ""
    for text in texts:
        joined += (" " if needs_space(joined, text) else "") + text
    return joined


def needs_space(before: str, after: str) -> bool:
    """Whether two lines that are joined meet as Latin words or numbers."""
    return bool(before and after) and _is_latin(before[-1]) and _is_latin(after[0])


def _is_latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ",;:)]}")


def is_wide(char: str) -> bool:
    """Whether `char` is set as wide as its em: an ideograph or its punctuation."""
    return bool(_WIDE.match(char))


def _gaps(row: Sequence[Glyph]) -> list[_Gap]:
    widths = [(after.left - before.right) / min(before.size, after.size) for before, after in pairwise(row)]
    spread = _spread(row, widths)
    gaps = []
    head: str | None = row[0].text
    for before, after, width in zip(row, row[1:], widths, strict=False):
        is_label = head is not None and bool(LABEL.fullmatch(head))
        is_space = _is_space(before, after, width, spread, is_label=is_label)
        if head is not None:
            goes_on = len(head) < 16 and (not is_space or _UNFINISHED_LABEL.fullmatch(head))
            head = head + after.text if goes_on else None
        gaps.append(_Gap(width, is_space))
    return gaps


def _spread(row: Sequence[Glyph], widths: Sequence[float]) -> float:
    """By how much the Chinese characters of a row stand apart throughout, as in titles."""
    between = sorted(
        width
        for before, after, width in zip(row, row[1:], widths, strict=False)
        if is_wide(before.text) and is_wide(after.text)
    )
    return min(1.0, max(0.0, between[len(between) // 2])) if len(between) > 3 else 0.0


def _is_space(before: Glyph, after: Glyph, width: float, spread: float, *, is_label: bool) -> bool:
    wide = is_wide(before.text) + is_wide(after.text)
    if is_label and width > (RECOGNISED_LABEL_GAP if wide == 0 and after.is_recognised else LABEL_GAP):
        return wide < 2 or width > WIDE_GAP
    if after.text in _CLOSING and not is_wide(before.text) and width <= CLOSING_GAP:
        return False
    if after.is_recognised:
        gaps, typed = (RECOGNISED_GAP, MIXED_GAP, WIDE_GAP + spread), (-1.0, MIXED_GAP, TYPED_WIDE)
    else:
        gaps, typed = (WORD_GAP, MIXED_GAP, WIDE_GAP + spread), (TYPED_NARROW, TYPED_NARROW, TYPED_WIDE)
    return width > gaps[wide] or (after.spaced and width > typed[wide])


def _letter_spaced(row: Sequence[Glyph], gaps: list[_Gap]) -> list[_Gap]:
    """The gaps without those between characters that each stand alone: 目　次, 中 华 人 民."""
    alone = [
        bool(_IDEOGRAPH.fullmatch(glyph.text))
        and (i == 0 or gaps[i - 1].is_space)
        and (i == len(gaps) or gaps[i].is_space)
        for i, glyph in enumerate(row)
    ]
    return [
        _Gap(gap.width, gap.is_space and not (alone[i] and alone[i + 1] and gap.width < LETTER_SPACED))
        for i, gap in enumerate(gaps)
    ]


def _first_word(row: Sequence[Glyph], text: str) -> float:
    """The width of what cannot be parted at the line's start."""
    word = _FIRST_WORD.match(text)
    length = len(word.group()) if word else 1
    return row[min(length, len(row)) - 1].right - row[0].left
