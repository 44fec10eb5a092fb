"""The baseline: eval/baseline.json, figures that must not get worse."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import SourceError
from assistant.evaluate.running import Result

BASELINE = "baseline.json"
TOLERANCE = 0.005
"""Less than one question of a hundred: rounding on another processor, not a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of the baseline and what it is now."""

    figure: str
    before: float
    now: float

    @property
    def difference(self) -> float:
        """By how much the figure rose."""
        return self.now - self.before

    @property
    def mark(self) -> Literal["better", "worse", "same"]:
        """What the difference means; the same within the tolerance."""
        if abs(self.difference) <= TOLERANCE:
            return "same"
        return "better" if (self.difference < 0) is lower_is_better(self.figure) else "worse"


def lower_is_better(figure: str) -> bool:
    """Whether a figure counts mistakes or milliseconds."""
    return figure.startswith("wrong_") or figure.endswith("_ms")


def read_baseline(folder: Path) -> dict[str, float]:
    """The figures of the baseline; times are not among them."""
    try:
        values = json.loads((folder / BASELINE).read_text(encoding="utf-8"))
        return {str(name): float(value) for name, value in values.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise SourceError(f"评测基线 {folder / BASELINE} 无法读取。", "请恢复这个文件。") from error


def write_baseline(folder: Path, result: Result) -> None:
    """Make the figures of `result` the baseline; times are left out, they are the machine's."""
    figures = {name: round(value, 3) for name, value in result.figures.items() if not name.endswith("_ms")}
    (folder / BASELINE).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def changes(result: Result, baseline: dict[str, float]) -> tuple[Change, ...]:
    """Every figure of the baseline beside what it is now; a figure that the baseline does not have is not compared."""
    return tuple(Change(figure, before, result.figures[figure]) for figure, before in baseline.items())


def fallen(found: Iterable[Change]) -> tuple[Change, ...]:
    """The changes for the worse by more than the tolerance."""
    return tuple(change for change in found if change.mark == "worse")
