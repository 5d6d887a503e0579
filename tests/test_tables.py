"""Tables: what a CSV becomes, what is refused, and that no figure of a table was lost."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode

from cismig.cli import main
from cismig.dataset.terms import named
from cismig.errors import LoadError, RowsError
from cismig.names import PREFIXES, shorten
from cismig.statistics import describe, import_table
from cismig.turtle import canonical_table, read
from lean import lean_copy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cismig.layout import Layout

SHARED = Path(__file__).parents[2] / "shared" / "data"
DIGESTS = Path(__file__).parent / "cases" / "tables.csv"
SET, SOURCE = "dataset:undesa-stock-2024", "source:undesa-2024-stock"
HEADER = "ref_area,counterpart_area,sex,time,value,status"
ROWS = ("RUS,TJK,T,2020,426230,estimated", "RUS,TJK,F,2020,0,estimated")


@pytest.fixture
def own(layout: Layout, tmp_path: Path) -> Layout:
    """Return a checkout that may be changed, without the table that the tests write."""
    copy = lean_copy(layout, tmp_path / "own")
    (copy.graph / "statistics" / "undesa-stock-2024.ttl").unlink()
    return copy


def written(folder: Path, *rows: str, header: str = HEADER, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def imported(own: Layout, path: Path) -> list[str]:
    made = import_table(own, describe(path), SET, SOURCE)
    return made.path.read_text("utf-8").splitlines()


# What is written.


def test_an_observation_is_a_line_and_a_slice_shares_what_it_can(
    own: Layout, tmp_path: Path
) -> None:
    lines = imported(own, written(tmp_path, *ROWS))
    name = "undesa-stock-2024-RUS-TJK-T-2020"
    assert (
        f"observation:{name} a qb:Observation ; qb:dataSet {SET} ; "
        "sdmx-dimension:refPeriod period:2020 ; sdmx-measure:obsValue 426230 ; "
        "cism:counterpartArea area:TJK ."
    ) in lines
    start = lines.index("slice:undesa-stock-2024-RUS-T")
    assert lines[start : lines.index(".", start)] == [
        "slice:undesa-stock-2024-RUS-T",
        "    a qb:Slice ;",
        f"    qb:observation observation:{name} ;",
        "    qb:sliceStructure slice:by-area-and-sex ;",
        "    sdmx-attribute:obsStatus code:observation-estimated ;",
        "    sdmx-dimension:refArea area:RUS ;",
        "    sdmx-dimension:sex sdmx-code:sex-T ;",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        (*ROWS, "RUS,TJK,T,2015,1.50,derived"),
        (*ROWS, "RUS,KAZ,T,,,"),
        (*ROWS, "KAZ,TJK,T,2015,,", "KAZ,TJK,T,2020,1,"),
    ],
)
def test_a_table_is_in_house_form(own: Layout, tmp_path: Path, rows: tuple[str, ...]) -> None:
    text = "\n".join(imported(own, written(tmp_path, *rows))) + "\n"
    assert canonical_table(text) == text


def test_a_status_of_its_own_stands_with_the_observation(own: Layout, tmp_path: Path) -> None:
    lines = imported(own, written(tmp_path, ROWS[0], "RUS,KAZ,T,2020,5,derived"))
    assert sum("obsStatus code:observation-derived" in line for line in lines) == 1
    assert sum("obsStatus code:observation-estimated" in line for line in lines) == 1


def test_nought_is_a_figure_and_an_empty_cell_says_that_there_is_none(
    own: Layout, tmp_path: Path
) -> None:
    path = written(tmp_path, *ROWS, "RUS,TJK,F,2015,,", "RUS,KAZ,F,,,", "RUS,TJK,F,2020,,")
    made = import_table(own, describe(path), SET, SOURCE)
    text = made.path.read_text("utf-8")
    assert "TJK-F-2020 a qb:Observation" in text
    assert "cism:lacks period:2015 ;" in text
    assert "cism:lacksCounterpart area:KAZ ;" in text
    assert (made.observations, made.slices, made.lacking, made.passed_over) == (2, 2, 2, 1)


def test_the_order_of_rows_is_nothing(own: Layout, tmp_path: Path) -> None:
    assert imported(own, written(tmp_path, *ROWS)) == imported(
        own, written(tmp_path, *reversed(ROWS))
    )


def test_metadata_of_the_web_describe_other_columns(own: Layout, tmp_path: Path) -> None:
    path = written(tmp_path, "RU;x;T;2020;7", header="Land;Bem;Sex;Jahr;Zahl")
    columns = [
        {"name": "Land", "propertyUrl": "sdmx-dimension:refArea"},
        {"name": "Bem", "suppressOutput": True},
        {"name": "Sex", "propertyUrl": PREFIXES["sdmx-dimension"] + "sex"},
        {"name": "Jahr", "propertyUrl": "sdmx-dimension:refPeriod"},
        {"name": "Zahl", "propertyUrl": "sdmx-measure:obsValue", "datatype": "integer"},
    ]
    columns[0]["valueUrl"] = PREFIXES["area"] + "{Land}S"
    metadata = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": path.name,
        "dialect": {"delimiter": ";"},
        "dc:source": {"@id": PREFIXES["source"] + "undesa-2024-wpp"},
        "qb:dataSet": {"@id": PREFIXES["dataset"] + "wpp-population-2024"},
        "tableSchema": {"columns": columns},
    }
    path.with_name(f"{path.name}-metadata.json").write_text(json.dumps(metadata), "utf-8")
    described = describe(path)
    made = import_table(own, described, described.data_set, described.source)
    text = made.path.read_text("utf-8")
    assert "wpp-population-2024-RUS-T-2020 a qb:Observation" in text
    assert "sdmx-measure:obsValue 7 ." in text
    assert canonical_table(text) == text


def test_a_figure_is_a_number_whatever_its_column_says(own: Layout, tmp_path: Path) -> None:
    path = written(tmp_path, "RUS,TJK,T,2020,7.50,")
    columns = [{"name": name} for name in HEADER.split(",")]
    metadata = {"url": path.name, "tableSchema": {"columns": columns}}
    path.with_name(f"{path.name}-metadata.json").write_text(json.dumps(metadata), "utf-8")
    assert any('obsValue "7.50"^^xsd:decimal' in line for line in imported(own, path))


def test_a_label_may_hold_what_turtle_escapes(own: Layout, tmp_path: Path) -> None:
    registry = own.graph / "registry" / "data-sets-international.ttl"
    text = registry.read_text("utf-8")
    label = "UN migrant stock, 2024 edition"
    registry.write_text(text.replace(f'"{label}"', '"UN \\"stock\\""'), "utf-8")
    text = "\n".join(imported(own, written(tmp_path, *ROWS))) + "\n"
    assert canonical_table(text) == text


# What is refused: the row, the column, the remedy.


SLIPS = {
    "an unknown area": ("RUS,TJX,T,2020,1,", "column counterpart_area: area:TJX"),
    "an unknown sex": ("RUS,TJK,X,2020,1,", "column sex: sdmx-code:sex-X"),
    "an unknown period": ("RUS,TJK,T,1776,1,", "column time: period:1776"),
    "an unknown status": ("RUS,TJK,T,2020,1,guessed", "column status: code:observation-guessed"),
    "words for a figure": ("RUS,TJK,T,2020,many,", "column value: "),
    "a figure with commas": ('RUS,TJK,T,2020,"1,000.5,0",', "column value: "),
    "no number": ("RUS,TJK,T,2020,NaN,", "column value: NaN is no number"),
    "no counterpart": ("RUS,,T,2020,1,", "column counterpart_area: empty"),
    "no sex": ("RUS,TJK,,2020,1,", "column sex: empty"),
    "a short row": ("RUS,TJK,T,2020", "4 cells in 6 columns"),
    "a double": ("RUS,TJK,T,2020,9,", "line 2 has the first"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_with_its_row_and_nothing_is_written(
    own: Layout, tmp_path: Path, slip: str
) -> None:
    row, reason = SLIPS[slip]
    path = written(tmp_path, ROWS[0], row)
    with pytest.raises(RowsError) as refused:
        import_table(own, describe(path), SET, SOURCE)
    assert f"{path}:3: " in refused.value.what
    assert reason in refused.value.what
    assert refused.value.hint
    assert not list((own.graph / "statistics").glob("*undesa-stock-2024*"))


def test_every_wrong_row_is_told_up_to_twenty(own: Layout, tmp_path: Path) -> None:
    path = written(tmp_path, *(f"RUS,TJK,T,17{number:02},1," for number in range(40)))
    with pytest.raises(RowsError) as refused:
        import_table(own, describe(path), SET, SOURCE)
    assert [problem.line for problem in refused.value.problems] == list(range(2, 22))


def test_rows_of_both_kinds_of_slips_are_told_together(own: Layout, tmp_path: Path) -> None:
    path = written(tmp_path, "RUS,TJX,T,2020,1,", "RUS,TJK,T,2020,many,", "RUS,TJK,T,2020")
    with pytest.raises(RowsError) as refused:
        import_table(own, describe(path), SET, SOURCE)
    assert [problem.line for problem in refused.value.problems] == [2, 3, 4]


def test_an_older_table_stays_when_the_new_one_is_wrong(own: Layout, tmp_path: Path) -> None:
    before = imported(own, written(tmp_path, *ROWS))
    with pytest.raises(RowsError):
        imported(own, written(tmp_path, "RUS,TJK,T,2020,x,"))
    table = own.graph / "statistics" / "undesa-stock-2024.ttl"
    assert table.read_text("utf-8").splitlines() == before


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("ref_area,counterpart_area,sex,time,valeu", "did you mean value?"),
        ("ref_area,counterpart_area,sex,time", "not one column value"),
        ("ref_area,sex,sex,time,value", "not one column sex"),
    ],
)
def test_a_column_that_means_nothing_is_refused(tmp_path: Path, header: str, reason: str) -> None:
    with pytest.raises(LoadError, match=reason.replace("?", r"\?")):
        describe(written(tmp_path, header=header))


@pytest.mark.parametrize(
    ("data_set", "source"), [("dataset:undesa-stok-2024", SOURCE), (SET, "source:undesa-2024-stok")]
)
def test_what_the_registry_does_not_know_is_refused_with_the_nearest(
    own: Layout, tmp_path: Path, data_set: str, source: str
) -> None:
    with pytest.raises(LoadError, match=r"did you mean (dataset|source):undesa"):
        import_table(own, describe(written(tmp_path, *ROWS)), data_set, source)


def test_the_command_tells_row_by_row(
    own: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "RUS,TJX,T,2020,1,", "RUS,TJK,T,1776,1,")
    words = ["new", "statistics", str(path), "--root", str(own.root), "--dataset", SET]
    assert main([*words, "--source", SOURCE]) == 3
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in lines] == [f"{path}:2", f"{path}:3"]
    good = written(tmp_path, *ROWS)
    assert main(["new", "statistics", str(good), *words[3:], "--source", SOURCE]) == 0
    assert "2 figures in 2 slices" in capsys.readouterr().out


# Nothing was lost on the way from the publisher's table.


def told_in(path: Path) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield the data set, areas, sex, year and value of each observation of a table."""
    facts: Mapping[NamedNode, dict[str, str]] = defaultdict(dict)
    for triple in read(path):
        verb, value = shorten(triple.predicate.value), triple.object
        text = value.value if isinstance(value, Literal) else shorten(getattr(value, "value", ""))
        if verb == "qb:observation":
            facts[value]["slice"] = shorten(triple.subject.value)  # type: ignore[index, union-attr]
        else:
            facts[triple.subject][verb] = text  # type: ignore[index]
    shares = {shorten(node.value): said for node, said in facts.items()}
    for said in facts.values():
        if "sdmx-measure:obsValue" in said:
            shared = shares[said["slice"]]
            yield (
                said["qb:dataSet"].partition(":")[2],
                shared["sdmx-dimension:refArea"].partition(":")[2],
                said.get("cism:counterpartArea", ":").partition(":")[2],
                shared["sdmx-dimension:sex"][-1],
                said["sdmx-dimension:refPeriod"].partition(":")[2],
                number(said["sdmx-measure:obsValue"]),
            )


