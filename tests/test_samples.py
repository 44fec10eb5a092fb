"""Whole documents in every format become the tree of clauses that was written for them by hand."""

import difflib
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from making import (
    fonts_are_installed,
    make_docx,
    make_html,
    make_long_pdf,
    make_md,
    make_pdf,
    make_scan,
    make_txt,
    make_xlsx,
)
from making.page import FURNITURE
from samples import CUT, NAMES, Sample, Table, load, many_articles, numeral

from assistant.domain import Clause, Family, Kind, ParsedDocument
from assistant.parsing.holdings import read_document
from assistant.parsing.store import Particulars

Maker = Callable[[Sample, Path], object]

SAME_TEXT: dict[str, Maker] = {
    "utf-8.txt": make_txt,
    "gb18030.txt": lambda sample, path: make_txt(sample, path, encoding="gb18030"),
    "utf-16.txt": lambda sample, path: make_txt(sample, path, encoding="utf-16"),
    "md": make_md,
    "docx": make_docx,
    "automatic.docx": lambda sample, path: make_docx(sample, path, automatic=True),
}
"""Formats whose text is that of the description, character for character."""

SCANNED = ("short", "official")
"""One and three pages."""
ENOUGH_ADDRESSES = 0.95

WHOLE_TEXTS = (
    ("standard", "3.1", "向职工开放、供其休息、阅读和参加文化活动的固定场所。", "[来源：GB/T 0000—2020，3.2，有修改]"),
    ("standard", "5.1.1", "驿站应设在职工集中的地段", "5.1.2 的规定适用于本条提到的全部出入口。"),
    ("standard", "5.2", "驿站应按表1配置设施。", "表1中没有列出的设施，宜按职工的需要添置。"),
    ("standard", "5.3", "驿站应提供下列服务：", "服务项目应在入口处公示。"),
    ("standard", "5.4.2", "驿站的空间应符合下列规定：", "母婴室6 m²。"),
    ("standard", "表1 第2行", "序号：2；", "要求：藏书不少于500册，每年更新不少于100册，并设新书专架"),
    ("standard", "参考文献", "[1] 示例职工服务研究所", "2025，3：12—18"),
    ("official", "一、", "2026年底前", "2027年，驿站覆盖全部街道。"),
    ("official", "三、", "各项任务的牵头单位和完成时间见表1。", "牵头单位应当每月报送进度。"),
    ("law", "第十二条", "违反本条例第十一条规定的", "处五千元以上二万元以下罚款。"),
)
"""How the texts of some clauses begin and end."""

BROKEN_BEFORE = (("standard", "5.1.2 的规定适用于本条"), ("official", "一、管理与服务并重"))
"""Lines that begin like the next number only because the printed line was full."""

needs_fonts = pytest.mark.skipif(not fonts_are_installed(), reason="fonts-noto-cjk is not installed")


# Trees


def shown(text: str) -> str:
    """A text as trees show it: one space for several, ↵ for a line end."""
    lines = (re.sub(r"[\s\u3000]+", " ", line).strip() for line in text.split("\n"))
    return "↵".join(lines)


def cut(text: str) -> str:
    """The first visible characters of a text, as many as a tree shows."""
    visible = 0
    for i, char in enumerate(text):
        visible += char != " "
        if visible > CUT:
            return text[:i].rstrip()
    return text


def tree(parsed: ParsedDocument) -> list[str]:
    """The clauses of a document in the form of the golden trees."""
    depths: dict[str | None, int] = {None: -1}
    lines = []
    for clause in parsed.clauses:
        depths[clause.address] = depth = depths[clause.parent] + 1
        shown_cells = (clause.address, clause.kind.value, shown(clause.title), cut(shown(clause.text)))
        lines.append("  " * depth + re.sub(" +", " ", " | ".join(shown_cells)).strip())
    return lines


def cells(line: str) -> list[str]:
    """Address, kind, title and text of a line of a tree."""
    return [cell.strip() for cell in line.split("|", 3)]


def compare(expected: list[str], found: list[str], name: str) -> None:
    """Fail with what is missing (-) and what is too much (+)."""
    if expected != found:
        diff = difflib.unified_diff(expected, found, "expected", "found", lineterm="", n=2)
        pytest.fail(f"{name} differs\n" + "\n".join(diff), pytrace=False)


def without_spaces(lines: list[str]) -> list[str]:
    """The lines as a printed page shows them, where a space is only a distance; the indent stays."""
    return [re.match(" *", line).group() + line.replace(" ", "") for line in lines]


def without_preface(lines: list[str]) -> list[str]:
    """The lines with the address and kind of the first only: a page on the web has a title page of its own."""
    return [" | ".join(cells(line)[:2]) if line.startswith("卷首") else line for line in lines]


