"""The checkout with its tables cut down: the same in kind, for tests that read all of it often."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from cismig.layout import Layout
from cismig.turtle import canonical_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Who is left as reporter and as counterpart, and from when: enough for a row of each question.
AREAS = ("RUS", "TJK", "UKR", "UZB", "WLD")
KEPT = re.compile(
    rf"observation:[a-z0-9-]+?-(?:{'|'.join(AREAS)})-(?:(?:{'|'.join(AREAS)}|OTHER)-)?[TFM]-20(?:10|15|19|2\d)\b"
)


def lean_copy(layout: Layout, root: Path, *, every: int = 1) -> Layout:
    """Return a checkout in *root* that may be changed, whose tables keep a few observations.

    Of the reports it has one of so many, and those of the meeting that all of this began with.
    """
    left_out = {
        path
        for number, path in enumerate(sorted((layout.graph / "reports").glob("*.ttl")))
        if number % every and not path.stem.endswith("-2024-05-28-council")
    }
    for path in _files(layout):
        if path in left_out:
            continue
        place = root / path.relative_to(layout.root)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.stem == "cism-graph":
            gone = re.compile(
                "|".join(rf" +graph:{each.stem}[ ,;]+\n" for each in left_out) or "$."
            )
            place.write_text(gone.sub("", path.read_text("utf-8")), "utf-8")
        elif layout.is_statistics(path):
            place.write_text(canonical_table("".join(_cut(path.read_text("utf-8")))), "utf-8")
        elif path.stem == "data-sets-international":  # what is cut down is a selection
            text = path.read_text("utf-8")
            place.write_text(text.replace("extent-whole", "extent-selection"), "utf-8")
        else:
            shutil.copy(path, place)
    return Layout(root)


def _files(layout: Layout) -> Iterable[Path]:
    for folder in (layout.ontology, layout.graph, layout.shapes, layout.queries):
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _cut(text: str) -> Iterator[str]:
    """Yield the lines of a table without those of observations that are not kept."""
    for block in text.split("\n\n"):
        lines = block.split("\n")
        if lines[0].startswith("observation:"):
            lines = [line for line in lines if KEPT.match(line)]
        elif lines[0].startswith("slice:"):
            lines = list(_slice(lines))
        yield "\n".join(lines) + "\n\n"


def _slice(lines: list[str]) -> Iterator[str]:
    kept = [line.strip(" ,;") for line in lines if KEPT.search(line)]
    told = False
    for line in lines:
        if "observation:" not in line:
            if line.strip() != "qb:observation":
                yield line
        elif kept and not told:
            told = True
            named = [name.removeprefix("qb:observation ") for name in kept]
            yield f"    qb:observation {' , '.join(named)} ;"
