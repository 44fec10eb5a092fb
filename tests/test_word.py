"""Word files: automatic numbers as Word shows them, tables, notes, fields, changes, legacy formats."""

import io
import shutil
import zipfile
from pathlib import Path

import docx as python_docx
import pytest

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers import legacy
from assistant.parsing.readers.counting import written
from assistant.parsing.readers.legacy import read_doc
from assistant.parsing.readers.word import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NAMESPACES = (
    f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def part(tag: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {NAMESPACES}>{inner}</w:{tag}>'


def relations(*parts: str) -> str:
    inner = "".join(
        f'<Relationship Id="r{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for i, (kind, _, target) in enumerate(each.partition("=") for each in parts)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def docx(
    body: str, *, numbering: str = "", styles: str = "", notes: str = "", extra: dict[str, bytes] | None = None
) -> bytes:
    parts = {
        "_rels/.rels": relations("officeDocument=word/document.xml"),
        "word/_rels/document.xml.rels": relations(
            "styles=styles.xml", "numbering=numbering.xml", "footnotes=footnotes.xml"
        ),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/styles.xml": part("styles", styles),
        "word/numbering.xml": part("numbering", numbering),
        "word/footnotes.xml": part("footnotes", notes),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | (extra or {})).items():
            archive.writestr(name, text)
    return packed.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(
    text: str = "", *, num: str | None = None, level: int | None = None, style: str = "", more: str = ""
) -> str:
    numbers = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    numbers += "" if num is None else f'<w:numId w:val="{num}"/>'
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f"<w:numPr>{numbers}</w:numPr>" if numbers else ""
    return f"<w:p><w:pPr>{properties}{more}</w:pPr>{run(text) if text else ''}</w:p>"


def level(at: int, form: str, pattern: str, more: str = "", start: str = '<w:start w:val="1"/>') -> str:
    return f'<w:lvl w:ilvl="{at}">{start}<w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def abstract(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def read(body: str, **parts: str) -> Content:
    return read_docx(docx(body, **parts), "a.docx")


def lines(content: Content) -> list[str]:
    return [line for line in content.chars.text.split("\n") if line]


def cells(content: Content, table: int = 0) -> list[list[str]]:
    return [[content.source[start:end] for start, end in row] for row in content.tables[table].rows]


# Numbers


@pytest.mark.parametrize(
    ("style", "numbers", "shown"),
    [
        ("decimal", (1, 12), ("1", "12")),
        ("decimalZero", (3, 12), ("03", "12")),
        ("decimalFullWidth", (12,), ("１２",)),
        ("decimalEnclosedCircle", (1, 20, 21), ("①", "⑳", "21")),
        ("decimalEnclosedCircleChinese", (3,), ("③",)),
        ("chineseCounting", (1, 10, 11, 20, 99), ("一", "十", "十一", "二十", "九十九")),
        ("chineseCountingThousand", (10, 101, 110), ("十", "一百零一", "一百一十")),
        ("japaneseCounting", (10, 21, 101), ("十", "二十一", "百一")),
        ("taiwaneseCounting", (12,), ("十二",)),
        ("ideographDigital", (10, 25), ("一〇", "二五")),
        ("chineseLegalSimplified", (3, 10, 25), ("叁", "壹拾", "贰拾伍")),
        ("ideographTraditional", (1, 10, 11), ("甲", "癸", "11")),
        ("upperLetter", (1, 26, 27), ("A", "Z", "AA")),
        ("lowerLetter", (28,), ("bb",)),
        ("upperRoman", (4, 1994), ("IV", "MCMXCIV")),
        ("lowerRoman", (9,), ("ix",)),
        ("none", (5,), ("",)),
        ("hebrew1", (5,), ("5",)),
        ("chineseCountingThousand", (0, 10_000), ("0", "10000")),
    ],
)
def test_number_styles(style: str, numbers: tuple[int, ...], shown: tuple[str, ...]) -> None:
    assert tuple(written(number, style) for number in numbers) == shown


def test_levels_count_on_and_begin_anew() -> None:
    numbering = abstract(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "%3)"))
    body = "".join(paragraph("文", num="1", level=at) for at in (0, 1, 2, 2, 1, 2, 0, 1))
    assert lines(read(body, numbering=numbering + num(1, 0))) == [
        "1 文", "1.1 文", "a) 文", "b) 文", "1.2 文", "a) 文", "2 文", "2.1 文",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "form", "more", "shown"),
    [
        ("第%1条", "chineseCounting", "", "第一条 文"),
        ("（%1）", "chineseCounting", "", "（一）文"),
        ("%1、", "japaneseCounting", "", "一、文"),
        ("附录 %1", "upperLetter", '<w:suff w:val="space"/>', "附录 A 文"),
        ("%1", "decimal", '<w:suff w:val="nothing"/>', "1文"),
        ("%1　", "decimal", '<w:suff w:val="nothing"/>', "1　文"),
        ("%1.", "decimal", "", "1. 文"),
        ("\uf06c", "bullet", "", "● 文"),
        ("–", "bullet", "", "——文"),
        ("注：", "bullet", "", "注：文"),
        ("注：", "none", "", "注：文"),
        ("", "decimal", "", "文"),
    ],
)
def test_patterns_and_what_follows_them(pattern: str, form: str, more: str, shown: str) -> None:
    numbering = abstract(0, level(0, form, pattern, more)) + num(1, 0)
    assert lines(read(paragraph("文", num="1", level=0), numbering=numbering)) == [shown]


