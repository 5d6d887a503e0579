"""The application: addresses, and what answers at each."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cismig.evidence import release_of
from cismig.names import BASE, expand
from cismig.publish import dataset_description, service_description
from cismig.questions import load_questions
from cismig.server.accounts import Accounts
from cismig.server.answering import is_liked
from cismig.server.desk import NOT_KEPT, Desk
from cismig.server.dumping import Dumping
from cismig.server.guard import Guard, Rate
from cismig.server.negotiating import GRAPHS, PAGE
from cismig.server.pages import VARY, home, query_page, stylesheet, told
from cismig.server.preflight import Preflight
from cismig.server.problems import RefusedError, problem
from cismig.server.protocol import Operation, operation
from cismig.server.questions import Questions
from cismig.server.searching import Searching
from cismig.server.things import Things

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from cismig.build import Built
    from cismig.server.plan import Plan

__all__ = ["application"]

_READ: Final = ("GET", "HEAD", "POST")
_DATASET: Final = expand("dataset:cis-migration-graph").removeprefix(BASE)


def application(built: Built, plan: Plan) -> ASGIApp:
    """Return what answers over HTTP for the graph of *built*, which lies in a store on disk."""
    if built.place is None:
        raise ValueError("the graph lies in memory, where no worker can read it")
    graphs = frozenset(graph.value for graph in built.raw.named_graphs())
    layout = built.dataset.layout
    desk = Desk(built.place, layout.root, graphs, plan)
    asking = Questions(desk, load_questions(layout), release_of(built))
    app = _routes(desk, asking, Searching(built.store, desk.state), Dumping(built.place))
    return Guard(Preflight(app), Rate(plan.rate))


def _routes(desk: Desk, asking: Questions, searching: Searching, dumping: Dumping) -> Starlette:
    """Return the addresses; what has no other is a thing, or nothing."""
    pages = _Pages(desk, dumping)

    @asynccontextmanager
    async def life(_: object) -> AsyncIterator[None]:
        await desk.pool.start()
        staying = asyncio.ensure_future(desk.stay())
        yield
        staying.cancel()
        await dumping.stop()
        await desk.pool.stop()

    return Starlette(
        routes=[
            Route("/", pages.first),
            Route("/style.css", stylesheet),
            Route("/sparql", pages.sparql, methods=_READ, name="sparql"),
            Route("/search", searching.at),
            Route("/dumps/", dumping.list),
            Route("/dumps/{file}", dumping.file),
            Route("/.well-known/void", pages.void),
            Route("/questions", asking.listed, name="questions"),
            Route("/questions/{name}", asking.at),
            Route("/why", Accounts(desk).at),
            Route("/openapi.json", asking.described),
            Route("/healthz", pages.health),
            Route("/readyz", pages.readiness),
            Route("/{path:path}", Things(desk, dumping).at, name="thing"),
        ],
        lifespan=life,
        exception_handlers={404: _lost, 405: _lost, RefusedError: _told, 500: _failed},
    )


class _Pages:
    """What answers at the addresses that stand for no thing."""

    def __init__(self, desk: Desk, dumping: Dumping) -> None:
        self._desk, self._dumping = desk, dumping

    async def first(self, request: Request) -> Response:
        """Return the first page; a program is sent to what describes the graph."""
        if is_liked(request, PAGE, GRAPHS):
            return await home(request)
        to = str(request.url_for("thing", path=_DATASET))
        return Response(None, 303, {"Location": to, "Vary": VARY})

    async def sparql(self, request: Request) -> Response:
        """Answer a query; who asks none gets the service described, or a page for readers."""
        asked = await operation(request, self._desk.graphs, self._desk.plan.request * 1000)
        if asked is None:
            if is_liked(request, PAGE, GRAPHS):
                return await query_page(request)
            asked = Operation(service_description(), "CONSTRUCT")
        return await self._desk.answer(request, asked)

    async def void(self, request: Request) -> Response:
        """Describe the data set."""
        more = self._dumping.described(request)
        asked = Operation(dataset_description(more or ""), "CONSTRUCT", is_lasting=more is not None)
        return await self._desk.answer(request, asked)

    async def health(self, _: Request) -> Response:
        """Say that the server lives."""
        return PlainTextResponse("ok\n", headers=NOT_KEPT)

    async def readiness(self, _: Request) -> Response:
        """Say whether a query would be taken now."""
        if not self._desk.pool.is_ready:
            raise RefusedError(503, "too many queries wait", "try again a little later")
        return PlainTextResponse("ready\n", headers=NOT_KEPT)


async def _told(request: Request, error: Exception) -> Response:
    """Return a refusal as a problem document, or as a page for readers."""
    refused: RefusedError = error  # type: ignore[assignment]
    return await told(request, refused)


async def _lost(request: Request, error: Exception) -> Response:
    """Return what the routes refuse, as any refusal."""
    refused: HTTPException = error  # type: ignore[assignment]
    if refused.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = dict(refused.headers or {})
        return problem(RefusedError(405, "the address takes no such method", "", allowed))
    return await told(request, RefusedError(404, "there is nothing at this address", "see /sparql"))


async def _failed(_: Request, _error: Exception) -> Response:
    """Return that something went wrong, and not what: the log has that."""
    return problem(RefusedError(500, "the server failed to answer", "try again later"))
