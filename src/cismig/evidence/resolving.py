"""What a person means: a thing, a property or a value, by IRI, short name or label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.errors import QueryError
from cismig.evidence import vocabulary as v
from cismig.evidence.sources import nodes
from cismig.names import CISM, PREFIXES, expand, shorten
from cismig.questions import alike, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cismig.evidence.desk import Desk
    from cismig.questions import Match
    from cismig.store import Term

_PROPERTIES = tuple(named(f"owl:{kind}Property") for kind in ("Object", "Datatype", "Annotation"))
_XSD = PREFIXES["xsd"]
_AREAS, _STATES = PREFIXES["area"], PREFIXES["state"]
_LITERALS = (
    (re.compile(r"[+-]?\d+"), "integer"),
    (re.compile(r"[+-]?\d*\.\d+"), "decimal"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "date"),
    (re.compile(r"\d{4}-\d\d"), "gYearMonth"),
    (re.compile(r"--\d\d-\d\d"), "gMonthDay"),
)
_BARE = re.compile(r"[\w-]+")


def thing(desk: Desk, written: str) -> NamedNode:
    """Return the thing that *written* means and that some graph speaks of.

    Raises:
        QueryError: no graph speaks of it, or the name is that of several things.
    """
    found = _spelt(written)
    if found is not None and _spoken_of(desk, found):
        return found
    matches = _named(desk, written)
    if len(matches) == 1:
        return matches[0].thing
    if matches:
        raise QueryError(
            f"{_shown(written)} is the name of {len(matches)} things", f"write {_listed(matches)}"
        )
    if written.startswith('"') or any(shape.fullmatch(written) for shape, _ in _LITERALS):
        raise QueryError(
            f"{_shown(written)} is a value, not a thing",
            "write the thing and the property before it: cismig why SUBJECT PREDICATE VALUE",
        )
    home = found.value[: found.value.rfind("/") + 1] if found is not None else ""
    nearest = desk.labels.nearest(found.value.removeprefix(home) if found else written, home)
    hint = (
        f"did you mean {_listed(nearest)}?" if nearest else "write a label, or an IRI of the graph"
    )
    raise QueryError(f"no graph speaks of {_shown(written)}", hint)


def prop(desk: Desk, written: str) -> NamedNode:
    """Return the property that *written* means: ``cism:date``, ``date``, or its label.

    Raises:
        QueryError: the ontology has no such property.
    """
    declared = {
        each.subject.value: each.subject
        for kind in _PROPERTIES
        for each in said(desk.raw, None, v.TYPE, kind, graph=ACCEPTED_GRAPH)
        if isinstance(each.subject, NamedNode)
    }
    found = _spelt(written)
    if found is None and _BARE.fullmatch(written):
        found = NamedNode(CISM + written)
    if found is not None and (found.value in declared or _used(desk, found)):
        return found
    wanted = " ".join(written.split()).casefold()
    for candidate in sorted(declared.values(), key=lambda node: node.value):
        labels = {each.value.value.casefold() for each in said(desk.raw, candidate, v.LABEL)}
        if wanted in labels:
            return candidate
    spellings = {iri.rsplit("#")[-1].rsplit("/")[-1]: iri for iri in declared}
    asked = re.split(r"[:#/]", written)[-1]
    nearest = alike(asked, spellings)
    hint = (
        f"did you mean {' or '.join(shorten(spellings[near]) for near in nearest)}?"
        if nearest
        else "write a property such as cism:date"
    )
    raise QueryError(f"the ontology has no property {_shown(written)}", hint)


def _named(desk: Desk, written: str) -> list[Match]:
    """Return the things of that name; a territory that a state of the name has is left out."""
    matches = list(desk.labels.named(written))
    acting = [match for match in matches if not match.thing.value.startswith(_AREAS)]
    return acting if any(match.thing.value.startswith(_STATES) for match in acting) else matches


def value(desk: Desk, written: str, prop: NamedNode, stated: Iterable[Term]) -> Term:
    """Return the value that *written* means: one of *stated* if it is spelt so, else as spelt.

    A value that nobody states is no error; that nobody states it is an answer.

    Raises:
        QueryError: the name is that of several things, and *prop* can have any of them.
    """
    known = tuple(stated)
    for term in known:
        if isinstance(term, Literal) and term.value == written:
            return term
    if _spelt(written) is not None:
        return thing(desk, written)
    for shape, kind in _LITERALS:
        if shape.fullmatch(written):
            return Literal(written, datatype=NamedNode(_XSD + kind))
    matches = _named(desk, written)
    ranges = set(nodes(desk.raw, prop, v.RANGE))
    for fitting in (
        [match for match in matches if match.thing in known],
        [match for match in matches if ranges.intersection(nodes(desk.raw, match.thing, v.TYPE))],
        list(matches),
    ):
        if len(fitting) == 1:
            return fitting[0].thing
    if matches:
        raise QueryError(
            f"{_shown(written)} is the name of {len(matches)} things", f"write {_listed(matches)}"
        )
    return Literal(written)


def _spelt(written: str) -> NamedNode | None:
    """Return the IRI that *written* spells, None if it spells none.

    Raises:
        UnknownPrefixError: it has the form of a short name, and the prefix is not ours.
    """
    text = written.strip()
    if not re.fullmatch(r"<[^<>\s]+>|[a-z][\w-]*:[^\s<>]+", text):
        return None
    try:
        return NamedNode(expand(text))
    except ValueError:
        return None


def _spoken_of(desk: Desk, node: NamedNode) -> bool:
    return any(said(desk.raw, node)) or any(said(desk.raw, None, None, node))


def _used(desk: Desk, node: NamedNode) -> bool:
    return any(said(desk.raw, None, node))


def _listed(matches: Iterable[Match]) -> str:
    return " or ".join(f"{shorten(match.thing.value)} ({match.label})" for match in matches)


def _shown(written: str) -> str:
    plain = " ".join("".join(char if char.isprintable() else " " for char in written).split())
    return repr(plain if len(plain) <= 60 else plain[:59] + "…")  # noqa: PLR2004 - fits a line
