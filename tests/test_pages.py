"""Pages show what they are given, and nothing that is given can become a part of the page."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cismig.publish.pages import _data, page, style
from cismig.publish.wording import PHRASES


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_page_is_in_its_language_and_leads_below_its_base(language: str) -> None:
    made = page("home", language=language, base="../", tail=f"?lang={language}")
    assert f'<html lang="{language}">' in made
    assert PHRASES["about"][language == "ru"] in made
    addresses = re.findall(r'(?:href|action)="([^"]*)"', made)
    assert len(addresses) > 8
    assert all(each.startswith(("../", "#")) for each in addresses)


@given(st.text())
def test_no_text_becomes_a_part_of_the_page(text: str) -> None:
    made = page("problem", code=404, reason=text + "<b>", remedy="", sought='"><script>')
    assert "<script>" not in made
    assert "<b>" not in made


@given(st.text())
def test_json_in_a_page_says_the_same_and_ends_no_element(text: str) -> None:
    shown = str(_data(json.dumps(f"</script><!--{text}")))
    assert json.loads(shown) == f"</script><!--{text}"
    assert not set("<>&") & set(shown)


def test_an_address_that_would_be_run_is_no_link() -> None:
    made = page("home", other="javascript:alert(1)", alternates=[("JaVaScript:x", "text/html")])
    assert '="javascript:' not in made.lower()


def test_the_style_loads_nothing_from_elsewhere() -> None:
    assert not re.search(rb"url\(|@import|https?:", style())


def test_what_the_pages_say_is_said_in_both_languages() -> None:
    for english, russian in PHRASES.values():
        assert english
        assert russian
        assert set(re.findall(r"{\w*}", english)) == set(re.findall(r"{\w*}", russian))
