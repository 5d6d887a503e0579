"""Each shape lets its good cases pass and names itself on its bad ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad
from rdflib import RDF, SH

from cismig.dataset.dates import derive_bounds
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph, named
from cismig.names import PREFIXES
from cismig.reason import close
from cismig.turtle import canonical, read
from cismig.validate.rdflib_terms import to_rdflib
from cismig.validate.shapes import Shapes, load_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple

    from cismig.build import Built
    from cismig.layout import Layout

CASES = Path(__file__).parent / "cases" / "shapes"
SHAPE = PREFIXES["shape"]
JUDGES = rdflib.URIRef(named("cism:judges").value)
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
SPEAKS_OF_TERMS = (SH.path, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH["class"])


def cases(kind: str) -> list[object]:
    """Return the case files of one kind, each named by its shape."""
    return [
        pytest.param(path, id=f"{path.parent.name}/{path.name.split('.')[0]}")
        for path in sorted(CASES.glob(f"*/*.{kind}.ttl"))
    ]


@pytest.fixture(scope="module")
def rules_apart(layout: Layout) -> Shapes:
    """Return the shapes, apart by what they judge."""
    return load_shapes(layout)


def codes(built: Built, triples: tuple[Triple, ...]) -> Iterator[Triple]:
    """Yield what the ontology says of components and codes in *triples*, and of their lists."""
    store = built.dataset.store
    used = {term for triple in triples for term in triple if isinstance(term, NamedNode)}
    lists = {
        quad.object
        for term in used
        for verb in ("skos:inScheme", "qb:codeList")
        for quad in store.quads_for_pattern(term, named(verb), None, ACCEPTED_GRAPH)
        if isinstance(quad.object, NamedNode)
    }
    components = {
        quad.object
        for quad in store.quads_for_pattern(
            None, named("qb:componentProperty"), None, ACCEPTED_GRAPH
        )
    }
    for term in used | lists:
        is_code = term.value.startswith((PREFIXES["code"], PREFIXES["sdmx-code"]))
        if is_code or term in components:
            for quad in store.quads_for_pattern(term, None, None, ACCEPTED_GRAPH):
                yield quad.triple


def quads(triples: Iterable[Triple]) -> Iterator[Quad]:
    """Yield *triples* as statements of the accepted view."""
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, ACCEPTED_GRAPH)


def view_of(case: Path, built: Built) -> pyoxigraph.Store:
    """Return the accepted view of *case* in the invented world, with what follows."""
    everything = (*read(CASES / "world.ttl"), *read(case))
    store = pyoxigraph.Store()
    store.add_graph(ENTAILED_GRAPH)
    store.extend(quads(everything))
    store.extend(quads(codes(built, everything)))
    derive_bounds(store)
    close(store, built.rules)
    return store


def complaints(case: Path, built: Built, shapes: Shapes) -> set[str]:
    """Return the shapes that complain of *case*, beside the invented world, in either scope."""
    store, alone = view_of(case, built), NamedNode("https://example.org/case")
    store.extend(in_graph(triple, alone) for triple in read(case))
    results = (*shapes.judge_view(store).results, *shapes.judge_file(store, alone))
    return {result.shape.value.removeprefix(SHAPE) for result in results}


def test_a_made_up_world_outside_the_cis_needs_no_new_term(
    built: Built, rules_apart: Shapes
) -> None:
    assert complaints(CASES / "world.ttl", built, rules_apart) == set()


@pytest.mark.parametrize("case", cases("good"))
def test_good_case_has_no_findings(case: Path, built: Built, rules_apart: Shapes) -> None:
    assert complaints(case, built, rules_apart) == set()


@pytest.mark.parametrize("case", cases("bad"))
def test_bad_case_breaks_its_own_shape_and_no_other(
    case: Path, built: Built, rules_apart: Shapes
) -> None:
    assert complaints(case, built, rules_apart) == {case.parent.name}


def test_every_shape_that_can_complain_has_a_good_and_a_bad_case(shapes: rdflib.Graph) -> None:
    can_complain = {str(node).removeprefix(SHAPE) for node in shapes.subjects(SH.message)}
    for kind in ("good", "bad"):
        assert {path.parent.name for path in CASES.glob(f"*/*.{kind}.ttl")} == can_complain


def test_good_and_bad_cases_come_in_pairs() -> None:
    """The good case shows what the bad one should have been."""
    good, bad = (
        {path.name.removesuffix(f".{kind}.ttl") for path in CASES.glob(f"*/*.{kind}.ttl")}
        for kind in ("good", "bad")
    )
    assert good == bad


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.ttl")), ids=lambda path: path.stem)
def test_cases_are_in_the_house_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert canonical(text) == text
    assert text.startswith("# ")


def test_shapes_speak_only_shacl(shapes: rdflib.Graph) -> None:
    """A misspelt ``sh:dataType`` constrains nothing and no validator says so."""
    used = {str(term) for triple in shapes for term in triple if str(term).startswith(str(SH))}
    assert [term for term in used if not SH.__contains__(term)] == []


def test_shapes_speak_only_of_declared_terms(shapes: rdflib.Graph, built: Built) -> None:
    """A shape for a class that does not exist never fires."""
    spoken: set[rdflib.term.Node] = set()
    for word in SPEAKS_OF_TERMS:
        for value in shapes.objects(None, word):
            steps = shapes.items(value) if isinstance(value, rdflib.BNode) else (value,)
            spoken.update(steps)
    declared = {
        quad.subject.value
        for graph in built.dataset.graphs("ontology")
        for quad in built.dataset.store.quads_for_pattern(None, named("rdf:type"), None, graph)
        if isinstance(quad.subject, NamedNode)
    }
    rdfs = {PREFIXES["rdfs"] + word for word in ("label", "range")}
    built_in = {str(RDF.type), "http://www.w3.org/2002/07/owl#Ontology", *rdfs}
    assert {str(term) for term in spoken} - declared - built_in == set()


def test_every_shape_is_named_and_says_in_both_languages_what_should_be(
    shapes: rdflib.Graph,
) -> None:
    for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint):
        for node in shapes.subjects(RDF.type, kind):
            assert str(node).startswith(SHAPE)
            messages = [
                text
                for text in shapes.objects(node, SH.message)
                if isinstance(text, rdflib.Literal)
            ]
            assert sorted(str(text.language) for text in messages) in ([], ["en", "ru"])
            assert all(text.endswith(".") for text in messages)


def test_every_shape_with_a_target_says_what_it_judges(shapes: rdflib.Graph) -> None:
    targeted = {node for target in TARGETS for node in shapes.subjects(target)}
    judging = {node: list(shapes.objects(node, JUDGES)) for node in targeted}
    scopes = {rdflib.URIRef(named(f"code:scope-{one}").value) for one in ("accepted", "file")}
    assert all(len(found) == 1 and set(found) <= scopes for found in judging.values())
    assert set(shapes.subjects(JUDGES)) == targeted


def test_every_shape_is_used(shapes: rdflib.Graph, rules_apart: Shapes) -> None:
    """A property shape that no node shape names would never be asked."""
    defined = {
        node
        for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint)
        for node in shapes.subjects(RDF.type, kind)
    }
    loaded = {*rules_apart.accepted.subjects(), *rules_apart.file.subjects()}
    assert defined - loaded == set()


def test_constraints_run_as_they_stand(shapes: rdflib.Graph, built: Built) -> None:
    """Each ``sh:select`` is a whole query: pasted into any tool, it lists what is wrong."""
    for node, text in shapes.subject_objects(SH.select):
        solutions = built.store.raw.query(str(text), default_graph=[ACCEPTED_GRAPH])
        assert isinstance(solutions, pyoxigraph.QuerySolutions), node
        assert "this" in {variable.value for variable in solutions.variables}


def with_query(kind: str) -> list[Path]:
    """Return the case files whose shape is a query."""
    found = rdflib.Graph()
    for path in (CASES.parents[2] / "shapes").glob("*.ttl"):
        found.parse(path)
    names = {str(node).removeprefix(SHAPE) for node in found.subjects(SH.select)}
    return [path for path in sorted(CASES.glob(f"*/*.{kind}.ttl")) if path.parent.name in names]


@pytest.mark.parametrize("case", with_query("bad"), ids=lambda case: case.parent.name)
def test_queries_of_shapes_find_the_same_in_rdflib(
    case: Path, built: Built, shapes: rdflib.Graph
) -> None:
    """Nothing leans on one engine, and each finds something."""
    text = str(shapes.value(rdflib.URIRef(SHAPE + case.parent.name), SH.select))
    store = pyoxigraph.Store()
    if case.parent.name.startswith("Graph-"):  # these judge a file
        store.extend(quads(read(case)))
    else:
        store = view_of(case, built)
    graph = rdflib.Graph()
    for quad in store.quads_for_pattern(None, None, None, ACCEPTED_GRAPH):
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    solutions = store.query(text, default_graph=[ACCEPTED_GRAPH])
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    names = [one.value for one in solutions.variables if one.value in {"this", "path", "value"}]
    ours = {tuple(str(getattr(row[name], "value", "")) for name in names) for row in solutions}
    theirs = {
        tuple(str(row.get(rdflib.Variable(name), "")) for name in names)
        for row in graph.query(text).bindings
    }
    assert ours
    assert ours == theirs
