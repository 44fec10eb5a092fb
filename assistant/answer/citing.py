"""How a clause is cited in running text."""

from assistant.domain import Citation, Status


def inline(citation: Citation) -> str:
    """《工会法》第十一条第一款; a document that is no norm in force says so."""
    document = citation.document
    standing = "" if document.status is Status.IN_FORCE else f"（{document.status.label}）"
    return f"{document.title}{citation.clause.address}{standing}"
