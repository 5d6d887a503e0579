"""Where the command speaks: results on one stream, talk on the other."""

from __future__ import annotations

import os
import sys
import time

from cismig.frozen import Frozen
from cismig.publish.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from cismig.errors import CismigError

NARROWEST = 40
PATIENCE = 1.0  # seconds


class Console(Frozen):
    """The two streams, the language, and how wide a line may be."""

    out: TextIO
    err: TextIO
    language: str
    columns: int

    def say(self, text: str) -> None:
        """Write a result, ended by a newline."""
        self.out.write(text if text.endswith("\n") else text + "\n")

    def write(self, text: str) -> None:
        """Write a result as it is, for formats that rule their own line ends."""
        self.out.write(text)

    def talk(self, text: str) -> None:
        """Write what is no result."""
        self.err.write(text + "\n")

    def warn(self, text: str) -> None:
        """Write one line on what did not go as it should, though the command goes on."""
        self.talk(" ".join(f"cismig: {text}".split()))

    def told(self, doing: str = "building") -> Callable[[int, int], None]:
        """Return what tells how far a long work has come: nothing in the first second."""
        began = time.monotonic()
        last = began

        def tell(done: int, every: int) -> None:
            nonlocal last
            now = time.monotonic()
            if last == began and now - began > PATIENCE:
                self.talk(word(doing, self.language))
            if now - last > PATIENCE or (last != began and done == every):
                last = now
                end = "\n" if done == every or not self.err.isatty() else "\r"
                self.err.write(f"  {done} / {every}{end}")
                self.err.flush()

        return tell

    def refuse(self, error: CismigError) -> None:
        """Write one line that names the thing, the place and the remedy."""
        line = f"cismig: {error.what}" + (f"; {error.hint}" if error.hint else "")
        self.talk(" ".join(line.split()))


def console(language: str) -> Console:
    """Return the console of this process."""
    for stream in (sys.stdout, sys.stderr):
        if (
            stream.encoding
            and stream.encoding.lower() != "utf-8"
            and hasattr(stream, "reconfigure")
        ):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return Console(sys.stdout, sys.stderr, language, max(columns_of_terminal(100), NARROWEST))


def columns_of_terminal(otherwise: int) -> int:
    """Return how wide a line may be: COLUMNS, else the terminal's width, else *otherwise*."""
    chosen = os.environ.get("COLUMNS", "")
    if chosen.isdecimal() and int(chosen) > 0:
        return int(chosen)
    try:
        return os.get_terminal_size().columns or otherwise
    except OSError:  # no terminal
        return otherwise


def close_quietly() -> None:
    """Send what is still to be written nowhere: the reader has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
