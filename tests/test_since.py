"""A check after a change finds what a check of everything finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import NamedNode
from rdflib import SH

from cismig.build import make
from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.names import PREFIXES
from cismig.validate import check, checking, form
from cismig.validate.deciding import deciding_words, touched
from cismig.validate.since import since_the_last
from edits import Edits, a_copy

if TYPE_CHECKING:
    from pathlib import Path

    from cismig.layout import Layout
    from cismig.validate import Finding

EX = "https://example.org/"
TYPE = str(rdflib.RDF.type)
DIMENSION = PREFIXES["qb"] + "dimension"


def told(findings: tuple[Finding, ...]) -> list[str]:
    return sorted(f"{one.severity} {one} {one.hint} {sorted(one.places)}" for one in findings)


@pytest.mark.parametrize("seed", range(2))
def test_a_check_after_edits_finds_what_a_check_of_everything_finds(
    layout: Layout, tmp_path: Path, seed: int
) -> None:
    """Edits heap up, and so do the findings; then all edits are taken back."""
    own, edits = a_copy(layout, tmp_path), Edits(layout, seed)
    folder = tmp_path / "cache"
    edits.make(own, judged=False)
    check(own, (), make(own, folder))
    for number in range(3):
        edits.make(own, judged=bool(number % 2))
        built = make(own, folder)
        assert built.change is not None
        if number != 1:  # one state is asked, and not checked
            assert told(check(own, (), built)) == told(check(own))


def test_a_folder_that_comes_into_the_registry_or_leaves_it_matters_everywhere(
    layout: Layout, tmp_path: Path
) -> None:
    """Where the registry lists such things, one that it does not list needs a type of its own."""
    own, edits = a_copy(layout, tmp_path), Edits(layout, 0)
    path = own.graph / "registry" / "people.ttl"
    plain = path.read_text(encoding="utf-8")
    made_up = f"<{PREFIXES['membership']}made-up> a <{PREFIXES['org']}Membership> ."
    listed = f"{plain}\n{made_up}\n"
    edits.rest(own)
    check(own, (), make(own, tmp_path / "cache"))
    (kept,) = (tmp_path / "cache").glob("*/checked.json")
    sound = kept.read_text(encoding="utf-8")
    for damaged in ("{}", "[]", "["):  # is as if it were not there
        kept.write_text(damaged, encoding="utf-8")
        assert since_the_last(make(own, tmp_path / "cache")) is None
    kept.write_text(sound, encoding="utf-8")
    for text, other in ((listed, 100), (plain, 0)):
        path.write_text(text, encoding="utf-8")
        edits.rest(own)
        found = check(own, (), make(own, tmp_path / "cache"))
        assert told(found) == told(check(own))
        assert sum("described nowhere else" in str(one) for one in found) >= other


def test_a_check_after_a_small_change_looks_at_little(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, edits = a_copy(layout, tmp_path), Edits(layout, 0)
    edits.make(own, judged=False)
    check(own, (), make(own, tmp_path / "cache"))
    edits.make(own, judged=False)
    looked: list[Path] = []
    formed = form.formatted
    monkeypatch.setattr(
        form, "formatted", lambda path, layout: looked.append(path) or formed(path, layout)
    )
    judged = checking._to_judge  # noqa: SLF001
    graphs: list[object] = []
    monkeypatch.setattr(
        checking, "_to_judge", lambda *given: graphs.extend(judged(*given)) or judged(*given)
    )
    check(own, (), make(own, tmp_path / "cache"))
    assert 4 <= len(looked) < 60
    assert 4 <= len(graphs) < 200


def words(query: str) -> set[str] | None:
    """Return the words that decide on a shape with *query*."""
    shapes = rdflib.Graph()
    shape = rdflib.URIRef(f"{EX}Shape")
    shapes.add((shape, SH.sparql, rdflib.URIRef(f"{EX}Query")))
    shapes.add((rdflib.URIRef(f"{EX}Query"), SH.select, rdflib.Literal(query)))
    store = pyoxigraph.Store()
    named = f"INSERT DATA {{ GRAPH {ACCEPTED_GRAPH} {{ <{EX}s> <{DIMENSION}> <{EX}named> }} }}"
    store.update(named)
    found = deciding_words(shapes, shape, store)
    return None if found is None else {word.replace(EX, "") for word in found} - {"Query"}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("?a e:p ?b", {"p"}),
        ("?a e:p/e:q*|^e:r ?b", {"p", "q", "r"}),
        ("?a a e:C", {"C"}),
        ("?a a ?kind", {TYPE}),
        ("?a a $this", {TYPE}),
        ("VALUES ?kind { e:C e:D } ?a a ?kind", {"C", "D"}),
        ("VALUES (?p ?n) { (e:p 1) (e:q 2) } ?a ?p ?b", {"p", "q"}),
        ("{ BIND(e:p AS ?p) } UNION { BIND(e:q AS ?p) } ?a ?p ?b", {"p", "q"}),
        ("VALUES ?p { e:p UNDEF } ?a ?p ?b", None),
        ("BIND(IRI(?x) AS ?p) ?a ?p ?b", None),
        ("?a ?p ?b FILTER(?p = e:p)", None),
        ("BIND(e:p AS ?p) ?a ?p ?b", {"p"}),
        ("BIND(COALESCE(?x, e:p) AS ?p) ?a ?p ?b", None),
        ("?a e:p ?b FILTER NOT EXISTS { ?b e:q ?c FILTER EXISTS { ?c ?d ?a } }", None),
        ("?a e:p ?b FILTER(!EXISTS { ?b a ?c } || ?b = 1)", {"p", TYPE}),
        ("?a a/e:p* ?b", {"p", TYPE}),
        ("?a ^a ?b", {TYPE}),
        ("?a a* ?b", {TYPE}),
        ("?a !e:p ?b", None),
        ("GRAPH ?g { ?a e:p ?b }", None),
        ("?a e:p ?b FILTER NOT EXISTS { ?b e:q ?c FILTER EXISTS { ?c e:r ?d } }", {"p", "q", "r"}),
        ("?a e:p ?b MINUS { ?b e:q ?c } OPTIONAL { ?a e:r ?d }", {"p", "q", "r"}),
        ("{ SELECT ?a { ?a e:p ?b } GROUP BY ?a HAVING (COUNT(?b) > 1) } ?a e:q ?c", {"p", "q"}),
        ("{ SELECT (SAMPLE(?x) AS ?p) { ?a e:p ?x } } ?a ?p ?b", None),
        (f"?part <{DIMENSION}> ?p . ?a ?p ?b", {DIMENSION, "named"}),
        (f"?part <{DIMENSION}>/e:q ?p . ?a ?p ?b", None),
    ],
)
def test_a_query_depends_on_the_words_that_it_asks_for(
    where: str, expected: set[str] | None
) -> None:
    assert words(f"PREFIX e: <{EX}> SELECT $this {{ {where} }}") == expected


DATA = """
    PREFIX e: <https://example.org/>
    INSERT DATA { GRAPH %s {
        e:one e:in e:A ; e:size 1 . e:two e:in e:B ; e:size 2 ; e:kind e:K . e:K a e:Kind .
    } }
