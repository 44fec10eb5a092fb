"""Sentences about clauses in other words, written by hand: true ones, false ones and attacks, schema-checked.

The true ones keep every number, name, comparator and verb of obligation of their clauses; the false ones keep most of
the words and say something else; the attacks were written to slip through.
"""

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SourceError

PARAPHRASES = "paraphrases.jsonl"
FALSE_PARAPHRASES = "false-paraphrases.jsonl"
ATTACKS = "attacks.jsonl"


class Paraphrase(BaseModel):
    """A true sentence and the ids of the clauses that carry it together."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    part: Literal["dev", "test"]
    clauses: tuple[str, ...] = Field(min_length=1)
    sentence: str = Field(min_length=8, max_length=120)


class FalseParaphrase(Paraphrase):
    """A sentence that its clauses do not carry, and what is wrong with it."""

    kind: Literal[
        "swapped-roles",
        "condition-dropped",
        "exception-dropped",
        "permission-made-duty",
        "example-made-rule",
        "rules-mixed",
    ]


class Attack(Paraphrase):
    """A false sentence made to slip through by one who has read the verifier: a fact moved, clipped or disguised."""

    kind: str
    sentence: str = Field(min_length=3, max_length=200)


_P = TypeVar("_P", bound=Paraphrase)


def load_paraphrases(folder: Path) -> tuple[Paraphrase, ...]:
    """The true sentences of `folder`, in file order."""
    return _load(folder / PARAPHRASES, Paraphrase)


def load_false_paraphrases(folder: Path) -> tuple[FalseParaphrase, ...]:
    """The false sentences of `folder`, in file order."""
    return _load(folder / FALSE_PARAPHRASES, FalseParaphrase)


def load_attacks(folder: Path) -> tuple[Attack, ...]:
    """The attacks of `folder`, in file order."""
    return _load(folder / ATTACKS, Attack)


def _load(path: Path, shape: type[_P]) -> tuple[_P, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"改写句文件 {path} 无法读取。", "请恢复这个文件。") from error
    found: dict[str, _P] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            paraphrase = shape.model_validate_json(line)
        except ValidationError as error:
            raise SourceError(f"改写句 {path.name} 第 {number} 行有误（{error}）。", "请改正后再试。") from error
        if paraphrase.id in found:
            raise SourceError(f"改写句编号 {paraphrase.id} 重复。", "请给每句一个自己的编号。")
        found[paraphrase.id] = paraphrase
    if not found:
        raise SourceError(f"{path} 里没有改写句。", "请恢复这个文件。")
    return tuple(found.values())
