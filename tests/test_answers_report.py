"""What the questions answer about the report and its figures: by hand, from the sources."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from asking import (
    ASIA_PLUS,
    COMMITTEE,
    IPA,
    KHOVAR,
    MEETING,
    MEMORANDUM,
    SEVEN,
    ask,
    built,
    changed,
    column,
    only,
    without,
)
from cismig.names import expand

if TYPE_CHECKING:
    from cismig.store import EmbeddedStore

# The meeting.


def test_the_report_prints_no_year_and_three_other_sources_do() -> None:
    rows = ask("when-and-where")
    printed = {row["by"]: row["start"] for row in rows}
    assert printed[ASIA_PLUS] == "--05-28"
    assert {printed[source] for source in (COMMITTEE, IPA, KHOVAR)} == {"2024-05-28"}
    assert column(rows, "place") == {"place:dushanbe"}
    assert only(rows, venue="place:hyatt-regency-dushanbe") == only(rows, by=ASIA_PLUS)
    assert column(rows, "earliest") == column(rows, "latest") == {"2024-05-28"}


def test_the_year_of_the_talks_of_9_may_is_printed_by_others() -> None:
    rows = ask("when-and-where", event="event:rahmon-putin-2024-05-09")
    printed = {row["by"]: row["start"] for row in rows}
    assert printed[ASIA_PLUS] == "--05-09"
    assert printed["source:asia-plus-2024-05-13-rahmon-putin"] == "2024-05-09"


def test_an_event_of_several_days_has_a_first_and_a_last() -> None:
    (row,) = only(ask("when-and-where", event="event:labour-forum-2024"), by=IPA)
    assert (row["start"], row["end"]) == ("2024-02-20", "2024-02-22")
    assert (row["earliest"], row["latest"]) == ("2024-02-20", "2024-02-22")


def test_seven_states_and_four_organisations_took_part() -> None:
    rows = ask("who-took-part")
    states = {row["party"] for row in rows if row["party"].startswith("state:")}
    assert states == SEVEN
    assert column([r for r in rows if r["party"] in SEVEN], "level") == {"code:level-head"}
    assert {row["party"]: row["sources"] for row in rows if row["party"] not in SEVEN} == {
        "body:atc": "3",
        "body:executive-committee": "4",
        "body:gctu": "4",
        "body:ipa-cis": "4",
    }
    assert only(rows, representative="person:sumangul-tagoyzoda")[0]["party"] == "body:ipa-cis"


def test_an_absent_state_is_never_inferred_a_participant() -> None:
    query = (
        f"ASK {{ <{expand(MEETING)}> <{expand('cism:hasParticipant')}> <{expand('state:%s')}> }}"
    )
    assert {code: built().store.run(query % code) for code in ("am", "kz", "md", "tj")} == {
        "am": False,
        "kz": False,
        "md": False,
        "tj": True,
    }


def test_the_assembly_names_nine_states_and_the_others_seven() -> None:
    rows = [row for row in ask("who-took-part-by-source") if row["party"].startswith("state:")]
    assert Counter(row["source"] for row in rows) == {ASIA_PLUS: 7, COMMITTEE: 7, IPA: 9, KHOVAR: 7}
    assert column(only(rows, accepted="false"), "party") == {"state:am", "state:kz"}
    assert column(only(rows, accepted="false"), "source") == {IPA}


def test_who_did_not_take_part_is_told_apart_by_why() -> None:
    found = {row["party"]: row for row in ask("who-did-not-take-part")}
    assert {party for party in found if party.startswith("state:")} == {
        "state:am",
        "state:kz",
        "state:md",
        "state:ua",
    }
    assert found["state:am"]["why"] == found["state:kz"]["why"] == "named, but set aside"
    assert found["state:am"]["judgement"] == "judgement:council-28-armenia"
    assert (found["state:am"]["namedBy"], found["state:am"]["leftOutBy"]) == ("1", "2")
    assert found["state:md"]["why"] == "left out of a complete list"
    assert found["person:dmitriy-kobitskiy"]["why"] == "sent a greeting only"


def test_without_a_complete_list_nobody_is_known_to_have_stayed_away() -> None:
    store = without(
        f"excerpt:asia-plus-2024-05-28-council-l02 cism:listsAll {MEETING}",
        f"excerpt:cis-executive-committee-2024-05-28-council-l01 cism:listsAll {MEETING}",
    )
    found = {row["party"]: row["why"] for row in ask("who-did-not-take-part", store)}
    assert found["state:md"] == found["state:ua"] == "not known"


def test_a_stated_absence_comes_first() -> None:
    store = changed(
        asia_plus_2024_05_28_council=[
            f"absence:made-up cism:isAbsenceFrom {MEETING}",
            "absence:made-up cism:isAbsenceOf state:md",
        ]
    )
    found = {row["party"]: row["why"] for row in ask("who-did-not-take-part", store)}
    assert found["state:md"] == "said to be absent"


def test_two_sources_give_their_list_of_participants_as_complete() -> None:
    rows = only(ask("lists-complete-or-open"), property="cism:hasParticipation", subject=MEETING)
    assert column(only(rows, complete="true"), "source") == {ASIA_PLUS, COMMITTEE}
    assert column(only(rows, complete="false"), "source") == {IPA, KHOVAR}
    agenda = only(ask("lists-complete-or-open"), property="cism:hasAgendaItem", subject=MEETING)
    assert column(agenda, "complete") == {"false"}


def test_what_was_discussed_ties_readmission_to_russia_and_the_single_window_to_azerbaijan() -> (
    None
):
    rows = ask("what-was-discussed")
    assert len(column(rows, "item")) == 11
    assert column(only(rows, theme="theme:readmission"), "state") == {"state:ru"}
    single = only(rows, theme="theme:single-window")
    assert column(single, "party") == {"authority:az-state-migration-service"}
    programme = only(rows, item="agenda:council-28-programme-2019-2023")
    assert column(programme, "period") == {"period:2019--2023"}
    assert only(rows, item="agenda:council-28-national-legislation")[0]["sources"] == "4"


def test_one_speaker_is_named_and_raised_two_items() -> None:
    rows = ask("who-raised-what")
    assert {(row["speaker"], row["party"], row["source"]) for row in rows} == {
        ("person:sumangul-tagoyzoda", "body:ipa-cis", IPA)
    }
    assert column(rows, "item") == {
        "agenda:council-28-common-migration-space",
        "agenda:council-28-model-legislation",
    }


def test_minutes_were_signed_at_the_meeting_and_the_memorandum_beside_it() -> None:
    rows = ask("what-was-signed")
    (minutes,) = only(rows, instrument="instrument:council-28-minutes")
    assert (minutes["act"], minutes["party"]) == ("cism:Signature", "body:council")
    assert minutes["where"] == "cism:takesPlaceAt"
    signed = only(rows, instrument=MEMORANDUM, act="cism:Signature")
    assert column(signed, "party") == {"body:atc", "body:council"}
    assert column(signed, "where") == {"cism:isHeldAlongside"}
    assert column(signed, "source") == {ASIA_PLUS}
    others = column(only(rows, source=COMMITTEE), "act")
    assert others == {"cism:Approval", "cism:InstructionToSign"}


def test_whether_the_memorandum_was_signed_stays_open() -> None:
    rows = ask("memorandum-by-source")
    assert {(row["source"], row["status"]) for row in rows} == {
        (ASIA_PLUS, "code:status-signed"),
        (COMMITTEE, "code:status-approved-for-signature"),
    }
    assert column(rows, "side") == {"cism:weighs"}
    assert only(rows, act="cism:InstructionToSign")[0]["charged"] == "post:council-chair"


def test_events_around_the_meeting_are_held_planned_or_under_way() -> None:
    rows = ask("events-around-a-meeting")
    assert {(row["event"], row["standing"]) for row in rows} == {
        ("event:council-legal-foundation", "under way"),
        ("event:labour-forum-2024", "held"),
        ("event:rahmon-putin-2024-05-09", "held"),
        ("event:tj-ru-migration-authorities-2024", "planned"),
        ("event:tj-ru-talks-2024", "planned"),
    }
    assert column(only(rows, beside="true"), "event") == {"event:tj-ru-migration-authorities-2024"}
    (agreed,) = only(rows, event="event:tj-ru-talks-2024")
    assert agreed["agreedAt"] == "event:rahmon-putin-2024-05-09"


def test_talks_are_the_same_from_either_side() -> None:
    rows = ask("talks-between-two-states")
    assert rows == ask("talks-between-two-states", one="state:ru", other="state:tj")
    assert "event:rahmon-putin-2024-05-09" in column(only(rows, standing="held"), "event")
    planned = {"event:tj-ru-talks-2024", "event:tj-ru-migration-authorities-2024"}
    assert planned <= column(only(rows, standing="planned"), "event")
    assert ask("talks-between-two-states", one="state:ge", other="state:tm") == []


# The figures.


def test_where_652014_people_went() -> None:
    rows = ask("departures-by-destination")
    assert [(row["destination"], row["persons"], float(row["share"])) for row in rows] == [
        ("area:RUS", "627028", 96.2),
        ("area:KAZ", "18418", 2.8),
        ("area:OTHER", "6568", 1.0),
    ]
    assert column(rows, "total") == {"652014"}
    assert sum(int(row["persons"]) for row in rows) == 652_014


def test_how_many_were_men_and_women() -> None:
    rows = ask("departures-by-sex")
    assert [(row["sex"], row["persons"], float(row["share"])) for row in rows] == [
        ("sdmx-code:sex-M", "554804", 85.1),
        ("sdmx-code:sex-F", "97210", 14.9),
    ]


def test_the_printed_fall_agrees_with_the_computed_one() -> None:
    rows = only(ask("departures-change"), source=ASIA_PLUS)
    difference, percentage = rows
    assert (difference["earlier"], difference["later"]) == ("775578", "652014")
    assert float(difference["printed"]) == float(difference["computed"]) == -123_564
    assert (float(percentage["printed"]), float(percentage["computed"])) == (-16, -15.93)
    assert difference["agrees"] == percentage["agrees"] == "true"


@pytest.mark.parametrize(
    ("observation", "old", "new"),
    [
        ("molme-departures-percent-change-TJK-WLD-T-2023", -16, -15),
        ("molme-departures-percent-change-TJK-WLD-T-2023", -16, -17),
        ("molme-departures-change-TJK-WLD-T-2023", -123_564, -123_565),
    ],
)
def test_a_printed_change_that_is_off_does_not_agree(observation: str, old: int, new: int) -> None:
    store = with_figure(observation, old, new)
    assert column(ask("departures-change", store), "agrees") == {"true", "false"}


def test_parts_make_the_whole_in_2023_and_are_not_given_for_2005() -> None:
    rows = ask("parts-and-whole")
    closes = {(row["period"], row["closes"]) for row in rows}
    assert closes >= {("period:2005-01--2005-11", "no parts given"), ("period:2023", "yes")}
    assert ("period:2023", "no") not in closes
    assert column(only(rows, period="period:2023"), "sum") == {"652014"}


def test_a_mistyped_part_does_not_make_the_whole() -> None:
    store = with_figure("molme-departures-TJK-WLD-F-2023", 97_210, 97_211)
    rows = only(ask("parts-and-whole", store), period="period:2023")
    assert {(row["split"], row["closes"]) for row in rows} == {
        ("cism:counterpartArea", "yes"),
        ("sdmx-dimension:sex", "no"),
    }


def with_figure(observation: str, old: int, new: int) -> EmbeddedStore:
    """Return a copy of the store with another figure on an observation, wherever it stands."""
    verb, integer = NamedNode(expand("sdmx-measure:obsValue")), NamedNode(expand("xsd:integer"))
    node = NamedNode(expand(f"observation:{observation}"))
    printed = Literal(str(old), datatype=integer)
    store = changed()
    found = [*store.raw.quads_for_pattern(node, verb, printed, None)]
    assert found
    for quad in found:
        store.raw.remove(quad)
        store.raw.add(Quad(node, verb, Literal(str(new), datatype=integer), quad.graph_name))
    return store


def test_three_destinations_of_2022_are_named_without_a_figure() -> None:
    rows = ask("destinations-without-figures")
    assert column(rows, "period") == {"period:2022"}
    assert [(row["destination"], row["main"]) for row in rows] == [
        ("area:KAZ", "false"),
        ("area:KGZ", "false"),
        ("area:UZB", "false"),
    ]


def test_russia_is_found_as_a_destination() -> None:
    rows = only(ask("figures-of-a-state", state="state:ru"), dataset="dataset:molme-departures")
    (row,) = rows
    assert (row["side"], row["unit"]) == ("is the other side", "code:unit-persons")
    assert int(row["figures"]) > 10


def test_the_ministry_counts_departures_as_a_flow_of_persons() -> None:
    rows = only(ask("what-the-figures-count"), indicator="indicator:labour-migrants-departed")
    assert column(rows, "counted") == {"code:count-persons"}
    assert column(rows, "timing") == {"code:timing-flow"}
    assert "authority:tj-ministry-of-labour" in column(rows, "countedBy")


# Who says so, and how firmly.


def test_the_report_has_fifteen_lines_and_says_how_firm_each_is() -> None:
    rows = ask("report-line-by-line")
    assert [int(row["line"]) for row in rows] == list(range(1, 16))
    assert {row["line"]: row["mode"] for row in rows if row["mode"] != "code:claim-asserted"} == {
        "3": "code:claim-assessment",
        "9": "code:claim-planned",
        "10": "code:claim-planned",
        "11": "code:claim-hearsay",
        "13": "code:claim-assessment",
    }
    assert all(int(row["statements"]) > 0 for row in rows)


@pytest.mark.parametrize("line", range(1, 16))
def test_every_line_comes_back_with_its_paraphrase_in_both_languages(line: int) -> None:
    for language in ("en", "ru"):
        rows = ask("what-does-line-say", line=str(line), lang=language)
        told = only(rows, property="cism:paraphrase")
        assert len(told) == 1
        assert rows[0]["subject"] == told[0]["subject"]
        assert bool(re.search(r"[а-я]", told[0]["value"])) == (language == "ru")


def test_line_14_carries_its_five_figures_and_two_changes() -> None:
    values = only(ask("what-does-line-say"), property="sdmx-measure:obsValue")
    assert column(values, "value") == {"652014", "554804", "97210", "775578", "-123564", "-16"}
    resting = only(ask("what-does-line-say"), property="cism:restsOn")
    assert column(resting, "subject") == {
        *("inference:departures-year", "inference:men-departed-2022"),
        "inference:suspect-departures-2023-nine-months",
    }


def test_what_was_reached_at_the_presidents_meeting_is_hearsay_and_no_plan_is_asserted() -> None:
    rows = only(ask("hearsay-and-plans"), source=ASIA_PLUS)
    hearsay = only(rows, mode="code:claim-hearsay")
    assert column(hearsay, "subject") == {
        "act:tj-ru-talks-2024-arrangement",
        "agenda:rahmon-putin-2024-05-09-talks",
    }
    assert column(hearsay, "firm") == {"false"}
    planned = {row["subject"] for row in only(rows, mode="code:claim-planned", firm="false")}
    assert planned == {"event:tj-ru-migration-authorities-2024", "event:tj-ru-talks-2024"}


def test_what_is_inferred_has_its_premises() -> None:
    rows = ask("what-is-inferred")
    assert len(only(rows, value="period:2023")) == 8
    assert only(rows, subject="membership:cis-ge")[0]["value"] == "2009-08-18"
    (programme,) = only(rows, subject="agenda:council-28-programme-2019-2023")
    assert programme["value"] == "instrument:crime-2019-2023"
    assert all(row["premise"] and int(row["grounds"]) for row in rows)
    assert all(re.search(r"[а-я]", row["premise"]) for row in ask("what-is-inferred", lang="ru"))


def test_a_ground_whose_statements_are_not_in_the_graph_is_told_apart() -> None:
    bm_ge = "source:bm-ge-2024-02-13-departures"
    (read,) = only(ask("what-an-inference-rests-on"), source=bm_ge)
    assert read["read"] == "true"
    graph = "graph:bm-ge-2024-02-13-departures dcterms:source"
    unread = without(f"{graph} {bm_ge}")
    (row,) = only(ask("what-an-inference-rests-on", unread), source=bm_ge)
    assert row["read"] == "false"


def test_where_each_year_comes_from() -> None:
    rows = ask("where-the-year-comes-from")
    meeting = only(rows, subject=MEETING)
    assert column(meeting, "by") == {COMMITTEE, IPA, KHOVAR}
    assert column(meeting, "printed") == {"--05-28"}
    figures = only(rows, property="sdmx-dimension:refPeriod")
    assert len(only(figures, by="inference:departures-year")) == 8
    talks = only(rows, subject="event:rahmon-putin-2024-05-09")
    assert column(talks, "value") == {"2024-05-09"}


def test_three_disagreements_are_on_the_meeting_and_one_is_open() -> None:
    rows = [row for row in ask("who-disagrees") if "council-28" in row["subject"]]
    rows += only(ask("who-disagrees"), subject=MEMORANDUM)
    assert column(rows, "judgement") == {
        "judgement:council-28-armenia",
        "judgement:council-28-kazakhstan",
        "judgement:council-atc-2024-status",
    }
    assert column(only(rows, side="cism:setsAside"), "source") == {IPA}
    assert {row["value"] for row in only(rows, side="cism:weighs")} == {
        "code:status-approved-for-signature",
        "code:status-signed",
    }


def test_the_venue_rests_on_one_source_and_the_city_does_not() -> None:
    rows = only(ask("facts-on-one-source"), subject=MEETING)
    assert only(rows, property="cism:hasVenue")[0]["source"] == ASIA_PLUS
    assert only(rows, property="cism:isHeldIn") == []
    assert only(rows, property="cism:hasParticipation") == []
    assert "participation:council-28-am" not in column(ask("facts-on-one-source"), "value")


def test_what_only_a_weak_source_states_has_no_origin_that_counts() -> None:
    rows = ask("facts-on-one-origin")
    assert only(rows, subject="membership:cis-am-founding")[0]["origins"] == "0"
    rest = "observation:molme-departures-TJK-KAZ-T-2020"
    assert only(rows, subject=rest)[0]["origins"] == "1"


def test_a_relayed_source_is_no_second_origin() -> None:
    store = changed(registry_sources=[f"{KHOVAR} prov:wasDerivedFrom {COMMITTEE}"])
    (belarus,) = only(ask("support-of-participants", store), party="state:by")
    assert (belarus["sources"], belarus["origins"]) == ("4", "3")


def test_two_reports_of_one_unread_ministry_have_one_origin() -> None:
    relayed = "source:world-bank-2026-02-24-gdp"
    store = changed(
        registry_sources=[
            f"source:khovar-2021-02-12-departures-2020 prov:wasDerivedFrom {relayed}",
            f"{KHOVAR} prov:wasDerivedFrom {relayed}",
        ],
        khovar_2024_05_28_council=[
            "observation:molme-departures-TJK-KAZ-T-2020 sdmx-measure:obsValue 4574"
        ],
    )
    total = "observation:molme-departures-TJK-KAZ-T-2020"
    rows = only(ask("facts-on-one-origin", store), subject=total)
    assert ("2", "1") in {(row["sources"], row["origins"]) for row in rows}


def test_how_well_each_presence_is_supported() -> None:
    found = {row["party"]: row for row in ask("support-of-participants")}
    assert (found["state:tj"]["origins"], found["state:tj"]["leftOutBy"]) == ("4", "0")
    assert found["body:atc"]["sources"] == "3"
    assert (found["state:kz"]["accepted"], found["state:kz"]["leftOutBy"]) == ("false", "2")


# States, bodies, people, themes.


def members(day: str, store: EmbeddedStore | None = None) -> dict[tuple[str, str], str]:
    rows = ask("cis-members-on-a-day", store, day=day)
    return {
        (row["state"].removeprefix("state:"), row["role"].removeprefix("code:role-")): row["answer"]
        for row in rows
    }


def test_members_on_the_day_of_the_meeting() -> None:
    found = members("2024-05-28")
    yes = {state for (state, role), told in found.items() if (role, told) == ("member", "yes")}
    assert yes == {"am", "az", "by", "kg", "kz", "md", "ru", "tj", "uz"}
    assert found["tm", "associate"] == "yes"
    assert ("ua", "participating") not in found, "it ended in 2018"
    assert not [state for state, _ in found if state == "ge"]


def test_what_was_turkmenistan_on_1_january_2004() -> None:
    found = members("2004-01-01")
    assert found["tm", "participating"] == "yes"
    assert ("tm", "associate") not in found
    assert found["ge", "member"] == "yes"
    words = column(ask("cis-members-on-a-day", day="2004-01-01", lang="ru"), "answer")
    assert "да" in words
    assert words <= {"да", "возможно", "неизвестно"}


def test_the_first_and_the_last_day_are_in() -> None:
    assert members("2005-08-26")["tm", "associate"] == "yes"
    assert members("2005-08-26")["tm", "participating"] == "yes"
    assert ("tm", "participating") not in members("2005-08-27")
    assert members("2009-08-18")["ge", "member"] == "yes"
    assert ("ge", "member") not in members("2009-08-19")


def observer(*statements: str) -> EmbeddedStore:
    """Return a copy of the store in which a source makes Ukraine an observer of the CIS."""
    return changed(
        tass_2018_05_19_ukraine=[
            "membership:made-up org:organization body:cis",
            "membership:made-up org:member state:ua",
            "membership:made-up org:role code:role-observer",
            *(f"membership:made-up {statement}" for statement in statements),
        ]
    )


def test_a_start_known_by_its_month_is_possible_within_it() -> None:
    month = ("cism:earliestStart 1993-12-01", "cism:latestStart 1993-12-31")
    store = observer(*month, "cism:hasEnd code:end-open")
    assert ("ua", "observer") not in members("1993-11-30", store)
    assert members("1993-12-10", store)["ua", "observer"] == "possibly"
    assert members("1993-12-31", store)["ua", "observer"] == "yes"


def test_being_seen_in_a_role_counts() -> None:
    assert members("2004-01-01", observer())["ua", "observer"] == "unknown"
    seen = observer("cism:attestedDate 2000-01-01", "cism:hasEnd code:end-open")
    assert members("2004-01-01", seen)["ua", "observer"] == "yes"
    assert members("1995-01-01", seen)["ua", "observer"] == "unknown"
    between = observer("cism:attestedDate 2000-01-01", "cism:attestedDate 2010-01-01")
    assert members("2004-01-01", between)["ua", "observer"] == "yes"
    assert members("2012-01-01", between)["ua", "observer"] == "possibly"


def test_turkmenistan_took_part_before_it_was_an_associate() -> None:
    rows = only(ask("status-of-a-state"), organisation="body:cis")
    before = only(rows, role="code:role-participating")
    assert column(before, "start") == {"1991-12-26"}
    assert column(before, "end") == {"2005-08-26"}
    after = only(rows, role="code:role-associate")
    assert column(after, "start") == {"2005-08-26"}
    assert column(after, "ending") == {"code:end-open"}
    georgia = ask("status-of-a-state", state="state:ge")
    assert column(georgia, "end") == {"2009-08-18"}
    assert column(georgia, "ending") == {""}, "an end that is known is neither open nor unknown"


def test_presidents_and_a_minister_are_shown_in_office() -> None:
    rows = ask("who-held-which-post")
    assert "2024-05-09" in column(only(rows, post="post:tj-president"), "date")
    ministers = only(rows, post="post:tj-minister-of-labour", date="2024-05-28")
    assert column(ministers, "person") == {"person:gulnora-hasanzoda"}
    assert KHOVAR in column(ministers, "by")


def test_meetings_of_tajikistan_and_of_an_absent_state() -> None:
    rows = [(row["event"], row["earliest"]) for row in ask("meetings-of-a-state")]
    talks, meeting = ("event:rahmon-putin-2024-05-09", "2024-05-09"), (MEETING, "2024-05-28")
    assert rows.index(talks) < rows.index(meeting)
    assert MEETING not in column(ask("meetings-of-a-state", state="state:am"), "event")


def test_the_agenda_of_russia_is_readmission() -> None:
    rows = only(ask("agenda-of-a-state", state="state:ru"), event=MEETING)
    assert column(rows, "theme") == {"theme:readmission", "theme:readmission-agreement"}
    rows = only(ask("agenda-of-a-state"), event=MEETING)
    assert column(rows, "item") == {"agenda:council-28-single-window"}


def test_the_graph_knows_what_it_does_not_know() -> None:
    rows = ask("what-does-the-graph-not-know")
    for gap, subject in [
        ("chair not named", MEETING),
        ("disagreement left open", MEMORANDUM),
        ("plan not known to have come about", "event:tj-ru-migration-authorities-2024"),
        ("source read with a reservation", KHOVAR),
        ("list given whole by no source", MEETING),
    ]:
        assert only(rows, gap=gap, subject=subject), gap
    assert len(only(rows, gap="destination without a figure")) == 3


def test_a_source_may_be_a_premise_only() -> None:
    rows = ask("sources")
    silent = column(only(rows, statements="0"), "source")
    assert "source:world-bank-2026-02-24-gdp" in silent
    assert "source:asia-plus-2024-05-13-rahmon-putin" not in silent
    (report,) = only(rows, source=ASIA_PLUS)
    assert (report["publisher"], report["lines"]) == ("body:asia-plus", "15")


def test_the_council_is_a_body_of_the_cis_and_the_trade_unions_are_not() -> None:
    found = {row["body"]: row for row in ask("bodies-and-parents")}
    assert found["body:council"]["parent"] == "body:cis"
    assert int(found["body:council"]["meetings"]) >= 15
    assert (found["body:gctu"]["parent"], int(found["body:gctu"]["presences"]) > 1) == ("", True)
    assert "body:tass" not in found


def test_readmission_agreements_stand_four_steps_below_migration() -> None:
    rows = ask("theme-tree")
    assert rows[0]["narrower"] == "theme:migration"
    (row,) = only(rows, narrower="theme:readmission-agreement")
    assert (row["depth"], row["broader"]) == ("4", "theme:readmission")
