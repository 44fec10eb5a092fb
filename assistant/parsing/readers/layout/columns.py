"""Reading order: where text runs in two columns, the left one is read before the right one.

1. Consecutive rows whose gaps (or empty sides) share a stretch near the middle of the page make a candidate.
2. It is two columns of text when both sides hold text in most of its rows and most left sides run up to the gutter:
   a table without rules, a contents page and a listing with names and meanings have short or ragged left sides.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.parsing.readers.layout.glyphs import Glyph, Line
from assistant.parsing.readers.layout.lines import line_of

Row = Sequence[Glyph]
Gutter = tuple[float, float]

MIN_GUTTER = 1.2
"""A gutter is at least this many em wide; columns of standards are 2 em apart."""
MIDDLE = (0.3, 0.7)
"""The share of the width in which a gutter lies."""
MIN_ROWS = 3
"""Fewer rows side by side are a signature block or a pair of dates."""
BOTH_SIDES = 0.6
"""The share of rows with text on both sides, from which the sides are columns."""
FULL_SIDES = 0.6
"""The share of left sides that end within `REACH` em of the gutter, from which they are running text."""
REACH = 1.2
FILLED = 0.6
"""The usual line of a column fills this share of it; names and meanings, set side by side, are ragged."""
MIN_WIDTH = 8
"""A column holds at least this many characters a line."""


def lines_in_order(rows: Sequence[Row], left: float, right: float) -> list[Line]:
    """The lines of a page between the margins `left` and `right`, column by column."""
    lines: list[Line] = []
    for start, end, gutter in _stretches(rows, left, right):
        stretch = rows[start:end]
        if gutter is None:
            lines += [line_of(row) for row in stretch]
        else:
            lines += _columns(stretch, gutter)
    return lines


def _columns(stretch: Sequence[Row], gutter: Gutter) -> Iterator[Line]:
    sides = [_sides(row, gutter) for row in stretch]
    for side in (0, 1):
        column = [parts[side] for parts in sides if parts[side]]
        frame = min(row[0].left for row in column), max(glyph.right for row in column for glyph in row)
        yield from (line_of(row, frame) for row in column)


def _sides(row: Row, gutter: Gutter) -> tuple[Row, Row]:
    middle = sum(gutter) / 2
    return [g for g in row if g.right <= middle], [g for g in row if g.right > middle]


def _stretches(rows: Sequence[Row], left: float, right: float) -> Iterator[tuple[int, int, Gutter | None]]:
    """The rows in stretches of one column or, with their gutter, of two."""
    done = at = 0
    while at < len(rows):
        end, gutter = _candidate(rows, at, left, right)
        if gutter is not None and _is_columns(rows[at:end], gutter):
            if at > done:
                yield done, at, None
            yield at, end, gutter
            done = end
        at = max(end, at + 1)
    if done < len(rows):
        yield done, len(rows), None


def _candidate(rows: Sequence[Row], start: int, left: float, right: float) -> tuple[int, Gutter | None]:
    """How far rows from `start` on share a gutter; the first of them must show it."""
    gutter: Gutter | None = None
    for i in range(start, len(rows)):
        common = _narrowed(gutter, _gaps(rows[i], left, right, is_first=i == start))
        if common is None:
            return i, gutter
        gutter = common
    return len(rows), gutter


def _gaps(row: Row, left: float, right: float, *, is_first: bool) -> list[Gutter]:
    """The stretches near the middle that hold no ink; the free sides of a short row count after the first row."""
    size = row[0].size
    reach = row[0].right
    gaps = []
    for before, after in pairwise(row):
        reach = max(reach, before.right)
        gaps.append((reach, after.left))
    if not is_first:
        gaps += [(left, row[0].left), (max(glyph.right for glyph in row), right)]
    low, high = (left + share * (right - left) for share in MIDDLE)
    return [(max(a, low), min(b, high)) for a, b in gaps if min(b, high) - max(a, low) >= MIN_GUTTER * size]


def _narrowed(gutter: Gutter | None, gaps: Sequence[Gutter]) -> Gutter | None:
    """What `gutter` has in common with the widest of `gaps` that meets it."""
    if gutter is not None:
        gaps = [(max(a, gutter[0]), min(b, gutter[1])) for a, b in gaps]
    widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=None)
    return widest if widest is not None and widest[1] - widest[0] > 0 else None


def _is_columns(stretch: Sequence[Row], gutter: Gutter) -> bool:
    sides = [_sides(row, gutter) for row in stretch]
    both = [parts for parts in sides if parts[0] and parts[1]]
    if len(both) < MIN_ROWS or len(both) < BOTH_SIDES * len(stretch):
        return False
    lefts, rights = ([parts[side] for parts in both] for side in (0, 1))
    edge = max(row[-1].right for row in lefts)
    full = sum(edge - row[-1].right <= REACH * row[-1].size for row in lefts)
    return full >= FULL_SIDES * len(both) and _is_running(lefts) and _is_running(rights)


def _is_running(rows: Sequence[Row]) -> bool:
    """Whether the usual line of a column fills it."""
    widths = sorted(row[-1].right - row[0].left for row in rows)
    column = max(row[-1].right for row in rows) - min(row[0].left for row in rows)
    usual = widths[len(widths) // 2]
    return usual >= FILLED * column and column >= MIN_WIDTH * rows[0][0].size
