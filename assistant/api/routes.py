"""The routes of the project's own under /v1: ask, search, and look at what is held."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from assistant.answer.citing import Style, reference
from assistant.api.checking import opened_clause
from assistant.api.failures import PlainRoute
from assistant.api.history import turns
from assistant.api.shapes import EXAMPLE, FAILURES, AnswerShape, AskRequest, DocumentsShape, OpenedClause, SearchShape
from assistant.contract import answer_json, clause_json, document_json, found_json
from assistant.current import Current
from assistant.domain import Clause
from assistant.retrieval.opening import NotHeldError
from assistant.service import Assistant

MOST_RESULTS = 100
NOT_HELD: dict[int | str, dict[str, Any]] = {404: {**FAILURES[400], "description": "no such clause is held"}}


def router(current: Current) -> APIRouter:
    """The routes over the assistant of now."""
    routes = APIRouter(prefix="/v1", tags=["assistant"], route_class=PlainRoute, responses=FAILURES)

    @routes.post("/ask", response_model=AnswerShape, summary="Answer a question from quoted clauses")
    def ask(asked: AskRequest) -> JSONResponse:
        """Every statement cites clauses whose quoted words stand in them character for character.

        A question that the texts do not answer is no error: its verdict is `not_covered`.
        """
        longest = current.assistant.settings.answer.max_question_length
        return JSONResponse(answer_json(current.ask(asked.question, turns(asked.history, longest))))

    @routes.get("/search", response_model=SearchShape, summary="The clauses nearest to a query")
    def search(
        q: Annotated[str, Query(description="what to look for", examples=[EXAMPLE])],
        k: Annotated[int, Query(ge=1, le=MOST_RESULTS, description="how many clauses")] = 10,
    ) -> JSONResponse:
        """Best first; a clause that is named (工会法第十一条) comes first with score 1."""
        return JSONResponse(found_json(q, current.assistant.search(q, k)))

    @routes.get("/documents", response_model=DocumentsShape, summary="The documents held")
    def documents() -> JSONResponse:
        """Title pages of the texts that ship and of those that were added."""
        assistant = current.assistant
        pages = [document_json(parsed.document) for parsed in assistant.corpus.documents]
        return JSONResponse({"corpus_version": assistant.index.manifest.corpus, "documents": pages})

    @routes.get(
        "/clauses/{clause_id:path}",
        response_model=OpenedClause,
        responses=NOT_HELD,
        summary="One clause with its standing and neighbours",
    )
    def clause(
        clause_id: Annotated[
            str, Path(description="document#address, percent-encoded", examples=["trade-union-law#第十一条"])
        ],
    ) -> JSONResponse:
        """Opens a clause by the `clause_id` of a search result, or by document and address of a citation."""
        document, at, address = clause_id.partition("#")
        if not at:
            raise NotHeldError(f"“{clause_id}”不是条款编号。", "请写成 文件编号#条款号，其中 # 写作 %23。")
        return JSONResponse(opened(current.assistant, document, address))

    return routes


def opened(assistant: Assistant, document_name: str, address: str) -> dict[str, Any]:
    """A clause as OpenedClause describes it; NotHeldError where it is not held."""
    document, clause = opened_clause(assistant, document_name, address)
    corpus = assistant.corpus
    before, after = corpus.neighbours(clause)
    return {
        "document": document_json(document),
        "badge": document.badge,
        "clause": clause_json(clause),
        "citations": {
            style.value: reference(document, style, address=clause.address, is_ocr=clause.is_ocr) for style in Style
        },
        "parent": _beside(corpus.parent(clause)),
        "previous": _beside(before),
        "next": _beside(after),
        "children": [_beside(child) for child in corpus.children(clause)],
    }


def _beside(clause: Clause | None) -> dict[str, str] | None:
    return {"id": clause.id, "address": clause.address, "title": clause.title} if clause else None
