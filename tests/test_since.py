"""A check after a change finds what a check of everything finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import rdflib
from rdflib import SH

from cismig.build import make
from cismig.validate import check, checking, form
from cismig.validate.deciding import deciding_words
from edits import Edits, a_copy

if TYPE_CHECKING:
    from pathlib import Path

    from cismig.layout import Layout
    from cismig.validate import Finding

EX = "https://example.org/"
TYPE = str(rdflib.RDF.type)


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
    for number in range(4):
        edits.make(own, judged=bool(number % 2))
        built = make(own, folder)
        assert built.change is not None
        if number != 1:  # one state is asked, and not checked
            assert told(check(own, (), built)) == told(check(own))


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
    found = deciding_words(shapes, shape)
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
    ],
)
def test_a_query_depends_on_the_words_that_it_asks_for(
    where: str, expected: set[str] | None
) -> None:
    assert words(f"PREFIX e: <{EX}> SELECT $this {{ {where} }}") == expected
