"""Our server speaks the SPARQL protocol, in every form, and describes itself."""

from __future__ import annotations

import gzip
import html
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse

from cismig.cli import main
from cismig.names import ACCEPTED, PREFIXES, expand
from cismig.server.keeping import Kept
from cismig.server.negotiating import GRAPHS, ROWS, chosen
from cismig.server.pool import Reply
from servers import PATIENCE, ours

if TYPE_CHECKING:
    from cismig.build import Built
    from cismig.layout import Layout
    from servers import Ours

pytestmark = pytest.mark.xdist_group("server")

ASK = "ASK { meeting:council-28 a cism:Meeting }"
STATES = """SELECT ?state WHERE {
    meeting:council-28 cism:hasParticipant ?state . ?state a cism:State
} ORDER BY ?state"""
ABOUT = "DESCRIBE meeting:council-28"
DATA = expand("graph:asia-plus-2024-05-28-council")
OTHER = expand("graph:khovar-2024-05-28-council")
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ODD = f"{QUERY}; charset=utf-7"
SQUEEZED = {"Content-Type": QUERY, "Content-Encoding": "gzip"}
UNWRITABLE = 'SELECT ("\\u0001" AS ?x) { }'
CHANGE = "INSERT DATA { <a:a> <a:b> 1 }"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")


