import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import (
    INNER_KINDS,
    Clause,
    Document,
    Family,
    Kind,
    MappedText,
    Obligation,
    ParsedDocument,
    Status,
)
from assistant.parsing.clauses import cut_clauses
from assistant.parsing.content import Content
from assistant.parsing.document import parse as parse_document
from assistant.parsing.obligation import obligation
from assistant.text import int_to_chinese


def document(family: Family, status: Status = Status.IN_FORCE) -> Document:
    return Document("d", "《测试》", family, status, "0" * 64)


def parse(text: str, family: Family) -> tuple[Clause, ...]:
    return cut_clauses(document(family), MappedText.of(text)).clauses


def addresses(text: str, family: Family) -> list[str]:
    return [clause.address for clause in parse(text, family)]


def at(text: str, family: Family, address: str) -> Clause:
    (clause,) = [clause for clause in parse(text, family) if clause.address == address]
    return clause


# Laws

LAW = """中华人民共和国测试法
第一编　总则
第一章　一般规定
第一条　为了测试，制定本法。
第二条　下列事项适用本法：
（一）甲事项；
（二）乙事项：
1.乙事项之一；
2.乙事项之二。
第二章　权利
第一节　职工的权利
第三条　职工有权参加。
职工享有下列权利：
（一）知情；
（二）建议；
（三）监督。
前款第三项规定的权利不受限制。
第二节　工会的权利
第四条　工会有权调查。
第四条之一　工会可以委托。
第四条之二　第三条的规定适用于工会。
第二编　附则
第一章　施行
第五条　本法自公布之日起施行。"""


def test_law_with_parts_chapters_and_sections() -> None:
    assert addresses(LAW, Family.LAW) == [
        "卷首",
        "第一编",
        "第一编第一章",
        "第一条",
        "第二条",
        "第二条第（一）项",
        "第二条第（二）项",
        "第二条第（二）项第1目",
        "第二条第（二）项第2目",
        "第一编第二章",
        "第一编第二章第一节",
        "第三条",
        "第三条第一款",
        "第三条第二款",
        "第三条第二款第（一）项",
        "第三条第二款第（二）项",
        "第三条第二款第（三）项",
        "第三条第三款",
        "第一编第二章第二节",
        "第四条",
        "第四条之一",
        "第四条之二",
        "第二编",
        "第二编第一章",
        "第五条",
    ]


def test_law_article_holds_its_paragraphs_and_items() -> None:
    article = at(LAW, Family.LAW, "第三条")
    assert article.kind is Kind.ARTICLE
    assert article.text == (
        "职工有权参加。\n职工享有下列权利：\n（一）知情；\n（二）建议；\n（三）监督。\n前款第三项规定的权利不受限制。"
    )
    assert article.heading_path == ("第一编 总则", "第二章 权利", "第一节 职工的权利")
    assert article.parent == "第一编第二章第一节"
    assert LAW[article.start : article.end] == "第三条　" + article.text
    item = at(LAW, Family.LAW, "第三条第二款第（三）项")
    assert (item.kind, item.label, item.text, item.parent) == (Kind.ITEM, "（三）", "监督。", "第三条第二款")
    assert LAW[item.start : item.end] == "（三）监督。"
    assert not item.is_retrieved


def test_single_paragraph_has_no_address_of_its_own() -> None:
    item = at(LAW, Family.LAW, "第二条第（二）项")
    assert item.parent == "第二条"
    assert item.text == "乙事项：\n1.乙事项之一；\n2.乙事项之二。"
    assert at(LAW, Family.LAW, "第二条第（二）项第2目").text == "乙事项之二。"


def test_law_without_chapters() -> None:
    text = "测试办法\n第一条 甲。\n第二条 乙。\n第四十条 不是下一条。\n第三条规定的也不是条。\n第三条 丙。"
    assert addresses(text, Family.LAW) == [
        "卷首",
        "第一条",
        "第二条",
        "第二条第一款",
        "第二条第二款",
        "第二条第三款",
        "第三条",
    ]
    assert at(text, Family.LAW, "第二条第三款").text == "第三条规定的也不是条。"


def test_items_begin_again_in_every_paragraph() -> None:
    text = "第一条 甲：\n（一）子；\n（二）丑。\n乙：\n（一）寅；\n（二）卯。"
    assert addresses(text, Family.LAW) == [
        "第一条",
        "第一条第一款",
        "第一条第一款第（一）项",
        "第一条第一款第（二）项",
        "第一条第二款",
        "第一条第二款第（一）项",
        "第一条第二款第（二）项",
    ]


def test_article_whose_wording_begins_on_the_next_line() -> None:
    assert at("第一条\n甲。", Family.LAW, "第一条").text == "甲。"
    text = "第一条\n（一）子；\n（二）丑。\n乙：\n（一）寅。"
    assert addresses(text, Family.LAW) == [
        "第一条",
        "第一条第（一）项",
        "第一条第（二）项",
        "第一条第一款",
        "第一条第一款第（一）项",
    ]


