"""The graph as tools of the Model Context Protocol: few, and each answer with its sources.

What a tool gives is passed on, so it carries what it rests on, what it cannot tell and how to cite
it. A refusal is an error of the tool, with the remedy, and never ends the server.
"""

from __future__ import annotations

from functools import cached_property, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

import anyio.to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from cismig.errors import CismigError, QueryError
from cismig.graph.tables import Rows
from cismig.names import BASE, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cismig.graph.graph import Graph

__all__ = ["tool_server"]

_Found = TypeVar("_Found")
_MOST_ROWS: Final = 300
_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

_ABOUT: Final = """\
Who cooperates on migration in the Commonwealth of Independent States: bodies, meetings, who took
part, agreements, authorities and figures, since 1991. Each statement stands in the graph of the
source that makes it; where sources disagree, both sides are kept.

Look for a question first (list_questions, then ask_question): its answer comes with sources, how
sure they make it and what it cannot tell. search finds the short name of a thing (state:tj);
who_says tells who states something, who disagrees and why a side is followed; run_sparql is for
what no question asks. Pass on the sources, the limits and the citations with what you tell, and do
not take silence for a denial."""

_OF_ACCOUNTS: Final = (
    "An account has what the graph's sources say. That no source says a thing does not deny it, "
    "unless a list is said to be complete."
)
_OF_ROWS: Final = (
    "Rows of a query name no sources by themselves. Ask who_says of what stands in a row, or ask "
    "GRAPH ?g { … } ?g dcterms:source ?source."
)
_OF_NAMES: Final = "Names are found, not facts: ask who_says of a thing for what is said of it."

_Language = Annotated[Literal["en", "ru"], Field(description="language of labels and words")]
_Subject = Annotated[
    str, Field(description="a thing, by short name (meeting:council-28), IRI or label")
]
_Property = Annotated[
    str | None, Field(description="a property of it, such as cism:date or its label")
]
_Value = Annotated[str | None, Field(description="one value of the property; needs a predicate")]


def tool_server(graph: Graph) -> MCPServer[Any]:
    """Return a server of the protocol over *graph*; ``run()`` speaks on the standard streams."""
    tools = _Tools(graph)
    made: MCPServer[Any] = MCPServer(
        "cismig",
        title="CIS Migration Graph",
        instructions=_ABOUT,
        version=version("cismig"),
        log_level="WARNING",
    )
    for tool in (
        *(tools.list_questions, tools.ask_question, tools.who_says),
        *(tools.search, tools.run_sparql),
    ):
        made.add_tool(tool, annotations=_READS)
    return made


