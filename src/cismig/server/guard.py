"""The guard: what every request meets first and every response last.

It counts the requests of each client, writes one line for each into the log, gives every response
the headers that all have, and turns what was refused, or what went wrong, into a problem document.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

from cismig.server.problems import RefusedError, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard", "Rate"]

_LOG = logging.getLogger(__name__)
_BURST: Final = 10
_MOST_CLIENTS: Final = 10_000
_PIECE: Final = 65_536
_UNREAD: Final = 20.0
"""Seconds after which a client that reads nothing is let go."""
_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Link, Location, Retry-After, Content-Disposition, CISMIG-Asked-Of"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Rate:
    """How many requests each client has left: a bucket that fills at so many a second."""

    def __init__(self, per_second: int) -> None:
        """Allow *per_second* on average, ten times as many at once; 0 allows all."""
        self._rate = per_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Count a request of *client*; return the seconds after which it may come, 0 if now."""
        if not self._rate:
            return 0.0
        most = float(self._rate * _BURST)
        now = time.monotonic()
        left, then = self._buckets.pop(client, (most, now))
        left = min(most, left + (now - then) * self._rate)
        allowed = left >= 1
        self._buckets[client] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._rate


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, rate: Rate) -> None:
        """Put the guard around *app*."""
        self._app, self._rate = app, rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1003})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        told = _Told(send)
        client = scope["client"][0] if scope.get("client") else "?"
        try:
            wait = self._rate.wait(client)
            app = _too_many(wait) if wait else self._app
            await app(scope, receive, told.send)
        except Exception:  # noqa: BLE001 - the application has told the client, and this the log
            _LOG.exception("a request failed")
        finally:
            taken = (time.perf_counter() - started) * 1000
            asked = f"{scope['method'][:16]} {scope['path'][:200]!r}"
            _LOG.info("%s %s %d %d B %.0f ms", client, asked, told.status, told.size, taken)


def _too_many(wait: float) -> ASGIApp:
    later = {"Retry-After": f"{wait + 1:.0f}"}
    return problem(RefusedError(429, "too many requests", "ask more slowly", later))


class _Told:
    """Sends a response in pieces, with the headers that all have, as long as the client reads."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            await self._send(message)
            return
        body = message.get("body", b"")
        self.size += len(body)
        more = message.get("more_body", False)
        for start in range(0, len(body) or 1, _PIECE):
            is_last = start + _PIECE >= len(body)
            piece = body[start : start + _PIECE]
            async with asyncio.timeout(_UNREAD):
                await self._send(
                    {"type": message["type"], "body": piece, "more_body": more or not is_last}
                )
