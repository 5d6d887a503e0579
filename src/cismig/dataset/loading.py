"""Files to named graphs: each file names its graph by its one ontology header."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Store, Triple

from cismig.dataset.cube import Cube, Written
from cismig.dataset.model import Dataset, Role
from cismig.dataset.terms import in_graph, named
from cismig.errors import LoadError
from cismig.names import nearest, shorten
from cismig.turtle import places, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import Quad

    from cismig.layout import Layout

__all__ = ["load", "reload"]

_LOG = logging.getLogger(__name__)
_TYPE, _ONTOLOGY, _IMPORTS = map(named, ("rdf:type", "owl:Ontology", "owl:imports"))
_SOURCE = named("dcterms:source")


@dataclass(slots=True)
class _File:
    path: Path
    name: NamedNode | None = None
    has_source: bool = False
    imports: list[Triple] = field(default_factory=list)

    def note(self, triple: Triple) -> None:
        """Take note of an import, and of the source that the graph is of."""
        if triple.predicate == _IMPORTS:
            self.imports.append(triple)
        elif triple.predicate == _SOURCE and triple.subject == self.name:
            self.has_source = True


def load(
    layout: Layout,
    extra: Iterable[Path] = (),
    *,
    store: Store | None = None,
    copied_to: NamedNode | None = None,
    tell: Callable[[int, int], object] | None = None,
) -> Dataset:
    """Return the words and facts of *layout*, each file in the graph that its header names.

    They go into *store* (a new one in memory if None), and into the graph *copied_to* as well, in
    one stream of which only a file at a time is held; *tell* hears how many files are read, and of
    how many. Files of *extra* that lie elsewhere are loaded beside them: one with a
    ``dcterms:source`` in its header as a source, any other as a registry.

    Raises:
        LoadError: a file is not Turtle, has no header or two, or the name of another file; or it
            imports what no file declares.
    """
    started = time.perf_counter()
    stream = _Stream(layout, copied_to, Cube())
    held = Store() if store is None else store
    own = (*layout.ontology_files(), *layout.graph_files())
    known = {path.resolve() for path in own}
    paths = (*own, *(path for path in extra if path.resolve() not in known))
    told = paths if tell is None else _counted(paths, tell)
    held.bulk_extend(stream.quads(told))
    _check_imports(stream.imports, stream.files)
    seconds = time.perf_counter() - started
    _LOG.debug("%d files, %d statements, %.2f s", len(stream.files), stream.count, seconds)
    return Dataset(held, stream.files, stream.roles, layout)


def reload(before: Dataset, paths: Iterable[Path]) -> tuple[Dataset, frozenset[Quad]]:
    """Read *paths*, files of facts that have changed or are new, into the store of *before*.

    Return the dataset as it is now, and the statements that came or went. The accepted view is not
    touched, and neither is the store where a file is not what it should be.

    Raises:
        LoadError: as `load`; or a file has another header than before, which other files may name.
    """
    paths = tuple(paths)
    store, again = before.store, set(paths)
    names = {path: name for name, path in before.files.items()}
    stream = _Stream(before.layout, None, Cube.known_to(store))
    stream.files.update({name: path for path, name in names.items() if path not in again})
    new = set(stream.quads(paths))
    _check_imports(stream.imports, stream.files)
    old = {
        quad
        for path in paths
        if path in names
        for quad in store.quads_for_pattern(None, None, None, NamedNode(names[path]))
    }
    for path in paths:
        if path in names and names[path] not in stream.files:
            reason = f"the graph was called {shorten(names[path])} before"
            raise LoadError(path, None, reason, "build the whole graph anew")
    for quad in old - new:
        store.remove(quad)
    store.extend(new - old)
    roles = {graph: role for graph, role in before.roles.items() if graph.value in stream.files}
    dataset = Dataset(store, stream.files, {**roles, **stream.roles}, before.layout)
    return dataset, frozenset(old ^ new)


def _counted(paths: Sequence[Path], tell: Callable[[int, int], object]) -> Iterator[Path]:
    for number, path in enumerate(paths):
        tell(number, len(paths))
        yield path
    tell(len(paths), len(paths))


class _Stream:
    """The statements of files in their graphs, and what is learnt of the files on the way."""

    def __init__(self, layout: Layout, copied_to: NamedNode | None, cube: Cube) -> None:
        self.files: dict[str, Path] = {}
        self.roles: dict[NamedNode, Role] = {}
        self.imports: list[tuple[Path, Triple]] = []
        self.count = 0
        self._layout = layout
        self._copied_to = copied_to
        self._cube = cube

    def quads(self, paths: Iterable[Path]) -> Iterator[Quad]:
        for path in paths:
            file = _File(path)
            for triple, graph in self._statements(file):
                self.count += 1
                yield in_graph(triple, graph)
                if self._copied_to is not None:
                    yield in_graph(triple, self._copied_to)
            self.imports += ((path, triple) for triple in file.imports)

    def _statements(self, file: _File) -> Iterator[tuple[Triple, NamedNode]]:
        """Yield the file's statements, and what its slices share, with the name of its graph."""
        is_ontology = self._layout.is_ontology(file.path)
        written = Written(self._cube)
        waiting: list[Triple] = []  # what stands before the header waits for the graph's name
        notes = self._cube if is_ontology else written
        for triple in read(file.path):
            notes.meet(triple)
            if triple.predicate == _TYPE and triple.object == _ONTOLOGY:
                _meet(file, triple, self.files)
            waiting.append(triple)
            if file.name is not None:
                for met in waiting:
                    file.note(met)
                    yield met, file.name
                waiting.clear()
        name = file.name
        if name is None:
            raise LoadError(
                file.path,
                None,
                "no ontology header",
                "begin with the name of the graph and 'a owl:Ontology'",
            )
        self.files[name.value] = file.path
        self.roles[name] = _role(self._layout, file)
        if self.roles[name] == "source":
            for triple in written.out():
                yield triple, name


def _meet(file: _File, triple: Triple, files: Mapping[str, Path]) -> None:
    path, name = file.path, triple.subject
    if not isinstance(name, NamedNode):
        raise LoadError(
            path, _line(path, triple), "the ontology header has no name", "give the graph an IRI"
        )
    if file.name is not None and file.name != name:
        raise LoadError(
            path,
            _line(path, triple),
            f"a second ontology header, {shorten(name.value)}",
            f"keep one; {shorten(file.name.value)} already names the graph",
        )
    if name.value in files:
        raise LoadError(
            path,
            _line(path, triple),
            f"{shorten(name.value)} already names the graph of {files[name.value]}",
            "give each file a name of its own",
        )
    file.name = name


def _role(layout: Layout, file: _File) -> Role:
    if layout.is_ontology(file.path):
        return "ontology"
    if layout.is_inferences(file.path):
        return "inferences"
    if layout.is_judgements(file.path):
        return "judgements"
    return "source" if file.has_source or layout.is_source(file.path) else "registry"


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
