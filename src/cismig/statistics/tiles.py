"""The region as tiles: one square for each state, laid out roughly as the states lie."""

from __future__ import annotations

import textwrap

from cismig.statistics.colours import colours
from cismig.statistics.framing import EMPTY, INK, Body
from cismig.statistics.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from cismig.statistics.framing import Spec
    from cismig.statistics.marks import Drawing

TILES: Final[Mapping[str, tuple[int, int]]] = {
    "BLR": (1, 0),
    "RUS": (2, 0),
    "MDA": (0, 1),
    "UKR": (1, 1),
    "KAZ": (3, 1),
    "GEO": (1, 2),
    "UZB": (3, 2),
    "KGZ": (4, 2),
    "ARM": (1, 3),
    "AZE": (2, 3),
    "TKM": (3, 3),
    "TJK": (4, 3),
}
"""Column and row of each state.

A tile is not land. Outlines that may be passed on show disputed lands as whoever drew them saw
it, and a picture of figures by state has no need to take sides; nor are small states lost in it.
"""

_SIZE: Final = 104
_LETTERS: Final = 14
_COLUMNS: Final = 5
_ROWS: Final = 4


def tiles(made: Drawing, names: Mapping[str, str]) -> Body:
    """Return the twelve states with their figures, grey where there is none.

    *names* gives the name of each state by its code, for those without a figure.

    Raises:
        FormError: no row is about one of the states.
    """
    found = {mark.code: mark for mark in made.marks if mark.code in TILES and mark.said}
    if not found:
        hint = "name a column of areas or states in the question's chart line"
        raise made.refuse(f"column '{made.chart.x}' holds none of the twelve states", hint)
    shades = colours(list(found.values()))
    data: list[Spec] = []
    for code, (column, row) in TILES.items():
        mark = found.get(code)
        name = textwrap.wrap(mark.x if mark else names.get(code, code), _LETTERS)
        data.append(
            {
                "left": column + 0.03,
                "right": column + 0.97,
                "top": row + 0.03,
                "bottom": row + 0.97,
                "x": column + 0.5,
                "name": name,
                "named": row + (0.38 if len(name) > 1 else 0.42),
                "figure": row + 0.74,
                "value": mark.value if mark else None,
                "said": mark.said if mark else word("none", made.language),
                "dark": shades.is_dark(mark.value) if mark else False,
            }
        )
    view: Spec = {
        "width": _SIZE * _COLUMNS,
        "height": _SIZE * _ROWS,
        "data": {"values": data},
        "layer": [
            _squares("datum.value === null", {"value": EMPTY}),
            _squares("datum.value !== null", shades.encoding(made.measure)),
            _words("name", "named", 11),
            _words("said", "figure", 13),
        ],
    }
    remarks = [word("tiles", made.language)]
    if shades.skewed:
        remarks.append(word("skewed", made.language))
    elsewhere = [f"{m.x}: {m.said}" for m in made.marks if m.code not in TILES and m.said]
    if elsewhere:
        remarks.append(word("no place", made.language).format("; ".join(elsewhere)))
    return Body(view, tuple(remarks))


def _place(field: str, most: int) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, most], "nice": False, "reverse": most == _ROWS},
        "axis": None,
    }


def _squares(kept: str, colour: Spec) -> Spec:
    return {
        "transform": [{"filter": kept}],
        "mark": {"type": "rect", "cornerRadius": 4},
        "encoding": {
            "x": _place("left", _COLUMNS),
            "x2": {"field": "right"},
            "y": _place("top", _ROWS),
            "y2": {"field": "bottom"},
            "color": colour,
        },
    }


def _words(field: str, level: str, size: int) -> Spec:
    return {
        "mark": {"type": "text", "fontSize": size, "baseline": "middle"},
        "encoding": {
            "x": _place("x", _COLUMNS),
            "y": _place(level, _ROWS),
            "text": {"field": field},
            "color": {"condition": {"test": "datum.dark", "value": "white"}, "value": INK},
        },
    }
