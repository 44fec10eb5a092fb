"""What a question names, what is searched for it, which clause comes first, and whether the texts cover it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import figures
from assistant.domain import Corpus, Document, Family, Status, Turn, Verdict
from assistant.index.building import Index
from assistant.retrieval.coverage import MIN_SUPPORT, Signals
from assistant.retrieval.enumerations import kinds_asked
from assistant.retrieval.naming import Absent, Namer
from assistant.retrieval.ranking import rank


@pytest.fixture(scope="module")
def namer(assistant):
    return assistant.retriever._understanding.namer


@pytest.mark.parametrize(
    ("question", "document", "address"),
    [
        ("工会法第十一条", "trade-union-law", "第十一条"),
        ("《中华人民共和国工会法》第11条讲什么", "trade-union-law", "第十一条"),
        ("工会法１１条", "trade-union-law", "第十一条"),
        ("工会法第四十三条第一款第（二）项", "trade-union-law", "第四十三条第一款第（二）项"),
        ("工会法第43条第1款第2项", "trade-union-law", "第四十三条第一款第（二）项"),
        ("無障礙環境建設法四十條的原文", "accessibility-law", "第四十条"),
        ("劳动合同法46条", "labour-contract-law", "第四十六条"),
        ("编制说明第三部分第（四）节", "guideline-explanation", "三、（四）"),
        ("编制说明二、（三）2.", "guideline-explanation", "二、（三）2."),
        ("参考手册5.4.1讲什么", "zone-handbook", "5.4.1"),
        ("手册 5.10.4", "zone-handbook", "5.10.4"),
        ("手册5.7.2的a)", "zone-handbook", "5.7.2 a)"),
        ("编制说明 三(五) 引用一下", "guideline-explanation", "三、（五）"),
        ("工会法 §3", "trade-union-law", "第三条"),
        ("工会法第三章讲什么", "trade-union-law", "第三章"),
        ("第四十六条 劳动合同法", "labour-contract-law", "第四十六条"),
    ],
)
def test_a_named_clause_is_read(namer, question, document, address):
    named = namer.read(question)
    assert [each.id for each in named.documents] == [document]
    assert [(each.address, each.owner) for each in named.references] == [(address, named.documents[0])]


@pytest.mark.parametrize(
    "question",
    [
        "收到25条建议",
        "面积25.5平方米",
        "比例是2.5%",
        "3.5米高",
        "2023年3月10日",
        "爱心妈妈小屋",
        "预算5.7亿够吗",
        "5.7版本",
    ],
)
def test_numbers_that_are_no_addresses(namer, question):
    assert namer.read(question).references == ()


@pytest.mark.parametrize(
    "question",
    [
        "《劳动合同法实施条例》第三条",
        "劳动合同法实施条例第三条",
        "上海市工会条例第三条",
        "工会法实施办法第三条",
        "工会法司法解释第三条",
    ],
)
def test_another_document_is_never_taken_for_the_law_in_its_name(namer, question):
    assert namer.read(question).documents == ()


@pytest.mark.parametrize(
    "question",
    [
        "广东省实施《中华人民共和国工会法》办法第十二条",
        "深圳市实施工会法办法第十条",
        "工会劳动法律监督办法",
        "民法典第一百二十条怎么规定",
    ],
)
def test_a_name_within_another_name_is_no_name(namer, question):
    assert namer.read(question).documents == ()


def test_each_address_belongs_to_the_name_before_it(namer):
    named = namer.read("公司法第15条和工会法第3条")
    assert [(each.owner.title, each.address) for each in named.references] == [
        ("《中华人民共和国公司法》", "第十五条"),
        ("《中华人民共和国工会法》", "第三条"),
    ]


@pytest.mark.parametrize(
    ("question", "addresses"),
    [
        ("劳动合同法第19、20、21条", ["第十九条", "第二十条", "第二十一条"]),
        ("劳动合同法第三十八条至第四十条", ["第三十八条", "第三十九条", "第四十条"]),
        ("劳动合同法第38条和第46条", ["第三十八条", "第四十六条"]),
    ],
)
def test_lists_and_ranges_of_articles(namer, question, addresses):
    assert [each.address for each in namer.read(question).references] == addresses


def test_an_added_document_answers_to_the_names_it_was_missed_by(corpus, assistant):
    added = replace(corpus.parsed("zone-handbook"), document=replace(HANDBOOK, id="added-1"))
    namer = Namer(Corpus((added,)), [(Absent("《职工服务中心建设指引》", "没有"), ["建设指引", "指引"])])
    for question in ("指引5.4.1", "建设指引5.4.1", "《指引》5.4.1", "《职工服务中心建设指引》5.4.1"):
        named = namer.read(question)
        assert [document.id for document in named.documents] == ["added-1"]
        assert named.absent == ()


HANDBOOK = Document("x", "《职工服务中心建设指引》", Family.STANDARD, Status.IN_FORCE, "")


def test_the_longer_name_wins(namer):
    assert [each.id for each in namer.read("劳动合同法和劳动法的区别").documents] == [
        "labour-contract-law",
        "labour-law",
    ]


@pytest.mark.parametrize(
    ("question", "first", "count"),
    [("手册5.7", "zone-handbook#5.7.1", 4), ("编制说明第三部分", "guideline-explanation#三、（一）", 6)],
)
def test_a_section_without_text_is_answered_by_its_clauses(assistant, question, first, count):
    answer = assistant.ask(question)
    assert answer.citations[0].clause.id == first
    assert len(answer.citations) == count


def test_a_long_chapter_is_shown_in_part_and_says_so(assistant):
    answer = assistant.ask("工会法第三章讲什么")
    assert answer.citations[0].clause.address.startswith("第二十条")
    assert any("第三章" in warning and "只列出前" in warning for warning in answer.warnings)
    assert not any("只列出前" in warning for warning in assistant.ask("手册5.7").warnings)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("职工服务中心有哪些功能区？", "zone-handbook#4.1"),
        ("功能区有哪些", "zone-handbook#4.1"),
        ("十大功能区是什么", "zone-handbook#4.1"),
        ("有几个功能区", "zone-handbook#4.1"),
        ("法律援助有哪些形式的法律援助服务", "legal-aid-law#第二十二条"),
    ],
)
def test_what_lists_the_kind_asked_for_comes_first(assistant, question, first):
    assert assistant.search(question, 3)[0].clause.id == first


def test_a_list_of_the_same_kind_for_another_body_does_not_come_first(assistant):
    assert assistant.search("工会有哪些职责？", 1)[0].document.id == "trade-union-law"


def test_the_list_of_zones_does_not_answer_for_one_zone(assistant):
    assert assistant.search("暖蜂驿站的功能区有哪些", 1)[0].clause.id != "zone-handbook#4.1"


@pytest.mark.parametrize(
    ("question", "kind", "listed"),
    [
        ("中心分哪十类功能区", "功能区", True),
        ("中心分哪几类功能区", "功能区", True),
        ("工会经费的来源都有哪些？", "来源", True),
        ("公共文化设施包括什么", "公共文化设施", True),
        ("工会经费从哪里来", "经费", False),
        ("工会有哪些职责？", "职责", True),
        ("工会有哪些职责？", "工会", False),
    ],
)
def test_the_kind_of_which_a_list_is_asked_for(question, kind, listed):
    assert (kind in kinds_asked(question)) == listed


def test_of_two_named_clauses_the_missing_one_is_said(assistant):
    answer = assistant.ask("公司法第15条和工会法第3条")
    assert answer.verdict is Verdict.PARTLY
    assert (
        answer.citations[0].clause.id == "trade-union-law#第三条第一款"
        or answer.citations[0].clause.address == "第三条"
    )
    assert any("公司法" in warning and "第十五条" in warning for warning in answer.warnings)


def test_an_unknown_title_is_named_as_not_held(namer):
    assert [absent.title for absent in namer.read("《深圳市没有的1+N办法》怎么说").absent] == [
        "《深圳市没有的1+N办法》"
    ]


@pytest.mark.parametrize(
    ("question", "clause_id"),
    [
        ("工会法第十一条", "trade-union-law#第十一条"),
        ("手册5.1.1", "zone-handbook#5.1.1"),
        ("手册5.10.1", "zone-handbook#5.10.1"),
        ("工会法第二十三条第（一）项", "trade-union-law#第二十三条第（一）项"),
        ("工会法第十二条第一款", "trade-union-law#第十二条第一款"),
        ("工会法第十四条第一款", "trade-union-law#第十四条"),
    ],
)
def test_a_named_clause_comes_first(assistant, question, clause_id):
    assert assistant.search(question, 1)[0].clause.id == clause_id


@pytest.mark.parametrize(
    "question",
    [
        "工会法第九十九条",
        "《劳动合同法实施条例》第三条是怎么规定的",
        "《职工服务中心建设指引》5.4.1条原文是什么？",
        "功能区配置参考手册5.11讲什么？",
        "编制说明第七部分讲了什么？",
        "今天深圳天气怎么样？",
        "番茄炒蛋先放蛋还是先放番茄？",
        "区级职工服务中心的面积最少要多少平方米？",
        "多功能培训室该摆多少个座位",
        "民法典第一百二十条怎么规定",
        "深圳市实施工会法办法第十条",
        "第三条讲什么",
        "民法典里违约金怎么规定",
        "工会主席的电话是多少",
    ],
)
def test_what_the_texts_do_not_say_is_refused(assistant, question):
    assert assistant.ask(question).verdict is Verdict.NOT_COVERED


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("面积最少要多少平方米", "10平方米"),
        ("要提前几天通知", "五日前"),
        ("照度是多少", "300 lx"),
        ("最少要有多少本书", "3000册"),
        ("要交百分之几", "百分之二"),
        ("哪年印发的", "2021年8月"),
        ("收到多少条建议", "25条"),
        ("每天最多工作几小时", "每日工作时间不超过八小时"),
        ("一天最多上几个小时班", "八小时"),
        ("主席的电话是多少", "0755-12345678"),
        ("最低工资是多少", "每月最低工资标准为2360元"),
    ],
)
def test_a_figure_asked_for_is_recognised_in_the_text(question, asks):
    patterns = figures.asked(question)
    assert patterns
    assert all(pattern.search(asks) for pattern in patterns)


def test_a_text_that_only_names_the_minimum_wage_does_not_give_it():
    text = "用人单位支付劳动者的工资不得低于当地最低工资标准。"
    assert not all(pattern.search(text) for pattern in figures.asked("最低工资是多少"))
    assert all(pattern.search(text) for pattern in figures.asked("工资不能低于多少"))


@pytest.mark.parametrize(
    "question",
    [
        "照着哪几份文件写的",
        "多大的单位要设专职主席",
        "未成年工是指多大的",
        "要配哪些东西",
        "工会经费从哪里来",
        "为谁服务",
    ],
)
def test_a_question_for_no_figure(question):
    assert figures.asked(question) == ()


def test_the_verdict_needs_every_signal():
    near = MIN_SUPPORT + 1
    assert Signals(near, figures=1, named=True, exact=False).verdict is Verdict.ANSWERED
    assert Signals(MIN_SUPPORT - 1, figures=1, named=True, exact=False).verdict is Verdict.NOT_COVERED
    assert Signals(near, figures=0, named=True, exact=False).verdict is Verdict.NOT_COVERED
    assert Signals(near, figures=0.5, named=True, exact=False).verdict is Verdict.PARTLY
    assert Signals(near, figures=1, named=False, exact=False).verdict is Verdict.NOT_COVERED
    assert Signals(0.0, figures=1, named=True, exact=True).verdict is Verdict.ANSWERED
    assert Signals(0.0, figures=0, named=True, exact=True).verdict is Verdict.PARTLY
    assert Signals(0.0, figures=1, named=False, exact=True).verdict is Verdict.PARTLY


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        ("爱心妈妈小屋要配哪些东西？", "那照明呢？", "爱心妈妈小屋 那照明呢？"),
        ("爱心妈妈小屋要配哪些东西？（设施设备配置）", "多大面积", "爱心妈妈小屋 多大面积"),
        ("心灵驿站要配什么设备？", "那法律服务室呢", "那法律服务室呢 设施设备配置"),
        ("职工书屋要配什么", "照明要求是什么", "职工书屋 照明要求是什么"),
        ("工会法第十条", "那第十一条呢", "《工会法》第十一条呢"),
        ("工会法第十条", "下一条", "《工会法》第十一条"),
        ("工会法第十条", "上一条说什么", "《工会法》第九条"),
        ("工会法第十一条", "第二款呢", "《工会法》第十一条第二款"),
        ("手册5.9.4", "下一条", "《功能区配置参考手册》5.10.1"),
        ("工会经费从哪里来", "那用途呢", "工会经费从哪里来 那用途呢"),
        ("试用期最长多久？", "那工资呢", "试用期 那工资呢"),
        ("爱心妈妈小屋要配哪些东西？", "工会经费从哪里来？", "工会经费从哪里来？"),
        ("爱心妈妈小屋要配哪些东西？", "劳动法第十条", "劳动法第十条"),
        ("爱心妈妈小屋要配哪些东西？", "对了，工会经费从哪来", "对了，工会经费从哪来"),
        ("婚前体检都查什么病", "查完给不给开证明", "婚前体检都查什么病 查完给不给开证明"),
        ("公司炒人之前要不要先跟工会讲理由", "工会法里怎么说的", "公司炒人之前要不要先跟工会讲理由 工会法里怎么说的"),
    ],
)
def test_a_question_is_completed_only_where_it_leans(assistant, before, question, searched):
    conversation = assistant.retriever._understanding._conversation
    assert conversation.complete(question, [Turn("…", before)]).text == searched


def test_without_history_nothing_is_completed(assistant):
    assert assistant.retriever._understanding._conversation.complete("那照明呢？", []).text == "那照明呢？"


def test_the_next_clause_is_opened(assistant):
    answer = assistant.ask("下一条", [Turn("工会法第十条")])
    assert [citation.clause.address for citation in answer.citations] == ["第十一条"]


def test_zone_synonyms_and_aspects_are_added(assistant):
    synonyms = assistant.retriever._understanding.synonyms
    assert synonyms.added("母婴室里放些什么") == ("爱心妈妈小屋", "设施设备配置")
    assert synonyms.added("爱心妈妈小屋的灯") == ("色彩与照明",)
    assert synonyms.added("公司的设备") == ()


def test_a_question_by_another_name_finds_the_zone(assistant):
    assert assistant.search("母婴室里放些什么", 1)[0].clause.id == "zone-handbook#5.7.2"


@given(st.permutations(range(6)))
def test_fusion_does_not_depend_on_the_order_of_passages(order):
    words = np.array([3.0, 1.0, 0.0, 2.0, 0.5, 0.0], dtype=np.float32)
    vectors = np.eye(6, dtype=np.float32)
    question = np.array([0.1, 0.9, 0.3, 0.2, 0.05, 0.15], dtype=np.float32)
    straight = _ranked(words, vectors, question)
    turned = _ranked(words[list(order)], vectors[list(order)], question)
    assert [order[position] for position in turned] == list(straight)


def _ranked(words, vectors, question):
    from assistant.index.vectors import VectorIndex

    index = Index(manifest=None, words=None, vectors=VectorIndex(vectors))
    prior = np.zeros(len(words), dtype=np.float32)
    ranked = rank(index, words, list(map(float, question)), weight=0.5, prior=prior)
    return [int(position) for position in ranked.positions]


def test_many_threads_get_the_answers_of_one(assistant):
    questions = [
        "工会经费从哪里来？",
        "母婴室里放些什么",
        "消防法第十六条",
        "今天深圳天气怎么样？",
        "the trade union funds",
    ] * 8
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(assistant.ask, questions))
    for question, answer in zip(questions[:5], answers[:5], strict=True):
        assert answer.statements == assistant.ask(question).statements
    assert [answer.statements for answer in answers] == [answer.statements for answer in answers[:5]] * 8


def test_the_retriever_is_a_llamaindex_retriever(assistant):
    nodes = assistant.retriever.retrieve("工会经费从哪里来？")
    assert nodes[0].node.node_id == "trade-union-law#第四十三条"
    assert nodes[0].node.metadata["status"] == "in_force"
