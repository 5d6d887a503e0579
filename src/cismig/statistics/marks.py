"""The rows of an answer as marks on a chart: names, places and figures, in words and numbers."""

from __future__ import annotations

import re
from datetime import date

from pyoxigraph import Literal, NamedNode

from cismig.dataset.terms import named
from cismig.errors import FormError
from cismig.evidence.sources import nodes, text
from cismig.frozen import Frozen
from cismig.names import expand
from cismig.questions import figure, is_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from cismig.questions import Answer, Chart, Labels
    from cismig.store import Store, Term

_FIRST: Final = named("cism:firstDay")
_LAST: Final = named("cism:lastDay")
_ALPHA3: Final = named("cism:alpha3Code")
_AREA_OF: Final = named("cism:isAreaOf")
_UNIT: Final = named("sdmx-attribute:unitMeasure")
_LONG: Final = 10_000
_LONGEST: Final = 44


class Mark(Frozen):
    """A row: what it is called on each axis, its figure (None is none), and that in words.

    ``place`` is where it stands in time, in years; ``code`` the code of its area.
    """

    x: str
    y: str
    series: str
    facet: str
    value: float | None
    said: str
    place: float | None = None
    code: str = ""
    event: str = ""


class Drawing(Frozen):
    """A chart with its marks, the headings of its axes and the unit of its figures."""

    chart: Chart
    slug: str
    language: str
    headings: dict[str, str]
    unit: str
    marks: tuple[Mark, ...]

    @property
    def measure(self) -> str:
        """Return the heading of the figures, with their unit."""
        heading = self.headings["value"]
        if not self.unit or heading.casefold().startswith(self.unit.casefold()):
            return heading
        return f"{heading} ({self.unit})"

    def refuse(self, reason: str, hint: str) -> FormError:
        """Return the refusal to draw this."""
        return FormError(f"{self.slug}: {self.chart.kind}", reason, hint)


def drawing(store: Store, answer: Answer, labels: Labels, sets: Iterable[NamedNode]) -> Drawing:
    """Return what the chart of *answer* shows; *sets* are the data sets behind it.

    Raises:
        FormError: the question has no chart, nothing can be drawn, or several rows stand in one
            place, so that the picture would hide one behind the other.
    """
    question, chart = answer.question, answer.question.chart
    if chart is None:
        raise FormError(question.slug, "the question has no chart", "ask for a table")
    made = Drawing(
        chart=chart,
        slug=question.slug,
        language=labels.language,
        headings={
            role: column.explained(labels.language).removesuffix(".")
            for role in ("x", "y", "series", "facet", "value")
            for column in question.columns
            if column.name == getattr(chart, role)
        },
        unit=_unit(store, labels, chart, sets),
        marks=_Reader(store, answer, labels, chart).marks(),
    )
    if all(mark.value is None and not mark.said for mark in made.marks):
        raise made.refuse("no row has a figure", "ask with other parameters")
    _check_places(made)
    return made


def _check_places(made: Drawing) -> None:
    seen: set[tuple[object, ...]] = set()
    for mark in made.marks:
        if mark.said:
            key = (mark.x, mark.place, mark.y, mark.series, mark.facet)
            if key in seen:
                where = ", ".join(filter(None, (mark.x, mark.y, mark.series, mark.facet)))
                hint = "ask with parameters that leave one, or name the column that tells them "
                raise made.refuse(
                    f"several rows for {where}", f"{hint}apart in the question's chart line"
                )
            seen.add(key)


def _unit(store: Store, labels: Labels, chart: Chart, sets: Iterable[NamedNode]) -> str:
    """Return the unit of the figures: the chart's own, else that of all data sets, else none."""
    if chart.unit:
        return labels.of(NamedNode(expand(chart.unit)))
    units = {unit for held in sets for unit in nodes(store, held, _UNIT)}
    return labels.of(units.pop()) if len(units) == 1 else ""


