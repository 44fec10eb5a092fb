"""How an answer is put together: what comes first, under which headings, what is said of texts that differ."""

from dataclasses import replace

import pytest

from assistant.answer.choosing import aspects_of
from assistant.answer.composing import compose
from assistant.domain import Clause, Evidence, Family, Kind, Obligation, Status, Verdict

ZONES = ("暖蜂驿站怎么布置", "我们要建心灵驿站，从哪入手", "职工书屋的要求", "介绍一下多功能培训室")


def evidence_of(document, text, *, address="9.9", title="", path=(), **scores):
    clause = Clause(document.id, address, Kind.CLAUSE, address, title, text, path, 0, len(text), Obligation.STATEMENT)
    return Evidence(document, clause, **({"score": 1.0} | scores))


@pytest.fixture(scope="module")
def standard(corpus):
    handbook = corpus.document("zone-handbook")
    return replace(
        handbook, id="s", title="《驿站规范》", short_title=None, family=Family.STANDARD, status=Status.IN_FORCE
    )


@pytest.fixture(scope="module")
def law(corpus):
    return corpus.document("labour-law")


def composed(question, *evidence, verdict=Verdict.ANSWERED):
    return compose(question, question, list(evidence), verdict, max_clauses=3)


@pytest.mark.parametrize("question", ZONES)
def test_a_zone_asked_about_as_a_whole_is_answered_by_its_aspects(assistant, question):
    answer = assistant.ask(question)
    headings = list(dict.fromkeys(statement.heading for statement in answer.statements))
    assert headings == ["功能设置", "设施设备配置", "空间格调", "色彩与照明"]
    assert len({citation.clause.heading_path for citation in answer.citations}) == 1


@pytest.mark.parametrize("question", ["暖蜂驿站要有哪些设备", "心灵驿站能不能给家属用", "职工书屋藏书多少册"])
def test_a_question_on_one_aspect_is_not_answered_by_all(assistant, question):
    found = assistant.find(question)
    assert aspects_of(found.searched, found.evidence) == []


def test_a_standard_is_told_by_its_verbs(standard):
    text = "驿站可设置阅读角。驿站应设置饮水机。驿站宜设置微波炉。驿站应保持通风。"
    answer = composed("驿站有什么要求", evidence_of(standard, text))
    assert [(statement.heading, statement.text) for statement in answer.statements] == [
        ("要求（应）", "驿站应设置饮水机。"),
        ("要求（应）", "驿站应保持通风。"),
        ("推荐（宜）", "驿站宜设置微波炉。"),
        ("允许（可）", "驿站可设置阅读角。"),
    ]


def test_sentences_that_lean_on_each_other_keep_their_order(standard):
    text = "驿站可设置阅读角。其面积应不小于5平方米。驿站宜设置微波炉。"
    answer = composed("驿站有什么要求", evidence_of(standard, text))
    assert [statement.text for statement in answer.statements] == [text]


def test_the_sentence_with_the_figure_comes_first(law):
    text = "劳动合同可以约定试用期。试用期最长不得超过六个月。"
    answer = composed("试用期最长几个月", evidence_of(law, text))
    assert [statement.text for statement in answer.statements] == [
        "试用期最长不得超过六个月。",
        "劳动合同可以约定试用期。",
    ]


def test_a_list_is_never_turned_round(law):
    text = "下列情形可以延长：\n（一）抢修的；\n（二）不超过三小时的。"
    answer = composed("最多延长几小时", evidence_of(law, text))
    assert [statement.text for statement in answer.statements] == text.split("\n")


def test_a_law_that_says_otherwise_is_said(standard, law):
    low = evidence_of(standard, "哺乳时间每天为三十分钟。")
    high = evidence_of(law, "哺乳时间每天为六十分钟。", address="第六十一条", score=0.8)
    answer = composed("哺乳时间每天多少分钟", low, high)
    assert any(warning.startswith("上位法不同规定如下") for warning in answer.warnings)
    assert answer.statements[-1].heading == "法律的规定：《劳动法》"
    alike = composed("哺乳时间每天多少分钟", low, replace(high, clause=low.clause))
    assert not any("上位法" in warning for warning in alike.warnings)


def test_a_refusal_names_who_may_rule(corpus, law):
    by_law = composed("问", evidence_of(law, "工会会费由会员缴纳。"), verdict=Verdict.NOT_COVERED)
    assert "行政部门" in by_law.warnings[0]
    draft = corpus.document("guideline-explanation")
    by_draft = composed("问", evidence_of(draft, "面积见工作方案。"), verdict=Verdict.NOT_COVERED)
    assert "请向深圳市总工会核实" in by_draft.warnings[0]


def test_the_nearest_list_item_keeps_its_lead_in(law):
    text = "有下列情形之一的，不认定为工伤：\n（一）故意犯罪；\n（二）醉酒。"
    answer = composed("醉酒上班算不算", evidence_of(law, text), verdict=Verdict.NOT_COVERED)
    assert [statement.text for statement in answer.statements] == [
        "有下列情形之一的，不认定为工伤：",
        "（二）醉酒。",
    ]


def test_lines_on_something_else_are_left_out(standard):
    light = "驿站的灯光照度为300 lx，由设计单位查对最新的照明标准以后确定。"
    colour = "驿站用什么颜色没有规定，由各中心和它的上级工会商量以后自行决定。"
    answer = composed("灯光照度", evidence_of(standard, f"{colour}\n{light}"))
    assert [statement.text for statement in answer.statements] == [light]
