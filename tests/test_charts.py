"""Charts say what they show, in what unit, on whose word, and what they cannot tell."""

from __future__ import annotations

import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import vl_convert
from pyoxigraph import NamedNode

from asking import LAYOUT
from cismig.cli import main
from cismig.errors import FormError, LibraryError
from cismig.frozen import replace
from cismig.names import PREFIXES
from cismig.questions import Labels, Question, answer, bind_values, load_questions, read_question
from cismig.questions.charting import KINDS
from cismig.statistics import notes, picture, specification
from cismig.statistics.cards import caveats
from cismig.statistics.framing import PALETTE
from cismig.statistics.tiles import TILES
from cismig.statistics.words import WORDS, word

if TYPE_CHECKING:
    from cismig.build import Built
    from cismig.layout import Layout

SAMPLES = Path(__file__).parent / "cases" / "charts"
QUESTIONS = {
    **{path.stem: read_question(path) for path in sorted(SAMPLES.glob("*.rq"))},
    **{slug: each for slug, each in load_questions(LAYOUT).items() if each.chart is not None},
}
SVG = "{http://www.w3.org/2000/svg}"
CYRILLIC = re.compile("[а-яё]")


def spec_of(built: Built, question: Question, language: str = "en") -> dict[str, Any]:
    found = answer(built.store, question, bind_values(question, {}, built.store))
    return specification(built, found, notes(built, found, language))


def drawn(built: Built, slug: str, language: str = "en") -> ET.Element:
    """Return the picture of a question."""
    return ET.fromstring(picture(spec_of(built, QUESTIONS[slug], language), ".svg"))  # noqa: S314 - our own


def texts(svg: ET.Element) -> list[str]:
    """Return each text that the picture shows, its lines put together again."""
    return [" ".join(each.itertext()) for each in svg.iter(f"{SVG}text")]


def shown(svg: ET.Element) -> str:
    return " ".join(texts(svg))


def data_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = spec["vconcat"][0]["data"]["values"]
    return found


def changed(slug: str, before: str, after: str, tmp_path: Path) -> Question:
    """Return a sample with one thing changed in its file."""
    text = (SAMPLES / f"{slug}.rq").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / f"{slug}.rq"
    path.write_text(text.replace(before, after), encoding="utf-8")
    return read_question(path)


def test_there_is_a_sample_of_every_kind() -> None:
    assert {each.chart.kind for each in QUESTIONS.values() if each.chart} == {*KINDS}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("slug", QUESTIONS)
def test_every_chart_draws_with_its_title_axes_limits_and_edition(
    slug: str, language: str, built: Built
) -> None:
    question = QUESTIONS[slug]
    svg = drawn(built, slug, language)
    told = shown(svg)
    assert question.asked(language) in told
    assert question.limits(language)[:60] in told
    assert "0.1.0, https://w3id.org/cis-migration/" in told
    assert word("limits", language) in told
    chart = question.chart
    assert chart is not None
    for role in ("x", "y", "value", "series", "facet"):
        for column in question.columns:
            tiled = chart.kind == "map" and role == "x"  # the tiles are the axis
            if column.name == getattr(chart, role) and not tiled:
                assert column.explained(language).removesuffix(".") in told, role


@pytest.mark.parametrize("slug", QUESTIONS)
def test_every_chart_is_vega_lite_that_compiles_without_a_warning(
    slug: str, built: Built, capfd: pytest.CaptureFixture[str]
) -> None:
    spec = json.loads(picture(spec_of(built, QUESTIONS[slug]), ".json"))
    assert spec["$schema"].endswith("vega-lite/v5.json")
    compiled = vl_convert.vegalite_to_vega(spec, vl_version="5.21", show_warnings=True)
    assert compiled["marks"]
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")