def test_article_numbers_beyond_a_thousand() -> None:
    text = "\n".join(f"第{int_to_chinese(number)}条　第{number}条的内容。" for number in range(1, 1004))
    found = addresses(text, Family.LAW)
    assert found[9] == "第十条"
    assert found[109] == "第一百一十条"
    assert found[999:] == ["第一千条", "第一千零一条", "第一千零二条", "第一千零三条"]
    assert at(text, Family.LAW, "第一千零一条").text == "第1001条的内容。"


def test_paragraphs_beyond_the_numerals_are_counted_in_digits() -> None:
    found = addresses("第一条 甲。\n" + "乙。\n" * 10_000, Family.LAW)
    assert found[9999] == "第一条第九千九百九十九款"
    assert found[-1] == "第一条第10001款"


def cleaned(text: str, family: Family) -> ParsedDocument:
    return parse_document(document(family), Content(text, MappedText.of(text)))


def test_table_of_contents_is_set_aside() -> None:
    text = "测试法\n目　录\n第一章　总则\n第二章　附则\n第一章　总则\n第一条　甲。\n第二章　附则\n第二条　乙。"
    parsed = cleaned(text, Family.LAW)
    assert [clause.address for clause in parsed.clauses] == ["卷首", "第一章", "第一条", "第二章", "第二条"]
    assert parsed.clauses[2].heading_path == ("第一章 总则",)
    assert [text[each.start : each.end] for each in parsed.set_aside] == ["目　录", "第一章　总则", "第二章　附则"]


def test_table_of_contents_with_page_numbers() -> None:
    text = "标准\n目次\n前言……Ⅱ\n1 范围………1\n2 总则……… 3\n前言\n本标准首次发布。\n1 范围\n甲。\n2 总则\n乙。"
    parsed = cleaned(text, Family.STANDARD)
    assert [clause.address for clause in parsed.clauses] == ["卷首", "前言", "1", "2"]
    assert [clause.text for clause in parsed.clauses[1:]] == ["本标准首次发布。", "甲。", "乙。"]


def test_contents_without_a_text_after_them_stay_text() -> None:
    parsed = cleaned("目录\n第一章　总则\n第一条　甲。", Family.LAW)
    assert [clause.address for clause in parsed.clauses] == ["卷首", "第一章", "第一条"]


# Official documents

OFFICIAL = """关于测试的说明
一、背景
（一）目的
1.要点
正文在此。
（1）子项：
①孙项甲；
②孙项乙。
（2）另一子项。
2.第二个要点的全文。
（二）意义
不言而喻。
三、跳过二的不是标题
一、重来的也不是标题
二、范围
(一)对象
对象是职工。"""


def test_official_document() -> None:
    assert addresses(OFFICIAL, Family.OFFICIAL) == [
        "卷首",
        "一、",
        "一、（一）",
        "一、（一）1.",
        "一、（一）1.（1）",
        "一、（一）1.（1）①",
        "一、（一）1.（1）②",
        "一、（一）1.（2）",
        "一、（一）2.",
        "一、（二）",
        "二、",
        "二、（一）",
    ]


def test_number_out_of_sequence_is_text() -> None:
    clause = at(OFFICIAL, Family.OFFICIAL, "一、（二）")
    assert clause.text == "不言而喻。\n三、跳过二的不是标题\n一、重来的也不是标题"


def test_official_titles_texts_and_paths() -> None:
    assert at(OFFICIAL, Family.OFFICIAL, "一、").kind is Kind.SECTION
    point = at(OFFICIAL, Family.OFFICIAL, "一、（一）1.")
    assert (point.kind, point.title, point.label) == (Kind.CLAUSE, "要点", "1.")
    assert point.text == "正文在此。\n（1）子项：\n①孙项甲；\n②孙项乙。\n（2）另一子项。"
    assert point.heading_path == ("一、背景", "（一）目的")
    whole = at(OFFICIAL, Family.OFFICIAL, "一、（一）2.")
    assert (whole.title, whole.text) == ("", "第二个要点的全文。")
    last = at(OFFICIAL, Family.OFFICIAL, "二、（一）")
    assert (last.label, last.title, last.text) == ("(一)", "对象", "对象是职工。")


@pytest.mark.parametrize(
    "line", ["2023年3月至4月，征求意见。", "25条建议中采纳18条。", "3.5平方米以上。", "1+11+N体系。", "10个功能区。"]
)
def test_sentence_that_begins_with_digits_is_text(line: str) -> None:
    for family in Family:
        assert [c.address for c in parse(f"开头\n{line}", family)] == ["卷首", "第1段"], family


