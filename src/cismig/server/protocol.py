"""The SPARQL 1.1 Protocol, for reading: from a request to the query that it asks, or a refusal."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qsl

from cismig.errors import QueryError
from cismig.names import ACCEPTED
from cismig.server.problems import RefusedError
from cismig.store.examining import dataset_of, examined, form_of, is_lasting

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from starlette.requests import Request

__all__ = ["Operation", "operation", "pairs_of"]

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_PATIENCE: Final = 20.0
"""Seconds in which the body of a request has to arrive."""
_LONG: Final = 10_000
"""Characters from which on a query is looked at beside the loop that serves all."""
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*\"?([\w-]+)", re.IGNORECASE)


class Operation(NamedTuple):
    """A query, and the graphs that it is put to; None leaves them to the query, or are all.

    ``form`` is SELECT, ASK, CONSTRUCT or DESCRIBE; ``is_lasting`` tells whether the same query has
    the same answer tomorrow.
    """

    query: str
    form: str
    default: tuple[str, ...] | None = (ACCEPTED,)
    named: tuple[str, ...] | None = None
    is_lasting: bool = True


async def operation(request: Request, graphs: Collection[str], most: int) -> Operation | None:
    """Return what *request* asks; None if nothing at all, as one does who looks at the address.

    *graphs* are the names of those that there are: nothing is fetched for a query. A body may have
    *most* bytes.

    Raises:
        RefusedError: the request is none of the protocol, would change data, or cannot be read.
    """
    given = pairs_of(request.url.query)
    if request.method == "POST":
        given += await _posted(request, most)
    elif all(name == "lang" for name, _ in given):  # the language of the page
        return None
    _refuse_updates(given)
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        reason = "the request has more than one query" if queries else "the request has no query"
        raise RefusedError(400, reason, "give one as the parameter 'query'")
    text = queries[0]
    looked = _looked_at(text) if len(text) < _LONG else await asyncio.to_thread(_looked_at, text)
    asked, own = looked
    default = tuple(value for name, value in given if name == "default-graph-uri")
    named = tuple(value for name, value in given if name == "named-graph-uri")
    if default or named:
        asked = asked._replace(default=default, named=named)
    _refuse_foreign((*default, *named) or own, graphs)
    return asked


def _looked_at(text: str) -> tuple[Operation, tuple[str, ...]]:
    """Return what *text* asks, and the graphs that it names as its dataset.

    Raises:
        RefusedError: it would change data, ask another server, or end the engine.
    """
    try:
        has_dataset = examined(text)
    except QueryError as refused:
        status = 403 if "change the data" in refused.reason else 400
        raise RefusedError(status, refused.reason, refused.hint) from refused
    asked = Operation(text, form_of(text), is_lasting=is_lasting(text))
    return (asked._replace(default=None), dataset_of(text)) if has_dataset else (asked, ())


def pairs_of(text: str) -> list[tuple[str, str]]:
    """Return the parameters in the query of an address.

    Raises:
        RefusedError: they are not UTF-8, or too many.
    """
    try:
        return parse_qsl(
            text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=1000
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise RefusedError(
            400, "the parameters are not UTF-8, or too many", "percent-encode them as UTF-8"
        ) from error


async def _posted(request: Request, most: int) -> list[tuple[str, str]]:
    """Return what stands in the body of *request*."""
    given = request.headers.get("content-type", "")
    kind = given.partition(";")[0].strip().lower()
    charset = _CHARSET.search(given)
    if kind == _UPDATE:
        raise RefusedError(403, "this server changes no data", "change the Turtle files instead")
    if kind not in {_FORM, _QUERY}:
        raise RefusedError(
            415,
            f"the body is {kind or 'of no type'}",
            f"send {_QUERY} or {_FORM}",
            {"Accept-Post": f"{_QUERY}, {_FORM}"},
        )
    if charset is not None and charset[1].lower() not in {"utf-8", "us-ascii"}:
        raise RefusedError(415, f"the body is in {charset[1]}", "send it in UTF-8")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise RefusedError(415, "the body is compressed", "send it as it is")
    text = await _text(request, most)
    return [("query", text)] if kind == _QUERY else pairs_of(text)


async def _text(request: Request, most: int) -> str:
    parts: list[bytes] = []
    size = 0
    too_large = RefusedError(
        413, f"the body has more than {most // 1000} kB", "write a shorter query", _LAST
    )
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > most:
        raise too_large
    try:
        async with asyncio.timeout(_PATIENCE):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise too_large
                parts.append(part)
    except TimeoutError as late:
        raise RefusedError(
            408, f"the body did not arrive in {_PATIENCE:g} s", "send it again", _LAST
        ) from late
    try:
        return b"".join(parts).decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "the body is not UTF-8", "send it in UTF-8") from error


_LAST: Final = {"Connection": "close"}  # what is left of the body is not read


def _refuse_updates(given: Sequence[tuple[str, str]]) -> None:
    if any(name == "update" for name, _ in given):
        raise RefusedError(403, "this server changes no data", "change the Turtle files instead")


def _refuse_foreign(chosen: Sequence[str], graphs: Collection[str]) -> None:
    for name in chosen:
        if name not in graphs:
            raise RefusedError(
                400,
                f"there is no graph <{name[:200]}>, and nothing is fetched",
                "SELECT ?g { GRAPH ?g { } } lists the graphs",
            )
