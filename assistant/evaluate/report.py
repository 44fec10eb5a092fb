"""The report of an evaluation: text for people, one JSON value for programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.evaluate.baseline import Fall
from assistant.evaluate.running import Outcome, Result, figures

PARTS = ("dev", "test")


def report_json(result: Result, falls: Sequence[Fall]) -> dict[str, Any]:
    """Figures over all, by part and by kind, the cases that went wrong, and falls below the baseline."""
    return {
        "questions": len(result.outcomes),
        "figures": result.figures,
        "parts": {part: figures([o for o in result.outcomes if o.case.part == part]) for part in PARTS},
        "wrong": [_wrong(outcome) for outcome in result.outcomes if fault(outcome)],
        "falls": [{"figure": fall.figure, "baseline": fall.baseline, "now": fall.now} for fall in falls],
    }


def report_text(result: Result, falls: Sequence[Fall], *, compared: bool) -> str:
    """A table of the figures, then every case that went wrong with what was wrong."""
    return "\n".join(_lines(result, falls, compared=compared))


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


def _lines(result: Result, falls: Sequence[Fall], *, compared: bool) -> Iterator[str]:
    by_part = [figures([o for o in result.outcomes if o.case.part == part]) for part in PARTS]
    count = sum(outcome.case.answerable for outcome in result.outcomes)
    yield f"{len(result.outcomes)} questions: {count} answerable, {len(result.outcomes) - count} not"
    yield ""
    yield f"{'':<20}{'all':>8}" + "".join(f"{part:>8}" for part in PARTS)
    for name, value in result.figures.items():
        shape = "8.0f" if name.endswith("_ms") else "8.3f"
        yield f"{name:<20}{value:{shape}}" + "".join(f"{part[name]:{shape}}" for part in by_part)
    wrong = [outcome for outcome in result.outcomes if fault(outcome)]
    if wrong:
        yield ""
    for outcome in wrong:
        first = outcome.ranked[0] if outcome.ranked else "-"
        case = outcome.case
        yield f"{case.id} {fault(outcome)}: {case.question} → {first}, wanted {list(case.clauses)}"
    if compared:
        yield ""
        yield from (f"FELL {fall.figure}: {fall.baseline:.3f} → {fall.now:.3f}" for fall in falls)
        yield "below the baseline" if falls else "nothing below the baseline"


def _wrong(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.case.id,
        "fault": fault(outcome),
        "question": outcome.case.question,
        "wanted": list(outcome.case.clauses),
        "ranked": list(outcome.ranked),
        "cited": list(outcome.cited),
    }
