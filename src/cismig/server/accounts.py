"""Who says so, over HTTP: ``/why`` for programs and for readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cismig.publish.pages import look_version
from cismig.server.answering import picked
from cismig.server.asking import parameters
from cismig.server.negotiating import PAGE, Form
from cismig.server.pages import POLICY, frame_of, headers_of, language_of
from cismig.server.problems import RefusedError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from cismig.server.desk import Desk

__all__ = ["Accounts"]

_PARTS: Final = ("subject", "predicate", "object")
_FORMS: Final = (Form("json", ("application/json",)), PAGE)


class Accounts:
    """What answers at ``/why``."""

    def __init__(self, desk: Desk) -> None:
        """Fetch the accounts at *desk*."""
        self._desk = desk

    async def at(self, request: Request) -> Response:
        """Return who says what of a subject, of one property of it, or of one statement.

        Raises:
            RefusedError: it is not said of what, or nothing is called so.
        """
        given = parameters(request, (*_PARTS, "lang"))
        language = language_of(request)
        form, kind = picked(request, _FORMS)
        parts = {name: given[name] for name in _PARTS if given.get(name, "").strip()}
        if "subject" not in parts:
            remedy = "give subject=meeting:council-28, and if you like predicate and object"
            raise RefusedError(400, "no subject", remedy, parameter="subject")
        if "object" in parts and "predicate" not in parts:
            remedy = "give predicate=cism:date, or leave the object out"
            raise RefusedError(400, "an object and no predicate", remedy, parameter="predicate")
        job: dict[str, Any] = {"kind": "why", "form": form.name, "language": language, **parts}
        headers = headers_of(language)
        if form == PAGE:
            headers["Content-Security-Policy"] = POLICY
            job["page"] = frame_of(request, language)
        key = (repr(sorted(job.items())), look_version() if form == PAGE else "")
        return await self._desk.done(request, job, kind, key, headers)
