"""What follows is what the reference reasoner finds, less its noise; and each step can be shown."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from owlrl import DeductiveClosure, OWLRL_Semantics
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse
from rdflib.namespace import OWL, RDF, RDFS, XSD

from cismig.dataset import Difference, accept, load
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph, named
from cismig.errors import UnsupportedAxiomError
from cismig.names import PREFIXES
from cismig.reason import Proof, clashes, close, compile_rules, prove, reclose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cismig.build import Built
    from cismig.layout import Layout
    from cismig.reason import Rule

BUILT_IN = tuple(map(str, (OWL, RDF, RDFS, XSD)))
HEAD = "\n".join(f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in PREFIXES.items())


def triples_of(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(f"{HEAD}\n@prefix : <urn:> .\n{text}", RdfFormat.TURTLE)]


def store_of(triples: Iterable[Triple]) -> Store:
    store = Store()
    store.extend(in_graph(triple, ACCEPTED_GRAPH) for triple in triples)
    return store


def held(store: Store, graph: NamedNode = ACCEPTED_GRAPH) -> set[Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}


def closed(text: str) -> tuple[Store, tuple[Rule, ...]]:
    triples = triples_of(text)
    store, rules = store_of(triples), compile_rules(triples)
    close(store, rules)
    return store, rules


def fact(text: str) -> Triple:
    (triple,) = triples_of(text)
    return triple


# Against the reference.


def reference(triples: Iterable[Triple]) -> tuple[set[str], list[str]]:
    """Return what owlrl adds, less its noise, and what it finds inconsistent."""
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")
    before = set(graph)
    # owlrl's own datatypes would stay in rdflib for the rest of the process.
    closure = DeductiveClosure(OWLRL_Semantics, improved_datatypes=False)
    closure.expand(graph)
    news = {
        " ".join(term.n3() for term in triple)
        for triple in set(graph) - before
        if not noise(triple)
    }
    errors = [str(text) for text in graph.objects(None, rdflib.URIRef(f"{ERRORS}error"))]
    return news, errors


ERRORS = "http://www.daml.org/2002/03/agents/agent-ont#"


def noise(triple: tuple[rdflib.term.Node, ...]) -> bool:
    """Tell whether a conclusion says nothing: see the head of ``cismig.reason``."""
    subject, verb, value = triple
    return (
        isinstance(subject, rdflib.Literal | rdflib.BNode)
        or isinstance(value, rdflib.BNode)
        or subject == value
        or str(subject).startswith(BUILT_IN)
        or (
            verb in {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf}
            and str(value).startswith(BUILT_IN)
        )
        or verb in {RDFS.domain, RDFS.range}
        or str(verb).startswith(ERRORS)
    )


def news_of(store: Store) -> set[str]:
    return {" ".join(map(str, triple)) for triple in held(store, ENTAILED_GRAPH)}


def test_what_follows_from_this_graph_is_what_the_reference_finds(
    layout: Layout, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    dataset = load(layout)
    accept(dataset)
    stated = held(dataset.store)
    bounds = news_of(dataset.store)
    close(dataset.store, built.rules)
    found, errors = reference(stated)
    assert news_of(dataset.store) - bounds == found
    assert errors == []
    assert clashes(dataset.store, built.rules) == ()


CLASSES = [f":C{number}" for number in range(4)]
VERBS = [f":p{number}" for number in range(4)]
TEXT_VERBS = [":d0", ":d1"]
THINGS = [f":i{number}" for number in range(4)]
Class, Verb, TextVerb, Thing = map(st.sampled_from, (CLASSES, VERBS, TEXT_VERBS, THINGS))
AXIOMS = st.one_of(
    *(
        st.builds(lambda one, other, word=word: f"{one} {word} {other} .", first, second)
        for word, first, second in (
            ("rdfs:subClassOf", Class, Class),
            ("owl:equivalentClass", Class, Class),
            ("rdfs:subPropertyOf", Verb, Verb),
            ("rdfs:subPropertyOf", TextVerb, TextVerb),
            ("owl:equivalentProperty", Verb, Verb),
            ("owl:inverseOf", Verb, Verb),
            ("rdfs:domain", st.one_of(Verb, TextVerb), Class),
            ("rdfs:range", Verb, Class),
            ("a", Verb, st.sampled_from(["owl:SymmetricProperty", "owl:TransitiveProperty"])),
        )
    ),
    st.builds(
        lambda verb, links: f"{verb} owl:propertyChainAxiom ( {' '.join(links)} ) .",
        Verb,
        st.lists(Verb, min_size=1, max_size=3),
    ),
)
# Of AllDisjointProperties owlrl 7.6 leaves out the last member.
DISJOINT = st.one_of(
    st.builds(lambda one, other: f"{one} owl:disjointWith {other} .", Class, Class),
    st.builds(lambda one, other: f"{one} owl:propertyDisjointWith {other} .", Verb, Verb),
    st.builds(
        lambda parts: f"[] a owl:AllDisjointClasses ; owl:members ( {' '.join(parts)} ) .",
        st.lists(Class, min_size=2, max_size=3, unique=True),
    ),
)
FACTS = st.one_of(
    st.builds(lambda thing, kind: f"{thing} a {kind} .", Thing, Class),
    st.builds(lambda one, verb, other: f"{one} {verb} {other} .", Thing, Verb, Thing),
    st.builds(lambda thing, verb: f'{thing} {verb} "text" .', Thing, TextVerb),
)
WORLDS = st.builds(
    lambda axioms, facts: "\n".join([*axioms, *facts]),
    st.lists(AXIOMS, max_size=6),
    st.lists(FACTS, max_size=5),
)


@settings(max_examples=120)
@given(WORLDS)
def test_what_follows_from_any_ontology_is_what_the_reference_finds(text: str) -> None:
    store, _ = closed(text)
    found, _ = reference(triples_of(text))
    assert news_of(store) == found


@settings(max_examples=60)
@given(st.lists(DISJOINT, min_size=1, max_size=2), WORLDS)
def test_what_cannot_be_is_what_the_reference_refuses(disjoint: list[str], world: str) -> None:
    text = "\n".join([*disjoint, world])
    store, rules = closed(text)
    _, errors = reference(triples_of(text))
    assert bool(clashes(store, rules)) == bool(errors)


@settings(max_examples=60)
@given(WORLDS)
def test_all_that_follows_can_be_proved_and_nothing_else(text: str) -> None:
    store, rules = closed(text)
    stated = set(triples_of(text))
    for triple in held(store):
        proof = prove(store, rules, triple)
        assert proof is not None
        assert proof.triple == triple
        leaves = {leaf.triple for leaf in parts(proof) if leaf.rule is None}
        assert all(isinstance(leaf.object, BlankNode) or leaf in held(store) for leaf in leaves)
        assert (proof.rule is None) == (triple not in held(store, ENTAILED_GRAPH))
    assert prove(store, rules, fact(":i0 :p9 :i1 .")) is None
    assert len(held(store)) >= len(stated)


def parts(proof: Proof) -> Iterator[Proof]:
    waiting = [proof]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += current.premises


# Each rule by itself.

RULES = {
    "subclass": (":A rdfs:subClassOf :B . :x a :A .", ":x a :B ."),
    "subproperty": (":p rdfs:subPropertyOf :q . :x :p 1 .", ":x :q 1 ."),
    "subproperty of annotations": (
        "skos:prefLabel rdfs:subPropertyOf rdfs:label . :x skos:prefLabel 'да'@ru .",
        ':x rdfs:label "да"@ru .',
    ),
    "domain": (":p rdfs:domain :A . :x :p 1 .", ":x a :A ."),
    "range": (":p rdfs:range :A . :x :p :y .", ":y a :A ."),
    "property chain": (":c owl:propertyChainAxiom ( :p :q ) . :x :p :y . :y :q 1 .", ":x :c 1 ."),
    "inverse": (":p owl:inverseOf :q . :x :q :y .", ":y :p :x ."),
    "symmetry": (":p a owl:SymmetricProperty . :x :p :y .", ":y :p :x ."),
    "transitivity": (":p a owl:TransitiveProperty . :x :p :y . :y :p :z .", ":x :p :z ."),
    "equivalent classes": (":A owl:equivalentClass :B . :x a :B .", ":x a :A ."),
    "equivalent properties": (":p owl:equivalentProperty :q . :x :q :y .", ":x :p :y ."),
    "disjoint union": (":A owl:disjointUnionOf ( :B :C ) . :x a :C .", ":x a :A ."),
    "hierarchy of classes": (
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .",
        ":A rdfs:subClassOf :C .",
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_concludes_and_its_proof_names_facts_and_axioms(name: str) -> None:
    text, conclusion = RULES[name]
    store, rules = closed(text)
    proof = prove(store, rules, fact(conclusion))
    assert proof is not None
    assert proof.rule is not None
    assert name.startswith(proof.rule)
    assert {premise.rule for premise in proof.premises} == {None}
    stated = {
        (triple.subject, triple.predicate)
        for triple in triples_of(text)
        if triple.predicate not in {named("rdf:first"), named("rdf:rest")}
    }
    used = {(premise.triple.subject, premise.triple.predicate) for premise in proof.premises}
    assert used == stated


CLASHES = {
    "disjoint classes": ":A owl:disjointWith :B . :x a :A , :B .",
    "nothing": ":A rdfs:subClassOf owl:Nothing . :x a :A .",
    "disjoint properties": ":p owl:propertyDisjointWith :q . :x :p 1 ; :q 1 .",
}
UNIONS = {
    "disjointUnionOf": ":A owl:disjointUnionOf ( :B :C ) . :x a :B , :C .",
    "AllDisjointClasses": "[] a owl:AllDisjointClasses ; owl:members ( :A :B ) . :x a :A , :B .",
    "AllDisjointProperties": (
        "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) . :x :p :y ; :q :y ."
    ),
}


@pytest.mark.parametrize("name", [*CLASHES, *UNIONS])
def test_a_clash_names_the_statements_that_cannot_both_be(name: str) -> None:
    text = {**CLASHES, **UNIONS}[name]
    store, rules = closed(text)
    (clash,) = clashes(store, rules)
    assert {premise.subject for premise in clash.premises} == {NamedNode("urn:x")}
    assert set(clash.premises) <= held(store)
    assert name not in CLASHES or clash.rule == name


def test_there_is_no_clash_where_one_of_the_two_is_not_said() -> None:
    for text in (*CLASHES.values(), *UNIONS.values()):
        store, rules = closed(text.replace(", :B", "").replace(":B , ", "").replace("; :q", "; :r"))
        found = clashes(store, rules)
        assert found == () or "owl:Nothing" in text


# What is refused.

REFUSED = [
    ":p a owl:FunctionalProperty .",
    ":p a owl:InverseFunctionalProperty .",
    ":p a owl:ReflexiveProperty .",
    ":p a owl:IrreflexiveProperty .",
    ":p a owl:AsymmetricProperty .",
    ":A owl:hasKey ( :p ) .",
    ":x owl:sameAs :y .",
    ":x owl:differentFrom :y .",
    ":A owl:complementOf :B .",
    ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
    ":A owl:equivalentClass [ owl:unionOf ( :B :C ) ] .",
    ":p rdfs:domain [ owl:unionOf ( :B :C ) ] .",
    ":p owl:inverseOf [ a owl:ObjectProperty ] .",
    ":p owl:propertyChainAxiom ( :q [ owl:inverseOf :r ] ) .",
    ":p owl:propertyChainAxiom () .",
    ":A owl:disjointUnionOf ( :B [ a owl:Class ] ) .",
    "[] owl:members ( :A :B ) .",
    "[] a owl:NegativePropertyAssertion .",
    "[] a owl:AllDifferent .",
    ":A rdfs:subClassOf owl:Thing . :p rdfs:member :x .",
    ":A owl:somethingNew :B .",
]


@pytest.mark.parametrize("text", REFUSED)
def test_an_axiom_that_no_rule_reads_is_refused(text: str) -> None:
    with pytest.raises(UnsupportedAxiomError, match="no rule reads this axiom"):
        compile_rules(triples_of(text))


def test_the_refusal_names_the_axiom_where_it_is_used() -> None:
    text = ":p rdfs:domain [ owl:unionOf ( :B :C ) ] ."
    with pytest.raises(UnsupportedAxiomError, match=r"^<urn:p> rdfs:domain \[ … \]: "):
        compile_rules(triples_of(text))


def test_annotations_and_declarations_are_no_axioms() -> None:
    text = """
        :o a owl:Ontology ; owl:imports :i ; owl:versionIRI :v ; owl:versionInfo "1" .
        :A a owl:Class ; rdfs:label "a" ; rdfs:comment "b" ; rdfs:seeAlso :B ; rdfs:isDefinedBy :o ;
          owl:deprecated true ; rdfs:subClassOf owl:Thing .
        :p a owl:ObjectProperty ; rdfs:domain owl:Thing ; rdfs:range owl:Thing .
        :d a owl:DatatypeProperty ; rdfs:range xsd:integer .
        :x a owl:NamedIndividual , :A ; skos:example "c" .
    """
    general = compile_rules([])
    assert compile_rules(triples_of(text)) == general


# Noise, circles, depth.


def test_nothing_is_said_of_itself_nor_of_a_text() -> None:
    store, _ = closed(
        ":p a owl:SymmetricProperty , owl:TransitiveProperty ; rdfs:range :A ; owl:inverseOf :q . "
        ':x :p :y ; :p "text" .'
    )
    for triple in held(store, ENTAILED_GRAPH):
        assert triple.subject != triple.object
        assert not isinstance(triple.subject, Literal)
    assert fact(":y :p :x .") in held(store)


def test_what_follows_only_by_way_of_itself_still_follows() -> None:
    """``:x :p :x`` is left out, but the chain that needs it is not."""
    store, rules = closed(
        ":p a owl:SymmetricProperty , owl:TransitiveProperty . "
        ":c owl:propertyChainAxiom ( :p :q ) . :x :p :y ; :q :z ."
    )
    assert fact(":x :p :x .") not in held(store)
    assert fact(":x :c :z .") in held(store)
    assert prove(store, rules, fact(":x :c :z .")) is not None


def test_what_is_stated_is_not_marked_as_entailed() -> None:
    store, _ = closed(":A rdfs:subClassOf :B . :x a :A , :B . :y a :A .")
    assert held(store, ENTAILED_GRAPH) == {fact(":y a :B .")}


def test_closing_twice_adds_nothing() -> None:
    store, rules = closed(":A rdfs:subClassOf :B . :B rdfs:subClassOf :A , :C . :x a :A .")
    before = held(store)
    assert close(store, rules).count == 0
    assert held(store) == before


@settings(max_examples=300)
@given(st.lists(AXIOMS, max_size=6), st.lists(st.sets(FACTS, max_size=6), min_size=2, max_size=4))
def test_a_change_of_facts_leads_where_closing_anew_would(
    axioms: list[str], states: list[set[str]]
) -> None:
    """What follows changes with the facts, again and again, by way of itself or not."""
    words = triples_of("\n".join(axioms))
    rules = compile_rules(words)
    facts = [set(triples_of("\n".join(state))) - set(words) for state in states]
    store = store_of([*words, *facts[0]])
    circles = close(store, rules).circles
    for old, new in pairwise(facts):
        before = held(store)
        change = Difference(added=frozenset(new - old), removed=frozenset(old - new))
        told, circles = reclose(store, rules, change, circles=circles)
        anew = store_of([*words, *new])
        closure = close(anew, rules)
        assert held(store) == held(anew)
        assert held(store, ENTAILED_GRAPH) == held(anew, ENTAILED_GRAPH)
        assert circles == closure.circles
        assert (told.added, told.removed) == (held(store) - before, before - held(store))


def test_the_shortest_proof_is_given() -> None:
    store, rules = closed(
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :p rdfs:domain :C . :x a :A ; :p :y ."
    )
    proof = prove(store, rules, fact(":x a :C ."))
    assert proof is not None
    assert proof.rule == "domain"


def test_a_step_waits_for_each_of_its_premises() -> None:
    """One premise follows in two ways, the other in three steps."""
    store, rules = closed(
        ":p1 rdfs:subPropertyOf :p . :p2 rdfs:subPropertyOf :p . :x :p1 :y ; :p2 :y . "
        ":q1 rdfs:subPropertyOf :q2 . :q2 rdfs:subPropertyOf :q3 . :q3 rdfs:subPropertyOf :q . "
        ":y :q1 :z . :c owl:propertyChainAxiom ( :p :q ) ."
    )
    proof = prove(store, rules, fact(":x :c :z ."))
    assert proof is not None
    assert [premise.triple for premise in proof.premises[:2]] == [
        fact(":x :p :y ."),
        fact(":y :q :z ."),
    ]


def test_a_circle_is_not_a_proof() -> None:
    text = ":p owl:inverseOf :q . :p rdfs:subPropertyOf :r . :r rdfs:subPropertyOf :p . "
    store, rules = closed(f"{text} :x :p :y .")
    proof = prove(store, rules, fact(":y :q :x ."))
    assert proof is not None
    lone, lone_rules = store_of(triples_of(text)), compile_rules(triples_of(text))
    for triple in (fact(":x :p :y ."), fact(":y :q :x ."), fact(":x :r :y .")):
        for graph in (ACCEPTED_GRAPH, ENTAILED_GRAPH):
            lone.add(in_graph(triple, graph))
    assert prove(lone, lone_rules, fact(":y :q :x .")) is None


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f":C{n} rdfs:subClassOf :C{n + 1} ." for n in range(60)) + " :x a :C0 .",
        ":p a owl:TransitiveProperty .\n" + "\n".join(f":i{n} :p :i{n + 1} ." for n in range(60)),
    ],
    ids=["classes", "links"],
)
def test_a_proof_may_be_long(text: str) -> None:
    store, rules = closed(text)
    goal = fact(":x a :C60 ." if ":C0" in text else ":i0 :p :i60 .")
    proof = prove(store, rules, goal)
    assert proof is not None
    leaves = [part.triple for part in parts(proof) if part.rule is None]
    assert len(set(leaves)) == 61


def test_a_proof_may_be_deeper_than_python_can_recurse() -> None:
    depth = 3000
    text = "\n".join(f":p{n} rdfs:subPropertyOf :p{n + 1} ." for n in range(depth))
    triples = [*triples_of(text), fact(":x :p0 :y .")]
    rules = [rule for rule in compile_rules(triples) if rule.name == "subproperty"]
    store = store_of(triples)
    assert close(store, rules).count == depth
    proof = prove(store, rules, fact(f":x :p{depth} :y ."))
    assert proof is not None
    assert sum(1 for part in parts(proof) if part.rule == "subproperty") == depth