"""


@pytest.mark.parametrize(
    ("where", "changed", "expected"),
    [
        ("?x e:in $this ; e:size ?s", "one size", {"A"}),
        ("?x e:in $this OPTIONAL { ?x e:size ?s }", "one size", {"A"}),
        ("?x e:in $this FILTER NOT EXISTS { ?x e:size ?s }", "two size", {"B"}),
        ("$this e:size ?s", "one size", {"one"}),
        ("?x e:in $this ; e:kind ?k . ?k a e:Kind", "K a", None),
        ("?x e:in $this ; e:kind ?k . ?k a e:Kind", "two kind", {"B"}),
        ("?x e:in $this . ?y e:size ?s", "one size", None),
        ("{ ?x e:in $this } UNION { ?x e:size ?s }", "one size", None),
        ("OPTIONAL { ?x e:in $this } ?x e:size ?s", "one size", None),
        ("?x e:in $this { SELECT $this ?x { ?x e:size ?s } }", "one size", None),
        ("{ SELECT $this ?x { ?x e:in $this ; e:size ?s } }", "one size", {"A"}),
        ("{ SELECT ?x { ?x e:in $this ; e:size ?s } }", "one size", None),
        ("?x e:in/e:size $this ; e:size ?s", "one size", None),
        ("?x e:in $this . ?x ?p ?o", "one size", None),
        ("?x e:in $this . VALUES ?p { e:size } ?x ?p ?o", "one size", {"A"}),
        ("?x e:in $this ; e:size ?s", "K a", set()),
    ],
)
def test_a_change_touches_what_it_is_tied_to(
    where: str, changed: str, expected: set[str] | None
) -> None:
    """A query that had no row need be asked again only for what the change can reach."""
    store = pyoxigraph.Store()
    store.update(DATA % ACCEPTED_GRAPH)
    name, word = changed.split()
    verb = rdflib.RDF.type if word == "a" else f"{EX}{word}"
    quads = store.quads_for_pattern(NamedNode(EX + name), NamedNode(verb), None)
    statements = [quad.triple for quad in quads]
    assert statements
    query = f"PREFIX e: <{EX}> SELECT $this {{ {where} }}"
    found = touched(query, statements, store)
    things = {NamedNode(EX + one) for one in ("A", "B", "one", "two")}
    reached = None if found is None else {one.value.removeprefix(EX) for one in found & things}
    least = None if expected is None else expected | ({name} & {"one", "two"})
    assert reached == least or (expected == set() and found is not None)
