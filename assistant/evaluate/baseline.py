"""The baseline: eval/baseline.json, figures that must not get worse."""

import json
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import SourceError
from assistant.evaluate.running import Result

BASELINE = "baseline.json"
LOWER_IS_BETTER = frozenset({"wrong_answers", "wrong_refusals"})
TOLERANCE = 0.005
"""Less than one question of a hundred: rounding on another processor, not a change."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure that is worse than the baseline."""

    figure: str
    baseline: float
    now: float


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


def fallen(result: Result, baseline: dict[str, float]) -> tuple[Fall, ...]:
    """Every figure that is worse than the baseline by more than the tolerance."""
    falls = []
    for figure, before in baseline.items():
        now = result.figures[figure]
        worse = now - before if figure in LOWER_IS_BETTER else before - now
        if worse > TOLERANCE:
            falls.append(Fall(figure, before, now))
    return tuple(falls)