def test_legal_numbers_show_digits_for_levels_above() -> None:
    numbering = abstract(0, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")) + num(
        1, 0
    )
    body = paragraph("甲", num="1", level=0) + paragraph("乙", num="1", level=1)
    assert lines(read(body, numbering=numbering)) == ["第一章 甲", "1.1 乙"]


def test_level_that_never_begins_anew() -> None:
    numbering = abstract(
        0, level(0, "chineseCounting", "第%1章"), level(1, "chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/>')
    )
    body = "".join(paragraph("文", num="1", level=at) for at in (0, 1, 1, 0, 1))
    assert lines(read(body, numbering=numbering + num(1, 0)))[-1] == "第三条 文"


def test_a_first_sublevel_counts_the_levels_above_as_begun() -> None:
    numbering = abstract(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")) + num(1, 0)
    body = "".join(paragraph("文", num="1", level=at) for at in (1, 0))
    assert lines(read(body, numbering=numbering)) == ["1.1 文", "2 文"]


def test_lists_share_the_counters_of_their_abstract_list_unless_they_start_anew() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1.")) + num(1, 0) + num(2, 0) + num(3, 0, restart)
    body = "".join(paragraph("文", num=each, level=0) for each in "1123312")
    assert [line[0] for line in lines(read(body, numbering=numbering))] == ["1", "2", "3", "1", "2", "3", "4"]


def test_a_list_may_change_a_level() -> None:
    roman = level(0, "upperRoman", "%1.", start='<w:start w:val="4"/>')
    override = f'<w:lvlOverride w:ilvl="0">{roman}</w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1.")) + num(1, 0, override)
    assert lines(read(paragraph("文", num="1", level=0), numbering=numbering)) == ["IV. 文"]


def test_list_borrowed_through_a_list_style() -> None:
    numbering = (
        (
            f'<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="L"/>{level(0, "chineseCounting", "%1、")}'
            "</w:abstractNum>"
            '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
        )
        + num(1, 0)
        + num(2, 1)
    )
    body = paragraph("甲", num="2", level=0) + paragraph("乙", num="2", level=0)
    assert lines(read(body, numbering=numbering)) == ["一、甲", "二、乙"]


def style(name: str, *, based: str = "", more: str = "", title: str = "") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    head = f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title or name}"/>'
    return f"{head}{on}<w:pPr>{more}</w:pPr></w:style>"


def test_numbers_come_through_styles_and_zero_takes_them_away() -> None:
    numbering = abstract(
        0, level(0, "decimal", "%1", '<w:pStyle w:val="H1"/>'), level(1, "decimal", "%1.%2", '<w:pStyle w:val="H2"/>')
    ) + num(1, 0)
    styles = (
        style("H1", more='<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/>')
        + style("H2", based="H1", more='<w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="1"/>')
        + style("H2b", based="H2")
        + style("plain", based="H1", more='<w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    body = (
        paragraph("甲", style="H1") + paragraph("乙", style="H2") + paragraph("丙", style="H2b")
        + paragraph("丁", style="plain") + paragraph("戊", style="H1", num="0") + paragraph("己", style="H1")
    )  # fmt: skip
    content = read(body, numbering=numbering, styles=styles)
    assert lines(content) == ["1 甲", "1.1 乙", "1.2 丙", "丁", "戊", "2 己"]
    found = {content.source[at:].split("\n")[0]: level for at, level in content.headings.items()}
    assert found == {"1 甲": 1, "1.1 乙": 2, "1.2 丙": 2, "丁": 1, "戊": 1, "2 己": 1}


def test_levels_as_wps_writes_them() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="01, 02"/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1."/></w:lvl>'
    )
    numbering = abstract(0, level(0, "chineseCounting", "%1、", start="")) + abstract(1, custom) + num(1, 0) + num(2, 1)
    body = paragraph("甲", num="1") + paragraph("乙", num="1", level=0) + paragraph("丙", num="2")
    assert lines(read(body, numbering=numbering)) == ["一、甲", "二、乙", "01. 丙"]


@pytest.mark.parametrize("num_id", ["7", "x", ""])
def test_a_list_that_is_not_defined_gives_no_number(num_id: str) -> None:
    assert lines(read(paragraph("文", num=num_id, level=0))) == ["文"]


def test_an_empty_numbered_paragraph_counts_and_is_shown() -> None:
    numbering = abstract(0, level(0, "decimal", "%1.")) + num(1, 0)
    body = "".join(paragraph(text, num="1", level=0) for text in ("甲", "", "乙"))
    assert lines(read(body, numbering=numbering)) == ["1. 甲", "2.", "3. 乙"]


# Runs and what hangs on them


def math(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def fraction(above: str, below: str) -> str:
    return f"<m:f><m:num>{math(above)}</m:num><m:den>{math(below)}</m:den></m:f>"


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        (f"<w:ins>{run('甲')}</w:ins><w:del><w:r><w:delText>乙</w:delText></w:r></w:del>", "甲"),
        (f"{run('甲')}<w:moveTo>{run('丙')}</w:moveTo>", "甲丙"),
        (f"<w:moveFrom>{run('甲')}</w:moveFrom>{run('乙')}", "乙"),
        (f"<w:hyperlink>{run('甲')}</w:hyperlink><w:smartTag>{run('乙')}</w:smartTag>", "甲乙"),
        (f"<w:sdt><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt><w:fldSimple>{run('1')}</w:fldSimple>", "甲1"),
        ("<w:r><w:t>表</w:t><w:tab/><w:tab/><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>", "表 1-2"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>5</w:t></w:r>', "≥5"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        (f"<w:r><w:ruby><w:rt>{run('jia')}</w:rt><w:rubyBase>{run('甲')}</w:rubyBase></w:ruby></w:r>", "甲"),
        (f"{run('10m')}{run('2', '<w:vertAlign w:val=' + chr(34) + 'superscript' + chr(34) + '/>')}", "10m²"),
        (f"<m:oMath>{math('y=')}{fraction('a+b', '2')}</m:oMath>", "y=(a+b)/2"),
        (f"{run('甲')}<w:r><w:br w:type='page'/></w:r>{run('乙')}", "甲\n乙"),
        (f"{run('深圳市总工会')}<w:r><w:br/></w:r>{run('关于服务的通知')}", "深圳市总工会关于服务的通知"),
        (f"{run('service')}<w:r><w:br/></w:r>{run('centre')}", "service centre"),
        (f"{run('如下')}<w:r><w:br/></w:r>{run('（一）甲')}<w:r><w:br/></w:r>{run('2.乙')}", "如下\n（一）甲\n2.乙"),
        (f"{run('完毕。')}<w:r><w:br/></w:r>{run('又起')}", "完毕。\n又起"),
    ],
)  # fmt: skip
def test_text_of_runs(inner: str, shown: str) -> None:
    assert "\n".join(lines(read(f"<w:p>{inner}</w:p>"))) == shown


def field(instruction: str, result: str | None, *, end: bool = True) -> str:
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>{shown}'
        + ('<w:r><w:fldChar w:fldCharType="end"/></w:r>' if end else "")
    )


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        (run("见") + field(" REF a ", "5.1") + run("条"), "见5.1条"),
        (run("表") + field(" SEQ 表 ", "2"), "表2"),
        (field(r" eq \o\ac(○,3)", None) + run("甲"), "③甲"),
        (field(" IF " + "</w:instrText></w:r>" + run("1") + "<w:r><w:instrText>", "甲"), "甲"),
        (run("甲") + field(" REF a ", "乙", end=False) + run("丙"), "甲乙丙"),
    ],
)
def test_fields_show_their_results(inner: str, shown: str) -> None:
    assert lines(read(f"<w:p>{inner}</w:p>")) == [shown]


