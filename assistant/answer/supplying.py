"""The clauses a chat model is given, each under an id that no document and no question can know."""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.domain import Answer, Clause, Evidence, Relation

LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"
HEADER = 80
"""Characters that the lines above a clause may cost of the budget."""
_END = re.compile(r"(?=[。；]$)|(?=[。；][^”’」』）)])|(?<![。；：:])$", re.MULTILINE)
"""Where a sentence or an item ends, before its mark."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause as the model is given it; `text` is shorter than the clause where that would not fit."""

    id: str
    evidence: Evidence
    text: str

    @property
    def shown(self) -> str:
        """Its lines in the prompt: id and heading, what leads in to it, its text.

        Every sentence ends with the id, so that it stays with the words that are taken over.
        """
        leads = [each.clause.text for each in self.evidence.context if each.relation is Relation.LEAD_IN]
        above = "".join(f"上文：{text[-HEADER:]}\n" for text in leads[-1:])
        return f"[{self.id}] {self.heading}\n{above}{_END.sub(f'[{self.id}]', self.text)}"

    @property
    def heading(self) -> str:
        """Document, address and standing."""
        document, clause = self.evidence.document, self.evidence.clause
        title = f" {clause.title}" if clause.title else ""
        return f"{document.title}{clause.address}{title}（{document.badge}）"


def supply(composed: Answer, evidence: Sequence[Evidence], budget: int) -> tuple[Passage, ...]:
    """Passages of at most about `budget` characters: the clauses cited, the next best, what the cited ones refer to."""
    cited = [each for each in evidence if any(holds(each, citation.clause) for citation in composed.citations)]
    passages: list[Passage] = []
    for each in _distinct((*cited, *_next_best(evidence), *_referred(cited))):
        room = budget - HEADER
        text = each.clause.text
        if len(text) > room and each in cited:
            text = "\n".join(dict.fromkeys(c.quote for c in composed.citations if holds(each, c.clause)))[
                : max(0, room)
            ]
        if not text or len(text) > room:
            continue
        passages.append(Passage(_new_id(passages), each, text))
        budget -= len(text) + HEADER
    return tuple(passages)


def _next_best(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Further clauses, best first; none beside clauses that were named, for those are what was asked for."""
    return [] if any(each.exact for each in evidence) else list(evidence)


def holds(evidence: Evidence, clause: Clause) -> bool:
    """Whether `clause` is the clause found, or a part of it."""
    return clause.id == evidence.clause.id or any(clause.id == inner.id for inner in evidence.inner)


def prompt(question: str, passages: Iterable[Passage]) -> str:
    """What is asked of the model: the passages, then the question, as `prompts/phrase.md` announces them."""
    shown = "\n\n".join(passage.shown for passage in passages)
    return f"资料：\n{shown}\n\n问题：\n{question}\n\n回答："


def _referred(cited: Sequence[Evidence]) -> Iterator[Evidence]:
    for each in cited:
        for related in each.context:
            if related.relation is Relation.REFERENCE and related.clause.text:
                yield Evidence(related.document, related.clause, each.score)


def _distinct(evidence: Iterable[Evidence]) -> Iterable[Evidence]:
    found: dict[str, Evidence] = {}
    for each in evidence:
        found.setdefault(each.clause.id, each)
    return found.values()


def _new_id(passages: Sequence[Passage]) -> str:
    taken = {passage.id for passage in passages}
    while True:
        new = "".join(secrets.choice(kind) for kind in (LETTERS, DIGITS, LETTERS, DIGITS))
        if new not in taken:
            return new
