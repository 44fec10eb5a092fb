"""The kept files of added texts: one folder a file, with what was read from it.

<home>/documents/<first 12 digits of the file's sha256>/
    entry.json      the file's own name and what was said about it
    source.<ending> the file as it came
    parsed.json     its documents and clauses, so that no file is read and recognised twice
"""

import shutil
import tempfile
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, ValidationInfo, field_validator

from assistant.domain import Family, ParsedDocument, Status
from assistant.errors import SourceError
from assistant.text import one_line

ENTRY, PARSED = "entry.json", "parsed.json"
PARSER = 2
"""Counts up when parsing changes: what an older parser left is read again from the source."""

MAX_TITLE, MAX_WORDS = 300, 200
"""In characters: the longest official titles stay below 150; more is a paragraph pasted by mistake."""
_LIMITS = {"title": ("题名", MAX_TITLE), "number": ("编号", MAX_WORDS), "issuer": ("发布单位", MAX_WORDS)}

_DOCUMENTS = TypeAdapter(tuple[ParsedDocument, ...])


class Particulars(BaseModel):
    """What a person says of a document, each on one line; None leaves it to the title page.

    Raises SourceError for words that are too long.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    effective: date | None = None
    family: Family | None = None
    status: Status | None = None

    @field_validator("title", "number", "issuer")
    @classmethod
    def _on_one_line(cls, words: str | None, info: ValidationInfo) -> str | None:
        words = " ".join(one_line(words or "").split())
        label, limit = _LIMITS[info.field_name or ""]
        if len(words) > limit and info.mode != "json":  # what was kept before there was a limit is still read
            raise SourceError(f"{label}有 {len(words)} 个字，太长了。", f"请缩短到 {limit} 个字以内。")
        return words or None

    def said(self) -> dict[str, object]:
        """The particulars that are not left to the title page."""
        return {name: value for name in Particulars.model_fields if (value := getattr(self, name)) is not None}


class Entry(Particulars):
    """One kept file."""

    name: str
    stored: str


def keys(folder: Path) -> list[str]:
    """The names of the kept files' folders, sorted."""
    return sorted(entry.parent.name for entry in folder.glob(f"*/{ENTRY}"))


def holds(folder: Path, key: str) -> bool:
    """Whether the file with this key is kept."""
    return (folder / key / ENTRY).is_file()


def keep(folder: Path, key: str, path: Path, entry: Entry, documents: tuple[ParsedDocument, ...]) -> None:
    """Copy the file and what was read from it into `folder`, whole or not at all."""
    try:
        _keep(folder, key, path, entry, documents)
    except OSError as error:
        raise SourceError(
            f"{path.name} 没有存入 {folder}（{error.strerror or error}）。", "请检查磁盘空间和权限后再试。"
        ) from error


def _keep(folder: Path, key: str, path: Path, entry: Entry, documents: tuple[ParsedDocument, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".adding-") as name:
        part = Path(name) / key
        part.mkdir()
        shutil.copyfile(path, part / entry.stored)
        _write_parsed(part, documents)
        _write(part / ENTRY, entry.model_dump_json(indent=1, exclude_none=True).encode())
        part.rename(folder / key)


def change(folder: Path, key: str, entry: Entry, documents: tuple[ParsedDocument, ...]) -> None:
    """Put right what is said about a kept file."""
    (folder / key / PARSED).unlink(missing_ok=True)
    _write(folder / key / ENTRY, entry.model_dump_json(indent=1, exclude_none=True).encode())
    _write_parsed(folder / key, documents)


def forget(folder: Path, key: str) -> None:
    """Remove a kept file."""
    shutil.rmtree(folder / key)


def read_entry(folder: Path, key: str) -> Entry:
    """What is said about a kept file; raises SourceError where that is damaged."""
    try:
        return Entry.model_validate_json((folder / key / ENTRY).read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise SourceError(f"已添加的文本 {key} 的登记已损坏。", f"请删除文件夹 {folder / key} 后重新添加。") from error


def read_parsed(folder: Path, key: str) -> tuple[ParsedDocument, ...] | None:
    """What this parser read from a kept file before, or None."""
    try:
        version, _, documents = (folder / key / PARSED).read_bytes().partition(b"\n")
        return _DOCUMENTS.validate_json(documents) if version == str(PARSER).encode() else None
    except (OSError, ValidationError):
        return None


def write_parsed(folder: Path, key: str, documents: tuple[ParsedDocument, ...]) -> None:
    """Keep what was read anew; a folder that cannot be written is read again next time."""
    try:
        _write_parsed(folder / key, documents)
    except OSError:
        return


def _write_parsed(folder: Path, documents: tuple[ParsedDocument, ...]) -> None:
    _write(folder / PARSED, str(PARSER).encode() + b"\n" + _DOCUMENTS.dump_json(documents))


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}")
    part.write_bytes(content)
    part.replace(path)
