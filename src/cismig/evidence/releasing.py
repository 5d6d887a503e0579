"""The edition of the graph that an answer comes from, as its own catalogue describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cismig.dataset.terms import named
from cismig.evidence import vocabulary as v
from cismig.evidence.citation import Release
from cismig.evidence.sources import nodes, text
from cismig.names import BASE
from cismig.questions import Labels

if TYPE_CHECKING:
    from cismig.build import Built

_GRAPH = named("dataset:cis-migration-graph")
_ONTOLOGY = NamedNode(f"{BASE}ontology")
_VERSION_IRI = named("owl:versionIRI")


def release_of(built: Built, language: str = "en") -> Release:
    """Return the title, version, publisher, address and licence of *built*."""
    raw, labels = built.store, Labels(built.store, language)
    publishers = nodes(raw, _GRAPH, v.PUBLISHER)
    licences = nodes(raw, _GRAPH, v.LICENCE)
    versions = nodes(raw, _ONTOLOGY, _VERSION_IRI)
    title = text(raw, _GRAPH, v.TITLE, language) or "CIS Migration Graph"
    return Release(
        title=title,
        version=versions[0].value.rsplit("/", 1)[-1] if versions else "",
        publisher=", ".join(labels.of(each) for each in publishers) or title,
        address=BASE,
        licence=licences[0].value if licences else "",
    )
