"""How much one query may take: seconds, memory and rows; what happens when it takes more.

The engine cannot be told to stop: only the end of the process ends a query. So another thread
looks at the clock and at the memory while the query runs (the engine lets other threads run), and
the one who asked says what happens on a breach. Rows are counted as they are read.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from cismig.errors import LimitError
from cismig.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Final, NoReturn, TypeVar

    _Row = TypeVar("_Row")

__all__ = ["Limits", "end_process", "watched"]

_PAUSE: Final = 0.02
_SIZES = Path("/proc/self/statm")  # where the system has no such file, memory is not watched
_MEGABYTE: Final = 1_000_000
_IDLE: Final = 1.0


class Limits(Frozen):
    """What one query may take; memory is counted above that of the process when it began."""

    seconds: float = 60
    megabytes: int = 2048
    rows: int = 1_000_000

    def counted(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        """Yield *rows*.

        Raises:
            LimitError: there are more than allowed.
        """
        for number, row in enumerate(rows, start=1):
            if number > self.rows:
                raise LimitError(
                    f"the answer has more than {self.rows:,} rows",
                    "add LIMIT; --unlimited gives them all",
                )
            yield row

    def out_of_time(self) -> LimitError:
        """Return the refusal of a query that takes too long."""
        return LimitError(
            f"the query ran longer than {self.seconds:g} s",
            "join what stands apart, or add LIMIT; --unlimited lets it run on",
        )

    def out_of_memory(self) -> LimitError:
        """Return the refusal of a query that takes too much memory."""
        return LimitError(
            f"the query took more than {self.megabytes:,} MB",
            "ask for less, or add LIMIT; --unlimited lets it run on",
        )


@contextmanager
def watched(limits: Limits, on_breach: Callable[[LimitError], object]) -> Iterator[None]:
    """Watch what runs inside; on a breach call *on_breach* once, from the watching thread."""
    query = _Query(limits, on_breach)
    _WATCH.add(query)
    try:
        yield
    finally:
        query.has_ended = True


class _Query:
    """A query that runs: what it may take, and whether it is done or was caught."""

    def __init__(self, limits: Limits, on_breach: Callable[[LimitError], object]) -> None:
        self._limits, self._on_breach = limits, on_breach
        self._latest = time.monotonic() + limits.seconds
        self._largest = _memory() + limits.megabytes * _MEGABYTE
        self.has_ended = False

    def look(self, now: float, held: int) -> None:
        """Call for the breach, if there is one."""
        if self.has_ended or (now <= self._latest and held <= self._largest):
            return
        self.has_ended = True
        is_late = now > self._latest
        self._on_breach(self._limits.out_of_time() if is_late else self._limits.out_of_memory())


class _Watch:
    """A thread that looks at the queries that run, and sleeps where there has been none for long.

    One for all of them: to start one for each takes as long as a quick query.
    """

    def __init__(self) -> None:
        self._queries: list[_Query] = []
        self._lock = threading.Lock()
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, query: _Query) -> None:
        """Look at *query* from now on."""
        with self._lock:
            self._queries.append(query)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._watch, name=_NAME, daemon=True)
                self._thread.start()
        if not self._wanted.is_set():
            self._wanted.set()

    def _watch(self) -> None:
        idle = 0.0
        while True:
            time.sleep(_PAUSE)
            with self._lock:
                self._queries = [query for query in self._queries if not query.has_ended]
                running = [*self._queries]
                idle = 0.0 if running else idle + _PAUSE
                if idle > _IDLE:
                    self._wanted.clear()
            if idle > _IDLE:
                self._wanted.wait()
                idle = 0.0
                continue
            now, held = time.monotonic(), _memory()
            for query in running:
                query.look(now, held)


_NAME: Final = "cismig limits"
_WATCH: Final = _Watch()


def end_process(error: LimitError) -> NoReturn:
    """Write the one line of *error* on stderr and end the process; what is buffered is dropped."""
    line = " ".join(f"cismig: {error}".split())
    os.write(2, f"{line}\n".encode())
    os._exit(error.exit_code)


def _memory() -> int:
    """Return how many bytes of memory this process holds, 0 where the system does not tell."""
    try:
        pages = int(_SIZES.read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
