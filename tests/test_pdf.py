"""PDF pages and pictures become paragraphs, tables and furniture; poor pages are recognised; damage is named."""

import io
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from functools import cache, partial
from importlib.util import find_spec

import pytest
from fpdf import FPDF
from making.press import FONT_FILES, FONT_FOLDER, SIMPLIFIED
from PIL import Image, ImageDraw, ImageFont

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers import READERS, ocr
from assistant.parsing.readers.characters import half_width, is_scrambled, noise, readable
from assistant.parsing.readers.images import read_image
from assistant.parsing.readers.layout.glyphs import Glyph, Ruling
from assistant.parsing.readers.layout.grids import find_grids
from assistant.parsing.readers.layout.lines import line_of, rows
from assistant.parsing.readers.pages import spans
from assistant.parsing.readers.pdf import is_poor, read_pdf
from assistant.parsing.readers.pdf_page import RawPage

FONT = FONT_FOLDER / FONT_FILES["song"]
pytestmark = pytest.mark.skipif(not FONT.is_file(), reason="fonts-noto-cjk is not installed")

LEFT, RIGHT, SIZE, LEADING = 70.0, 525.0, 10.5, 16.0
TEXT = (
    "驿站应当为职工提供阅读学习健身休息咨询调解等各类服务并且公布服务的时间地点和办理的方式方法职工可以预约使用各项设施"
)
"""Ordinary words to fill lines with."""


class Paper(FPDF):
    """Pages on which lines are put at given places."""

    def __init__(self) -> None:
        super().__init__(unit="pt", format="A4")
        self.set_auto_page_break(auto=False)
        self.add_font("song", "", FONT, collection_font_number=SIMPLIFIED)
        self.set_font("song", size=SIZE)

    def put(self, x: float, y: float, text: str, size: float = SIZE) -> None:
        self.set_font("song", size=size)
        self.text(x, y, text)

    def lines(self, texts: Sequence[str], x: float = LEFT, y: float = 120.0) -> float:
        for text in texts:
            self.put(x, y, text)
            y += LEADING
        return y

    def paragraph(self, text: str, y: float, width: int = 43, indent: int = 2) -> float:
        """Full lines of `width` characters, the first one indented."""
        first, rest = text[: width - indent], text[width - indent :]
        self.put(LEFT + indent * SIZE, y, first)
        return self.lines([rest[i : i + width] for i in range(0, len(rest), width)], y=y + LEADING)

    def content(self, **options: object) -> Content:
        return read_pdf(bytes(self.output()), "甲.pdf", **options)


@pytest.fixture
def paper() -> Paper:
    paper = Paper()
    paper.add_page()
    return paper


def words(n: int, start: int = 0) -> str:
    return (TEXT * 20)[start : start + n]


def paragraphs(content: Content) -> list[str]:
    return content.chars.text.split("\n")


def aside(content: Content) -> list[tuple[str, str]]:
    return [(each.reason, content.source[each.start : each.end]) for each in content.set_aside]


def table_cells(content: Content, at: int = 0) -> list[list[str]]:
    return [[content.source[a:b] for a, b in row] for row in content.tables[at].rows]


# Lines


def test_every_character_of_the_text_points_at_its_place_in_the_source(paper):
    paper.paragraph(words(200), 120)
    content = paper.content()
    for char, start, end in zip(content.chars.text, content.chars.starts, content.chars.ends, strict=True):
        assert char == "\n" or content.source[start:end] == char


def test_kerned_pieces_of_a_number_are_one(paper):
    paper.put(LEFT, 120, "3.")
    paper.put(LEFT + 8.3, 121.4, "4")
    paper.put(LEFT + 30, 120, "安全域")
    assert paragraphs(paper.content()) == ["3.4 安全域"]


