"""Nothing that is sent to our server takes it down, holds it up, or learns what is not served."""

from __future__ import annotations

import http.client
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from servers import PATIENCE, ours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.layout import Layout
    from servers import Ours

pytestmark = pytest.mark.xdist_group("server")

SECONDS, MEGABYTES, ANSWER, WORKERS = 2, 200, 4, 3
SLACK = 5  # seconds that a busy machine may take for what is done at once on an idle one
LOOKUP = "SELECT ?o { meeting:council-28 cism:date ?o }"
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
FORBIDDEN = ("Traceback", "/tmp", "site-packages", ".py", "root:", "pyoxigraph")  # noqa: S108


@pytest.fixture(scope="module")
def server(layout: Layout) -> Iterator[Ours]:
    """Return our server with narrow limits, which lets one client ask as often as it likes."""
    narrow = {"seconds": SECONDS, "megabytes": MEGABYTES, "answer": ANSWER, "rate": 0}
    narrow["workers"] = WORKERS
    flags = [word for name, value in narrow.items() for word in (f"--{name}", str(value))]
    with ours(layout, *flags) as running:
        yield running


def nested(opened: str, inner: str, closed: str, depth: int) -> str:
    return opened * depth + inner + closed * depth


def in_filter(text: str) -> str:
    return f"SELECT * {{ ?s ?p ?o FILTER({text}) }}"


def bound(text: str) -> str:
    return f"SELECT * {{ BIND({text} AS ?x) }}"


def growing(word: str) -> str:
    """Return a query whose strings grow tenfold at each step."""
    steps = " ".join(f"BIND({word}({', '.join([f'?x{n}'] * 10)}) AS ?x{n + 1})" for n in range(12))
    return f'SELECT * {{ BIND("aaaaaaaaaa" AS ?x0) {steps} }}'


