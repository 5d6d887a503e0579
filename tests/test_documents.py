"""The page of a thing tells what its documents for programs tell, and who says each of it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.names import BASE, expand
from cismig.publish import documents
from cismig.publish.documents import document
from cismig.publish.pages import page

if TYPE_CHECKING:
    import httpx

    from cismig.build import Built

pytestmark = pytest.mark.xdist_group("documents")

FORMS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
COUNCIL = "meeting/council-28"
SOURCE = "source/khovar-2024-05-28-council"
GRAPH = "graph/asia-plus-2024-05-28-council"
SLICE = "slice/undesa-stock-2024-RUS-F"
THINGS = (COUNCIL, SOURCE, GRAPH, SLICE, "ontology", "ontology/meetings", "state/tj", "area/RUS",
          "dataset/undesa-stock-2024", "code/level-head", "excerpt", "inference")  # fmt: skip


def said(body: str | bytes, form: RdfFormat) -> set[str]:
    """Return the statements of a document; the name of a blank node means nothing."""
    return {re.sub(r"_:\w+", "_", str(quad.triple)) for quad in parse(body, form)}


def got(web: httpx.Client, address: str) -> httpx.Response:
    """Return what a reader gets at *address*, wherever it leads."""
    answer = web.get(address, headers={"Accept": BROWSER}, follow_redirects=True)
    assert answer.status_code == 200, address
    return answer


def embedded(text: str) -> set[str]:
    """Return the statements that a page holds for programs."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return said(data, RdfFormat.JSON_LD)


def test_all_forms_and_the_page_make_the_same_statements(web: httpx.Client, built: Built) -> None:
    kinds = ("excerpt", "inference")
    first = {kind: _first(built, kind) for kind in kinds}
    for path in (first.get(each, each) for each in THINGS):
        forms = {
            suffix: said(got(web, f"/{path}.{suffix}").content, form)
            for suffix, form in FORMS.items()
        }
        forms["html"] = embedded(got(web, f"/{path}.html").text)
        for suffix, found in forms.items():
            assert found == forms["nt"], (path, suffix)
        assert forms["nt"], path


def _first(built: Built, kind: str) -> str:
    space = expand(f"{kind}:")
    names = built.raw.quads_for_pattern(None, named("rdf:type"), None, ACCEPTED_GRAPH)
    found = min(quad.subject.value for quad in names if quad.subject.value.startswith(space))
    return found.removeprefix(BASE)


def test_a_reader_is_sent_to_the_page_and_a_program_is_not(web: httpx.Client) -> None:
    to = web.get(f"/{COUNCIL}", headers={"Accept": BROWSER}).headers["location"]
    assert to == f"{web.base_url}/{COUNCIL}.html"
    kept = web.get(f"/{COUNCIL}?lang=ru", headers={"Accept": BROWSER}).headers["location"]
    assert kept == f"{to}?lang=ru"
    program = web.get(f"/{COUNCIL}?lang=ru", headers={"Accept": "text/turtle, text/html;q=0.5"})
    assert program.headers["location"] == f"{web.base_url}/{COUNCIL}.ttl"
    assert f'<{to}>; rel="alternate describedby"; type="text/html"' in program.headers["link"]
    assert web.get(f"/{COUNCIL}").headers["location"].endswith(".ttl")


@pytest.mark.parametrize(("language", "label"), [("en", "has participant"), ("ru", "участник")])
def test_a_page_is_in_the_language_of_its_reader(
    web: httpx.Client, built: Built, language: str, label: str
) -> None:
    shown = web.get(f"/{COUNCIL}.html", headers={"Accept-Language": language})
    assert shown.headers["content-language"] == language
    assert {"Accept", "Accept-Language"} <= {*shown.headers["vary"].split(", ")}
    labels = built.raw.quads_for_pattern(NamedNode(BASE + COUNCIL), named("rdfs:label"), None)
    (title,) = {quad.object.value for quad in labels if quad.object.language == language}
    assert f"<h1>{title}</h1>" in shown.text
    assert label in shown.text
    for suffix in FORMS:
        assert f'href="/{COUNCIL}.{suffix}"' in shown.text
    tag = {"If-None-Match": shown.headers["etag"], "Accept-Language": language}
    assert web.get(f"/{COUNCIL}.html", headers=tag).status_code == 304
    other = {"If-None-Match": shown.headers["etag"]}
    assert web.get(f"/{COUNCIL}.html?lang=ru", headers=other).status_code == 200


@pytest.mark.parametrize("path", [SOURCE, SLICE, "ontology"])
def test_what_has_a_place_in_a_page_is_led_to(web: httpx.Client, built: Built, path: str) -> None:
    text = web.get(f"/{path}.html").text
    anchors = set(re.findall(r' id="([^"]+)"', text))
    thing = NamedNode(BASE + path)
    if path == "ontology":
        expected = {"Meeting", "hasParticipant", "ordinal"}
    elif path == SLICE:
        parts = built.raw.quads_for_pattern(thing, named("qb:observation"), None, ACCEPTED_GRAPH)
        expected = {quad.object.value.rpartition("/")[2] for quad in parts}
    else:
        parts = built.raw.quads_for_pattern(None, named("cism:isExcerptOf"), thing, ACCEPTED_GRAPH)
        expected = {quad.subject.value.rpartition("/")[2] for quad in parts}
    assert expected
    assert expected <= anchors
    for part in sorted(expected)[:2] if path != "ontology" else ():
        kind = "observation" if path == SLICE else "excerpt"
        to = web.get(f"/{kind}/{part}", headers={"Accept": BROWSER}).headers["location"]
        assert to == f"{web.base_url}/{path}.html#{part}"