def test_contents_are_set_aside() -> None:
    styles = style("TOC1", title="toc 1")
    entry = run("1 范围") + "<w:r><w:tab/></w:r>" + run("3")
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = (
        paragraph("目  次")
        + paragraph("1 范围 3", style="TOC1")
        + f"<w:sdt>{gallery}<w:sdtContent><w:p>{entry}</w:p></w:sdtContent></w:sdt>"
        + f"<w:p>{field(' TOC ', '2 总则', end=False)}</w:p>"
        + f"<w:p>{run('3 附则')}<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
        + paragraph("1 范围")
    )
    content = read(body, styles=styles)
    assert lines(content) == ["1 范围"]
    assert [content.source[each.start : each.end] for each in content.set_aside] == [
        "目  次", "1 范围 3", "1 范围 3", "2 总则", "3 附则",
    ]  # fmt: skip
    assert {each.reason for each in content.set_aside} == {"contents"}


def test_hidden_text_is_set_aside() -> None:
    shown = run("丙", '<w:vanish w:val="0"/>')
    content = read(f"<w:p>{run('甲')}{run('秘密', '<w:vanish/>')}{run('乙')}{shown}</w:p>")
    assert lines(content) == ["甲乙丙"]
    (aside,) = content.set_aside
    assert (aside.reason, content.source[aside.start : aside.end]) == ("hidden text", "秘密")


