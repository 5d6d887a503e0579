"""What is known about a thing: values a caller prints, nothing to look up any more."""

from __future__ import annotations

from enum import Enum

from cismig.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from cismig.evidence.sources import CitedSource, Support
    from cismig.store import Term


class Named(Frozen):
    """A term and its name in the language asked for."""

    term: Term
    label: str


class Standing(Enum):
    """Where a statement stands with us."""

    ACCEPTED = "accepted"
    ENTAILED = "entailed"
    SET_ASIDE = "set aside"
    CONTAINED = "contained"
    LEFT_OUT = "left out"


class Quoted(Frozen):
    """The place in a source where it says something, and what it says in our words."""

    excerpt: str
    place: str
    paraphrase: str
    claim: str


class Witness(Frozen):
    """A graph that holds a statement: whose it is, in which file and line, and in which words.

    ``source`` is None where the editors speak themselves: registry, inferences, the ontology.
    """

    graph: Named
    source: CitedSource | None
    path: Path | None
    line: int | None
    column: int | None
    quoted: tuple[Quoted, ...]


class Step(Frozen):
    """A statement in a proof: by which rule it follows and from what, or who states it.

    ``axiom`` marks what the ontology says of its words, not a source of the world.
    """

    subject: Named
    property: Named
    value: Named
    rule: str
    premises: tuple[Step, ...]
    axiom: bool
    witnesses: tuple[Witness, ...]


class Ruling(Frozen):
    """A judgement: what it concerns, whom it follows and sets aside, why, who judged, when.

    An open one follows nobody: ``weighed`` are the sides, and all of them stand.
    """

    iri: str
    label: str
    open: bool
    concerns: Named
    followed: tuple[Named, ...]
    set_aside: tuple[Named, ...]
    weighed: tuple[Named, ...]
    reason: str
    by: str
    on: str


class Opinion(Frozen):
    """One side of a disagreement: a value, or None for silence that denies, and who says so."""

    value: Named | None
    graphs: tuple[Named, ...]


class Dispute(Frozen):
    """A disagreement between sources, and what was judged of it, if anything was."""

    kind: str
    subject: Named
    property: Named
    opinions: tuple[Opinion, ...]
    rulings: tuple[Ruling, ...]


class Conclusion(Frozen):
    """An inference of the editors: what they concluded, from which premises, resting on what."""

    iri: str
    label: str
    properties: tuple[Named, ...]
    premise: str
    rests_on: tuple[Named, ...]
    by: str
    on: str


class Value(Frozen):
    """A value of a property, who says so, and where it stands with us."""

    value: Named
    standing: Standing
    support: Support
    witnesses: tuple[Witness, ...]
    rulings: tuple[Ruling, ...]
    proof: Step | None
    better: Named | None


class Fact(Frozen):
    """A property of the subject with all the values that anyone gives it."""

    property: Named
    values: tuple[Value, ...]


class Listing(Frozen):
    """What an excerpt says of a list: that it is complete, or that it is not."""

    complete: bool
    property: Named
    source: CitedSource | None
    quoted: Quoted


class Absent(Frozen):
    """A statement that nobody makes or that we do not hold, and what is known all the same."""

    property: Named
    value: Named | None
    denied: tuple[Witness, ...]
    listings: tuple[Listing, ...]
    would_follow: Step | None
    rulings: tuple[Ruling, ...]


class Account(Frozen):
    """Everything known about a subject, one of its properties, or one statement."""

    subject: Named
    kinds: tuple[Named, ...]
    facts: tuple[Fact, ...]
    links: tuple[Fact, ...]
    disputes: tuple[Dispute, ...]
    conclusions: tuple[Conclusion, ...]
    absent: Absent | None
