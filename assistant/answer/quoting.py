"""Which words of a clause answer: whole short clauses, the fitting lines or sentences of long ones.

1. A clause of up to WHOLE_CLAUSE characters is quoted whole, an article of several 款 only up to WHOLE_ARTICLE.
2. Of a longer one the units (lines; sentences of a long line) are scored by the question's pairs they hold, and those
   within KEPT_SHARE of the best are kept.
3. A list stays a list: a lead-in that ends in ：brings its items, an item brings its lead-in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import figures
from assistant.domain import Clause, Evidence, Kind, Relation
from assistant.text import CHINESE_NUMBER, normalise, sentences, tokens

WHOLE_CLAUSE = 280
WHOLE_ARTICLE = 80
"""Each 款 of an article has a rule of its own: the one that answers is cited by its own address."""
LONG_LINE = 150
SHORT_LINE = 30
"""Shorter lines are rows or remarks rather than paragraphs of their own."""
KEPT_SHARE = 0.6
WHOLE_LIST = 400
"""A list of up to so many characters is quoted with all its items: 只有下列几个 with one of them would mislead."""

_ALSO_ASKS = re.compile("什么|哪些|啥|怎么|如何")
"""A question that asks for a figure and for something else besides: 多大面积，放什么设备."""
_ITEM_LEVELS = (
    (1, re.compile(rf"[（(][{CHINESE_NUMBER}]+[）)]|[a-z][)）]|——")),
    (2, re.compile(r"\d{1,2}[)）.．]|[①-⑳]")),
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a clause's text, the deepest clause that holds all of it, and its lines."""

    clause: Clause
    words: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentences or list items of the quote, one a line of the source."""
        return tuple(line for line in self.words.split("\n") if line.strip())


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    line: int


def quote_clause(evidence: Evidence) -> tuple[Quote, ...]:
    """The whole clause as one quote."""
    return (Quote(evidence.clause, evidence.clause.text),)


def quote_lead_in(evidence: Evidence) -> Quote | None:
    """Of a list item that was looked up, the words that lead in to its list: alone it says nothing."""
    if not evidence.exact or evidence.clause.kind not in (Kind.ITEM, Kind.SUBITEM):
        return None
    above = next((each.clause for each in evidence.context if each.relation is Relation.LEAD_IN), None)
    lines = above.text.split("\n") if above else []
    words = next(filter(is_lead_in, lines), None)
    return Quote(above, words) if above and words else None


def quote_answer(question: str, evidence: Evidence) -> tuple[Quote, ...]:
    """The stretches of the clause that answer `question`, in reading order, contiguous ones joined."""
    text = evidence.clause.text
    several = any(inner.kind is Kind.PARAGRAPH for inner in evidence.inner)
    units = _units(text)
    if len(text) <= (WHOLE_ARTICLE if several else WHOLE_CLAUSE):
        return tuple(_quote(evidence, start, end) for start, end in _runs(units, _to_the_point(question, text, units)))
    kept = _with_lists(text, units, _fitting(question, text, units))
    return tuple(_quote(evidence, start, end) for start, end in _runs(units, kept))


def quote_nearest(question: str, evidence: Evidence) -> tuple[Quote, ...]:
    """The one line or sentence of the clause that is nearest to a question it does not answer.

    A list item comes with the words that lead in to it: （一）故意犯罪 alone says nothing.
    """
    text = evidence.clause.text
    units = _units(text)
    able = [i for i, unit in enumerate(units) if not is_lead_in(text[unit.start : unit.end])] or range(len(units))
    scores = _scores(question, text, units)
    nearest = max(able, key=lambda i: scores[i])
    leads = [lead for lead, items in _lists(text, units) if nearest in items]
    return tuple(_quote(evidence, start, end) for start, end in _runs(units, {nearest, *leads}))


def is_lead_in(words: str) -> bool:
    """Whether a line leads in to a list."""
    return words.rstrip().endswith(("：", ":"))


def is_item(words: str) -> bool:
    """Whether a line is an item of a list."""
    return _item_level(words) > 0


def _units(text: str) -> list[_Unit]:
    units, at = [], 0
    for number, line in enumerate(text.split("\n")):
        spans = sentences(line) if len(line) > LONG_LINE else [(0, len(line))]
        units += [_Unit(at + a, at + b, number) for a, b in spans if b > a]
        at += len(line) + 1
    return units


def _to_the_point(question: str, text: str, units: Sequence[_Unit]) -> set[int]:
    """Of a short clause everything, but for lines on something else: the colours where the light is asked for."""
    scores = _scores(question, text, units)
    if _lists(text, units) or not any(scores) or min(unit.end - unit.start for unit in units) < SHORT_LINE:
        return set(range(len(units)))
    lines = {unit.line for unit, score in zip(units, scores, strict=True) if score}
    return {i for i, unit in enumerate(units) if unit.line in lines}


def _fitting(question: str, text: str, units: Sequence[_Unit]) -> set[int]:
    scores = _scores(question, text, units)
    giving = {
        i
        for i, unit in enumerate(units)
        if not _ALSO_ASKS.search(question) and _gives_figure(question, text[unit.start : unit.end])
    }
    able = giving or set(range(len(units)))
    best = max((scores[i] for i in able), default=0)
    return {i for i in able if scores[i] >= KEPT_SHARE * best and (scores[i] or not best)}


def _scores(question: str, text: str, units: Sequence[_Unit]) -> list[int]:
    """How many of the question's character pairs, words and numbers each unit holds."""
    wanted = {token for token in tokens(question) if len(token) > 1}
    return [len(wanted & set(tokens(text[unit.start : unit.end]))) for unit in units]


