"""Serving: the application behind a socket, with an eye on clients that do not finish a request."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cismig.server.app import application

if TYPE_CHECKING:
    import asyncio

    from cismig.build import Built
    from cismig.server.plan import Plan

__all__ = ["serve"]

_PATIENCE: Final = 10.0
"""Seconds in which the head of a request has to arrive."""
_MOST_HEAD: Final = 65_536
_MOST_CLIENTS: Final = 1000
_IDLE: Final = 10


class _Impatient(HttpToolsProtocol):
    """HTTP that lets go of a client whose request does not come, or whose head does not end."""

    _timer: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._head += len(data)
        if self._timer is not None and self._head > _MOST_HEAD:
            self._refuse()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._timer is None:
            self._wait()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def _wait(self) -> None:
        self._head = 0
        self._timer = self.loop.call_later(_PATIENCE, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self) -> None:
        self._stop_waiting()
        self.transport.write(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
        self.transport.write(b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        self.transport.close()


def serve(built: Built, plan: Plan) -> None:
    """Serve the graph of *built* until a signal ends it; answers under way are finished first."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        application(built, plan),
        host=plan.host,
        port=plan.port,
        root_path=plan.prefix,
        http=_Impatient,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=plan.trusted,
        limit_concurrency=_MOST_CLIENTS,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=int(plan.seconds) + 5,
    )
    uvicorn.Server(config).run()
