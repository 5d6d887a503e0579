"""Files to named graphs: each file names its graph by its one ontology header."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Store, Triple

from cismig.dataset.cube import normalise
from cismig.dataset.model import Dataset, Role
from cismig.dataset.terms import in_graph, named
from cismig.errors import LoadError
from cismig.names import nearest, shorten
from cismig.turtle import places, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pyoxigraph import Quad

    from cismig.layout import Layout

__all__ = ["load"]

_LOG = logging.getLogger(__name__)
_TYPE, _ONTOLOGY, _IMPORTS = map(named, ("rdf:type", "owl:Ontology", "owl:imports"))
_SOURCE = named("dcterms:source")


@dataclass(slots=True)
class _Header:
    path: Path
    name: NamedNode | None = None
    imports: list[Triple] = field(default_factory=list)


def load(layout: Layout, extra: Iterable[Path] = ()) -> Dataset:
    """Return the words and facts of *layout*, each file in the graph that its header names.

    Files of *extra* that lie elsewhere are loaded beside them: one with a ``dcterms:source`` in
    its header as a source, any other as a registry.

    Raises:
        LoadError: a file is not Turtle, has no header or two, or the name of another file; or it
            imports what no file declares.
    """
    started = time.perf_counter()
    store = Store()
    files: dict[str, Path] = {}
    roles: dict[NamedNode, Role] = {}
    imports: list[tuple[Path, Triple]] = []
    own = (*layout.ontology_files(), *layout.graph_files())
    known = {path.resolve() for path in own}
    for path in (*own, *(path for path in extra if path.resolve() not in known)):
        header = _Header(path)
        store.bulk_extend(_quads(header, files))
        name = header.name
        if name is None:
            raise LoadError(
                path,
                None,
                "no ontology header",
                "begin with the name of the graph and 'a owl:Ontology'",
            )
        files[name.value] = path
        roles[name] = _role(layout, path, store, name)
        imports += ((path, triple) for triple in header.imports)
        if roles[name] == "source":
            normalise(store, name)
    _check_imports(imports, files)
    seconds = time.perf_counter() - started
    _LOG.debug("%d files, %d statements, %.2f s", len(files), len(store), seconds)
    return Dataset(store, files, roles, layout)


def _quads(header: _Header, files: Mapping[str, Path]) -> Iterator[Quad]:
    """Yield the file's statements in their graph; those before the header wait for its name."""
    waiting: list[Triple] = []
    for triple in read(header.path):
        if triple.predicate == _TYPE and triple.object == _ONTOLOGY:
            _meet(header, triple, files)
        elif triple.predicate == _IMPORTS:
            header.imports.append(triple)
        if header.name is None:
            waiting.append(triple)
            continue
        for earlier in waiting:
            yield in_graph(earlier, header.name)
        waiting.clear()
        yield in_graph(triple, header.name)


def _meet(header: _Header, triple: Triple, files: Mapping[str, Path]) -> None:
    path, name = header.path, triple.subject
    if not isinstance(name, NamedNode):
        raise LoadError(
            path, _line(path, triple), "the ontology header has no name", "give the graph an IRI"
        )
    if header.name is not None and header.name != name:
        raise LoadError(
            path,
            _line(path, triple),
            f"a second ontology header, {shorten(name.value)}",
            f"keep one; {shorten(header.name.value)} already names the graph",
        )
    if name.value in files:
        raise LoadError(
            path,
            _line(path, triple),
            f"{shorten(name.value)} already names the graph of {files[name.value]}",
            "give each file a name of its own",
        )
    header.name = name


def _role(layout: Layout, path: Path, store: Store, name: NamedNode) -> Role:
    if layout.is_ontology(path):
        return "ontology"
    if layout.is_inferences(path):
        return "inferences"
    if layout.is_judgements(path):
        return "judgements"
    has_source = any(store.quads_for_pattern(name, _SOURCE, None, name))
    return "source" if has_source or layout.is_source(path) else "registry"


def _check_imports(imports: Iterable[tuple[Path, Triple]], files: Mapping[str, Path]) -> None:
    for path, triple in imports:
        wanted = triple.object
        if isinstance(wanted, NamedNode) and wanted.value in files:
            continue
        text = shorten(wanted.value) if isinstance(wanted, NamedNode) else str(wanted)
        near = nearest(str(getattr(wanted, "value", "")), files, count=1)
        remedy = (
            f"did you mean {shorten(near[0])}?"
            if near
            else "name the ontology of a file, or add it"
        )
        raise LoadError(
            path, _line(path, triple), f"imports {text}, which no file declares", remedy
        )


def _line(path: Path, triple: Triple) -> int | None:
    place = places(path).get(triple)
    return place.line if place else None
