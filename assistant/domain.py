"""What the stages hand to each other: frozen, typed, without I/O."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Family(StrEnum):
    """Which numbering grammar and which citation form a document follows."""

    STANDARD = "standard"
    OFFICIAL = "official"
    LAW = "law"
    HANDBOOK = "handbook"

    @property
    def is_dotted(self) -> bool:
        """Whether its numbers carry those above them: 5.4.1."""
        return self in (Family.STANDARD, Family.HANDBOOK)

    @property
    def label(self) -> str:
        """The Chinese word."""
        return FAMILY_LABELS[self]


FAMILY_LABELS: Mapping[Family, str] = {
    Family.STANDARD: "标准",
    Family.OFFICIAL: "公文",
    Family.LAW: "法律法规",
    Family.HANDBOOK: "手册",
}


class Status(StrEnum):
    """Whether a document is a norm in force; it travels with every citation."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    REPEALED = "repealed"
    REFERENCE = "reference"

    @property
    def label(self) -> str:
        """The Chinese badge."""
        return STATUS_LABELS[self]


STATUS_LABELS: Mapping[Status, str] = {
    Status.IN_FORCE: "现行有效",
    Status.DRAFT: "送审稿（未生效）",
    Status.REPEALED: "已废止",
    Status.REFERENCE: "参考资料，非标准条文",
}


class Obligation(StrEnum):
    """What a clause asks for, by the verbs of GB/T 1.1—2020, appendix C."""

    REQUIREMENT = "要求"
    RECOMMENDATION = "推荐"
    PERMISSION = "允许"
    STATEMENT = "陈述"


class Kind(StrEnum):
    """What a clause is within its document."""

    PREFACE = "preface"  # what stands before the first number
    PART = "part"  # 编
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 节, or a numbered heading that has only subclauses
    ANNEX = "annex"  # 附录
    CLAUSE = "clause"  # a numbered clause with text of its own
    DEFINITION = "definition"  # a term under 术语和定义
    ARTICLE = "article"  # 条
    TABLE = "table"  # 表 with its caption
    ROW = "row"  # a row of a table, with the names of its columns
    FIGURE = "figure"  # the caption of a 图
    NOTE = "note"  # 注 and footnotes
    EXAMPLE = "example"  # 示例
    PARAGRAPH = "paragraph"  # 款
    ITEM = "item"  # 项, or a list item a)
    SUBITEM = "subitem"  # 目, or a list item 1)


INNER_KINDS = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM, Kind.ROW, Kind.FIGURE, Kind.NOTE, Kind.EXAMPLE})
"""Kinds that are part of their clause's text rather than clauses that are retrieved by themselves."""


class Verdict(StrEnum):
    """Whether the texts held answer the question."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True)
class Emendation:
    """A damaged place of the source that was mended: what stood there, what stands now, and why."""

    stood: str
    stands: str
    why: str
    source_start: int


SET_ASIDE_LABELS: Mapping[str, str] = {
    "contents": "目次",
    "header": "页眉",
    "footer": "页脚",
    "page number": "页码",
    "watermark": "水印",
    "site furniture": "网站文字",
    "repeated title": "正文前重复的题名",
    "markup": "标记",
}


@dataclass(frozen=True, slots=True)
class SetAside:
    """A stretch of the source that is not part of the text: page numbers, a site's own furniture."""

    reason: str
    start: int
    end: int

    @property
    def label(self) -> str:
        """What it is, in Chinese."""
        return SET_ASIDE_LABELS.get(self.reason, self.reason)


@dataclass(frozen=True, slots=True)
class Document:
    """One source text: its title page, its standing, and the hash of the untouched source.

    `title` stands in 《》; `given_title` is the title as a file of ready-cut clauses writes it.
    """

    id: str
    title: str
    family: Family
    status: Status
    sha256: str
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    effective: date | None = None
    short_title: str | None = None
    aliases: tuple[str, ...] = ()
    licence: str | None = None
    origin: str | None = None
    note: str | None = None
    replaces: str | None = None
    history: tuple[str, ...] = ()
    stage: str | None = None
    given_title: str | None = None

    @property
    def badge(self) -> str:
        """Its standing in Chinese; a draft by the stage it names itself: 征求意见稿（未生效）."""
        return f"{self.stage}（未生效）" if self.stage and self.status is Status.DRAFT else self.status.label

    @property
    def name(self) -> str:
        """The short title where there is one, else the title; both stand in 《》."""
        return self.short_title or self.title


