"""Refusals as problem documents (RFC 9457): what is wrong, in one line, and the remedy."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RefusedError", "problem"]


class RefusedError(Exception):
    """A request that is not served: the status, the reason, the remedy, and headers to go along.

    ``parameter`` names the one that is to blame, if one is.
    """

    def __init__(
        self,
        status: int,
        reason: str,
        remedy: str = "",
        headers: Mapping[str, str] | None = None,
        *,
        parameter: str = "",
    ) -> None:
        """Keep what the client is told."""
        super().__init__(status, reason, remedy)
        self.status = status
        self.reason = reason
        self.remedy = remedy
        self.headers = dict(headers or {})
        self.parameter = parameter

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> RefusedError:
        """Return what a worker has *told* of a job that it refused."""
        parameter = told.get("parameter", "")
        return cls(told["status"], told["reason"], told["remedy"], parameter=parameter)


def problem(refused: RefusedError) -> Response:
    """Return *refused* as a response; nothing of the machine or its code is told."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "detail": refused.reason,
        "remedy": refused.remedy,
        "parameter": refused.parameter,
    }
    body = json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False)
    headers = {"Cache-Control": "no-store", **refused.headers}
    return Response(body, refused.status, headers, "application/problem+json")