MANY, DEEP = 3000, 190
ANY_PATH = "(rdf:type|!rdf:type)*"
# By class: nesting that would end the engine, lists without end, joins without end, memory, words
# that reach out, changes, texts that are none.
NESTED = {
    **{
        f"{name} {depth}": text(depth)
        for depth in (DEEP, MANY)
        for name, text in {
            "groups": lambda n: "SELECT * " + nested("{", "?s ?p 1", "}", n),
            "brackets": lambda n: in_filter(nested("(", "1", ")", n)),
            "if": lambda n: bound(nested("IF(true,", "1", ",1)", n)),
            "coalesce": lambda n: bound(nested("COALESCE(", "1", ")", n)),
            "exists": lambda n: "SELECT * " + nested("{ ?s a ?t FILTER EXISTS ", "{ }", "}", n),
            "not exists": lambda n: "SELECT * " + nested("{ FILTER NOT EXISTS ", "{ }", "}", n),
            "optionals": lambda n: "SELECT * " + nested("{ OPTIONAL ", "{ }", "}", n),
            "minus": lambda n: "SELECT * " + nested("{ ?s a ?t MINUS ", "{ }", "}", n),
            "graphs": lambda n: "SELECT * " + nested("{ GRAPH ?g ", "{ }", "}", n),
            "selects": lambda n: nested("SELECT * { { ", "SELECT * { }", " } }", n // 2),
            "lists": lambda n: f"SELECT * {{ ?s ?p {nested('(', '1', ')', n)} }}",
            "blanks": lambda n: f"SELECT * {{ ?s ?p {nested('[ a ', '1', ']', n)} }}",
            "paths": lambda n: f"SELECT * {{ ?s {nested('(', 'a', ')', n)} ?o }}",
            "starred": lambda n: f"SELECT * {{ ?s {nested('(', 'a', ')*', n)} ?o }}",
            "triples": lambda n: f"SELECT * {{ {nested('<< ', '?s a ?o', ' >>', n)} a ?x }}",
        }.items()
    },
    **{
        f"{name} chained": text
        for name, text in {
            "not": in_filter("!" * MANY + "true"),
            "minus sign": bound("-" * MANY + "1"),
            "plus": bound("1" + "+1" * MANY),
            "times": bound("1" + "*1" * MANY),
            "slash": bound("1" + "/1" * MANY),
            "or": in_filter("||".join(["true"] * MANY)),
            "and": in_filter("&&".join(["true"] * MANY)),
            "equal": in_filter("=".join(["1"] * 300)),
            "union": "SELECT * { " + "UNION".join(["{ ?s a ?o }"] * MANY) + " }",
            "optional": "SELECT * { " + "OPTIONAL { ?s a ?o } " * MANY + "}",
            "minus": "SELECT * { " + "MINUS { ?s a ?o } " * MANY + "}",
            "filter": "SELECT * { ?s a ?o " + "FILTER(true) " * MANY + "}",
            "bind": "SELECT * { " + " ".join(f"BIND(1 AS ?x{n})" for n in range(MANY)) + "}",
            "values": "SELECT * { " + "VALUES ?x { 1 } " * MANY + "}",
            "path": "SELECT * { ?s " + "/".join(["a"] * MANY) + " ?o }",
            "path or": "SELECT * { ?s " + "|".join(["a"] * MANY) + " ?o }",
            "inverse": "SELECT * { ?s " + "^" * MANY + "a ?o }",
            "as": "SELECT " + " ".join(f"(1 AS ?x{n})" for n in range(MANY)) + "{ }",
            "semicolons": "SELECT * { ?s a ?o " + ";" * 100_000 + "}",
            "commas": "SELECT * { ?s a " + ",".join(["?o"] * MANY) + "}",
            "order": "SELECT * { ?s a ?o } ORDER BY " + "?s " * MANY,
            "group": "SELECT (1 AS ?n) { ?s a ?o } GROUP BY " + "?s " * MANY,
            "having": "SELECT ?s { ?s a ?o } GROUP BY ?s HAVING " + "(true) " * MANY,
            "from": f"SELECT * {'FROM graph:accepted ' * MANY}{{ }}",
            "prefixes": "".join(f"PREFIX p{n}: <urn:{n}:> " for n in range(MANY)) + "ASK { }",
        }.items()
    },
}  # fmt: skip
LARGE = {
    "values": "SELECT * { VALUES ?x { " + "1 " * 100_000 + "} }",
    "values squared": f"SELECT * {{ VALUES ?x {{ {'1 ' * 9000} }} VALUES ?y {{ {'2 ' * 9000} }} }}",
    "in": in_filter(f"?o IN ({','.join(['1'] * 50_000)})"),
    "triples": "SELECT * { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(1500)) + "}",
    "chain": "SELECT * { " + " ".join(f"?a{n} ?p ?a{n + 1} ." for n in range(1500)) + "}",
    "columns": "SELECT " + " ".join(f"?x{n}" for n in range(20_000)) + " { ?s a ?o }",
    "string": bound(f'"{"a" * 200_000}"'),
    "iri": f"ASK {{ <urn:{'a' * 200_000}> ?p ?o }}",
    "name": f"ASK {{ cism:{'a' * 200_000} ?p ?o }}",
    "number": bound("9" * 100_000),
    "exponent": bound("1e" + "9" * 1000),
    "comment": "#" * 200_000 + "\nASK { }",
    "blanks": " " * 200_000 + "ASK { }",
    "too large": bound(f'"{"a" * 300_000}"'),
    "variable": f"SELECT ?{'a' * 100_000} {{ }}",
    "language": bound(f'"a"@{"a" * 50_000}'),
}  # fmt: skip
ENDLESS = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "cross product of four": f"ASK {{ {CROSS} . ?j ?k ?l FILTER(?l = <urn:no>) }}",
    "cross product ordered": f"SELECT * {{ {CROSS} }} ORDER BY ?a ?d ?g",
    "cross product at random": f"SELECT * {{ {CROSS} }} ORDER BY RAND() LIMIT 1",
    "cross product distinct": f"SELECT DISTINCT ?a ?d ?g {{ {CROSS} }}",
    "cross product grouped": f"SELECT ?a (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?a",
    "cross product offset": f"SELECT * {{ {CROSS} }} OFFSET 1000000000000",
    "all pairs": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "all pairs filtered": "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(STR(?a) = STR(?f)) }",
    "all pairs described": "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f }",
    "all pairs constructed": "CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }",
    "all pairs joined late": "SELECT * { ?a ?b ?c . ?d ?e ?f OPTIONAL { ?c ?x ?d } FILTER(?x) }",
    "all paths": f"SELECT (COUNT(*) AS ?n) {{ ?a {ANY_PATH} ?b . ?c {ANY_PATH} ?d }}",
    "paths both ways": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)+ ?b }",
    "paths doubled": "SELECT * { ?a ((!<urn:x>)*)* ?b . ?b ((!<urn:x>)+)+ ?a }",
    "lines of paths": "SELECT * { ?a !a/!a/!a/!a/!a/!a/!a/!a ?b }",
    "regex on all pairs": 'SELECT ?a { ?a ?b ?c . ?d ?e ?f FILTER REGEX(STR(?c), "(a+)+$") }',
    "strings of all pairs": "SELECT (GROUP_CONCAT(STR(?f)) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "hash of all pairs": "SELECT (SHA512(GROUP_CONCAT(?c)) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "samples": "SELECT ?x { ?a ?b ?c . ?d ?e ?f BIND(RAND() AS ?x) } GROUP BY ?x",
    "not exists": "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f FILTER(?f = ?a && ?d = ?c) } }",
    "minus": "SELECT * { ?a ?b ?c . ?d ?e ?f MINUS { ?g ?h ?i . ?j ?k ?l } }",
    "union of pairs": "SELECT * { { ?a ?b ?c . ?d ?e ?f } UNION { ?g ?h ?i . ?j ?k ?l } }",
    "graphs of graphs": "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } }",
    "a subquery a row": "SELECT * { ?a ?b ?c { SELECT ?d { ?d ?e ?f } ORDER BY ?f } }",
    "everything": "SELECT * { GRAPH ?g { ?a ?b ?c } }",
    "everything constructed": "CONSTRUCT { ?a ?b ?c } { GRAPH ?g { ?a ?b ?c } }",
    "growing strings": growing("CONCAT"),
    "growing rows": f"SELECT * {{ {' '.join(f'VALUES ?x{n} {{ 1 2 3 }}' for n in range(20))} }}",
    "replaced": bound('REPLACE("' + "a" * 2000 + '", "", "' + "b" * 50_000 + '")'),
    "encoded": bound("ENCODE_FOR_URI(" * 100 + '"%ä"' + ")" * 100),
}  # fmt: skip
PATTERNS = {
    f"regex {pattern}": f'SELECT * {{ BIND("{"a" * 5000}!" AS ?x) FILTER REGEX(?x, "{pattern}") }}'
    for pattern in (
        "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*)*b", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(x+x+)+y", "((((a{1,99}){1,99}){1,99}){1,99})", "a{99999999}", "(?:a{1000}){1000}",
        "\\\\p{L}{1000}", "[", "(", "*", "(?<n>a)(?<n>b)", "(?R)", "\\\\1", "(?=a)a", "a++",
    )
}  # fmt: skip
REACHING = {
    "service": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "silent service": "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service of a variable": "SELECT * { ?s a ?x SERVICE ?x { ?s ?p ?o } }",
    "service in lower case": "select * { service<http://127.0.0.1:1/>{ ?s ?p ?o } }",
    "service after a comment": "SELECT * { #\nSERVICE#\n<http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service escaped": "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service in a subquery": "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:1/> { } } } }",
    "service in exists": "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { } } }",
    "from a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "from named file": "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "from the web": "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
    "from a relative place": "BASE <file:///etc/> SELECT * FROM <passwd> { ?s ?p ?o }",
    "from a prefix": "PREFIX f: <file:///etc/> SELECT * FROM f:passwd { ?s ?p ?o }",
    "from escaped": "SELECT * FROM <file:///etc/passw\\u0064> { ?s ?p ?o }",
    "from twice": "SELECT * FROM NAMED graph:accepted FROM <ftp://127.0.0.1/> { ?s ?p ?o }",
    "insert": "INSERT DATA { <a:a> <a:b> 1 }",
    "insert where": "INSERT { ?s <a:b> 1 } WHERE { ?s ?p ?o }",
    "with": "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "delete": "DELETE WHERE { ?s ?p ?o }",
    "delete data": "PREFIX : <a:> DELETE DATA { :a :b 1 }",
    "load": "LOAD <file:///etc/passwd>",
    "load silently": "LOAD SILENT <http://127.0.0.1:1/> INTO GRAPH <a:g>",
    "clear": "CLEAR ALL",
    "drop": "DROP SILENT ALL",
    "create": "CREATE GRAPH <a:g>",
    "copy": "COPY DEFAULT TO <a:g>",
    "move": "MOVE <a:g> TO DEFAULT",
    "add": "ADD <a:g> TO DEFAULT",
    "two at once": "ASK { } ; DROP ALL",
    "a query after an update": "DROP ALL ; ASK { }",
}
BROKEN = {
    "nothing": "",
    "blanks": " \n\t ",
    "a word": "hello",
    "an open group": "SELECT * { ?s ?p ?o",
    "an open string": 'SELECT * { ?s ?p "o }',
    "an open iri": "SELECT * { ?s ?p <urn:o }",
    "an open long string": 'SELECT * { ?s ?p """o }',
    "a nul": "SELECT * { ?s ?p \x00 }",
    "a bell": 'SELECT * { ?s ?p "\x07" }',
    "a mark of order": "\ufeffASK { }",
    "right to left": "ASK { \u202e }",
    "a half character": 'ASK { ?s ?p "\\uD800" }',
    "a character that is none": 'ASK { ?s ?p "\\UFFFFFFFF" }',
    "an undefined prefix": "ASK { nowhere:a ?p ?o }",
    "an unknown function": "SELECT (<urn:f>(1) AS ?x) { }",
    "an aggregate too many": "SELECT (SUM(SUM(?x)) AS ?y) { ?x ?p ?o }",
    "a limit below nothing": "SELECT * { } LIMIT -1",
    "a limit without end": f"SELECT * {{ }} LIMIT {'9' * 100}",
    "a variable twice": "SELECT (1 AS ?x) (2 AS ?x) { }",
    "a blank node twice": "SELECT * { { _:a a ?x } { _:a a ?y } }",
    "html": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE users; --",
    "a path of files": "../../../../etc/passwd",
    "a template": "{{7*7}} ${7*7} #{7*7}",
}
HOSTILE = {
    f"{kind}: {name}": text
    for kind, some in {
        "nested": NESTED, "large": LARGE, "endless": ENDLESS, "pattern": PATTERNS,
        "reaching": REACHING, "broken": BROKEN,
    }.items()
    for name, text in some.items()
}  # fmt: skip


