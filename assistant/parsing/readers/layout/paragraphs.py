"""From lines to paragraphs, over columns and pages.

A line continues the one before it when

1. the line before has no room for its first word,
2. both are of one size, at the leading of the text or over a column or page break, and
3. it begins where a continuation begins: left of its paragraph's first line, at the hanging indent of a list item, or,
   where first lines are not indented, at the same place; and
4. it does not begin with a number or mark of its own, unless it stands in mid-sentence at the text's margin.

Titles set in the middle, contents entries and tables never join.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.parsing.readers.layout.glyphs import Block, Box, Line, Sheet
from assistant.parsing.readers.layout.lines import is_wide

LEADING = 2.0
"""Lines of one paragraph are at most this many em apart, middle to middle; standards set 1.5, word processors 1.5 to
1.8."""
SAME_SIZE, SAME_SIZE_OCR = 1.12, 1.35
"""The ratio of sizes within a paragraph; recognised sizes are those of boxes, which g and p make higher."""
SAME_PLACE = 0.7
"""Lines that begin within this many em begin at the same place; an indent is 2, at least 1."""
ROOM = 0.35
"""A line that could have held the next word and this much (em) more was ended on purpose."""
MAX_WORD = 6.0
"""Longer words (em) are not waited for: justified lines reach the margin without them, and listings hold such words."""
COLUMN_GAP = 2.0
"""Lines below each other with gaps wider than this (em) are rows of a listing."""
MIN_BLOCK, SAME_EDGE = 15.0, 0.3
"""Lines of an indented block are this long at least and end together within this (em)."""
HALF_PUNCTUATION = 0.5
"""Punctuation at the end of a full line may be set half as wide as its em, or hang over the margin."""
LONG_LINE = 0.5
"""Lines longer than this share of the page's width show its right margin."""
AT_LEFT, AT_RIGHT = 2, 3
"""So many lines begin or end together at a margin; two lines of a listing end together by chance."""
SHARED = 0.2
"""The share of pages with the widest text: pages of listings and figures show narrower margins."""

_TERMINAL = "。！？；：.!?;:"
_CONTENTS = re.compile(r"[.．·…⋯]{4,}|…{2,}|(?:[.．·…⋯] ){4,}")
_STARTS = re.compile(
    r"(?P<number>(?:\d+|[A-Z](?=\.\d))(?:\.\d+)*[.、]?)(?P<after>.?)"
    r"|[A-Za-z0-9]{1,2}[)）]|[（(][一二三四五六七八九十\da-z]{1,3}[)）]|[一二三四五六七八九十]{1,3}、"
    r"|第[一二三四五六七八九十百千零〇\d]+[章节条编部篇]|[●•■□◆▪➢①-⑳]|——|附录 ?[A-Z]|续?[表图] ?[A-Z]?\.?\d"
    r"|注 ?\d*[:：]|示例 ?\d*[:：]?|参考文献$|\[\d+\]|\uff3b\d+\uff3d"
)
_REFERS = "的条款项章节中和及或、，,至~～—-年月日个种级类位)）"
_NEVER_WITHIN = re.compile(r"[●•■□◆▪➢①-⑳]|——|[a-z0-9]{1,2}[)）]|注 ?\d*[:：]")


