"""Our server beside others, and under load: ``python tests/benchmarks/serving.py``.

Each server holds the accepted view of this checkout and is asked in turn, by as many clients, for
as long. CISMIG_RDFLIB_ENDPOINT names the command of rdflib-endpoint, CISMIG_OXIGRAPH that of
Oxigraph; what is not named is left out. ``--soak MINUTES`` asks ours alone for so long, with a
query every second that would never end.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import httptools
import httpx
from pyoxigraph import NamedNode, RdfFormat

from cismig.build import opened
from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.layout import Layout
from cismig.names import PREFIXES

sys.path.append(str(Path(__file__).parents[1]))
from generate import ROOT

from servers import free_port, ours, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyoxigraph

TWICE, TWENTY = 2, 20
MANY, FEW = 20_000, 100
SLOWER = 5
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
AGGREGATES = """
SELECT ?kind (COUNT(*) AS ?n) { ?thing a ?kind } GROUP BY ?kind
SELECT ?a (MAX(?v) AS ?n) { ?one sdmx-dimension:refArea ?a ; sdmx-measure:obsValue ?v } GROUP BY ?a
SELECT ?d (COUNT(DISTINCT ?a) AS ?n) { ?one qb:dataSet ?d ; sdmx-dimension:refArea ?a } GROUP BY ?d
""".strip().splitlines()
HEAD = """
| what | server | a second | p50 | p99 | beside ours | goal |
|---|---|---:|---:|---:|---:|---|
"""


@dataclass(slots=True)
class Told:
    """What clients saw: the seconds of each answer, and the status of each that was no success."""

    seconds: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    clock: float = 0

    @property
    def rate(self) -> float:
        """Return the answers a second."""
        return len(self.seconds) / self.clock if self.clock else 0

    def within(self, share: int) -> float:
        """Return the seconds in which so many of a hundred were answered."""
        if len(self.seconds) < 2:
            return sum(self.seconds)
        return quantiles(self.seconds, n=100, method="inclusive")[share - 1]


class Client(asyncio.Protocol):
    """Asks one thing after the other on one connection, and notes how long each took."""

    def __init__(self, requests: Iterator[bytes], told: Told, until: float) -> None:
        """Send *requests* in turn until it is time."""
        self._requests, self._told, self._until = requests, told, until
        self._began = 0.0
        self._status = 0
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the first."""
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        """Note an answer that did not come."""
        if not self.ended.done():
            self._told.failed[type(error).__name__ if error else "closed"] += 1
            self.ended.set_result(None)

    def on_headers_complete(self) -> None:
        """Note the status."""
        self._status = self._parser.get_status_code()

    def on_message_complete(self) -> None:
        """Note the time and ask the next."""
        now = time.perf_counter()
        if self._status == 200:
            self._told.seconds.append(now - self._began)
        else:
            self._told.failed[str(self._status)] += 1
        if now < self._until:
            self._ask()
        elif not self.ended.done():
            self.ended.set_result(None)
            self._transport.close()

    def _ask(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._began = time.perf_counter()
        self._transport.write(next(self._requests))


def asked(endpoint: str, queries: Iterator[str], clients: int, seconds: float) -> Told:
    """Return what so many clients see that ask *queries*, one after the other, for so long."""
    return asyncio.run(_asked(endpoint, queries, clients, seconds))


async def _asked(endpoint: str, queries: Iterator[str], clients: int, seconds: float) -> Told:
    told, loop = Told(), asyncio.get_running_loop()
    address = urlsplit(endpoint)
    requests = (_request(address.path, address.netloc, query) for query in queries)
    began = time.perf_counter()
    made = await asyncio.gather(
        *(
            loop.create_connection(
                lambda: Client(requests, told, began + seconds), address.hostname, address.port
            )
            for _ in range(clients)
        )
    )
    await asyncio.gather(*(client.ended for _, client in made))
    told.clock = time.perf_counter() - began
    return told


def _request(path: str, host: str, query: str) -> bytes:
    lines = (
        f"GET {path}?query={quote(query)} HTTP/1.1",
        f"Host: {host}",
        "Accept: application/sparql-results+json",
        "\r\n",
    )
    return "\r\n".join(lines).encode()


def once(queries: Sequence[str]) -> Iterator[str]:
    """Yield each query once, and then each as a new one."""
    for number in count():
        yield from (f"{query} # {number}" for query in queries)


def lookups(raw: pyoxigraph.Store, number: int) -> list[str]:
    """Return queries for what is known of one thing each."""
    kind = NamedNode(PREFIXES["rdf"] + "type")
    things = {quad.subject for quad in raw.quads_for_pattern(None, kind, None, ACCEPTED_GRAPH)}
    named = sorted(thing.value for thing in things if isinstance(thing, NamedNode))
    chosen = random.Random(28).sample(named, min(number, len(named)))  # noqa: S311 - the same things every time
    return [f"SELECT ?p ?o {{ <{thing}> ?p ?o }}" for thing in chosen]


def aggregates() -> list[str]:
    """Return queries that go over much of the graph, for any server: with their prefixes."""
    used = ("qb", "sdmx-dimension", "sdmx-measure")
    head = " ".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in used)
    return [f"{head} {text}" for text in AGGREGATES]


