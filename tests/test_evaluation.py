"""The evaluation set and its metrics; the whole set guards every answer's citations and the baseline."""

import json
import math
import re
import sys
from dataclasses import replace
from datetime import datetime
from html import escape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import cli
from assistant.answer.verifying import stands
from assistant.domain import Answer, Verdict
from assistant.errors import UsageError
from assistant.evaluate import page
from assistant.evaluate.baseline import TOLERANCE, Change, changes, fallen, read_baseline, write_baseline
from assistant.evaluate.cases import Case, load_cases
from assistant.evaluate.curves import Point, Spread, recall_curve, spreads, stage_times
from assistant.evaluate.metrics import found_at, mean, precision, recall_at, reciprocal_rank, serves, share
from assistant.evaluate.report import by_kind, by_reader, fault, report_json, report_text
from assistant.evaluate.running import Outcome, Result, figures, run
from assistant.evaluate.support import support, support_figures
from assistant.retrieval.coverage import THRESHOLDS, Signals
from assistant.settings import load_settings, shipped_folder

EVAL = shipped_folder("eval")


@pytest.fixture(scope="module")
def cases():
    return load_cases(EVAL / "questions")


@pytest.fixture(scope="module")
def result(assistant, cases):
    return run(assistant, cases)


@pytest.fixture(scope="module")
def report(result, tmp_path_factory):
    """The page over the whole set, as it was written."""
    path = tmp_path_factory.mktemp("reports") / "new" / "report.html"
    page.make_way(path)
    page.write_page(path, page.page_html(result, changes(result, read_baseline(EVAL)), datetime(2026, 11, 23)))
    return path.read_text(encoding="utf-8")


def case(part="dev", kind="zone", question="问？", clauses=("d#一",), **rest):
    return Case(
        id=f"{kind}-{question}", part=part, kind=kind, reader="staff", question=question, clauses=clauses, **rest
    )


def outcome(case, verdict=Verdict.ANSWERED, ranked=("d#一",), signals=None):
    """What was found and said, without a corpus."""
    answer = Answer(case.question, case.question, verdict, timings_ms={"rank": 2.0, "total": 3.0})
    return Outcome(case, tuple(ranked), signals or of_signals(1.0), answer)


def of_signals(value, *, exact=False):
    """Signals whose numbers are all `value`."""
    return Signals(**dict.fromkeys(spreads(()), value), named=True, exact=exact)


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
    assert fallen(changes(result, read_baseline(EVAL))) == ()


def test_a_written_baseline_is_read_again(result, tmp_path):
    write_baseline(tmp_path, result)
    assert {change.mark for change in changes(result, read_baseline(tmp_path))} == {"same"}
    assert set(read_baseline(tmp_path)) == set(result.figures) - {"median_ms"}


def test_a_fall_is_noticed(result):
    baseline = read_baseline(EVAL)
    figures = dict.fromkeys(result.figures, 0.0) | baseline | {"recall@1": 0.1, "wrong_answers": 0.9}
    fell = fallen(changes(Result(result.outcomes, figures), baseline))
    assert {change.figure for change in fell} == {"recall@1", "wrong_answers"}


@pytest.mark.parametrize(
    ("figure", "difference", "mark"),
    [
        ("recall@1", 0.1, "better"),
        ("recall@1", -0.1, "worse"),
        ("recall@1", TOLERANCE / 2, "same"),
        ("wrong_answers", 0.1, "worse"),
        ("wrong_refusals", -0.1, "better"),
        ("wrong_refusals", -TOLERANCE / 2, "same"),
        ("median_ms", 5, "worse"),
    ],
)
def test_a_change_is_marked(figure, difference, mark):
    assert Change(figure, 0.5, 0.5 + difference).mark == mark


def test_a_figure_the_baseline_does_not_have_is_not_compared(result):
    assert [change.figure for change in changes(result, {"mrr": 0.5})] == ["mrr"]


def test_the_report_tells_every_wrong_case(result):
    value = report_json(result, None)
    json.dumps(value, ensure_ascii=False)
    text = report_text(result, ())
    assert all(wrong["id"] in text for wrong in value["wrong"])
    refused = {o.case.id for o in result.outcomes if o.answer.verdict is Verdict.NOT_COVERED and o.case.answerable}
    assert refused <= {wrong["id"] for wrong in value["wrong"]}
    assert sum(kind["answerable"] + kind["unanswerable"] for kind in value["kinds"]) == len(result.outcomes)


def test_the_text_has_the_regression_table_only_where_compared(result):
    found = (Change("mrr", 0.5, 0.75), Change("wrong_answers", 0.1, 0.2))
    lines = report_text(result, found).splitlines()
    assert "mrr                    0.500   0.750  +0.250  better" in lines
    assert "wrong_answers          0.100   0.200  +0.100  worse" in lines
    assert lines[-1] == "below the baseline: wrong_answers"
    assert report_text(result, ()).splitlines()[-1] == "nothing below the baseline"
    assert "baseline" not in report_text(result, None)
    assert report_json(result, found)["falls"] == [{"figure": "wrong_answers", "baseline": 0.1, "now": 0.2}]


