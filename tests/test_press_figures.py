"""Every figure that press reports print is in the graph of the report that prints it.

``tests/cases/press-figures.csv`` lists the figures: the key, value and status under which whoever
collected them kept them, the data set that they belong to here, and their unit and precision. What
was worked out stands in the graph of inferences. Where the collected tables lie beside the
repository, the list is held against them too.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.names import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.build import Built

FIGURES = Path(__file__).parent / "cases" / "press-figures.csv"
TABLES = Path(__file__).parents[2] / "shared" / "data"
KEY = ("ref_area", "counterpart_area", "sex", "time")
AS_COLLECTED = ("source_id", "dataset", "measure", "unit", *KEY, "value", "status")
INFERENCES = named("graph:inferences")
UNITS = {
    "persons": "persons",
    "patents": "patents",
    "permits": "permits",
    "decisions": "decisions",
    "registrations": "registrations",
    "USD current": "usd",
}
PERMITS = {"permits_issued_to_employers", "permits_work_in_households"}
"""Measures that the tables give in persons, though what is counted are permits."""
PRECISIONS = {
    "about": "about",
    "almost": "less-than",
    "around": "about",
    "just over": "more-than",
    "more than": "more-than",
    "nearly": "less-than",
    "over": "more-than",
    "roughly": "about",
    "rounded": "rounded",
    "rounded in the source": "rounded",
    "slightly more than": "more-than",
    "some": "about",
    "the same number as in Kazakhstan": "about",
}


@cache
def figures() -> tuple[dict[str, str], ...]:
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def collected() -> Iterator[dict[str, str]]:
    """Yield the rows of the tables that come from reports."""
    for name in ("labour_migrants", "russia_registrations", "remittances"):
        with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if name != "remittances" or row["dataset"] == "PRESS":
                    yield row


def observation(row: dict[str, str]) -> NamedNode:
    """Return the name of the observation: its data set, then its key."""
    key = "-".join(row[part].replace("/", "--").replace("..", "") for part in KEY)
    return NamedNode(f"{BASE}observation/{row['data_set']}-{key}")


def graph_of(built: Built, identifier: str) -> NamedNode:
    """Return the graph of the source with that identifier; of sums of two, the inferences."""
    if "+" in identifier:
        return INFERENCES
    raw = built.store.raw
    bearers = raw.quads_for_pattern(
        None, named("dcterms:identifier"), Literal(identifier), ACCEPTED_GRAPH
    )
    (source,) = {quad.subject for quad in bearers}
    graphs = raw.quads_for_pattern(None, named("dcterms:source"), source, None)
    (graph,) = {quad.subject for quad in graphs if quad.graph_name == quad.subject}
    return graph


def said(built: Built, subject: NamedNode, verb: str, graph: NamedNode) -> set[str]:
    quads = built.store.raw.quads_for_pattern(subject, named(verb), None, graph)
    return {quad.object.value for quad in quads}


def misses(built: Built, row: dict[str, str]) -> Iterator[str]:
    """Yield what the graph of the source does not say of the figure as the row has it."""
    this = observation(row)
    graph = INFERENCES if row["status"] == "derived" else graph_of(built, row["source_id"])
    values = said(built, this, "sdmx-measure:obsValue", graph)
    if {Decimal(value) for value in values} != {Decimal(row["value"])}:
        yield "value"
    expected = {
        "rdf:type": "qb:Observation",
        "qb:dataSet": f"dataset:{row['data_set']}",
        "sdmx-attribute:obsStatus": f"code:observation-{row['status']}",
        "sdmx-dimension:refArea": f"area:{row['ref_area']}",
        "sdmx-dimension:sex": f"sdmx-code:sex-{row['sex']}",
    }
    if row["precision"]:
        expected["cism:hasPrecision"] = f"code:precision-{row['precision']}"
    elif said(built, this, "cism:hasPrecision", graph):
        yield "cism:hasPrecision"
    for verb, value in expected.items():
        if said(built, this, verb, graph) != {named(value).value}:
            yield verb
    period = row["time"].replace("/", "--").replace("..", "")
    concluded = {
        "cism:counterpartArea": f"{BASE}area/{row['counterpart_area']}",
        "sdmx-dimension:refPeriod": f"{BASE}period/{period}",
    }
    for verb, iri in concluded.items():  # by the source, or else by an inference
        if (said(built, this, verb, graph) or said(built, this, verb, INFERENCES)) != {iri}:
            yield verb
    data_set = named(f"dataset:{row['data_set']}")
    if said(built, data_set, "sdmx-attribute:unitMeasure", ACCEPTED_GRAPH) != {
        named(f"code:unit-{row['unit_code']}").value
    }:
        yield "sdmx-attribute:unitMeasure"


def test_every_figure_is_in_the_graph_of_its_source(built: Built) -> None:
    missed = {str(observation(row)): list(misses(built, row)) for row in figures()}
    assert {name: what for name, what in missed.items() if what} == {}


def test_a_source_says_no_figure_beyond_the_list(built: Built) -> None:
    """No figure of these data sets came in by another way than the list."""
    listed = Counter(
        (observation(row), "inferences" if row["status"] == "derived" else "report")
        for row in figures()
    )
    found: Counter[tuple[NamedNode, str]] = Counter()
    for data_set in {row["data_set"] for row in figures()}:
        for quad in built.store.raw.quads_for_pattern(
            None, named("qb:dataSet"), named(f"dataset:{data_set}"), None
        ):
            if quad.graph_name != ACCEPTED_GRAPH and isinstance(quad.subject, NamedNode):
                kind = "inferences" if quad.graph_name == INFERENCES else "report"
                found[quad.subject, kind] += 1
    assert found == listed


def test_figures_are_those_collected() -> None:
    if not TABLES.is_dir():
        pytest.skip("the collected tables do not lie beside this repository")
    listed = Counter(tuple(row[part] for part in AS_COLLECTED) for row in figures())
    assert listed == Counter(tuple(row[part] for part in AS_COLLECTED) for row in collected())


def test_units_and_precisions_are_those_of_the_notes() -> None:
    if not TABLES.is_dir():
        pytest.skip("the collected tables do not lie beside this repository")
    notes = {tuple(row[part] for part in AS_COLLECTED): row["note"] for row in collected()}
    wrong = []
    for row in figures():
        unit = "permits" if row["measure"] in PERMITS else UNITS.get(row["unit"], "percent")
        note = notes[tuple(row[part] for part in AS_COLLECTED)]
        words = [word.strip() for word in re.split("[;,:]", note)]
        noted = {PRECISIONS[word] for word in words if word in PRECISIONS}
        if not noted and unit == "percent":
            noted = {"rounded"}  # a printed percentage is a rounding
        told = {row["precision"]} - {""}
        if row["unit_code"] != unit or (row["status"] != "derived" and told != noted):
            wrong.append((row, note))
    assert wrong == []
