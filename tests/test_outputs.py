"""An answer in a file is the answer: the same rows, typed, with all that belongs to them."""

from __future__ import annotations

import csv
import errno
import io
import json
import re
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pyoxigraph import Literal, NamedNode

from asking import LAYOUT, defaults, questions
from cismig.cli import main
from cismig.errors import FormError, LibraryError
from cismig.names import PREFIXES, shorten
from cismig.questions import Answer, Labels, answer, bind_values
from cismig.statistics import (
    csv_metadata,
    csv_table,
    frame,
    notes,
    parquet,
    sdmx_csv,
    sheet,
    workbook,
)
from cismig.statistics.csvw import lexical
from cismig.statistics.sheets import LABEL, type_of
from cismig.statistics.workbooks import lines
from cismig.store import Table

if TYPE_CHECKING:
    from cismig.build import Built
    from cismig.layout import Layout
    from cismig.store import Term

XSD = PREFIXES["xsd"]
SLUGS = (
    "departures-by-destination",
    "departures-change",
    "cis-members-on-a-day",
    "meetings-of-a-body",
    "what-the-figures-count",
    "sources",
)
Cismig = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cismig(
    layout: Layout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Cismig:
    """Return the command, run in this process from the root of the lean checkout."""
    monkeypatch.chdir(layout.root)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def asked(built: Built, slug: str, **values: str) -> Answer:
    question = questions()[slug]
    terms = bind_values(question, values, built.store) if values else defaults(question)
    return answer(built.store, question, terms)


def literal(value: str, kind: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + kind))


def with_rows(built: Built, *rows: tuple[Term | None, ...]) -> Answer:
    """Return departures by destination with rows of our own."""
    found = asked(built, "departures-by-destination")
    return Answer(found.question, found.terms, Table(found.table.columns, rows))


# The sheet.


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sheet_has_every_cell_in_its_type(slug: str, built: Built) -> None:
    found = asked(built, slug)
    made = sheet(found, Labels(built.store))
    for place, name in enumerate(found.table.columns):
        for term, value in zip(
            (row[place] for row in found.table.rows), made.column(name), strict=True
        ):
            if term is None:
                assert value is None
            elif isinstance(term, NamedNode):
                assert value == shorten(term.value)
            else:
                assert lexical(value) == term.value
    things = [field.name for field in made.fields if field.type == "thing"]
    named = [field.names for field in made.fields if field.names]
    assert set(things) <= set(named)
    for name in named:
        values, labels = made.column(name), made.column(name + LABEL)
        assert [value is None for value in values] == [label is None for label in labels]


def test_names_are_in_the_language_asked_for(built: Built) -> None:
    found = asked(built, "departures-by-destination")
    made = sheet(found, Labels(built.store, "ru"))
    assert made.column("destination")[0] == "area:RUS"
    assert made.column("destination_label")[0] == "Российская Федерация"


@pytest.mark.parametrize(
    ("terms", "declared", "kind"),
    [
        ([literal("1", "integer"), None], "xsd:integer", "integer"),
        ([literal("1", "integer"), literal("1.5", "decimal")], "term", "decimal"),
        ([literal("1", "integer"), literal("1e3", "double")], "term", "double"),
        ([literal("2024-05-28", "date"), literal("2024-05", "gYearMonth")], "term", "string"),
        ([literal("2024-02-30", "date")], "xsd:date", "string"),
        ([literal("2024", "gYear")], "xsd:gYear", "gYear"),
        ([literal("true", "boolean")], "xsd:boolean", "boolean"),
        ([None], "xsd:decimal", "decimal"),
        ([None], "IRI", "thing"),
        ([Literal("x"), NamedNode("https://example.org/x")], "term", "string"),
    ],
)
def test_a_column_has_the_type_of_what_it_holds(
    terms: list[Term | None], declared: str, kind: str
) -> None:
    assert type_of(terms, declared) == kind


# Data frames and Parquet.


def test_a_frame_is_typed(built: Built) -> None:
    found = asked(built, "departures-by-destination")
    made = frame(sheet(found, Labels(built.store)), notes(built, found))
    assert {name: str(kind) for name, kind in made.dtypes.items()} == {
        "destination": "object",
        "destination_label": "object",
        "persons": "Int64",
        "share": "Float64",
        "total": "Int64",
        "sources": "Int64",
    }
    assert made["persons"].sum() == 652_014
    assert made.attrs["cismig"]["dataSets"][0]["unit"] == "persons"


