"""The generated graph has the size asked for, and is the same every time."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from cismig.build import build
from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.layout import Layout

_SPEC = importlib.util.spec_from_file_location("generate", Path(__file__).with_name("generate.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
generate = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(generate)

SIZE = 60_000


def test_a_generated_graph_is_built_and_as_large_as_asked(tmp_path: Path) -> None:
    told = generate.generate(SIZE, tmp_path / "one")
    built = build(Layout(tmp_path / "one"))
    raw = built.store.raw
    found = sum(
        sum(1 for _ in raw.quads_for_pattern(None, None, None, graph))
        for graph in built.dataset.roles
    )
    assert abs(told - SIZE) < 0.15 * SIZE  # a table ends with its last slice
    assert abs(found - told) < 0.02 * told
    asked = "SELECT (COUNT(?o) AS ?n) { ?o a qb:Observation ; cism:counterpartArea ?a }"
    prefixes = "PREFIX qb: <http://purl.org/linked-data/cube#> "
    prefixes += "PREFIX cism: <https://w3id.org/cis-migration/ontology#> "
    rows = list(raw.query(prefixes + asked, default_graph=[ACCEPTED_GRAPH]))
    assert int(rows[0][0].value) >= 1000


def test_a_small_graph_is_a_sample_that_is_built(tmp_path: Path) -> None:
    told = generate.generate(30_000, tmp_path / "one")
    built = build(Layout(tmp_path / "one"))
    assert 30_000 <= told < 30_500  # it ends with its last report
    assert len(built.dataset.graphs("source")) > 50


def test_the_same_size_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate.generate(SIZE, tmp_path / name)
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.ttl")]
    assert any("statistics" in path.parts for path in files)
    for path in files:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()
