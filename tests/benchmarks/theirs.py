"""The same work by what others use, plainly: ``python theirs.py TASK FOLDER SECONDS``.

The lines are those of ``ours.py``. SECONDS is the most that the task takes: if it asks questions,
each of them.
"""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyshacl
from ours import ask_all, stop_after, texts, timed
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import SH, Graph, Literal, URIRef

from cismig.build import opened
from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.layout import Layout
from cismig.names import expand
from cismig.store import EmbeddedStore, EndpointStore, Limits, Push
from cismig.validate.rdflib_terms import to_rdflib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyoxigraph

sys.path.append(str(Path(__file__).parents[1]))


def _load(layout: Layout) -> Graph:
    graph = Graph()
    with timed("load"):
        for path in (*layout.ontology_files(), *layout.graph_files()):
            graph.parse(path, format="turtle")
    return graph


def _close(layout: Layout) -> None:
    """Parse, and close by owlrl: it has no graphs, no accepted view and no index to make."""
    with timed("build"):
        graph = _load(layout)
        with timed("reason"):
            DeductiveClosure(OWLRL_Semantics).expand(graph)


def _check(layout: Layout) -> None:
    """Judge the accepted view, in memory; to read it, and the files one by one, is not counted."""
    view = Graph()
    for quad in _kept(layout).quads_for_pattern(None, None, None, ACCEPTED_GRAPH):
        subject, verb, value = map(to_rdflib, quad.triple)
        view.add((subject, verb, value))
    shapes = _shapes_of_the_view(layout)
    with timed("check"):
        pyshacl.validate(view, shacl_graph=shapes, inference="none", do_owl_imports=False)


def _shapes_of_the_view(layout: Layout) -> Graph:
    shapes = Graph()
    for path in layout.shape_files():
        shapes.parse(path, format="turtle")
    judges, of_a_file = (URIRef(expand(name)) for name in ("cism:judges", "code:scope-file"))
    for shape in [*shapes.subjects(judges, of_a_file)]:
        shapes.add((shape, SH.deactivated, Literal(True)))  # noqa: FBT003 - a value, no switch
    return shapes


def _questions(layout: Layout, seconds: float) -> None:
    from second_opinion import dataset_of  # noqa: PLC0415 - stands in the tests' folder

    dataset = dataset_of(EmbeddedStore(_kept(layout)))
    for slug, text in texts(layout).items():
        with timed(slug), _at_most(seconds):
            list(dataset.query(text))


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """End what runs inside, if it is Python, after *seconds* of process time."""

    def end(*_: object) -> None:
        raise TimeoutError(f"not finished within {seconds:g} s")

    signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _served(kind: str, layout: Layout, seconds: float) -> None:
    """Ask a server that others wrote, filled by ``push``, as ``--endpoint`` does."""
    from servers import running  # noqa: PLC0415 - stands in the tests' folder

    with running(kind) as server:
        for _ in Push(_kept(layout), server.query, server.graph_store).write():
            pass
        ask_all(EndpointStore(server.query, Limits(seconds=seconds)), layout)


def _kept(layout: Layout) -> pyoxigraph.Store:
    return opened(layout, warn=sys.stderr.write).raw


WHOLE: dict[str, Callable[[Layout], object]] = {
    "load": _load,
    "close": _close,
    "check": _check,
}
QUESTION_BY_QUESTION: dict[str, Callable[[Layout, float], None]] = {
    "rdflib": _questions,
    "oxigraph": lambda layout, seconds: _served("oxigraph", layout, seconds),
    "fuseki": lambda layout, seconds: _served("fuseki", layout, seconds),
}

if __name__ == "__main__":
    name, place, most = sys.argv[1], Layout(Path(sys.argv[2])), float(sys.argv[3])
    if name in WHOLE:
        stop_after(most)
        WHOLE[name](place)
    else:
        QUESTION_BY_QUESTION[name](place, most)