def test_there_are_many_hostile_queries() -> None:
    assert len(HOSTILE) >= 150


@pytest.mark.parametrize("kind", ["nested", "large", "endless", "pattern", "reaching", "broken"])
def test_a_hostile_query_ends_in_time_and_the_server_lives(
    server: Ours, web: httpx.Client, kind: str
) -> None:
    for name, text in HOSTILE.items():
        if not name.startswith(kind):
            continue
        started = time.monotonic()
        answer = web.post("/sparql", data={"query": text})
        taken = time.monotonic() - started
        assert answer.status_code in {200, 400, 403, 406, 413, 503}, name
        if kind in {"reaching", "broken"} and "string" not in name and "bell" not in name:
            assert answer.status_code in {200, 400, 403}, name
        assert taken < SECONDS + SLACK, name
        if answer.status_code != 200:
            assert answer.headers["content-type"] == "application/problem+json", name
            assert not any(word in answer.text for word in FORBIDDEN), (name, answer.text)
        assert web.get("/healthz").status_code == 200, name
    _settle(server)
    (row,) = _rows(web, LOOKUP)
    assert row["o"]["value"] == "2024-05-28"


@pytest.mark.parametrize("name", REACHING)
def test_what_reaches_out_or_changes_is_refused(web: httpx.Client, name: str) -> None:
    answer = web.post("/sparql", data={"query": REACHING[name]})
    assert answer.status_code in {400, 403}, answer.text[:300]


