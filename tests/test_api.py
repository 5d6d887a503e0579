"""The questions as an API: every answer in every form, checked parameters, permalinks, accounts."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import openpyxl
import pytest
from jsonschema import Draft202012Validator

from cismig.evidence import FORMS
from cismig.frozen import replace
from cismig.layout import find
from cismig.names import PREFIXES, expand
from cismig.publish.envelope import is_whole
from cismig.publish.formats import bindings
from cismig.publish.permalinks import RESERVED, STATE, asked_with
from cismig.questions import answer, bind_values, find_question, load_questions
from cismig.server.questions import forms_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cismig.build import Built
    from cismig.layout import Layout

pytestmark = pytest.mark.xdist_group("api")

QUESTIONS = load_questions(find(Path(__file__).parent))
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TOOK_PART = "/questions/who-took-part"
DAY = "/questions/members-of-a-body-on-a-day"
LINE = "/questions/what-does-line-say"


@pytest.fixture(scope="module")
def answers(web: httpx.Client) -> Mapping[str, httpx.Response]:
    """Return what the server answers to every question as it stands."""
    with ThreadPoolExecutor(3) as pool:
        found = pool.map(lambda slug: web.get(f"/questions/{slug}.json"), QUESTIONS)
        return dict(zip(QUESTIONS, found, strict=True))


@pytest.fixture(scope="module")
def described(web: httpx.Client) -> dict[str, Any]:
    """Return the description of the API."""
    found: dict[str, Any] = web.get("/openapi.json").json()
    return found


def promised(described: Mapping[str, Any], path: str) -> Draft202012Validator:
    """Return what holds an answer at *path* to what its description promises."""
    answers = described["paths"][path]["get"]["responses"]["200"]["content"]
    schema = answers["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": described["components"]})


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    """Return a refusal, which is a problem document that tells nothing of the machine."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert "\n" not in told["detail"]
    assert told["remedy"]
    assert "/tmp" not in answer.text  # noqa: S108 - no path of the machine
    assert "Traceback" not in answer.text
    return told


def plain(term: dict[str, str]) -> dict[str, str]:
    """Return *term* without the label of a thing."""
    return {key: part for key, part in term.items() if key != "label"}


@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_question_gives_the_same_rows_over_http(
    answers: Mapping[str, httpx.Response], built: Built, layout: Layout, slug: str
) -> None:
    assert answers[slug].status_code == 200, answers[slug].text
    told = answers[slug].json()
    question = find_question(layout, slug)
    terms = bind_values(question, {}, built.store)
    expected = bindings(answer(built.store, question, terms).table)
    rows = [{name: plain(term) for name, term in row.items()} for row in told["rows"]]
    assert rows == expected
    assert told["question"]["hash"] == hashlib.sha256(question.path.read_bytes()).hexdigest()
    assert told["complete"] is True
    assert re.fullmatch("[0-9a-f]{32}", told["release"]["graph"])
    assert list(told["parameters"]) == [each.name for each in question.parameters]
    assert [each["name"] for each in told["columns"]] == [each.name for each in question.columns]


@pytest.mark.parametrize("slug", QUESTIONS)
def test_an_answer_is_as_its_description_promises(
    answers: Mapping[str, httpx.Response], described: Mapping[str, Any], slug: str
) -> None:
    promised(described, f"/questions/{slug}").validate(answers[slug].json())


def test_a_row_that_is_not_as_promised_would_be_seen(
    answers: Mapping[str, httpx.Response], described: Mapping[str, Any]
) -> None:
    told = answers["who-took-part"].json()
    told["rows"][0]["sources"]["datatype"] = PREFIXES["xsd"] + "string"
    told["rows"][1]["party"] = told["rows"][0]["sources"]
    told["rows"][2]["other"] = told["rows"][0]["party"]
    faults = promised(described, TOOK_PART).iter_errors(told)
    places = {tuple(fault.absolute_path)[:2] for fault in faults}
    assert places == {("rows", 0), ("rows", 1), ("rows", 2)}