@dataclass(frozen=True, slots=True)
class CrossReference:
    """Words of a clause that point at another one: within the document, or in another, which is named.

    `target` is the address as the document that is meant would print it; `document` is None within the document.
    """

    words: str
    target: str | None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest citable unit.

    `start` and `end` count characters of the untouched source and cover the clause with all that stands
    below it; `text` is its cleaned wording without subclauses that have a number of their own.
    """

    document_id: str
    address: str
    kind: Kind
    label: str
    title: str
    text: str
    heading_path: tuple[str, ...]
    start: int
    end: int
    obligation: Obligation
    parent: str | None = None
    page: int | None = None
    is_ocr: bool = False
    references: tuple["CrossReference", ...] = ()

    @property
    def id(self) -> str:
        """`document#address`, unique in the corpus."""
        return f"{self.document_id}#{self.address}"

    @property
    def is_retrieved(self) -> bool:
        """Whether the clause is indexed by itself: it has text and is no part of a larger clause."""
        return self.kind not in INNER_KINDS and bool(self.text)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document with its clauses in reading order and its untouched source.

    `warnings` are Chinese sentences on what the reader or the numbering of the source leaves in doubt; `unsure` names
    the particulars of the title page that were guessed.
    """

    document: Document
    source: str
    clauses: tuple[Clause, ...]
    emendations: tuple[Emendation, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    warnings: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


class Corpus:
    """All documents held, with look-ups by id; immutable after construction."""

    def __init__(self, documents: tuple[ParsedDocument, ...]) -> None:
        self.documents = documents
        self._documents = {parsed.document.id: parsed for parsed in documents}
        self._clauses = {clause.id: clause for parsed in documents for clause in parsed.clauses}
        self._children: dict[str, list[Clause]] = {}
        for clause in self._clauses.values():
            if clause.parent is not None:
                self._children.setdefault(f"{clause.document_id}#{clause.parent}", []).append(clause)

    def document(self, document_id: str) -> Document | None:
        """The document with this id, or None."""
        parsed = self._documents.get(document_id)
        return parsed.document if parsed else None

    def parsed(self, document_id: str) -> ParsedDocument | None:
        """The document with its clauses, or None."""
        return self._documents.get(document_id)

    def clause(self, clause_id: str) -> Clause | None:
        """The clause with this id, or None."""
        return self._clauses.get(clause_id)

    def children(self, clause: Clause) -> tuple[Clause, ...]:
        """The clauses directly below `clause`, in reading order."""
        return tuple(self._children.get(clause.id, ()))

    def inner(self, clause: Clause) -> tuple[Clause, ...]:
        """The 款, 项, 目 and list items within `clause`, outer ones first, in reading order."""
        found: list[Clause] = []
        for child in self.children(clause):
            if child.kind in INNER_KINDS:
                found += [child, *self.inner(child)]
        return tuple(found)

    def below(self, clause: Clause) -> tuple[Clause, ...]:
        """The clauses under a heading that are retrieved by themselves, in reading order."""
        found: list[Clause] = []
        for child in self.children(clause):
            found += [child] if child.is_retrieved else []
            found += self.below(child) if child.kind not in INNER_KINDS else ()
        return tuple(found)

    def outer(self, clause: Clause) -> Clause:
        """The clause itself, or the article or numbered clause that a 款, 项 or list item is part of."""
        while clause.kind in INNER_KINDS and clause.parent is not None:
            parent = self.parent(clause)
            if parent is None:
                break
            clause = parent
        return clause

    def parent(self, clause: Clause) -> Clause | None:
        """The clause directly above, or None."""
        return self.clause(f"{clause.document_id}#{clause.parent}") if clause.parent is not None else None

    def neighbours(self, clause: Clause) -> tuple[Clause | None, Clause | None]:
        """The clauses that are retrieved by themselves before and after this one in its document."""
        parsed = self._documents[clause.document_id]
        row = [each for each in parsed.clauses if each.is_retrieved]
        at = next((i for i, each in enumerate(row) if each.address == clause.address), None)
        if at is None:
            return None, None
        return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)

    def retrieved(self) -> tuple[Clause, ...]:
        """Every clause that is indexed by itself, in corpus order."""
        return tuple(c for parsed in self.documents for c in parsed.clauses if c.is_retrieved)