def test_letter_spaced_words_are_one_and_real_gaps_are_a_space(paper):
    for i, char in enumerate("前言"):
        paper.put(200 + i * 3 * SIZE, 100, char)
    for i, char in enumerate("中华人民共和国国家标准"):
        paper.put(100 + i * 1.8 * SIZE, 130, char)
    paper.put(LEFT, 160, "信息技术")
    paper.put(LEFT + 5 * SIZE, 160, "安全技术")
    paper.put(LEFT, 190, "安全域")
    paper.put(LEFT + 4 * SIZE, 190, "security domain")
    assert paragraphs(paper.content()) == [
        "前言",
        "中华人民共和国国家标准",
        "信息技术 安全技术",
        "安全域 security domain",
    ]


def test_words_set_without_spaces_get_them_back(paper):
    x = LEFT
    for word in ("Information", "security", "technology"):
        paper.put(x, 120, word)
        x += paper.get_string_width(word) + 0.3 * SIZE
    assert paragraphs(paper.content()) == ["Information security technology"]


def test_spaces_around_the_slash_of_a_standard_go(paper):
    paper.put(LEFT, 120, "应符合GB / T 1.1的规定。")
    assert paragraphs(paper.content()) == ["应符合GB/T 1.1的规定。"]


def test_latin_letters_as_wide_as_an_em_are_read_by_their_ink():
    glyphs = [Glyph(char, x, x + 5.2, 0, 10) for char, x in zip("GB/T", (0, 6, 12, 16), strict=True)]
    assert line_of(rows(glyphs)[0]).text == "GB/T"


def test_bold_by_double_strike_is_read_once(paper):
    for shift in (0, 0.3):
        paper.put(LEFT + shift, 120, "被管系统")
    assert paragraphs(paper.content()) == ["被管系统"]


# Paragraphs


def test_full_lines_join_and_short_ones_end(paper):
    y = paper.paragraph(words(100) + "。", 120)
    paper.paragraph(words(70, 7) + "。", y)
    assert paragraphs(paper.content()) == [words(100) + "。", words(70, 7) + "。"]


def test_a_sentence_goes_on_over_the_page_without_its_furniture(paper):
    for page in range(3):
        if page:
            paper.add_page()
        paper.put(LEFT, 60, "GB/T 99999—2026")
        paper.put(RIGHT - 10, 800, str(page + 1))
        paper.lines([words(43, page)] * 3)
    content = paper.content()
    assert paragraphs(content) == ["".join(words(43, page) * 3 for page in range(3))]
    assert aside(content) == [each for page in "123" for each in (("header", "GB/T 99999—2026"), ("page number", page))]
    assert [page.number for page in content.pages] == [1, 2, 3]
    assert content.source[content.pages[1].start : content.pages[1].end].startswith("GB/T 99999—2026\n")


def test_numbers_begin_paragraphs_except_in_mid_sentence(paper):
    y = paper.paragraph(words(79) + "应符合", 120)
    paper.lines(["5.4.1的规定。", "5.4.2 " + words(40), "5.4.3 " + words(20) + "。"], y=y)
    assert paragraphs(paper.content()) == [
        words(79) + "应符合5.4.1的规定。",
        "5.4.2 " + words(40),
        "5.4.3 " + words(20) + "。",
    ]


@pytest.mark.parametrize("mark", ["a) ", "1) ", "——", "● "])
def test_items_hang(paper, mark):
    width = paper.get_string_width(mark)
    paper.lines([words(43)] * 2 + ["以下："])
    for i in range(2):
        y = 120 + (3 + 2 * i) * LEADING
        paper.put(LEFT + 2 * SIZE, y, mark + words(41 - round(width / SIZE), i))
        paper.put(LEFT + 2 * SIZE + width, y + LEADING, "之内的服务；")
    joined = [mark + words(41 - round(width / SIZE), i) + "之内的服务；" for i in range(2)]
    assert paragraphs(paper.content()) == [words(43) * 2 + "以下：", *joined]


def test_titles_and_contents_stand_alone(paper):
    paper.put(230, 90, "职工驿站建设规范")
    paper.put(240, 90 + LEADING, "第1部分：总则")
    dots = "…" * 35
    paper.lines([f"1 范围{dots} 1", f"2 规范性引用文件{dots[:30]} 1", words(43)], y=160)
    assert len(paragraphs(paper.content())) == 5


