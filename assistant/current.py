"""The assistant that page, API and MCP share, and how its texts are changed while it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from assistant.domain import Answer, Corpus, Document, Turn
from assistant.errors import AssistantError
from assistant.parsing import holdings
from assistant.parsing.holdings import Added
from assistant.parsing.readers import Progress
from assistant.parsing.store import Particulars
from assistant.service import Assistant
from assistant.settings import ModelSettings


@dataclass(slots=True)
class Current:
    """Holds the assistant of now; texts change one at a time, and questions meanwhile go to the one before."""

    assistant: Assistant
    _changing: Lock = field(default_factory=Lock)

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
        folder = self.assistant.settings.documents
        with self._changing:
            held = replaced or self.documents
            added = holdings.add(folder, path, said, held=held, replace=bool(replaced), progress=reading)
            try:
                self.assistant = self.assistant.refreshed(indexing)
            except AssistantError:
                if not added.already_held and not added.replaced:
                    holdings.remove(folder, added.documents[0].document.id)
                raise
        return added

    def remove(self, document_id: str, *, indexing: Progress | None = None) -> None:
        """Remove an added document; raises SourceError where no added file holds it."""
        with self._changing:
            holdings.remove(self.assistant.settings.documents, document_id)
            self.assistant = self.assistant.refreshed(indexing)

    def use_model(self, model: ModelSettings) -> None:
        """Let answers be worded by this chat model from now on, or by none."""
        with self._changing:
            settings = self.assistant.settings.model_copy(update={"model": model})
            self.assistant = replace(self.assistant, settings=settings)

    @property
    def passages(self) -> int:
        """How many clauses are indexed."""
        return len(self.assistant.index.manifest.clause_ids)
