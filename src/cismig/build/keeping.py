"""Stores kept on disk: one for each state of the files, whole or not there at all.

A store is made in a folder of its own and renamed when all of it is written, so that a build which
is killed leaves nothing behind that could be opened. Two builds of one state make the same store;
the second to end throws its own away. Where only a few files of facts have changed since the last
store, the new one begins as a copy of it (of links, for its files are never written again).
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pyoxigraph

from cismig import build
from cismig.build.built import Built
from cismig.build.inputs import Inputs
from cismig.errors import CismigError, StoreError
from cismig.store import EmbeddedStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from cismig.layout import Layout

    Tell = Callable[[int, int], object]

__all__ = ["cache_folder", "kept", "make", "opened", "over"]

_FORMAT: Final = "cismig store 2"
_WHOLE, _CURRENT, _STORE, _RECORD = "whole", "current", "store", "record.json"
_MAKING: Final = "making-"
_MOST_KEPT: Final = 4
_ABANDONED: Final = 600.0
"""Seconds without a write after which a half-made store belongs to nobody."""
_TRIES: Final = 3


def cache_folder() -> Path:
    """Return the folder for kept stores: CISMIG_CACHE, else the user's cache."""
    chosen = os.environ.get("CISMIG_CACHE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path  # noqa: PLC0415 - not needed where a folder is chosen

    return user_cache_path("cismig", appauthor=False)


def opened(layout: Layout, *, tell: Tell | None = None, warn: Callable[[str], object]) -> Built:
    """Return the graph of *layout*, from the cache if it was built before, else built now.

    Where the cache cannot be written, *warn* hears of it and the graph is built in memory.

    Raises:
        LoadError, UnsupportedAxiomError: as `cismig.build.build`.
    """
    folder = cache_folder()
    inputs = Inputs(layout)
    found = _remembered(folder, inputs, layout)
    if found is not None:
        return found
    try:
        return make(layout, folder, tell=tell)
    except StoreError as refused:
        warn(f"{refused.what}; {refused.hint}; built in memory for this once")
        return build.build(layout)


def kept(folder: Path, layout: Layout) -> Built:
    """Return the store that ``cismig build --store`` made in *folder*, as it stands.

    Raises:
        StoreError: there is none, or not a whole one, or one of another version.
    """
    try:
        name = (folder / _CURRENT).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StoreError(folder, "holds no store", "make one: cismig build --store") from error
    found = _whole(folder / name, layout)
    if found is None:
        raise StoreError(folder, "the store is damaged", "make it anew: cismig build --store")
    return found


def make(layout: Layout, folder: Path, *, tell: Tell | None = None) -> Built:
    """Build the graph of *layout* into *folder*, unless it is there, and return it.

    Raises:
        LoadError, UnsupportedAxiomError: as `cismig.build.build`.
        StoreError: the folder cannot be written, or the files change all the time.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for _ in range(_TRIES):
            inputs = Inputs(layout)
            key = inputs.key()
            if _whole(folder / key, layout) is None:
                _make(layout, folder, key, inputs, tell)
            found = _whole(folder / key, layout)
            if found is not None and Inputs(layout).seen == inputs.seen:
                _point(folder, _CURRENT, key)
                if inputs.are_settled:
                    _point(folder, inputs.index, f"{key}\n{inputs.seen}")
                _tidy(folder, key)
                return found
    except CismigError:  # our own word on a file, and an OSError for those who catch these
        raise
    except (OSError, RuntimeError) as error:
        raise StoreError(folder, f"cannot keep a store: {_reason(error)}") from error
    raise StoreError(folder, "the files changed while they were read", "try again when they rest")


def _remembered(folder: Path, inputs: Inputs, layout: Layout) -> Built | None:
    """Return the kept store of *inputs* if these look as they did when it was made."""
    key, seen = _last(folder, inputs)
    return _whole(folder / key, layout) if seen == inputs.seen else None


def _last(folder: Path, inputs: Inputs) -> tuple[str, str]:
    """Return the name of the store that was made last of the same root, and of what state."""
    try:
        key, _, seen = (folder / inputs.index).read_text(encoding="utf-8").partition("\n")
    except OSError:
        return "", ""
    return key, seen


def _make(layout: Layout, folder: Path, key: str, inputs: Inputs, tell: Tell | None) -> None:
    """Build into *folder* under *key*, unless the files change while they are read."""
    import shutil  # noqa: PLC0415 - only a build removes anything

    place = folder / f"{_MAKING}{os.getpid()}-{time.time_ns()}"
    place.mkdir()
    try:
        if not _write_changes(layout, folder, place, inputs):
            _write(layout, place, tell)
        if Inputs(layout).seen != inputs.seen:
            return
        _seal(place)
        try:
            place.rename(folder / key)
        except OSError:
            if _whole(folder / key, layout) is None:  # not another's whole one: a damaged one
                (folder / key).rename(folder / f"{_MAKING}0-{time.time_ns()}")
                place.rename(folder / key)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _write(layout: Layout, place: Path, tell: Tell | None) -> None:
    """Write store and record; the store is closed on return, for nothing holds it any more."""
    store = pyoxigraph.Store(str(place / _STORE))
    record = build.build_into(store, layout, tell=tell)
    store.flush()
    store.optimize()
    build.write_record(record, place / _RECORD)


def _write_changes(layout: Layout, folder: Path, place: Path, inputs: Inputs) -> bool:
    """Write store and record as the last ones with what has changed since; tell if that was done.

    If a changed file is not what it should be, or the last store, the whole build does without it,
    or finds the file so, and says why.
    """
    import shutil  # noqa: PLC0415 - only a build copies anything

    key, seen = _last(folder, inputs)
    changed = inputs.changed_since(seen)
    last = folder / key
    if changed is None or _whole(last, layout) is None:
        return False
    try:
        (place / _STORE).mkdir()
        for path in (last / _STORE).iterdir():
            if path.suffix == ".sst":
                (place / _STORE / path.name).hardlink_to(path)
            elif path.name != "LOCK":
                shutil.copy2(path, place / _STORE / path.name)
        store = pyoxigraph.Store(str(place / _STORE))
        before = build.read_record(last / _RECORD, store, layout)
        record = build.rebuild(before, key, changed)
        store.flush()
    except (CismigError, OSError, RuntimeError, LookupError, ValueError):
        shutil.rmtree(place / _STORE, ignore_errors=True)
        return False
    build.write_record(record, place / _RECORD)
    return True


def _seal(place: Path) -> None:
    """Write down which files make the store whole, when all of them have reached the disk."""
    lines = [_FORMAT, pyoxigraph.__version__]
    for path in sorted((place / _STORE).iterdir()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
        if not path.name.startswith(("LOG", "LOCK")):
            lines.append(f"{path.stat().st_size} {path.name}")
    with (place / _WHOLE).open("w", encoding="utf-8") as file:
        file.write("\n".join(lines))
        file.flush()
        os.fsync(file.fileno())


def _whole(place: Path, layout: Layout) -> Built | None:
    """Return the store at *place* if every file that makes it whole is there."""
    folder = place / _STORE
    try:
        form, engine, *files = (place / _WHOLE).read_text(encoding="utf-8").split("\n")
        if (form, engine) != (_FORMAT, pyoxigraph.__version__):
            return None
        there = {f"{entry.stat().st_size} {entry.name}" for entry in os.scandir(folder)}
        if not there.issuperset(files):
            return None
        raw = pyoxigraph.Store.read_only(str(folder))
        with suppress(OSError):
            os.utime(place)  # so that the stores in use are the last to be tidied away
    except (OSError, ValueError):
        return None
    return over(raw, place, layout)


def over(raw: pyoxigraph.Store, place: Path, layout: Layout) -> Built:
    """Return the graph of the kept store at *place*, which is open already as *raw*."""
    return Built(EmbeddedStore(raw), lambda: build.read_record(place / _RECORD, raw, layout), place)


def _point(folder: Path, name: str, text: str) -> None:
    """Write a small file so that a reader finds the old text or the new, never half of one."""
    fresh = folder / f"{_MAKING}{os.getpid()}-{name}"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(folder / name)


def _tidy(folder: Path, key: str) -> None:
    """Remove the stores that were used longest ago, and what killed builds have left."""
    import shutil  # noqa: PLC0415 - only a build removes anything

    with suppress(OSError):
        stores = [path for path in folder.iterdir() if (path / _WHOLE).is_file()]
        stores.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        spare = [path for path in stores[_MOST_KEPT:] if path.name != key]
        left = [path for path in folder.glob(f"{_MAKING}*") if _idle(path) > _ABANDONED]
        for path in (*spare, *left):
            if path.is_file():
                path.unlink()
            else:
                shutil.rmtree(path, ignore_errors=True)


def _idle(path: Path) -> float:
    files = [path, *path.rglob("*")]
    return time.time() - max(each.stat().st_mtime for each in files)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).split("\n")[0]
