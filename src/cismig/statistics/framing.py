"""What stands around every chart: title, units, limits, sources, edition, and a text for the blind.

All lines are wrapped here, for Vega does not wrap.
"""

from __future__ import annotations

import textwrap
from typing import Any

from cismig.frozen import Frozen
from cismig.statistics.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from cismig.statistics.marks import Drawing
    from cismig.statistics.noting import Notes

Spec = dict[str, Any]
"""A piece of a Vega-Lite specification."""

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH: Final = 640

PALETTE: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
"""The colours of Okabe and Ito, which the colour-blind can tell apart, without their yellow,
which is too light for a line on white."""

EMPTY: Final = "#D9D9D9"
"""What is drawn for want of a figure."""

INK: Final = "#222222"

_WIDE_FOR: Final = {"title": 78, "subtitle": 116, "caption": 136}
_NAMED: Final = 4
_CARDS: Final = 3


class Body(Frozen):
    """The chart itself, and what must be said below it of what it shows and leaves out."""

    view: Spec
    remarks: tuple[str, ...] = ()


def framed(body: Body, made: Drawing, notes: Notes) -> Spec:
    """Return the whole specification: *body* under its title and above its caption."""
    title = {
        "text": _wrapped(notes.question, "title"),
        **({"subtitle": beneath} if (beneath := list(_subtitle(made, notes))) else {}),
        "anchor": "start",
        "frame": "bounds",
        "offset": 14,
        "fontSize": 16,
        "subtitleFontSize": 12,
        "subtitlePadding": 6,
        "subtitleColor": INK,
    }
    caption = {
        "text": list(_caption(body, notes)),
        "orient": "bottom",
        "anchor": "start",
        "frame": "bounds",
        "offset": 12,
        "fontSize": 10.5,
        "fontWeight": "normal",
        "lineHeight": 14,
        "color": "#444444",
    }
    return {
        "$schema": SCHEMA,
        "description": described(made, notes),
        "usermeta": {"cismig": {"question": notes.slug, "language": notes.language}},
        "background": "white",
        "padding": 12,
        "title": caption,
        "vconcat": [{"title": title, **body.view}],
        "config": _config(notes.language),
    }


def described(made: Drawing, notes: Notes) -> str:
    """Return the chart in words, for those who cannot see it."""
    language = notes.language
    figures = sorted(
        (mark for mark in made.marks if mark.value is not None), key=lambda mark: mark.value or 0
    )
    told = [
        f"{word(f'kind {made.chart.kind}', language)}: {notes.asked}",
        word("rows", language).format(len(made.marks)),
    ]
    if figures:
        for key, mark in (("greatest", figures[-1]), ("least", figures[0])):
            name = ", ".join(filter(None, (mark.x, mark.y, mark.series, mark.facet)))
            told.append(f"{word(key, language).format(mark.said)}: {name}")
    told += [made.measure, f"{word('limits', language)}: {notes.limits}", _sources(notes)]
    return ". ".join(part.rstrip(".") for part in told if part) + "."


def legend(heading: str) -> Spec:
    """Return a legend with the *heading* wrapped above it."""
    return {
        "title": textwrap.wrap(heading, 30) if heading else None,
        "labelLimit": 230,
        "titleLimit": 0,
    }


def heading(text: str, *, above: int = 0) -> Spec:
    """Return an upright axis title that begins where the axis does and stands above the plot.

    It leaves *above* pixels for what stands there already.
    """
    return {
        "title": textwrap.wrap(text, 96) if text else None,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleBaseline": "bottom",
        "titleAnchor": "start",
        "titleX": 0,
        "titleY": -8 - above,
        "titleLimit": 0,
    }


def faceted(made: Drawing, view: Spec, data: list[Spec], head: str, *, above: int = 0) -> Spec:
    """Return *view* as it is, or once for each value of the facet column.

    Then *head*, the heading of the upright axis, stands above all of them, and each leaves *above*
    pixels under its own heading.
    """
    if not made.chart.facet:
        return {"data": {"values": data}, **view}
    return {
        "data": {"values": data},
        "facet": {
            "field": "facet",
            "type": "nominal",
            "sort": None,
            "header": {
                "title": f"{head} — {made.headings['facet']}",
                "titleAnchor": "start",
                "titleFontSize": 11,
                "titleFontWeight": "normal",
                "titleColor": INK,
                "labelFontSize": 12,
                "labelFontWeight": "bold",
                "labelAnchor": "start",
                "labelLimit": WIDTH // 2,
                "labelPadding": 6 + above,
            },
        },
        "columns": 2,
        "spec": view,
    }


def _subtitle(made: Drawing, notes: Notes) -> Iterator[str]:
    language = notes.language
    given = "; ".join(f"{each.meaning.removesuffix('.')}: {each.value}" for each in notes.given)
    if given:
        yield from _wrapped(given, "subtitle")
    for card in notes.cards[:_CARDS]:
        parts = [
            (
                word("indicator", language),
                f"{card.indicator} ({card.timing})" if card.timing else card.indicator,
            ),
            (word("unit", language), card.unit or card.counted),
            (word("edition", language), card.edition),
            (word("threshold", language), card.threshold),
            (word("territory", language), card.territory),
            (word("counted by", language), card.counted_by),
        ]
        told = "; ".join(f"{name}: {text.removesuffix('.')}" for name, text in parts if text)
        if told:
            yield from _wrapped(told, "subtitle")
    if len(notes.cards) > _CARDS:
        yield word("and more", language).format(len(notes.cards) - _CARDS)
    if not notes.cards and made.unit:
        yield f"{word('unit', language)}: {made.unit}"


def _caption(body: Body, notes: Notes) -> Iterator[str]:
    language = notes.language
    for remark in body.remarks:
        yield from _wrapped(remark, "caption")
    if notes.caveats:
        yield from _wrapped(f"{word('caveats', language)}: {', '.join(notes.caveats)}", "caption")
    yield from _wrapped(f"{word('limits', language)}: {notes.limits}", "caption")
    if told := _sources(notes):
        yield from _wrapped(told, "caption")
    yield from _wrapped(f"{word('release', language)}: {notes.edition}", "caption")


def _sources(notes: Notes) -> str:
    language = notes.language
    named = [origin.short(language) for origin in notes.origins[:_NAMED]]
    if more := len(notes.origins) - len(named):
        named.append(word("and more", language).format(more))
    key = "source" if len(notes.origins) == 1 else "sources"
    return f"{word(key, language)}: {'; '.join(named)}" if named else ""


def _wrapped(text: str, what: str) -> list[str]:
    return textwrap.wrap(text, _WIDE_FOR[what], break_on_hyphens=False)


def _config(language: str) -> Spec:
    thousands, decimal = ("\u202f", ",") if language == "ru" else (",", ".")
    return {
        "locale": {
            "number": {
                "decimal": decimal,
                "thousands": thousands,
                "grouping": [3],
                "currency": ["", ""],
            }
        },
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": {
            "labelColor": INK,
            "titleColor": INK,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "gridColor": "#E5E5E5",
            "domainColor": "#888888",
            "tickColor": "#888888",
        },
        "legend": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal"},
        "text": {"color": INK, "fontSize": 11},
    }
