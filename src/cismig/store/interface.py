"""What every store can do, wherever it lies: answer a query, and look up statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Quad

__all__ = ["Store", "Table", "Term"]

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: the names of the columns, and rows of terms (None is unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


class Store(Protocol):
    """The dataset in a store of whatever kind; the accepted view is its default graph."""

    def run(self, text: str) -> Table | bool | tuple[Triple, ...]:
        """Return what the query *text* answers.

        Raises:
            QueryError: it is not a SPARQL query, changes data, asks another server, or asks for
                more than the store gives.
        """

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,  # noqa: A002 - pyoxigraph's name
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the statements that have these parts; None leaves a part open."""

    def __contains__(self, quad: Quad) -> bool:
        """Tell whether the very statement *quad* stands in its graph."""
