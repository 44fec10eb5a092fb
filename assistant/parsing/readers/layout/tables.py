"""Tables: the cells of a grid filled with glyphs, and tables that only horizontal lines rule (三线表)."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.parsing.readers.layout.glyphs import Block, Glyph, Ruling
from assistant.parsing.readers.layout.grids import TOUCH, Grid, is_inside, merged
from assistant.parsing.readers.layout.lines import join_texts, line_of, rows, text_of

CAPTION = re.compile(r"(?:续?表|.{0,40}[（(]续表?[）)]$)")
FIGURE = re.compile(r"图 ?[A-Z]?[.．\-]?\d")
MIN_CELLS = 4
MIN_RULES = 3
"""A table ruled by horizontal lines alone has one above, one below its header and one at its end."""
COLUMN_GAP = 1.0
"""Between the columns of a table without rules, in em."""


def read_table(grid: Grid, glyphs: Sequence[Glyph], min_filled: float) -> Block | None:
    """The table of a grid and the glyphs within it, or None where too few of its cells hold text."""
    held: dict[int, list[Glyph]] = {number: [] for row in grid.cells for number in row}
    for glyph in glyphs:
        held[grid.cell_at((glyph.left + glyph.right) / 2, glyph.middle)].append(glyph)
    texts = {number: text_of(held[number]) for number in sorted(held)}
    order = {number: i for i, number in enumerate(texts)}
    places = [tuple(order[number] for number in row) for row in grid.cells]
    places = [row for i, row in enumerate(places) if i == 0 or row != places[i - 1]]
    filled = sum(bool(text) for text in texts.values())
    if len(places) < 2 or len(texts) < MIN_CELLS or filled < min_filled * len(texts):
        return None
    return Block(grid.box, tuple(places), tuple(texts.values()), _header(places))


def _header(places: Sequence[tuple[int, ...]]) -> int:
    """How many rows name the columns: those that cells of the first row reach into, one more below a shared name."""
    first = set(places[0])
    depth = next((i for i, row in enumerate(places) if not first & set(row)), len(places))
    if len(first) > 1 and any(a == b for a, b in pairwise(places[0])):
        depth = max(depth, 2)
    return min(depth, len(places) - 1)


def open_tables(rulings: Sequence[Ruling], glyphs: Sequence[Glyph], captions: Sequence[float]) -> list[Block]:
    """Tables that horizontal lines alone rule: three or more of one length, columns where the text has gaps.

    `captions` are the heights at which captions stand; each begins another table.
    """
    blocks = []
    for group in _parallel(merged(r for r in rulings if r.horizontal), captions):
        box = group[0].start - TOUCH, group[0].at, group[0].end + TOUCH, group[-1].at
        inside = [glyph for glyph in glyphs if is_inside(glyph, box)]
        cuts = _cuts(inside)
        found, header = _open_rows(inside, cuts, [rule.at for rule in group])
        if cuts and len(found) > 1:
            width = len(cuts) + 1
            places = tuple(tuple(range(i * width, (i + 1) * width)) for i in range(len(found)))
            texts = tuple(text for row in found for text in row)
            blocks.append(Block(box, places, texts, min(max(1, header), len(found) - 1)))
    return blocks


def _parallel(rulings: Sequence[Ruling], captions: Sequence[float]) -> list[list[Ruling]]:
    """Groups of rulings below each other with the same ends and no caption between them."""
    groups: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda r: r.at):
        group = next((group for group in groups if _is_parallel(group[-1], ruling, captions)), None)
        if group is None:
            groups.append([ruling])
        else:
            group.append(ruling)
    return [group for group in groups if len(group) >= MIN_RULES]


def _is_parallel(above: Ruling, below: Ruling, captions: Sequence[float]) -> bool:
    ends = abs(above.start - below.start) <= TOUCH and abs(above.end - below.end) <= TOUCH
    return ends and not any(above.at < caption < below.at for caption in captions)


def _open_rows(glyphs: Sequence[Glyph], cuts: Sequence[float], ys: Sequence[float]) -> tuple[list[list[str]], int]:
    """The rows, and how many stand above the second rule.

    A line without a first cell and with few others continues the row above it, unless a rule parts them.
    """
    found: list[list[str]] = []
    header = 0
    last = ys[0]
    for row in rows(glyphs):
        cells = _cut(row, cuts)
        middle = row[0].middle
        is_parted = any(last < y <= middle for y in ys)
        if not found or is_parted or cells[0] or sum(map(bool, cells)) > len(cells) / 2:
            found.append(cells)
            header += middle < ys[1]
        else:
            found[-1] = [join_texts([text for text in pair if text]) for pair in zip(found[-1], cells, strict=True)]
        last = middle
    return found, header


def _cut(row: Sequence[Glyph], cuts: Sequence[float]) -> list[str]:
    cells: list[list[Glyph]] = [[] for _ in range(len(cuts) + 1)]
    for glyph in row:
        cells[sum(cut <= (glyph.left + glyph.right) / 2 for cut in cuts)].append(glyph)
    return [line_of(cell).text if cell else "" for cell in cells]


def _cuts(glyphs: Sequence[Glyph]) -> list[float]:
    """Where columns are parted: the middles of the wide stretches that no glyph covers."""
    cuts = []
    ordered = sorted(glyphs, key=lambda glyph: glyph.left)
    reach = ordered[0].right if ordered else 0.0
    for glyph in ordered:
        if glyph.left - reach > COLUMN_GAP * glyph.size:
            cuts.append((reach + glyph.left) / 2)
        reach = max(reach, glyph.right)
    return cuts
