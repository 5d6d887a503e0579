"""Files become graphs, sources may disagree, and the accepted view follows the judgements."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple

from cismig.build import Built, Record, build, rules_of
from cismig.dataset import (
    Acceptance,
    Dataset,
    accept,
    bound_premises,
    bounds,
    contained_date,
    disagreements,
    judgement_problems,
    judgements,
    load,
    one_value_properties,
)
from cismig.dataset.figures import contained_figure
from cismig.dataset.stated import Stated, contained
from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH, in_graph, named
from cismig.errors import LoadError
from cismig.layout import Layout
from cismig.names import shorten
from cismig.reason import close
from cismig.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cismig.dataset import Disagreement

CASES = Path(__file__).parent / "cases"
WORLD = Layout(CASES / "world")
BAD = sorted((CASES / "loading").glob("*.ttl"))


@pytest.fixture
def world() -> Dataset:
    """Return the invented world: three sources that disagree, a table, judgements."""
    return load(WORLD)


def judged(tmp_path: Path, name: str) -> Dataset:
    """Return the world with other judgements."""
    shutil.copytree(WORLD.root, tmp_path / "world")
    layout = Layout(tmp_path / "world")
    shutil.copy(CASES / "judgements" / f"{name}.ttl", layout.graph / "judgements.ttl")
    return load(layout)


def short(term: object) -> str:
    if isinstance(term, NamedNode):
        return shorten(term.value)
    return term.value if isinstance(term, Literal) else str(term)


def shorts(terms: Iterable[object]) -> list[str]:
    return [short(term) for term in terms]


def statement(text: str) -> Triple:
    subject, verb, value = text.split(" ", 2)
    if ":" in value and "^" not in value:
        return Triple(named(subject), named(verb), named(value))
    lexical, _, kind = value.partition("^^")
    return Triple(named(subject), named(verb), Literal(lexical, datatype=named(kind)))


def says(dataset: Dataset, text: str, graph: NamedNode = ACCEPTED_GRAPH) -> bool:
    return in_graph(statement(text), graph) in dataset.store


def view(question: Disagreement) -> tuple[str, str, str, dict[str, list[str]]]:
    sides = {short(side.value): shorts(side.graphs) for side in question.sides}
    return question.kind, short(question.subject), short(question.property), sides


# Loading.


def test_each_file_is_the_graph_that_its_header_names(world: Dataset) -> None:
    named_graphs = {short(graph) for graph in world.store.named_graphs()}
    assert named_graphs == {shorten(name) for name in world.files}
    assert world.files[named("graph:alpha").value].name == "alpha.ttl"
    assert says(world, "meeting:one cism:date 2024-05-29^^xsd:date", named("graph:gamma"))
    assert not any(world.store.quads_for_pattern(None, named("sh:path"), None))


def test_graphs_play_the_parts_of_their_folders(world: Dataset) -> None:
    assert {role: sorted(shorts(world.graphs(role))) for role in set(world.roles.values())} == {
        "ontology": ["<https://w3id.org/cis-migration/ontology>"],
        "registry": ["graph:registry-names"],
        "source": ["graph:alpha", "graph:beta", "graph:gamma", "graph:stock-women"],
        "inferences": ["graph:inferences"],
        "judgements": ["graph:judgements"],
    }
    assert world.sides == world.graphs("source", "inferences")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_file_that_is_not_what_it_should_be_is_named_with_its_line(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    with pytest.raises(LoadError) as refused:
        build(WORLD, [path])
    message = str(refused.value)
    assert message.startswith(str(path))
    assert expected in message
    written = path.read_text(encoding="utf-8").splitlines()
    line = refused.value.line
    assert line is None if path.stem == "no-header" else written[(line or 0) - 1]


def test_a_file_given_beside_the_layout_is_a_source_if_it_names_one(tmp_path: Path) -> None:
    text = (WORLD.graph / "reports" / "gamma.ttl").read_text(encoding="utf-8")
    for name, header in (("delta", "dcterms:source source:delta ;"), ("epsilon", "")):
        written = text.replace("graph:gamma", f"graph:{name}").replace(
            "dcterms:source source:gamma ;", header
        )
        (tmp_path / f"{name}.ttl").write_text(written, encoding="utf-8")
    found = load(WORLD, [tmp_path / "delta.ttl", tmp_path / "epsilon.ttl"])
    assert named("graph:delta") in found.graphs("source")
    assert named("graph:epsilon") in found.graphs("registry")


def test_the_header_may_stand_anywhere_in_its_file(tmp_path: Path) -> None:
    text = (WORLD.graph / "reports" / "gamma.ttl").read_text(encoding="utf-8")
    head, header, *rest = text.replace("graph:gamma", "graph:delta").split("\n\n")[1:]
    path = tmp_path / "delta.ttl"
    path.write_text("\n\n".join([head, *rest, header]), encoding="utf-8")
    assert says(
        load(WORLD, [path]), "meeting:one cism:ordinal 1^^xsd:integer", named("graph:delta")
    )


def test_a_file_of_the_layout_given_again_is_loaded_once() -> None:
    again = load(WORLD, [WORLD.graph / "reports" / "gamma.ttl"])
    assert len(again.store) == len(load(WORLD).store)


def test_a_broken_file_is_refused_as_the_reader_refuses_it(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("graph:x a owl:Ontology .", encoding="utf-8")
    with pytest.raises(LoadError, match=r"broken\.ttl:1:1: the prefix graph: is not declared"):
        load(WORLD, [path])


# The cube.


def test_what_a_slice_shares_is_written_onto_its_observations(world: Dataset) -> None:
    graph = named("graph:stock-women")
    for country in ("BBB", "CCC"):
        figure = f"observation:stock-AAA-{country}-F-2020"
        assert says(world, f"{figure} sdmx-dimension:refArea area:AAA", graph)
        assert says(world, f"{figure} sdmx-dimension:sex sdmx-code:sex-F", graph)
        assert says(world, f"{figure} sdmx-attribute:obsStatus code:observation-reported", graph)
        assert says(world, f"{figure} qb:dataSet dataset:stock", graph)
        assert says(world, f"{figure} rdf:type qb:Observation", graph)


def test_what_a_slice_says_of_itself_is_not_said_of_its_observations(world: Dataset) -> None:
    lacking = world.store.quads_for_pattern(None, named("cism:lacks"), None)
    assert shorts(quad.subject for quad in lacking) == ["slice:stock-AAA-F"]


# Dates.

DAYS = st.dates(min_value=date(1, 1, 1))


def date_of(day: date, kind: str) -> Literal:
    year, month = f"{day.year:04d}", f"{day.month:02d}"
    text = {
        "xsd:date": f"{year}-{month}-{day.day:02d}",
        "xsd:gYearMonth": f"{year}-{month}",
        "xsd:gYear": year,
        "xsd:gMonthDay": f"--{month}-{day.day:02d}",
    }[kind]
    return Literal(text, datatype=named(kind))


KINDS = ("xsd:date", "xsd:gYearMonth", "xsd:gYear", "xsd:gMonthDay")
CONTAINED = {
    ("xsd:gYear", "xsd:gYearMonth"),
    *((kind, "xsd:date") for kind in ("xsd:gYear", "xsd:gYearMonth", "xsd:gMonthDay")),
}


@given(DAYS, st.sampled_from(KINDS), st.sampled_from(KINDS))
def test_a_date_contains_what_says_less_of_the_same_day(day: date, less: str, more: str) -> None:
    found = contained_date(date_of(day, less), date_of(day, more))
    assert found == ((less, more) in CONTAINED)


@given(DAYS, DAYS, st.sampled_from(KINDS))
def test_a_date_contains_only_its_own_parts(day: date, other: date, kind: str) -> None:
    same = date_of(day, kind) == date_of(other, kind) and kind != "xsd:date"
    assert contained_date(date_of(day, kind), date_of(other, "xsd:date")) == same


@given(DAYS, st.sampled_from(KINDS))
def test_bounds_hold_the_day_and_are_the_narrowest(day: date, kind: str) -> None:
    value = date_of(day, kind)
    found = bounds(value)
    if kind == "xsd:gMonthDay":
        assert found is None
        return
    assert found is not None
    first, last = (date.fromisoformat(bound.value) for bound in found)
    assert first <= day <= last
    assert date_of(first, kind) == date_of(last, kind) == value
    for outside in (
        first - timedelta(1) if first > date.min else None,
        last + timedelta(1) if last < date.max else None,
    ):
        assert outside is None or date_of(outside, kind) != value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2024-13", "xsd:gYearMonth"),
        ("2023-02-29", "xsd:date"),
        ("0000", "xsd:gYear"),
        ("2024-05-28", "xsd:string"),
        ("28 May", "xsd:date"),
    ],
)
def test_what_is_no_date_has_no_bounds(text: str, kind: str) -> None:
    assert bounds(Literal(text, datatype=named(kind))) is None


def test_a_zone_is_not_part_of_a_date() -> None:
    zoned = Literal("2024-05-28+05:00", datatype=named("xsd:date"))
    found = bounds(zoned)
    assert found is not None
    assert found[0].value == "2024-05-28"


# Figures.

EXACT, ROUNDED, MORE = (
    named(f"code:precision-{word}") for word in ("exact", "rounded", "more-than")
)


@pytest.mark.parametrize(
    ("value", "precision", "other", "other_precision", "expected"),
    [
        ("652000", ROUNDED, "652014", None, True),
        ("652000", ROUNDED, "652014", EXACT, True),
        ("652000", ROUNDED, "652500", None, True),
        ("652000", ROUNDED, "652501", None, False),
        ("652000", ROUNDED, "651400", None, False),
        ("-16", ROUNDED, "-15.93", None, True),
        ("-16", ROUNDED, "-15.4", None, False),
        ("0", ROUNDED, "0.4", None, True),
        ("650000", ROUNDED, "652000", ROUNDED, True),
        ("652000", ROUNDED, "650000", ROUNDED, False),
        ("652000", ROUNDED, "652014", MORE, False),
        ("600000", MORE, "652014", None, True),
        ("652014", MORE, "652014", None, False),
        ("700000", MORE, "652014", None, False),
        ("652000", None, "652014", None, False),
        ("652000", EXACT, "652014", None, False),
        ("16", ROUNDED, "16.0", ROUNDED, True),
        ("16.0", ROUNDED, "16", ROUNDED, False),
        ("16", None, "16.0", EXACT, True),
        ("16", None, "16", EXACT, False),
        ("many", ROUNDED, "652014", None, False),
    ],
)
def test_a_rounding_and_a_more_than_are_contained_in_the_exact_figure(
    value: str,
    precision: NamedNode | None,
    other: str,
    other_precision: NamedNode | None,
    expected: bool,  # noqa: FBT001 - the expected answer
) -> None:
    one, two = (Literal(text, datatype=named("xsd:decimal")) for text in (value, other))
    assert contained_figure(one, precision, two, other_precision) is expected


def test_a_text_is_no_figure() -> None:
    assert not contained_figure(Literal("1000"), ROUNDED, Literal("1001"), None)


def test_a_value_is_contained_only_in_one_that_no_other_contains() -> None:
    coarse, middle, fine = (
        Stated(Literal(int(figure)), NamedNode(f"urn:g{figure}"), ROUNDED)
        for figure in ("600", "650", "652")
    )
    assert contained((coarse, middle)) == {coarse: (middle,)}
    assert contained((coarse, middle, fine)) == {middle: (fine,)}


# One value.


def test_the_properties_with_one_value_are_those_of_the_shapes_in_use() -> None:
    found = one_value_properties(WORLD)
    assert {short(verb): classes and shorts(classes) for verb, classes in found.items()} == {
        "cism:date": ["cism:Event"],
        "cism:startDate": ["cism:Event"],
        "cism:ordinal": ["cism:Event"],
        "cism:hasStatus": ["cism:Instrument"],
        "cism:hasPrecision": None,
        "sdmx-measure:obsValue": None,
        "cism:hasLevel": None,
    }


# Disagreements.


def test_sources_disagree_exactly_here(world: Dataset) -> None:
    assert [view(question) for question in disagreements(world)] == [
        (
            *("values", "instrument:pact", "cism:hasStatus"),
            {
                "code:status-approved-for-signature": ["graph:beta"],
                "code:status-signed": ["graph:alpha"],
            },
        ),
        (
            *("values", "meeting:one", "cism:date"),
            {"2024-05-28": ["graph:alpha", "graph:beta"], "2024-05-29": ["graph:gamma"]},
        ),
        (
            *("values", "meeting:two", "cism:startDate"),
            {"2023-12-01": ["graph:inferences"], "2024-06": ["graph:beta"]},
        ),
        (
            *("values", "observation:visits", "sdmx-measure:obsValue"),
            {"100": ["graph:alpha"], "213": ["graph:beta"]},
        ),
        (
            *("closed list", "participation:one-cc", "cism:hasParticipation"),
            {"participation:one-cc": ["graph:beta"], "None": ["graph:alpha"]},
        ),
        (
            *("absence", "participation:one-bb", "cism:hasParticipation"),
            {
                "participation:one-bb": ["graph:alpha", "graph:beta"],
                "absence:one-bb": ["graph:gamma"],
            },
        ),
    ]


def test_the_known_disagreements_of_this_graph_are_found(built: Built) -> None:
    found = [view(question) for question in disagreements(built.dataset)]
    lists = [
        "graph:asia-plus-2024-05-28-council",
        "graph:cis-executive-committee-2024-05-28-council",
    ]
    for state in ("am", "kz"):
        entry = f"participation:council-28-{state}"
        sides = {entry: ["graph:ipa-cis-2024-05-28-council"], "None": lists}
        assert ("closed list", entry, "cism:hasParticipation", sides) in found
    status = {
        "code:status-approved-for-signature": [lists[1]],
        "code:status-signed": [lists[0]],
    }
    assert ("values", "instrument:council-atc-2024", "cism:hasStatus", status) in found


def test_a_value_that_fits_both_sides_takes_neither(world: Dataset) -> None:
    vague = statement("meeting:one cism:date 2024^^xsd:gYear")
    world.store.add(in_graph(vague, named("graph:stock-women")))
    (question,) = (found for found in disagreements(world) if short(found.property) == "cism:date")
    assert named("graph:stock-women") not in question.graphs


def test_two_values_of_one_source_alone_are_no_disagreement(world: Dataset) -> None:
    for ordinal in (3, 4):
        triple = Triple(named("meeting:two"), named("cism:ordinal"), Literal(ordinal))
        world.store.add(in_graph(triple, named("graph:beta")))
    subjects = [short(question.property) for question in disagreements(world)]
    assert "cism:ordinal" not in subjects


def test_an_open_list_denies_nothing(world: Dataset) -> None:
    (link,) = world.store.quads_for_pattern(None, named("cism:listsAll"), None)
    world.store.remove(link)
    world.store.add(Quad(link.subject, named("cism:listsSome"), link.object, link.graph_name))
    assert "closed list" not in {question.kind for question in disagreements(world)}


def test_a_list_speaks_only_for_its_own_source(world: Dataset) -> None:
    """What another graph says of the excerpt makes no list of that graph complete."""
    world.store.add(
        in_graph(statement("excerpt:alpha-l1 cism:listedProperty cism:date"), named("graph:beta"))
    )
    listed = {
        short(question.property)
        for question in disagreements(world)
        if question.kind == "closed list"
    }
    assert listed == {"cism:hasParticipation"}


def test_one_source_of_presence_and_one_of_absence_disagree(world: Dataset) -> None:
    link = statement("meeting:one cism:hasParticipation participation:one-bb")
    world.store.remove(in_graph(link, named("graph:beta")))
    (question,) = (found for found in disagreements(world) if found.kind == "absence")
    assert shorts(question.graphs) == ["graph:alpha", "graph:gamma"]


def test_absence_of_another_actor_denies_nothing(world: Dataset) -> None:
    said = statement("absence:one-bb cism:isAbsenceOf state:bb")
    other = statement("absence:one-bb cism:isAbsenceOf state:dd")
    world.store.remove(in_graph(said, named("graph:gamma")))
    world.store.add(in_graph(other, named("graph:gamma")))
    world.store.add(in_graph(said, named("graph:registry-names")))  # a registry says no such thing
    assert "absence" not in {question.kind for question in disagreements(world)}


# The accepted view.


@pytest.fixture
def accepted(world: Dataset) -> tuple[Dataset, Acceptance]:
    """Return the world with its accepted view, before reasoning."""
    return world, accept(world)


def test_what_no_judgement_touches_is_accepted(accepted: tuple[Dataset, Acceptance]) -> None:
    dataset, acceptance = accepted
    out = {*acceptance.dropped, *acceptance.contained}
    stated = {quad.triple for quad in dataset.store if quad.graph_name in dataset.roles}
    bounded = {
        quad.triple for quad in dataset.store.quads_for_pattern(None, None, None, ENTAILED_GRAPH)
    }
    found = {
        quad.triple for quad in dataset.store.quads_for_pattern(None, None, None, ACCEPTED_GRAPH)
    }
    assert found == (stated - out) | bounded


DROPPED = {
    "judgement:day": ["meeting:one cism:date 2024-05-29^^xsd:date"],
    "judgement:third": [
        "participation:one-cc cism:isOnBehalfOf state:cc",
        "meeting:one cism:hasGuest participation:one-cc",
        "excerpt:beta-l1 cism:isAbout participation:one-cc",
    ],
    "judgement:absence": [
        "absence:one-bb rdf:type cism:Absence",
        "absence:one-bb cism:isAbsenceFrom meeting:one",
        "absence:one-bb cism:isAbsenceOf state:bb",
    ],
    "judgement:visits": [
        "observation:visits sdmx-measure:obsValue 100^^xsd:integer",
        "observation:visits cism:hasPrecision code:precision-rounded",
    ],
}


def test_what_is_set_aside_is_left_out_with_its_judgement(
    accepted: tuple[Dataset, Acceptance],
) -> None:
    dataset, acceptance = accepted
    expected = {
        statement(text): named(judgement) for judgement, texts in DROPPED.items() for text in texts
    }
    assert dict(acceptance.dropped) == expected
    for triple in expected:
        assert in_graph(triple, ACCEPTED_GRAPH) not in dataset.store


def test_what_another_graph_says_too_stays(accepted: tuple[Dataset, Acceptance]) -> None:
    """Gamma's ordinal is not its date, and beta's type of a figure is alpha's too."""
    dataset, acceptance = accepted
    assert says(dataset, "meeting:one cism:ordinal 1^^xsd:integer")
    kept = statement("observation:visits rdf:type qb:Observation")
    assert in_graph(kept, named("graph:alpha")) in acceptance.set_aside
    assert kept not in acceptance.dropped
    assert in_graph(kept, ACCEPTED_GRAPH) in dataset.store


