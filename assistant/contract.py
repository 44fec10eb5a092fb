"""The JSON shapes other tools rely on: pure functions from the domain to plain values."""

from typing import Any

from assistant.domain import Answer, Citation, Clause, Document, Evidence, ParsedDocument, Statement

Json = dict[str, Any]


def answer_json(answer: Answer) -> Json:
    """What `assistant ask --json` prints."""
    return {
        "question": answer.question,
        "searched": answer.searched,
        "verdict": answer.verdict.value,
        "statements": [_statement(statement) for statement in answer.statements],
        "citations": [_citation(citation) for citation in answer.citations],
        "warnings": list(answer.warnings),
        "timings_ms": {stage: round(spent, 1) for stage, spent in answer.timings_ms.items()},
        "corpus_version": answer.corpus_version,
        "model": answer.model,
    }


def _statement(statement: Statement) -> Json:
    return {
        "text": statement.text,
        "citations": list(statement.citations),
        "heading": statement.heading,
        "worded": statement.worded,
    }


def _citation(citation: Citation) -> Json:
    clause, document = citation.clause, citation.document
    return {
        "n": citation.n,
        "document": {
            "id": document.id,
            "title": document.title,
            "number": document.number,
            "family": document.family.value,
            "status": document.status.value,
        },
        "clause": {
            "address": clause.address,
            "title": clause.title,
            "heading_path": list(clause.heading_path),
            "page": clause.page,
            "ocr": clause.is_ocr,
            "obligation": clause.obligation.value,
        },
        "quote": citation.quote,
        "score": citation.score,
    }


def search_json(query: str, evidence: tuple[Evidence, ...]) -> Json:
    """What `assistant search --json` prints."""
    return {
        "query": query,
        "results": [
            {
                "rank": rank,
                "clause_id": each.clause.id,
                "document": each.document.given_title or each.document.title,
                "address": each.clause.address,
                "text": each.clause.text,
                "score": round(each.score, 4),
            }
            for rank, each in enumerate(evidence, 1)
        ],
    }


def found_json(query: str, evidence: tuple[Evidence, ...]) -> Json:
    """As `search_json`, with the standing of each text."""
    found = search_json(query, evidence)
    results = [
        {**result, "status": each.document.status.value}
        for result, each in zip(found["results"], evidence, strict=True)
    ]
    return {**found, "results": results}


def document_json(document: Document) -> Json:
    """One document as `corpus list` and `corpus clauses` print it."""
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "family": document.family.value,
        "status": document.status.value,
        "issued": document.issued.isoformat() if document.issued else None,
        "effective": document.effective.isoformat() if document.effective else None,
        "sha256": document.sha256,
        "origin": document.origin,
        "note": document.note,
        "replaces": document.replaces,
        "history": list(document.history),
    }


def cited_json(document: Document, clause: Clause | None, style: str, text: str) -> Json:
    """What `assistant cite --json` prints; `address` and `clause_id` are null where the whole document is cited."""
    return {
        "document": document_json(document),
        "address": clause.address if clause else None,
        "clause_id": clause.id if clause else None,
        "style": style,
        "text": text,
        "status": document.status.value,
        "badge": document.badge,
        "ocr": clause is not None and clause.is_ocr,
    }


def clauses_json(parsed: ParsedDocument) -> Json:
    """What `assistant corpus clauses --json` prints."""
    return {
        "document": document_json(parsed.document),
        "clauses": [clause_json(clause) for clause in parsed.clauses],
        "emendations": [
            {"stood": e.stood, "stands": e.stands, "why": e.why, "start": e.source_start} for e in parsed.emendations
        ],
        "set_aside": [{"reason": s.reason, "start": s.start, "end": s.end} for s in parsed.set_aside],
        "warnings": list(parsed.warnings),
        "unsure": list(parsed.unsure),
    }


def clause_json(clause: Clause) -> Json:
    """One clause as `corpus clauses` prints it."""
    return {
        "id": clause.id,
        "address": clause.address,
        "kind": clause.kind.value,
        "label": clause.label,
        "title": clause.title,
        "heading_path": list(clause.heading_path),
        "text": clause.text,
        "page": clause.page,
        "start": clause.start,
        "end": clause.end,
        "obligation": clause.obligation.value,
        "ocr": clause.is_ocr,
        "references": [
            {"words": each.words, "document": each.document, "address": each.target} for each in clause.references
        ],
    }
