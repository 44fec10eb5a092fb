"""Earlier questions of a conversation, from whatever a program sends."""

from collections.abc import Iterable

from assistant.api.shapes import EarlierQuestion
from assistant.domain import Turn
from assistant.errors import QuestionError
from assistant.retrieval.query import checked

REMEMBERED = 20
"""Questions that a new one may lean on; each costs the time of embedding a question."""


def turns(earlier: Iterable[str | EarlierQuestion], longest: int) -> tuple[Turn, ...]:
    """The last REMEMBERED questions; what could not have been asked was refused at the time and is left out."""
    asked = []
    for each in earlier:
        question, searched = (each, None) if isinstance(each, str) else (each.question, each.searched)
        try:
            asked.append(Turn(checked(question, longest), checked(searched, 2 * longest) if searched else None))
        except QuestionError:
            continue
    return tuple(asked[-REMEMBERED:])
