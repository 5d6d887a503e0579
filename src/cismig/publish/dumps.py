"""Dumps: the whole graph as files to take away, the same bytes for the same statements.

They are made beside a kept store, once, in a folder that is there whole or not at all. Statements
are sorted within each graph, in pieces, so that memory does not grow with the graph; blank nodes
get canonical names (RDFC-1.0).
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import json
import os
import re
import shutil
import sys
import time
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, NamedNode, RdfFormat

from cismig.build import cache_folder
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, named
from cismig.errors import PublishError
from cismig.frozen import Frozen
from cismig.names import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import IO

__all__ = ["OURS", "Dump", "dumps", "folder_of", "make_dumps"]

OURS: Final = "https://creativecommons.org/licenses/by/4.0/"
"""The licence of what carries no other: our reading of a source, and the registry."""

_NAME: Final = "cis-migration"
_FORMAT: Final = 1  # one more whenever the same statements make other files
_MANIFEST: Final = "manifest.json"
_LICENCE: Final = named("dcterms:license")
_PIECE: Final = 100_000
"""Statements that are sorted at once; the more, the more memory."""
_ABANDONED: Final = 3600.0
_LEVEL: Final = 6
_BLANK: Final = re.compile(rb"_:|(?:<[^>]*> ){2}_:")
_DERIVED: Final = frozenset({ACCEPTED_GRAPH, ENTAILED_GRAPH})
_QUADS: Final = "application/n-quads"


class Dump(Frozen):
    """A file: what it holds, under which licences, and how to tell that it came over whole.

    ``about`` is ``all``, ``accepted`` or ``licence``; ``size`` is in bytes, of the file as it is.
    """

    name: str
    about: str
    media: str
    licences: tuple[str, ...]
    triples: int
    size: int
    sha256: str


class _Graph(NamedTuple):
    """A graph on its way: sorted pieces of it on disk, and the statements with blank nodes."""

    name: NamedNode
    licence: str
    pieces: tuple[Path, ...]
    blank: list[bytes]


def folder_of(place: Path) -> Path:
    """Return the folder of the dumps of the kept store at *place*, be they made or not.

    Beside the store, or in the cache if nothing can be written there.
    """
    beside = place / f"dumps-{_FORMAT}"
    if beside.exists() or os.access(place, os.W_OK):
        return beside
    return cache_folder() / f"dumps-{_FORMAT}-{place.name}"


def dumps(place: Path) -> tuple[Dump, ...]:
    """Return the dumps of the kept store at *place*; none if they are not made yet."""
    try:
        told = json.loads((folder_of(place) / _MANIFEST).read_text(encoding="utf-8"))
    except OSError:
        return ()
    return tuple(Dump(**{**each, "licences": tuple(each["licences"])}) for each in told)


def make_dumps(place: Path) -> tuple[Dump, ...]:
    """Make the dumps of the kept store at *place*, unless they are there, and return them.

    Raises:
        PublishError: they cannot be written.
    """
    target = folder_of(place)
    making = target.parent / f"making-dumps-{os.getpid()}-{time.time_ns()}"
    try:
        _tidy(target.parent)
        if not target.exists():
            making.mkdir(parents=True)
            _write(pyoxigraph.Store.read_only(str(place / "store")), making)
            if not target.exists():
                making.rename(target)
    except OSError as error:
        if not target.exists():  # another may have been faster
            raise PublishError(target, error.strerror or str(error)) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return dumps(place)


def _tidy(folder: Path) -> None:
    """Remove what was begun and never finished."""
    for path in folder.glob("making-dumps-*"):
        if time.time() - path.stat().st_mtime > _ABANDONED:
            shutil.rmtree(path, ignore_errors=True)


def _write(store: pyoxigraph.Store, folder: Path) -> None:
    pieces = folder / "pieces"
    pieces.mkdir()
    graphs = [
        _graph(store, name, pieces, number)
        for number, name in enumerate(sorted(store.named_graphs(), key=str))
        if isinstance(name, NamedNode)
    ]
    blank = _canonical(graphs)
    made = [*_as_quads(graphs, blank, folder)]
    every = tuple(sorted({graph.licence for graph in graphs}))
    made += _as_turtle(folder, pieces, made[0], every)
    shutil.rmtree(pieces)
    told = [{part: getattr(each, part) for part in Dump.__match_args__} for each in made]
    (folder / _MANIFEST).write_text(json.dumps(told, indent=1), encoding="utf-8")


def _graph(store: pyoxigraph.Store, name: NamedNode, folder: Path, number: int) -> _Graph:
    """Return the statements of a graph, sorted in pieces."""
    raw = folder / f"{number}.nt"
    store.dump(str(raw), format=RdfFormat.N_TRIPLES, from_graph=name)
    pieces: list[Path] = []
    blank: list[bytes] = []
    with raw.open("rb") as lines:
        while part := list(islice(lines, _PIECE)):
            blank += filter(_BLANK.match, part)
            piece = folder / f"{number}-{len(pieces)}"
            with piece.open("wb") as out:
                out.writelines(sorted(line for line in part if not _BLANK.match(line)))
            pieces.append(piece)
    raw.unlink()
    licences = sorted(
        quad.object.value
        for quad in store.quads_for_pattern(name, _LICENCE, None, name)
        if isinstance(quad.object, NamedNode)
    )
    return _Graph(name, licences[0] if licences else OURS, tuple(pieces), blank)


def _canonical(graphs: Iterable[_Graph]) -> dict[NamedNode, list[bytes]]:
    """Return the statements with blank nodes, which have the same names wherever they are made."""
    found = pyoxigraph.Dataset(
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph.name)
        for graph in graphs
        for quad in pyoxigraph.parse(b"".join(graph.blank), RdfFormat.N_TRIPLES)
    )
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines: dict[NamedNode, list[bytes]] = {}
    for quad in found:
        if isinstance(quad.graph_name, NamedNode):
            lines.setdefault(quad.graph_name, []).append(f"{quad.triple} .\n".encode())
    return {name: sorted(each) for name, each in lines.items()}


def _lines(graph: _Graph, blank: Mapping[NamedNode, list[bytes]]) -> Iterator[bytes]:
    """Return the statements of *graph* in order, as lines of N-Triples."""
    with ExitStack() as stack:
        pieces: list[Iterable[bytes]] = [
            stack.enter_context(piece.open("rb")) for piece in graph.pieces
        ]
        yield from heapq.merge(*pieces, blank.get(graph.name, []))


def _as_quads(
    graphs: Sequence[_Graph], blank: Mapping[NamedNode, list[bytes]], folder: Path
) -> Iterator[Dump]:
    """Write all graphs as N-Quads, and once more those of each licence; the accepted as triples."""
    licences = sorted({graph.licence for graph in graphs if graph.name not in _DERIVED})
    names = {each: f"{_NAME}-{licence_name(each)}.nq.gz" for each in licences}
    counts = dict.fromkeys(["", *licences], 0)
    with ExitStack() as stack:
        whole = stack.enter_context(_squeezed(folder / f"{_NAME}.nq.gz"))
        split = {
            each: stack.enter_context(_squeezed(folder / name)) for each, name in names.items()
        }
        accepted = stack.enter_context((folder / "pieces" / "accepted.nt").open("wb"))
        for graph in graphs:
            end = f" {graph.name} .\n".encode()
            also = None if graph.name in _DERIVED else split[graph.licence]
            for some in _batches(_lines(graph, blank)):
                text = b"".join(line[:-3] + end for line in some)
                whole.write(text)
                counts[""] += len(some)
                if also is not None:
                    also.write(text)
                    counts[graph.licence] += len(some)
                elif graph.name == ACCEPTED_GRAPH:
                    accepted.writelines(some)
    every = tuple(sorted({graph.licence for graph in graphs}))
    yield _dump(folder / f"{_NAME}.nq.gz", ("all", _QUADS), every, counts[""])
    for each, name in names.items():
        yield _dump(folder / name, ("licence", _QUADS), (each,), counts[each])


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    with closing(lines):  # type: ignore[type-var]
        while some := list(islice(lines, 5000)):
            yield some


def _as_turtle(
    folder: Path, pieces: Path, whole: Dump, licences: tuple[str, ...]
) -> Iterator[Dump]:
    """Write all graphs as TriG, and the accepted view as Turtle."""
    trig = f"{_NAME}.trig.gz"
    with gzip.open(folder / whole.name) as given, _squeezed(folder / trig) as out:
        quads = pyoxigraph.parse(cast("IO[bytes]", given), RdfFormat.N_QUADS)
        pyoxigraph.serialize(quads, out, RdfFormat.TRIG, prefixes=dict(PREFIXES))
    yield _dump(folder / trig, ("all", "application/trig"), licences, whole.triples)
    turtle = f"{_NAME}-accepted.ttl.gz"
    count = 0

    def counted() -> Iterator[pyoxigraph.Triple]:
        nonlocal count
        for quad in pyoxigraph.parse(path=str(pieces / "accepted.nt"), format=RdfFormat.N_TRIPLES):
            count += 1
            yield quad.triple

    with _squeezed(folder / turtle) as out:
        pyoxigraph.serialize(counted(), out, RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    yield _dump(folder / turtle, ("accepted", "text/turtle"), licences, count)


@contextmanager
def _squeezed(path: Path) -> Iterator[IO[bytes]]:
    """Open a compressed file for writing that tells neither its name nor the time."""
    with path.open("wb") as under, gzip.GzipFile("", "wb", _LEVEL, under, 0) as out:
        yield cast("IO[bytes]", out)


def _dump(path: Path, what: tuple[str, str], licences: tuple[str, ...], triples: int) -> Dump:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Dump(path.name, *what, licences, triples, path.stat().st_size, digest)


def licence_name(licence: str) -> str:
    """Return a short name of *licence* for a file.

    >>> licence_name("https://creativecommons.org/licenses/by/3.0/igo/")
    'cc-by-3.0-igo'
    >>> licence_name("https://opendatacommons.org/licenses/odbl/1-0/")
    'odbl-1-0'
    """
    home, *parts = licence.removeprefix("https://").removeprefix("http://").strip("/").split("/")
    kept = [part for part in parts if part not in {"licenses", "publicdomain"}] or [home]
    first = ["cc"] if home.endswith("creativecommons.org") else []
    return re.sub(r"[^a-z0-9.]+", "-", "-".join([*first, *kept]).lower()).strip("-")


def described(made: Iterable[Dump], base: str) -> str:
    """Return what the template of a query says of *made*, which lie below *base*/dumps/.

    Each is a data dump (VoID), a distribution (DCAT) and a subset with its count of statements.
    """
    return "\n".join(_described(each, f"{base}dumps/{each.name}") for each in made)


def _described(dump: Dump, address: str) -> str:
    whole = f"<{BASE}dataset/cis-migration-graph>"
    spdx, media = "http://spdx.org/rdf/terms#", "https://www.iana.org/assignments/media-types/"
    licences = " , ".join(f"<{each}>" for each in dump.licences)
    return f"""
{whole} void:dataDump <{address}> ;
  dcat:distribution <{address}#file> ;
  void:subset <{address}#statements> .
<{address}#file> a dcat:Distribution ;
  dcterms:title "{dump.name}" ;
  dcat:downloadURL <{address}> ;
  dcat:accessURL <{address}> ;
  dcat:byteSize "{dump.size}"^^xsd:nonNegativeInteger ;
  dcat:mediaType <{media}{dump.media}> ;
  dcat:compressFormat <{media}application/gzip> ;
  dcterms:license {licences} ;
  <{spdx}checksum> <{address}#checksum> .
<{address}#checksum> a <{spdx}Checksum> ;
  <{spdx}algorithm> <{spdx}checksumAlgorithm_sha256> ;
  <{spdx}checksumValue> "{dump.sha256}"^^xsd:hexBinary .
<{address}#statements> a void:Dataset ;
  void:dataDump <{address}> ;
  void:triples {dump.triples} ;
  dcterms:license {licences} .
"""


def main() -> None:
    """Make the dumps of the store at the place that the command line names."""
    try:
        make_dumps(Path(sys.argv[1]))
    except PublishError as refused:
        sys.exit(f"{refused.what}; {refused.hint}")


if __name__ == "__main__":
    main()
