"""Tables: their cells, the names of their columns, and rows that carry both.

A format that knows its tables hands them over (content.Table). In plain text a table is what follows a caption, line
by line, as long as each line falls into as many cells as the first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.parsing.content import Table

_CELLS = re.compile(r"\t+|\s*[|｜]\s*|[ \u3000]{2,}")
_ONE_SPACE = re.compile(r"[ \u3000]+")
_ENDS = re.compile(
    r"附[ \u3000]*录[ \u3000]*[A-Z]|续?[表图] ?\d"
    r"|(?:[A-Z]\.\d{1,2}|\d{1,2}\.\d{1,2})(?:\.\d{1,2})*[ \u3000]+[^\d\s]\D*$"
)
_SENTENCE_END = re.compile(r"[。；]$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header: its cells by column name, as one line."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is read: which lines it takes, the names of its columns, and its rows below the header."""

    lines: range
    names: tuple[str, ...]
    rows: tuple[Row, ...]


def grid_of(table: Table, source: str, lines: range, continued: tuple[str, ...] = ()) -> Grid:
    """The grid of a table the format knows; `lines` are its rows' lines in the cleaned text.

    A table directly below one with the column names `continued` and as many columns goes on with it.
    """
    full = [[_squeezed(source[a:b]) for a, b in row] for row in table.rows]
    header = min(_header_rows(table), len(full) - 1)
    if continued and len(continued) == len(full[0]) and _names(full[:header]) != continued:
        return _grid([list(continued), *full], 1, lines, lead=1)
    return _grid(full, header, lines)


def _header_rows(table: Table) -> int:
    """How many rows name the columns: more than one where the first is merged downwards or over several columns."""
    rows, header = table.rows, table.header
    if header == 1 and len(rows) > 2 and any(a == b and a[0] < a[1] for a, b in pairwise(rows[0])):
        header = 1 if len(set(rows[0])) == 1 else 2
    while 0 < header < len(rows) - 1 and any(
        above == below and above[0] < above[1] for above, below in zip(rows[header - 1], rows[header], strict=False)
    ):
        header += 1
    return header


def infer_grid(lines: Sequence[str], first: int, header: Sequence[str] | None = None) -> Grid | None:
    """The table in plain lines from line `first` on, or None; a continued one may repeat the `header` it has."""
    if first >= len(lines):
        return None
    split = next((s for s in (_CELLS, _ONE_SPACE) if len(_cells(lines[first], s)) >= 2), None)
    if split is None or _SENTENCE_END.search(lines[first]):
        return None
    cells = [_cells(lines[first], split)]
    at = first + 1
    while at < len(lines) and len(row := _cells(lines[at], split)) == len(cells[0]) and not _ends_table(lines[at]):
        cells.append(row)
        at += 1
    if len(cells) < 2:
        return None
    has_header = header is None or list(header) == cells[0]
    rows = cells if has_header else [list(header or ()), *cells]
    return _grid(rows, 1, range(first, at), lead=0 if has_header else 1)


def _ends_table(line: str) -> bool:
    """A long sentence and a dotted number with a title stand below a table, not in it."""
    return bool(_SENTENCE_END.search(line) and len(line) > 30) or _ENDS.match(line) is not None


def _cells(line: str, split: re.Pattern[str]) -> list[str]:
    return [_squeezed(cell) for cell in split.split(line.strip().strip("|｜"))]


def _squeezed(cell: str) -> str:
    return re.sub(r"\s+", " ", cell).strip()


def _grid(full: list[list[str]], header: int, lines: range, *, lead: int = 0) -> Grid:
    names = _names(full[:header])
    rows = tuple(
        Row(lines.start + i - lead, _labelled(names, row)) for i, row in enumerate(full) if i >= header and any(row)
    )
    return Grid(lines, names, rows)


def _names(header: list[list[str]]) -> tuple[str, ...]:
    """The name of each column: the cells above it, merged ones once."""
    if not header:
        return ()
    width = max(len(row) for row in header)
    columns = ([row[i] for row in header if i < len(row) and row[i]] for i in range(width))
    return tuple("／".join(dict.fromkeys(column)) for column in columns)


def _labelled(names: tuple[str, ...], row: list[str]) -> str:
    """`列：值；列：值`; a value merged over several columns stands once, under the first of them."""
    if len(row) > 1 and len(set(row)) == 1:
        return row[0]
    said: list[str] = []
    for i, cell in enumerate(row):
        if cell and (not i or cell != row[i - 1] or not _same_merge(names, i)):
            name = names[i] if i < len(names) else ""
            said.append(f"{name}：{cell}" if name and name != cell else cell)
    return "；".join(said)


def _same_merge(names: tuple[str, ...], i: int) -> bool:
    return i < len(names) and names[i] == names[i - 1]
