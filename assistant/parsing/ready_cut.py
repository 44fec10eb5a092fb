"""Texts that are already cut: a .jsonl file with one clause a line."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.domain import INNER_KINDS, Clause, Document, Family, Kind, MappedText, ParsedDocument, Status
from assistant.errors import SourceError
from assistant.parsing.clauses import cut_clauses
from assistant.parsing.obligation import obligation

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


class _CutClause(BaseModel):
    """One line: a clause with its address."""

    model_config = ConfigDict(extra="ignore")
    document: str = Field(min_length=1)
    address: str = Field(min_length=1)
    text: str
    heading_path: tuple[str, ...] = ()
    status: str = "in_force"


def read_ready_cut(source: str, name: str) -> tuple[ParsedDocument, ...]:
    """The documents of a .jsonl file called `name`: the clauses of one title and one status make one."""
    grouped: dict[tuple[str, Status], list[_CutClause]] = {}
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip():
            where = f"{name} 第 {number} 行"
            cut = _cut_clause(line, where)
            grouped.setdefault((cut.document, _status(cut.status, where)), []).append(cut)
    return tuple(_document(title, status, cuts, name) for (title, status), cuts in grouped.items())


def in_title_marks(title: str) -> str:
    """《title》, or the title itself where it begins with a title in marks: 《…》编制说明."""
    return title if title.startswith("《") and "》" in title else f"《{title.strip('《》')}》"


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


def _document(title: str, status: Status, cuts: list[_CutClause], origin: str) -> ParsedDocument:
    digest = hashlib.sha256("\0".join((title, status, *(f"{c.address}\1{c.text}" for c in cuts))).encode()).hexdigest()
    is_law = sum(cut.address.startswith("第") for cut in cuts) * 2 > len(cuts)
    document = Document(
        id=f"added-{digest[:12]}",
        title=in_title_marks(title),
        family=Family.LAW if is_law else Family.STANDARD,
        status=status,
        sha256=digest,
        origin=origin,
        given_title=title,
    )
    clauses: dict[str, Clause] = {}
    at = 0
    for cut in cuts:
        address = _free_address(cut.address, clauses)
        end = at + len(cut.text)
        clauses[address] = Clause(
            document_id=document.id,
            address=address,
            kind=Kind.ARTICLE if is_law else Kind.CLAUSE,
            label=cut.address,
            title="",
            text=cut.text,
            heading_path=cut.heading_path,
            start=at,
            end=end,
            obligation=obligation(cut.text, document),
        )
        if is_law:
            clauses |= {inner.address: inner for inner in _parts(document, clauses[address])}
        at = end + 1
    return ParsedDocument(document, "\n".join(cut.text for cut in cuts), tuple(clauses.values()))


def _parts(document: Document, article: Clause) -> Iterator[Clause]:
    """The 款, 项 and 目 of an article; it is read as a first one, as a later one alone would not be believed."""
    heading = "第一条\u3000"
    shift = article.start - len(heading)
    for part in cut_clauses(document, MappedText.of(heading + article.text)).clauses:
        if part.kind in INNER_KINDS and part.parent is not None and part.address.startswith("第一条第"):
            yield replace(
                part,
                address=part.address.replace("第一条", article.address, 1),
                parent=part.parent.replace("第一条", article.address, 1),
                heading_path=(*article.heading_path, article.label, *part.heading_path[1:]),
                start=part.start + shift,
                end=part.end + shift,
            )


def _free_address(address: str, taken: dict[str, Clause]) -> str:
    """The address, with a count where the file gives it twice."""
    free, count = address, 1
    while free in taken:
        count += 1
        free = f"{address}（重复{count}）"
    return free
