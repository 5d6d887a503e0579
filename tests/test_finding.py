"""Things are found by any of their names, in either alphabet, and the likeliest comes first."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.errors import QueryError
from cismig.evidence import KINDS, Finder, find
from cismig.evidence.folding import fold, has_one_slip, initials, lessened
from cismig.names import expand, shorten

if TYPE_CHECKING:
    from cismig.build import Built

LETTERS = st.text(st.one_of(st.characters(), st.sampled_from("дждзщшчхyхkhieъьйёӣӯғқҷҳİıʼ’ ")))


@pytest.fixture(scope="module")
def finder(built: Built) -> Finder:
    """Return the index of the names of the graph."""
    return Finder(built.raw)


@given(LETTERS)
@example("kkh")
@example("ддж")
@example("İİ")
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert fold(text.upper().lower()) == fold(text.lower())
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.parametrize(
    "alike",
    [("Душанбе", "Dushanbe", "ДУШАНБЕ"), ("Тоҷикистон", "Tojikiston"), ("Пётр", "Петр", "Petr"),
     ("Қазақстан", "Kazakstan"), ("Өмүрбек", "Omurbek"), ("Юлия", "Yuliya"), ("Ғафур", "Gafur"),
     ("Джалал-Абад", "Jalal Abad"), ("Хорог", "Khorog", "Horog"), ("Кӣров", "Киров", "Kirov"),
     ("Узбекистан", "Uzbekistan"), ("Ольга", "Olga"), ("Әлия", "Aliya"), ("СРМО", "srmo")],
)  # fmt: skip
def test_one_name_in_two_alphabets_is_one(alike: tuple[str, ...]) -> None:
    assert len(set(map(fold, alike))) == 1


def test_different_names_stay_different() -> None:
    names = ["Минск", "Москва", "Мурманск", "Бишкек", "Ташкент", "Тараз", "28", "29", "会议"]
    assert len(set(map(fold, names))) == len(names)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_words_with_one_slip_share_what_is_left(one: str, two: str) -> None:
    """Told apart here by trying every slip there is."""
    places = range(len(one) + 1)
    less = {one[:i] + one[i + 1 :] for i in places}
    more = {one[:i] + letter + one[i:] for i in places for letter in "abc"}
    other = {one[:i] + letter + one[i + 1 :] for i in range(len(one)) for letter in "abc"}
    moved = {one[:i] + one[i : i + 2][::-1] + one[i + 2 :] for i in places}
    assert has_one_slip(one, two) == (two in less | more | other | moved)
    if has_one_slip(one, two):
        assert set(lessened(one)) & set(lessened(two))


def test_initials_leave_out_the_small_words() -> None:
    assert initials("Содружество Независимых Государств") == fold("СНГ")
    assert initials("Council of the Heads of State") == "chs"


@pytest.mark.parametrize(
    ("typed", "thing"),
    [("СРМО", "body:council"), ("SRMO", "body:council"), ("srmo", "body:council"),
     ("совет руководителей миграционных", "body:council"), ("Душанбе", "place:dushanbe"),
     ("dushanb", "place:dushanbe"), ("Душамбе", "place:dushanbe"), ("таджикистан", "state:tj"),
     ("meeting 28", "meeting:council-28"), ("28 заседание совета", "meeting:council-28"),
     ("Kyrgizstan", "state:kg"), ("Қазақстан", "state:kz"), ("ОДКБ", "body:csto"),
     ("readmision", "theme:readmission"), ("TJ", "state:tj"), ("uzb", "state:uz")],
)  # fmt: skip
def test_the_likeliest_comes_first(finder: Finder, typed: str, thing: str) -> None:
    assert [shorten(hit.thing.value) for hit in finder.find(typed).hits][:1] == [thing]


def test_what_initials_suggest_stands_below_what_is_said(finder: Finder) -> None:
    """The initials of a post make SRMO too; the abbreviation is that of the body."""
    hits = finder.find("СРМО").hits
    assert [hit.kind for hit in hits] == ["body", "post"]
    assert "СРМО" not in hits[1].matched


def test_a_hit_has_a_label_in_the_language_and_the_name_that_matched(finder: Finder) -> None:
    (hit, *_) = finder.find("Dushanbe", "ru").hits
    assert (hit.label, hit.kind, hit.language) == ("Душанбе", "place", "ru")
    found = finder.find("Dushanbe", kind="meeting", limit=3)
    assert {hit.kind for hit in found.hits} == {"meeting"}
    assert found.total > len(found.hits) == 3


@pytest.mark.parametrize(
    ("typed", "kind", "reason"),
    [("", None, "no word"), (" —- ", None, "no word"), ("x" * 201, None, "more than 200"),
     ("Минск", "town", "no kind")],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_told(
    built: Built, typed: str, kind: str | None, reason: str
) -> None:
    with pytest.raises(QueryError, match=reason):
        find(built.raw, typed, kind=kind)


def test_nothing_like_it_is_nothing(finder: Finder) -> None:
    assert finder.find("qwrtpsdfg") == finder.find("zzxxqq", kind="state")


def test_every_name_finds_its_thing_on_the_first_page(finder: Finder, built: Built) -> None:
    asked = 0
    for prop in ("rdfs:label", "skos:altLabel"):
        for quad in list(built.raw.quads_for_pattern(None, named(prop), None, ACCEPTED_GRAPH))[::7]:
            kind = shorten(quad.subject.value).partition(":")[0]
            if kind in KINDS and fold(quad.object.value):
                found = finder.find(quad.object.value)
                assert quad.subject in {hit.thing for hit in found.hits}, quad
                asked += 1
    assert asked > 500


def test_only_things_with_an_address_are_found(finder: Finder) -> None:
    hits = finder.find("a", limit=10_000).hits
    assert all(hit.thing.value.startswith(expand("state:")[:-6]) for hit in hits)