def test_a_caption_is_what_the_graph_says_of_the_figures(built: Built) -> None:
    for language, said in (
        ("en", ("labour migrants departed (flow)", "Unit: persons", "Asia-Plus, 2024-05-28")),
        ("ru", ("выехавшие трудовые мигранты (поток)", "Единица: человек", "«Азия-Плюс», 2024")),
    ):
        told = shown(drawn(built, "departures-by-sex", language))
        for each in said:
            assert each in told
        assert ("554,804" if language == "en" else "554\u202f804") in told


def test_in_russian_nothing_of_ours_is_english(built: Built) -> None:
    """What the room itself says is Russian; addresses and names of columns are as they are."""
    for slug in QUESTIONS:
        english = {pair[0] for pair in WORDS.values() if "{" not in pair[0]}
        told = shown(drawn(built, slug, "ru"))
        assert CYRILLIC.search(told)
        assert not [each for each in english if f"{each}:" in told], slug
    assert all(CYRILLIC.search(russian) for _, russian in WORDS.values())


def test_who_cannot_see_a_chart_is_told_what_it_shows(built: Built) -> None:
    svg = drawn(built, "departures-by-destination")
    title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert svg.get("aria-labelledby") == "title desc"
    assert title.text == "Where did departing labour migrants go, how many, and what share is that?"
    for told in (
        "Bar chart: ",
        "rows drawn: 3",
        "greatest 627,028: Russian Federation",
        "least 6,568: other countries",
        "Sources: ",
    ):
        assert told in (description.text or "")


def test_a_bar_without_a_figure_says_so(built: Built) -> None:
    assert texts(drawn(built, "bar")).count("no figure") == 1


def test_below_nought_the_sign_is_a_minus(built: Built) -> None:
    told = texts(drawn(built, "bar-facet"))
    assert [each for each in told if re.fullmatch(r"−\d+\.\d", each)]
    assert not [each for each in told if re.fullmatch(r"-\d.*", each)]


def test_a_line_breaks_where_there_is_no_figure(built: Built) -> None:
    svg = drawn(built, "line")
    paths = [each.get("d", "") for each in svg.iter(f"{SVG}path") if each.get("stroke") in PALETTE]
    lines = [path for path in paths if path.count("L") > 2]
    assert sorted(path.count("M") for path in lines) == [1, 1, 1, 2]
    assert "Rows without a figure: 1" in shown(svg)


def test_events_are_marked_by_their_days_and_by_no_word_of_cause(built: Built) -> None:
    spec = spec_of(built, QUESTIONS["line"])
    events = [each for each in data_of(spec) if each["kind"] == "event"]
    assert [(each["number"], round(each["x"], 1), each["rise"]) for each in events] == [
        ("1", 1999.9, 0),
        ("2", 2013.9, 0),
        ("3", 2014.5, 1),
        ("4", 2015.1, 2),
    ]
    told = shown(drawn(built, "line"))
    assert "2 — Treaty on the Eurasian Economic Union signed, 2014-05-29" in told
    assert not re.search(r"\b(because|caus\w+|led to|effect|after)\b", told)


def test_the_figure_of_a_year_stands_at_its_mark(built: Built) -> None:
    figures = [each for each in data_of(spec_of(built, QUESTIONS["line"])) if "value" in each]
    assert {each["x"] for each in figures} == {
        float(year) for year in (*range(1990, 2021, 5), 2024)
    }


def test_a_column_that_holds_no_time_is_no_line(built: Built, tmp_path: Path) -> None:
    question = changed("bar", "chart: bar |", "chart: line |", tmp_path)
    with pytest.raises(FormError, match="column 'state' holds no time"):
        spec_of(built, question)