class Relation(StrEnum):
    """Why a clause is shown beside another one."""

    LEAD_IN = "lead_in"
    SIBLING = "sibling"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Related:
    """A clause without which another one is not understood: what leads in to it, its list, what it refers to."""

    document: Document
    clause: Clause
    relation: Relation


@dataclass(frozen=True, slots=True)
class Evidence:
    """A clause found for a question, with the scores that brought it (higher is better).

    `context` are clauses that help to understand it; `same` are ids of clauses with the same wording that were folded
    into it.
    """

    document: Document
    clause: Clause
    score: float
    word_score: float = 0.0
    vector_score: float = 0.0
    exact: bool = False
    inner: tuple[Clause, ...] = ()
    context: tuple[Related, ...] = ()
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """The quoted words and where they stand; `quote` is a substring of `clause.text`."""

    n: int
    document: Document
    clause: Clause
    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or list item of an answer, with the numbers of its citations.

    `heading` is what it is shown under (设施设备, 应, 上位法的规定), empty for none. `worded` says that a chat model
    worded it and that it was verified against the clauses cited; else it is quoted.
    """

    text: str
    citations: tuple[int, ...]
    heading: str = ""
    worded: bool = False


GAP = "…"
"""Stands for words of a clause that are left out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, what it stands on, and whether the texts held carry it.

    `id` is what a permalink opens it by, empty while it is not kept; `model` names the chat model that worded it.
    """

    question: str
    searched: str
    verdict: Verdict
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict, hash=False)
    corpus_version: str = ""
    model: str = ""
    id: str = ""

    def gaps(self, statement: Statement) -> tuple[str, str]:
        """… before and after `statement`, where its quote leaves out words of the clause there, else empty."""
        cited = [citation for citation in self.citations if citation.n in statement.citations]
        if statement.worded or len(cited) != 1:
            return "", ""
        before, quote, after = cited[0].clause.text.partition(cited[0].quote)
        begins = quote.startswith(statement.text) and before.strip()
        ends = quote.rstrip().endswith(statement.text.rstrip()) and after.strip()
        return GAP if begins else "", GAP if ends else ""

    def shown(self, statement: Statement) -> str:
        """The text of `statement` with … where its clause goes on."""
        before, after = self.gaps(statement)
        return f"{before}{statement.text}{after}"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and, where known, the query that was searched for it."""

    question: str
    searched: str | None = None


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text whose every character knows where in the source it came from.

    `starts[i]` and `ends[i]` are source offsets of `text[i]`; characters that cleaning added (line ends between
    paragraphs, mended places) point at the stretch they stand for.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, source: str) -> "MappedText":
        """The source itself, character for character."""
        return cls(source, range(len(source)), range(1, len(source) + 1))

    @classmethod
    def join(cls, parts: Sequence["MappedText"], separator: str = "") -> "MappedText":
        """The parts in a row; each character of `separator` points at the gap between two parts."""
        starts, ends = array("I"), array("I")
        for i, part in enumerate(parts):
            if i and separator:
                gap_start = ends[-1] if ends else 0
                gap_end = max(gap_start, part.starts[0] if part.starts else gap_start)
                starts.extend([gap_start] * len(separator))
                ends.extend([gap_end] * len(separator))
            starts.extend(part.starts)
            ends.extend(part.ends)
        return cls(separator.join(part.text for part in parts), starts, ends)

    def slice(self, start: int, end: int) -> "MappedText":
        """text[start:end] with its map."""
        return MappedText(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def without(self, spans: Sequence[tuple[int, int]]) -> "MappedText":
        """The text with `spans` (ascending, apart) left out."""
        edges = [0, *(edge for span in spans for edge in span), len(self.text)]
        return MappedText.join([self.slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)])

    def replaced(self, start: int, end: int, words: str) -> "MappedText":
        """text[start:end] replaced by `words`, each of whose characters points at the whole stretch."""
        first, last = self.span(start, end)
        new = MappedText(words, (first,) * len(words), (last,) * len(words))
        return MappedText.join([self.slice(0, start), new, self.slice(end, len(self.text))])

    def rewritten(self, text: str) -> "MappedText":
        """The same map under a text of the same length."""
        if len(text) != len(self.text):
            raise ValueError("a rewritten text keeps its length")
        return MappedText(text, self.starts, self.ends)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets of `text[start:end]`; an empty stretch gives an empty span."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]
