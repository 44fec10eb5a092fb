"""What a model thinks aloud is no part of its answer."""

import re
from collections.abc import Iterable, Iterator

_OPEN = re.compile(r"<(?:think|thinking|reasoning)>", re.IGNORECASE)
_CLOSE = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
LONGEST_TAG = len("</reasoning>")


def without_reasoning(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a streamed text without `<think>…</think>`, wherever it is cut; a stray end tag goes too."""
    held, thinking = "", False
    for piece in pieces:
        held += piece
        while match := (_CLOSE if thinking else _OPEN).search(held):
            if not thinking:
                yield _CLOSE.sub("", held[: match.start()])
            held, thinking = held[match.end() :], not thinking
        if not thinking:
            held = _CLOSE.sub("", held)
        sure = _begun_tag(held)
        if not thinking:
            yield held[:sure]
        held = held[sure:]
    if not thinking:
        yield held


def _begun_tag(text: str) -> int:
    """Where a tag may have begun that the next piece ends; the length of the text where none has."""
    at = text.rfind("<", max(0, len(text) - LONGEST_TAG))
    return at if at >= 0 and ">" not in text[at:] else len(text)