@contextmanager
def rdflib_endpoint(command: str, file: Path) -> Iterator[str]:
    """Run rdflib-endpoint on *file*."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(
            [command, "serve", "--port", str(port), str(file)], stdout=log, stderr=log
        )
        try:
            _patient(process, port, Path(folder) / "log")
            yield f"http://localhost:{port}/"
        finally:
            process.kill()  # it does not stop while a query runs
            process.wait(60)


def _patient(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until it has read the file, which takes long."""
    latest = time.monotonic() + 600
    while time.monotonic() < latest and process.poll() is None:
        with suppress(httpx.HTTPError):
            if httpx.get(f"http://localhost:{port}/", timeout=5).status_code < 500:
                return
        time.sleep(0.5)
    sys.exit(f"rdflib-endpoint did not start: {log.read_text()[-500:]}")


@contextmanager
def oxigraph(file: Path) -> Iterator[str]:
    """Run Oxigraph's own server on what is in *file*."""
    with running("oxigraph") as server:
        sent = httpx.post(
            f"{server.graph_store}?default",
            content=file.read_bytes(),
            headers={"Content-Type": "application/n-triples"},
            timeout=300,
        )
        sent.raise_for_status()
        yield server.query


def beside(options: argparse.Namespace) -> None:
    """Print what each server answers a second."""
    raw = opened(Layout(ROOT), warn=sys.stderr.write).raw
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file = folder / "accepted.nt"
        raw.dump(str(file), RdfFormat.N_TRIPLES, from_graph=ACCEPTED_GRAPH)
        server = stack.enter_context(ours(Layout(ROOT), "--rate", "0"))
        endpoints = {"cismig": f"{server.base}/sparql"}
        if command := os.environ.get("CISMIG_RDFLIB_ENDPOINT"):
            endpoints["rdflib-endpoint"] = stack.enter_context(rdflib_endpoint(command, file))
        if os.environ.get("CISMIG_OXIGRAPH"):
            endpoints["oxigraph serve"] = stack.enter_context(oxigraph(file))
        say(HEAD)
        for what, queries, clients, least in (
            ("look-ups", once(lookups(raw, MANY)), options.clients, TWICE),
            ("look-ups, again", cycle(lookups(raw, FEW)), options.clients, TWICE),
            ("aggregates", once(aggregates()), 1, TWENTY),
            ("aggregates, again", cycle(aggregates()), 1, TWENTY),
        ):
            told = _in_turn(endpoints, queries, clients, options)
            for name, each in told.items():
                say(row(what, name, each, told["cismig"], least) + "\n")


def _in_turn(
    endpoints: dict[str, str], queries: Iterator[str], clients: int, options: argparse.Namespace
) -> dict[str, Told]:
    """Ask each server in turn, a few times over, so that all see the same machine."""
    told = {name: Told() for name in endpoints}
    for _ in range(options.rounds):
        for name, endpoint in endpoints.items():
            found = asked(endpoint, queries, clients, options.seconds)
            told[name].seconds += found.seconds
            told[name].failed += found.failed
            told[name].clock += found.clock
    return told


