"""Oxigraph in this process, in memory or on disk."""

from __future__ import annotations

import pyoxigraph
from pyoxigraph import QueryBoolean, QuerySolutions

from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.errors import LimitError, QueryError
from cismig.frozen import Frozen
from cismig.store.examining import examined
from cismig.store.interface import Table
from cismig.store.limits import Limits, end_process, watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

__all__ = ["EmbeddedStore", "guarded"]


class EmbeddedStore(Frozen):
    """Oxigraph, with the accepted view as the default graph of a query that names none."""

    raw: pyoxigraph.Store
    limits: Limits | None = None
    on_breach: Callable[[LimitError], object] | None = None

    def run(self, text: str) -> Table | bool | tuple[Triple, ...]:
        """Return what the query *text* answers.

        Raises:
            QueryError: it is not a SPARQL query, changes data, asks another server, or is nested
                so deeply that the engine would not survive it.
            LimitError: the answer has more rows than the limits allow.
        """
        has_dataset = examined(text)
        if self.limits is None or self.on_breach is None:
            return self._answer(text, has_dataset=has_dataset)
        with watched(self.limits, self.on_breach):
            return self._answer(text, has_dataset=has_dataset)

    def _answer(self, text: str, *, has_dataset: bool) -> Table | bool | tuple[Triple, ...]:
        counted = iter if self.limits is None else self.limits.counted
        try:
            found = self.raw.query(text, default_graph=None if has_dataset else [ACCEPTED_GRAPH])
            if isinstance(found, QuerySolutions):
                columns = tuple(variable.value for variable in found.variables)
                rows = tuple(tuple(solution) for solution in counted(found))
                return Table(columns, rows)
            if isinstance(found, QueryBoolean):
                return bool(found)
            return tuple(counted(found))
        except LimitError:
            raise
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise QueryError(_first_line(error)) from error

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


def guarded(
    raw: pyoxigraph.Store, limits: Limits, on_breach: Callable[[LimitError], object] = end_process
) -> EmbeddedStore:
    """Return *raw* with each query held to *limits*; a breach ends the process unless told else.

    Too many rows raise LimitError in the caller's own thread, as the engine still obeys then.
    """
    return EmbeddedStore(raw, limits, on_breach)


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].strip()
