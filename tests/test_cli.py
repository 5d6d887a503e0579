"""The command does what it says, refuses in one line, and keeps its exit codes."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from cismig.build import opened
from cismig.cli import console, main
from cismig.cli.command import COMMANDS
from cismig.cli.tables import Grid, draw, width, wrap
from cismig.evidence import FORMS
from cismig.layout import FOLDERS, find
from cismig.names import PREFIXES
from cismig.publish import words
from cismig.publish.cells import cell
from cismig.questions import Labels, figure, load_questions
from cismig.turtle import Place
from cismig.validate import Finding

if TYPE_CHECKING:
    from cismig.build import Built
    from cismig.layout import Layout

ROOT = find(Path(__file__).parent).root
SLUGS = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
RUN = "from cismig.__main__ import process; process()"
HOSTILE = "x> } DELETE { ?s ?p ?o } WHERE { ?s ?p ?o"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """Return the one line of a refusal; there is no other output."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("cismig: ")
        assert "Traceback" not in line
        return line


Cismig = Callable[..., Done]


@pytest.fixture(scope="session", autouse=True)
def store(layout: Layout) -> None:
    """Build the store beforehand: the first question would tell of it on stderr."""
    opened(layout, warn=pytest.fail)


@pytest.fixture(autouse=True)
def here(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to the root of the checkout with its tables cut down."""
    monkeypatch.chdir(layout.root)


@pytest.fixture
def cismig(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cismig:
    """Return the command, run in this process; on a slow machine it does not tell how far it is."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(console, "PATIENCE", float("inf"))

    def run(*arguments: str) -> Done:
        code = main(arguments)
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return run


@pytest.fixture
def checkout(layout: Layout, tmp_path: Path) -> Path:
    """Return a copy of the folders, to be spoilt."""
    for name in FOLDERS:
        shutil.copytree(layout.root / name, tmp_path / name)
    return tmp_path


def spoil(path: Path, before: str, after: str) -> int:
    """Change a file once and return the line of the change."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


def process(*arguments: str, code: str = RUN, **environment: str) -> Done:
    """Return what the command left behind in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


# Usage.


def test_alone_it_tells_what_it_can_do(cismig: Cismig) -> None:
    done = cismig()
    assert done.code == 0
    assert all(f"\n  {name}" in done.out for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_examples(command: str, cismig: Cismig) -> None:
    done = cismig(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert f"usage: cismig {command}" in done.out
    assert f"examples:\n  cismig {command}" in done.out
    assert "--lang" in done.out


def test_the_version_is_told(cismig: Cismig) -> None:
    assert re.fullmatch(r"cismig (\d+\.\d+\.\d+|\(not installed\))\n", cismig("--version").out)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chekc"], "no command 'chekc'; did you mean 'check'?"),
        (["frobnicate"], "the commands are ask, sparql, why, build, check, format"),
        (["ask", "--fromat", "json"], "no option --fromat; did you mean '--format'"),
        (["--lnag", "ru", "ask"], "no option --lnag; did you mean '--lang'?"),
        (["ask", "--format", "jsno"], "no 'jsno' here; did you mean 'json'?"),
        (["ask", "--format"], "expected one argument"),
        (["ask", "--lang", "de"], "choose from en, ru"),
        (["ask", "who-tok-part"], "did you mean who-took-part"),
        (["ask", "who-took-part", "event"], "write name=value; the parameters are event"),
        (["ask", "who-took-part", "event=a", "event=b"], "event is given twice"),
        (["ask", "sources", "x"], "the question has no parameters"),
        (["ask", "who-took-part", "evnt=x"], "expected one of event"),
        (["ask", "meetings-of-a-state", f"state={HOSTILE}"], "such as state:tj"),
        (["ask", "meetings-of-a-state", "state=Tajikstan"], "state:tj (Tajikistan)"),
        (["ask", "who-disagrees", "lang=de"], "lang='de' cannot be used; expected en or ru"),
        (["ask", "sources", "--cite", "--format", "csv"], "citations do not fit into CSV"),
        (["sparql"], "give one"),
        (["sparql", "ASK {}", "ASK {}"], "give one"),
        (["sparql", "nowhere.rq"], "nowhere.rq is no file and no query"),
        (["sparql", "SELECT ?s WHERE {\n  ?s ?p"], "error at 2:"),
        (["sparql", ""], "the query is empty"),
        (["sparql", "ASK { ?s csim:date ?o }"], "csim: is not declared; did you mean 'cism:'"),
        (["sparql", "DELETE WHERE { ?s ?p ?o }"], "would change the data"),
        (["sparql", "ASK { SERVICE <http://localhost/> { ?s ?p ?o } }"], "another server"),
        (["sparql", "SELECT (<http://localhost/f>(1) AS ?x) {}"], "not supported"),
        (["sparql", "SELECT ?s { ?s ?p ?o }", "--format", "ttl"], "rows cannot be written as ttl"),
        (["sparql", "ASK {}", "--format", "nt"], "choose from table, csv, json, markdown"),
        (["why"], "no subject"),
        (["why", "97210"], "'97210' is a value, not a thing; write the thing"),
        (["why", "a", "b", "c", "d"], "4 words"),
        (["why", "meting:council-28"], "did you mean meeting:"),
        (["why", "meeting:council-82"], "did you mean meeting:council-8 ("),
        (["check", "nowhere.ttl"], "there is no nowhere.ttl"),
        (["check", str(ROOT / "README.md")], "README.md holds no file of the graph"),
        (["format", str(ROOT / "README.md")], "README.md is no Turtle file"),
        (["ask", "--root", "nowhere"], "--root nowhere is no folder"),
    ],
)
def test_wrong_usage_is_one_line_with_the_remedy(
    arguments: list[str], told: str, cismig: Cismig
) -> None:
    done = cismig(*arguments)
    assert done.code == 2
    assert told in done.refusal


def test_a_folder_without_a_graph_is_told(cismig: Cismig, tmp_path: Path) -> None:
    done = cismig("ask", "--root", str(tmp_path))
    assert done.code == 3
    assert str(tmp_path) in done.refusal


def test_options_stand_before_or_after_the_command_and_between_words(cismig: Cismig) -> None:
    expected = cismig("ask", "meetings-of-a-state", "state=ru", "--lang", "ru", "--no-sources")
    assert expected.code == 0
    assert "Россия" in expected.out
    for arguments in (
        ["--lang", "ru", "ask", "--no-sources", "meetings-of-a-state", "state=ru"],
        ["ask", "--lang=ru", "meetings-of-a-state", "--no-sources", "state=ru"],
        [
            "--lang",
            "ru",
            "--root",
            ".",
            "ask",
            "meetings-of-a-state",
            "state=ru",
            "--no-sources",
        ],
    ):
        assert cismig(*arguments).out == expected.out


# ask.


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_questions_are_listed_in_groups(language: str, cismig: Cismig) -> None:
    done = cismig("ask", "--lang", language)
    questions = load_questions(find(ROOT))
    assert [line.split()[0] for line in done.out.splitlines() if re.match(r"  \S", line)] == [
        question.slug
        for group in sorted({question.group for question in questions.values()})
        for question in questions.values()
        if question.group == group
    ]
    told = " ".join(done.out.split())
    assert all(question.asked(language)[:40] in told for question in questions.values())


def test_every_tag_has_a_russian_name() -> None:
    tags = {tag for question in load_questions(find(ROOT)).values() for tag in question.tags}
    assert {tag for tag in tags if not re.search("[а-я]", words.tag(tag, "ru"))} == set()


def test_the_list_is_there_for_programs(cismig: Cismig) -> None:
    listed = json.loads(cismig("ask", "--format", "json").out)
    assert [each["slug"] for each in listed] == SLUGS
    assert listed[0].keys() == {
        *("slug", "question", "tags", "parameters", "columns", "chart", "limits", "since")
    }
    rows = list(csv.reader(io.StringIO(cismig("ask", "--format", "csv").out)))
    assert [row[0] for row in rows] == ["slug", *SLUGS]
    assert "| `who-took-part` |" in cismig("ask", "--format", "markdown").out


def test_an_answer_is_a_table_with_its_sources(cismig: Cismig) -> None:
    done = cismig("ask", "departures-by-destination")
    assert done.code == 0
    assert re.search(r"^Russian Federation +627,028 ", done.out, re.MULTILINE)
    assert re.search(r"^other countries +6,568 ", done.out, re.MULTILINE)
    caption, _, rest = done.out.partition("\n\n")
    assert "period: 2023" in caption
    assert "What this cannot tell you: " in rest
    sources = rest.partition("\nSources:\n")[2]
    assert "Asia-Plus, 2024-05-28" in sources
    assert re.search(r"^ +https://asiaplustj\.info/\S+$", sources, re.MULTILINE), "address is whole"
    assert "5 sources, 2 origins" in sources.partition("How sure:\n")[2]


def test_an_answer_in_russian_is_russian(cismig: Cismig) -> None:
    done = cismig("ask", "departures-by-destination", "--lang", "ru")
    assert "Российская Федерация  627\u202f028" in done.out
    for word in ("Чего отсюда не узнать: ", "Источники:", "Насколько надёжно:", "«Азия-Плюс»"):
        assert word in done.out


def test_what_is_open_is_told_below_the_answer(cismig: Cismig) -> None:
    sure = cismig("ask", "memorandum-by-source").out.partition("How sure:")[2]
    assert "open: both sides stand: Was the memorandum" in sure


def test_sources_can_be_left_out_and_names_be_short(cismig: Cismig) -> None:
    done = cismig("ask", "who-took-part", "--no-sources", "--iri")
    assert "Sources:" not in done.out
    assert "state:tj" in done.out
    assert "Tajikistan" not in done.out


def test_a_question_without_rows_says_so(cismig: Cismig) -> None:
    done = cismig("ask", "talks-between-two-states", "one=ge", "other=tm")
    assert done.code == 0
    assert "No rows" in done.out


def test_the_language_of_a_question_follows_the_command(cismig: Cismig) -> None:
    line = ("ask", "what-does-line-say", "line=8", "--format", "csv")
    assert "Minutes were signed" in cismig(*line).out
    assert "подписан протокол" in cismig(*line, "--lang", "ru").out
    assert "Minutes were signed" in cismig(*line, "--lang", "ru", "lang=en").out


def test_json_tells_all_that_the_table_tells(cismig: Cismig) -> None:
    told = json.loads(cismig("ask", "who-took-part", "--format", "json").out)
    assert list(told) == [
        *("question", "parameters", "columns", "rows", "complete", "release", "sources", "sure"),
        *("limits", "cite"),
    ]
    file = (ROOT / "queries" / "who-took-part.rq").read_bytes()
    assert told["question"]["hash"] == hashlib.sha256(file).hexdigest()
    assert re.fullmatch("[0-9a-f]{16,}", told["release"]["graph"])
    assert told["release"]["version"] == "0.1.0"
    assert told["complete"] is True
    assert told["parameters"]["event"]["value"] == PREFIXES["meeting"] + "council-28"
    assert told["columns"][0]["name"] == "party"
    tajikistan = next(row for row in told["rows"] if row["party"]["label"] == "Tajikistan")
    assert tajikistan["sources"] == {
        "type": "literal",
        "value": "4",
        "datatype": PREFIXES["xsd"] + "integer",
    }
    assert "capacity" not in tajikistan, "what is unbound is left out"
    assert len(told["sources"]) == 4
    assert list(told["cite"]) == [*FORMS]
    assert len(json.loads(told["cite"]["csl"])) == 5


def test_csv_is_as_sparql_wants_it(cismig: Cismig) -> None:
    out = cismig("ask", "who-took-part", "--format", "csv").out
    assert out.startswith("party,representative,level,capacity,sources\r\n")
    assert f"{PREFIXES['state']}uz,,{PREFIXES['code']}level-head,,4\r\n" in out
    assert out.count("\r\n") == out.count("\n")


def test_markdown_is_a_table(cismig: Cismig) -> None:
    out = cismig("ask", "departures-by-sex", "--format", "markdown").out
    assert "| sex | persons | share | total | sources |\n| --- | ---: | ---: | ---: | ---: |" in out
    assert "\nSources:\n\n- BM.GE" in out


def test_citations_stand_below_a_table_or_alone(cismig: Cismig) -> None:
    below = cismig("ask", "departures-by-sex", "--cite").out
    assert below.index("554,804") < below.index("Cite as:") < below.index("BM.GE (2024-02-13)")
    assert "Sources:" not in below
    alone = cismig("ask", "departures-by-sex", "--cite", "bibtex").out
    assert alone.startswith("@online{bm-ge-2024-02-13-departures,")
    assert len(json.loads(cismig("ask", "departures-by-sex", "--cite=csl").out)) == 3
    ris = cismig("ask", "departures-by-sex", "--cite", "ris").out
    assert ris.startswith("TY  - ELEC\r\nID  - bm-ge-2024-02-13-departures\r\n")
    mixed = cismig("ask", "--cite", "departures-by-sex", "period=2022")
    assert mixed.code == 0


def test_a_question_is_explained_without_being_asked(cismig: Cismig) -> None:
    out = cismig("ask", "what-does-line-say", "--explain", "--lang", "ru").out
    assert "line  Номер строки. [14]" in out
    assert "property  Что о нём сказано. [IRI]" in out


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(("columns", "language"), [("60", "ru"), ("100", "en")])
def test_every_answer_fits_the_terminal(
    slug: str, columns: str, language: str, cismig: Cismig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = cismig("ask", slug, "--lang", language).out
    long = [line for line in out.splitlines() if width(line) > int(columns)]
    assert [line for line in long if "://" not in line] == []


# sparql.

STATES = "SELECT ?state WHERE { ?state a cism:State ; cism:alpha2Code 'TJ' }"


def test_a_query_needs_no_prefixes_of_ours(cismig: Cismig) -> None:
    assert cismig("sparql", STATES).out.splitlines()[-1] == "Tajikistan"
    assert cismig("sparql", STATES, "--lang", "ru").out.splitlines()[-1] == "Таджикистан"
    assert cismig("sparql", STATES, "--iri").out.splitlines()[-1] == "state:tj"


def test_a_prefix_of_the_query_is_its_own(cismig: Cismig) -> None:
    query = "PREFIX state: <https://example.org/> SELECT (state:tj AS ?s) {}"
    assert json.loads(cismig("sparql", query, "--format", "json").out)["results"] == {
        "bindings": [{"s": {"type": "uri", "value": "https://example.org/tj"}}]
    }


def test_rows_come_as_sparql_results(cismig: Cismig) -> None:
    query = "SELECT ?x ?y ?z { VALUES (?x ?y) { (1 'a'@en) (UNDEF 'b,\"c') } }"
    assert json.loads(cismig("sparql", query, "--format", "json").out) == {
        "head": {"vars": ["x", "y", "z"]},
        "results": {
            "bindings": [
                {
                    "x": {
                        "type": "literal",
                        "value": "1",
                        "datatype": PREFIXES["xsd"] + "integer",
                    },
                    "y": {"type": "literal", "value": "a", "xml:lang": "en"},
                },
                {"y": {"type": "literal", "value": 'b,"c'}},
            ]
        },
    }
    out = cismig("sparql", query, "--format", "csv").out
    assert out == 'x,y,z\r\n1,a,\r\n,"b,""c",\r\n'


def test_ask_says_yes_or_no(cismig: Cismig) -> None:
    armenia = "ASK { meeting:council-28 cism:hasParticipant state:am }"
    assert cismig("sparql", armenia).out == "no\n"
    assert cismig("sparql", armenia, "--lang", "ru").out == "нет\n"
    assert json.loads(cismig("sparql", armenia, "--format", "json").out) == {
        "head": {},
        "boolean": False,
    }
    assert cismig("sparql", armenia.replace("state:am", "state:tj"), "--format", "csv").out == (
        "true\n"
    )


@pytest.mark.parametrize(("form", "kind"), [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES)])
def test_statements_come_as_turtle_or_n_triples(form: str, kind: RdfFormat, cismig: Cismig) -> None:
    query = "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a cism:State ; rdfs:label ?l }"
    out = cismig("sparql", query, "--format", form).out
    found = {(quad.subject.value, quad.object.value) for quad in parse(out, format=kind)}
    assert (PREFIXES["state"] + "tj", "Таджикистан") in found
    assert ("@prefix state:" in out) == (form == "ttl")


def test_a_description_is_turtle_unless_asked_otherwise(cismig: Cismig) -> None:
    assert 'cism:alpha2Code "TJ"' in cismig("sparql", "DESCRIBE state:tj").out
    table = cismig("sparql", "DESCRIBE state:tj", "--format", "table").out
    assert table.split()[:3] == ["subject", "predicate", "object"]


def test_a_query_is_read_from_a_file_or_from_stdin(
    cismig: Cismig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "states.rq"
    file.write_text(STATES, encoding="utf-8")
    expected = cismig("sparql", STATES).out
    assert cismig("sparql", str(file)).out == expected
    monkeypatch.setattr(sys, "stdin", io.StringIO(STATES))
    assert cismig("sparql", "-").out == expected
    file.write_bytes(b"SELECT \xff")
    assert "cannot be read as text" in cismig("sparql", str(file)).refusal


def test_no_rows_are_told_on_the_side(cismig: Cismig) -> None:
    done = cismig("sparql", "SELECT ?s { ?s a cism:Nothing }")
    assert (done.code, done.out) == (0, "")
    assert "No rows" in done.err


# why.


def test_why_tells_who_says_so(cismig: Cismig) -> None:
    out = cismig("why", "meeting:council-28", "cism:date").out
    assert "2024-05-28 — held true; 3 sources, 3 origins" in out
    assert "28 May (--05-28) — less precise, contained in 2024-05-28; 1 source, 1 origin" in out
    assert re.search(r"graph/reports/asia-plus-2024-05-28-council\.ttl:\d+$", out, re.MULTILINE)
    assert "line 1: The Council of Heads" in out


def test_why_tells_it_in_russian(cismig: Cismig) -> None:
    assert cismig("why", "заседание").code == 2, "a class is no thing of ours"
    out = cismig("why", "meeting:council-28", "дата", "--lang", "ru").out
    assert "2024-05-28 — принято; 3 источника, 3 первоисточника" in out
    assert "28 мая (--05-28) — менее точно, входит в 2024-05-28" in out


def test_why_armenia_is_not_held_to_have_taken_part(cismig: Cismig) -> None:
    out = cismig("why", "meeting:council-28", "cism:hasParticipant", "state:am").out
    for told in (
        "This is not held true",
        "It would follow from what was set aside",
        "A list given as complete leaves it out",
        "rule of the ontology: has participant ← has participation ∘ is on behalf of",
        "Judged: Did Armenia take part in the 28th meeting of the Council?",
        "sets aside: Interparliamentary Assembly",
    ):
        assert told in out
    aside = cismig("why", "participation:council-28-am").out
    assert "Armenia (state:am) — set aside; 1 source, 1 origin" in aside
    assert "leaves it out of a complete list — Asia-Plus, 2024-05-28" in aside


def test_why_the_memorandum_is_an_open_question(cismig: Cismig) -> None:
    out = cismig("why", "instrument:council-atc-2024").out
    assert "signed — held true, an open question; 1 source, 1 origin" in out
    assert "open: both sides stand: Was the memorandum" in out
    assert "weighed: Asia-Plus, 2024-05-28; Executive Committee of the CIS" in out


def test_why_a_class_follows_names_the_axioms(cismig: Cismig) -> None:
    out = cismig("why", "instrument:council-atc-2024", "rdf:type").out
    assert "rule of the ontology: instrument · rdfs:subClassOf · entity" in out


def test_why_another_date_is_not_held(cismig: Cismig) -> None:
    out = cismig("why", "meeting:council-28", "cism:date", "2025-01-01").out
    assert "No source says so; what they say instead stands above." in out
    unknown = cismig("why", "meeting:council-28", "cism:isChairedBy").out
    assert "Unknown: no source that was read says so" in unknown


@pytest.mark.parametrize(
    "subject", ["state:tj", "source:asia-plus-2024-05-28-council", "cism:Meeting"]
)
def test_why_fits_the_terminal(
    subject: str, cismig: Cismig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    out = cismig("why", subject).out
    long = [line for line in out.splitlines() if width(line) > 60]
    assert [line for line in long if "://" not in line and ".ttl" not in line] == []


def test_why_tells_programs_the_same(cismig: Cismig) -> None:
    told = json.loads(cismig("why", "meeting:council-28", "cism:date", "--format", "json").out)
    assert list(told)[:3] == ["subject", "kinds", "facts"]
    (fact,) = told["facts"]
    first = fact["values"][0]
    assert first["standing"] == "accepted"
    assert first["support"] == {"sources": 3, "origins": 3}
    assert first["witnesses"][0]["source"]["publisher"] == "Executive Committee of the CIS"
    assert isinstance(first["witnesses"][0]["line"], int)


# check.


def test_check_names_file_line_and_what_should_be(cismig: Cismig, checkout: Path) -> None:
    report = checkout / "graph" / "reports" / "asia-plus-2024-05-28-council.ttl"
    line = spoil(report, "obsValue 97210", "obsValue 97211")
    done = cismig("check", "--root", str(checkout))
    assert done.code == 1
    told = [each for each in done.out.splitlines() if f"{report}:{line}:" in each]
    assert any("violation: " in each for each in done.out.splitlines())
    assert told
    assert re.search(r"^[1-9]\d* violations?, \d+ notes?$", done.out.splitlines()[-1])


FINDINGS = (
    Finding(
        "shapes",
        "violation",
        {"en": "Men and women make the total, 100%.", "ru": "Мужчины и женщины дают итог, 100%."},
        (Place(Path("graph/a,b.ttl"), 7, 5), Place(Path("/elsewhere/c.ttl"), 1, 2)),
        focus=NamedNode(PREFIXES["state"] + "tj"),
        path=NamedNode(PREFIXES["cism"] + "date"),
        graphs=(NamedNode(PREFIXES["graph"] + "a"),),
        shape=NamedNode(PREFIXES["shape"] + "Sum"),
        hint="cismig why\nit",
    ),
    Finding("judgements", "note", {"en": "It stays open.", "ru": "Остаётся открытым."}, ()),
)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """Return what ``check`` finds; a test changes it."""
    findings = list(FINDINGS)
    monkeypatch.setattr("cismig.cli.check.check", lambda *_: tuple(findings))
    return findings


@pytest.mark.usefixtures("found")
def test_findings_are_told_with_their_places_and_counted(cismig: Cismig) -> None:
    done = cismig("check")
    assert done.code == 1
    assert done.out.splitlines() == [
        "graph/a,b.ttl:7:5: violation: Men and women make the total, 100%.; cismig why it",
        "    also /elsewhere/c.ttl:1:2",
        "note: It stays open.",
        "1 violation, 1 note",
    ]
    assert cismig("check", "--lang", "ru").out.splitlines()[-2:] == [
        "замечание: Остаётся открытым.",
        "1 нарушение, 1 замечание",
    ]


def test_notes_alone_are_no_failure(cismig: Cismig, found: list[Finding]) -> None:
    found.pop(0)
    done = cismig("check")
    assert (done.code, done.out) == (0, "note: It stays open.\n0 violations, 1 note\n")
    found.clear()
    assert cismig("check").out == "no findings\n"
    assert cismig("check", "--format", "json").out == "[]\n"


@pytest.mark.usefixtures("found")
def test_findings_are_annotations_of_a_pull_request(cismig: Cismig) -> None:
    assert cismig("check", "--format", "github").out.splitlines() == [
        (
            "::error title=cismig shapes,file=graph/a%2Cb.ttl,line=7,col=5"
            "::Men and women make the total, 100%25.; cismig why%0Ait"
        ),
        "::notice title=cismig judgements::It stays open.",
        "1 violation, 1 note",
    ]


@pytest.mark.usefixtures("found")
def test_findings_are_there_for_programs(cismig: Cismig) -> None:
    done = cismig("check", "--format", "json")
    assert done.code == 1
    first, second = json.loads(done.out)
    assert first == {
        "rule": "shapes",
        "severity": "violation",
        "message": dict(FINDINGS[0].message),
        "hint": "cismig why\nit",
        "places": [
            {"file": "graph/a,b.ttl", "line": 7, "column": 5},
            {"file": "/elsewhere/c.ttl", "line": 1, "column": 2},
        ],
        "focus": "state:tj",
        "path": "cism:date",
        "graphs": ["graph:a"],
        "shape": "shape:Sum",
    }
    assert (second["places"], second["focus"]) == ([], None)


def test_what_cannot_be_read_is_no_finding(cismig: Cismig, checkout: Path) -> None:
    registry = checkout / "graph" / "registry" / "states.ttl"
    line = spoil(registry, "state:tj\n", "stat:tj\n")
    for command in (["check"], ["ask", "who-took-part"], ["format"]):
        done = cismig(*command, "--root", str(checkout))
        assert done.code == 3
        assert f"{registry}:{line}" in done.refusal
        assert "state:" in done.refusal


# format.


def test_format_restores_the_house_form_and_names_what_changed(
    cismig: Cismig, checkout: Path
) -> None:
    report = checkout / "graph" / "reports" / "khovar-2024-05-28-council.ttl"
    kept = report.read_bytes()
    spoil(report, " ;\n.\n", " .\n")
    spoilt = report.read_bytes()
    told = cismig("format", "--check", "--root", str(checkout))
    assert (told.code, told.out) == (1, f"{report}\n")
    assert told.err == "1 file would change\n"
    assert report.read_bytes() == spoilt
    done = cismig("format", str(checkout / "graph"), "--root", str(checkout))
    assert (done.code, done.out, done.err) == (0, f"{report}\n", "1 file changed\n")
    assert report.read_bytes() == kept
    again = cismig("format", str(report), "--root", str(checkout), "--lang", "ru")
    assert (again.code, again.out, again.err) == (0, "", "0 файлов изменено\n")


def test_format_leaves_a_file_whole_when_it_cannot_write(
    cismig: Cismig, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = checkout / "graph" / "reports" / "khovar-2024-05-28-council.ttl"
    spoil(report, " ;\n.\n", " .\n")
    spoilt, beside = report.read_bytes(), set(report.parent.iterdir())

    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as half:
            half.write(content[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    done = cismig("format", str(report), "--root", str(checkout))
    assert done.code == 3
    assert f"{report}: No space left on device" in done.refusal
    assert report.read_bytes() == spoilt
    assert set(report.parent.iterdir()) == beside


# The process.


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "who-took-part"],
        ["ask"],
        ["sparql", STATES],
        ["why", "meeting:council-28", "cism:date"],
        ["format", "--check"],
    ],
)
def test_the_slow_libraries_are_not_loaded_to_answer(arguments: list[str]) -> None:
    code = (
        "import sys; from cismig.cli import main; main(); "
        "print(sorted({'rdflib', 'owlrl', 'pyshacl', 'oxrdflib', 'openpyxl', 'pandas', 'pyarrow', "
        "'vl_convert', 'cismig.statistics'} & set(sys.modules)))"
    )
    done = process(*arguments, code=code)
    assert done.out.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RUN, "ask", "sources"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=30) == 141


def test_an_interruption_is_told_by_the_exit_code(
    cismig: Cismig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cismig.cli.ask.run", interrupted)
    done = cismig("ask")
    assert (done.code, done.out, done.err) == (130, "", "")


def test_cyrillic_is_written_whatever_the_terminal_says() -> None:
    done = process("ask", "--lang", "ru", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.code, done.err) == (0, "")
    assert "заседания" in done.out


def test_talk_is_heard_only_when_asked_for() -> None:
    quiet = process("ask", "who-took-part")
    talkative = process("ask", "who-took-part", "-v")
    assert quiet.err == ""
    assert "cismig.build: ready in" in talkative.err
    assert talkative.out == quiet.out


# Tables and words.


def test_what_the_command_says_it_says_in_both_languages_and_somewhere() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src" / "cismig").rglob("*.py")
        if path.name != "words.py"
    )
    for key, (english, russian) in words.WORDS.items():
        assert english, key
        assert re.search("[а-я]", russian), key
        assert f'"{key}"' in sources or f"'{key}'" in sources, f"{key} is said nowhere"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0 файлов"),
        (1, "1 файл"),
        (2, "2 файла"),
        (5, "5 файлов"),
        (11, "11 файлов"),
        (21, "21 файл"),
        (112, "112 файлов"),
        (104, "104 файла"),
    ],
)
def test_russian_nouns_agree_with_their_number(number: int, told: str) -> None:
    assert words.counted(number, *words.FILES, "ru") == told