def test_a_judgement_goes_on_concerning_a_node_left_without_statements(
    accepted: tuple[Dataset, Acceptance],
) -> None:
    dataset, _ = accepted
    assert says(dataset, "judgement:third cism:concerns participation:one-cc")


def test_an_open_judgement_keeps_both_sides(accepted: tuple[Dataset, Acceptance]) -> None:
    dataset, _ = accepted
    for status in ("signed", "approved-for-signature"):
        assert says(dataset, f"instrument:pact cism:hasStatus code:status-{status}")


def test_the_most_precise_value_is_kept(accepted: tuple[Dataset, Acceptance]) -> None:
    dataset, acceptance = accepted
    assert {" ".join(map(short, triple)) for triple in acceptance.contained} == {
        "meeting:one cism:date --05-28",
        "observation:crossings sdmx-measure:obsValue 652000",
        "observation:crossings sdmx-measure:obsValue 600000",
        "observation:crossings cism:hasPrecision code:precision-rounded",
        "observation:crossings cism:hasPrecision code:precision-more-than",
    }
    assert says(dataset, "meeting:one cism:date 2024-05-28^^xsd:date")
    assert says(dataset, "observation:crossings sdmx-measure:obsValue 652014^^xsd:integer")


def test_a_property_without_a_shape_keeps_all_its_values(
    accepted: tuple[Dataset, Acceptance],
) -> None:
    dataset, _ = accepted
    for year in ("1999", "2001"):
        assert says(dataset, f"place:hall cism:date {year}^^xsd:gYear")


