"""Questions about meetings, plans, outcomes and themes: what a person read in the sources."""

from asking import ask, column, only

IPA = "source:ipa-cis-2024-05-28-council"
SUMMIT_2025 = "meeting:council-of-heads-of-state-2025-10-10"


# meetings-of-a-body


def test_the_28th_meeting_is_known_by_day_and_city_and_its_list_is_complete() -> None:
    (row,) = only(ask("meetings-of-a-body"), ordinal="28")
    assert (row["earliest"], row["latest"]) == ("2024-05-28", "2024-05-28")
    assert (row["standing"], row["city"], row["list"]) == ("held", "place:dushanbe", "complete")
    assert row["participants"] == "11"


def test_a_number_of_which_nothing_was_found_is_a_row_without_a_meeting() -> None:
    rows = ask("meetings-of-a-body")
    numbers = [int(row["ordinal"]) for row in rows if row["ordinal"]]
    assert numbers == list(range(1, max(numbers) + 1))
    assert all((row["standing"] == "not found") == (not row["meeting"]) for row in rows)


def test_the_12th_meeting_is_known_from_its_announcement_alone() -> None:
    (row,) = only(ask("meetings-of-a-body"), meeting="meeting:council-12")
    assert (row["standing"], row["earliest"]) == ("only announced", "2012-10-11")


def test_a_meeting_without_a_number_comes_after_those_with_one() -> None:
    rows = ask("meetings-of-a-body")
    assert rows[-1]["ordinal"] == ""
    (troitsk,) = only(rows, meeting="meeting:council-troitsk")
    assert (troitsk["ordinal"], troitsk["standing"]) == ("", "only announced")


def test_a_plan_for_a_meeting_of_which_no_report_was_read_has_its_number() -> None:
    (row,) = only(ask("meetings-of-a-body", body="body:labour-council"), ordinal="37")
    assert (row["meeting"], row["standing"]) == ("event:labour-council-37", "only announced")


# who-took-part-by-source


def test_the_judgement_stands_beside_each_participation_that_it_decides_on() -> None:
    rows = ask("who-took-part-by-source")
    (armenia,) = only(rows, party="state:am")
    assert (armenia["source"], armenia["accepted"]) == (IPA, "false")
    assert armenia["why"] == "judgement:council-28-armenia"
    assert column(only(rows, party="state:tj"), "why") == {""}


# attendance-of-a-body, a-state-at-each-meeting


def test_a_meeting_only_announced_is_no_meeting_attended() -> None:
    (row,) = only(ask("attendance-of-a-body"), party="state:md")
    assert (row["attended"], row["expected"]) == ("0", "1")
    (moldova,) = only(ask("a-state-at-each-meeting", state="state:md"), ordinal="12")
    assert moldova["answer"] == "only expected"


def test_what_is_counted_of_a_state_is_told_of_it_meeting_by_meeting() -> None:
    for state in ("state:am", "state:tj"):
        (row,) = only(ask("attendance-of-a-body"), party=state)
        answers = [found["answer"] for found in ask("a-state-at-each-meeting", state=state)]
        assert int(row["attended"]) == answers.count("came")
        assert int(row["expected"]) == answers.count("only expected")
        assert int(row["leftOut"]) == answers.count("left out of a complete list")


def test_armenia_came_to_the_24th_and_not_to_the_28th() -> None:
    answers = {row["ordinal"]: row["answer"] for row in ask("a-state-at-each-meeting")}
    assert answers["24"] == answers["25"] == "came"
    assert answers["28"] == "left out of a complete list"
    assert answers["29"] == "unknown"


def test_armenia_is_said_to_have_been_absent_from_the_21st_meeting_of_the_csto_council() -> None:
    rows = ask("a-state-at-each-meeting", body="body:csto-council")
    assert only(rows, ordinal="21")[0]["answer"] == "said to be absent"
    (row,) = only(ask("attendance-of-a-body", body="body:csto-council"), party="state:am")
    assert int(row["absent"]) >= 1


# meetings-by-city


def test_the_council_met_in_baku_in_2010_and_2016() -> None:
    baku = only(ask("meetings-by-city"), city="place:baku")
    assert {"meeting:council-8", "meeting:council-19"} <= column(baku, "meeting")
    assert column(baku, "meetings") == {str(len(column(baku, "meeting")))}
    assert column(baku, "state") == {"state:az"}


# chairs-of-a-body


def test_gorovoy_held_the_chair_of_the_council_and_romodanovskiy_presided_before_him() -> None:
    rows = ask("chairs-of-a-body")
    chair = only(rows, chair="person:aleksandr-gorovoy", role="code:role-chair")
    assert {"2018-11-02", "2021-02-18"} <= column(chair, "attested")
    presided = only(rows, chair="person:konstantin-romodanovskiy", role="")
    assert column(presided, "meeting") == {"meeting:council-8", "meeting:council-11"}


