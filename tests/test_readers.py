"""Every reader: what a file really is, its encoding, Markdown, and that no input does harm."""

import io
import random
import re
import struct
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers import package, plain, read_file
from assistant.parsing.readers.decoding import decode
from assistant.parsing.readers.legacy import read_doc
from assistant.parsing.readers.markdown import read_markdown
from assistant.parsing.readers.plain import read_text
from assistant.parsing.readers.safety import Reader
from assistant.parsing.readers.sheet import read_csv, read_xlsx
from assistant.parsing.readers.sniffing import sniff
from assistant.parsing.readers.web import read_html, read_mht
from assistant.parsing.readers.word import read_docx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PAGE = "<!DOCTYPE html><html><body><p>第一条 甲。</p></body></html>".encode()


def word() -> bytes:
    document = python_docx.Document()
    document.add_heading("指引", level=1)
    document.add_paragraph("甲。", style="List Number")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "项目", "10"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook() -> bytes:
    book = Workbook()
    book.active.append(["项目", 10])
    book.active.merge_cells("A1:A2")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(512)


def repacked(raw: bytes, changes: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", compression) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, part in parts.items():
            new.writestr(name, part)
    return stream.getvalue()


def write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def assert_two_sentences(error: SourceError) -> None:
    for sentence in (error.what_happened, error.what_to_do):
        assert sentence.endswith("。")
        assert re.search(r"[\u4e00-\u9fff]{2}", sentence)


WORD, BOOK = word(), workbook()


# What a file really is


@pytest.mark.parametrize(
    ("raw", "ending"),
    [
        (WORD, ".docx"),
        (BOOK, ".xlsx"),
        (WORD[: len(WORD) // 2], ".docx"),
        (b"%PDF-1.7\n", ".pdf"),
        (b"\r\n%PDF-1.4", ".pdf"),
        (ole("WordDocument"), ".doc"),
        (ole("Workbook"), ".xls"),
        (ole("EncryptedPackage"), ".encrypted"),
        (OLE, None),
        (b"{\\rtf1 a}", ".rtf"),
        (b"\x89PNG\r\n\x1a\n", ".png"),
        (PAGE, ".html"),
        ("\ufeff \n<!-- a --><HTML>".encode(), ".html"),
        (PAGE.decode().encode("utf-16"), ".html"),
        (b"MIME-Version: 1.0\r\n", ".mht"),
        (b'<?xml version="1.0"?>\r\n<?mso-application progid="Word.Document"?>', ".doc"),
        (b"Rar!\x1a\x07", ".rar"),
        ("第一条 甲。".encode(), None),
        (b"<p>a</p>", None),
        (b"", None),
    ],
)
def test_sniff(raw: bytes, ending: str | None) -> None:
    assert sniff(raw) == ending


@pytest.mark.parametrize(
    ("name", "raw", "warning"),
    [
        ("a.doc", PAGE, "文件名是 .doc，内容其实是网页，已按网页读取。"),
        ("a.doc", "<div>第一条 甲。</div>".encode(), "文件名是 .doc，内容其实是网页，已按网页读取。"),
        ("a.xls", "<table><tr><td>甲</td></tr></table>".encode("gbk"), "文件名是 .xls，内容其实是网页，已按网页读取。"),
        ("a.doc", "第一条 甲。".encode("gbk"), "文件名是 .doc，内容其实是纯文本，已按纯文本读取。"),
        ("a.DOC", WORD, "文件名是 .DOC，内容其实是 Word 文件（.docx），已按 Word 文件（.docx）读取。"),
        ("a.pdf", WORD, "文件名是 .pdf，内容其实是 Word 文件（.docx），已按 Word 文件（.docx）读取。"),
        ("a.txt", PAGE, "文件名是 .txt，内容其实是网页，已按网页读取。"),
        ("a.docx", BOOK, "文件名是 .docx，内容其实是 Excel 文件（.xlsx），已按 Excel 文件（.xlsx）读取。"),
        ("README", WORD, "文件名是 README，内容其实是 Word 文件（.docx），已按 Word 文件（.docx）读取。"),
    ],
)
def test_mislabelled_file_is_read_as_what_it_is(tmp_path: Path, name: str, raw: bytes, warning: str) -> None:
    content = read_file(write(tmp_path, name, raw))
    assert content.warnings[0] == warning
    assert content.chars.text.strip()
    assert len(content.sha256) == 64


@pytest.mark.parametrize(
    ("name", "raw"),
    [("a.docx", WORD), ("a.docm", WORD), ("a.htm", PAGE), ("a.md", b"<p align=center>x</p>"), ("a.xlsm", BOOK)],
)
def test_rightly_named_file_has_no_warning(tmp_path: Path, name: str, raw: bytes) -> None:
    assert read_file(write(tmp_path, name, raw)).warnings == ()


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.docx", b"Rar!\x1a\x07\0", "a.docx 的内容其实是压缩包，不能读取。"),
        ("a.txt", b"GIF89a\0", "a.txt 的内容其实是图片，不能读取。"),
        ("a.pptx", b"PK\x03\x04ppt/", "还不能读取“.pptx”格式的文件：a.pptx。"),
        ("a.docx", ole("EncryptedPackage"), "a.docx 有密码，无法读取。"),
        ("a.xlsx", ole("EncryptedPackage"), "a.xlsx 有密码，无法读取。"),
        ("a.docx", b"", "a.docx 是空文件。"),
        ("a.docx", WORD[: len(WORD) // 2], "a.docx 不完整，可能没有下载完。"),
        ("a.docx", b"\1\2\3" * 100, "a.docx 不是 Word 文件。"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, raw: bytes, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_file(write(tmp_path, name, raw))
    assert caught.value.what_happened == message
    assert_two_sentences(caught.value)


def test_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "MAX_BYTES", 10)
    with pytest.raises(SourceError, match="太大了"):
        read_file(write(tmp_path, "a.docx", WORD))


# Files made to do harm

ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "甲"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)
FILE_ENTITY = ENTITIES.replace('"甲"', 'SYSTEM "file:///etc/hostname"')


@pytest.mark.parametrize("xml", [ENTITIES, FILE_ENTITY])
def test_entities_are_refused(xml: str) -> None:
    with pytest.raises(SourceError, match="实体定义"):
        read_docx(repacked(WORD, {"word/document.xml": xml.encode()}), "a.docx")


def test_entities_in_a_sheet_are_refused() -> None:
    shared = '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "甲">]><sst>&a;</sst>'
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        with pytest.raises(SourceError):
            read_xlsx(repacked(BOOK, {part: shared.encode()}), "a.xlsx")


@pytest.mark.parametrize(
    ("limit", "value", "changes"),
    [
        ("MAX_UNPACKED", 100_000, {"word/media/a": random.Random(1).randbytes(200_000)}),
        ("RATIO_COUNTS_FROM", 100_000, {"word/media/a": bytes(1_000_000)}),
        ("MAX_ENTRIES", 20, {f"word/{i}": b"" for i in range(30)}),
    ],
)
def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, changes: dict[str, bytes]) -> None:
    read_docx(WORD, "a.docx")
    monkeypatch.setattr(package, limit, value)
    with pytest.raises(SourceError, match="大得不正常") as caught:
        read_docx(repacked(WORD, changes), "a.docx")
    assert_two_sentences(caught.value)


def test_a_header_that_lies_about_its_size_unpacks_no_more() -> None:
    raw = repacked(WORD, {"word/document.xml": b"<a>" + b" " * 5_000_000 + b"</a>"})
    size = struct.pack("<I", 5_000_007)
    assert raw.count(size) == 2
    with pytest.raises(SourceError):
        read_docx(raw.replace(size, struct.pack("<I", 100)), "a.docx")


def test_names_that_lead_out_of_the_package_are_not_followed() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="../../evil.xml"/>'
        "</Relationships>"
    )
    raw = repacked(WORD, {"_rels/.rels": relations.encode(), "../../evil.xml": b"<a/>"})
    with pytest.raises(SourceError, match="没有 Word 正文"):
        read_docx(raw, "a.docx")


def test_endless_nesting_ends_in_a_sentence() -> None:
    deep = "<w:smartTag>" * 20_000 + "</w:smartTag>" * 20_000
    xml = ENTITIES[ENTITIES.index("<w:document") :].replace("<w:r><w:t>&b;</w:t></w:r>", deep)
    with pytest.raises(SourceError):
        read_docx(repacked(WORD, {"word/document.xml": xml.encode()}), "a.docx")


# Encodings

SIMPLIFIED = "第一条 为了保障职工权利，制定本办法。\n第二条 面积为10平方米。\n"
TRADITIONAL = "第一條 為了保障職工權利，制定本辦法。\n第二條 應當設置服務窗口，面積為10平方米。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_traditional_text_in_big5() -> None:
    assert decode(TRADITIONAL.encode("big5"), "a.txt") == TRADITIONAL


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (SIMPLIFIED.encode() + b"\xff" + SIMPLIFIED.encode(), "a.txt 是 UTF-8 文本，有 1 处字节已损坏。"),
        (SIMPLIFIED.encode("gbk") + b"\xff" + SIMPLIFIED.encode("gbk"), "a.txt 是 GB18030 文本，有 1 处字节已损坏。"),
        (b"\x81\xff\xff\xff", "a.txt 的文字编码无法识别。"),
        (bytes(range(256)), "a.txt 不是文本文件。"),
    ],
)
def test_damaged_text(raw: bytes, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode(raw, "a.txt")
    assert caught.value.what_happened == message


# Markdown


def chars(text: str) -> str:
    content = read_markdown(text.encode(), "a.md")
    pairs = zip(content.chars.text, content.chars.starts, strict=True)
    assert all(char in " \t\n" or content.source[start] in (char, "&") for char, start in pairs)
    return content.chars.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**甲：**乙 __丙__ *丁* ***戊*** ~~己~~", "甲：乙 丙 丁 戊 己"),
        ("长*宽*高，a_b_c，2 * 3", "长*宽*高，a_b_c，2 * 3"),
        (r"\*甲\* 1\. a\_b \中", r"*甲* 1. a_b \中"),
        ("[甲](http://a.b/(c)) ![图1](a.png \"题\") <https://a.b>", "甲 图1 https://a.b"),
        ("[1] 甲［2］", "[1] 甲［2］"),
        ("- 甲\n  * 乙\n+ [x] 丙\n1. 丁", "甲\n乙\n丙\n1. 丁"),
        ("- 5 -\n-甲", "- 5 -\n-甲"),
        ("> 甲\n> > 乙", "甲\n乙"),
        ("甲\n\n---\n\n***\n乙", "甲\n\n\n\n\n乙"),
        ("a&lt;b&nbsp;c &甲;", "a<b c &甲;"),
        ("甲<br>乙<sup>2</sup> 3<5>2", "甲\n乙2 3<5>2"),
        ("甲<!-- INFO END -->乙<!-- 未完", "甲乙<!-- 未完"),
        ("```\n# **甲**\n```\n`乙`", "\n# **甲**\n\n乙"),
    ],
)  # fmt: skip
def test_markdown_marks(text: str, shown: str) -> None:
    assert chars(text) == shown


