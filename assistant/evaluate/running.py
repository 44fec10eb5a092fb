"""Runs the cases through the assistant, as a person would, and keeps what the metrics need."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Answer, Turn, Verdict
from assistant.evaluate.cases import Case
from assistant.evaluate.metrics import (
    found_at,
    mean,
    median,
    precision,
    recall_at,
    reciprocal_rank,
    serves,
    share,
)
from assistant.evaluate.support import Support, is_verbatim, support, support_figures
from assistant.evaluate.verifier import verifier_figures
from assistant.index.embedding import Progress
from assistant.retrieval.coverage import Signals
from assistant.service import Assistant
from assistant.settings import shipped_folder

DEPTH = 10
LOOKUP_KINDS = frozenset({"lookup", "neighbour"})
FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case with what was found and said."""

    case: Case
    ranked: tuple[str, ...]
    signals: Signals
    answer: Answer
    support: tuple[Support, ...] = ()
    verbatim: tuple[bool, ...] = ()

    @property
    def rank(self) -> int | None:
        """Where the first wanted clause stands."""
        return found_at(self.ranked, self.case.clauses)

    @property
    def refused(self) -> bool:
        """Whether the answer says that the texts do not cover the question."""
        return self.answer.verdict is Verdict.NOT_COVERED

    @property
    def reserved(self) -> bool:
        """Whether the answer says that the texts do not answer the question, or not all of it."""
        return self.answer.verdict is not Verdict.ANSWERED

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the clauses cited."""
        return tuple(citation.clause.id for citation in self.answer.citations)

    @property
    def quoted(self) -> bool:
        """Whether every wanted word stands in a quote."""
        quotes = "\n".join(citation.quote for citation in self.answer.citations)
        return all(words in quotes for words in self.case.must_quote)


@dataclass(frozen=True, slots=True)
class Result:
    """All outcomes and the figures over them, each 0 … 1 but milliseconds."""

    outcomes: tuple[Outcome, ...]
    figures: dict[str, float]


def run(
    assistant: Assistant, cases: Sequence[Case], progress: Progress | None = None, *, with_model: bool = False
) -> Result:
    """Ask every case; `with_model` has the chat model of the settings word the answers."""
    outcomes = []
    for done, case in enumerate(cases, 1):
        found = assistant.find(case.question, [Turn(turn) for turn in case.turns])
        ranked = tuple(evidence.clause.id for evidence in found.evidence[:DEPTH])
        answer = assistant.answer(case.question, found)
        if with_model:
            *_, answer = assistant.worded(answer, found)
        judged = support(answer, assistant.corpus)
        verbatim = tuple(is_verbatim(citation, assistant.corpus) for citation in answer.citations)
        outcomes.append(Outcome(case, ranked, found.signals, answer, judged, verbatim))
        if progress:
            progress(done, len(cases))
    return Result(tuple(outcomes), {**figures(outcomes), **verifier_figures(assistant.corpus, shipped_folder("eval"))})


def figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The figures of the report.

    exact_lookups is recall@1 of what is looked up by its address, followups@5 recall@5 of what is asked after other
    questions. clause_precision and clause_recall are over answered questions: the share of citations that point at a
    wanted clause, and the share of questions that cite one. citation_precision and citation_recall are over statements;
    see support.py. A refusal is right where the texts do not answer the
    question and the answer says so, also of a part only; wrong where they answer it and the answer says that they do
    not. wrong_answers is the share of unanswerable questions that were answered without reserve, wrong_refusals the
    share of answerable ones that were refused. refusal_precision is the share of refusals that are right,
    refusal_recall the share of unanswerable questions that were refused; both 1 where there are none.
    """
    answerable = [outcome for outcome in outcomes if outcome.case.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.case.answerable]
    return {
        **_finding(answerable),
        **_citing([outcome for outcome in answerable if not outcome.refused]),
        **_refusing(answerable, unanswerable),
        "verbatim": _share([each for outcome in outcomes for each in outcome.verbatim]),
        **support_figures([each for outcome in outcomes for each in outcome.support]),
        "median_ms": median([outcome.answer.timings_ms["total"] for outcome in outcomes]),
    }


def _share(found: Sequence[bool]) -> float:
    return share(sum(found), len(found), of_nothing=1)


def _finding(answerable: Sequence[Outcome]) -> dict[str, float]:
    ranks = [outcome.rank for outcome in answerable]
    return {
        "recall@1": recall_at(ranks, 1),
        "recall@5": recall_at(ranks, 5),
        "recall@10": recall_at(ranks, 10),
        "mrr": reciprocal_rank(ranks),
        "exact_lookups": recall_at([o.rank for o in answerable if o.case.kind in LOOKUP_KINDS], 1),
        "followups@5": recall_at([o.rank for o in answerable if o.case.kind == FOLLOW_UP], 5),
    }


def _citing(answered: Sequence[Outcome]) -> dict[str, float]:
    precisions = [precision(outcome.cited, outcome.case.clauses) for outcome in answered]
    return {
        "clause_precision": mean([value for value in precisions if value is not None]),
        "clause_recall": mean([float(any(serves(c, o.case.clauses) for c in o.cited)) for o in answered]),
        "quoted": mean([float(outcome.quoted) for outcome in answered if outcome.case.must_quote]),
    }


def _refusing(answerable: Sequence[Outcome], unanswerable: Sequence[Outcome]) -> dict[str, float]:
    wrong = sum(outcome.refused for outcome in answerable)
    right = sum(outcome.reserved for outcome in unanswerable)
    return {
        "wrong_answers": share(len(unanswerable) - right, len(unanswerable), of_nothing=0),
        "wrong_refusals": share(wrong, len(answerable), of_nothing=0),
        "refusal_precision": share(right, right + wrong, of_nothing=1),
        "refusal_recall": share(right, len(unanswerable), of_nothing=1),
    }
