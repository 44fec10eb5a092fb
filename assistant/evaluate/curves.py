"""What the report draws, as numbers: pure functions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_type_hints

from assistant.evaluate.metrics import recall_at, share
from assistant.evaluate.running import Outcome
from assistant.retrieval.coverage import Signals


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold on one signal alone would do: shares of unanswerable questions taken, of answerable refused."""

    threshold: float
    false_answers: float
    false_refusals: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The values of one signal, of the answerable and the unanswerable questions."""

    answerable: tuple[float, ...]
    unanswerable: tuple[float, ...]

    def at(self, threshold: float) -> Point:
        """Every question below `threshold` refused, the others answered; shares of nothing are 0."""
        return Point(
            threshold,
            share(sum(value >= threshold for value in self.unanswerable), len(self.unanswerable), of_nothing=0),
            share(sum(value < threshold for value in self.answerable), len(self.answerable), of_nothing=0),
        )

    def curve(self) -> tuple[Point, ...]:
        """A point for every value that occurs, and one just above the highest, where all is refused."""
        values = sorted({*self.answerable, *self.unanswerable})
        return tuple(self.at(value) for value in (*values, *(math.nextafter(v, math.inf) for v in values[-1:])))


def recall_curve(outcomes: Sequence[Outcome], depth: int) -> tuple[float, ...]:
    """Recall@1 … recall@`depth` of the answerable questions."""
    ranks = [outcome.rank for outcome in outcomes if outcome.case.answerable]
    return tuple(recall_at(ranks, k) for k in range(1, depth + 1))


def spreads(outcomes: Sequence[Outcome]) -> dict[str, Spread]:
    """Every signal that is a number, by name; exact look-ups are left out, they are answered whatever the signals."""
    judged = [outcome for outcome in outcomes if not outcome.signals.exact]
    return {
        name: Spread(
            tuple(getattr(outcome.signals, name) for outcome in judged if outcome.case.answerable),
            tuple(getattr(outcome.signals, name) for outcome in judged if not outcome.case.answerable),
        )
        for name, kind in get_type_hints(Signals).items()
        if kind is float
    }


def stage_times(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    """Milliseconds of every question by stage, in the order in which the stages run."""
    stages: dict[str, list[float]] = {}
    for outcome in outcomes:
        for stage, spent in outcome.answer.timings_ms.items():
            stages.setdefault(stage, []).append(spent)
    return stages
