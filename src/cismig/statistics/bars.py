"""Bars: a figure for each category, side by side for each series."""

from __future__ import annotations

import json

from cismig.statistics.framing import INK, PALETTE, WIDTH, Body, faceted, heading, legend
from cismig.statistics.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from cismig.statistics.framing import Spec
    from cismig.statistics.marks import Drawing

MOST: Final = 30
"""Bars that can be read beside one another."""

_STEP: Final = 26
_SUBSTEP: Final = 16


def bars(made: Drawing) -> Body:
    """Return horizontal bars, for names are long, in the order of the rows."""
    series = list(dict.fromkeys(mark.series for mark in made.marks))[: len(PALETTE)]
    most = MOST // len(series) if made.chart.series else MOST
    names = list(dict.fromkeys(mark.x for mark in made.marks))
    drawn = [m for m in made.marks if m.x in names[:most] and m.series in series]
    data: list[Spec] = [
        {
            "x": names.index(mark.x),
            "series": mark.series,
            "facet": mark.facet,
            "value": mark.value,
            "said": mark.said or word("none", made.language),
            "end": mark.value or 0,
            "left": (mark.value or 0) < 0,
        }
        for mark in drawn
    ]
    y: Spec = {
        "field": "x",
        "type": "nominal",
        "sort": None,
        "axis": {
            "labelExpr": f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
            "labelLimit": 0,
            "ticks": False,
            "labelPadding": 6,
            **heading("" if made.chart.facet else made.headings["x"]),
        },
    }
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "stack": None,
        "axis": {"title": made.measure, "titleLimit": 0, "format": ",~f", "tickCount": 6},
    }
    encoding: Spec = {"y": y, "x": x}
    if made.chart.series:
        encoding["yOffset"] = {
            "field": "series",
            "type": "nominal",
            "sort": series,
            "scale": {"paddingInner": 0.15},
        }
        encoding["color"] = {
            "field": "series",
            "type": "nominal",
            "scale": {"domain": series, "range": list(PALETTE[: len(series)])},
            "legend": legend(made.headings.get("series", "")),
        }
    mark: Spec = {"type": "bar", "color": PALETTE[0]}
    if not made.chart.series:
        mark["height"] = {"band": 0.75}
    width = WIDTH // 2 - 20 if made.chart.facet else WIDTH
    view: Spec = {
        "width": width,
        "height": {"step": _SUBSTEP, "for": "offset"} if made.chart.series else {"step": _STEP},
        "layer": [
            {"mark": mark, "encoding": encoding},
            *(
                _written(encoding, left=left)
                for left in (False, True)
                if any(each["left"] is left for each in data)
            ),
        ],
    }
    left_out = len(made.marks) - len(drawn)
    remarks = (word("not drawn", made.language).format(left_out),) if left_out else ()
    return Body(faceted(made, view, data, made.headings["x"]), remarks)


def _written(encoding: Spec, *, left: bool) -> Spec:
    """Return the figures at the ends of the bars that grow one way."""
    kept = {name: encoding[name] for name in ("x", "y", "yOffset") if name in encoding}
    return {
        "transform": [{"filter": f"datum.left === {'true' if left else 'false'}"}],
        "mark": {
            "type": "text",
            "align": "right" if left else "left",
            "baseline": "middle",
            "dx": -4 if left else 4,
            "color": INK,
        },
        "encoding": {**kept, "x": {**kept["x"], "field": "end"}, "text": {"field": "said"}},
    }