@pytest.mark.parametrize(
    "address", ["/questions", "/why?subject=meeting:council-28", "/search?q=council"]
)
def test_other_answers_are_as_described_too(
    web: httpx.Client, described: Mapping[str, Any], address: str
) -> None:
    promised(described, address.partition("?")[0]).validate(web.get(address).json())


def test_the_list_has_every_question_and_where_it_is_asked(web: httpx.Client) -> None:
    listed = web.get("/questions").json()
    assert [each["slug"] for each in listed] == [*QUESTIONS]
    for each in (listed[0], listed[-1]):
        assert web.get(each["address"]).json()["question"]["slug"] == each["slug"]
        assert each["question"]["ru"] == QUESTIONS[each["slug"]].question_ru
    again = web.get("/questions")
    tag = {"If-None-Match": again.headers["etag"]}
    assert web.get("/questions", headers=tag).status_code == 304
    assert refused(web.get("/questions?q=1"), 400)["parameter"] == "q"


KINDS = {
    "json": "application/json",
    "html": "text/html",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "rq": "application/sparql-query",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
    "txt": "text/plain",
}


@pytest.mark.parametrize("suffix", KINDS)
def test_an_answer_comes_in_the_form_that_is_asked_for(web: httpx.Client, suffix: str) -> None:
    named = web.get(f"{TOOK_PART}.{suffix}")
    assert named.status_code == 200
    assert named.headers["content-type"].partition(";")[0] == KINDS[suffix]
    if suffix == "txt":
        assert web.get(TOOK_PART, headers={"Accept": "text/plain"}).status_code == 406
        return
    liked = web.get(TOOK_PART, headers={"Accept": f"{KINDS[suffix]}, image/png"})
    assert liked.headers["content-type"] == named.headers["content-type"]
    assert {"Accept", "Accept-Language", "Accept-Encoding"} <= set(
        liked.headers["vary"].split(", ")
    )
    if suffix != "xlsx":  # which has the time of writing in it
        assert liked.content == named.content


def test_without_a_wish_an_answer_is_json_and_a_browser_gets_a_page(web: httpx.Client) -> None:
    assert web.get(TOOK_PART).headers["content-type"] == "application/json"
    page = web.get(TOOK_PART, headers={"Accept": BROWSER})
    assert page.headers["content-type"].startswith("text/html")
    refused(web.get(TOOK_PART, headers={"Accept": "image/png"}), 406)
    refused(web.get(f"{TOOK_PART}.pdf"), 404)
    assert "no chart" in refused(web.get(f"{TOOK_PART}.svg"), 404)["detail"]
    assert web.post(TOOK_PART).status_code == 405


def test_csv_and_the_workbook_have_the_rows(web: httpx.Client) -> None:
    told = web.get(f"{TOOK_PART}.json").json()["rows"]
    head, *rows = csv.reader(io.StringIO(web.get(f"{TOOK_PART}.csv").text))
    assert [dict(zip(head, row, strict=True))["party"] for row in rows] == [
        row["party"]["value"] for row in told
    ]
    book = openpyxl.load_workbook(io.BytesIO(web.get(f"{TOOK_PART}.xlsx?lang=ru").content))
    answered, notes = book.worksheets
    names = [cell.value for cell in answered[1]]
    labels = [row[names.index("party_label")] for row in answered.iter_rows(2, values_only=True)]
    assert len(labels) == len(told)
    assert "Таджикистан" in labels
    said = "\n".join(str(cell) for row in notes.iter_rows(values_only=True) for cell in row)
    assert "&graph=" in said, "the permalink is cited"


def test_the_query_is_the_file_itself(web: httpx.Client, layout: Layout) -> None:
    file = layout.queries / "who-took-part.rq"
    assert web.get(f"{TOOK_PART}.rq").content == file.read_bytes()


