"""What a clause needs beside it to be understood, within a budget of characters.

lead-in     of a list item, the words that lead in to its list; of a clause, the text of the heading above it
siblings    of a list item, the other items
references  the clauses it refers to, one hop: 依照本法第三十八条规定 brings 第三十八条
Rows of tables carry the names of their columns themselves.
"""

from collections.abc import Iterator

from assistant.domain import INNER_KINDS, Clause, Corpus, Related, Relation
from assistant.retrieval.naming import Namer

BUDGET = 1200
"""Characters of context for one clause: about the length of three long articles."""


class Context:
    """Finds what belongs beside clauses."""

    def __init__(self, corpus: Corpus, namer: Namer) -> None:
        self._corpus = corpus
        self._namer = namer

    def of(self, clause: Clause, *, budget: int = BUDGET) -> tuple[Related, ...]:
        """The clauses that help to understand `clause`, nearest first, without those the budget cannot hold."""
        found: dict[str, Related] = {}
        for related in (*self._above(clause), *self._beside(clause), *self._referred(clause)):
            length = len(related.clause.text)
            if related.clause.id != clause.id and related.clause.id not in found and 0 < length <= budget:
                found[related.clause.id] = related
                budget -= length
        return tuple(found.values())

    def _above(self, clause: Clause) -> Iterator[Related]:
        parent = self._corpus.parent(clause)
        if parent is not None and parent.text:
            yield from self._related(parent, Relation.LEAD_IN)

    def _beside(self, clause: Clause) -> Iterator[Related]:
        parent = self._corpus.parent(clause)
        if clause.kind in INNER_KINDS and parent is not None:
            for sibling in self._corpus.children(parent):
                if sibling.kind is clause.kind:
                    yield from self._related(sibling, Relation.SIBLING)

    def _referred(self, clause: Clause) -> Iterator[Related]:
        own = self._corpus.document(clause.document_id)
        for reference in clause.references:
            documents = self._namer.read(f"《{reference.document}》").documents if reference.document else (own,)
            for document in documents:
                found = self._namer.resolve(document, reference.target) if document and reference.target else None
                if found is not None:
                    yield from self._related(found, Relation.REFERENCE)

    def _related(self, clause: Clause, relation: Relation) -> Iterator[Related]:
        document = self._corpus.document(clause.document_id)
        if document is not None:
            yield Related(document, clause, relation)
