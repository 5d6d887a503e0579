"""Windows: the graph that shapes look at, as set queries see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import QuerySolutions, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode, Store

    from cismig.dataset.terms import Node, Term

__all__ = ["UnknownError", "Window"]


class UnknownError(Exception):
    """A constraint that set queries cannot express."""


@dataclass(frozen=True, slots=True)
class Window:
    """The graph that is looked through; types are those of the accepted view."""

    store: Store
    graph: NamedNode

    def nodes(self, pattern: str) -> set[Term]:
        """Return what ?this can be in *pattern*."""
        return {row[0] for row in self._rows(f"SELECT DISTINCT ?this WHERE {pattern}")}

    def pairs(self, path: str) -> Iterator[tuple[Term, Term]]:
        """Yield each node that has a *path*, with each value at its end."""
        for row in self._rows(f"SELECT DISTINCT ?this ?value WHERE {{ ?this {path} ?value }}"):
            yield row[0], row[1]

    def answers(self, query: str, focus: Term) -> bool:
        """Tell whether *query* has a row for *focus*, bound as pySHACL binds it."""
        bound: dict[Variable, Node] = {Variable("this"): focus}
        return next(iter(self._rows(query, bound)), None) is not None

    def _rows(self, query: str, bound: dict[Variable, Node] | None = None) -> QuerySolutions:
        found = self.store.query(query, default_graph=[self.graph], substitutions=bound)
        if not isinstance(found, QuerySolutions):
            raise UnknownError(query)
        return found