def row(what: str, name: str, told: Told, own: Told, least: int) -> str:
    """Return a row of the table."""
    times = own.rate / told.rate if told.rate else 0
    goal = ""
    if name == "rdflib-endpoint":
        goal = f"≥ {least} times: {'met' if times >= least else '**not met**'}"
    failed = f"; failed: {dict(told.failed)}" if told.failed else ""
    cells = (
        what,
        name,
        f"{told.rate:,.3g}{failed}",
        *map(shown, (told.within(50), told.within(99))),
    )
    return f"| {' | '.join(cells)} | {f'{times:.3g}' if name != 'cismig' else ''} | {goal} |"


def shown(seconds: float) -> str:
    """Return a time with the digits that mean something."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.2f} s"


# Under load.


def soak(options: argparse.Namespace) -> None:
    """Print how look-ups fare for minutes beside queries that would never end, and the memory."""
    raw = opened(Layout(ROOT), warn=sys.stderr.write).raw
    queries = once(lookups(raw, MANY))
    with ours(Layout(ROOT), "--rate", "0") as server:
        endpoint = f"{server.base}/sparql"
        asked(endpoint, queries, 1, 2)
        at_rest = server.memory()
        idle = asked(endpoint, queries, options.clients, options.seconds)
        end = time.monotonic() + 60 * options.soak
        runaway = subprocess.Popen(
            [sys.executable, __file__, "--runaway", endpoint, "--soak", str(options.soak)],
            stdout=subprocess.PIPE,
            text=True,
        )
        told, meanwhile = Told(), []
        while time.monotonic() < end:
            found = asked(endpoint, queries, options.clients, min(10, end - time.monotonic()))
            told.seconds += found.seconds
            told.failed += found.failed
            told.clock += found.clock
            meanwhile.append(server.memory())
        ended = runaway.communicate()[0].strip()
        time.sleep(5)
        say(outcome(idle, told, ended, [at_rest, *meanwhile, server.memory()]))


def outcome(idle: Told, told: Told, ended: str, memory: Sequence[int]) -> str:
    """Return how look-ups fared with queries beside them that were *ended* so.

    *memory* is that at rest, from time to time, and afterwards.
    """
    at_rest, *meanwhile, afterwards = (f"{each / 1e6:,.0f}" for each in memory)
    quarter = max(1, len(meanwhile) // 4)
    times = told.within(99) / idle.within(99)
    return (
        f"{len(told.seconds):,} look-ups in {told.clock / 60:.1f} minutes, {told.rate:,.0f} a "
        f"second; failed: {dict(told.failed) or 'none'}\n"
        f"p50 {shown(idle.within(50))} without runaway queries, {shown(told.within(50))} beside "
        f"them; p99 {shown(idle.within(99))}, {shown(told.within(99))}: {times:.2f} times "
        f"(goal: ≤ {SLOWER})\n"
        f"the runaway queries: {ended}\n"
        f"memory: {at_rest} MB at rest, {', '.join(meanwhile[::quarter])} MB meanwhile, "
        f"{afterwards} MB afterwards\n"
    )


async def _run_away(endpoint: str, minutes: float) -> None:
    """Send a query every second that would never end, and tell how they ended."""
    told: Counter[int] = Counter()
    end = time.monotonic() + 60 * minutes

    async def one(web: httpx.AsyncClient) -> None:
        with suppress(httpx.HTTPError):
            told[(await web.post(endpoint, data={"query": RUNAWAY})).status_code] += 1

    async with httpx.AsyncClient(timeout=120, limits=httpx.Limits(max_connections=200)) as web:
        tasks = []
        while time.monotonic() < end:
            tasks.append(asyncio.ensure_future(one(web)))
            await asyncio.sleep(1)
        await asyncio.gather(*tasks)
    say(", ".join(f"{count} × {status}" for status, count in told.items()))


def say(text: str) -> None:
    """Print *text* at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8, help="at once (%(default)s)")
    parser.add_argument("--seconds", type=float, default=5, help="of each round (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of each server (%(default)s)")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="ask ours alone, under load")
    parser.add_argument("--runaway", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.runaway:
        asyncio.run(_run_away(options.runaway, options.soak))
    elif options.soak:
        soak(options)
    else:
        beside(options)


if __name__ == "__main__":
    main()
