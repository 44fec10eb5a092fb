"""From what a reader read to a document cut into clauses."""

from assistant.domain import Document, Emendation, ParsedDocument
from assistant.parsing.clauses import cut_clauses
from assistant.parsing.cleaning import Cleaned, clean
from assistant.parsing.content import Content
from assistant.parsing.references import resolve


def parse(document: Document, content: Content, emendations: tuple[Emendation, ...] = ()) -> ParsedDocument:
    """Clean what a reader read and cut it into clauses."""
    return cut(document, content, clean(content, document.family, emendations))


def cut(document: Document, content: Content, cleaned: Cleaned, unsure: tuple[str, ...] = ()) -> ParsedDocument:
    """Cut a cleaned text into clauses and follow their cross-references; `unsure` names guessed particulars."""
    found = cut_clauses(document, cleaned.mapped, content)
    clauses, dangling = resolve(found.clauses, document)
    return ParsedDocument(
        document,
        content.source,
        clauses,
        cleaned.emendations,
        cleaned.set_aside,
        (*content.warnings, *found.warnings, *dangling),
        unsure,
    )
