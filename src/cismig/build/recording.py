"""Records: what a build tells beside the statements, as a file beside the store."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import NamedNode

from cismig.build.built import Change, Record
from cismig.dataset import Acceptance, Dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pyoxigraph import Quad, Triple

    from cismig.layout import Layout

__all__ = ["read_record", "write_record"]


def write_record(record: Record, path: Path) -> None:
    """Write *record* to *path*: files as they lie from the root, statements as N-Quads.

    Raises:
        OSError: it cannot be written.
    """
    held, acceptance, change = record.dataset, record.acceptance, record.change
    root = held.layout.root
    told = {
        "files": {name: os.path.relpath(file, root) for name, file in held.files.items()},
        "roles": {graph.value: role for graph, role in held.roles.items()},
        "setAside": [[f"{quad} .", name.value] for quad, name in acceptance.set_aside.items()],
        "dropped": [[f"{triple} .", name.value] for triple, name in acceptance.dropped.items()],
        "contained": _lines(acceptance.contained),
        "circles": _lines(record.circles),
        "change": change
        and {
            "before": change.before,
            "files": [os.path.relpath(file, root) for file in change.files],
            "statements": _lines(change.statements),
        },
    }
    path.write_text(json.dumps(told), encoding="utf-8")


def read_record(path: Path, store: pyoxigraph.Store, layout: Layout) -> Record:
    """Return the record at *path*, of what *store* holds.

    Raises:
        OSError: it cannot be read.
    """
    told = json.loads(path.read_text(encoding="utf-8"))
    files = {name: layout.root / file for name, file in told["files"].items()}
    roles = {NamedNode(name): role for name, role in told["roles"].items()}
    return Record(
        Dataset(store, files, roles, layout),
        Acceptance(
            {_quad(line): NamedNode(name) for line, name in told["setAside"]},
            {_quad(line).triple: NamedNode(name) for line, name in told["dropped"]},
            _triples(told["contained"]),
        ),
        _triples(told["circles"]),
        told["change"] and _change(told["change"], layout),
    )


def _change(told: Mapping[str, Any], layout: Layout) -> Change:
    return Change(
        told["before"],
        frozenset(layout.root / file for file in told["files"]),
        _triples(told["statements"]),
    )


def _lines(triples: Iterable[Triple]) -> list[str]:
    return [f"{triple} ." for triple in triples]


def _triples(lines: Iterable[str]) -> frozenset[Triple]:
    return frozenset(_quad(line).triple for line in lines)


def _quad(line: str) -> Quad:
    found: Quad = next(pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_QUADS))
    return found
