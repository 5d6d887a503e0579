"""The benchmarks, as a Markdown table: what cismig takes, and what others take for the same work.

``python tests/benchmarks/run.py > table.md`` runs them all on graphs of ``generate.py``. Each run
is a fresh process (``ours.py``, ``theirs.py``), in turn with the one beside it. A row is printed as
soon as it is known, so what is ended early still leaves those before.

What theirs leave out is left to their favour: rdflib and owlrl know no accepted view and write no
slices out; pySHACL judges the accepted view alone, already built and read. From 50,000 to 600,000
statements only the tables grow, the facts being the real ones; growth is best read beyond.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import linear_regression, median
from typing import TYPE_CHECKING

from generate import ROOT, generate, statements

from cismig.layout import Layout
from cismig.names import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROWS = ("load", "reason", "build", "store", "check", "recheck", "questions", "servers", "start")
RIVALS = {
    "load": ("rdflib", ("load",)),
    "close": ("rdflib + owlrl", ("reason", "build", "store")),
    "check": ("pySHACL", ("check",)),
}
"""Their task, its name in the table, and our tasks that do the same work."""
SAME = {"store": "build"}
"""Ours that stands beside another stage of theirs: they keep nothing on disk."""
SERVERS = {"oxigraph": "CISMIG_OXIGRAPH", "fuseki": "CISMIG_FUSEKI_JAR"}
ENOUGH = 60.0  # seconds after which no further pair of runs is begun
FASTER = {"build": 20, "check": 10}
SLOW, MIDDLE = 0.5, 0.02  # seconds of a question
FIRST, LARGE, MEGABYTES, STEEPEST = 90_000, 9_000_000, 4000, 1.15
START, OF_BARE, RECHECK = 0.25, 1.5, 3.0
QUESTION = "who-took-part"
ASK = "from cismig.cli import main; raise SystemExit(main())"
BARE = """
import sys, pyoxigraph
store, text, view = sys.argv[1:]
for row in pyoxigraph.Store.read_only(store).query(
    open(text).read(), default_graph=[pyoxigraph.NamedNode(view)]
):
    print(*row, sep="\\t")
"""
HEAD = """
Process time (wall time, most memory), medians of runs in turn (×5 is five of each). *Times*: how
many times as much process time theirs takes; of questions, the median.

| what | statements | cismig | beside | times | goal |
|---|---:|---|---|---:|---|
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """What one stage took; a *problem* if it did not come to its end."""

    seconds: float
    wall: float
    megabytes: float
    problem: str = ""

    def __str__(self) -> str:
        """Return it as a cell of the table."""
        return f"{shown(self.seconds)} ({shown(self.wall)}, {self.megabytes:,.0f} MB)"


@dataclass(slots=True)
class Runs:
    """Processes that did the same, stage by stage; a *problem* if one came to no good end.

    ``spent`` is the process time of one that was ended by its limit.
    """

    stages: dict[str, list[Measure]] = field(default_factory=lambda: defaultdict(list))
    problem: str = ""
    spent: float = 0

    def run(self, side: str, task: str, folder: Path, *most: float) -> None:
        """Run *task* in a process of its own, which may take *most* seconds of process time."""
        say(f"{side}: {task} of {folder.name}")
        script = str(Path(__file__).with_name(f"{side}.py"))
        command = [sys.executable, script, task, str(folder), *map(str, most)]
        before = _spent()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == -signal.SIGXCPU:
            self.problem = f"not finished within {most[0]:g} s"
            self.spent = _spent() - before
        elif done.returncode:
            self.problem = f"failed: {[str(done.returncode), *done.stderr.splitlines()][-1]}"
        for text in done.stdout.splitlines():
            told = json.loads(text)
            self.stages[told.pop("stage")].append(Measure(**told))

    def middle(self, stage: str) -> Measure | None:
        """Return the median of *stage*, with the most memory; None if it never ended well."""
        done = [each for each in self.stages.get(stage, ()) if not each.problem]
        if not done:
            return None
        most = max(each.megabytes for each in done)
        return Measure(median(each.seconds for each in done), median(e.wall for e in done), most)

    def told(self, stage: str) -> str:
        """Return the cell of *stage*: its median, else what the problem is."""
        return str(self.middle(stage) or self.problem or "nothing measured")


