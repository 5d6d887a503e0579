"""Oxigraph in this process, in memory or on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import QueryBoolean, QuerySolutions

from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.errors import QueryError
from cismig.store.examining import examined
from cismig.store.interface import Table
from cismig.store.limits import Limits, Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

__all__ = ["EmbeddedStore"]


@dataclass(frozen=True, slots=True)
class EmbeddedStore:
    """Oxigraph, with the accepted view as the default graph of a query that names none."""

    raw: pyoxigraph.Store = field(repr=False)
    limits: Limits | None = None

    def run(self, text: str) -> Table | bool | tuple[Triple, ...]:
        """Return what the query *text* answers.

        Raises:
            QueryError: it is not a SPARQL query, changes data, asks another server, or is nested
                so deeply that the engine would not survive it.
            LimitError: it gives too many rows; time and memory are for `Limits.end`.
        """
        has_dataset = examined(text)
        try:
            with Watch(self.limits) as watch:
                found = self.raw.query(
                    text, default_graph=None if has_dataset else [ACCEPTED_GRAPH]
                )
                if isinstance(found, QueryBoolean):
                    return bool(found)
                every: list[Any] = []
                for number, one in enumerate(found, start=1):
                    watch.count(number)
                    every.append(one)
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            if isinstance(error, QueryError):
                raise
            raise QueryError(_first_line(error)) from error
        if isinstance(found, QuerySolutions):
            columns = tuple(variable.value for variable in found.variables)
            return Table(columns, tuple(map(tuple, every)))
        return tuple(every)

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,  # noqa: A002 - pyoxigraph's name
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the statements that have these parts; None leaves a part open."""
        return self.raw.quads_for_pattern(subject, predicate, object, graph_name)

    def __contains__(self, quad: Quad) -> bool:
        """Tell whether the very statement *quad* stands in its graph."""
        return quad in self.raw


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].strip()
