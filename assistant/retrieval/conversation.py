"""A question that leans on what went before, made whole; a question that stands by itself is left alone.

下一条, 第二款呢     the neighbour, or the part, of the clause named last
那第十一条呢         the address in the document named last
那法律服务室呢       what was asked before, of another zone
那照明呢, 多大？     the zone named last
那期限呢             where none of these fits, the question before goes in front
"""

import re
from collections.abc import Sequence

from assistant import figures
from assistant.domain import Document, Turn
from assistant.retrieval.naming import Named, Namer, Reference
from assistant.retrieval.query import Synonyms, without_names

LEANING_LENGTH = 16
"""A longer question says by itself what it is about."""

_LEANS = re.compile(r"^(?:那|它|这个|这些|还有|另外|其中|上面|前面|刚才|该|此|换成)|^.{1,8}呢[？?。!！]*$")
_STEP = re.compile(r"(?P<step>下|上|前|后)一?[条款]")
_PART_ONLY = re.compile(r"第\s*[\d一二两三四五六七八九十]+\s*[款项]")


def complete(question: str, history: Sequence[Turn], namer: Namer, synonyms: Synonyms) -> str:
    """`question` by itself, or with what it leans on in front."""
    if not history or len(question) > LEANING_LENGTH:
        return question
    before = without_names(history[-1].searched or history[-1].question)
    named, past = namer.read(question), namer.read(before)
    if named.documents or named.absent:
        return question
    return _address(question, named, past, namer) or _zone(question, before, synonyms) or _whole(question, before)


def _address(question: str, named: Named, past: Named, namer: Namer) -> str | None:
    last = past.references[-1] if past.references else None
    owner = last.owner if last else (past.documents[-1] if past.documents else None)
    if not isinstance(owner, Document):
        return None
    if named.references:
        return f"{owner.name}{question.removeprefix('那')}"
    return _beside(question, owner, last, namer) if last else None


def _beside(question: str, owner: Document, last: Reference, namer: Namer) -> str | None:
    """The clause before or after the last one, or a part of it."""
    step = _STEP.search(question)
    if step:
        address = namer.neighbour(owner, last.address, forward=step.group("step") in "下后")
        return f"{owner.name}{address}" if address else None
    part = _PART_ONLY.search(question)
    article = re.match(r"第[^条]+条(?:之[^第]+)?", last.address)
    return f"{owner.name}{article.group()}{part.group()}" if part and article else None


def _zone(question: str, before: str, synonyms: Synonyms) -> str | None:
    zones, past = synonyms.zones_in(question), synonyms.zones_in(before)
    if zones:
        aspects = () if synonyms.aspects_in(question) else synonyms.aspects_in(before)
        return f"{question} {'、'.join(aspects)}" if aspects and _LEANS.search(question) else question
    if past and (_LEANS.search(question) or synonyms.aspects_in(question) or figures.asked(question)):
        return f"{'、'.join(past)} {question}"
    return None


def _whole(question: str, before: str) -> str:
    return f"{before} {question}" if _LEANS.search(question.strip()) else question
