"""What a small model makes of the answers, and what of it is shown: `make model-bench`, about ten minutes.

Gemma 3 270M words every seventh question of the evaluation set that the texts answer. It invents a lot: the figures are
those of what is shown after the verifier, and how much it took away.
"""

import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from making.model import joined_weights, served

from assistant.domain import Answer
from assistant.evaluate.cases import load_cases
from assistant.evaluate.running import run
from assistant.evaluate.support import support_figures
from assistant.service import Assistant
from assistant.settings import shipped_folder

EVERY = 7


def main() -> None:
    """Print the figures; with a file name, also write every worded statement with its clauses there, to be read."""
    cases = [case for case in load_cases(shipped_folder("eval") / "questions") if case.answerable][::EVERY]
    assistant = Assistant.open()
    with tempfile.TemporaryDirectory() as folder, served(joined_weights(Path(folder))) as model:
        wording = replace(assistant, settings=assistant.settings.model_copy(update={"model": model}))
        result = run(wording, cases, with_model=True)
    worded = [outcome for outcome in result.outcomes if outcome.answer.model]
    notes = [warning for outcome in result.outcomes for warning in outcome.answer.warnings if "对话模型" in warning]
    figures = support_figures([each for outcome in result.outcomes for each in outcome.support])
    sys.stdout.write(f"{len(cases)} questions, {len(worded)} answers worded; notes:\n")
    for note, count in Counter(notes).most_common():
        sys.stdout.write(f"{count:4} {note}\n")
    for name, value in figures.items():
        sys.stdout.write(f"{name:20}{value:8.3f}\n")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text("\n".join(_read(outcome.answer) for outcome in worded), encoding="utf-8")


def _read(answer: Answer) -> str:
    lines = [f"## {answer.question}"]
    for statement in answer.statements:
        if statement.worded:
            lines.append(f"- {statement.text}")
            lines += [f"    [{n}] {answer.citations[n - 1].quote}" for n in statement.citations]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
