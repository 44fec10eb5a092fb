"""The assistant that page, API and MCP share, and how its texts are changed while it answers."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from assistant.domain import Answer, Corpus, Document, Turn
from assistant.errors import AssistantError
from assistant.index.building import published
from assistant.parsing import holdings
from assistant.parsing.holdings import Added
from assistant.parsing.readers import Progress
from assistant.parsing.store import Particulars
from assistant.service import Assistant
from assistant.settings import ModelSettings


class Current:
    """Holds the assistant of now; texts change one at a time, and questions meanwhile go to the one before.

    Texts that another program adds or removes (`assistant corpus add`) are taken up with the next question.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._changing = Lock()
        self._assistant = assistant
        self._index = published(assistant.settings.index)

    @property
    def assistant(self) -> Assistant:
        """The assistant over the texts held now; the one before while they change."""
        if published(self._assistant.settings.index) != self._index and self._changing.acquire(blocking=False):
            try:
                self._refresh()
            except AssistantError:
                logging.getLogger(__name__).warning("the texts have changed, but cannot be taken up yet", exc_info=True)
            finally:
                self._changing.release()
        return self._assistant

    def _refresh(self, indexing: Progress | None = None) -> None:
        self._assistant = self._assistant.refreshed(indexing)
        self._index = published(self._assistant.settings.index)

    @property
    def corpus(self) -> Corpus:
        """The texts held now."""
        return self.assistant.corpus

    @property
    def documents(self) -> tuple[Document, ...]:
        """Their title pages."""
        return tuple(parsed.document for parsed in self.corpus.documents)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The complete answer; QuestionError where the question cannot be asked."""
        *_, answer = self.stream(question, history)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """The answer as it grows; the last one is complete. Whatever asks by API or MCP is answered here."""
        yield from self.assistant.stream(question, history)

    def add(
        self,
        path: Path,
        said: Particulars,
        *,
        replaced: tuple[Document, ...] = (),
        reading: Progress | None = None,
        indexing: Progress | None = None,
    ) -> Added:
        """Take a file in, in place of the documents `replaced`; a file that cannot be indexed is not kept."""
        folder = self._assistant.settings.documents
        with self._changing:
            held = replaced or self.documents
            added = holdings.add(folder, path, said, held=held, replace=bool(replaced), progress=reading)
            try:
                self._refresh(indexing)
            except AssistantError:
                if not added.already_held and not added.replaced:
                    holdings.remove(folder, added.documents[0].document.id)
                raise
        return added

    def remove(self, document_id: str, *, indexing: Progress | None = None) -> None:
        """Remove an added document; raises SourceError where no added file holds it."""
        with self._changing:
            holdings.remove(self._assistant.settings.documents, document_id)
            self._refresh(indexing)

    def use_model(self, model: ModelSettings) -> None:
        """Let answers be worded by this chat model from now on, or by none."""
        with self._changing:
            settings = self._assistant.settings.model_copy(update={"model": model})
            self._assistant = replace(self._assistant, settings=settings)

    @property
    def passages(self) -> int:
        """How many clauses are indexed."""
        return len(self.assistant.index.manifest.clause_ids)
