"""Plain SPARQL against the region, without GRAPH (what is held true) and with it (who says so)."""

from __future__ import annotations

import pytest

from asking import built, short
from cismig.names import PREFIXES
from cismig.store import Table

CHARTER = "instrument:cis-charter"
GUVM = "authority:ru-main-directorate-for-migration"


def rows(pattern: str, *columns: str) -> set[tuple[str, ...]]:
    """Return the rows of a SELECT with our prefixes, in short words."""
    used = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())
    names = " ".join(f"?{column}" for column in columns)
    table = built().store.run(f"{used}SELECT DISTINCT {names} WHERE {{ {pattern} }}")
    assert isinstance(table, Table)
    return {tuple(map(short, row)) for row in table.rows}


def ratified(day: str) -> str:
    return f"""
      ?membership org:organization body:cis ; org:member ?state ; org:role code:role-member .
      {CHARTER} cism:hasAct ?act .
      ?act a cism:Ratification ; cism:isActOf ?state ; cism:latestDate ?ratified .
      OPTIONAL {{ ?membership cism:earliestEnd ?end }}
      FILTER(?ratified <= "{day}"^^xsd:date && (!BOUND(?end) || ?end >= "{day}"^^xsd:date))
    """


@pytest.mark.parametrize(("day", "georgia"), [("2008-01-01", True), ("2010-01-01", False)])
def test_members_of_the_cis_with_a_ratified_charter(day: str, *, georgia: bool) -> None:
    nine = {"am", "az", "by", "kg", "kz", "md", "ru", "tj", "uz"}
    states = {state for (state,) in rows(ratified(day), "state")}
    assert states == {f"state:{code}" for code in nine | ({"ge"} if georgia else set())}


def test_each_ratification_of_the_charter_has_a_source_that_dates_it() -> None:
    said = rows(
        f"""
        {CHARTER} cism:hasAct ?act .
        ?act a cism:Ratification ; cism:isActOf ?state .
        GRAPH ?graph {{ ?act cism:date ?date }}
        ?graph dcterms:source ?source .
        """,
        "state",
        "source",
        "date",
    )
    assert len({state for state, _, _ in said}) == 10
    slides = "source:vdocuments-us-2017-01-06-cis-slides"
    assert ("state:ge", slides, "1994-04-19") in said
    moldova = {(source, date) for state, source, date in said if state == "state:md"}
    assert (slides, "1994-04-15") in moldova
    assert {"1994-04-15", "1994-06-27"} <= {date for _, date in moldova}


@pytest.mark.parametrize(
    ("day", "authority"),
    [
        ("2015-05-01", "authority:ru-federal-migration-service"),
        ("2020-05-01", GUVM),
        ("2025-05-01", "authority:ru-citizenship-and-registration-service"),
    ],
)
def test_the_migration_authority_of_russia(day: str, authority: str) -> None:
    """Founded, or made by a reform, by the day; not dissolved, or ended by a reform, before it."""
    found = rows(
        f"""
        ?authority a cism:MigrationAuthority ; cism:isAuthorityOf state:ru .
        OPTIONAL {{ ?authority cism:foundingDate ?founded }}
        OPTIONAL {{ ?making org:resultingOrganization ?authority ; cism:latestDate ?made }}
        OPTIONAL {{ ?ending org:originalOrganization ?authority ; cism:earliestDate ?ended }}
        FILTER(STR(COALESCE(?made, ?founded)) <= "{day}")
        FILTER(!BOUND(?ended) || ?ended > "{day}"^^xsd:date)
        """,
        "authority",
    )
    assert found == {(authority,)}


@pytest.mark.parametrize(
    ("side", "authority", "day"),
    [
        ("original", "authority:ru-federal-migration-service", "2016-04-05"),
        ("resulting", GUVM, "2016-04-05"),
        ("resulting", "authority:ru-citizenship-and-registration-service", "2025-04-02"),
    ],
)
def test_who_says_when_one_authority_of_russia_followed_another(
    side: str, authority: str, day: str
) -> None:
    said = rows(
        f"""
        GRAPH ?graph {{ ?reform org:{side}Organization {authority} ; cism:date ?date }}
        ?graph dcterms:source ?source .
        """,
        "source",
        "date",
    )
    assert day in {date for _, date in said}


def test_meetings_of_the_council_by_city() -> None:
    held = "?meeting cism:isMeetingOf body:council ; cism:isHeldIn ?city ."
    places = rows(held, "city", "meeting")
    assert {
        ("place:almaty", "meeting:council-22"),
        ("place:baku", "meeting:council-8"),
        ("place:bishkek", "meeting:council-23"),
        ("place:dushanbe", "meeting:council-28"),
        ("place:moscow", "meeting:council-17"),
        ("place:tashkent", "meeting:council-27"),
        ("place:yerevan", "meeting:council-24"),
    } <= places
    said = rows(
        f"GRAPH ?graph {{ {held} }} ?graph dcterms:source ?source .", "meeting", "city", "source"
    )
    dushanbe = {source for meeting, _, source in said if meeting == "meeting:council-28"}
    assert len(dushanbe) >= 3
    assert {(city, meeting) for meeting, city, _ in said} >= places


def test_readmission_agreements_of_russia_with_dates_and_disputes() -> None:
    agreements = """
      ?agreement cism:hasTheme theme:readmission-agreement ; cism:hasSignature ?mine , ?theirs .
      ?mine cism:isActOf state:ru .
      ?theirs cism:isActOf ?partner .
      FILTER(?partner != state:ru)
      OPTIONAL { ?agreement cism:date ?date }
    """
    found = rows(agreements, "partner", "date")
    assert {
        ("state:am", "2010-08-20"),
        ("state:by", "2013-11-15"),
        ("state:kg", "2012-10-11"),
        ("state:kz", "2012-06-07"),
        ("state:ua", "2006-12-22"),
        ("state:ua", "2012-10-22"),
        ("state:uz", "2007-07-04"),
    } <= found
    assert "state:tj" not in {partner for partner, _ in found}, "a draft has no signatures"
    disputed = rows(
        """
        ?judgement cism:concerns ?agreement ; cism:onProperty cism:date ; cism:setsAside ?graph .
        ?agreement cism:hasTheme theme:readmission-agreement .
        GRAPH ?graph { ?agreement cism:date ?other }
        """,
        "agreement",
        "other",
    )
    assert disputed == {
        ("instrument:readmission-ru-kz-2012", "2013-06-07"),
        ("instrument:readmission-ru-uz-2007", "2013-04-15"),
    }