def test_series_that_cannot_be_told_apart_are_left_out_and_counted(
    built: Built, tmp_path: Path
) -> None:
    rows = "\n".join(f'    ("2020"^^xsd:gYear "{n}" {n})' for n in range(1, 20))
    text = f"""\
#+ question: How many?
#+ question-ru: Сколько?
#+ tags: samples
#+ column: year | xsd:gYear | The year. | Год.
#+ column: name | literal | The name. | Имя.
#+ column: n | xsd:integer | The number. | Число.
#+ chart: line | year | n | name
#+ limits: A sample of the tests.
#+ since: 0.1.0

PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

SELECT ?year ?name ?n
WHERE {{
  VALUES (?year ?name ?n) {{
{rows}
  }}
}}
ORDER BY ?n
"""
    path = tmp_path / "many.rq"
    path.write_text(text, encoding="utf-8")
    question = read_question(path)
    spec = spec_of(built, question)
    assert len({each["series"] for each in data_of(spec)}) == 14
    assert "Not drawn, for there are too many: 5" in spec["title"]["text"]


def test_rows_that_would_hide_one_another_are_refused(built: Built, tmp_path: Path) -> None:
    question = changed("bar-series", "| state | persons | sex", "| state | persons", tmp_path)
    with pytest.raises(FormError, match="several rows for Armenia"):
        spec_of(built, question)


def test_bands_keep_the_sums_of_both_sides(built: Built) -> None:
    """At each end the bands of a state are together as broad as its figures."""
    spec = spec_of(built, QUESTIONS["sankey"])
    layer, *_ = spec["vconcat"][0]["layer"]
    points = layer["data"]["values"]
    breadth: dict[str, float] = {}
    for each in points:
        if each["x"] == 10:
            breadth[each["from"]] = breadth.get(each["from"], 0) + each["bottom"] - each["top"]
    nodes = [
        row
        for part in spec["vconcat"][0]["layer"][1:5]
        if part["mark"]["type"] == "rect"
        for row in part["data"]["values"]
        if row["from"] == 0
    ]
    for node in nodes:
        name = node["name"].split("  ")[0]
        assert node["bottom"] - node["top"] == pytest.approx(breadth[name], abs=0.2)
    assert len(nodes) == len(breadth) > 5


def test_names_beside_flows_do_not_overlap(built: Built) -> None:
    spec = spec_of(built, QUESTIONS["sankey"])
    for part in spec["vconcat"][0]["layer"]:
        if part["mark"]["type"] == "text" and len(part["data"]["values"]) > 1:
            middles = sorted(each["middle"] for each in part["data"]["values"])
            assert min(b - a for a, b in pairwise(middles)) >= 12


def test_balances_are_no_flows(built: Built, tmp_path: Path) -> None:
    text = (SAMPLES / "sankey.rq").read_text(encoding="utf-8")
    first = re.search(r"\(state:am state:\w+ (\d+)\)", text)
    assert first is not None
    question = changed("sankey", f" {first[1]})", f" -{first[1]})", tmp_path)
    with pytest.raises(FormError, match="below nought"):
        spec_of(built, question)


def test_pairs_without_a_figure_are_grey_and_not_nought(built: Built) -> None:
    spec = spec_of(built, QUESTIONS["heatmap"])
    cells = data_of(spec)
    assert len(cells) == 12 * 12
    holes = [each for each in cells if each["said"] == ""]
    assert {each["value"] for each in holes} == {None}
    assert "Grey: no figure" in spec["title"]["text"]


def test_words_on_squares_can_be_read(built: Built) -> None:
    cells = [each for each in data_of(spec_of(built, QUESTIONS["heatmap"])) if each["said"]]
    assert min(each["value"] for each in cells if each["dark"]) > max(
        each["value"] for each in cells if not each["dark"]
    )


def test_a_heat_map_of_too_many_words_is_refused(built: Built, tmp_path: Path) -> None:
    question = changed("heatmap-words", "year | state | stand", "stand | year | state", tmp_path)
    with pytest.raises(FormError, match=r"several rows|different words"):
        spec_of(built, question)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_map_has_all_twelve_states_and_no_borders(language: str, built: Built) -> None:
    labels = Labels(built.store, language)
    told = texts(drawn(built, "map", language))
    names = {mark["name"][0] for mark in data_of(spec_of(built, QUESTIONS["map"], language))}
    assert names <= set(told)
    assert len(names) == len(TILES) == len(set(TILES.values())) == 12
    assert word("none", language) in told
    assert word("no place", language).split(":")[0] in " ".join(told)
    assert labels.language == language


