"""A slip in a file is found, and the finding says where it is and what should be."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cismig.build import make
from cismig.dataset.terms import named
from cismig.errors import LoadError
from cismig.layout import FOLDERS, Layout
from cismig.names import PREFIXES
from cismig.turtle import formatted
from cismig.validate import Finding, check, ontology
from edits import Edits

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("checked")  # a first check, and then small changes

ASIA_PLUS = "graph/reports/asia-plus-2024-05-28-council.ttl"
BM_GE = "graph/reports/bm-ge-2024-02-13-departures.ttl"
SNG_TODAY = "graph/reports/sng-today-2024-02-14-departures-2023.ttl"
KHOVAR = "graph/reports/khovar-2024-05-28-council.ttl"
WOMEN = "    sdmx-measure:obsValue 97210 ;"


class Copy:
    """A copy of the four folders that was in order and checked so, to be broken."""

    def __init__(self, layout: Layout, checked: Path, root: Path) -> None:
        """Copy the folders of *layout* under *root*, and the folder where it was *checked*."""
        for name in FOLDERS:
            shutil.copytree(layout.root / name, root / name)
        self.layout = Layout(root)
        self.cache = root / "cache"
        shutil.copytree(checked, self.cache)
        Edits.rest(self.layout)
        make(self.layout, self.cache)

    def check(self, *paths: Path) -> tuple[Finding, ...]:
        """Return what is wrong now, in *paths* if any are given, as the command finds it."""
        return check(self.layout, paths, make(self.layout, self.cache))

    def change(self, name: str, old: str, new: str) -> Path:
        """Put *new* for the first *old* in the file, and leave its form as it falls."""
        path = self.layout.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    def state(self, name: str, facts: str) -> Path:
        """Add *facts* to the file and bring it back to the house form."""
        path = self.layout.root / name
        text = path.read_text(encoding="utf-8")
        used = [prefix for prefix in PREFIXES if f"{prefix}:" in facts]
        head = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used)
        path.write_text(f"{text}\n{head}{facts}\n", encoding="utf-8")
        return self.tidy(path)

    def remove(self, name: str, subject: str) -> Path:
        """Take all that the file says of *subject* out of it."""
        path = self.layout.root / name
        before, found, after = path.read_text(encoding="utf-8").partition(f"\n{subject}\n")
        assert found
        path.write_text(before + after.partition("\n.\n")[2], encoding="utf-8")
        return self.tidy(path)

    def tidy(self, path: Path) -> Path:
        """Bring the file back to the house form."""
        path.write_text(formatted(path, self.layout), encoding="utf-8")
        return path

    def violations(self) -> tuple[Finding, ...]:
        """Return what is wrong, without the notes."""
        return tuple(one for one in self.check() if one.severity == "violation")

    def only_violation(self) -> Finding:
        """Return the one thing that is wrong."""
        (found,) = self.violations()
        assert set(found.message) == {"en", "ru"}
        assert all(found.message.values())
        return found


@pytest.fixture
def copy(layout: Layout, checked: Path, tmp_path: Path) -> Copy:
    """Return a copy of the checkout's folders."""
    return Copy(layout, checked, tmp_path)


