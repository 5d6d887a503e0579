"""Lines over time, with what happened meanwhile marked by its day and by nothing more."""

from __future__ import annotations

import json

from cismig.frozen import Frozen
from cismig.statistics.framing import INK, PALETTE, WIDTH, Body, faceted, heading, legend
from cismig.statistics.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from cismig.statistics.framing import Spec
    from cismig.statistics.marks import Drawing, Mark

_DASHES: Final = ([1, 0], [6, 3])
MOST: Final = len(PALETTE) * len(_DASHES)
"""Series that can be told apart: each colour whole and broken."""

_TICKS: Final = 12
_NEAR: Final = 0.025  # of the width; two numbers that stand nearer would overlap
_RISE: Final = 13
_HEIGHT: Final = 320


class _Event(Frozen):
    """Something that happened: its day, its number, its words, and how high its number stands."""

    place: float
    number: str
    told: str
    rise: int


def lines(made: Drawing) -> Body:
    """Return a line for each series, its points marked, so that nobody takes a gap for a figure.

    Events have numbers above the plot and a key below it: the picture says when, never why.
    """
    placed = [mark for mark in made.marks if mark.place is not None]
    figures = [mark for mark in placed if mark.value is not None or not mark.event]
    if not any(mark.value is not None for mark in figures):
        hint = "name a column of periods, years or days in the question's chart line"
        raise made.refuse(f"column '{made.chart.x}' holds no time", hint)
    series = list(dict.fromkeys(mark.series for mark in figures))
    drawn = [mark for mark in figures if mark.series in series[:MOST]]
    series = series[:MOST]
    events = _events([mark for mark in placed if mark.event], _span(placed))
    facets = list(dict.fromkeys(mark.facet for mark in drawn))
    data: list[Spec] = [
        {"kind": "figure", "x": m.place, "value": m.value, "series": m.series, "facet": m.facet}
        for m in sorted(drawn, key=lambda mark: mark.place or 0)
    ]
    data += [
        {"kind": "event", "x": each.place, "number": each.number, "rise": each.rise, "facet": facet}
        for each in events
        for facet in facets
    ]
    width = WIDTH // 2 - 20 if made.chart.facet else WIDTH
    height = _HEIGHT // 2 if made.chart.facet else _HEIGHT
    x = _axis(made, drawn, [each.place for each in events])
    layers = [*(_marked(x) if events else ()), _drawn(made, series, x, _above(events))]
    view: Spec = {"width": width, "height": height, "layer": layers}
    return Body(
        faceted(made, view, data, made.measure, above=_above(events)),
        tuple(_remarks(made, events, figures, drawn)),
    )


def _span(marks: list[Mark]) -> float:
    places = [mark.place for mark in marks if mark.place is not None]
    return max(places) - min(places) or 1.0


def _axis(made: Drawing, drawn: list[Mark], events: list[float]) -> Spec:
    """Return the axis of time, marked where there are figures, thinned where these are many."""
    names = {mark.place: mark.x for mark in drawn if mark.place is not None}
    places = sorted(names)
    shown = places[:: -(-len(places) // _TICKS)]
    first, last = min([*places, *events]), max([*places, *events])
    margin = (last - first) * 0.02 or 0.5
    by_key = {str(round(each * 1000)): names[each] for each in shown}
    return {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [first - margin, last + margin], "zero": False, "nice": False},
        "axis": {
            "title": made.headings["x"],
            "titleLimit": 0,
            "values": shown,
            "labelExpr": f"{json.dumps(by_key, ensure_ascii=False)}"
            "[toString(round(datum.value * 1000))]",
            "labelOverlap": "greedy",
            "labelFlush": False,
            "grid": False,
        },
    }


def _drawn(made: Drawing, series: list[str], x: Spec, above: int) -> Spec:
    encoding: Spec = {
        "x": x,
        "y": {
            "field": "value",
            "type": "quantitative",
            "axis": {
                "format": ",~f",
                "tickCount": 6,
                **heading("" if made.chart.facet else made.measure, above=above),
            },
        },
    }
    if made.chart.series:
        domain: Spec = {"field": "series", "type": "nominal"}
        told = {**legend(made.headings["series"]), "symbolType": "stroke", "symbolStrokeWidth": 2}
        colours = [PALETTE[place % len(PALETTE)] for place in range(len(series))]
        dashes = [_DASHES[place // len(PALETTE)] for place in range(len(series))]
        encoding["color"] = {
            **domain,
            "scale": {"domain": series, "range": colours},
            "legend": told,
        }
        encoding["strokeDash"] = {
            **domain,
            "scale": {"domain": series, "range": dashes},
            "legend": told,
        }
    plain = {} if made.chart.series else {"color": PALETTE[0]}
    return {
        "transform": [{"filter": "datum.kind === 'figure'"}],
        "mark": {
            "type": "line",
            "strokeWidth": 2,
            **plain,
            "strokeJoin": "round",
            "point": {"size": 30, "filled": True, "strokeWidth": 0, **plain},
            "invalid": "break-paths-filter-domains",
        },
        "encoding": encoding,
    }


def _events(marks: list[Mark], span: float) -> list[_Event]:
    """Return what happened, in order; the number of one that is near the last stands above it."""
    once = {(mark.place, mark.event): mark for mark in marks}
    found: list[_Event] = []
    for number, (place, told) in enumerate(
        sorted((m.place or 0.0, m.event) for m in once.values()), 1
    ):
        near = [each.rise for each in found if place - each.place < span * _NEAR]
        found.append(_Event(place, str(number), f"{number} — {told}", max(near) + 1 if near else 0))
    return found


def _above(events: list[_Event]) -> int:
    return (1 + max(each.rise for each in events)) * _RISE if events else 0


def _marked(x: Spec) -> list[Spec]:
    """Return the upright lines of the events and the numbers above them."""
    kept = [{"filter": "datum.kind === 'event'"}]
    plain = {name: part for name, part in x.items() if name != "axis"}
    rise = {"expr": f"-3 - {_RISE} * datum.rise"}
    return [
        {
            "transform": kept,
            "mark": {"type": "rule", "color": "#777777", "strokeDash": [2, 3]},
            "encoding": {"x": x},
        },
        {
            "transform": kept,
            "mark": {"type": "text", "baseline": "bottom", "dy": rise, "color": INK},
            "encoding": {"x": plain, "y": {"value": 0}, "text": {"field": "number"}},
        },
    ]


def _remarks(
    made: Drawing, events: list[_Event], figures: list[Mark], drawn: list[Mark]
) -> Iterator[str]:
    language = made.language
    if events:
        yield f"{word('events', language)}: {'; '.join(each.told for each in events)}"
    if left_out := len({m.series for m in figures}) - len({m.series for m in drawn}):
        yield word("not drawn", language).format(left_out)
    if missing := sum(mark.value is None for mark in drawn):
        yield word("rows without", language).format(missing)
