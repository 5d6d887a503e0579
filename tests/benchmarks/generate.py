"""Graphs of our kind in any size: the real facts, their copies, and tables of observations.

``python tests/benchmarks/generate.py 700000 DIR`` writes a checkout with 700,000 statements as the
loader sees them (slices written out). The real graph is the base. About one statement in twenty is
a fact, as in the real graph with its statistics: the reports are copied under other names until
that share is reached. All else are observations in the standard's abbreviated form. Every figure is
invented, so nothing of it may ever be published.

Below 50,000 it is a sample instead: ontology, registry, and the first reports until the size is
reached. Judgements and inferences, which speak of the other reports, are left out.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cismig.names import PREFIXES
from cismig.turtle import read

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
WHOLE = 50_000  # statements, from which on all real facts are there
FACTS = 0.05
STATED_AN_OBSERVATION = 8  # statements, once its slice is written out
PARTNERS = 40
YEARS = range(2000, 2025)
SLICES_A_FILE = 8
# What a report tells of, and so is told anew in each copy; states, bodies and people stay.
_COPIED = ("absence", "act", "agenda", "event", "excerpt", "graph", "instrument", "meeting")
_COPIED += ("membership", "participation", "source")
_NAME = re.compile(rf"(?<![\w<-])((?:{'|'.join(_COPIED)}):[\w.-]*\w)")
_REGISTRIES = ("agenda", "events", "instruments", "meetings")


def main() -> None:
    """Write a graph of the size that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, help="statements, about; at least 25000")
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
    options = parser.parse_args()
    sys.stdout.write(f"{generate(options.size, options.folder)} statements\n")


def generate(size: int, folder: Path) -> int:
    """Write a checkout of about *size* statements into *folder*; return how many that is.

    The same size gives the same bytes.
    """
    folder.mkdir(parents=True)
    for name in ("ontology", "shapes", "queries"):
        (folder / name).symlink_to(ROOT / name)
    if size < WHOLE:
        return _sample(folder, size)
    # the real tables stay behind: with invented ones a graph can be of any size
    shutil.copytree(
        ROOT / "graph",
        folder / "graph",
        ignore=shutil.ignore_patterns("statistics", "cism-statistics.ttl"),
    )
    facts = sum(map(statements, (folder / "graph").rglob("*.ttl")))
    base = facts + sum(map(statements, (ROOT / "ontology").rglob("*.ttl")))
    written = base
    reports = sorted((ROOT / "graph" / "reports").glob("*.ttl"))
    told_again = [
        *reports,
        *(ROOT / "graph" / "registry" / f"{name}.ttl" for name in _REGISTRIES),
        *sorted((ROOT / "graph" / "registry").glob("sources-*.ttl")),
    ]
    a_copy = sum(map(statements, told_again))
    for number in range(round((size * FACTS - facts) / a_copy)):
        for path in told_again:
            _copy(path, folder, number + 2)
        written += a_copy
    return written + _write_tables(folder / "graph", size - written)


def statements(path: Path) -> int:
    """Return how many statements a file holds."""
    return sum(1 for _ in read(path))


def _sample(folder: Path, size: int) -> int:
    registry = folder / "graph" / "registry"
    shutil.copytree(ROOT / "graph" / "registry", registry)
    (folder / "graph" / "reports").mkdir()
    told = [*(ROOT / "ontology").rglob("*.ttl"), *registry.rglob("*.ttl")]
    written = sum(map(statements, told))
    for path in sorted((ROOT / "graph" / "reports").glob("*.ttl")):
        if written >= size:
            break
        shutil.copy(path, folder / path.relative_to(ROOT))
        written += statements(path)
    return written


def _copy(path: Path, folder: Path, number: int) -> None:
    text = path.read_text(encoding="utf-8")
    again = _NAME.sub(lambda found: f"{found[1]}-copy{number}", text)
    place = folder / path.relative_to(ROOT)
    place.with_stem(f"{path.stem}-copy{number}").write_text(again, encoding="utf-8")