def test_kikot_was_elected_to_the_chair_of_the_csto_council_in_august_2025() -> None:
    rows = ask("chairs-of-a-body", body="body:csto-council")
    (row,) = only(rows, chair="person:andrey-kikot")
    assert (row["role"], row["start"]) == ("code:role-chair", "2025-08")


def test_the_chair_of_the_cis_goes_from_state_to_state() -> None:
    rows = ask("chairs-of-a-body", body="body:cis")
    years = {
        row["chair"]: row["start"][:4] for row in only(rows, role="code:role-chair") if row["start"]
    }
    assert [years[f"state:{code}"] for code in ("kg", "ru", "tj", "tm")] == [
        "2023",
        "2024",
        "2025",
        "2026",
    ]


# outcomes-of-a-meeting, what-was-agreed


def test_the_summit_of_2025_gave_the_chair_to_turkmenistan_under_an_item() -> None:
    rows = ask("outcomes-of-a-meeting", event=SUMMIT_2025)
    act = "act:council-of-heads-of-state-2025-10-10-chairmanship"
    (row,) = only(rows, outcome=act)
    assert row["item"] == "agenda:council-of-heads-of-state-2025-10-10-chairmanship"
    assert row["kind"] == "cism:Arrangement"


def test_approving_ordering_to_sign_and_signing_are_three_outcomes() -> None:
    rows = ask("outcomes-of-a-meeting", event="meeting:council-28")
    assert column(only(rows, outcome="instrument:council-atc-2024"), "kind") == {
        "cism:Approval",
        "cism:InstructionToSign",
        "cism:Signature",
    }


def test_the_agreement_of_2007_was_adopted_at_the_summit_in_dushanbe() -> None:
    rows = only(
        ask("outcomes-of-a-meeting", event="event:cis-summit-2007"), kind="cism:isAdoptedAt"
    )
    assert "instrument:council-2007" in column(rows, "outcome")


def test_the_talks_arranged_on_9_may_2024_were_held_on_28_may() -> None:
    rows = only(ask("what-was-agreed"), arrangement="act:tj-ru-talks-2024-arrangement")
    assert column(rows, "realised") == {"event:tj-ru-talks-2024-05-28"}
    assert column(rows, "answer") == {"carried out"}
    assert column(rows, "party") == {"state:ru", "state:tj"}


def test_an_arrangement_of_two_authorities_is_one_of_their_states() -> None:
    plan = only(ask("what-was-agreed"), arrangement="act:tj-ru-interior-ministers-2019-plan")
    assert column(plan, "event") == {"event:tj-ru-interior-ministers-2019"}
    assert ask("what-was-agreed", one="state:md", other="state:tj") == []


# planned-events


def test_a_plan_is_held_only_when_an_event_came_of_it() -> None:
    rows = ask("planned-events")
    (labour,) = only(rows, plan="event:labour-council-38")
    assert (labour["answer"], labour["realised"]) == ("held", "meeting:labour-council-38")
    assert column(only(rows, plan="event:labour-council-37"), "answer") == {"no report read"}
    assert column(only(rows, plan="meeting:council-12"), "answer") == {"no report read"}


# first-time-of-a-theme, themes-on-agendas, where-a-theme-appears


def test_readmission_stood_on_an_agenda_of_the_council_in_2009() -> None:
    rows = ask("first-time-of-a-theme")
    assert rows[0]["earliest"] <= "2009-10-01"
    days = [row["earliest"] for row in rows if row["earliest"]]
    assert days == sorted(days)
    assert "meeting:council-28" in column(rows, "event")


def test_statelessness_was_raised_by_belarus_at_the_25th_meeting() -> None:
    rows = ask("first-time-of-a-theme", theme="theme:statelessness")
    assert column(only(rows, event="meeting:council-25"), "raisedBy") == {"state:by"}


def test_a_theme_is_counted_at_as_many_meetings_as_it_appears_at() -> None:
    (row,) = only(ask("themes-on-agendas"), theme="theme:statelessness")
    events = column(ask("first-time-of-a-theme", theme="theme:statelessness"), "event")
    assert int(row["meetings"]) + int(row["others"]) == len(events)


def test_a_theme_is_found_in_texts_and_on_agendas() -> None:
    rows = ask("where-a-theme-appears")
    assert {"cism:AgendaItem", "cism:Instrument"} <= column(rows, "kind")
    assert column(only(rows, thing="agenda:council-28-readmission"), "event") == {
        "meeting:council-28"
    }


# meetings-of-a-person


def test_who_only_sent_a_greeting_is_not_said_to_have_come() -> None:
    rows = ask("meetings-of-a-person", person="person:dmitriy-kobitskiy")
    assert column(only(rows, event="meeting:council-28"), "part") == {"sent a greeting"}
    assert column(only(rows, event="meeting:council-25"), "part") == {"took part"}


def test_the_chair_of_a_meeting_only_announced_was_expected() -> None:
    rows = ask("meetings-of-a-person", person="person:konstantin-romodanovskiy")
    assert column(only(rows, event="meeting:csto-council-12"), "part") == {"was expected"}
    assert "presided" in column(only(rows, event="meeting:council-11"), "part")
