"""What a reader makes of a file: its text, and what only the format knows about it.

Everything but `chars` is told in offsets of `source`, so it holds whatever cleaning does to the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain import MappedText, SetAside

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One real page: its number from 1, the stretch of the source it holds, whether its words were recognised."""

    number: int
    start: int
    end: int
    is_ocr: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the span of every cell, row by row; the first `header` rows name the columns.

    A cell merged over several rows or columns gives its one span to each place it covers; an empty cell has an empty
    span. In the source each row is one line, its cells apart by a tab.
    """

    rows: tuple[tuple[Span, ...], ...]
    header: int = 1

    @property
    def span(self) -> Span:
        """The stretch of the source from the first cell to the last."""
        cells = [cell for row in self.rows for cell in row]
        return min(start for start, _ in cells), max(end for _, end in cells)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds.

    `source` is the text as the file gives it, every line; `chars` the text to read, a paragraph (or a table row) a
    line, without what `set_aside` names. `has_paragraphs` says whether the line ends of `chars` are those of
    paragraphs; if not, they may be those of a margin, and cleaning joins them. `headings` gives the outline level
    (from 1) of paragraphs that the format marks as headings, by the source offset of their first character.
    `warnings` are whole Chinese sentences for the person who adds the file.
    """

    source: str
    chars: MappedText
    sha256: str = ""
    has_paragraphs: bool = False
    pages: tuple[Page, ...] = ()
    tables: tuple[Table, ...] = ()
    headings: Mapping[int, int] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()
    warnings: tuple[str, ...] = ()
    title: str | None = None
