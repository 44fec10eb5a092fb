"""Clauses that list what is asked for: 有哪些功能区 is best answered by the clause that begins 列出…十类功能区：.

The kind asked for (功能区) is the noun beside 哪些, 几类 or 包括什么. A clause lists it where it has list items and the
words before them end in it; what else the question says (职工服务中心) must be found in these words, too.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.domain import Clause, Corpus
from assistant.text import normalise

_MOST = 8
"""Characters a kind may have; two are the fewest."""

_COUNTED = r"哪些|哪[一二三四五六七八九十]+[个类种项大]|哪?几[个类种项大]"
_END = r"(?=[,。?、!\s]|$|吗|呢|啊|组成|构成)"
_AFTER = re.compile(rf"(?:{_COUNTED})(?P<kind>[一-龥]{{2,{_MOST}}}?){_END}")
_BEFORE = re.compile(
    rf"(?P<kind>[一-龥]{{2,{_MOST}}}?)(?:都|一共|总共|具体|主要|分别)*(?:有|包括|包含|分为|分成|是|叫)(?:{_COUNTED}|什么){_END}"
)
_ASKING = re.compile(
    rf"{_COUNTED}|什么|请问|我们|一共|总共|具体|主要|分别|包括|包含|分为|分成|[一二三四五六七八九十]+[大类种个]|[有是叫设分都的吗呢啊]"
)
_LEAD = re.compile(r"(?P<words>[^。；\n]*)[：:]\s*$", re.MULTILINE)


class Enumerations:
    """What the clauses of an index list, by the last words before the list."""

    def __init__(self, corpus: Corpus, clause_ids: Sequence[str]) -> None:
        self._positions: dict[str, list[tuple[int, str]]] = {}
        for position, clause_id in enumerate(clause_ids):
            clause = corpus.clause(clause_id)
            lead = _lead(clause) if clause and corpus.inner(clause) else ""
            for kind in _endings(lead):
                self._positions.setdefault(kind, []).append((position, lead))

    def of(self, question: str) -> list[int]:
        """Positions of the clauses that list a kind that `question` asks for, on its subject."""
        plain = normalise(question)
        found = ((plain.replace(kind, " "), self._positions.get(kind, ())) for kind in kinds_asked(plain))
        return [position for rest, listed in found for position, lead in listed if _is_about(lead, rest)]


def kinds_asked(question: str) -> frozenset[str]:
    """The kinds of things of which `question` asks for a list; with words before them where their start is not told."""
    plain = normalise(question)
    after = {match["kind"] for match in _AFTER.finditer(plain)}
    return frozenset(after.union(*(_endings(match["kind"]) for match in _BEFORE.finditer(plain))))


def _is_about(lead: str, rest: str) -> bool:
    """Whether the words before a list hold some of what a question says besides, if it says anything."""
    runs = re.findall("[一-龥]{2,}", _ASKING.sub(" ", rest))
    said = [first + second for run in runs for first, second in pairwise(run)]
    return not said or any(pair in lead for pair in said)


def _lead(clause: Clause) -> str:
    """The words of the sentence right before the list of `clause`."""
    match = _LEAD.search(clause.text)
    return normalise(match["words"]) if match else ""


def _endings(words: str) -> tuple[str, ...]:
    run = re.search("[一-龥]*$", words)
    last = run.group() if run else ""
    return tuple(last[-length:] for length in range(2, min(len(last), _MOST) + 1))
