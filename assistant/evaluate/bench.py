"""Where the time goes: `python -m assistant.evaluate.bench` (or `make bench`).

Times the start, a build of the index from nothing, and every evaluation question, stage by stage, in one process.
"""

import sys
import tempfile
import time
from pathlib import Path

import click

from assistant.evaluate.cases import load_cases
from assistant.evaluate.metrics import median
from assistant.index import building
from assistant.service import Assistant
from assistant.settings import load_settings, shipped_folder


def main() -> None:
    """Print the times; a home folder named on the command line is used instead of the default one."""
    settings = load_settings(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    started = time.perf_counter()
    assistant = Assistant.open(settings=settings, say=lambda sentence: click.echo(sentence, err=True))
    click.echo(f"start {time.perf_counter() - started:28.1f} s  (imports, corpus, model, index)")
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        built = building.build(Path(folder), assistant.corpus, assistant.embedder)
        click.echo(f"index of {built.passages} clauses from nothing {time.perf_counter() - started:6.1f} s")
    stages: dict[str, list[float]] = {}
    for case in load_cases(shipped_folder("eval") / "questions"):
        for stage, spent in assistant.ask(case.question).timings_ms.items():
            stages.setdefault(stage, []).append(spent)
    click.echo(f"{'a question':<12}{'median ms':>12}{'p90 ms':>10}{'most ms':>10}")
    for stage, times in stages.items():
        click.echo(f"{stage:<12}{median(times):>12.1f}{sorted(times)[int(len(times) * 0.9)]:>10.1f}{max(times):>10.1f}")


if __name__ == "__main__":
    main()