class Bench:
    """The rows of the table; a rival that did not finish is not run on a larger graph."""

    def __init__(self, options: argparse.Namespace, work: Path) -> None:
        """Run what *options* ask; what is generated and kept lies in *work*."""
        self._options = options
        self._work = work
        self._beaten: set[str] = set()
        self._taken: dict[str, dict[int, float]] = defaultdict(dict)
        layout = Layout(ROOT)
        self._real = sum(map(statements, (*layout.ontology_files(), *layout.graph_files())))

    def rows(self) -> Iterator[str]:
        """Yield each row when it is known."""
        chosen = {*self._options.only}
        for size in sorted(self._options.sizes) if chosen - {"servers", "start"} else ():
            try:
                yield from self._of_size(size, chosen)
            except OSError as error:
                yield line("all", f"{size:,}", f"failed: {error}")
        for name, taken in self._taken.items():
            if len(taken) > 1:
                yield growth(name, taken)
        if "questions" in chosen:
            yield self._asked(ROOT, self._real, "rdflib")
        for kind in SERVERS if "servers" in chosen else ():
            yield self._asked(ROOT, self._real, kind)
        if "start" in chosen:
            yield from self._started()

    def _of_size(self, size: int, chosen: set[str]) -> Iterator[str]:
        folder, written = ROOT, self._real
        if size:
            say(f"generate {size:,}")
            folder = self._work / str(size)
            written = generate(size, folder)
        for task, (rival, names) in RIVALS.items():
            wanted = [name for name in names if name in chosen]
            if wanted:
                yield from self._paired(wanted, task, rival, folder, written)
        if size and size == max(self._options.sizes):
            if "questions" in chosen:
                yield self._asked(folder, written, "")
            if "recheck" in chosen:
                mine = Runs()
                mine.run("ours", "recheck", folder)
                yield paired("recheck", written, mine, Runs(), "")

    def _paired(
        self, names: list[str], task: str, rival: str, folder: Path, size: int
    ) -> Iterator[str]:
        mine, other = Runs(), Runs()
        if task in self._beaten:
            other.problem = "not run, for it did not finish on fewer"
        elif task == "check":
            _keep(folder)  # the accepted view that pySHACL judges
        began, count = time.monotonic(), 0
        while count < self._options.pairs and time.monotonic() - began < ENOUGH:
            count += 1
            for name in names:
                mine.run("ours", name, folder)
            if not other.problem:
                other.run("theirs", task, folder, self._options.limit)
        if other.problem:
            self._beaten.add(task)
        for name in names:
            a = mine.middle(name)
            if a and folder != ROOT:
                self._taken[name][size] = a.seconds
            yield paired(name, size, mine, other, rival)

    def _asked(self, folder: Path, size: int, rival: str) -> str:
        if SERVERS.get(rival, "PATH") not in os.environ:
            return line("questions", f"{size:,}", "", f"{rival}: {SERVERS[rival]} names none")
        mine, other = Runs(), Runs()
        _keep(folder)
        mine.run("ours", "questions", folder, self._options.limit)
        if rival:
            other.run("theirs", rival, folder, self._options.patience)
        return asked(size, mine, other, rival)

    def _started(self) -> Iterator[str]:
        os.environ["CISMIG_CACHE"] = str(self._work / "start")
        _keep(ROOT)
        store = next((self._work / "start").glob("*/store"))
        text = ROOT / "queries" / f"{QUESTION}.rq"
        for form in ("table", "csv"):
            say(f"start: {form}")
            mine, bare = Runs(), Runs()
            for _ in range(4 * self._options.pairs):
                mine.stages["start"].append(whole("-c", ASK, "ask", QUESTION, "--format", form))
                bare.stages["start"].append(whole("-c", BARE, str(store), str(text), ACCEPTED))
            yield paired("start", self._real, mine, bare, f"bare script, for {form}")


def paired(name: str, size: int, mine: Runs, other: Runs, rival: str) -> str:
    """Return the row of a stage that both went through, or that only we did."""
    stage = SAME.get(name, name)
    a, b = mine.middle(name), other.middle(stage)
    goals, times = [], 0.0
    if a and (b or other.spent):
        times = (b.seconds if b else other.spent) / a.seconds
        least = FASTER.get(name, 0)
        if least and (b or times >= least):  # of work that was not ended the rest is not known
            goals.append(goal(f"≥ {least} times", met=times >= least))
        if name == "start":
            goals.append(goal(f"≤ {START} s", met=a.seconds <= START))
            goals.append(goal(f"≤ {OF_BARE} × bare", met=times >= 1 / OF_BARE))
    if a and name == "recheck":
        goals.append(goal(f"≤ {RECHECK} s", met=a.seconds <= RECHECK))
    if a and name == "store" and size > LARGE:
        goals.append(goal("< 4 GB", met=a.megabytes < MEGABYTES))
    return line(
        f"{name} ×{len(mine.stages[name])}",
        f"{size:,}",
        mine.told(name),
        f"{rival}: {other.told(stage)}" if rival else "",
        times=f"{'' if b else '> '}{times:.3g}" if times else "",
        goals="; ".join(goals),
    )


