"""The description of the API is OpenAPI 3.1, complete, and all that it promises holds."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from cismig.layout import find
from cismig.questions import load_questions
from servers import PATIENCE, ours

if TYPE_CHECKING:
    from schemathesis import BaseSchema

    from cismig.layout import Layout
    from servers import Ours

pytestmark = pytest.mark.xdist_group("api")

QUESTIONS = load_questions(find(Path(__file__).parent))
# A question for each kind of parameter, and what is no question.
ASKED = (
    *("who-took-part", "members-of-a-body-on-a-day", "what-does-line-say"),
    *("what-an-identifier-names", "stock-by-origin", "who-disagrees"),
)
PATHS = (
    *(f"/questions/{slug}" for slug in ASKED),
    *("/questions", "/why", "/search", "/sparql", "/openapi.json", "/healthz", "/readyz"),
)
# What names nothing is a text as good as any, and is refused all the same (422, 404).
NOT_CHECKED = [schemathesis.checks.positive_data_acceptance]


@pytest.fixture(scope="module")
def described(server: Ours) -> dict[str, Any]:
    """Return the description of the API."""
    found: dict[str, Any] = httpx.get(f"{server.base}/openapi.json", timeout=PATIENCE).json()
    return found


def test_it_is_openapi_and_says_where_the_server_is(
    described: dict[str, Any], server: Ours
) -> None:
    validate(described)
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": server.base}]


@pytest.mark.parametrize("slug", QUESTIONS)
def test_every_question_is_described(described: dict[str, Any], slug: str) -> None:
    question, told = QUESTIONS[slug], described["paths"][f"/questions/{slug}"]["get"]
    assert told["summary"] == question.question_en
    assert told["x-summary-ru"] == question.question_ru
    own = {each["name"]: each for each in told["parameters"] if "name" in each}
    assert [*own] == [each.name for each in question.parameters if each.name != "lang"]
    for parameter in question.parameters:
        if parameter.name in own:
            assert own[parameter.name]["description"] == parameter.meaning
            kind = own[parameter.name]["schema"]["type"]
            assert kind == ("integer" if parameter.kind.value == "integer" else "string")
    content = told["responses"]["200"]["content"]
    assert ("image/svg+xml" in content) == (question.chart is not None)
    rows = content["application/json"]["schema"]["properties"]["rows"]["items"]["properties"]
    assert [*rows] == [each.name for each in question.columns]


def check(schema: BaseSchema, path: str, method: str, mode: GenerationMode) -> None:
    """Send a few requests to *path*, as its description allows or (negative) does not."""
    base = schema.raw_schema["servers"][0]["url"]
    strategy = schema[path][method].as_strategy(generation_mode=mode)

    @seed(28)
    @settings(
        max_examples=6,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(case=strategy)
    def asked(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=base, excluded_checks=NOT_CHECKED, timeout=PATIENCE)

    asked()


@pytest.mark.parametrize("path", PATHS)
def test_what_is_asked_as_described_is_answered_as_described(
    described: dict[str, Any], path: str
) -> None:
    schema = schemathesis.openapi.from_dict(described)
    for method in schema[path]:
        check(schema, path, method, GenerationMode.POSITIVE)
        if schema.raw_schema["paths"][path][method]["parameters"]:
            check(schema, path, method, GenerationMode.NEGATIVE)


@pytest.mark.parametrize("fault", ["status", "form", "schema"])
def test_a_promise_that_does_not_hold_would_be_seen(described: dict[str, Any], fault: str) -> None:
    wrong = copy.deepcopy(described)
    told = wrong["paths"]["/questions"]["get"]["responses"]
    if fault == "status":
        told["201"] = told.pop("200")
    elif fault == "form":
        told["200"]["content"] = {"text/csv": {}}
    else:
        items = told["200"]["content"]["application/json"]["schema"]["items"]
        told["200"]["content"]["application/json"]["schema"] = {"type": "object", "items": items}
    schema = schemathesis.openapi.from_dict(wrong)
    with pytest.raises(FailureGroup):
        check(schema, "/questions", "get", GenerationMode.POSITIVE)


def test_it_is_kept_and_not_sent_twice(server: Ours) -> None:
    first = httpx.get(f"{server.base}/openapi.json", timeout=PATIENCE)
    assert first.headers["content-encoding"] == "gzip"
    tag = {"If-None-Match": first.headers["etag"]}
    again = httpx.get(f"{server.base}/openapi.json", headers=tag, timeout=PATIENCE)
    assert (again.status_code, again.content) == (304, b"")


def test_behind_a_proxy_it_names_the_address_that_the_proxy_shows(layout: Layout) -> None:
    with ours(layout, "--prefix", "/cis") as running:
        told = json.loads(httpx.get(f"{running.base}/openapi.json", timeout=PATIENCE).text)
        assert told["servers"] == [{"url": f"{running.base}/cis"}]
        listed = httpx.get(f"{running.base}/questions", timeout=PATIENCE).json()
        assert listed[0]["address"].startswith(f"{running.base}/cis/questions/")
