"""Questions keep what their front matter promises, and values are bound as terms."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from cismig.errors import FrontMatterError, ParameterError, UnknownQueryError
from cismig.layout import Layout, find
from cismig.names import PREFIXES
from cismig.questions import (
    Chart,
    Column,
    Kind,
    Labels,
    Question,
    answer,
    bind_values,
    find_question,
    load_questions,
    read_question,
    widened,
)
from cismig.questions.charting import ChartLineError, read_chart
from cismig.store import Table
from second_opinion import answer_by_rdflib, dataset_of

if TYPE_CHECKING:
    from rdflib import Dataset

    from cismig.build import Built
    from cismig.store import Term

ROOT = find(Path(__file__).parent)
SAMPLES = Path(__file__).parent / "cases" / "questions"
XSD = PREFIXES["xsd"]


def sample(name: str) -> Question:
    return read_question(SAMPLES / f"{name}.rq")


def state(code: str) -> NamedNode:
    return NamedNode(PREFIXES["state"] + code)


@pytest.fixture(scope="module")
def second(built: Built) -> Dataset:
    """Return the same data for rdflib."""
    return dataset_of(built.store)


# Front matter.


def test_a_question_is_read_whole() -> None:
    question = sample("sub-select")
    assert question.slug == "sub-select"
    assert question.group == "samples"
    assert question.asked("ru") == "Образец: sub-select?"
    assert question.limits("en") == "A sample of the tests."
    (parameter,) = question.parameters
    assert (parameter.name, parameter.kind, parameter.default) == ("state", Kind.THING, state("tj"))
    assert parameter.explained("ru").startswith("Государство")
    assert [(column.name, column.type) for column in question.columns] == [
        ("event", "IRI"),
        ("count", "xsd:integer"),
    ]


BROKEN = {
    "no question": ("#+ question: In", "#+ tags: In", 2, "stands too late"),
    "a key that there is not": ("#+ tags: ", "#+ tag: ", 3, "no key 'tag'"),
    "no colon": ("#+ since: 0.1.0", "#+ since 0.1.0", 8, 'not "key: value"'),
    "since is missing": ("#+ since: 0.1.0\n", "", 7, "no 'since'"),
    "a second limits": ("#+ limits-ru:", "#+ limits:", 7, "a second 'limits'"),
    "tags with capitals": ("tags: samples", "tags: Samples", 3, "lower-case words"),
    "a tag twice": ("tags: samples", "tags: samples, samples", 3, "each once"),
    "no version": ("since: 0.1.0", "since: soon", 8, "no version"),
    "front matter below the query": ("\nORDER BY", "\n#+ chart: bar\nORDER BY", 20, "after the"),
    "a column without a meaning": ("IRI | The event. | Событие.", "IRI", 5, "is not complete"),
    "a column without a type": ("| IRI |", "| iri |", 5, "has the type 'iri'"),
    "a column that is not selected": ("column: event", "column: occasion", 5, "is not selected"),
    "a selected variable without column": ("?event\nWHERE", "?event ?party\nWHERE", 5, "?party"),
    "SELECT *": ("SELECT DISTINCT ?event", "SELECT *", 13, "SELECT * hides"),
    "no SELECT": ("SELECT DISTINCT ?event", "CONSTRUCT { ?event a ?party }", 20, "no SELECT"),
    "not SPARQL": ("FILTER(?party = ?state)", "FILTER(?party = ?state", 19, "not SPARQL"),
    "a parameter without VALUES": ("  VALUES ?state", "  VALUES ?other", 4, "no VALUES line"),
    "two VALUES lines": (
        "  FILTER(?party = ?state)",
        "  VALUES ?state { state:tj }",
        18,
        "2 VALUES lines",
    ),
    "two defaults in VALUES": ("{ state:tj }", "{ state:tj state:ru }", 15, "2 defaults"),
    "UNDEF in VALUES": ("{ state:tj }", "{ UNDEF }", 15, "not UNDEF"),
    "another default above": ("| state:tj |", "| state:ru |", 4, "is state:ru here"),
    "a default of no kind": ("{ state:tj }", '{ "Tajikistan"@en }', 15, "of no kind"),
    "a class as default": ("{ state:tj }", "{ cism:State }", 15, "of no kind"),
    "a question mark in a name": ("parameter: state", "parameter: ?state", 4, "no variable"),
    "a second parameter of the name": (
        "#+ column:",
        "#+ parameter: state | tj | The same. | То же.\n#+ column:",
        5,
        "a second parameter 'state'",
    ),
    **{
        slip: ("#+ limits: ", f"#+ chart: {chart}\n#+ limits: ", 6, reason)
        for slip, (chart, reason) in {
            "a chart of no kind": ("barr | event | n", "did you mean bar?"),
            "a chart of another kind": ("pie | event | n", "the kinds are bar, line, sankey"),
            "a chart with too few columns": ("bar | event", 'write "#+ chart: bar | category'),
            "a chart with too many": ("map | event | n | m", 'write "#+ chart: map | area'),
            "an extra before a column": ("bar | facet=event | event | n", "has other columns"),
            "a chart of no column": ("bar | event | persons", "'persons', which is no column"),
            "a column drawn twice": ("heatmap | event | event | event", "'event' twice"),
            "an extra of another kind": ("map | event | n | event=n", "takes no 'event=n'"),
            "an extra twice": ("bar | event | n | facet=a | facet=b", "a second 'facet='"),
            "a day of nothing": ("line | event | n | day=n", "a day of no event"),
            "a unit that is no code": ("bar | event | n | unit=percent", "'percent' is no unit"),
        }.items()
    },
}


@pytest.mark.parametrize("slip", BROKEN)
def test_each_slip_is_refused_with_its_line_and_remedy(slip: str, tmp_path: Path) -> None:
    """Each case is the sample ``filter`` with one thing wrong."""
    before, after, line, reason = BROKEN[slip]
    text = (SAMPLES / "filter.rq").read_text(encoding="utf-8")
    assert before in text
    broken = tmp_path / "filter.rq"
    broken.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FrontMatterError) as refused:
        read_question(broken)
    assert (refused.value.path, refused.value.line) == (broken, line)
    assert reason in str(refused.value)
    assert refused.value.hint
    assert refused.value.exit_code == 3


def test_a_chart_draws_figures() -> None:
    columns = (Column("area", "IRI", "The area."), Column("n", "xsd:integer", "Persons."))
    assert read_chart("map | area | n", columns) == Chart("map", "area", "n")
    with pytest.raises(ChartLineError, match="its type is IRI"):
        read_chart("map | n | area", columns)


def test_a_chart_is_read_and_written_as_one_line() -> None:
    names = ("period", "persons", "origin", "destination", "treaty", "signed", "kind")
    columns = tuple(Column(name, "xsd:integer", "What it is.") for name in names)
    for line in (
        "bar | origin | persons",
        "bar | origin | persons | kind | facet=period | unit=code:unit-percent",
        "line | period | persons | origin | event=treaty | day=signed",
        "sankey | origin | destination | persons",
        "heatmap | period | origin | kind | facet=destination",
        "map | origin | persons",
    ):
        assert str(read_chart(line, columns)) == line


def test_columns_stand_in_the_order_of_the_selection(tmp_path: Path) -> None:
    text = (SAMPLES / "bind.rq").read_text(encoding="utf-8")
    broken = tmp_path / "bind.rq"
    broken.write_text(text.replace("?other ?event\nW", "?event ?other\nW"), encoding="utf-8")
    with pytest.raises(FrontMatterError, match="write them as event, other"):
        read_question(broken)


def test_the_name_of_the_file_is_the_slug(tmp_path: Path) -> None:
    copy = shutil.copy(SAMPLES / "filter.rq", tmp_path / "Who_Came.rq")
    with pytest.raises(FrontMatterError, match="lower-case-words"):
        read_question(Path(copy))


def test_a_default_may_be_written_as_a_person_types_it() -> None:
    question = find_question(ROOT, "cis-members-on-a-day")
    (day,) = [each for each in question.parameters if each.name == "day"]
    assert day.default == Literal("2024-05-28", datatype=NamedNode(XSD + "date"))
    assert "#+ parameter: day | 2024-05-28 |" in question.text


def test_questions_are_found_by_name_and_a_slip_gets_the_nearest() -> None:
    assert list(load_questions(ROOT)) == sorted(path.stem for path in ROOT.query_files())
    with pytest.raises(UnknownQueryError) as refused:
        find_question(ROOT, "who-tok-part")
    assert refused.value.nearest[0] == "who-took-part"


def test_one_broken_question_does_not_keep_another_from_being_asked(tmp_path: Path) -> None:
    for name in ("ontology", "graph", "shapes", "queries"):
        (tmp_path / name).mkdir()
    shutil.copy(SAMPLES / "filter.rq", tmp_path / "queries")
    (tmp_path / "queries" / "broken.rq").write_text("#+ nonsense\n", encoding="utf-8")
    layout = Layout(tmp_path)
    assert find_question(layout, "filter").slug == "filter"
    with pytest.raises(FrontMatterError):
        load_questions(layout)


# Binding.


@pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts) is:DeprecationWarning")
@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.rq")))
def test_a_bound_term_means_the_same_in_every_place(
    name: str, built: Built, second: Dataset
) -> None:
    """FILTER, BIND, sub-SELECT, aggregate, OPTIONAL, GRAPH, a group of its own, selected."""
    question = sample(name)
    answers = []
    for code in ("tj", "ru", "az", "am"):
        terms = bind_values(question, {"state": code}, built.store)
        found = answer(built.store, question, terms).table
        assert found == answer_by_rdflib(second, question, terms).table
        answers.append(found)
    assert name == "graph" or len(set(answers)) > 1, "the value changes nothing"
    assert all(found.rows for found in answers)


def test_the_file_as_it_stands_is_the_question_with_its_defaults() -> None:
    for question in load_questions(ROOT).values():
        defaults = {each.name: each.default for each in question.parameters}
        plain = [line.split("VALUES")[0] for line in question.text.split("\n")]
        bound = [line.split("VALUES")[0] for line in question.bound(defaults).split("\n")]
        assert bound == plain
        assert question.bound({}) == question.text


def test_a_graph_that_sets_a_state_aside_still_names_it(built: Built) -> None:
    """GRAPH asks the source, not the accepted view: the Assembly names Armenia."""
    question = sample("graph")
    terms = bind_values(question, {"state": "am"}, built.store)
    rows = answer(built.store, question, terms).table.rows
    assert (NamedNode(PREFIXES["graph"] + "ipa-cis-2024-05-28-council"),) in rows


@pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts) is:DeprecationWarning")
@pytest.mark.parametrize(
    ("slug", "values"),
    [
        ("meetings-of-a-state", {"state": "ru"}),
        ("meetings-of-a-state", {"state": "Казахстан"}),
        ("status-of-a-state", {"state": "ge"}),
        ("agenda-of-a-state", {"state": "ru"}),
        ("talks-between-two-states", {"one": "ru", "other": "tj"}),
        ("cis-members-on-a-day", {"day": "2004-01-01"}),
        ("cis-members-on-a-day", {"day": "1993-12-10"}),
        ("what-does-line-say", {"line": "2", "lang": "ru"}),
        ("what-does-line-say", {"line": "999"}),
        ("report-line-by-line", {"source": "khovar-2024-05-28-council"}),
        ("when-and-where", {"event": "event:rahmon-putin-2024-05-09"}),
        ("who-took-part", {"event": "event:rahmon-putin-2024-05-09"}),
        ("theme-tree", {"theme": "labour-migration"}),
        ("departures-by-sex", {"period": "2022"}),
    ],
)
def test_other_values_give_the_same_rows_on_rdflib(
    slug: str, values: dict[str, str], built: Built, second: Dataset
) -> None:
    question = find_question(ROOT, slug)
    terms = bind_values(question, values, built.store)
    found = answer(built.store, question, terms).table
    assert found == answer_by_rdflib(second, question, terms).table


@pytest.mark.parametrize(
    "written",
    [
        "tj",
        "state:tj",
        "https://w3id.org/cis-migration/state/tj",
        "<https://w3id.org/cis-migration/state/tj>",
        "Tajikistan",
        "tajikistan",
        " Tajikistan ",
        "Таджикистан",
        "Republic of Tajikistan",
    ],
)
def test_a_thing_is_known_by_any_of_its_names(written: str, built: Built) -> None:
    """The name that state:tj and area:TJK share means the one of the default's kind."""
    terms = bind_values(sample("filter"), {"state": written}, built.store)
    assert terms == {"state": state("tj")}


