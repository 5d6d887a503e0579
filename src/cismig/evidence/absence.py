"""What is known of a statement that nobody makes: silence, denial, or a view set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cismig.evidence import vocabulary as v
from cismig.evidence.account import Absent, Listing, Witness
from cismig.evidence.desk import Desk, Statement
from cismig.evidence.hearing import rulings
from cismig.evidence.proving import graphs, proof_with_all, terms
from cismig.evidence.sources import nodes, source_of
from cismig.questions import said

if TYPE_CHECKING:
    from cismig.store import Term


def of(desk: Desk, subject: NamedNode, prop: NamedNode, value: Term | None = None) -> Absent:
    """Return what is known of *subject*'s having *value*, or any value, of *prop*.

    Silence is not denial: a source denies by a stated absence or by a complete list.
    """
    would = None if value is None else proof_with_all(desk, Statement(subject, prop, value))
    return Absent(
        property=desk.named(prop),
        value=None if value is None else desk.named(value),
        denied=() if value is None else _denied(desk, subject, value),
        listings=_listings(desk, subject, prop, set() if would is None else graphs(would)),
        would_follow=would,
        rulings=() if would is None else rulings(desk, terms(would)),
    )


def _denied(desk: Desk, subject: NamedNode, value: Term) -> tuple[Witness, ...]:
    """Return who says that *value* was absent from *subject*."""
    found: list[Witness] = []
    for each in said(desk.raw, None, v.ABSENT_FROM, subject):
        if isinstance(each.subject, NamedNode) and each.graph not in v.OURS:
            who = Statement(each.subject, v.ABSENT_WHO, value)
            if desk.holds(who, each.graph):
                found += desk.witnesses(who)
    return tuple(found)


def _listings(
    desk: Desk, subject: NamedNode, prop: NamedNode, naming: set[Term]
) -> tuple[Listing, ...]:
    """Return the lists of *subject* that sources give as complete, or as open.

    Those of the graphs in *naming* are left out: they do name what is asked for.
    """
    wanted = {prop, *desk.long_forms(prop)}
    found = []
    for lists, complete in ((v.LISTS_ALL, True), (v.LISTS_SOME, False)):
        for each in said(desk.raw, None, lists, subject):
            if not isinstance(each.subject, NamedNode) or each.graph in v.OURS | naming:
                continue
            listed = wanted.intersection(nodes(desk.raw, each.subject, v.LISTED, each.graph))
            source = source_of(desk.raw, each.graph)
            found += [
                Listing(
                    complete=complete,
                    property=desk.named(about),
                    source=None if source is None else desk.cited(source),
                    quoted=desk.excerpt(each.subject),
                )
                for about in listed
            ]
    return tuple(sorted(found, key=lambda each: (not each.complete, each.quoted.excerpt)))