def test_a_frame_has_days_and_knows_what_is_missing(built: Built) -> None:
    made = frame(sheet(asked(built, "meetings-of-a-body"), Labels(built.store)))
    days = [name for name, kind in made.dtypes.items() if str(kind) == "datetime64[s]"]
    assert days
    assert made[days[0]].max() > pd.Timestamp("2020-01-01")
    short = with_rows(built, (None, None, None, literal("7", "integer"), None))
    missing = frame(sheet(short, Labels(built.store)))
    assert missing["persons"].isna().all()
    assert missing["total"].tolist() == [7]


def test_parquet_rounds_nothing_and_carries_its_notes(built: Built) -> None:
    found = asked(built, "departures-by-destination")
    made = sheet(found, Labels(built.store, "ru"))
    read = pq.read_table(io.BytesIO(parquet(made, notes(built, found, "ru"))))
    assert [tuple(row.values()) for row in read.to_pylist()] == list(made.rows)
    assert isinstance(read["share"][0].as_py(), Decimal)
    told = json.loads(read.schema.metadata[b"cismig"])
    assert told["question"]["text"].startswith("Куда выехали")
    assert "«Азия-Плюс»" in {source["publisher"] for source in told["sources"]}


# Workbooks.


@pytest.mark.parametrize("slug", SLUGS)
def test_a_workbook_read_again_is_the_answer(slug: str, built: Built) -> None:
    found = asked(built, slug)
    made = sheet(found, Labels(built.store, "ru"))
    book = openpyxl.load_workbook(io.BytesIO(workbook(made, notes(built, found, "ru"))))
    assert book.sheetnames == ["Ответ", "Примечания"]
    heads, *rows = book["Ответ"].iter_rows(values_only=True)
    assert heads == tuple(field.name for field in made.fields)
    assert len(rows) == len(made.rows)
    for row, expected in zip(rows, made.rows, strict=True):
        for cell, value in zip(row, expected, strict=True):
            if isinstance(value, date):
                assert cell.date() == value
            elif isinstance(value, Decimal):
                assert cell == pytest.approx(float(value))
            else:
                assert (cell or None) == (value or None) or cell == value
                assert isinstance(cell, type(value)) or not value


def test_thousands_stand_apart_where_they_must_and_years_stay(built: Built) -> None:
    found = asked(built, "departures-by-destination")
    made = sheet(found, Labels(built.store))
    page = openpyxl.load_workbook(io.BytesIO(workbook(made, notes(built, found)))).worksheets[0]
    formats = {page.cell(1, n).value: page.cell(2, n).number_format for n in range(1, 7)}
    assert (formats["persons"], formats["share"], formats["sources"]) == ("#,##0", "0.0", "0")
    assert page.cell(2, 1).hyperlink.target == PREFIXES["area"] + "RUS"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_notes_say_all_that_belongs_to_the_figures(language: str, built: Built) -> None:
    found = asked(built, "departures-by-sex")
    told = notes(built, found, language)
    made = workbook(sheet(found, Labels(built.store, language)), told)
    page = openpyxl.load_workbook(io.BytesIO(made)).worksheets[1]
    text = "\n".join(
        str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None
    )
    expected = {
        "en": ("labour migrants departed", "persons", "flow", "version 0.1.0", "What this cannot"),
        "ru": ("выехавшие трудовые мигранты", "человек", "поток", "версия 0.1.0", "Чего отсюда"),
    }[language]
    for each in (*expected, found.question.limits(language), "dataset:molme-departures"):
        assert each in text
    for each in ("asiaplustj.info", "creativecommons.org/licenses/by/4.0", "period:2023"):
        assert each in text
    assert [heading for heading, _ in lines(told)].count(next(lines(told))[0]) == 1


def test_text_is_no_formula_and_long_figures_are_not_rounded(built: Built) -> None:
    hostile = Literal("=HYPERLINK(1)\x0b")
    long = literal("12345678901234567890", "integer")
    found = with_rows(built, (hostile, long, None, None, None))
    made = workbook(sheet(found, Labels(built.store)), notes(built, found))
    page = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert (page.cell(2, 1).value, page.cell(2, 1).data_type) == ("=HYPERLINK(1) ", "s")
    row = [cell for cell in next(page.iter_rows(min_row=2, values_only=True)) if cell is not None]
    assert "12345678901234567890" in row


# CSV on the Web.


