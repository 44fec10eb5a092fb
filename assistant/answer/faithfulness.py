"""Is a sentence carried by the clauses it cites? Decided by code, for sentences that a chat model worded.

1. A sentence that stands in a clause word for word is carried, unless it is torn out amid what is said there.
2. Every particular (number, date, address, obligation, title, body, rate …) has its counterpart: counterparts.py.
3. What a clause forbids, permits or denies stays so; no momentous word, no opposite, no tail is added: wording.py.
4. Of a sentence that is copied with changes, the changes are looked at: copies.py.

What this cannot see: a condition left out without a trace; two rules of a clause mixed in words of one's own.
`assistant eval` measures how many mutations of real clauses it catches, and how many true paraphrases it lets pass.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.answer.attribution import attributed, place, titles
from assistant.answer.branches import crossed, misplaced, mixed
from assistant.answer.copies import breaks_off, edited, exchanged, says_nothing, stands_whole, torn_out
from assistant.answer.counterparts import without_counterpart
from assistant.answer.objection import Cited, Objection
from assistant.answer.particulars import Sort
from assistant.answer.wording import choices, denied, lost, strange, turned, undenied
from assistant.domain import Evidence
from assistant.text import CJK, normalise


def objections(sentence: str, cited: Sequence[Evidence], question: str = "") -> tuple[Objection, ...]:
    """What of `sentence` the clauses `cited` do not carry; empty where they carry it all.

    `question` lends words, not facts: a run of words that stands in it is not held to be invented. 您 may be whichever
    person a clause speaks of.
    """
    first, *others = (_objections(said, cited, question) for said in _addressed(sentence))
    return () if () in others else first


def _addressed(sentence: str) -> list[str]:
    """The sentence as it stands, and with the persons that 您 may be."""
    persons = PERSONS if re.search("[您你]", sentence) else ()
    return [sentence, *(re.sub("[您你]", person, sentence) for person in persons)]


def _objections(sentence: str, cited: Sequence[Evidence], question: str) -> tuple[Objection, ...]:
    said = _plain(sentence)
    cited = attributed(said, cited)
    sources = tuple(_plain(text) for each in cited for text in _texts(each))
    if not sources or says_nothing(said):
        return (Objection(Sort.WORDS, sentence),)
    clauses = Cited(
        sources,
        frozenset(name for each in cited for name in titles(each.document)),
        frozenset(value for each in cited for value in _own_addresses(each)),
        _plain(question),
    )
    copied = said.rstrip("。;")
    standing = [source for source in sources if copied in source]
    whole = [source for source in standing if stands_whole(copied, source)]
    if any(not torn_out(copied, source) for source in whole):
        return tuple(breaks_off(said, clauses))
    if standing and not whole:
        return (Objection(Sort.WORDS, sentence),)
    return tuple(dict.fromkeys(objection for check in CHECKS for objection in check(said, clauses)))


PERSONS = ("", "劳动者", "职工", "当事人", "申请人")
"""Whom a sentence with 您 may speak to; not employers and authorities, whose duties are others'."""
CHECKS = (
    *(without_counterpart, mixed, misplaced, crossed, lost, denied, undenied, turned),
    *(choices, strange, edited, exchanged, breaks_off),
)


def _plain(text: str) -> str:
    """Normalised, without spaces between Chinese characters."""
    return re.sub(rf"(?<=[{CJK},。;:、()]) (?=.)|(?<=.) (?=[{CJK},。;:、()])", "", normalise(text))


def _texts(evidence: Evidence) -> Iterator[str]:
    """The clause, and what leads in to it where it is an item of a list."""
    yield evidence.clause.text
    yield from (f"{each.clause.text}" for each in evidence.context if each.relation == "lead_in")
    yield " ".join((*evidence.clause.heading_path, evidence.clause.title))


def _own_addresses(evidence: Evidence) -> Iterator[str]:
    for clause in (evidence.clause, *evidence.inner):
        yield from place(clause.address)
        yield from re.findall(r"\d+(?:\.\d+)*", clause.address)