HOSTILE = (
    "x> } DELETE { ?s ?p ?o } WHERE { ?s ?p ?o } #",
    "tj> . ?s ?p ?o } #",
    "<https://w3id.org/cis-migration/state/tj> } #",
    "state:tj }\nDROP ALL",
    'tj" } ; DROP ALL ; #',
    "state:tj\u2028state:ru",
    "{ state:ru }",
    "\x00",
    "?s",
    "_:b0",
    "state:",
    "",
    "tj" * 200,
)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_refused_in_one_line(value: str, built: Built) -> None:
    size = len(built.store.raw)
    with pytest.raises(ParameterError) as refused:
        bind_values(sample("filter"), {"state": value}, built.store)
    message = str(refused.value)
    assert message.isprintable()
    assert len(message) < 300
    assert "state:tj" in message or "characters" in message
    assert refused.value.exit_code == 2
    assert len(built.store.raw) == size


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("Tajikstan", "nearest: state:tj (Tajikistan)"),
        ("state:tadjikistan", "nearest: state:"),
        ("Атлантида", "such as state:tj"),
        ("area:TJK", "of the kind state"),
        ("meeting:council-28", "of the kind state"),
        ("cism:State", "such as state:tj"),
        ("https://example.org/tj", "such as state:tj"),
        ("sttae:tj", "such as state:tj"),
    ],
)
def test_what_names_no_state_is_refused_with_the_nearest(
    value: str, told: str, built: Built
) -> None:
    with pytest.raises(ParameterError) as refused:
        bind_values(sample("filter"), {"state": value}, built.store)
    assert told in str(refused.value)


