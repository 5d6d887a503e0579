"""Search by name: ``/search``, for programs and for readers.

The names of all things are indexed in the server itself, when they are looked for first: a look-up
then takes a millisecond and asks the store for nothing.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from cismig.errors import QueryError
from cismig.evidence import KINDS, Finder
from cismig.names import BASE
from cismig.publish.listing import listed
from cismig.publish.pages import look_version
from cismig.server.answering import KEPT, has, is_liked, sent, tag_of
from cismig.server.asking import parameters
from cismig.server.negotiating import PAGE, Form
from cismig.server.pages import VARY, html, language_of
from cismig.server.problems import RefusedError

if TYPE_CHECKING:
    from starlette.requests import Request

    from cismig.store import Store

__all__ = ["Searching"]

_JSON: Final = Form("json", ("application/json",))
_MOST: Final = 100
_USUAL: Final = 20


class Searching:
    """What answers at ``/search``."""

    def __init__(self, store: Store, name: str) -> None:
        """Look in *store*, which is told from others by *name*."""
        self._store, self._name = store, name
        self._making: asyncio.Task[Finder] | None = None

    async def at(self, request: Request) -> Response:
        """Return what is found; readers who look for nothing yet get the page to do it on."""
        given = parameters(request, ("q", "kind", "limit", "lang"))
        typed = given.get("q", "")
        language = language_of(request)
        kind = given.get("kind") or None
        limit = _limit(given.get("limit", str(_USUAL)))
        is_page = is_liked(request, PAGE, (_JSON,))
        asked = repr((typed, language, kind, limit, request.url.query))
        tag = tag_of(request, self._name, "search", asked, look_version() if is_page else "")
        told = {**KEPT, "Vary": VARY, "ETag": tag}
        if has(request, tag):
            return Response(None, 304, told)
        if is_page and not typed.strip():
            return await html(
                request, "search", headers=told, typed="", found=None, kind=kind, kinds=KINDS
            )
        finder = await self._finder()
        try:
            found = await asyncio.to_thread(finder.find, typed, language, kind, limit)
        except QueryError as refused:
            raise RefusedError(400, refused.reason, refused.hint) from refused
        if is_page:
            hits = [(hit, hit.thing.value.removeprefix(BASE)) for hit in found.hits]
            return await html(
                request,
                "search",
                headers=told,
                typed=typed,
                found=found,
                hits=hits,
                kind=kind,
                kinds=KINDS,
            )
        body = json.dumps(listed(typed, found), ensure_ascii=False).encode()
        return await sent(request, body, "application/json", told | {"Content-Language": language})

    async def _finder(self) -> Finder:
        """Return the index, which is made once, beside the loop."""
        if self._making is None:
            self._making = asyncio.ensure_future(asyncio.to_thread(Finder, self._store))
        return await asyncio.shield(self._making)


def _limit(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:9]) <= _MOST:
        raise RefusedError(
            400, "limit is no number that it can be", f"give 1 to {_MOST}", parameter="limit"
        )
    return int(given)
