"""The table of the benchmarks says what was measured, and what was not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

import run
from run import Measure, Runs


def runs(**stages: float) -> Runs:
    """Return runs whose stages took so many seconds of each clock."""
    return Runs({name: [Measure(taken, taken, 50)] for name, taken in stages.items()})


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_the_slope_is_the_power_that_time_grows_by(power: float) -> None:
    assert run.slope({size: 3e-6 * size**power for size in (10**3, 10**5, 10**6)}) == pytest.approx(
        power
    )


def test_the_middle_run_counts_and_one_that_ended_badly_does_not() -> None:
    several = [Measure(1, 2, 10), Measure(3, 9, 30), Measure(2, 3, 20), Measure(99, 99, 99, "late")]
    middle = Runs({"load": several}).middle("load")
    assert str(middle) == "2.00 s (3.00 s, 30 MB)"


def test_a_goal_is_met_or_not() -> None:
    assert "| 30 | ≥ 20 times: met |" in run.paired("build", 9, runs(build=1), runs(build=30), "x")
    row = run.paired("build", 9, runs(build=1), runs(build=3), "x")
    assert row.endswith("| 3 | ≥ 20 times: **not met** |")
    assert "< 4 GB: met" in run.paired("store", 10_000_000, runs(store=1), Runs(), "x")


@pytest.mark.parametrize(("spent", "told"), [(600, "> 600 | ≥ 20 times: met |"), (9, "> 9 |  |")])
def test_work_that_was_not_ended_has_no_time(spent: float, told: str) -> None:
    late = Runs(problem="not finished within 600 s", spent=spent)
    row = run.paired("build", 100_000, runs(build=1), late, "owlrl")
    assert "owlrl: not finished within 600 s" in row
    assert row.endswith(told)


def test_slow_and_unanswered_questions_are_told() -> None:
    theirs = runs(one=0.1, two=2)
    theirs.stages["three"] = [Measure(10, 10, 50, "not finished within 10 s")]
    row = run.asked(9, runs(one=0.001, two=0.01, three=0.03), theirs, "rdflib")
    assert "median 10 ms, worst 30 ms (`three`) | rdflib: median 1.05 s" in row
    assert "1 over 0.5 s; 1 not finished within 10 s" in row
    assert row.endswith("| 150 | all ≤ 0.5 s: met; median < 20 ms: met |")
    slow = run.asked(9, runs(one=0.001, two=0.6), Runs(), "")
    assert "all ≤ 0.5 s: **not met** by `two`; median < 20 ms: **not met**" in slow


def test_growth_is_judged_from_a_hundred_thousand_on() -> None:
    taken = {10_000: 1.0, 100_000: 2.0, 1_000_000: 40.0}
    row = run.growth("build", taken)
    assert "to 100,000: 0.30; to 1,000,000: 1.30" in row
    assert "≤ 1.15 from 100,000 on (1.30): **not met**" in row
    assert "met" not in run.growth("build", {10_000: 1.0, 100_000: 2.0})


def test_a_limit_ends_their_work_and_is_told() -> None:
    late = Runs()
    late.run("theirs", "close", run.ROOT, 1)
    assert late.problem == "not finished within 1 s"
    assert not late.stages


def test_a_failure_is_told_with_its_reason(tmp_path: Path) -> None:
    failed = Runs()
    failed.run("theirs", "load", tmp_path / "nowhere", "many")
    assert failed.problem == "failed: ValueError: could not convert string to float: 'many'"


def test_the_command_prints_a_table() -> None:
    command = [sys.executable, str(Path(run.__file__)), "--sizes", "25000", "--pairs", "1"]
    done = subprocess.run([*command, "--only", "load"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *_, head, rule, row = done.stdout.splitlines()
    assert head.startswith("| what | statements |")
    assert head.count("|") == rule.count("|") == row.count("|")
    assert re.match(r"\| load ×1 \| 25,\d{3} \| ", row)
    assert "rdflib: " in row
    assert "ours: load of 25000" in done.stderr