@pytest.mark.parametrize("slug", SLUGS)
def test_metadata_describe_the_columns_of_the_table(slug: str, built: Built) -> None:
    found = asked(built, slug)
    made = sheet(found, Labels(built.store), whole=True)
    told = {each: notes(built, found, each) for each in ("en", "ru")}
    metadata = json.loads(csv_metadata(made, "answer.csv", told))
    heads, *rows = csv.reader(io.StringIO(csv_table(made), newline=""))
    columns = metadata["tableSchema"]["columns"]
    assert metadata["url"] == "answer.csv"
    assert [column["titles"]["und"] for column in columns] == heads
    assert len(rows) == len(found.table.rows)
    fits = {
        "integer": r"[+-]?\d+",
        "decimal": r"[+-]?\d+(\.\d+)?",
        "date": r"\d{4}-\d\d-\d\d",
        "anyURI": r"https?://\S+",
        "boolean": "true|false",
        "gYear": r"\d{4}",
    }
    for place, column in enumerate(columns):
        assert re.search("[а-яё]", column["titles"]["ru"]) or not column["titles"]["ru"]
        form = fits.get(column["datatype"], ".*")
        assert all(re.fullmatch(form, row[place], re.DOTALL) for row in rows if row[place])
    assert {each["@language"] for each in metadata["dc:title"]} == {"en", "ru"}
    assert metadata["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}


def test_metadata_name_sources_limits_and_cards(built: Built) -> None:
    found = asked(built, "departures-by-sex")
    told = {each: notes(built, found, each) for each in ("ru", "en")}
    made = json.loads(csv_metadata(sheet(found, Labels(built.store), whole=True), "a.csv", told))
    assert made["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "ru"}]
    source = PREFIXES["source"] + "asia-plus-2024-05-28-council"
    assert source in {each["@id"] for each in made["dc:source"]}
    assert made["dc:description"][1]["@value"] == found.question.limits("en")
    assert "Unit: persons" in made["notes"][0]["dc:description"][1]["@value"]


# SDMX-CSV.


def test_sdmx_has_the_whole_key_of_each_observation(built: Built) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(sdmx_csv(built.store, asked(built, "departures-by-destination"), "0.1.0"))
        )
    )
    assert rows[0] == {
        "STRUCTURE": "datastructure",
        "STRUCTURE_ID": "CISMIG:MIGRATION_STRUCTURE(0.1.0)",
        "ACTION": "I",
        "DATA_SET": "molme-departures",
        "REF_AREA": "TJK",
        "COUNTERPART_AREA": "RUS",
        "SEX": "T",
        "TIME_PERIOD": "2023",
        "OBS_VALUE": "627028",
        "OBS_STATUS": "A",
        "UNIT_MEASURE": "unit-persons",
        "INDICATOR": "labour-migrants-departed",
    }
    assert [row["OBS_VALUE"] for row in rows] == ["627028", "18418", "6568"]


@pytest.mark.parametrize(
    ("slug", "lacking"),
    [
        ("who-took-part", "lacks DATA_SET, REF_AREA, COUNTERPART_AREA, SEX, TIME_PERIOD"),
        ("names-of-a-state", "lacks OBS_VALUE: no column holds figures"),
        ("departures-change", "no one column for OBS_VALUE: earlier, later"),
    ],
)
def test_what_is_no_observation_is_no_sdmx(slug: str, lacking: str, built: Built) -> None:
    with pytest.raises(FormError, match=lacking):
        sdmx_csv(built.store, asked(built, slug), "0.1.0")


def test_computed_figures_are_no_observations(built: Built) -> None:
    found = asked(built, "departures-by-destination")
    shares = Table(
        found.table.columns,
        tuple((row[0], row[2], row[2], row[2], row[4]) for row in found.table.rows),
    )
    with pytest.raises(FormError, match="lacks"):
        sdmx_csv(built.store, Answer(found.question, found.terms, shares), "0.1.0")
    empty = Answer(found.question, found.terms, Table(found.table.columns, ()))
    with pytest.raises(FormError, match="has no rows"):
        sdmx_csv(built.store, empty, "0.1.0")


# The command.


