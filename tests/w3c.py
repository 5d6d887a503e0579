"""The W3C's own tests of SPARQL: their manifests, and answers compared with what they expect.

The folder is w3c/rdf-tests (``sparql``) or the same tests as other engines carry them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad
from rdflib import RDF, Namespace
from rdflib.collection import Collection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
EVALUATED = (MF.QueryEvaluationTest, MF.CSVResultFormatTest)
READ = (MF.PositiveSyntaxTest, MF.PositiveSyntaxTest11)
REFUSED = (MF.NegativeSyntaxTest, MF.NegativeSyntaxTest11)
OTHERS = ("entailment", "service", "syntax-fed", "sparql12")
"""Folders on what a plain engine does not do: other regimes, other servers, the next SPARQL."""
SUPERSEDED = ("graph/dawg-graph-10",)
"""A file as two graphs, whose blank nodes differ; `dawg-graph-10b` asks that of two files."""
NUMBERS = ("integer", "decimal", "double", "float")
SITE = "http://www.w3.org/tests/"


@dataclass(frozen=True, slots=True)
class Case:
    """A test: its name, its query with a base, its graphs, and the file of what is expected."""

    name: str
    query: str
    default: tuple[Path, ...]
    named: tuple[tuple[str, Path], ...]
    expected: Path | None
    is_refused: bool = False
    is_lax: bool = False

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files of the graphs that the test asks."""
        return (*self.default, *dict(self.named).values(), *self.beside)

    @property
    def beside(self) -> tuple[Path, ...]:
        """Return the files that the query itself names as the graphs of its dataset."""
        if self.expected is None or "FROM" not in self.query:
            return ()
        near = sorted(self.expected.parent.iterdir())
        return tuple(
            path
            for path in near
            if path.suffix in {".ttl", ".rdf"}
            and path != self.expected
            and f"<{path.name}>" in self.query
        )

    @property
    def form(self) -> str:
        """Return the form of results that the test is about."""
        suffix = "" if self.expected is None else self.expected.suffix
        return suffix[1:] if suffix in {".csv", ".tsv"} else "json"


def cases(folder: Path) -> Iterator[Case]:
    """Yield the tests of queries below *folder*."""
    for path in sorted(folder.rglob("manifest.ttl")):
        if not set(path.relative_to(folder).parts) & set(OTHERS):
            yield from (case for case in _of(path, folder) if case.name not in SUPERSEDED)


def address(path: Path, folder: Path) -> str:
    """Return the name of a file of the suite."""
    return SITE + path.resolve().relative_to(folder.resolve()).as_posix()


def _of(manifest: Path, folder: Path) -> Iterator[Case]:
    graph = rdflib.Graph().parse(manifest, publicID=manifest.resolve().as_uri())
    for entries in graph.objects(None, MF.entries):
        for entry in Collection(graph, entries):
            kind = graph.value(entry, RDF.type)
            action = graph.value(entry, MF.action)
            if kind in EVALUATED:
                yield _evaluated(graph, entry, action, folder)
            elif kind in (*READ, *REFUSED):
                query = _query(_path(action), folder)
                name = _name(entry, manifest)
                yield Case(name, query, (), (), None, is_refused=kind in REFUSED)


def _evaluated(graph: rdflib.Graph, entry: Node, action: Node, folder: Path) -> Case:
    text = _path(graph.value(action, QT.query))
    named = [_path(each) for each in graph.objects(action, QT.graphData)]
    return Case(
        _name(entry, text),
        _query(text, folder),
        tuple(_path(each) for each in graph.objects(action, QT.data)),
        tuple((address(path, folder), path) for path in sorted(named)),
        _path(graph.value(entry, MF.result)),
        is_lax=graph.value(entry, MF.resultCardinality) == MF.LaxCardinality,
    )


def _name(entry: Node, path: Path) -> str:
    return f"{path.parent.name}/{str(entry).rpartition('#')[2]}"


def _path(node: Node | None) -> Path:
    return Path(str(node).removeprefix("file://"))