def test_a_parameter_that_there_is_not_is_refused_with_those_there_are(built: Built) -> None:
    with pytest.raises(ParameterError, match="expected one of state"):
        bind_values(sample("filter"), {"stat": "tj"}, built.store)
    with pytest.raises(ParameterError, match="it has none"):
        bind_values(find_question(ROOT, "sources"), {"state": "tj"}, built.store)


@pytest.mark.parametrize("day", ["2024-02-30", "2024-5-28", "28 May 2024", "2024", "", "now()"])
def test_a_day_that_is_none_is_refused(day: str, built: Built) -> None:
    question = find_question(ROOT, "cis-members-on-a-day")
    with pytest.raises(ParameterError, match="such as 2024-05-28"):
        bind_values(question, {"day": day}, built.store)


@pytest.mark.parametrize("line", ["one", "1.5", "1e3", "", "9" * 30, "1 OR 1"])
def test_a_number_that_is_none_is_refused(line: str, built: Built) -> None:
    question = find_question(ROOT, "what-does-line-say")
    with pytest.raises(ParameterError, match="whole number such as 14"):
        bind_values(question, {"line": line}, built.store)


def test_a_number_is_a_number_however_it_is_written(built: Built) -> None:
    question = find_question(ROOT, "what-does-line-say")
    terms = [
        bind_values(question, {"line": line}, built.store)["line"] for line in ("2", "+2", "002")
    ]
    assert set(terms) == {Literal("2", datatype=NamedNode(XSD + "integer"))}