@pytest.mark.parametrize(
    ("subject", "words", "first", "last"),
    [
        ("meeting:one", ("earliestDate", "latestDate"), "2024-05-28", "2024-05-28"),
        ("meeting:two", ("earliestStart", "latestStart"), "2023-12-01", "2024-06-30"),
        ("meeting:two", ("earliestEnd", "latestEnd"), "2024-01-01", "2024-12-31"),
        ("place:hall", ("earliestDate", "latestDate"), "1999-01-01", "2001-12-31"),
    ],
)
def test_bounds_are_derived_into_the_accepted_view_alone(
    accepted: tuple[Dataset, Acceptance],
    subject: str,
    words: Sequence[str],
    first: str,
    last: str,
) -> None:
    dataset, _ = accepted
    for word, day in zip(words, (first, last), strict=True):
        triple = statement(f"{subject} cism:{word} {day}^^xsd:date")
        found = dataset.store.quads_for_pattern(named(subject), named(f"cism:{word}"), None)
        assert {(quad.triple, quad.graph_name) for quad in found} == {
            (triple, ACCEPTED_GRAPH),
            (triple, ENTAILED_GRAPH),
        }
        premises = bound_premises(dataset.store, triple)
        assert premises
        assert all(in_graph(premise, ACCEPTED_GRAPH) in dataset.store for premise in premises)


