"""How long a query may run, how much memory it may take, and how many rows it may give.

The engine cannot be stopped from within: only the end of its process is certain. So a thread
watches while a query runs (the engine lets other threads run), and hands what it saw to whoever
said what is to be done; a command ends, a worker of a server is replaced.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from cismig.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

__all__ = ["Limits", "Watch"]

_LOOK: Final = 0.02  # seconds between two looks
_STATM: Final = "/proc/self/statm"
_MEGABYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take.

    ``seconds`` by the clock, ``megabytes`` more than the process had when the query began (where
    the system tells: Linux), ``rows`` or statements of the answer. ``end`` is called, from another
    thread, when time or memory is spent; it must end the process. Rows are counted as they come,
    and one too many raises `LimitError`.
    """

    end: Callable[[LimitError], object]
    seconds: float = 60.0
    megabytes: float = 2048.0
    rows: int = 1_000_000


class Watch:
    """Watches time and memory while its block runs; without limits it does nothing."""

    def __init__(self, limits: Limits | None) -> None:
        """Begin when the block begins."""
        self._limits = limits
        self._done = threading.Event()

    def __enter__(self) -> Self:
        """Begin to watch."""
        if self._limits is not None:
            watched = (self._limits, time.monotonic(), _resident())
            threading.Thread(target=self._watch, args=watched, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Watch no longer."""
        self._done.set()

    def count(self, rows: int) -> None:
        """Refuse one row too many.

        Raises:
            LimitError: *rows* are more than the answer may have.
        """
        if self._limits is not None and rows > self._limits.rows:
            raise LimitError(f"gives more than {self._limits.rows} rows")

    def _watch(self, limits: Limits, started: float, resident: float) -> None:
        while not self._done.wait(_LOOK):
            if time.monotonic() - started > limits.seconds:
                self._end(limits, f"takes more than {limits.seconds:g} seconds")
            elif _resident() - resident > limits.megabytes:
                self._end(limits, f"takes more than {limits.megabytes:g} MB of memory")

    def _end(self, limits: Limits, reason: str) -> None:
        if not self._done.is_set():
            self._done.set()
            limits.end(LimitError(reason))


def _resident() -> float:
    """Return the megabytes that the process holds in memory, 0 where the system does not tell."""
    try:
        with open(_STATM, encoding="ascii") as file:  # noqa: PTH123 - fifty times a second
            pages = int(file.read().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE
