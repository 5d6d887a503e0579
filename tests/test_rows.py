"""No row of the tables from which the region was written is lost.

``tests/cases/rows.csv`` lists the rows by table: the identifiers under which whoever collected the
facts kept them. Authorities and the standing of states in the CIS had none; their rows are counted.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal

from cismig.dataset.terms import ACCEPTED_GRAPH, named

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from cismig.build import Built

ROWS = Path(__file__).parent / "cases" / "rows.csv"
NAMES_ONLY = {"sources_institutions", "sources_instruments", "states", "themes"}
"""Tables of names and of sources: what they hold stands in the registry."""
KINDS = {
    "authorities": {
        "cism:MigrationAuthority",
        "cism:PlannedEvent",
        "cism:Tenure",
        "org:ChangeEvent",
    },
    "events": {"cism:Event", "cism:PlannedEvent", "org:ChangeEvent", "cism:Act"},
    "institutions": {"org:Organization"},
    "instruments": {"cism:Instrument"},
    "meetings": {"cism:Event", "cism:PlannedEvent"},
    "memoranda": {"cism:Instrument"},
    "sources_institutions": {"cism:Source"},
    "sources_instruments": {"cism:Source"},
    "states": {"cism:State"},
    "themes": {"skos:Concept"},
}


@cache
def rows() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    with ROWS.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            found.setdefault(line["table"], []).append(line["id"])
    return {table: tuple(ids) for table, ids in found.items()}


def bearers(built: Built, identifier: str) -> set[NamedNode]:
    """Return what carries *identifier*."""
    quads = built.store.raw.quads_for_pattern(
        None, named("dcterms:identifier"), Literal(identifier), ACCEPTED_GRAPH
    )
    return {quad.subject for quad in quads}


def told(built: Built, thing: NamedNode) -> bool:
    """Tell whether the graph of a source says something of *thing*."""
    raw = built.store.raw
    graphs = {
        quad.graph_name
        for pattern in ((thing, None, None), (None, None, thing))
        for quad in raw.quads_for_pattern(*pattern, None)
    }
    return any(
        next(raw.quads_for_pattern(graph, named("dcterms:source"), None, None), None)
        for graph in graphs
    )


@pytest.mark.parametrize("table", rows())
def test_every_row_is_in_the_graph(built: Built, table: str) -> None:
    assert [row for row in rows()[table] if not bearers(built, row)] == []


@pytest.mark.parametrize("table", sorted(set(rows()) - NAMES_ONLY))
def test_some_source_speaks_of_every_row(built: Built, table: str) -> None:
    """A name in the registry is not yet a fact."""
    silent = [
        row for row in rows()[table] if not any(told(built, thing) for thing in bearers(built, row))
    ]
    assert silent == []


@pytest.mark.parametrize("table", KINDS)
def test_a_row_stands_for_what_its_table_is_about(built: Built, table: str) -> None:
    kinds = {named(kind) for kind in KINDS[table]}
    raw = built.store.raw
    strange = {
        row: bearer.value
        for row in rows()[table]
        for bearer in bearers(built, row)
        if kinds.isdisjoint(
            quad.object
            for quad in raw.quads_for_pattern(bearer, named("rdf:type"), None, ACCEPTED_GRAPH)
        )
    }
    assert strange == {}


def test_the_tables_are_all_there() -> None:
    assert {table: len(ids) for table, ids in rows().items()} == {
        "authorities": 31,
        "events": 55,
        "institutions": 26,
        "instruments": 81,
        "meetings": 45,
        "memoranda": 16,
        "sources_institutions": 184,
        "sources_instruments": 238,
        "state_status": 53,
        "states": 12,
        "themes": 82,
    }
