"""What has changed in the texts since an answer was given."""

from collections.abc import Iterator
from datetime import date

from assistant.domain import Citation, Corpus, Document, Status
from assistant.parsing.titlepage import edition_key
from assistant.records.record import Record


def changes(record: Record, corpus: Corpus) -> tuple[str, ...]:
    """Chinese sentences on the cited documents and clauses that differ in `corpus`; none where all stands as it stood.

    A document that was replaced is compared with the edition that is held now.
    """
    return tuple(dict.fromkeys(sentence for each in record.answer.citations for sentence in _changes(each, corpus)))


def _changes(citation: Citation, corpus: Corpus) -> Iterator[str]:
    then = citation.document
    now = _edition(then, corpus)
    if now is None:
        yield f"{then.title}现在没有收录，下面是当时的条款。"
        return
    if now.id != then.id:
        yield f"{then.title}已换成另一版本：{now.title}{_particulars(now)}。"
    if now.badge != then.badge:
        yield f"{then.title}当时的状态是“{then.badge}”，现在是“{now.badge}”。"
    clause = corpus.clause(f"{now.id}#{citation.clause.address}")
    if clause is None:
        yield f"{now.title}现在没有{citation.clause.address}。"
    elif _letters(clause.text) != _letters(citation.clause.text):
        yield f"{now.title}{citation.clause.address}的文字现在与当时不同，下面是当时的文字。"


def _edition(then: Document, corpus: Corpus) -> Document | None:
    """The document itself, or the edition that is held in its place: one in force first, then the newest."""
    held = corpus.document(then.id)
    if held is not None:
        return held
    key = edition_key(then)
    editions = [parsed.document for parsed in corpus.documents if edition_key(parsed.document) == key]
    return max(editions, key=_precedence, default=None)


def _precedence(document: Document) -> tuple[bool, date]:
    return document.status is Status.IN_FORCE, document.effective or document.issued or date.min


def _particulars(document: Document) -> str:
    said = [document.number or "", f"{document.issued.isoformat()} 发布" if document.issued else ""]
    return f"（{'，'.join(filter(None, said))}）" if any(said) else ""


def _letters(text: str) -> str:
    """The text without its spaces, which a newer reader may set otherwise."""
    return "".join(text.split())