def refused(answer: httpx.Response, status: int) -> str:
    """Return the reason of a refusal, which is a problem document and nothing else."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert "\n" not in told["detail"]
    return str(told["detail"])


def asked(text: str, **parameters: str | list[str]) -> dict[str, str | list[str]]:
    return {"query": text, **{name.replace("_", "-"): each for name, each in parameters.items()}}


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_a_query_is_asked_in_three_ways(web: httpx.Client, way: str) -> None:
    if way == "get":
        answer = web.get("/sparql", params=asked(ASK))
    elif way == "form":
        answer = web.post("/sparql", data=asked(ASK))
    else:
        kind = {"Content-Type": f"{QUERY}; charset=UTF-8"}
        answer = web.post("/sparql", content=ASK, headers=kind)
    assert answer.status_code == 200
    assert answer.json()["boolean"] is True


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_protocol_chooses_the_graphs_and_the_query_does_not(
    web: httpx.Client, way: str
) -> None:
    text = "SELECT DISTINCT ?g FROM graph:accepted { GRAPH ?g { meeting:council-28 ?q ?r } }"
    graphs = {"default-graph-uri": DATA, "named-graph-uri": [OTHER]}
    if way == "get":
        answer = web.get("/sparql", params={"query": text, **graphs})
    elif way == "form":
        answer = web.post("/sparql", data={"query": text, **graphs})
    else:
        kind = {"Content-Type": QUERY}
        answer = web.post("/sparql", content=text, headers=kind, params=graphs)
    (row,) = answer.json()["results"]["bindings"]
    assert row["g"]["value"] == OTHER


def test_without_a_dataset_the_accepted_view_is_asked_and_every_graph_can_be(
    web: httpx.Client, built: Built
) -> None:
    count = "SELECT (COUNT(*) AS ?n) { meeting:council-28 ?p ?o }"
    given = web.get("/sparql", params=asked(count)).json()["results"]["bindings"]
    there = web.get("/sparql", params=asked(count, default_graph_uri=ACCEPTED)).json()
    assert given == there["results"]["bindings"]
    graphs = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    (row,) = web.get("/sparql", params=asked(graphs)).json()["results"]["bindings"]
    assert int(row["n"]["value"]) == len(list(built.raw.named_graphs()))


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, {"params": {"query": "SELECT * { ?s ?p"}}),
        (400, {"params": {"query": "  "}}),
        (400, {"params": {"other": "x"}}),
        (400, {"params": {"query": [ASK, ASK]}}),
        (400, {"url": "/sparql?query=%FF"}),
        (400, {"params": {"query": "SELECT * { nowhere:a ?p ?o }"}}),
        (400, {"params": {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}}),
        (400, {"params": {"query": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"}}),
        (400, {"params": {"query": "BASE <file:///etc/> ASK FROM NAMED <passwd> { }"}}),
        (400, {"params": {"query": "PREFIX f: <file:///etc/> ASK FROM f:passwd { }"}}),
        (400, {"params": {"query": ASK, "default-graph-uri": "http://example.org/"}}),
        (400, {"params": {"query": ASK, "named-graph-uri": "not an IRI"}}),
        (403, {"params": {"query": CHANGE}}),
        (403, {"params": {"query": "PREFIX : <a:> LOAD <http://127.0.0.1/>"}}),
        (403, {"method": "POST", "data": {"update": CHANGE}}),
        (403, {"method": "POST", "content": CHANGE, "headers": {"Content-Type": UPDATE}}),
        (400, {"method": "POST", "content": b""}),
        (415, {"method": "POST", "content": ASK, "headers": {"Content-Type": "text/plain"}}),
        (415, {"method": "POST", "content": ASK}),
        (415, {"method": "POST", "content": ASK, "headers": {"Content-Type": ODD}}),
        (415, {"method": "POST", "content": ASK, "headers": SQUEEZED}),
        (400, {"method": "POST", "content": b"\xff", "headers": {"Content-Type": QUERY}}),
        (413, {"method": "POST", "content": b" " * 300_000, "headers": {"Content-Type": QUERY}}),
        (405, {"method": "PUT", "content": ASK, "headers": {"Content-Type": QUERY}}),
        (405, {"method": "DELETE"}),
        (404, {"url": "/sparq"}),
        (406, {"params": {"query": ASK}, "headers": {"Accept": "image/png"}}),
        (406, {"params": {"query": STATES}, "headers": {"Accept": "text/turtle"}}),
        (406, {"params": {"query": ABOUT}, "headers": {"Accept": "text/csv"}}),
        (406, {"params": {"query": ASK}, "headers": {"Accept": "*/*;q=0"}}),
        (406, {"params": {"query": UNWRITABLE}, "headers": {"Accept": "text/xml"}}),
    ],
)  # fmt: skip
def test_what_is_no_query_is_refused_with_a_reason(
    web: httpx.Client, status: int, request_: dict
) -> None:
    given = {"method": "GET", "url": "/sparql", **request_}
    if given.get("content") == b"":
        given["headers"] = {"Content-Type": FORM}
    told = refused(web.request(**given), status)
    assert "/tmp" not in told  # noqa: S108 - no path of the machine
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/xml;q=0.9, text/html", "application/xml"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.7, */*;q=0.1", "text/tab-separated-values"),
        ("text/*", "text/xml"),
        ("TEXT/CSV; q=1.0", "text/csv"),
        ("text/csv;header=present;q=1, application/json;q=0.9", "text/csv"),
        ("nonsense, text/csv", "text/csv"),
    ],
)
def test_rows_come_in_the_form_that_is_liked_best(
    web: httpx.Client, accept: str | None, kind: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    answer = web.get("/sparql", params=asked(STATES), headers=headers)
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert expand("state:tj") in answer.text


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/trig", RdfFormat.TRIG),
        ("application/n-quads", RdfFormat.N_QUADS),
    ],
)
def test_statements_are_the_same_in_every_form(
    web: httpx.Client, kind: str, form: RdfFormat
) -> None:
    answer = web.get("/sparql", params=asked(ABOUT), headers={"Accept": kind})
    assert answer.headers["content-type"].partition(";")[0] == kind
    plain = web.get("/sparql", params=asked(ABOUT), headers={"Accept": "application/n-triples"})
    expected = {str(quad.triple) for quad in parse(plain.content, RdfFormat.N_TRIPLES)}
    assert {str(quad.triple) for quad in parse(answer.content, form)} == expected
    assert len(expected) > 10


def test_an_answer_has_a_tag_and_is_not_sent_twice(web: httpx.Client) -> None:
    first = web.get("/sparql", params=asked(STATES))
    tag = first.headers["etag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}'):
        again = web.get("/sparql", params=asked(STATES), headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    others = [
        web.get("/sparql", params=asked(STATES), headers={"Accept": "text/csv"}),
        web.get("/sparql", params=asked(f"{STATES} LIMIT 3")),
        web.get("/sparql", params=asked(STATES, default_graph_uri=DATA)),
        web.get("/sparql", params=asked(STATES), headers={"Accept-Encoding": "identity"}),
    ]
    assert len({tag, *(each.headers["etag"] for each in others)}) == 5
    assert {"Accept", "Accept-Encoding"} <= set(first.headers["vary"].split(", "))


def test_answers_are_kept_up_to_so_many_bytes() -> None:
    """The store never changes; what was not asked for longest goes first."""
    kept = Kept(10_000)
    replies = {tag: Reply({"status": 200}, tag.encode() * 2000) for tag in "abcd"}
    for tag, reply in replies.items():
        kept.keep(tag, reply)
        assert kept.get("a") is replies["a"]  # is asked for each time
    assert kept.get("b") is None
    assert kept.get("d") is replies["d"]
    kept.keep("e", Reply({}, b"e" * 2_000_000))
    assert kept.get("e") is None
    assert kept.get("d") is replies["d"]


def test_what_differs_each_time_is_not_kept(web: httpx.Client) -> None:
    answer = web.get("/sparql", params=asked("SELECT (RAND() AS ?x) { }"))
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_head_tells_what_get_would(web: httpx.Client) -> None:
    whole = web.get("/sparql", params=asked(STATES))
    head = web.head("/sparql", params=asked(STATES))
    assert head.content == b""
    for name in ("content-length", "content-type", "etag", "vary"):
        assert head.headers[name] == whole.headers[name]


def test_an_answer_is_compressed_for_those_who_take_it_so(web: httpx.Client) -> None:
    sizes = {}
    for coding in ("gzip", "identity", "gzip;q=0", "br;q=1.0, gzip;q=0.8", "*"):
        with web.stream(
            "GET", "/sparql", params=asked(ABOUT), headers={"Accept-Encoding": coding}
        ) as answer:
            raw = b"".join(answer.iter_raw())
        is_squeezed = answer.headers.get("content-encoding") == "gzip"
        assert is_squeezed == (coding not in {"identity", "gzip;q=0"})
        sizes[coding] = len(raw)
        plain = gzip.decompress(raw) if is_squeezed else raw
        assert b"council-28" in plain
    assert sizes["gzip"] < sizes["identity"] / 2


def test_a_page_elsewhere_may_ask(web: httpx.Client) -> None:
    wanted = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = web.options("/sparql", headers=wanted)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]
    for other in (answer, web.get("/sparql", params=asked(ASK)), web.get("/sparql?query=%7B")):
        assert other.headers["access-control-allow-origin"] == "*"


def test_the_service_describes_itself_and_each_graph(web: httpx.Client, built: Built) -> None:
    answer = web.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    address = rdflib.URIRef(f"{web.base_url}/sparql")
    (service,) = graph.subjects(rdflib.RDF.type, SD.Service)
    assert graph.value(service, SD.endpoint) == address
    assert graph.value(service, SD.supportedLanguage) == SD.SPARQL11Query
    dataset = graph.value(service, SD.defaultDataset)
    default = graph.value(dataset, SD.defaultGraph)
    assert (default, rdflib.RDF.type, SD.Graph) in graph
    named = {
        str(graph.value(each, SD.name)): int(graph.value(graph.value(each, SD.graph), VOID.triples))
        for each in graph.objects(dataset, SD.namedGraph)
    }
    assert named == {
        each.value: sum(1 for _ in built.raw.quads_for_pattern(None, None, None, each))
        for each in built.raw.named_graphs()
    }
    assert int(graph.value(default, VOID.triples)) == named[ACCEPTED]
    sources = set(graph.objects(rdflib.URIRef(DATA), rdflib.DCTERMS.source))
    assert {str(each) for each in sources} == {expand("source:asia-plus-2024-05-28-council")}


def test_the_data_set_is_described_where_crawlers_look(web: httpx.Client, built: Built) -> None:
    answer = web.get("/.well-known/void", headers={"Accept": "application/n-triples"})
    graph = rdflib.Graph().parse(data=answer.text, format="nt")
    name = rdflib.URIRef(expand("dataset:cis-migration-graph"))
    assert graph.value(name, VOID.sparqlEndpoint) == rdflib.URIRef(f"{web.base_url}/sparql")
    accepted = rdflib.URIRef(ACCEPTED)
    count = sum(1 for _ in built.raw.quads_for_pattern(None, None, None, _node(accepted)))
    assert int(graph.value(name, VOID.triples)) == count
    assert graph.value(name, rdflib.DCTERMS.license)


def _node(name: str) -> object:
    from pyoxigraph import NamedNode  # noqa: PLC0415 - the name is rdflib's here

    return NamedNode(str(name))


def test_a_reader_gets_a_page_whose_example_has_an_answer(web: httpx.Client) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = web.get("/sparql", headers={"Accept": browser})
    assert answer.headers["content-type"].startswith("text/html")
    assert "script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    example = answer.text.partition("required>")[2].partition("</textarea>")[0]
    rows = web.get("/sparql", params=asked(html.unescape(example))).json()
    assert rows["results"]["bindings"]


def test_health_is_told(web: httpx.Client) -> None:
    assert web.get("/healthz").text == "ok\n"
    assert web.get("/readyz").text == "ready\n"


def test_the_log_tells_no_query_and_no_secret(server: Ours, web: httpx.Client) -> None:
    secret = {"Authorization": "Bearer open-sesame"}
    text = 'ASK { ?s rdfs:label "a word that nobody says" }'
    assert web.get("/sparql", params=asked(text), headers=secret).status_code == 200
    log = server.log.read_text()
    assert "GET '/sparql' 200" in log
    assert "sesame" not in log
    assert "nobody" not in log


def test_other_peoples_clients_ask_without_a_change(web: httpx.Client) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore  # noqa: PLC0415
    from SPARQLWrapper import JSON, TURTLE, XML, SPARQLWrapper  # noqa: PLC0415

    address = f"{web.base_url}/sparql"
    expected = {row["state"]["value"] for row in _rows(web, STATES)}
    assert len(expected) == 7
    prefixes = f"PREFIX cism: <{PREFIXES['cism']}> PREFIX meeting: <{PREFIXES['meeting']}>"
    for method in ("GET", "POST"):
        for kind in (JSON, XML):
            wrapper = SPARQLWrapper(address)
            wrapper.setMethod(method)
            wrapper.setReturnFormat(kind)
            wrapper.setQuery(f"{prefixes} {STATES}")
            answer = wrapper.query()
            assert answer.response.status == 200
        wrapper.setReturnFormat(TURTLE)
        wrapper.setQuery(f"{prefixes} {ABOUT}")
        assert b"council-28" in wrapper.queryAndConvert()
        store = SPARQLStore(address, method=method)
        rows = rdflib.Graph(store=store).query(f"{prefixes} {STATES}")
        assert {str(row.state) for row in rows} == expected


def _rows(web: httpx.Client, text: str) -> list[dict]:
    found: list[dict] = web.get("/sparql", params=asked(text)).json()["results"]["bindings"]
    return found


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "text/turtle"),
        ("application/json", "application/json"),
        ("text/plain", "text/plain"),
        ("text/turtle;q=0.3,application/rdf+xml;q=0.8", "application/rdf+xml"),
    ],
)
def test_the_header_decides_on_the_form_of_statements(accept: str, kind: str) -> None:
    found = chosen(accept, GRAPHS)
    assert found is not None
    assert found[1] == kind
    assert chosen("text/html", ROWS) is None


def test_flags_variables_and_a_file_set_the_server(
    tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    from cismig.cli import serve  # noqa: PLC0415 - not as a name of the module's own

    file = tmp_path / "cismig.toml"
    file.write_text('port = 1\nseconds = 2.5\nhost = "::1"\n')
    monkeypatch.setenv("CISMIG_SERVE_PORT", "2")
    monkeypatch.setenv("CISMIG_SERVE_RATE", "0")
    options = serve.parser().read(["--config", str(file), "--rate", "7"])
    assert serve.plan_of(options) == {"port": 2, "seconds": 2.5, "host": "::1", "rate": 7}
    wrong = {"prot = 1": "did you mean 'port'", "port = ": "cismig.toml", "port = 'x'": "no number"}
    for text, said in wrong.items():
        file.write_text(text)
        monkeypatch.delenv("CISMIG_SERVE_PORT", raising=False)
        assert main(["serve", "--config", str(file)]) == 2
        assert said in capsys.readouterr().err
    assert main(["serve", "--workers", "0"]) == 2


def test_an_interrupt_ends_the_server_when_the_answers_are_out(layout: Layout) -> None:
    with ours(layout) as running:
        workers = running.workers()
        assert len(workers) >= 2
        many = "SELECT * {{ ?{0} a ?kind{0} }} LIMIT 3000"
        slow = f"SELECT (COUNT(*) AS ?n) {{ {{ {many.format('a')} }} {{ {many.format('b')} }} }}"
        command = [sys.executable, "-c", _ASKING, running.base, slow]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as asking:
            assert asking.stdout is not None
            assert asking.stdout.readline() == b"asked\n"
            running.process.terminate()
            answer = json.loads(asking.stdout.read())
        assert int(answer["results"]["bindings"][0]["n"]["value"]) == 9_000_000
        assert running.process.wait(PATIENCE) == -signal.SIGTERM
        assert "Traceback" not in running.log.read_text()


def test_a_server_that_is_killed_leaves_no_process_behind(layout: Layout) -> None:
    with ours(layout) as running:
        workers = running.workers()
        os.kill(workers[0], signal.SIGSTOP)
        running.process.kill()
        running.process.wait(PATIENCE)
        latest = time.monotonic() + PATIENCE
        while any(map(is_running, workers)):
            assert time.monotonic() < latest
            time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_a_proxy_may_show_the_server_under_a_path(layout: Layout) -> None:
    with (
        ours(layout, "--prefix", "/cis") as running,
        httpx.Client(base_url=running.base, headers={"Accept": "text/turtle"}) as proxied,
    ):
        address = f"{running.base}/cis"
        answer = proxied.get("/state/tj")
        assert answer.headers["location"] == f"{address}/state/tj.ttl"
        graph = rdflib.Graph().parse(data=proxied.get("/sparql").text, format="turtle")
        (service,) = graph.subjects(rdflib.RDF.type, SD.Service)
        assert service == rdflib.URIRef(f"{address}/sparql")


_ASKING = """
import sys, socket, urllib.parse
base, text = sys.argv[1:]
host, port = base.removeprefix("http://").split(":")
asked = socket.create_connection((host, int(port)))
path = "/sparql?query=" + urllib.parse.quote(text)
asked.sendall(f"GET {path} HTTP/1.1\\r\\nHost: {host}\\r\\nConnection: close\\r\\n\\r\\n".encode())
import time; time.sleep(0.5)
print("asked", flush=True)
answer = b""
while part := asked.recv(65536):
    answer += part
print(answer.partition(b"\\r\\n\\r\\n")[2].decode())
"""
