"""From a question as it was typed to the query that is searched.

spelling → conversation → filter → names and addresses → the guideline's names of zones → the law's words
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain import Turn
from assistant.retrieval.conversation import Conversation, Whole
from assistant.retrieval.filters import Filter, read_filter
from assistant.retrieval.naming import Named, Namer
from assistant.retrieval.query import Synonyms, with_names
from assistant.retrieval.spelling import Spelling
from assistant.retrieval.vocabulary import Vocabulary
from assistant.text import has_chinese, normalise


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for a question.

    `own` are the question's words with the guideline's names, `context` those of the turns before that it leans on,
    `law_words` what the law calls it; `searched` is all of it as people are shown it. `surmised` are the question's
    words where it is only surmised that it leans on the turns before.
    """

    question: str
    own: str
    context: str
    searched: str
    law_words: tuple[str, ...]
    named: Named
    filter: Filter
    surmised: str = ""

    @property
    def text(self) -> str:
        """What is embedded."""
        return f"{self.context} {self.own}" if self.context else self.own


class Understanding:
    """Reads questions; built once over the corpus."""

    def __init__(
        self,
        namer: Namer,
        synonyms: Synonyms,
        vocabulary: Vocabulary,
        spelling: Spelling,
        conversation: Conversation,
    ) -> None:
        self.namer = namer
        self.synonyms = synonyms
        self._vocabulary = vocabulary
        self._spelling = spelling
        self._conversation = conversation

    def read(self, question: str, history: Sequence[Turn] = ()) -> Query:
        """The query for `question`, which may lean on the turns before it, oldest first."""
        before = [Turn(self._mended(turn.question), turn.searched) for turn in history]
        whole = self._conversation.complete(self._mended(question), before)
        limits, own = read_filter(normalise(whole.own))
        whole = replace(whole, own=own) if limits.label else whole
        law_words = self._law_words(whole)
        said = whole.text if has_chinese(whole.own) else " ".join((whole.text, *law_words))
        names = self.synonyms.added(said)
        law_words = tuple(word for word in law_words if word not in names)
        shown = [*names, *law_words, *([limits.label] if limits.label else [])]
        return Query(
            question,
            own=with_names(whole.own, names),
            context=whole.context,
            searched=with_names(whole.text, shown),
            law_words=law_words,
            named=self.namer.read(with_names(whole.text, names)),
            filter=limits,
            surmised=whole.own if whole.surmised else "",
        )

    def _law_words(self, whole: Whole) -> tuple[str, ...]:
        found = self._vocabulary.law_words(self.synonyms.without_zones(whole.text))
        return tuple(word for word in found if word not in whole.text)

    def _mended(self, question: str) -> str:
        """`question` itself where its spelling is sound."""
        plain = normalise(question)
        mended = self._spelling.mended(plain)
        return question if mended == plain else mended