def test_two_columns_are_read_one_after_the_other(paper):
    left, right = words(20 * 12), words(20 * 12, 9)
    for i in range(12):
        paper.put(LEFT, 120 + i * LEADING, left[i * 20 : i * 20 + 20])
        paper.put(LEFT + 23 * SIZE, 120 + i * LEADING, right[i * 20 : i * 20 + 20])
    assert paragraphs(paper.content()) == [left + right]


def test_names_and_meanings_side_by_side_are_rows(paper):
    names = ["CA", "证书机构", "可信时间戳服务", "散列"]
    for i, name in enumerate(names):
        paper.put(LEFT, 120 + i * LEADING, name)
        paper.put(LEFT + 20 * SIZE, 120 + i * LEADING, words(12, i))
    assert paragraphs(paper.content()) == [f"{name} {words(12, i)}" for i, name in enumerate(names)]


# Furniture


@pytest.mark.parametrize("shown", ["第{n}页 共9页", "- {n} -", "— {n} —", "{n}/9", "Ⅲ", "iv"])
def test_page_numbers_are_set_aside(paper, shown):
    for n in (1, 2):
        if n > 1:
            paper.add_page()
        paper.lines([words(30, n) + "。"] * 2)
        paper.put(280, 805, shown.format(n=n))
    assert [reason for reason, _ in aside(paper.content())] == ["page number"] * 2


def test_headers_that_alternate_are_set_aside_and_titles_are_not(paper):
    for n in range(1, 9):
        if n > 1:
            paper.add_page()
        paper.put(200, 50, "职工驿站管理手册" if n % 2 else f"第{n // 4 + 1}章 服务")
        paper.put(LEFT, 100, f"标题{n}")
        paper.lines([words(30, n) + "。"])
    found = aside(paper.content())
    assert [text for _, text in found].count("职工驿站管理手册") == 4
    assert not any(text.startswith("标题") for _, text in found)


def test_watermarks_are_set_aside(paper):
    for n in range(4):
        if n:
            paper.add_page()
        with paper.rotation(45, 300, 420):
            paper.put(150, 420, "内部资料严禁外传", 40)
        paper.put(200, 400, "下载自某某文库网站")
        paper.lines([words(30, n) + "。"])
    content = paper.content()
    assert {text for reason, text in aside(content) if reason == "watermark"} == {
        "内部资料严禁外传",
        "下载自某某文库网站",
    }
    assert paragraphs(content) == [words(30, n) + "。" for n in range(4)]


def test_large_light_text_is_a_watermark(paper):
    paper.set_text_color(200)
    paper.put(100, 500, "样稿", 90)
    paper.set_text_color(0)
    paper.lines([words(30) + "。"] * 3)
    assert aside(paper.content()) == [("watermark", "样稿")]


# Tables


def put_table(paper: Paper, xs: Sequence[float], ys: Sequence[float], cells: dict[tuple[int, int], str]) -> None:
    """Rules all round; `cells` by row and column."""
    for y in ys:
        paper.line(xs[0], y, xs[-1], y)
    for x in xs:
        paper.line(x, ys[0], x, ys[-1])
    for (row, column), text in cells.items():
        for i, line in enumerate(text.split("\n")):
            paper.put(xs[column] + 4, ys[row] + 13 + i * 12, line, 9)


