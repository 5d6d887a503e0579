"""The one table of prefixes, and names that are read back as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse

from cismig.errors import UnknownPrefixError
from cismig.names import PREFIXES, expand, nearest, shorten
from cismig.turtle import read

if TYPE_CHECKING:
    from cismig.layout import Layout

LOCALS = st.text("abzAZ09-._~:@!$&'()*+,;=/?éЖ中", max_size=12)
IRIS = st.builds(str.__add__, st.sampled_from([*PREFIXES.values(), "urn:x:"]), LOCALS)


def test_the_table_is_the_one_in_the_ontology(layout: Layout) -> None:
    vann = PREFIXES["vann"]
    prefixes: dict[str, str] = {}
    namespaces: dict[str, str] = {}
    for triple in read(layout.ontology / "prefixes.ttl"):
        subject = str(triple.subject).strip("<>")
        if triple.predicate.value == f"{vann}preferredNamespacePrefix":
            prefixes[triple.object.value] = subject
        elif triple.predicate.value == f"{vann}preferredNamespaceUri":
            namespaces[subject] = triple.object.value
    about_namespaces = {
        prefix: subject for prefix, subject in prefixes.items() if subject in PREFIXES.values()
    }
    assert about_namespaces == dict(PREFIXES)
    assert all(namespaces[subject] == subject for subject in about_namespaces.values())


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PREFIXES["state"] = "https://example.org/"  # type: ignore[index]


def test_no_two_prefixes_share_a_namespace() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@given(IRIS)
def test_a_shortened_iri_expands_to_itself(iri: str) -> None:
    assert expand(shorten(iri)) == iri


@given(IRIS)
def test_a_shortened_iri_is_read_by_turtle_and_by_sparql(iri: str) -> None:
    prefix = shorten(iri).partition(":")[0]
    head = f"@prefix {prefix}: <{PREFIXES[prefix]}> ." if prefix in PREFIXES else ""
    text = f"{head} <urn:s> <urn:p> {shorten(iri)} ."
    assert [quad.object.value for quad in parse(text, RdfFormat.TURTLE)] == [iri]
    query = f"SELECT (STR({shorten(iri)}) AS ?x) WHERE {{}}"
    (row,) = Store().query(query, prefixes=dict(PREFIXES))
    assert row["x"].value == iri


def test_a_namespace_inside_another_wins() -> None:
    assert shorten(f"{PREFIXES['graph']}accepted") == "graph:accepted"
    assert shorten(f"{PREFIXES['cism']}Meeting") == "cism:Meeting"


@pytest.mark.parametrize("text", ["<https://schema.org/x>", "https://schema.org/x"])
def test_an_iri_is_taken_as_it_is(text: str) -> None:
    assert expand(text) == "https://schema.org/x"


def test_an_unknown_prefix_offers_the_nearest() -> None:
    with pytest.raises(UnknownPrefixError, match=r"did you mean meeting:\?") as refused:
        expand("meeeting:council-28")
    assert (refused.value.prefix, refused.value.nearest) == ("meeeting", ("meeting",))


def test_a_name_without_a_prefix_is_refused() -> None:
    with pytest.raises(UnknownPrefixError, match="without a prefix"):
        expand("tajikistan")


def test_half_a_bracket_is_no_iri() -> None:
    with pytest.raises(UnknownPrefixError):
        expand("<urn:x")


def test_nothing_is_offered_for_what_resembles_nothing() -> None:
    assert nearest("qqqqqq", PREFIXES) == ()