@pytest.mark.parametrize(
    ("lexical", "english", "russian"),
    [
        ("652014", "652,014", "652\u202f014"),
        ("-123564", "-123,564", "-123\u202f564"),
        ("2024", "2024", "2024"),
        ("15.93", "15.93", "15,93"),
        ("1234567.5", "1,234,567.5", "1\u202f234\u202f567,5"),
        ("1.5E3", "1.5E3", "1.5E3"),
    ],
)
def test_figures_have_their_thousands_apart(lexical: str, english: str, russian: str) -> None:
    assert (figure(lexical, "en"), figure(lexical, "ru")) == (english, russian)


def test_cells_are_words(built: Built) -> None:
    labels = Labels(built.store, "ru")

    def typed(value: str, kind: str) -> Literal:
        return Literal(value, datatype=NamedNode(PREFIXES["xsd"] + kind))

    assert cell(NamedNode(PREFIXES["state"] + "tj"), labels) == "Таджикистан"
    assert cell(NamedNode(PREFIXES["state"] + "tj"), labels, iri=True) == "state:tj"
    assert cell(typed("--05-28", "gMonthDay"), labels) == "28 мая"
    assert cell(typed("true", "boolean"), labels) == "да"
    assert cell(typed("2024-05", "gYearMonth"), labels) == "2024-05"
    assert cell(None, labels) == ""