def test_a_chart_is_drawn_where_there_is_one(web: httpx.Client) -> None:
    drawn = web.get("/questions/departures-by-sex.svg?lang=ru")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.text.startswith("<svg")
    assert drawn.headers["content-security-policy"].startswith("default-src 'none'")
    assert "мужчины" in drawn.text
    page = web.get("/questions/departures-by-sex.html?lang=ru").text
    assert '<img src="/questions/departures-by-sex.svg?lang=ru" alt="' in page


def ris_records(text: str) -> list[dict[str, str]]:
    records: list[dict[str, str]] = []
    for line in filter(None, text.split("\r\n")):
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert found is not None, line
        if found[1] == "TY":
            records.append({})
        records[-1][found[1]] = found[2]
    return records


def test_citations_in_four_forms_name_publishers_first_and_then_the_permalink(
    web: httpx.Client,
) -> None:
    told = web.get(f"{TOOK_PART}.json").json()
    link = told["permalink"]
    endings = dict(zip(FORMS, ("txt", "bib", "ris", "csl"), strict=True))
    for form, suffix in endings.items():
        assert web.get(f"{TOOK_PART}.{suffix}").text == told["cite"][form]
    publishers = [source["publisher"] for source in told["sources"]]
    assert len(publishers) == 4
    lines = told["cite"]["text"].splitlines()
    assert [line.partition(" (")[0] for line in lines[:-1]] == publishers
    assert lines[-1].endswith(link)
    csl = json.loads(told["cite"]["csl"])
    assert [item["publisher"] for item in csl[:-1]] == publishers
    assert csl[-1]["URL"] == link
    records = ris_records(told["cite"]["ris"])
    assert [record["PB"] for record in records[:-1]] == publishers
    assert records[-1]["UR"] == link
    assert all(record["ER"] == "" for record in records)
    entries = re.split(r"\n(?=@)", told["cite"]["bibtex"])
    assert [re.match(r"@\w+", entry)[0] for entry in entries] == ["@online"] * 4 + ["@dataset"]  # type: ignore[index]
    assert all(entry.count("{") == entry.count("}") for entry in entries)
    assert f"url = {{{link}}}" in entries[-1]


def test_a_form_whose_library_is_missing_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = QUESTIONS["departures-by-sex"]
    assert {"xlsx", "svg"} <= forms_of(drawn).keys()
    monkeypatch.setattr("cismig.server.questions.find_spec", lambda _: None)
    assert forms_of(drawn).keys() == {*KINDS} - {"xlsx"}


@pytest.mark.parametrize(("limit", "called"), [(3, "cut"), (11, "cut"), (12, "complete")])
def test_an_answer_that_its_own_limit_may_have_cut_is_not_called_complete(
    built: Built, limit: int, called: str
) -> None:
    question = QUESTIONS["who-took-part"]
    cut = replace(question, text=f"{question.text}LIMIT {limit}\n")
    found = answer(built.store, cut, bind_values(cut, {}, built.store))
    assert len(found.table.rows) == min(limit, 11)
    assert is_whole(found) == (called == "complete")


def test_the_language_is_the_clients_or_the_one_that_is_said(web: httpx.Client) -> None:
    russian = web.get(TOOK_PART, headers={"Accept-Language": "ru, en;q=0.8"})
    assert russian.headers["content-language"] == "ru"
    assert "Таджикистан" in {row["party"]["label"] for row in russian.json()["rows"]}
    said = web.get(f"{TOOK_PART}?lang=en", headers={"Accept-Language": "ru"})
    assert said.json()["question"]["language"] == "en"
    paraphrase = web.get(f"{LINE}?line=8&lang=ru")
    assert "подписан протокол" in paraphrase.text
    assert web.get(f"{LINE}?line=8", headers={"Accept-Language": "ru"}).json() == paraphrase.json()
    assert refused(web.get(f"{TOOK_PART}?lang=de"), 400)["parameter"] == "lang"


