"""A fault planted in a table is found by `check`, and named with its file and line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cismig.build import make
from cismig.dataset.terms import named
from cismig.names import PREFIXES
from cismig.turtle import formatted
from cismig.validate import check
from edits import Edits, a_copy

if TYPE_CHECKING:
    from pathlib import Path

    from cismig.layout import Layout
    from cismig.validate import Finding

pytestmark = pytest.mark.xdist_group("checked")

TABLE = "graph/statistics/undesa-stock-2030.ttl"
REGISTRY = "graph/registry/data-sets-invented.ttl"
HEADER = "a owl:Ontology ; owl:imports <https://w3id.org/cis-migration/ontology>"
# Every figure is invented: stocks in two states by origin and sex, which make their totals.
STOCKS = {
    "RUS": {"KGZ": (60, 40), "TJK": (70, 30), "OTHER": (20, 30), "WLD": (150, 100)},
    "KAZ": {"KGZ": (6, 4), "TJK": (7, 3), "OTHER": (2, 3), "WLD": (15, 10)},
}
YEARS = (2019, 2020)
EVERY_PREFIX = "\n".join(f"@prefix {name}: <{space}> ." for name, space in PREFIXES.items())


def table() -> str:
    """Return a table in the abbreviated form: a slice for each state and sex."""
    lines = [f"graph:undesa-stock-2030 {HEADER} ; dcterms:source source:undesa-2024-stock ."]
    for area, origins in STOCKS.items():
        for sex in "MFT":
            part = f"slice:undesa-stock-2030-{area}-{sex}"
            names = []
            for origin, (men, women) in origins.items():
                figure = {"M": men, "F": women, "T": men + women}[sex]
                for year in YEARS:
                    name = f"observation:undesa-stock-2030-{area}-{origin}-{sex}-{year}"
                    names.append(name)
                    lines.append(
                        f"{name} a qb:Observation ; qb:dataSet dataset:undesa-stock-2030 ; "
                        f"cism:counterpartArea area:{origin} ; "
                        "sdmx-attribute:obsStatus code:observation-estimated ; "
                        f"sdmx-dimension:refPeriod period:{year} ; sdmx-measure:obsValue {figure} ."
                    )
            lines.append(
                f"{part} a qb:Slice ; qb:sliceStructure slice:by-area-and-sex ; "
                f"sdmx-dimension:refArea area:{area} ; sdmx-dimension:sex sdmx-code:sex-{sex} ; "
                f"qb:observation {' , '.join(names)} ."
            )
    return "\n".join(lines)


DATA_SET = (
    f"graph:registry-data-sets-invented {HEADER} .\n"
    'dataset:undesa-stock-2030 a qb:DataSet ; rdfs:label "Invented"@en , "Придумано"@ru ; '
    "dcterms:publisher body:un-desa-population-division ; "
    "qb:structure dataset:migration-structure ; sdmx-attribute:unitMeasure code:unit-persons ; "
    "cism:hasExtent code:extent-whole ; cism:hasIndicator indicator:migrant-stock ."
)


@pytest.fixture(scope="module")
def checkout(layout: Layout, checked: Path, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Return a copy of `layout`, after a check, to which one more table is added."""
    own = a_copy(layout, tmp_path_factory.mktemp("cubes"))
    shutil.copytree(checked, own.root / "cache")
    Edits.rest(own)
    make(own, own.root / "cache")
    for place, text in ((TABLE, table()), (REGISTRY, DATA_SET)):
        path = own.root / place
        path.write_text(f"{EVERY_PREFIX}\n\n{text}\n", encoding="utf-8")
        path.write_text(formatted(path, own), encoding="utf-8")
    Edits.rest(own)
    return own


def in_figures(layout: Layout) -> list[Finding]:
    """Return what is wrong in the table, or in what describes its data set, as the command does."""
    built = make(layout, layout.root / "cache")
    return list(check(layout, [layout.root / TABLE, layout.root / REGISTRY], built))


def test_a_table_without_faults_has_no_findings(checkout: Layout) -> None:
    assert in_figures(checkout) == []


class Fault(NamedTuple):
    """A slip: in the line with a name, some text becomes another; and who finds it."""

    file: str
    name: str
    given: str
    written: str
    shape: str
    found_at: str  # the line of the finding begins with this


