"""Linked data: an address for each thing, and a document in each form that tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import Response

from cismig.names import BASE, expand
from cismig.publish import description, is_name, whereabouts
from cismig.publish.pages import look_version
from cismig.server.answering import KEPT, has, is_liked, picked, tag_of
from cismig.server.desk import NOT_KEPT
from cismig.server.negotiating import GRAPHS, PAGE
from cismig.server.pages import base_of, headers_of, html, language_of
from cismig.server.problems import RefusedError
from cismig.server.protocol import Operation

if TYPE_CHECKING:
    from starlette.requests import Request

    from cismig.server.desk import Desk
    from cismig.server.dumping import Dumping

__all__ = ["Things"]

_FORMS: Final = {form.name: form for form in GRAPHS}
_DOCUMENT: Final = expand("dataset:cis-migration-graph")


class Things:
    """What answers at the address of every thing of ours, and of the documents on it."""

    def __init__(self, desk: Desk, dumping: Dumping) -> None:
        """Fetch the answers at *desk*, and what the data set says of its dumps from *dumping*."""
        self._desk, self._dumping = desk, dumping

    async def at(self, request: Request) -> Response:
        """Send a reader of a thing to its document, and a reader of a document what it says."""
        path: str = request.path_params["path"]
        name, dot, suffix = path.rpartition(".")
        if dot and suffix == PAGE.name:
            return await self._page(request, name)
        if dot and suffix in _FORMS:
            return await self._document(request, name, suffix)
        return await self._thing(request, path)

    async def _thing(self, request: Request, path: str) -> Response:
        place = await self._place(request, path)
        is_page = is_liked(request, PAGE, GRAPHS)
        form = PAGE if is_page else picked(request, GRAPHS)[0]
        to = _place_of(request, path, place, form.name)
        headers = {"Location": to, "Vary": "Accept", "Link": _links(request, place)}
        return Response(None, 303, headers)

    async def _page(self, request: Request, path: str) -> Response:
        """Return the document of a thing as a page."""
        place = await self._place(request, path)
        if place != path:
            to = _place_of(request, path, place, PAGE.name)
            return Response(None, 303, {"Location": to})
        thing = BASE + path
        language = language_of(request)
        more = self._dumping.described(request) if thing == _DOCUMENT else ""
        told = {**KEPT, **headers_of(language), "Link": _links(request, path)}
        if more is None:
            told |= NOT_KEPT
        else:
            key = (thing, look_version(), language, more, base_of(request), request.url.query)
            told["ETag"] = tag_of(request, self._desk.state, *key)
            if has(request, told["ETag"]):
                return Response(None, 304, told)
        job = {"kind": "document", "thing": thing, "language": language, "more": more or ""}
        shown = await self._desk.made(request, job)
        address = f"{base_of(request)}{path}"
        shown["alternates"] = [(f"{address}.{form.name}", form.types[0]) for form in GRAPHS]
        return await html(request, "thing", headers=told, language=language, **shown)

    async def _document(self, request: Request, path: str, suffix: str) -> Response:
        place = await self._place(request, path)
        if place != path:
            to = _place_of(request, path, place, suffix)
            return Response(None, 303, {"Location": to})
        form = _FORMS[suffix]
        thing = BASE + path
        more = self._dumping.described(request) if thing == _DOCUMENT else ""
        query = description(thing, more or "")
        asked = Operation(query, "CONSTRUCT", is_lasting=more is not None)
        answer = await self._desk.answer(request, asked, (form, form.types[0]))
        answer.headers["Link"] = _links(request, path)
        return answer

    async def _place(self, request: Request, path: str) -> str:
        """Return the path of the thing in whose document the one at *path* is described.

        Raises:
            RefusedError: there is no such thing, or no longer.
        """
        thing = BASE + path
        if not is_name(thing):
            raise _unknown(path)
        rows = await self._desk.rows(request, Operation(whereabouts(thing), "SELECT"))
        if not rows:
            raise _unknown(path)
        if rows[0].get("withdrawn") == "true":
            raise RefusedError(410, f"{path[:200]} was withdrawn", "see CHANGELOG.md")
        return rows[0].get("place", thing).removeprefix(BASE)


def _unknown(path: str) -> RefusedError:
    return RefusedError(404, f"nothing is called {path[:200]}", "ask /sparql for what there is")


def _address(request: Request, path: str) -> str:
    """Return the address at which the client reaches *path*."""
    return str(request.url_for("thing", path=path))


def _place_of(request: Request, path: str, place: str, suffix: str) -> str:
    """Return the address of the document on *place*, and in it that of what *path* names."""
    to = f"{_address(request, place)}.{suffix}"
    chosen = request.query_params.get("lang")
    if suffix == PAGE.name and chosen is not None:
        to += f"?lang={quote(chosen[:20])}"
    return to if place == path else f"{to}#{quote(path.rpartition('/')[2])}"


def _links(request: Request, path: str) -> str:
    """Return what the documents on a thing say of each other (RFC 8288, and Signposting)."""
    address = _address(request, path)
    return ", ".join(
        (
            *(
                f'<{address}.{form.name}>; rel="alternate describedby"; type="{form.types[0]}"'
                for form in (*GRAPHS, PAGE)
            ),
            f'<{quote(BASE + path, safe=":/%~")}>; rel="describes cite-as"',
            f'<{_DOCUMENT}>; rel="collection"',
            '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        )
    )
