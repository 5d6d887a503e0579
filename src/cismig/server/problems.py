"""Refusals as problem documents (RFC 9457): what is wrong, in one line, and the remedy."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RefusedError", "problem"]


class RefusedError(Exception):
    """A request that is not served: the status, the reason, the remedy, and headers to go along."""

    def __init__(
        self, status: int, reason: str, remedy: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep what the client is told."""
        super().__init__(status, reason, remedy)
        self.status = status
        self.reason = reason
        self.remedy = remedy
        self.headers = dict(headers or {})


def problem(refused: RefusedError) -> Response:
    """Return *refused* as a response; nothing of the machine or its code is told."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "detail": refused.reason,
        "remedy": refused.remedy,
    }
    body = json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False)
    headers = {"Cache-Control": "no-store", **refused.headers}
    return Response(body, refused.status, headers, "application/problem+json")
