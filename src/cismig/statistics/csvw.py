"""CSV on the Web: a table, and beside it what its columns are and where its figures come from."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

from cismig.statistics.cards import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from cismig.statistics.noting import Notes
    from cismig.statistics.sheets import Field, Sheet, Value

METADATA: Final = "-metadata.json"
"""What is added to the address of a table for its metadata (Tabular Data on the Web, 5.3)."""

_CONTEXT: Final = "http://www.w3.org/ns/csvw"
_DATATYPES: Final[Mapping[str, str]] = {"thing": "anyURI"}


def csv_table(sheet: Sheet) -> str:
    """Return *sheet* as CSV with lines ended by CR LF, as RFC 4180 wants it.

    The cells are the lexical forms of their types.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.name for field in sheet.fields])
    writer.writerows([lexical(value) for value in row] for row in sheet.rows)
    return out.getvalue()


def lexical(value: Value) -> str:
    """Return *value* as XML Schema writes it.

    >>> lexical(True), lexical(97210), lexical(None)
    ('true', '97210', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def csv_metadata(sheet: Sheet, name: str, notes: Mapping[str, Notes]) -> str:
    """Return the metadata of the table *name*, told in each language of *notes*."""
    first = next(iter(notes.values()))
    release = first.release
    found: dict[str, object] = {
        "@context": [_CONTEXT, {"@language": first.language}],
        "url": name,
        "dc:title": _said({each: ours.asked for each, ours in notes.items()}),
        "dc:description": _said({each: ours.limits for each, ours in notes.items()}),
        "dc:publisher": release.publisher,
        "dc:license": {"@id": release.licence},
        "dc:isPartOf": {"@id": release.address},
        "dc:hasVersion": release.version,
        "dc:source": [
            {
                "@id": origin.source.iri,
                "dc:title": origin.source.title,
                "dc:publisher": origin.source.publisher,
                **({"dc:issued": origin.source.issued} if origin.source.issued else {}),
                **({"dc:identifier": origin.source.address} if origin.source.address else {}),
                **({"dc:hasVersion": origin.edition} if origin.edition else {}),
                **({"dc:license": {"@id": origin.source.licence}} if origin.source.licence else {}),
            }
            for origin in first.origins
        ],
        "dc:bibliographicCitation": first.citation.splitlines(),
        "notes": [
            {
                "@type": "http://purl.org/linked-data/cube#DataSet",
                "dc:title": card.data_set or card.indicator,
                "dc:identifier": card.thing,
                "dc:description": _said(
                    {
                        each: "; ".join(": ".join(part) for part in told(ours.cards[place], each))
                        for each, ours in notes.items()
                    }
                ),
            }
            for place, card in enumerate(first.cards)
        ],
        "tableSchema": {"columns": [_column(field) for field in sheet.fields]},
    }
    kept = {key: value for key, value in found.items() if value not in ("", [], {"@id": ""})}
    return json.dumps(kept, ensure_ascii=False, indent=2) + "\n"


def _column(field: Field) -> dict[str, object]:
    """Return what a column is; its head in the file is one of its titles."""
    return {
        "name": field.name,
        "titles": {"und": field.name, "en": field.meaning_en, "ru": field.meaning_ru},
        "datatype": _DATATYPES.get(field.type, field.type),
    }


def _said(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]