def test_markdown_headings_and_front_matter() -> None:
    content = read_markdown("---\ntitle: 甲办法\n---\n# **甲办法** #\n\n总则\n----\n\n## 一、乙\n".encode(), "a.md")
    assert {content.source[at : at + 2]: level for at, level in content.headings.items()} == {
        "甲办": 1,
        "总则": 2,
        "一、": 2,
    }
    assert (content.title, content.has_paragraphs) == ("甲办法", True)
    (front,) = content.set_aside
    assert (front.reason, content.source[front.start : front.end]) == ("markup", "---\ntitle: 甲办法\n---\n")
    assert [line for line in content.chars.text.split("\n") if line] == ["甲办法", "总则", "一、乙"]


def cells(content: Content) -> list[list[str]]:
    return [[content.source[start:end] for start, end in row] for row in content.tables[0].rows]


def test_markdown_table_of_pipes() -> None:
    content = read_markdown("甲\n\n| 项目 | 值 |\n|:--|--:|\n| **a** | 1\\|2 |\n| b |\n\n乙 | 丙\n".encode(), "a.md")
    assert cells(content) == [["项目", "值"], ["**a**", "1\\|2"], ["b", ""]]
    assert content.chars.text == "甲\n\n项目\t值\n\na\t1|2\nb\n\n乙 | 丙\n"


