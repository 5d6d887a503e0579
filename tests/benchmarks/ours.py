"""What cismig does, measured in this process: ``python ours.py TASK FOLDER [SECONDS]``.

Each stage that is done prints one line of JSON; what comes before a stage is not counted.
SECONDS is the most process time that all of it may take.
"""

from __future__ import annotations

import json
import math
import re
import resource
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyoxigraph

from cismig.build import build, cache_folder, make, opened, rules_of
from cismig.build.inputs import Inputs
from cismig.dataset import accept, load
from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.errors import CismigError
from cismig.layout import Layout
from cismig.questions import load_questions
from cismig.reason import close
from cismig.turtle import formatted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cismig.store import Store

TIMES = 3
LONG = 1.0  # seconds after which a question is not asked once more


@contextmanager
def timed(stage: str) -> Iterator[None]:
    """Tell what is done inside takes: process time, wall time, and the most memory so far."""
    before, began, problem = _used()[0], time.perf_counter(), ""
    try:
        yield
    except (TimeoutError, CismigError) as error:
        problem = str(error)
    wall = time.perf_counter() - began
    seconds, megabytes = _used()
    told = {"seconds": seconds - before, "wall": wall, "megabytes": megabytes, "problem": problem}
    sys.stdout.write(f"{json.dumps({'stage': stage, **told})}\n")
    sys.stdout.flush()


def stop_after(seconds: float) -> None:
    """Let the system end this process when it has used so much process time."""
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), resource.RLIM_INFINITY))


def texts(layout: Layout) -> dict[str, str]:
    """Return each canned query, with its defaults in place."""
    return {
        slug: question.bound({each.name: each.default for each in question.parameters})
        for slug, question in load_questions(layout).items()
    }


def ask_all(store: Store, layout: Layout) -> None:
    """Ask each canned query of *store*, a few times unless it takes long."""
    for slug, text in texts(layout).items():
        began = time.perf_counter()
        for number in range(TIMES):
            if number == 0 or time.perf_counter() - began < LONG:
                with timed(slug):
                    store.run(text)


def _used() -> tuple[float, float]:
    """Return the seconds and megabytes that this process has used, with those it has started."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(use.ru_utime + use.ru_stime for use in uses)
    return seconds, max(use.ru_maxrss for use in uses) / 1024


def _load(layout: Layout) -> None:
    with timed("load"):
        load(layout)


def _reason(layout: Layout) -> None:
    store = pyoxigraph.Store()
    held = load(layout, store=store, copied_to=ACCEPTED_GRAPH)
    rules = rules_of(held)
    accept(held, copied=True)
    with timed("reason"):
        close(store, rules)


def _build(layout: Layout) -> None:
    with timed("build"):
        build(layout)


def _store(layout: Layout) -> None:
    """Build into a store on disk, as ``cismig build`` does."""
    with TemporaryDirectory() as folder, timed("store"):
        make(layout, Path(folder))


def _check(layout: Layout) -> None:
    from cismig.validate import check  # noqa: PLC0415 - its memory is not the others'

    with timed("check"):
        check(layout)


def _recheck(layout: Layout) -> None:
    """Check once more after a report has changed, as ``cismig check`` does."""
    from cismig.validate import check  # noqa: PLC0415 - its memory is not the others'

    for path in layout.graph_files():  # tables are generated in no form, and would be found so
        path.write_text(formatted(path, layout), encoding="utf-8")
    report = next(path for path in layout.graph_files() if path.parent.name == "reports")
    with TemporaryDirectory() as folder:
        for number in range(TIMES):
            while not Inputs(layout).are_settled:
                time.sleep(0.05)
            with timed("recheck" if number else "the whole check before it"):
                check(layout, (), make(layout, Path(folder)))
            text = report.read_text(encoding="utf-8")
            report.write_text(re.sub('"[^"]*"@en', f'"{number}"@en', text, count=1), "utf-8")


def _keep(layout: Layout) -> None:
    make(layout, cache_folder())


def _questions(layout: Layout) -> None:
    ask_all(opened(layout, warn=sys.stderr.write).store, layout)


TASKS: dict[str, Callable[[Layout], None]] = {
    "load": _load,
    "reason": _reason,
    "build": _build,
    "store": _store,
    "check": _check,
    "recheck": _recheck,
    "keep": _keep,
    "questions": _questions,
}

if __name__ == "__main__":
    for most in sys.argv[3:]:
        stop_after(float(most))
    TASKS[sys.argv[1]](Layout(Path(sys.argv[2])))