def test_a_value_is_given_in_every_way_a_person_writes_it(web: httpx.Client) -> None:
    rows = [
        web.get("/questions/meetings-of-a-state", params={"state": value}).json()["rows"]
        for value in ("tj", "state:tj", "Tajikistan", "таджикистан", expand("state:tj"))
    ]
    assert all(each == rows[0] for each in rows)
    other = web.get("/questions/meetings-of-a-state?state=by").json()["rows"]
    assert other
    assert other != rows[0]


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        (f"{TOOK_PART}?evnt=council-28", 400, "evnt"),
        (f"{TOOK_PART}?event=council-28&event=council-28", 400, "event"),
        (f"{TOOK_PART}?lang=en&lang=en", 400, "lang"),
        (f"{TOOK_PART}?event=", 422, "event"),
        (f"{TOOK_PART}?event=nobody", 422, "event"),
        (f"{TOOK_PART}?event=state:tj", 422, "event"),
        (f"{TOOK_PART}?event=meeting:council-28%20%7D%20%7B%20?s%20?p%20?o%20%7D", 422, "event"),
        (f"{TOOK_PART}?event=%3Ca:b%3E%7D%20SERVICE%20%3Chttp://127.0.0.1/%3E%7B", 422, "event"),
        (f"{TOOK_PART}?event=%22%5E%5Exsd:string%20%7D%20%23", 422, "event"),
        (f"{TOOK_PART}?event={'x' * 201}", 422, "event"),
        (f"{TOOK_PART}?event={'x' * 3000}", 400, "event"),
        (f"{TOOK_PART}?event=%00", 422, "event"),
        (f"{TOOK_PART}?event=%E2%80%AEcouncil-28", 422, "event"),
        (f"{TOOK_PART}?{'y' * 300}=1", 400, None),
        (f"{TOOK_PART}?%0A=1", 400, None),
        (f"{TOOK_PART}?graph=main", 400, "graph"),
        (f"{TOOK_PART}?release=%3Cb%3E", 400, "release"),
        (f"{DAY}?day=2024-02-30", 422, "day"),
        (f"{DAY}?day=yesterday", 422, "day"),
        (f"{DAY}?day=2024-01-01T00:00:00Z", 422, "day"),
        (f"{LINE}?line=1.5", 422, "line"),
        (f"{LINE}?line=%D9%A1", 422, "line"),
        (f"{LINE}?line=1e3", 422, "line"),
        (f"{LINE}?line={'9' * 19}", 422, "line"),
        ("/questions/what-an-identifier-names?identifier=a%07b", 422, "identifier"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_refused_with_its_parameter(
    web: httpx.Client, address: str, status: int, parameter: str | None
) -> None:
    told = refused(web.get(address), status)
    if parameter is not None:
        assert told["parameter"] == parameter


def test_odd_encodings_are_refused(web: httpx.Client) -> None:
    refused(web.get(f"{TOOK_PART}?event=%FF%FE"), 400)
    many = "&".join(f"event={n}" for n in range(2000))
    refused(web.get(f"{TOOK_PART}?{many}"), 400)


@pytest.mark.parametrize("value", ['x" } #', "x' OR 1", "\\u0022", "}}", "<a>", "?x", "x\u2028y"])
def test_a_text_is_a_value_and_never_a_part_of_the_query(web: httpx.Client, value: str) -> None:
    told = web.get("/questions/what-an-identifier-names", params={"identifier": value})
    if value.isprintable():
        assert told.json()["rows"] == []
        assert told.json()["parameters"]["identifier"]["value"] == value
    else:
        refused(told, 422)


@pytest.mark.parametrize(
    "path", ["who-tok-part", "WHO-TOOK-PART", "who-took-part.", "%2e%2e%2fx", "x.json", "a%00b"]
)
def test_a_question_that_there_is_not_is_told_with_the_nearest(
    web: httpx.Client, path: str
) -> None:
    told = refused(web.get(f"/questions/{path}"), 404)
    if path == "who-tok-part":
        assert "did you mean who-took-part?" in told["remedy"]


def test_a_permalink_says_all_and_is_answered_alike(web: httpx.Client) -> None:
    first = web.get(f"{DAY}?day=2004-01-01", headers={"Accept-Language": "ru"})
    link = first.json()["permalink"]
    said = dict(parse_qsl(urlsplit(link).query))
    question = QUESTIONS[DAY.rpartition("/")[2]]
    assert set(said) == {*RESERVED, *(each.name for each in question.parameters)}
    assert said["day"] == "2004-01-01"
    assert said["release"] == first.json()["release"]["version"]
    assert said["graph"] == first.json()["release"]["graph"]
    assert first.json()["question"]["hash"].startswith(said["hash"])
    assert f'<{link}>; rel="cite-as"' in first.headers["link"]
    again = web.get(link)
    assert again.content == first.content
    assert "cismig-asked-of" not in again.headers


@pytest.mark.parametrize("change", [("graph", "0" * 32), ("release", "0.0.9"), ("hash", "0" * 16)])
def test_a_permalink_of_another_state_says_so(web: httpx.Client, change: tuple[str, str]) -> None:
    now = web.get(TOOK_PART).json()
    name, value = change
    link = httpx.URL(now["permalink"]).copy_set_param(name, value)
    told = web.get(link)
    assert told.json()["asked_of"][name] == value
    assert told.json()["permalink"] == now["permalink"]
    assert f"{name}={value}" in told.headers["cismig-asked-of"]
    assert "CISMIG-Asked-Of" in told.headers["access-control-expose-headers"]
    table = web.get(link.copy_with(path=f"{TOOK_PART}.csv"))
    assert f"{name}={value}" in table.headers["cismig-asked-of"]
    page = web.get(link, headers={"Accept": BROWSER}).text
    assert "The permalink was made for another state of the graph" in page


def test_permalinks_bind_to_what_they_were_made_of(built: Built) -> None:
    """Each default, written as a permalink has it, means itself again."""
    for question in QUESTIONS.values():
        terms = bind_values(question, {}, built.store)
        assert bind_values(question, asked_with(terms), built.store) == terms
        assert not {each.name for each in question.parameters} & {*STATE}


def test_an_answer_is_kept_and_not_sent_twice(web: httpx.Client) -> None:
    first = web.get(f"{TOOK_PART}.json")
    tag = {"If-None-Match": first.headers["etag"]}
    again = web.get(f"{TOOK_PART}.json", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert web.get(f"{TOOK_PART}.json?lang=ru", headers=tag).status_code == 200
    head = web.head(f"{TOOK_PART}.json")
    assert head.content == b""
    for name in ("content-length", "content-type", "etag", "link"):
        assert head.headers[name] == first.headers[name]
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["access-control-allow-origin"] == "*"
    links = first.headers["link"]
    assert f'<{web.base_url}{TOOK_PART}.rq>; rel="describedby"' in links
    assert f'<{web.base_url}{TOOK_PART}.csv>; rel="alternate"; type="text/csv"' in links


def test_a_page_of_an_answer_has_all_that_belongs_to_it(web: httpx.Client) -> None:
    page = web.get(f"{TOOK_PART}.html?event=council-28")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    text = page.text
    assert "<script" not in text
    assert not re.search(r'(?:src|action)="https?:', text)
    assert text.count("<tr>") == len(web.get(f"{TOOK_PART}.json").json()["rows"]) + 1
    assert '<label for="p-event">' in text
    assert (
        "(event: 28th meeting of the Council of Heads of Migration Authorities)</caption>" in text
    )
    assert 'name="event" value="meeting:council-28"' in text
    assert '<a href="/state/tj">Tajikistan</a>' in text
    for said in ("What this cannot tell you", "How sure", "Asia-Plus", "@dataset{", "TY  - DATA"):
        assert said in text
    assert "VALUES ?event { &lt;https://w3id.org/cis-migration/meeting/council-28&gt; }" in text
    russian = web.get(f"{TOOK_PART}.html?lang=ru").text
    assert '<a href="/state/tj?lang=ru">Таджикистан</a>' in russian
    assert 'type="hidden" name="lang" value="ru"' in russian


def test_the_form_of_a_page_leads_to_an_answer(web: httpx.Client) -> None:
    page = web.get(f"{DAY}.html").text
    inputs = re.findall(r'<input id="p-\w+" name="(\w+)" value="([^"]*)"', page)
    assert {name for name, _ in inputs} == {"body", "day"}
    action = re.search(r'<form action="(/questions/[^"]+)"', page)
    assert action is not None
    assert web.get(action[1], params=dict(inputs)).status_code == 200
    assert '<input id="p-day" name="day" value="' in page
    assert 'type="date"' in page


def test_the_list_is_a_page_too(web: httpx.Client) -> None:
    page = web.get("/questions?lang=ru", headers={"Accept": BROWSER})
    assert page.headers["content-language"] == "ru"
    linked = re.findall(r'href="/questions/([\w-]+)\?lang=ru"', page.text)
    assert sorted(linked) == sorted(QUESTIONS)
    assert QUESTIONS["who-took-part"].question_ru in page.text


# Who says so.


def test_an_account_over_http_is_that_of_the_command(web: httpx.Client, layout: Layout) -> None:
    told = web.get("/why?subject=meeting:council-28&predicate=cism:date").json()
    assert told["subject"]["term"]["value"] == expand("meeting:council-28")
    (fact,) = told["facts"]
    witnesses = [each for value in fact["values"] for each in value["witnesses"]]
    assert {each["path"] for each in witnesses} >= {
        "graph/reports/asia-plus-2024-05-28-council.ttl"
    }
    for each in witnesses:
        line = (layout.root / each["path"]).read_text("utf-8").splitlines()[each["line"] - 1]
        assert "05" in line


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("", 400, "subject"),
        ("subject=", 400, "subject"),
        ("subject=meeting:council-28&object=x", 400, "predicate"),
        ("subject=nothing-at-all", 404, "subject"),
        ("subject=x:y", 404, "subject"),
        ("subject=meeting:council-28&predicate=dat", 404, "predicate"),
        ("subject=meeting:council-28&predicate=date&object=x:y", 404, "object"),
        ("subject=meeting:council-28&subject=state:tj", 400, "subject"),
        ("subject=meeting:council-28&predicat=date", 400, "predicat"),
        (f"subject={'x' * 2500}", 400, "subject"),
    ],
)
def test_an_account_of_nothing_is_refused(
    web: httpx.Client, query: str, status: int, parameter: str
) -> None:
    assert refused(web.get(f"/why?{query}"), status)["parameter"] == parameter


def test_an_account_is_a_page_that_names_no_path_of_the_machine(
    web: httpx.Client, layout: Layout
) -> None:
    armenia = "subject=meeting:council-28&predicate=cism:hasParticipant&object=state:am"
    for language, said in (("en", "This is not held true"), ("ru", "Это не принято")):
        page = web.get(f"/why?{armenia}&lang={language}", headers={"Accept": BROWSER})
        assert page.headers["content-language"] == language
        assert said in page.text
        assert "graph/reports/ipa-cis-2024-05-28-council.ttl:" in page.text
        assert str(layout.root) not in page.text
        assert "<script" not in page.text
    whole = web.get("/why?subject=meeting:council-28", headers={"Accept": BROWSER})
    assert whole.status_code == 200
    assert str(layout.root) not in web.get("/why?subject=meeting:council-28").text
