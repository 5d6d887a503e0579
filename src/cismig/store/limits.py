"""How much one query may take: seconds, memory and rows; what happens when it takes more.

The engine cannot be told to stop: only the end of the process ends a query. So a second thread
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
    ended = threading.Event()
    latest = time.monotonic() + limits.seconds
    largest = _memory() + limits.megabytes * _MEGABYTE

    def watch() -> None:
        while not ended.wait(_PAUSE):
            if time.monotonic() > latest:
                on_breach(limits.out_of_time())
                return
            if _memory() > largest:
                on_breach(limits.out_of_memory())
                return

    thread = threading.Thread(target=watch, name="cismig limits", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


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