def test_paragraph_within_a_list_belongs_to_the_item_above_it() -> None:
    text = "1.甲：\n（1）乙：\n①丙；\n插话。\n②丁。\n（2）戊：\n①己；\n插话。\n②庚。"
    assert addresses(text, Family.OFFICIAL) == [
        *["1.", "1.（1）", "1.（1）①", "1.（1）②", "1.（2）", "1.（2）①", "1.（2）②"]
    ]
    assert at(text, Family.OFFICIAL, "1.（1）①").text == "丙；\n插话。"


# Standards and handbooks

STANDARD = """测试标准
1 范围
本标准规定了测试。
2 要求
2.1 一般要求
应符合下列规定：
a) 结实；
b) 好用，包括：
1) 好拿；
2) 好放。
c) 耐用。
以上均应检验。
2.3 跳过二的不是条
2.2 面积
20 平方米以上的房间应设两个出口。
30 人以上时应增设。
2.2.1 大间
应明亮。"""


def test_standard() -> None:
    assert addresses(STANDARD, Family.STANDARD) == [
        "卷首",
        "1",
        "2",
        "2.1",
        "2.1 a)",
        "2.1 b)",
        "2.1 b) 1)",
        "2.1 b) 2)",
        "2.1 c)",
        "2.2",
        "2.2.1",
    ]


def test_standard_texts() -> None:
    clause = at(STANDARD, Family.STANDARD, "2.1")
    assert (clause.title, clause.parent, clause.heading_path) == ("一般要求", "2", ("2 要求",))
    assert clause.text == (
        "应符合下列规定：\na) 结实；\nb) 好用，包括：\n1) 好拿；\n2) 好放。\nc) 耐用。\n"
        "以上均应检验。\n2.3 跳过二的不是条"
    )
    item = at(STANDARD, Family.STANDARD, "2.1 b)")
    assert (item.text, item.parent) == ("好用，包括：\n1) 好拿；\n2) 好放。", "2.1")


def test_standard_numbers_count_as_numbers() -> None:
    lines = [f"{n} 第{n}章" for n in range(1, 6)] + [f"5.{n} 第{n}节" for n in range(1, 5)]
    lines += [line for n in range(1, 12) for line in (f"5.4.{n} 第{n}条", f"第{n}条的正文。")]
    found = addresses("\n".join([*lines, "5.4.10 又来一次。", "5.5 末节", "6 末章"]), Family.STANDARD)
    assert found == [
        *["1", "2", "3", "4", "5", "5.1", "5.2", "5.3", "5.4"],
        *["5.4.1", "5.4.2", "5.4.3", "5.4.4", "5.4.5", "5.4.6", "5.4.7", "5.4.8", "5.4.9", "5.4.10", "5.4.11"],
        *["5.5", "6"],
    ]


def test_child_of_another_number_is_text() -> None:
    assert addresses("1 甲\n2 乙\n3.1 丙\n2.1.1 丁\n2.1 戊", Family.HANDBOOK) == ["1", "2", "2.1"]


def test_numbered_line_without_anything_below_is_text_not_a_title() -> None:
    clause = at("1 范围\n1.1 本标准适用于测试", Family.STANDARD, "1.1")
    assert (clause.title, clause.text, clause.kind) == ("", "本标准适用于测试", Kind.CLAUSE)
    assert clause.is_retrieved


def test_list_without_a_clause_is_text() -> None:
    assert addresses("a) 甲；\n1) 乙。", Family.STANDARD) == ["卷首", "第1段"]


@pytest.mark.parametrize("family", list(Family))
def test_empty_text_has_no_clauses(family: Family) -> None:
    assert parse("", family) == ()


# Obligations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("用人单位应当建立工会。", Obligation.REQUIREMENT),
        ("不得克扣工资。", Obligation.REQUIREMENT),
        ("照度应不低于300 lx。", Obligation.REQUIREMENT),
        ("工会必须遵守宪法，可以组织活动。", Obligation.REQUIREMENT),
        ("宜设在首层。", Obligation.RECOMMENDATION),
        ("不宜设在地下室。", Obligation.RECOMMENDATION),
        ("工会可以派员。", Obligation.PERMISSION),
        ("可不设前室。", Obligation.PERMISSION),
        ("工会适应企业组织形式的变化。", Obligation.STATEMENT),
        ("设备供应和应用、反应、相应、应急。", Obligation.STATEMENT),
        ("适宜的环境，便宜的价格。", Obligation.STATEMENT),
        ("经有关部门许可，认可其能力，可靠可行。", Obligation.STATEMENT),
        ("", Obligation.STATEMENT),
    ],
)
def test_obligation_of_a_norm(text: str, expected: Obligation) -> None:
    assert obligation(text, document(Family.LAW)) is expected
    assert obligation(text, document(Family.STANDARD)) is expected


