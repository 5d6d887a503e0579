"""What every store can do, wherever it lies: answer a query, and look up statements."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cismig.dataset.terms import Statements
from cismig.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object

__all__ = ["Store", "Table", "Term"]

Term = NamedNode | BlankNode | Literal


class Table(Frozen):
    """The answer to a SELECT: the names of the columns, and rows of terms (None is unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


class Store(Statements, Protocol):
    """The dataset in a store of whatever kind; the accepted view is its default graph."""

    def run(self, text: str) -> Table | bool | tuple[Triple, ...]:
        """Return what the query *text* answers.

        Raises:
            QueryError: it is not a SPARQL query, changes data, asks another server, or asks for
                more than the store gives.
        """