def test_ruled_tables_with_merged_cells_and_broken_lines(paper):
    paper.put(250, 110, "表1 场地")
    xs, ys = (70, 170, 300, 500), (120, 145, 180, 205)
    for y, x in zip(ys, (70, 70, 170, 70), strict=True):
        paper.line(x, y, 500, y)
    for x in xs:
        paper.line(x, 120, x, 205)
    for x, y, text in ((74, 133, "类别"), (174, 133, "用途"), (304, 133, "面积"), (74, 165, "阅读区")):
        paper.put(x, y, text, 9)
    for x, y, text in ((174, 158, "供职工看书"), (174, 170, "和学习"), (304, 160, "Area of"), (304, 172, "reading")):
        paper.put(x, y, text, 9)
    paper.put(174, 195, "自修", 9)
    paper.put(304, 195, "20 m²", 9)
    paper.put(LEFT, 240, "表后的文字。")
    content = paper.content()
    assert table_cells(content) == [
        ["类别", "用途", "面积"],
        ["阅读区", "供职工看书和学习", "Area of reading"],
        ["阅读区", "自修", "20 m²"],
    ]
    assert content.tables[0].rows[1][0] == content.tables[0].rows[2][0]
    assert content.tables[0].header == 1
    assert paragraphs(content) == [
        "表1 场地",
        "类别\t用途\t面积",
        "阅读区\t供职工看书和学习\tArea of reading",
        "\t自修\t20 m²",
        "表后的文字。",
    ]


def test_a_shared_name_makes_a_header_of_two_rows(paper):
    for y, x in ((120, 70), (140, 170), (160, 70), (180, 70)):
        paper.line(x, y, 370, y)
    for x, y in ((70, 120), (170, 120), (270, 140), (370, 120)):
        paper.line(x, y, x, 180)
    for x, y, text in ((74, 145, "区域"), (200, 133, "面积"), (174, 153, "最小"), (274, 153, "最大")):
        paper.put(x, y, text, 9)
    for x, text in ((74, "阅读区"), (174, "20"), (274, "40")):
        paper.put(x, 173, text, 9)
    content = paper.content()
    assert content.tables[0].header == 2
    assert table_cells(content) == [["区域", "面积", "面积"], ["区域", "最小", "最大"], ["阅读区", "20", "40"]]


def test_tables_with_open_sides_and_with_three_rules(paper):
    paper.put(250, 110, "表1 开放")
    for y in (120, 140, 160):
        paper.line(70, y, 500, y)
    paper.line(250, 120, 250, 160)
    for x, y, text in ((80, 133, "名称"), (260, 133, "数量"), (80, 153, "书桌"), (260, 153, "4张")):
        paper.put(x, y, text, 9)
    paper.put(250, 300, "表2 三线")
    for y in (310, 330, 370):
        paper.line(70, y, 500, y)
    for i, texts in enumerate((("名称", "数量", "备注"), ("书桌", "4张", "实木"), ("椅子", "8把", "可叠"))):
        for x, text in zip((80, 260, 400), texts, strict=True):
            paper.put(x, 323 + i * 18, text, 9)
    content = paper.content()
    assert table_cells(content, 0) == [["名称", "数量"], ["书桌", "4张"]]
    assert table_cells(content, 1) == [["名称", "数量", "备注"], ["书桌", "4张", "实木"], ["椅子", "8把", "可叠"]]


def test_boxes_of_a_figure_are_no_table(paper):
    put_table(
        paper, (70, 200, 330), (120, 200, 280), {(0, 0): "请求者", (1, 1): "响应者", (0, 1): "协议", (1, 0): "甲"}
    )
    paper.put(150, 300, "图1 协议的模型")
    assert paper.content().tables == ()


def test_a_table_that_goes_on_is_a_second_table(paper):
    names = {(0, 0): "序号", (0, 1): "要求"}
    paper.put(250, 110, "表1 设施")
    put_table(paper, (70, 200, 500), (120, 140, 160), names | {(1, 0): "1", (1, 1): "书桌"})
    paper.add_page()
    paper.put(250, 110, "续表1")
    put_table(paper, (70, 200, 500), (120, 140, 160), names | {(1, 0): "2", (1, 1): "椅子"})
    content = paper.content()
    assert [len(table.rows) for table in content.tables] == [2, 2]
    assert "续表1" in paragraphs(content)


