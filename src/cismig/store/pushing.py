"""The dataset put into a server, graph by graph, so that it answers as the embedded store does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    serialize,
)

from cismig.errors import EndpointError, QueryError
from cismig.store.endpoint import EndpointStore
from cismig.store.http import Connection, shown
from cismig.store.interface import Table
from cismig.store.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyoxigraph
    from pyoxigraph import Triple

__all__ = ["Push", "graph_store_of"]

_COUNTS: Final = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_NEIGHBOURS: Final = {"query": "data", "sparql": "data"}


@dataclass(frozen=True, slots=True)
class Push:
    """What is put where: by the Graph Store Protocol, or by SPARQL Update where *update* is given.

    A graph is written whole or not at all, so a push that broke off is simply begun again: what
    stands there already is left alone.
    """

    raw: pyoxigraph.Store = field(repr=False)
    endpoint: str
    graph_store: str = ""
    update: str = ""
    limits: Limits = field(default_factory=Limits)
    _connection: Connection = field(init=False, repr=False)
    _server: EndpointStore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Open the connections; nothing is sent yet."""
        object.__setattr__(self, "_connection", Connection(self.endpoint, self.limits))
        object.__setattr__(self, "_server", EndpointStore(self.endpoint, self.limits))

    def graphs(self) -> tuple[NamedNode, ...]:
        """Return the graphs of the dataset, in the order of their names."""
        named = (graph for graph in self.raw.named_graphs() if isinstance(graph, NamedNode))
        return tuple(sorted(named, key=lambda graph: graph.value))

    def held(self) -> Mapping[str, int]:
        """Return how many statements the server holds in each of its graphs.

        Raises:
            EndpointError: the server cannot be reached, or does not answer queries.
        """
        try:
            table = self._server.ask_plainly(_COUNTS)
        except QueryError as refused:
            raise EndpointError(
                shown(self.endpoint), refused.reason, "name the address that takes queries"
            ) from refused
        if not isinstance(table, Table):
            raise EndpointError(
                shown(self.endpoint), "a SELECT got no table", "name the address that takes queries"
            )
        return {
            graph.value: int(number.value)
            for graph, number in table.rows
            if isinstance(graph, NamedNode) and number is not None
        }

    def write(self) -> Iterator[tuple[NamedNode, bool]]:
        """Write each graph that the server does not hold as it is; yield it, and if it was written.

        Raises:
            EndpointError: the server cannot be reached, or refuses a graph.
        """
        held = self.held()
        for graph in self.graphs():
            triples = self._triples(graph)
            stands = held.get(graph.value, 0) == len(triples) and self._is_there(graph, triples)
            if not stands:
                self._put(graph, triples)
            yield graph, not stands

    def verify(self) -> tuple[str, ...]:
        """Return the graphs of the server that are not of this dataset.

        Raises:
            EndpointError: a graph of ours has not as many statements there as here.
        """
        held = self.held()
        for graph in self.graphs():
            here, there = len(self._triples(graph)), held.get(graph.value, 0)
            if here != there:
                raise EndpointError(
                    shown(self.endpoint),
                    f"{graph.value} has {there} statements there and {here} here",
                    "push again; if it stays so, the server changes what it stores",
                )
        return tuple(sorted({*held} - {graph.value for graph in self.graphs()}))

    def _triples(self, graph: NamedNode) -> frozenset[Triple]:
        quads = self.raw.quads_for_pattern(None, None, None, graph)
        return frozenset(quad.triple for quad in quads)

    def _is_there(self, graph: NamedNode, triples: frozenset[Triple]) -> bool:
        """Tell whether the server's graph holds these very statements, whatever its blank nodes."""
        answer = self._server.ask_plainly(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        )
        if isinstance(answer, bool | Table):
            return False
        there = frozenset(answer)
        if any(isinstance(part, BlankNode) for each in triples for part in each):
            return _canonical(triples) == _canonical(there)
        return triples == there

    def _put(self, graph: NamedNode, triples: Iterable[Triple]) -> None:
        body = serialize(sorted(triples, key=str), format=RdfFormat.N_TRIPLES) or b""
        try:
            if self.update:
                text = f"DROP SILENT GRAPH {graph} ;\nINSERT DATA {{ GRAPH {graph} {{\n"
                self._connection.send(
                    "POST",
                    self.update,
                    headers={"Content-Type": "application/sparql-update"},
                    content=text.encode() + body + b"} }",
                )
            else:
                target = self.graph_store or graph_store_of(self.endpoint)
                joined = "&" if "?" in target else "?"
                self._connection.send(
                    "PUT",
                    f"{target}{joined}graph={quote(graph.value, safe='')}",
                    headers={"Content-Type": "application/n-triples"},
                    content=body,
                )
        except QueryError as refused:
            raise EndpointError(
                shown(self.endpoint), f"{graph.value}: {refused.reason}", "see the server's log"
            ) from refused
        except EndpointError as refused:
            raise EndpointError(
                refused.endpoint,
                f"{graph.value}: {refused.reason}",
                "name where the server takes graphs (--graph-store) or updates (--update)",
            ) from refused


def graph_store_of(endpoint: str) -> str:
    """Return where a server most likely takes graphs, told from where it takes queries.

    >>> graph_store_of("http://localhost:3030/ds/query")
    'http://localhost:3030/ds/data'
    >>> graph_store_of("http://localhost:7878/query")
    'http://localhost:7878/store'
    >>> graph_store_of("http://localhost:7200/repositories/cis")
    'http://localhost:7200/repositories/cis/rdf-graphs/service'
    """
    head, _, last = endpoint.rstrip("/").rpartition("/")
    if "/repositories/" in endpoint:  # RDF4J and GraphDB
        return f"{endpoint.rstrip('/')}/rdf-graphs/service"
    if head.count("/") == len("//"):  # no dataset in the path: Oxigraph
        return f"{head}/store"
    return f"{head}/{_NEIGHBOURS.get(last, last)}"


def _canonical(triples: Iterable[Triple]) -> Dataset:
    found = Dataset(Quad(each.subject, each.predicate, each.object) for each in triples)
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return found
