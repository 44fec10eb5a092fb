"""Spreadsheets: blocks of rows as tables, merged cells, values as shown, bounds."""

import io
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers import sheet as reader
from assistant.parsing.readers.sheet import read_csv, read_xlsx, shown


def packed(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(*rows: list[object], merged: tuple[str, ...] = ()) -> Workbook:
    book = Workbook()
    book.active.title = "面积"
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    return book


def cells(content: Content, table: int = 0) -> list[list[str]]:
    return [[content.source[start:end] for start, end in row] for row in content.tables[table].rows]


def test_title_and_notes_are_lines_around_the_table() -> None:
    book = book_of(
        ["表1 面积指标", None, None], ["项目", "面积", None], [None, "最小", "最大"], ["甲", 10.0, 0.5], ["注：略。"],
        merged=("A1:C1", "A2:A3", "B2:C2"),
    )  # fmt: skip
    content = read_xlsx(packed(book), "a.xlsx")
    assert content.source.split("\n") == [
        "面积", "表1 面积指标", "项目\t面积", "\t最小\t最大", "甲\t10\t0.5", "注：略。",
    ]  # fmt: skip
    assert cells(content) == [["项目", "面积", "面积"], ["项目", "最小", "最大"], ["甲", "10", "0.5"]]
    assert (content.tables[0].header, dict(content.headings)) == (2, {0: 1})


def test_blank_rows_keep_tables_apart() -> None:
    content = read_xlsx(packed(book_of(["甲", 1], ["乙", 2], [], [], ["丙", 3])), "a.xlsx")
    assert [cells(content, i) for i in range(2)] == [[["甲", "1"], ["乙", "2"]], [["丙", "3"]]]


def test_hidden_sheets_and_unsaved_formulas_are_named() -> None:
    book = book_of(["甲", "=1+1"])
    hidden = book.create_sheet("隐藏")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "秘密"
    content = read_xlsx(packed(book), "a.xlsx")
    assert "秘密" not in content.source
    assert [warning[:12] for warning in content.warnings] == ["有 1 个隐藏的工作表没", "有 1 个公式没有保存结"]


def test_cells_with_line_ends_are_one_line() -> None:
    assert cells(read_xlsx(packed(book_of(["甲\n乙", "a\nb"])), "a.xlsx")) == [["甲乙", "a b"]]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (10.0, "General", "10"),
        (3.14159, "General", "3.14159"),
        (0.1 + 0.2, "General", "0.3"),
        (12345, "#,##0", "12,345"),
        (3.5, "0.00", "3.50"),
        (0.256, "0.0%", "25.6%"),
        (0.5, "0%", "50%"),
        (7, "000", "007"),
        (1.5, '0.0"平方米"', "1.5"),
        (datetime(2024, 5, 1), "yyyy-mm-dd", "2024-05-01"),
        (datetime(2024, 5, 1, 8, 30), "General", "2024-05-01 08:30"),
        (date(2024, 5, 1), "General", "2024-05-01"),
        (time(8, 30), "General", "08:30:00"),
        (True, "General", "TRUE"),
        ("#N/A", "General", "#N/A"),
        (float("nan"), "000", "nan"),
    ],
)
def test_values_as_shown(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_far_cells_do_not_make_a_huge_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PLACES", 1000)
    book = book_of(["甲", "乙"])
    book.active["A2"], book.active["XFD2"] = "近", "远"
    with pytest.raises(SourceError, match="太大了"):
        read_xlsx(packed(book), "a.xlsx")


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_CELLS", 5)
    with pytest.raises(SourceError, match="太大了"):
        read_xlsx(packed(book_of(["甲", 1, 2], ["乙", 3, 4])), "a.xlsx")
    with pytest.raises(SourceError, match="太大了"):
        read_csv("甲,1,2\n乙,3,4\n".encode(), "a.csv")


def test_empty_book() -> None:
    with pytest.raises(SourceError, match=r"a\.xlsx 里没有可以读取的文字。"):
        read_xlsx(packed(Workbook()), "a.xlsx")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_tables_as_text(mark: str, encoding: str) -> None:
    raw = f'项目{mark}面积\n"甲{mark}乙"{mark}"1\n2"\n'.encode(encoding)
    assert cells(read_csv(raw, "a.csv")) == [["项目", "面积"], [f"甲{mark}乙".replace("\t", " "), "1 2"]]
