"""Nothing is said that a verified quote or a verified clause does not carry."""

from collections.abc import Sequence

from assistant.answer.faithfulness import objections
from assistant.domain import Answer, Citation, Evidence, Statement
from assistant.errors import InternalError


def stands(citation: Citation) -> bool:
    """Whether the quoted words stand in the cited clause, character for character."""
    return bool(citation.quote) and citation.quote in citation.clause.text


def carried(statement: Statement, citations: Sequence[Citation], question: str = "") -> bool:
    """Whether the citations of a statement carry it: its words stand in a quote, or, reworded, in the clauses cited."""
    cited = [citation for citation in citations if citation.n in statement.citations]
    if not statement.worded:
        return any(statement.text in citation.quote for citation in cited)
    evidence = [Evidence(citation.document, citation.clause, citation.score) for citation in cited]
    return bool(cited) and not objections(statement.text, evidence, question)


def verify(answer: Answer) -> Answer:
    """`answer` itself, or InternalError where a quote does not stand or a statement is not carried by its citations."""
    for citation in answer.citations:
        if not stands(citation):
            raise InternalError(f"{citation.clause.id} 的引文与条款不一致。", "请把这个问题报告给开发者。")
    for statement in answer.statements:
        if not carried(statement, answer.citations, f"{answer.question} {answer.searched}"):
            raise InternalError(f"“{statement.text[:20]}”没有引文支持。", "请把这个问题报告给开发者。")
    return answer
