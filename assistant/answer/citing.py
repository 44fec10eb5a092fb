"""How a clause is cited in running text."""

from assistant.domain import Citation, Status

OCR_LABEL = "OCR 识别文字"


def inline(citation: Citation) -> str:
    """《工会法》第十一条第一款; what is no norm in force, or was recognised by OCR, says so."""
    document = citation.document
    marks = [] if document.status is Status.IN_FORCE else [document.badge]
    marks += [OCR_LABEL] if citation.clause.is_ocr else []
    standing = f"（{'；'.join(marks)}）" if marks else ""
    return f"{document.title}{citation.clause.address}{standing}"
