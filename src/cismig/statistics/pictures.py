"""Charts as files: the specification, and the picture that is drawn from it without a browser."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

from pyoxigraph import Literal, NamedNode

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.errors import FormError
from cismig.names import PREFIXES
from cismig.questions import Labels
from cismig.statistics.bars import bars
from cismig.statistics.behind import data_sets, observations
from cismig.statistics.flows import flows
from cismig.statistics.framing import framed
from cismig.statistics.grids import heatmap
from cismig.statistics.library import library
from cismig.statistics.marks import drawing
from cismig.statistics.tiles import TILES, tiles
from cismig.statistics.timelines import lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Final

    from cismig.build import Built
    from cismig.questions import Answer
    from cismig.statistics.framing import Body, Spec
    from cismig.statistics.marks import Drawing
    from cismig.statistics.noting import Notes
    from cismig.store import Store

PICTURES: Final = (".svg", ".png", ".json")
"""What the name of a chart's file may end in; JSON is the Vega-Lite specification."""

_ALPHA3: Final = named("cism:alpha3Code")
_STATES: Final = PREFIXES["state"]
_VEGA_LITE: Final = "5.21"
_FINE: Final = 2.0  # times 72 dots an inch
_BODIES: Final[Mapping[str, Callable[[Drawing], Body]]] = {
    "bar": bars,
    "line": lines,
    "sankey": flows,
    "heatmap": heatmap,
}


def specification(built: Built, answer: Answer, notes: Notes) -> Spec:
    """Return the chart of *answer* in Vega-Lite 5, with its figures in it.

    Raises:
        FormError: the question has no chart, or its rows cannot be drawn so.
    """
    store = built.store
    labels = Labels(store, notes.language)
    sets = data_sets(store, answer, observations(store, answer))
    made = drawing(store, answer, labels, sets)
    if made.chart.kind == "map":
        body = tiles(made, _state_names(store, labels))
    else:
        body = _BODIES[made.chart.kind](made)
    return framed(body, made, notes)


def picture(spec: Spec, suffix: str) -> bytes:
    """Return *spec* drawn as the *suffix*, one of PICTURES, says.

    Raises:
        FormError: *suffix* is none of them.
        LibraryError: vl-convert-python is not installed.
    """
    if suffix == ".json":
        return (json.dumps(spec, ensure_ascii=False, indent=2) + "\n").encode()
    if suffix not in PICTURES:
        known = ", ".join(PICTURES)
        raise FormError(f"chart '{suffix}'", "no such picture", f"name a file that ends in {known}")
    converter = library("vl_convert")
    if suffix == ".png":
        drawn: bytes = converter.vegalite_to_png(spec, vl_version=_VEGA_LITE, scale=_FINE)
        return drawn
    return _told(converter.vegalite_to_svg(spec, vl_version=_VEGA_LITE), spec).encode()


def _told(svg: str, spec: Spec) -> str:
    """Return *svg* with a title and a description that are read to those who cannot see it."""
    title = " ".join(spec["vconcat"][0]["title"]["text"])
    start = svg.index(">") + 1
    head = svg[: start - 1].replace("<svg", '<svg role="img" aria-labelledby="title desc"', 1)
    told = (
        f'<title id="title">{escape(title)}</title>'
        f'<desc id="desc">{escape(spec["description"])}</desc>'
    )
    return f"{head}>{told}{svg[start:]}"


def _state_names(store: Store, labels: Labels) -> dict[str, str]:
    """Return the names of the states of the tiles by their codes."""
    found: dict[str, str] = {}
    for code in TILES:
        for quad in store.quads_for_pattern(None, _ALPHA3, Literal(code), ACCEPTED_GRAPH):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_STATES):
                found[code] = labels.of(quad.subject)
    return found