def test_a_table_is_as_wide_as_it_must_be() -> None:
    grid = Grid(("state", "n"), (("Таджикистан", "7"), ("Й", "627,028")), frozenset({1}))
    assert draw(grid, 80).splitlines() == [
        "state              n",
        "───────────  ───────",
        "Таджикистан        7",
        "Й            627,028",
    ]


def test_a_table_too_wide_becomes_a_list_of_cells() -> None:
    grid = Grid(tuple("abcdefgh"), (tuple("x" * 9 for _ in "abcdefgh"),))
    assert draw(grid, 40).splitlines()[:2] == ["a  xxxxxxxxx", "b  xxxxxxxxx"]


WORDS = st.text(st.characters(categories=["L", "N", "P", "Zs", "Mn"]), max_size=60)


@given(
    rows=st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4),
    columns=st.integers(min_value=40, max_value=120),
)
def test_no_table_is_wider_than_the_terminal(
    rows: list[tuple[str, str, str]], columns: int
) -> None:
    drawn = draw(Grid(("one", "two", "three"), tuple(rows)), columns)
    assert max(map(width, drawn.splitlines())) <= columns


@given(text=WORDS, columns=st.integers(min_value=8, max_value=40))
def test_wrapping_loses_no_letter(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(map(width, lines)) <= columns
