"""Clients that others wrote ask our server as it is, and get what it has."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import threading
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from cismig.names import PREFIXES, expand
from servers import PATIENCE, ours, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.layout import Layout

pytestmark = [pytest.mark.client, pytest.mark.xdist_group("clients")]
USED = ("cism", "meeting", "rdfs", "state")
HEAD = " ".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in USED)
WHO = "meeting:council-28 cism:hasParticipant ?state . ?state a cism:State"
STATES = f"{HEAD} SELECT ?state WHERE {{ {WHO} }}"
TRUTH = f"{HEAD} ASK {{ meeting:council-28 cism:hasParticipant state:tj }}"
GRAPH = f"{HEAD} CONSTRUCT {{ ?state rdfs:label ?label }} WHERE {{ {WHO} ; rdfs:label ?label }}"
SEVEN = {expand(f"state:{code}") for code in ("az", "by", "kg", "ru", "tj", "tm", "uz")}
CAPITAL = "https://example.org/capital"
BOTH = f"{HEAD} SELECT ?state ?city WHERE {{ {WHO} ; <{CAPITAL}> ?city }}"


@pytest.fixture(scope="module")
def endpoint(layout: Layout) -> Iterator[str]:
    """Return the address of our endpoint."""
    with ours(layout, "--rate", "0") as server:
        yield f"{server.base}/sparql"


def ran(*command: str | Path) -> str:
    """Return what a client prints."""
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_curl_asks(endpoint: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("needs curl")
    query = f"query={quote(STATES)}"
    told = ran(curl, "-sf", "--compressed", "-H", "Accept: text/csv", endpoint, "-d", query)
    assert set(told.split()[1:]) == SEVEN
    thing = expand("state:tj").replace(PREFIXES["state"], endpoint.replace("sparql", "state/"))
    told = ran(curl, "-sfL", "-H", "Accept: application/n-triples", thing)
    assert f"<{expand('state:tj')}> " in told


def test_jena_asks(endpoint: str) -> None:
    jar, java = os.environ.get("CISMIG_FUSEKI_JAR"), shutil.which("java")
    if not jar or not java:
        pytest.skip("needs Java and the jar of Fuseki (CISMIG_FUSEKI_JAR), which has Jena in it")
    program = Path(__file__).parent / "java" / "AskWithJena.java"
    *states, truth, size = ran(java, "-cp", jar, program, endpoint, STATES, TRUTH, GRAPH).split()
    assert set(states) == SEVEN
    assert (truth, size) == ("true", str(2 * len(SEVEN)))


def modules() -> Path:
    """Return where the clients of the npm registry are."""
    given = os.environ.get("CISMIG_NODE_MODULES")
    if not given or shutil.which("node") is None:
        pytest.skip("needs Node.js and the clients of npm (CISMIG_NODE_MODULES)")
    return Path(given)


def comunica(query: str, *sources: str) -> list[dict[str, str]]:
    """Return the rows that Comunica finds over *sources*."""
    program = modules() / "@comunica" / "query-sparql" / "bin" / "query.js"
    rows = json.loads(ran("node", program, *sources, query, "-t", "application/json"))
    return [{name: str(term) for name, term in row.items()} for row in rows]


def test_comunica_asks(endpoint: str) -> None:
    assert {row["state"] for row in comunica(STATES, f"sparql@{endpoint}")} == SEVEN
    assert {
        row["state"] for row in comunica(STATES, endpoint)
    } == SEVEN  # which finds out by itself


def test_comunica_joins_ours_and_another_endpoint(endpoint: str) -> None:
    with running("oxigraph") as other:
        cities = {"state:tj": "Dushanbe", "state:am": "Yerevan"}
        facts = "".join(f'<{expand(of)}> <{CAPITAL}> "{city}" .' for of, city in cities.items())
        sent = httpx.post(
            f"{other.graph_store}?default", content=facts, headers={"Content-Type": "text/turtle"}
        )
        assert sent.is_success
        rows = comunica(BOTH, f"sparql@{endpoint}", f"sparql@{other.query}")
    assert rows == [{"state": expand("state:tj"), "city": '"Dushanbe"'}]


PAGE = """<!doctype html>
<meta charset="utf-8">
<link rel="stylesheet" href="yasgui.min.css">
<div id="yasgui"></div>
<script src="yasgui.min.js"></script>
<script>
localStorage.clear();
const yasgui = new Yasgui(document.getElementById("yasgui"), {
  requestConfig: { endpoint: "%s" }, copyEndpointOnNewTab: false, populateFromUrl: false,
});
const tab = yasgui.getTab();
tab.setEndpoint("%s");
tab.setQuery(%s);
tab.query();
</script>
"""


@contextmanager
def shown(folder: Path) -> Iterator[str]:
    """Return the address at which a page in *folder* is shown: another than that of our server."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_yasgui_asks_in_a_browser(endpoint: str, tmp_path: Path) -> None:
    """A page of another origin asks; the browser holds it to what our headers allow."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("needs Chromium")
    for path in (modules() / "@zazuko" / "yasgui" / "build").glob("yasgui.min.*"):
        shutil.copy(path, tmp_path)
    (tmp_path / "index.html").write_text(PAGE % (endpoint, endpoint, json.dumps(STATES)))
    with shown(tmp_path) as address:
        told = ran(
            chromium,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=20000",
            "--dump-dom",
            f"{address}/index.html",
        )
    assert {state for state in SEVEN if state in told} == SEVEN
