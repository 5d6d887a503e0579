"""The house form is a fixed point that keeps the graph; places see what the parser sees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
from hypothesis import given, settings
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse, serialize

from cismig.errors import LoadError
from cismig.layout import Layout, find
from cismig.names import PREFIXES
from cismig.turtle import Place, canonical, canonical_table, formatted, places, read
from cismig.turtle.iris import resolve
from cismig.turtle.placing import reading
from cismig.turtle.reading import read_text
from turtle_texts import GRAPHS, XSD, canonical_graph, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CASES = Path(__file__).parent / "cases" / "turtle"
HOUSE = {"ontology": canonical, "report": canonical, "table": canonical_table}
BAD = sorted((CASES / "bad").glob("*.ttl"))
CHECKOUT = find(Path(__file__).parent)
FILES = CHECKOUT.turtle_files()
MANY = 300_000  # bytes: larger files are tables, which are all of one make
READ_TWICE = tuple(path for path in FILES if path.stat().st_size < MANY)


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT.root).as_posix()


def graph_of(text: str) -> set[str]:
    return canonical_graph(read_text(text, "text"))


def written(triples: Iterable[Triple], form: RdfFormat) -> str:
    return (serialize(triples, format=form) or b"").decode()


def as_read_by_rdflib(text: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    lines = rdflib.Graph().parse(data=text, format="turtle").serialize(format="nt")
    return canonical_graph(quad.triple for quad in parse(lines, RdfFormat.N_TRIPLES))


# The files of this checkout.


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_file_is_in_house_form(path: Path, whole: Layout) -> None:
    assert path.read_text(encoding="utf-8") == formatted(path, whole)


@pytest.mark.parametrize("path", READ_TWICE, ids=name_of)
def test_every_file_means_the_same_to_rdflib(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = canonical_graph(read(path))
    assert as_read_by_rdflib(path.read_text(encoding="utf-8"), monkeypatch) == ours


@pytest.mark.parametrize("path", READ_TWICE, ids=name_of)
def test_places_sees_every_statement_of_every_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    seen = reading(text, path)
    assert canonical_graph(triple for triple, _ in seen.statements) == canonical_graph(read(path))


@pytest.mark.parametrize("path", READ_TWICE, ids=name_of)
def test_a_place_is_where_the_value_is_written(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for triple, place in places(path).items():
        written = lines[place.line - 1][place.column - 1 :]
        if isinstance(triple.object, NamedNode):
            local = triple.object.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
            assert written.startswith(")") if local == "nil" else local in written.split()[0]
        elif isinstance(triple.object, Literal):
            assert written.startswith(('"', triple.object.value))


# The house form.


@pytest.mark.parametrize("name", HOUSE)
def test_an_untidy_file_becomes_the_house_form_beside_it(name: str) -> None:
    untidy = (CASES / "house" / f"{name}.untidy.ttl").read_text(encoding="utf-8")
    assert HOUSE[name](untidy) == (CASES / "house" / f"{name}.house.ttl").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("form", [canonical, canonical_table])
@given(triples=GRAPHS)
def test_the_house_form_keeps_any_graph_and_is_a_fixed_point(
    form: Callable[[str], str], triples: list[Triple]
) -> None:
    text = written(triples, RdfFormat.TURTLE)
    house = form(text)
    assert graph_of(house) == canonical_graph(triples)
    assert form(house) == house


@given(documents())
def test_the_house_form_does_not_depend_on_how_a_graph_was_written(text: str) -> None:
    lines = written(read_text(text, "text"), RdfFormat.N_TRIPLES)
    shuffled = "\n".join(sorted(lines.splitlines(), reverse=True))
    assert canonical(text) == canonical(shuffled)


def test_another_hash_seed_gives_the_same_bytes() -> None:
    code = (
        "import sys; from pathlib import Path; from cismig.turtle import canonical; "
        "sys.stdout.buffer.write(canonical(Path(sys.argv[1]).read_text('utf-8')).encode())"
    )
    path = CASES / "house" / "ontology.untidy.ttl"
    written = {
        subprocess.run(
            [sys.executable, "-c", code, path],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(written) == 1


def test_decomposed_letters_are_composed() -> None:
    text = '<urn:a> <urn:b> "и\u0306"@ru .'
    assert '"й"@ru' in canonical(text)


def test_a_leading_comment_of_three_lines_is_kept_and_of_four_refused() -> None:
    three = "# a\n# b\n# c\n"
    assert canonical(f"{three}<urn:a> <urn:b> <urn:c> . # gone").startswith(three)
    with pytest.raises(LoadError, match=r"^x\.ttl:4: the leading comment has 4 lines"):
        canonical(f"{three}# d\n<urn:a> <urn:b> <urn:c> .", "x.ttl")


def test_a_prefix_bound_to_something_else_is_refused() -> None:
    text = "@prefix cism: <https://w3id.org/cis-migration/ontolgy#> .\ncism:a cism:b cism:c .\n"
    with pytest.raises(LoadError, match=r"^x\.ttl:1: cism: is bound to .*; cism: means") as refused:
        canonical(text, "x.ttl")
    assert refused.value.line == 1


def test_a_prefix_rebound_half_way_is_refused() -> None:
    good = f"@prefix cism: <{PREFIXES['cism']}> .\n"
    text = f"@prefix cism: <urn:wrong:> .\ncism:a cism:b cism:c .\n{good}"
    with pytest.raises(LoadError, match="is bound to <urn:wrong:>"):
        canonical(text)


def test_a_strange_prefix_is_refused_where_it_is_used() -> None:
    text = "\n@prefix stat: <https://example.org/> .\nstat:a <urn:b> <urn:c> .\n"
    with pytest.raises(
        LoadError, match=r"^x\.ttl:2: the prefix stat: is not in the table; did you mean state:"
    ):
        canonical(text, "x.ttl")
    assert "stat" not in canonical("@prefix stat: <https://example.org/> .\n")


def test_only_tables_have_observations_on_one_line(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    text = (CASES / "house" / "table.untidy.ttl").read_text(encoding="utf-8")
    for folder, is_line in (("statistics/x", True), ("reports", False)):
        path = tmp_path / "graph" / folder / "a.ttl"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        assert ("observation:x-RUS-TJK-2020 a qb:" in formatted(path, layout)) is is_line


# Reading, and errors.


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_is_refused_with_place_reason_and_remedy(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    with pytest.raises(LoadError) as refused:
        list(read(path))
    separator = ":" if expected[0].isdigit() else ": "
    assert str(refused.value).startswith(f"{path}{separator}{expected}")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_places_refuses_what_the_parser_refuses(path: Path) -> None:
    with pytest.raises(LoadError):
        places(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for reader in (lambda path: list(read(path)), places):
        with pytest.raises(LoadError, match=r"nowhere\.ttl"):
            reader(tmp_path / "nowhere.ttl")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b'\n<urn:a> <urn:b> "\xff" .')
    for reader in (lambda path: list(read(path)), places, lambda path: formatted(path, CHECKOUT)):
        with pytest.raises(LoadError, match=r"a\.ttl:2: not UTF-8; save the file as UTF-8"):
            reader(path)


def test_windows_files_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b'\xef\xbb\xbf# comment\r\n<urn:a> <urn:b> """x\r\ny""" ,\r\n  1 .\r\n')
    found = places(path)
    assert set(found) == set(read(path))
    assert sorted(place.line for place in found.values()) == [2, 4]
    house = formatted(path, CHECKOUT)
    assert graph_of(house) == canonical_graph(read(path))
    assert house.startswith("# comment\n")
    assert "\r" not in house


def test_a_file_nested_beyond_reason_is_refused_not_crashed(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<urn:a> <urn:b> " + "[ <urn:b> " * 5000 + "1" + "]" * 5000 + " .")
    for reader in (places, lambda path: formatted(path, CHECKOUT)):
        with pytest.raises(LoadError, match="nested too deeply"):
            reader(path)


# Relative names, by the examples of RFC 3986, section 5.4.

BASE = "http://a/b/c/d;p?q"
RESOLVED = {
    "g:h": "g:h",
    "g": "http://a/b/c/g",
    "./g": "http://a/b/c/g",
    "g/": "http://a/b/c/g/",
    "/g": "http://a/g",
    "//g": "http://g",
    "?y": "http://a/b/c/d;p?y",
    "g?y": "http://a/b/c/g?y",
    "#s": "http://a/b/c/d;p?q#s",
    "g#s": "http://a/b/c/g#s",
    "g?y#s": "http://a/b/c/g?y#s",
    ";x": "http://a/b/c/;x",
    "": "http://a/b/c/d;p?q",
    ".": "http://a/b/c/",
    "./": "http://a/b/c/",
    "..": "http://a/b/",
    "../g": "http://a/b/g",
    "../..": "http://a/",
    "../../g": "http://a/g",
    "../../../g": "http://a/g",
    "/./g": "http://a/g",
    "/../g": "http://a/g",
    "g.": "http://a/b/c/g.",
    "..g": "http://a/b/c/..g",
    "./g/.": "http://a/b/c/g/",
    "g/./h": "http://a/b/c/g/h",
    "g/../h": "http://a/b/c/h",
    "g;x=1/../y": "http://a/b/c/y",
    "g?y/../x": "http://a/b/c/g?y/../x",
}


@pytest.mark.parametrize("reference", RESOLVED)
def test_a_relative_name_is_resolved_as_the_rfc_says(reference: str) -> None:
    assert resolve(reference, BASE) == RESOLVED[reference]


def test_without_a_path_in_the_base_a_relative_name_begins_one() -> None:
    assert resolve("x", "http://a") == "http://a/x"
    assert resolve("x", "") == "x"


# Places.


@settings(max_examples=300)
@given(documents())
def test_places_sees_the_same_graph_as_the_parser_in_any_syntax(text: str) -> None:
    assert canonical_graph(triple for triple, _ in reading(text, "text").statements) == graph_of(
        text
    )


def test_each_statement_has_the_line_on_which_its_value_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes((CASES / "house" / "report.house.ttl").read_bytes())
    meeting = NamedNode(f"{PREFIXES['meeting']}council-28")
    attended = NamedNode(f"{PREFIXES['cism']}hasParticipation")
    belarus = NamedNode(f"{PREFIXES['participation']}council-28-by")
    lines = path.read_text(encoding="utf-8").splitlines()
    line = lines.index("        participation:council-28-by ;") + 1
    assert places(path)[Triple(meeting, attended, belarus)] == Place(path, line, 9)
    assert str(Place(path, line, 9)) == f"{path}:{line}:9"


def test_a_statement_made_twice_has_its_first_place(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> 1 .\n")
    (place,) = places(path).values()
    assert place.line == 1


def test_a_number_is_found_in_the_form_in_which_the_store_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<urn:a> <urn:b> 1.50 , 007 , 2 .\n")
    store = Store()
    store.load(path=path, format=RdfFormat.TURTLE)
    found = places(path)
    assert {quad.triple for quad in store} <= set(found)
    written = Literal("1.50", datatype=NamedNode(f"{XSD}decimal"))
    assert any(triple.object == written for triple in found)
