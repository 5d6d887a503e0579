"""What the questions on authorities, posts, bodies, states and times must answer."""

from asking import answer, ask, built, cell, column, defaults, only, questions


def test_russia_has_three_migration_authorities_one_after_another() -> None:
    service, directorate, police = (
        "authority:ru-federal-migration-service",
        "authority:ru-main-directorate-for-migration",
        "authority:ru-citizenship-and-registration-service",
    )
    for day, authority in (
        ("2015-05-01", service),
        ("2020-05-01", directorate),
        ("2025-05-01", police),
    ):
        rows = only(ask("authority-on-a-day", day=day), state="state:ru")
        assert (column(rows, "authority"), column(rows, "existed")) == ({authority}, {"yes"})
    rows = only(ask("authority-on-a-day", day="2016-04-05"), state="state:ru")
    assert column(rows, "authority") == {service, directorate}


def test_a_head_is_named_only_for_days_between_those_that_show_him() -> None:
    def holders(day: str) -> set[tuple[str, str]]:
        rows = only(ask("authority-on-a-day", day=day), state="state:az")
        return {(row["holder"], row["held"]) for row in rows}

    assert holders("2014-01-01") == {("person:firudin-nabiyev", "yes")}
    assert holders("2017-06-01") == {("", "")}
    assert holders("2024-05-28") == {("person:vusal-huseynov", "yes")}


def test_an_authority_without_any_date_is_unknown() -> None:
    (row,) = only(ask("authority-on-a-day"), authority="authority:kz-migration-committee")
    assert (row["existed"], row["first"], row["holder"]) == ("unknown", "", "")


def test_the_service_under_the_interior_ministry_came_of_the_main_directorate() -> None:
    rows = ask("authorities-of-a-state")
    (row,) = only(rows, authority="authority:ru-citizenship-and-registration-service")
    assert (row["founded"], row["dissolved"], row["successor"]) == ("2025-04-02", "", "")
    assert row["predecessor"] == "authority:ru-main-directorate-for-migration"
    (row,) = only(rows, authority="authority:ru-federal-migration-service")
    assert (row["dissolved"], row["ending"]) == ("2016-04-05", "event:ru-migration-reform-2016")


def test_the_day_of_the_tajik_reform_lies_between_two_days() -> None:
    rows = ask("authorities-of-a-state", state="state:tj")
    (row,) = only(rows, authority="authority:tj-migration-service-ministry-of-labour")
    assert (row["earliest"], row["latest"]) == ("2012-10-11", "2014-06-04")
    assert (row["founded"], row["parent"]) == ("", "authority:tj-ministry-of-labour")


def test_ghazaryan_headed_both_armenian_services_and_then_became_deputy_minister() -> None:
    rows = only(ask("posts-of-an-authority"), holder="person:armen-ghazaryan")
    assert column(rows, "post") >= {
        "post:am-migration-service-head",
        "post:am-migration-and-citizenship-service-head",
        "post:am-deputy-minister-of-internal-affairs",
    }
    (row,) = only(rows, post="post:am-migration-and-citizenship-service-head")
    assert row["start"] == row["end"] == ""
    assert row["shownFirst"] <= "2023-10-18"
    assert row["shownLast"] >= "2024-07-25"


def test_a_compilation_alone_is_no_source_of_a_tenure() -> None:
    rows = ask("posts-of-an-authority", party="body:council")
    assert column(only(rows, holder="person:konstantin-romodanovskiy"), "sources") == {"0"}


def test_kikot_came_from_the_prosecution_to_the_interior_ministry() -> None:
    rows = ask("posts-of-a-person")
    (row,) = only(rows, post="post:ru-citizenship-and-registration-service-head")
    assert (row["start"], row["ending"]) == ("2025-04-02", "code:end-open")
    assert {"post:ru-deputy-prosecutor-general", "post:ru-novgorod-region-prosecutor"} <= column(
        rows, "post"
    )


def test_the_council_was_founded_in_2007_on_an_agreement() -> None:
    (row,) = only(ask("bodies-by-founding"), body="body:council")
    assert (row["founded"], row["text"]) == ("2007-10-05", "instrument:council-2007")
    assert row["parent"] == "body:cis"
    assert row["sources"] >= "2"


def test_the_bodies_stand_in_order_of_their_founding() -> None:
    founded = [row["founded"] for row in ask("bodies-by-founding")]
    assert founded == sorted(founded)


def test_turkmenistan_is_not_a_member_of_the_council() -> None:
    rows = ask("members-of-a-body-on-a-day")
    members = {row["member"] for row in only(rows, role="code:role-member", answer="yes")}
    assert "state:kz" in members
    assert "state:tm" not in members
    assert column(only(rows, member="state:tm"), "role") == {"code:role-observer"}


def test_moldova_belongs_to_the_assembly_no_longer_than_the_month_of_its_vote() -> None:
    def answers(day: str) -> set[str]:
        rows = ask("members-of-a-body-on-a-day", body="body:ipa-cis", day=day)
        return column(only(rows, member="state:md"), "answer")

    assert answers("2023-08-01") == set()
    assert answers("2023-07-15") <= {"possibly", "unknown"}


