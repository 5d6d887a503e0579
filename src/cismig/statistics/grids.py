"""Heat maps: a square for each pair of what runs across and what runs down."""

from __future__ import annotations

from cismig.statistics.colours import colours
from cismig.statistics.framing import EMPTY, INK, PALETTE, Body, faceted, heading, legend
from cismig.statistics.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from cismig.statistics.framing import Spec
    from cismig.statistics.marks import Drawing, Mark

TALLEST: Final = 40
BROADEST: Final = 50

_ROW: Final = 26
_WIDTH: Final = 780
_BROAD: Final = 66
_NARROW: Final = 13
_LETTER: Final = 6.4
_FIGURE: Final = 5.7


def heatmap(made: Drawing) -> Body:
    """Return a square for each pair, grey where there is no figure for it."""
    names = {"x": _ordered(made, "x")[:BROADEST], "y": _ordered(made, "y")[:TALLEST]}
    kept = [mark for mark in made.marks if mark.x in names["x"] and mark.y in names["y"]]
    numeric = all(mark.value is not None for mark in kept if mark.said)
    facets = list(dict.fromkeys(mark.facet for mark in kept))
    longest = max(len(mark.said) for mark in kept)
    room = _WIDTH / len(names["x"]) / (2 if made.chart.facet else 1)
    step = min(max(longest * _FIGURE + 10, 30), _BROAD, room) if numeric else min(_BROAD, room)
    written = numeric and longest * _FIGURE + 2 <= step
    shades = colours(kept) if numeric else None
    data = [
        {
            "x": mark.x,
            "y": mark.y,
            "facet": mark.facet,
            "value": mark.value if numeric else mark.said,
            "said": mark.said,
            "dark": shades.is_dark(mark.value) if shades else False,
        }
        for mark in kept
        if mark.said
    ]
    data += list(_holes(kept, names, facets))
    turned = max(len(name) for name in names["x"]) * _LETTER > step
    place: Spec = {
        "x": _axis("x", names["x"], made.headings["x"], turned=turned),
        "y": {
            **_axis("y", names["y"], "", turned=False),
            "axis": {
                "labelLimit": 0,
                "ticks": False,
                "domain": False,
                **heading("" if made.chart.facet else made.headings["y"]),
            },
        },
    }
    colour = shades.encoding(made.measure) if shades else _classes(made, kept)
    layers: list[Spec] = [
        {
            "transform": [{"filter": "datum.said === ''"}],
            "mark": {"type": "rect", "color": EMPTY, "stroke": "white"},
            "encoding": place,
        },
        {
            "transform": [{"filter": "datum.said !== ''"}],
            "mark": {"type": "rect", "stroke": "white"},
            "encoding": {**place, "color": colour},
        },
    ]
    if written:
        layers.append(figures(place))
    view: Spec = {"width": {"step": max(step, _NARROW)}, "height": {"step": _ROW}, "layer": layers}
    language = made.language
    remarks = [word("without figure", language)] if any(not each["said"] for each in data) else []
    if shades and shades.skewed:
        remarks.append(word("skewed", language))
    if left_out := len(made.marks) - len(kept):
        remarks.append(word("not drawn", language).format(left_out))
    return Body(faceted(made, view, data, made.headings["y"]), tuple(remarks))


def figures(place: Spec) -> Spec:
    """Return the words on the squares at *place*, white where the colour is dark."""
    return {
        "transform": [{"filter": "datum.said !== ''"}],
        "mark": {"type": "text", "fontSize": 10},
        "encoding": {
            **{
                name: {k: v for k, v in part.items() if k != "axis"} for name, part in place.items()
            },
            "text": {"field": "said"},
            "color": {"condition": {"test": "datum.dark", "value": "white"}, "value": INK},
        },
    }


def _ordered(made: Drawing, side: str) -> list[str]:
    """Return what stands along a side, by spelling: there, a reader looks a name up."""
    return sorted({getattr(mark, side) for mark in made.marks})


def _axis(field: str, names: list[str], title: str, *, turned: bool) -> Spec:
    return {
        "field": field,
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names},
        "axis": {
            "title": title,
            "titleLimit": 0,
            "labelAngle": -45 if turned else 0,
            "labelLimit": 0,
            "ticks": False,
            "domain": False,
        },
    }


def _holes(kept: list[Mark], names: dict[str, list[str]], facets: list[str]) -> Iterator[Spec]:
    told = {(mark.x, mark.y, mark.facet) for mark in kept if mark.said}
    for facet in facets:
        for across in names["x"]:
            for down in names["y"]:
                if (across, down, facet) not in told:
                    yield {"x": across, "y": down, "facet": facet, "value": None, "said": ""}


def _classes(made: Drawing, kept: list[Mark]) -> Spec:
    """Return a colour for each word, where the squares hold words.

    Raises:
        FormError: there are more words than colours that can be told apart.
    """
    words = list(dict.fromkeys(mark.said for mark in kept if mark.said))
    if len(words) > len(PALETTE):
        hint = f"a heat map of words has at most {len(PALETTE)}; draw figures"
        raise made.refuse(f"column '{made.chart.value}' holds {len(words)} different words", hint)
    return {
        "field": "value",
        "type": "nominal",
        "scale": {"domain": words, "range": list(PALETTE[: len(words)])},
        "legend": legend(made.headings["value"]),
    }
