"""Clauses that say the same: one is shown, the one of better standing, and the others are folded into it."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Document, Evidence, Status
from assistant.text import normalise

ALIKE = 0.9
"""Share of character pairs (Jaccard) from which two clauses say the same: editions of a law that differ in a word."""

_STANDING = (Status.IN_FORCE, Status.DRAFT, Status.REFERENCE, Status.REPEALED)


def folded(evidence: Sequence[Evidence], count: int) -> tuple[Evidence, ...]:
    """The first `count` of `evidence`, best first, with those that say the same as another one folded into it.

    Only editions of one title are folded, and texts that are not in force into those that are: two laws in force
    that say the same both stand. What was looked up by its address is never folded.
    """
    kept: list[tuple[Evidence, frozenset[str]]] = []
    for each in evidence:
        pairs = _pairs(each.clause.text)
        twin = next((i for i, (other, held) in enumerate(kept) if _alike(pairs, held) and _same(each, other)), None)
        if twin is not None:
            kept[twin] = (_merged(kept[twin][0], each), kept[twin][1])
        elif len(kept) < count:
            kept.append((each, pairs))
    return tuple(each for each, _ in kept)


def _same(one: Evidence, other: Evidence) -> bool:
    """Whether two clauses may be folded at all."""
    if one.exact or other.exact or one.document.id == other.document.id:
        return False
    in_force = [each.document.status is Status.IN_FORCE for each in (one, other)]
    return not all(in_force) or _title(one.document) == _title(other.document)


def _merged(kept: Evidence, twin: Evidence) -> Evidence:
    """The one of better standing in the place of the better ranked; of equal ones, what a user added."""
    better = min((kept, twin), key=lambda each: (_STANDING.index(each.document.status), not _is_added(each.document)))
    other = twin if better is kept else kept
    return replace(better, score=kept.score, same=(*better.same, *other.same, other.clause.id))


def _is_added(document: Document) -> bool:
    return document.id.startswith("added-")


def _title(document: Document) -> str:
    return normalise(document.title.strip("《》"))


def _pairs(text: str) -> frozenset[str]:
    plain = "".join(text.split())
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) or frozenset(plain)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    return smaller >= ALIKE * larger and len(one & other) >= ALIKE * len(one | other)
