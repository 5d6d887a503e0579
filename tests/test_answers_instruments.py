"""Agreements and programmes: what must hold whatever is added later."""

from __future__ import annotations

import pytest

from asking import ask, column, only

BETWEEN = "instruments-between-two-states"
ON_A_DAY = "agreements-of-a-state-on-a-day"


def test_a_bilateral_text_in_force_for_one_binds_both() -> None:
    rows = ask(BETWEEN, one="state:ua", other="state:ru", day="2012-12-31")
    (row,) = only(rows, instrument="instrument:readmission-ru-ua-2006")
    assert (row["answer"], row["oneAct"]) == ("yes", "cism:EntryIntoForce")
    (row,) = only(rows, instrument="instrument:readmission-ru-ua-2012")
    assert row["answer"] == "possibly"
    assert "instrument:visa-free-1992" not in column(rows, "instrument")


def test_a_signatory_is_not_yet_a_party() -> None:
    """Belarus and Kazakhstan gave notice of the Protocol; of Russia a signature is all we know."""
    protocol = "instrument:labour-migration-protocol-2005"
    (both,) = only(ask(BETWEEN, one="state:by", other="state:kz"), instrument=protocol)
    (one,) = only(ask(BETWEEN, one="state:by", other="state:ru"), instrument=protocol)
    assert (both["answer"], one["answer"]) == ("yes", "possibly")
    assert one["otherAct"] == "cism:Signature"


def test_before_the_notice_of_kazakhstan_the_protocol_did_not_bind_it() -> None:
    rows = ask(BETWEEN, one="state:by", other="state:kz", day="2008-01-10")
    assert only(rows, instrument="instrument:labour-migration-protocol-2005")[0]["answer"] != "yes"


def test_a_withdrawal_known_by_its_year_leaves_the_year_open() -> None:
    days = {"2000-06-01": {"possibly"}, "2001-01-01": set()}
    for day, answers in days.items():
        rows = ask(BETWEEN, one="state:ru", other="state:kz", day=day)
        assert column(only(rows, instrument="instrument:visa-free-1992"), "answer") == answers


def test_a_draft_and_a_dispute_are_seen_between_russia_and_tajikistan() -> None:
    rows = ask(BETWEEN, other="state:tj", day="2025-12-31")
    (draft,) = only(rows, instrument="instrument:readmission-ru-tj-draft")
    assert (draft["answer"], draft["draft"]) == ("unknown", "true")
    (offices,) = only(rows, instrument="instrument:representations-ru-tj-2025")
    assert offices["answer"] == "possibly"
    assert offices["draft"] == offices["disputed"] == "true"


@pytest.mark.parametrize(
    ("partner", "signed", "in_force"),
    [
        ("state:kz", "2012-06-07", "2015-09-25"),
        ("state:kg", "2012-10-11", ""),
        ("body:european-community", "2006-05-25", "2007-06-01"),
    ],
)
def test_russia_signed_on_readmission_with(partner: str, signed: str, in_force: str) -> None:
    (row,) = only(ask("readmission-network"), partner=partner)
    assert (row["signed"], row["inForce"]) == (signed, in_force)


def test_two_readmission_agreements_of_russia_were_dated_otherwise_by_a_source_set_aside() -> None:
    rejected = {row["partner"]: row["rejected"] for row in ask("readmission-network")}
    assert rejected["state:kz"] == "2013-06-07"
    assert rejected["state:uz"] == "2013-04-15"


def test_with_tajikistan_there_is_only_a_draft_on_readmission() -> None:
    (row,) = only(ask("readmission-network"), partner="state:tj")
    assert (row["signed"], row["status"]) == ("", "code:status-draft")


def test_ukraine_and_turkmenistan_are_stated_not_to_have_ratified_the_charter() -> None:
    rows = ask("instrument-by-state")
    stayed_out = column(only(rows, omitted="code:act-ratification"), "state")
    assert stayed_out == {"state:tm", "state:ua"}
    assert not stayed_out & column(only(rows, act="cism:Ratification"), "state")


def test_no_ratification_found_is_not_an_omission() -> None:
    rows = ask("instrument-by-state", instrument="instrument:migrant-workers-2008")
    assert "state:kz" in column(only(rows, act="cism:Ratification"), "state")
    assert column(rows, "omitted") == {""}


def test_the_programmes_against_illegal_migration_follow_without_a_gap_until_2019() -> None:
    gaps = {row["instrument"]: row["gap"] for row in ask("programmes-in-succession")}
    assert gaps["instrument:illegal-migration-2009-2011"] == "0"
    assert gaps["instrument:illegal-migration-2012-2014"] == "0"
    assert gaps["instrument:illegal-migration-2015-2019"] == "0"
    assert gaps["instrument:crime-2019-2023"] == "-1"


def test_the_28th_meeting_dealt_with_the_programme_of_2019_to_2023() -> None:
    rows = only(ask("programmes-in-succession"), instrument="instrument:crime-2019-2023")
    assert "meeting:council-28" in column(rows, "meeting")


def test_georgia_left_the_cis_and_not_the_visa_free_agreement() -> None:
    rows = ask(ON_A_DAY)
    assert column(rows, "inCis") == {"no"}
    assert column(only(rows, instrument="instrument:cis-charter"), "bound") == {"no"}
    assert column(only(rows, instrument="instrument:visa-free-1992"), "bound") == {"yes"}
    assert column(ask(ON_A_DAY, day="2008-01-01"), "inCis") == {"yes"}


