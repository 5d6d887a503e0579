"""What a client asks in the query of an address: parameters, each known and given once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cismig.names import nearest
from cismig.server.problems import RefusedError
from cismig.server.protocol import pairs_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from starlette.requests import Request

__all__ = ["asked_of", "parameters"]

_LONGEST: Final = 2000
_STATE: Final = {
    "release": (re.compile(r"[0-9A-Za-z.+-]{1,40}"), "a version such as 0.1.0"),
    "graph": (re.compile(r"[0-9a-f]{32}"), "a digest of 32 letters and figures"),
    "hash": (re.compile(r"[0-9a-f]{16}"), "a hash of 16 letters and figures"),
}


def parameters(request: Request, known: Collection[str]) -> dict[str, str]:
    """Return the parameters of *request* by their names, which are all *known*.

    Raises:
        RefusedError: one is not known, given twice or too long, or they cannot be read.
    """
    found: dict[str, str] = {}
    for name, value in pairs_of(request.url.query):
        if name not in known:
            raise _unknown(name, known)
        if name in found:
            raise RefusedError(400, f"{name} is given twice", "give it once", parameter=name)
        if len(value) > _LONGEST:
            reason = f"{name} has {len(value)} characters"
            raise RefusedError(400, reason, f"give at most {_LONGEST}", parameter=name)
        found[name] = value
    return found


def asked_of(given: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str] | None:
    """Return the state that a permalink was made for, None if it is that of *now* or none is said.

    Raises:
        RefusedError: it is said in a way in which no state is named.
    """
    said = {name: given[name] for name in _STATE if name in given}
    for name, value in said.items():
        form, expected = _STATE[name]
        if not form.fullmatch(value):
            reason = f"{name}={_shown(value)} names no state of the graph"
            raise RefusedError(400, reason, f"give {expected}, or leave it out", parameter=name)
    return None if said.items() <= now.items() else said


def _unknown(name: str, known: Collection[str]) -> RefusedError:
    like = nearest(name[:100], known)
    remedy = (
        f"did you mean {' or '.join(like)}?" if like else f"the parameters are {', '.join(known)}"
    )
    shown = _shown(name)
    return RefusedError(400, f"there is no parameter {shown} here", remedy, parameter=shown)


def _shown(text: str) -> str:
    """Return *text* fit for one line of a message."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    short = " ".join(plain.split())
    return short if len(short) <= 60 else short[:59] + "…"  # noqa: PLR2004 - fits beside the rest