def test_only_norms_oblige() -> None:
    assert obligation("应当设置。", document(Family.HANDBOOK)) is Obligation.STATEMENT
    assert obligation("应当设置。", document(Family.OFFICIAL, Status.DRAFT)) is Obligation.STATEMENT
    assert obligation("应当设置。", document(Family.OFFICIAL)) is Obligation.REQUIREMENT


# Laws of the parser

MARKERS = {
    Family.LAW: [
        *[
            "附录　",
            "表1 ",
            "注：",
            "第一分编　",
            "第一编　",
            "第二编　",
            "第一章　",
            "第二章　",
            "第三章　",
            "第一节　",
            "第二节　",
        ],
        *["第一条　", "第二条　", "第三条　", "第一条之一　", "第四条", "（一）", "（二）", "（三）", "1.", "2."],
    ],
    Family.OFFICIAL: [
        "附件1",
        "附件：",
        "表1 ",
        "1）",
        "一 ",
        "一、",
        "二、",
        "三、",
        "（一）",
        "(二)",
        "1.",
        "2.",
        "（1）",
        "(2)",
        "①",
        "②",
        "③",
    ],
    Family.STANDARD: [
        *[
            "附录A ",
            "附录B",
            "A.1 ",
            "A.1.1 ",
            "B.1 ",
            "——",
            "●",
            "注：",
            "注2：",
            "示例：",
            "图1 ",
            "表1 ",
            "续表1",
            "表A.1 ",
        ],
        *["3.1", "１．２　", "2术语", "1.1.1"],
        *["1 ", "2 ", "3 ", "1.1 ", "1.2 ", "2.1 ", "2.1.1 ", "1.1.1 ", "a) ", "b) ", "c) ", "1) ", "2) "],
    ],
}
MARKERS[Family.HANDBOOK] = MARKERS[Family.STANDARD]


@st.composite
def numbered_documents(draw: st.DrawFn) -> tuple[str, Family]:
    """Lines of one family in an order that is often right and sometimes wild."""
    family = draw(st.sampled_from(list(Family)))
    marker = st.sampled_from(MARKERS[family]) | st.just("")
    words = st.sampled_from(["甲", "标题", "正文应当如此。", "如下：", "目录", "2023年，完成。", "5 平方米", "末项；"])
    lines = draw(st.lists(st.tuples(marker, words).map("".join), max_size=30))
    if draw(st.booleans()):
        order = {line: i for i, line in enumerate(MARKERS[family])}
        lines.sort(key=lambda line: max((i for m, i in order.items() if line.startswith(m)), default=-1))
    return "\n".join(lines), family


def visible(text: str) -> str:
    return re.sub(r"\s", "", text)


numbered = settings(max_examples=300, deadline=None)


@numbered
@given(numbered_documents())
def test_addresses_are_unique_and_parents_come_first(made: tuple[str, Family]) -> None:
    seen: list[str] = []
    for clause in parse(*made):
        assert clause.address not in seen
        assert clause.parent is None or clause.parent in seen
        seen.append(clause.address)


@numbered
@given(numbered_documents())
def test_children_stand_within_their_parents_and_apart(made: tuple[str, Family]) -> None:
    clauses = parse(*made)
    spans = {clause.address: (clause.start, clause.end) for clause in clauses}
    last_end: Counter[str | None] = Counter()
    for clause in clauses:
        assert 0 <= clause.start < clause.end <= len(made[0])
        if clause.parent is not None:
            start, end = spans[clause.parent]
            assert start <= clause.start
            assert clause.end <= end
        assert clause.start >= last_end[clause.parent]
        last_end[clause.parent] = clause.end


@numbered
@given(numbered_documents())
def test_parsing_loses_no_visible_character(made: tuple[str, Family]) -> None:
    clauses = [clause for clause in parse(*made) if clause.kind not in INNER_KINDS]
    said = "".join(f"{c.label}{c.title}{c.text}" for c in clauses)
    if any(clause.kind is Kind.TABLE for clause in clauses):  # a table says its columns' names again in every row
        assert set(visible(made[0])) - set(said) <= set("续|")
    else:
        assert Counter(visible(said)) == Counter(visible(made[0]))


@numbered
@given(numbered_documents())
def test_list_items_stand_in_the_text_of_their_parents(made: tuple[str, Family]) -> None:
    clauses = {clause.address: clause for clause in parse(*made)}
    for clause in clauses.values():
        if clause.kind in INNER_KINDS and clause.parent is not None:
            assert clause.text in clauses[clause.parent].text
            assert visible(made[0][clause.start : clause.end]).startswith(visible(clause.label))


@settings(max_examples=50, deadline=None)
@given(numbered_documents())
def test_parsing_is_deterministic(made: tuple[str, Family]) -> None:
    assert parse(*made) == parse(*made)
