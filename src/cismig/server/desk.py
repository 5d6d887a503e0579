"""The desk: where every answer out of the store is fetched, whatever address asks for it."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from cismig.server.answering import KEPT, has, picked, sent, tag_of
from cismig.server.keeping import Kept
from cismig.server.negotiating import GRAPHS, ROWS
from cismig.server.pool import Pool
from cismig.server.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from starlette.requests import Request

    from cismig.server.negotiating import Form
    from cismig.server.plan import Plan
    from cismig.server.pool import Reply
    from cismig.server.protocol import Operation

__all__ = ["NOT_KEPT", "Desk"]

NOT_KEPT: Final = {"Cache-Control": "no-store"}
_SOON: Final = 0.1
"""Seconds after which it is asked whether the client still waits."""
_IN_USE: Final = 60.0
"""Seconds between two words to the cache that its store is in use."""


class Desk:
    """The pool over the store at a place, and the names of the graphs in it."""

    def __init__(self, place: Path, root: Path, graphs: frozenset[str], plan: Plan) -> None:
        """Take the folder of a kept store, and the *root* of the files that it was built from."""
        self.graphs, self.plan = graphs, plan
        self.pool = Pool(place / "store", root, plan)
        self._place = place
        self._kept = Kept()

    @property
    def state(self) -> str:
        """Return the digest of the state of the graph."""
        return self._place.name

    async def stay(self) -> None:
        """Keep the cache from tidying the store away, and from the workers to come."""
        while True:
            with suppress(OSError):
                os.utime(self._place)
            await asyncio.sleep(_IN_USE)

    async def answer(
        self, request: Request, asked: Operation, form: tuple[Form, str] | None = None
    ) -> Response:
        """Return the answer to what is *asked*, in *form* or the one that the client likes best.

        Raises:
            RefusedError: there is no answer, or none in a form that the client takes.
        """
        if form is None:
            rows = asked.form in {"SELECT", "ASK", ""}
            form = picked(request, ROWS if rows else GRAPHS)
        kind = form[1]
        endpoint = endpoint_of(request)
        job = _job(asked, form[0].name, endpoint)
        if not asked.is_lasting:
            reply = await self._run(request, job)
            return await sent(request, reply.body, kind, {**KEPT, **NOT_KEPT})
        key = (asked.query, repr((asked.default, asked.named)), kind, endpoint)
        return await self.done(request, job, kind, key)

    async def done(
        self,
        request: Request,
        job: Mapping[str, Any],
        kind: str,
        key: Sequence[str],
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Return what a worker makes of *job*, which lasts as long as the store does.

        *key* is what decides on it, *kind* the media type. Beside *headers* the client is told the
        permalink of what has one.

        Raises:
            RefusedError: there is no answer.
        """
        tag = tag_of(request, self._place.name, *key)
        told = {**KEPT, **(headers or {}), "ETag": tag}
        if has(request, tag):
            return Response(None, 304, told)
        reply = self._kept.get(tag)
        if reply is None:
            reply = await self._run(request, job)
            self._kept.keep(tag, reply)
        if "permalink" in reply.told:
            cite = f'<{reply.told["permalink"]}>; rel="cite-as"'
            told["Link"] = ", ".join(filter(None, (cite, told.get("Link"))))
        return await sent(request, reply.body, kind, told)

    async def rows(self, request: Request, asked: Operation) -> list[dict[str, str]]:
        """Return the rows of what is *asked*, each with the values of its columns."""
        reply = await self._run(request, _job(asked, "json", endpoint_of(request)))
        bindings: list[dict[str, dict[str, str]]] = json.loads(reply.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    async def made(self, request: Request, job: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Return what a worker makes of *job*, where that is JSON which is used here.

        Raises:
            RefusedError: there is no answer.
        """
        reply = await self._run(request, job)
        return await asyncio.to_thread(json.loads, reply.body)

    async def _run(self, request: Request, job: Mapping[str, Any]) -> Reply:
        """Return the reply to *job*; end it if the client goes away first."""
        running = asyncio.ensure_future(self.pool.run(job))
        try:
            await asyncio.wait({running}, timeout=_SOON)
            if not running.done():
                await _while_there(request, running)
            reply = running.result()
        finally:
            running.cancel()
        if reply.told["status"] != HTTPStatus.OK:
            raise RefusedError.of(reply.told)
        return reply


def _job(asked: Operation, form: str, endpoint: str) -> dict[str, Any]:
    """Return the job of a worker that *asked* makes."""
    return {
        "kind": "sparql",
        "query": asked.query,
        "form": form,
        "base": endpoint,
        "default": asked.default,
        "named": asked.named,
    }


def endpoint_of(request: Request) -> str:
    """Return the address at which the client reaches the endpoint."""
    return str(request.url_for("sparql"))


async def _while_there(request: Request, running: asyncio.Future[Reply]) -> None:
    """Wait for what is *running*, as long as the client does.

    Raises:
        RefusedError: the client has gone away.
    """
    leaving: asyncio.Future[Any] = asyncio.ensure_future(_gone(request))
    both: set[asyncio.Future[Any]] = {running, leaving}
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
    if not running.done():
        raise RefusedError(408, "the client has gone")


async def _gone(request: Request) -> None:
    """Return when the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
