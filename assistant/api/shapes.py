"""What the HTTP API takes and gives, described for its documentation; `contract.py` makes the values."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer.citing import Style
from assistant.domain import Family, Kind, Obligation, Status, Verdict

EXAMPLE = "公司有多少会员就得成立基层工会委员会？"
LONGEST_HISTORY = 1000
LONGEST_TEXT = 200_000
"""Characters; far above every question that may be asked, which settings limit."""


class Shape(BaseModel):
    """A JSON object of which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EarlierQuestion(Shape):
    """A question asked before, and where known what was searched for it."""

    question: str = Field(max_length=LONGEST_TEXT)
    searched: str | None = Field(default=None, max_length=LONGEST_TEXT)


class AskRequest(Shape):
    """A question and what was asked before it."""

    question: str = Field(max_length=LONGEST_TEXT, description="in plain Chinese", examples=[EXAMPLE])
    history: list[str | EarlierQuestion] = Field(
        default=[],
        max_length=LONGEST_HISTORY,
        description="questions asked before, oldest first; `searched` of an answer makes follow-ups surer",
        examples=[[]],
    )


class CitedDocument(Shape):
    """The document of a citation."""

    id: str
    title: str = Field(description="in 《》")
    number: str | None = Field(description="as DB4403/T 123—2023")
    family: Family
    status: Status = Field(description="only in_force is a norm in force")


class CitedClause(Shape):
    """Where in its document the quoted words stand."""

    address: str = Field(examples=["第十一条第一款", "5.4.1 b)"])
    title: str
    heading_path: list[str]
    page: int | None = Field(description="only where the source has real pages")
    ocr: bool = Field(description="whether the text was recognised from a picture")
    obligation: Obligation


class CitationShape(Shape):
    """The quoted words, which stand in the clause character for character."""

    n: int = Field(description="the number in statements and marks")
    document: CitedDocument
    clause: CitedClause
    quote: str
    score: float


class StatementShape(Shape):
    """One sentence or list item of an answer."""

    text: str
    citations: list[int]
    heading: str = Field(description="what it is shown under; empty for none")
    worded: bool = Field(description="worded by a chat model and verified; else quoted")


class AnswerShape(Shape):
    """What is said and what it stands on."""

    question: str
    searched: str = Field(description="what was really searched: follow-ups made whole, names added")
    verdict: Verdict = Field(description="not_covered: the texts held do not answer; what is quoted is only near")
    statements: list[StatementShape]
    citations: list[CitationShape]
    warnings: list[str] = Field(description="for people: refusals, drafts, references, repealed texts")
    timings_ms: dict[str, float]
    corpus_version: str
    model: str = Field(description="the chat model that worded it; empty where all is quoted")


class ResultShape(Shape):
    """A clause that was found."""

    rank: int
    clause_id: str = Field(description="document#address; opens the clause under /v1/clauses/")
    document: str
    address: str
    status: Status = Field(description="only in_force may be called a norm")
    text: str
    score: float


class SearchShape(Shape):
    """The clauses nearest to a query."""

    query: str
    results: list[ResultShape]


class DocumentShape(Shape):
    """A title page."""

    id: str
    title: str
    number: str | None
    issuer: str | None
    family: Family
    status: Status
    issued: str | None
    effective: str | None
    sha256: str = Field(description="of the untouched source")
    origin: str | None
    note: str | None
    replaces: str | None
    history: list[str]


class DocumentsShape(Shape):
    """All documents held."""

    corpus_version: str
    documents: list[DocumentShape]


class ReferenceShape(Shape):
    """What a clause refers to."""

    words: str
    document: str | None = Field(description="as the clause names it; null for the document itself")
    address: str | None


class ClauseShape(Shape):
    """The smallest citable unit."""

    id: str
    address: str
    kind: Kind
    label: str
    title: str
    heading_path: list[str]
    text: str
    page: int | None
    start: int = Field(description="character of the untouched source")
    end: int
    obligation: Obligation
    ocr: bool
    references: list[ReferenceShape]


class BesideShape(Shape):
    """A clause beside another one."""

    id: str
    address: str
    title: str


class OpenedClause(Shape):
    """A clause with its document, its standing and its neighbours."""

    document: DocumentShape
    badge: str = Field(description="the standing in Chinese", examples=["现行有效"])
    clause: ClauseShape
    citations: dict[Style, str] = Field(description="how it is cited: GB/T 7714 of 2025 or 2015, in text, BibTeX")
    parent: BesideShape | None
    previous: BesideShape | None
    next: BesideShape | None
    children: list[BesideShape]


class VerificationShape(Shape):
    """Whether a quotation stands in a clause."""

    stands: bool = Field(description="character for character")
    quote: str
    document: str
    clause_id: str
    address: str
    status: Status
    badge: str
    citation: str = Field(description="how the clause is cited in running text")
    nearest: str | None = Field(description="the nearest wording of the clause where the quotation does not stand")
    stands_in: list[BesideShape] = Field(description="clauses in which the quotation stands, where not in this one")


class Mending(Shape):
    """What happened and what to do about it, one Chinese sentence each."""

    what_happened: str
    what_to_do: str


class FailureShape(Shape):
    """An error."""

    error: Mending


FAILURES: dict[int | str, dict[str, Any]] = {
    400: {"model": FailureShape, "description": "the request cannot be taken as it stands"},
    500: {"model": FailureShape, "description": "a fault of the program, with an id for its log"},
}