class _Reader:
    """Reads the columns of one answer that its chart draws."""

    def __init__(self, store: Store, answer: Answer, labels: Labels, chart: Chart) -> None:
        self.store = store
        self.labels = labels
        self.chart = chart
        self.columns = answer.table.columns
        self.rows = answer.table.rows
        numbers = [self.at(row, "value") for row in self.rows]
        self.grouped = any(_is_long(term) for term in numbers)

    def marks(self) -> tuple[Mark, ...]:
        return tuple(self.mark(row) for row in self.rows)

    def mark(self, row: tuple[Term | None, ...]) -> Mark:
        x, value, event = self.at(row, "x"), self.at(row, "value"), self.at(row, "event")
        day = self.at(row, "day") if self.chart.day else None
        timed = self.chart.kind == "line"
        return Mark(
            x=self.name(x),
            y=self.name(self.at(row, "y")),
            series=self.name(self.at(row, "series")),
            facet=self.name(self.at(row, "facet")),
            value=float(value.value) if value is not None and is_number(value) else None,
            said=self.said(value),
            place=self.place(day or x) if timed else None,
            code=self.code(x) if self.chart.kind == "map" else "",
            event=f"{self.name(event)}, {self.name(day or x)}" if event is not None else "",
        )

    def at(self, row: tuple[Term | None, ...], role: str) -> Term | None:
        name = getattr(self.chart, role)
        return row[self.columns.index(name)] if name else None

    def name(self, term: Term | None) -> str:
        """Return what *term* is called, short enough to stand beside a mark."""
        if isinstance(term, Literal) and is_number(term):
            return figure(term.value, self.labels.language)
        return shortened(" ".join(self.labels.of(term).split()))

    def said(self, term: Term | None) -> str:
        if isinstance(term, Literal) and is_number(term):
            least = 0 if self.grouped else 5  # digits from which thousands stand apart
            said = figure(term.value, self.labels.language, grouped_from=least)
            return said.replace("-", "−")
        return self.labels.of(term)

    def place(self, term: Term | None) -> float | None:
        """Return where *term* stands in time: the middle of a year is the year itself.

        So the figure of a year stands at its mark on the axis, and a day inside the year beside it.
        """
        if isinstance(term, NamedNode):
            first, last = (text(self.store, term, prop) for prop in (_FIRST, _LAST))
            return _middle(first, last or first)
        return _middle(term.value, term.value) if isinstance(term, Literal) else None

    def code(self, term: Term | None) -> str:
        """Return the alpha-3 code of the area or the state *term*, "" if it has none."""
        if not isinstance(term, NamedNode):
            return "" if term is None else term.value
        for thing in (term, *self.areas(term)):
            if found := text(self.store, thing, _ALPHA3):
                return found
        return ""

    def areas(self, state: NamedNode) -> list[NamedNode]:
        found = self.store.quads_for_pattern(None, _AREA_OF, state)
        return [quad.subject for quad in found if isinstance(quad.subject, NamedNode)]


def shortened(name: str, longest: int = _LONGEST) -> str:
    """Return *name*, cut after a word if it is longer than *longest*.

    >>> shortened("Ministry of Labour", 12)
    'Ministry of…'
    """
    if len(name) <= longest:
        return name
    return name[:longest].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def _is_long(term: Term | None) -> bool:
    return isinstance(term, Literal) and is_number(term) and abs(float(term.value)) >= _LONG


def _middle(first: str, last: str) -> float | None:
    """Return the middle of two days, or of a year or month, in years.

    >>> _middle("2014", "2014"), _middle("2014-01-01", "2014-12-31"), _middle("soon", "soon")
    (2014.0, 2014.0, None)
    >>> round(_middle("2014-05-29", "2014-05-29"), 2)
    2013.91
    """
    ends = [_in_years(first, end=False), _in_years(last, end=True)]
    if ends[0] is None or ends[1] is None:
        return None
    return (ends[0] + ends[1]) / 2 - 0.5


def _in_years(lexical: str, *, end: bool) -> float | None:
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*|Z)?", lexical)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if not month:
            return float(year + end)
        if not day:
            return year + (month - 1 + end) / 12
        length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        return year + ((date(year, month, day) - date(year, 1, 1)).days + end) / length
    except ValueError:
        return None
