"""What must hold in the questions on sources, doubts and the thesaurus."""

from asking import (
    ASIA_PLUS,
    COMMITTEE,
    IPA,
    KHOVAR,
    MEETING,
    MEMORANDUM,
    answer,
    ask,
    built,
    cell,
    column,
    defaults,
    only,
    questions,
    without,
)

EUROVOC = "<http://eurovoc.europa.eu/"


def cells(slug: str) -> list[tuple[str, ...]]:
    """Return the default rows of *slug*, whose IRIs may lie outside our prefixes."""
    question = questions()[slug]
    table = answer(built().store, question, defaults(question)).table
    return [tuple(map(cell, row)) for row in table.rows]


def test_a_presence_in_dispute_is_shown_with_its_party_and_a_silent_list() -> None:
    rows = only(ask("who-disagrees"), judgement="judgement:council-28-kazakhstan")
    assert {(row["source"], row["side"], row["value"], row["speaks"]) for row in rows} == {
        (ASIA_PLUS, "cism:follows", "", "false"),
        (COMMITTEE, "cism:follows", "", "false"),
        (IPA, "cism:setsAside", "state:kz", "true"),
    }


def test_both_dates_of_the_ratification_by_uzbekistan_stand_with_their_weak_sources() -> None:
    rows = only(ask("open-questions"), judgement="judgement:cis-agreement-ratification-uz")
    assert column(rows, "value") == {"1992-01-04", "1992-04-01"}
    assert column(rows, "strength") == {"code:strength-weak"}
    (slides,) = only(rows, value="1992-01-04")
    assert slides["source"] == "source:vdocuments-us-2017-01-06-cis-slides"


def test_whether_the_memorandum_was_signed_is_open_and_weighs_two_sources() -> None:
    rows = only(ask("open-questions"), subject=MEMORANDUM)
    assert {row["source"]: row["value"] for row in rows} == {
        ASIA_PLUS: "code:status-signed",
        COMMITTEE: "code:status-approved-for-signature",
    }


def test_a_judgement_that_is_open_sets_nothing_aside() -> None:
    rows = ask("judgements")
    assert column(only(rows, open="true"), "rejected") == {"0"}
    assert column(only(rows, open="false"), "weighed") == {"0"}
    (armenia,) = only(rows, judgement="judgement:council-28-armenia")
    assert (armenia["open"], armenia["followed"], armenia["rejected"]) == ("false", "2", "1")
    assert column(rows, "by") == {"body:cis-migration-graph-editors"}


def test_a_date_that_two_copies_of_one_encyclopaedia_give_is_weak() -> None:
    rows = ask("facts-on-weak-sources")
    (armenia,) = only(rows, subject="act:cis-agreement-1991-ratification-am", property="cism:date")
    assert (armenia["value"], armenia["weak"]) == ("1992-02-18", "2")
    assert only(rows, subject=MEETING) == []


def test_armenia_and_kazakhstan_are_what_the_assembly_alone_says_and_nobody_follows() -> None:
    rows = only(ask("what-a-source-contributes", source=IPA), accepted="false")
    assert column(rows, "subject") == {
        MEETING,
        "participation:council-28-am",
        "participation:council-28-kz",
    }
    assert column(rows, "others") == {"0"}


def test_the_venue_is_what_asia_plus_alone_says_and_the_city_is_not() -> None:
    rows = only(ask("what-a-source-contributes"), subject=MEETING)
    assert column(only(rows, property="cism:hasVenue"), "others") == {"0"}
    (city,) = only(rows, property="cism:isHeldIn")
    assert int(city["others"]) >= 3


def test_the_copy_of_an_encyclopaedia_shares_most_with_it_and_not_all() -> None:
    (row,) = only(ask("sources-that-relay"), source="source:en-academic-undated-cis-members")
    assert row["origin"] == "source:wikipedia-undated-cis-members"
    assert 0 < int(row["shared"]) < int(row["statements"])


def test_no_more_sources_are_read_than_listed_and_our_tables_are_one_kind() -> None:
    rows = ask("sources-by-strength")
    assert [row for row in rows if int(row["read"]) > int(row["sources"])] == []
    (tables,) = only(rows, kind="code:source-compilation", strength="code:strength-compilation")
    assert tables["sources"] == tables["read"]


