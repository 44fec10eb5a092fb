"""An answer composed from quoted clauses, without a model: there is nothing that could invent."""

from collections.abc import Sequence

from assistant.answer.phrases import (
    MISSING_FIGURE,
    MISSING_FIGURE_HERE,
    NEAREST,
    NOT_COVERED,
    NOTHING_NEAR,
    ocr_warning,
    status_warning,
)
from assistant.answer.quoting import Quote, quote_answer, quote_clause, quote_lead_in, quote_nearest
from assistant.answer.verifying import verify
from assistant.domain import Answer, Citation, Evidence, Family, Statement, Status, Verdict

SUPPORT_SHARE = 0.95
"""A further clause is quoted when its score reaches this share of the best one's."""

NORM_DEPTH = 5
NORM_SHARE = 0.7
"""A standard in force among the first five, with this share of a reference's score, goes before the reference."""


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
        refusal = [
            NOT_COVERED,
            *([MISSING_FIGURE] if figure_missing and used else []),
            NEAREST if used else NOTHING_NEAR,
        ]
        warnings = [*warnings, "".join(refusal)]
    else:
        warnings = [*warnings, *([MISSING_FIGURE_HERE] if figure_missing else [])]
        used = supporting(evidence, max_clauses)
        quotes = [(each, quote_clause(each) if each.exact else quote_answer(searched, each)) for each in used]
    statements, citations = _quoted(quotes)
    statuses = dict.fromkeys(filter(None, (status_warning(citation.document) for citation in citations)))
    recognised = dict.fromkeys(ocr_warning(c.document, c.clause.page) for c in citations if c.clause.is_ocr)
    warnings = (*warnings, *statuses, *recognised)
    return verify(Answer(question, searched, verdict, tuple(statements), tuple(citations), warnings))


def supporting(evidence: Sequence[Evidence], most: int) -> list[Evidence]:
    """The best clause and those nearly as good; clauses that were named are all there is.

    Where a reference is best, standards and official documents in force on the same question go before it.
    """
    exact = [each for each in evidence if each.exact]
    if exact or not evidence:
        return exact
    best = evidence[0]
    kept = [each for each in evidence[:most] if each.score >= SUPPORT_SHARE * best.score]
    if best.document.status is Status.REFERENCE:
        norms = [each for each in evidence[:NORM_DEPTH] if _is_norm(each) and each.score >= NORM_SHARE * best.score]
        kept = [*norms, *(each for each in kept if each not in norms)][:most]
    return kept


def _is_norm(evidence: Evidence) -> bool:
    document = evidence.document
    return document.status is Status.IN_FORCE and document.family in (Family.STANDARD, Family.OFFICIAL)


def _quoted(quoted: Sequence[tuple[Evidence, tuple[Quote, ...]]]) -> tuple[list[Statement], list[Citation]]:
    statements: list[Statement] = []
    citations: list[Citation] = []
    for evidence, quotes in quoted:
        for quote in quotes:
            citation = _citation(len(citations) + 1, quote, evidence)
            citations.append(citation)
            said = [Statement(line, (citation.n,)) for line in quote.lines]
            lead_in = quote_lead_in(evidence)
            if lead_in is not None:
                citations.append(_citation(len(citations) + 1, lead_in, evidence))
                said = [Statement(lead_in.words, (len(citations),)), *said]
            statements += said
    return statements, citations


def _citation(number: int, quote: Quote, evidence: Evidence) -> Citation:
    return Citation(number, evidence.document, quote.clause, quote.words, round(evidence.score, 4))
