"""Workbooks: a sheet a table."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from samples import Sample, Table

from making.archives import settle


def make_xlsx(sample: Sample, path: Path) -> None:
    """The tables of `sample`: the caption over all columns, the names of the columns, then the rows.

    Whole numbers are written as numbers, all else as text. A sheet of hidden notes and an empty one, as people leave
    them, stand behind.
    """
    book = Workbook()
    book.remove(book.active)
    for table in (part for part in sample.parts() if isinstance(part, Table)):
        _write(book, table)
    hidden = book.create_sheet("草稿")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "这一页是草稿，不作为依据"
    book.create_sheet("Sheet1")
    book.save(path)
    settle(path)


def _write(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.label)
    sheet.append([f"{table.label}　{table.title}"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(table.rows[0]))
    sheet["A1"].font = Font(name="黑体", bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    for row in table.rows:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    sheet.freeze_panes = "A3"
    for column in "BCD":
        sheet.column_dimensions[column].width = 24
