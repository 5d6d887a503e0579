"""A tidy CSV as CSV on the Web describes it: rows whose cells are names of the graph, or figures.

``FILE.csv-metadata.json`` beside the file describes its columns (W3C, Metadata Vocabulary for
Tabular Data); without it the header's own names do. A column is known by the component that its
``propertyUrl`` names, else by its name.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from csvw.metadata import Table

from cismig.errors import LoadError, RowsError
from cismig.names import PREFIXES, nearest, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal
    from pathlib import Path

    from csvw.metadata import Column

__all__ = ["COLUMNS", "Cells", "Description", "describe", "rows"]

MOST_PROBLEMS: Final = 20
ALWAYS: Final = ("ref_area", "sex", "time", "value")


@dataclass(frozen=True, slots=True)
class _Known:
    """A column that we know: its component, and what a code in it is called in the graph."""

    property: str
    names: str = ""
    datatype: str = "string"


COLUMNS: Final[Mapping[str, _Known]] = {
    "ref_area": _Known("sdmx-dimension:refArea", "area:{}"),
    "counterpart_area": _Known("cism:counterpartArea", "area:{}"),
    "sex": _Known("sdmx-dimension:sex", "sdmx-code:sex-{}"),
    "time": _Known("sdmx-dimension:refPeriod", "period:{}"),
    "value": _Known("sdmx-measure:obsValue", datatype="decimal"),
    "status": _Known("sdmx-attribute:obsStatus", "code:observation-{}"),
    "precision": _Known("cism:hasPrecision", "code:precision-{}"),
    "caveat": _Known("cism:hasCaveat", "code:caveat-{}"),
    "addends": _Known("cism:addends", datatype="integer"),
}
_BY_PROPERTY: Final = {known.property: name for name, known in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a table before its rows are read.

    ``columns`` are those of the file, in its order, each with the name in `COLUMNS` that it stands
    for (empty: passed over). ``data_set`` and ``source`` are prefixed names, empty where the
    metadata do not say.
    """

    path: Path
    table: Table
    columns: tuple[tuple[Column, str], ...]
    data_set: str
    source: str


@dataclass(frozen=True, slots=True)
class Cells:
    """A row: the line that it ends on, what its codes are called in the graph, and its figure.

    A ``value`` of None was not published.
    """

    line: int
    names: Mapping[str, str]
    value: Decimal | None
    addends: int | None


def describe(path: Path) -> Description:
    """Return how the columns of the CSV at *path* are to be read.

    Raises:
        LoadError: the file or its metadata cannot be read, or a column means nothing to us.
    """
    beside = path.with_name(f"{path.name}-metadata.json")
    try:
        given = json.loads(beside.read_text("utf-8")) if beside.exists() else {}
        table = Table.fromvalue(
            {"@context": "http://www.w3.org/ns/csvw", "url": path.name, **given}
        )
    except (OSError, ValueError, TypeError, AttributeError) as error:
        remedy = "see W3C, Metadata Vocabulary for Tabular Data"
        raise LoadError(beside, None, f"no description of a table: {error}", remedy) from error
    header = next(_records(path, table), (1, []))[1]
    described = {name: column for column in table.tableSchema.columns for name in _called(column)}
    columns = tuple((_column(name, described), _known(path, name, described)) for name in header)
    for name in ALWAYS:
        if sum(name == known for _, known in columns) != 1:
            raise LoadError(path, 1, f"not one column {name}", _remedy())
    said = table.common_props
    return Description(path, table, columns, _said(said, "qb:dataSet"), _said(said, "dc:source"))


def rows(description: Description) -> Iterator[Cells]:
    """Yield the rows of a table one by one, none of them held.

    Raises:
        LoadError: the file is no CSV in the encoding that its description gives.
        RowsError: cells that are not of their column's type, at most twenty of them.
    """
    path, problems = description.path, list[LoadError]()
    records = _records(path, description.table)
    next(records)
    for line, record in records:
        if not record:
            continue
        if len(record) != len(description.columns):
            reason = f"{len(record)} cells in {len(description.columns)} columns"
            problems.append(LoadError(path, line, reason, "see that commas in a cell are quoted"))
        else:
            cells: dict[str, Any] = {}
            for (column, name), cell in zip(description.columns, record, strict=True):
                try:
                    cells[name] = column.read(cell)
                except ValueError as error:
                    remedy = "leave a cell empty if nothing was published"
                    reason = f"column {column.header}: {error}"
                    problems.append(LoadError(path, line, reason, remedy))
            yield _cells(line, cells, description)
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise RowsError(path, tuple(problems))


def _cells(line: int, cells: Mapping[str, Any], description: Description) -> Cells:
    codes = {name: str(cells[name]) for name in COLUMNS if cells.get(name) not in {None, ""}}
    names = {
        name: _name(column, name, codes[name])
        for column, name in description.columns
        if name in codes and COLUMNS[name].names
    }
    return Cells(line, names, cells.get("value"), cells.get("addends"))


def _records(path: Path, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows as they stand, each with the line that it ends on.

    Raises:
        LoadError: the file cannot be read, or is no CSV in its encoding.
    """
    dialect = table.dialect
    delimiter, encoding = (dialect.delimiter, dialect.encoding) if dialect else (",", "utf-8")
    encoding = "utf-8-sig" if encoding.lower() == "utf-8" else encoding
    try:
        with path.open(encoding=encoding, newline="") as text:
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            for record in reader:
                yield reader.line_num, record
    except (OSError, UnicodeError, LookupError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LoadError(path, None, reason, f"save it as CSV in {encoding}") from error


def _called(column: Column) -> Iterable[str]:
    return (
        {column.name, *(str(title) for title in column.titles.getall())}
        if column.titles
        else {column.name}
    )


def _column(name: str, described: Mapping[str, Column]) -> Column:
    """Return the column of that name, with the type of what it stands for if none is given."""
    made = Table.fromvalue(
        {
            "url": "x",
            "tableSchema": {
                "columns": [
                    {
                        "name": name,
                        "datatype": COLUMNS[name].datatype if name in COLUMNS else "string",
                    }
                ]
            },
        }
    )
    return described.get(name) or made.tableSchema.columns[0]


def _known(path: Path, name: str, described: Mapping[str, Column]) -> str:
    column = described.get(name)
    if column is not None and column.suppressOutput:
        return ""
    if column is not None and column.propertyUrl is not None:
        wanted = column.propertyUrl.expand()
        found = _BY_PROPERTY.get(shorten(wanted) if "//" in wanted else wanted)
        if found is None:
            raise LoadError(path, 1, f"column {name}: {wanted} is no component", _remedy())
        return found
    if name in COLUMNS:
        return name
    near = nearest(name, COLUMNS, count=1)
    remedy = f"did you mean {near[0]}?" if near else _remedy()
    raise LoadError(path, 1, f"column {name} means nothing here", remedy)


def _remedy() -> str:
    return (
        f"the columns are {', '.join(COLUMNS)}; FILE.csv-metadata.json may give another the "
        "propertyUrl of one of these, or suppressOutput"
    )


def _name(column: Column, name: str, code: str) -> str:
    if column.valueUrl is not None:
        return shorten(column.valueUrl.expand(**{column.name: code}))
    return COLUMNS[name].names.format(code.replace("/", "--") if name == "time" else code)


def _said(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key, "")
    text = str(value.get("@id", "") if isinstance(value, dict) else value)
    return shorten(text) if text.startswith(tuple(PREFIXES.values())) else text