def test_four_sources_tell_of_the_28th_meeting_and_one_of_the_10th() -> None:
    rows = ask("sources-of-an-event")
    assert {ASIA_PLUS, COMMITTEE, IPA, KHOVAR} <= column(rows, "source")
    assert column(only(rows, source=IPA), "strength") == {"code:strength-primary"}
    tenth = ask("sources-of-an-event", event="meeting:council-10")
    assert "source:slovo-kyrgyzstana-undated-council-10" in column(tenth, "source")


def test_of_the_10th_meeting_no_date_is_known_and_of_a_ratification_only_the_day() -> None:
    rows = ask("unknown-dates")
    assert column(only(rows, thing="meeting:council-10"), "known") == {"nothing"}
    (uzbek,) = only(rows, thing="act:employment-2021-ratification-uz")
    assert (uzbek["known"], uzbek["value"]) == ("the day without its year", "--09-16")
    assert only(rows, thing=MEETING) == []


def test_readmission_agreements_lie_under_return_and_migration_policy() -> None:
    rows = {row[1].split("/")[-1].rstrip(">"): row for row in cells("thesaurus-paths")}
    assert [*rows] == [
        "readmission-agreement",
        "readmission",
        "return",
        "migration-policy",
        "migration",
    ]
    assert rows["migration"][2] == ""
    assert rows["migration"][3] == f"{EUROVOC}1909>"


def test_border_control_is_the_same_in_eurovoc_and_readmission_only_close() -> None:
    rows = {row[0].split("/")[-1].rstrip(">"): row for row in cells("themes-in-eurovoc")}
    assert rows["border-control"][1].endswith("exactMatch>")
    assert rows["border-control"][2] == f"{EUROVOC}5540>"
    assert rows["readmission"][1].endswith("closeMatch>")
    assert rows["bilateral-relations"][1:3] == ("", "")


def test_the_day_of_the_10th_meeting_was_looked_for() -> None:
    (row,) = only(ask("what-was-not-found"), thing="meeting:council-10", kind="cism:Event")
    assert "looked for and not found" in row["note"]
    assert row["source"] == ""


def test_two_heads_in_one_encyclopaedia_are_noted_with_each_source() -> None:
    rows = ask("what-was-not-found")
    notes = [row for row in rows if row["thing"].startswith("membership:tm-state-migration")]
    assert len(column(notes, "source")) == 2


def test_a_row_of_the_table_is_the_28th_meeting_and_four_sources_speak_of_it() -> None:
    rows = ask("what-an-identifier-names")
    assert column(rows, "thing") == {MEETING}
    assert column(rows, "class") == {"cism:Meeting"}
    assert {ASIA_PLUS, COMMITTEE, IPA, KHOVAR, ""} <= column(rows, "source")
    assert column(ask("what-an-identifier-names", identifier="IS173"), "thing") == {
        "source:1news-az-2009-09-18-council-minsk"
    }
    assert ask("what-an-identifier-names", identifier="no-such-row") == []


def test_that_moldova_was_absent_in_2025_is_said_by_a_row_that_names_three_sources() -> None:
    rows = only(
        ask("only-in-a-compilation"),
        subject="absence:council-of-heads-of-state-2025-10-10-md",
        property="cism:isAbsenceOf",
    )
    assert [(row["value"], row["named"]) for row in rows] == [("state:md", "3")]
    assert only(ask("only-in-a-compilation"), subject=MEETING) == []


def test_the_graph_holds_more_events_than_meetings_and_dates_most_of_them() -> None:
    rows = {row["class"]: row for row in ask("what-the-graph-holds")}
    events, meetings = rows["cism:Event"], rows["cism:Meeting"]
    assert int(events["things"]) > int(meetings["things"]) >= int(meetings["dated"]) > 0
    assert rows["cism:Ratification"]["first"] == "1991-12-10"
    assert rows["cism:Person"]["dated"] == "0"


def test_a_fact_that_one_source_alone_states_is_gone_without_it() -> None:
    (fact,) = only(ask("facts-on-one-source"), subject=MEETING, property="cism:hasVenue")
    store = without(f"{MEETING} cism:hasVenue {fact['value']}")
    assert only(ask("facts-on-one-source", store), property="cism:hasVenue", subject=MEETING) == []


def test_talks_are_held_or_planned_and_never_both() -> None:
    rows = ask("talks-between-two-states")
    held = column(only(rows, standing="held"), "event")
    planned = column(only(rows, standing="planned"), "event")
    assert held.isdisjoint(planned)
    assert "event:rahmon-putin-2024-05-09" in held
    assert "event:tj-ru-talks-2024" in planned
