"""The texts that users added: kept in the home folder as they came, one folder a file.

<home>/documents/<first 12 digits of the file's sha256>/entry.json + the file under its own ending
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.domain import Clause, Document, Family, Kind, MappedText, ParsedDocument, Status
from assistant.errors import SourceError
from assistant.parsing.clauses import obligation, parse_clauses
from assistant.parsing.cleaning import clean
from assistant.parsing.readers import read_file
from assistant.parsing.readers.plain import decode, read_bytes

_ENTRY = "entry.json"
_STATUS_WORDS = {status.value: status for status in Status} | {
    "现行有效": Status.IN_FORCE,
    "现行": Status.IN_FORCE,
    "送审稿": Status.DRAFT,
    "征求意见稿": Status.DRAFT,
    "报批稿": Status.DRAFT,
    "草案": Status.DRAFT,
    "已废止": Status.REPEALED,
    "废止": Status.REPEALED,
    "历史版本": Status.REPEALED,
    "已被修改": Status.IN_FORCE,
    "参考资料": Status.REFERENCE,
}
_LAW_NUMBER = re.compile(r"^第.+条", re.MULTILINE)
_DOTTED_NUMBER = re.compile(r"^(?:#+ *)?\d+(?:\.\d+)+[ \u3000]", re.MULTILINE)
HEAD_LINES = 8
"""The title page of a plain text: number, title, status."""

_STANDARD_NUMBER = re.compile(r"(?:GB|DB ?\d{2,4}|T/[A-Z]+|[A-Z]{2})(?:[/][TZ])? ?\d+(?:\.\d+)?[—–-]\d{4}")
_NO_TITLE = re.compile(rf"{_STANDARD_NUMBER.pattern}|ICS|CCS|.{{0,6}}(?:国家|行业|地方|团体|企业)标准$|(?:代替|备案号)")
_DRAFT = re.compile(r"送审稿|征求意见稿|报批稿|草案")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    stored: str
    title: str | None = None
    family: Family | None = None
    status: Status | None = None


class _CutClause(BaseModel):
    """One line of a .jsonl file: a clause that is already cut."""

    model_config = ConfigDict(extra="ignore")
    document: str = Field(min_length=1)
    address: str = Field(min_length=1)
    text: str
    heading_path: tuple[str, ...] = ()
    status: str = "in_force"


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file: its documents, whether it was there already, and whether its status is a guess."""

    path: Path
    documents: tuple[ParsedDocument, ...]
    already_held: bool = False
    status_guessed: bool = False

    @property
    def clauses(self) -> int:
        """How many clauses were found that are retrieved by themselves."""
        return sum(clause.is_retrieved for parsed in self.documents for clause in parsed.clauses)


def read_document(
    path: Path, *, title: str | None = None, family: Family | None = None, status: Status | None = None
) -> tuple[ParsedDocument, ...]:
    """The documents of a file: one, or several of a .jsonl file of ready-cut clauses."""
    return _read(path, _Entry(name=path.name, stored=path.name, title=title, family=family, status=status))


def _read(path: Path, entry: _Entry) -> tuple[ParsedDocument, ...]:
    """The documents of `path`, which came under the name `entry.name`."""
    if path.suffix.lower() == ".jsonl":
        return _read_cut(path, entry.name)
    content = read_file(path)
    family = entry.family or _guess_family(content.chars.text)
    cleaned = clean(content.chars, family)
    text = cleaned.mapped.text
    document = Document(
        id=f"added-{content.sha256[:12]}",
        title=_in_title_marks(entry.title or _guess_title(entry.name, text)),
        number=_number(text),
        family=family,
        status=entry.status or _guess_status(entry.name, text),
        sha256=content.sha256,
        origin=entry.name,
    )
    clauses = parse_clauses(document, cleaned.mapped)
    return (ParsedDocument(document, content.source, cleaned.mapped, clauses, cleaned.emendations, cleaned.set_aside),)


def add(
    folder: Path,
    path: Path,
    *,
    title: str | None = None,
    family: Family | None = None,
    status: Status | None = None,
) -> Added:
    """Take `path` into `folder`, whole or not at all.

    A file whose content is held already is not taken again; a title, family or status given with it is put right.
    """
    stored = f"source{path.suffix.lower()}"
    key = hashlib.sha256(read_bytes(path)).hexdigest()[:12]
    target = folder / key
    if (target / _ENTRY).is_file():
        held = _read_entry(target / _ENTRY)
        given = {"title": title, "family": family, "status": status}
        entry = held.model_copy(update={name: value for name, value in given.items() if value is not None})
        documents = _read(target / entry.stored, entry)
        _write_entry(target, entry)
        return Added(path, documents, already_held=True, status_guessed=_is_guess(path, entry))
    entry = _Entry(name=path.name, stored=stored, title=title, family=family, status=status)
    documents = _read(path, entry)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".adding-") as name:
        part = Path(name) / key
        part.mkdir()
        shutil.copyfile(path, part / stored)
        _write_entry(part, entry)
        part.rename(target)
    return Added(path, documents, status_guessed=_is_guess(path, entry))


def _is_guess(path: Path, entry: _Entry) -> bool:
    return entry.status is None and path.suffix.lower() != ".jsonl"


def _write_entry(folder: Path, entry: _Entry) -> None:
    part = folder / f".{_ENTRY}"
    part.write_text(entry.model_dump_json(indent=1), encoding="utf-8")
    part.replace(folder / _ENTRY)


