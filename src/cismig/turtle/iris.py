"""Relative references against a base, by RFC 3986, section 5.2."""

from __future__ import annotations

import re

__all__ = ["resolve"]

# RFC 3986, appendix B.
_PARTS = re.compile(
    r"^(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$", re.DOTALL
)


def resolve(reference: str, base: str) -> str:
    """Return the IRI that *reference* means in a file whose base is *base* (perhaps empty).

    >>> resolve("../state/tj", "https://w3id.org/cis-migration/graph/x")
    'https://w3id.org/cis-migration/state/tj'
    """
    scheme, authority, path, query, fragment = _split(reference)
    if scheme is not None or not base:
        return reference
    base_scheme, base_authority, base_path, base_query, _ = _split(base)
    if authority is not None:
        path = _without_dots(path)
    else:
        authority = base_authority
        if path:
            path = _without_dots(path if path.startswith("/") else _merged(base, path))
        else:
            path = base_path
            query = base_query if query is None else query
    return _joined(base_scheme, authority, path, query, fragment)


def _split(iri: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    found = _PARTS.match(iri)
    if found is None:  # pragma: no cover - the expression matches every text
        return None, None, iri, None, None
    scheme, authority, path, query, fragment = found.groups()
    return scheme, authority, path or "", query, fragment


def _merged(base: str, path: str) -> str:
    _, authority, base_path, _, _ = _split(base)
    if authority is not None and not base_path:
        return f"/{path}"
    return base_path[: base_path.rfind("/") + 1] + path


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
            if last:
                kept.append("")
        elif segment == ".":
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return "/".join(kept)


def _joined(
    scheme: str | None, authority: str | None, path: str, query: str | None, fragment: str | None
) -> str:
    return "".join(
        (
            f"{scheme}:" if scheme is not None else "",
            f"//{authority}" if authority is not None else "",
            path,
            f"?{query}" if query is not None else "",
            f"#{fragment}" if fragment is not None else "",
        )
    )
