"""The evaluation set and its metrics; the whole set guards every answer's citations and the baseline."""

import json

import pytest

from assistant.answer.verifying import stands
from assistant.domain import Verdict
from assistant.evaluate.baseline import fallen, read_baseline, write_baseline
from assistant.evaluate.cases import load_cases
from assistant.evaluate.metrics import found_at, mean, precision, recall_at, reciprocal_rank, serves
from assistant.evaluate.report import report_json, report_text
from assistant.evaluate.running import Result, run
from assistant.settings import shipped_folder

EVAL = shipped_folder("eval")


@pytest.fixture(scope="module")
def cases():
    return load_cases(EVAL / "questions")


@pytest.fixture(scope="module")
def result(assistant, cases):
    return run(assistant, cases)


def test_ranks():
    assert found_at(["d#一", "d#第二条", "d#三"], ["d#三", "d#第二条"]) == 2
    assert found_at(["d#一"], ["d#二"]) is None
    assert recall_at([1, 3, None, 6], 5) == 0.5
    assert reciprocal_rank([1, 2, None, 4]) == pytest.approx((1 + 0.5 + 0 + 0.25) / 4)


@pytest.mark.parametrize(
    ("cited", "wanted", "does"),
    [
        ("l#第十一条", "l#第十一条", True),
        ("l#第十一条第一款", "l#第十一条", True),
        ("l#第十条之一", "l#第十条", False),
        ("l#第一百一十条", "l#第一百条", False),
        ("h#5.7.2 a)", "h#5.7.2", True),
        ("h#5.10", "h#5.1", False),
        ("h#5.1.1", "h#5.1", False),
        ("l#第十一条", "l#第十一条第一款", False),
    ],
)
def test_a_part_of_a_clause_serves_for_it(cited, wanted, does):
    assert serves(cited, [wanted]) is does


def test_a_metric_that_does_not_apply_is_absent():
    assert precision([], ["d#一"]) is None
    assert precision(["d#一", "d#二"], ["d#一"]) == 0.5
    assert mean([]) == 0


def test_the_set_is_large_and_its_clauses_exist(cases, corpus):
    assert sum(case.answerable for case in cases) >= 60
    assert sum(not case.answerable for case in cases) >= 15
    assert len({case.question for case in cases}) == len(cases)
    for case in cases:
        assert all(corpus.clause(clause_id) for clause_id in case.clauses), case.id
        texts = [corpus.clause(clause_id).text for clause_id in case.clauses]
        assert all(words in texts[0] for words in case.must_quote), case.id


def test_no_question_copies_its_clause(cases, corpus):
    for case in cases:
        text = "".join(corpus.clause(clause_id).text for clause_id in case.clauses)
        runs = (case.question[i : i + 12] for i in range(len(case.question) - 11))
        assert not any(run in text for run in runs), case.id


def test_every_quote_stands_in_its_clause_and_every_statement_has_one(result):
    assert len(result.outcomes) >= 75
    for outcome in result.outcomes:
        citations = {citation.n: citation for citation in outcome.answer.citations}
        assert all(stands(citation) for citation in citations.values()), outcome.case.id
        for statement in outcome.answer.statements:
            assert statement.citations, outcome.case.id
            assert any(statement.text in citations[n].quote for n in statement.citations), outcome.case.id


def test_every_citation_resolves_in_the_corpus(result, corpus):
    for outcome in result.outcomes:
        for citation in outcome.answer.citations:
            assert corpus.clause(citation.clause.id) == citation.clause


def test_what_is_no_norm_is_never_shown_without_saying_so(result):
    for outcome in result.outcomes:
        for citation in outcome.answer.citations:
            if citation.document.status != "in_force":
                assert any(citation.document.name in warning for warning in outcome.answer.warnings)


def test_nothing_fell_below_the_baseline(result):
    assert fallen(result, read_baseline(EVAL)) == ()


def test_a_written_baseline_is_read_again(result, tmp_path):
    write_baseline(tmp_path, result)
    assert fallen(result, read_baseline(tmp_path)) == ()
    assert "median_ms" not in read_baseline(tmp_path)


def test_a_fall_is_noticed(result):
    worse = Result(result.outcomes, result.figures | {"recall@1": 0.1, "wrong_answers": 0.9})
    assert {fall.figure for fall in fallen(worse, read_baseline(EVAL))} == {"recall@1", "wrong_answers"}


def test_the_report_tells_every_wrong_case(result):
    value = report_json(result, ())
    json.dumps(value, ensure_ascii=False)
    text = report_text(result, (), compared=True)
    assert all(wrong["id"] in text for wrong in value["wrong"])
    refused = {o.case.id for o in result.outcomes if o.answer.verdict is Verdict.NOT_COVERED and o.case.answerable}
    assert refused <= {wrong["id"] for wrong in value["wrong"]}
