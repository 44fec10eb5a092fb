"""Serving an application in the background of this program."""

import errno
import logging
import socket
from collections.abc import Callable
from threading import Event, Thread

import uvicorn
from starlette.types import ASGIApp

from assistant.errors import InternalError, UsageError

CLOSING = 2
"""Seconds that open connections have to end."""
STARTING = 30
"""Seconds after which a server that does not start has failed."""


class Server:
    """A running server; `close` ends it."""

    def __init__(self, app: ASGIApp, host: str, port: int, *, closing: Callable[[], None] | None = None) -> None:
        """Bind the port and serve from a thread of its own; UsageError where the port cannot be had.

        `closing` ends what would hold connections open.
        """
        self._closing = closing
        self._socket = _bound(host, port)
        self.url = _url(host, self._socket.getsockname()[1])
        started = Event()
        self._server = _Uvicorn(_config(app), started)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()
        if not started.wait(STARTING) or not self._server.started:
            self._socket.close()
            raise InternalError("服务没有启动。", "请把日志发给开发者。")

    def close(self) -> None:
        """Stop serving; answers that are under way have CLOSING seconds to end."""
        if self._closing:
            self._closing()
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what is cut off from now on is no error
        self._server.should_exit = True
        self._thread.join(2 * CLOSING + 1)


class _Uvicorn(uvicorn.Server):
    """Tells when it has started, or given up."""

    def __init__(self, config: uvicorn.Config, started: Event) -> None:
        super().__init__(config)
        self._told = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self._told.set()


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="on",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=CLOSING,
    )


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), port), family=family, backlog=128)
    except OSError as error:
        raise _refused(host, port, error.errno) from error


def _refused(host: str, port: int, fault: int | None) -> UsageError:
    if fault == errno.EADDRINUSE:
        return UsageError(f"端口 {port} 已被占用，页面没有打开。", "请用 --port 换一个端口，例如 --port 7861。")
    if fault == errno.EACCES:
        return UsageError(f"没有权限使用端口 {port}，页面没有打开。", "请用 --port 换一个 1024 以上的端口。")
    return UsageError(f"地址 {host} 无法使用，页面没有打开。", "请用 --host 换一个本机的地址。")


def _url(host: str, port: int) -> str:
    shown = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only compared
    return f"http://{f'[{shown}]' if ':' in shown and not shown.startswith('[') else shown}:{port}/"