def test_text_is_text_whatever_it_holds(built: Built) -> None:
    """A string is no name: what looks like a query is looked for and not found."""
    question = find_question(ROOT, "what-does-line-say")
    terms = bind_values(question, {"lang": 'en" } DELETE { ?s ?p ?o } #'}, built.store)
    found = answer(built.store, question, terms).table
    plain = answer(built.store, question, bind_values(question, {"lang": "xx"}, built.store)).table
    assert found == plain
    with pytest.raises(ParameterError, match="control characters"):
        bind_values(question, {"lang": "en\n"}, built.store)


TERMS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])).map(Literal),
    st.integers().map(Literal),
    st.dates().map(lambda day: Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))),
    st.from_regex(r"[a-z0-9~!$&'()*+,;=@_.-]{1,20}", fullmatch=True).map(state),
)


@given(term=TERMS)
def test_a_bound_term_comes_back_as_it_is(built: Built, term: Term) -> None:
    """Whatever a term holds, the engine reads the same term and nothing else."""
    question = sample("selected")
    text = question.bound({"state": term}).replace(
        "  ?event cism:hasParticipation ?participation .\n"
        "  ?participation cism:isOnBehalfOf ?state .\n",
        "",
    )
    assert built.store.run(text) == Table(("state", "event"), ((term, None),))


