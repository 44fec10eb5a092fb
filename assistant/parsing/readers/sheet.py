"""Spreadsheets (.xlsx, .csv): every sheet a heading, every block of rows a table, values as they are shown.

Formulas give the values that were saved with the file; nothing is calculated.
"""

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.decoding import decode
from assistant.parsing.readers.draft import Cell, Draft
from assistant.parsing.readers.package import MACROS, Package
from assistant.parsing.readers.safety import Progress, guarded

KIND = "Excel 文件"
MAX_CELLS = 200_000
"""More is data, not a document a person cites from (the largest annex of a standard has a few thousand)."""
MAX_VISITED = 5_000_000
"""Empty places gone through on the way: a stray mark in the last row makes a million empty rows."""

MAX_PLACES = 1_000_000
"""Places of one table, empty ones with the others."""

_Place = tuple[int, int]
_Rows = dict[int, dict[int, str]]
_Merged = dict[int, list[tuple[int, int, int]]]
"""By its top row: the left column, bottom row and right column of every merged range."""


class _Sheet(Protocol):
    title: str
    sheet_state: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self) -> Iterator[Sequence["_Value"]]: ...


class _Value(Protocol):
    value: object
    number_format: str
    row: int
    column: int


@dataclass(slots=True)
class _Extra:
    """What openpyxl does not tell of a sheet when it reads row by row."""

    merged: list[tuple[_Place, _Place]] = field(default_factory=list)
    unsaved: int = 0


@guarded(KIND)
def read_xlsx(raw: bytes, name: str, _progress: Progress | None = None) -> Content:
    """A .xlsx or .xlsm; macros are never run, hidden sheets are not read."""
    from openpyxl import load_workbook

    package = Package(raw, name, KIND)
    extras = dict(_extras(package))
    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    draft, left, hidden = Draft(), MAX_CELLS, 0
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden += 1
                continue
            cells = _values(sheet, left, name)
            left -= len(cells)
            _write(draft, sheet.title, cells, extras.get(sheet.title, _Extra()), name)
    finally:
        book.close()
    warnings = [MACROS] * package.has_macros + [f"有 {hidden} 个隐藏的工作表没有读取。"] * bool(hidden)
    unsaved = sum(extra.unsaved for extra in extras.values())
    warnings += [f"有 {unsaved} 个公式没有保存结果，读取为空；请在 Excel 里打开并保存后再添加。"] * bool(unsaved)
    return draft.content(name, warnings=warnings)


@guarded("CSV 文件")
def read_csv(raw: bytes, name: str, _progress: Progress | None = None) -> Content:
    """A table as text; commas, semicolons or tabs stand between the cells."""
    text = decode(raw, name)
    first = text.lstrip("\n").split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=max(",\t;", key=first.count)))
    if sum(map(len, rows)) > MAX_CELLS:
        raise _too_large(name)
    draft = Draft()
    cells = {(y, x): word for y, row in enumerate(rows, 1) for x, word in enumerate(row, 1) if word.strip()}
    _write(draft, "", cells, _Extra(), name)
    return draft.content(name)


def _too_large(name: str) -> SourceError:
    return SourceError(
        f"{name} 超过 {MAX_CELLS // 10_000} 万个单元格，太大了。", "请只保留需要引用的工作表，另存后再试。"
    )


def _values(sheet: _Sheet, left: int, name: str) -> dict[_Place, str]:
    """The cells that show something, by row and column from 1."""
    sheet.reset_dimensions()
    found: dict[_Place, str] = {}
    visited = 0
    for row in sheet.iter_rows():
        visited += len(row) + 1
        for cell in row:
            if cell.value is not None and (text := shown(cell.value, cell.number_format)).strip():
                found[cell.row, cell.column] = text
        if len(found) > left or visited > MAX_VISITED:
            raise _too_large(name)
    return found


