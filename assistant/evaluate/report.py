"""The report of an evaluation: text for people, one JSON value for programs. The page is in page.py."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.evaluate.baseline import Change, fallen
from assistant.evaluate.metrics import recall_at
from assistant.evaluate.running import Outcome, Result, figures

PARTS = ("dev", "test")
FAULTS = ("wrong answer", "wrong refusal", "not first", "words not quoted")
_WIDTH = 20


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one kind or of one reader: how many, what was found, how many were refused rightly and not."""

    name: str
    answerable: int
    unanswerable: int
    recall_1: float | None
    recall_5: float | None
    right_refusals: int
    wrong_refusals: int


def groups(outcomes: Sequence[Outcome], name: Callable[[Outcome], str]) -> tuple[Group, ...]:
    """The outcomes by `name`, in alphabetical order; recall is None where no question is answerable."""
    return tuple(
        _group(each, [outcome for outcome in outcomes if name(outcome) == each])
        for each in sorted({name(outcome) for outcome in outcomes})
    )


def by_kind(outcomes: Sequence[Outcome]) -> tuple[Group, ...]:
    """A group for each kind of question."""
    return groups(outcomes, lambda outcome: outcome.case.kind)


def by_reader(outcomes: Sequence[Outcome]) -> tuple[Group, ...]:
    """A group for each reader."""
    return groups(outcomes, lambda outcome: outcome.case.reader)


def of_part(outcomes: Sequence[Outcome], part: str) -> list[Outcome]:
    """The outcomes of the dev or of the test part."""
    return [outcome for outcome in outcomes if outcome.case.part == part]


def report_json(result: Result, changes: Sequence[Change] | None) -> dict[str, Any]:
    """Figures over all, by part, kind and reader, the cases that went wrong, and what changed since the baseline."""
    return {
        "questions": len(result.outcomes),
        "figures": result.figures,
        "parts": {part: figures(of_part(result.outcomes, part)) for part in PARTS},
        "kinds": [asdict(group) for group in by_kind(result.outcomes)],
        "readers": [asdict(group) for group in by_reader(result.outcomes)],
        "wrong": [_wrong(outcome) for outcome in result.outcomes if fault(outcome)],
        "changes": [asdict(change) | {"mark": change.mark} for change in changes or ()],
        "falls": [{"figure": c.figure, "baseline": c.before, "now": c.now} for c in fallen(changes or ())],
    }


def report_text(result: Result, changes: Sequence[Change] | None) -> str:
    """A table of the figures, every case that went wrong with what was wrong, and the baseline where compared."""
    return "\n".join((*_figures(result), *_wrong_cases(result), *_compared(changes)))


def fault(outcome: Outcome) -> str | None:
    """What is wrong with an outcome, or None."""
    case = outcome.case
    if not case.answerable:
        return None if outcome.reserved else "wrong answer"
    if outcome.refused:
        return "wrong refusal"
    if outcome.rank != 1:
        return f"rank {outcome.rank or 'none'}"
    return None if outcome.quoted else "words not quoted"


def sort_of_fault(outcome: Outcome) -> str | None:
    """Which of FAULTS it is, or None."""
    found = fault(outcome)
    return "not first" if found and found.startswith("rank ") else found


def shown(figure: str, value: float | None) -> str:
    """A figure's value: whole milliseconds, or three places; – for what has none."""
    if value is None:
        return "–"
    return f"{value:.0f}" if figure.endswith("_ms") else f"{value:.3f}"


def _group(name: str, outcomes: Sequence[Outcome]) -> Group:
    answerable = [outcome for outcome in outcomes if outcome.case.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.case.answerable]
    ranks = [outcome.rank for outcome in answerable]
    return Group(
        name,
        len(answerable),
        len(unanswerable),
        recall_at(ranks, 1) if ranks else None,
        recall_at(ranks, 5) if ranks else None,
        sum(outcome.reserved for outcome in unanswerable),
        sum(outcome.refused for outcome in answerable),
    )


def _figures(result: Result) -> Iterator[str]:
    by_part = [figures(of_part(result.outcomes, part)) for part in PARTS]
    count = sum(outcome.case.answerable for outcome in result.outcomes)
    yield f"{len(result.outcomes)} questions: {count} answerable, {len(result.outcomes) - count} not"
    yield ""
    yield f"{'':<{_WIDTH}}{'all':>8}" + "".join(f"{part:>8}" for part in PARTS)
    for name, value in result.figures.items():
        values = (value, *(part.get(name) for part in by_part))
        yield f"{name:<{_WIDTH}}" + "".join(f"{shown(name, each):>8}" for each in values)


def _wrong_cases(result: Result) -> Iterator[str]:
    wrong = [outcome for outcome in result.outcomes if fault(outcome)]
    if wrong:
        yield ""
    for outcome in wrong:
        first = outcome.ranked[0] if outcome.ranked else "-"
        case = outcome.case
        asked = " / ".join((*case.turns, case.question))
        yield f"{case.id} {fault(outcome)}: {asked} → {first}, wanted {list(case.clauses)}"


def _compared(changes: Sequence[Change] | None) -> Iterator[str]:
    if changes is None:
        return
    yield ""
    yield f"{'':<{_WIDTH}}{'before':>8}{'now':>8}{'change':>8}"
    for change in changes:
        values = f"{shown(change.figure, change.before):>8}{shown(change.figure, change.now):>8}"
        yield f"{change.figure:<{_WIDTH}}{values}{change.difference:>+8.3f}  {change.mark}"
    falls = ", ".join(change.figure for change in fallen(changes))
    yield f"below the baseline: {falls}" if falls else "nothing below the baseline"


def _wrong(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.case.id,
        "fault": fault(outcome),
        "question": outcome.case.question,
        "turns": list(outcome.case.turns),
        "wanted": list(outcome.case.clauses),
        "ranked": list(outcome.ranked),
        "cited": list(outcome.cited),
    }
