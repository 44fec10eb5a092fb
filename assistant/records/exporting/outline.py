"""What an exported conversation says, before it takes a form: plain text, of which no form may be injected into."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from assistant.answer.citing import Style, inline, references
from assistant.domain import Answer, Citation, Statement, Status
from assistant.records.record import Record
from assistant.text import one_line

TITLE = "职工服务中心建设指引问答记录"
SOURCES = "引用的条款"
REFERENCES = "参考文献"
NOTE = "注意"
_WORDED = "（由对话模型改写，已与所引条款核对）"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_LABELS = (re.compile(r"[a-z]\)|[（(][一二三四五六七八九十]+[）)]|——"), re.compile(r"\d{1,2}\)|[①-⑳]"))
"""What items of a list begin with, outer ones first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with the numbers of its sources; `level` is 1 or 2 for an item that brings its label: a), 1)."""

    text: str
    marks: tuple[int, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Statements that stand under one heading, empty for none."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A citation: the clause, its standing where the clause does not say it, and the quoted words."""

    n: int
    clause: str
    badge: str
    quote: str


@dataclass(frozen=True, slots=True)
class Section:
    """A question with its answer."""

    question: str
    particulars: tuple[str, ...]
    warnings: tuple[str, ...]
    groups: tuple[Group, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A conversation: when and over which texts it was held, its sections, and the texts it cites."""

    particulars: tuple[str, ...]
    sections: tuple[Section, ...]
    references: tuple[str, ...]


def outline(records: Sequence[Record], exported: datetime) -> Outline:
    """The conversation as it is exported at a moment, in the time zone of that moment."""
    citations = [citation for record in records for citation in record.answer.citations]
    entries = references(citations, Style.GB_2025)
    return Outline(
        (f"导出时间：{_time(exported)}", f"收录文本版本：{_versions(records)}"),
        tuple(_section(record, exported) for record in records),
        tuple(_line(entry).removeprefix(f"[{n}] ") for n, entry in enumerate(entries, 1)),
    )


def _section(record: Record, exported: datetime) -> Section:
    answer = record.answer
    particulars = [f"提问时间：{_time(record.at.astimezone(exported.tzinfo))}"]
    particulars += [f"实际查找：{_line(answer.searched)}"] if answer.searched != answer.question else []
    particulars += [f"对话模型：{_line(answer.model)}"] if answer.model else []
    groups = groupby(answer.statements, key=lambda statement: statement.heading)
    return Section(
        _line(answer.question),
        tuple(particulars),
        tuple(map(_line, answer.warnings)),
        tuple(Group(_line(heading), tuple(_said(answer, each) for each in group)) for heading, group in groups),
        tuple(map(_source, answer.citations)),
    )


def _said(answer: Answer, statement: Statement) -> Line:
    text = plain(statement.text).strip()
    before, after = answer.gaps(statement)
    worded = _WORDED if statement.worded else ""
    level = next((level for level, labels in enumerate(_LABELS, 1) if labels.match(text)), 0)
    return Line(f"{before}{text}{after}{worded}", statement.citations, level)


def _source(citation: Citation) -> Source:
    clause, badge = _line(inline(citation)), _line(citation.document.badge)
    is_said = citation.document.status is not Status.IN_FORCE
    return Source(citation.n, clause, "" if is_said else badge, plain(citation.quote).strip())


def _versions(records: Sequence[Record]) -> str:
    return "、".join(dict.fromkeys(_line(record.answer.corpus_version) for record in records)) or "（未知）"


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def plain(text: str) -> str:
    """The text without characters that cannot be printed; line ends stay."""
    return _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _line(text: str) -> str:
    return " ".join(one_line(plain(text)).split())
