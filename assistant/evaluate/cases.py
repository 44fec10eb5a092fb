"""The evaluation questions: eval/questions/*.jsonl, schema-checked."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import SourceError


class Case(BaseModel):
    """One question, the clauses that answer it (best first, none where the texts do not), and words to be quoted.

    `turns` are the questions asked before it, oldest first.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    part: Literal["dev", "test"]
    kind: str
    reader: Literal["staff", "manager", "planner"]
    question: str
    turns: tuple[str, ...] = ()
    clauses: tuple[str, ...]
    must_quote: tuple[str, ...] = ()
    why: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the texts held answer it."""
        return bool(self.clauses)


def load_cases(folder: Path) -> tuple[Case, ...]:
    """Every case of the .jsonl files in `folder`, in file order; ids are unique."""
    cases: dict[str, Case] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                case = Case.model_validate_json(line)
            except ValidationError as error:
                raise SourceError(f"评测题 {path.name} 第 {number} 行有误（{error}）。", "请改正后再试。") from error
            if case.id in cases:
                raise SourceError(f"评测题编号 {case.id} 重复。", "请给每道题一个自己的编号。")
            cases[case.id] = case
    if not cases:
        raise SourceError(f"{folder} 里没有评测题。", "请恢复 eval/questions 文件夹。")
    return tuple(cases.values())
