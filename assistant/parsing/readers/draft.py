"""A source that a reader writes line by line, and the Content that comes of it.

Formats without a text of their own (Word, web pages, sheets) have none but the one written here, so every offset is
known at the time of writing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import MappedText, SetAside
from assistant.errors import SourceError
from assistant.parsing.content import Content, Span, Table
from assistant.text import CJK

CONTENTS = "contents"
"""The reason for setting a table of contents aside: it repeats every heading."""

_CONTENTS_HEAD = re.compile(r"目\s*[录錄次]|contents", re.IGNORECASE)
_LINE_ENDS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WIDE = re.compile(rf"[{CJK}\u3000-\u303f\uff00-\uffef]")


@dataclass(slots=True, eq=False)
class Cell:
    """A cell of a table; the same object stands at every place that a merged cell covers."""

    text: str = ""


def without_line_ends(text: str) -> str:
    """`text` without line ends: nothing between Chinese characters, a space between words."""
    parts = [part.strip() for part in _LINE_ENDS.split(text)]
    joined = ""
    for part in filter(None, parts):
        joined += (" " if joined and needs_space(joined[-1], part[0]) else "") + part
    return joined


def needs_space(before: str, after: str) -> bool:
    """Whether two characters would run together as one word."""
    return not (_WIDE.match(before) or _WIDE.match(after) or before.isspace() or after.isspace())


class Draft:
    """Lines, tables and headings in the order they are written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._at = 0
        self._headings: dict[int, int] = {}
        self._tables: list[Table] = []
        self._set_aside: list[SetAside] = []
        self._last: tuple[str, int, int] | None = None

    def line(self, text: str, *, level: int | None = None, aside: str | None = None) -> None:
        """One paragraph; `level` marks a heading, `aside` says why it is not part of the text. Blank ones are left."""
        text = "\n".join(filter(None, (part.strip() for part in _LINE_ENDS.split(text))))
        if not text:
            return
        start = self._write(text)
        if aside is not None:
            self._put_aside(aside, start, start + len(text))
        elif level is not None:
            self._headings[start] = level
        self._last = (text, start, start + len(text)) if aside is None else None

    def table(self, rows: Sequence[Sequence[Cell]], *, header: int = 1, aside: str | None = None) -> None:
        """A table, row by row; rows that are shorter than the longest are filled with empty cells."""
        width = max((len(row) for row in rows), default=0)
        spans: dict[Cell, Span] = {}
        begin = self._at
        grid = tuple(self._row([*row, *(Cell() for _ in range(width - len(row)))], spans) for row in rows)
        self._last = None
        if not any(start < end for row in grid for start, end in row):
            return
        if aside is not None:
            self._put_aside(aside, begin, self._at - 1)
        else:
            self._tables.append(Table(grid, min(header, len(grid))))

    def _row(self, row: Sequence[Cell], spans: dict[Cell, Span]) -> tuple[Span, ...]:
        """Write one row; a cell that stands in it already, or stood in a row above, is not written again."""
        line = ""
        seen: set[Cell] = set()
        for cell in row:
            if cell in seen:
                continue
            line += "\t" if seen else ""
            seen.add(cell)
            if cell not in spans:
                text = without_line_ends(cell.text.replace("\t", " "))
                at = self._at + len(line)
                spans[cell] = (at, at + len(text))
                line += text
        self._write(line)
        return tuple(spans[cell] for cell in row)

    def _write(self, text: str) -> int:
        start = self._at
        self._lines.append(text)
        self._at += len(text) + 1
        return start

    def _put_aside(self, reason: str, start: int, end: int) -> None:
        if reason == CONTENTS and self._last is not None and _CONTENTS_HEAD.fullmatch(self._last[0]):
            _, head_start, head_end = self._last
            self._headings.pop(head_start, None)
            self._set_aside.append(SetAside(CONTENTS, head_start, head_end))
        self._set_aside.append(SetAside(reason, start, end))

    @property
    def head(self) -> str:
        """The first lines without white space, to look for a title in."""
        return re.sub(r"\s", "", "".join(self._lines[:40]))

    def content(self, name: str, *, title: str | None = None, warnings: Sequence[str] = ()) -> Content:
        """The Content of what was written; raises SourceError where nothing is left to read."""
        source = "\n".join(self._lines)
        aside = sorted(self._set_aside, key=lambda each: each.start)
        chars = MappedText.of(source).without([(each.start, each.end) for each in aside])
        if not chars.text.strip():
            raise SourceError(f"{name} 里没有可以读取的文字。", "如果内容是图片，请给出带文字的文件。")
        return Content(
            source,
            chars,
            has_paragraphs=True,
            tables=tuple(self._tables),
            headings=self._headings,
            set_aside=tuple(aside),
            warnings=tuple(warnings),
            title=title,
        )
