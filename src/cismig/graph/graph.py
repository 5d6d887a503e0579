"""The graph as one object: its questions, its accounts, its names, and SPARQL."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    parse,
    parse_query_results,
)

from cismig.errors import ParameterError, QueryError
from cismig.graph.accounts import Account
from cismig.graph.answers import Answer
from cismig.graph.finds import find_of
from cismig.graph.questions import Questions, question_of
from cismig.graph.tables import Rows
from cismig.questions import LANGUAGES
from cismig.store.examining import form_of
from cismig.store.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from pyoxigraph import Triple

    from cismig.graph.finds import Find
    from cismig.graph.session import Session

__all__ = ["Graph", "Limits"]


class Graph:
    """The CIS Migration Graph, on this machine or served by another; both answer alike.

    >>> from cismig import Graph
    >>> graph = Graph()
    >>> answer = graph.ask("cis-members-on-a-day", day="2004-01-01")
    >>> answer.rows[0]["state"], answer.labels["state:am"]
    ('state:am', 'Armenia')
    >>> graph.sparql("ASK { meeting:council-28 cism:hasParticipant state:am }")
    False
    >>> graph.find("Душанбе")[0].short
    'place:dushanbe'
    >>> graph.close()

    What takes more than the limits raises LimitError and ends nothing but a worker of ours: the
    notebook lives on. The graph stays as it was when it was opened, whatever becomes of the files.
    Wrong questions, values and queries raise QueryError with the remedy, a server that does not
    answer EndpointError; all are CismigError.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        root: str | Path | None = None,
        store: str | Path | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Open the graph that is served at *address*, else one on this machine.

        That is the one that *store* holds (``cismig build --store``), else that of the checkout at
        *root* or around the current folder, else that of the installed package; it is built at the
        first time and kept in the cache. *limits* are those of one query: a minute, 2 GB; a server
        has its own beside them.

        Raises:
            EndpointError: *address* is none.
            LayoutError: there is no graph at *root*, or around this folder.
            StoreError: *store* holds none.
            LoadError: the files are not what they should be.
        """
        if address is not None and (root is not None or store is not None):
            raise QueryError("an address and a folder at once", "give one of them")
        held = Limits() if limits is None else limits
        self._session: Session
        if address is not None:
            from cismig.graph.remote import Remote  # noqa: PLC0415 - one of two

            self._session = Remote(address, held)
        else:
            from cismig.graph.local import Local  # noqa: PLC0415 - one of two

            self._session = Local(root, store, held)

    def questions(self, word: str = "", *, lang: str = "en") -> Questions:
        """Return the questions, or those about *word*: a tag, or a part of their text."""
        _check_language(lang)
        found = Questions(question_of(each, lang) for each in self._session.listed())
        return found.about(word) if word else found

    def ask(self, slug: str, /, *, lang: str = "en", **values: object) -> Answer:
        """Return the answer to the question *slug*, labels and words in *lang* (en or ru).

        *values* are those of its parameters, by their names; of ``from``, which Python reserves,
        ``from_``. A thing is given by short name, IRI or label, a day as a date or as text. A
        parameter ``lang`` follows the language.

        Raises:
            UnknownQueryError: there is no such question.
            ParameterError: it has no such parameter, or the value is none of its kind.
            LimitError: it takes more than it may.
        """
        _check_language(lang)
        known = [each["name"] for each in self._session.described(slug)["parameters"]]
        given: dict[str, str] = {}
        for spelt, value in values.items():
            name = spelt.removesuffix("_")
            if name not in known:
                expected = f"one of {', '.join(known)}" if known else "no parameter; it has none"
                raise ParameterError(slug, name, str(value), expected)
            given[name] = _written(slug, name, value)
        if "lang" in known:
            given["lang"] = lang
        told = json.loads(self._session.answer(slug, given, lang, "json"))
        return Answer(told, lambda: self._session.answer(slug, given, lang, "svg"))

    def sparql(self, text: str) -> Rows | bool | tuple[Triple, ...]:
        """Return what a query gives: a table of SELECT, the truth of ASK, or statements.

        The prefixes of the graph need not be declared. Without GRAPH a query asks what we hold
        true, with GRAPH who says so. Statements come in the order of their N-Triples.

        Raises:
            QueryError: it is not SPARQL, would change data, or asks another server.
            LimitError: it takes more than it may.
        """
        if form_of(text) in {"CONSTRUCT", "DESCRIBE"}:
            body = self._session.query(text, "nt")
            quads = parse(body, RdfFormat.N_TRIPLES)
            return tuple(sorted({quad.triple for quad in quads}, key=str))
        found = parse_query_results(self._session.query(text, "json"), QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return bool(found)
        names = [variable.value for variable in found.variables]
        columns = [{"name": name, "type": "term", "meaning": ""} for name in names]
        return Rows(columns, [tuple(row) for row in found])

    def why(
        self,
        subject: str,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - as statements call it
        *,
        lang: str = "en",
    ) -> Account:
        """Return who says what of *subject*, of one property of it, or of one statement.

        Each is given by short name, IRI or label.

        Raises:
            QueryError: one of them names nothing that the graph speaks of.
        """
        _check_language(lang)
        given = {"subject": subject, "predicate": predicate, "object": object}
        parts = {name: value for name, value in given.items() if value is not None}
        if not subject.strip():
            raise QueryError("no subject", "give a name such as meeting:council-28")
        if "object" in parts and "predicate" not in parts:
            raise QueryError("an object and no predicate", "give a predicate such as cism:date")
        return Account(self._session.why(parts, lang), lang)

    def find(
        self, text: str, *, kind: str | None = None, limit: int = 20, lang: str = "en"
    ) -> Find:
        """Return the things whose names are like *text*, in any language and either alphabet.

        *kind* (state, body, meeting …) leaves out all others.

        Raises:
            QueryError: *text* has no letter or too many, or there is no such kind.
        """
        _check_language(lang)
        return find_of(self._session.find(text, lang, kind, limit))

    def close(self) -> None:
        """End the worker, or the connections; a graph that is forgotten does so by itself."""
        self._session.close()

    def __enter__(self) -> Self:
        """Return the graph."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Return where the graph lies."""
        return f"Graph({self._session.place!r})"


def _check_language(lang: str) -> None:
    if lang not in LANGUAGES:
        raise QueryError(f"there is no language {lang!r} here", f"give {' or '.join(LANGUAGES)}")


def _written(slug: str, name: str, value: object) -> str:
    """Return *value* as a person would type it.

    Raises:
        ParameterError: it is of no kind that a parameter has.
    """
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    raise ParameterError(slug, name, repr(value), "a text, a whole number or a date")
