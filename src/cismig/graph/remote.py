"""A graph that another machine serves, asked over HTTP at the addresses of ``cismig serve``."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from cismig.errors import EndpointError, LimitError
from cismig.graph.refusing import refusal
from cismig.questions import unknown
from cismig.store.examining import examined
from cismig.store.http import Connection, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cismig.store import Limits
    from cismig.store.http import Reply

__all__ = ["Remote"]

_JSON: Final = "application/json"
_PROBLEM: Final = "application/problem+json"
_RESULTS: Final = {"json": "application/sparql-results+json", "nt": "application/n-triples"}
_BARRED: Final = frozenset({401, 403})
_BUSY: Final = frozenset({429, 502, 503, 504})
"""What a proxy says when there are too many requests, or nothing answers behind it."""
_REDIRECTS: Final = range(300, 400)
_ADDRESS: Final = "give the address under which 'cismig serve' answers: http://127.0.0.1:8000"
_LOGIN: Final = "set CISMIG_ENDPOINT_USER and CISMIG_ENDPOINT_PASSWORD, or CISMIG_ENDPOINT_TOKEN"


class Remote:
    """The graph that a server of ours serves; nothing is asked before it is needed."""

    def __init__(self, address: str, limits: Limits) -> None:
        """Take the address, with the prefix if there is one; that of ``/sparql`` will do too."""
        self._base = address.rstrip("/").removesuffix("/sparql") + "/"
        self.place = shown(self._base)
        if not self._base.startswith(("http://", "https://")):
            raise EndpointError(self.place, "is no address of a server", _ADDRESS)
        self._connection = Connection(self._base, limits)

    def listed(self) -> list[dict[str, Any]]:
        """Return the questions."""
        return self._questions

    @cached_property
    def _questions(self) -> list[dict[str, Any]]:
        found = self._json(self._sent("GET", "questions", {}, accept=_JSON))
        if not isinstance(found, list) or not all("slug" in each for each in found):
            raise self._foreign()
        return found

    def described(self, slug: str) -> dict[str, Any]:
        """Return the question *slug*."""
        known = {each["slug"]: each for each in self._questions}
        if slug not in known:
            raise unknown(slug, known)
        return known[slug]

    def answer(self, slug: str, values: Mapping[str, str], lang: str, form: str) -> bytes:
        """Return the answer to a question."""
        given = {"lang": lang, **values}
        reply = self._reply("GET", f"questions/{slug}.{form}", given, accept="*/*")
        if not reply.is_success:
            raise self._refused(reply, slug, values)
        return reply.body

    def why(self, parts: Mapping[str, str], lang: str) -> dict[str, Any]:
        """Return an account."""
        body = self._sent("GET", "why", {**parts, "lang": lang}, accept=_JSON)
        return self._object(body)

    def find(self, text: str, lang: str, kind: str | None, limit: int) -> dict[str, Any]:
        """Return what is found by name."""
        asked = {"q": text, "lang": lang, "limit": str(limit), **({"kind": kind} if kind else {})}
        return self._object(self._sent("GET", "search", asked, accept=_JSON))

    def query(self, text: str, form: str) -> bytes:
        """Return the results of a SPARQL query."""
        examined(text)
        return self._sent("POST", "sparql", {"query": text}, accept=_RESULTS[form])

    def close(self) -> None:
        """Close the connections."""
        self._connection.client.close()

    def _sent(self, method: str, path: str, given: Mapping[str, str], *, accept: str) -> bytes:
        reply = self._reply(method, path, given, accept=accept)
        if not reply.is_success:
            raise self._refused(reply)
        return reply.body

    def _reply(self, method: str, path: str, given: Mapping[str, str], *, accept: str) -> Reply:
        is_post = method == "POST"
        query = f"?{urlencode(given)}" if given and not is_post else ""
        try:
            return self._connection.exchange(
                method,
                f"{self._base}{path}{query}",
                headers={"Accept": accept},
                data={**given} if is_post else None,
            )
        except LimitError as late:
            raise LimitError(late.reason, "ask for less, or try again later") from late

    def _refused(
        self, reply: Reply, slug: str = "", values: Mapping[str, str] | None = None
    ) -> Exception:
        """Return the error that a refusal means."""
        if reply.kind == _PROBLEM:
            told = self._object(reply.body)
            told.setdefault("remedy", "")
            return refusal({**told, "reason": told.get("detail", "")}, self.place, slug, values)
        if reply.status in _BARRED:
            return EndpointError(self.place, f"lets us not in (HTTP {reply.status})", _LOGIN)
        if reply.status in _REDIRECTS:
            remedy = "give the address that it sends us to, perhaps with https"
            return EndpointError(self.place, f"has moved (HTTP {reply.status})", remedy)
        if reply.status in _BUSY:
            remedy = "try again a little later, and ask more slowly"
            return EndpointError(self.place, f"refuses for now (HTTP {reply.status})", remedy)
        return self._foreign(f" (HTTP {reply.status})")

    def _object(self, body: bytes) -> dict[str, Any]:
        found = self._json(body)
        if not isinstance(found, dict):
            raise self._foreign()
        return found

    def _json(self, body: bytes) -> Any:  # noqa: ANN401 - whatever it sent
        try:
            return json.loads(body)
        except ValueError as error:
            raise self._foreign() from error

    def _foreign(self, more: str = "") -> EndpointError:
        return EndpointError(
            self.place, f"answers not as a server of this graph does{more}", _ADDRESS
        )