def test_notes_follow_their_paragraph() -> None:
    notes = "".join(
        f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r>{run(text)}</w:p></w:footnote>'
        for i, text in ((2, "甲注"), (3, "乙注"))
    )
    reference = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = f"<w:p>{run('甲')}{reference.format(2)}{run('。')}</w:p>" + (
        f"<w:tbl><w:tr><w:tc><w:p>{run('子')}{reference.format(3)}</w:p></w:tc><w:tc>{paragraph('丑')}</w:tc></w:tr></w:tbl>"
    )
    assert lines(read(body, notes=notes)) == ["甲。", "脚注1：甲注", "子\t丑", "脚注2：乙注"]


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert lines(read(f"<w:p><w:r>{both}</w:r>{run('正文')}</w:p>{paragraph('后文')}")) == ["正文", "框内", "后文"]


def test_a_paragraph_whose_end_was_deleted_runs_on() -> None:
    body = (
        paragraph("甲", more="<w:rPr><w:del/></w:rPr>")
        + paragraph("乙")
        + paragraph("丙", more="<w:rPr><w:del/></w:rPr>")
    )
    assert lines(read(body)) == ["甲乙", "丙"]


# Tables


def cell(*paragraphs: str, more: str = "") -> str:
    inner = "".join(each if each.startswith("<") else paragraph(each) for each in paragraphs)
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{inner}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_merged_cells_share_one_span() -> None:
    begin, go_on, two = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    body = table(
        cell("项目", more=begin) + cell("面积", more=two),
        cell("", more=go_on) + cell("最小") + cell("最大"),
        cell("甲") + cell("10") + cell("20", "30"),
    )
    content = read(body)
    assert cells(content) == [["项目", "面积", "面积"], ["项目", "最小", "最大"], ["甲", "10", "20 30"]]
    assert content.source == "项目\t面积\n\t最小\t最大\n甲\t10\t20 30"
    assert content.tables[0].rows[0][0] == content.tables[0].rows[1][0]
    assert content.tables[0].header == 1


