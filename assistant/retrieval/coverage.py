"""Do the texts held answer the question? Decided by code from signals, before anything is composed.

nearness  the highest cosine of any clause with the question: questions about other things stay below the threshold
figures   a question for a figure (多少平方米, 几天, 哪年) needs one of that kind in a sentence about its subject
named     what the question names by document and address must be there: 工会法第九十九条 has no answer

A share of the question's words in the clause was tried as a signal and left out: on the dev questions it does not part
answered ones (0.00 … 0.93) from unanswered ones (0.00 … 0.70).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import figures
from assistant.domain import Evidence, Verdict
from assistant.retrieval.query import Synonyms
from assistant.text import normalise, sentences

MIN_NEARNESS = 0.868
"""Dev questions (multilingual-e5-small): answerable ones begin at 0.870; of 13 off-topic ones three lie above."""

FIGURE_DEPTH = 3
FIGURE_SHARE = 0.8
"""A clause among the first three, with this share of the best score, may come first for the figure asked for."""

_RATE = re.compile(r"每个?[年月周日次人]")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for the evidence answering the question."""

    nearness: float
    figures: float
    named: bool
    exact: bool

    @property
    def near(self) -> bool:
        """Whether the texts held speak of what is asked at all."""
        return self.exact or self.nearness >= MIN_NEARNESS

    @property
    def verdict(self) -> Verdict:
        """Answered; partly, where not every figure asked for or clause named is there; or not covered."""
        if not self.near or not (self.named or self.exact):
            return Verdict.NOT_COVERED
        if self.figures == 1 and self.named:
            return Verdict.ANSWERED
        return Verdict.PARTLY if self.exact or self.figures > 0 else Verdict.NOT_COVERED


def figures_given(question: str, evidence: Evidence, synonyms: Synonyms) -> float:
    """The share of the kinds of figures asked for that sentences on the question's subject give; 1 if none is asked."""
    wanted = figures.asked(question)
    if not wanted:
        return 1.0
    about = _about(question, evidence, synonyms)
    return sum(any(pattern.search(sentence) for sentence in about) for pattern in wanted) / len(wanted)


def _about(question: str, evidence: Evidence, synonyms: Synonyms) -> list[str]:
    """The clause's sentences that are about what `question` is about, normalised.

    A sentence is about the zones it names, or else about those of its headings; where either side names none, nothing
    speaks against it. A question for a rate (每年) needs a sentence on that rate.
    """
    clause = evidence.clause
    asked = synonyms.subjects(question)
    inherited = synonyms.subjects(" ".join((*clause.heading_path, clause.title)))
    rates = _rates(normalise(question))
    about = []
    for start, end in sentences(clause.text):
        sentence = normalise(clause.text[start:end])
        subjects = synonyms.subjects(sentence) or inherited
        if rates <= _rates(sentence) and (not asked or not subjects or asked & subjects):
            about.append(sentence)
    return about


def _rates(plain: str) -> set[str]:
    """What the text counts by: 每年, 每月, 每日 (also written 每天)."""
    return {rate.replace("个", "") for rate in _RATE.findall(plain.replace("每天", "每日"))}


def with_figures_first(question: str, evidence: Sequence[Evidence], synonyms: Synonyms) -> tuple[Evidence, ...]:
    """`evidence` with the first clause that gives the figures asked for moved to the front, if it ranks high."""
    if not evidence or not figures.asked(question):
        return tuple(evidence)
    near = [each for each in evidence[:FIGURE_DEPTH] if each.score >= FIGURE_SHARE * evidence[0].score]
    found = next((each for each in near if figures_given(question, each, synonyms) == 1), None)
    return tuple(evidence) if found is None else (found, *(each for each in evidence if each is not found))
