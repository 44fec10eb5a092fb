"""The texts that users add: reading a file into documents, and adding, replacing, removing and loading them."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.domain import Document, ParsedDocument
from assistant.errors import SourceError
from assistant.parsing import store
from assistant.parsing.cleaning import clean
from assistant.parsing.content import Content
from assistant.parsing.document import cut
from assistant.parsing.readers import READERS, Progress, read_raw
from assistant.parsing.readers.plain import decode, read_bytes, unreadable
from assistant.parsing.ready_cut import in_title_marks, read_ready_cut
from assistant.parsing.store import Entry, Particulars
from assistant.parsing.titlepage import edition_key, read_family, read_title_page
from assistant.text import one_line

READY_CUT = ".jsonl"
_STAGE = re.compile(r"送审稿|征求意见稿|报批稿|讨论稿|草案")
NOTHING_SAID = Particulars()
_last_read: dict[str, Content] = {}


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file: its documents, whether it was there already, and other editions of them.

    `replaced` were removed for it; `editions` are still held beside it.
    """

    path: Path
    documents: tuple[ParsedDocument, ...]
    already_held: bool = False
    replaced: tuple[Document, ...] = ()
    editions: tuple[Document, ...] = ()

    @property
    def clauses(self) -> int:
        """How many clauses were found that are retrieved by themselves."""
        return sum(clause.is_retrieved for parsed in self.documents for clause in parsed.clauses)


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files among `paths` and the readable ones in folders among them, hidden ones left out, sorted a folder."""
    found: list[Path] = []
    for path in paths:
        try:
            found += _files_of(path) if path.is_dir() else [path]
        except OSError as error:
            raise unreadable(path, error) from error
    return tuple(dict.fromkeys(found))


def _files_of(folder: Path) -> list[Path]:
    files = sorted(each for each in folder.rglob("*") if each.suffix.lower() in {*READERS, READY_CUT})
    visible = [each for each in files if each.is_file() and not _is_hidden(each.relative_to(folder))]
    if not visible:
        raise SourceError(f"文件夹 {folder} 里没有可以读取的文件。", f"可以读取的格式：{readable_endings()}。")
    return visible


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def readable_endings() -> str:
    """The endings of the files that can be read, for messages."""
    return "、".join(sorted({*READERS, READY_CUT}))


def read_document(
    path: Path, said: Particulars = NOTHING_SAID, *, progress: Progress | None = None
) -> tuple[ParsedDocument, ...]:
    """The documents of a file: one, or several of a .jsonl file of ready-cut clauses."""
    return _read(path, path.name, said, progress)


def _read(path: Path, name: str, said: Particulars, progress: Progress | None = None) -> tuple[ParsedDocument, ...]:
    """The documents of `path`, which came under the name `name`."""
    if path.suffix.lower() == READY_CUT:
        return read_ready_cut(decode(read_bytes(path), name), name)
    content = _content(path, progress)
    family = said.family or read_family(name, content.chars.text).value
    cleaned = clean(content, family)
    today = datetime.now(UTC).date()
    page = read_title_page(name, cleaned.mapped.text, today=today, title_hint=content.title)
    document = Document(
        id=f"added-{content.sha256[:12]}",
        title=in_title_marks(said.title or one_line(page.title.value)),
        number=said.number or (page.number.value if page.number else None),
        issuer=said.issuer or (page.issuer.value if page.issuer else None),
        issued=said.issued or (page.issued.value if page.issued else None),
        effective=said.effective or (page.effective.value if page.effective else None),
        family=family,
        status=said.status or page.status.value,
        sha256=content.sha256,
        origin=name,
        replaces=page.replaces.value if page.replaces else None,
        history=page.history,
        stage=next(iter(_STAGE.findall(page.status_words)), None),
    )
    unsure = tuple(field for field in page.unsure if field not in said.said())
    return (cut(document, content, cleaned, unsure),)


def _content(path: Path, progress: Progress | None) -> Content:
    """What the file holds; the last one read is remembered, as a review reads it again for each change."""
    raw = read_bytes(path)
    key = path.suffix.lower() + hashlib.sha256(raw).hexdigest()
    content = _last_read.get(key)
    if content is None:
        content = read_raw(raw, path, progress)
        _last_read.clear()
        _last_read[key] = content
    return content


def add(
    folder: Path,
    path: Path,
    said: Particulars = NOTHING_SAID,
    *,
    held: Iterable[Document] = (),
    replace: bool = False,
    progress: Progress | None = None,
) -> Added:
    """Take `path` into `folder`, whole or not at all.

    A file whose content is held already is not taken again; what is said with it is put right. Of the documents `held`
    those that are other editions are named, and removed where `replace` says so.
    """
    key = hashlib.sha256(read_bytes(path)).hexdigest()[:12]
    already = store.holds(folder, key)
    if already:
        documents = _put_right(folder, key, said, progress) if said.said() else _documents(folder, key)
    else:
        entry = Entry(name=path.name, stored=f"source{path.suffix.lower()}", **said.model_dump())
        documents = _read(path, path.name, said, progress)
        store.keep(folder, key, path, entry, documents)
    editions = tuple(other_editions(documents, held))
    replaced = tuple(each for each in editions if replace and _is_added(folder, each))
    for each in replaced:
        remove(folder, each.id)
    return Added(path, documents, already, replaced, tuple(each for each in editions if each not in replaced))


def _put_right(folder: Path, key: str, said: Particulars, progress: Progress | None) -> tuple[ParsedDocument, ...]:
    entry = store.read_entry(folder, key).model_copy(update=said.said())
    documents = _read(folder / key / entry.stored, entry.name, entry, progress)
    store.change(folder, key, entry, documents)
    return documents


def other_editions(documents: Iterable[ParsedDocument], held: Iterable[Document]) -> Iterator[Document]:
    """Which of `held` are editions of one of `documents`, and not that document itself."""
    keys = {edition_key(parsed.document): parsed.document.id for parsed in documents}
    ids = set(keys.values())
    return (each for each in held if each.id not in ids and edition_key(each) in keys)


def _is_added(folder: Path, document: Document) -> bool:
    return store.holds(folder, document.sha256[:12])


def remove(folder: Path, document_id: str) -> None:
    """Forget the file that holds this document; raises SourceError where no added file holds it."""
    own = document_id.removeprefix("added-")
    for key in [own] if store.holds(folder, own) else store.keys(folder):
        if document_id not in (key, f"added-{key}"):
            others = [parsed.document.id for parsed in _ready_cut(folder, key)]
            if document_id not in others:
                continue
            if len(others) > 1:
                raise SourceError(
                    f"{document_id} 和另外 {len(others) - 1} 份文本来自同一个文件，不能单独移除。",
                    f"要移除整个文件，请用编号 {key}。",
                )
        store.forget(folder, key)
        return
    raise SourceError(
        f"没有找到可以移除的文本“{document_id}”。", "请用 assistant corpus list 查看编号；随程序附带的文本不能移除。"
    )


def _ready_cut(folder: Path, key: str) -> tuple[ParsedDocument, ...]:
    return _documents(folder, key) if store.read_entry(folder, key).stored.endswith(READY_CUT) else ()


def load_added(folder: Path) -> tuple[ParsedDocument, ...]:
    """Every added document; one that two files hold is held once."""
    found = {parsed.document.id: parsed for key in store.keys(folder) for parsed in _documents(folder, key)}
    return tuple(found.values())


def source_file(folder: Path, document: Document) -> Path | None:
    """The kept file of an added document, as it came."""
    key = document.sha256[:12]
    return folder / key / store.read_entry(folder, key).stored if store.holds(folder, key) else None


def _documents(folder: Path, key: str) -> tuple[ParsedDocument, ...]:
    """What is kept of a file, or read from it again where this parser has not read it yet."""
    entry = store.read_entry(folder, key)
    documents = store.read_parsed(folder, key)
    if documents is None:
        documents = _read(folder / key / entry.stored, entry.name, entry)
        store.write_parsed(folder, key, documents)
    return documents