def test_header_rows_and_numbers_in_cells() -> None:
    numbering = abstract(0, level(0, "decimal", "%1")) + num(1, 0)
    flag = "<w:trPr><w:tblHeader/></w:trPr>"
    body = table(
        flag + cell("序号") + cell("名称"), flag + cell("") + cell("全称"),
        cell(paragraph(num="1", level=0)) + cell("甲"), cell(paragraph(num="1", level=0)) + cell("乙"),
    )  # fmt: skip
    content = read(body, numbering=numbering)
    assert content.tables[0].header == 2
    assert cells(content)[2:] == [["1", "甲"], ["2", "乙"]]


def test_layout_and_nested_tables() -> None:
    inner = table(cell("子") + cell("丑"))
    content = read(table(cell("甲", "乙")) + table(cell("丙") + cell("丁", inner)))
    assert lines(content) == ["甲", "乙", "丙\t丁子丑"]
    assert len(content.tables) == 1


def test_wrapped_rows_and_cells_are_read() -> None:
    wrapped = f"<w:sdt><w:sdtContent>{cell('乙')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr>{cell('甲')}{wrapped}</w:tr></w:sdtContent></w:sdt>"
    assert cells(read(f"<w:tbl>{row}</w:tbl>")) == [["甲", "乙"]]


# The file


def made(title: str) -> bytes:
    document = python_docx.Document()
    document.core_properties.title = title
    document.add_heading("建设指引", level=1)
    document.add_paragraph("甲。", style="List Number")
    document.add_paragraph("乙。", style="List Bullet")
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("given", "kept"), [("建设指引", "建设指引"), ("Microsoft Word - a.doc", None), ("模板", None), ("", None)]
)
def test_a_file_of_python_docx(given: str, kept: str | None) -> None:
    content = read_docx(made(given), "a.docx")
    assert lines(content) == ["建设指引", "1. 甲。", "● 乙。"]
    assert (content.title, dict(content.headings), content.has_paragraphs) == (kept, {0: 1}, True)


def test_strict_files_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = part("document", f"<w:body>{paragraph('甲')}</w:body>").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", strict
    )
    assert lines(read_docx(docx("", extra={"word/document.xml": body.encode()}), "a.docx")) == ["甲"]


def test_macros_are_named_and_not_run() -> None:
    content = read_docx(docx(paragraph("甲"), extra={"word/vbaProject.bin": b"\xd0\xcf"}), "a.docm")
    assert content.warnings == ("文件含有宏，没有运行，只读取了文字。",)


def test_pictures_are_counted() -> None:
    drawing = '<w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r>'
    assert read(f"<w:p>{run('甲')}{drawing}</w:p>").warnings == ("文件里有 1 处图片，图片里的文字没有读取。",)


def test_offsets_are_those_of_the_source() -> None:
    numbering = abstract(0, level(0, "chineseCounting", "第%1条")) + num(1, 0)
    content = read(
        paragraph("目录") + paragraph("甲", style="TOC1") + paragraph("乙", num="1"),
        numbering=numbering,
        styles=style("TOC1", title="toc 1"),
    )
    assert all(
        content.source[start] == char for char, start in zip(content.chars.text, content.chars.starts, strict=True)
    )
    assert lines(content) == ["第一条 乙"]


# Legacy formats


@pytest.mark.skipif(not (shutil.which("soffice") or shutil.which("libreoffice")), reason="needs LibreOffice")
def test_old_formats_are_converted(tmp_path: Path) -> None:
    rtf = rb"{\rtf1\ansi\ansicpg936 \'b5\'da\'d2\'bb\'cc\'f5 abc\par 2.\par}"
    assert lines(read_doc(rtf, "a.rtf")) == ["第一条 abc", "2."]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le") + bytes(512)


def test_old_format_without_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError) as caught:
        read_doc(OLD, "a.doc")
    assert caught.value.what_happened == "a.doc 是旧版 Word 文件（.doc），读取它要用 LibreOffice，这台电脑上没有找到。"
    assert caught.value.what_to_do == "请安装 LibreOffice，或用 Word、WPS 另存为 .docx 后再试。"


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
@pytest.mark.parametrize(("script", "message"), [("sleep 60", "没有转换完"), ("exit 1", "无法转换")])
def test_conversion_that_hangs_or_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, message: str
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(legacy, "TIMEOUT", 0.5)
    with pytest.raises(SourceError, match=message):
        read_doc(OLD, "a.doc")
