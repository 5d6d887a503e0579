"""A graph on this machine, asked through a worker: a process that can be ended.

Nothing stops the engine but the end of its process. So the questions, the accounts and the queries
of a notebook are jobs of a worker of the server, which ends itself when a job takes too much; the
next job starts another, which takes a tenth of a second.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cismig import build
from cismig.errors import LayoutError, LimitError, QueryError, StoreError
from cismig.evidence import Finder
from cismig.graph.refusing import refusal
from cismig.layout import Layout, find
from cismig.names import ACCEPTED
from cismig.publish.listing import described, listed
from cismig.questions import find_question, load_questions
from cismig.server.worker import HEAD
from cismig.store.examining import examined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cismig.build import Built
    from cismig.store import Limits

__all__ = ["Local"]

_ANSWER: Final = 256
"""Megabytes of one answer."""
_GRACE: Final = 30.0
"""Seconds that a worker has to start and to say that it ends, above the time of a query."""
_MOST_FOUND: Final = 100
_REMEDY: Final = "ask for less, join what stands apart, or add LIMIT"
_OK: Final = 200


class Local:
    """The graph of a checkout, of the installed package, or of a kept store, as it stands now."""

    def __init__(self, root: str | Path | None, store: str | Path | None, limits: Limits) -> None:
        """Open the graph, and build it first if nobody has."""
        layout = _layout(root)
        self._limits = limits
        self._built = self._open(layout, store)
        if self._built.place is None:
            raise StoreError("the graph", "lies in memory")
        self._layout = layout
        self.place = str(layout.root if store is None else store)
        command = (
            *(sys.executable, "-m", "cismig.server.worker", str(self._built.place / "store")),
            *(str(limits.seconds), str(limits.megabytes), str(_ANSWER), str(layout.root)),
        )
        self._workers = _Workers(command, self.place, limits)
        self._ending = weakref.finalize(self, self._workers.end)

    def _open(self, layout: Layout, store: str | Path | None) -> Built:
        if store is not None:
            return build.kept(Path(store), layout)
        try:
            return build.opened(layout, warn=_refuse)
        except _NotKeptError:  # the cache cannot be written
            folder = tempfile.mkdtemp(prefix="cismig-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            return build.make(layout, Path(folder))

    def listed(self) -> list[dict[str, Any]]:
        """Return the questions."""
        return [described(each) for each in load_questions(self._layout).values()]

    def described(self, slug: str) -> dict[str, Any]:
        """Return the question *slug*."""
        return described(find_question(self._layout, slug))

    def answer(self, slug: str, values: Mapping[str, str], lang: str, form: str) -> bytes:
        """Return the answer to a question."""
        job = {
            "kind": "ask",
            "slug": slug,
            "text": find_question(self._layout, slug).text,
            "values": dict(values),
            "language": lang,
            "form": form,
            "address": "",
            "asked_of": None,
        }
        told, body = self._workers.done(job)
        if told["status"] != _OK:
            raise refusal(told, self.place, slug, values)
        return body

    def why(self, parts: Mapping[str, str], lang: str) -> dict[str, Any]:
        """Return an account."""
        body = self._done({"kind": "why", "form": "json", "language": lang, **parts})
        account: dict[str, Any] = json.loads(body)
        return account

    def find(self, text: str, lang: str, kind: str | None, limit: int) -> dict[str, Any]:
        """Return what is found by name."""
        if not 1 <= limit <= _MOST_FOUND:
            raise QueryError("limit is no number that it can be", f"give 1 to {_MOST_FOUND}")
        return listed(text, self._finder.find(text, lang, kind, limit))

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._built.store)

    def query(self, text: str, form: str) -> bytes:
        """Return the results of a SPARQL query."""
        default = None if examined(text) else [ACCEPTED]
        return self._done(
            {"kind": "sparql", "query": text, "form": form, "default": default, "named": None}
        )

    def _done(self, job: Mapping[str, Any]) -> bytes:
        told, body = self._workers.done(job)
        if told["status"] != _OK:
            raise refusal(told, self.place)
        return body

    def close(self) -> None:
        """End the worker."""
        self._ending()


class _NotKeptError(Exception):
    """The cache cannot be written."""


def _refuse(_: str) -> None:
    raise _NotKeptError


def _layout(root: str | Path | None) -> Layout:
    if root is None:
        return find()
    folder = Path(root).resolve()
    if not folder.is_dir():
        raise LayoutError(root)
    layout = find(folder)
    if not folder.is_relative_to(layout.root):  # the installed copy, which was not asked for
        raise LayoutError(root)
    return layout


class _Workers:
    """The worker, and the next one when it has ended; it does one job at a time.

    It is started and heard by one thread that lives as long as it: the system ends a worker when
    the thread ends that has started it.
    """

    def __init__(self, command: tuple[str, ...], place: str, limits: Limits) -> None:
        self._command, self._place, self._limits = command, place, limits
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cismig worker")
        self._turn = threading.Lock()

    def done(self, job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Return what is said of *job*, and its answer; an interrupt ends the job.

        Raises:
            LimitError: the worker ended without a word, or did not end in time.
            StoreError: no worker starts.
        """
        with self._turn:
            waiting = self._thread.submit(self._run, json.dumps(dict(job)).encode() + b"\n")
            try:
                return waiting.result(self._limits.seconds + _GRACE)
            except TimeoutError as late:
                self._kill()
                raise LimitError(self._limits.out_of_time().reason, _REMEDY) from late
            except KeyboardInterrupt:
                self._kill()
                raise

    def _run(self, line: bytes) -> tuple[dict[str, Any], bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._kill()
        process = self._process or self._started()
        try:
            _write(process, line)
            told, body = _reply(process)
        except (EOFError, OSError) as gone:
            self._kill()
            raise LimitError("the query took more than the engine can hold", _REMEDY) from gone
        if told.get("has_ended"):
            self._kill()
        return told, body

    def _started(self) -> subprocess.Popen[bytes]:
        process = self._process = subprocess.Popen(  # noqa: S603 - our own module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # the keyboard's interrupt is for the notebook
        )
        try:
            _reply(process)
        except (EOFError, OSError) as gone:
            self._kill()
            remedy = "make Graph anew; the store may have been tidied away"
            raise StoreError(self._place, "the worker did not start", remedy) from gone
        return process

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _ended(process)

    def end(self) -> None:
        """End the worker and the thread that hears it."""
        self._kill()
        self._thread.shutdown(wait=False)


def _reply(process: subprocess.Popen[bytes]) -> tuple[dict[str, Any], bytes]:
    told, body = HEAD.unpack(_read(process, HEAD.size))
    said: dict[str, Any] = json.loads(_read(process, told))
    return said, _read(process, body)


def _write(process: subprocess.Popen[bytes], line: bytes) -> None:
    if process.stdin is not None:
        process.stdin.write(line)
        process.stdin.flush()


def _read(process: subprocess.Popen[bytes], size: int) -> bytes:
    found = process.stdout.read(size) if process.stdout is not None else b""
    if len(found) != size:
        raise EOFError
    return found


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what it was to read, nobody reads
                continue