def test_georgia_announced_decided_notified_and_was_out_a_year_later() -> None:
    rows = only(ask("withdrawals-from-the-cis"), state="state:ge")
    days = {row["step"]: row["day"] for row in rows}
    assert days["event:ge-withdrawal-announcement-2008"] == "2008-08-12"
    assert days["event:ge-withdrawal-parliament-2008"] == "2008-08-14"
    assert days["act:cis-charter-withdrawal-ge"] == "2008-08-18"
    assert days["membership:cis-ge"] == "2009-08-18"


def test_moldova_has_not_left_by_any_source_read() -> None:
    rows = only(ask("withdrawals-from-the-cis"), state="state:md")
    assert column(rows, "kind") <= {"cism:Announcement", "cism:LegalStep", "cism:Event"}
    reading = only(rows, step="event:md-withdrawal-first-reading-2026")
    assert column(reading, "date") == {"2026-03-20", "2026-03-21"}


def test_tajikistan_and_kyrgyzstan_share_the_cis_its_council_and_the_meeting_of_2024() -> None:
    rows = ask("what-two-states-share")
    assert {"body:cis", "body:council"} <= column(only(rows, kind="cism:Membership"), "thing")
    (row,) = only(rows, thing="meeting:council-28")
    assert (row["kind"], row["first"]) == ("cism:Meeting", "2024-05-28")
    (row,) = only(rows, thing="instrument:cis-agreement-1991")
    assert row["kind"] == "cism:Signature"


def test_two_states_share_the_same_whichever_is_named_first() -> None:
    one = ask("what-two-states-share", one="state:ru", other="state:tj")
    assert one == ask("what-two-states-share", one="state:tj", other="state:ru")


def test_a_state_has_its_names_codes_and_capital() -> None:
    question = questions()["names-of-a-state"]
    table = answer(built().store, question, defaults(question)).table
    values = {cell(row[1]) for row in table.rows}
    assert {'"Tajikistan"@en', '"Таджикистан"@ru', '"Ҷумҳурии Тоҷикистон"@tg'} <= values
    assert {'"TJ"', '"TJK"', '"762"', "<http://www.wikidata.org/entity/Q863>"} <= values
    assert {cell(row[2]) for row in table.rows} >= {'"en"', '"ru"', '"tg"', ""}


def test_both_days_of_the_moldovan_ratification_of_the_charter_stand_in_time() -> None:
    """The sources give 15 April and 27 June 1994, and the question is open."""
    rows = ask("timeline-of-a-state")
    dates = [row["date"] for row in rows]
    assert dates == sorted(dates)
    assert column(only(rows, thing="act:cis-charter-ratification-md"), "date") >= {"1994-06-27"}
    (row,) = only(rows, thing="event:md-ipa-cis-vote-2023")
    assert row["date"] == "2023-07"


def test_an_undated_signature_stands_under_the_day_of_its_text() -> None:
    rows = ask("timeline-of-a-state", state="state:ru")
    (row,) = only(rows, thing="act:readmission-ru-kg-2012-signature-ru")
    assert (row["date"], row["of"]) == ("2012-10-11", "instrument:readmission-ru-kg-2012")


def test_the_council_was_founded_before_it_met() -> None:
    rows = [row for row in ask("timeline-of-a-body") if not row["date"].startswith("-")]
    assert (rows[0]["date"], rows[0]["kind"]) == ("2007-10-05", "cism:foundingDate")
    (row,) = only(rows, thing="meeting:council-28")
    assert (row["date"], row["as"]) == ("2024-05-28", "place:dushanbe")


def test_the_executive_committee_came_of_two_earlier_bodies() -> None:
    rows = ask("timeline-of-a-body", body="body:executive-committee")
    reform = only(rows, thing="event:executive-committee-formation-1999")
    assert column(reform, "as") == {
        "body:executive-secretariat",
        "body:interstate-economic-committee",
    }


def test_a_text_of_many_states_is_not_between_two() -> None:
    rows = ask("timeline-of-two-states")
    things = column(rows, "thing")
    assert {"instrument:labour-ru-tj-2004", "event:tj-ru-talks-2024-05-28"} <= things
    assert "instrument:cis-agreement-1991" not in things
    assert "meeting:council-28" not in things
    assert only(rows, thing="event:tj-ru-migration-authorities-2024", kind="cism:PlannedEvent")


def test_two_states_without_a_tie_of_their_own_have_no_row() -> None:
    assert ask("timeline-of-two-states", one="state:ge", other="state:tm") == []


def test_the_meeting_of_2024_counts_for_the_city_and_for_the_hotel() -> None:
    rows = ask("places-of-events")
    (city,) = only(rows, place="place:dushanbe")
    (hotel,) = only(rows, place="place:hyatt-regency-dushanbe")
    assert (hotel["first"], hotel["last"], hotel["within"]) == (
        "2024-05-28",
        "2024-05-28",
        "place:dushanbe",
    )
    assert city["latitude"] == "38.56"
    assert city["first"] <= "2024-05-28" <= city["last"]
    assert int(city["meetings"]) <= int(city["events"])
