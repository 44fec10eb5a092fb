"""The assistant as a LlamaIndex query engine."""

import asyncio

from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.query_engine import BaseQueryEngine
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.api.transcript import said
from assistant.contract import answer_json
from assistant.domain import Answer, Citation
from assistant.service import Assistant


class AssistantQueryEngine(BaseQueryEngine):
    """Answers as `Assistant.ask` does.

    A response holds the text with marks and sources, as source nodes the clauses cited, and as metadata `verdict`,
    `citations`, `warnings` and `searched`. Retrieval and composing are not two parts that could be exchanged here:
    whether the texts answer at all is decided between them, by signals that are no text.
    """

    def __init__(self, assistant: Assistant, callback_manager: CallbackManager | None = None) -> None:
        super().__init__(callback_manager)
        self._assistant = assistant

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """The clauses found for a query, best first."""
        return self._assistant.retriever.retrieve(query_bundle)

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return response(self._assistant.ask(query_bundle.query_str))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def response(answer: Answer) -> Response:
    """An answer as a LlamaIndex response."""
    whole = answer_json(answer)
    nodes = {each.clause.id: _node(each) for each in reversed(answer.citations)}
    metadata = {name: whole[name] for name in ("verdict", "citations", "warnings", "searched")}
    return Response(said(answer), source_nodes=[*reversed(nodes.values())], metadata=metadata)


def _node(citation: Citation) -> NodeWithScore:
    document, clause = citation.document, citation.clause
    metadata = {
        "document": document.title,
        "number": document.number,
        "address": clause.address,
        "status": document.status.value,
        "heading_path": " > ".join(clause.heading_path),
        "page": clause.page,
    }
    return NodeWithScore(node=TextNode(id_=clause.id, text=clause.text, metadata=metadata), score=citation.score)
