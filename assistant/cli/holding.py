"""`assistant corpus …` and `assistant index …`: the texts held and their index."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.shared import Progress, print_json, say, settings_of
from assistant.errors import SourceError
from assistant.text import one_line

if TYPE_CHECKING:
    from assistant.domain import Clause, Document, ParsedDocument
    from assistant.parsing.holdings import Added
    from assistant.parsing.store import Particulars
    from assistant.settings import Settings

MANY_WARNINGS = 6
"""More would push the summaries of other files off the screen."""
TREE_WIDTH = 60
"""In characters: the tree stays readable in a terminal; --full prints everything."""
MANY_PAGES = 4
"""A shorter file is read before a bar is of use."""
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def corpus() -> None:
    """Texts held: list, add, remove, show their clauses. 管理文本。"""


@corpus.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.pass_context
def list_documents(context: click.Context, *, as_json: bool) -> None:
    """List the documents held. 列出文本。"""
    from assistant.contract import document_json
    from assistant.parsing.held import load_corpus

    held = load_corpus(settings_of(context))
    if as_json:
        print_json([document_json(parsed.document) for parsed in held.documents])
        return
    for parsed in held.documents:
        document = parsed.document
        count = sum(clause.is_retrieved for clause in parsed.clauses)
        click.echo(f"{document.id:<24} {one_line(document.title)}【{document.badge}】{count} 条")


@corpus.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option("--title", help="Title of the document (one file only).")
@click.option("--number", help="Its number: DB4403/T 123—2023, 深工办〔2022〕15号 (one file only).")
@click.option("--issuer", help="Who issued it (one file only).")
@click.option("--issued", type=_DAY, help="Day of issue, YYYY-MM-DD (one file only).")
@click.option("--effective", type=_DAY, help="Day from which it is in force, YYYY-MM-DD (one file only).")
@click.option("--family", type=click.Choice(["standard", "official", "law", "handbook"]), help="How it is numbered.")
@click.option("--status", type=click.Choice(["in_force", "draft", "repealed", "reference"]), help="Its standing.")
@click.option("--replace", is_flag=True, help="Remove other editions of the same document.")
@click.pass_context
def add_documents(context: click.Context, /, paths: tuple[str, ...], *, replace: bool, **said: Any) -> None:
    """Take files or whole folders into the corpus and the index. 添加文件或整个文件夹。

    Reads PDF (scans too), Word, web pages, Excel, Markdown, text, images, and .jsonl of ready-cut clauses. A file that
    is held already is not taken again; particulars given with it are put right.
    """
    from assistant.parsing.holdings import find_files
    from assistant.parsing.store import Particulars
    from assistant.service import build_index

    given = {name: value.date() if isinstance(value, datetime) else value for name, value in said.items()}
    settings = settings_of(context)
    if not all(path.strip() for path in paths):
        raise SourceError("文件的路径是空的。", "请写出文件或文件夹。")
    files = find_files(map(Path, paths))
    own = [name for name in ("title", "number", "issuer", "issued", "effective") if given[name] is not None]
    if own and len(files) > 1:
        raise click.UsageError(f"--{own[0]} 只能用于一个文件。")
    adding = _Adding(settings, Particulars.model_validate(given), replace=replace)
    try:
        adding.add_all(files)
    except KeyboardInterrupt:
        say("已中断。已经添加的文件保留。")
    if adding.added:
        built = build_index(settings, progress=Progress("更新索引"), say=say)
        say(f"索引共 {built.passages} 条，本次新编 {built.embedded} 条。")
    if adding.failed:
        raise SourceError(f"{len(adding.failed)} 个文件没有添加（见上）。", "其余的已处理完；请改正后再添加这几个。")


class _Adding:
    """Adds files one by one and tells of each; a file that cannot be read does not keep the others out."""

    def __init__(self, settings: "Settings", said: "Particulars", *, replace: bool) -> None:
        from assistant.parsing.held import load_corpus

        self._folder = settings.documents
        self._said = said
        self._replace = replace
        self._held = {parsed.document.id: parsed.document for parsed in load_corpus(settings).documents}
        self.added = 0
        self.failed: list[SourceError] = []

    def add_all(self, files: "tuple[Path, ...]") -> None:
        for path in files:
            try:
                self._add(path)
            except SourceError as error:
                if len(files) == 1:
                    raise
                self.failed.append(error)
                say(f"{path.name}：没有添加。{error}")
        if len(files) > 1:
            say(f"共 {len(files)} 个文件：{self.added} 个已处理，{len(self.failed)} 个没有添加。")

    def _add(self, path: Path) -> None:
        from assistant.parsing.holdings import add

        added = add(
            self._folder,
            path,
            self._said,
            held=tuple(self._held.values()),
            replace=self._replace,
            progress=_pages_read(path),
        )
        self.added += 1
        self._held |= {parsed.document.id: parsed.document for parsed in added.documents}
        for document in added.replaced:
            self._held.pop(document.id, None)
        for sentence in added_sentences(added):
            say(sentence)


def _pages_read(path: Path) -> Callable[[int, int], None]:
    """A bar for a file of many pages."""
    bar = Progress(f"读取 {path.name}")
    return lambda done, total: bar(done, total) if total >= MANY_PAGES else None


def added_sentences(added: "Added") -> list[str]:
    """What a person should know about a file that was added: found, set aside, in doubt, other editions."""
    documents = added.documents
    names = "、".join(parsed.document.title for parsed in documents[:3]) + ("等" if len(documents) > 3 else "")
    statuses = "、".join(dict.fromkeys(parsed.document.badge for parsed in documents))
    done = "已经收录过，没有重复添加" if added.already_held else "已添加"
    aside = sum(len(parsed.set_aside) for parsed in documents)
    left_out = f"另有 {aside} 处页眉页脚、页码、目次等不属于正文。" if aside else ""
    said = [f"{added.path.name}：{done}。{names}【{statuses}】，{added.clauses} 条。{left_out}"]
    warnings = [warning for parsed in documents for warning in parsed.warnings]
    said += [f"  注意：{warning}" for warning in warnings[:MANY_WARNINGS]]
    if len(warnings) > MANY_WARNINGS:
        said.append(f"  注意：还有 {len(warnings) - MANY_WARNINGS} 处，用 assistant corpus clauses 查看。")
    said += [f"  待确认：{sentence}" for parsed in documents for sentence in unsure_sentences(parsed)]
    said += [f"  已用它替换 {each.title}（{each.id}）。" for each in added.replaced]
    said += [f"  已收录同一文件的另一版本：{each.title}（{each.id}）。{_replacing(each)}" for each in added.editions]
    return said


def _replacing(document: "Document") -> str:
    if document.id.startswith("added-"):
        return "要用这一份替换，请加 --replace 再添加一次。"
    return "那是随程序附带的，两份都保留。"


def unsure_sentences(parsed: "ParsedDocument") -> list[str]:
    """Which particulars were guessed, and how to put them right."""
    document = parsed.document
    guessed = {
        "title": f"题名取作{document.title}",
        "family": f"编号方式取作 {document.family.value}",
        "status": f"状态取作“{document.badge}”",
        "number": "没有找到文件编号",
    }
    return [f"{guessed[name]}，如不对，请加 --{name} 再添加一次。" for name in parsed.unsure]


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
@click.option("--full", is_flag=True, help="Print the whole wording of every clause.")
@click.pass_context
def show_clauses(context: click.Context, id_or_path: str, *, as_json: bool, full: bool) -> None:
    """Print the clause tree of a document held or of a file. 显示条款。"""
    from assistant.contract import clauses_json

    documents = _documents(context, id_or_path)
    if as_json:
        values = [clauses_json(parsed) for parsed in documents]
        print_json(values[0] if len(values) == 1 else values)
        return
    for parsed in documents:
        _print_tree(parsed, full=full)


def _documents(context: click.Context, id_or_path: str) -> "tuple[ParsedDocument, ...]":
    from assistant.parsing.held import load_corpus
    from assistant.parsing.holdings import read_document

    if id_or_path.strip() and os.path.lexists(id_or_path):
        return read_document(Path(id_or_path), progress=_pages_read(Path(id_or_path)))
    parsed = load_corpus(settings_of(context)).parsed(id_or_path)
    if parsed is None:
        raise SourceError(
            f"没有编号为“{id_or_path}”的文本，也没有这个文件。", "请用 assistant corpus list 查看编号，或检查文件路径。"
        )
    return (parsed,)


def _print_tree(parsed: "ParsedDocument", *, full: bool) -> None:
    document = parsed.document
    number = f" {document.number}" if document.number else ""
    click.echo(f"{one_line(document.title)}{number}【{document.badge}】")
    depths: dict[str | None, int] = {None: 0}
    for clause in parsed.clauses:
        depths[clause.address] = depths[clause.parent] + 1
        click.echo(f"{'  ' * depths[clause.address]}{_tree_line(clause, full=full)}")
    for emendation in parsed.emendations:
        click.echo(f"校改：“{emendation.stood}”改为“{emendation.stands}”。{emendation.why}。")
    for warning in parsed.warnings:
        click.echo(f"注意：{warning}")
    for sentence in unsure_sentences(parsed):
        click.echo(f"待确认：{sentence}")
    for what, count in Counter(each.label for each in parsed.set_aside).items():
        click.echo(f"不属于正文：{what} {count} 处。")


def _tree_line(clause: "Clause", *, full: bool) -> str:
    said = " ".join(part for part in (clause.title, clause.text.replace("\n", " ")) if part)
    if not full and len(said) > TREE_WIDTH:
        said = said[:TREE_WIDTH] + "…"
    marks = [f"第{clause.page}页" if clause.page else "", "OCR" if clause.is_ocr else ""]
    marks += [clause.obligation.value] if clause.obligation.value != "陈述" else []
    marks += ["→" + " ".join(filter(None, (each.document, each.target))) for each in clause.references]
    noted = "；".join(mark for mark in marks if mark)
    return f"{clause.address}  {said}" + (f"  〔{noted}〕" if noted else "")


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
