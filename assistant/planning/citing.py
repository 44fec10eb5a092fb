"""Citing a text or a clause by the names people give them; no model and no index is loaded for it."""

from dataclasses import dataclass

from assistant.answer.citing import Style, reference
from assistant.domain import Clause, Document
from assistant.parsing.catalogue import load_absent
from assistant.parsing.held import load_corpus
from assistant.retrieval.naming import Absent, Namer
from assistant.retrieval.opening import open_clause, open_document
from assistant.retrieval.query import Synonyms
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited, a whole document or one of its clauses, and how."""

    document: Document
    clause: Clause | None
    style: Style
    text: str


def cite(settings: Settings, document_name: str, address: str | None = None, style: Style = Style.GB_2025) -> Cited:
    """Cite what is held; NotHeldError with what is nearest where the document or the clause is not."""
    corpus = load_corpus(settings)
    absent = tuple((Absent(each.title, each.why), each.aliases) for each in load_absent(settings.corpus))
    namer = Namer(corpus, absent, Synonyms.load(settings.corpus).titles)
    document = open_document(corpus, namer, document_name)
    clause = open_clause(corpus, namer, document, address) if address is not None else None
    is_ocr = clause is not None and clause.is_ocr
    text = reference(document, style, address=clause.address if clause else None, is_ocr=is_ocr)
    return Cited(document, clause, style, text)
