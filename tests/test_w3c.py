"""The W3C's tests of SPARQL over HTTP: our server answers as its engine does, and as it should."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat
from rdflib import RDF, RDFS
from rdflib.collection import Collection

import w3c
from servers import PATIENCE, free_port, waited_for
from w3c import SITE, Case, address, answered, cases, expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

pytestmark = [pytest.mark.w3c, pytest.mark.xdist_group("w3c")]
EMPTY = f"{SITE}empty"
SERVE = """
import sys
from pathlib import Path
from types import SimpleNamespace
from cismig.build import Built
from cismig.layout import find
from cismig.server import Plan, serve
from cismig.store import EmbeddedStore
import pyoxigraph
place, port = Path(sys.argv[1]), int(sys.argv[2])
store = EmbeddedStore(pyoxigraph.Store.read_only(str(place / "store")))
record = SimpleNamespace(dataset=SimpleNamespace(layout=find()))
serve(Built(store, lambda: record, place), Plan(port=port, rate=0))
"""


@pytest.fixture(scope="module")
def folder() -> Path:
    """Return where the suite lies."""
    given = os.environ.get("CISMIG_W3C")
    if not given:
        pytest.skip("CISMIG_W3C names no folder with the W3C's tests of SPARQL")
    return Path(given)


@pytest.fixture(scope="module")
def suite(folder: Path) -> tuple[Case, ...]:
    """Return the tests of queries."""
    return tuple(cases(folder))


@pytest.fixture(scope="module")
def web(folder: Path, suite: tuple[Case, ...]) -> Iterator[httpx.Client]:
    """Return a client of our server, on a store that has each file of the suite as a graph."""
    with tempfile.TemporaryDirectory() as place:
        store = ox.Store(str(Path(place) / "store"))
        store.add_graph(NamedNode(EMPTY))
        for path in {path for case in suite for path in case.files}:
            fill(store, path, folder, address(path, folder))
        store.flush()
        del store
        with serving(place) as base, httpx.Client(base_url=base, timeout=PATIENCE) as client:
            yield client


@contextmanager
def serving(place: str) -> Iterator[str]:
    """Run our server on the store in *place*."""
    port = free_port()
    with (Path(place) / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, place, str(port)], stdout=log, stderr=log
        )
        try:
            waited_for(process, port, Path(place) / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def fill(store: ox.Store, path: Path, folder: Path, graph: str | None) -> None:
    """Load a file of the suite into a graph of *store*."""
    named = ox.DefaultGraph() if graph is None else NamedNode(graph)
    if graph is not None:
        store.add_graph(named)
    kind = RdfFormat.from_extension(path.suffix[1:])
    store.load(path.read_bytes(), kind, base_iri=address(path, folder), to_graph=named)


def by_engine(case: Case, folder: Path) -> str:
    """Return the engine's own answer, asked in this process of the graphs of the test alone."""
    store = ox.Store()
    for path in case.default:
        fill(store, path, folder, None)
    for name, path in case.named:
        fill(store, path, folder, name)
    for path in case.beside:
        fill(store, path, folder, address(path, folder))
    try:
        found = store.query(case.query)
        if isinstance(found, ox.QueryTriples):
            body = found.serialize(format=RdfFormat.N_TRIPLES)
            return answered(body, "nt")
        kind = {"csv": "csv", "tsv": "tsv", "json": "srj"}[case.form]
        body = found.serialize(format=ox.QueryResultsFormat.from_extension(kind))
    except (SyntaxError, ValueError, OSError, RuntimeError):
        return "refused"
    return answered(body, case.form, is_lax=case.is_lax)


def over_http(case: Case, folder: Path, web: httpx.Client) -> str:
    """Return what our server answers of the same graphs, which the protocol names."""
    form = {"csv": "text/csv", "tsv": "text/tab-separated-values"}.get(
        case.form, "application/sparql-results+json, application/n-triples"
    )
    data: dict[str, str | list[str]] = {"query": case.query}
    if not case.beside:
        data["default-graph-uri"] = [address(path, folder) for path in case.default]
        data["named-graph-uri"] = [name for name, _ in case.named]
    if not case.files:
        data["default-graph-uri"] = EMPTY
    answer = web.post("/sparql", data=data, headers={"Accept": form})
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        return "refused"
    kind = "nt" if "n-triples" in answer.headers["content-type"] else case.form
    return answered(answer.content, kind, is_lax=case.is_lax)


def passes(case: Case, told: str, folder: Path) -> bool:
    if case.expected is None:
        return (told == "refused") == case.is_refused
    return told == expected(case, folder)