def line_of(path: Path, text: str) -> int:
    """Return the number of the first line that holds *text*."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_graph_as_it_stands_has_no_violation_and_some_open_questions(layout: Layout) -> None:
    found = check(layout)
    assert [one for one in found if one.severity == "violation"] == []
    breaks = [one for one in found if one.shape == named("shape:Series-break")]
    assert len(breaks) < 25
    left_open = [one for one in found if one not in breaks]
    assert all(note.hint.endswith(" leaves it open") for note in left_open)
    (note,) = [one for one in found if one.focus == named("instrument:council-atc-2024")]
    assert note.path == named("cism:hasStatus")
    assert len(note.graphs) == 2


def test_one_woman_too_many_breaks_the_sum_and_points_to_its_parts(copy: Copy) -> None:
    # in every report that prints the figure, or it would be a disagreement of sources
    changed = [
        copy.change(name, WOMEN, WOMEN.replace("97210", "97211")) for name in (ASIA_PLUS, BM_GE)
    ]
    path = changed[0]
    found = copy.only_violation()
    assert found.shape == named("shape:DataSet-sexes")
    assert "554804 + 97211 = 652015, not 652014" in found.message["en"]
    assert "554804 + 97211 = 652015, а не 652014" in found.message["ru"]
    assert {place.path for place in found.places} >= set(changed)
    lines = [line_of(path, f"obsValue {figure} ") for figure in ("97211", "554804", "652014")]
    assert sorted(place.line for place in found.places if place.path == path) == sorted(lines)


def test_a_wrong_rest_breaks_the_sum_of_destinations(copy: Copy) -> None:
    paths = [
        copy.change(name, "obsValue 6568 ", "obsValue 6569 ")
        for name in (ASIA_PLUS, BM_GE, SNG_TODAY)
    ]
    found = copy.only_violation()
    assert found.shape == named("shape:DataSet-destinations")
    assert "they make 652015, the total is 652014" in found.message["en"]
    assert len([place for place in found.places if place.path == paths[0]]) == 4


def test_a_wrong_change_is_held_against_the_two_totals(copy: Copy) -> None:
    copy.change(ASIA_PLUS, "obsValue -123564 ", "obsValue -123546 ")
    found = copy.only_violation()
    assert found.shape == named("shape:DataSet-change")
    assert "652014 - 775578 = -123564, not -123546" in found.message["en"]


def test_a_percentage_is_held_against_the_totals_within_its_rounding(copy: Copy) -> None:
    copy.change(ASIA_PLUS, "obsValue -16 ", "obsValue -17 ")
    found = copy.only_violation()
    assert found.shape == named("shape:DataSet-percentChange")
    assert "-15.93" in found.message["en"]


def test_a_second_date_is_a_disagreement_that_lists_the_sources_of_each_side(copy: Copy) -> None:
    path = copy.change(KHOVAR, 'cism:date "2024-05-28"', 'cism:date "2024-05-29"')
    found = copy.only_violation()
    assert found.rule == "judgements"
    assert (found.focus, found.path) == (named("meeting:council-28"), named("cism:date"))
    assert "2024-05-29 according to source:khovar-2024-05-28-council" in found.message["en"]
    assert "source:ipa-cis-2024-05-28-council" in found.message["en"]
    assert "cism:Judgement" in found.hint
    assert (path, line_of(path, "2024-05-29")) in [(one.path, one.line) for one in found.places]


def test_what_nothing_tells_of_is_placed_where_it_is_named(copy: Copy) -> None:
    place = "<https://w3id.org/cis-migration/place/>"
    path = copy.change(KHOVAR, f"@prefix place: {place}", f"@prefix place: {place[:-3]}s/>")
    found = copy.violations()
    assert all(one.places for one in found)
    assert (path, line_of(path, "place:dushanbe")) in [
        (where.path, where.line)
        for one in found
        if "label" in one.message["en"]
        for where in one.places
    ]


def test_a_month_that_is_none_is_a_finding_and_no_traceback(copy: Copy) -> None:
    copy.change("graph/registry/periods.ttl", 'firstDay "2013-01-01"', 'firstDay "2013-13-01"')
    command = [sys.executable, "-m", "cismig", "check", "--root", str(copy.layout.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert 'violation: period:2013 cism:firstDay "2013-13-01"' in done.stdout
    assert "Traceback" not in done.stderr


def test_a_dropped_label_is_missed_where_the_thing_is_described(copy: Copy) -> None:
    path = copy.change("graph/registry/states.ttl", '"Tajikistan"@en ,\n        ', "")
    copy.tidy(path)
    found = copy.only_violation()
    assert found.shape == named("shape:Named-english")
    assert found.focus == named("state:tj")
    assert [(one.path, one.line) for one in found.places] == [(path, line_of(path, "Таджикистан"))]


def test_a_misspelt_prefix_is_refused_with_the_nearest_one(copy: Copy) -> None:
    path = copy.change(KHOVAR, "place:dushanbe", "plcae:dushanbe")
    with pytest.raises(LoadError) as caught:
        copy.check()
    assert caught.value.exit_code == 3
    assert (caught.value.path, caught.value.line) == (path, line_of(path, "plcae:dushanbe"))
    assert "place:" in caught.value.hint


def test_a_malformed_file_is_refused_with_its_line(copy: Copy) -> None:
    path = copy.change(KHOVAR, "cism:ordinal 28 ;", "cism:ordinal 28 28 ;")
    with pytest.raises(LoadError) as caught:
        copy.check()
    assert caught.value.exit_code == 3
    assert (caught.value.path, caught.value.line) == (path, line_of(path, "28 28"))


def test_a_misspelt_term_is_found_with_the_nearest_one(copy: Copy) -> None:
    path = copy.change(KHOVAR, "    cism:isHeldIn ", "    cism:isHeldInn ")
    found = copy.only_violation()
    assert found.rule == "terms"
    assert found.message["en"] == "cism:isHeldInn is not declared"
    assert found.hint == "did you mean cism:isHeldIn?"
    assert [(one.path, one.line) for one in found.places] == [(path, line_of(path, "isHeldInn"))]


def test_a_misspelt_thing_is_found_with_the_nearest_one(copy: Copy) -> None:
    """It is not judged as a place of its own: without a name, at odds with other sources."""
    path = copy.change(KHOVAR, "place:dushanbe", "place:dushambe")
    found = copy.only_violation()
    assert found.message["en"] == "place:dushambe is described nowhere"
    assert found.hint == "did you mean place:dushanbe?"
    assert [one.line for one in found.places] == [line_of(path, "place:dushambe")]


def test_a_misspelt_subject_is_adrift(copy: Copy) -> None:
    copy.change(KHOVAR, "\nmeeting:council-28\n", "\nmeeting:coucnil-28\n")
    (found,) = [one for one in copy.violations() if one.rule == "terms"]
    assert found.focus == named("meeting:coucnil-28")
    assert found.hint == "did you mean meeting:council-28?"


def test_a_misspelt_borrowed_term_is_found(copy: Copy) -> None:
    copy.change("graph/registry/sources-press.ttl", "dcterms:publisher", "dcterms:publsher")
    found = [one for one in copy.violations() if one.rule == "terms"]
    assert [one.hint for one in found] == ["did you mean dcterms:publisher?"]


def test_a_misspelt_word_of_shacl_is_found(copy: Copy) -> None:
    path = copy.change("shapes/meetings.ttl", "sh:datatype", "sh:dataType")
    copy.tidy(path)
    found = [one for one in copy.violations() if one.rule == "terms"]
    assert [one.hint for one in found] == ["did you mean sh:datatype?"]


def test_a_misspelt_term_in_a_query_is_found(copy: Copy) -> None:
    path = copy.change("queries/who-took-part.rq", "cism:isOnBehalfOf", "cism:isOnBehalf")
    found = [one for one in copy.violations() if one.rule == "terms"]
    assert [one.hint for one in found] == ["did you mean cism:isOnBehalfOf?"]
    assert [(one.path, one.line) for one in found[0].places] == [
        (path, line_of(path, "cism:isOnBehalf "))
    ]


def test_a_string_where_a_thing_belongs_is_found(copy: Copy) -> None:
    path = copy.change(KHOVAR, "cism:isMeetingOf body:council ", 'cism:isMeetingOf "the Council" ')
    found = [one for one in copy.violations() if one.rule == "terms"]
    assert [one.message["en"] for one in found] == ["the value of cism:isMeetingOf is an IRI"]
    assert [one.line for one in found[0].places] == [line_of(path, '"the Council"')]


def test_a_removed_judgement_leaves_its_question_open(copy: Copy) -> None:
    copy.remove("graph/judgements.ttl", "judgement:council-28-armenia")
    found = copy.only_violation()
    assert found.rule == "judgements"
    assert found.focus == named("participation:council-28-am")
    assert "no such entry according to source:asia-plus-2024-05-28-council" in found.message["en"]
    assert "source:ipa-cis-2024-05-28-council" in found.message["en"]
    assert len({place.path for place in found.places}) == 3


def test_a_judgement_that_leaves_a_graph_out_is_stale(copy: Copy) -> None:
    name = "graph/judgements.ttl"
    path = copy.change(name, "graph:asia-plus-2024-05-28-council ,\n        ", "")
    copy.tidy(path)
    found = copy.only_violation()
    assert found.rule == "judgements"
    assert found.graphs == (named("graph:asia-plus-2024-05-28-council"),)
    assert {place.path for place in found.places} == {path}


def test_a_judgement_on_a_graph_that_no_file_holds_is_found(copy: Copy) -> None:
    path = copy.change(
        "graph/judgements.ttl", "graph:asia-plus-2024-05-28-council ,", "graph:gone ,"
    )
    copy.tidy(path)
    found = [one for one in copy.check() if "graph:gone" in one.message["en"]]
    assert {one.severity for one in found} == {"violation"}
    assert {place.path for one in found for place in one.places} == {path}


def test_a_stated_short_form_is_refused_where_it_stands(copy: Copy) -> None:
    path = copy.state(KHOVAR, "meeting:council-28 cism:hasParticipant state:kz .")
    found = copy.only_violation()
    assert found.shape == named("shape:Graph-shortForms")
    assert [(one.path, one.line) for one in found.places] == [
        (path, line_of(path, "cism:hasParticipant "))
    ]


def test_a_conclusion_without_an_inference_is_found(copy: Copy) -> None:
    path = copy.state(
        "graph/inferences.ttl", "meeting:council-28 cism:hasFormat code:format-in-person ."
    )
    found = copy.only_violation()
    assert found.rule == "judgements"
    assert (found.focus, found.path) == (named("meeting:council-28"), named("cism:hasFormat"))
    assert [one.line for one in found.places] == [line_of(path, "cism:hasFormat ")]


def test_an_inference_without_its_conclusion_is_found(copy: Copy) -> None:
    copy.remove("graph/inferences.ttl", "agenda:council-28-programme-2019-2023")
    found = copy.only_violation()
    assert found.rule == "judgements"
    assert found.focus == named("inference:programme-2019-2023")


def test_a_meeting_held_in_a_state_clashes_what_a_state_is(copy: Copy) -> None:
    path = copy.change(KHOVAR, "cism:isHeldIn place:dushanbe", "cism:isHeldIn state:tj")
    found = [one for one in copy.violations() if one.rule == "ontology"]
    assert found
    assert {one.focus for one in found} == {named("state:tj")}
    assert "owl:disjointWith" in found[0].message["en"]
    assert (path, line_of(path, "cism:isHeldIn state:tj")) in [
        (one.path, one.line) for one in found[0].places
    ]


def test_a_file_out_of_form_is_found_at_the_first_line_that_differs(copy: Copy) -> None:
    path = copy.change(KHOVAR, "    cism:ordinal 28 ;", "  cism:ordinal 28 ;")
    found = copy.only_violation()
    assert found.rule == "form"
    assert found.hint == f"cismig format {KHOVAR}"
    assert [one.line for one in found.places] == [line_of(path, "  cism:ordinal 28 ;")]


def test_a_question_without_its_front_matter_is_found(copy: Copy) -> None:
    path = copy.change("queries/who-took-part.rq", "#+ question:", "#+ qestion:")
    found = copy.only_violation()
    assert found.rule == "form"
    assert found.places[0].path == path


def test_a_sum_is_not_judged_while_a_judgement_leaves_one_of_its_figures_open(copy: Copy) -> None:
    women = "observation:molme-departures-TJK-WLD-F-2023"
    says = (
        "khovar-2024-05-28-council",
        "asia-plus-2024-05-28-council",
        "bm-ge-2024-02-13-departures",
    )
    weighed = " , ".join(f"graph:{name}" for name in says)
    copy.state(KHOVAR, f"{women} sdmx-measure:obsValue 97211 .")
    (found,) = copy.violations()
    assert (found.rule, found.focus) == ("judgements", named(women))
    copy.state(
        "graph/judgements.ttl",
        "judgement:departures-2023-women a cism:OpenJudgement ;"
        ' rdfs:label "How many women left?"@en , "Сколько уехало женщин?"@ru ;'
        ' dcterms:created "2026-11-24"^^xsd:date ;'
        " dcterms:creator body:cis-migration-graph-editors ;"
        f" cism:concerns {women} ; cism:weighs {weighed} ;"
        ' cism:reason "Invented for this test."@en , "Придумано для этой проверки."@ru .',
    )
    found_now = copy.check()
    assert {one.severity for one in found_now} == {"note"}
    assert named("shape:DataSet-sexes") not in {one.shape for one in found_now}
    assert "judgement:departures-2023-women" in {one.hint.partition(" ")[0] for one in found_now}


def test_a_constraint_that_is_no_sparql_is_refused_with_its_place(copy: Copy) -> None:
    path = copy.change("shapes/statistics.ttl", "GROUP BY $this ?area", "GRUOP BY $this ?area")
    with pytest.raises(LoadError) as caught:
        copy.check()
    assert caught.value.exit_code == 3
    assert caught.value.path == path
    assert "shape:DataSet-" in caught.value.what
    assert "\n" not in str(caught.value)


def test_a_shape_that_pyshacl_cannot_use_is_refused_in_one_line(copy: Copy) -> None:
    copy.change("shapes/meetings.ttl", "    sh:path cism:ordinal ;\n", "")
    with pytest.raises(LoadError) as caught:
        copy.check()
    assert "pySHACL cannot run the shapes" in caught.value.what
    assert "\n" not in str(caught.value)


def test_paths_leave_only_the_findings_that_stand_in_them(copy: Copy) -> None:
    for name in (BM_GE, ASIA_PLUS):
        broken = copy.change(name, WOMEN, WOMEN.replace("97210", "97211"))
    other = copy.layout.root / KHOVAR
    assert copy.check(other) == ()
    here = copy.check(broken)
    elsewhere = [one for one in copy.check(broken.parent) if one not in here]
    assert named("shape:DataSet-sexes") in {one.shape for one in here}
    assert {one.severity for one in elsewhere} <= {"note"}, "other files have open questions"


def test_sources_that_contradict_the_ontology_are_found_before_any_judgement(copy: Copy) -> None:
    """A statement that a judgement sets aside still has to be possible."""
    copy.change(
        "graph/reports/ipa-cis-2024-05-28-council.ttl",
        "cism:isOnBehalfOf state:kz ",
        "cism:isOnBehalfOf state:kz ;\n    cism:isHeldIn state:kz ",
    )
    found = [one for one in copy.violations() if one.rule == "ontology"]
    assert {one.focus for one in found} == {named("state:kz")}


def test_owlrl_finds_by_itself_what_our_own_rules_find(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reference reasoner is asked in earnest: without our rules it still sees the clash."""
    monkeypatch.setattr(ontology, "clashes", lambda *_, **__: ())
    kinds = (f"<{PREFIXES['cism']}{kind}>" for kind in ("Body", "Person"))
    both = f"    a skos:Concept , {' , '.join(kinds)} ;"
    copy.change(
        "ontology/codes.ttl",
        "code:status-draft\n    a skos:Concept ;",
        f"code:status-draft\n{both}",
    )
    found = [one for one in copy.violations() if one.rule == "ontology"]
    assert found
    assert {one.focus for one in found} == {named("code:status-draft")}
    assert all("owlrl: Disjoint classes " in one.message["en"] for one in found)


def test_a_second_check_in_the_same_process_finds_the_same(layout: Layout) -> None:
    """A reasoner left to itself changes how rdflib reads --05-28."""
    assert check(layout) == check(layout)


def test_a_finding_reads_as_one_line_with_its_place_first(copy: Copy) -> None:
    path = copy.change(KHOVAR, "    cism:isHeldIn ", "    cism:isHeldInn ")
    text = str(copy.only_violation())
    assert text.startswith(f"{path}:{line_of(path, 'isHeldInn')}:")
    assert text.endswith("cism:isHeldInn is not declared; did you mean cism:isHeldIn?")
    assert "\n" not in text
