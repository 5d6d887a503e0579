"""An answer for pandas and as Parquet: typed columns, with what belongs to them as metadata."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cismig.statistics.library import library
from cismig.statistics.records import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from cismig.statistics.noting import Notes
    from cismig.statistics.sheets import Field, Sheet, Value

_WIDEST: Final = 2**63
_PANDAS: Final[Mapping[str, str]] = {
    "integer": "Int64",
    "decimal": "Float64",
    "double": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
"""A share in per cent is rounded already, and pandas reckons with floats, not with decimals."""


def frame(sheet: Sheet, notes: Notes | None = None) -> Any:  # noqa: ANN401 - pandas tells no types
    """Return *sheet* as a pandas DataFrame; what *notes* tell stands in its ``attrs``.

    Integers are ``Int64``, which knows missing values; decimals and doubles ``Float64``; days
    ``datetime64``; IRIs short names beside a column of names.

    Raises:
        LibraryError: pandas is not installed.
    """
    pandas = library("pandas")
    columns = {}
    for field in sheet.fields:
        values = sheet.column(field.name)
        kind = _PANDAS.get(field.type, "object")
        if kind == "Float64":
            values = tuple(None if each is None else float(str(each)) for each in values)
        elif kind == "Int64" and not _fits(values):
            kind = "object"
        columns[field.name] = pandas.Series(values, dtype=kind)
    made = pandas.DataFrame(columns)
    if notes is not None:
        made.attrs["cismig"] = record(notes)
    return made


def parquet(sheet: Sheet, notes: Notes) -> bytes:
    """Return *sheet* as a Parquet file; what *notes* tell stands in its metadata as ``cismig``.

    Integers are 64 bits wide, decimals decimals of just their width, so that nothing is rounded.

    Raises:
        LibraryError: pyarrow is not installed.
    """
    import json  # noqa: PLC0415 - one form of several

    arrow, writer = library("pyarrow"), library("pyarrow.parquet")
    arrays, fields = [], []
    for field in sheet.fields:
        values = sheet.column(field.name)
        kind = _arrow_type(arrow, field, values)
        texts = kind == arrow.string()
        arrays.append(
            arrow.array(
                [None if each is None else str(each) if texts else each for each in values], kind
            )
        )
        told = {"en": field.meaning_en, "ru": field.meaning_ru}
        fields.append(arrow.field(field.name, kind, metadata=told))
    schema = arrow.schema(
        fields, metadata={"cismig": json.dumps(record(notes), ensure_ascii=False)}
    )
    sink = arrow.BufferOutputStream()
    writer.write_table(arrow.Table.from_arrays(arrays, schema=schema), sink)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _arrow_type(arrow: Any, field: Field, values: tuple[Value, ...]) -> Any:  # noqa: ANN401 - pyarrow tells no types
    if field.type == "integer" and _fits(values):
        return arrow.int64()
    if field.type == "decimal":
        figures = [Decimal(str(each)) for each in values if each is not None]
        places = max([0, *(-int(each.as_tuple().exponent) for each in figures)])
        whole = max([1, *(each.adjusted() + 1 for each in figures)])
        return arrow.decimal128(whole + places, places) if whole + places <= 38 else arrow.string()  # noqa: PLR2004 - decimal128 holds so many digits
    kinds = {"double": arrow.float64, "boolean": arrow.bool_, "date": arrow.date32}
    return kinds.get(field.type, arrow.string)()


def _fits(values: tuple[Value, ...]) -> bool:
    return all(each is None or -_WIDEST <= int(str(each)) < _WIDEST for each in values)