def asked(size: int, mine: Runs, other: Runs, rival: str) -> str:
    """Return the row of all questions; of a server's time only the clock tells."""
    clock = "wall" if rival in SERVERS else "seconds"
    ours, theirs = times_of(mine, clock), times_of(other, clock)
    both = [theirs[slug] / ours[slug] for slug in ours if slug in theirs]
    slow = [f"`{slug}`" for slug in mine.stages if ours.get(slug, math.inf) > SLOW]
    goals = []
    if ours and clock == "seconds":
        fast = goal("all ≤ 0.5 s", met=not (slow or mine.problem))
        goals.append(f"{fast} by {', '.join(slow)}" if slow else fast)
        goals.append(goal("median < 20 ms", met=median(ours.values()) < MIDDLE))
    return line(
        "questions" if clock == "seconds" else "questions, wall time",
        f"{size:,}",
        survey(ours, mine),
        f"{rival}: {survey(theirs, other)}" if rival else "",
        times=f"{median(both):.3g}" if both else "",
        goals="; ".join(goals),
    )


def times_of(runs: Runs, clock: str) -> dict[str, float]:
    """Return the median time of each question that was answered."""
    middles = {slug: runs.middle(slug) for slug in runs.stages}
    return {slug: getattr(middle, clock) for slug, middle in middles.items() if middle}


def survey(times: Mapping[str, float], runs: Runs) -> str:
    """Return how long the questions take: the middle, the worst, and how many are slow."""
    if not times:
        return runs.problem or "nothing measured"
    worst = max(times, key=lambda slug: times[slug])
    told = [f"median {shown(median(times.values()))}, worst {shown(times[worst])} (`{worst}`)"]
    slow = sum(seconds > SLOW for seconds in times.values())
    failed = Counter(runs.stages[slug][-1].problem for slug in runs.stages if slug not in times)
    told += [f"{slow} over {SLOW} s"] * bool(slow)
    told += [f"{count} {problem}" for problem, count in failed.items()]
    return "; ".join([*told, *[runs.problem] * bool(runs.problem)])


def growth(name: str, taken: Mapping[int, float]) -> str:
    """Return the row of how time grows with size: by size to the power told."""
    steps = [
        f"to {larger:,}: {slope({smaller: taken[smaller], larger: taken[larger]}):.2f}"
        for smaller, larger in pairwise(sorted(taken))
    ]
    large = {size: seconds for size, seconds in taken.items() if size >= FIRST}
    goals = ""
    if len(large) > 1:
        power = slope(large)
        goals = goal(f"≤ {STEEPEST} from 100,000 on ({power:.2f})", met=power <= STEEPEST)
    return line(f"growth of {name}", f"{min(taken):,} …", "; ".join(steps), goals=goals)


def slope(taken: Mapping[int, float]) -> float:
    """Return the power of size that time grows by: the slope of the two on logarithmic scales.

    >>> round(slope({1_000: 1.0, 10_000: 10.0, 100_000: 100.0}), 3)
    1.0
    """
    sizes, times = [*map(math.log, taken)], [*map(math.log, taken.values())]
    return linear_regression(sizes, times).slope


def goal(text: str, *, met: bool) -> str:
    """Return what was aimed at, and whether it is reached."""
    return f"{text}: {'met' if met else '**not met**'}"


def line(*cells: str, times: str = "", goals: str = "") -> str:
    """Return a row of the table: what, statements, ours, theirs (empty if not given), the rest."""
    row = [*cells, *[""] * (4 - len(cells)), times, goals]
    return f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def shown(seconds: float) -> str:
    """Return a time with the digits that mean something.

    >>> shown(0.0123), shown(1.234), shown(612.3)
    ('12.3 ms', '1.23 s', '612 s')
    """
    if seconds < 1:
        return f"{seconds * 1000:.3g} ms"
    return f"{seconds:.2f} s" if seconds < 100 else f"{seconds:.0f} s"


def whole(*arguments: str) -> Measure:
    """Return what a Python process takes from its start to its end."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    problem = f"failed: {process.returncode}" if process.returncode else ""
    return Measure(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, problem)


def say(text: str) -> None:
    """Tell on stderr what is being done."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def _keep(folder: Path) -> None:
    """See that the store of *folder* lies in the cache."""
    Runs().run("ours", "keep", folder)


def _spent() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _machine() -> str:
    engines = ("pyoxigraph", "rdflib", "owlrl", "pyshacl")
    told = ", ".join(f"{name} {version(name)}" for name in engines)
    return f"Python {platform.python_version()}, {told}; {os.cpu_count()} cores."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add(
        "--sizes",
        type=int,
        nargs="+",
        default=(30_000, 100_000, 700_000),
        help="statements; 0 is the checkout",
    )
    add("--only", choices=ROWS, nargs="+", default=ROWS, help="rows of the table")
    add("--pairs", type=int, default=5, help="runs of each, at most (%(default)s)")
    add("--limit", type=float, default=600, help="seconds for the others' work (%(default)s)")
    add("--patience", type=float, default=10, help="the same for a question (%(default)s)")
    return parser


def main() -> None:
    """Print the table that the command line asks for."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CISMIG_CACHE"] = str(Path(folder) / "cache")
        print(f"{_machine()}\n{HEAD}", end="", flush=True)  # noqa: T201 - the table is for stdout
        for row in Bench(options, Path(folder)).rows():
            print(row, flush=True)  # noqa: T201


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("ended early; the rows above stand")
