"""Rows of terms as Python values, as a pandas DataFrame, and as a table in a notebook."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig import statistics
from cismig.names import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from cismig.statistics import Sheet
    from cismig.statistics.sheets import Value
    from cismig.store import Term

__all__ = ["Rows", "html_table", "term_of"]

_STRING: Final = PREFIXES["xsd"] + "string"
_SHOWN: Final = 60


class _Column(NamedTuple):
    """What the maker of typed columns asks of a column of a question."""

    name: str
    type: str
    meaning: str

    def explained(self, _: str) -> str:
        return self.meaning


class _Part(NamedTuple):
    """Stands for a question, a table or an answer where typed columns are made of it."""

    columns: Sequence[_Column] = ()
    rows: Sequence[tuple[Term | None, ...]] = ()
    question: Any = None
    table: Any = None


class _Names(NamedTuple):
    """The labels that came with the rows."""

    labels: Mapping[str, str]

    def of(self, term: Term) -> str:
        return self.labels.get(term.value, "") if isinstance(term, NamedNode) else term.value


class Rows:  # noqa: PLW1641 - compared, not kept in sets
    """A table: ``columns`` are names, ``rows`` dictionaries of Python values.

    Things are their short names (``state:tj``), figures ``int``, ``Decimal`` or ``float``, whole
    days ``datetime.date``; a date that is no whole day (``2024-05``) and a text is a ``str``; what
    has no value is None. ``terms`` has the same rows as terms of RDF (`pyoxigraph`).
    """

    def __init__(
        self,
        columns: Sequence[Mapping[str, str]],
        terms: Sequence[tuple[Term | None, ...]],
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Take the *columns* with ``name``, ``type`` and ``meaning``, and the *labels* of IRIs."""
        self._columns = [_Column(each["name"], each["type"], each["meaning"]) for each in columns]
        self._labels = labels
        self.columns = tuple(each.name for each in self._columns)
        self.terms = tuple(terms)

    @cached_property
    def rows(self) -> list[dict[str, Value]]:
        """The rows, each a dictionary with all columns."""
        sheet = self._sheet
        places = [place for place, field in enumerate(sheet.fields) if not field.names]
        names = [sheet.fields[place].name for place in places]
        return [
            dict(zip(names, (row[place] for place in places), strict=True)) for row in sheet.rows
        ]

    @cached_property
    def _sheet(self) -> Sheet:
        part = _Part(question=_Part(columns=self._columns), table=_Part(rows=self.terms))
        labels: Any = _Names(self._labels or {})
        made: Any = part  # it has all that is asked of an answer
        return statistics.sheet(made, labels)

    def frame(self) -> Any:  # noqa: ANN401 - pandas tells no types
        """Return the rows as a pandas DataFrame, beside each column of things its labels.

        Integers are ``Int64``, decimals ``Float64``, days ``datetime64``.

        Raises:
            LibraryError: pandas is not installed; the extra ``tables`` brings it.
        """
        made = statistics.frame(self._sheet)
        if self._labels is None:
            made = made[list(self.columns)]
        return made

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.terms)

    def __eq__(self, other: object) -> bool:
        """Tell whether *other* has the same columns and terms."""
        if not isinstance(other, Rows):
            return NotImplemented
        return (self.columns, self.terms) == (other.columns, other.terms)

    def __repr__(self) -> str:
        """Return how many rows there are, of which columns."""
        return f"<{len(self)} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        return html_table(self.columns, self.rows, {})


def html_table(
    columns: Sequence[str], rows: Sequence[Mapping[str, Value]], labels: Mapping[str, str]
) -> str:
    """Return the first rows as HTML, things under their *labels*."""
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        f"<tr>{''.join(_cell(row[name], labels) for name in columns)}</tr>" for row in rows[:_SHOWN]
    )
    more = f"<p>… {len(rows) - _SHOWN} more rows</p>" if len(rows) > _SHOWN else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: Value, labels: Mapping[str, str]) -> str:
    if value is None:
        return "<td></td>"
    text = str(value)
    label = labels.get(text, text)
    title = f' title="{escape(text)}"' if label != text else ""
    return f"<td{title}>{escape(label)}</td>"


def term_of(told: Mapping[str, str] | None) -> Term | None:
    """Return the term that *told*, of SPARQL 1.1 Query Results JSON, is.

    >>> term_of({"type": "literal", "value": "28", "xml:lang": "en"})
    <Literal value=28 language=en>
    """
    if told is None:
        return None
    value = told["value"]
    if told["type"] == "uri":
        return NamedNode(value)
    if told["type"] == "bnode":
        return BlankNode(value)
    if "xml:lang" in told:
        return Literal(value, language=told["xml:lang"])
    return Literal(value, datatype=NamedNode(told.get("datatype", _STRING)))