class _Tools:
    """What each tool does; the first line of its text is what a client shows."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def list_questions(
        self,
        about: Annotated[
            str, Field(description="a tag, or a word of the question; empty for all")
        ] = "",
        language: _Language = "en",
    ) -> dict[str, Any]:
        """List the questions that can be asked, with their parameters and defaults.

        Each has an answer that was checked against the sources; prefer them to SPARQL.
        """
        found = await _done(self._graph.questions, about, lang=language)
        listed = [
            {
                "slug": each.slug,
                "question": each.text,
                "tags": [*each.tags],
                "parameters": {
                    one.name: f"{one.kind}, such as {one.default}: {one.meaning}"
                    for one in each.parameters
                    if one.name != "lang"  # it follows the language
                },
            }
            for each in found
        ]
        return {"total": len(listed), "questions": listed}

    async def ask_question(
        self,
        slug: Annotated[str, Field(description="the name of the question, as list_questions has")],
        values: Annotated[
            dict[str, str | int],
            Field(description="values of its parameters by name: {'event': 'meeting:council-28'}"),
        ] = {},  # noqa: B006 - the schema shows the default, and nobody changes it
        language: _Language = "en",
    ) -> dict[str, Any]:
        """Answer one of the questions, with its sources, how sure they are, limits and citations.

        Things are given by short name (state:tj), IRI or label, days as 2024-05-28.
        """
        if "lang" in values:
            raise ToolError("lang is not given among the values; give the language")
        asked = {f"{name}_": value for name, value in values.items()}
        answer = await _done(partial(self._graph.ask, slug, lang=language, **asked))
        rows = answer.envelope["rows"][:_MOST_ROWS]
        told = {
            "question": answer.question,
            "parameters": _terms(answer.envelope["parameters"]),
            "columns": {each.name: each.meaning for each in answer.columns},
            "rows": [_terms(row) for row in rows],
            "rows_left_off": len(answer) - len(rows),
            "complete": answer.is_complete,
            "sources": answer.envelope["sources"],
            "how_sure": [*answer.sure],
            "limits": answer.limits,
            "cite": answer.cite("text").splitlines(),
        }
        return {**told, "permalink": answer.permalink} if answer.permalink else told

    async def who_says(
        self,
        subject: _Subject,
        predicate: _Property = None,
        object: _Value = None,  # noqa: A002 - as statements call it
        language: _Language = "en",
    ) -> dict[str, Any]:
        """Tell who says what of a thing, of one property of it, or of one statement.

        With which source and line, who disagrees, what was judged and why, and how it follows if
        it was inferred. Of a statement that is not held true: why not.
        """
        account = await _done(self._graph.why, subject, predicate, object, lang=language)
        sources = [dict(each) for each in account.sources]
        return {
            "account": repr(account).splitlines(),
            "sources": sources,
            "limits": _OF_ACCOUNTS,
            "cite": [*map(_cited, sources), await self._edition(language)],
        }

    async def search(
        self,
        text: Annotated[str, Field(description="a name, or its beginning, in any language")],
        kind: Annotated[
            str | None, Field(description="state, body, authority, meeting, instrument, …")
        ] = None,
        limit: Annotated[int, Field(ge=1, le=100, description="how many")] = 10,
        language: _Language = "en",
    ) -> dict[str, Any]:
        """Find things by name, in Cyrillic or Latin letters, abbreviations too (СРМО, SRMO)."""
        found = await _done(self._graph.find, text, kind=kind, limit=limit, lang=language)
        hits = [{"name": hit.short, "label": hit.label, "kind": hit.kind} for hit in found]
        return {
            "total": found.total,
            "hits": hits,
            "sources": ["the registry of the graph"],
            "limits": _OF_NAMES,
            "cite": [await self._edition(language)],
        }

    async def run_sparql(
        self,
        query: Annotated[
            str,
            Field(description="SELECT, ASK, CONSTRUCT or DESCRIBE; our prefixes are declared"),
        ],
        language: _Language = "en",
    ) -> dict[str, Any]:
        """Run a SPARQL 1.1 query that reads, within limits of time and memory.

        Without GRAPH it asks what is held true; GRAPH ?g { … } asks who says so. It is ended when
        it takes too long: join all patterns, and add LIMIT.
        """
        found = await _done(self._graph.sparql, query)
        told: dict[str, Any]
        if isinstance(found, bool):
            told = {"boolean": found}
        elif isinstance(found, Rows):
            rows = [{name: _plain(value) for name, value in row.items()} for row in found.rows]
            told = {"columns": [*found.columns], **_first("rows", rows)}
        else:
            told = _first("statements", [str(triple) for triple in found])
        sources = ["see limits"]
        cite = [await self._edition(language)]
        return {**told, "sources": sources, "limits": _OF_ROWS, "cite": cite}

    async def _edition(self, language: str) -> str:
        return (await _done(lambda: self._editions))[language]

    @cached_property
    def _editions(self) -> dict[str, str]:
        """How the graph itself is cited, in each language."""
        found = self._graph.sparql("""
SELECT ?language ?title ?publisher ?version ?licence WHERE {
  VALUES ?language { "en" "ru" }
  dataset:cis-migration-graph dcterms:title ?title ;
    dcterms:publisher/rdfs:label ?publisher ;
    dcterms:license ?licence .
  <https://w3id.org/cis-migration/ontology> owl:versionIRI ?version .
  FILTER(LANG(?title) = ?language && LANG(?publisher) = ?language)
}""")
        if not isinstance(found, Rows) or not found.rows:
            raise QueryError("the graph does not say how it is cited", "see CITATION.cff")
        return {str(row["language"]): _edition(row) for row in found.rows}


async def _done(call: Callable[..., _Found], *given: object, **named: object) -> _Found:
    """Return what *call* gives, fetched beside the loop.

    Raises:
        ToolError: the graph refuses, with the remedy.
    """
    try:
        return await anyio.to_thread.run_sync(partial(call, *given, **named))
    except CismigError as refused:
        raise ToolError(str(refused)) from refused


def _first(name: str, found: list[Any]) -> dict[str, Any]:
    return {name: found[:_MOST_ROWS], f"{name}_left_off": max(0, len(found) - _MOST_ROWS)}


def _terms(group: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return terms as a reader knows them: a thing with its label, else the text."""
    return {
        name: {"name": shorten(told["value"]), "label": told["label"]}
        if told["type"] == "uri"
        else told["value"]
        for name, told in group.items()
    }


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float | None) else str(value)


def _edition(row: Mapping[str, object]) -> str:
    word = {"en": "version", "ru": "версия"}[str(row["language"])]
    number = str(row["version"]).rsplit("/", 1)[-1]
    return f"{row['publisher']}. {row['title']}, {word} {number}. {BASE} ({row['licence']})"


def _cited(source: Mapping[str, Any]) -> str:
    told = f"{source['publisher']} ({source['issued'] or 'undated'}). {source['title']}."
    return f"{told} {source['address']}" if source["address"] else told