def test_a_map_of_no_state_is_refused(built: Built, tmp_path: Path) -> None:
    text = (SAMPLES / "map.rq").read_text(encoding="utf-8")
    path = tmp_path / "map.rq"
    path.write_text(re.sub(r".*\(state:.*\n", "", text), encoding="utf-8")
    with pytest.raises(FormError, match="none of the twelve states"):
        spec_of(built, read_question(path))


def test_a_png_is_fine_enough_to_print(built: Built) -> None:
    content = picture(spec_of(built, QUESTIONS["map"]), ".png")
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20]) > 1000


def test_an_answer_without_figures_is_not_drawn(built: Built) -> None:
    question = QUESTIONS["departures-by-sex"]
    terms = bind_values(question, {"period": "2013"}, built.store)
    found = answer(built.store, question, terms)
    assert found.table.rows == ()
    with pytest.raises(FormError, match="no row has a figure"):
        specification(built, found, notes(built, found))


def test_a_missing_library_is_one_line_that_says_how_to_install_it(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_of(built, QUESTIONS["departures-by-sex"])
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(LibraryError, match=r"pip install 'cismig\[charts\]'"):
        picture(spec, ".svg")
    assert picture(spec, ".json")


def test_the_caption_names_editions_and_counts_the_sources_it_leaves_out(built: Built) -> None:
    question = QUESTIONS["departures-by-sex"]
    found = answer(built.store, question, bind_values(question, {}, built.store))
    told = notes(built, found)
    origin, *_ = told.origins
    many = tuple(
        replace(
            origin,
            edition="2024 revision",
            source=replace(
                origin.source,
                iri=f"x:{n}",
                licence="https://creativecommons.org/licenses/by/3.0/igo/",
            ),
        )
        for n in range(7)
    )
    caption = " ".join(specification(built, found, replace(told, origins=many))["title"]["text"])
    assert "edition 2024 revision (CC BY 3.0 IGO)" in caption
    assert "and 3 more" in caption


def test_a_caption_says_why_figures_are_to_be_read_with_care(built: Built) -> None:
    observation = NamedNode(PREFIXES["observation"] + "undesa-stock-2024-WLD-UKR-T-2024")
    (told,) = caveats(built.store, Labels(built.store), (frozenset({observation}),))
    assert told == "break in series (Break of the emigrants from Ukraine, 2024 edition)"
    question = QUESTIONS["departures-by-sex"]
    found = answer(built.store, question, bind_values(question, {}, built.store))
    beside = replace(notes(built, found), caveats=(told,))
    caption = " ".join(specification(built, found, beside)["title"]["text"])
    assert f"To be read with care: {told}" in caption


# The command.


@pytest.mark.parametrize("name", ["a.svg", "a.png", "a.json"])
def test_the_command_draws_beside_the_answer(
    name: str,
    layout: Layout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(layout.root)
    file = tmp_path / name
    assert main(["ask", "departures-by-sex", "--chart", str(file), "--lang", "ru"]) == 0
    told = capsys.readouterr()
    assert "554" in told.out
    assert told.err.splitlines()[-1] == f"записано: {file}"
    content = file.read_bytes()
    assert "Сколько среди" in content.decode("utf-8", "replace") or name == "a.png"
    assert [*tmp_path.iterdir()] == [file]


@pytest.mark.parametrize(
    ("slug", "name", "reason"),
    [
        ("who-took-part", "a.svg", "these have one: corridors"),
        ("departures-by-sex", "a.gif", "name a file that ends in .svg or .png or .json"),
        ("departures-by-sex", "nowhere/a.svg", "No such file or directory"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_written(  # noqa: PLR0913, PLR0917
    slug: str,
    name: str,
    reason: str,
    layout: Layout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(layout.root)
    assert main(["ask", slug, "--chart", str(tmp_path / name)]) in (2, 3)
    assert reason in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []
