"""What the registry knows of the names that a table uses, of its data set and of its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from cismig.dataset.terms import named
from cismig.errors import LoadError
from cismig.names import BASE, PREFIXES, nearest, shorten
from cismig.statistics.incoming import COLUMNS
from cismig.turtle import read

if TYPE_CHECKING:
    from pathlib import Path

    from cismig.layout import Layout

__all__ = ["Header", "Registry"]

_ALWAYS: Final = (
    *("area", "dataset", "dcterms", "graph", "observation", "owl", "period", "qb", "rdfs"),
    *("sdmx-code", "sdmx-dimension", "sdmx-measure", "slice", "source"),
)


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a table: its graph, its source, its label in both languages, unit and rights."""

    name: str
    source: str
    english: str
    russian: str
    unit: str
    holder: str
    licence: str

    def written(self, used: set[str]) -> str:
        """Return the head in house form, with the prefixes *used* among those always there."""
        english, russian = (
            str(Literal(label, language=language))
            for label, language in ((self.english, "en"), (self.russian, "ru"))
        )
        codes = {"sdmx-attribute"} if "code" in used else set()
        prefixes = "\n".join(
            f"@prefix {prefix}: <{PREFIXES[prefix]}> ."
            for prefix in sorted({*_ALWAYS, *used, *codes, self.holder.partition(":")[0]})
        )
        return (
            f"# {self.english}; the figures are {self.unit}.\n\n{prefixes}\n\n"
            f"graph:{self.name}\n    a owl:Ontology ;\n"
            f"    rdfs:label\n        {english} ,\n        {russian} ;\n"
            f"    dcterms:license <{self.licence}> ;\n"
            f"    dcterms:rightsHolder {self.holder} ;\n"
            f"    dcterms:source {self.source} ;\n"
            f"    owl:imports <{BASE}ontology> ;\n.\n"
        )


class Registry:
    """The names that a table may use, and what is known of its data set and source."""

    def __init__(self, layout: Layout, path: Path) -> None:
        """Read the registry of *layout* for the CSV at *path*, which errors name."""
        self._path = path
        self._store = Store()
        registry = (layout.graph / "registry").glob("*.ttl")
        for file in (*registry, *layout.ontology_files()):
            self._store.extend(Quad(*triple) for triple in read(file))
        self._known: dict[str, bool] = {}

    def has(self, name: str) -> bool:
        """Tell whether the registry or a list of codes describes *name*."""
        if name not in self._known:
            node = _node(name)
            found = node and next(self._store.quads_for_pattern(node, None, None), None)
            self._known[name] = bool(found)
        return self._known[name]

    def like(self, name: str) -> str:
        """Return the remedy for a name that is not known."""
        kind = name.partition(":")[0]
        near = nearest(name, self._names(kind), count=1)
        files = {"area": "areas.ttl", "period": "periods.ttl"}
        where = f"graph/registry/{files[kind]}" if kind in files else "ontology/codes.ttl"
        return f"did you mean {near[0]}?" if near else f"add it to {where}"

    def dimensions_of(self, data_set: str) -> tuple[str, ...]:
        """Return the columns that make the key of an observation."""
        node = self._described(data_set, "qb:DataSet", "data sets")
        structure = self._one(node, "qb:structure")
        used = {
            dimension.object
            for part in self._store.quads_for_pattern(structure, named("qb:component"), None)
            if isinstance(part.object, NamedNode)
            for dimension in self._store.quads_for_pattern(part.object, named("qb:dimension"), None)
        }
        return tuple(name for name, known in COLUMNS.items() if named(known.property) in used)

    def header(self, data_set: str, source: str) -> Header:
        """Return what the head of the file says."""
        node = self._described(source, "cism:Source", "sources")
        told = self._described(data_set, "qb:DataSet", "data sets")
        licence = self._one(node, "dcterms:license")
        holder = self._one(node, "dcterms:publisher")
        unit = self._label(self._one(told, "sdmx-attribute:unitMeasure"))
        english, russian = (self._label(told, language) for language in ("en", "ru"))
        rights = f"{shorten(holder.value)}", licence.value
        return Header(data_set.removeprefix("dataset:"), source, english, russian, unit, *rights)

    def _described(self, name: str, kind: str, folder: str) -> NamedNode:
        node = _node(name)
        kinds = node and self._store.quads_for_pattern(node, named("rdf:type"), named(kind))
        if node is None or not next(iter(kinds or ()), None):
            near = nearest(name, self._names(name.partition(":")[0]), count=1)
            remedy = f"did you mean {near[0]}?" if near else "add it there"
            reason = f"{name or 'a name'} is not among the {folder} of graph/registry/"
            raise LoadError(self._path, None, reason, remedy)
        return node

    def _one(self, node: NamedNode, verb: str) -> NamedNode:
        found = next(self._store.quads_for_pattern(node, named(verb), None), None)
        if found is None or not isinstance(found.object, NamedNode):
            reason = f"{shorten(node.value)} has no {verb} in graph/registry/"
            raise LoadError(self._path, None, reason, "a table must not be published without it")
        return found.object

    def _label(self, node: NamedNode, language: str = "en") -> str:
        for quad in self._store.quads_for_pattern(node, named("rdfs:label"), None):
            if isinstance(quad.object, Literal) and quad.object.language == language:
                return quad.object.value
        return shorten(node.value)

    def _names(self, prefix: str) -> list[str]:
        namespace = PREFIXES.get(prefix, "?")
        subjects = {quad.subject for quad in self._store.quads_for_pattern(None, None, None)}
        return sorted(
            shorten(node.value)
            for node in subjects
            if isinstance(node, NamedNode) and node.value.startswith(namespace)
        )


def _node(name: str) -> NamedNode | None:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local) if prefix in PREFIXES and local else None
