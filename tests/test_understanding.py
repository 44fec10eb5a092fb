"""From a question as it was typed to the query: addresses, names, filters, spelling, everyday words, turns."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from assistant.domain import Corpus, Document, Family, Status, Turn, Verdict
from assistant.errors import SourceError
from assistant.retrieval.filters import read_filter
from assistant.retrieval.naming import Namer
from assistant.retrieval.spelling import Spelling
from assistant.retrieval.vocabulary import Entry, Vocabulary, load_entries
from assistant.settings import shipped_folder
from assistant.text import normalise, to_int


@pytest.fixture(scope="module")
def understanding(assistant):
    return assistant.retriever._understanding


@pytest.fixture(scope="module")
def namer(understanding):
    return understanding.namer


# Addresses, in every way they are written, of every clause held

ARTICLE = re.compile(r"第([^条]+)条(?:第([^款]+)款)?(?:第（([^）]+)）项)?")
TO_TRADITIONAL = OpenCC("s2t").convert

FORMS = {
    "as printed": "{name}{address}",
    "in title marks": "《{name}》{address}",
    "full name": "《中华人民共和国{name}》{address}是怎么规定的？",
    "digits": "{name}第{a}条{k2}{i2}",
    "without 第": "{name}{a}条{k}{i}",
    "Chinese without 第": "{name}{ca}条{ck}{ci}",
    "of": "{name}的第{a}条{k2}{i2}讲什么",
    "within": "{name}里第{a}条{k2}{i2}怎么说",
    "name last": "第{a}条{k2}{i2}，{name}",
    "spaces": "{name} 第 {a} 条 {k2} {i2}",
    "item in brackets": "{name}第{a}条{k2}{ib}",
}


def written(form: str, name: str, address: str) -> str:
    """`address` of the law `name` in one of the forms."""
    ca, ck, ci = ARTICLE.fullmatch(address).groups()
    values = {
        "name": name,
        "address": address,
        "a": to_int(ca),
        "ca": ca,
        "k": f"{to_int(ck)}款" if ck else "",
        "k2": f"第{to_int(ck)}款" if ck else "",
        "ck": f"{ck}款" if ck else "",
        "i": f"{to_int(ci)}项" if ci else "",
        "i2": f"第{to_int(ci)}项" if ci else "",
        "ib": f"第（{to_int(ci)}）项" if ci else "",
        "ci": f"{ci}项" if ci else "",
    }
    return form.format(**values)


def looked_up(namer: Namer, question: str) -> list[str | None]:
    """The ids of the clauses that `question` names."""
    found = []
    for reference in namer.read(question).references:
        owners = [reference.owner] if isinstance(reference.owner, Document) else namer.holders(reference.address)
        found += [getattr(namer.resolve(owner, reference.address), "id", None) for owner in owners]
    return found


def clauses_of_laws(corpus: Corpus):
    for parsed in corpus.documents:
        if parsed.document.family is Family.LAW:
            name = parsed.document.name.strip("《》").removeprefix("中华人民共和国")
            yield from ((name, clause) for clause in parsed.clauses[::9] if ARTICLE.fullmatch(clause.address))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_address_of_a_law_is_read(namer, corpus, form):
    read = [
        (clause.id, looked_up(namer, written(form, name, clause.address))) for name, clause in clauses_of_laws(corpus)
    ]
    assert len(read) > 250
    assert [each for each in read if each[1] != [each[0]]] == []


@pytest.mark.parametrize(
    "form", ["{name}{a}", "{name}{ca}", "{name} §{a}", "{name} art. {a}", "What does article {a} of {name} say?"]
)
def test_every_article_is_read_by_its_number_alone(namer, corpus, form):
    articles = [(name, clause) for name, clause in clauses_of_laws(corpus) if "款" not in clause.address]
    articles = [(name, clause) for name, clause in articles if "项" not in clause.address]
    read = [(clause.id, looked_up(namer, written(form, name, clause.address))) for name, clause in articles]
    assert len(read) > 50
    assert [each for each in read if each[1] != [each[0]]] == []


def test_traditional_and_full_width_addresses_are_read(namer, corpus):
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    for name, clause in clauses_of_laws(corpus):
        assert looked_up(namer, TO_TRADITIONAL(f"{name}{clause.address}規定了什麼")) == [clause.id]
        digits = written(FORMS["digits"], name, clause.address).translate(full_width)
        assert looked_up(namer, digits) == [clause.id]


def test_every_clause_of_the_handbook_is_read_by_its_own_number_only(namer, corpus):
    for clause in corpus.parsed("zone-handbook").clauses:
        if re.fullmatch(r"\d+(?:\.\d+)+", clause.address):
            for form in ("手册{}", "参考手册第{}条说什么", "《功能区配置参考手册》{}", "{}讲什么"):
                assert looked_up(namer, form.format(clause.address)) == [clause.id]


@pytest.mark.parametrize(
    ("question", "addresses"),
    [
        ("手册5.7.2的a", ["5.7.2 a)"]),
        ("手册5.7.1至5.7.3", ["5.7.1", "5.7.2", "5.7.3"]),
        ("劳动合同法第四六条", ["第四十六条"]),
        ("labour contract law article 41, paragraph 2", ["第四十一条第二款"]),
        ("工会法46", ["第四十六条"]),
        ("工会法二十九讲什么", ["第二十九条"]),
        ("工会法三天内要做什么", []),
        ("工会法2021", []),
    ],
)
def test_addresses(namer, question, addresses):
    assert [each.address for each in namer.read(question).references] == addresses


@pytest.mark.parametrize(
    "written", ["编制说明3.5", "编制说明三(五)", "编制说明第三部分第（五）节", "编制说明第3部分(5)"]
)
def test_addresses_of_an_official_document(namer, written):
    assert looked_up(namer, written) == ["guideline-explanation#三、（五）"]


# Names


def law(identity: str, title: str, **values) -> Document:
    return Document(identity, title, Family.LAW, values.pop("status", Status.IN_FORCE), "", **values)


@pytest.fixture(scope="module")
def editions(corpus):
    source = corpus.parsed("trade-union-law")
    documents = (
        law("old", "《中华人民共和国仲裁法》", status=Status.REPEALED, issued=date(2017, 9, 1)),
        law("new", "《中华人民共和国仲裁法》", issued=date(2025, 9, 12)),
        law("bracketed", "《中华人民共和国劳动法（2018年修正）》"),
    )
    return Namer(Corpus(tuple(replace(source, document=document) for document in documents)))


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("仲裁法第三条", "new"),
        ("《中华人民共和国仲裁法》第三条", "new"),
        ("《仲裁法》（2017年修正）第三条", "old"),
        ("仲裁法(2025修订)第三条", "new"),
        ("2017年修正的仲裁法第三条", "old"),
        ("劳动法第三条", "bracketed"),
        ("《劳动法（2018年修正）》第三条", "bracketed"),
    ],
)
def test_the_edition_of_the_year_named_is_meant_or_else_the_one_in_force(editions, question, document):
    named = editions.read(question)
    assert [each.id for each in named.documents] == [document]
    assert named.years == ()
    assert [each.address for each in named.references] == ["第三条"]


def test_a_year_that_is_not_held_is_said(editions, assistant):
    named = editions.read("《仲裁法》（1994年）第三条")
    assert [(document.id, year) for document, year in named.years] == [("new", "1994")]
    answer = assistant.ask("《中华人民共和国工会法》（2001年修正）第十一条")
    assert any("不是2001年的" in warning for warning in answer.warnings)
    assert not any("不是" in warning for warning in assistant.ask("工会法（2021年修正）第十一条").warnings)


@pytest.mark.parametrize(
    "question", ["公司法人代表要承担责任吗", "工会法定代表人", "刑法修正案（十一）", "劳动法庭", "劳动法律监督"]
)
def test_a_word_that_begins_like_a_name_is_none(namer, question):
    assert namer.read(question).documents == ()


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("妇女权益法怎么说", "womens-rights-law"),
        ("劳动仲裁法的时效", "labour-dispute-law"),
        ("the Labor Contract Law on probation", "labour-contract-law"),
        ("社保法", "social-insurance-law"),
    ],
)
def test_documents_answer_to_what_people_call_them(namer, question, document):
    assert [each.id for each in namer.read(question).documents] == [document]


# Filters


@pytest.mark.parametrize(
    ("question", "statuses", "rest"),
    [
        ("工会经费从哪来,只看现行有效的", {Status.IN_FORCE}, "工会经费从哪来"),
        ("只看现行有效的规定,加班费怎么算", {Status.IN_FORCE}, "加班费怎么算"),
        ("面积多少,不要草案", set(Status) - {Status.DRAFT}, "面积多少"),
        ("仲裁时效,只要已废止的", {Status.REPEALED}, "仲裁时效"),
        ("加班费 (现行有效)", {Status.IN_FORCE}, "加班费"),
    ],
)
def test_what_a_question_wants_to_see_only(question, statuses, rest):
    limits, asked = read_filter(question)
    assert limits.statuses == statuses
    assert asked == rest
    assert limits.label.startswith("只看")


@pytest.mark.parametrize(
    "question",
    ["现行有效的标准有哪些", "草案怎么写", "只看现行有效的", "合同有效吗", "工会法什么时候生效", "只要加班就给钱吗"],
)
def test_a_question_that_limits_nothing(question):
    limits, asked = read_filter(question)
    assert limits.label == ""
    assert asked == question


def test_a_filter_is_kept_to_and_said(assistant):
    found = assistant.find("爱心妈妈小屋要配什么，只看现行有效的")
    assert {each.document.status for each in found.evidence} == {Status.IN_FORCE}
    assert "只看现行有效" in found.searched
    handbook = assistant.find("爱心妈妈小屋要配什么")
    assert handbook.evidence[0].document.status is Status.REFERENCE


def test_a_document_named_limits_the_search_to_it(assistant):
    found = assistant.find("工会法里经费怎么说")
    assert {each.document.id for each in found.evidence} == {"trade-union-law"}


# Spelling


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("暖峰驿站要配什么", "暖蜂驿站要配什么"),
        ("劳动和同到期了", "劳动合同到期了"),
        ("工惠经费从哪来", "工会经费从哪来"),
        ("无账碍设施", "无障碍设施"),
        ("nuanfeng yizhan 要配什么", "暖蜂驿站 要配什么"),
        ("xinling yizhan", "心灵驿站"),
        ("gonghui fa 第11条", "工会法 第11条"),
    ],
)
def test_what_an_input_method_spoils_is_mended(understanding, typed, meant):
    assert understanding._spelling.mended(typed) == meant


@pytest.mark.parametrize(
    "sound",
    [
        "暖蜂驿站要配什么",
        "can a trade union be sued",
        "wifi密码是多少",
        "我们单位有hr吗",
        "乒乓球桌放哪里好",
        "a",
        "",
        "第四六条",
    ],
)
def test_what_is_sound_is_left_alone(understanding, sound):
    assert understanding._spelling.mended(sound) == sound


def test_no_printed_sentence_is_mended(understanding, corpus):
    for clause in corpus.retrieved()[::15]:
        text = normalise(clause.text)[:200]
        assert understanding._spelling.mended(text) == text


@given(st.text(max_size=40))
def test_any_question_can_be_mended(text):
    mended = SPELLING.mended(normalise(text))
    assert mended == SPELLING.mended(mended)


SPELLING = Spelling(["暖蜂驿站是户外劳动者的驿站，暖蜂驿站有饮水机"] * 3)


def test_a_mended_question_says_what_was_searched(assistant):
    answer = assistant.ask("暖峰驿站要配哪些东西")
    assert answer.searched.startswith("暖蜂驿站")
    assert answer.question == "暖峰驿站要配哪些东西"
    assert answer.citations[0].clause.id == "zone-handbook#5.6.2"


# Everyday words


@pytest.fixture(scope="module")
def entries():
    return load_entries(shipped_folder("corpus"))


def test_the_vocabulary_is_sound(entries):
    """Every expression is normalised and long enough; none is its own law word; none stands twice in an entry."""
    assert len(entries) > 5000
    for entry in entries:
        assert len(set(entry.lay)) == len(entry.lay), entry
        for lay in entry.lay:
            assert lay == normalise(lay), lay
            assert len(lay) >= (2 if re.search(r"[\u3400-\u9fff]", lay) else 3), lay
        assert all(len(word) > 1 for word in entry.law), entry


def test_the_longest_expression_at_a_place_counts():
    entries = [
        Entry(lay=("离婚",), law=("离婚登记",)),
        Entry(lay=("离婚冷静期", "冷静期"), law=("撤回离婚登记申请",)),
        Entry(lay=("probation",), law=("试用期",)),
    ]
    vocabulary = Vocabulary(entries, lambda _: True)
    assert vocabulary.law_words("离婚冷静期多久") == ("撤回离婚登记申请",)
    assert vocabulary.law_words("离婚要冷静期吗") == ("撤回离婚登记申请", "离婚登记")
    assert vocabulary.law_words("are probations paid?") == ("试用期",)
    assert vocabulary.law_words("probationary") == ()


def test_words_that_no_text_prints_are_left_out():
    vocabulary = Vocabulary([Entry(lay=("老板",), law=("用人单位", "雇主责任"))], lambda word: word == "用人单位")
    assert vocabulary.law_words("老板不给钱") == ("用人单位",)


@given(st.text(alphabet="老板炒鱿鱼工资ab ", max_size=30))
def test_any_question_has_its_law_words(text):
    vocabulary = Vocabulary([Entry(lay=("老板", "炒鱿鱼", "ab"), law=("用人单位",))], lambda _: True)
    assert bool(vocabulary.law_words(text)) == bool(re.search("老板|炒鱿鱼|(?<![a-z])ab(?:s|es)?(?![a-z])", text))


@pytest.mark.parametrize("content", ["{", '{"lay": [], "law": ["甲"]}', '{"lay": ["甲"], "law": ["乙"], "x": 1}'])
def test_a_faulty_vocabulary_is_refused(tmp_path, content):
    (tmp_path / "everyday-words.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match="词表"):
        load_entries(tmp_path)


@pytest.mark.parametrize(
    ("question", "clause_id"),
    [
        ("老板炒我鱿鱼要赔多少钱", "labour-contract-law"),
        ("盲人带着导盲犬能进来吗", "accessibility-law#第四十六条"),
        ("How long can probation last?", "labour-contract-law#第十九条"),
    ],
)
def test_everyday_words_lead_to_the_law(assistant, question, clause_id):
    found = [each.clause.id for each in assistant.find(question).evidence[:5]]
    assert any(each.startswith(clause_id) for each in found)


# Conversations


def test_a_conversation_is_followed_over_several_turns(understanding):
    history = [Turn("职工书屋灯光要多亮"), Turn("换成多功能临展区呢")]
    query = understanding.read("那颜色呢", history)
    assert query.named.documents == ()
    assert query.searched.startswith("多功能临展区")
    assert "色彩与照明" in query.searched


def test_what_the_turns_searched_is_taken_where_it_is_known(understanding):
    query = understanding.read("下一条", [Turn("那第十条呢", "《工会法》第十条")])
    assert [each.address for each in query.named.references] == ["第十一条"]


@pytest.mark.parametrize("question", ["对了，书屋的书架怎么摆", "换个问题，工会主席一届几年"])
def test_a_new_subject_stands_alone(understanding, question):
    assert understanding.read(question, [Turn("暖蜂驿站要放哪些设备")]).context == ""


def test_the_context_weighs_less_than_the_question(assistant):
    history = [Turn("婚前体检都查什么病")]
    found = assistant.find("查完给不给开证明", history)
    assert found.searched.startswith("婚前体检都查什么病 查完给不给开证明")
    assert found.evidence[0].clause.id == "maternal-infant-law#第八条"


def test_a_figure_of_something_else_is_not_asked_of_the_zone_before(assistant):
    before = [Turn("心灵驿站怎么布置")]
    assert assistant.ask("试用期最长几个月", before).citations[0].clause.id == "labour-law#第二十一条"
    assert assistant.find("要多大地方", before).searched.startswith("心灵驿站")


def test_what_was_asked_before_does_not_answer_what_is_asked_now(assistant):
    assert assistant.ask("今天天气怎么样", [Turn("职工书屋的要求")]).verdict is Verdict.NOT_COVERED