def test_every_link_of_a_page_leads_somewhere(web: httpx.Client) -> None:
    for path in (COUNCIL, SOURCE, GRAPH):
        text = web.get(f"/{path}.html").text
        links = {unescape(each) for each in re.findall(r'href="(/[^"]*)"', text)} - {"/dumps/"}
        assert len(links) > 20
        for link in sorted(links)[::5]:
            got(web, link)


def test_each_fact_is_told_with_the_graphs_that_hold_it(built: Built) -> None:
    made = document(built.store, BASE + COUNCIL, "en")
    told = {group["property"]["iri"]: group["values"] for group in made["facts_of"]}
    for prop in ("cism:date", "cism:hasAgendaItem", "rdfs:label"):
        for value in told[expand(prop)]:
            named_here = {made["graphs"][number]["iri"] for number in value["says"]}
            assert named_here
            assert all(graph.startswith(expand("graph:")) for graph in named_here)
    sides = {
        made["graphs"][number]["iri"]
        for value in told[expand("cism:date")]
        for number in value["says"]
    }
    thing, date = NamedNode(BASE + COUNCIL), named("cism:date")
    (kept,) = built.raw.quads_for_pattern(thing, date, None, ACCEPTED_GRAPH)
    held = built.raw.quads_for_pattern(thing, date, kept.object)
    assert sides == {quad.graph_name.value for quad in held} - {ACCEPTED_GRAPH.value}
    follows = told[expand("cism:hasParticipant")]
    assert any(value["says"] == [] for value in follows)


def test_a_page_shows_every_statement_about_its_thing(built: Built) -> None:
    made = document(built.store, BASE + COUNCIL, "ru")
    shown = {
        (group["property"]["iri"], value.get("iri", value["text"]))
        for group in made["facts_of"]
        for value in group["values"]
    }
    accepted = built.raw.quads_for_pattern(NamedNode(BASE + COUNCIL), None, None, ACCEPTED_GRAPH)
    assert shown == {(quad.predicate.value, quad.object.value) for quad in accepted}
    referring = {
        (group["property"]["iri"], value["iri"])
        for group in made["referring"]
        for value in group["values"]
    }
    there = built.raw.quads_for_pattern(None, None, NamedNode(BASE + COUNCIL), ACCEPTED_GRAPH)
    silent = {expand("rdf:type"), expand("rdfs:isDefinedBy")}
    assert referring == {
        (quad.predicate.value, quad.subject.value)
        for quad in there
        if quad.predicate.value not in silent
    }


def test_a_thing_that_much_refers_to_says_how_much(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = document(built.store, f"{BASE}state/tj", "en")
    assert whole["referring_total"] == 0
    monkeypatch.setattr("cismig.publish.things.MOST_REFERRING", 10)
    monkeypatch.setattr(documents, "MOST_REFERRING", 10)
    cut = document(built.store, f"{BASE}state/tj", "en")
    assert cut["referring_shown"] == 10
    assert cut["referring_total"] == whole["referring_shown"]
    assert f"10 of {whole['referring_shown']}" in page("thing", **cut)


def test_a_graph_too_large_for_a_page_says_so(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = document(built.store, BASE + GRAPH, "en")
    assert whole["embedded"]
    assert whole["parts_total"] == 0
    monkeypatch.setattr(documents, "_MOST_STATEMENTS", 50)
    monkeypatch.setattr(documents, "_MOST_SUBJECTS", 5)
    cut = document(built.store, BASE + GRAPH, "en")
    assert len(cut["parts"]) == 5
    assert cut["parts_total"] == len(whole["parts"])
    assert cut["embedded"] == ""
    assert "too large for one page" in page("thing", **cut)
    assert "application/ld+json" not in page("thing", **cut)


def test_the_accepted_view_has_a_page_of_its_first_subjects(web: httpx.Client) -> None:
    text = got(web, "/graph/accepted").text
    assert "<h1>What we hold true</h1>" in text
    assert re.search(r"Shown here: 600 of \d{4,}", text)


def test_what_a_graph_says_cannot_become_a_part_of_the_page(built: Built) -> None:
    made = document(built.store, BASE + COUNCIL, "en")
    odd = json.dumps(made).replace("28th meeting", '</script><b onclick=\\"x\\">')
    shown = page("thing", **json.loads(odd))
    assert "<b onclick" not in shown
    assert shown.count("</script>") == 1


def test_the_axioms_of_a_word_are_shown(built: Built) -> None:
    made = document(built.store, f"{BASE}ontology", "en")
    words = {part["anchor"]: part for part in made["parts"]}
    facts = {each["property"]["iri"]: each["values"] for each in words["hasParticipant"]["facts"]}
    chains = [
        [each["text"] for each in value["members"]]
        for value in facts[expand("owl:propertyChainAxiom")]
    ]
    assert ["has participation", "is on behalf of"] in chains
