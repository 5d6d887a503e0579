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
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cismig.build import read_record
from cismig.validate.deciding import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Triple

    from cismig.build import Built

__all__ = ["Asked", "Since", "remember", "since_the_last"]

_CHECKED: Final = "checked.json"
_JUDGES: Final = ("owlrl", "pyshacl", "rdflib")


class Asked(NamedTuple):
    """How many seconds it took to ask a shape of everything, and what may break it, by name."""

    seconds: float
    suspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed since a check.

    ``files``       those that have changed, and those in which something was wrong
    ``statements``  what came or went in the accepted view
    ``asked``       what was asked, and what came of it
    ``words``       of some of it, the words that decide on it; None if all do
    """

    files: frozenset[Path]
    statements: frozenset[Triple]
    asked: Mapping[str, Asked]
    words: Mapping[str, frozenset[str] | None]

    def was_in_order(self, name: str) -> bool:
        """Tell whether *name* was asked, and nothing came of it."""
        return name in self.asked and not self.asked[name].suspects

    def untouched(self) -> Iterator[str]:
        """Yield what was in order, and is still: nothing has changed that its words speak of."""
        changed = words_of(self.statements)
        for name in filter(self.was_in_order, self.asked):
            deciding = self.words.get(name)
            if not changed or (deciding is not None and deciding.isdisjoint(changed)):
                yield name


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
            asked = {name: Asked(*came) for name, came in told["asked"].items()}
            return Since(frozenset(files), frozenset(statements), asked, words)
        if change is None:
            return None
        files |= change.files
        statements |= change.statements
        place = place.parent / change.before
        try:
            change = read_record(place / "record.json", built.raw, built.dataset.layout).change
        except (OSError, LookupError, ValueError):
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
        "asked": dict(found.asked),
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
    return told if isinstance(told, dict) and told.get("judge") == _judge() else None


@cache
def _judge() -> str:
    """Return a digest of the code that checks."""
    digest = blake2b(" ".join(map(version, _JUDGES)).encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
