"""Any server that speaks SPARQL 1.1, asked so that it answers as the embedded store does."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH
from cismig.errors import EndpointError, LimitError, QueryError
from cismig.store.examining import examined, form_of
from cismig.store.http import Connection, Reply, shown
from cismig.store.interface import Table
from cismig.store.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyoxigraph import Literal

    from cismig.store.interface import Term

__all__ = ["EndpointStore"]

_GRAPHS: Final = """
SELECT DISTINCT ?g WHERE { GRAPH ?g { ?g a <http://www.w3.org/2002/07/owl#Ontology> } }
"""
_RESULTS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class EndpointStore:
    """A server, with the accepted view as the default graph of a query that names none.

    Many stores take the union of all graphs as the default graph, in which statements would come
    back that a judgement sets aside. So each query that names no dataset carries one: the accepted
    view, and as named graphs those of this dataset.

    Blank nodes have names within one reply only: a look-up of a blank node is refused. A list is
    asked for as a whole, from the node that has it, by a property path.
    """

    url: str
    limits: Limits = field(default_factory=Limits)
    _connection: Connection = field(init=False, repr=False)
    _graphs: Callable[[], tuple[str, ...]] = field(init=False, repr=False)
    _found: Callable[[str], tuple[tuple[Term | None, ...], ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Open the connection; nothing is asked yet."""
        object.__setattr__(self, "_connection", Connection(self.url, self.limits))
        object.__setattr__(self, "_graphs", lru_cache(1)(self._ask_graphs))
        object.__setattr__(self, "_found", lru_cache(_REMEMBERED)(self._ask_rows))

    def run(self, text: str) -> Table | bool | tuple[Triple, ...]:
        """Return what the query *text* answers, rows in the server's order.

        Raises:
            QueryError: it is not a SPARQL query, changes data or asks another server.
            LimitError: it takes too long, or answers with too much.
            EndpointError: the server cannot be reached, or gives no answer to what was asked.
        """
        if examined(text):
            return self._send(text)
        return self._send(text, self._graphs())

    def ask_plainly(self, text: str) -> Table | bool | tuple[Triple, ...]:
        """Return what *text* answers over all that the server holds, ours or not.

        Raises:
            QueryError, LimitError, EndpointError: as `run` does.
        """
        examined(text)
        return self._send(text)

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,  # noqa: A002 - pyoxigraph's name
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the statements that have these parts; None leaves a part open.

        Raises:
            QueryError: a part is a blank node, or a statement.
        """
        parts = {"s": subject, "p": predicate, "o": object, "g": graph_name}
        text = {name: _written(part, name) for name, part in parts.items()}
        open_parts = [name for name, part in parts.items() if part is None]
        if not open_parts:
            quad = Quad(subject, predicate, object, graph_name)  # type: ignore[arg-type]
            return iter((quad,) if quad in self else ())
        query = (
            f"SELECT {' '.join(f'?{name}' for name in open_parts)} WHERE "
            f"{{ GRAPH {text['g']} {{ {text['s']} {text['p']} {text['o']} }} }}"
        )
        ours = {*self._graphs()}
        return (
            quad
            for row in self._found(query)
            if (quad := _quad(parts | dict(zip(open_parts, row, strict=True))))
            and getattr(quad.graph_name, "value", "") in ours
        )

    def __contains__(self, quad: Quad) -> bool:
        """Tell whether the very statement *quad* stands in its graph.

        Raises:
            QueryError: a part is a blank node, or a statement.
        """
        if not isinstance(quad.graph_name, NamedNode):
            return False  # our statements all stand in named graphs
        parts = (_written(part, "x") for part in (quad.subject, quad.predicate, quad.object))
        query = (
            f"SELECT ?here WHERE {{ GRAPH {quad.graph_name} {{ {' '.join(parts)} }} "
            "BIND(1 AS ?here) }"
        )
        return bool(self._found(query))

    def _ask_graphs(self) -> tuple[str, ...]:
        """Return the names of the graphs of the dataset, as the server has them."""
        found = {row[0].value for row in self._ask_rows(_GRAPHS) if isinstance(row[0], NamedNode)}
        if not found:
            raise EndpointError(
                shown(self.url), "the server does not hold this graph", "load it: 'cismig push'"
            )
        return tuple(sorted(found | {ACCEPTED_GRAPH.value, ENTAILED_GRAPH.value}))

    def _ask_rows(self, text: str) -> tuple[tuple[Term | None, ...], ...]:
        answer = self._send(text)
        if not isinstance(answer, Table):
            raise self._no_results("no table")
        return answer.rows

    def _send(self, text: str, graphs: tuple[str, ...] = ()) -> Table | bool | tuple[Triple, ...]:
        asks_rows = form_of(text) in {"SELECT", "ASK"}
        form: dict[str, str | list[str]] = {"query": text}
        if graphs:
            form |= {"default-graph-uri": ACCEPTED_GRAPH.value, "named-graph-uri": [*graphs]}
        accept = {"Accept": _RESULTS if asks_rows else _TRIPLES}
        reply = self._connection.send("POST", self.url, headers=accept, data=form)
        try:
            return self._rows(reply) if asks_rows else self._triples(reply)
        except LimitError:
            raise
        except (SyntaxError, ValueError, OSError) as error:
            raise self._no_results(str(error).partition("\n")[0]) from error

    def _rows(self, reply: Reply) -> Table | bool:
        form = QueryResultsFormat.from_media_type(reply.kind)
        if form is None:
            raise self._no_results(reply.kind or "no media type")
        found = parse_query_results(reply.body, form)
        if isinstance(found, QueryBoolean):
            return bool(found)
        columns = tuple(variable.value for variable in found.variables)
        return Table(columns, tuple(tuple(row) for row in self.limits.counted(found)))

    def _triples(self, reply: Reply) -> tuple[Triple, ...]:
        form = RdfFormat.from_media_type(reply.kind)
        if form is None:
            raise self._no_results(reply.kind or "no media type")
        return tuple(quad.triple for quad in self.limits.counted(parse(reply.body, form)))

    def _no_results(self, what: str) -> EndpointError:
        return EndpointError(
            shown(self.url),
            f"the server gave no SPARQL results ({what})",
            "name the address that takes queries, such as …/sparql or …/query",
        )


def _written(part: object, name: str) -> str:
    """Return *part* as a query has it, or the variable *name* for an open one."""
    if isinstance(part, BlankNode | Triple):
        raise QueryError(
            "a blank node cannot be asked for over HTTP",
            "ask from a node that has a name, by a property path",
        )
    return f"?{name}" if part is None else str(part)


def _quad(parts: dict[str, Term | Triple | None]) -> Quad:
    return Quad(parts["s"], parts["p"], parts["o"], parts["g"])  # type: ignore[arg-type]