def observation(key: str) -> str:
    """Return how the line of an observation begins."""
    return f"observation:undesa-stock-2030-{key} "


WOMEN = observation("RUS-TJK-F-2020")
TOTAL = observation("RUS-WLD-T-2020")
FAULTS = {
    "a doubled key": Fault(
        TABLE, WOMEN, "period:2020", "period:2019", "DataSet-doubles", WOMEN.replace("2020", "2019")
    ),
    "no second area": Fault(
        TABLE, WOMEN, "cism:counterpartArea area:TJK", "cism:addends 1", "DataSet-key", WOMEN
    ),
    "two periods": Fault(
        TABLE, WOMEN, "period:2020", "period:2020 , period:2018", "DataSet-key", WOMEN
    ),
    "no figure": Fault(
        TABLE, WOMEN, "sdmx-measure:obsValue 30", "cism:addends 1", "DataSet-measures", WOMEN
    ),
    "two figures": Fault(
        TABLE, WOMEN, "obsValue 30", "obsValue 30 , 31", "Observation-obsValue", WOMEN
    ),
    "a figure in words": Fault(
        TABLE, WOMEN, "obsValue 30", 'obsValue "thirty"', "DataSet-range", WOMEN
    ),
    "fewer than none": Fault(TABLE, WOMEN, "obsValue 30", "obsValue -30", "DataSet-range", WOMEN),
    "a wrong code": Fault(
        TABLE, WOMEN, "code:observation-estimated", "code:unit-persons", "CodeList-codes", WOMEN
    ),
    "a wrong sex": Fault(
        TABLE,
        "    sdmx-dimension:sex sdmx-code:sex-F",
        "sdmx-code:sex-F",
        "code:unit-persons",
        "CodeList-codes",
        "    sdmx-dimension:sex code:unit-persons",
    ),
    "a state for an area": Fault(
        TABLE,
        "    sdmx-dimension:refArea area:KAZ",
        "area:KAZ",
        "<https://w3id.org/cis-migration/state/kz>",
        "StatisticsRelation-object",
        "    sdmx-dimension:refArea <",
    ),
    "a woman too many": Fault(TABLE, WOMEN, "obsValue 30", "obsValue 31", "DataSet-sexes", WOMEN),
    "a total too high": Fault(
        TABLE, TOTAL, "obsValue 250", "obsValue 251", "DataSet-destinations", TOTAL
    ),
    "another data set": Fault(
        TABLE,
        WOMEN,
        "qb:dataSet dataset:undesa-stock-2030",
        "qb:dataSet dataset:undesa-stock-2030 , dataset:undesa-stock-2024",
        "Observation-dataSet",
        WOMEN,
    ),
    "no slice key": Fault(
        TABLE,
        "    qb:sliceStructure ",
        "    qb:sliceStructure slice:by-area-and-sex ;\n",
        "",
        "Slice-sliceStructure",
        "    a qb:Slice ",
    ),
    "a second structure": Fault(
        REGISTRY,
        "    qb:structure ",
        "dataset:migration-structure",
        "dataset:migration-structure , dataset:one-area-structure",
        "DataSet-structure",
        "    qb:structure ",
    ),
    "no unit": Fault(
        REGISTRY,
        "    sdmx-attribute:unitMeasure ",
        "    sdmx-attribute:unitMeasure code:unit-persons ;\n",
        "",
        "DataSet-attributes",
        "    a qb:DataSet ",
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_named_with_file_and_line(checkout: Layout, fault: Fault) -> None:
    path: Path = checkout.root / fault.file
    sound = path.read_text(encoding="utf-8")
    before, begun, after = sound.partition(f"\n{fault.name}")
    assert fault.given in begun + after
    path.write_text(before + (begun + after).replace(fault.given, fault.written, 1), "utf-8")
    try:
        found = in_figures(checkout)
        lines = path.read_text(encoding="utf-8").split("\n")
    finally:
        path.write_text(sound, encoding="utf-8")
    (place, *_) = [
        place
        for one in found
        if one.shape == named(f"shape:{fault.shape}")
        for place in one.places
        if lines[place.line - 1].startswith(fault.found_at)
    ]
    assert place.path == path
