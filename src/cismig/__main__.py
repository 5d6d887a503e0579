"""The process of the command: ``cismig``, or ``python -m cismig``."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, NoReturn

_FEW_COLLECTIONS: Final = 100_000
"""New objects before a search for rings of garbage; at 700, one answer is searched many times."""


def process() -> NoReturn:
    """Run the command and end the process.

    What the system takes back anyway is not taken apart first: that took a tenth of the time of
    an answer. Nothing is lost: both streams are written out, and a store that was made is closed.
    """
    gc.set_threshold(_FEW_COLLECTIONS)
    from cismig.cli import main  # noqa: PLC0415 - loading is half of the work

    code = main()
    with suppress(BrokenPipeError):  # a refusal, and nobody reads what stands before it
        sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    process()
