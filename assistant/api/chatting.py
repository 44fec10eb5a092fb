"""OpenAI-compatible routes, so that chat programs and frameworks can ask the assistant as they ask a model."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.api.chat_shapes import MODEL, USER, ChatCompletion, ChatRequest, ModelList, ModelShape, OpenAIFailure
from assistant.api.failures import OpenAIRoute, openai_body, told
from assistant.api.history import turns
from assistant.api.transcript import Transcript, said
from assistant.contract import Json, answer_json
from assistant.current import Current
from assistant.domain import Answer
from assistant.errors import QuestionError
from assistant.retrieval.opening import NotHeldError

DONE = "data: [DONE]\n\n"
FAILURES: dict[int | str, dict[str, Any]] = {400: {"model": OpenAIFailure}, 500: {"model": OpenAIFailure}}


def router(current: Current) -> APIRouter:
    """The routes over the assistant of now."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI-compatible"], route_class=OpenAIRoute, responses=FAILURES)

    @routes.post("/chat/completions", response_model=ChatCompletion, summary="Answer the last user message")
    def complete(request: ChatRequest) -> Response:
        """Earlier user messages are what a follow-up leans on; system and other messages change nothing.

        The text carries marks [1] and a list of sources; `citations`, `verdict` and `warnings` stand beside it in the
        message, and with `stream` in the last delta.
        """
        answers = _answers(current, request)
        if not request.stream:
            *_, answer = answers
            return JSONResponse(_Reply().whole(answer))
        first = next(answers)  # what cannot be asked is refused before the stream begins
        return StreamingResponse(_events(first, answers), media_type="text/event-stream")

    @routes.get("/models", response_model=ModelList, summary="The one model")
    def models() -> ModelList:
        """The name by which programs choose the assistant."""
        return ModelList()

    @routes.get("/models/{model}", response_model=ModelShape, summary="The one model, by its name")
    def model(model: str) -> ModelShape:
        """The model, if it has this name."""
        if model != MODEL:
            raise NotHeldError(f"没有名为“{model}”的模型。", f"请用 {MODEL}。")
        return ModelShape()

    return routes


def _answers(current: Current, request: ChatRequest) -> Iterator[Answer]:
    questions = [message for message in request.messages if message.role == USER]
    if not questions:
        raise QuestionError("消息里没有用户的问题。", "请至少发送一条 role 为 user 的消息。")
    longest = current.assistant.settings.answer.max_question_length
    *earlier, last = [message.text for message in questions]
    return current.stream(last, turns(earlier, longest))


def _events(first: Answer, rest: Iterator[Answer]) -> Iterator[str]:
    """Server-sent events: a chunk for what is new in each answer, the last one with what it stands on."""
    reply, transcript, answer = _Reply(), Transcript(), first
    yield reply.chunk({"role": "assistant", "content": ""})
    try:
        for following in rest:
            yield from reply.text(transcript.grow(answer))
            answer = following
    except Exception as error:  # noqa: BLE001 - the stream has begun; its error is told within it
        yield _event(openai_body(*told(error)))
        yield DONE
        return
    yield from reply.text(transcript.end(answer))
    yield reply.chunk(_structured(answer), finish="stop")
    yield DONE


@dataclass(frozen=True, slots=True)
class _Reply:
    """What all chunks of one reply share."""

    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> Json:
        """The reply in one piece."""
        message = {"role": "assistant", "content": said(answer), "refusal": None, **_structured(answer)}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return self._shape("chat.completion", choice)

    def text(self, text: str) -> Iterator[str]:
        """A chunk of text, if there is any."""
        if text:
            yield self.chunk({"content": text})

    def chunk(self, delta: Json, finish: str | None = None) -> str:
        """One event of a stream."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event(self._shape("chat.completion.chunk", choice))

    def _shape(self, kind: str, choice: Json) -> Json:
        return {"id": self.id, "object": kind, "created": self.created, "model": MODEL, "choices": [choice]}


def _event(value: Json) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _structured(answer: Answer) -> Json:
    """What a program reads of an answer beside its text."""
    whole = answer_json(answer)
    return {name: whole[name] for name in ("citations", "verdict", "warnings")}
