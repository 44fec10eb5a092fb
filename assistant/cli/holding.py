"""`assistant corpus …` and `assistant index …`: the texts held and their index."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.shared import Progress, print_json, say, settings_of
from assistant.errors import SourceError

if TYPE_CHECKING:
    from assistant.domain import ParsedDocument
    from assistant.parsing.holdings import Added


@click.group()
def corpus() -> None:
    """Texts held: list, add, remove, show their clauses. 管理文本。"""


@corpus.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.pass_context
def list_documents(context: click.Context, *, as_json: bool) -> None:
    """List the documents held. 列出文本。"""
    from assistant.contract import document_json
    from assistant.service import load_corpus

    held = load_corpus(settings_of(context))
    if as_json:
        print_json([document_json(parsed.document) for parsed in held.documents])
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

    settings = settings_of(context)
    if title and len(paths) > 1:
        raise click.UsageError("--title 只能用于一个文件。")
    known_family = Family(family) if family else None
    known_status = Status(status) if status else None
    for path in paths:
        read_document(path, title=title, family=known_family, status=known_status)  # one unreadable: none is added
    for path in paths:
        added = add(settings.documents, path, title=title, family=known_family, status=known_status)
        say(_added_sentence(added))
    built = build_index(settings, progress=Progress("更新索引"), say=say)
    say(f"索引共 {built.passages} 条，本次新编 {built.embedded} 条。")


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

    settings = settings_of(context)
    remove(settings.documents, document_id)
    built = build_index(settings, progress=Progress("更新索引"), say=say)
    say(f"已移除 {document_id}。索引共 {built.passages} 条。")


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
        print_json(values[0] if len(values) == 1 else values)
        return
    for parsed in documents:
        _print_tree(parsed)


def _documents(context: click.Context, id_or_path: str) -> "tuple[ParsedDocument, ...]":
    from assistant.parsing.holdings import read_document
    from assistant.service import load_corpus

    if Path(id_or_path).exists():
        return read_document(Path(id_or_path))
    parsed = load_corpus(settings_of(context)).parsed(id_or_path)
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


@click.group()
def index() -> None:
    """The search index. 索引。"""


@index.command("build")
@click.pass_context
def build(context: click.Context) -> None:
    """Build the index, embedding only what changed. 建立或更新索引。"""
    from assistant.service import build_index

    built = build_index(settings_of(context), progress=Progress("建立索引"), say=say)
    say(f"索引共 {built.passages} 条，本次新编 {built.embedded} 条。")