@cache
def parsed_at(path: Path, family: Family) -> ParsedDocument:
    (parsed,) = read_document(path, Particulars(family=family))
    return parsed


def read(path: Path, sample: Sample) -> ParsedDocument:
    return parsed_at(path, Family(sample.family))


@cache
def sample_named(name: str) -> Sample:
    return many_articles() if name == "many_articles" else load(name)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory):
    """Make a sample in a format, once."""
    folder = tmp_path_factory.mktemp("samples")
    pages: dict[Path, object] = {}

    def make(name: str, ending: str, maker: Maker) -> tuple[Path, object]:
        path = folder / f"{name}.{ending}"
        if path not in pages:
            pages[path] = maker(sample_named(name), path)
        return path, pages[path]

    return make


# The samples themselves


@pytest.mark.parametrize("name", NAMES)
def test_trees_say_what_the_descriptions_say(name: str) -> None:
    sample = sample_named(name)
    text = shown(sample.text())
    for line in sample.tree:
        address, kind, title, words = cells(line)
        assert kind in [each.value for each in Kind], line
        assert words == cut(words), line
        for word in re.split("[：；↵ ]", f"{title} {words}"):
            assert word in text, f"{word} of {address}"


def test_numerals() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 21, 100)] == ["一", "十", "十一", "二十", "二十一", "一百"]
    assert [numeral(n) for n in (101, 110, 111, 219)] == ["一百零一", "一百一十", "一百一十一", "二百一十九"]
    assert [numeral(n) for n in (1000, 1001, 1010)] == ["一千", "一千零一", "一千零一十"]


@pytest.mark.parametrize("ending", [*SAME_TEXT, "html", "xlsx"])
def test_makers_write_the_same_on_every_run(ending: str, tmp_path: Path) -> None:
    maker = {**SAME_TEXT, "html": make_html, "xlsx": make_xlsx}[ending]
    assert digest(maker, tmp_path / f"a.{ending}") == digest(maker, tmp_path / f"b.{ending}")


@needs_fonts
@pytest.mark.parametrize("maker", [make_pdf, make_scan])
def test_pdf_makers_write_the_same_on_every_run(maker: Maker, tmp_path: Path) -> None:
    assert digest(maker, tmp_path / "a.pdf") == digest(maker, tmp_path / "b.pdf")


