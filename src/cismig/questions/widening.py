"""The same rows with nothing hidden: what a query matched on the way to what it shows."""

from __future__ import annotations

import re

from cismig.questions.frontmatter import OPAQUE

_SELECT = re.compile(r"\bSELECT\b", re.IGNORECASE)
_OPENING = re.compile(r"\b(FROM|WHERE)\b|\{", re.IGNORECASE)


def widened(query: str) -> str | None:
    """Return a SELECT with every variable of its pattern shown and nothing grouped or cut.

    A question about participants shows states; the nodes that join them to the meeting, which
    carry the evidence, are matched and not shown. None if *query* is no plain SELECT.

    >>> widened("SELECT (COUNT(?n) AS ?k) WHERE { ?m ?p ?n } GROUP BY ?m LIMIT 5")
    'SELECT * WHERE { ?m ?p ?n }'
    """
    plain = OPAQUE.sub(lambda found: " " * len(found[0]), query)
    start = _SELECT.search(plain)
    if start is None:
        return None
    opening = _opening(plain, start.end())
    body = plain.find("{", opening)
    if opening < 0 or body < 0:
        return None
    depth = 0
    for position in range(body, len(plain)):
        depth += {"{": 1, "}": -1}.get(plain[position], 0)
        if depth == 0:
            return f"{query[: start.start()]}SELECT * {query[opening : position + 1]}"
    return None


def _opening(plain: str, position: int) -> int:
    """Return where the pattern or its data set begins, past the parentheses of the selection."""
    depth = 0
    while position < len(plain):
        char = plain[position]
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth == 0 and (found := _OPENING.match(plain, position)) is not None:
            before = plain[position - 1]
            if found[0] == "{" or not (before.isalnum() or before in "?$_:"):
                return position
        position += 1
    return -1
