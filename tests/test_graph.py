"""The graph for programs gives the same on this machine and served, and outlives any query."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest

from cismig import Graph
from cismig.build import make
from cismig.errors import (
    EndpointError,
    FormError,
    LayoutError,
    LimitError,
    ParameterError,
    QueryError,
    StoreError,
    UnknownQueryError,
)
from cismig.graph import Limits
from servers import ours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cismig.layout import Layout
    from servers import Ours

pytestmark = pytest.mark.xdist_group("graph")

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
MEETINGS = """SELECT ?meeting ?day ?ordinal WHERE {
    ?meeting a cism:Meeting ; cism:earliestDate ?day . OPTIONAL { ?meeting cism:ordinal ?ordinal }
} ORDER BY ?meeting LIMIT 30"""


@pytest.fixture(scope="module")
def server(layout: Layout) -> Iterator[Ours]:
    """Return our server; it lets one client ask as often as it likes."""
    with ours(layout, "--rate", "0", "--megabytes", "300") as running:
        yield running


@pytest.fixture(scope="module")
def local(layout: Layout) -> Iterator[Graph]:
    """Return the graph on this machine."""
    with Graph(root=layout.root, limits=Limits(seconds=20)) as graph:
        yield graph


@pytest.fixture(scope="module")
def served(server: Ours) -> Iterator[Graph]:
    """Return the same graph as the server has it."""
    with Graph(f"{server.base}/") as graph:
        yield graph


def refused(call: Callable[[], object]) -> QueryError:
    with pytest.raises(QueryError) as error:
        call()
    return error.value


CALLS: dict[str, Callable[[Graph], object]] = {
    "questions": lambda graph: graph.questions(),
    "questions about": lambda graph: graph.questions("signed", lang="ru"),
    "ask": lambda graph: graph.ask("who-took-part"),
    "rows": lambda graph: graph.ask("cis-members-on-a-day", day=date(2004, 1, 1)).rows,
    "a number": lambda graph: graph.ask("facts-on-one-source").rows,
    "labels": lambda graph: graph.ask("who-took-part", lang="ru").labels,
    "sources": lambda graph: graph.ask("who-took-part").sources,
    "sure": lambda graph: graph.ask("who-took-part", event="meeting:council-28").sure,
    "parameters": lambda graph: graph.ask("meetings-of-a-body").parameters,
    "figures": lambda graph: graph.ask("departures-change").rows,
    "bibtex": lambda graph: graph.ask("departures-change").cite("bibtex").partition("@dataset")[0],
    "chart": lambda graph: graph.ask("departures-by-year").chart().svg.startswith("<svg"),
    "select": lambda graph: graph.sparql(MEETINGS),
    "select rows": lambda graph: graph.sparql(MEETINGS).rows,
    "ask query": lambda graph: graph.sparql("ASK { meeting:council-28 a cism:Meeting }"),
    "from": lambda graph: graph.sparql(
        "SELECT ?o FROM graph:khovar-2024-05-28-council { meeting:council-28 ?p ?o } ORDER BY ?o"
    ),
    "construct": lambda graph: graph.sparql("DESCRIBE state:tj"),
    "why": lambda graph: dict(graph.why("meeting:council-28", "cism:hasParticipant", "state:am")),
    "why in words": lambda graph: repr(graph.why("participation:council-28-am", lang="ru")),
    "find": lambda graph: graph.find("Душанбе", limit=3),
    "find a kind": lambda graph: graph.find("dushanbe", kind="place", lang="ru"),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_both_give_the_same(local: Graph, served: Graph, call: Callable[[Graph], object]) -> None:
    here, there = call(local), call(served)
    assert here == there
    assert here not in (None, [], (), {}, "")


REFUSED: dict[str, Callable[[Graph], object]] = {
    "no such question": lambda graph: graph.ask("who-took"),
    "no such parameter": lambda graph: graph.ask("who-took-part", evnt="meeting:council-28"),
    "no such thing": lambda graph: graph.ask("who-took-part", event="meeting:council-99"),
    "no such day": lambda graph: graph.ask("cis-members-on-a-day", day="2004-02-30"),
    "no kind of value": lambda graph: graph.ask("who-took-part", event=2.5),
    "no language": lambda graph: graph.ask("who-took-part", lang="tg"),
    "no SPARQL": lambda graph: graph.sparql("SELECT * { ?s ?p"),
    "an update": lambda graph: graph.sparql("INSERT DATA { <a:a> <a:b> 1 }"),
    "another server": lambda graph: graph.sparql("ASK { SERVICE <http://127.0.0.1/> { } }"),
    "why nothing": lambda graph: graph.why("meeting:council-99"),
    "why an object alone": lambda graph: graph.why("state:tj", object="x"),
    "find no word": lambda graph: graph.find("!"),
    "find no kind": lambda graph: graph.find("x", kind="planet"),
    "find too many": lambda graph: graph.find("x", limit=1000),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_both_refuse_the_same_in_the_same_words(
    local: Graph, served: Graph, call: Callable[[Graph], object]
) -> None:
    here, there = refused(lambda: call(local)), refused(lambda: call(served))
    assert type(here) is type(there)
    assert str(here) == str(there)
    assert here.hint


def test_a_refusal_says_what_would_do(local: Graph) -> None:
    with pytest.raises(UnknownQueryError, match="did you mean who-took-part"):
        local.ask("who-took")
    with pytest.raises(ParameterError, match="expected one of event"):
        local.ask("who-took-part", state="state:tj")


def test_values_are_those_of_python(local: Graph) -> None:
    answer = local.ask("cis-members-on-a-day", day="2004-01-01")
    (row,) = [each for each in answer.rows if each["state"] == "state:tj"][:1]
    assert isinstance(row["start"], date)
    assert row["end"] is None
    assert answer.labels["state:tj"] == "Tajikistan"
    assert answer.parameters == {"day": date(2004, 1, 1), "lang": "en"}
    kinds = {type(value) for row in local.ask("departures-change").rows for value in row.values()}
    assert {int, Decimal, str} <= kinds
    assert answer.is_complete
    assert answer.permalink is None
    assert answer.limits
    assert {column.name for column in answer.columns} == {*row}


def test_a_served_answer_is_found_again(served: Graph, server: Ours) -> None:
    link = served.ask("who-took-part").permalink
    assert link is not None
    assert link.startswith(f"{server.base}/questions/who-took-part?")
    assert link in served.ask("who-took-part").cite("text")


def test_a_frame_has_types_and_what_belongs_to_it(local: Graph) -> None:
    frame = local.ask("departures-by-year").frame()
    assert "Int64" in {str(kind) for kind in frame.dtypes}
    assert frame.attrs["cismig"]["limits"]
    table = local.sparql(MEETINGS)
    assert list(table.frame().columns) == list(table.columns) == ["meeting", "day", "ordinal"]
    assert str(table.frame()["ordinal"].dtype) == "Int64"


def test_citations_come_in_four_forms_and_no_fifth(local: Graph) -> None:
    answer = local.ask("who-took-part")
    assert "Asia-Plus" in answer.cite()
    assert answer.cite("bibtex").startswith("@online{")
    assert answer.cite("ris").startswith("TY  - ")
    assert json.loads(answer.cite("csl"))[-1]["type"] == "dataset"
    with pytest.raises(FormError, match="choose from text, bibtex, ris, csl"):
        answer.cite("endnote")


def test_a_notebook_is_shown_all_as_html(local: Graph) -> None:
    answer = local.ask("who-took-part")
    for shown in (
        answer,
        local.sparql(MEETINGS),
        local.why("meeting:council-28", "cism:date"),
        local.find("Dushanbe"),
        local.questions("meetings"),
    ):
        assert shown._repr_html_().startswith("<")
        assert "\n" not in repr(answer)
    assert "Armenia took part" not in answer._repr_html_()
    assert '<td title="state:az">Azerbaijan</td>' in answer._repr_html_()
    assert answer.limits.partition("'")[0] in answer._repr_html_()


def test_html_shows_text_and_runs_none(local: Graph) -> None:
    table = local.sparql('SELECT ("<script>" AS ?x) { }')
    assert "<script>" not in table._repr_html_()
    assert "&lt;script&gt;" in table._repr_html_()


def test_a_question_without_a_chart_says_so(local: Graph, served: Graph) -> None:
    for graph in (local, served):
        error = refused_chart(graph)
        assert "has no chart" in str(error)


def refused_chart(graph: Graph) -> Exception:
    with pytest.raises(QueryError) as error:
        graph.ask("who-took-part").chart()
    return error.value


def test_a_runaway_query_ends_and_the_program_lives(layout: Layout) -> None:
    with Graph(root=layout.root, limits=Limits(seconds=3)) as graph:
        began = time.monotonic()
        with pytest.raises(LimitError, match="ran longer than 3 s; ask for less"):
            graph.sparql(CROSS)
        assert time.monotonic() - began < 10
        assert graph.sparql("ASK { }") is True
        assert graph.ask("who-took-part").rows


def test_a_greedy_query_ends_and_the_program_lives(layout: Layout) -> None:
    with Graph(root=layout.root, limits=Limits(seconds=30, megabytes=100)) as graph:
        with pytest.raises(LimitError, match="more than 100 MB"):
            graph.sparql(HUNGRY)
        assert graph.sparql("ASK { }") is True


def test_a_served_runaway_is_the_same_error(served: Graph) -> None:
    with pytest.raises(LimitError, match="more than 300 MB"):
        served.sparql(HUNGRY)
    assert served.sparql("ASK { }") is True


def test_a_worker_that_was_killed_is_replaced(layout: Layout) -> None:
    with Graph(root=layout.root) as graph:
        assert graph.sparql("ASK { }") is True
        os.kill(children()[-1], 9)
        time.sleep(0.1)
        assert graph.sparql("ASK { }") is True


def children() -> list[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return sorted(int(pid) for task in tasks for pid in task.read_text().split())


def test_an_interrupt_ends_the_query_and_not_the_graph(layout: Layout) -> None:
    code = f"""
