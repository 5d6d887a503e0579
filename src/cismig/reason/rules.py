"""Rules compiled from axioms; an axiom without a rule is refused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from cismig.dataset.terms import Subject, Term, named
from cismig.errors import UnsupportedAxiomError
from cismig.names import PREFIXES, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["AXIOM_WORDS", "Pattern", "Rule", "compile_rules"]

Slot = NamedNode | BlankNode | Literal | Variable


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple with variables in the places of its subject and object."""

    subject: Slot
    predicate: NamedNode
    object: Slot


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows (``head``) where all of ``body`` holds; without a head, it cannot hold.

    ``axioms`` are the statements of the ontology that the rule was compiled from. A ``linear``
    rule composes a property with itself: proofs need it only with a first step that another rule
    gives, or a source.
    """

    name: str
    body: tuple[Pattern, ...]
    head: Pattern | None
    axioms: tuple[Triple, ...]
    linear: bool = False


_TYPE, _FIRST, _REST, _NIL = map(named, ("rdf:type", "rdf:first", "rdf:rest", "rdf:nil"))
_SUBCLASS, _SUBPROPERTY, _DOMAIN, _RANGE = map(
    named, ("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range")
)
_SAME_CLASS, _SAME_PROPERTY, _INVERSE, _CHAIN = map(
    named,
    ("owl:equivalentClass", "owl:equivalentProperty", "owl:inverseOf", "owl:propertyChainAxiom"),
)
_DISJOINT, _DISJOINT_UNION, _DISJOINT_PROPERTY, _MEMBERS = map(
    named,
    ("owl:disjointWith", "owl:disjointUnionOf", "owl:propertyDisjointWith", "owl:members"),
)
_THING, _NOTHING = map(named, ("owl:Thing", "owl:Nothing"))
_SYMMETRIC, _TRANSITIVE = map(named, ("owl:SymmetricProperty", "owl:TransitiveProperty"))
_ALL_CLASSES, _ALL_PROPERTIES = map(named, ("owl:AllDisjointClasses", "owl:AllDisjointProperties"))

_SAID_OF_TERMS = frozenset(
    map(
        named,
        (
            "rdfs:label",
            "rdfs:comment",
            "rdfs:seeAlso",
            "rdfs:isDefinedBy",
            "owl:versionIRI",
            "owl:versionInfo",
            "owl:imports",
            "owl:priorVersion",
            "owl:backwardCompatibleWith",
            "owl:incompatibleWith",
            "owl:deprecated",
        ),
    )
)
_DECLARED = frozenset(
    map(
        named,
        (
            "owl:Ontology",
            "owl:Class",
            "owl:ObjectProperty",
            "owl:DatatypeProperty",
            "owl:AnnotationProperty",
            "owl:OntologyProperty",
            "owl:DeprecatedClass",
            "owl:DeprecatedProperty",
            "owl:NamedIndividual",
            "owl:Thing",
            "rdfs:Class",
            "rdfs:Datatype",
            "rdf:Property",
            "rdf:List",
        ),
    )
)
_LOGIC = (PREFIXES["owl"], PREFIXES["rdfs"])
# Ranges of literals: of a literal nothing follows, and shapes judge it.
_DATATYPES = (PREFIXES["xsd"], f"{PREFIXES['rdfs']}Literal", f"{PREFIXES['rdf']}langString")

_X, _Y, _Z = Variable("x"), Variable("y"), Variable("z")


def compile_rules(axioms: Iterable[Triple]) -> tuple[Rule, ...]:
    """Return the rules for the axioms among *axioms*; other statements are passed over.

    Raises:
        UnsupportedAxiomError: an axiom that no rule reads.
    """
    ontology = _Ontology(axioms)
    found = [*_GENERAL]
    # Axioms about names first: a class expression is then refused where it is used.
    for triple in sorted(ontology.triples, key=lambda one: isinstance(one.subject, BlankNode)):
        found += ontology.rules_of(triple)
    return tuple(dict.fromkeys(found))


def _rule(name: str, body: tuple[Pattern, ...], head: Pattern | None, *axioms: Triple) -> Rule:
    linear = (
        len(body) > 1
        and head is not None
        and all(pattern.predicate == head.predicate for pattern in body)
    )
    return Rule(name, body, head, axioms, linear=linear)


def _is_a(slot: Slot, kind: NamedNode) -> Pattern:
    return Pattern(slot, _TYPE, kind)


def _composed(verb: NamedNode) -> tuple[tuple[Pattern, ...], Pattern]:
    return (Pattern(_X, verb, _Y), Pattern(_Y, verb, _Z)), Pattern(_X, verb, _Z)


def _general() -> Iterator[Rule]:
    """Yield the rules about the words themselves (scm-sco, -spo, -eqc, -eqp; cls-nothing2)."""
    for below, same, name in (
        (_SUBCLASS, _SAME_CLASS, "classes"),
        (_SUBPROPERTY, _SAME_PROPERTY, "properties"),
    ):
        yield _rule(f"hierarchy of {name}", *_composed(below))
        equal, up, down = Pattern(_X, same, _Y), Pattern(_X, below, _Y), Pattern(_Y, below, _X)
        yield _rule(f"equivalent {name}", (equal,), up)
        yield _rule(f"equivalent {name}", (equal,), down)
        yield _rule(f"equivalent {name}", (up, down), equal)
    yield _rule("nothing", (_is_a(_X, _NOTHING),), None)


_GENERAL = tuple(_general())


class _Ontology:
    """The axioms, with their lists at hand."""

    def __init__(self, axioms: Iterable[Triple]) -> None:
        self.triples = tuple(dict.fromkeys(axioms))
        self._lists: dict[Subject, dict[NamedNode, Term]] = defaultdict(dict)
        self._kinds: dict[Subject, set[Term]] = defaultdict(set)
        for triple in self.triples:
            if triple.predicate in {_FIRST, _REST}:
                self._lists[triple.subject][triple.predicate] = triple.object  # type: ignore[index, assignment]
            elif triple.predicate == _TYPE:
                self._kinds[triple.subject].add(triple.object)  # type: ignore[index, arg-type]

    def rules_of(self, triple: Triple) -> list[Rule]:
        verb = triple.predicate
        if verb == _TYPE:
            return self._of_kind(triple)
        if not verb.value.startswith(_LOGIC) or verb in _SAID_OF_TERMS:
            return []
        compiler = _COMPILERS.get(verb)
        if compiler is None:
            raise _unsupported(triple)
        return compiler(self, triple)

    def _of_kind(self, triple: Triple) -> list[Rule]:
        kind = triple.object
        if not isinstance(kind, NamedNode) or not kind.value.startswith(_LOGIC):
            return []
        if kind in _DECLARED or kind in {_ALL_CLASSES, _ALL_PROPERTIES}:
            return []
        if isinstance(triple.subject, NamedNode):
            verb = triple.subject
            if kind == _SYMMETRIC:
                return [_rule("symmetry", (Pattern(_X, verb, _Y),), Pattern(_Y, verb, _X), triple)]
            if kind == _TRANSITIVE:
                return [_rule("transitivity", *_composed(verb), triple)]
        raise _unsupported(triple)

    def subclass(self, triple: Triple) -> list[Rule]:
        below, above = _names(triple)
        return _up("subclass", below, above, triple)

    def same_class(self, triple: Triple) -> list[Rule]:
        one, other = _names(triple)
        name = "equivalent classes"
        return [*_up(name, one, other, triple), *_up(name, other, one, triple)]

    def subproperty(self, triple: Triple) -> list[Rule]:
        below, above = _names(triple)
        return _along("subproperty", below, above, triple)

    def same_property(self, triple: Triple) -> list[Rule]:
        one, other = _names(triple)
        name = "equivalent properties"
        return [*_along(name, one, other, triple), *_along(name, other, one, triple)]

    def domain(self, triple: Triple) -> list[Rule]:
        verb, kind = _names(triple)
        if kind == _THING:
            return []
        return [_rule("domain", (Pattern(_X, verb, _Y),), _is_a(_X, kind), triple)]

    def range(self, triple: Triple) -> list[Rule]:
        verb, kind = _names(triple)
        if kind == _THING or kind.value.startswith(_DATATYPES):
            return []
        return [_rule("range", (Pattern(_X, verb, _Y),), _is_a(_Y, kind), triple)]

    def inverse(self, triple: Triple) -> list[Rule]:
        one, other = _names(triple)
        return [
            _rule("inverse", (Pattern(_X, verb, _Y),), Pattern(_Y, back, _X), triple)
            for verb, back in dict.fromkeys(((one, other), (other, one)))
        ]

    def chain(self, triple: Triple) -> list[Rule]:
        links = self._items(triple)
        if not isinstance(triple.subject, NamedNode) or not links:
            raise _unsupported(triple)
        points = [Variable(f"x{number}") for number in range(len(links) + 1)]
        body = tuple(
            Pattern(points[number], verb, points[number + 1]) for number, verb in enumerate(links)
        )
        head = Pattern(points[0], triple.subject, points[-1])
        return [_rule("property chain", body, head, triple)]

    def disjoint(self, triple: Triple) -> list[Rule]:
        return [_not_both(*_names(triple), triple)]

    def disjoint_properties(self, triple: Triple) -> list[Rule]:
        return [_not_both_ways(*_names(triple), triple)]

    def disjoint_union(self, triple: Triple) -> list[Rule]:
        whole, parts = triple.subject, self._items(triple)
        if not isinstance(whole, NamedNode):
            raise _unsupported(triple)
        up = [rule for part in parts for rule in _up("disjoint union", part, whole, triple)]
        return up + [_not_both(one, other, triple) for one, other in combinations(parts, 2)]

    def members(self, triple: Triple) -> list[Rule]:
        kinds = self._kinds[triple.subject]  # type: ignore[index]
        pairs = combinations(self._items(triple), 2)
        if _ALL_CLASSES in kinds:
            return [_not_both(one, other, triple) for one, other in pairs]
        if _ALL_PROPERTIES in kinds:
            return [_not_both_ways(one, other, triple) for one, other in pairs]
        raise _unsupported(triple)

    def _items(self, triple: Triple) -> list[NamedNode]:
        items: list[NamedNode] = []
        seen: set[Term] = set()
        cell = triple.object
        while cell != _NIL:
            if not isinstance(cell, NamedNode | BlankNode) or cell in seen:
                raise _unsupported(triple)
            seen.add(cell)
            item = self._lists[cell].get(_FIRST)
            if not isinstance(item, NamedNode):
                raise _unsupported(triple)
            items.append(item)
            cell = self._lists[cell].get(_REST, Literal(""))
        return items


_COMPILERS: dict[NamedNode, Callable[[_Ontology, Triple], list[Rule]]] = {
    _SUBCLASS: _Ontology.subclass,
    _SUBPROPERTY: _Ontology.subproperty,
    _DOMAIN: _Ontology.domain,
    _RANGE: _Ontology.range,
    _SAME_CLASS: _Ontology.same_class,
    _SAME_PROPERTY: _Ontology.same_property,
    _INVERSE: _Ontology.inverse,
    _CHAIN: _Ontology.chain,
    _DISJOINT: _Ontology.disjoint,
    _DISJOINT_PROPERTY: _Ontology.disjoint_properties,
    _DISJOINT_UNION: _Ontology.disjoint_union,
    _MEMBERS: _Ontology.members,
}
AXIOM_WORDS = frozenset(_COMPILERS)


def _up(name: str, below: NamedNode, above: NamedNode, axiom: Triple) -> list[Rule]:
    if _THING in {below, above} or below == above:
        return []
    return [_rule(name, (_is_a(_X, below),), _is_a(_X, above), axiom)]


def _along(name: str, below: NamedNode, above: NamedNode, axiom: Triple) -> list[Rule]:
    if below == above:
        return []
    return [_rule(name, (Pattern(_X, below, _Y),), Pattern(_X, above, _Y), axiom)]


def _not_both(one: NamedNode, other: NamedNode, axiom: Triple) -> Rule:
    return _rule("disjoint classes", (_is_a(_X, one), _is_a(_X, other)), None, axiom)


def _not_both_ways(one: NamedNode, other: NamedNode, axiom: Triple) -> Rule:
    body = (Pattern(_X, one, _Y), Pattern(_X, other, _Y))
    return _rule("disjoint properties", body, None, axiom)


def _names(triple: Triple) -> tuple[NamedNode, NamedNode]:
    if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
        return triple.subject, triple.object
    raise _unsupported(triple)


def _unsupported(triple: Triple) -> UnsupportedAxiomError:
    return UnsupportedAxiomError(*(_text(term) for term in triple))


def _text(term: object) -> str:
    if isinstance(term, NamedNode):
        return "a" if term == _TYPE else shorten(term.value)
    return "[ … ]" if isinstance(term, BlankNode) else str(term)
