"""Who says so, who disagrees, how it follows, and what an answer rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, Quad, Store

from cismig.errors import QueryError, UnknownPrefixError
from cismig.evidence import Account, Standing, Step, Support, resting, support, why
from cismig.frozen import replace
from cismig.layout import find
from cismig.names import ACCEPTED, expand, shorten
from cismig.questions import answer, bind_values, find_question, read_question
from cismig.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.build import Built
    from cismig.evidence import Fact, Named, Resting, Value

ROOT = find(Path(__file__).parent)
SAMPLES = Path(__file__).parent / "cases" / "questions"

ASIA_PLUS = "asia-plus-2024-05-28-council"
COMMITTEE = "cis-executive-committee-2024-05-28-council"
IPA = "ipa-cis-2024-05-28-council"
KHOVAR = "khovar-2024-05-28-council"


def node(name: str) -> NamedNode:
    return NamedNode(expand(name))


def short(named: Named) -> str:
    return shorten(named.term.value) if isinstance(named.term, NamedNode) else named.term.value


def the(account: Account, prop: str) -> Fact:
    """Return what an account says of one property."""
    (fact,) = [each for each in account.facts if short(each.property) == prop]
    return fact


def given(fact: Fact, value: str) -> Value:
    (found,) = [each for each in fact.values if short(each.value) == value]
    return found


def graphs(value: Value) -> set[str]:
    return {short(each.graph).removeprefix("graph:") for each in value.witnesses}


def ends(step: Step) -> Iterator[Step]:
    if not step.premises:
        yield step
    for premise in step.premises:
        yield from ends(premise)


# Support.


def store_of(*statements: str) -> Store:
    """Return a store of statements ``graph subject property value``, all accepted."""
    store = Store()
    for statement in statements:
        graph, subject, verb, value = [node(name) for name in statement.split(" ")]
        store.add(Quad(subject, verb, value, graph))
        store.add(Quad(subject, verb, value, NamedNode(ACCEPTED)))
    return store


def reports(*names: str) -> list[str]:
    return [f"graph:{name} graph:{name} dcterms:source source:{name}" for name in names]


def supported(store: Store, *names: str) -> Support:
    return support(store, [node(f"graph:{name}") for name in names])


def test_two_reports_of_their_own_are_two_origins() -> None:
    assert supported(store_of(*reports("a", "b")), "a", "b") == Support(2, 2)


def test_a_report_that_relays_another_is_no_second_origin() -> None:
    relays = "graph:registry source:b prov:wasDerivedFrom source:a"
    assert supported(store_of(*reports("a", "b"), relays), "a", "b") == Support(2, 1)


def test_six_reports_of_one_ministry_are_six_sources_of_one_origin() -> None:
    names = "abcdef"
    relays = [f"graph:registry source:{x} prov:wasDerivedFrom source:ministry" for x in names]
    assert supported(store_of(*reports(*names), *relays), *names) == Support(6, 1)


def test_a_chain_of_relays_goes_back_to_its_beginning() -> None:
    relays = [f"graph:registry source:{x} prov:wasDerivedFrom source:{y}" for x, y in ("cb", "ba")]
    assert supported(store_of(*reports("a", "c"), *relays), "a", "c") == Support(2, 1)


def test_a_report_that_draws_on_two_others_is_one_voice() -> None:
    relays = [f"graph:registry source:c prov:wasDerivedFrom source:{x}" for x in "ab"]
    assert supported(store_of(*reports("c"), *relays), "c") == Support(1, 1)


def test_reports_that_relay_each_other_are_one_origin() -> None:
    ring = [f"graph:registry source:{x} prov:wasDerivedFrom source:{y}" for x, y in ("ab", "ba")]
    assert supported(store_of(*reports("a", "b"), *ring), "a", "b") == Support(2, 1)


@pytest.mark.parametrize(
    "poor",
    [
        "source:b cism:hasStrength code:strength-weak",
        "source:b cism:hasStrength code:strength-compilation",
        "source:b cism:hasKind code:source-compilation",
    ],
)
def test_what_is_weak_or_compiled_never_counts(poor: str) -> None:
    store = store_of(*reports("a", "b"), f"graph:registry {poor}")
    assert supported(store, "a", "b") == Support(1, 1)
    assert supported(store, "b") == Support(0, 0)


def test_a_graph_of_the_editors_is_no_source() -> None:
    assert supported(store_of(*reports("a")), "a", "inferences") == Support(1, 1)


def test_two_graphs_of_one_source_are_one_source() -> None:
    store = store_of(*reports("a"), "graph:a-figures graph:a-figures dcterms:source source:a")
    assert supported(store, "a", "a-figures") == Support(1, 1)


# The date of the meeting.


def test_who_gives_which_date_in_which_line(built: Built) -> None:
    account = why(built, "meeting:council-28", "cism:date")
    assert account.subject.label == "28th meeting of the Council of Heads of Migration Authorities"
    assert [kind.label for kind in account.kinds] == ["meeting"]
    day, printed = the(account, "cism:date").values
    assert (short(day.value), day.standing) == ("2024-05-28", Standing.ACCEPTED)
    assert graphs(day) == {COMMITTEE, IPA, KHOVAR}
    assert day.support == Support(3, 3)
    assert (short(printed.value), printed.standing) == ("--05-28", Standing.CONTAINED)
    assert printed.better == day.value
    assert graphs(printed) == {ASIA_PLUS}


def test_a_witness_names_file_line_and_words(built: Built) -> None:
    account = why(built, "meeting:council-28", "cism:date", language="ru")
    printed = given(the(account, "cism:date"), "--05-28")
    (witness,) = printed.witnesses
    assert witness.source is not None
    assert (witness.source.publisher, witness.source.issued) == ("«Азия-Плюс»", "2024-05-28")
    assert witness.path is not None
    assert witness.line is not None
    told = witness.path.read_text(encoding="utf-8").splitlines()[witness.line - 1]
    assert '"--05-28"^^xsd:gMonthDay' in told
    first = witness.quoted[0]
    assert (first.place, first.claim) == ("1", "")
    assert "28 мая" in first.paraphrase


def test_an_inferred_date_comes_with_its_premise(built: Built) -> None:
    account = why(built, "meeting:security-agencies-council-55", "date")
    day, printed = the(account, "cism:date").values
    assert graphs(day) == {"inferences"}
    assert day.support == Support(0, 0)
    assert graphs(printed) == {"essent-press-10-04-security-agencies-astana"}
    assert printed.support == Support(1, 1)
    (conclusion,) = account.conclusions
    assert shorten(conclusion.iri) == "inference:security-agencies-council-55-year"
    assert "dated 4 October 2024" in conclusion.premise
    assert conclusion.by == "CIS Migration Graph editors"


def test_hearsay_is_marked_where_it_is_quoted(built: Built) -> None:
    account = why(built, f"excerpt:{ASIA_PLUS}-l11", "cism:line")
    (value,) = the(account, "cism:line").values
    (quoted,) = value.witnesses[0].quoted
    assert (quoted.place, quoted.claim) == ("11", "hearsay")


def test_a_bound_follows_from_the_date(built: Built) -> None:
    (value,) = the(
        why(built, "meeting:council-28", "cism:earliestDate"), "cism:earliestDate"
    ).values
    assert value.standing is Standing.ENTAILED
    assert value.proof is not None
    assert [short(step.property) for step in ends(value.proof)] == ["cism:date"]


# Armenia's participation.


def test_a_participation_that_was_set_aside_shows_both_sides(built: Built) -> None:
    account = why(built, "participation:council-28-am")
    assert account.subject.label == "participation: Armenia"
    (value,) = the(account, "cism:isOnBehalfOf").values
    assert (short(value.value), value.standing) == ("state:am", Standing.SET_ASIDE)
    (link,) = account.links
    assert short(link.property) == "cism:hasParticipation"
    assert link.values[0].standing is Standing.SET_ASIDE
    (dispute,) = account.disputes
    sides = [
        (side.value and short(side.value), {short(graph) for graph in side.graphs})
        for side in dispute.opinions
    ]
    assert sides == [
        ("participation:council-28-am", {f"graph:{IPA}"}),
        (None, {f"graph:{ASIA_PLUS}", f"graph:{COMMITTEE}"}),
    ]
    (ruling,) = dispute.rulings
    assert not ruling.open
    assert [short(graph) for graph in ruling.set_aside] == [f"graph:{IPA}"]
    assert ruling.set_aside[0].label.endswith(", 2024-05-28")
    assert "Two lists" in ruling.reason
    assert (ruling.by, ruling.on) == ("CIS Migration Graph editors", "2026-11-24")


def test_that_armenia_took_part_is_not_held_and_would_follow(built: Built) -> None:
    account = why(built, "meeting:council-28", "cism:hasParticipant", "state:am")
    assert account.facts == ()
    absent = account.absent
    assert absent is not None
    assert absent.would_follow is not None
    assert absent.would_follow.rule == "property chain"
    stated = [step for step in ends(absent.would_follow) if not step.axiom]
    assert {short(step.property) for step in stated} == {
        "cism:hasParticipation",
        "cism:isOnBehalfOf",
    }
    assert {short(w.graph) for step in stated for w in step.witnesses} == {f"graph:{IPA}"}
    whole = [each for each in absent.listings if each.complete]
    assert {each.source.publisher for each in whole if each.source} == {
        "Asia-Plus",
        "Executive Committee of the CIS",
    }
    assert not [e for e in absent.listings if e.source and "Assembly" in e.source.publisher], (
        "the Assembly's list names Armenia"
    )
    assert [shorten(each.iri) for each in absent.rulings] == ["judgement:council-28-armenia"]
    assert len(account.disputes) == 1


def test_the_closure_of_the_store_is_left_as_it_was(built: Built) -> None:
    before = set(built.store.raw)
    why(built, "meeting:council-28", "cism:hasParticipant", "state:am")
    assert set(built.store.raw) == before


def test_that_nobody_names_a_state_is_told_by_the_lists(built: Built) -> None:
    account = why(built, "meeting:council-28", "has participant", "Georgia")
    absent = account.absent
    assert absent is not None
    assert absent.would_follow is None
    assert [each.complete for each in absent.listings] == [True, True, False, False]
    assert account.disputes == ()


def test_that_tajikistan_took_part_is_proved_down_to_the_sources(built: Built) -> None:
    account = why(built, "meeting:council-28", "cism:hasParticipant", "Tajikistan")
    (value,) = the(account, "cism:hasParticipant").values
    assert (short(value.value), value.standing) == ("state:tj", Standing.ENTAILED)
    assert value.proof is not None
    stated = [step for step in ends(value.proof) if not step.axiom]
    assert all(len(step.witnesses) == 4 for step in stated)
    (axiom,) = [step for step in ends(value.proof) if step.axiom]
    assert axiom.value.label == "has participation ∘ is on behalf of"
    assert account.absent is None


def test_the_meeting_tells_of_the_disagreements_about_its_participations(built: Built) -> None:
    account = why(built, "28th meeting of the Council of Heads of Migration Authorities")
    assert {short(dispute.subject) for dispute in account.disputes} == {
        "participation:council-28-am",
        "participation:council-28-kz",
    }
    assert account.links == (), "a thing with a name is not told by who links to it"
    participations = the(account, "cism:hasParticipation")
    standings = [value.standing for value in participations.values]
    assert standings.count(Standing.ACCEPTED) == 11
    assert standings[-2:] == [Standing.SET_ASIDE] * 2
    assert all(each.proof is None for fact in account.facts for each in fact.values)


# The memorandum.


def test_both_sides_of_an_open_question_stand(built: Built) -> None:
    account = why(built, "instrument:council-atc-2024", "cism:hasStatus")
    values = the(account, "cism:hasStatus").values
    assert {(short(value.value), value.standing) for value in values} == {
        ("code:status-approved-for-signature", Standing.ACCEPTED),
        ("code:status-signed", Standing.ACCEPTED),
    }
    assert all(ruling.open for value in values for ruling in value.rulings)
    (dispute,) = account.disputes
    (ruling,) = dispute.rulings
    assert (ruling.followed, ruling.set_aside, len(ruling.weighed)) == ((), (), 2)


def test_an_act_has_a_name_and_a_kind(built: Built) -> None:
    account = why(built, "instrument:council-atc-2024", "cism:hasAct")
    labels = {value.value.label.split(":")[0] for value in the(account, "cism:hasAct").values}
    assert labels == {"approval", "instruction to sign", "signature"}


# What nobody says.


def test_another_date_is_told_beside_the_dates_that_are_given(built: Built) -> None:
    account = why(built, "meeting:council-28", "cism:date", "2025-01-01")
    assert account.absent is not None
    assert {short(value.value) for value in account.facts[0].values} == {"2024-05-28", "--05-28"}


def test_a_property_that_is_not_given_is_unknown(built: Built) -> None:
    account = why(built, "meeting:council-28", "cism:isChairedBy")
    assert account.facts == ()
    assert account.absent is not None
    assert (account.absent.value, account.absent.listings) == (None, ())


def test_a_stated_absence_denies(built: Built) -> None:
    """An invented absence, in a copy of the store."""
    store = Store()
    store.extend(built.store.raw)
    for verb, value in (("isAbsenceFrom", "meeting:council-28"), ("isAbsenceOf", "state:md")):
        quad = (node("absence:council-28-md"), node(f"cism:{verb}"), node(value))
        store.add(Quad(*quad, node(f"graph:{KHOVAR}")))
    copy = replace(built, store=EmbeddedStore(store))
    account = why(copy, "meeting:council-28", "cism:hasParticipant", "state:md")
    assert account.absent is not None
    (witness,) = account.absent.denied
    assert short(witness.graph) == f"graph:{KHOVAR}"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("meeting:council-82",), "meeting:council-28"),
        (("Tajikstan",), "state:tj (Tajikistan)"),
        (("nobody\n> }",), "write a label"),
        (("meeting:council-28", "cism:dat"), "cism:date"),
        (("meeting:council-28", "has participnt"), "the ontology has no property"),
        (("meeting:council-28", "cism:hasParticipant", "state:atlantis"), "no graph speaks of"),
    ],
)
def test_a_name_that_means_nothing_gets_a_remedy(
    words: tuple[str, ...], told: str, built: Built
) -> None:
    with pytest.raises(QueryError) as refused:
        why(built, *words)
    assert told in str(refused.value)
    assert str(refused.value).isprintable()
    assert refused.value.exit_code == 2


def test_an_unknown_prefix_is_refused(built: Built) -> None:
    with pytest.raises(UnknownPrefixError, match="meeting:"):
        why(built, "meting:council-28")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_everything_can_be_accounted_for(built: Built, language: str) -> None:
    """No subject of the graph makes it stumble, and none is left without a name."""
    subjects = {
        quad.subject.value
        for graph in built.dataset.roles
        if built.dataset.roles[graph] != "ontology"
        for quad in built.store.raw.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, NamedNode)
    }
    chosen = sorted(subjects)[:: len(subjects) // 80]
    for subject in chosen:
        account = why(built, subject, language=language)
        assert account.subject.label, subject
        assert account.facts or account.kinds, subject


# What an answer rests on.


def rest(built: Built, slug: str, **values: str) -> Resting:
    question = find_question(ROOT, slug)
    terms = bind_values(question, values, built.store)
    return resting(built, answer(built.store, question, terms))


def publishers(rests: Resting) -> set[str]:
    return {source.publisher for source in rests.sources}


def test_figures_rest_on_the_report_that_prints_them(built: Built) -> None:
    rests = rest(built, "departures-by-sex")
    assert publishers(rests) == {"Asia-Plus", "BM.GE"}
    assert rests.origins == 2
    assert [shorten(each.iri) for each in rests.conclusions] == ["inference:departures-year"]


def test_who_took_part_rests_on_all_four_and_was_judged(built: Built) -> None:
    rests = rest(built, "who-took-part")
    assert len(rests.sources) == rests.origins == 4
    assert [shorten(each.iri) for each in rests.rulings] == [
        "judgement:council-28-armenia",
        "judgement:council-28-kazakhstan",
    ]


def test_another_value_rests_on_other_sources(built: Built) -> None:
    rests = rest(built, "who-took-part", event="event:rahmon-putin-2024-05-09")
    assert "Asia-Plus" in publishers(rests)
    assert "Executive Committee of the CIS" not in publishers(rests)
    assert [shorten(each.iri) for each in rests.rulings] == []


def test_hearsay_in_an_answer_is_remarked(built: Built) -> None:
    rests = rest(built, "talks-between-two-states")
    assert "hearsay" in {remark.way.label for remark in rests.remarks}


def test_a_rounded_figure_is_remarked(built: Built) -> None:
    (remark,) = [
        each for each in rest(built, "departures-change").remarks if each.kind == "precision"
    ]
    assert remark.way.label == "rounded"


def test_a_column_that_names_its_source_is_believed(built: Built) -> None:
    rests = rest(built, "memorandum-by-source")
    assert publishers(rests) == {"Asia-Plus", "Executive Committee of the CIS"}
    assert [(shorten(each.iri), each.open) for each in rests.rulings] == [
        ("judgement:council-atc-2024-status", True)
    ]


def test_a_weak_source_is_cited_and_does_not_count(built: Built) -> None:
    rests = rest(built, "status-of-a-state")
    silent = {each.publisher for each in rests.sources if not each.counts}
    assert "Wikipedia contributors" in silent
    assert rests.origins < len(rests.sources)


def test_an_inferred_short_form_rests_on_what_it_follows_from(built: Built) -> None:
    """?event cism:hasParticipant ?party stands in no source; its long form does."""
    question = read_question(SAMPLES / "short-form.rq")
    terms = bind_values(question, {}, built.store)
    rests = resting(built, answer(built.store, question, terms))
    assert publishers(rests) >= {
        "Asia-Plus",
        "Executive Committee of the CIS",
        "Interparliamentary Assembly of Member Nations of the CIS",
        "Khovar National Information Agency of Tajikistan",
    }


def test_a_query_that_asks_in_graph_rests_on_the_graphs_it_found(built: Built) -> None:
    question = read_question(SAMPLES / "graph.rq")
    terms = bind_values(question, {"state": "am"}, built.store)
    rests = resting(built, answer(built.store, question, terms))
    assert publishers(rests) == {"Interparliamentary Assembly of Member Nations of the CIS"}


def test_no_rows_rest_on_what_was_asked_about_only(built: Built) -> None:
    question = read_question(SAMPLES / "filter.rq")
    terms = {"state": NamedNode(expand("state:nowhere"))}
    found = answer(built.store, question, terms)
    assert found.table.rows == ()
    assert resting(built, found).origins == 0


def test_names_in_an_answer_follow_the_language(built: Built) -> None:
    question = find_question(ROOT, "departures-by-sex")
    found = answer(built.store, question, bind_values(question, {}, built.store))
    told = resting(built, found, language="ru").sources
    (source,) = (one for one in told if one.publisher == "«Азия-Плюс»")
    assert source.title.startswith("«Азия-Плюс» о 28-м заседании")
