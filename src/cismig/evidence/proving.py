"""How a statement follows, in words, down to who states what it follows from."""

from __future__ import annotations

from pyoxigraph import NamedNode, Store

from cismig import reason
from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.evidence import vocabulary as v
from cismig.evidence.account import Step
from cismig.evidence.desk import Statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.evidence.desk import Desk
    from cismig.reason import Proof
    from cismig.store import Term


def proof(desk: Desk, statement: Statement) -> Step | None:
    """Return how *statement* follows in the accepted view, None if it does not."""
    found = reason.prove(desk.raw, desk.built.rules, statement.triple)
    return None if found is None else _step(desk, found)


def proof_with_all(desk: Desk, statement: Statement) -> Step | None:
    """Return how *statement* would follow if nothing that a source says were set aside."""
    dropped = desk.built.acceptance.dropped
    if not dropped:
        return None
    union = Store()
    for graph in v.OURS:
        union.bulk_extend(desk.raw.quads_for_pattern(None, None, None, graph))
    union.extend(
        each.quad(ACCEPTED_GRAPH)
        for triple in dropped
        if (each := _statement(triple.subject, triple.predicate, triple.object)) is not None
    )
    reason.close(union, desk.built.rules)
    found = reason.prove(union, desk.built.rules, statement.triple)
    return None if found is None else _step(desk, found)


def stated_ends(desk: Desk, statement: Statement) -> Iterator[Statement]:
    """Return the stated facts that *statement* follows from in the accepted view."""
    found = reason.prove(desk.raw, desk.built.rules, statement.triple)
    if found is not None:
        yield from _ends(found)


def terms(step: Step) -> set[Term]:
    """Return the things that the stated ends of a proof speak of, the ontology's apart."""
    if step.axiom:
        return set()
    if step.premises:
        return {term for premise in step.premises for term in terms(premise)}
    return {step.subject.term, step.value.term}


def graphs(step: Step) -> set[Term]:
    """Return the source graphs that state what a proof begins with."""
    here = {witness.graph.term for witness in step.witnesses if witness.source is not None}
    return here.union(*(graphs(premise) for premise in step.premises))


def _ends(found: Proof) -> Iterator[Statement]:
    for premise in found.premises:
        yield from _ends(premise)
    triple = found.triple
    stated = _statement(triple.subject, triple.predicate, triple.object)
    if not found.premises and stated is not None:
        yield stated


def _step(desk: Desk, found: Proof) -> Step:
    triple = found.triple
    said = _statement(triple.subject, triple.predicate, triple.object)
    if said is None:
        raise ValueError(f"no statement about a name: {triple}")
    witnesses = () if found.premises else desk.witnesses(said)
    roles = desk.built.dataset.roles
    return Step(
        subject=desk.named(said.subject),
        property=desk.named(said.prop),
        value=desk.named(said.value),
        rule=found.rule or "",
        premises=tuple(_step(desk, premise) for premise in found.premises),
        axiom=said.prop in reason.AXIOM_WORDS
        and any(roles.get(graph) == "ontology" for graph in desk.holders(said)),
        witnesses=witnesses,
    )


def _statement(subject: object, prop: NamedNode, value: object) -> Statement | None:
    """Return the parts of a triple as a statement about a name, None if they make none."""
    if not isinstance(subject, NamedNode) or not isinstance(value, v.TERMS):
        return None
    return Statement(subject, prop, value)