def _rows(web: httpx.Client, text: str) -> list[dict]:
    found: list[dict] = web.get("/sparql", params={"query": text}).json()["results"]["bindings"]
    return found


def _settle(server: Ours) -> None:
    """Wait until the workers stand ready, and no other runs on."""
    latest = time.monotonic() + PATIENCE
    while len(server.workers()) != WORKERS:
        assert time.monotonic() < latest, server.workers()
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        (ENDLESS["cross product"], 503, f"ran longer than {SECONDS} s"),
        (ENDLESS["cross product ordered"], 503, f"more than {MEGABYTES} MB"),
        (ENDLESS["everything"], 413, f"more than {ANSWER} MB"),
        (ENDLESS["everything constructed"], 413, f"more than {ANSWER} MB"),
    ],
)
def test_a_limit_is_told_in_place_of_an_answer(
    web: httpx.Client, text: str, status: int, said: str
) -> None:
    answer = web.post("/sparql", data={"query": text})
    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert answer.json()["remedy"]


def test_memory_comes_back(server: Ours, web: httpx.Client) -> None:
    _settle(server)
    before = server.memory()
    for _ in range(3):
        web.post("/sparql", data={"query": ENDLESS["cross product ordered"]})
        web.post("/sparql", data={"query": ENDLESS["everything"]})
    _settle(server)
    assert server.memory() < before + 100_000_000


