"""What single lines of real documents do, and that a tree written out is read back as it was."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Clause, Document, Family, Kind, MappedText, Obligation, ParsedDocument, Status
from assistant.parsing.content import Content
from assistant.parsing.document import parse
from assistant.text import int_to_chinese


def parsed(text: str, family: Family = Family.STANDARD) -> ParsedDocument:
    return parse(Document("d", "《测试》", family, Status.IN_FORCE, "0" * 64), Content(text, MappedText.of(text)))


def addresses(text: str, family: Family = Family.STANDARD) -> list[str]:
    return [clause.address for clause in parsed(text, family).clauses]


def at(text: str, address: str, family: Family = Family.STANDARD) -> Clause:
    (clause,) = [clause for clause in parsed(text, family).clauses if clause.address == address]
    return clause


CHAPTERS = "1 范围\n甲。\n2 规范性引用文件\n乙。\n3 术语和定义\n丙。\n4 总则\n丁。\n5 要求\n"

# Standards


def test_dotted_numbers_stand_under_each_other() -> None:
    clauses = {c.address: c.parent for c in parsed(CHAPTERS + "5.1 甲\n5.2 乙\n5.3 丙\n5.4 丁\n5.4.1 应明亮。").clauses}
    assert clauses["5.4.1"] == "5.4"
    assert clauses["5.4"] == "5"
    assert clauses["5"] is None


@pytest.mark.parametrize(
    "line",
    [
        "5.1.2 的规定适用于本条",
        "5.1.2的规定适用于本条。",
        "11.5.14.2的试验适用于全部样品。",
        "5.1.2、5.1.3 同样适用。",
        "5.1.2 和 5.1.3 同样适用。",
        "5.1.2～5.1.4 同样适用。",
        "5.1.2 中规定的设备应完好。",
        "5.4 m2 的房间应有窗。",
        "2.5 倍以上的，应重做。",
        "3 人以上的单位应当设置。",
        "2026年1月起实行。",
        "6 台电脑、2台打印机；",
        "1.1—2020 的规则同样适用。",
    ],
)
def test_line_that_speaks_of_a_number_is_no_heading(line: str) -> None:
    text = CHAPTERS + f"5.1 选址\n5.1.1 应靠近职工。\n{line}\n5.1.2 应有标识。"
    assert addresses(text)[-3:] == ["5.1", "5.1.1", "5.1.2"]
    assert line in at(text, "5.1.1").text


@pytest.mark.parametrize(
    ("line", "address", "title"),
    [
        ("1范围", "1", "范围"),
        ("1 范围", "1", "范围"),
        ("１　范围", "1", "范围"),
        ("1．范围", "1", "范围"),
        ("1. 范围", "1", "范围"),
        ("1、范围", "1", "范围"),
    ],
)
def test_ways_to_print_a_chapter(line: str, address: str, title: str) -> None:
    clause = at(f"{line}\n本文件规定了甲。", address)
    assert (clause.title, clause.text) == (title, "本文件规定了甲。")


def test_full_width_numbers_are_printed_as_they_stand_and_addressed_as_all_others() -> None:
    clause = at(CHAPTERS + "５．１　选址\n应靠近职工。", "5.1")
    assert (clause.label, clause.title, clause.text) == ("５．１", "选址", "应靠近职工。")


def test_numbers_count_past_ten() -> None:
    text = "1 甲\n" + "".join(f"{n} 章\n" for n in range(2, 11)) + "".join(f"10.{n} 条\n" for n in range(1, 13))
    assert addresses(text + "10.12.1 甲。\n10.12.2 乙。\n10.12.3 丙。")[-4:] == [
        "10.12",
        "10.12.1",
        "10.12.2",
        "10.12.3",
    ]


def test_table_with_its_continuation() -> None:
    text = CHAPTERS + (
        "5.1 设施\n设施见表1。\n表1 驿站设施\n序号 设施 数量\n1 沙发 2组\n2 桌子 1张\n"
        "续表1\n序号 设施 数量\n3 椅子 4把\n"
        "以上设施应完好，并按照使用频率定期更换和清洁，做好记录备查。\n5.2 人员\n6 附则"
    )
    assert addresses(text)[5:] == ["5.1", "表1", "表1 第1行", "表1 第2行", "表1 第3行", "5.2", "6"]
    table = at(text, "表1")
    assert (table.kind, table.title, table.parent) == (Kind.TABLE, "驿站设施", "5.1")
    row = at(text, "表1 第3行")
    assert row.text == "序号：3；设施：椅子；数量：4把"
    assert row.heading_path[-1] == "表1 驿站设施"
    assert row.text in table.text
    assert text[row.start : row.end] == "3 椅子 4把"
    assert at(text, "5.1").text == ("设施见表1。\n以上设施应完好，并按照使用频率定期更换和清洁，做好记录备查。")


def test_sentence_about_a_table_is_no_caption() -> None:
    assert "表1" not in addresses(CHAPTERS + "5.1 设施\n表1给出了设施。\n表1 中的设施应完好。\n表1和表2同样适用。")


def test_notes_and_examples_belong_to_their_clause() -> None:
    text = CHAPTERS + "5.1 甲\n应亮。\n注1：明。\n注 2：亮。\n示例：灯。\n5.2 乙\n应静。\n注：静。"
    assert addresses(text)[6:] == ["5.1 注1", "5.1 注2", "5.1 示例", "5.2", "5.2 注"]
    note = at(text, "5.1 注1")
    assert (note.kind, note.label, note.text, note.obligation) == (Kind.NOTE, "注1：", "明。", Obligation.STATEMENT)
    assert at(text, "5.1").text == "应亮。\n注1：明。\n注 2：亮。\n示例：灯。"


def test_annexes() -> None:
    text = CHAPTERS + (
        "附录A（资料性） 空间示例\nA.1 总体\nA.1.1 应明亮。\nA.2 其他\n表A.1 颜色\n空间 颜色\n阅读区 黄色\n"
        "附 录 B\n（规范性）\n检查表\nB.1 每季度检查。\n附录A 给出了示例。\n参考文献\n[1] 某书"
    )
    assert addresses(text)[5:] == [
        *["附录A", "附录A.1", "附录A.1.1", "附录A.2", "表A.1", "表A.1 第1行", "附录B", "附录B.1", "参考文献"]
    ]
    assert at(text, "附录A").title == "（资料性） 空间示例"
    assert (at(text, "附录B").title, at(text, "附录B").label) == ("（规范性） 检查表", "附 录 B")
    assert at(text, "附录A.1.1").label == "A.1.1"


def test_lists() -> None:
    text = CHAPTERS + (
        "5.1 甲\n应符合：\na) 一；\nb) 二：\n1) 子；\n2) 丑；\nc) 三。\n5.2 乙\n包括：\n——桌；\n——椅。\n"
        "5.3 丙\n如下：\na) 数据：\n——版本；\n——时间。\nb) 其他。"
    )
    assert addresses(text)[5:] == [
        *["5.1", "5.1 a)", "5.1 b)", "5.1 b) 1)", "5.1 b) 2)", "5.1 c)"],
        *["5.2", "5.2 列项第一项", "5.2 列项第二项"],
        *["5.3", "5.3 a)", "5.3 a) 列项第一项", "5.3 a) 列项第二项", "5.3 b)"],
    ]


def test_letter_l_that_was_recognised_as_a_one_is_found_by_its_place() -> None:
    letters = "".join(f"{letter}) 第{letter}项；\n" for letter in "abcdefghijk")
    found = addresses(f"1 范围\n如下：\n{letters}1) 其次；\nm) 再次。")
    assert found[-3:] == ["1 k)", "1 l)", "1 m)"]
    assert addresses("1 范围\n如下：\na) 甲：\n1) 子；\n2) 丑；\nb) 乙。")[2:] == ["1 a) 1)", "1 a) 2)", "1 b)"]


def test_standards_for_building_count_through_zero_and_have_points() -> None:
    text = (
        "1 总则\n1.0.1 为规范建设，制定本标准。\n1.0.2 本标准适用于新建工程。\n2 基本规定\n2.0.1 选址应符合下列规定：\n"
        "1 应靠近职工；\n2 不应设在地下：\n1）无窗的；\n2）无门的。\n3 宜临街。\n"
        "2.0.2 面积应不小于\n1 百平方米。\n3 设施\n3.1 家具\n3.1.1 应牢固。"
    )
    assert addresses(text) == [
        *["1", "1.0.1", "1.0.2", "2", "2.0.1", "2.0.1 第1款", "2.0.1 第2款", "2.0.1 第2款 1)", "2.0.1 第2款 2)"],
        *["2.0.1 第3款", "2.0.2", "3", "3.1", "3.1.1"],
    ]
    assert parsed(text).warnings == ()


def test_introduction_numbered_zero() -> None:
    assert addresses("0 引言\n0.1 总则\n甲。\n1 范围\n乙。\n0.5 m 以上的，应加固。") == ["0", "0.1", "1"]


def test_definitions_carry_the_term_and_its_english() -> None:
    text = "1 范围\n甲。\n2 术语和定义\n下列适用。\n2.1\n职工驿站 workers' station\n供职工休息的场所。\n注：应开放。"
    term = at(text, "2.1")
    assert (term.kind, term.title) == (Kind.DEFINITION, "职工驿站 workers' station")
    assert term.text == "供职工休息的场所。\n注：应开放。"
    assert term.obligation is Obligation.STATEMENT


def test_contents_that_repeat_the_headings_are_set_aside() -> None:
    entries = "目 次\n前言 ……… Ⅱ\n1 范围 ……… 1\n2 规范性引用文件 ……… 1\n5.1 选址 ……… 3\n附录A（资料性） 示例 ……… 9\n"
    found = parsed(f"标准\n{entries}前 言\n本文件首次发布。\n{CHAPTERS}5.1 选址\n应近。\n附录A（资料性） 示例\n图。")
    assert [c.address for c in found.clauses] == ["卷首", "前言", "1", "2", "3", "4", "5", "5.1", "附录A"]
    assert [aside.reason for aside in found.set_aside] == ["contents"] * 6


def test_misnumbering_is_kept_and_reported() -> None:
    found = parsed(CHAPTERS + "5.1 选址\n甲。\n5.3 面积\n乙。\n5.3 设施\n丙。\n5.4 人员\n丁。")
    assert [c.address for c in found.clauses][5:] == ["5.1", "5.3", "5.3（重复2）", "5.4"]
    assert found.warnings == (
        "原文编号：5.1之后是5.3，编号不连续。",
        "原文编号：5.3出现了两次。",
        "原文编号：“5.3”有 2 处，后面的记作“5.3（重复2）”等。",
    )


def test_second_list_of_a_clause_has_addresses_of_its_own() -> None:
    text = CHAPTERS + "5.1 甲\n应有：\na) 一；\nb) 二。\n还应有：\na) 三；\nb) 四；\nc) 五。"
    assert addresses(text)[6:] == [*["5.1 a)", "5.1 b)", "5.1 第2个列项 a)", "5.1 第2个列项 b)", "5.1 第2个列项 c)"]]
    assert parsed(text).warnings == ()
    dashes = CHAPTERS + "5.1 甲\n甲方：\n——一；\n——二。\n乙方的权限为：\n——三；\n——四。"
    assert addresses(dashes)[6:] == [
        *["5.1 列项第一项", "5.1 列项第二项", "5.1 第2个列项第一项", "5.1 第2个列项第二项"]
    ]
    assert at(dashes, "5.1 列项第二项").text == "二。"


def test_paragraphs_below_a_list() -> None:
    text = (
        CHAPTERS
        + "5.1 甲\n如下：\na) 请求\n说明请求：\n——版本；\n——时间。\nb) 响应\n说明响应：\n——结果。\n本条采用标记。"
    )
    assert at(text, "5.1 a)").text == "请求\n说明请求：\n——版本；\n——时间。"
    assert at(text, "5.1 b)").text == "响应\n说明响应：\n——结果。"
    assert at(text, "5.1").text.endswith("本条采用标记。")
    reasons = "说明\n一、修改\n1）改甲。\n理由：甲。\n2）改乙。\n理由：乙。\n3）改丙。\n理由：丙。\n以上三处。"
    assert at(reasons, "一、3）", Family.OFFICIAL).text == "改丙。\n理由：丙。"


def test_explanation_of_a_standard_for_building_counts_anew() -> None:
    text = "1 总则\n1.0.1 应规范。\n2 规定\n2.0.1 应明亮。\n条文说明\n1 总则\n1.0.1 本条说明目的。\n2 规定\n2.0.1 略。"
    assert addresses(text)[4:] == ["条文说明", "条文说明 1", "条文说明 1.0.1", "条文说明 2", "条文说明 2.0.1"]


def test_table_ends_at_an_annex() -> None:
    text = CHAPTERS + "5.1 设施\n表1 设施\n序号 设施 数量\n1 沙发 2组\n附 录 A\n（规范性）\n布局\nA.1 应明亮。"
    assert addresses(text)[6:] == ["表1", "表1 第1行", "附录A", "附录A.1"]


# Official documents and laws


def test_levels_of_an_official_document() -> None:
    text = "通知\n一、目标\n（一）总体\n1.分项\n（1）细项；\n①小项；\n②小项。\n1．全角的点\n二、措施\n（一）组织。"
    assert addresses(text, Family.OFFICIAL) == [
        *[
            "卷首",
            "一、",
            "一、（一）",
            "一、（一）1.",
            "一、（一）1.（1）",
            "一、（一）1.（1）①",
            "一、（一）1.（1）②",
        ],
        *["二、", "二、（一）"],
    ]


def test_sentences_below_a_lead_in_are_items_and_headings_are_not() -> None:
    text = "通知\n一、禁止：\n（一）吸烟；\n（二）饮酒：\n1.白酒；\n2.啤酒。\n二、如下：\n（一）组织领导\n应当重视。"
    kinds = {clause.address: clause.kind for clause in parsed(text, Family.OFFICIAL).clauses}
    assert kinds["一、（一）"] is kinds["一、（二）"] is kinds["一、（二）1."] is Kind.ITEM
    assert kinds["二、（一）"] is Kind.CLAUSE
    assert at(text, "一、", Family.OFFICIAL).text == "禁止：\n（一）吸烟；\n（二）饮酒：\n1.白酒；\n2.啤酒。"


def test_attachments_count_anew() -> None:
    text = (
        "通知\n一、甲\n文。\n二、乙\n文。\n附件：1.任务表\n2.自查表\n某办公室\n2026年3月2日\n"
        "附件1\n任务表\n一、丙\n文。"
    )
    assert addresses(text, Family.OFFICIAL) == ["卷首", "一、", "二、", "附件说明", "附件1", "附件1 一、"]
    assert at(text, "附件1", Family.OFFICIAL).title == "任务表"


def test_regulation_attached_to_a_notice_has_its_articles() -> None:
    text = "通知\n一、甲\n文。\n二、乙\n文。\n附件1\n管理办法\n第一章 总则\n第一条 子。\n第二条 丑。\n附件2\n一、表。"
    assert addresses(text, Family.OFFICIAL)[3:] == [
        *["附件1", "附件1 第一章", "附件1 第一条", "附件1 第二条", "附件2", "附件2 一、"]
    ]


def test_chapters_and_articles_in_digits() -> None:
    text = "第1章 总则\n第1条 甲。\n第2条 乙。\n第2章 附则\n第3条 丙。"
    assert addresses(text, Family.LAW) == ["第一章", "第一条", "第二条", "第二章", "第三条"]


def test_traditional_and_spaced_numbers() -> None:
    text = "第 一 章 總 則\n第一條 甲。\n第二條 下列：\n（一）子；\n（二）丑。\n第三條 乙。"
    assert addresses(text, Family.LAW) == [
        *["第一章", "第一条", "第二条", "第二条第（一）项", "第二条第（二）项", "第三条"]
    ]


def test_law_with_parts_and_subparts() -> None:
    text = "某法典\n第一编 总则\n第一章 规定\n第一条 甲。\n第二编 物\n第一分编 通则\n第一章 规定\n第二条 乙。"
    assert addresses(text, Family.LAW)[1:] == [
        *["第一编", "第一编第一章", "第一条", "第二编", "第二编第一分编", "第二编第一分编第一章", "第二条"]
    ]


def test_articles_past_a_thousand_and_inserted_ones() -> None:
    text = "\n".join(f"第{int_to_chinese(n)}条　内容。" for n in range(1, 1003)).replace(
        "第十一条　", "第十条之一　内容。\n第十一条　"
    )
    found = addresses(text, Family.LAW)
    assert found[9:12] == ["第十条", "第十条之一", "第十一条"]
    assert found[-3:] == ["第一千条", "第一千零一条", "第一千零二条"]


def test_law_without_chapters_with_items_below_the_second_paragraph() -> None:
    text = "第一条 甲。\n有下列情形的：\n（一）子；\n（二）丑；\n（三）寅。\n第二条 依照第一条第二款第（三）项。"
    assert addresses(text, Family.LAW)[-2:] == ["第一条第二款第（三）项", "第二条"]


def test_annex_of_a_law_counts_as_official_documents_do() -> None:
    text = "规定\n第一条 甲。\n第二条 乙。\n附录：\n禁忌范围\n一、范围：\n（一）井下作业；\n（二）高处作业。"
    assert addresses(text, Family.LAW)[3:] == ["附录", "附录 一、", "附录 一、（一）", "附录 一、（二）"]


@pytest.mark.parametrize(
    "article", ["第1条 甲。", "第一条【目的】甲。", "第一条（目的）甲。", "第一条：甲。", "第 一 条 甲。"]
)
def test_ways_to_print_an_article(article: str) -> None:
    assert addresses(f"{article}\n第二条 乙。\n第三条 丙。", Family.LAW) == ["第一条", "第二条", "第三条"]


def test_letter_spaced_titles_are_closed_up_and_missing_chapters_named() -> None:
    text = "第一章 总 则\n第一条 甲。\n第四章 附　则\n第二条 乙。\n第三条 丙。"
    assert [at(text, each, Family.LAW).title for each in ("第一章", "第四章")] == ["总则", "附则"]
    assert parsed(text, Family.LAW).warnings == ("原文编号：第一章之后是第四章，编号不连续。",)


def test_missing_article_is_reported() -> None:
    found = parsed("第一条 甲。\n第二条 乙。\n第四条 丁。\n第五条 戊。", Family.LAW)
    assert found.warnings == ("原文编号：第四条之前缺1条。",)


def test_headings_that_only_the_format_marks_are_addresses() -> None:
    text = "运营手册\n服务目标\n为职工服务。\n服务内容\n心理咨询\n每周三天。\n1.要预约。\n法律援助\n1.要登记。"
    starts = {line: text.index(line) for line in ("服务目标", "服务内容", "心理咨询", "法律援助")}
    hints = {at: 2 if line in ("心理咨询", "法律援助") else 1 for line, at in starts.items()}
    content = Content(text, MappedText.of(text), has_paragraphs=True, headings=hints)
    found = parse(Document("d", "《测试》", Family.OFFICIAL, Status.IN_FORCE, "0" * 64), content)
    assert [clause.address for clause in found.clauses] == [
        *["卷首", "服务目标", "服务内容", "服务内容 心理咨询", "服务内容 心理咨询1."],
        *["服务内容 法律援助", "服务内容 法律援助1."],
    ]
    assert found.warnings == ()


def test_text_without_numbers_is_taken_by_paragraphs_and_says_so() -> None:
    found = parsed("工作计划\n今年建十个驿站。\n明年改造五个。", Family.OFFICIAL)
    assert [(c.address, c.text) for c in found.clauses[1:]] == [
        ("第1段", "今年建十个驿站。"),
        ("第2段", "明年改造五个。"),
    ]
    assert found.warnings == ("没有认出条款编号，按自然段收录，引用时写“第几段”。",)


# Written out and read back


@dataclass
class Sketch:
    """A clause to be written: its number, title, sentence and what stands below it."""

    address: str
    title: str
    text: str
    below: list["Sketch"] = field(default_factory=list)


WORDS = st.text(alphabet="设施人员场地服务管理安全职工活动阅读", min_size=2, max_size=8)


@st.composite
def sketches(draw: st.DrawFn, prefix: str = "", depth: int = 1) -> list[Sketch]:
    """Chapters of a standard with titles; what has no subclauses has a sentence and perhaps a list."""
    found = []
    for n in range(1, draw(st.integers(1 if depth > 1 else 2, 4)) + 1):
        address = f"{prefix}.{n}" if prefix else str(n)
        below = draw(sketches(address, depth + 1)) if depth < 4 and draw(st.booleans()) else []
        items = [] if below or not draw(st.booleans()) else draw(st.lists(WORDS, min_size=2, max_size=4))
        lead_in = draw(WORDS) + ("，包括：" if items else "。")
        sketch = Sketch(address, draw(WORDS), "" if below else lead_in, below)
        sketch.below += [Sketch(f"{address} {chr(97 + i)})", "", f"{words}。") for i, words in enumerate(items)]
        found.append(sketch)
    return found


def written(sketch: Sketch) -> Iterator[str]:
    number = sketch.address.split(" ")[-1]
    yield f"{number} {sketch.title or sketch.text}"
    if sketch.title and sketch.text:
        yield sketch.text
    for below in sketch.below:
        yield from written(below)


def expected(sketch: Sketch) -> Iterator[tuple[str, str]]:
    yield sketch.address, sketch.title
    for below in sketch.below:
        yield from expected(below)


@settings(max_examples=60, deadline=None)
@given(sketches())
def test_a_tree_written_out_is_read_back(chapters: list[Sketch]) -> None:
    text = "\n".join(line for chapter in chapters for line in written(chapter))
    found = parsed(text)
    assert [(c.address, c.title) for c in found.clauses] == [pair for chapter in chapters for pair in expected(chapter)]
    assert found.warnings == ()
