"""Clauses that list what is asked for: 有哪些功能区 is best answered by the clause that begins 列出…十类功能区：.

The kind asked for (功能区) is the noun beside 哪些, 几类 or 包括什么. A clause lists it where it has list items and the
words before them end in it.
"""

import re
from collections.abc import Sequence

from assistant.domain import Clause, Corpus
from assistant.text import normalise

_MOST = 8
"""Characters a kind may have; two are the fewest."""

_COUNTED = r"哪些|哪[一二三四五六七八九十]+[个类种项大]|哪?几[个类种项大]"
_AFTER = re.compile(rf"(?:{_COUNTED})([一-龥]{{2,{_MOST}}}?)(?=[,。?、!\s]|$|吗|呢|啊|组成|构成)")
_BEFORE = re.compile(
    rf"([一-龥]{{2,{_MOST}}}?)(?:都|一共|总共|具体|主要|分别)*(?:有|包括|包含|分为|分成|是)(?:{_COUNTED}|什么)"
)
_LEAD = re.compile(r"([一-龥]{2,})[：:]\s*$", re.MULTILINE)


class Enumerations:
    """What the clauses of an index list, by the last words before the list."""

    def __init__(self, corpus: Corpus, clause_ids: Sequence[str]) -> None:
        self._positions: dict[str, list[int]] = {}
        for position, clause_id in enumerate(clause_ids):
            clause = corpus.clause(clause_id)
            for kind in _endings(_lead(clause)) if clause and corpus.inner(clause) else ():
                self._positions.setdefault(kind, []).append(position)

    def of(self, question: str) -> list[int]:
        """Positions of the clauses that list a kind that `question` asks for."""
        return [position for kind in kinds_asked(question) for position in self._positions.get(kind, ())]


def kinds_asked(question: str) -> frozenset[str]:
    """The kinds of things of which `question` asks for a list; with words before them where their start is not told."""
    plain = normalise(question)
    after = {match[1] for match in _AFTER.finditer(plain)}
    return frozenset(after.union(*(_endings(match[1]) for match in _BEFORE.finditer(plain))))


def _lead(clause: Clause) -> str:
    """The words right before the list of `clause`."""
    match = _LEAD.search(clause.text)
    return normalise(match[1]) if match else ""


def _endings(words: str) -> tuple[str, ...]:
    return tuple(words[-length:] for length in range(2, min(len(words), _MOST) + 1))
