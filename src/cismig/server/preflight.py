"""What an address takes: the answer to OPTIONS, for every address that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Match, Route

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Preflight"]

_ORDER: Final = ("GET", "HEAD", "POST")
_HEADERS: Final = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}


class Preflight:
    """An ASGI application around one with routes."""

    def __init__(self, app: Starlette) -> None:
        """Answer for the routes of *app*."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer OPTIONS, and hand on all else."""
        app: ASGIApp = self._app
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            taken = self._taken(scope)
            allowed = ", ".join([*(each for each in _ORDER if each in taken), "OPTIONS"])
            told = {**_HEADERS, "Access-Control-Allow-Methods": allowed, "Allow": allowed}
            app = Response(None, 204, told)
        await app(scope, receive, send)

    def _taken(self, scope: Scope) -> set[str]:
        """Return the methods of the first route for the address, as a request would meet it."""
        for route in self._app.routes:
            if isinstance(route, Route) and route.matches(scope)[0] != Match.NONE:
                return route.methods or set()
        return {*_ORDER}  # of the server as a whole (``OPTIONS *``)
