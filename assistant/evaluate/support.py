"""Does what is said stand on what is cited? Statement by statement, against the clauses as the corpus holds them.

Citation recall and precision at the level of statements are those of Gao et al. 2023, Enabling Large Language Models to
Generate Text with Citations (ALCE): a statement is supported when its citations together carry it; a citation counts as
precise when it carries the statement alone, or when the others do not without it. Entailment is decided by code: words
that are quoted stand in the quote, words of a model by answer.faithfulness.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer.particulars import Sort, particulars
from assistant.answer.verifying import carried
from assistant.domain import Answer, Citation, Corpus, Statement
from assistant.evaluate.metrics import share
from assistant.text import normalise

FIGURES = frozenset({Sort.NUMBER, Sort.DATE, Sort.RATE})
VERBS = frozenset({Sort.OBLIGATION})


@dataclass(frozen=True, slots=True)
class Support:
    """One statement: whether it cites anything, is supported, which citations are precise, what of it is faithful.

    `figures` and `verbs` are None where the statement has none.
    """

    cited: bool
    supported: bool
    precise: tuple[bool, ...]
    figures: bool | None
    verbs: bool | None
    worded: bool


def support(answer: Answer, corpus: Corpus) -> tuple[Support, ...]:
    """Every statement of `answer`, judged by the clauses that `corpus` holds."""
    held = [citation for citation in answer.citations if is_verbatim(citation, corpus)]
    return tuple(_support(statement, held, f"{answer.question} {answer.searched}") for statement in answer.statements)


def is_verbatim(citation: Citation, corpus: Corpus) -> bool:
    """Whether the quote stands, character for character, in the clause that the corpus holds."""
    clause = corpus.clause(citation.clause.id)
    return clause is not None and bool(citation.quote) and citation.quote in clause.text


def support_figures(judged: Sequence[Support]) -> dict[str, float]:
    """Shares over all statements; 1 where there is nothing to judge."""
    return {
        "statements_cited": _share([one.cited for one in judged]),
        "citation_precision": _share([each for one in judged for each in one.precise]),
        "citation_recall": _share([one.supported for one in judged]),
        "faithful_figures": _share([one.figures for one in judged if one.figures is not None]),
        "faithful_verbs": _share([one.verbs for one in judged if one.verbs is not None]),
    }


def _share(found: Sequence[bool]) -> float:
    return share(sum(found), len(found), of_nothing=1)


def _support(statement: Statement, held: Sequence[Citation], asked: str) -> Support:
    cited = [citation for citation in held if citation.n in statement.citations]
    supported = bool(cited) and carried(statement, held, asked)
    return Support(
        cited=bool(statement.citations),
        supported=supported,
        precise=tuple(_precise(number, statement, held, asked) for number in statement.citations),
        figures=_faithful(statement, cited, FIGURES),
        verbs=_faithful(statement, cited, VERBS),
        worded=statement.worded,
    )


def _precise(number: int, statement: Statement, held: Sequence[Citation], asked: str) -> bool:
    others = tuple(each for each in statement.citations if each != number)
    alone = carried(replace(statement, citations=(number,)), held, asked)
    together = carried(statement, held, asked)
    return alone or (together and not carried(replace(statement, citations=others), held, asked))


def _faithful(statement: Statement, cited: Sequence[Citation], sorts: frozenset[Sort]) -> bool | None:
    """Whether every figure or verb of the statement stands in a clause cited; None where it has none."""
    said = set(_values(statement.text, sorts))
    if not said:
        return None
    return said <= {value for citation in cited for value in _values(citation.clause.text, sorts)}


def _values(text: str, sorts: frozenset[Sort]) -> Iterator[str]:
    yield from (each.value for each in particulars(normalise(text)) if each.sort in sorts and not each.loose)
