"""The order of an answer's statements and what they are shown under."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from assistant import figures
from assistant.answer.quoting import is_item, is_lead_in
from assistant.domain import Document, Evidence, Family, Obligation, Statement
from assistant.parsing.obligation import obligation
from assistant.text import normalise, sentences

Said = tuple[Statement, Evidence]
"""A statement and the clause it is quoted from."""

BY_OBLIGATION = (
    (Obligation.REQUIREMENT, "要求（应）"),
    (Obligation.RECOMMENDATION, "推荐（宜）"),
    (Obligation.PERMISSION, "允许（可）"),
    (Obligation.STATEMENT, "说明"),
)
"""The verbs of GB/T 1.1—2020, appendix C, in the order in which a reader needs them."""

FEWEST_TO_GROUP = 3
"""Fewer sentences need no headings by obligation."""

_NUMBERED = re.compile(r"^[\d.]+\s*")
_LEANS = re.compile("前款|前项|前述|上述|该|其|此|这|但|并|同时|否则|也|还|以上|逾期")
"""A sentence that begins so is not understood without the one before it."""


def under_headings(question: str, said: Sequence[Said]) -> list[Statement]:
    """The statements in the order they are read in, each with its heading."""
    groups = [(evidence, list(group)) for evidence, group in _by_clause(said)]
    if not groups:
        return []
    if len(groups) == 1:
        evidence, statements = groups[0]
        return _by_obligation(evidence.document, statements) or _direct_first(question, statements)
    headings = _headings([evidence for evidence, _ in groups])
    first = True
    found: list[Statement] = []
    for (_, statements), heading in zip(groups, headings, strict=True):
        ordered = _direct_first(question, statements) if first else statements
        found += [replace(statement, heading=heading) for statement in ordered]
        first = False
    return found


def _by_clause(said: Sequence[Said]) -> Iterator[tuple[Evidence, list[Statement]]]:
    for _, group in groupby(said, key=lambda each: each[1].clause.id):
        pairs = list(group)
        yield pairs[0][1], [statement for statement, _ in pairs]


def _headings(evidence: Sequence[Evidence]) -> list[str]:
    """What parts the clauses from each other: their aspect, their zone and aspect, or their text."""
    documents = {each.document.id for each in evidence}
    if len(documents) > 1:
        names = [each.document.name for each in evidence]
        higher = evidence[0].document.family is not Family.LAW
        laws = [higher and each.document.family is Family.LAW for each in evidence]
        return [f"法律的规定：{name}" if law else name for name, law in zip(names, laws, strict=True)]
    titles = [each.clause.title for each in evidence]
    if not all(titles):
        return [""] * len(evidence)
    above = [_NUMBERED.sub("", each.clause.heading_path[-1]) if each.clause.heading_path else "" for each in evidence]
    if len(set(above)) == 1:
        return titles
    return [f"{zone}：{title}" if zone else title for zone, title in zip(above, titles, strict=True)]


def _by_obligation(document: Document, statements: Sequence[Statement]) -> list[Statement]:
    """The sentences of a standard's clause by 应, 宜, 可; none where it is a list or they all say alike."""
    if document.family is not Family.STANDARD or any(is_item(s.text) or is_lead_in(s.text) for s in statements):
        return []
    cut = [replace(s, text=s.text[a:b]) for s in statements for a, b in sentences(s.text)]
    kinds = [obligation(each.text, document) for each in cut]
    if len(cut) < FEWEST_TO_GROUP or len(set(kinds)) < 2 or any(_LEANS.match(each.text) for each in cut):
        return []
    pairs = list(zip(cut, kinds, strict=True))
    return [replace(each, heading=name) for kind, name in BY_OBLIGATION for each, own in pairs if own is kind]


def _direct_first(question: str, statements: Sequence[Statement]) -> list[Statement]:
    """The sentence that gives the figure asked for goes before the others of its clause."""
    patterns = figures.asked(question)
    if not patterns or any(is_item(each.text) or is_lead_in(each.text) for each in statements):
        return list(statements)
    cut = [replace(s, text=s.text[a:b]) for s in statements for a, b in sentences(s.text)]
    gives = [all(pattern.search(normalise(each.text)) for pattern in patterns) for each in cut]
    if True not in gives or gives[0]:
        return list(statements)
    at = gives.index(True)
    if _LEANS.match(cut[at].text) or (at + 1 < len(cut) and _LEANS.match(cut[at + 1].text)):
        return list(statements)
    return [cut[at], *cut[:at], *cut[at + 1 :]]
