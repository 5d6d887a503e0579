"""What is found by name."""

from __future__ import annotations

from html import escape

from cismig.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

__all__ = ["Find", "Hit", "find_of"]


class Hit(Frozen):
    """A thing, its label, and the name that matched in the language of that name.

    ``short`` is the name by which it can be asked for, such as ``state:tj``.
    """

    iri: str
    short: str
    label: str
    kind: str
    matched: str
    language: str


class Find(Frozen):
    """The first of ``total`` things whose names are like the ``query``, the likest first."""

    query: str
    total: int
    hits: tuple[Hit, ...]

    def __iter__(self) -> Iterator[Hit]:
        """Yield the hits."""
        return iter(self.hits)

    def __len__(self) -> int:
        """Return how many hits there are here."""
        return len(self.hits)

    def __getitem__(self, place: int) -> Hit:
        """Return the hit at *place*."""
        return self.hits[place]

    def __repr__(self) -> str:
        """Return a line for each hit."""
        lines = [f"{each.short}  {each.label} ({each.kind})" for each in self.hits]
        return "\n".join([*lines, f"{len(self.hits)} of {self.total}"])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{escape(each.short)}</code></td><td>{escape(each.label)}</td>"
            f"<td>{escape(each.kind)}</td></tr>"
            for each in self.hits
        )
        return f"<table><tbody>{rows}</tbody></table><p>{len(self.hits)} / {self.total}</p>"


def find_of(told: Mapping[str, Any]) -> Find:
    """Return what *told*, the JSON of ``/search``, says."""
    hits = tuple(Hit(**{name: each[name] for name in Hit.__match_args__}) for each in told["hits"])
    return Find(told["query"], told["total"], hits)
