"""The folders are found from anywhere inside a checkout, and in an installed package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cismig import layout as room
from cismig.errors import LayoutError
from cismig.layout import FOLDERS, Layout, find

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a folder outside any checkout, with no data installed."""
    monkeypatch.setattr(room, "_INSTALLED", tmp_path / "not-installed")
    return tmp_path


def make(root: Path) -> Path:
    for name in FOLDERS:
        (root / name).mkdir(parents=True)
    return root


def test_a_checkout_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    make(tmp_path)
    inside = tmp_path / "graph" / "reports"
    inside.mkdir()
    assert find(inside) == Layout(tmp_path)


def test_the_current_folder_is_where_the_search_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make(tmp_path))
    assert find() == Layout(tmp_path)


def test_outside_a_checkout_the_installed_data_is_used(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = make(nowhere / "data")
    monkeypatch.setattr(room, "_INSTALLED", installed)
    assert find(nowhere) == Layout(installed)


@pytest.mark.parametrize("missing", FOLDERS)
def test_a_folder_that_lacks_one_of_the_four_is_no_checkout(nowhere: Path, missing: str) -> None:
    make(nowhere)
    (nowhere / missing).rmdir()
    with pytest.raises(LayoutError, match="go into a checkout") as refused:
        find(nowhere)
    assert refused.value.start == nowhere


def test_files_come_in_order_and_from_folders_below(tmp_path: Path) -> None:
    place = Layout(make(tmp_path))
    (place.graph / "reports").mkdir()
    for path in ("graph/reports/b.ttl", "graph/a.ttl", "graph/reports/a.ttl", "graph/note.txt"):
        (tmp_path / path).touch()
    (place.ontology / "words.ttl").touch()
    (place.shapes / "rules.ttl").touch()
    (place.queries / "q.rq").touch()
    names = [path.relative_to(tmp_path).as_posix() for path in place.turtle_files()]
    assert names == [
        "ontology/words.ttl",
        "graph/a.ttl",
        "graph/reports/a.ttl",
        "graph/reports/b.ttl",
        "shapes/rules.ttl",
    ]
    assert [path.name for path in place.query_files()] == ["q.rq"]


def test_a_file_plays_the_part_of_its_folder(tmp_path: Path) -> None:
    place = Layout(tmp_path)
    report, table = tmp_path / "graph/reports/a.ttl", tmp_path / "graph/statistics/x/a.ttl"
    assert place.is_source(report)
    assert place.is_source(table)
    assert place.is_statistics(table)
    assert not place.is_statistics(report)
    assert not place.is_source(tmp_path / "graph/registry/states.ttl")
    assert place.is_inferences(tmp_path / "graph/inferences.ttl")
    assert place.is_judgements(tmp_path / "graph/judgements.ttl")
    assert not place.is_judgements(tmp_path / "graph/reports/judgements.ttl")
    assert place.is_ontology(tmp_path / "ontology/cism.ttl")
