"""The command line. Results go to standard output, everything else to standard error."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import __version__
from assistant.errors import EXIT_FAULT, EXIT_USAGE, SourceError, UsageError
from assistant.faults import record

if TYPE_CHECKING:
    from assistant.domain import Answer, ParsedDocument, Turn
    from assistant.parsing.holdings import Added
    from assistant.service import Assistant
    from assistant.settings import Settings

EXIT_INTERRUPTED = 130


class _Progress:
    """A bar on standard error, drawn from the first step on."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(length=total, label=self._label, file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)
        if done >= total:
            self._bar.__exit__(None, None, None)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _print_json(value: Any, *, indent: int | None = 2) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def _settings(context: click.Context) -> "Settings":
    from assistant.settings import load_settings

    return load_settings(context.obj)


def _open(context: click.Context) -> "Assistant":
    from assistant.service import Assistant

    return Assistant.open(settings=_settings(context), progress=_Progress("建立索引"), say=_say)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path), help="Folder for added documents, the index and settings.")
@click.version_option(__version__, prog_name="assistant")
@click.pass_context
def cli(context: click.Context, home: Path | None) -> None:
    """Ask the guideline for workers' service centres, and the laws around it, what they say.

    问《职工服务中心建设指引》的编制说明、功能区参考手册和有关法律：每句回答都引用可以核对的条款。

    Exit code 0: done (also when the texts do not cover a question); 2: something to mend in the request; 1: a fault
    of ours.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    context.obj = home


@cli.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.option("--history", type=click.Path(path_type=Path), help="JSON list of the questions asked before.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path),
    help='JSONL: {"question":…} or {"turns":[…]} a line; prints a JSON line for each.',
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
        assistant = _open(context)
        for text, turns in asked:
            _print_json(answer_json(assistant.ask(text, turns)), indent=None)
        return
    turns = _history(history) if history else ()
    question = _checked(context, question)
    answer = _open(context).ask(question, turns)
    if as_json:
        _print_json(answer_json(answer))
    else:
        _print_answer(answer)


def _checked(context: click.Context, question: str | None) -> str:
    """Refuse a question that cannot be asked before the model is loaded for it."""
    from assistant.retrieval.query import checked

    return checked(question or "", _settings(context).answer.max_question_length)


def _print_answer(answer: "Answer") -> None:
    for warning in answer.warnings:
        click.echo(f"※ {warning}")
    if answer.warnings:
        click.echo()
    for statement in answer.statements:
        click.echo(statement.text + "".join(f"[{n}]" for n in statement.citations))
    if answer.citations:
        click.echo()
    for citation in answer.citations:
        status = citation.document.status.label
        click.echo(f"[{citation.n}] {citation.document.title} {citation.clause.address}【{status}】")
    click.echo(
        f"\n（用时 {'，'.join(f'{stage} {spent:.0f}' for stage, spent in answer.timings_ms.items())} 毫秒）", err=True
    )


def _read_json_file(path: Path) -> str:
    from assistant.parsing.readers import decode, read_bytes

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


@cli.command()
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
        queries = [line.strip() for line in _read_json_file(batch).split("\n") if line.strip()]
        assistant = _open(context)
        for line in queries:
            _print_json(search_json(line, assistant.search(line, count)), indent=None)
        return
    query = _checked(context, query)
    evidence = _open(context).search(query, count)
    if as_json:
        _print_json(search_json(query, evidence))
        return
    for rank, each in enumerate(evidence, 1):
        click.echo(
            f"{rank:>2}  {each.score:.3f}  {each.document.name} {each.clause.address}【{each.document.status.label}】"
        )
        click.echo(f"    {each.clause.text[:80].replace(chr(10), ' ')}")


@cli.group()
def corpus() -> None:
    """Texts held: list, add, remove, show their clauses. 管理文本。"""


@corpus.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.pass_context
def list_documents(context: click.Context, *, as_json: bool) -> None:
    """List the documents held. 列出文本。"""
    from assistant.contract import document_json
    from assistant.service import load_corpus

    held = load_corpus(_settings(context))
    if as_json:
        _print_json([document_json(parsed.document) for parsed in held.documents])
        return
    for parsed in held.documents:
        document = parsed.document
        count = sum(clause.is_retrieved for clause in parsed.clauses)
        click.echo(f"{document.id:<24} {document.title}【{document.status.label}】{count} 条")


@corpus.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--title", help="Title of the document (one file only).")
@click.option("--family", type=click.Choice(["standard", "official", "law", "handbook"]), help="How it is numbered.")
@click.option("--status", type=click.Choice(["in_force", "draft", "repealed", "reference"]), help="Its standing.")
@click.pass_context
def add_documents(
    context: click.Context, paths: tuple[Path, ...], *, title: str | None, family: str | None, status: str | None
) -> None:
    """Take files into the corpus and the index (.txt, .md, .jsonl of ready-cut clauses). 添加文本。"""
    from assistant.domain import Family, Status
    from assistant.parsing.holdings import add, read_document
    from assistant.service import build_index

    settings = _settings(context)
    if title and len(paths) > 1:
        raise click.UsageError("--title 只能用于一个文件。")
    known_family = Family(family) if family else None
    known_status = Status(status) if status else None
    for path in paths:
        read_document(path, title=title, family=known_family, status=known_status)  # one unreadable: none is added
    for path in paths:
        added = add(settings.documents, path, title=title, family=known_family, status=known_status)
        _say(_added_sentence(added))
    built = build_index(settings, progress=_Progress("更新索引"), say=_say)
    _say(f"索引共 {built.passages} 条，本次新编 {built.embedded} 条。")


def _added_sentence(added: "Added") -> str:
    documents = added.documents
    names = "、".join(parsed.document.title for parsed in documents[:3]) + ("等" if len(documents) > 3 else "")
    statuses = "、".join(dict.fromkeys(parsed.document.status.label for parsed in documents))
    done = "已经收录过，没有重复添加" if added.already_held else "已添加"
    advice = "状态是推定的，如不对，请加上 --status 再添加一次。" if added.status_guessed else ""
    return f"{added.path.name}：{done}。{names}【{statuses}】，{added.clauses} 条。{advice}"


@corpus.command("remove")
@click.argument("document_id", metavar="ID")
@click.pass_context
def remove_document(context: click.Context, document_id: str) -> None:
    """Remove an added document by its ID. 移除文本。"""
    from assistant.parsing.holdings import remove
    from assistant.service import build_index

    settings = _settings(context)
    remove(settings.documents, document_id)
    built = build_index(settings, progress=_Progress("更新索引"), say=_say)
    _say(f"已移除 {document_id}。索引共 {built.passages} 条。")


@corpus.command("clauses")
@click.argument("id_or_path")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.pass_context
def show_clauses(context: click.Context, id_or_path: str, *, as_json: bool) -> None:
    """Print the clause tree of a document held or of a file. 显示条款。"""
    from assistant.contract import clauses_json

    documents = _documents(context, id_or_path)
    if as_json:
        values = [clauses_json(parsed) for parsed in documents]
        _print_json(values[0] if len(values) == 1 else values)
        return
    for parsed in documents:
        _print_tree(parsed)


def _documents(context: click.Context, id_or_path: str) -> "tuple[ParsedDocument, ...]":
    from assistant.parsing.holdings import read_document
    from assistant.service import load_corpus

    if Path(id_or_path).exists():
        return read_document(Path(id_or_path))
    parsed = load_corpus(_settings(context)).parsed(id_or_path)
    if parsed is None:
        raise SourceError(
            f"没有编号为“{id_or_path}”的文本，也没有这个文件。", "请用 assistant corpus list 查看编号，或检查文件路径。"
        )
    return (parsed,)


def _print_tree(parsed: "ParsedDocument") -> None:
    click.echo(f"{parsed.document.title}【{parsed.document.status.label}】")
    depths: dict[str | None, int] = {None: 0}
    for clause in parsed.clauses:
        depths[clause.address] = depths[clause.parent] + 1
        said = clause.title or clause.text.replace("\n", " ")
        click.echo(f"{'  ' * depths[clause.address]}{clause.address}  {said[:60]}")
    for emendation in parsed.emendations:
        click.echo(f"校改：“{emendation.stood}”改为“{emendation.stands}”。{emendation.why}。")
    if parsed.set_aside:
        click.echo(f"另有 {len(parsed.set_aside)} 处页码或网站文字不属于正文，已略去。")


@cli.group()
def index() -> None:
    """The search index. 索引。"""


@index.command("build")
@click.pass_context
def build(context: click.Context) -> None:
    """Build the index, embedding only what changed. 建立或更新索引。"""
    from assistant.service import build_index

    built = build_index(_settings(context), progress=_Progress("建立索引"), say=_say)
    _say(f"索引共 {built.passages} 条，本次新编 {built.embedded} 条。")


@cli.command()
@click.option("--host", help="Address to listen on; the default is this machine only.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.pass_context
def chat(context: click.Context, host: str | None, port: int | None) -> None:
    """Open the chat page. 打开聊天页面。"""
    settings = _settings(context)
    assistant = _open(context)
    from assistant.ui.page import serve

    serve(assistant, host or settings.chat.host, settings.chat.port if port is None else port, say=_say)


@cli.command("eval")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.option("--compare", is_flag=True, help="Compare with the baseline; exit 1 where something fell below it.")
@click.option("--update-baseline", is_flag=True, help="Write this run's figures as the new baseline.")
@click.pass_context
def evaluate(context: click.Context, *, as_json: bool, compare: bool, update_baseline: bool) -> None:
    """Measure the assistant on the evaluation set. 评测。"""
    from assistant.evaluate.baseline import fallen, read_baseline, write_baseline
    from assistant.evaluate.cases import load_cases
    from assistant.evaluate.report import report_json, report_text
    from assistant.evaluate.running import run
    from assistant.settings import shipped_folder

    folder = shipped_folder("eval")
    cases = load_cases(folder / "questions")
    result = run(_open(context), cases, _Progress("评测"))
    falls = fallen(result, read_baseline(folder)) if compare else ()
    if update_baseline:
        write_baseline(folder, result)
    if as_json:
        _print_json(report_json(result, falls))
    else:
        click.echo(report_text(result, falls, compared=compare))
    if falls:
        context.exit(EXIT_FAULT)


@cli.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Check that everything the assistant needs is in place. 自检。"""
    from assistant.doctor import check

    findings = check(_settings(context))
    for finding in findings:
        click.echo(f"{'✓' if finding.fine else '✗'} {finding.what}：{finding.detail}")
    if not all(finding.fine for finding in findings):
        context.exit(EXIT_USAGE)


@contextmanager
def _people_friendly() -> Iterator[None]:
    """The one place where an exception becomes a message and an exit code."""
    try:
        yield
    except UsageError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show(sys.stderr)
        sys.exit(EXIT_USAGE)
    except (KeyboardInterrupt, click.Abort):
        _say("已中断，已完成的部分都还在。")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - whatever else happens is a fault of ours
        _say(str(record(error)))
        sys.exit(EXIT_FAULT)


def main() -> None:
    """Entry point of the command `assistant`."""
    with _people_friendly():
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