def number(text: str) -> str:
    return format(Decimal(text).normalize(), "f")


def digest(rows: list[tuple[str, ...]]) -> str:
    return hashlib.sha256("\n".join(map(",".join, sorted(rows))).encode()).hexdigest()


def kept() -> dict[str, tuple[int, str]]:
    """Return how many figures each table had when it was read, and the digest of their keys."""
    with DIGESTS.open(encoding="utf-8", newline="") as lines:
        return {
            row["data_set"]: (int(row["figures"]), row["sha256"]) for row in csv.DictReader(lines)
        }


def tables(whole: Layout) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for path in sorted((whole.graph / "statistics").glob("*.ttl")):
        for name, *rest in told_in(path):
            found[name].append(tuple(rest))
    return found


def test_every_table_holds_what_it_held_when_it_was_read(whole: Layout) -> None:
    found = {name: (len(rows), digest(rows)) for name, rows in tables(whole).items()}
    assert found == kept()


SPLIT = {
    "UN_IMS": "undesa-stock",
    "WB_GBM": "world-bank-stock",
    "UN_WPP": "wpp",
    "WDI": "wdi or editors",
    "UNHCR": "unhcr",
}


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the publishers' tables are not beside the checkout"
)
def test_the_figures_are_those_of_the_publishers_tables_value_by_value(whole: Layout) -> None:
    wanted: Counter[tuple[str, ...]] = Counter()
    names = ("migrant_stock", "migrant_stock_world", "migrant_stock_other_sources", "population")
    for name in (*names, "remittances", "refugees", "refugees_world"):
        with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                family = next((one for one in SPLIT if row["dataset"].startswith(one)), None)
                if family is not None:
                    columns = ("ref_area", "counterpart_area", "sex", "time")
                    key = (SPLIT[family], *(row[column] for column in columns))
                    wanted[*key, number(row["value"])] += 1
    found: Counter[tuple[str, ...]] = Counter()
    for name, rows in tables(whole).items():
        family = next(
            one for one in SPLIT.values() if name.split("-")[0] in one.replace("-", " ").split()
        )
        for row in rows:
            found[(family, *row)] += 1
    assert sum(wanted.values()) == 61_137
    assert found == wanted


def test_no_table_is_there_that_must_not_be_published(whole: Layout) -> None:
    publishers = {triple.object for path in whole.graph_files() for triple in licences(path)}
    assert publishers == {
        NamedNode(f"https://creativecommons.org/licenses/{name}")
        for name in ("by/3.0/igo/", "by/4.0/")
    }


def licences(path: Path) -> Iterator[object]:
    if path.parent.name == "statistics":
        found = [triple for triple in read(path) if triple.predicate == named("dcterms:license")]
        assert len(found) == 1, f"{path} has no licence"
        yield from found


if __name__ == "__main__":
    from cismig.layout import find

    with DIGESTS.open("w", encoding="utf-8", newline="") as out:
        out.write("data_set,figures,sha256\n")
        for one, these in sorted(tables(find(Path(__file__).parent)).items()):
            out.write(f"{one},{len(these)},{digest(these)}\n")
