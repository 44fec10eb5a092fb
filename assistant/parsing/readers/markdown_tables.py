"""Tables in Markdown: rows of pipes, and the HTML tables that converters from PDF write."""

import re
from itertools import pairwise

from assistant.parsing.content import Span, Table
from assistant.parsing.readers.markdown_marks import Marks

_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_PIPE = re.compile(r"(?<!\\)\|")
_TABLE = re.compile(r"<table\b[^<>]*>(?:(?!<table\b).)*?</table\s*>", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b", re.IGNORECASE)
_CELL = re.compile(
    r"<t(?P<kind>[dh])\b(?P<attributes>[^<>]*)>(?P<text>.*?)(?=</t[dhr]|<t[dhr]\b|</table)", re.IGNORECASE | re.DOTALL
)
_ATTRIBUTE = re.compile(r"(?P<name>colspan|rowspan)\s*=\s*[\"']?(?P<count>\d{1,3})", re.IGNORECASE)


def begins_table(lines: list[tuple[int, str]], i: int) -> bool:
    """Whether line `i` is the head of a table: the next is a row of dashes between pipes."""
    if i + 1 >= len(lines) or not _PIPE.search(lines[i][1]):
        return False
    rule = lines[i + 1][1]
    return "|" in rule and _RULE.match(rule) is not None


def read_table(lines: list[tuple[int, str]], first: int, marks: Marks) -> int:
    """Read the table that begins at line `first`; returns the index of its last line."""
    last = first + 1
    while last + 1 < len(lines) and _PIPE.search(lines[last + 1][1]):
        last += 1
    at, rule = lines[first + 1]
    marks.spans.append((at, at + len(rule)))
    rows = [_read_row(*lines[i], marks) for i in range(first, last + 1) if i != first + 1]
    width = max(len(row) for row in rows)
    marks.tables.append(Table(tuple((*row, *[(row[-1][1],) * 2] * (width - len(row))) for row in rows)))
    return last


def _read_row(at: int, line: str, marks: Marks) -> tuple[Span, ...]:
    """The cells of a row; the pipes between them become tabs, those at the edges go."""
    edges = [-1, *(match.start() for match in _PIPE.finditer(line)), len(line)]
    if len(edges) > 2 and not line[: edges[1]].strip():
        edges = edges[1:]
    if len(edges) > 2 and not line[edges[-2] + 1 :].strip():
        edges = edges[:-1]
    cells = [_trimmed(at, line, left + 1, right) for left, right in pairwise(edges)]
    marks.spans += [(at, cells[0][0]), (cells[-1][1], at + len(line))]
    for before, after in pairwise(cells):
        marks.replaced[before[1], after[0]] = "\t"
    for start, end in cells:
        marks.read_words(start, line[start - at : end - at])
    return tuple(cells)


def _trimmed(at: int, text: str, start: int, end: int) -> Span:
    """The span without the white space at its edges, `at` added."""
    inner = text[start:end]
    begin = start + len(inner) - len(inner.lstrip()) if inner.strip() else start
    return at + begin, at + begin + len(inner.strip())


def read_html_tables(source: str, marks: Marks) -> list[Span]:
    """Read the HTML tables; returns the stretches they stand in."""
    if "</table" not in source.lower():
        return []
    found = []
    for match in _TABLE.finditer(source):
        rows = [_read_cells(source, *edges, marks) for edges in _row_edges(match)]
        written = [cell for row in rows for cell, *_ in row]
        if written:
            _put_gaps(match.span(), [[cell for cell, *_ in row] for row in rows], marks)
            marks.tables.append(Table(_grid(rows)))
            found.append(match.span())
    return found


def _row_edges(match: re.Match[str]) -> list[Span]:
    starts = [match.start() + row.start() for row in _ROW.finditer(match.group())]
    return list(pairwise([*starts, match.end()]))


_HtmlCell = tuple[Span, int, int]
"""Its span, the columns and the rows that it covers."""


def _read_cells(source: str, start: int, end: int, marks: Marks) -> list[_HtmlCell]:
    cells = []
    for match in _CELL.finditer(source, start, end):
        spans = {each["name"].lower(): int(each["count"]) for each in _ATTRIBUTE.finditer(match["attributes"])}
        cell = _trimmed(0, source, *match.span("text"))
        marks.read_words(cell[0], source[slice(*cell)])
        marks.spans += [(cell[0] + m.start(), cell[0] + m.end()) for m in re.finditer(r"\n+", source[slice(*cell)])]
        cells.append((cell, max(spans.get("colspan", 1), 1), max(spans.get("rowspan", 1), 1)))
    return cells


def _put_gaps(table: Span, rows: list[list[Span]], marks: Marks) -> None:
    """Between cells a tab, between rows a line end, the table's own tags away."""
    at, gap = table[0], ""
    for row in filter(None, rows):
        for start, end in row:
            marks.replaced[at, start] = gap
            at, gap = end, "\t"
        gap = "\n"
    marks.replaced[at, table[1]] = ""


def _grid(rows: list[list[_HtmlCell]]) -> tuple[tuple[Span, ...], ...]:
    """Every place of the table with the span of the cell that covers it."""
    places: dict[tuple[int, int], Span] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell, columns, down in row:
            while (y, x) in places:
                x += 1
            for dy in range(min(down, len(rows) - y)):
                places |= {(y + dy, x + dx): cell for dx in range(columns)}
            x += columns
    width = max(x for _, x in places) + 1
    end = max(cell[1] for cell in places.values())
    return tuple(tuple(places.get((y, x), (end, end)) for x in range(width)) for y in range(len(rows)))