def test_refusals_are_counted_both_ways():
    unanswerable = [case(question=str(i), clauses=(), why="-") for i in range(4)]
    answerable = [case(question=str(i)) for i in range(4, 6)]
    verdicts = (Verdict.NOT_COVERED, Verdict.PARTLY, Verdict.ANSWERED, Verdict.ANSWERED)
    outcomes = [outcome(each, verdict) for each, verdict in zip(unanswerable, verdicts, strict=True)]
    outcomes += [outcome(answerable[0], Verdict.NOT_COVERED), outcome(answerable[1], Verdict.PARTLY)]
    found = figures(outcomes)
    assert found["refusal_precision"] == pytest.approx(2 / 3)
    assert found["refusal_recall"] == 0.5
    assert found["wrong_answers"] == 0.5
    assert found["wrong_refusals"] == 0.5


def test_where_nothing_is_refused_no_refusal_is_wrong():
    found = figures([outcome(case())])
    assert (found["refusal_precision"], found["refusal_recall"]) == (1, 1)
    assert (found["wrong_answers"], found["wrong_refusals"]) == (0, 0)


def test_look_ups_and_follow_ups_have_figures_of_their_own():
    second = ("d#二", "d#一")
    outcomes = [
        outcome(case(kind="lookup")),
        outcome(case(kind="neighbour"), ranked=second),
        outcome(case(kind="follow-up", turns=("先问的？",)), ranked=second),
        outcome(case(kind="follow-up", question="另一问？"), ranked=()),
        outcome(case(kind="zone"), ranked=()),
    ]
    found = figures(outcomes)
    assert found["exact_lookups"] == 0.5
    assert found["followups@5"] == 0.5


def test_groups_hold_every_question_once():
    outcomes = [outcome(case()), outcome(case(kind="off-topic", clauses=(), why="-"), Verdict.NOT_COVERED)]
    off_topic, zone = by_kind(outcomes)
    assert (zone.name, zone.answerable, zone.recall_1, zone.wrong_refusals) == ("zone", 1, 1.0, 0)
    assert (off_topic.name, off_topic.unanswerable, off_topic.recall_1, off_topic.right_refusals) == (
        *("off-topic", 1),
        *(None, 1),
    )
    assert [group.name for group in by_reader(outcomes)] == ["staff"]


def test_a_share_of_nothing_is_what_is_said():
    assert share(1, 4, of_nothing=1) == 0.25
    assert share(0, 0, of_nothing=1) == 1


def test_recall_rises_with_k():
    outcomes = [outcome(case(), ranked=["d#二"] * before + ["d#一"]) for before in (0, 2, 9)]
    outcomes.append(outcome(case(clauses=(), why="-")))
    assert recall_curve(outcomes, 4) == pytest.approx((1 / 3, 1 / 3, 2 / 3, 2 / 3))


def test_a_threshold_parts_answers_from_refusals():
    spread = Spread(answerable=(0.4, 0.8, 0.9, 0.9), unanswerable=(0.2, 0.8))
    assert spread.at(0.5) == Point(0.5, 0.5, 0.25)
    assert spread.at(0.8) == Point(0.8, 0.5, 0.25)
    *points, last = spread.curve()
    assert points == [Point(0.2, 1, 0), Point(0.4, 0.5, 0), Point(0.8, 0.5, 0.25), Point(0.9, 0, 0.5)]
    assert last == Point(math.nextafter(0.9, 1), 0, 1)


def test_a_spread_of_nothing_has_no_curve():
    assert Spread((), ()).curve() == ()
    assert Spread((), (1.0,)).at(0) == Point(0, 1, 0)


VALUES = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=20)