import signal, threading, os
from cismig import Graph
graph = Graph(root={str(layout.root)!r})
graph.sparql("ASK {{ }}")
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    graph.sparql({CROSS!r})
except KeyboardInterrupt:
    print("interrupted", graph.sparql("ASK {{ }}"))
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("interrupted True\n", "")


def test_many_threads_ask_one_graph(local: Graph) -> None:
    found: list[object] = []

    def ask() -> None:
        found.extend(local.sparql("SELECT (1 AS ?x) { }").rows for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[{"x": 1}]] * 20


def test_a_graph_that_is_closed_leaves_no_process(layout: Layout) -> None:
    before = children()
    graph = Graph(root=layout.root)
    graph.sparql("ASK { }")
    assert len(children()) == len(before) + 1
    graph.close()
    assert children() == before


def test_a_kept_store_is_asked_as_it_stands(layout: Layout, tmp_path: Path) -> None:
    make(layout, tmp_path)
    with Graph(root=layout.root, store=tmp_path) as graph:
        assert graph.ask("who-took-part").rows
    with pytest.raises(StoreError, match="make one: cismig build --store"):
        Graph(root=layout.root, store=tmp_path / "none")


def test_without_a_cache_the_graph_is_built_for_this_once(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CISMIG_CACHE", str(tmp_path / "file" / "below"))
    with Graph(root=layout.root) as graph:
        assert graph.sparql("ASK { meeting:council-28 a cism:Meeting }") is True


def test_a_folder_without_a_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayoutError):
        Graph(root=tmp_path)
    with pytest.raises(LayoutError):
        Graph(root=tmp_path / "none")
    with pytest.raises(QueryError, match="give one of them"):
        Graph("http://127.0.0.1", root=tmp_path)


