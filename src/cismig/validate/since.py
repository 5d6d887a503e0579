"""Since: what has changed after an earlier check, and what that check found in order.

A check writes beside the store what it found in order. A store that was made out of that one knows
what has changed, so that the next check need look only at what the change can reach.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode, Triple

from cismig.build import read_record
from cismig.dataset.terms import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cismig.build import Built

__all__ = ["Since", "remember", "since_the_last"]

_CHECKED: Final = "checked.json"
_JUDGES: Final = ("owlrl", "pyshacl", "rdflib")
_TYPE: Final = named("rdf:type")


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed since a check.

    ``files``       those that have changed, and those in which something was wrong
    ``statements``  what came or went in the accepted view
    ``in_order``    what was found in order, and how many seconds it took to find out
    ``words``       of some of it, the words that decide on it; None if all do
    """

    files: frozenset[Path]
    statements: frozenset[Triple]
    in_order: Mapping[str, float]
    words: Mapping[str, frozenset[str] | None]

    def untouched(self) -> Iterator[str]:
        """Yield what was in order, and is still: nothing has changed that its words speak of."""
        changed = _words_of(self.statements)
        for name in self.in_order:
            deciding = self.words.get(name)
            if not changed or (deciding is not None and deciding.isdisjoint(changed)):
                yield name


def _words_of(statements: Iterable[Triple]) -> frozenset[str]:
    """Return the properties of *statements*, and the classes of which they say that a thing is."""
    words: set[str] = set()
    for triple in statements:
        words.add(triple.predicate.value)
        if triple.predicate == _TYPE and isinstance(triple.object, NamedNode):
            words.add(triple.object.value)
    return frozenset(words)


def since_the_last(built: Built) -> Since | None:
    """Return what has changed since the last check of a store that *built* was made out of.

    None if there was none, or not by the code that checks now.
    """
    files: set[Path] = set()
    statements: set[Triple] = set()
    place, change = built.place, built.change
    while place is not None:
        told = _told(place)
        if told is not None:
            files |= {built.dataset.layout.root / name for name in told["files"]}
            words = {
                name: None if words is None else frozenset(words)
                for name, words in told["words"].items()
            }
            return Since(frozenset(files), frozenset(statements), told["inOrder"], words)
        if change is None:
            return None
        files |= change.files
        statements |= change.statements
        place = place.parent / change.before
        try:
            change = read_record(place / "record.json", built.raw, built.dataset.layout).change
        except (OSError, ValueError):
            return None
    return None


def remember(built: Built, found: Since) -> None:
    """Write beside the store of *built* what was *found*: in which files something is wrong.

    Where it cannot be written, the next check looks at everything again.
    """
    if built.place is None:
        return
    root = built.dataset.layout.root
    told = {
        "judge": _judge(),
        "inOrder": dict(found.in_order),
        "words": {
            name: None if words is None else sorted(words) for name, words in found.words.items()
        },
        "files": sorted(str(path.relative_to(root)) for path in found.files),
    }
    fresh = built.place / f"{_CHECKED}.{os.getpid()}"
    with suppress(OSError):
        fresh.write_text(json.dumps(told), encoding="utf-8")
        fresh.replace(built.place / _CHECKED)


def _told(place: Path) -> dict[str, Any] | None:
    try:
        told: dict[str, Any] = json.loads((place / _CHECKED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if told["judge"] == _judge() else None


@cache
def _judge() -> str:
    """Return a digest of the code that checks."""
    digest = blake2b(" ".join(map(version, _JUDGES)).encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
