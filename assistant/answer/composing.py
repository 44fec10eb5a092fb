"""An answer composed from quoted clauses, without a model: there is nothing that could invent.

1. choosing.py says which clauses answer; quoting.py which of their words.
2. The direct sentence comes first: the one that gives the figure asked for, where it does not stand first anyway.
3. Statements are shown under headings: the aspects of a zone, 应 / 宜 / 可 of a standard, the texts where there are
   several; what a law says otherwise comes last, under its own.
"""

from collections.abc import Sequence

from assistant.answer.choosing import differ, supporting
from assistant.answer.headings import Said, under_headings
from assistant.answer.phrases import (
    MISSING_FIGURE,
    MISSING_FIGURE_HERE,
    NEAREST,
    NOT_COVERED,
    NOTHING_NEAR,
    ask_whom,
    conflict_warning,
    ocr_warning,
    status_warning,
)
from assistant.answer.quoting import Quote, quote_answer, quote_clause, quote_lead_in, quote_nearest
from assistant.answer.verifying import verify
from assistant.domain import Answer, Citation, Evidence, Family, Statement, Verdict


def compose(
    question: str,
    searched: str,
    evidence: Sequence[Evidence],
    verdict: Verdict,
    *,
    max_clauses: int,
    warnings: Sequence[str] = (),
    figure_missing: bool = False,
    near: bool = True,
) -> Answer:
    """A verified answer: quotes of the best clauses, or under a refusal of the nearest ones, if any are near."""
    if verdict is Verdict.NOT_COVERED:
        used = list(evidence[:max_clauses]) if near else []
        quotes = [(each, quote_nearest(searched, each)) for each in used]
        warnings = [*warnings, _refusal(used, figure_missing=figure_missing)]
    else:
        used = supporting(searched, evidence, max_clauses)
        quotes = [(each, quote_clause(each) if each.exact else quote_answer(searched, each)) for each in used]
        warnings = [*warnings, *([MISSING_FIGURE_HERE] if figure_missing else []), *_conflicts(searched, used)]
    said, citations = _quoted(quotes)
    statements = under_headings(searched, said) if verdict is not Verdict.NOT_COVERED else [s for s, _ in said]
    statuses = dict.fromkeys(filter(None, (status_warning(citation.document) for citation in citations)))
    recognised = dict.fromkeys(ocr_warning(c.document, c.clause.page) for c in citations if c.clause.is_ocr)
    warnings = (*warnings, *statuses, *recognised)
    return verify(Answer(question, searched, verdict, tuple(statements), tuple(citations), warnings))


def _refusal(nearest: Sequence[Evidence], *, figure_missing: bool) -> str:
    """That the texts held do not say it, what is shown instead, and who may know."""
    if not nearest:
        return NOT_COVERED + NOTHING_NEAR
    missing = MISSING_FIGURE if figure_missing else ""
    return NOT_COVERED + missing + NEAREST + ask_whom(nearest[0].document)


def _conflicts(searched: str, used: Sequence[Evidence]) -> list[str]:
    first = used[0] if used else None
    laws = [each for each in used[1:] if each.document.family is Family.LAW and not each.exact]
    if first is None or first.document.family is Family.LAW:
        return []
    return [conflict_warning(first.document, law.document) for law in laws if differ(searched, first, law)]


def _quoted(quoted: Sequence[tuple[Evidence, tuple[Quote, ...]]]) -> tuple[list[Said], list[Citation]]:
    said: list[Said] = []
    citations: list[Citation] = []
    for evidence, quotes in quoted:
        for quote in quotes:
            citation = _citation(len(citations) + 1, quote, evidence)
            citations.append(citation)
            lines = [(Statement(line, (citation.n,)), evidence) for line in quote.lines]
            lead_in = quote_lead_in(evidence)
            if lead_in is not None:
                citations.append(_citation(len(citations) + 1, lead_in, evidence))
                lines = [(Statement(lead_in.words, (len(citations),)), evidence), *lines]
            said += lines
    return said, citations


def _citation(number: int, quote: Quote, evidence: Evidence) -> Citation:
    return Citation(number, evidence.document, quote.clause, quote.words, round(evidence.score, 4))