def test_others_do_not_notice_long_queries(server: Ours, web: httpx.Client) -> None:
    """Ten endless queries at once: two run, others wait their turn, and look-ups go on."""
    with ThreadPoolExecutor(10) as pool:
        endless = [
            pool.submit(
                httpx.get, f"{server.base}/sparql", params={"query": text}, timeout=PATIENCE
            )
            for text in [ENDLESS["cross product"]] * 10
        ]
        taken = []
        while not all(each.done() for each in endless):
            started = time.monotonic()
            assert len(_rows(web, f"{LOOKUP} # {len(taken)}")) == 1
            taken.append(time.monotonic() - started)
    answers = [each.result() for each in endless]
    assert {each.status_code for each in answers} == {503}
    reasons = [each.json()["detail"] for each in answers]
    said = ("long queries run already", f"ran longer than {SECONDS} s", "too many queries wait")
    assert all(any(word in each for word in said) for each in reasons)
    assert max(taken) < SLACK
    assert all(each.headers["retry-after"] for each in answers if "already" in each.text)
    assert len(taken) > 5


def test_a_client_that_goes_away_takes_its_query_along(server: Ours) -> None:
    _settle(server)
    workers = set(server.workers())
    address = server.base.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1]))) as asking:
        text = quote(ENDLESS["cross product"])
        asking.sendall(f"GET /sparql?query={text} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.4)
    latest = time.monotonic() + SECONDS - 0.8  # sooner than the limit would end it
    while workers <= set(server.workers()):  # another has come, and none has gone
        assert time.monotonic() < latest
        time.sleep(0.05)
    _settle(server)


HALF = {
    "nothing": b"",
    "half a line": b"GET /spar",
    "half a head": b"GET /sparql HTTP/1.1\r\nHost: x\r\n",
    "half a body": (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 100\r\n\r\nASK"
    ),
}
WRONG = {
    "no protocol": b"hello\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "an endless head": b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 200_000,
    "many headers": b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 30_000,
    "an endless line": b"GET /" + b"a" * 200_000,
    "two lengths": b"POST /sparql HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length below nothing": b"POST /sparql HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "a length and pieces": (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "pieces of no size": (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK\r\n"
    ),
    "a name with a nul": b"GET /sparql HTTP/1.1\r\nHo\x00st: x\r\n\r\n",
}