@dataclass(frozen=True, slots=True)
class Frame:
    """The margins of a page or column, and other places at which several long lines of it end together."""

    left: float
    right: float
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A line or table with the page it stands on, its place there, and the margins around it."""

    item: Line | Block
    page: int
    index: int
    frame: Frame
    is_ocr: bool

    @property
    def line(self) -> Line:
        """The line, where it is one."""
        if isinstance(self.item, Block):
            raise TypeError("a table is no line")
        return self.item


def paragraphs(sheets: Sequence[Sheet]) -> list[list[Placed]]:
    """The paragraphs of a document, furniture left out; a table is a paragraph of its own."""
    found: list[list[Placed]] = []
    for placed in _placed(sheets):
        if found and _continues(found[-1], placed):
            found[-1].append(placed)
        else:
            found.append([placed])
    return found


def _placed(sheets: Sequence[Sheet]) -> Iterator[Placed]:
    frames = _frames(sheets)
    for sheet, frame in zip(sheets, frames, strict=True):
        for index, item in enumerate(sheet.items):
            if isinstance(item, Block) or item.reason is None:
                own = Frame(*item.frame) if isinstance(item, Line) and item.frame else frame
                yield Placed(item, sheet.number, index, own, sheet.is_ocr)


def _frames(sheets: Sequence[Sheet]) -> list[Frame]:
    """The margins of every page; those of a page that does not show them are taken from its like."""
    own = [_frame(sheet) for sheet in sheets]
    widths: dict[tuple[int, int, bool], list[float]] = {}
    lefts: dict[tuple[int, int, bool, int], list[float]] = {}
    for sheet, frame in zip(sheets, own, strict=True):
        if frame is not None:
            widths.setdefault(_kind(sheet), []).append(frame.right - frame.left)
            lefts.setdefault((*_kind(sheet), sheet.number % 2), []).append(frame.left)
    return [
        _mended(sheet, frame, widths.get(_kind(sheet), []), lefts.get((*_kind(sheet), sheet.number % 2), []))
        for sheet, frame in zip(sheets, own, strict=True)
    ]


def _kind(sheet: Sheet) -> tuple[int, int, bool]:
    return round(sheet.width), round(sheet.height), sheet.is_ocr


def _mended(sheet: Sheet, frame: Frame | None, widths: Sequence[float], lefts: Sequence[float]) -> Frame:
    """The frame with the width and left margin of pages of its kind; scans, cut by hand, share no margin."""
    lines = _text_lines(sheet)
    near = SAME_PLACE * _median([line.size for line in lines])
    width = _usual(sorted(widths, reverse=True), near)
    shared = None if sheet.is_ocr else _usual(sorted(lefts), near)
    if frame is None or (width is not None and frame.right - frame.left < width - near):
        frame = _widened(sheet, width, shared) if frame is None else _at_least(frame, width, shared)
    return replace(frame, edges=_edges(lines))


def _at_least(frame: Frame, width: float | None, shared: float | None) -> Frame:
    left = frame.left if shared is None else min(frame.left, shared)
    return Frame(left, max(frame.right, left + (width or 0.0)))


def _widened(sheet: Sheet, width: float | None, shared: float | None) -> Frame:
    """What the lines of a page cover, made as wide as others; alone it counts as symmetrical, its tables included."""
    boxes = _boxes(sheet) if width is None else [_box(line) for line in _text_lines(sheet)]
    left, right = min((box[0] for box in boxes), default=0.0), max((box[2] for box in boxes), default=0.0)
    return _at_least(Frame(left, right), sheet.width - 2 * left if width is None else width, shared)


def _box(line: Line) -> Box:
    return line.left, line.middle, line.right, line.middle


def _boxes(sheet: Sheet) -> list[Box]:
    """What the lines and tables of a page cover."""
    return [_box(line) for line in _text_lines(sheet)] + [i.box for i in sheet.items if isinstance(i, Block)]


def _usual(values: Sequence[float], near: float) -> float | None:
    """The first of the ordered `values` that a fair share of pages comes near, else the first."""
    times = max(2, math.ceil(SHARED * len(values)))
    common = _common(values, near, times)
    return common if common is not None else next(iter(values), None)


def _edges(lines: Sequence[Line]) -> tuple[float, ...]:
    """Where long lines of Chinese end together: the right side of an indented block."""
    rights = sorted(
        line.right for line in lines if line.right - line.left >= MIN_BLOCK * line.size and is_wide(line.text[-1])
    )
    near = SAME_EDGE * _median([line.size for line in lines])
    return tuple(a for a, b in zip(rights, rights[AT_RIGHT - 1 :], strict=False) if b - a <= near)


def _text_lines(sheet: Sheet) -> list[Line]:
    return [line for line in sheet.lines if line.reason is None and line.frame is None]


def _frame(sheet: Sheet) -> Frame | None:
    """The margins at which lines of the page begin and long ones end."""
    lines = _text_lines(sheet)
    near = SAME_PLACE * _median([line.size for line in lines])
    left = _common(sorted(line.left for line in lines), near, AT_LEFT)
    rights = [line.right for line in lines if line.right - line.left >= LONG_LINE * sheet.width]
    right = _common(sorted(rights, reverse=True), near, AT_RIGHT)
    return None if left is None or right is None or right <= left else Frame(left, right)


def _common(values: Sequence[float], near: float, times: int) -> float | None:
    """The first of the ordered `values` that others come near: a single line may stand out of the text."""
    return next((a for a, b in zip(values, values[times - 1 :], strict=False) if abs(a - b) <= near), None)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def _continues(paragraph: Sequence[Placed], placed: Placed) -> bool:
    if isinstance(paragraph[-1].item, Block) or isinstance(placed.item, Block):
        return False
    before, line = paragraph[-1].line, placed.line
    if _CONTENTS.search(before.text) or _CONTENTS.search(line.text) or min(before.gap, line.gap) > COLUMN_GAP:
        return False
    return (
        _is_near(paragraph[-1], placed)
        and _is_full(before, paragraph[-1].frame, line)
        and _begins_as_continuation(paragraph, placed)
    )


def _is_near(before: Placed, placed: Placed) -> bool:
    """Whether the lines are of one size and, within a column, at the leading of the text."""
    one, other = before.line, placed.line
    ratio = max(one.size, other.size) / min(one.size, other.size)
    if ratio > (SAME_SIZE_OCR if before.is_ocr or placed.is_ocr else SAME_SIZE):
        return False
    is_break = before.page != placed.page or other.middle < one.middle
    return is_break or other.middle - one.middle <= LEADING * max(one.size, other.size)


def _is_full(line: Line, frame: Frame, following: Line) -> bool:
    """Whether `line` had no room for the first word of the next one, or ends where its block does."""
    slack = HALF_PUNCTUATION if not line.text[-1].isalnum() and is_wide(line.text[-1]) else 0.0
    room = frame.right - line.right
    if room < min(following.word, MAX_WORD * line.size) + (ROOM + slack) * line.size:
        return True
    if line.right - line.left < MIN_BLOCK * line.size or line.text[-1] in _TERMINAL:
        return False
    return (
        is_wide(line.text[-1])
        and is_wide(following.text[0])
        and any(abs(line.right - edge) <= SAME_EDGE * line.size for edge in frame.edges)
    )


def _begins_as_continuation(paragraph: Sequence[Placed], placed: Placed) -> bool:
    first, before, line = paragraph[0].line, paragraph[-1].line, placed.line
    near = SAME_PLACE * line.size
    at, start = line.left - placed.frame.left, first.left - paragraph[0].frame.left
    hang = first.hang - paragraph[0].frame.left
    marked = _STARTS.match(line.text)
    if len(paragraph) > 1:
        expected = abs(at - (paragraph[1].line.left - paragraph[1].frame.left)) <= near
    else:
        expected = at <= start - near or abs(at - hang) <= near or abs(at - start) <= near
    if not expected:
        return False
    is_open = before.text[-1] not in _TERMINAL
    is_outdented = at <= start - near and abs(at) <= near
    if marked:
        return _stands_within(marked, is_open=is_open, is_outdented=is_outdented)
    return is_open or abs(at - start) > near or abs(at) <= near


def _stands_within(marked: re.Match[str], *, is_open: bool, is_outdented: bool) -> bool:
    """Whether the number at a line's beginning belongs to a sentence that runs on."""
    if not is_open or _NEVER_WITHIN.match(marked.string):
        return False
    after = marked.group("after")
    return is_outdented or bool(after and after in _REFERS)