def _read_entry(path: Path) -> _Entry:
    try:
        return _Entry.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise SourceError(
            f"已添加的文本 {path.parent.name} 的登记已损坏。", f"请删除文件夹 {path.parent} 后重新添加。"
        ) from error


def remove(folder: Path, document_id: str) -> None:
    """Forget the file that holds this document; raises SourceError where no added file holds it."""
    for key, documents in _stored(folder):
        ids = [parsed.document.id for parsed in documents]
        if document_id == key or document_id in ids:
            if document_id != key and len(ids) > 1:
                raise SourceError(
                    f"{document_id} 和另外 {len(ids) - 1} 份文本来自同一个文件，不能单独移除。",
                    f"要移除整个文件，请用编号 {key}。",
                )
            shutil.rmtree(folder / key)
            return
    raise SourceError(
        f"没有找到可以移除的文本“{document_id}”。", "请用 assistant corpus list 查看编号；随程序附带的文本不能移除。"
    )


def load_added(folder: Path) -> tuple[ParsedDocument, ...]:
    """Every added document, parsed anew from the kept files; one that two files hold is held once."""
    found = {parsed.document.id: parsed for _, documents in _stored(folder) for parsed in documents}
    return tuple(found.values())


def _stored(folder: Path) -> Iterator[tuple[str, tuple[ParsedDocument, ...]]]:
    for entry_file in sorted(folder.glob(f"*/{_ENTRY}")):
        entry = _read_entry(entry_file)
        yield entry_file.parent.name, _read(entry_file.parent / entry.stored, entry)


def _guess_title(name: str, text: str) -> str:
    head = [line for line in text.split("\n")[:HEAD_LINES] if not _NO_TITLE.match(line)]
    first = head[0] if head else ""
    return first if 2 <= len(first) <= 60 and first[-1] not in "。；：，" else Path(name).stem


def _number(text: str) -> str | None:
    """The standard's number on the title page: DB4403/T 123—2023."""
    lines = text.split("\n")[:HEAD_LINES]
    return next((match.group() for line in lines if (match := _STANDARD_NUMBER.match(line))), None)


def _in_title_marks(title: str) -> str:
    """《title》, or the title itself where it begins with a title in marks: 《…》编制说明."""
    return title if title.startswith("《") and "》" in title else f"《{title.strip('《》')}》"


def _guess_status(name: str, text: str) -> Status:
    """A draft where the file's name or title page says so; else a reference, as nothing shows that it is in force."""
    head = "\n".join(text.split("\n")[:HEAD_LINES])
    return Status.DRAFT if _DRAFT.search(name) or _DRAFT.search(head) else Status.REFERENCE


def _guess_family(text: str) -> Family:
    if _number(text):
        return Family.STANDARD
    if len(_LAW_NUMBER.findall(text)) >= 3:
        return Family.LAW
    return Family.STANDARD if len(_DOTTED_NUMBER.findall(text)) >= 3 else Family.OFFICIAL


def _read_cut(path: Path, name: str) -> tuple[ParsedDocument, ...]:
    source = decode(read_bytes(path), name)
    grouped: dict[tuple[str, Status], list[_CutClause]] = {}
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip():
            where = f"{name} 第 {number} 行"
            cut = _cut_clause(line, where)
            grouped.setdefault((cut.document, _status(cut.status, where)), []).append(cut)
    return tuple(_cut_document(title, status, cuts, name) for (title, status), cuts in grouped.items())


def _cut_clause(line: str, where: str) -> _CutClause:
    try:
        return _CutClause.model_validate_json(line)
    except ValidationError as error:
        raise SourceError(
            f"{where}不是有效的条款。",
            '每行应是一个 JSON 对象：{"document":…,"address":…,"heading_path":[],"text":…,"status":…}。',
        ) from error


def _status(word: str, where: str) -> Status:
    known = _STATUS_WORDS.get(word)
    if known is None:
        raise SourceError(f"{where} 里的状态“{word}”不认识。", f"可用的状态：{'、'.join(_STATUS_WORDS)}。")
    return known


def _cut_document(title: str, status: Status, cuts: list[_CutClause], origin: str) -> ParsedDocument:
    digest = hashlib.sha256("\0".join((title, status, *(f"{c.address}\1{c.text}" for c in cuts))).encode()).hexdigest()
    is_law = sum(cut.address.startswith("第") for cut in cuts) * 2 > len(cuts)
    document = Document(
        id=f"added-{digest[:12]}",
        title=_in_title_marks(title),
        family=Family.LAW if is_law else Family.STANDARD,
        status=status,
        sha256=digest,
        origin=origin,
    )
    clauses: dict[str, Clause] = {}
    pieces: list[str] = []
    at = 0
    for cut in cuts:
        address = _free_address(cut.address, clauses)
        kind = Kind.ARTICLE if is_law else Kind.CLAUSE
        end = at + len(cut.text)
        clauses[address] = Clause(
            document.id,
            address,
            kind,
            cut.address,
            "",
            cut.text,
            cut.heading_path,
            at,
            end,
            obligation(cut.text, document),
        )
        pieces.append(cut.text)
        at = end + 1
    text = "\n".join(pieces)
    return ParsedDocument(document, text, MappedText.of(text), tuple(clauses.values()))


def _free_address(address: str, taken: dict[str, Clause]) -> str:
    """The address, with a count where the file gives it twice."""
    free, count = address, 1
    while free in taken:
        count += 1
        free = f"{address}（重复{count}）"
    return free
