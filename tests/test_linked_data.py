"""Every thing of ours has an address, and documents that tell the same in every form."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.names import BASE, expand

if TYPE_CHECKING:
    import httpx
    from pyoxigraph import Triple

    from cismig.build import Built

pytestmark = pytest.mark.xdist_group("server")

KINDS = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "trig": ("application/trig", RdfFormat.TRIG),
    "nq": ("application/n-quads", RdfFormat.N_QUADS),
}
LABEL = named("rdfs:label")
COUNCIL = "meeting/council-28"
EXCERPT = "excerpt/khovar-2024-05-28-council-l03"


def said(answer: httpx.Response, suffix: str = "nt") -> set[str]:
    """Return the statements of a document."""
    assert answer.status_code == 200, answer.text
    return {text(quad.triple) for quad in parse(answer.content, KINDS[suffix][1])}


def text(triple: Triple) -> str:
    """Return *triple* as text; of a blank node the name means nothing."""
    return re.sub(r"_:\w+", "_", str(triple))


@pytest.mark.parametrize("suffix", KINDS)
def test_a_thing_is_described_by_a_document_in_each_form(
    web: httpx.Client, built: Built, suffix: str
) -> None:
    kind = KINDS[suffix][0]
    answer = web.get(f"/{COUNCIL}", headers={"Accept": kind})
    assert answer.status_code == 303
    address = f"{web.base_url}/{COUNCIL}.{suffix}"
    assert answer.headers["location"] == address
    document = web.get(address)
    assert document.headers["content-type"].partition(";")[0] == kind
    found = said(document, suffix)
    assert found == said(web.get(f"/{COUNCIL}.nt"))
    thing = NamedNode(BASE + COUNCIL)
    accepted = built.raw.quads_for_pattern(thing, None, None, ACCEPTED_GRAPH)
    assert found >= {str(quad.triple) for quad in accepted}


def test_a_document_names_what_it_refers_to_and_what_refers_to_it(
    web: httpx.Client, built: Built
) -> None:
    tajikistan = web.get("/state/tj.nt").text
    dushanbe = built.raw.quads_for_pattern(named("place:dushanbe"), LABEL, None, ACCEPTED_GRAPH)
    document = web.get(f"/{COUNCIL}.nt").text
    assert all(str(quad.object) in document for quad in dushanbe)
    assert f"<{expand('membership:cis-tj')}>" in tajikistan
    told = web.get("/area/TJK.nt").text
    figures = set(re.findall(rf"<({expand('observation:')}[^>]*)> ", told))
    assert figures
    links = built.raw.quads_for_pattern(None, named("qb:observation"), None, ACCEPTED_GRAPH)
    assert not figures & {link.object.value for link in links}  # their slices tell of those


@pytest.mark.parametrize("kind", sorted({"act", "agenda", "area", "authority", "body", "code",
    "dataset", "event", "excerpt", "graph", "indicator", "inference", "instrument", "judgement",
    "meeting", "membership", "observation", "participation", "period", "person", "place", "slice",
    "source", "state", "theme"}))  # fmt: skip
def test_every_kind_of_thing_answers(web: httpx.Client, built: Built, kind: str) -> None:
    """The first and the last of each kind, followed to a document that speaks of it."""
    space = expand(f"{kind}:")
    subjects = {
        quad.subject.value
        for graph in built.dataset.roles
        for quad in built.raw.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(space)
    }
    names = sorted(subjects)
    for name in (names[0], names[-1]):
        path = name.removeprefix(BASE)
        answer = web.get(f"/{path}", headers={"Accept": "application/n-triples"})
        assert answer.status_code == 303, path
        document = web.get(answer.headers["location"].partition("#")[0])
        assert document.status_code == 200
        assert f"<{name}>" in document.text, path


def test_an_excerpt_is_a_place_in_the_document_of_its_source(web: httpx.Client) -> None:
    answer = web.get(f"/{EXCERPT}", headers={"Accept": "text/turtle"})
    place, _, part = answer.headers["location"].partition("#")
    assert place == f"{web.base_url}/source/khovar-2024-05-28-council.ttl"
    assert part == EXCERPT.partition("/")[2]
    again = web.get(f"/{EXCERPT}.rdf")
    assert again.status_code == 303
    assert again.headers["location"] == answer.headers["location"].replace(".ttl#", ".rdf#")


def test_a_figure_of_a_table_is_a_place_in_the_document_of_its_slice(
    web: httpx.Client, built: Built
) -> None:
    links = built.raw.quads_for_pattern(None, named("qb:observation"), None, ACCEPTED_GRAPH)
    link = next(iter(links))
    assert isinstance(link.object, NamedNode)
    path = link.object.value.removeprefix(BASE)
    to = web.get(f"/{path}", headers={"Accept": "application/n-triples"}).headers["location"]
    assert to.startswith(f"{web.base_url}/slice/")
    figure = built.raw.quads_for_pattern(link.object, named("sdmx-measure:obsValue"), None, None)
    (value,) = {str(quad.triple) for quad in figure}
    assert value in said(web.get(to.partition("#")[0]))


def test_the_ontology_is_one_document_of_all_its_words(web: httpx.Client, built: Built) -> None:
    found = said(web.get("/ontology.ttl"), "ttl")
    expected = {
        text(quad.triple)
        for graph, role in built.dataset.roles.items()
        if role == "ontology"
        for quad in built.raw.quads_for_pattern(None, None, None, graph)
    }
    assert found == expected
    assert web.get("/ontology", headers={"Accept": "text/turtle"}).status_code == 303


def test_a_source_graph_is_a_document_of_what_it_says(web: httpx.Client, built: Built) -> None:
    graph = named("graph:asia-plus-2024-05-28-council")
    found = said(web.get("/graph/asia-plus-2024-05-28-council.nt"))
    there = built.raw.quads_for_pattern(None, None, None, graph)
    assert found == {str(quad.triple) for quad in there}


@pytest.mark.parametrize(
    "path",
    ["state/xx", "nothing", "meeting/council-28.pdf", "state/tj%22%3E", "state/t%20j",
     "meeting/council-28/", "%7Bx%7D", "state/tj.ttl.ttl", "-", "ontology/nothing"],
)  # fmt: skip
def test_what_there_is_not_is_told(web: httpx.Client, path: str) -> None:
    answer = web.get(f"/{path}", headers={"Accept": "text/turtle"})
    assert answer.status_code == 404, answer.headers
    assert answer.headers["content-type"] == "application/problem+json"


def test_links_lead_to_every_form_and_back_to_the_name(web: httpx.Client) -> None:
    for path in (COUNCIL, f"{COUNCIL}.ttl"):
        answer = web.get(f"/{path}", headers={"Accept": "text/turtle"})
        links = answer.headers["link"]
        for suffix, (kind, _) in KINDS.items():
            alternate = f'<{web.base_url}/{COUNCIL}.{suffix}>; rel="alternate describedby"'
            assert f'{alternate}; type="{kind}"' in links
        assert f'<{BASE}{COUNCIL}>; rel="describes cite-as"' in links


def test_a_document_is_asked_for_in_no_form_that_it_has_not(web: httpx.Client) -> None:
    assert web.get(f"/{COUNCIL}", headers={"Accept": "image/png"}).status_code == 406
    assert web.post(f"/{COUNCIL}").status_code == 405
    head = web.head(f"/{COUNCIL}.ttl")
    whole = web.get(f"/{COUNCIL}.ttl")
    assert head.headers["content-length"] == whole.headers["content-length"]
    tag = {"If-None-Match": whole.headers["etag"]}
    assert web.get(f"/{COUNCIL}.ttl", headers=tag).status_code == 304


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "methods"),
    [("state/tj", "GET, HEAD"), ("sparql", "GET, HEAD, POST"), ("healthz", "GET, HEAD"),
     ("nothing", "GET, HEAD")],
)  # fmt: skip
def test_every_address_says_what_it_takes(web: httpx.Client, path: str, methods: str) -> None:
    answer = web.options(f"/{path}", headers={"Origin": "https://example.org"})
    assert answer.status_code == 204
    assert answer.headers["allow"] == f"{methods}, OPTIONS"
    assert answer.headers["access-control-allow-methods"] == answer.headers["allow"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_reader_is_told_on_a_page_what_there_is_not(web: httpx.Client) -> None:
    answer = web.get("/state/xx?lang=ru", headers={"Accept": BROWSER})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-language"] == "ru"
    assert answer.headers["cache-control"] == "no-store"
    assert 'value="xx"' in answer.text
    assert web.get("/", params={"lang": "xx"}, headers={"Accept": BROWSER}).status_code == 400


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("en-GB,ru;q=0.5", "en"), ("de", "en"), ("", "en"),
     ("ru;q=0.1, *;q=0.5", "ru"), ("ru;q=x", "en")],
)  # fmt: skip
def test_a_page_is_in_the_language_that_the_reader_likes(
    web: httpx.Client, accepted: str, language: str
) -> None:
    answer = web.get("/", headers={"Accept": BROWSER, "Accept-Language": accepted})
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert "Accept-Language" in answer.headers["vary"]
    assert web.get("/?lang=ru", headers={"Accept": BROWSER}).headers["content-language"] == "ru"


@pytest.mark.parametrize("name", ["Accept", "Accept-Language", "Accept-Encoding", "If-None-Match"])
@pytest.mark.parametrize(
    "text", ["ru{}x", "a/b{}x", "a/b;q{}x", "a/b;{};x", "ru;{}q=x", "gzip;{}x"]
)
def test_a_header_of_many_spaces_is_read_at_once(web: httpx.Client, name: str, text: str) -> None:
    """What can be split in many ways must not be tried in all of them."""
    started = time.monotonic()
    web.get("/", headers={"Accept": BROWSER, name: f"text/html,{text.format(40_000 * chr(32))}"})
    assert time.monotonic() - started < 2


def test_the_look_of_the_pages_is_ours_and_kept(web: httpx.Client) -> None:
    answer = web.get("/", headers={"Accept": BROWSER})
    found = re.search(r'<link rel="stylesheet" href="(/style\.css\?v=\w+)">', answer.text)
    assert found is not None
    sheet = web.get(found[1])
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    tag = {"If-None-Match": sheet.headers["etag"]}
    assert web.get(found[1], headers=tag).status_code == 304


def test_a_program_at_the_first_address_is_sent_to_what_describes_the_graph(
    web: httpx.Client,
) -> None:
    answer = web.get("/", headers={"Accept": "text/turtle"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{web.base_url}/dataset/cis-migration-graph"


def test_things_are_found_by_name(web: httpx.Client) -> None:
    answer = web.get("/search", params={"q": "СРМО", "lang": "ru"})
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert told["query"] == "СРМО"
    assert told["hits"][0] == {
        "iri": f"{BASE}body/council",
        "short": "body:council",
        "label": "Совет руководителей миграционных органов государств – участников СНГ",
        "kind": "body",
        "matched": "СРМО",
        "language": "ru",
    }
    meetings = web.get("/search", params={"q": "Dushanbe", "kind": "meeting", "limit": "2"}).json()
    assert [hit["kind"] for hit in meetings["hits"]] == ["meeting", "meeting"]
    assert meetings["total"] > 2
    tag = {"If-None-Match": answer.headers["etag"]}
    assert web.get(answer.url, headers=tag).status_code == 304


@pytest.mark.parametrize(
    "given",
    [{}, {"q": ""}, {"q": "x" * 300}, {"q": "x", "kind": "town"}, {"q": "x", "limit": "0"},
     {"q": "x", "limit": "²"}, {"q": "x", "lang": "de"}, {"q": "x", "limit": "9" * 5000},
     {"query": "x"}, {"q": ["x", "y"]}],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_refused(web: httpx.Client, given: dict[str, str]) -> None:
    answer = web.get("/search", params=given)
    assert answer.status_code == 400
    assert answer.json()["remedy"]


def test_a_reader_looks_for_things_on_a_page(web: httpx.Client) -> None:
    """Both kinds of page: the one to begin with, and the one with what was found."""
    first = web.get("/search", headers={"Accept": BROWSER})
    assert first.status_code == 200
    assert "<form" in first.text
    found = web.get("/search?q=%D0%94%D1%83%D1%88%D0%B0%D0%BD%D0%B1%D0%B5&lang=ru",
                    headers={"Accept": BROWSER})  # fmt: skip
    assert '<a href="/place/dushanbe?lang=ru">Душанбе</a>' in found.text
    odd = web.get("/search", params={"q": '"><b>'}, headers={"Accept": BROWSER})
    assert "<b>" not in odd.text
