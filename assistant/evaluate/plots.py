"""The plots of the report's page: drawn by matplotlib, as SVG for HTML. Latin letters only, for the fonts."""

import re
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from assistant.evaluate.curves import Spread
from assistant.evaluate.metrics import median

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, RED, GREY = "#0072b2", "#d55e00", "#6b7280"
LEAST_MS = 0.01
"""Shorter times are drawn as this one: a logarithmic axis has no zero."""

_INCHES = (4.2, 2.9)
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e5e7eb",
    "axes.axisbelow": True,
    "legend.frameon": False,
}
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_NAMESPACE = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_ID = re.compile(r'(\bid="|url\(#|href="#)')


def recall_plot(curves: Mapping[str, Sequence[float]]) -> str:
    """Recall@k against k, a line for each part."""

    def draw(axes: "Axes") -> None:
        for (part, recalls), colour, marker in zip(curves.items(), (BLUE, RED), "os", strict=True):
            axes.plot(range(1, len(recalls) + 1), recalls, color=colour, marker=marker, markersize=4, label=part)
        least = min(recalls[0] for recalls in curves.values())
        axes.set(xlabel="k", ylabel="recall@k", ylim=(max(0, least - 0.1), 1.02))
        axes.set_xticks(range(1, max(map(len, curves.values())) + 1))
        axes.legend(loc="lower right")

    return _svg("recall", draw)


def coverage_plot(signal: str, spread: Spread, threshold: float | None) -> str:
    """False answers and false refusals against a threshold on `signal`, with the one in use."""
    points = spread.curve()
    thresholds = [point.threshold for point in points]

    def draw(axes: "Axes") -> None:
        axes.step(thresholds, [p.false_answers for p in points], where="pre", color=RED, label="false answers")
        refusals = [p.false_refusals for p in points]
        axes.step(thresholds, refusals, where="pre", color=BLUE, linestyle="--", label="false refusals")
        if threshold is not None:
            axes.axvline(threshold, color="black", linestyle=":", zorder=3, label=f"in use: {threshold:g}")
        axes.set(xlabel=f"threshold on {signal}", ylabel="share of questions", ylim=(-0.02, 1.02))
        axes.legend(loc="upper center", bbox_to_anchor=(0.45, 1.17), ncols=3, columnspacing=1, handlelength=1.6)

    return _svg(f"coverage-{signal}", draw)


def latency_plot(stages: Mapping[str, Sequence[float]]) -> str:
    """Milliseconds by stage, logarithmic: median, quartiles, whiskers at 5 and 95 of a hundred, the rest."""

    def draw(axes: "Axes") -> None:
        axes.boxplot(
            [[max(value, LEAST_MS) for value in values] for values in stages.values()],
            tick_labels=[f"{stage}\n{median(values):.3g}" for stage, values in stages.items()],
            whis=(5, 95),
            widths=0.55,
            medianprops={"color": RED, "linewidth": 1.6},
            flierprops={"marker": ".", "markersize": 3, "markeredgecolor": GREY},
        )
        axes.set(yscale="log", ylabel="ms", xlabel="stage, with its median in ms")
        axes.yaxis.set_major_formatter("{x:g}")

    return _svg("latency", draw)


def _svg(name: str, draw: Callable[["Axes"], None]) -> str:
    """What `draw` draws; ids begin with `name`, so that several plots can stand in one page."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=_INCHES, layout="constrained")
        draw(figure.add_subplot())
        out = StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata=_NO_METADATA)
    drawn = out.getvalue()
    return _ID.sub(rf"\g<1>{name}-", _NAMESPACE.sub("", drawn[drawn.index("<svg") :]))
