"""The chat model that words answers: any OpenAI-compatible endpoint, through LlamaIndex.

A thread reads from the endpoint while the caller waits, at most until the deadline: a server that stalls, trickles or
never ends holds nobody up. Nothing that a server sends stands in an error, for it may repeat the key.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.answer.reasoning import without_reasoning
from assistant.errors import ModelFault
from assistant.settings import ModelSettings

if TYPE_CHECKING:
    import httpx
    from llama_index.llms.openai_like import OpenAILike

MAX_TEXT = 20_000
MAX_WITH_REASONING = 100_000
"""Characters; max_tokens asks for far fewer, a server that does not heed it is cut off."""
MAX_BYTES = 32 * 1024 * 1024
"""Each word comes in an event of a few hundred bytes."""
NO_KEY = "none"
"""Sent where no key is set: with an empty one the client would take OPENAI_API_KEY, which is for someone else."""

TOO_SLOW = "等了太久"
TOO_LONG = "回答没有止境"
NO_TEXT = "没有给出文字"
NOT_UNDERSTOOD = "回应看不懂，可能不是 OpenAI 兼容的接口"
BROKEN_OFF = "连接中断"

_BY_STATUS = {
    400: "请求被拒绝，可能是模型名称不对或条款太长",
    401: "密钥被拒绝",
    402: "账户余额不足",
    403: "密钥被拒绝",
    404: "没有找到这个模型，或接口地址不对",
    422: "请求被拒绝，可能是模型名称不对",
    429: "请求太多，或额度已用完",
}


@dataclass(frozen=True, slots=True)
class ChatModel:
    """A chat model at an endpoint; safe to share between threads."""

    settings: ModelSettings

    @property
    def name(self) -> str:
        """The model's name."""
        return self.settings.name

    def stream(self, system: str, user: str) -> Generator[str]:
        """The words of the answer as they come, without reasoning; ModelFault where there are none, or no end."""
        length, said = 0, False
        for piece in without_reasoning(_Reading(self.settings).pieces(system, user)):
            length += len(piece)
            if length > MAX_TEXT:
                raise ModelFault(TOO_LONG)
            said = said or bool(piece.strip())
            yield piece
        if not said:
            raise ModelFault(NO_TEXT)


class _Reading:
    """One answer being read; its thread ends when the caller goes away."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._queue: SimpleQueue[str | ModelFault | None] = SimpleQueue()
        self._gone = Event()

    def pieces(self, system: str, user: str) -> Iterator[str]:
        """The words until the end; reasoning that comes apart from them as empty pieces."""
        client = _client(self._settings)
        model = _model(self._settings, client)
        Thread(target=self._read, args=(model, system, user), daemon=True).start()
        started = time.monotonic()
        end = started + self._settings.answer_seconds
        until = min(end, started + self._settings.first_words_seconds)
        try:
            while (piece := self._next(until)) is not None:
                yield piece
                until = end
        finally:
            self._gone.set()
            client.close()

    def _next(self, until: float) -> str | None:
        try:
            piece = self._queue.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            raise ModelFault(TOO_SLOW) from None
        if isinstance(piece, ModelFault):
            raise piece
        return piece

    def _read(self, model: "OpenAILike", system: str, user: str) -> None:
        try:
            for piece in _words(model, system, user):
                if self._gone.is_set():
                    return
                self._queue.put(piece)
            self._queue.put(None)
        except Exception as error:  # noqa: BLE001 - whatever a server sends, the caller gets one sentence
            self._queue.put(error if isinstance(error, ModelFault) else ModelFault(_reason(error)))


def _model(settings: ModelSettings, client: "httpx.Client") -> "OpenAILike":
    from llama_index.llms.openai_like import OpenAILike

    options: dict[str, Any] = {"http_client": client}
    return OpenAILike(
        model=settings.name,
        api_base=settings.base_url,
        api_key=settings.key.get_secret_value() or NO_KEY,
        is_chat_model=True,
        context_window=settings.evidence_characters + settings.max_tokens,
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        max_retries=0,
        timeout=settings.first_words_seconds,
        **options,
    )


def _words(model: "OpenAILike", system: str, user: str) -> Iterator[str]:
    from llama_index.core.llms import ChatMessage, MessageRole

    messages = [ChatMessage(content=system, role=MessageRole.SYSTEM), ChatMessage(content=user, role=MessageRole.USER)]
    length = 0
    for response in model.stream_chat(messages):
        words = response.delta or ""
        length += len(words) + len(response.additional_kwargs.get("thinking_delta") or "")
        if length > MAX_WITH_REASONING:
            raise ModelFault(TOO_LONG)
        yield words


def _client(settings: ModelSettings) -> "httpx.Client":
    """A client that follows nobody elsewhere with the key, and asks no proxy for what is on this machine."""
    import httpx

    class Bounded(httpx.SyncByteStream):
        def __init__(self, stream: Any) -> None:
            self.stream = stream

        def __iter__(self) -> Iterator[bytes]:
            received = 0
            for chunk in self.stream:
                received += len(chunk)
                if received > MAX_BYTES:
                    raise ModelFault(TOO_LONG)
                yield chunk

        def close(self) -> None:
            self.stream.close()

    def bound(response: httpx.Response) -> None:
        response.stream = Bounded(response.stream)

    return httpx.Client(
        timeout=settings.first_words_seconds,
        trust_env=not is_local(urlsplit(settings.base_url).hostname or ""),
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [bound]},
    )


def is_local(host: str) -> bool:
    """Whether a host name is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _reason(error: Exception) -> str:
    """Why there is no answer, in a few words of our own."""
    import httpx

    causes = _causes(error)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _BY_STATUS.get(status, f"对方服务出错（{status}）" if status >= 500 else f"请求被拒绝（{status}）")
    reasons: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
        ((httpx.TimeoutException, TimeoutError), TOO_SLOW),
        ((ConnectionRefusedError,), "连接被拒绝"),
        ((socket.gaierror,), "找不到这个地址"),
        ((ssl.SSLError,), "证书不可信"),
        ((httpx.ConnectError,), "连接不上"),
        ((httpx.NetworkError, httpx.RemoteProtocolError, ConnectionError), BROKEN_OFF),
    )
    return next((words for kinds, words in reasons if any(isinstance(c, kinds) for c in causes)), NOT_UNDERSTOOD)


def _causes(error: BaseException) -> Sequence[BaseException]:
    """The exception and what led to it."""
    found: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__ or cause.__context__
    return found
