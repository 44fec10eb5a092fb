"""The retriever: what the question names first, then fused word and vector ranking. A LlamaIndex BaseRetriever."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.domain import Clause, Corpus, Document, Evidence, Turn
from assistant.index.building import Index
from assistant.index.embedding import Embedder
from assistant.retrieval.context import Context
from assistant.retrieval.coverage import (
    Signals,
    asks_besides,
    figures_given,
    is_held,
    support,
    telling,
    with_figures_first,
)
from assistant.retrieval.enumerations import Enumerations
from assistant.retrieval.folding import folded
from assistant.retrieval.naming import Named, Namer, Reference
from assistant.retrieval.owners import Owners
from assistant.retrieval.ranking import CONTEXT, LAW_WORDS, Floats, Ranked, rank
from assistant.retrieval.reranking import load_reranker
from assistant.retrieval.understanding import Query, Understanding
from assistant.settings import RetrievalSettings
from assistant.text import normalise

SECTION_CLAUSES = 6
"""Clauses quoted of a chapter or section that is named as a whole."""

FOLDING_DEPTH = 20
"""Clauses looked at beyond those asked for, so that folding leaves enough."""

HEADING_BONUS = 0.3
"""Added to the fused score (0 … 1) of the clause that treats the named aspect of the named zone."""

LIST_BONUS = 0.3
"""Added to the fused score of a clause that lists the kind of thing asked for."""


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
        understanding: Understanding,
        settings: RetrievalSettings,
    ) -> None:
        self._corpus = corpus
        self._index = index
        self._embedder = embedder
        self._understanding = understanding
        self._synonyms = understanding.synonyms
        self._namer = understanding.namer
        self._settings = settings
        self._reranker = load_reranker(settings)
        self._context = Context(corpus, understanding.namer)
        self._headings = self._zone_headings()
        self._owners = Owners.of(corpus, index)
        self._enumerations = Enumerations(corpus, index.manifest.clause_ids)
        self._positions = {clause_id: i for i, clause_id in enumerate(index.manifest.clause_ids)}
        super().__init__()

    @property
    def namer(self) -> Namer:
        """What knows the documents by the names people give them."""
        return self._namer

    def find(self, question: str, *, count: int, history: Sequence[Turn] = ()) -> Found:
        """The `count` best clauses for `question`, exact look-ups first."""
        started = time.perf_counter()
        query = self._understanding.read(question, history)
        exact, unresolved, shortened = self._look_up(query.named)
        understood = time.perf_counter()
        vector = self._embedder.question(normalise(query.text))
        embedded = time.perf_counter()
        ranked = rank(
            self._index,
            self._words(query),
            vector,
            weight=self._settings.vector_weight,
            prior=self._prior(query),
            allowed=self._allowed(query),
        )
        evidence = self._evidence(ranked, exact, count)
        if self._reranker is not None:
            depth = self._settings.rerank_depth
            evidence = (*self._reranker.reranked(query.text, evidence[:depth]), *evidence[depth:])
        if not exact:
            evidence = with_figures_first(query.text, evidence, self._synonyms)
        evidence = tuple(self._completed(each) for each in evidence)
        signals = Signals(
            support=self._support(query, evidence),
            figures=max((figures_given(query.text, e, self._synonyms) for e in exact or evidence[:1]), default=0.0),
            named=not unresolved and is_held(query.own, query.named),
            exact=bool(exact),
            besides=asks_besides(query.own),
        )
        ended = time.perf_counter()
        timings = {
            "understand": (understood - started) * 1000,
            "embed": (embedded - understood) * 1000,
            "rank": (ended - embedded) * 1000,
        }
        return Found(query.searched, evidence, query.named, signals, unresolved, shortened, timings)

    def _words(self, query: Query) -> Floats:
        """BM25 of every passage for the question, what it leans on, and the law's words."""
        scores = self._index.words.scores(query.own)
        if query.context:
            scores = scores + CONTEXT * self._index.words.scores(query.context)
        if query.law_words:
            scores = scores + LAW_WORDS * self._index.words.scores(" ".join(query.law_words))
        return scores

    def _support(self, query: Query, evidence: tuple[Evidence, ...]) -> float:
        """How much the best clauses share with what is telling in the question."""
        position = self._positions.get(evidence[0].clause.id) if evidence else None
        if query.surmised and position is not None:
            said = self._index.words.scores(telling(query.surmised))
            if not said[position]:  # what was asked before answers, not what is asked now
                return 0.0
        words = self._words(replace(query, own=telling(query.own)))
        nearness = max((each.vector_score for each in evidence), default=0.0)
        return support(0.0 if position is None else float(words[position]), nearness)

    def _prior(self, query: Query) -> Floats:
        """What is known of each clause before its text is looked at: headings of what is named, authority, standing."""
        prior = self._owners.prior(query.named)
        if not self._synonyms.zones_in(query.text):  # 暖蜂驿站有哪些功能区 asks about that one zone
            prior[self._enumerations.of(query.text)] += LIST_BONUS
        for pair in self._synonyms.zone_aspects(query.text):
            prior[self._headings.get(pair, [])] += HEADING_BONUS
        return prior

    def _allowed(self, query: Query) -> npt.NDArray[np.bool_] | None:
        """Which passages may be returned: those of the documents that the question limits itself to."""
        return self._owners.allowed(query.named.documents, query.filter)

    def _look_up(self, named: Named) -> tuple[tuple[Evidence, ...], tuple[Reference, ...], tuple[Reference, ...]]:
        """Clauses at the addresses named, the references that lead nowhere, and those that are shown in part."""
        found: dict[str, Evidence] = {}
        missing: list[Reference] = []
        shortened: list[Reference] = []
        for reference in named.references:
            owners = self._holders(reference, named)
            clauses = [(owner, self._namer.resolve(owner, reference.address)) for owner in owners]
            hits = [e for owner, clause in clauses if clause for e in self._opened(owner, clause)]
            found |= {evidence.clause.id: evidence for evidence in hits[:SECTION_CLAUSES]}
            if not hits:
                missing.append(reference)
            elif len(hits) > SECTION_CLAUSES:
                shortened.append(reference)
        return tuple(found.values()), tuple(missing), tuple(shortened)

    def _holders(self, reference: Reference, named: Named) -> tuple[Document, ...]:
        if isinstance(reference.owner, Document):
            return (reference.owner,)
        return () if named.absent else self._namer.holders(reference.address)

    def _opened(self, document: Document, clause: Clause) -> list[Evidence]:
        """The clause, or the clauses below a chapter or section that has no text of its own."""
        clauses = (clause,) if clause.text else self._corpus.below(clause)
        return [Evidence(document, each, 1.0, exact=True) for each in clauses]

    def _zone_headings(self) -> dict[tuple[str, str], list[int]]:
        """Positions of the clauses that treat one aspect of one zone, by (zone, aspect) of their headings."""
        found: dict[tuple[str, str], list[int]] = {}
        subjects: dict[str, frozenset[str]] = {}
        for position, clause_id in enumerate(self._index.manifest.clause_ids):
            clause = self._corpus.clause(clause_id)
            heading = clause.heading_path[-1] if clause and clause.heading_path else ""
            if heading not in subjects:
                subjects[heading] = self._synonyms.subjects(heading)
            for zone in subjects[heading]:
                found.setdefault((zone, clause.title if clause else ""), []).append(position)
        return found

    def _evidence(self, ranked: Ranked, exact: tuple[Evidence, ...], count: int) -> tuple[Evidence, ...]:
        """The clauses looked up, then the best ranked ones up to `count`, those that say the same folded."""
        found = list(exact)
        seen = {evidence.clause.id for evidence in exact}
        rows = zip(ranked.positions, ranked.scores, ranked.words, ranked.cosines, strict=True)
        for position, score, word, cosine in rows:
            if len(found) >= count + FOLDING_DEPTH:
                break
            clause = self._corpus.clause(self._index.manifest.clause_ids[position])
            document = self._corpus.document(clause.document_id) if clause else None
            if clause is None or document is None or clause.id in seen:
                continue
            found.append(Evidence(document, clause, float(score), float(word), float(cosine)))
        return folded(found, max(count, len(exact)))

    def _completed(self, evidence: Evidence) -> Evidence:
        """With the parts of the clause and what belongs beside it."""
        clause = evidence.clause
        return replace(evidence, inner=self._corpus.inner(clause), context=self._context.of(clause))

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