def digest(maker: Maker, path: Path) -> str:
    maker(sample_named("short"), path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@needs_fonts
def test_printed_contents_give_the_printed_pages(made) -> None:
    _, pages = made("standard", "pdf", make_pdf)
    body = pages["1"] - 1
    for block in sample_named("standard").blocks:
        if block.tag.startswith("entry") and block.cells[1].isdigit():
            label = re.split("[　（]", block.cells[0])[0]
            assert pages[label] - body == int(block.cells[1]), label


@needs_fonts
@pytest.mark.parametrize(("name", "words"), BROKEN_BEFORE)
def test_printed_lines_begin_like_numbers(name: str, words: str, made) -> None:
    assert any(line.startswith(words) for line in printed_lines(made(name, "pdf", make_pdf)[0]))


@needs_fonts
def test_printed_table_goes_on_over_the_page(made) -> None:
    lines = printed_lines(made("standard", "pdf", make_pdf)[0])
    assert "续表1" in lines
    assert sum(line.startswith("序号 设施") for line in lines) == 2


def printed_lines(path: Path) -> list[str]:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return [line for page in pdf for line in page.get_textpage().get_text_range().splitlines()]


@needs_fonts
def test_long_pdf_has_its_pages(tmp_path: Path) -> None:
    import pypdfium2

    make_long_pdf(tmp_path / "long.pdf", pages=40)
    with pypdfium2.PdfDocument(tmp_path / "long.pdf") as pdf:
        assert len(pdf) == pytest.approx(40, rel=0.1)


# Parsing


@pytest.mark.parametrize("ending", SAME_TEXT)
@pytest.mark.parametrize("name", NAMES)
def test_text_formats(name: str, ending: str, made) -> None:
    sample = sample_named(name)
    path, _ = made(name, ending, SAME_TEXT[ending])
    compare(list(sample.tree), tree(read(path, sample)), path.name)


@pytest.mark.parametrize("name", NAMES)
def test_web_page(name: str, made) -> None:
    sample = sample_named(name)
    path, _ = made(name, "html", make_html)
    parsed = read(path, sample)
    compare(without_preface(list(sample.tree)), without_preface(tree(parsed)), path.name)
    held = "\n".join(clause.title + clause.text for clause in parsed.clauses)
    assert [words for words in FURNITURE if words in held] == []


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_printed_pages(name: str, made) -> None:
    sample = sample_named(name)
    path, _ = made(name, "pdf", make_pdf)
    compare(without_spaces(list(sample.tree)), without_spaces(tree(read(path, sample))), path.name)


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_clauses_know_their_printed_pages(name: str, made) -> None:
    sample = sample_named(name)
    path, pages = made(name, "pdf", make_pdf)
    found = {clause.address: clause.page for clause in read(path, sample).clauses}
    labels = {re.sub(r"^附录(?=\w\.)", "", address): address for address in found}
    known = {label: page for label, page in pages.items() if label in labels}
    assert len(known) >= len(pages) // 4
    assert {label: found[labels[label]] for label in known} == known


@needs_fonts
@pytest.mark.slow
@pytest.mark.parametrize("name", SCANNED)
def test_scans(name: str, made) -> None:
    sample = sample_named(name)
    path, _ = made(name, "scan.pdf", make_scan)
    parsed = read(path, sample)
    expected = [cells(line)[0] for line in sample.tree]
    found = [clause.address for clause in parsed.clauses]
    report = "\n".join(difflib.unified_diff(expected, found, "expected", "found", lineterm=""))
    assert set(found) <= set(expected), f"false addresses\n{report}"
    assert len(set(found)) >= ENOUGH_ADDRESSES * len(expected), f"missing addresses\n{report}"
    assert all(clause.is_ocr and clause.page is not None for clause in parsed.clauses)


@pytest.mark.parametrize("name", [name for name in NAMES if any(isinstance(p, Table) for p in load(name).parts())])
def test_workbooks(name: str, made) -> None:
    sample = sample_named(name)
    path, _ = made(name, "xlsx", make_xlsx)
    compare(of_tables(list(sample.tree)), of_tables(tree(read(path, sample))), path.name)


def of_tables(lines: list[str]) -> list[str]:
    """Only the tables and rows, without their indent."""
    return [line.strip() for line in lines if cells(line)[1] in (Kind.TABLE, Kind.ROW)]


@pytest.mark.parametrize("ending", ["utf-8.txt", "docx", "automatic.docx"])
def test_articles_beyond_a_thousand(ending: str, made) -> None:
    path, _ = made("many_articles", ending, SAME_TEXT[ending])
    sample = sample_named("many_articles")
    assert "第一千零一条" in sample.tree[-1]
    compare(list(sample.tree), tree(read(path, sample)), path.name)


@needs_fonts
def test_printed_articles_beyond_a_thousand(made) -> None:
    path, _ = made("many_articles", "pdf", make_pdf)
    sample = sample_named("many_articles")
    compare(without_spaces(list(sample.tree)), without_spaces(tree(read(path, sample))), path.name)


def clause_at(parsed: ParsedDocument, address: str) -> Clause:
    (clause,) = [clause for clause in parsed.clauses if clause.address == address]
    return clause


@pytest.mark.parametrize(
    ("name", "address", "begins", "ends"), WHOLE_TEXTS, ids=[f"{name}-{address}" for name, address, *_ in WHOLE_TEXTS]
)
@pytest.mark.parametrize(
    "ending", ["utf-8.txt", "docx", "automatic.docx", "html", pytest.param("pdf", marks=needs_fonts)]
)
def test_texts_are_whole(name: str, address: str, begins: str, ends: str, ending: str, made) -> None:
    makers = {**SAME_TEXT, "html": make_html, "pdf": make_pdf}
    path, _ = made(name, ending, makers[ending])
    text = shown(clause_at(read(path, sample_named(name)), address).text).replace(" ", "")
    assert text.startswith(begins.replace(" ", ""))
    assert text.endswith(ends.replace(" ", ""))


@pytest.mark.parametrize("name", NAMES)
def test_family_title_and_number_are_seen(name: str, made) -> None:
    sample = sample_named(name)
    path, _ = made(name, "utf-8.txt", make_txt)
    (parsed,) = read_document(path)
    assert parsed.document.family.value == sample.family
    assert parsed.document.title == f"《{sample.title}》"
    if sample.family == "standard":
        assert parsed.document.number == sample.number


def test_footnote_stays_with_its_clause(tmp_path: Path) -> None:
    sample = sample_named("standard")
    path = tmp_path / "footnote.docx"
    make_docx(sample, path, footnotes={"服务半径不宜大于500 m": "山地街道可以放宽到800 m。"})
    parsed = read(path, sample)
    holders = [clause.address for clause in parsed.clauses if "山地街道可以放宽到800 m。" in clause.text]
    assert holders, "the footnote is lost"
    assert all(address.startswith("5.1.2") for address in holders)