@given(VALUES, VALUES, st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_a_higher_threshold_answers_less_and_refuses_more(answerable, unanswerable, one, other):
    spread = Spread(tuple(answerable), tuple(unanswerable))
    for points in (spread.curve(), [spread.at(threshold) for threshold in sorted((one, other))]):
        for low, high in pairwise(points):
            assert low.false_answers >= high.false_answers
            assert low.false_refusals <= high.false_refusals


def test_exact_look_ups_are_left_out_of_the_signals():
    outcomes = [
        outcome(case(), signals=of_signals(0.5)),
        outcome(case(), signals=of_signals(0.7, exact=True)),
        outcome(case(clauses=(), why="-"), signals=of_signals(0.1)),
    ]
    assert set(spreads(outcomes)) >= set(THRESHOLDS)
    assert set(spreads(outcomes).values()) == {Spread((0.5,), (0.1,))}


def test_times_are_told_by_stage():
    assert stage_times([outcome(case()), outcome(case())]) == {"rank": [2.0, 2.0], "total": [3.0, 3.0]}


def test_the_page_has_every_plot(report, result):
    names = ["recall", *(f"coverage-{name}" for name in spreads(result.outcomes)), "latency"]
    drawn = re.findall(r'<figure id="plot-([^"]+)"><svg.*?</svg>\s*<figcaption>', report, re.DOTALL)
    assert drawn == names
    assert len(names) >= 3
    for name in THRESHOLDS:
        assert f"in use: {THRESHOLDS[name]:g}" in report
    ids = re.findall(r'\bid="([^"]+)"', report)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', report)) <= set(ids)


def test_the_page_loads_nothing(report):
    assert "<script" not in report
    assert not re.search(r"""(?:src|href|url|@import)\s*[=(]?\s*["']?(?!#)(?:https?:)?//""", report)
    assert not re.search(r'\b(?:src|srcset|data|action)="', report)
    assert set(re.findall(r'href="(.)', report)) == {"#"}


def test_the_page_has_every_figure_and_what_it_was(report, result):
    for change in changes(result, read_baseline(EVAL)):
        row = f"<th>{change.figure}</th><td>{change.before:.3f}</td><td>{change.now:.3f}</td>"
        assert f"{row}<td>{change.difference:+.3f}</td>" in report
    assert set(page.MEANINGS) == set(result.figures)
    assert all(f"<th>{figure}<small>" in report for figure in result.figures)


def test_the_page_tells_the_wrong_cases_of_the_dev_part_only(report, result):
    for each in result.outcomes:
        told = f'<p class="question" lang="zh">{escape(each.case.question)}</p>' in report
        assert told is (each.case.part == "dev" and fault(each) is not None), each.case.id


def test_the_page_escapes_what_it_is_given():
    nasty = case(question="<b onclick='x'>&？</b>", turns=("<i>先问的</i>",), why="<u>")
    html = page.page_html(Result((outcome(nasty, ranked=("<s>",)),), figures([outcome(nasty)])), (), datetime.now())
    assert escape(nasty.question) in html
    assert not re.search(r"<(?:b|i|u|s)[ >]", html)


def test_a_page_over_one_part_without_refusals_can_be_drawn():
    answered = outcome(case(part="test"))
    assert "plot-latency" in page.page_html(Result((answered,), figures([answered])), (), datetime.now())


def test_the_report_has_a_place_of_its_own(tmp_path, monkeypatch):
    assert page.default_path(load_settings(tmp_path)) == tmp_path / "reports" / "evaluation.html"
    assert page.default_path(load_settings(environment={})) == EVAL / "reports" / "report.html"


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    for path in (tmp_path, file / "report.html"):
        with pytest.raises(UsageError, match=r"。.*。"):
            page.make_way(path)
    with pytest.raises(UsageError, match=r"。.*。"):
        page.write_page(tmp_path / "no" / "report.html", "")


@pytest.fixture
def command(assistant, settings, cases, monkeypatch, capsys):
    """Run `assistant eval …` over three cases; returns exit code, standard output and standard error."""
    monkeypatch.setattr("assistant.evaluate.cases.load_cases", lambda _: cases[:3])

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["assistant", "--home", str(settings.home), "eval", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return call


def test_the_command_writes_the_report_and_says_where(command, tmp_path):
    path = tmp_path / "new" / "page.html"
    code, out, err = command("--json", "--report", path)
    assert code == 0
    assert json.loads(out)["questions"] == 3
    assert err.splitlines()[-1] == f"评测报告写到了 {path}。"
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_command_refuses_a_folder_before_it_asks(command, tmp_path):
    code, out, err = command("--report", tmp_path)
    assert (code, out) == (2, "")
    assert len(re.findall("。", err.splitlines()[-1])) == 2
    assert "评测 " not in err


def test_every_statement_stands_on_what_it_cites(result):
    judged = [each for outcome in result.outcomes for each in outcome.support]
    assert len(judged) > 1000
    assert all(each.cited and each.supported and all(each.precise) for each in judged)
    assert all(each.figures is not False and each.verbs is not False for each in judged)
    assert all(verbatim for outcome in result.outcomes for verbatim in outcome.verbatim)


def test_what_a_citation_does_not_carry_is_counted(assistant):
    answer = assistant.ask("工会法第十四条")
    first = answer.statements[0]
    wrong = replace(first, text="工会应当在三十日内办理登记。", worded=True)
    uncited = replace(first, citations=())
    moved = replace(answer.citations[0], quote="条款里没有的话。")
    spoilt = [replace(answer, statements=(each,)) for each in (wrong, uncited)]
    found = [support(each, assistant.corpus)[0] for each in [*spoilt, replace(answer, citations=(moved,))]]
    assert [each.supported for each in found] == [False, False, False]
    assert [each.cited for each in found] == [True, False, True]
    assert support_figures(found)["citation_recall"] == 0
    assert support_figures(found)["statements_cited"] == pytest.approx(2 / 3)
    assert found[0].figures is False


def test_the_verifier_is_measured(result):
    assert result.figures["mutations_caught"] == 1
    assert result.figures["paraphrases_carried"] >= 0.7
    assert result.figures["falsities_caught"] >= 0.75
    assert result.figures["attacks_caught"] >= 0.9