def test_accepting_twice_is_accepting_once(world: Dataset) -> None:
    first = accept(world)
    once = {str(quad) for quad in world.store}
    second = accept(world)
    assert {str(quad) for quad in world.store} == once
    assert second == first


def test_a_judgement_on_a_figure_takes_its_precision_along(world: Dataset) -> None:
    judgement = named("judgement:visits")
    value = named("sdmx-measure:obsValue")
    world.store.add(Quad(judgement, named("cism:onProperty"), value, named("graph:judgements")))
    dropped = {" ".join(map(short, triple)) for triple in accept(world).dropped}
    assert "observation:visits cism:hasPrecision code:precision-rounded" in dropped


def test_the_absent_are_not_among_the_participants_of_this_graph(built: Built) -> None:
    """What the judgement on the 28th meeting sets aside does not come back."""
    for state, takes_part in (("am", False), ("kz", False), ("az", True), ("tj", True)):
        text = f"meeting:council-28 cism:hasParticipant state:{state}"
        assert says(built.dataset, text) is takes_part
    links = built.dataset.store.quads_for_pattern(
        None, None, named("participation:council-28-am"), ACCEPTED_GRAPH
    )
    assert {short(link.predicate) for link in links} == {"cism:concerns"}


# Judgements, and what is wrong with them.


