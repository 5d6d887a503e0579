"""A worker: a process that answers one query at a time and may be ended at any moment.

It reads a job, a line of JSON, from its input, and writes the reply to its output: the lengths of
two parts as eight bytes, what is to be said of the answer as JSON, and the answer. Nothing stops
the engine but the end of its process, so a query that takes too much ends the worker, and the pool
starts another. An answer is sent only when it is whole.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import resource
import signal
import struct
import sys
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph
from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat

from cismig.names import PREFIXES
from cismig.store.limits import Limits, watched

if TYPE_CHECKING:
    from typing import NoReturn

    from _typeshed import ReadableBuffer as Buffer
    from pyoxigraph import QueryTriples

    from cismig.errors import LimitError
    from cismig.server.jobs import Jobs

__all__ = ["HEAD", "Worker", "main"]

HEAD: Final = struct.Struct(">II")
_RESULTS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_STATEMENTS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
_AS_XML: Final = frozenset({"xml", "rdf"})
_NOT_IN_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_MEGABYTE: Final = 1_000_000
_END_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG
_SPARE: Final = 512 * _MEGABYTE
"""Bytes above the limit of a query at which the system ends the worker, if its watch did not."""


class _TooLargeError(Exception):
    """An answer with more bytes than may be sent."""


class _Bounded(io.BytesIO):
    """What the engine writes into; it stops the engine when there is too much."""

    def __init__(self, most: int) -> None:
        """Take no more than *most* bytes."""
        super().__init__()
        self._left = most

    def write(self, part: Buffer) -> int:
        """Keep *part*."""
        written = super().write(part)
        self._left -= written
        if self._left < 0:
            raise _TooLargeError
        return written


class Worker:
    """Answers jobs out of the store in a folder, which it opens for reading only."""

    def __init__(self, folder: str, root: str, limits: Limits, answer: int) -> None:
        """Open the store in *folder*; an answer has at most *answer* megabytes.

        *root* is where the files lie that it was built from.
        """
        self._store = pyoxigraph.Store.read_only(folder)
        self._place, self._root = Path(folder).parent, Path(root)
        self._limits = limits
        self._most = answer * _MEGABYTE

    def answered(self, job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Return what is to be said of the answer to *job*, and the answer.

        A job is of a ``kind``: ``sparql``, or one of `cismig.server.jobs`. One of ``sparql`` has
        ``query``, ``form``, and the graphs of its dataset under ``default`` and ``named`` (null:
        those of the query itself, or else the accepted view and all graphs).
        """
        with watched(self._limits, _breached):
            if job["kind"] != "sparql":
                return self._bounded(*self._jobs.done(job))
            try:
                body = self._body(job)
            except _TooLargeError:
                return self._too_large
            except SyntaxError as error:
                return _refused(400, _one_line(error), "correct the query")
            except (ValueError, RuntimeError) as error:
                return _refused(400, _one_line(error), "correct the query")
        if job["form"] in _AS_XML and _NOT_IN_XML.search(body):
            return _refused(
                406, "the answer has a character that XML cannot hold", "ask for another form"
            )
        return {"status": 200}, body

    @cached_property
    def _jobs(self) -> Jobs:
        from cismig.server.jobs import Jobs  # noqa: PLC0415 - a query needs the engine alone

        return Jobs(self._store, self._place, self._root)

    def _bounded(self, told: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        return self._too_large if len(body) > self._most else (told, body)

    @property
    def _too_large(self) -> tuple[dict[str, Any], bytes]:
        reason = f"the answer has more than {self._most // _MEGABYTE} MB"
        return _refused(413, reason, "add LIMIT, or take the dump of the whole")

    def _body(self, job: dict[str, Any]) -> bytes:
        form = job["form"]
        out = _Bounded(self._most)
        found = self._store.query(
            job["query"],
            base_iri=job.get("base"),
            prefixes=dict(PREFIXES),
            default_graph=None if job["default"] is None else [*map(NamedNode, job["default"])],
            named_graphs=None if job["named"] is None else [*map(NamedNode, job["named"])],
        )
        if isinstance(found, QueryBoolean | QuerySolutions):
            found.serialize(out, _RESULTS[form])
            return out.getvalue()
        return self._statements(found, form)

    def _statements(self, found: QueryTriples, form: str) -> bytes:
        """Return *found*; where the form has prefixes, with those of ours that it uses."""
        plain = _Bounded(self._most)
        found.serialize(plain, RdfFormat.N_TRIPLES)
        text = plain.getvalue()
        if form in {"nt", "nq"}:
            return text
        used = {name: space for name, space in PREFIXES.items() if b"<" + space.encode() in text}
        out = _Bounded(self._most)
        triples = (quad.triple for quad in pyoxigraph.parse(text, RdfFormat.N_TRIPLES))
        pyoxigraph.serialize(triples, out, _STATEMENTS[form], prefixes=used)
        return out.getvalue()


def _refused(status: int, reason: str, remedy: str) -> tuple[dict[str, Any], bytes]:
    return {"status": status, "reason": reason, "remedy": remedy}, b""


def _one_line(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].strip()[:300]


def _breached(error: LimitError) -> NoReturn:
    """Say which limit was reached and end the process, for nothing else ends the query."""
    told, _ = _refused(503, error.reason, "ask for less, join what stands apart, or add LIMIT")
    _write({**told, "has_ended": True}, b"")
    os._exit(0)


def _write(told: dict[str, Any], body: bytes) -> None:
    head = json.dumps(told).encode()
    out = sys.stdout.buffer
    out.write(HEAD.pack(len(head), len(body)) + head)
    out.write(body)
    out.flush()


def _confined(megabytes: int) -> None:
    """Let the system end this process if it takes far more than its own watch allows.

    Also if the server ends without a word: a process that was stopped would stay for ever.
    """
    with suppress(OSError, AttributeError):  # no such call: not Linux
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, ValueError):
        status = Path("/proc/self/status").read_text(encoding="ascii")
        found = re.search(r"VmData:\s*(\d+) kB", status)
        held = int(found[1]) * 1024 if found else 0
        most = held + megabytes * _MEGABYTE + _SPARE
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def main() -> None:
    """Answer the jobs of the input until it ends."""
    folder, seconds, megabytes, answer, root = sys.argv[1:]
    limits = Limits(seconds=float(seconds), megabytes=int(megabytes))
    worker = Worker(folder, root, limits, int(answer))
    _confined(int(megabytes))
    _write({"status": 200}, b"")  # ready
    for line in sys.stdin.buffer:
        _write(*worker.answered(json.loads(line)))


if __name__ == "__main__":
    main()
