"""From the pages of a document to its Content."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.domain import MappedText, SetAside
from assistant.parsing.content import Content, Page, Span, Table
from assistant.parsing.readers.layout.furniture import label_furniture
from assistant.parsing.readers.layout.glyphs import Block, Line, Sheet
from assistant.parsing.readers.layout.lines import needs_space
from assistant.parsing.readers.layout.paragraphs import Placed, paragraphs


def assemble(sheets: Sequence[Sheet], warnings: Iterable[str] = ()) -> Content:
    """The content of a document that is read page by page."""
    sheets = label_furniture(sheets)
    source = _Source()
    for sheet in sheets:
        source.add(sheet)
    text = "".join(source.pieces)
    chars = MappedText.of(text)
    lines = [line for paragraph in paragraphs(sheets) for line in _lines(paragraph, source, chars)]
    return Content(
        text,
        MappedText.join(lines, "\n"),
        has_paragraphs=True,
        pages=tuple(source.pages),
        tables=tuple(source.tables),
        set_aside=tuple(source.set_aside),
        warnings=tuple(warnings),
    )


class _Source:
    """The source text as it grows, and where in it everything stands."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.at = 0
        self.pages: list[Page] = []
        self.tables: list[Table] = []
        self.set_aside: list[SetAside] = []
        self.spans: dict[tuple[int, int], list[Span]] = {}

    def add(self, sheet: Sheet) -> None:
        """Append a page."""
        start = self.at
        for index, item in enumerate(sheet.items):
            if isinstance(item, Block):
                self.spans[sheet.number, index] = self._add_table(item)
            else:
                self.spans[sheet.number, index] = [self._add_line(item)]
        self.pages.append(Page(sheet.number, start, self.at, sheet.is_ocr))

    def _write(self, text: str) -> Span:
        self.pieces.append(text)
        self.at += len(text)
        return self.at - len(text), self.at

    def _add_line(self, line: Line) -> Span:
        span = self._write(line.text)
        self._write("\n")
        if line.reason is not None:
            self.set_aside.append(SetAside(line.reason, *span))
        return span

    def _add_table(self, block: Block) -> list[Span]:
        cells: dict[int, Span] = {}
        places, rows = [], []
        for row in block.rows:
            start = self.at
            for i, number in enumerate(row):
                if i:
                    self._write("\t")
                if number not in cells:
                    cells[number] = self._write(block.texts[number])
            places.append(tuple(cells[number] for number in row))
            rows.append((start, self.at))
            self._write("\n")
        self.tables.append(Table(tuple(places), block.header))
        return rows


def _lines(paragraph: Sequence[Placed], source: _Source, chars: MappedText) -> list[MappedText]:
    """The lines of `chars` that a paragraph makes: one, or one for every row of a table."""
    spans = [span for placed in paragraph for span in source.spans[placed.page, placed.index]]
    if isinstance(paragraph[0].item, Block):
        return [chars.slice(*span) for span in spans]
    parts = [chars.slice(*spans[0])]
    for before, after in pairwise(spans):
        if needs_space(chars.text[before[1] - 1], chars.text[after[0]]):
            parts.append(MappedText(" ", (before[1],), (before[1] + 1,)))
        parts.append(chars.slice(*after))
    return [MappedText.join(parts)]
