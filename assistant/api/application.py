"""The one web application: the API under /v1, its documentation under /docs, MCP under /mcp; the page is mounted on it.

It has no CORS headers, so that no other site's script reads what it says. Served on this machine only, it answers only
requests that name this machine, so that no other site's name can be led to it (DNS rebinding).
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Match

from assistant import __version__
from assistant.api import chatting, routes
from assistant.api.failures import MAX_BODY, PlainRoute
from assistant.api.tools import tool_server
from assistant.current import Current
from assistant.retrieval.opening import NotHeldError

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
DESCRIPTION = (Path(__file__).parent / "description.md").read_text(encoding="utf-8")


def application(current: Current, host: str) -> FastAPI:
    """The application over the assistant of now, to be served on `host`."""
    mcp = tool_server(lambda: current)
    served = mcp.streamable_http_app(stateless_http=True, json_response=True, host=host, max_request_body_size=MAX_BODY)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with mcp.session_manager.run():
            yield

    app = FastAPIOffline(
        redoc_url=None,
        title="Guideline assistant",
        description=DESCRIPTION,
        version=__version__,
        lifespan=lifespan,
    )
    parts = (routes.router(current), chatting.router(current))
    for part in (*parts, _anything_else(parts)):
        app.include_router(part)
    app.router.routes.extend(served.routes)
    if is_this_machine(host):
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*THIS_MACHINE, host], www_redirect=False)
    return app


def is_this_machine(host: str) -> bool:
    """Whether only programs of this machine can reach a server on `host`."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _anything_else(parts: Sequence[APIRouter]) -> APIRouter:
    """What is asked for under /v1 and is not there; otherwise the page would answer."""
    rest = APIRouter(prefix="/v1", route_class=PlainRoute, include_in_schema=False)

    @rest.api_route("/{path:path}", methods=METHODS)
    def missing(path: str, request: Request) -> None:
        if methods := _methods(parts, request):
            raise HTTPException(405, headers={"Allow": ", ".join(methods)})
        raise NotHeldError(f"没有 {request.method} /v1/{path} 这个接口。", "接口一览见 /docs。")

    return rest


def _methods(parts: Sequence[APIRouter], request: Request) -> list[str]:
    """The methods by which the path of `request` can be asked for."""
    routes = [route for part in parts for route in part.routes if isinstance(route, APIRoute)]
    known = [route.methods or () for route in routes if route.matches(request.scope)[0] is Match.PARTIAL]
    return sorted({method for methods in known for method in methods})