def _query(path: Path, folder: Path) -> str:
    return f"BASE <{address(path, folder)}>\n{path.read_text('utf-8-sig')}"


def expected(case: Case, folder: Path) -> str:
    """Return what is expected, in a form in which equal answers are equal."""
    path = case.expected
    if path is None:
        return ""
    text = path.read_bytes()
    if path.suffix in {".ttl", ".rdf"}:
        kind = ox.RdfFormat.from_extension(path.suffix[1:])
        quads = [*ox.parse(text, kind, base_iri=address(path, folder))]
        found = _result_set(quads, is_lax=case.is_lax)
        return _graph(quads) if found is None else found
    return answered(text, path.suffix[1:], is_lax=case.is_lax)


def answered(body: bytes, form: str, *, is_lax: bool = False) -> str:
    """Return an answer in *form* so that equal ones are equal: a boolean, rows or a graph."""
    if form == "csv":
        return repr(sorted(_cells(row) for row in csv.DictReader(io.StringIO(body.decode()))))
    if form == "nt":
        return _graph([*ox.parse(body, ox.RdfFormat.N_TRIPLES)])
    kind = {"srx": "xml", "srj": "json"}.get(form, form)
    found = ox.parse_query_results(body, ox.QueryResultsFormat.from_extension(_EXTENSIONS[kind]))
    if isinstance(found, ox.QueryBoolean):
        return str(bool(found))
    names = [variable.value for variable in found.variables]
    rows_ = [{name: row[name] for name in names if row[name] is not None} for row in found]
    return _rows(rows_, is_lax=is_lax)


def _cells(row: dict[str, str]) -> list[tuple[str, str]]:
    """Return a row of CSV, where the names of blank nodes and the scale of numbers are anyone's."""
    cells = {name: "_:" if cell.startswith("_:") else cell for name, cell in row.items()}
    with_numbers = {}
    for name, cell in cells.items():
        try:
            with_numbers[name] = str(float(cell))
        except ValueError:
            with_numbers[name] = cell
    return sorted(with_numbers.items())


_EXTENSIONS = {"xml": "srx", "json": "srj", "tsv": "tsv"}


def _result_set(quads: list[Quad], *, is_lax: bool) -> str | None:
    """Return the rows that *quads* list as a result set, None if they are none."""
    about: dict[object, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
    for quad in quads:
        about.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    for told in about.values():
        if f"{RS}boolean" in told:
            return str(told[f"{RS}boolean"][0].value == "true")
    if not any(quad.object == NamedNode(f"{RS}ResultSet") for quad in quads):
        return None
    rows = [
        {
            about[binding][f"{RS}variable"][0].value: about[binding][f"{RS}value"][0]
            for binding in about.get(solution, {}).get(f"{RS}binding", [])
        }
        for told in about.values()
        for solution in told.get(f"{RS}solution", [])
    ]
    return _rows(rows, is_lax=is_lax)


def _rows(rows: list[dict], *, is_lax: bool) -> str:
    """Return *rows* as a graph, where the names of blank nodes count for nothing."""
    quads = [
        Quad(node, NamedNode(f"urn:variable:{name}"), _by_value(term))
        for row in rows
        for node in [BlankNode()]
        for name, term in (row or {"": Literal("")}).items()
    ]
    if is_lax:  # as often as it likes
        return repr(sorted({repr(sorted((k, str(v)) for k, v in row.items())) for row in rows}))
    return _graph(quads)


def _graph(quads: list[Quad]) -> str:
    dataset = Dataset(Quad(each.subject, each.predicate, _by_value(each.object)) for each in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return "\n".join(sorted(map(str, dataset)))


def _by_value(term: object) -> object:
    """Return *term*; a number as engines may write it too."""
    if not isinstance(term, Literal) or term.datatype.value.rpartition("#")[2] not in NUMBERS:
        return term
    try:
        number = Decimal(term.value)
    except ArithmeticError:
        return term
    if term.datatype.value.endswith(("double", "float")):
        number = Decimal(repr(round(float(number), 9)))
    text = "0" if number == 0 else format(number.normalize(), "f")
    return Literal(text, datatype=term.datatype)
