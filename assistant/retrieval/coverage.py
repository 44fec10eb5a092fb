"""Do the texts held answer the question? Decided by code from signals, before anything is composed.

support   how much the best clauses share with the question in words and meaning: questions about other things lie low.
          Words that any question to this assistant may hold (深圳, 职工, 怎么, 今天) do not count
figures   a question for a figure (多少平方米, 几天, 哪年, 是谁) needs one of that kind in a sentence about its subject
named     what the question names by document and address must be there: 工会法第九十九条 has no answer, nor has the
          wording of a text that is only spoken of (《职工服务中心建设指引》5.4.1的原文)

Tried and left out, as they do not part answered from unanswered dev questions (area under the curve below 0.6): the
nearest cosine alone, the share of the question's words in the best clause and in the best five, the share of its words
that any text prints, the share of the law's words in the best clause; the distance of the first clause from the sixth
(0.64) adds nothing to support.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import figures
from assistant.domain import Evidence, Verdict
from assistant.retrieval.naming import Named
from assistant.retrieval.query import Synonyms
from assistant.text import normalise, sentences

COSINE_WEIGHT = 40.0
"""What a cosine of 1 counts in BM25: over the dev questions a cosine varies by about 0.1, BM25 by about 4."""

MIN_SUPPORT = 19.0
"""Dev part: below it 14 of 18 off-topic questions and 6 of 159 answerable ones; see the curve of `assistant eval`."""

THRESHOLDS: Mapping[str, float] = {"support": MIN_SUPPORT, "figures": 1.0}
"""The thresholds in use, by signal."""

FIGURE_DEPTH = 3
FIGURE_SHARE = 0.8
"""A clause among the first three, with this share of the best score, may come first for the figure asked for."""

_WORDING = re.compile(
    r"原文|条文|正文|全文|第几条|哪几?条|那一?条|写的?是?什么|(?:至少|最少|必须|应当|要求).{0,14}(?:几|多少)"
)
"""Asks for the words of a document rather than about it."""

_UNTELLING = re.compile(
    r"深圳市?|广东省?|工会|职工|服务中心|中心|今天|明天|什么|怎么样?|多少|哪些?|一个|如何|有没有|可不可以|能不能|可以|应该|请问"
)

_PARTS = re.compile(r"[,。;?!、]\s*(?=.)")
_ASKS = re.compile("什么|哪些|怎么|怎样|如何|谁|有没有|是否|能不能|可不可以|要不要|吗")

_RATE = re.compile(r"每个?[年月周日次人]")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for the evidence answering the question."""

    support: float
    figures: float
    named: bool
    exact: bool
    besides: bool = False

    @property
    def near(self) -> bool:
        """Whether the texts held speak of what is asked at all."""
        return self.exact or self.support >= MIN_SUPPORT

    @property
    def verdict(self) -> Verdict:
        """Answered; partly, where not every figure asked for or clause named is there; or not covered."""
        if not self.near or not (self.named or self.exact):
            return Verdict.NOT_COVERED
        if self.figures == 1 and self.named:
            return Verdict.ANSWERED
        return Verdict.PARTLY if self.exact or self.figures > 0 or self.besides else Verdict.NOT_COVERED


def telling(question: str) -> str:
    """`question`, normalised, without the words that do not tell what it is about."""
    return _UNTELLING.sub(" ", normalise(question))


def support(words: float, nearness: float) -> float:
    """BM25 of the best clause for what is telling, and the cosine of the nearest one, on one scale."""
    return COSINE_WEIGHT * nearness + words


def asks_besides(question: str) -> bool:
    """Whether a part of `question` asks for something else than a figure: 要多大，配什么设备."""
    parts = _PARTS.split(normalise(question))
    return len(parts) > 1 and any(_ASKS.search(part) and not figures.asked(part) for part in parts)


def is_held(question: str, named: Named) -> bool:
    """Whether what the question names can be answered from: no document that is missing, no wording of one."""
    if named.only_absent:
        return False
    return not (named.absent and not named.documents and _WORDING.search(normalise(question)))


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
