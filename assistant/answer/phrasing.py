"""An answer in a chat model's words, of which only those are shown that the clauses cited carry.

1. The model is given clauses under random ids and asked to end each sentence with the ids that carry it.
2. Each sentence is checked as soon as it is complete (`faithfulness`), an item of a list together with what leads in to
   it: alone, the items of 不得有下列行为 would say the opposite.
3. A sentence that passes is shown with quotes of its clauses. In place of one that does not, the quotes of the composed
   answer for the clauses it cited are shown, once.
4. Whatever else goes wrong, the composed answer is given with a note that says what it was.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from assistant import figures
from assistant.answer import phrases
from assistant.answer.backing import backing, is_torn_out
from assistant.answer.chat_model import TOO_LONG, ChatModel
from assistant.answer.cutting import Sentence, cut
from assistant.answer.supplying import Passage, holds, prompt, supply
from assistant.answer.verifying import verify
from assistant.domain import Answer, Citation, Evidence, Statement, Verdict
from assistant.errors import ModelFault
from assistant.text import normalise

PROMPT = Path(__file__).with_name("prompts") / "phrase.md"
MAX_SENTENCE = 400
MAX_STATEMENTS = 40
MAX_IDLE = 12
"""Sentences in a row that bring nothing new: a model that goes round in circles is not listened to any longer."""
MAX_CITED = 4
"""A sentence that cites more clauses stands on none of them in particular."""


def phrase(composed: Answer, evidence: Sequence[Evidence], model: ChatModel, *, budget: int) -> Iterator[Answer]:
    """The answer as the model words it, growing; the last one is complete. Without a usable word it is `composed`.

    `evidence` is what was found, best first; `budget` the characters of it that the model is given.
    """
    passages = supply(composed, evidence, budget)
    if composed.verdict is Verdict.NOT_COVERED or not passages:
        yield composed
        return
    draft = _Draft(composed, {passage.id: passage for passage in passages}, model.name)
    try:
        with closing(model.stream(system_prompt(), prompt(composed.question, passages))) as words:
            for sentence in cut(words, [passage.id for passage in passages]):
                if draft.take(sentence) and draft.is_worded:
                    yield draft.answer()
                if draft.is_full:
                    raise ModelFault(TOO_LONG)
                if draft.idle > MAX_IDLE:
                    break
    except ModelFault as fault:
        yield _noted(composed, phrases.not_worded(fault.reason))
        return
    yield draft.finished() if draft.is_worded else _noted(composed, phrases.not_worded(phrases.NOT_CARRIED))


@cache
def system_prompt() -> str:
    """What the model is told before every question."""
    return PROMPT.read_text(encoding="utf-8")


def _noted(composed: Answer, note: str) -> Answer:
    return replace(composed, warnings=(*composed.warnings, note))


@dataclass(slots=True)
class _Draft:
    """What may be shown so far."""

    composed: Answer
    passages: dict[str, Passage]
    model: str
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    standing_in: set[int] = field(default_factory=set)
    used: list[Evidence] = field(default_factory=list)
    lead: Sentence | None = None
    lead_is_shown: bool = False
    in_list: bool = False
    removed: int = 0
    idle: int = 0
    is_cut_off: bool = False

    @property
    def is_worded(self) -> bool:
        """Whether any sentence of the model is shown."""
        return any(statement.worded for statement in self.statements)

    @property
    def is_full(self) -> bool:
        """Whether the model has said more than an answer holds."""
        return len(self.statements) > MAX_STATEMENTS + len(self.composed.statements)

    @property
    def headings(self) -> list[str]:
        """The headings of the passages: a model that repeats one has said nothing."""
        return [normalise(passage.heading) for passage in self.passages.values()]

    def take(self, sentence: Sentence) -> bool:
        """Show the sentence, or what stands in for it; whether anything new is shown."""
        before = len(self.statements)
        self._take(sentence)
        is_new = len(self.statements) > before
        self.idle = 0 if is_new else self.idle + 1
        return is_new

    def _take(self, sentence: Sentence) -> None:
        key = normalise(sentence.text)
        if sentence.leads_in:
            self.lead, self.lead_is_shown, self.in_list = sentence, False, False
            return
        if any(key in heading for heading in self.headings):
            return
        if self.lead is not None and not (sentence.is_bulleted or not self.in_list):
            self.lead = None
        self.in_list = self.lead is not None
        if key in self.seen and self.lead is None:
            return
        self.seen.add(key)
        self.is_cut_off = not sentence.is_ended and not sentence.ids
        evidence = self._carriers(sentence)
        if evidence:
            self._show(sentence, evidence)
        else:
            self.removed += bool(sentence.ids) or sentence.is_ended
            self._stand_in([self.passages[each].evidence for each in sentence.ids])

    def _carriers(self, sentence: Sentence) -> list[Evidence]:
        """The cited clauses that carry the sentence: those that do so alone, else all together, else none."""
        cited = [self.passages[each].evidence for each in sentence.ids][: MAX_CITED + 1]
        names_id = any(each in sentence.text.lower() for each in self.passages)
        if not cited or len(cited) > MAX_CITED or len(sentence.text) > MAX_SENTENCE or names_id:
            return []
        alone = [each for each in cited if self._is_carried(sentence, [each])]
        if len(cited) == 1 or len(alone) == 1:
            return alone
        together = alone or cited
        return together if self._is_carried(sentence, together) else alone[:1]

    def _is_carried(self, sentence: Sentence, cited: Sequence[Evidence]) -> bool:
        """Whether the clauses carry the sentence, alone and after what leads in to it."""
        said = [sentence.text] if self.lead is None else [sentence.text, self.lead.text, self.lead.text + sentence.text]
        if any(is_torn_out(said[-1], each) for each in cited):
            return False
        return all(backing(words, cited, self.context) for words in said)

    @property
    def context(self) -> str:
        """What was asked, as `verify` reads it."""
        return f"{self.composed.question} {self.composed.searched}"

    def _show(self, sentence: Sentence, evidence: Sequence[Evidence]) -> None:
        if self.lead is not None and not self.lead_is_shown:
            self.lead_is_shown = True
            self._add(self.lead.text, evidence)
        self._add(sentence.text, evidence)
        self.used += evidence

    def _add(self, text: str, evidence: Sequence[Evidence]) -> None:
        numbers = dict.fromkeys(self._numbered(each) for each in backing(text, evidence, self.context))
        self.statements.append(Statement(text, tuple(numbers), worded=True))

    def _numbered(self, citation: Citation) -> int:
        """Its number; the same words of the same clause are cited once."""
        for each in self.citations:
            if each.clause.id == citation.clause.id and each.quote == citation.quote:
                return each.n
        self.citations.append(replace(citation, n=len(self.citations) + 1))
        return len(self.citations)

    def _stand_in(self, evidence: Sequence[Evidence]) -> None:
        """Show the composed answer's quotes of these clauses, unless they are shown already."""
        held = {citation.n: citation for citation in self.composed.citations}
        for i, statement in enumerate(self.composed.statements):
            quoted = [held[n] for n in statement.citations]
            if i in self.standing_in or not any(holds(each, c.clause) for each in evidence for c in quoted):
                continue
            self.standing_in.add(i)
            numbers = tuple(self._numbered(citation) for citation in quoted)
            self.statements.append(replace(statement, citations=numbers, heading=""))

    def answer(self, *notes: str) -> Answer:
        """The answer as it stands, with every warning that its citations ask for."""
        standing = (phrases.status_warning(each.document) for each in self.citations)
        recognised = (phrases.ocr_warning(c.document, c.clause.page) for c in self.citations if c.clause.is_ocr)
        warnings = (*self.composed.warnings, *filter(None, standing), *recognised, *notes)
        return replace(
            self.composed,
            statements=tuple(self.statements),
            citations=tuple(self.citations),
            warnings=tuple(dict.fromkeys(warnings)),
            model=self.model,
        )

    def finished(self) -> Answer:
        """The complete answer, with what was left out.

        A model that leaves out the clause that answers best, or the figure that was asked for, may be beside the point:
        the quotes follow.
        """
        best = [citation.clause for citation in self.composed.citations[:1]]
        is_beside = not any(holds(each, clause) for each in self.used for clause in best)
        if is_beside or self._lacks_figure():
            self._stand_in([each.evidence for each in self.passages.values()])
        notes = [phrases.removed(self.removed)] if self.removed else []
        return verify(self.answer(*notes, *([phrases.UNFINISHED] if self.is_cut_off else [])))

    def _lacks_figure(self) -> bool:
        """Whether the composed answer gives a figure of the kind asked for and the worded one does not."""
        composed, worded = (
            [normalise(statement.text) for statement in statements]
            for statements in (self.composed.statements, self.statements)
        )
        wanted = [kind for kind in figures.asked(self.composed.question) if any(map(kind.search, composed))]
        return not all(any(map(kind.search, worded)) for kind in wanted)
