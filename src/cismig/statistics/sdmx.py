"""SDMX-CSV 2.0: the observations of an answer with their whole keys, for statistical software."""

from __future__ import annotations

import csv
import io

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.errors import FormError
from cismig.evidence.sources import nodes, text
from cismig.names import PREFIXES
from cismig.questions import is_number
from cismig.statistics.behind import DATA_SET, observations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from pyoxigraph import NamedNode

    from cismig.questions import Answer
    from cismig.store import Store, Term

STRUCTURE: Final = ("datastructure", "CISMIG:MIGRATION_STRUCTURE({})", "I")
"""How each line begins: what kind of artefact describes it, which, and that it informs."""

KEY: Final = (
    ("DATA_SET", "qb:dataSet"),
    ("REF_AREA", "sdmx-dimension:refArea"),
    ("COUNTERPART_AREA", "cism:counterpartArea"),
    ("SEX", "sdmx-dimension:sex"),
    ("TIME_PERIOD", "sdmx-dimension:refPeriod"),
)
"""The dimensions; DATA_SET keeps publishers and editions of one figure apart."""

ATTRIBUTES: Final = (
    ("OBS_STATUS", "sdmx-attribute:obsStatus"),
    ("UNIT_MEASURE", "sdmx-attribute:unitMeasure"),
    ("INDICATOR", "cism:hasIndicator"),
    ("PRECISION", "cism:hasPrecision"),
    ("CAVEAT", "cism:hasCaveat"),
    ("PURPOSE", "cism:hasPurpose"),
)
_OF_DATA_SET: Final = frozenset({"UNIT_MEASURE", "INDICATOR"})

_VALUE: Final = named("sdmx-measure:obsValue")
_ALPHA3: Final = named("cism:alpha3Code")
_STATUSES: Final = {
    "observation-reported": "A",
    "observation-estimated": "E",
    "observation-derived": "D",
}
"""Our codes of status in the SDMX code list CL_OBS_STATUS: normal, estimated, derived."""


def sdmx_csv(store: Store, answer: Answer, version: str) -> str:
    """Return the observations that *answer* shows, a line each; *version* is the structure's.

    An answer fits if one of its columns holds, in each row that has a figure there, the value of
    one observation that the question matched: shares, sums and differences are not observations.
    Of several such columns it is the one that the question's chart draws.

    Raises:
        FormError: no column fits, or several do and no chart says which.
    """
    found = _shown(store, answer)
    lines = {each: _line(store, each, version) for each in dict.fromkeys(found)}
    dimensions, attributes = [name for name, _ in KEY], [name for name, _ in ATTRIBUTES]
    used = [name for name in attributes if any(line[name] for line in lines.values())]
    heads = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *dimensions, "OBS_VALUE", *used]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([line[head] for head in heads] for line in lines.values())
    return out.getvalue()


def _shown(store: Store, answer: Answer) -> list[NamedNode]:
    """Return the observations whose values stand in the first column of observed figures."""
    table = answer.table
    slug, chart = answer.question.slug, answer.question.chart
    if not table.rows:
        raise FormError("sdmx-csv", f"{slug} has no rows", "ask for something that has figures")
    numeric = [
        name
        for place, name in enumerate(table.columns)
        if any(is_number(row[place]) for row in table.rows)
    ]
    if not numeric:
        lacking = "OBS_VALUE: no column holds figures"
        raise FormError("sdmx-csv", f"{slug} lacks {lacking}", "choose csv or csvw")
    behind = observations(store, answer)
    if not any(behind):
        lacking = ", ".join(name for name, _ in KEY)
        reason = f"{slug} lacks {lacking}: its figures are not read from single observations"
        raise FormError("sdmx-csv", reason, "choose csv or csvw")
    fitting: dict[str, list[NamedNode]] = {}
    for name in numeric:
        place = table.columns.index(name)
        rows = [(row[place], each) for row, each in zip(table.rows, behind, strict=True)]
        found = [_observed(store, value, each) for value, each in rows if value is not None]
        if all(each is not None for each in found):
            fitting[name] = [each for each in found if each is not None]
    drawn = chart.value if chart is not None else ""
    if drawn in fitting or len(fitting) == 1:
        return fitting[drawn] if drawn in fitting else next(iter(fitting.values()))
    if fitting:
        told = ", ".join(fitting)
        reason = f"{slug} has no one column for OBS_VALUE: {told} all hold observed figures"
        raise FormError("sdmx-csv", reason, "choose csv or csvw")
    told = ", ".join(numeric)
    reason = f"{slug} lacks OBS_VALUE: {told} hold computed figures, or figures of several keys"
    raise FormError("sdmx-csv", reason, "choose csv or csvw")


def _observed(store: Store, value: Term, behind: frozenset[NamedNode]) -> NamedNode | None:
    """Return the one observation of *behind* that has *value*, None if it is not one."""
    found = [
        each
        for each in behind
        if any(
            getattr(quad.object, "value", "") == value.value
            for quad in store.quads_for_pattern(each, _VALUE, None, ACCEPTED_GRAPH)
        )
    ]
    return found[0] if len(found) == 1 else None


def _line(store: Store, observation: NamedNode, version: str) -> dict[str, str]:
    kind, identifier, action = STRUCTURE
    sets = nodes(store, observation, DATA_SET)
    line = {"STRUCTURE": kind, "STRUCTURE_ID": identifier.format(version), "ACTION": action}
    for name, prop in (*KEY, *ATTRIBUTES):
        holder = sets[0] if name in _OF_DATA_SET and sets else observation
        line[name] = ";".join(_code(store, each) for each in nodes(store, holder, named(prop)))
    line["OBS_VALUE"] = text(store, observation, _VALUE)
    return line


def _code(store: Store, thing: NamedNode) -> str:
    """Return the code of *thing*: by ISO 3166, by SDMX where it has one, else its own name."""
    local = thing.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    if thing.value.startswith(PREFIXES["area"]):
        return text(store, thing, _ALPHA3) or local
    if thing.value.startswith(PREFIXES["sdmx-code"]):
        return local.rsplit("-", 1)[-1]
    if thing.value.startswith(PREFIXES["period"]):
        return local.replace("--", "/")
    return _STATUSES.get(local, local)