def _write_tables(graph: Path, size: int) -> int:
    chance = random.Random(size)  # noqa: S311 - the same figures every time
    areas = [f"X{number:03d}" for number in range(PARTNERS * 6)]
    keys = {"areas": _areas(areas), "periods": _periods(), "sources": _source()}
    written = number = 0
    for name, lines in keys.items():
        path = graph / "registry" / f"{name}-invented.ttl"
        _write(path, lines)
        written += statements(path)
    while written < size:
        count = min(SLICES_A_FILE, -(-(size - written) // (STATED_AN_OBSERVATION * _a_slice())))
        name = f"invented-{number // 50}"
        path = graph / "statistics" / name / f"part-{number:05d}.ttl"
        lines, observations = _table(name, number, count, areas, chance)
        _write(path, lines)
        written += observations * STATED_AN_OBSERVATION
        number += 1
    return written


def _a_slice() -> int:
    return PARTNERS * len(YEARS)


def _table(
    name: str, number: int, count: int, areas: list[str], chance: random.Random
) -> tuple[list[str], int]:
    lines = [*_head(f"{name}-part-{number:05d}", source=True), *_data_set(name)]
    links: list[str] = []
    observations = 0
    for place in range(count):
        sex = "FM"[place % 2]
        reporter = f"R{number:05d}{place // 2}"
        part = f"slice:{name}-{reporter}-{sex}"
        keys = [
            (partner, year) for partner in chance.sample(areas, PARTNERS) for year in sorted(YEARS)
        ]
        links.append(part)
        lines += _slice(name, reporter, sex, keys)
        for partner, year in keys:
            key = f"{name}-{reporter}-{partner}-{sex}-{year}"
            lines.append(
                f"observation:{key} qb:dataSet dataset:{name} ; "
                f"cism:counterpartArea area:{partner} ; sdmx-dimension:refPeriod period:{year} ; "
                f"sdmx-measure:obsValue {chance.randrange(1, 900000)} ."
            )
        observations += len(keys)
    lines += [f"dataset:{name} qb:slice {' , '.join(links)} ."]
    return lines, observations


def _slice(name: str, reporter: str, sex: str, keys: list[tuple[str, int]]) -> Iterator[str]:
    yield _area(reporter)
    yield (
        f"slice:{name}-{reporter}-{sex} a qb:Slice ; qb:sliceStructure dataset:slice-key ; "
        f"sdmx-dimension:refArea area:{reporter} ; sdmx-dimension:sex sdmx-code:sex-{sex} ."
    )
    told = " , ".join(
        f"observation:{name}-{reporter}-{partner}-{sex}-{year}" for partner, year in keys
    )
    yield f"slice:{name}-{reporter}-{sex} qb:observation {told} ."


def _head(name: str, *, source: bool = False) -> Iterator[str]:
    for prefix, space in PREFIXES.items():
        yield f"@prefix {prefix}: <{space}> ."
    yield f"graph:{name} a owl:Ontology ; owl:imports <https://w3id.org/cis-migration/ontology> ."
    if source:
        yield f"graph:{name} dcterms:source source:invented ."


def _areas(areas: list[str]) -> Iterator[str]:
    yield from _head("registry-areas-invented")
    yield from map(_area, areas)


def _area(name: str) -> str:
    return (
        f'area:{name} a cism:Area ; rdfs:label "{name}"@en , "{name}"@ru ; '
        "cism:hasKind code:area-country ."
    )


def _data_set(name: str) -> Iterator[str]:
    yield (
        f'dataset:{name} a qb:DataSet ; rdfs:label "{name}"@en , "{name}"@ru ; '
        "dcterms:publisher authority:tj-ministry-of-labour ; "
        "qb:structure dataset:migration-structure ; "
        "sdmx-attribute:unitMeasure code:unit-persons ; "
        "cism:hasIndicator indicator:labour-migrants-departed ."
    )
    yield (
        'dataset:slice-key a qb:SliceKey ; rdfs:label "Slice key"@en , "Ключ среза"@ru ; '
        "qb:componentProperty sdmx-dimension:refArea , sdmx-dimension:sex ."
    )


def _source() -> Iterator[str]:
    yield from _head("registry-sources-invented")
    yield (
        'source:invented a cism:Source ; rdfs:label "Invented"@en , "Вымысел"@ru ; '
        'dcterms:title "Invented"@en , "Вымысел"@ru ; '
        'skos:editorialNote "Nothing of it is true."@en , "Всё вымышлено."@ru ; '
        "dcterms:publisher authority:tj-ministry-of-labour ; "
        "dcterms:language <http://publications.europa.eu/resource/authority/language/ENG> ; "
        "cism:hasKind code:source-press-report ; cism:hasStrength code:strength-weak ."
    )


def _periods() -> Iterator[str]:
    yield from _head("registry-periods-invented")
    for year in YEARS:
        yield (
            f'period:{year} a cism:Period ; rdfs:label "{year}"@en , "{year}"@ru ; '
            f'cism:firstDay "{year}-01-01"^^xsd:date ; cism:lastDay "{year}-12-31"^^xsd:date ; '
            f"cism:year {year} ."
        )


def _write(path: Path, lines: Iterator[str] | list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main()
