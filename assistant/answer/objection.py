"""What is held against a sentence, the clauses it is held against, and what all checks read them by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer.particulars import Sort
from assistant.text import CJK

EXCEPT = re.compile("除[^,。;]{1,40}?外,?")
"""An exception within a sentence."""


@dataclass(frozen=True, slots=True)
class Objection:
    """Words of a sentence that the clauses cited do not carry."""

    fault: Sort
    words: str


@dataclass(frozen=True, slots=True)
class Cited:
    """The clauses cited as plain texts; the titles and addresses they go by; the words of the question."""

    texts: tuple[str, ...]
    titles: frozenset[str]
    addresses: frozenset[str]
    question: str

    @property
    def everything(self) -> str:
        """All texts, a line each."""
        return "\n".join(self.texts)


def tells(char: str) -> bool:
    """Whether a character says something: no mark, no grammar."""
    return char.isalnum() and char not in "的了是在和与及或对于将被把为之其者有就也都还而以等给让由到从向按个"


def pairs(text: str) -> Iterator[str]:
    """The pairs of Chinese characters, of Latin ones, and each sign that stands for a number."""
    for run in re.findall(rf"[{CJK}]+|[a-z0-9.]+|\ue000[^\ue001]*\ue001", text):
        yield from [run] if run[0] == "\ue000" else (run[i : i + 2] for i in range(max(1, len(run) - 1)))
