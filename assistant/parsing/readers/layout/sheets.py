"""From the glyphs and rulings of one page to its lines and tables in reading order."""

from collections.abc import Iterable, Sequence

from assistant.parsing.readers.layout.columns import lines_in_order
from assistant.parsing.readers.layout.glyphs import Block, Box, Glyph, Item, Line, Ruling, Sheet
from assistant.parsing.readers.layout.grids import TOUCH, Grid, find_grids, is_inside
from assistant.parsing.readers.layout.lines import line_of, rows
from assistant.parsing.readers.layout.tables import CAPTION, FIGURE, open_tables, read_table

CAPTION_REACH = 4.5
"""A caption stands within this many em of its table or figure, a unit statement between them counted."""
FILLED, FILLED_WITH_CAPTION = 0.6, 0.2
"""The share of cells with text from which a grid is a table: boxes of a drawing hold little, a form may be empty."""


def compose(
    number: int,
    size: tuple[float, float],
    glyphs: Sequence[Glyph],
    rulings: Sequence[Ruling],
    aside: Iterable[str] = (),
    *,
    is_ocr: bool = False,
) -> Sheet:
    """The page of a size that these glyphs and rulings make, with the texts of its watermarks at the end."""
    grids = find_grids(rulings)
    outside = [glyph for glyph in glyphs if not any(is_inside(glyph, grid.box) for grid in grids)]
    nearby = [line_of(row) for row in rows(outside)]
    blocks = [block for grid in grids if (block := _table(grid, glyphs, nearby)) is not None]
    free = _without(glyphs, [block.box for block in blocks])
    left = [ruling for ruling in rulings if not any(_crosses(ruling, block.box) for block in blocks)]
    for block in open_tables(left, free, [line.middle for line in nearby if CAPTION.match(line.text)]):
        if _captions(block.box, nearby)[0]:
            blocks.append(block)
            free = _without(free, [block.box])
    items = _in_order(_lines(free), blocks)
    marks = tuple(Line(text, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, reason="watermark") for text in aside)
    return Sheet(number, *size, (*items, *marks), is_ocr)


def _without(glyphs: Sequence[Glyph], boxes: Sequence[Box]) -> list[Glyph]:
    return [glyph for glyph in glyphs if not any(is_inside(glyph, box) for box in boxes)]


def _crosses(ruling: Ruling, box: Box) -> bool:
    low, high = (box[1], box[3]) if ruling.horizontal else (box[0], box[2])
    return low - TOUCH <= ruling.at <= high + TOUCH


def _lines(glyphs: Sequence[Glyph]) -> list[Line]:
    if not glyphs:
        return []
    left, right = min(glyph.left for glyph in glyphs), max(glyph.right for glyph in glyphs)
    return lines_in_order(rows(glyphs), left, right)


def _table(grid: Grid, glyphs: Sequence[Glyph], nearby: Sequence[Line]) -> Block | None:
    of_table, of_figure = _captions(grid.box, nearby)
    if of_figure and not of_table:
        return None
    inside = [glyph for glyph in glyphs if is_inside(glyph, grid.box)]
    block = read_table(grid, inside, FILLED_WITH_CAPTION if of_table else FILLED)
    return block if block is None or of_table or _is_regular(block) else None


def _is_regular(block: Block) -> bool:
    """Whether two columns at least hold two cells of text each, as a table without a caption does."""
    columns = ({number for number in column if block.texts[number]} for column in zip(*block.rows, strict=True))
    return sum(len(column) > 1 for column in columns) > 1


def _captions(box: Box, lines: Sequence[Line]) -> tuple[bool, bool]:
    """Whether the caption of a table stands above `box`, and that of a figure below it."""
    above = [line for line in lines if 0 < box[1] - line.middle < CAPTION_REACH * line.size]
    below = [line for line in lines if 0 < line.middle - box[3] < CAPTION_REACH * line.size]
    return any(CAPTION.match(line.text) for line in above), any(FIGURE.match(line.text) for line in below)


def _in_order(lines: Sequence[Line], blocks: Sequence[Block]) -> tuple[Item, ...]:
    """Each table before the first line that follows it in its own column."""
    items: list[Item] = list(lines)
    for block in sorted(blocks, key=lambda block: block.box[1]):
        left, top, right, _ = block.box
        for i, item in enumerate(items):
            if _top(item) > top and (isinstance(item, Block) or (item.left < right and item.right > left)):
                items.insert(i, block)
                break
        else:
            items.append(block)
    return tuple(items)


def _top(item: Item) -> float:
    return item.box[1] if isinstance(item, Block) else item.middle
