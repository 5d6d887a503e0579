"""Protégé's own libraries open the files offline, understand every fact and lose none."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "tests" / "java" / "OpenInProtege.java"
FILES = ("ontology/cism.ttl", "graph/cism-graph.ttl")
JARS = os.environ.get("CISMIG_OWL_JARS", "")
DATES = ("xsd:date ", "xsd:gYear ", "xsd:gYearMonth ", "xsd:gMonth ", "xsd:gMonthDay ")

pytestmark = [
    pytest.mark.java,
    pytest.mark.xdist_group("owlapi"),  # the libraries are asked once
    pytest.mark.skipif(shutil.which("javac") is None, reason="a Java development kit is missing"),
    pytest.mark.skipif(
        not any(Path(JARS).glob("owlapi-*.jar")) if JARS else True,
        reason="CISMIG_OWL_JARS names no folder with the jars of the OWL API and HermiT",
    ),
]


@pytest.fixture(scope="module")
def findings() -> dict[tuple[str, str], list[str]]:
    """Return what the libraries found, by file and check."""
    paths = [str(ROOT / name) for name in FILES]
    command = ["java", "-cp", f"{JARS}/*", str(SOURCE), *paths]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=600)
    assert run.returncode == 0, run.stderr[-2000:]
    found = defaultdict(list)
    for line in run.stdout.splitlines():
        file, check, detail = line.split("\t", 2)
        found[file, check].append(detail)
    return found


@pytest.fixture(params=[Path(name).name for name in FILES])
def file(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_import_is_in_the_catalog(findings: dict, file: str) -> None:
    assert findings[file, "missing-import"] == []
    folders = ("ontology",) if file == "cism.ttl" else ("ontology", "graph")
    held = [path for folder in folders for path in (ROOT / folder).rglob("*.ttl")]
    tables = [path for path in held if "statistics" in path.relative_to(ROOT).as_posix().split("/")]
    apart = [path for path in held if path.name == "cism-statistics.ttl"]
    assert int(findings[file, "ontologies"][0]) == len(held) - len(tables) - len(apart)


def test_no_property_becomes_an_annotation(findings: dict, file: str) -> None:
    assert findings[file, "became-annotation"] == findings[file, "two-kinds"] == []
    assert int(findings[file, "property-assertions"][0]) > 0


def test_the_words_are_in_owl_2_dl(findings: dict) -> None:
    assert findings["cism.ttl", "profile"] == []


def test_the_facts_leave_owl_2_dl_only_by_the_types_of_their_dates(findings: dict) -> None:
    """Undeclared words show here too: the profile asks for a declaration of each."""
    outside = [
        line
        for line in findings["cism-graph.ttl", "profile"]
        if not line.startswith(("UseOfUndeclaredDatatype ", "UseOfDefinedDatatypeInLiteral "))
        or not any(date in line for date in DATES)
    ]
    assert outside == []


def test_all_can_be_true_and_every_class_can_have_members(findings: dict, file: str) -> None:
    assert findings[file, "inconsistent"] == findings[file, "unsatisfiable"] == []


def test_saving_as_turtle_and_reading_again_loses_nothing(findings: dict, file: str) -> None:
    assert findings[file, "lost"] == []
    assert int(findings[file, "axioms"][0]) > 0