def test_judgements_are_read_as_they_stand(world: Dataset) -> None:
    by_name = {short(judgement.name): judgement for judgement in judgements(world)}
    day = by_name["judgement:day"]
    assert shorts(day.concerns) == ["meeting:one"]
    assert shorts(day.properties) == ["cism:date"]
    assert shorts(day.follows) == ["graph:alpha", "graph:beta"]
    assert shorts(day.sets_aside) == ["graph:gamma"]
    assert not day.is_open
    assert by_name["judgement:pact"].is_open
    assert shorts(by_name["judgement:pact"].weighs) == ["graph:alpha", "graph:beta"]


def test_the_judgements_of_the_world_are_in_order(world: Dataset) -> None:
    assert judgement_problems(world) == ()


def test_the_judgements_of_this_graph_are_in_order(built: Built) -> None:
    assert judgement_problems(built.dataset) == ()
    assert built.returning() == {}


@pytest.mark.parametrize(
    ("name", "kind", "graphs"),
    [
        ("stale", "stale", ["graph:alpha"]),
        ("pointless", "pointless", ["graph:alpha", "graph:beta"]),
        ("silent", "pointless", ["graph:gamma"]),
        ("undecided", "unsettled", ["graph:beta", "graph:alpha"]),
        ("everything", "unsettled", []),
    ],
)
def test_a_judgement_that_is_wrong_is_told_what_is_wrong(
    tmp_path: Path, name: str, kind: str, graphs: list[str]
) -> None:
    problems = [one for one in judgement_problems(judged(tmp_path, name)) if one.judgement]
    assert [(one.kind, shorts(one.graphs)) for one in problems] == [(kind, graphs)]


