"""A server that others wrote, filled by ``push``, gives the rows of the embedded store."""

from __future__ import annotations

import http.server
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, NamedNode, Quad

from asking import defaults, questions
from cismig.cli import main
from cismig.errors import EndpointError, LimitError, QueryError
from cismig.names import ACCEPTED, PREFIXES, expand
from cismig.questions import answer
from cismig.store import EndpointStore, Limits, Push, Table
from servers import KINDS, Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.build import Built
    from cismig.layout import Layout
    from cismig.store import Store, Term

ARMENIA = "ASK { meeting:council-28 cism:hasParticipant state:am }"
WHO_SAYS = (
    "ASK { GRAPH ?g { meeting:council-28 cism:hasParticipation participation:council-28-am } }"
)
ASKED = (
    "who-took-part",
    "who-took-part-by-source",
    "who-disagrees",
    "meetings-of-a-body",
    "departures-by-destination",
    "memorandum-by-source",
    "instruments-between-two-states",
    "cis-members-on-a-day",
    "theme-tree",
    "what-is-inferred",
    "sources",
    "open-questions",
)


def with_prefixes(text: str) -> str:
    return " ".join(f"PREFIX {name}: <{space}>" for name, space in PREFIXES.items()) + text


def rows(store: Store, slug: str) -> list[str]:
    """Return the rows of a question; engines name no blank node alike and write 1.0 as 1."""

    def text(term: Term | None) -> str:
        value = "" if term is None or isinstance(term, BlankNode) else term.value
        try:
            return f"{float(value):.6g}"
        except ValueError:
            return value

    question = questions()[slug]
    table = answer(store, question, defaults(question)).table
    return sorted(" | ".join(map(text, row)) for row in table.rows)


@pytest.fixture(scope="module", params=KINDS)
def filled(request: pytest.FixtureRequest, small_built: Built) -> Iterator[Server]:
    """Return a running server that holds the graph of a part of this checkout."""
    with running(request.param) as server:
        push = Push(small_built.raw, server.query, server.graph_store)
        assert all(written for _, written in push.write())
        assert push.verify() == ()
        yield server


@pytest.mark.server
@pytest.mark.xdist_group("servers")
def test_questions_have_the_same_rows(filled: Server, small_built: Built) -> None:
    store = EndpointStore(filled.query)
    different = {slug for slug in ASKED if rows(store, slug) != rows(small_built.store, slug)}
    assert different == set()


@pytest.mark.server
@pytest.mark.xdist_group("servers")
def test_what_a_judgement_sets_aside_does_not_come_back(filled: Server) -> None:
    store = EndpointStore(filled.query)
    assert store.run(with_prefixes(ARMENIA)) is False
    assert store.run(with_prefixes(WHO_SAYS)) is True


@pytest.mark.server
@pytest.mark.xdist_group("servers")
def test_a_second_push_writes_nothing_and_a_damaged_graph_is_mended(
    filled: Server, small_built: Built
) -> None:
    push = Push(small_built.raw, filled.query, filled.graph_store)
    assert not any(written for _, written in push.write())
    graph = NamedNode(expand("graph:judgements"))
    broken = Push(_one_less(small_built, graph), filled.query, filled.graph_store)
    assert [name for name, written in broken.write() if written] == [graph]
    with pytest.raises(EndpointError, match="statements there"):
        push.verify()
    assert [name for name, written in push.write() if written] == [graph]
    assert push.verify() == ()


def _one_less(built: Built, graph: NamedNode) -> pyoxigraph.Store:
    copy = pyoxigraph.Store()
    copy.bulk_extend(built.raw)
    copy.remove(next(copy.quads_for_pattern(None, None, None, graph)))
    return copy


@pytest.mark.server
@pytest.mark.xdist_group("servers")
def test_statements_are_looked_up_as_in_the_embedded_store(
    filled: Server, small_built: Built
) -> None:
    store = EndpointStore(filled.query)
    meeting, date = NamedNode(expand("meeting:council-28")), NamedNode(expand("cism:date"))
    for parts in ((meeting, date, None, None), (None, date, None, NamedNode(ACCEPTED))):
        here = {str(quad) for quad in small_built.store.quads_for_pattern(*parts)}
        assert {str(quad) for quad in store.quads_for_pattern(*parts)} == here
        assert here
    quad = next(small_built.store.quads_for_pattern(meeting, date, None, NamedNode(ACCEPTED)))
    assert quad in store
    assert Quad(quad.subject, quad.predicate, meeting, quad.graph_name) not in store
    with pytest.raises(QueryError, match="blank node"):
        store.quads_for_pattern(BlankNode(), None, None)


