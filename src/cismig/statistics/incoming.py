"""A tidy CSV as CSV on the Web describes it: rows whose cells are names of the graph, or figures.

``FILE.csv-metadata.json`` beside the file describes its columns (W3C, Metadata Vocabulary for
Tabular Data); without it the header's own names do. A column is known by the component that its
``propertyUrl`` names, else by its name.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from csvw.metadata import Table

from cismig.errors import LoadError
from cismig.names import PREFIXES, nearest, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from csvw.metadata import Column

__all__ = ["COLUMNS", "Cells", "Description", "describe", "rows"]

ALWAYS: Final = ("ref_area", "sex", "time", "value")


@dataclass(frozen=True, slots=True)
class _Known:
    """A column that we know: its component, and what a code in it is called; empty for numbers."""

    property: str
    names: str = ""


COLUMNS: Final[Mapping[str, _Known]] = {
    "ref_area": _Known("sdmx-dimension:refArea", "area:{}"),
    "counterpart_area": _Known("cism:counterpartArea", "area:{}"),
    "sex": _Known("sdmx-dimension:sex", "sdmx-code:sex-{}"),
    "time": _Known("sdmx-dimension:refPeriod", "period:{}"),
    "value": _Known("sdmx-measure:obsValue"),
    "status": _Known("sdmx-attribute:obsStatus", "code:observation-{}"),
    "precision": _Known("cism:hasPrecision", "code:precision-{}"),
    "caveat": _Known("cism:hasCaveat", "code:caveat-{}"),
    "addends": _Known("cism:addends"),
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
    addends: Decimal | None


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
    columns = tuple(
        (described.get(name) or _plain(name), _known(path, name, described)) for name in header
    )
    for name in ALWAYS:
        if sum(name == known for _, known in columns) != 1:
            raise LoadError(path, 1, f"not one column {name}", _remedy())
    said = table.common_props
    return Description(path, table, columns, _said(said, "qb:dataSet"), _said(said, "dc:source"))


def rows(description: Description) -> Iterator[Cells | LoadError]:
    """Yield the rows of a table one by one, none of them held; what is wrong with one in its place.

    Raises:
        LoadError: the file is no CSV in the encoding that its description gives.
    """
    records = _records(description.path, description.table)
    next(records)
    for line, record in records:
        if not record:
            continue
        if len(record) == len(description.columns):
            yield _cells(line, record, description)
        else:
            reason = f"{len(record)} cells in {len(description.columns)} columns"
            remedy = "see that commas in a cell are quoted"
            yield LoadError(description.path, line, reason, remedy)


def _cells(line: int, record: Sequence[str], description: Description) -> Cells | LoadError:
    names: dict[str, str] = {}
    numbers: dict[str, Decimal] = {}
    for (column, name), cell in zip(description.columns, record, strict=True):
        if not name:
            continue
        try:
            found = column.read(cell)
            if found is None or found == "":
                continue
            if COLUMNS[name].names:
                names[name] = _name(column, name, str(found))
            else:
                numbers[name] = _number(found)
        except ValueError as error:
            remedy = "write a plain number, or leave the cell empty if nothing was published"
            return LoadError(description.path, line, f"column {column.header}: {error}", remedy)
    return Cells(line, names, numbers.get("value"), numbers.get("addends"))


def _number(found: object) -> Decimal:
    """Return what a cell holds as a number, whatever type its column was given.

    >>> _number(7), _number("13.80")
    (Decimal('7'), Decimal('13.80'))

    Raises:
        ValueError: it is none, or none that a figure can be.
    """
    try:
        number = Decimal(str(found))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"{found} is no number")
    return number


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


def _plain(name: str) -> Column:
    """Return a column of that name of which nothing more is told."""
    schema = {"columns": [{"name": name}]}
    made: Column = Table.fromvalue({"url": "x", "tableSchema": schema}).tableSchema.columns[0]
    return made


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
