"""Where sources disagree, what was judged, and what the editors concluded of their own."""

from __future__ import annotations

from cismig import dataset
from cismig.evidence import vocabulary as v
from cismig.evidence.account import Conclusion, Dispute, Opinion, Ruling
from cismig.evidence.sources import nodes, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import NamedNode

    from cismig.dataset import Disagreement
    from cismig.evidence.desk import Desk
    from cismig.store import Term


def rulings(
    desk: Desk, concerned: Iterable[Term], prop: NamedNode | None = None
) -> tuple[Ruling, ...]:
    """Return the judgements about any of *concerned*, and about *prop* if it is given."""
    return tuple(
        ruling(desk, judgement, thing)
        for judgement, thing in judgements(desk, concerned)
        if prop is None or not (about := nodes(desk.raw, judgement, v.ON_PROPERTY)) or prop in about
    )


def judgements(desk: Desk, concerned: Iterable[Term]) -> list[tuple[NamedNode, Term]]:
    """Return the judgements about any of *concerned*, each with the thing, by their names."""
    found = {
        judgement: thing for thing in concerned for judgement in desk.concerning.get(thing, ())
    }
    kinds = {v.JUDGEMENT, v.OPEN_JUDGEMENT}
    return [
        (judgement, found[judgement])
        for judgement in sorted(found, key=lambda node: node.value)
        if kinds.intersection(nodes(desk.raw, judgement, v.TYPE))
    ]


def conclusions(
    desk: Desk, subject: NamedNode, prop: NamedNode | None = None
) -> tuple[Conclusion, ...]:
    """Return the inferences of the editors about *subject*, and about *prop* if it is given."""
    found = []
    for inference in desk.concerning.get(subject, ()):
        about = nodes(desk.raw, inference, v.ON_PROPERTY)
        if v.INFERENCE in nodes(desk.raw, inference, v.TYPE) and (prop is None or prop in about):
            found.append(_conclusion(desk, inference, about))
    return tuple(sorted(found, key=lambda conclusion: conclusion.iri))


def disputes(
    desk: Desk,
    things: set[Term],
    prop: NamedNode | None = None,
    *,
    over: NamedNode | None = None,
) -> tuple[Dispute, ...]:
    """Return the disagreements about any of *things*, as to *prop* if given, or over a value."""
    return tuple(
        _dispute(desk, found)
        for found in dataset.disagreements(desk.built.dataset)
        if (prop is None or found.property == prop)
        and (found.subject in things or (over and any(side.value == over for side in found.sides)))
    )


def ruling(desk: Desk, judgement: NamedNode, concerned: Term) -> Ruling:
    """Return *judgement* in words, with *concerned* as what it is about."""
    return Ruling(
        iri=judgement.value,
        label=desk.labels.of(judgement),
        open=v.OPEN_JUDGEMENT in nodes(desk.raw, judgement, v.TYPE),
        concerns=desk.named(concerned),
        followed=desk.graphs_named(nodes(desk.raw, judgement, v.FOLLOWS)),
        set_aside=desk.graphs_named(nodes(desk.raw, judgement, v.SETS_ASIDE)),
        weighed=desk.graphs_named(nodes(desk.raw, judgement, v.WEIGHS)),
        reason=text(desk.raw, judgement, v.REASON, desk.language),
        by=desk.creator(judgement),
        on=text(desk.raw, judgement, v.CREATED),
    )


def _conclusion(desk: Desk, inference: NamedNode, about: list[NamedNode]) -> Conclusion:
    return Conclusion(
        iri=inference.value,
        label=desk.labels.of(inference),
        properties=desk.all_named(about),
        premise=text(desk.raw, inference, v.PREMISE, desk.language),
        rests_on=desk.all_named(nodes(desk.raw, inference, v.RESTS_ON)),
        by=desk.creator(inference),
        on=text(desk.raw, inference, v.CREATED),
    )


def _dispute(desk: Desk, found: Disagreement) -> Dispute:
    values = [side.value for side in found.sides if side.value is not None]
    return Dispute(
        kind=found.kind,
        subject=desk.named(found.subject),
        property=desk.named(found.property),
        opinions=tuple(
            Opinion(
                None if side.value is None else desk.named(side.value),
                desk.graphs_named(side.graphs),
            )
            for side in found.sides
        ),
        rulings=rulings(desk, [found.subject, *values], found.property),
    )
