"""How we speak to a server: who we say we are, how long we wait, what its refusals mean."""

from __future__ import annotations

import os
import time
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cismig.errors import EndpointError, QueryError
from cismig.store.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

__all__ = ["Connection", "Reply"]

_BAD_QUERY: Final = 400
_BARRED: Final = (401, 403)
_MEGABYTE: Final = 1_000_000
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: its media type without parameters, the body, and the status."""

    kind: str
    body: bytes
    status: int = 200

    @property
    def is_success(self) -> bool:
        """Tell whether it answered what was asked."""
        return 200 <= self.status < 300  # noqa: PLR2004 - as HTTP numbers them


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Connection:
    """Requests to one server, each held to the limits; no message repeats a secret.

    A user and password, or a token, come from the environment: CISMIG_ENDPOINT_USER and
    CISMIG_ENDPOINT_PASSWORD, or CISMIG_ENDPOINT_TOKEN. They are sent to this address only: a
    redirect is not followed.
    """

    url: str
    limits: Limits = field(default_factory=Limits)
    client: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Open the client; nothing is sent yet."""
        import httpx  # noqa: PLC0415 - slow, and most commands ask no server

        user = os.environ.get("CISMIG_ENDPOINT_USER")
        token = os.environ.get("CISMIG_ENDPOINT_TOKEN")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        auth = None
        if user and not token:
            auth = httpx.BasicAuth(user, os.environ.get("CISMIG_ENDPOINT_PASSWORD", ""))
        client = httpx.Client(headers=headers, auth=auth, timeout=self.limits.seconds)
        object.__setattr__(self, "client", client)
        weakref.finalize(self, client.close)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
    ) -> Reply:
        """Return the reply of the server.

        Raises:
            EndpointError: it cannot be reached, or refuses us.
            QueryError: it refuses the query.
            LimitError: it takes too long, or answers with too much.
        """
        reply = self.exchange(method, url, headers=headers, data=data, content=content)
        if not reply.is_success:
            raise self._refusal(url, reply.status, reply.body)
        return reply

    def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
    ) -> Reply:
        """Return the reply of the server, which may be a refusal.

        Raises:
            EndpointError: it cannot be reached.
            LimitError: it takes too long, or answers with too much.
        """
        import httpx  # noqa: PLC0415 - slow, and most commands ask no server

        latest = time.monotonic() + self.limits.seconds
        try:
            with self.client.stream(
                method, url, headers=dict(headers), data=data, content=content
            ) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if time.monotonic() > latest:
                        raise self.limits.out_of_time()
                    if len(body) > self.limits.megabytes * _MEGABYTE:
                        raise self.limits.out_of_memory()
        except httpx.TimeoutException as late:
            raise self.limits.out_of_time() from late
        except (httpx.TransportError, httpx.InvalidURL, UnicodeError) as lost:
            raise EndpointError(
                shown(url), self._line(str(lost)), "is the server running, and the address right?"
            ) from None
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Reply(kind, bytes(body), response.status_code)

    def _refusal(self, url: str, status: int, body: bytes) -> EndpointError | QueryError:
        line = self._line(body.decode("utf-8", "replace"))
        if status in _BARRED:
            return EndpointError(
                shown(url),
                f"the server lets us not in (HTTP {status})",
                "set CISMIG_ENDPOINT_USER and CISMIG_ENDPOINT_PASSWORD, or CISMIG_ENDPOINT_TOKEN",
            )
        if status == _BAD_QUERY:
            return QueryError(f"{shown(url)}: {line}")
        return EndpointError(
            shown(url), f"HTTP {status}: {line}", "check the address and the server's log"
        )

    def _line(self, text: str) -> str:
        """Return the first line of *text*, with our secrets struck out."""
        line = next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")
        for name in ("CISMIG_ENDPOINT_PASSWORD", "CISMIG_ENDPOINT_TOKEN"):
            if secret := os.environ.get(name):
                line = line.replace(secret, "***")
        return line[:_LONGEST]


def shown(url: str) -> str:
    """Return *url* without what may be a secret: user, password and query.

    >>> shown("https://me:secret@example.org/sparql?key=secret")
    'https://example.org/sparql'
    """
    scheme, mark, rest = url.partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"
