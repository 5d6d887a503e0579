"""Libraries that only some outputs need, loaded when those are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cismig.errors import LibraryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

EXTRAS: Final[Mapping[str, str]] = {
    "openpyxl": "tables",
    "pandas": "tables",
    "pyarrow": "tables",
    "vl_convert": "charts",
}
"""The extra of this package that brings each library."""

_PACKAGES: Final[Mapping[str, str]] = {"vl_convert": "vl-convert-python"}


def library(name: str) -> Any:  # noqa: ANN401 - none of them tells its types to the checker
    """Return the module *name* of a library in EXTRAS, or of one of its parts.

    Raises:
        LibraryError: it is not installed.
    """
    root = name.partition(".")[0]
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != root:
            raise
        raise LibraryError(_PACKAGES.get(root, root), EXTRAS[root]) from missing
