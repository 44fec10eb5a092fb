"""`assistant ask` and `assistant search`."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.shared import open_assistant, print_json, settings_of
from assistant.errors import SourceError

if TYPE_CHECKING:
    from assistant.domain import Answer, Turn

WORKERS = 2


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.option("--history", type=click.Path(path_type=Path), help="JSON list of the questions asked before.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path),
    help='JSONL: {"question":…} a line, or {"turns":[…]} for a conversation whose last turn is answered; '
    "prints a JSON line for each.",
)
@click.pass_context
def ask(
    context: click.Context, question: str | None, *, as_json: bool, history: Path | None, batch: Path | None
) -> None:
    """Answer QUESTION from quoted clauses. 回答一个问题。"""
    from assistant.contract import answer_json

    if (question is None) == (batch is None):
        raise click.UsageError("请给出一个问题，或用 --batch 给出一个文件（二者选一）。")
    if batch is not None:
        if history is not None:
            raise click.UsageError("--history 不能和 --batch 一起用；多轮提问请在每行写 turns。")
        asked = [(_checked(context, text), turns) for text, turns in _batch_questions(batch)]
        assistant = open_assistant(context)
        for text, turns in asked:
            print_json(answer_json(assistant.ask(text, turns)), indent=None)
        return
    turns = _history(history) if history else ()
    question = _checked(context, question)
    answer = open_assistant(context).ask(question, turns)
    if as_json:
        print_json(answer_json(answer))
    else:
        _print_answer(answer)


def _checked(context: click.Context, question: str | None) -> str:
    """Refuse a question that cannot be asked before the model is loaded for it."""
    from assistant.retrieval.query import checked

    return checked(question or "", settings_of(context).answer.max_question_length)


def _print_answer(answer: "Answer") -> None:
    for warning in answer.warnings:
        click.echo(f"※ {warning}")
    if answer.warnings:
        click.echo()
    for position, statement in enumerate(answer.statements):
        if statement.heading and (not position or answer.statements[position - 1].heading != statement.heading):
            click.echo(f"【{statement.heading}】")
        click.echo(answer.shown(statement) + "".join(f"[{n}]" for n in statement.citations))
    if answer.citations:
        click.echo()
    for citation in answer.citations:
        status = citation.document.badge
        click.echo(f"[{citation.n}] {citation.document.title} {citation.clause.address}【{status}】")
    click.echo(
        f"\n（用时 {'，'.join(f'{stage} {spent:.0f}' for stage, spent in answer.timings_ms.items())} 毫秒）", err=True
    )


def _read_json_file(path: Path) -> str:
    from assistant.parsing.readers.plain import decode, read_bytes

    return decode(read_bytes(path), path.name)


def _history(path: Path) -> "tuple[Turn, ...]":
    try:
        return _turns(json.loads(_read_json_file(path)))
    except ValueError as error:
        raise SourceError(
            f"{path.name} 不是有效的对话记录。", '应是一个 JSON 数组，例如 ["第一个问题", "第二个问题"]。'
        ) from error


def _turns(values: Any) -> "tuple[Turn, ...]":
    """Turns from a list of questions, {"question":…} or chat messages; what the assistant said is left out."""
    from assistant.domain import Turn

    if not isinstance(values, list):
        raise ValueError("no list")
    turns = []
    for value in values:
        if isinstance(value, str):
            turns.append(Turn(value))
        elif isinstance(value, dict) and isinstance(value.get("question"), str):
            turns.append(Turn(value["question"], value.get("searched")))
        elif isinstance(value, dict) and isinstance(value.get("content"), str) and "role" in value:
            turns += [Turn(value["content"])] if value["role"] == "user" else []
        else:
            raise ValueError("no turn")
    return tuple(turns)


def _batch_questions(path: Path) -> "Iterator[tuple[str, tuple[Turn, ...]]]":
    for number, line in enumerate(_read_json_file(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            turns = _turns(value.get("turns", [value]))
            question = turns[-1].question
        except (ValueError, AttributeError, IndexError) as error:
            raise SourceError(
                f"{path.name} 第 {number} 行无法识别。", '每行应是 {"question": "……"} 或 {"turns": ["……", "……"]}。'
            ) from error
        if not question.strip():
            raise SourceError(f"{path.name} 第 {number} 行的问题是空的。", "请补上问题或删掉这一行。")
        yield question, turns[:-1]


@click.command()
@click.argument("query", required=False)
@click.option("-k", "count", default=10, show_default=True, type=click.IntRange(1, 1000), help="Results per query.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.option("--batch", type=click.Path(path_type=Path), help="Text file, one query a line; prints JSON lines.")
@click.pass_context
def search(context: click.Context, query: str | None, *, count: int, as_json: bool, batch: Path | None) -> None:
    """List the clauses nearest to QUERY. 查找条款。"""
    from assistant.contract import search_json

    if (query is None) == (batch is None):
        raise click.UsageError("请给出要找的内容，或用 --batch 给出一个文件（二者选一）。")
    if batch is not None:
        lines = [line for line in _read_json_file(batch).split("\n") if line.strip()]
        queries = [_checked(context, line) for line in lines]
        assistant = open_assistant(context)
        with ThreadPoolExecutor(WORKERS) as pool:  # one question is embedded while another is ranked
            found = pool.map(lambda line: assistant.search(line, count), queries)
            for line, evidence in zip(queries, found, strict=True):
                print_json(search_json(line, evidence), indent=None)
        return
    query = _checked(context, query)
    evidence = open_assistant(context).search(query, count)
    if as_json:
        print_json(search_json(query, evidence))
        return
    for rank, each in enumerate(evidence, 1):
        click.echo(f"{rank:>2}  {each.score:.3f}  {each.document.name} {each.clause.address}【{each.document.badge}】")
        click.echo(f"    {each.clause.text[:80].replace(chr(10), ' ')}")
