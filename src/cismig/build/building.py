"""From files to a store with everything in it: loaded, judged and reasoned."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from pyoxigraph import Store

from cismig.build.axioms import rules_of
from cismig.build.built import Built, Change, Record
from cismig.dataset import accept, changed_bounds, load, reaccept, reload
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph
from cismig.reason import close, reclose
from cismig.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from cismig.layout import Layout

__all__ = ["build", "build_into", "rebuild"]

_LOG = logging.getLogger(__name__)


def build(layout: Layout, extra: Iterable[Path] = ()) -> Built:
    """Return the graph of *layout* (and of the *extra* files) in memory: loaded, judged, reasoned.

    Raises:
        LoadError: a file is not what it should be, or holds an axiom among facts.
        UnsupportedAxiomError: an axiom that no rule reads.
    """
    store = Store()
    record = build_into(store, layout, extra)
    return Built(EmbeddedStore(store), lambda: record)


def build_into(
    store: Store,
    layout: Layout,
    extra: Iterable[Path] = (),
    tell: Callable[[int, int], object] | None = None,
) -> Record:
    """Write the graph of *layout* into *store*, which is empty, and return what was done.

    Raises:
        LoadError, UnsupportedAxiomError: as `build`.
        OSError: the store cannot be written.
    """
    started = time.perf_counter()
    dataset = load(layout, extra, store=store, copied_to=ACCEPTED_GRAPH, tell=tell)
    rules = rules_of(dataset)
    acceptance = accept(dataset, copied=True)
    circles = close(store, rules).circles
    _LOG.debug("built in %.2f s", time.perf_counter() - started)
    return Record(dataset, acceptance, circles)


def rebuild(before: Record, name: str, changed: Collection[Path]) -> Record:
    """Bring the store of *before* up to the *changed* files of facts, and return what was done.

    The store, which began as a copy of the one called *name*, is then as `build_into` would have
    made it of all files; it is of no use if this fails.

    Raises:
        LoadError: as `build`; or a graph has another name than before.
        OSError: the store cannot be written.
    """
    started = time.perf_counter()
    dataset, quads = reload(before.dataset, changed)
    rules = rules_of(dataset)
    acceptance, stated = reaccept(dataset, before.acceptance, quads)
    bounds = changed_bounds(dataset.store, stated)
    whole, circles = reclose(dataset.store, rules, stated | bounds, circles=before.circles)
    dataset.store.extend(in_graph(triple, ENTAILED_GRAPH) for triple in bounds.added)
    seconds = time.perf_counter() - started
    _LOG.debug("rebuilt in %.2f s: %d come, %d go", seconds, len(whole.added), len(whole.removed))
    statements = frozenset(quad.triple for quad in quads)
    change = Change(name, frozenset(changed), statements | whole.added | whole.removed)
    return Record(dataset, acceptance, circles, change)
