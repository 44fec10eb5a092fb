"""An answer with all that its cards show, as both were when it was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.domain import Answer, Citation, Clause, Corpus, Document, Emendation, ParsedDocument

MAX_STRETCH = 20_000
"""Characters of the source kept for one clause: a heading that is cited spans its whole chapter."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of one cited document: its title page, the cited clauses with those around them, their source.

    `stretches` are pieces of the untouched source, each with the place where it begins.
    """

    document: Document
    clauses: tuple[Clause, ...]
    emendations: tuple[Emendation, ...] = ()
    stretches: tuple[tuple[int, str], ...] = ()

    @property
    def parsed(self) -> ParsedDocument:
        """As a document of which only this is known: elsewhere its source is blank, so that places hold."""
        source = ""
        for start, text in self.stretches:
            source = source[:start].ljust(start) + text + source[start + len(text) :]
        return ParsedDocument(self.document, source, self.clauses, self.emendations)


@dataclass(frozen=True, slots=True)
class Record:
    """An answer, when it was given, and the documents it cites as they were then."""

    answer: Answer
    at: datetime
    held: tuple[Held, ...] = ()

    @property
    def corpus(self) -> Corpus:
        """The documents it cites, as far as they are kept: enough for its cards."""
        return Corpus(tuple(held.parsed for held in self.held))


def record_of(answer: Answer, corpus: Corpus, at: datetime | None = None) -> Record:
    """The answer as it is kept, over the corpus it was found in; `at` is now unless said."""
    cited: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        cited.setdefault(citation.document.id, []).append(citation)
    return Record(answer, at or datetime.now(UTC), tuple(_held(group, corpus) for group in cited.values()))


def _held(citations: Sequence[Citation], corpus: Corpus) -> Held:
    """What the cards of one document's citations show."""
    document = citations[0].document
    parsed = corpus.parsed(document.id)
    clauses = {citation.clause.id: citation.clause for citation in citations}
    if parsed is None:
        return Held(document, tuple(clauses.values()))
    outer = {clause.id: clause for clause in map(corpus.outer, clauses.values())}
    for clause in list(clauses.values()):
        clauses |= {each.id: each for each in _way_up(clause, corpus)}
    for clause in outer.values():
        clauses |= {each.id: each for each in corpus.neighbours(clause) if each}
    inside = [e for e in parsed.emendations if any(c.start <= e.source_start < c.end for c in outer.values())]
    stretches = {c.start: parsed.source[c.start : min(c.end, c.start + MAX_STRETCH)] for c in outer.values()}
    order = {clause.id: number for number, clause in enumerate(parsed.clauses)}
    ordered = sorted(clauses.values(), key=lambda clause: order.get(clause.id, len(order)))
    return Held(document, tuple(ordered), tuple(inside), tuple(sorted(stretches.items())))


def _way_up(clause: Clause, corpus: Corpus) -> list[Clause]:
    """The clauses from `clause` up to the one that its card shows."""
    way, outer = [clause], corpus.outer(clause)
    while way[-1].id != outer.id and (above := corpus.parent(way[-1])) is not None:
        way.append(above)
    return way