def test_half_a_request_holds_nobody_up(server: Ours, web: httpx.Client) -> None:
    address = server.base.removeprefix("http://").split(":")
    half = {
        name: [socket.create_connection((address[0], int(address[1]))) for _ in range(60)]
        for name in HALF
    }
    for name, sockets in half.items():
        for each in sockets:
            each.sendall(HALF[name])
    started = time.monotonic()
    assert len(_rows(web, f"{LOOKUP} # half")) == 1
    assert time.monotonic() - started < SLACK
    for name, sockets in half.items():
        for each in sockets[1:]:
            each.close()
        sockets[0].settimeout(PATIENCE)
        with sockets[0] as waiting:
            answer = b""
            while part := _received(waiting):
                answer += part
        assert answer == b"" or b" 408 " in answer.partition(b"\r\n")[0], name


def _received(waiting: socket.socket) -> bytes:
    try:
        return waiting.recv(65536)
    except ConnectionError:
        return b""


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_request_is_refused_or_let_go(
    server: Ours, web: httpx.Client, name: str
) -> None:
    address = server.base.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=PATIENCE) as asking:
        with suppress(OSError):  # it may have been let go by now
            asking.sendall(WRONG[name])
            asking.shutdown(socket.SHUT_WR)
        answer = _received(asking)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert not any(word.encode() in answer for word in FORBIDDEN)
    assert web.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
        "/sparql/../../etc/passwd", "//etc/passwd", "/%00", "/sparql%00", "/\\..\\..\\",
        "/.git/config", "/%c0%ae%c0%ae/", "/" + "a/" * 4000, "/server-status", "/.env",
        "/http://127.0.0.1:1/", "/;ls", "/%0d%0aX-Evil:%201", "/sparql?query=ASK%7B%7D%0d%0aX:%201",
    ],
)  # fmt: skip
def test_an_address_that_is_none_tells_nothing(server: Ours, path: str) -> None:
    host, _, port = server.base.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    assert answer.status in {200, 307, 400, 404}
    assert "x-evil" not in {name.lower() for name, _ in answer.getheaders()}
    assert not any(word in body for word in FORBIDDEN)
    connection.close()


def test_a_client_that_asks_too_often_is_told_when_to_come_back(layout: Layout) -> None:
    with ours(layout, "--rate", "2") as running, httpx.Client(base_url=running.base) as client:
        answers = [client.get("/healthz") for _ in range(40)]
        refused = [each for each in answers if each.status_code == 429]
        assert 10 < len(refused) < 25
        assert 1 <= int(refused[0].headers["retry-after"]) <= 2
        assert refused[0].json()["detail"] == "too many requests"
        time.sleep(1.1)
        assert client.get("/healthz").status_code == 200


def test_a_client_that_does_not_read_holds_nobody_up(server: Ours, web: httpx.Client) -> None:
    address = server.base.removeprefix("http://").split(":")
    text = quote("SELECT * { ?s ?p ?o } LIMIT 8000")
    lazy = [socket.create_connection((address[0], int(address[1]))) for _ in range(20)]
    for each in lazy:
        each.sendall(f"GET /sparql?query={text} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    started = time.monotonic()
    assert len(_rows(web, f"{LOOKUP} # lazy")) == 1
    assert time.monotonic() - started < SLACK
    for each in lazy:
        each.close()
