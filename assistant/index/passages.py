"""What is indexed for a clause, and the fingerprint by which a change is noticed."""

import hashlib
from dataclasses import dataclass

from assistant.domain import Clause, Corpus, Document


@dataclass(frozen=True, slots=True)
class Passage:
    """The indexed text of one clause: where it stands, then what it says."""

    clause_id: str
    text: str

    @property
    def sha256(self) -> str:
        """Hash of the text: equal passages share their vector."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def passage(document: Document, clause: Clause) -> Passage:
    """A clause under its document's name, its headings and its own title, as a reader would see it on the page."""
    headings = " ".join(part for part in (document.name, *clause.heading_path, clause.title) if part)
    return Passage(clause.id, f"{headings}\n{clause.text}")


def passages(corpus: Corpus) -> tuple[Passage, ...]:
    """The passage of every clause that is retrieved by itself, in corpus order."""
    return tuple(
        passage(parsed.document, clause)
        for parsed in corpus.documents
        for clause in parsed.clauses
        if clause.is_retrieved
    )


def corpus_version(found: tuple[Passage, ...]) -> str:
    """12 hex digits that change when any clause's address or wording does."""
    digest = hashlib.sha256()
    for each in found:
        digest.update(f"{each.clause_id}\0{each.sha256}\n".encode())
    return digest.hexdigest()[:12]
