"""Pages over HTTP: in which language, with which links, and what they may load."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.responses import Response

from cismig.publish.pages import look_version, page, style
from cismig.server.answering import is_liked, sent
from cismig.server.negotiating import PAGE, Form
from cismig.server.problems import RefusedError, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

__all__ = [
    "POLICY",
    "VARY",
    "base_of",
    "frame_of",
    "headers_of",
    "home",
    "html",
    "language_of",
    "query_page",
    "stylesheet",
    "told",
]

VARY: Final = "Accept, Accept-Language, Accept-Encoding"
_LANGUAGES: Final = ("en", "ru")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_LIKING: Final = re.compile(r"([A-Za-z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d*)?))?")
_PROBLEM: Final = Form("problem", ("application/problem+json", "application/json"))
_EXAMPLE: Final = """SELECT ?state ?label WHERE {
  meeting:council-28 cism:hasParticipant ?state .
  ?state rdfs:label ?label
  FILTER(LANG(?label) = "en")
}
ORDER BY ?label"""


def language_of(request: Request) -> str:
    """Return the language that the client reads: what ``?lang=`` says, else Accept-Language.

    Raises:
        RefusedError: ``?lang=`` says another than en and ru.
    """
    chosen = request.query_params.get("lang")
    if chosen is None:
        return _liked(",".join(request.headers.getlist("accept-language")))
    if chosen not in _LANGUAGES:
        reason = f"there is nothing in the language {chosen[:20]!r}"
        raise RefusedError(400, reason, "give lang=en or lang=ru", parameter="lang")
    return chosen


def _language_at_hand(request: Request) -> str:
    """Return the language of a page that tells what is wrong, maybe with the language."""
    try:
        return language_of(request)
    except RefusedError:
        return _LANGUAGES[0]


def _liked(accept: str) -> str:
    best, most = _LANGUAGES[0], 0.0
    for part in accept.split(","):
        found = _LIKING.fullmatch(part.strip())
        if found is not None and found[1].lower() in _LANGUAGES:
            quality = float(found[2] or 1)
            if quality > most:
                best, most = found[1].lower(), quality
    return best


def base_of(request: Request) -> str:
    """Return the path below which all addresses of the server lie, with a slash at its end."""
    prefix: str = request.scope.get("root_path", "")
    return f"{prefix}/"


async def html(
    request: Request,
    name: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> Response:
    """Return the page that the template *name* makes of *values*, in the client's language.

    ``values`` may say the language, where what is shown is in one already.
    """
    language = str(values.pop("language", None) or language_of(request))
    text = await asyncio.to_thread(page, name, **frame_of(request, language), **values)
    response = await sent(
        request,
        text.encode(),
        PAGE.types[0],
        {"Content-Security-Policy": POLICY, **headers_of(language), **(headers or {})},
    )
    response.status_code = status
    return response


def frame_of(request: Request, language: str) -> dict[str, object]:
    """Return what every page in *language* takes, at the address of *request*."""
    return {
        "language": language,
        "base": base_of(request),
        "tail": f"?lang={language}" if "lang" in request.query_params else "",
        "other": _other(request, language),
    }


def headers_of(language: str) -> dict[str, str]:
    """Return what is to be said of an answer that the client's language decides on."""
    return {"Content-Language": language, "Vary": VARY}


def _other(request: Request, language: str) -> str:
    """Return the address of the same page in the other language."""
    other = "en" if language == "ru" else "ru"
    given = [(name, each) for name, each in request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*given, ('lang', other)])}"


async def told(request: Request, refused: RefusedError) -> Response:
    """Return a refusal: a page if the client likes pages best, else a problem document."""
    if not is_liked(request, PAGE, (_PROBLEM,)):
        return problem(refused)
    return await html(
        request,
        "problem",
        status=refused.status,
        headers={"Cache-Control": "no-store", **refused.headers},
        reason=refused.reason,
        remedy=refused.remedy,
        sought=re.sub(r"[\W_]+", " ", request.url.path.rpartition("/")[2])[:60].strip(),
        code=refused.status,
        language=_language_at_hand(request),
    )


async def home(request: Request) -> Response:
    """Return the first page."""
    return await html(request, "home", headers={"Cache-Control": "public, max-age=300"})


async def query_page(request: Request) -> Response:
    """Return the page with a box for a query."""
    return await html(request, "query", example=_EXAMPLE)


async def stylesheet(request: Request) -> Response:
    """Return the look of all pages; its address changes with it."""
    tag = f'"{look_version()}"'
    kept = {"Cache-Control": "public, max-age=604800", "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, kept)
    return await sent(request, style(), "text/css", kept)
