"""What a build reads: the files, and a name for their state that is quick to find again."""

from __future__ import annotations

import os
import time
import zlib
from pathlib import Path

import pyoxigraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from cismig.layout import Layout

__all__ = ["Inputs"]

_FOLDERS: Final = ("ontology", "graph", "shapes")
_CODE: Final = str(Path(__file__).parent.parent)
_ROOMS: Final = ("build", "dataset", "layout.py", "names.py", "reason", "turtle")
"""A change of these changes what is built."""
_MANY: Final = 8
"""One part in so many of the facts is more than is worth to be changed in place."""
_SETTLED: Final = 100_000_000
"""Nanoseconds after which a clock tells a later change of a file from the one that was seen."""


class Inputs:
    """The files of a layout that go into a store, and the code that puts them there.

    ``seen`` is what the file system says of them (sizes, times, places on the disk): as long as it
    stays the same, so does what is in them, and no file need be opened to know the key.
    """

    def __init__(self, layout: Layout) -> None:
        """Look at the files now."""
        root = str(layout.root)
        self._looked = time.time_ns()
        self._files = [
            found
            for base, folders, ending in ((root, _FOLDERS, ".ttl"), (_CODE, _ROOMS, ".py"))
            for folder in folders
            for found in _walked(f"{base}{os.sep}{folder}", ending)
        ]
        self._files.sort()
        self.root = root
        self.seen = "\n".join(
            (pyoxigraph.__version__, root, *(f"{path} {state}" for path, state, _ in self._files))
        )

    @property
    def index(self) -> str:
        """Return the name of the file that remembers the key of this root."""
        return f"{zlib.crc32(self.root.encode()):08x}.seen"

    @property
    def are_settled(self) -> bool:
        """Tell whether a change after the look would show: none of the files is brand new."""
        return all(changed + _SETTLED < self._looked for _, _, changed in self._files)

    def changed_since(self, seen: str) -> list[Path] | None:
        """Return the files of facts that are new or changed since a state was *seen*.

        None if anything else has changed, if a file has gone, or if so much is new that all may
        as well be read.
        """
        engine, root, *before = seen.split("\n") if seen else ("", "")
        states = {line.rsplit(" ", 4)[0]: line for line in before}
        now = {path: f"{path} {state}" for path, state, _ in self._files}
        facts = f"{self.root}{os.sep}graph{os.sep}"
        changed = [path for path, line in now.items() if states.get(path) != line]
        same_rest = (engine, root) == (pyoxigraph.__version__, self.root)
        if not same_rest or not states.keys() <= now.keys():
            return None
        if not all(path.startswith(facts) for path in changed):
            return None
        sizes = {path: int(line.rsplit(" ", 4)[1]) for path, line in now.items()}
        whole = sum(size for path, size in sizes.items() if path.startswith(facts))
        small = sum(sizes[path] for path in changed) * _MANY <= whole
        return [Path(path) for path in changed] if small else None

    def key(self) -> str:
        """Return the name of this state: a digest of what is in the files, and of the engine.

        Raises:
            OSError: a file cannot be read.
        """
        from hashlib import blake2b  # noqa: PLC0415 - costs as much as the rest; rarely needed

        digest = blake2b(pyoxigraph.__version__.encode(), digest_size=16)
        for path, _, _ in self._files:
            base = self.root if path.startswith(self.root) else _CODE
            content = Path(path).read_bytes()
            name = os.path.relpath(path, base).replace(os.sep, "/")
            digest.update(f"\n{len(content)} {name}\n".encode())
            digest.update(content)
        return digest.hexdigest()


def _walked(folder: str, ending: str) -> list[tuple[str, str, int]]:
    """Return path, state and time of change of the files in *folder* and below, or of a file."""
    if folder.endswith(ending):
        return [_looked_at(folder, Path(folder).stat())]
    found: list[tuple[str, str, int]] = []
    waiting = [folder]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir():
                waiting.append(entry.path)
            elif entry.name.endswith(ending):
                found.append(_looked_at(entry.path, entry.stat()))
    return found


def _looked_at(path: str, said: os.stat_result) -> tuple[str, str, int]:
    state = f"{said.st_size} {said.st_mtime_ns} {said.st_ctime_ns} {said.st_ino}"
    return path, state, max(said.st_mtime_ns, said.st_ctime_ns)
