"""A query ends when its time, its memory or its rows are spent, and says so in one line."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cismig.build import opened
from cismig.errors import LimitError, QueryError
from cismig.layout import find
from cismig.store import EmbeddedStore, Limits, Table, guarded

if TYPE_CHECKING:
    from pathlib import Path

    from cismig.build import Built

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOARD = "SELECT DISTINCT ?a ?d ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?f ?i"
ENDLESS = 'SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?a), STR(?d)), "(a|aa)+z")) }'
WITH_LESS = """
import sys
import cismig.store.limits as limits
from cismig.cli import main
limits.Limits._defaults.update(seconds={seconds}, megabytes={megabytes})
sys.exit(main(["sparql", {query!r}, "--format", "csv"]))
"""


def ended(root: Path, query: str, seconds: float, megabytes: float) -> tuple[str, float]:
    """Return what a command with smaller limits says when it ends, and after which time."""
    opened(find(root), warn=pytest.fail)  # so that nothing is built, and told, in between
    code = WITH_LESS.format(seconds=seconds, megabytes=megabytes, query=query)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr, time.perf_counter() - started


@pytest.mark.parametrize("query", [CROSS, ENDLESS])
def test_a_query_ends_when_its_time_is_spent(built: Built, query: str) -> None:
    said, took = ended(built.dataset.layout.root, query, 0.5, 100_000)
    assert "longer than 0.5 s" in said
    assert took < 20


def test_a_query_ends_when_its_memory_is_spent(built: Built) -> None:
    said, _ = ended(built.dataset.layout.root, HOARD, 50, 100)
    assert "more than 100 MB" in said


def test_one_row_too_many_is_refused_and_the_last_allowed_is_not(built: Built) -> None:
    def never(error: QueryError) -> None:
        pytest.fail(str(error))

    store = guarded(built.raw, Limits(rows=10), never)
    table = store.run("SELECT ?s { ?s ?p ?o } LIMIT 10")
    assert isinstance(table, Table)
    assert len(table.rows) == 10
    for query in (
        "SELECT ?s { ?s ?p ?o } LIMIT 11",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 11",
    ):
        with pytest.raises(LimitError, match="more than 10 rows"):
            store.run(query)


def test_without_limits_nothing_watches(built: Built) -> None:
    assert EmbeddedStore(built.raw).limits is None
    assert built.store.run("ASK { ?s ?p ?o }") is True