def _gives_figure(question: str, words: str) -> bool:
    return any(pattern.search(normalise(words)) for pattern in figures.asked(question))


def _with_lists(text: str, units: Sequence[_Unit], kept: set[int]) -> set[int]:
    """Add to a kept lead-in its items, to a kept item the lead-ins above it, and to both of a short list the rest."""
    full = set(kept)
    for lead, items in _lists(text, units):
        if lead in kept or (full & set(items) and units[items[-1]].end - units[lead].start <= WHOLE_LIST):
            full |= {lead, *items}
        elif full & set(items):
            full.add(lead)
    return full


def _lists(text: str, units: Sequence[_Unit]) -> list[tuple[int, list[int]]]:
    """Every lead-in that ends in ： with the items below it, inner lists before the outer ones that hold them."""
    found: list[tuple[int, list[int]]] = []
    for lead, unit in enumerate(units):
        words = text[unit.start : unit.end]
        if not is_lead_in(words):
            continue
        level, items = _item_level(words), []
        for i in range(lead + 1, len(units)):
            below = _item_level(text[units[i].start : units[i].end])
            if below <= level:
                break
            items.append(i)
        if items:
            found.append((lead, items))
    return found[::-1]


def _item_level(words: str) -> int:
    """How deep in lists a line stands: 0 for none, 1 for （一） or a), 2 for 1) or 1."""
    return next((level for level, pattern in _ITEM_LEVELS if pattern.match(words)), 0)


def _runs(units: Sequence[_Unit], kept: set[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    last = None
    for i in sorted(kept):
        if last is not None and i == last + 1:
            runs[-1] = (runs[-1][0], units[i].end)
        else:
            runs.append((units[i].start, units[i].end))
        last = i
    return runs


def _quote(evidence: Evidence, start: int, end: int) -> Quote:
    words = evidence.clause.text[start:end]
    return Quote(_deepest(evidence, words), words)


def _deepest(evidence: Evidence, words: str) -> Clause:
    """The innermost clause whose text carries the words, so that the citation points as exactly as it can."""
    holders = [inner for inner in evidence.inner if words in inner.text]
    return min(holders, key=lambda clause: len(clause.text), default=evidence.clause)