def _extras(package: Package) -> Iterator[tuple[str, _Extra]]:
    """Merged ranges and formulas without a saved value, by the title of the sheet."""
    path = package.related("", "officeDocument") or "xl/workbook.xml"
    book = package.xml(path)
    targets = {key: target for key, _, target in package.relations(path)}
    for sheet in () if book is None else book.iter("s-sheet"):
        root = package.xml(targets.get(sheet.get("r-id", ""), ""))
        extra = _Extra()
        for element in () if root is None else root.iter():
            if element.tag == "s-mergeCell" and (corners := _corners(element.get("ref", ""))):
                extra.merged.append(corners)
            elif element.tag == "s-c" and element.find("s-f") is not None and not element.findtext("s-v"):
                extra.unsaved += 1
        yield sheet.get("name", ""), extra


def _corners(reference: str) -> tuple[_Place, _Place] | None:
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", reference)
    if match is None:
        return None
    return (int(match[2]), _column(match[1])), (int(match[4]), _column(match[3]))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _write(draft: Draft, title: str, cells: dict[_Place, str], extra: _Extra, name: str) -> None:
    """The sheet's name as a heading, then its blocks of rows that blank rows keep apart."""
    rows: _Rows = {}
    for (y, x), text in cells.items():
        rows.setdefault(y, {})[x] = text
    if not rows:
        return
    draft.line(title, level=1)
    merged: _Merged = {}
    for (top, left), (bottom, right) in extra.merged:
        if left in rows.get(top, ()):
            merged.setdefault(top, []).append((left, min(bottom, max(rows)), right))
            rows |= {y: {} for y in range(top, min(bottom, max(rows)) + 1) if y not in rows}
    block: list[int] = []
    for y in sorted(rows):
        if block and y > block[-1] + 1:
            _write_block(draft, block, rows, merged, name)
            block = []
        block.append(y)
    _write_block(draft, block, rows, merged, name)


def _write_block(draft: Draft, block: list[int], rows: _Rows, merged: _Merged, name: str) -> None:
    """A table from the first to the last row with two cells; rows of one cell around it are lines (a title, notes)."""
    wide = [y for y in block if len(rows[y]) > 1]
    last = max([*wide, *(bottom for y in wide for _, bottom, _ in merged.get(y, ()))], default=0)
    inner = [y for y in block if wide and wide[0] <= y <= last]
    for y in block:
        if inner and y == inner[0]:
            header = max((bottom - y + 1 for _, bottom, _ in merged.get(y, ())), default=1)
            draft.table(_grid(inner, rows, merged, name), header=header)
        elif y not in range(inner[0], inner[-1] + 1) if inner else True:
            draft.line(" ".join(rows[y].values()))


def _grid(block: list[int], rows: _Rows, merged: _Merged, name: str) -> list[list[Cell]]:
    columns = [x for y in block for x in rows[y]]
    first, last = min(columns), max(columns)
    if (last - first + 1) * len(block) > MAX_PLACES:
        raise _too_large(name)
    grid = [[Cell(rows[y].get(x, "")) for x in range(first, last + 1)] for y in block]
    for top in block:
        for left, bottom, right in merged.get(top, ()):
            whole = grid[top - block[0]][left - first]
            for y in range(top, min(bottom, block[-1]) + 1):
                for x in range(left, min(right, last) + 1):
                    grid[y - block[0]][x - first] = whole
    return grid


def shown(value: object, number_format: str = "General") -> str:
    """A value as a sheet shows it: dates by ISO 8601, shares in percent, no trailing .0."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, number_format or "General")
    return str(value)


def _number(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return str(value)
    pattern = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", number_format.split(";")[0]).strip()
    decimals = len(match.group(1)) if (match := re.search(r"\.(0+)", pattern)) else 0
    if pattern.endswith("%"):
        return f"{value * 100:.{decimals}f}%"
    if re.fullmatch(r"0{2,}", pattern):
        return f"{round(value):0{len(pattern)}d}"
    if re.fullmatch(r"[#0,]*0\.0+", pattern):
        return f"{value:{',' if ',' in pattern else ''}.{decimals}f}"
    if re.fullmatch(r"#,##0", pattern):
        return f"{value:,.0f}"
    return str(value) if isinstance(value, int) else f"{value:.15g}"