def test_grids_need_two_rows_and_two_columns():
    across, down = partial(Ruling, True), partial(Ruling, False)  # noqa: FBT003
    box = [across(0, 0, 100), across(50, 0, 100), down(0, 0, 50), down(100, 0, 50)]
    assert find_grids(box) == []
    (grid,) = find_grids([*box, across(25, 0, 100), down(40, 0, 50)])
    assert grid.xs == (0, 40, 100)
    assert grid.ys == (0, 25, 50)


# Pages that are poor


def raw_page(text: str = "", **changes: object) -> RawPage:
    glyphs = tuple(Glyph(char, i * 10, i * 10 + 10, 100, 10) for i, char in enumerate(text))
    values = {"aside": (), "odd": 0, "rulings": (), "image_share": 0.0, "outlines": 0} | changes
    return RawPage(595, 842, glyphs, **values)


@pytest.mark.parametrize(
    ("page", "poor"),
    [
        (raw_page(), False),
        (raw_page("第3页"), False),
        (raw_page(image_share=0.9), True),
        (raw_page(words(60), image_share=0.9), True),
        (raw_page(words(600), image_share=0.9), False),
        (raw_page(words(400) + "~|¦§" * 20, image_share=0.9), True),
        (raw_page(words(600), odd=5), True),
        (raw_page(words(600), odd=2), False),
        (raw_page(words(600), outlines=40), True),
        (raw_page("犟犯犰罅罂罄罅" * 30), True),
    ],
)
def test_each_page_is_judged_by_itself(page, poor):
    assert is_poor(page) == poor


def test_lookalikes_are_read_as_what_they_show():
    assert "".join(readable(ord(char))[0] for char in "犐犆犛３５ＧＢ⼀⻚犯") == "ICS35GB一页犯"
    assert [readable(code)[1] for code in (0xE011, 0x85, 0, 0xD800, 0x4E2D)] == [True, True, True, True, False]
    assert readable(0xF06C) == ("●", False)
    assert half_width("３.4．5，书名．出版社") == "３.4.5，书名．出版社"
    assert not is_scrambled(words(200))
    assert noise(words(50)) == 0


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """Stands for the recogniser: remembers the sizes of its pictures, sees one line on each."""
    seen: list[tuple[int, ...]] = []

    def recognise(pixels, points):
        seen.append(pixels.shape)
        height, width = pixels.shape[0] * points, pixels.shape[1] * points
        glyphs = [Glyph(c, 70 + i * 10, 80 + i * 10, 100, 10, is_recognised=True) for i, c in enumerate("看到的字")]
        return ocr.Recognised(width, height, tuple(glyphs), (), ())

    monkeypatch.setattr(ocr, "recognise", recognise)
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    monkeypatch.setattr("assistant.parsing.readers.images.recognise", recognise)
    monkeypatch.setattr("assistant.parsing.readers.images.is_available", lambda: True)
    return seen


def test_a_font_without_unicode_map_sends_its_page_alone_to_recognition(paper, recognised):
    paper.lines([words(40)] * 3)
    paper.add_page()
    raw = bytes(paper.output())
    good = paper.content()
    bad = read_pdf(raw.replace(b"/ToUnicode", b"/ToUnicoda"), "甲.pdf")
    assert not good.pages[0].is_ocr
    assert good.warnings == ()
    assert [page.is_ocr for page in bad.pages] == [True, False]
    assert bad.chars.text == "看到的字"
    assert bad.warnings == ("第1页的文字由光学识别（OCR）得到，引用前请与原页核对。",)


def test_a_scan_with_a_watermark_as_its_only_text_is_recognised(paper, recognised):
    paper.image(Image.new("RGB", (300, 420), "white"), 0, 0, 595, 842)
    paper.put(200, 400, "仅供内部使用")
    assert paper.content().pages[0].is_ocr


def test_letters_drawn_as_shapes_are_recognised(paper, recognised):
    paper.lines([words(40)] * 3)
    for i in range(20):
        paper.polygon([(LEFT + i * 10.5 + dx, 300 + dy) for dx, dy in ((0, 0), (9, 2), (5, 9))], style="F")
    assert paper.content().pages[0].is_ocr


