"""Limits hold for questions and accounts as they do for queries, and files may be elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Store

from cismig.build import make
from cismig.layout import FOLDERS, Layout
from cismig.server.jobs import Jobs
from servers import PATIENCE, ours

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from servers import Ours

pytestmark = pytest.mark.xdist_group("api")

HOSTILE = Path(__file__).parent / "cases" / "hostile"
SECONDS, MEGABYTES, ANSWER = 3, 200, 1
SLACK = 5  # seconds that a busy machine may take for what is done at once on an idle one


@pytest.fixture(scope="module")
def hostile(layout: Layout, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Return the checkout with questions that no server should answer; its store is the same."""
    root = tmp_path_factory.mktemp("hostile")
    for folder in FOLDERS:
        shutil.copytree(layout.root / folder, root / folder, copy_function=os.link)
    shutil.copytree(HOSTILE, root / "queries", dirs_exist_ok=True)
    return Layout(root)


@pytest.fixture(scope="module")
def server(hostile: Layout) -> Iterator[Ours]:
    """Return our server with narrow limits."""
    narrow = {"seconds": SECONDS, "megabytes": MEGABYTES, "answer": ANSWER, "rate": 0, "workers": 2}
    with ours(hostile, *(f"--{name}={value}" for name, value in narrow.items())) as running:
        yield running


@pytest.mark.parametrize(
    ("address", "status", "reason"),
    [
        ("takes-too-long.json", 503, f"longer than {SECONDS} s"),
        ("takes-too-much.csv", 503, "took more than"),
        ("is-too-large.csv", 413, f"more than {ANSWER} MB"),
    ],
)
def test_a_question_over_its_limit_is_told_so_and_the_server_lives(
    web: httpx.Client, address: str, status: int, reason: str
) -> None:
    started = time.monotonic()
    answer = web.get(f"/questions/{address}")
    assert time.monotonic() - started < SECONDS + SLACK
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert reason in answer.json()["detail"]
    assert web.get("/questions/who-took-part.csv").status_code == 200


def test_the_worker_of_a_question_that_took_too_long_is_gone(
    server: Ours, web: httpx.Client
) -> None:
    before = set(server.workers())
    assert web.get("/questions/takes-too-long").status_code == 503
    latest = time.monotonic() + PATIENCE
    while not (now := set(server.workers())) - before or len(now) > 2:
        assert time.monotonic() < latest
        time.sleep(0.05)
    assert web.get("/questions/who-took-part").status_code == 200


def test_a_store_without_its_files_accounts_for_all_but_the_lines(
    layout: Layout, cache: Path, tmp_path: Path
) -> None:
    place = make(layout, cache).place
    assert place is not None
    job = {"kind": "why", "form": "json", "language": "en", "subject": "meeting:council-28"}
    found = {}
    for root in (layout.root, tmp_path / "elsewhere"):
        made = Jobs(Store.read_only(str(place / "store")), place, root).done(job)
        assert made.told["status"] == 200, made.told
        assert str(root).encode() not in made.body
        found[root] = json.loads(made.body)
    here, there = (
        [each for fact in told["facts"] for value in fact["values"] for each in value["witnesses"]]
        for told in found.values()
    )
    assert [each["path"] for each in here] == [each["path"] for each in there]
    assert all(each["line"] for each in here if each["path"])
    assert {each["line"] for each in there} == {None}
    assert [each["quoted"] for each in here] == [each["quoted"] for each in there]


def test_a_job_that_fails_tells_nothing_of_the_machine(
    layout: Layout, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    place = make(layout, cache).place
    assert place is not None
    jobs = Jobs(Store.read_only(str(place / "store")), place, layout.root)
    made = jobs.done({"kind": "nothing"})
    assert made.told == {
        "status": 500,
        "reason": "the server failed to answer",
        "remedy": "try again later",
    }
    assert "KeyError" in capfd.readouterr().err
