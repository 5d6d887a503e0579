"""A page with a box for a query, for whoever opens the endpoint's address in a browser."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["query_page"]

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
)
_EXAMPLE: Final = """SELECT ?state ?label WHERE {
  meeting:council-28 cism:hasParticipant ?state .
  ?state rdfs:label ?label
  FILTER(LANG(?label) = "en")
}
ORDER BY ?label"""
_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SPARQL — CIS Migration Graph</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; }}
main {{ padding: 0 1rem; }}
textarea {{ box-sizing: border-box; width: 100%; font: 0.95rem/1.4 ui-monospace, monospace; }}
button {{ font: inherit; padding: 0.4rem 1.2rem; }}
</style>
<main>
<h1>SPARQL</h1>
<p>What you ask without <code>GRAPH</code> is what we hold true; <code>GRAPH ?g {{ … }}</code> asks
who says so. The prefixes of the graph need not be declared.</p>
<form action="{action}" method="get">
<p><label for="query">Query</label>
<textarea id="query" name="query" rows="12" spellcheck="false" required>{example}</textarea></p>
<p><button>Ask</button></p>
</form>
</main>
</html>
"""


def query_page(request: Request) -> Response:
    """Return the page; its form asks the address at which it was reached."""
    page = _PAGE.format(action=escape(request.url.path), example=escape(_EXAMPLE))
    headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept"}
    return HTMLResponse(page, headers=headers)