@pytest.mark.parametrize(
    ("name", "more", "beside"),
    [
        ("a.xlsx", [], []),
        ("a.parquet", [], []),
        ("a.csv", ["--format", "csvw"], ["a.csv-metadata.json"]),
        ("a.csv", ["--format", "sdmx-csv"], []),
        ("a.csv", [], []),
        ("a.json", [], []),
        ("a.md", [], []),
        ("a.txt", [], []),
        ("a.bib", ["--cite=bibtex"], []),
    ],
)
def test_the_form_is_what_the_name_of_the_file_says(
    name: str, more: list[str], beside: list[str], cismig: Cismig, tmp_path: Path
) -> None:
    file = tmp_path / name
    code, out, err = cismig("ask", "departures-by-sex", "--output", str(file), *more)
    assert (code, out) == (0, "")
    assert err.splitlines()[-1 - len(beside)] == f"written: {file}"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, *beside])
    if name not in ("a.xlsx", "a.parquet") and "csvw" not in more:
        printed = cismig("ask", "departures-by-sex", *(more or ["--format", file_form(name)]))[1]
        assert file.read_bytes().decode() == printed


def file_form(name: str) -> str:
    return {"csv": "csv", "json": "json", "md": "markdown", "txt": "table"}[name.split(".")[1]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "xlsx"], "xlsx cannot be printed; add --output answer.xlsx"),
        (["--format", "parquet", "--output", "-"], "parquet cannot be printed"),
        (["--format", "csvw"], "csvw cannot be printed; add --output answer.csv"),
        (["--output", "a.doc"], "no form of answers ends in '.doc'; name a file that ends in"),
        (["--format", "xlsx", "--output", "a.csv"], "does not end as xlsx does; name it a.xlsx"),
        (["--format", "xlsx", "--output", "a.xlsx", "--cite"], "citations do not fit into xlsx"),
        (["--output", "a.json", "--chart", "a.json"], "a.json for both the answer and its chart"),
        (["--format", "xslx"], "did you mean 'xlsx'?"),
    ],
)
def test_what_does_not_go_together_is_refused(
    arguments: list[str], told: str, cismig: Cismig
) -> None:
    code, out, err = cismig("ask", "departures-by-sex", *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert not list(Path.cwd().glob("a.*"))


def test_the_list_is_only_printed(cismig: Cismig) -> None:
    assert "the list of questions is only printed" in cismig("ask", "--format", "xlsx")[2]


def test_sdmx_is_printed_or_refused_in_one_line(cismig: Cismig) -> None:
    assert cismig("ask", "departures-by-sex", "--format", "sdmx-csv")[1].count("\n") == 3
    code, out, err = cismig("ask", "sources", "--format", "sdmx-csv")
    assert (code, out) == (2, "")
    assert "sdmx-csv: sources lacks" in err


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.svg"])
def test_a_write_that_fails_leaves_what_was_there(
    name: str, cismig: Cismig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / name
    file.write_bytes(b"before")

    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as half:
            half.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    flag = "--chart" if name == "a.svg" else "--output"
    code, _, err = cismig("ask", "departures-by-sex", flag, str(file))
    assert code == 3
    assert f"{file}: No space left on device" in err
    assert [*tmp_path.iterdir()] == [file]
    assert file.read_bytes() == b"before"


def test_a_form_that_does_not_fit_leaves_the_chart_unwritten(
    cismig: Cismig, tmp_path: Path
) -> None:
    code, *_ = cismig(
        *("ask", "departures-by-sex", "period=2013", "--format", "sdmx-csv"),
        *("--chart", str(tmp_path / "a.svg")),
    )
    assert code == 2
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(("library", "name"), [("openpyxl", "a.xlsx"), ("pyarrow", "a.parquet")])
def test_a_library_that_is_missing_is_named_with_its_extra(
    library: str, name: str, cismig: Cismig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    code, _, err = cismig("ask", "departures-by-sex", "--output", str(tmp_path / name))
    assert code == 3
    assert f"{library} is not installed; pip install 'cismig[tables]'" in err
    assert [*tmp_path.iterdir()] == []


def test_a_missing_pandas_is_told(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    made = sheet(asked(built, "departures-by-sex"), Labels(built.store))
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(LibraryError, match="pandas is not installed"):
        frame(made)


def test_the_extras_are_those_that_are_named() -> None:
    import tomllib  # noqa: PLC0415

    from cismig.statistics.library import EXTRAS  # noqa: PLC0415

    project = tomllib.loads((LAYOUT.root / "pyproject.toml").read_text("utf-8"))["project"]
    for library, extra in EXTRAS.items():
        named = project["optional-dependencies"][extra]
        assert any(each.startswith(library.replace("_", "-")) for each in named)