def test_an_absence_is_set_aside_only_by_a_judgement_that_concerns_it(world: Dataset) -> None:
    """To name the participation and set the denying graph aside would leave both standing."""
    concerns, graph = named("cism:concerns"), named("graph:judgements")
    judgement, absence = named("judgement:absence"), named("absence:one-bb")
    world.store.remove(Quad(judgement, concerns, absence, graph))
    world.store.add(Quad(judgement, concerns, named("participation:one-bb"), graph))
    assert [problem.kind for problem in judgement_problems(world)] == ["unsettled"]


def test_each_disagreement_without_a_judgement_is_listed_with_its_sources(tmp_path: Path) -> None:
    dataset = judged(tmp_path, "none")
    problems = judgement_problems(dataset)
    assert {problem.kind for problem in problems} == {"unjudged"}
    assert [problem.disagreement for problem in problems] == list(disagreements(dataset))
    assert all(len(problem.graphs) > 1 for problem in problems)


def test_a_statement_that_is_set_aside_and_follows_again_is_found(world: Dataset) -> None:
    """Had the words a rule that gives the guest back, the judgement would be in vain."""
    words = named("cism:hasGuest"), named("rdfs:range")
    registry, ontology = named("graph:registry-names"), *world.graphs("ontology")
    world.store.add(
        Quad(named("meeting:one"), named("cism:invites"), named("participation:one-cc"), registry)
    )
    world.store.add(Quad(named("cism:invites"), named("rdfs:subPropertyOf"), words[0], ontology))
    acceptance = accept(world)
    close(world.store, rules_of(world))
    built = Built(EmbeddedStore(world.store), lambda: Record(world, acceptance, frozenset()))
    back = statement("meeting:one cism:hasGuest participation:one-cc")
    assert dict(built.returning()) == {back: named("judgement:third")}
