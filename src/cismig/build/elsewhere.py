"""A graph that lies in a server: what is known of it is read from the statements themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph
from pyoxigraph import NamedNode

from cismig import dataset
from cismig.build.built import Built, Record
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph, named
from cismig.names import BASE
from cismig.store import EmbeddedStore

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from cismig.dataset import Role
    from cismig.layout import Layout
    from cismig.store import Store

__all__ = ["at", "fetched"]

_TYPE, _ONTOLOGY, _SOURCE = map(named, ("rdf:type", "owl:Ontology", "dcterms:source"))
_EDITORS: dict[NamedNode, Role] = {
    named("graph:inferences"): "inferences",
    named("graph:judgements"): "judgements",
}


def at(store: Store, layout: Layout) -> Built:
    """Return the graph that *store* holds; nothing is asked before it is needed.

    No file of it lies here, so no statement has a line; and what the accepted view leaves out is
    not on record, only left out.
    """

    def read() -> Record:
        found = dataset.Dataset(cast("pyoxigraph.Store", store), {}, _roles(store), layout)
        return Record(found, dataset.Acceptance({}, {}, frozenset()), frozenset())

    return Built(store, read)


def fetched(built: Built) -> Built:
    """Return a copy in memory of a graph that lies in a server.

    An account of a statement goes back and forth through all that is said, and through lists, whose
    blank nodes have names within one reply only: each graph is fetched as a whole.

    Raises:
        EndpointError: the server does not give it.
        LimitError: it is more than the limits allow.
    """
    raw = pyoxigraph.Store()
    roles = dict(built.dataset.roles)
    for graph in (*roles, ACCEPTED_GRAPH, ENTAILED_GRAPH):
        found = built.store.run(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        )
        triples = cast("tuple[Triple, ...]", found)  # as CONSTRUCT gives no table
        raw.bulk_extend([in_graph(triple, graph) for triple in triples])
    held = dataset.Dataset(raw, {}, roles, built.dataset.layout)
    record = Record(held, dataset.left_out(held), frozenset())
    return Built(EmbeddedStore(raw), lambda: record)


def _roles(store: Store) -> dict[NamedNode, Role]:
    """Return the part that each graph plays, as its header tells."""
    sources = {
        quad.graph_name
        for quad in store.quads_for_pattern(None, _SOURCE, None)
        if quad.subject == quad.graph_name
    }
    return {
        graph: _EDITORS.get(graph)
        or ("ontology" if graph.value.startswith(f"{BASE}ontology") else None)
        or ("source" if graph in sources else "registry")
        for quad in store.quads_for_pattern(None, _TYPE, _ONTOLOGY)
        if isinstance(graph := quad.graph_name, NamedNode) and graph == quad.subject
    }