def test_our_server_answers_the_suite_as_its_engine_does(
    folder: Path, suite: tuple[Case, ...], web: httpx.Client
) -> None:
    """What it misses, the engine misses; there is little of it."""
    told = {case.name: over_http(case, folder, web) for case in suite}
    missed = {case.name for case in suite if not passes(case, told[case.name], folder)}
    assert missed == {
        case.name for case in suite if not passes(case, by_engine(case, folder), folder)
    }
    assert len(suite) > 300
    assert len(missed) <= len(suite) * 21 / 341


# The protocol.

HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
KINDS = {
    "boolean": "application/sparql-results+json",
    "tabular": "application/sparql-results+json",
    "RDF": "text/turtle",
}


@pytest.fixture(scope="module")
def manifest(folder: Path) -> rdflib.Graph:
    """Return the tests of the protocol."""
    found = [
        path for path in folder.rglob("protocol/manifest.ttl") if str(HT) in path.read_text("utf-8")
    ]
    if not found:
        pytest.skip("the suite has no requests of the protocol's tests")
    return rdflib.Graph().parse(found[0], publicID=found[0].resolve().as_uri())


@pytest.fixture(scope="module")
def endpoint(manifest: rdflib.Graph) -> Iterator[str]:
    """Return the address of our server, on the graphs that the tests of the protocol speak of."""
    with tempfile.TemporaryDirectory() as place:
        store = ox.Store(str(Path(place) / "store"))
        store.add_graph(NamedNode("http://kasei.us/2009/09/sparql/data/data0.rdf"))
        for data in set(manifest.objects(None, UT.graphData)):
            path = Path(str(manifest.value(data, UT.graph)).removeprefix("file://"))
            graph = NamedNode(str(manifest.value(data, RDFS.label)))
            store.load(path.read_bytes(), RdfFormat.N_TRIPLES, to_graph=graph)
        store.flush()
        del store
        with serving(place) as base:
            yield f"{base}/sparql"


def test_every_request_of_the_protocols_tests_is_answered_as_it_should(
    manifest: rdflib.Graph, endpoint: str
) -> None:
    """Those that change data are refused, as all are of a server for reading."""
    tests = [*manifest.subjects(RDF.type, w3c.MF.ProtocolTest)]
    assert len(tests) == 34
    assert [name for test in tests if (name := wrong_of(manifest, test, endpoint))] == []


def wrong_of(manifest: rdflib.Graph, test: Node, endpoint: str) -> str:
    """Return what is wrong with the answers to the requests of *test*, "" if nothing is."""
    name = str(test).rpartition("#")[2]
    action = manifest.value(test, w3c.MF.action)
    for request in Collection(manifest, manifest.value(action, HT.requests)):
        response = manifest.value(request, HT.resp)
        expected = {str(each)[-3:] for each in manifest.objects(response, w3c.MF.expectedStatus)}
        answer = asked(manifest, request, endpoint)
        if name.startswith("update_"):  # what follows it asks for the change
            return "" if answer.status_code == HTTPStatus.FORBIDDEN else f"{name}: {answer.text}"
        if f"{answer.status_code // 100}xx" not in expected:
            return f"{name}: {answer.status_code} {answer.text[:200]}"
        if not answer.is_success:
            continue
        form = str(manifest.value(response, w3c.MF.expectedFormat))
        if form in KINDS and not answer.headers["content-type"].startswith(KINDS[form]):
            return f"{name}: {answer.headers['content-type']}"
        truth = manifest.value(response, w3c.MF.expectedBoolean)
        if truth is not None and answer.json()["boolean"] != truth.toPython():
            return f"{name}: {answer.text[:200]}"
    return ""


def asked(manifest: rdflib.Graph, request: Node, endpoint: str) -> httpx.Response:
    path = path_of(manifest, request).removeprefix("/sparql/")
    headers = headers_of(manifest, request)
    charset = "utf-16" if "UTF-16" in str(headers) else "utf-8"
    body = body_of(manifest, request).encode(charset)
    method = str(manifest.value(request, HT.methodName))
    return httpx.request(method, endpoint + path, headers=headers, content=body, timeout=PATIENCE)


def path_of(manifest: rdflib.Graph, request: Node) -> str:
    return str(manifest.value(request, HT.absolutePath))


def body_of(manifest: rdflib.Graph, request: Node) -> str:
    return str(manifest.value(manifest.value(request, HT.body), CNT.chars) or "")


def headers_of(manifest: rdflib.Graph, request: Node) -> dict[str, str]:
    listed = manifest.value(request, HT.headers)
    return {
        str(manifest.value(each, HT.fieldName)): str(manifest.value(each, HT.fieldValue))
        for each in (() if listed is None else Collection(manifest, listed))
    }
