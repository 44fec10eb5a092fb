"""Assistant: the one object that page, command line, API and evaluation use. It wires the stages and holds no logic."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answer.chat_model import ChatModel
from assistant.answer.composing import compose
from assistant.answer.phrases import (
    absent_warning,
    another_edition,
    no_document_named,
    no_such_address,
    no_such_text,
    section_shortened,
)
from assistant.answer.phrasing import phrase
from assistant.domain import Answer, Corpus, Document, Evidence, Turn, Verdict
from assistant.index import building
from assistant.index.embedding import Embedder, Progress, load_embedder
from assistant.index.passages import passages
from assistant.parsing.catalogue import load_absent
from assistant.parsing.held import load_corpus
from assistant.records.record import Record, record_of
from assistant.records.store import FILE as RECORDS
from assistant.records.store import Records
from assistant.retrieval.conversation import Conversation
from assistant.retrieval.naming import Absent, Namer
from assistant.retrieval.query import Synonyms, checked
from assistant.retrieval.retriever import SECTION_CLAUSES, Found, Retriever
from assistant.retrieval.spelling import Spelling
from assistant.retrieval.understanding import Understanding
from assistant.retrieval.vocabulary import Vocabulary, load_entries
from assistant.settings import Settings, load_settings
from assistant.text import normalise


def build_index(
    settings: Settings, *, progress: Progress | None = None, say: Callable[[str], None] | None = None
) -> building.Built:
    """Bring the index in step with the corpus and the model; only changed clauses are embedded."""
    corpus = load_corpus(settings)
    return building.build(settings.index, corpus, load_embedder(settings, say=say), progress)


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions over one corpus and one index; safe to share between threads."""

    settings: Settings
    corpus: Corpus
    index: building.Index
    embedder: Embedder
    retriever: Retriever

    @classmethod
    def open(
        cls,
        home: Path | None = None,
        *,
        settings: Settings | None = None,
        progress: Progress | None = None,
        say: Callable[[str], None] | None = None,
    ) -> "Assistant":
        """Load corpus, model and index; a missing index is built now, one that does not fit is refused."""
        settings = settings or load_settings(home)
        corpus = load_corpus(settings)
        embedder = load_embedder(settings, say=say)
        if not building.exists(settings.index):
            if say:
                say("第一次使用：正在建立索引，大约需要一分钟……")
            building.build(settings.index, corpus, embedder, progress)
        embedder.question("预热")  # the first question would otherwise wait half a second
        return cls._over(settings, corpus, embedder)

    @classmethod
    def _over(cls, settings: Settings, corpus: Corpus, embedder: Embedder) -> "Assistant":
        index = building.open_index(settings.index, corpus, embedder.fingerprint)
        understanding = _understanding(settings, corpus, index, embedder)
        retriever = Retriever(corpus, index, embedder, understanding, settings.retrieval)
        return cls(settings, corpus, index, embedder, retriever)

    def refreshed(self, progress: Progress | None = None) -> "Assistant":
        """An assistant over the texts as they are held by now, its index in step; the loaded model is kept."""
        corpus = load_corpus(self.settings)
        building.build(self.settings.index, corpus, self.embedder, progress)
        return self._over(self.settings, corpus, self.embedder)

    def find(self, question: str, history: Sequence[Turn] = (), *, count: int | None = None) -> Found:
        """The `count` best clauses for `question` and what it names; QuestionError where it cannot be asked."""
        question = checked(question, self.settings.answer.max_question_length)
        return self.retriever.find(question, count=count or self.settings.retrieval.candidates, history=history)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """A verified answer; QuestionError for an empty or far too long question."""
        *_, answer = self.stream(question, history)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """The answer as it grows, statement by statement; the last one is complete. Each one is verified."""
        found = self.find(question, history)
        composed = self.answer(question, found)
        if self.settings.model.is_set:
            yield from self.worded(composed, found)
        else:
            yield composed

    def worded(self, composed: Answer, found: Found) -> Iterator[Answer]:
        """`composed` in the words of the chat model that is set, as it grows; at first its citations alone."""
        model = self.settings.model
        started = time.perf_counter()
        if composed.verdict is not Verdict.NOT_COVERED:
            yield replace(composed, statements=())
        for answer in phrase(composed, found.evidence, ChatModel(model), budget=model.evidence_characters):
            spent = (time.perf_counter() - started) * 1000
            timings = {**composed.timings_ms, "phrase": spent, "total": composed.timings_ms["total"] + spent}
            yield replace(answer, timings_ms=timings)

    def answer(self, question: str, found: Found) -> Answer:
        """The verified answer to `question` that was found for it."""
        started = time.perf_counter()
        answer = compose(
            question.strip(),
            found.searched,
            found.evidence,
            found.signals.verdict,
            max_clauses=self.settings.answer.max_clauses,
            warnings=_named_warnings(found),
            figure_missing=found.signals.figures < 1,
            near=found.signals.near,
        )
        timings = {**found.timings_ms, "compose": (time.perf_counter() - started) * 1000}
        timings["total"] = sum(timings.values())
        return replace(answer, timings_ms=timings, corpus_version=self.index.manifest.corpus)

    def keep(self, conversation: str, answer: Answer) -> Answer:
        """The answer with its id, kept in `conversation`; without one where nothing is kept or can be."""
        if not self.settings.records.keep:
            return answer
        return self._records.keep(conversation, record_of(answer, self.corpus))

    def kept(self, answer_id: str) -> Record:
        """A kept answer as it was given; RecordError where there is none."""
        return self._records.open(answer_id)

    @property
    def _records(self) -> Records:
        return Records(self.settings.home / RECORDS, self.settings.records.days)

    def search(self, query: str, count: int = 10) -> tuple[Evidence, ...]:
        """The `count` best clauses for `query`, best first."""
        return self.find(query, count=count).evidence


def _understanding(settings: Settings, corpus: Corpus, index: building.Index, embedder: Embedder) -> Understanding:
    absent = tuple((Absent(e.title, e.why, e.spoken_of), e.aliases) for e in load_absent(settings.corpus))
    synonyms = Synonyms.load(settings.corpus)
    namer = Namer(corpus, absent, synonyms.titles)
    entries = load_entries(settings.corpus)
    vocabulary = Vocabulary(entries, index.words.prints)
    printed = [passage.text for passage in passages(corpus)]
    everyday = [lay for entry in entries for lay in entry.lay]
    spelling = Spelling((*printed, *everyday), (*namer.names, *synonyms.names))

    def nearness(question: str) -> float:
        return index.vectors.nearness(embedder.question(normalise(question)))

    conversation = Conversation(namer, synonyms, nearness)
    return Understanding(namer, synonyms, vocabulary, spelling, conversation)


def _named_warnings(found: Found) -> list[str]:
    warnings = [absent_warning(absent.title, absent.why) for absent in found.named.absent]
    warnings += [another_edition(document, year) for document, year in found.named.years]
    warnings += [section_shortened(each.address, SECTION_CLAUSES) for each in found.shortened]
    return [*warnings, *(unresolved_warning(reference.owner, reference.address) for reference in found.unresolved)]


def unresolved_warning(owner: Document | Absent | None, address: str) -> str:
    """Why an address that was named could not be opened."""
    if isinstance(owner, Document):
        return no_such_address(owner, address)
    return no_document_named(address) if owner is None else no_such_text(owner.title, address)
