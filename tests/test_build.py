"""A store is kept once for each state of the files; it is whole, or it is not there."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import BlankNode

from cismig.build import build, inputs, keeping, kept, make, opened
from cismig.build.inputs import Inputs
from cismig.errors import StoreError
from cismig.layout import Layout
from edits import Edits, a_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from cismig.build import Built

WORLD = Path(__file__).parent / "cases" / "world"
KILLS = 100


@pytest.fixture
def world(tmp_path: Path) -> Layout:
    root = tmp_path / "world"
    shutil.copytree(WORLD, root)
    for name in ("shapes", "queries"):
        (root / name).mkdir(exist_ok=True)
    return Layout(root)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache of this test's own."""
    monkeypatch.setenv("CISMIG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def statements(built: Built) -> set[str]:
    """Return every statement as text; of a blank node the name means nothing."""

    def text(term: object) -> str:
        return "_" if isinstance(term, BlankNode) else str(term)

    raw = built.store.raw
    return {" ".join(map(text, quad)) for quad in raw.quads_for_pattern(None, None, None)}


def command(*words: object) -> list[str]:
    code = "import sys; from cismig.cli import main; sys.exit(main())"
    return [sys.executable, "-c", code, *map(str, words)]


def ran(
    *words: object, cache: Path, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words),
        env={**os.environ, "CISMIG_CACHE": str(cache)},
        preexec_fn=before,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def never(text: str) -> None:
    pytest.fail(text)


def test_a_kept_store_says_what_the_graph_in_memory_says(layout: Layout, built: Built) -> None:
    found = opened(layout, warn=never)
    assert statements(found) == statements(built)
    assert found.acceptance == built.acceptance
    assert found.dataset.roles == built.dataset.roles
    assert found.dataset.files == built.dataset.files
    assert {rule.name for rule in found.rules} == {rule.name for rule in built.rules}
    assert len(found.rules) == len(built.rules)


def test_what_is_kept_is_not_built_again(
    world: Layout, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(world.root / "graph")
    make(world, folder)
    _settle(world, folder)
    monkeypatch.setattr(keeping, "make", lambda *_, **__: pytest.fail("built again"))
    assert statements(opened(world, warn=never)) == statements(build(world))


def _settle(world: Layout, folder: Path) -> None:
    """Wait until the files are old enough for the file system's word to be taken."""
    while not Inputs(world).are_settled:
        time.sleep(0.02)
    make(world, folder)


def test_a_change_that_keeps_size_and_time_is_noticed(world: Layout, folder: Path) -> None:
    make(world, folder)
    _settle(world, folder)
    path = next(path for path in world.graph_files() if '"' in path.read_text(encoding="utf-8"))
    text, said = path.read_text(encoding="utf-8"), path.stat()
    where = text.index('"') + 1
    path.write_text(f"{text[:where]}Q{text[where + 1 :]}", encoding="utf-8")
    os.utime(path, ns=(said.st_atime_ns, said.st_mtime_ns))
    assert path.stat().st_size == said.st_size
    assert statements(opened(world, warn=never)) == statements(build(world))


def test_a_file_added_and_taken_away_leads_back_to_the_first_store(
    world: Layout, folder: Path
) -> None:
    first = statements(make(world, folder))
    path = world.graph / "registry-more.ttl"
    path.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "<https://w3id.org/cis-migration/graph/registry-more> a owl:Ontology .\n",
        encoding="utf-8",
    )
    assert len(statements(opened(world, warn=never)) - first) > 0
    path.unlink()
    before = {each.name for each in folder.iterdir() if each.is_dir()}
    assert statements(opened(world, warn=never)) == first
    assert {each.name for each in folder.iterdir() if each.is_dir()} == before


@pytest.mark.parametrize("seed", range(3))
def test_edits_lead_to_the_store_that_a_whole_build_makes(
    small: Layout, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Sources, registries, inferences and judgements change, one after the other, in place."""
    own, edits = a_copy(small, tmp_path), Edits(small, seed)
    make(own, folder)
    _settle(own, folder)
    monkeypatch.setattr(inputs, "_MANY", 2)  # among few files, some edits are many
    monkeypatch.setattr(keeping, "_write", lambda *_: pytest.fail("built anew"))
    for number in range(4):
        edits.make(own, judged=bool(number % 2))
        changed = make(own, folder)
        anew = build(own)
        assert statements(changed) == statements(anew)
        assert changed.acceptance == anew.acceptance


@pytest.mark.parametrize("damage", ["", "{}", "[", '{"files": {}, "roles": {}}'])
def test_a_damaged_record_of_the_last_store_is_done_without(
    small: Layout, tmp_path: Path, folder: Path, damage: str
) -> None:
    own, edits = a_copy(small, tmp_path), Edits(small, 0)
    make(own, folder)
    _settle(own, folder)
    (record,) = folder.glob("*/record.json")
    record.write_text(damage, encoding="utf-8")
    edits.make(own, judged=False)
    assert statements(make(own, folder)) == statements(build(own))


def test_the_code_that_builds_is_part_of_the_state(world: Layout) -> None:
    seen = Inputs(world).seen
    for name in ("names.py", "layout.py", "dataset/accepting.py", "reason/rules.py"):
        assert f"cismig{os.sep}{name.replace('/', os.sep)} " in seen


def test_what_is_read_while_it_changes_is_not_kept(world: Layout, folder: Path) -> None:
    path = world.graph_files()[-1]
    first = Inputs(world).key()

    def tell(done: int, every: int) -> None:
        if done == every and path.read_text(encoding="utf-8").count("# changed") == 0:
            path.write_text(f"# changed\n{path.read_text(encoding='utf-8')}", encoding="utf-8")

    found = make(world, folder, tell=tell)
    assert statements(found) == statements(build(world))
    assert not (folder / first).exists()
    assert [each.name for each in folder.iterdir() if each.is_dir()] == [Inputs(world).key()]


def test_a_build_killed_at_any_moment_leaves_no_store_or_a_right_one(
    world: Layout, tmp_path: Path
) -> None:
    right = statements(build(world))
    chance = random.Random(28)  # noqa: S311 - the same moments every time
    started = time.perf_counter()
    assert ran("build", "--root", world.root, "--store", tmp_path / "whole", cache=tmp_path).stdout
    whole_time = time.perf_counter() - started
    absent = 0
    for number in range(KILLS):
        place = tmp_path / f"killed-{number % 10}"
        words = ("build", "--root", world.root, "--store", place)
        with subprocess.Popen(
            command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(chance.uniform(0.3, 1.1) * whole_time)
            process.kill()
        try:
            assert statements(kept(place, world)) == right
        except StoreError:
            absent += 1
        if number >= KILLS - 10:  # and the next build is none the worse for it
            assert statements(make(world, place)) == right
    assert 0 < absent < KILLS


def test_builds_at_the_same_time_make_one_store(world: Layout, tmp_path: Path) -> None:
    place = tmp_path / "together"
    words = ("build", "--root", world.root, "--store", place)
    running = [
        subprocess.Popen(command(*words), stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    said = {process.communicate(timeout=120)[0] for process in running}
    assert [process.returncode for process in running] == [0] * 4
    assert len(said) == 1
    assert sorted(path.is_dir() for path in place.iterdir() if path.suffix != ".seen") == [
        False,
        True,
    ]
    assert statements(kept(place, world)) == statements(build(world))


@pytest.mark.parametrize("most", [0, 4_000, 20_000])
def test_a_full_disk_leaves_no_half_store_and_the_question_is_answered(
    world: Layout, tmp_path: Path, most: int
) -> None:
    place = tmp_path / "full"

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    refused = ran("build", "--root", world.root, "--store", place, cache=place, before=full)
    assert refused.returncode == 3
    assert refused.stderr.startswith("cismig: ")
    assert "cannot keep a store" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not [path for path in place.iterdir() if path.is_dir()]
    asked = ("sparql", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--root", world.root)
    answered = ran(*asked, "--format", "csv", cache=place, before=full)
    assert answered.returncode == 0
    assert "built in memory for this once" in answered.stderr
    assert answered.stdout == ran(*asked, "--format", "csv", cache=tmp_path / "free").stdout


def test_a_cache_that_cannot_be_written_is_done_without(
    world: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("CISMIG_CACHE", str(tmp_path / "file"))
    said: list[str] = []
    assert statements(opened(world, warn=said.append)) == statements(build(world))
    assert len(said) == 1
    assert str(tmp_path / "file") in said[0]


@pytest.mark.parametrize("digits", [0, 1])
def test_a_damaged_store_is_refused_and_the_cache_heals_itself(
    world: Layout, folder: Path, digits: int
) -> None:
    """A table is cut short, also to a size that ends in the same digits as the right one."""
    right = statements(make(world, folder))
    table = max(folder.glob("*/store/*.sst"), key=lambda path: path.stat().st_size)
    size = table.stat().st_size
    os.truncate(table, int(str(size)[digits:]) if digits else size - 10)
    with pytest.raises(StoreError, match="damaged"):
        kept(folder, world)
    assert statements(opened(world, warn=never)) == right
    assert statements(kept(folder, world)) == right


def test_a_folder_without_a_store_is_refused(world: Layout, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cismig build --store"):
        kept(tmp_path, world)


def test_few_stores_are_kept_and_the_used_ones_stay(world: Layout, folder: Path) -> None:
    for number in range(6):
        path = world.graph / "registry-more.ttl"
        path.write_text(
            f"<https://w3id.org/cis-migration/graph/more-{number}> "
            "a <http://www.w3.org/2002/07/owl#Ontology> .\n",
            encoding="utf-8",
        )
        make(world, folder)
    assert sum(path.is_dir() for path in folder.iterdir()) == 4
    assert statements(kept(folder, world)) == statements(build(world))


def test_a_plain_question_loads_nothing_heavy(layout: Layout) -> None:
    opened(layout, warn=never)
    code = (
        "import sys; from cismig.cli import main\n"
        "assert main(['ask', 'who-took-part', '--format', 'csv']) == 0\n"
        "heavy = {'rdflib', 'owlrl', 'pyshacl', 'logging', 'cismig.reason', 'cismig.turtle'} | {"
        "'cismig.dataset.loading', 'cismig.evidence.footing', 'cismig.build.building'}\n"
        "heavy &= {*sys.modules}\n"
        "sys.exit(f'loaded: {sorted(heavy)}' if heavy else 0)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=layout.root, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
