"""The tools for assistants answer over stdio with their sources, and no call ends the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client

from cismig.cli import main
from servers import ours

if TYPE_CHECKING:
    from cismig.layout import Layout

pytestmark = pytest.mark.xdist_group("graph")

TOOLS = {"ask_question", "list_questions", "run_sparql", "search", "who_says"}
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
Call = Callable[[Client], Awaitable[None]]


def talk(call: Call, *flags: str) -> None:
    """Let *call* talk to ``cismig mcp`` as a client does, from its start to its end."""

    async def whole() -> None:
        command = StdioServerParameters(
            command=sys.executable,
            args=["-W", "error", "-m", "cismig", "mcp", *flags],
            env={**os.environ},
        )
        with anyio.fail_after(60):
            async with Client(stdio_client(command)) as client:
                await call(client)

    anyio.run(whole)


async def told(client: Client, tool: str, **given: object) -> dict[str, Any]:
    """Return what *tool* answers, which is no error."""
    found = await client.call_tool(tool, given)
    text = "".join(part.text for part in found.content)
    assert not found.is_error, text
    assert json.loads(text) == found.structured_content
    return dict(found.structured_content)


async def refused(client: Client, tool: str, **given: object) -> str:
    """Return the error of *tool*."""
    found = await client.call_tool(tool, given)
    text = "".join(part.text for part in found.content)
    assert found.is_error, text
    assert "Traceback" not in text
    return text


async def every_tool(client: Client) -> None:
    """Call each tool once, as it is meant."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert {*tools} == TOOLS
    for tool in tools.values():
        assert tool.annotations.read_only_hint
        assert tool.description
        assert all("description" in each for each in tool.input_schema["properties"].values())
    assert "who_says" in client.instructions

    listed = await told(client, "list_questions", about="meetings")
    slugs = [each["slug"] for each in listed["questions"]]
    assert "who-took-part" in slugs
    assert listed["total"] == len(slugs)

    answer = await told(
        client,
        "ask_question",
        slug="who-took-part",
        values={"event": "meeting:council-28"},
        language="ru",
    )
    parties = [row["party"] for row in answer["rows"]]
    assert {"name": "state:tj", "label": "Таджикистан"} in parties
    assert any("asiaplustj.info" in line for line in answer["cite"])
    assert answer["sources"]
    assert answer["limits"]
    assert answer["rows_left_off"] == 0

    why = await told(
        client,
        "who_says",
        subject="meeting:council-28",
        predicate="cism:hasParticipant",
        object="state:am",
    )
    assert "This is not held true" in "\n".join(why["account"])
    assert {"Asia-Plus"} <= {each["publisher"] for each in why["sources"]}
    assert any("Asia-Plus" in line for line in why["cite"])
    assert "CIS Migration Graph" in why["cite"][-1]

    found = await told(client, "search", text="СРМО", limit=3)
    assert found["hits"][0]["name"] == "body:council"

    rows = await told(
        client, "run_sparql", query="SELECT ?s (1.5 AS ?n) { ?s a cism:State } ORDER BY ?s"
    )
    assert rows["rows"][0]["s"].startswith("state:")
    assert rows["limits"]
    assert rows["cite"]
    truth = await told(client, "run_sparql", query="ASK { state:tj a cism:State }")
    assert truth["boolean"] is True
    said = await told(client, "run_sparql", query="DESCRIBE state:tj", language="ru")
    assert said["statements"]
    assert "Граф" in said["cite"][0]
    cut = await told(client, "run_sparql", query="SELECT ?s { ?s a cism:Excerpt } LIMIT 301")
    assert (len(cut["rows"]), cut["rows_left_off"]) == (300, 1)


def test_the_tools_answer_with_their_sources(layout: Layout) -> None:
    talk(every_tool, "--root", str(layout.root))


def test_the_tools_of_a_served_graph_answer_alike(layout: Layout) -> None:
    async def permalinked(client: Client) -> None:
        await every_tool(client)
        answer = await told(client, "ask_question", slug="who-took-part")
        assert answer["permalink"].startswith(server.base)

    with ours(layout, "--rate", "0") as server:
        talk(permalinked, "--endpoint", server.base)


def test_what_is_wrong_is_an_error_with_its_remedy_and_ends_nothing(layout: Layout) -> None:
    async def wrong(client: Client) -> None:
        assert "did you mean who-took-part" in await refused(
            client, "ask_question", slug="who-took"
        )
        assert "expected one of event" in await refused(
            client, "ask_question", slug="who-took-part", values={"state": "state:tj"}
        )
        assert "such as meeting:council-28" in await refused(
            client, "ask_question", slug="who-took-part", values={"event": "nothing"}
        )
        assert "language" in await refused(
            client, "ask_question", slug="who-took-part", language="de"
        )
        assert "give the language" in await refused(
            client, "ask_question", slug="who-took-part", values={"lang": "ru"}
        )
        assert "no graph speaks of" in await refused(client, "who_says", subject="nothing")
        assert "no kind of thing" in await refused(client, "search", text="x", kind="planet")
        assert "correct the query" in await refused(client, "run_sparql", query="SELECT")
        assert "change the Turtle files" in await refused(
            client, "run_sparql", query="INSERT DATA { <a:a> <a:b> 1 }"
        )
        assert "ran longer than 4 s; ask for less" in await refused(
            client, "run_sparql", query=CROSS
        )
        assert (await told(client, "run_sparql", query="ASK { }"))["boolean"] is True

    talk(wrong, "--root", str(layout.root), "--seconds", "4")


def test_the_server_ends_when_the_client_goes(layout: Layout) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cismig", "mcp", "--root", str(layout.root)],
        input="",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("flags", "told_"),
    [
        (["--seconds", "soon"], "give one above 0"),
        (["--endpoint", "http://127.0.0.1:1", "--store", "x"], "choose one of them"),
        (["--endpoint", "example.org"], "is no address of a server"),
        (["--store", "/nowhere"], "make one: cismig build --store"),
    ],
)
def test_a_wrong_command_says_so(
    flags: list[str], told_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mcp", *flags]) in {2, 3}
    out, err = capsys.readouterr()
    assert out == ""
    assert told_ in err


def test_without_the_library_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "cismig.graph.tools", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    assert main(["mcp"]) == 3
    assert "pip install 'cismig[mcp]'" in capsys.readouterr().err
