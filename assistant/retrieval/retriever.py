"""The retriever: what the question names first, then fused word and vector ranking. A LlamaIndex BaseRetriever."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.domain import Clause, Corpus, Document, Evidence, Turn
from assistant.index.building import Index
from assistant.index.embedding import Embedder
from assistant.retrieval.conversation import complete
from assistant.retrieval.coverage import Signals, figures_given, with_figures_first
from assistant.retrieval.naming import Named, Namer, Reference
from assistant.retrieval.query import Synonyms, with_names
from assistant.retrieval.ranking import Ranked, rank
from assistant.settings import RetrievalSettings

SECTION_CLAUSES = 6
"""Clauses quoted of a chapter or section that is named as a whole."""

HEADING_BONUS = 0.3
"""Added to the fused score (0 … 1) of the clause that treats the named aspect of the named zone."""


@dataclass(frozen=True, slots=True)
class Found:
    """Evidence for a question, best first, and what the question turned out to name."""

    searched: str
    evidence: tuple[Evidence, ...]
    named: Named
    signals: Signals
    unresolved: tuple[Reference, ...] = ()
    shortened: tuple[Reference, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)


class Retriever(BaseRetriever):
    """Finds clauses; `find` gives Evidence, `retrieve` LlamaIndex nodes of the same clauses."""

    def __init__(
        self,
        corpus: Corpus,
        index: Index,
        embedder: Embedder,
        namer: Namer,
        synonyms: Synonyms,
        settings: RetrievalSettings,
    ) -> None:
        self._corpus = corpus
        self._index = index
        self._embedder = embedder
        self._namer = namer
        self._synonyms = synonyms
        self._settings = settings
        self._headings = self._zone_headings()
        self._documents = np.array([clause_id.split("#", 1)[0] for clause_id in index.manifest.clause_ids])
        super().__init__()

    def find(self, question: str, *, count: int, history: Sequence[Turn] = ()) -> Found:
        """The `count` best clauses for `question`, exact look-ups first."""
        completed = complete(question, history, self._namer, self._synonyms)
        searched = with_names(completed, self._synonyms.added(completed))
        named = self._namer.read(searched)
        exact, unresolved, shortened = self._look_up(named)
        started = time.perf_counter()
        vector = self._embedder.question(searched)
        embedded = time.perf_counter()
        words = self._index.words.scores(searched)
        ranked = rank(
            self._index,
            words,
            vector,
            count=max(count, self._settings.candidates),
            weight=self._settings.vector_weight,
            allowed=self._allowed(named),
            bonus=self._heading_bonus(searched),
        )
        evidence = self._evidence(ranked, exact, count)
        if not exact:
            evidence = with_figures_first(searched, evidence, self._synonyms)
        signals = Signals(
            nearness=max((each.vector_score for each in evidence), default=0.0),
            figures=max((figures_given(searched, e, self._synonyms) for e in exact or evidence[:1]), default=0.0),
            named=not unresolved and not named.only_absent,
            exact=bool(exact),
        )
        ended = time.perf_counter()
        timings = {"embed": (embedded - started) * 1000, "rank": (ended - embedded) * 1000}
        return Found(searched, evidence, named, signals, unresolved, shortened, timings)

    def _look_up(self, named: Named) -> tuple[tuple[Evidence, ...], tuple[Reference, ...], tuple[Reference, ...]]:
        """Clauses at the addresses named, the references that lead nowhere, and those that are shown in part."""
        found: dict[str, Evidence] = {}
        missing: list[Reference] = []
        shortened: list[Reference] = []
        for reference in named.references:
            owners = self._owners(reference, named)
            clauses = [(owner, self._namer.resolve(owner, reference.address)) for owner in owners]
            hits = [e for owner, clause in clauses if clause for e in self._opened(owner, clause)]
            found |= {evidence.clause.id: evidence for evidence in hits[:SECTION_CLAUSES]}
            if not hits:
                missing.append(reference)
            elif len(hits) > SECTION_CLAUSES:
                shortened.append(reference)
        return tuple(found.values()), tuple(missing), tuple(shortened)

    def _owners(self, reference: Reference, named: Named) -> tuple[Document, ...]:
        if isinstance(reference.owner, Document):
            return (reference.owner,)
        return () if named.absent else self._namer.holders(reference.address)

    def _opened(self, document: Document, clause: Clause) -> list[Evidence]:
        """The clause, or the clauses below a chapter or section that has no text of its own."""
        clauses = (clause,) if clause.text else self._corpus.below(clause)
        return [Evidence(document, each, 1.0, exact=True, inner=self._corpus.inner(each)) for each in clauses]

    def _allowed(self, named: Named) -> npt.NDArray[np.bool_] | None:
        if not named.documents:
            return None
        return np.isin(self._documents, [document.id for document in named.documents])

    def _zone_headings(self) -> dict[tuple[str, str], list[int]]:
        """Positions of the clauses that treat one aspect of one zone, by (zone, aspect) of their headings."""
        found: dict[tuple[str, str], list[int]] = {}
        for position, clause_id in enumerate(self._index.manifest.clause_ids):
            clause = self._corpus.clause(clause_id)
            for zone in self._synonyms.subjects(clause.heading_path[-1]) if clause and clause.heading_path else ():
                found.setdefault((zone, clause.title if clause else ""), []).append(position)
        return found

    def _heading_bonus(self, searched: str) -> dict[int, float]:
        """More for clauses under the headings of the zone and the aspect that the question names."""
        pairs = self._synonyms.zone_aspects(searched)
        return {position: HEADING_BONUS for pair in pairs for position in self._headings.get(pair, ())}

    def _evidence(self, ranked: Ranked, exact: tuple[Evidence, ...], count: int) -> tuple[Evidence, ...]:
        found = list(exact)
        seen = {evidence.clause.id for evidence in exact}
        rows = zip(ranked.positions, ranked.scores, ranked.words, ranked.cosines, strict=True)
        for position, score, word, cosine in rows:
            if len(found) >= count:
                break
            clause = self._corpus.clause(self._index.manifest.clause_ids[position])
            document = self._corpus.document(clause.document_id) if clause else None
            if clause is None or document is None or clause.id in seen:
                continue
            seen.add(clause.id)
            inner = self._corpus.inner(clause)
            found.append(Evidence(document, clause, float(score), float(word), float(cosine), inner=inner))
        return tuple(found[: max(count, len(exact))])

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self.find(query_bundle.query_str, count=self._settings.candidates)
        return [NodeWithScore(node=_node(evidence), score=evidence.score) for evidence in found.evidence]


def _node(evidence: Evidence) -> TextNode:
    clause, document = evidence.clause, evidence.document
    metadata = {
        "document": document.title,
        "address": clause.address,
        "status": document.status.value,
        "heading_path": " > ".join(clause.heading_path),
    }
    return TextNode(id_=clause.id, text=clause.text, metadata=metadata)