def test_ukraine_took_part_in_the_cis_without_the_charter() -> None:
    rows = ask(ON_A_DAY, state="state:ua", day="2010-01-01")
    assert column(rows, "inCis") == {"yes"}
    assert column(only(rows, instrument="instrument:cis-charter"), "bound") <= {"possibly"}
    illegal = only(rows, instrument="instrument:illegal-migration-1998")
    assert column(illegal, "bound") == {"possibly"}


def test_of_ten_members_under_the_charter_nine_were_left_without_georgia() -> None:
    before = column(only(ask("charter-members-on-a-day"), answer="yes"), "state")
    after = column(only(ask("charter-members-on-a-day", day="2010-01-01"), answer="yes"), "state")
    assert (len(before), len(after)) == (10, 9)
    assert before - after == {"state:ge"}


def test_russia_ratified_the_charter_on_the_day_of_the_resolution() -> None:
    rows = only(ask("charter-members-on-a-day"), state="state:ru")
    assert column(rows, "ratified") == {"1993-04-15"}


def test_kazakhstan_reserved_its_own_law_on_the_convention_of_2008() -> None:
    wanted = {"instrument": "instrument:migrant-workers-2008", "party": "state:kz"}
    (english,) = only(ask("reservations"), **wanted)
    (russian,) = only(ask("reservations", lang="ru"), **wanted)
    assert english["date"] == "2009-12-31"
    assert "Article 7" in english["provision"]
    assert "статьи 7" in russian["provision"]


def test_the_decision_on_the_charter_lacks_three_signatures() -> None:
    rows = only(ask("not-signed-or-ratified"), instrument="instrument:cis-charter-decision-1993")
    assert column(rows, "party") == {"state:md", "state:tm", "state:ua"}
    assert column(rows, "omitted") == {"code:act-signature"}


def test_a_broader_theme_finds_what_has_the_narrower_one() -> None:
    recruitment = "instrument:organised-recruitment-ru-tj-2019"
    (row,) = only(ask("instruments-by-theme"), instrument=recruitment)
    assert row["found"] == "theme:organised-recruitment"
    assert recruitment not in column(
        ask("instruments-by-theme", theme="theme:visa-free"), "instrument"
    )


def test_a_draft_has_no_entry_into_force_and_a_disputed_status_stands_twice() -> None:
    rows = ask("instruments-by-status")
    drafts = only(rows, status="code:status-draft")
    assert "instrument:readmission-ru-tj-draft" in column(drafts, "instrument")
    assert column(drafts, "inForce") == {"0"}
    memorandum = column(only(rows, instrument="instrument:council-atc-2024"), "status")
    assert memorandum == {"code:status-approved-for-signature", "code:status-signed"}


@pytest.mark.parametrize(
    ("instrument", "days"),
    [("readmission-ru-kz-2012", "1205"), ("cis-charter", "365"), ("council-2007", "0")],
)
def test_days_from_signature_to_force(instrument: str, days: str) -> None:
    rows = only(ask("from-signature-to-force"), instrument=f"instrument:{instrument}")
    assert days in column(rows, "days")


def test_no_days_are_counted_where_only_a_year_is_known() -> None:
    found = column(ask("from-signature-to-force"), "instrument")
    assert "instrument:dual-citizenship-ru-tj-1995" not in found


def test_the_programmes_are_one_path_that_the_editors_infer() -> None:
    rows = ask("succession-of-an-instrument")
    path = [(row["earlier"].split(":")[1], row["later"].split(":")[1]) for row in rows]
    assert ("illegal-migration-2006-2008", "illegal-migration-2009-2011") in path
    assert ("illegal-migration-2015-2019", "crime-2019-2023") in path
    assert all(row["inference"] for row in rows if not row["source"])


def test_the_union_treaty_replaced_the_agreement_of_2010() -> None:
    rows = ask("succession-of-an-instrument", instrument="instrument:migrant-workers-2010")
    (row,) = only(rows, later="instrument:eaeu-treaty-2014")
    assert row["link"] == "dcterms:replaces"
    assert row["source"]


def test_iom_signed_with_the_executive_committee_in_2008() -> None:
    rows = only(ask("memoranda"), instrument="instrument:iom-cis-2008")
    assert column(rows, "party") == {"body:executive-committee", "body:iom"}
    assert column(rows, "date") == {"2008-09"}


def test_parties_of_a_planned_memorandum_are_named_and_did_not_sign() -> None:
    rows = only(ask("memoranda"), instrument="instrument:tj-ru-passport-draft-2022")
    assert column(rows, "part") == {"cism:concernsParty"}
    assert column(rows, "status") == {"code:status-draft"}


def test_the_protocol_of_2005_was_cleared_before_it_was_signed() -> None:
    days = [row["date"] for row in ask("timeline-of-an-instrument") if row["date"]]
    assert days == sorted(days)
    (clearing,) = only(ask("timeline-of-an-instrument"), what="cism:Approval")
    assert (clearing["date"], clearing["party"]) == ("2005-10-12", "body:economic-council")
    assert "2005-11-25" in days


def test_the_timeline_of_the_memorandum_has_both_sides_of_the_dispute() -> None:
    rows = ask("timeline-of-an-instrument", instrument="instrument:council-atc-2024")
    assert {"cism:Approval", "cism:InstructionToSign", "cism:Signature"} <= column(rows, "what")
    assert column(only(rows, what="cism:Signature"), "date") == {"2024-05-28"}
