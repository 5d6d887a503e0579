"""What the loader hands on: the dataset, disagreements, judgements and what is wrong with them."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pyoxigraph import NamedNode, Store, Triple

    from cismig.dataset.terms import Term
    from cismig.layout import Layout

__all__ = ["Dataset", "Difference", "Disagreement", "Judgement", "JudgementProblem", "Role", "Side"]

Role = Literal["ontology", "registry", "source", "inferences", "judgements"]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The named graphs in one store, the file that each came from, and the part that it plays."""

    store: Store
    files: Mapping[str, Path]
    roles: Mapping[NamedNode, Role]
    layout: Layout

    def graphs(self, *roles: Role) -> frozenset[NamedNode]:
        """Return the graphs that play one of *roles*."""
        return frozenset(graph for graph, role in self.roles.items() if role in roles)

    @property
    def sides(self) -> frozenset[NamedNode]:
        """Return the graphs that can take part in a disagreement: sources and inferences."""
        return self.graphs("source", "inferences")


@dataclass(frozen=True, slots=True)
class Difference:
    """Statements that come, and statements that go."""

    added: frozenset[Triple]
    removed: frozenset[Triple]

    def __or__(self, other: Difference) -> Difference:
        """Return both; what one takes away and the other brings stays."""
        added = self.added | other.added
        return Difference(added, (self.removed | other.removed) - added)


@dataclass(frozen=True, slots=True)
class Side:
    """What some graphs say on a question: a value, or (``None``) that there is no such entry."""

    value: Term | None
    graphs: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question to which graphs give answers that cannot all be true.

    For ``values`` the subject has two values where one is allowed. For ``closed list`` and
    ``absence`` the subject is the entry that a whole list leaves out, or whose actor was absent.
    """

    kind: Literal["values", "closed list", "absence"]
    subject: NamedNode
    property: NamedNode
    sides: tuple[Side, ...]

    @builtins.property
    def graphs(self) -> tuple[NamedNode, ...]:
        """Return every graph that speaks to the question."""
        return tuple(
            sorted({graph for side in self.sides for graph in side.graphs}, key=lambda g: g.value)
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which graphs the accepted view follows on a subject; an open one only weighs them."""

    name: NamedNode
    concerns: tuple[NamedNode, ...]
    properties: tuple[NamedNode, ...]
    follows: tuple[NamedNode, ...]
    sets_aside: tuple[NamedNode, ...]
    weighs: tuple[NamedNode, ...]
    is_open: bool

    @property
    def graphs(self) -> tuple[NamedNode, ...]:
        """Return every graph that the judgement names."""
        return tuple(sorted({*self.follows, *self.sets_aside, *self.weighs}, key=lambda g: g.value))


@dataclass(frozen=True, slots=True)
class JudgementProblem:
    """What is wrong with a judgement, or a disagreement that has none.

    ``stale``      a graph that speaks to the question is left out (``graphs`` names it)
    ``pointless``  no disagreement is left, or ``graphs`` say nothing on it
    ``unsettled``  it sets aside too little: graphs on different sides are still followed
    ``unjudged``   a disagreement (``disagreement``) without a judgement; ``judgement`` is None
    """

    kind: Literal["stale", "pointless", "unsettled", "unjudged"]
    judgement: NamedNode | None
    subject: NamedNode
    disagreement: Disagreement | None
    graphs: tuple[NamedNode, ...]
