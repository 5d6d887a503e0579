"""Who says so: the account of a thing, of one of its properties, or of one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.evidence import absence, resolving
from cismig.evidence import vocabulary as v
from cismig.evidence.account import Account, Fact, Named, Standing, Value
from cismig.evidence.desk import Desk, Statement
from cismig.evidence.hearing import conclusions, disputes, rulings
from cismig.evidence.proving import proof, terms
from cismig.evidence.sources import support
from cismig.frozen import Frozen, replace
from cismig.questions import said

if TYPE_CHECKING:
    from cismig.build import Built
    from cismig.store import Term

TOLD_APART: Final = frozenset(
    named(name)
    for name in (
        "rdf:type",
        "rdfs:label",
        "rdfs:isDefinedBy",
        "skos:prefLabel",
        "skos:altLabel",
        "skos:hiddenLabel",
        "cism:isStatedIn",
    )
)
"""Names, kinds and places in sources; an account gives them in their own way."""

FEW: Final = 3
"""So many other values of a property are told beside one that nobody gives."""


def why(
    built: Built,
    subject: str,
    predicate: str | None = None,
    value: str | None = None,
    *,
    language: str = "en",
) -> Account:
    """Return who says what of *subject*, of one property of it, or of one statement.

    Each is given by IRI, short name or label.

    Raises:
        QueryError: *subject* or *predicate* names nothing that the graph speaks of.
    """
    desk = Desk(built, language)
    about = resolving.thing(desk, subject)
    inquiry = _Inquiry(desk, about)
    if predicate is None:
        return inquiry.whole()
    prop = resolving.prop(desk, predicate)
    if value is None:
        return inquiry.of_property(prop)
    stated = {each.value for each in said(desk.raw, about, prop)}
    return inquiry.of_statement(prop, resolving.value(desk, value, prop, stated))


class _Inquiry(Frozen):
    """One subject before one desk."""

    desk: Desk
    subject: NamedNode

    def whole(self) -> Account:
        """Return all that is said of the subject, and where sources disagree about it."""
        props = {each.prop for each in said(self.desk.raw, self.subject)} - TOLD_APART
        ordered = sorted(props, key=lambda prop: prop.value)
        return replace(
            self._empty(),
            facts=tuple(self._fact(prop) for prop in ordered),
            links=self._links(),
            disputes=disputes(self.desk, {self.subject, *self._relations()}, over=self.subject),
            conclusions=conclusions(self.desk, self.subject),
        )

    def of_property(self, prop: NamedNode) -> Account:
        """Return who gives which value of *prop*, and how it follows where it is inferred."""
        fact = self._fact(prop, proofs=True)
        touched = {self.subject, *(value.value.term for value in fact.values)}
        return replace(
            self._empty(),
            facts=(fact,) if fact.values else (),
            disputes=disputes(self.desk, touched, prop),
            conclusions=conclusions(self.desk, self.subject, prop),
            absent=None if fact.values else absence.of(self.desk, self.subject, prop),
        )

    def of_statement(self, prop: NamedNode, value: Term) -> Account:
        """Return who says the statement, or what is known though nobody says it."""
        statement = Statement(self.subject, prop, value)
        known = bool(self.desk.holders(statement)) or self.desk.holds(statement, ACCEPTED_GRAPH)
        account = replace(self._empty(), conclusions=conclusions(self.desk, self.subject, prop))
        if known:
            fact = Fact(self.desk.named(prop), (self._value(statement, proofs=True),))
            touched = disputes(self.desk, {self.subject, value}, prop)
            return replace(account, facts=(fact,), disputes=touched)
        absent = absence.of(self.desk, self.subject, prop, value)
        if absent.would_follow is not None:
            joined = terms(absent.would_follow) - {self.subject, value}
            return replace(account, absent=absent, disputes=disputes(self.desk, joined))
        others = self._fact(prop)
        return replace(
            account,
            absent=absent,
            facts=(others,) if 0 < len(others.values) <= FEW else (),
            disputes=disputes(self.desk, {self.subject}, prop),
        )

    def _empty(self) -> Account:
        return Account(
            subject=self.desk.named(self.subject),
            kinds=self.desk.all_named(self.desk.labels.kinds(self.subject)),
            facts=(),
            links=(),
            disputes=(),
            conclusions=(),
            absent=None,
        )

    def _fact(self, prop: NamedNode, *, proofs: bool = False) -> Fact:
        found = dict.fromkeys(each.value for each in said(self.desk.raw, self.subject, prop))
        given = [self._value(Statement(self.subject, prop, term), proofs=proofs) for term in found]
        return Fact(self.desk.named(prop), tuple(sorted(given, key=_rank)))

    def _value(self, statement: Statement, *, proofs: bool) -> Value:
        holders = self.desk.holders(statement)
        standing = self._standing(statement, holders)
        judged = (
            *rulings(self.desk, [statement.subject], statement.prop),
            *rulings(self.desk, [statement.value]),
        )
        entailed = standing is Standing.ENTAILED
        return Value(
            value=self.desk.named(statement.value),
            standing=standing,
            support=support(self.desk.raw, holders),
            witnesses=self.desk.witnesses(statement),
            rulings=judged,
            proof=proof(self.desk, statement) if proofs and entailed else None,
            better=self._better(statement) if standing is Standing.CONTAINED else None,
        )

    def _standing(self, statement: Statement, holders: tuple[NamedNode, ...]) -> Standing:
        acceptance = self.desk.built.acceptance
        if self.desk.holds(statement, ACCEPTED_GRAPH):
            return Standing.ACCEPTED if holders else Standing.ENTAILED
        if statement.triple in acceptance.dropped:
            return Standing.SET_ASIDE
        return Standing.CONTAINED if statement.triple in acceptance.contained else Standing.LEFT_OUT

    def _better(self, statement: Statement) -> Named | None:
        """Return the more precise value that the accepted view keeps."""
        kept = said(self.desk.raw, statement.subject, statement.prop, graph=ACCEPTED_GRAPH)
        return next(iter(sorted(self.desk.all_named(e.value for e in kept), key=_label)), None)

    def _relations(self) -> set[NamedNode]:
        """Return the relation nodes of the subject: things it links to that have no label."""
        return {
            each.value
            for each in said(self.desk.raw, self.subject)
            if isinstance(each.value, NamedNode) and not self.desk.labels.has(each.value)
        }

    def _links(self) -> tuple[Fact, ...]:
        """Return who links to the subject; only for a relation node, which lives by its links."""
        if self.desk.labels.has(self.subject):
            return ()
        found = {
            (each.prop.value, each.subject.value): Statement(each.subject, each.prop, self.subject)
            for each in said(self.desk.raw, None, None, self.subject)
            if isinstance(each.subject, NamedNode)
            and each.graph not in v.OURS
            and each.prop != v.CONCERNS
        }
        return tuple(
            Fact(
                self.desk.named(link.prop),
                (replace(self._value(link, proofs=False), value=self.desk.named(link.subject)),),
            )
            for _, link in sorted(found.items())
        )


def _label(named: Named) -> str:
    return named.label


def _rank(value: Value) -> tuple[int, str, str]:
    """Return where a value stands among others: held true first, then by its name."""
    return list(Standing).index(value.standing), value.value.label, str(value.value.term)
