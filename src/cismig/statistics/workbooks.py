"""An answer as a workbook: the rows in their types, and a sheet of all that belongs to them."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cismig.names import expand
from cismig.statistics.cards import told
from cismig.statistics.library import library
from cismig.statistics.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from cismig.statistics.noting import Notes
    from cismig.statistics.sheets import Field, Sheet, Value

_WIDEST: Final = 60
_NARROWEST: Final = 10
_DIGITS: Final = 10**15
"""A workbook keeps fifteen digits of a figure; longer ones are written as text."""
_GROUPED_FROM: Final = 10_000
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook(sheet: Sheet, notes: Notes) -> bytes:
    """Return *sheet* and *notes* as an XLSX file.

    Raises:
        LibraryError: openpyxl is not installed.
    """
    openpyxl, styles = library("openpyxl"), library("openpyxl.styles")
    book = openpyxl.Workbook()
    book.properties.creator = notes.release.publisher
    book.properties.title = notes.asked
    book.properties.description = notes.limits
    book.properties.language = notes.language
    page = book.active
    page.title = word("answer", notes.language)
    bold, wrapped = styles.Font(bold=True), styles.Alignment(wrap_text=True, vertical="top")
    for place, field in enumerate(sheet.fields, start=1):
        head = page.cell(1, place, field.name)
        head.font = bold
        values = sheet.column(field.name)
        form = _number_format(values)
        for row, value in enumerate(values, start=2):
            _fill(page.cell(row, place), value, field, form)
        longest = max(len(str(value)) for value in (field.name, *values))
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        page.column_dimensions[head.column_letter].width = width
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    beside = book.create_sheet(word("notes", notes.language))
    for row, (heading, text) in enumerate(lines(notes), start=1):
        for place, said in enumerate((heading, text), start=1):
            cell = beside.cell(row, place)
            _text(cell, said)
            cell.alignment = wrapped
        if heading:
            beside.cell(row, 1).font = bold
    beside.column_dimensions["A"].width, beside.column_dimensions["B"].width = 28, 100
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines(notes: Notes) -> Iterator[tuple[str, str]]:
    """Yield what the sheet of notes says, a heading and a text each."""
    language = notes.language

    def say(key: str) -> str:
        return word(key, language)

    yield say("question"), notes.question
    for place, given in enumerate(notes.given):
        iri = f" [{given.iri}]" if given.iri else ""
        yield (
            "" if place else say("parameters"),
            f"{given.name} = {given.value}{iri} — {given.meaning}",
        )
    yield say("limits"), notes.limits
    for caveat in notes.caveats:
        yield say("caveats"), caveat
    for place, (name, kind, meaning) in enumerate(notes.columns):
        yield "" if place else say("columns"), f"{name} ({kind}) — {meaning}"
    for card in notes.cards:
        yield "", ""
        yield say("counts"), ""
        yield from told(card, language)
    if notes.origins:
        yield "", ""
    for place, origin in enumerate(notes.origins):
        yield "" if place else say("sources"), origin.line(language)
    if notes.partial:
        yield "", say("partial")
    yield "", ""
    for place, line in enumerate(notes.citation.splitlines()):
        yield "" if place else say("cite as"), line
    licence = f" ({say('licence')}: {notes.release.licence})" if notes.release.licence else ""
    yield say("release"), notes.edition + licence


def _fill(cell: Any, value: Value, field: Field, form: str) -> None:  # noqa: ANN401 - openpyxl tells no types
    if value is None:
        return
    if isinstance(value, bool):
        cell.value = value
    elif isinstance(value, int | Decimal | float) and abs(float(value)) < _DIGITS:
        cell.value = value
        cell.number_format = form
    elif isinstance(value, date) and not isinstance(value, datetime):  # which may have a zone
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    else:
        _text(cell, str(value))
        if field.type == "thing" and ":" in str(value):
            cell.hyperlink = expand(str(value))


def _text(cell: Any, said: str) -> None:  # noqa: ANN401 - openpyxl tells no types
    """Write text as text: what begins with ``=`` is no formula of ours."""
    cell.value = _FORBIDDEN.sub(" ", said)
    cell.data_type = "s"


def _number_format(values: tuple[Value, ...]) -> str:
    """Return a format that sets thousands apart where a figure needs it; years stay as they are."""
    figures = [each for each in values if isinstance(each, int | Decimal | float)]
    places = max(
        [0, *(-int(each.as_tuple().exponent) for each in figures if isinstance(each, Decimal))]
    )
    if any(isinstance(each, float) for each in figures):
        return "General"
    whole = "#,##0" if any(abs(float(each)) >= _GROUPED_FROM for each in figures) else "0"
    return f"{whole}.{'0' * places}" if places else whole
