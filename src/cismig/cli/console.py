"""Where the command speaks: results on one stream, talk on the other."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from cismig.errors import CismigError

NARROWEST = 40


@dataclass(frozen=True, slots=True)
class Console:
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
    columns = shutil.get_terminal_size((100, 24)).columns
    return Console(sys.stdout, sys.stderr, language, max(columns, NARROWEST))


def close_quietly() -> None:
    """Send what is still to be written nowhere: the reader has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
