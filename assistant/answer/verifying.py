"""Nothing is said that a verified quote does not carry."""

from assistant.domain import Answer, Citation
from assistant.errors import InternalError


def stands(citation: Citation) -> bool:
    """Whether the quoted words stand in the cited clause, character for character."""
    return bool(citation.quote) and citation.quote in citation.clause.text


def verify(answer: Answer) -> Answer:
    """`answer` itself, or InternalError where a quote does not stand or a statement has no quote that carries it."""
    citations = {citation.n: citation for citation in answer.citations}
    for citation in answer.citations:
        if not stands(citation):
            raise InternalError(f"{citation.clause.id} 的引文与条款不一致。", "请把这个问题报告给开发者。")
    for statement in answer.statements:
        quotes = [citations[n].quote for n in statement.citations if n in citations]
        if not any(statement.text in quote for quote in quotes):
            raise InternalError(f"“{statement.text[:20]}”没有引文支持。", "请把这个问题报告给开发者。")
    return answer