@pytest.mark.parametrize("box", [(14_400.0, 14_400.0), (3.0, 3.0), (14_400.0, 3.0)])
def test_rendering_is_bounded_whatever_the_page_box_says(box, recognised):
    paper = Paper()
    paper.add_page(format=box)
    paper.image(Image.new("RGB", (30, 30), "white"), 0, 0, *box)
    paper.content()
    assert max(recognised[0]) <= ocr.MAX_SIDE


def test_without_a_recogniser_poor_pages_are_skipped_and_named(paper, monkeypatch):
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    paper.lines([words(40)] * 3)
    paper.add_page()
    paper.image(Image.new("RGB", (30, 30), "white"), 0, 0, 595, 842)
    assert paper.content().warnings == ("第2页没有可用的文字，又没有安装光学识别（OCR）组件，已跳过。",)
    scan = Paper()
    scan.add_page()
    scan.image(Image.new("RGB", (30, 30), "white"), 0, 0, 595, 842)
    with pytest.raises(SourceError, match="pip install rapidocr"):
        scan.content()


def test_progress_is_told_page_by_page(paper):
    paper.lines([words(30)])
    paper.add_page()
    told: list[tuple[int, int]] = []
    paper.content(progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_an_interrupt_passes_through(paper):
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    paper.lines([words(30)])
    with pytest.raises(KeyboardInterrupt):
        paper.content(progress=interrupt)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_as_their_text_stands(paper, turn):
    import pypdfium2

    paper.paragraph(words(100) + "。", 120)
    put_table(paper, (70, 200, 500), (300, 320, 340), {(0, 0): "一", (0, 1): "二", (1, 0): "三", (1, 1): "四"})
    with pypdfium2.PdfDocument(bytes(paper.output())) as document:
        document[0].set_rotation(turn)
        turned = io.BytesIO()
        document.save(turned)
    content = read_pdf(turned.getvalue(), "甲.pdf")
    assert paragraphs(content) == [words(100) + "。", "一\t二", "三\t四"]


def test_a_table_set_across_the_page_is_turned(paper):
    with paper.rotation(90, 300, 420):
        paper.put(100, 400, words(30))
        paper.put(100, 420, "第二行。")
    assert paragraphs(paper.content()) == [words(30), "第二行。"]


# Damage


def test_one_bad_page_does_not_lose_the_others(paper, monkeypatch):
    import pypdfium2

    from assistant.parsing.readers import pdf

    paper.lines(["第一页的文字。"])
    for text in ("第二页的文字。", "第三页的文字。"):
        paper.add_page()
        paper.lines([text])
    read_page, calls = pdf.read_page, iter(range(1, 4))

    def read(page):
        if next(calls) == 2:
            raise pypdfium2.PdfiumError("Failed to load page.")
        return read_page(page)

    monkeypatch.setattr(pdf, "read_page", read)
    content = paper.content()
    assert paragraphs(content) == ["第一页的文字。", "第三页的文字。"]
    assert content.warnings == ("第2页已损坏，无法读取，已跳过。",)


def test_a_password_is_asked_for(paper):
    paper.set_encryption(owner_password="one", user_password="two")
    with pytest.raises(SourceError, match="打开密码"):
        paper.content()


@cache
def sound_pdf() -> bytes:
    paper = Paper()
    paper.add_page()
    paper.lines([words(40)] * 3)
    return bytes(paper.output())


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"%PDF-1.7\n" + b"garbage " * 50, "不是完整的"),
        (b"PK\x03\x04 not a pdf", "不是 PDF 文件"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "内容像是图片"),
        ("这是文本。".encode(), "不是 PDF 文件"),
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj "
            b"trailer<</Root 1 0 R>>\n%%EOF",
            "甲.pdf",
        ),
    ],
)
def test_what_is_no_pdf_says_so(raw, what):
    with pytest.raises(SourceError, match=what):
        read_pdf(raw, "甲.pdf")


