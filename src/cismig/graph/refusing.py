"""What a server, or a worker on this machine, refuses: the same errors for both."""

from __future__ import annotations

from http import HTTPStatus

from cismig.errors import EndpointError, LimitError, ParameterError, QueryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

    from cismig.errors import CismigError

__all__ = ["refusal"]

_TOO_MUCH: Final = frozenset({413, 503})
_WRONG: Final = frozenset({400, 403, 404, 406, 422})


def refusal(
    told: Mapping[str, Any],
    place: str,
    slug: str = "",
    values: Mapping[str, str] | None = None,
) -> CismigError:
    """Return the error that *told* means: ``status``, ``reason``, ``remedy`` and ``parameter``.

    *place* is who refuses; *slug* and *values* are the question that was asked, if one was.

    >>> print(refusal({"status": 503, "reason": "too long", "remedy": "add LIMIT"}, "here"))
    too long; add LIMIT
    """
    status, reason, remedy = int(told["status"]), str(told["reason"]), str(told["remedy"])
    parameter = str(told.get("parameter", ""))
    if slug and parameter:
        given = (values or {}).get(parameter, "")
        return ParameterError(slug, parameter, given, remedy.removeprefix("expected "))
    if status in _TOO_MUCH:
        return LimitError(reason, remedy)
    if status in _WRONG:
        return QueryError(reason, remedy)
    phrase = f"HTTP {status}: " if status != HTTPStatus.INTERNAL_SERVER_ERROR else ""
    return EndpointError(place, f"{phrase}{reason}", remedy)
