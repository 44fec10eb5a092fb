"""The paraphrases written by hand: they resolve, are balanced, and a broken file is told of."""

import re
from collections import Counter

import pytest
from conftest import ROOT

from assistant.errors import SourceError
from assistant.evaluate.paraphrases import PARAPHRASES, load_attacks, load_false_paraphrases, load_paraphrases
from assistant.evaluate.quantities import quantities
from assistant.text import normalise

TRUE = load_paraphrases(ROOT / "eval")
FALSE = load_false_paraphrases(ROOT / "eval")
ATTACKS = load_attacks(ROOT / "eval")


def test_there_are_as_many_as_there_should_be():
    assert (len(TRUE), len(FALSE), len(ATTACKS)) == (392, 160, 494)
    assert Counter(each.part for each in TRUE) == {"dev": 196, "test": 196}
    assert Counter(each.part for each in ATTACKS) == {"dev": 247, "test": 247}
    assert Counter(each.part for each in FALSE) == {"dev": 80, "test": 80}
    assert sum(len(each.clauses) == 2 for each in TRUE) == 43


def test_each_kind_of_falsehood_is_in_both_parts():
    counts = Counter((each.kind, each.part) for each in FALSE)
    assert len(counts) == 12
    assert min(counts.values()) >= 5


def test_ids_and_sentences_are_unique():
    written = (*TRUE, *FALSE, *ATTACKS)
    assert len({each.id for each in written}) == len(written)
    assert len({each.sentence for each in written}) == len(written)


def test_clauses_resolve_and_every_document_is_there(corpus):
    for each in (*TRUE, *FALSE, *ATTACKS):
        assert len(set(each.clauses)) == len(each.clauses)
        for clause_id in each.clauses:
            clause = corpus.clause(clause_id)
            assert clause is not None, clause_id
            assert clause.is_retrieved, clause_id
    held = {parsed.document.id for parsed in corpus.documents}
    assert {clause_id.split("#")[0] for each in TRUE for clause_id in each.clauses} == held


def test_no_sentence_is_a_quotation(corpus):
    for each in (*TRUE, *FALSE):
        for clause_id in each.clauses:
            assert normalise(each.sentence).strip("。") not in normalise(corpus.clause(clause_id).text), each.id


def test_true_sentences_name_only_quantities_of_their_clauses(corpus):
    for each in TRUE:
        text = "".join(corpus.clause(clause_id).text for clause_id in each.clauses)
        stand = {quantity.value for quantity in quantities(text)}
        said = {quantity.value for quantity in quantities(each.sentence)}
        shares = {int(share) for share in re.findall(r"(\d+)%", each.sentence)}
        assert said | shares <= stand, (each.id, each.sentence)


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "x", "part": "dev", "clauses": [], "sentence": "一句没有条款的话。"}',
        '{"id": "x", "part": "train", "clauses": ["a#1"], "sentence": "一句没有部分的话。"}',
        '{"id": "x", "part": "dev", "clauses": ["a#1"], "sentence": "短"}',
        '{"id": "x", "part": "dev", "clauses": ["a#1"], "sentence": "多了一个键的一句话。", "kind": "y"}',
        "",
    ],
)
def test_a_broken_file_is_told_of(tmp_path, line):
    (tmp_path / PARAPHRASES).write_text(line, encoding="utf-8")
    with pytest.raises(SourceError):
        load_paraphrases(tmp_path)


def test_an_id_given_twice_is_told_of(tmp_path):
    line = '{"id": "x", "part": "dev", "clauses": ["a#1"], "sentence": "一句写了两次的话。"}\n'
    (tmp_path / PARAPHRASES).write_text(line * 2, encoding="utf-8")
    with pytest.raises(SourceError, match="重复"):
        load_paraphrases(tmp_path)


def test_a_missing_file_is_told_of(tmp_path):
    with pytest.raises(SourceError, match="无法读取"):
        load_false_paraphrases(tmp_path)