def test_markdown_table_of_html() -> None:
    rows = '<tr><td rowspan="2">项目</td><td colspan=2>值</td></tr>\n<tr><td>1<br>2</td><td></td></tr>'
    content = read_markdown(f"甲\n<table>{rows}</table>\n乙".encode(), "a.md")
    assert cells(content) == [["项目", "值", "值"], ["项目", "1<br>2", ""]]
    assert content.chars.text == "甲\n项目\t值\n1 2\t\n乙"


# Whatever the bytes are

READERS: dict[str, tuple[Reader, tuple[bytes, ...]]] = {
    "word": (read_docx, (WORD,)),
    "sheet": (read_xlsx, (BOOK,)),
    "csv": (read_csv, ('项目,值\n甲,"1\n2"\n'.encode(),)),
    "web": (read_html, (PAGE, "<table><tr><td rowspan=2>甲<ol start=3><li>乙</table>".encode("gbk"))),
    "mht": (read_mht, (b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=x\r\n\r\n<p>a",)),
    "markdown": (read_markdown, ("# 甲\n| a | b |\n|---|---|\n**乙** <table><tr><td>1</table>".encode(),)),
    "text": (read_text, (SIMPLIFIED.encode("gbk"), SIMPLIFIED.encode("utf-16-le"))),
    "legacy": (read_doc, (ole("WordDocument"), b"{\\rtf1 a}")),
}
BOUNDED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def check(reader: Reader, raw: bytes) -> None:
    try:
        content = reader(raw, "a", None)
    except SourceError as error:
        assert_two_sentences(error)
    else:
        assert len(content.chars.text) == len(content.chars.starts) == len(content.chars.ends)
        assert all(
            0 <= start <= end <= len(content.source)
            for start, end in zip(content.chars.starts, content.chars.ends, strict=True)
        )


@pytest.fixture(autouse=True)
def no_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize("kind", READERS)
@BOUNDED
@given(raw=st.binary(max_size=400))
def test_any_bytes_give_content_or_a_sentence(kind: str, raw: bytes) -> None:
    reader, (sample, *_) = READERS[kind]
    check(reader, raw)
    check(reader, sample[:30] + raw)


@pytest.mark.parametrize("kind", READERS)
@BOUNDED
@given(data=st.data())
def test_mutated_files_give_content_or_a_sentence(kind: str, data: st.DataObject) -> None:
    reader, samples = READERS[kind]
    raw = bytearray(data.draw(st.sampled_from(samples)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
        if not raw:
            break
    check(reader, bytes(raw))


PARTS = {
    "word": (
        read_docx,
        WORD,
        ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"),
    ),
    "sheet": (
        read_xlsx,
        BOOK,
        ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"),
    ),
}


@pytest.mark.parametrize("kind", PARTS)
@BOUNDED
@given(data=st.data())
def test_mutated_parts_give_content_or_a_sentence(kind: str, data: st.DataObject) -> None:
    reader, raw, names = PARTS[kind]
    name = data.draw(st.sampled_from(names))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        part = bytearray(archive.read(name))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(part) - 1))
        digits = data.draw(st.sampled_from([b"-1", b"99999999999", b"x", b"", b'"', b"<", b"w:p"]))
        part[at : at + len(digits)] = digits
    check(reader, repacked(raw, {name: bytes(part)}, compression=zipfile.ZIP_STORED))