# Labels.


def test_labels_come_in_the_language_asked_for(built: Built) -> None:
    assert Labels(built.store, "en").of(state("tj")) == "Tajikistan"
    assert Labels(built.store, "ru").of(state("tj")) == "Таджикистан"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("participation:council-28-am", "participation: Armenia"),
        ("excerpt:asia-plus-2024-05-28-council-l14", "Council of Heads of Migration Authorities"),
        (
            "observation:molme-departures-TJK-WLD-F-2023",
            "(Ministry of Labour): Tajikistan, all countries, female, 2023",
        ),
        (
            "observation:molme-departures-TJK-WLD-T-2022",
            "(Ministry of Labour): Tajikistan, all countries, both sexes, 2022",
        ),
        ("graph:asia-plus-2024-05-28-council", "Asia-Plus on the 28th meeting"),
        ("state:nowhere", "state"),
    ],
)
def test_a_thing_without_label_goes_by_what_it_joins(name: str, label: str, built: Built) -> None:
    prefix, local = name.split(":")
    assert label in Labels(built.store).of(NamedNode(PREFIXES[prefix] + local))


def test_what_is_not_ours_goes_by_its_short_name(built: Built) -> None:
    labels = Labels(built.store)
    assert labels.of(NamedNode("https://example.org/x")) == "<https://example.org/x>"
    assert labels.of(NamedNode(XSD + "date")) == "xsd:date"
    assert labels.of(None) == ""


# Widening.


@pytest.mark.parametrize(
    ("query", "wide"),
    [
        ("SELECT ?a WHERE { ?a ?b ?c }", "SELECT * WHERE { ?a ?b ?c }"),
        ("SELECT DISTINCT ?a { ?a ?b ?c } LIMIT 1", "SELECT * { ?a ?b ?c }"),
        (
            "SELECT (IF(?where = 1, '{', \"}\") AS ?x) FROM <http://a/#b> WHERE { ?a ?b '}' }",
            "SELECT * FROM <http://a/#b> WHERE { ?a ?b '}' }",
        ),
        ("# SELECT { \nSELECT ?a WHERE { { ?a ?b ?c } }", "SELECT * WHERE { { ?a ?b ?c } }"),
    ],
)
def test_a_widened_query_shows_everything(query: str, wide: str) -> None:
    assert (widened(query) or "").endswith(wide)


def test_every_question_can_be_widened(built: Built) -> None:
    for question in load_questions(ROOT).values():
        wide = widened(question.text)
        assert wide is not None
        table = built.store.run(wide)
        assert isinstance(table, Table)
        assert table.rows, question.slug


def test_what_is_no_query_is_not_widened() -> None:
    assert widened("ASK { ?s ?p ?o }") is None
    assert widened("SELECT ?s WHERE { ?s ?p ?o") is None
