"""The texts that ship: corpus/catalogue.toml and the documents it names, parsed."""

import hashlib
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.domain import Document, Emendation, Family, Kind, MappedText, ParsedDocument, Status
from assistant.errors import InternalError, SourceError
from assistant.parsing.content import Content
from assistant.parsing.document import parse
from assistant.parsing.laws import PACKAGE, Law, law_names, read_laws
from assistant.parsing.readers import read_file

CATALOGUE = "catalogue.toml"
_FULL_PREFIX = "中华人民共和国"


class _EmendationEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    stood: str
    stands: str
    why: str


class Entry(BaseModel):
    """One [[document]] of catalogue.toml: `file` or `law` says where the text is."""

    model_config = ConfigDict(extra="forbid")
    id: str
    file: str | None = None
    law: str | None = None
    sha256: str | None = None
    title: str | None = None
    short_title: str | None = None
    aliases: tuple[str, ...] = ()
    family: Family | None = None
    status: Status | None = None
    issuer: str | None = None
    licence: str | None = None
    note: str | None = None
    emendation: tuple[_EmendationEntry, ...] = ()


class AbsentEntry(BaseModel):
    """One [[absent]] of catalogue.toml: a document people ask for that is not held, and why."""

    model_config = ConfigDict(extra="forbid")
    title: str
    aliases: tuple[str, ...] = ()
    why: str
    spoken_of: bool = False


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")
    document: tuple[Entry, ...]
    absent: tuple[AbsentEntry, ...] = ()


def load_absent(folder: Path) -> tuple[AbsentEntry, ...]:
    """The documents that the catalogue names as not held, and every other law of the package by its names."""
    laws = tuple(
        AbsentEntry(title=f"《{name}》", aliases=(name.removeprefix(_FULL_PREFIX),), why="这里没有收录这部法律。")
        for name in law_names()
    )
    return (*_read(folder).absent, *laws)


def _read(folder: Path) -> _Catalogue:
    path = folder / CATALOGUE
    try:
        return _Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise SourceError(f"文本目录 {path} 不存在。", "请重新安装本程序，或在完整的项目文件夹里运行。") from error
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SourceError(f"文本目录 {path} 的内容有误：{error}。", "请改正后再试。") from error


def load_catalogue(folder: Path) -> tuple[ParsedDocument, ...]:
    """Every document of the catalogue, parsed, in its order."""
    entries = _read(folder).document
    laws = {law.name: law for law in read_laws([entry.law for entry in entries if entry.law])}
    return tuple(_law(entry, laws[entry.law]) if entry.law else _file(entry, folder) for entry in entries)


def _law(entry: Entry, law: Law) -> ParsedDocument:
    short = law.name.removeprefix(_FULL_PREFIX)
    document = Document(
        id=entry.id,
        title=f"《{law.name}》",
        short_title=f"《{short}》",
        aliases=(law.name, short, *entry.aliases),
        family=Family.LAW,
        status=law.status,
        sha256=hashlib.sha256(law.text.encode()).hexdigest(),
        issuer=law.issuer,
        issued=law.issued,
        effective=law.effective,
        licence="法律文本，著作权不适用（著作权法第五条）",
        origin=PACKAGE,
    )
    parsed = parse(document, Content(law.text, MappedText.of(law.text)))
    found = sum(clause.kind is Kind.ARTICLE for clause in parsed.clauses)
    if found != law.articles:
        raise InternalError(f"《{law.name}》应有{law.articles}条，只认出{found}条。", "请把这句话报告给开发者。")
    return parsed


def _file(entry: Entry, folder: Path) -> ParsedDocument:
    path = folder / (entry.file or "")
    content = read_file(path)
    if entry.sha256 and content.sha256 != entry.sha256:
        raise SourceError(f"{path.name} 与目录里记录的内容不一致。", "请从原处恢复这个文件，不要直接改动原文。")
    if entry.title is None or entry.family is None or entry.status is None:
        raise SourceError(f"文本目录里 {entry.id} 缺少 title、family 或 status。", "请补全后再试。")
    document = Document(
        id=entry.id,
        title=entry.title,
        short_title=entry.short_title,
        aliases=entry.aliases,
        family=entry.family,
        status=entry.status,
        sha256=content.sha256,
        issuer=entry.issuer,
        licence=entry.licence,
        origin=entry.file,
        note=entry.note,
    )
    emendations = tuple(Emendation(e.stood, e.stands, e.why, 0) for e in entry.emendation)
    return parse(document, content, emendations)