class _Elsewhere(BaseHTTPRequestHandler):
    """A server that is none of ours."""

    def do_GET(self) -> None:
        status = int(self.path.strip("/").partition("/")[0])
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Location", "https://example.org/")
        self.end_headers()
        self.wfile.write(b"<p>Welcome</p>")

    do_POST = do_GET  # noqa: N815 - as the library calls it

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Return the address of a server of others; the path says with which status it answers."""
    with HTTPServer(("127.0.0.1", 0), _Elsewhere) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.mark.parametrize(
    ("status", "reason", "remedy"),
    [
        (200, "answers not as a server of this graph does", "'cismig serve'"),
        (404, r"does \(HTTP 404\)", "'cismig serve'"),
        (500, r"does \(HTTP 500\)", "'cismig serve'"),
        (301, "has moved", "https"),
        (429, "refuses for now", "more slowly"),
        (502, "refuses for now", "later"),
        (401, "lets us not in", "CISMIG_ENDPOINT_USER"),
    ],
)
def test_a_server_of_others_is_told(elsewhere: str, status: int, reason: str, remedy: str) -> None:
    graph = Graph(f"{elsewhere}/{status}")
    for call in (graph.questions, lambda: graph.ask("sources"), lambda: graph.why("state:tj")):
        with pytest.raises(EndpointError, match=reason) as error:
            call()
        assert remedy in error.value.hint
    graph.close()


def test_a_server_that_is_down_or_no_address_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        graph = Graph(f"http://me:secret@127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(EndpointError, match="is the server running") as error:
            graph.questions()
    assert "secret" not in str(error.value)
    graph.close()
    with pytest.raises(EndpointError, match="is no address of a server"):
        Graph("example.org/cis")


def test_the_address_of_the_endpoint_will_do_too(server: Ours) -> None:
    with Graph(f"{server.base}/sparql") as graph:
        assert graph.ask("who-took-part").rows


def test_the_package_loads_nothing_before_it_is_asked() -> None:
    code = "import sys; before = {*sys.modules}; import cismig; print({*sys.modules} - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'cismig'}"
    with pytest.raises(AttributeError, match="has no attribute 'Grph'"):
        __import__("cismig").Grph  # noqa: B018


def test_statements_are_those_of_the_engine(local: Graph) -> None:
    (first, *_) = local.sparql("CONSTRUCT { ?s a cism:State } WHERE { ?s a cism:State }")
    assert isinstance(first, pyoxigraph.Triple)
