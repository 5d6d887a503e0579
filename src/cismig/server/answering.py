"""What turns an answer into a response: form, tag, compression."""

from __future__ import annotations

import asyncio
import gzip
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from cismig.server.negotiating import chosen
from cismig.server.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from cismig.server.negotiating import Form

__all__ = ["KEPT", "has", "is_liked", "picked", "sent", "tag_of"]

KEPT: Final = {"Vary": "Accept, Accept-Encoding", "Cache-Control": "public, max-age=300"}
_SQUEEZED: Final = 1000
"""Bytes from which on an answer is compressed for those who take it so."""
_LEVEL: Final = 5


def picked(request: Request, forms: Sequence[Form]) -> tuple[Form, str]:
    """Return the form that the client wants, and the media type to say.

    Raises:
        RefusedError: it wants none of *forms*.
    """
    found = chosen(_accept(request), forms)
    if found is None:
        offered = ", ".join(form.types[0] for form in forms)
        raise RefusedError(
            406, "none of the forms asked for is possible here", f"ask for {offered}"
        )
    return found


def is_liked(request: Request, form: Form, others: Sequence[Form]) -> bool:
    """Tell whether the client names *form*, and likes it better than any of *others*."""
    accept = _accept(request)
    if not any(kind in accept.lower() for kind in form.types):
        return False
    found = chosen(accept, (form, *others))
    return found is not None and found[0] == form


def _accept(request: Request) -> str:
    return ",".join(request.headers.getlist("accept"))


def tag_of(request: Request, *parts: str) -> str:
    """Return the tag of the answer that *parts* decide on, as it is sent to this client.

    One of them is the name of the store: it never changes, so neither does an answer out of it.
    """
    squeezed = "gzip" if _takes_gzip(request) else ""
    text = "\0".join((*parts, squeezed))
    return f'"{blake2b(text.encode(), digest_size=12).hexdigest()}"'


def has(request: Request, tag: str) -> bool:
    """Tell whether the client has the answer with *tag* already."""
    if request.method not in {"GET", "HEAD"}:
        return False
    given = ",".join(request.headers.getlist("if-none-match"))
    tags = {each.strip().removeprefix("W/") for each in given.split(",")}
    return tag in tags


async def sent(request: Request, body: bytes, kind: str, headers: Mapping[str, str]) -> Response:
    """Return *body* as a response, compressed if the client takes that."""
    told = dict(headers)
    if _takes_gzip(request) and len(body) >= _SQUEEZED:
        body = await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
        told["Content-Encoding"] = "gzip"
    text = kind.startswith("text/")
    return Response(body, 200, told, f"{kind}; charset=utf-8" if text else kind)


def _takes_gzip(request: Request) -> bool:
    for part in ",".join(request.headers.getlist("accept-encoding")).split(","):
        name, _, quality = part.partition(";")
        if name.strip().lower() in {"gzip", "*"}:
            return quality.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
