"""Flows: bands from where to where, as broad as their figures; we lay them out ourselves."""

from __future__ import annotations

import math
from collections import Counter

from cismig.frozen import Frozen
from cismig.questions import GROUPED_FROM, figure
from cismig.statistics.framing import INK, PALETTE, Body
from cismig.statistics.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from cismig.statistics.framing import Spec
    from cismig.statistics.marks import Drawing, Mark

MOST: Final = 12
"""Origins, and destinations, whose names can be read beside one another."""

_WIDTH: Final = 420
_HEIGHT: Final = 380
_NODE: Final = 10
_GAP: Final = 5
_LEAST: Final = 15  # what a name takes
_STEPS: Final = 24
_LONG: Final = 10_000


class _Node(Frozen):
    """An origin or destination: its sum, and the height from which its bands leave or arrive."""

    name: str
    total: float
    top: float
    height: float


def flows(made: Drawing) -> Body:
    """Return bands that are coloured by origin, the greatest origins and destinations first.

    Raises:
        FormError: a figure is below nought, which has no breadth.
    """
    whole = [mark for mark in made.marks if mark.value is not None]
    if any((mark.value or 0) < 0 for mark in whole):
        raise made.refuse("a figure is below nought", "draw balances as bars or a heat map")
    origins, destinations = (_greatest(whole, side) for side in ("x", "y"))
    drawn = [m for m in whole if m.x in origins and m.y in destinations and m.value]
    if not drawn:
        raise made.refuse("no figure is above nought", "ask with other parameters")
    scale = _HEIGHT / sum(mark.value or 0 for mark in drawn)
    left, right = (_laid_out(drawn, side, scale) for side in ("x", "y"))
    colours = {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(left)}
    height = max(node.top + node.height for node in (*left.values(), *right.values()))
    view: Spec = {
        "width": _WIDTH,
        "height": height,
        "layer": [
            _bands(_points(drawn, left, right, scale), colours, height),
            *_nodes(left, 0, height, made.language),
            *_nodes(right, _WIDTH, height, made.language),
            *_headings(made),
        ],
    }
    language = made.language
    remarks = [word("breadth", language).format(made.measure)]
    if left_out := len(whole) - len(drawn):
        remarks.append(word("not drawn", language).format(left_out))
    if missing := len(made.marks) - len(whole):
        remarks.append(word("rows without", language).format(missing))
    return Body(view, tuple(remarks))


def _greatest(marks: list[Mark], side: str) -> list[str]:
    sums = Counter[str]()
    for mark in marks:
        sums[getattr(mark, side)] += mark.value or 0  # type: ignore[assignment]
    return [name for name, _ in sums.most_common(MOST)]


def _laid_out(marks: list[Mark], side: str, scale: float) -> dict[str, _Node]:
    """Return the nodes of one side from the top down, each with room for its name."""
    sums: dict[str, float] = {}
    for mark in marks:
        sums[getattr(mark, side)] = sums.get(getattr(mark, side), 0.0) + (mark.value or 0)
    found: dict[str, _Node] = {}
    top = 0.0
    for name, total in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])):
        height = total * scale
        room = max(height + _GAP, _LEAST)
        found[name] = _Node(name, total, top + (room - _GAP - height) / 2, height)
        top += room
    return found


def _points(
    marks: list[Mark], left: Mapping[str, _Node], right: Mapping[str, _Node], scale: float
) -> list[Spec]:
    """Return the edges of each band, step by step: level at both ends, with a bend between."""
    out = {name: node.top for name, node in left.items()}
    into = {name: node.top for name, node in right.items()}
    order = {name: place for place, name in enumerate(right)}
    rows = {name: place for place, name in enumerate(left)}
    ends: dict[tuple[str, str], float] = {}
    for mark in sorted(marks, key=lambda each: (order[each.y], rows[each.x])):
        ends[mark.x, mark.y] = into[mark.y]
        into[mark.y] += (mark.value or 0) * scale
    found: list[Spec] = []
    for mark in sorted(marks, key=lambda each: (rows[each.x], order[each.y])):
        start, end, breadth = out[mark.x], ends[mark.x, mark.y], (mark.value or 0) * scale
        out[mark.x] += breadth
        for step in range(_STEPS + 1):
            part = step / _STEPS
            bent = (1 - math.cos(math.pi * part)) / 2
            top = start + (end - start) * bent
            found.append(
                {
                    "band": f"{mark.x} → {mark.y}: {mark.said}",
                    "from": mark.x,
                    "x": round(_NODE + (_WIDTH - 2 * _NODE) * part, 2),
                    "top": round(top, 2),
                    "bottom": round(top + breadth, 2),
                }
            )
    return found


def _at(field: str, height: float, *, across: bool = False) -> Spec:
    domain = [0, _WIDTH] if across else [height, 0]
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": None,
        **({} if across else {"stack": None}),
    }


def _bands(points: list[Spec], colours: Mapping[str, str], height: float) -> Spec:
    return {
        "data": {"values": points},
        "mark": {"type": "area", "opacity": 0.55, "line": False},
        "encoding": {
            "x": _at("x", height, across=True),
            "y": _at("top", height),
            "y2": {"field": "bottom"},
            "detail": {"field": "band", "type": "nominal"},
            "color": {
                "field": "from",
                "type": "nominal",
                "scale": {"domain": list(colours), "range": list(colours.values())},
                "legend": None,
            },
        },
    }


def _nodes(nodes: Mapping[str, _Node], edge: int, height: float, language: str) -> list[Spec]:
    align, aside = ("left", 6) if edge else ("right", -6)
    inner = edge + _NODE if edge == 0 else edge - _NODE
    grouped_from = 0 if any(node.total >= _LONG for node in nodes.values()) else GROUPED_FROM
    data = [
        {
            "name": f"{node.name}  "
            + figure(f"{node.total:.12g}", language, grouped_from=grouped_from),
            "from": min(edge, inner),
            "to": max(edge, inner),
            "top": round(node.top, 2),
            "bottom": round(node.top + node.height, 2),
            "middle": round(node.top + node.height / 2, 2),
        }
        for node in nodes.values()
    ]
    return [
        {
            "data": {"values": data},
            "mark": {"type": "rect", "color": "#555555"},
            "encoding": {
                "x": _at("from", height, across=True),
                "x2": {"field": "to"},
                "y": _at("top", height),
                "y2": {"field": "bottom"},
            },
        },
        {
            "data": {"values": data},
            "mark": {
                "type": "text",
                "align": align,
                "baseline": "middle",
                "dx": aside,
                "color": INK,
            },
            "encoding": {
                "x": _at("to" if edge else "from", height, across=True),
                "y": _at("middle", height),
                "text": {"field": "name"},
            },
        },
    ]


def _headings(made: Drawing) -> list[Spec]:
    """Return what each side is, above it."""
    return [
        {
            "data": {"values": [{}]},
            "mark": {
                "type": "text",
                "align": align,
                "baseline": "bottom",
                "dy": -8,
                "fontStyle": "italic",
                "color": INK,
            },
            "encoding": {
                "x": {"value": place},
                "y": {"value": 0},
                "text": {"value": made.headings[role]},
            },
        }
        for role, place, align in (("x", 0, "right"), ("y", _WIDTH, "left"))
    ]
