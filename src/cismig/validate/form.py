"""Form: each Turtle file is as the writer would write it, each question keeps its front matter."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from cismig.errors import FrontMatterError, LoadError, UnknownPrefixError
from cismig.questions import read_question
from cismig.turtle import Place, formatted, read
from cismig.validate.finding import Finding, in_both

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cismig.layout import Layout
    from cismig.validate.since import Since

__all__ = ["form_findings"]


def form_findings(layout: Layout, since: Since | None = None) -> Iterator[Finding]:
    """Yield a finding for each file that is not in the house form.

    Raises:
        LoadError: a file is not Turtle at all.
    """
    for path in layout.turtle_files():
        if since is None or path in since.files:
            yield from _turtle(path, layout)
    for path in layout.query_files():
        yield from _question(path)


def _turtle(path: Path, layout: Layout) -> Iterator[Finding]:
    try:
        wanted = formatted(path, layout)
    except (LoadError, UnknownPrefixError) as error:
        for _ in read(path):  # what cannot be read is no finding: LoadError says where and why
            pass
        line = getattr(error, "line", None) or 1
        reason = getattr(error, "reason", error.what)
        yield Finding(
            "form",
            "violation",
            in_both(f"the writer refuses the file: {reason}", f"запись отклонена: {reason}"),
            (Place(path, line, 1),),
            hint=error.hint,
        )
        return
    place = _first_difference(path, path.read_text(encoding="utf-8-sig"), wanted)
    if place is not None:
        yield Finding(
            "form",
            "violation",
            in_both(
                "the file is in the house form; from this line on it is not",
                "файл записан в принятой форме; с этой строки — нет",
            ),
            (place,),
            hint=f"cismig format {path.relative_to(layout.root)}",
        )


def _first_difference(path: Path, given: str, wanted: str) -> Place | None:
    if given == wanted:
        return None
    pairs = zip_longest(given.split("\n"), wanted.split("\n"))
    for number, (one, other) in enumerate(pairs, start=1):
        if one != other:
            shorter = min(len(one or ""), len(other or ""))
            column = next(
                (at for at in range(shorter) if (one or "")[at] != (other or "")[at]), shorter
            )
            return Place(path, number, column + 1)
    return Place(path, 1, 1)


def _question(path: Path) -> Iterator[Finding]:
    try:
        read_question(path)
    except FrontMatterError as error:
        yield Finding(
            "form",
            "violation",
            in_both(error.reason, f"вопрос нарушает свою форму: {error.reason}"),
            (Place(path, error.line or 1, 1),),
            hint=error.hint,
        )