@pytest.mark.server
@pytest.mark.xdist_group("servers")
def test_the_command_asks_a_server(
    filled: Server, small: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ["--root", str(small.root)]
    assert main(["ask", "who-took-part", "--endpoint", filled.query, *here]) == 0
    there = capsys.readouterr().out
    assert main(["ask", "who-took-part", *here]) == 0
    assert there == capsys.readouterr().out
    where = ["--endpoint", filled.query, "--format", "json", *here]
    for words in (ABSENT, INFERRED):
        assert main(["why", *words, *where]) == 0
        told = without_files(json.loads(capsys.readouterr().out))
        assert main(["why", *words, "--format", "json", *here]) == 0
        assert told == without_files(json.loads(capsys.readouterr().out))
    assert main(["push", filled.query, "--graph-store", filled.graph_store, *here]) == 0
    assert "as many there as here" in capsys.readouterr().out


ABSENT = ["meeting:council-28", "cism:hasParticipant", "state:am"]
INFERRED = ["meeting:council-28", "cism:hasParticipant", "state:tj"]


def without_files(account: object) -> object:
    """Return *account* without places in files and names of blank nodes: a server has others."""
    if isinstance(account, dict) and account.get("type") == "bnode":
        return "bnode"
    if isinstance(account, dict):
        return {key: without_files(value) for key, value in account.items() if key not in PLACES}
    return [without_files(one) for one in account] if isinstance(account, list) else account


PLACES = {"path", "line", "column"}


@contextmanager
def speaking(status: int, kind: str, body: bytes) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Run a server that always says the same; yield its address and the headers that it got."""
    heard: list[dict[str, str]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            heard.append(dict(self.headers))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql", heard
    finally:
        server.shutdown()
        server.server_close()


JSON = "application/sparql-results+json"
ROW = b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":{"type":"uri","value":"http://x/"}}]}}'


@pytest.mark.parametrize(
    ("status", "kind", "body", "told"),
    [
        (401, "text/plain", b"no", "lets us not in"),
        (500, "text/plain", b"Out of cheese\nat line 3", "HTTP 500: Out of cheese"),
        (200, "text/html", b"<html>", "no SPARQL results"),
        (200, JSON, b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":', "no SPARQL results"),
        (200, JSON, b'{"head":{"vars":["g"]},"results":{"bindings":[]}}', "does not hold"),
    ],
)
def test_a_server_that_cannot_answer_is_told_in_one_line(
    status: int, kind: str, body: bytes, told: str
) -> None:
    with speaking(status, kind, body) as (url, _), pytest.raises(EndpointError) as refused:
        EndpointStore(url).run("SELECT * { ?s ?p ?o }")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_server_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sparql", "ASK { ?s ?p ?o }", "--endpoint", "http://127.0.0.1:9/sparql"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "is the server running" in said.err


def test_a_secret_is_sent_and_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CISMIG_ENDPOINT_TOKEN", "open-sesame")
    refusing = speaking(500, "text/plain", b"bad token open-sesame")
    with refusing as (url, heard), pytest.raises(EndpointError) as refused:
        EndpointStore(url).run("ASK { ?s ?p ?o }")
    assert heard[0]["Authorization"] == "Bearer open-sesame"
    assert "sesame" not in str(refused.value)


def test_rows_of_a_server_are_counted_too() -> None:
    with speaking(200, JSON, ROW) as (url, _):
        assert isinstance(EndpointStore(url, Limits(rows=1)).run("SELECT ?g { }"), Table)
        with pytest.raises(LimitError, match="more than 0 rows"):
            EndpointStore(url, Limits(rows=0)).run("SELECT ?g { }")


@pytest.mark.parametrize("text", ["INSERT DATA { <a:a> <a:b> 1 }", "ASK { SERVICE <a:b> { } }"])
def test_what_the_embedded_store_refuses_no_server_is_sent(text: str) -> None:
    with speaking(200, JSON, ROW) as (url, heard), pytest.raises(QueryError):
        EndpointStore(url).run(text)
    assert heard == []
