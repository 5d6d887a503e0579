"""Dates as precise as their source: which contains which, and the days that they can mean."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, Node, in_graph, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad, Store

    from cismig.dataset.terms import Statements

__all__ = [
    "BOUNDS",
    "bound_premises",
    "bounds",
    "contained_date",
    "derive_bounds",
    "derived_bounds",
]

_DATE = named("xsd:date")
_PARTS = {
    _DATE: re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"),
    named("xsd:gYearMonth"): re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)"),
    named("xsd:gYear"): re.compile(r"(?P<year>\d{4})"),
    named("xsd:gMonthDay"): re.compile(r"--(?P<month>\d\d)-(?P<day>\d\d)"),
    named("xsd:gMonth"): re.compile(r"--(?P<month>\d\d)"),
    named("xsd:gDay"): re.compile(r"---(?P<day>\d\d)"),
}
_ZONE = re.compile(r"(?:Z|[+-]\d\d:\d\d)$")
BOUNDS = {
    named("cism:date"): (named("cism:earliestDate"), named("cism:latestDate")),
    named("cism:startDate"): (named("cism:earliestStart"), named("cism:latestStart")),
    named("cism:endDate"): (named("cism:earliestEnd"), named("cism:latestEnd")),
}
"""For each property with a date, those with the first and the last day that it can mean."""
_MONTHS = 12


def bounds(value: Node) -> tuple[Literal, Literal] | None:
    """Return the first and the last day that a date can mean; None if its year is not known.

    >>> first, last = bounds(Literal("2024-02", datatype=named("xsd:gYearMonth")))
    >>> first.value, last.value
    ('2024-02-01', '2024-02-29')
    """
    from calendar import monthrange  # noqa: PLC0415 - not needed where BOUNDS alone is read

    parts = _parts(value)
    year = parts.get("year", 0)
    if not year:
        return None
    month, day = parts.get("month"), parts.get("day")
    last_month = month or _MONTHS
    if not 1 <= last_month <= _MONTHS:
        return None
    length = monthrange(year, last_month)[1]
    if day is not None and not 1 <= day <= length:
        return None
    return _day(year, month or 1, day or 1), _day(year, last_month, day or length)


def contained_date(value: Node, other: Node) -> bool:
    """Tell whether *other* says all that *value* says of a date, and more.

    >>> month_day = Literal("--05-28", datatype=named("xsd:gMonthDay"))
    >>> day = Literal("2024-05-28", datatype=named("xsd:date"))
    >>> contained_date(month_day, day), contained_date(day, month_day)
    (True, False)
    """
    less, more = _parts(value), _parts(other)
    return bool(less) and len(less) < len(more) and less.items() <= more.items()


def derive_bounds(store: Store) -> None:
    """Write into the accepted view the days that its dates can mean.

    Where an open question leaves two dates, the bounds hold both.
    """
    new = [
        in_graph(triple, graph)
        for verb in BOUNDS
        for triple in derived_bounds(
            store.quads_for_pattern(None, verb, None, ACCEPTED_GRAPH), verb
        )
        if in_graph(triple, ACCEPTED_GRAPH) not in store
        for graph in (ACCEPTED_GRAPH, ENTAILED_GRAPH)
    ]
    store.bulk_extend(new)


def bound_premises(store: Statements, triple: Triple) -> tuple[Triple, ...]:
    """Return the dates in the accepted view from which the loader derived *triple*."""
    for verb, derived in BOUNDS.items():
        if triple.predicate in derived and isinstance(triple.subject, NamedNode):
            dates = store.quads_for_pattern(triple.subject, verb, None, ACCEPTED_GRAPH)
            found = tuple(quad.triple for quad in dates if bounds(quad.object) is not None)
            return tuple(sorted(found, key=str))
    return ()


def derived_bounds(dates: Iterable[Quad | Triple], verb: NamedNode) -> Iterator[Triple]:
    """Yield the first and the last day that each subject's *dates* of *verb* can mean."""
    spans: dict[NamedNode | BlankNode | Triple, tuple[Literal, Literal]] = {}
    for date in dates:
        span = bounds(date.object)
        if span is None:
            continue
        first, last = spans.get(date.subject, span)
        spans[date.subject] = (
            min(first, span[0], key=lambda day: day.value),
            max(last, span[1], key=lambda day: day.value),
        )
    earliest, latest = BOUNDS[verb]
    for subject, (first, last) in spans.items():
        yield Triple(subject, earliest, first)
        yield Triple(subject, latest, last)


def _parts(value: Node) -> dict[str, int]:
    if not isinstance(value, Literal) or value.datatype not in _PARTS:
        return {}
    found = _PARTS[value.datatype].fullmatch(_ZONE.sub("", value.value))
    return {name: int(part) for name, part in found.groupdict().items()} if found else {}


def _day(year: int, month: int, day: int) -> Literal:
    return Literal(f"{year:04d}-{month:02d}-{day:02d}", datatype=_DATE)
