"""An exported conversation says what was said, in Markdown and Word, and nothing in it is taken for a command."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.domain import Answer, Statement, Turn, Verdict
from assistant.records.exporting.files import Form, file
from assistant.records.exporting.markdown import escaped, markdown
from assistant.records.exporting.outline import outline, plain
from assistant.records.exporting.word import word
from assistant.records.record import Record, record_of

AT = datetime(2026, 11, 23, 20, 10, 5, tzinfo=UTC)
QUESTIONS = ("公司有多少会员就得成立基层工会委员会？", "心灵驿站要配什么设备？", "那颜色呢？", "今天深圳天气怎么样？")
EVIL = [
    "# 标题",
    "C #",
    "- 列表",
    "1. 数字",
    "2) 数字",
    "<script>alert(1)</script>",
    "[点我](javascript:alert(1))",
    "![图](http://evil.test/x.png)",
    "`代码` *强调* __强调__ ~~删除~~ | 表 |",
    "&lt;&#35;",
    "> 引用",
    "===",
    "    代码",
    "$x^2$ 甲\\乙",
    "http://evil.test www.evil.test a@evil.test <http://evil.test>",
    '=HYPERLINK("http://evil.test")',
    '{ PAGE } { INCLUDETEXT "c:/x" }',
    "甲\x00\x07\u2028乙\ufffe丙\ud83d丁",
]


@pytest.fixture(scope="module")
def records(assistant):
    turns, asked = [], []
    for question in QUESTIONS:
        answer = assistant.ask(question, turns)
        turns.append(Turn(question, answer.searched))
        asked.append(record_of(answer, assistant.corpus, AT))
    return asked


def opened(records):
    return docx.Document(BytesIO(word(outline(records, AT), AT)))


def one(question: str, **more) -> list[Record]:
    return [Record(Answer(question, "查", Verdict.ANSWERED, **more), AT)]


def rendered(text: str) -> list:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def shown(text: str) -> str:
    """What a reader of Markdown sees, a line for each block and break."""
    blocks = [token.children for token in rendered(text) if token.type == "inline"]
    return "\n".join("".join(each.content if each.type == "text" else "\n" for each in block) for block in blocks)


# Markdown


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30) | st.sampled_from(EVIL))
@hypothesis_settings(max_examples=300, deadline=None)
def test_escaped_text_is_shown_as_it_is(text):
    line = " ".join(plain(text).split())
    for template in ("# {}", "{}", "- {}", "> {}"):
        (inline,) = [token for token in rendered(template.format(escaped(line))) if token.type == "inline"] or [None]
        children = inline.children if inline else []
        assert {child.type for child in children} <= {"text"}
        assert "".join(child.content for child in children).strip() == line


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_in_a_conversation_becomes_markup(evil):
    said = one(evil, statements=(Statement(f"{evil}\n{evil}", (), evil),), warnings=(evil,), model=evil)
    text = markdown(outline(said, AT))
    kinds = {token.type for token in rendered(text)}
    inner = {child.type for token in rendered(text) for child in token.children or ()}
    assert inner <= {"text", "hardbreak", "strong_open", "strong_close"}
    assert not kinds & {"html_block", "code_block", "fence", "table_open", "hr"}
    assert [token.tag for token in rendered(text) if token.type == "heading_open"] == ["h1", "h2", "h3"]
    words = "".join(plain(evil).split())
    assert "".join(shown(text).split()).count(words) == 6
    assert not re.search(r"(?<!\\):\/\/|(?<!\\)@|[wW]{3}\.", text)


def test_markdown_has_questions_statements_sources_and_references(records):
    text = markdown(outline(records, AT))
    assert text.startswith("# 职工服务中心建设指引问答记录\n\n导出时间：2026-11-23 20:10  \n收录文本版本：")
    assert records[0].answer.corpus_version in text
    assert "## 1. 公司有多少会员就得成立基层工会委员会？\n\n提问时间：2026-11-23 20:10\n" in text
    assert re.search(r"^- 用人单位有会员二十五人以上的.*\[1\]$", text, re.MULTILINE)
    assert "\\[1\\] 《中华人民共和国工会法》第十一条第一款 【现行有效】\n\n> 用人单位有会员二十五人以上的" in text
    assert "\n  - a) 面谈用的舒适座椅和小桌；[1]\n" in text
    assert "实际查找：心灵驿站 那颜色呢？" in text
    assert "> **注意**：《功能区配置参考手册》是参考资料" in text
    assert "> **注意**：所藏文本没有回答这个问题" in text
    references = text.split("## 参考文献\n\n")[1].splitlines()
    assert references[0] == "1. 全国人民代表大会. 中华人民共和国工会法\\[A\\]. 2021-12-24."
    assert sum("功能区配置参考手册" in entry for entry in references) == 1


def test_items_below_nothing_are_no_code():
    said = one("问", statements=(Statement("1) 甲", ()), Statement("a) 乙", ()), Statement("1) 丙", ())))
    text = markdown(outline(said, AT))
    assert "\n- 1\\) 甲\n  - a) 乙\n    - 1\\) 丙\n" in text
    assert shown(text).endswith("1) 甲\na) 乙\n1) 丙")


def test_what_a_model_worded_is_marked():
    said = one("问", statements=(Statement("甲。", (), worded=True), Statement("乙。", ())), model="某模型")
    text = markdown(outline(said, AT))
    assert "- 甲。（由对话模型改写，已与所引条款核对）\n- 乙。\n" in text
    assert "对话模型：某模型" in text


# Word


def test_word_has_real_headings_lists_and_fonts(records):
    document = opened(records)
    styles = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    assert styles[0] == ("Title", "职工服务中心建设指引问答记录")
    assert [text for name, text in styles if name == "Heading 1"] == [
        *(f"{number}. {question}" for number, question in enumerate(QUESTIONS, 1)),
        "参考文献",
    ]
    assert ("List Continue", "a) 面谈用的舒适座椅和小桌；[1]") in styles
    assert any(name == "List Bullet" and text.startswith("用人单位有会员") for name, text in styles)
    for name, font in (("Normal", "宋体"), ("Quote", "宋体"), ("Title", "黑体"), ("Heading 1", "黑体")):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    assert (document.core_properties.author, document.core_properties.language) == ("", "zh-CN")
    footer = document.sections[0].footer.paragraphs[0].text
    assert "导出时间：2026-11-23 20:10" in footer
    assert records[0].answer.corpus_version in footer


def test_the_marks_in_word_are_raised_and_the_lists_begin_with_1(records):
    document = opened(records)
    marked = [run for paragraph in document.paragraphs for run in paragraph.runs if run.font.superscript]
    assert marked
    assert all(re.fullmatch(r"(\[\d+\])+", run.text) for run in marked)
    lists = [
        p._p.pPr.numPr.numId.val for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None
    ]
    numbers = [len(record.answer.citations) for record in records if record.answer.citations]
    texts = len({citation.document.id for record in records for citation in record.answer.citations})
    assert [lists.count(instance) for instance in dict.fromkeys(lists)] == [*numbers, texts]
    for instance in dict.fromkeys(lists):
        (num,) = document.part.numbering_part.element.xpath(f'w:num[@w:numId="{instance}"]')
        assert num.xpath("w:lvlOverride/w:startOverride/@w:val") == ["1"]


@pytest.mark.parametrize("evil", EVIL)
def test_what_is_said_is_text_in_word(evil):
    said = one(evil, statements=(Statement(evil, (), evil),), warnings=(evil,))
    written = word(outline(said, AT), AT)
    text = "".join(paragraph.text for paragraph in docx.Document(BytesIO(written)).paragraphs)
    assert "".join(text.split()).count("".join(plain(evil).split())) == 4
    with zipfile.ZipFile(BytesIO(written)) as parts:
        body = parts.read("word/document.xml").decode()
        relations = parts.read("word/_rels/document.xml.rels").decode()
    assert not re.search(r"<w:(fldSimple|fldChar|instrText|hyperlink|object|altChunk)", body)
    assert "External" not in relations


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_numbers_the_sources(records, tmp_path):
    path = tmp_path / "问答记录.docx"
    path.write_bytes(file(Form.WORD, records, AT).content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = pypdfium2.PdfDocument(path.with_suffix(".pdf"))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    assert re.search(r"\[1\]\s*《中华人民共和国工会法》第十一条第一款【现行有效】", text)
    assert re.search(r"\[1\]\s*《功能区配置参考手册》5\.5\.2", text)
    assert "第 1 页" in text
    assert "第 2 页" in text


# Files


def test_files_are_named_after_their_moment(records):
    text, document = (file(form, records, AT) for form in Form)
    assert (text.name, document.name) == ("问答记录-20261123-201005.md", "问答记录-20261123-201005.docx")
    assert text.content.decode() == markdown(outline(records, AT))
    assert zipfile.is_zipfile(BytesIO(document.content))


def test_times_are_those_of_the_exporting_place(records):
    there = AT.astimezone().tzinfo
    section = outline([replace(records[0], at=AT)], AT.astimezone(there)).sections[0]
    assert section.particulars[0] == f"提问时间：{AT.astimezone(there):%Y-%m-%d %H:%M}"