def test_a_truncated_pdf_fails_or_warns():
    raw = sound_pdf()
    for share in (0.05, 0.3, 0.6, 0.9, 0.99):
        try:
            content = read_pdf(raw[: int(len(raw) * share)], "甲.pdf")
        except SourceError:
            continue
        assert any("末尾不完整" in warning for warning in content.warnings)


def test_random_bytes_never_raise_anything_else():
    raw = sound_pdf()
    for at in range(20, len(raw), max(1, len(raw) // 25)):
        try:
            read_pdf(raw[:at] + b"\xff\x00<<" + raw[at + 4 :], "甲.pdf")
        except SourceError:
            continue


# Pictures


def picture(texts: Sequence[str], size: tuple[int, int] = (900, 400)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for i, text in enumerate(texts):
        draw.text((60, 40 + i * 45), text, "black", ImageFont.truetype(FONT, 24, index=SIMPLIFIED))
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.skipif(find_spec("rapidocr") is None, reason="rapidocr is not installed")
def test_a_picture_is_recognised_with_its_table(capfd):
    image = picture(["5.4.1\u3000场地的要求", "驿站应有看书的地方。"])
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 22, index=SIMPLIFIED)
    draw.text((300, 140), "表1 场地", "black", font)
    for y in (180, 230, 280):
        draw.line((60, y, 760, y), "black", 2)
    for x in (60, 400, 760):
        draw.line((x, 180, x, 280), "black", 2)
    for x, y, text in ((80, 190, "名称"), (420, 190, "面积"), (80, 240, "阅读区"), (420, 240, "不小于20平方米")):
        draw.text((x, y), text, "black", font)
    content = read_image(encoded(image), "甲.png")
    assert paragraphs(content)[:2] == ["5.4.1 场地的要求", "驿站应有看书的地方。"]
    assert table_cells(content) == [["名称", "面积"], ["阅读区", "不小于20平方米"]]
    assert content.pages[0].is_ocr
    assert len(content.warnings) == 1
    assert capfd.readouterr() == ("", "")


def test_every_frame_of_a_tiff_is_a_page(recognised):
    raw = encoded(picture(["甲"]), "TIFF", save_all=True, append_images=[picture(["乙"]), picture(["丙"])])
    told: list[tuple[int, int]] = []
    content = read_image(raw, "甲.tiff", lambda done, total: told.append((done, total)))
    assert [page.number for page in content.pages] == [1, 2, 3]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert content.warnings == ("第1—3页的文字由光学识别（OCR）得到，引用前请与原页核对。",)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_pictures_of_any_mode_are_read(mode, recognised):
    kind = "TIFF" if mode in ("CMYK", "I;16") else "PNG"
    assert read_image(encoded(Image.new(mode, (80, 60)), kind), "甲").chars.text == "看到的字"


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def damaged_pictures() -> Iterator[tuple[bytes, str]]:
    sound = encoded(picture(["甲"]))
    yield bomb(9_000, 9_000), "像素太多"
    yield bomb(10_000, 10_000), "像素太多"
    yield bomb(50_000, 50_000), "像素太多"
    yield sound[: len(sound) // 3], "甲.png"
    yield sound[:60], "甲.png"
    yield b"\x89PNG\r\n\x1a\n" + b"0" * 40, "甲.png"
    yield b"%PDF-1.7 ", "不是图片"
    yield b"BM" + b"\0" * 20, "甲.png"


@pytest.mark.parametrize(("raw", "what"), list(damaged_pictures()))
def test_damaged_pictures_say_so(raw, what, recognised):
    with pytest.raises(SourceError, match=what):
        read_image(raw, "甲.png")


def test_page_numbers_are_told_in_runs():
    assert spans([3, 4, 5, 7]) == "3—5、7"
    assert {".pdf", ".png", ".tif", ".jpeg"} <= set(READERS)
    assert re.fullmatch("第.+页", f"第{spans([1])}页")
