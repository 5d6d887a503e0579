"""SPARQL servers, ours and others', started on a free port of this machine and ended afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.layout import Layout

KINDS = ("oxigraph", "oxigraph-union", "fuseki")
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Server:
    """Where a running server takes queries, graphs and updates."""

    query: str
    graph_store: str
    update: str


@contextmanager
def running(kind: str) -> Iterator[Server]:
    """Run an empty server of *kind*; skip the test, with the reason, where it is missing."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    if kind == "fuseki":
        command = _fuseki(port)
        server = Server(f"{base}/ds/query", f"{base}/ds/data", f"{base}/ds/update")
    else:
        command = _oxigraph(port, union=kind == "oxigraph-union")
        server = Server(f"{base}/query", f"{base}/store", f"{base}/update")
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            waited_for(process, port, Path(folder) / "log")
            yield server
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _oxigraph(port: int, *, union: bool) -> list[str]:
    binary = os.environ.get("CISMIG_OXIGRAPH") or shutil.which("oxigraph")
    if not binary:
        pytest.skip("needs the oxigraph command (CISMIG_OXIGRAPH)")
    return [binary, "serve", "--bind", f"127.0.0.1:{port}", *["--union-default-graph"] * union]


def _fuseki(port: int) -> list[str]:
    jar = os.environ.get("CISMIG_FUSEKI_JAR")
    java = shutil.which("java")
    if not jar or not java:
        pytest.skip("needs Java and the jar of Fuseki (CISMIG_FUSEKI_JAR)")
    return [
        java,
        "-Xmx1g",
        "-jar",
        jar,
        "--mem",
        "--update",
        "--localhost",
        f"--port={port}",
        "/ds",
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def waited_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')[-500:]}")


@contextmanager
def ours(layout: Layout, *flags: str) -> Iterator[Ours]:
    """Run our own server on the graph of *layout*, as the command does, until it is not needed."""
    port = free_port()
    command = [sys.executable, "-m", "cismig", "serve", "--root", str(layout.root)]
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--port", str(port), *flags], stdout=log, stderr=log)
        try:
            waited_for(process, port, Path(folder) / "log")
            yield Ours(f"http://127.0.0.1:{port}", process, Path(folder) / "log")
        finally:
            process.terminate()
            process.wait(PATIENCE)


@dataclass(frozen=True, slots=True)
class Ours:
    """Where our own server runs, as which process, and where it writes its log."""

    base: str
    process: subprocess.Popen[bytes]
    log: Path

    def memory(self) -> int:
        """Return the bytes that the server and its workers hold."""
        return sum(map(_held, (self.process.pid, *self.workers())))

    def workers(self) -> list[int]:
        """Return the processes that the server has started."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]


def _held(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
