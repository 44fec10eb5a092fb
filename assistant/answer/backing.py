"""The quotes that carry a sentence which a chat model worded, pointing as exactly as they can."""

import re
from collections.abc import Iterator, Sequence

from assistant.answer.faithfulness import objections
from assistant.answer.quoting import Quote, is_lead_in, quote_answer
from assistant.answer.verifying import carried
from assistant.domain import Citation, Evidence, Relation, Statement
from assistant.text import tokens

TORN_SHARE = 0.8
"""Share of the pairs of characters of a sentence that one item of a list has; or of the item, that the sentence has."""
_NEGATES = re.compile("[不禁无未非勿除]")


def backing(text: str, evidence: Sequence[Evidence], question: str) -> tuple[Citation, ...]:
    """Citations of the clauses that together carry `text`, numbered from 1; none where they do not.

    The clauses as they were found must carry it, and so must what is cited of them. Tried in turn: the parts of the
    clauses that hold the fitting words, the whole clauses, and these with what leads in to them, for the verb of a list
    stands there.
    """
    if objections(text, evidence, question):
        return ()
    for quoted in (list(_parts(text, evidence)), list(_wholes(text, evidence)), list(_with_leads(text, evidence))):
        citations = tuple(
            Citation(n, each.document, quote.clause, quote.words, round(each.score, 4))
            for n, (each, quote) in enumerate(quoted, 1)
        )
        statement = Statement(text, tuple(citation.n for citation in citations), worded=True)
        if carried(statement, citations, question):
            return citations
    return ()


def is_torn_out(text: str, evidence: Evidence) -> bool:
    """Whether `text` tells an item of a list without what the list is of: 不得有下列行为 makes its items wrong.

    It does where it is little more than the item, or where it lost the negation that leads in to the list.
    """
    said = _pairs(text)
    for lead, item in _items(evidence):
        held = len(said & _pairs(item))
        is_bare = held >= TORN_SHARE * len(said)
        is_turned = held >= TORN_SHARE * len(_pairs(item)) and bool(_NEGATES.search(lead)) and not _NEGATES.search(text)
        if is_bare or is_turned:
            return True
    return False


def _items(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The lines of a clause that a lead-in stands above, each with it: in the clause, or above the item it is."""
    above = [each.clause.text for each in evidence.context if each.relation is Relation.LEAD_IN]
    lead = next((line for text in above for line in text.split("\n") if is_lead_in(line)), "")
    for line in evidence.clause.text.split("\n"):
        if is_lead_in(line):
            lead = line
        elif lead:
            yield lead, line


def _pairs(text: str) -> set[str]:
    return {token for token in tokens(text) if len(token) > 1}


Quoted = Iterator[tuple[Evidence, Quote]]


def _parts(text: str, evidence: Sequence[Evidence]) -> Quoted:
    return ((each, quote) for each in evidence for quote in quote_answer(text, each))


def _wholes(text: str, evidence: Sequence[Evidence]) -> Quoted:
    return ((each, Quote(each.clause, quote.words)) for each, quote in _parts(text, evidence))


def _with_leads(text: str, evidence: Sequence[Evidence]) -> Quoted:
    for each in evidence:
        for related in each.context:
            if related.relation is Relation.LEAD_IN and related.clause.text:
                above = Evidence(related.document, related.clause, each.score)
                yield from ((above, Quote(related.clause, quote.words)) for quote in quote_answer(text, above))
    yield from _wholes(text, evidence)
