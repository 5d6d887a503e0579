"""Parameters of a question: what a person types becomes a typed term, or one clear refusal."""

from __future__ import annotations

import re
from enum import Enum

from pyoxigraph import Literal, NamedNode

from cismig.errors import ParameterError, UnknownPrefixError
from cismig.frozen import Frozen
from cismig.names import expand, shorten
from cismig.questions.labels import Labels, Match, lexical
from cismig.questions.terms import XSD_DATE, XSD_INTEGER, XSD_STRING, is_instance, namespace_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from cismig.store import Store, Term

LONGEST: Final = 200
"""More characters than this are no name, date or number of ours."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOCAL = re.compile(r"[\w.-]+")


class Kind(Enum):
    """What a parameter's values are, told by its default."""

    THING = "thing"
    DATE = "date"
    INTEGER = "integer"
    STRING = "string"


class Parameter(Frozen):
    """Something that may be changed in a question, with the term that stands for it unasked."""

    name: str
    default: Term
    meaning: str
    meaning_ru: str = ""

    def explained(self, language: str) -> str:
        """Return the meaning in *language*, else in English."""
        return (self.meaning_ru if language == "ru" else "") or self.meaning

    @property
    def kind(self) -> Kind:
        """Return what kind of value it takes."""
        kind = kind_of(self.default)
        if kind is None:
            raise ValueError(f"no kind of parameter has the default {self.default}")
        return kind


def kind_of(default: Term) -> Kind | None:
    """Return the kind that *default* gives a parameter, None if there is no such kind.

    >>> kind_of(Literal("2024-05-28", datatype=XSD_DATE))
    <Kind.DATE: 'date'>
    >>> kind_of(Literal("28 мая", language="ru")) is None
    True
    """
    if isinstance(default, NamedNode):
        return Kind.THING if is_instance(default.value) else None
    if not isinstance(default, Literal) or default.language is not None:
        return None
    return {XSD_DATE: Kind.DATE, XSD_INTEGER: Kind.INTEGER, XSD_STRING: Kind.STRING}.get(
        default.datatype
    )


def read_default(written: str, kind: Kind, default: Term) -> Term | None:
    """Return the term that *written* in front matter means, None if it means none.

    It may be written as a person would type it or as it stands in the query:

    >>> day = Literal("2024-05-28", datatype=XSD_DATE)
    >>> read_default("2024-05-28", Kind.DATE, day) == day
    True
    >>> read_default('"2024-05-28"^^xsd:date', Kind.DATE, day) == day
    True
    """
    if kind is Kind.THING:
        return _iri(written, namespace_of(str(getattr(default, "value", ""))))
    quoted = re.fullmatch(r'"(?P<inner>[^"]*)"(\^\^xsd:\w+)?', written)
    return _literal(quoted["inner"] if quoted else written, kind)


def bind(
    slug: str,
    parameters: tuple[Parameter, ...],
    values: Mapping[str, str],
    store: Store,
) -> dict[str, Term]:
    """Return a term for each of *parameters*: the value given for it, else its default.

    Raises:
        ParameterError: a name that the question does not have, or a value that is none of its
            kind or names nothing in the graph.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name, value in values.items():
        if name not in known:
            expected = f"one of {', '.join(known)}" if known else "no parameter; it has none"
            raise ParameterError(slug, name, _printable(value), expected)
    return {
        parameter.name: _bound(slug, parameter, values[parameter.name], store)
        if parameter.name in values
        else parameter.default
        for parameter in parameters
    }


def _bound(slug: str, parameter: Parameter, value: str, store: Store) -> Term:
    kind = parameter.kind
    if len(value) > LONGEST:
        raise ParameterError(
            slug, parameter.name, _printable(value), f"at most {LONGEST} characters"
        )
    if kind is Kind.THING:
        return _thing(slug, parameter, value, store)
    term = _literal(value, kind)
    if term is None:
        expected = {
            Kind.DATE: f"a day of the calendar such as {lexical(parameter.default)}",
            Kind.INTEGER: f"a whole number such as {lexical(parameter.default)}",
            Kind.STRING: "text without control characters",
        }[kind]
        raise ParameterError(slug, parameter.name, _printable(value), expected)
    return term


def _literal(value: str, kind: Kind) -> Literal | None:
    """Return *value* as a literal of *kind*, None if it is none.

    >>> _literal("2024-02-30", Kind.DATE) is None
    True
    >>> _literal("+652014", Kind.INTEGER).value
    '652014'
    """
    if kind is Kind.STRING:
        return Literal(value) if value.isprintable() else None
    value = value.strip()
    if kind is Kind.INTEGER:
        if not _INTEGER.fullmatch(value):
            return None
        return Literal(str(int(value)), datatype=XSD_INTEGER)
    if not _DATE.fullmatch(value):
        return None
    from datetime import date  # noqa: PLC0415 - few parameters are days

    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return Literal(day.isoformat(), datatype=XSD_DATE)


def _iri(value: str, home: str) -> NamedNode | None:
    """Return the IRI that *value* spells: whole, in <>, with a prefix, or the name alone.

    *home* is the namespace that a name alone stands in.
    """
    value = value.strip()
    bare = value[1:-1] if value.startswith("<") and value.endswith(">") else value
    try:
        if _LOCAL.fullmatch(bare):
            return NamedNode(home + bare)
        return NamedNode(bare if "://" in bare else expand(bare))
    except (ValueError, UnknownPrefixError):
        return None


def _thing(slug: str, parameter: Parameter, value: str, store: Store) -> NamedNode:
    home = namespace_of(lexical(parameter.default))
    labels = Labels(store)
    spelt = _iri(value, home)
    if spelt is not None and is_instance(spelt.value) and labels.classes(spelt):
        return _of_kind(slug, parameter, value, spelt, labels)
    meant = labels.named(value, home)
    if len(meant) == 1:
        return _of_kind(slug, parameter, value, meant[0].thing, labels)
    if meant:
        expected = f"one thing; this is the name of {_listed(meant)}"
        raise ParameterError(slug, parameter.name, _printable(value), expected)
    expected = f"a name or IRI such as {shorten(lexical(parameter.default))}"
    nearest = labels.nearest(value, home)
    if nearest:
        expected += f"; nearest: {_listed(nearest)}"
    raise ParameterError(slug, parameter.name, _printable(value), expected)


def _of_kind(
    slug: str, parameter: Parameter, value: str, thing: NamedNode, labels: Labels
) -> NamedNode:
    """Return *thing* if it is of a class that the default is of too, so that rows can be found."""
    default = NamedNode(lexical(parameter.default))
    classes = labels.classes(default)
    if classes and classes.isdisjoint(labels.classes(thing)):
        kinds = " or ".join(labels.of(kind) for kind in labels.kinds(default))
        expected = f"a thing of the kind {kinds}, such as {shorten(default.value)}"
        raise ParameterError(slug, parameter.name, _printable(value), expected)
    return thing


def _listed(matches: tuple[Match, ...]) -> str:
    return ", ".join(f"{shorten(match.thing.value)} ({match.label})" for match in matches)


def _printable(value: str) -> str:
    """Return *value* fit for one line of a message."""
    plain = "".join(char if char.isprintable() else " " for char in value)
    short = " ".join(plain.split())
    return short if len(short) <= 60 else short[:59] + "…"  # noqa: PLR2004 - fits beside the rest
