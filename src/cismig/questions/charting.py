"""The chart of a question: one line of front matter that says which column goes where."""

from __future__ import annotations

import re

from cismig.frozen import Frozen
from cismig.names import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from cismig.questions.frontmatter import Column

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "bar": ("x", "value", "series"),
    "line": ("x", "value", "series"),
    "sankey": ("x", "y", "value"),
    "heatmap": ("x", "y", "value"),
    "map": ("x", "value"),
}
"""What the columns of a kind are, in the order in which they are written; series may lack."""

EXTRAS: Final[Mapping[str, frozenset[str]]] = {
    "facet": frozenset({"bar", "line", "heatmap"}),
    "event": frozenset({"line"}),
    "day": frozenset({"line"}),
    "unit": frozenset(KINDS),
}
"""What may follow as ``name=…``, and with which kinds."""

WRITTEN: Final[Mapping[str, str]] = {
    "bar": "bar | category | figure | series",
    "line": "line | period | figure | series",
    "sankey": "sankey | origin | destination | figure",
    "heatmap": "heatmap | across | down | value",
    "map": "map | area | figure",
}
"""How each kind is written, for those who wrote it otherwise."""

_FIGURES: Final = frozenset({"xsd:integer", "xsd:decimal", "xsd:double", "xsd:float"})
_EXTRA: Final = re.compile(r"(?P<name>[a-z]+)=(?P<value>\S+)")
_UNIT: Final = re.compile(r"code:[A-Za-z0-9-]+")


class ChartLineError(ValueError):
    """A chart line that cannot be read: what is wrong with it, and what to write."""

    def __init__(self, reason: str, hint: str) -> None:
        """Keep both; whoever knows the line of the file tells them."""
        super().__init__(reason, hint)
        self.reason = reason
        self.hint = hint


class Chart(Frozen):
    """Which columns of an answer are drawn, and how.

    ``x`` is the category, the period, the origin, what runs across, or the area; ``y`` the
    destination or what runs down. ``event`` names the column with what happened, ``day`` the one
    with its day if that is not ``x``, ``facet`` the one that gets a small chart for each value.
    ``unit`` is a code such as ``code:unit-percent``, where the data set's own does not fit.
    """

    kind: str
    x: str
    value: str
    y: str = ""
    series: str = ""
    facet: str = ""
    event: str = ""
    day: str = ""
    unit: str = ""

    def __str__(self) -> str:
        """Return the line that says so.

        >>> str(Chart("line", "period", "persons", event="treaty"))
        'line | period | persons | event=treaty'
        """
        placed = [getattr(self, part) for part in KINDS[self.kind]]
        named = [f"{name}={value}" for name in EXTRAS if (value := getattr(self, name))]
        return " | ".join(filter(None, [self.kind, *placed, *named]))


def read_chart(written: str, columns: tuple[Column, ...]) -> Chart:
    """Return the chart that *written* says, of an answer with *columns*.

    Raises:
        ChartLineError: a kind that there is not, or a column that is not there, that stands
            twice, or that holds no figures where figures are drawn.
    """
    kind, *parts = [part.strip() for part in written.split("|")]
    if kind not in KINDS:
        near = nearest(kind, KINDS)
        hint = f"did you mean {near[0]}?" if near else f"the kinds are {', '.join(KINDS)}"
        raise ChartLineError(f"no chart of the kind '{kind}'", hint)
    placed = [part for part in parts if "=" not in part]
    named = _extras(kind, [part for part in parts if "=" in part])
    roles = KINDS[kind]
    least = len(roles) - ("series" in roles)
    if not least <= len(placed) <= len(roles) or parts[: len(placed)] != placed:
        raise ChartLineError(f"a {kind} has other columns", f'write "#+ chart: {WRITTEN[kind]}"')
    chosen = {**dict(zip(roles, placed, strict=False)), **named}
    _check_columns(kind, chosen, {column.name: column.type for column in columns})
    return Chart(kind, **chosen)


def _extras(kind: str, parts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parts:
        extra = _EXTRA.fullmatch(part)
        fitting = [name for name, kinds in EXTRAS.items() if kind in kinds]
        if extra is None or extra["name"] not in fitting:
            hint = " or ".join(f"{name}=…" for name in fitting)
            raise ChartLineError(f"a {kind} takes no '{part}'", f"write {hint}, or drop it")
        if extra["name"] in found:
            raise ChartLineError(f"a second '{extra['name']}='", "keep one")
        found[extra["name"]] = extra["value"]
    if "day" in found and "event" not in found:
        raise ChartLineError("a day of no event", "add event=…, or drop day=…")
    if "unit" in found and not _UNIT.fullmatch(found["unit"]):
        raise ChartLineError(
            f"'{found['unit']}' is no unit", "write a code such as code:unit-percent"
        )
    return found


def _check_columns(kind: str, chosen: Mapping[str, str], types: Mapping[str, str]) -> None:
    used = {role: name for role, name in chosen.items() if role != "unit"}
    for role, name in used.items():
        if name not in types:
            raise ChartLineError(
                f"the chart draws '{name}', which is no column",
                f"the columns are {', '.join(types)}",
            )
        if [*used.values()].count(name) > 1:
            raise ChartLineError(f"the chart draws '{name}' twice", "name each column once")
        if role == "value" and kind != "heatmap" and types[name] not in _FIGURES:
            raise ChartLineError(
                f"the chart draws '{name}' as a figure, and its type is {types[name]}",
                f"name a column of the type {' or '.join(sorted(_FIGURES))}",
            )
