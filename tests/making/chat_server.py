"""A chat endpoint on loopback that speaks OpenAI's streaming protocol and misbehaves on request."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Asked"], Iterator[bytes]]
"""From what was asked to the bytes of the body, sent piece by piece; what it raises closes the connection."""


@dataclass(frozen=True)
class Asked:
    """One request: what was asked, and an event that is set when the server stops."""

    body: dict[str, Any]
    key: str
    stopped: threading.Event

    @property
    def user(self) -> str:
        return self.body["messages"][-1]["content"]

    def id_of(self, words: str) -> str:
        """The id of the passage in which `words` stand."""
        passages = re.split(r"\n\n(?=\[|问题)", self.user.removeprefix("资料：\n"))
        return next(re.match(r"\[(\w+)\]", each)[1] for each in passages if words in each and each[0] == "[")


@dataclass
class ChatServer:
    """The endpoint; `reply` may be changed between questions, `asked` remembers them."""

    reply: Reply
    status: int = 200
    asked: list[Asked] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def says(self, *sentences: str) -> None:
        """Answer with these words, in which `{words of a clause}` stands for the id of that clause."""
        self.reply = lambda asked: saying(*(filled(each, asked) for each in sentences))


def filled(text: str, asked: Asked) -> str:
    return re.sub(r"\{(.+?)\}", lambda match: asked.id_of(match[1]), text)


def event(**delta: str) -> bytes:
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": None}],
    }
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


def saying(*sentences: str, size: int = 7) -> Iterator[bytes]:
    """The sentences, a line each, `size` characters an event."""
    text = "\n".join(sentences)
    for at in range(0, len(text), size):
        yield event(content=text[at : at + size])
    yield b"data: [DONE]\n\n"


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """A running endpoint; it stops, and lets go of whoever waits for it, at the end."""
    chat = ChatServer(lambda asked: saying("无"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = Asked(body, self.headers.get("Authorization", ""), chat.stopped)
            chat.asked.append(asked)
            self.send_response(chat.status)
            self.send_header("Content-Type", "text/event-stream" if chat.status == 200 else "application/json")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                for piece in chat.reply(asked):
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.write(b"0\r\n\r\n")
            except OSError:  # the client went away, or the reply wants the connection closed
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    chat.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield chat
    finally:
        chat.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
