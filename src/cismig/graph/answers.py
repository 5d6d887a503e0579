"""The answer to a question, with all that belongs to it."""

from __future__ import annotations

from functools import cached_property
from html import escape

from cismig.errors import FormError
from cismig.frozen import Frozen
from cismig.graph.questions import Column
from cismig.graph.tables import Rows, html_table, term_of
from cismig.names import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from cismig.statistics.sheets import Value

__all__ = ["Answer", "Picture", "Source"]


class Source(Frozen):
    """A document that an answer rests on; ``counts`` is False where it is weak or a compilation."""

    iri: str
    publisher: str
    title: str
    issued: str
    address: str
    archive: str
    accessed: str
    strength: str
    counts: bool

    def __str__(self) -> str:
        """Return publisher, date, title and address."""
        told = ", ".join(part for part in (self.publisher, self.issued, self.title) if part)
        return f"{told}. {self.address}" if self.address else told


class Picture(Frozen):
    """A chart as SVG, which a notebook shows."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


class Answer:  # noqa: PLW1641 - compared, not kept in sets
    """The rows of a question, what they rest on, how sure they are, and how to cite them.

    ``envelope`` is all of it as JSON; the other parts are read from it. Two answers are equal if
    they give the same rows to the same question.
    """

    def __init__(self, envelope: Mapping[str, Any], drawn: Callable[[], bytes]) -> None:
        """Take the *envelope*, and what fetches the chart."""
        self.envelope = dict(envelope)
        self._drawn = drawn

    @property
    def slug(self) -> str:
        """The name of the question."""
        return str(self.envelope["question"]["slug"])

    @property
    def question(self) -> str:
        """The question in words."""
        return str(self.envelope["question"]["text"])

    @property
    def parameters(self) -> dict[str, Value]:
        """What the question was asked with: things by their short names."""
        given = self.envelope["parameters"]
        columns = [{"name": name, "type": "term", "meaning": ""} for name in given]
        if not given:
            return {}
        return Rows(columns, [tuple(map(term_of, given.values()))]).rows[0]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns: name, type and meaning of each."""
        return tuple(
            Column(each["name"], each["type"], each["meaning"]) for each in self.envelope["columns"]
        )

    @cached_property
    def table(self) -> Rows:
        """The rows as a table."""
        columns = self.envelope["columns"]
        names = [each["name"] for each in columns]
        terms = [tuple(term_of(row.get(name)) for name in names) for row in self.envelope["rows"]]
        labels = {
            told["value"]: told["label"]
            for row in self.envelope["rows"]
            for told in row.values()
            if "label" in told
        }
        return Rows(columns, terms, labels)

    @property
    def rows(self) -> list[dict[str, Value]]:
        """The rows, each a dictionary of Python values; see `Rows`."""
        return self.table.rows

    @cached_property
    def labels(self) -> dict[str, str]:
        """The labels of the things in rows and parameters, by their short names."""
        groups = [*self.envelope["rows"], self.envelope["parameters"]]
        return {
            shorten(told["value"]): told["label"]
            for group in groups
            for told in group.values()
            if told["type"] == "uri"
        }

    def frame(self) -> Any:  # noqa: ANN401 - pandas tells no types
        """Return the rows as a pandas DataFrame; what belongs to them stands in its ``attrs``.

        Raises:
            LibraryError: pandas is not installed; the extra ``tables`` brings it.
        """
        made = self.table.frame()
        made.attrs["cismig"] = {
            name: part for name, part in self.envelope.items() if name not in {"rows", "columns"}
        }
        return made

    def chart(self) -> Picture:
        """Return the chart that the question has.

        Raises:
            FormError: it has none, or these rows cannot be drawn.
            LibraryError: what draws is not installed; the extra ``charts`` brings it.
        """
        return Picture(self._drawn().decode())

    @property
    def sources(self) -> tuple[Source, ...]:
        """The documents that the rows rest on."""
        return tuple(
            Source(**{name: each[name] for name in Source.__match_args__})
            for each in self.envelope["sources"]
        )

    @property
    def sure(self) -> tuple[str, ...]:
        """What to bear in mind of the rows: sources and origins, judgements, hearsay."""
        return tuple(self.envelope["sure"])

    @property
    def limits(self) -> str:
        """What the answer cannot tell."""
        return str(self.envelope["limits"])

    @property
    def is_complete(self) -> bool:
        """Whether these are all the rows that there are."""
        return bool(self.envelope["complete"])

    @property
    def permalink(self) -> str | None:
        """The address at which a served answer is found again; None on this machine."""
        return self.envelope.get("permalink")

    def cite(self, form: str = "text") -> str:
        """Return the citations, original publishers first: text, bibtex, ris or csl (CSL-JSON).

        Raises:
            FormError: there is no such form.
        """
        cited: dict[str, str] = self.envelope["cite"]
        if form not in cited:
            raise FormError(form, "is no form of citations", f"choose from {', '.join(cited)}")
        return cited[form]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.table)

    def __eq__(self, other: object) -> bool:
        """Tell whether *other* gives the same rows to the same question."""
        if not isinstance(other, Answer):
            return NotImplemented
        same = ("question", "parameters", "rows")
        return all(self.envelope[name] == other.envelope[name] for name in same)

    def __repr__(self) -> str:
        """Return the question, how many rows there are, and how sure they are."""
        sure = f" ({'; '.join(self.sure)})" if self.sure else ""
        return f"<{self.question} {len(self)} rows{sure}>"

    def _repr_html_(self) -> str:
        names = [each.name for each in self.columns]
        table = html_table(names, self.rows, self.labels)
        sources = "".join(f"<li>{escape(str(each))}</li>" for each in self.sources)
        sure = "".join(f"<li>{escape(each)}</li>" for each in self.sure)
        return (
            f"<p><b>{escape(self.question)}</b></p>{table}<p><i>{escape(self.limits)}</i></p>"
            f"<ul>{sure}</ul><details><summary>{len(self.sources)} sources</summary>"
            f"<ul>{sources}</ul></details>"
        )
