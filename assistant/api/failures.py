"""The one place where an exception becomes a response of the API."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from assistant.errors import AssistantError, UsageError
from assistant.faults import record
from assistant.retrieval.opening import NotHeldError

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Body = Callable[[int, AssistantError], dict[str, Any]]

MAX_BODY = 2**20
"""Bytes of a request: hundreds of the longest questions."""
NOT_JSON = UsageError("请求正文不是有效的 JSON。", "请对照 /docs 里的格式改正。")
BAD_REQUEST, NOT_FOUND, NOT_ALLOWED, TOO_LARGE, FAULT = 400, 404, 405, 413, 500


def told(error: Exception) -> tuple[int, AssistantError]:
    """The status of a response and what it says; an unexpected error is recorded in a log."""
    match error:
        case NotHeldError():
            return NOT_FOUND, error
        case UsageError():
            return BAD_REQUEST, error
        case RequestValidationError():
            return BAD_REQUEST, _invalid(error)
        case HTTPException(status_code=400):
            return BAD_REQUEST, NOT_JSON
        case HTTPException(status_code=405):
            methods = (error.headers or {}).get("Allow", "")
            return NOT_ALLOWED, UsageError("这个接口不接受这种请求方法。", f"请改用 {methods}，格式见 /docs。")
        case HTTPException(status_code=413):
            return TOO_LARGE, UsageError("请求太大。", "请缩短问题或减少历史消息后再试。")
        case _:
            return FAULT, record(error)


def _invalid(error: RequestValidationError) -> UsageError:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part != "body") or "请求正文"
    if first["type"] == "json_invalid":
        return NOT_JSON
    what = "没有给出" if first["type"] == "missing" else "不在允许的范围，或类型不对"
    return UsageError(f"请求的 {place} {what}。", "请对照 /docs 里的格式改正。")


def plain_body(_status: int, error: AssistantError) -> dict[str, Any]:
    """An error as the project's own routes give it."""
    return {"error": {"what_happened": error.what_happened, "what_to_do": error.what_to_do}}


def openai_body(status: int, error: AssistantError) -> dict[str, Any]:
    """An error as OpenAI's routes give it."""
    kind = "server_error" if status == FAULT else "invalid_request_error"
    code = {NOT_FOUND: "model_not_found", FAULT: "internal_error"}.get(status)
    return {"error": {"message": str(error), "type": kind, "param": None, "code": code}}


def _bounded(receive: Receive) -> Receive:
    """`receive`, up to MAX_BODY bytes of a body."""
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY:
            raise HTTPException(TOO_LARGE)
        return message

    return bounded


class PlainRoute(APIRoute):
    """A route with a bounded body, whose errors say what happened and what to do."""

    body: Body = staticmethod(plain_body)

    def get_route_handler(self) -> Handler:
        """The handler, with every exception turned into a response."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(Request(request.scope, _bounded(request.receive)))
            except Exception as error:  # noqa: BLE001 - the server stays up whatever happens to one request
                status, said = told(error)
                return JSONResponse(self.body(status, said), status, getattr(error, "headers", None))

        return handled


class OpenAIRoute(PlainRoute):
    """A route whose errors have the shape of OpenAI's."""

    body: Body = staticmethod(openai_body)
