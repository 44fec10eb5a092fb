"""What is handed to the answer: folded, reranked, with what belongs beside each clause."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Clause, Document, Evidence, Family, Kind, Obligation, Relation, Status
from assistant.errors import ModelError
from assistant.parsing.ready_cut import read_ready_cut
from assistant.retrieval.context import Context
from assistant.retrieval.folding import folded
from assistant.retrieval.owners import STANDING
from assistant.retrieval.reranking import Reranker
from assistant.service import Assistant

ITEMS = "有下列情形之一的：\n（一）甲；\n（二）乙。"
TEXT = "用人单位自用工之日起超过一个月不满一年未与劳动者订立书面劳动合同的，应当向劳动者每月支付二倍的工资。"


def found(
    identity: str, text: str = TEXT, *, status: Status = Status.IN_FORCE, title: str = "《甲法》", score: float = 1
):
    document = Document(identity, title, Family.LAW, status, "")
    clause = Clause(identity, "第一条", Kind.ARTICLE, "第一条", "", text, (), 0, len(text), Obligation.STATEMENT)
    return Evidence(document, clause, score)


def ids(evidence) -> list[str]:
    return [each.document.id for each in evidence]


# Folding


def test_an_edition_that_says_the_same_is_folded_into_the_one_in_force():
    kept = folded(
        [found("old", status=Status.REPEALED, score=3), found("new", score=2), found("other", "别的", score=1)], 9
    )
    assert ids(kept) == ["new", "other"]
    assert kept[0].same == ("old#第一条",)
    assert kept[0].score == 3


def test_a_word_that_changed_between_editions_does_not_part_them():
    assert ids(folded([found("new"), found("old", TEXT.replace("二倍", "两倍"), status=Status.REPEALED)], 9)) == ["new"]


def test_two_laws_in_force_that_say_the_same_both_stand():
    assert ids(folded([found("a"), found("b", title="《乙法》")], 9)) == ["a", "b"]


def test_of_two_copies_of_one_law_the_one_a_user_added_stands():
    assert ids(folded([found("labour-law"), found("added-1")], 9)) == ["added-1"]


def test_editions_that_differ_both_stand():
    assert ids(folded([found("new"), found("old", "完全不同的一条规定。", status=Status.REPEALED)], 9)) == [
        "new",
        "old",
    ]


def test_what_was_looked_up_is_never_folded():
    old = replace(found("old", status=Status.REPEALED), exact=True)
    assert ids(folded([old, found("new")], 9)) == ["old", "new"]


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from(list(Status))), max_size=12), st.integers(1, 9))
def test_folding_keeps_the_order_and_loses_nothing(rows, count):
    evidence = [found(f"d{i}", text * 20, status=status) for i, (text, status) in enumerate(rows)]
    kept = folded(evidence, count)
    assert len(kept) == min(count, len(kept))
    named = [*(each.clause.id for each in kept), *(clause for each in kept for clause in each.same)]
    assert len(named) == len(set(named))
    if len(kept) < count:
        assert set(named) == {each.clause.id for each in evidence}


def test_standing_goes_from_force_to_repeal():
    assert STANDING[Status.IN_FORCE] > STANDING[Status.DRAFT] >= STANDING[Status.REFERENCE] > STANDING[Status.REPEALED]


# Context


@pytest.fixture(scope="module")
def context(assistant):
    return Context(assistant.corpus, assistant.retriever._understanding.namer)


def related(context, corpus, clause_id, **values):
    return [(each.relation, each.clause.address) for each in context.of(corpus.clause(clause_id), **values)]


def test_an_item_comes_with_its_lead_in_and_its_siblings(context, corpus):
    beside = related(context, corpus, "labour-contract-law#第四十六条第（三）项")
    assert beside[0] == (Relation.LEAD_IN, "第四十六条")
    assert (Relation.SIBLING, "第四十六条第（二）项") in beside
    assert (Relation.SIBLING, "第四十六条第（三）项") not in beside
    assert (Relation.REFERENCE, "第四十条") in beside


def test_an_article_comes_with_those_it_refers_to(context, corpus):
    beside = related(context, corpus, "labour-contract-law#第四十六条", budget=5000)
    assert [address for relation, address in beside if relation is Relation.REFERENCE][:2] == [
        "第三十八条",
        "第三十六条",
    ]


def test_the_budget_is_kept(context, corpus):
    for clause in corpus.retrieved()[::40]:
        assert sum(len(each.clause.text) for each in context.of(clause, budget=300)) <= 300
    assert related(context, corpus, "labour-contract-law#第四十六条", budget=0) == []


def test_evidence_carries_its_context(assistant):
    first = assistant.find("劳动合同法第四十六条第三项").evidence[0]
    assert first.clause.address == "第四十六条第（三）项"
    assert first.context[0].relation is Relation.LEAD_IN


# Reranking


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory):
    """A real, tiny, untrained CrossEncoder: its order means nothing and is always the same."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast, set_seed

    folder = tmp_path_factory.mktemp("cross-encoder")
    characters = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(chr(code) for code in range(0x4E00, 0x9FA5))]
    (folder / "vocab.txt").write_text("\n".join(characters), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    set_seed(1)
    config = BertConfig(
        vocab_size=len(characters), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, num_labels=1, max_position_embeddings=256,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def test_a_cross_encoder_puts_the_first_clauses_in_its_order(assistant, cross_encoder):
    retrieval = assistant.settings.retrieval.model_copy(update={"reranker": cross_encoder, "rerank_depth": 8})
    settings = assistant.settings.model_copy(update={"retrieval": retrieval})
    reranking = Assistant._over(settings, assistant.corpus, assistant.embedder)
    question = "工会经费可以用来做哪些活动"
    plain, reranked = assistant.find(question).evidence, reranking.find(question).evidence
    assert {each.clause.id for each in plain[:8]} == {each.clause.id for each in reranked[:8]}
    assert [each.clause.id for each in plain[8:]] == [each.clause.id for each in reranked[8:]]
    assert [each.clause.id for each in plain[:8]] != [each.clause.id for each in reranked[:8]]
    expected = Reranker(cross_encoder).reranked(question, plain[:8])
    assert [each.clause.id for each in reranked[:8]] == [each.clause.id for each in expected]
    assert [each.score for each in reranked] == sorted((each.score for each in reranked), reverse=True)


def test_what_was_looked_up_stays_in_front(assistant, cross_encoder):
    evidence = assistant.find("工会法第十一条").evidence[:5]
    assert Reranker(cross_encoder).reranked("工会法第十一条", evidence)[0] == evidence[0]


def test_a_cross_encoder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ModelError, match="重排模型") as caught:
        Reranker(str(tmp_path))
    assert "retrieval.reranker" in caught.value.what_to_do


# Ready-cut laws


def test_articles_that_come_ready_cut_have_their_parts():
    lines = [
        {"document": "甲法", "address": "第四十六条", "heading_path": ["第四章"], "text": ITEMS},
        {"document": "甲法", "address": "第四十七条", "heading_path": [], "text": "前一款。\n后一款。"},
    ]  # fmt: skip
    (parsed,) = read_ready_cut("\n".join(map(json.dumps, lines)), "cut.jsonl")
    assert parsed.document.title == "《甲法》"
    assert parsed.document.given_title == "甲法"
    assert [(clause.address, clause.parent, clause.heading_path) for clause in parsed.clauses] == [
        ("第四十六条", None, ("第四章",)),
        ("第四十六条第（一）项", "第四十六条", ("第四章", "第四十六条")),
        ("第四十六条第（二）项", "第四十六条", ("第四章", "第四十六条")),
        ("第四十七条", None, ()),
        ("第四十七条第一款", "第四十七条", ("第四十七条",)),
        ("第四十七条第二款", "第四十七条", ("第四十七条",)),
    ]
    assert [parsed.source[clause.start : clause.end] for clause in parsed.clauses][1] == "（一）甲；"
    assert parsed.source[parsed.clauses[5].start : parsed.clauses[5].end] == "后一款。"
