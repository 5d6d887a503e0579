"""The properties of which a shape allows one value: there two values are a disagreement."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from cismig.dataset.terms import Subject, Term, named
from cismig.turtle import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cismig.layout import Layout

__all__ = ["one_value_properties"]

_PATH, _MAX_COUNT, _CLASS, _OFF = map(
    named, ("sh:path", "sh:maxCount", "sh:targetClass", "sh:deactivated")
)
_OTHER_TARGETS = frozenset(
    map(named, ("sh:targetNode", "sh:targetSubjectsOf", "sh:targetObjectsOf", "sh:target"))
)
_HOLDS = frozenset(map(named, ("sh:property", "sh:node")))

_Facts = dict[Subject, list[tuple[NamedNode, Term]]]


def one_value_properties(layout: Layout) -> Mapping[NamedNode, frozenset[NamedNode] | None]:
    """Return each property with ``sh:maxCount 1`` and the classes it holds for, None for all.

    Raises:
        LoadError: a file of shapes is not Turtle.
    """
    facts: _Facts = defaultdict(list)
    holders: dict[Subject, set[Subject]] = defaultdict(set)
    for path in layout.shape_files():
        for triple in read(path):
            facts[triple.subject].append((triple.predicate, triple.object))  # type: ignore[index, arg-type]
            if triple.predicate in _HOLDS and not isinstance(triple.object, Literal):
                holders[triple.object].add(triple.subject)  # type: ignore[index, arg-type]
    found: dict[NamedNode, frozenset[NamedNode] | None] = {}
    for shape in facts:
        verb = _limited(facts, shape)
        if verb is None:
            continue
        classes, everywhere = _targets(facts, holders, shape)
        if everywhere or (verb in found and found[verb] is None):
            found[verb] = None
        elif classes:
            found[verb] = classes | (found.get(verb) or frozenset())
    return found


def _limited(facts: _Facts, shape: Subject) -> NamedNode | None:
    """Return the property of which *shape* allows one value."""
    said = facts[shape]
    limits = {value.value for verb, value in said if verb == _MAX_COUNT}
    paths = [value for verb, value in said if verb == _PATH and isinstance(value, NamedNode)]
    return paths[0] if "1" in limits and len(paths) == 1 and not _is_off(facts, shape) else None


def _is_off(facts: _Facts, shape: Subject) -> bool:
    return any(verb == _OFF and value.value == "true" for verb, value in facts[shape])


def _targets(
    facts: _Facts, holders: Mapping[Subject, set[Subject]], shape: Subject
) -> tuple[frozenset[NamedNode], bool]:
    """Return the classes that *shape* judges, and whether it judges things by other marks too."""
    classes: set[NamedNode] = set()
    everywhere = False
    seen: set[Subject] = set()
    waiting = [shape]
    while waiting:
        current = waiting.pop()
        if current in seen or _is_off(facts, current):
            continue
        seen.add(current)
        for verb, value in facts.get(current, ()):
            if verb == _CLASS and isinstance(value, NamedNode):
                classes.add(value)
            everywhere = everywhere or verb in _OTHER_TARGETS
        for holder in holders.get(current, ()):
            if any(verb == _PATH for verb, _ in facts[holder]):
                everywhere = True  # it judges the values of a property, of whatever class
            else:
                waiting.append(holder)
    return frozenset(classes), everywhere
