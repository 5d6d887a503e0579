"""A table in house form from the rows of a CSV: slices, and one observation a line."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cismig.errors import LoadError, PublishError, RowsError
from cismig.statistics.incoming import COLUMNS, rows
from cismig.statistics.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal
    from pathlib import Path

    from cismig.layout import Layout
    from cismig.statistics.incoming import Cells, Description

__all__ = ["Imported", "import_table"]

MOST_PROBLEMS: Final = 20
# Of an observation's own line, in the order of the house: borrowed words first, ours last.
_OWN: Final = ("status", "time", "value", "addends", "counterpart_area", "caveat", "precision")
_SPOOL: Final = """
CREATE TABLE row (key TEXT PRIMARY KEY, slice TEXT, line INTEGER, status TEXT, period TEXT,
                  counterpart TEXT, facts TEXT) WITHOUT ROWID;
CREATE INDEX of_slice ON row (slice, period);
CREATE TABLE absent (slice TEXT, period TEXT, counterpart TEXT);
"""
_ABSENCES: Final = {
    "cism:lacks": """
        SELECT DISTINCT slice, period FROM absent WHERE period != ''
        AND NOT EXISTS (SELECT 1 FROM row WHERE row.slice = absent.slice
                                            AND row.period = absent.period)
        ORDER BY 1, 2""",
    "cism:lacksCounterpart": """
        SELECT DISTINCT slice, counterpart FROM absent WHERE counterpart != ''
        AND NOT EXISTS (SELECT 1 FROM row WHERE row.slice = absent.slice
                                            AND row.counterpart = absent.counterpart)
        AND (period = '' OR EXISTS (SELECT 1 FROM row WHERE row.slice = absent.slice
                                                        AND row.period = absent.period))
        ORDER BY 1, 2""",
}
_OTHERWISE: Final = """
    SELECT COUNT(*) FROM absent WHERE period != ''
    AND EXISTS (SELECT 1 FROM row WHERE row.slice = absent.slice AND row.period = absent.period)
    AND EXISTS (SELECT 1 FROM row WHERE row.slice = absent.slice
                                    AND row.counterpart = absent.counterpart)
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote: the file, and how many figures, slices and absences stand in it.

    ``passed_over`` counts empty cells beside which the slice has figures of the same period and
    the same counterpart: an observation that is not there was not published.
    """

    path: Path
    observations: int
    slices: int
    lacking: int
    passed_over: int


def import_table(
    layout: Layout,
    description: Description,
    data_set: str,
    source: str,
    *,
    tell: Callable[[int, int], object] | None = None,
) -> Imported:
    """Write the table of *data_set* into ``graph/statistics/``, in the place of an older one.

    *data_set* and *source* are prefixed names of the registry. Rows go through a database on disk,
    so that a table of any length takes little memory; *tell* hears how many are read, and of how
    many. Nothing is written unless every row is sound.

    Raises:
        LoadError: the data set or the source is not in the registry, or the CSV cannot be read.
        RowsError: rows with unknown names, with a key that another has, or without a part of it.
        PublishError: the folder cannot be written to.
    """
    registry = Registry(layout, description.path)
    header = registry.header(data_set, source)  # refuses before the rows are read
    name = data_set.removeprefix("dataset:")
    path = layout.graph / "statistics" / f"{name}.ttl"
    with closing(sqlite3.connect("")) as spool:  # a nameless one is a file that goes by itself
        spool.executescript(_SPOOL)
        _spool(spool, name, description, registry, tell)
        counts = _write(spool, path, name, header.written(_used(spool)))
    return Imported(path, *counts)


def _spool(
    spool: sqlite3.Connection,
    name: str,
    description: Description,
    registry: Registry,
    tell: Callable[[int, int], object] | None,
) -> None:
    """Bring the rows into *spool*, each under its key.

    Raises:
        RowsError: rows that make no observation, at most twenty of them.
    """
    dimensions = registry.dimensions_of(f"dataset:{name}")
    every = _lines(description.path) if tell else 0
    problems: list[LoadError] = []
    for row in rows(description):
        if tell:
            tell(min(row.line or 0, every), every)
        problem = (
            row
            if isinstance(row, LoadError)
            else _wrong(row, dimensions, registry, description.path)
            or _keep(spool, name, row, dimensions, description.path)
        )
        if problem is not None:
            problems.append(problem)
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise RowsError(description.path, tuple(problems))


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _wrong(
    cells: Cells, dimensions: tuple[str, ...], registry: Registry, path: Path
) -> LoadError | None:
    """Return what is wrong with the row, None if it makes an observation or an absence."""
    for column, name in cells.names.items():
        if not registry.has(name):
            reason = f"column {column}: {name} is not known"
            return LoadError(path, cells.line, reason, registry.like(name))
        if column == "counterpart_area" and column not in dimensions:
            reason = f"column {column}: the structure of the data set has no such dimension"
            return LoadError(path, cells.line, reason, "leave the column out")
    may_lack = {"time", "counterpart_area"} if cells.value is None else set()
    for column in dimensions:
        if column not in cells.names and column not in may_lack:
            remedy = "every dimension of a figure is needed, a total as WLD or T"
            return LoadError(path, cells.line, f"column {column}: empty", remedy)
    if cells.value is None and not may_lack & cells.names.keys():
        remedy = "say of which period or counterpart there is no figure"
        return LoadError(path, cells.line, "neither a figure nor a period", remedy)
    return None


def _keep(
    spool: sqlite3.Connection, name: str, cells: Cells, dimensions: tuple[str, ...], path: Path
) -> LoadError | None:
    """Keep the row in *spool*; return what is wrong if another has its key."""
    part = "-".join((name, _code(cells, "ref_area"), _code(cells, "sex")))
    period, counterpart = (cells.names.get(one, "") for one in ("time", "counterpart_area"))
    if cells.value is None:
        spool.execute("INSERT INTO absent VALUES (?, ?, ?)", (part, period, counterpart))
        return None
    key = "-".join((name, *(_code(cells, column) for column in dimensions)))
    facts = " ; ".join(
        f"{COLUMNS[column].property} {value}"
        for column in _OWN
        if column != "status" and (value := _written(column, cells))
    )
    kept = (key, part, cells.line, cells.names.get("status", ""), period, counterpart, facts)
    try:
        spool.execute("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?)", kept)
    except sqlite3.IntegrityError:
        (line,) = spool.execute("SELECT line FROM row WHERE key = ?", (key,)).fetchone()
        reason = f"a second figure for {key}; line {line} has the first"
        remedy = "tell them apart by a dimension, or by a data set for each edition"
        return LoadError(path, cells.line, reason, remedy)
    return None


def _code(cells: Cells, column: str) -> str:
    """Return what stands for the cell in a name: ``RUS`` for area:RUS, ``F`` for the female sex."""
    return cells.names[column].partition(":")[2].removeprefix("sex-")


def _written(column: str, cells: Cells) -> str:
    numbers = {"value": cells.value, "addends": cells.addends}
    if column in numbers:
        number = numbers[column]
        return "" if number is None else _figure(number)
    return cells.names.get(column, "")


def _figure(value: Decimal) -> str:
    """Return the figure as Turtle: a whole number bare, any other as a decimal.

    >>> from decimal import Decimal
    >>> _figure(Decimal("97210")), _figure(Decimal("13.80"))
    ('97210', '"13.80"^^xsd:decimal')
    """
    text = format(value, "f")
    return f'"{text}"^^xsd:decimal' if "." in text else text


def _used(spool: sqlite3.Connection) -> set[str]:
    """Return the prefixes that the rows of some tables use and those of others do not."""
    asked = "SELECT 1 FROM row WHERE facts LIKE '%' || ?1 || ':%' OR status LIKE ?1 || ':%' LIMIT 1"
    used = {
        prefix for prefix in ("cism", "code", "xsd") if spool.execute(asked, (prefix,)).fetchone()
    }
    return used | ({"cism"} if _lacking(spool) else set())


def _write(
    spool: sqlite3.Connection, path: Path, name: str, header: str
) -> tuple[int, int, int, int]:
    """Put the table in the place of *path* at one stroke; return what stands in it."""
    beside = path.with_name(f".{path.name}.new")
    counts = [0, 0, 0, 0]
    try:
        path.parent.mkdir(exist_ok=True)
        with beside.open("w", encoding="utf-8", newline="\n") as out:
            out.write(header)
            out.write(_links(spool, name))
            for line in _observations(spool, name):
                counts[0] += 1
                out.write(line)
            for block, lacking in _slices(spool):
                counts[1] += 1
                counts[2] += lacking
                out.write(block)
        beside.replace(path)
    except OSError as refused:
        beside.unlink(missing_ok=True)
        raise PublishError(path, refused.strerror or str(refused)) from refused
    (counts[3],) = spool.execute(_OTHERWISE).fetchone()
    return tuple(counts)  # type: ignore[return-value]  # four of them


def _shared(spool: sqlite3.Connection) -> dict[str, str]:
    """Return the status of each slice all of whose observations have the same."""
    asked = "SELECT slice, MIN(status) FROM row GROUP BY slice HAVING MIN(status) = MAX(status)"
    return {part: status for part, status in spool.execute(asked) if status}


def _links(spool: sqlite3.Connection, name: str) -> str:
    """Return the block that gives the data set its slices, and the line that parts it off."""
    parts = [f"slice:{part}" for part in _parts(spool)]
    return "\n".join([f"\ndataset:{name}", *_fact("qb:slice", parts), ".\n\n"])


def _parts(spool: sqlite3.Connection) -> list[str]:
    asked = "SELECT slice FROM row UNION SELECT slice FROM absent ORDER BY 1"
    return [part for (part,) in spool.execute(asked)]


def _fact(verb: str, values: list[str]) -> list[str]:
    """Return the lines of a fact in a block, none if it has no value."""
    if len(values) < 2:  # noqa: PLR2004 - one stands beside its verb
        return [f"    {verb} {value} ;" for value in values]
    return [f"    {verb}", " ,\n".join(f"        {value}" for value in values) + " ;"]


def _observations(spool: sqlite3.Connection, name: str) -> Iterator[str]:
    shared = _shared(spool)
    for key, part, status, facts in spool.execute(
        "SELECT key, slice, status, facts FROM row ORDER BY key"
    ):
        own = "" if part in shared or not status else f"sdmx-attribute:obsStatus {status} ; "
        yield (f"observation:{key} a qb:Observation ; qb:dataSet dataset:{name} ; {own}{facts} .\n")


def _slices(spool: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """Yield the block of each slice, and how many periods and counterparts it says it lacks."""
    shared, lacking = _shared(spool), _lacking(spool)
    for part in _parts(spool):
        area, sex = part.split("-")[-2:]
        keys = spool.execute("SELECT key FROM row WHERE slice = ? ORDER BY key", (part,))
        values = {
            "qb:observation": [f"observation:{key}" for (key,) in keys],
            "qb:sliceStructure": ["slice:by-area-and-sex"],
            "sdmx-attribute:obsStatus": [shared[part]] if part in shared else [],
            "sdmx-dimension:refArea": [f"area:{area}"],
            "sdmx-dimension:sex": [f"sdmx-code:sex-{sex}"],
            **lacking[part],
        }
        lines = [f"\nslice:{part}", "    a qb:Slice ;"]
        for verb, found in values.items():
            lines += _fact(verb, found)
        yield "\n".join([*lines, ".\n"]), sum(map(len, lacking[part].values()))


def _lacking(spool: sqlite3.Connection) -> dict[str, dict[str, list[str]]]:
    """Return the periods, else the counterparts, of which a slice says that it has no figure."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for verb, asked in _ABSENCES.items():
        for part, name in spool.execute(asked):
            found[part].setdefault(verb, []).append(name)
    return found
