"""Tables of text that fit a line: cells wrap, numbers stand to the right."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from cismig.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NARROWEST: Final = 8
"""A column narrower than this breaks words; then each row becomes a list of its cells."""

LONGEST_WORD: Final = 16
"""Words up to this length are not broken to fit a column."""

TALLEST: Final = 8
"""Rows of more lines than this are easier to read as lists of their cells."""

GAP: Final = "  "

_SPACES: Final = re.compile(r"(?<=[^ ]) +")


class Grid(Frozen):
    """Headings and cells, already in words, and which columns hold numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


def width(text: str) -> int:
    """Return how many columns of a terminal *text* takes.

    >>> width("Таджикистан"), width("й"), width("中")
    (11, 1, 2)
    """
    return len(text) if text.isascii() else sum(map(_char_width, text))


@cache
def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def draw(grid: Grid, columns: int) -> str:
    """Return *grid* as lines of at most *columns* characters."""
    widths = _fitted(grid, columns)
    if widths is None or _tallest(grid, widths) > TALLEST:
        return _listed(grid, columns)
    head = _line(grid.headings, widths, grid.numbers)
    rule = GAP.join("─" * each for each in widths)
    bodies = [_line(row, widths, grid.numbers) for row in grid.rows]
    apart = "\n\n" if any("\n" in body for body in bodies) else "\n"
    return "\n".join([head, rule, apart.join(bodies)]).rstrip("\n")


def wrap(text: str, columns: int, *, addresses_whole: bool = False) -> list[str]:
    """Return *text* cut into lines of at most *columns*; a word that is longer is broken.

    With *addresses_whole* an address stays in one piece, however long, so that it can be copied.

    >>> wrap("Council of Heads of Migration Authorities", 16)
    ['Council of Heads', 'of Migration', 'Authorities']
    """
    if "\n" not in text and "  " not in text and width(text) <= columns:
        return [text]
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in _SPACES.split(part):
            rest = word
            if line and width(line) + 1 + width(rest) <= columns:
                line = f"{line} {rest}"
                continue
            if line:
                lines.append(line)
            while width(rest) > columns and not (addresses_whole and "://" in rest):
                cut = _cut(rest, columns)
                lines.append(rest[:cut])
                rest = rest[cut:]
            line = rest
        lines.append(line)
    return lines


def indent(text: str, columns: int, first: str, later: str | None = None) -> str:
    """Return *text* wrapped to *columns*: the first line after *first*, others after *later*."""
    later = " " * width(first) if later is None else later
    room = max(columns - max(width(first), width(later)), NARROWEST)
    lines = wrap(text, room, addresses_whole=True)
    return "\n".join((first if n == 0 else later) + line for n, line in enumerate(lines))


def _cut(word: str, columns: int) -> int:
    """Return where *word* may be broken: after a mark if there is one, else anywhere."""
    taken, fits = 0, 0
    for position, char in enumerate(word):
        taken += width(char)
        if taken > columns:
            break
        fits = position + 1
    mark = max((word.rfind(char, 0, fits) for char in "/-_:.,"), default=-1)
    return mark + 1 if mark > fits // 2 else max(fits, 1)


def _fitted(grid: Grid, columns: int) -> list[int] | None:
    """Return a width for each column, None if they cannot stand side by side.

    Room that is left goes, a column of characters at a time, to whichever has the tallest cell.
    """
    cells = [[heading, *column] for heading, *column in zip(grid.headings, *grid.rows, strict=True)]
    wanted = [max(map(_widest, column)) for column in cells]
    spare = columns - len(GAP) * (len(wanted) - 1)
    if sum(wanted) <= spare:
        return wanted
    widths = [
        wanted[n] if n in grid.numbers else min(wanted[n], max(NARROWEST, _longest_word(column)))
        for n, column in enumerate(cells)
    ]
    if sum(widths) > spare:
        return None
    for _ in range(spare - sum(widths)):
        tallest = max(
            (n for n in range(len(widths)) if widths[n] < wanted[n]),
            key=lambda n: wanted[n] / widths[n],
        )
        widths[tallest] += 1
    return widths


def _tallest(grid: Grid, widths: list[int]) -> int:
    return max(
        (
            len(wrap(cell, each))
            for row in grid.rows
            for cell, each in zip(row, widths, strict=True)
        ),
        default=0,
    )


def _longest_word(cells: list[str]) -> int:
    longest = max(width(word) for cell in cells for word in (*cell.split(), ""))
    return min(longest, LONGEST_WORD)


def _widest(cell: str) -> int:
    return max(width(line) for line in cell.split("\n"))


def _line(cells: tuple[str, ...], widths: list[int], numbers: frozenset[int]) -> str:
    wrapped = [wrap(cell, each) for cell, each in zip(cells, widths, strict=True)]
    height = max(map(len, wrapped))
    lines = []
    for level in range(height):
        parts = []
        for column, (cell, each) in enumerate(zip(wrapped, widths, strict=True)):
            text = cell[level] if level < len(cell) else ""
            padding = " " * (each - width(text))
            parts.append(padding + text if column in numbers else text + padding)
        lines.append(GAP.join(parts).rstrip())
    return "\n".join(lines)


def _listed(grid: Grid, columns: int) -> str:
    """Return each row as a list of its cells, for a line that is too narrow for the columns."""
    margin = max(map(width, grid.headings)) + len(GAP)
    if columns - margin < NARROWEST:
        margin = len(GAP)
    blocks = []
    for row in grid.rows:
        lines = []
        for heading, cell in zip(grid.headings, row, strict=True):
            if margin == len(GAP):
                lines += [heading, *(GAP + line for line in wrap(cell, columns - margin))]
                continue
            first = heading + " " * (margin - width(heading))
            lines.append(indent(cell, columns, first))
        blocks.append("\n".join(line.rstrip() for line in lines))
    return "\n\n".join(blocks)
