"""``cismig sparql``: any SPARQL query against the accepted view and the graphs under it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, serialize

from cismig.cli.parser import Parser, UsageError, add_shared, did_you_mean, one_of
from cismig.cli.shared import add_asking, graph_of, grid
from cismig.cli.tables import draw
from cismig.errors import QueryError
from cismig.names import PREFIXES
from cismig.publish.formats import boolean_json, markdown, results_csv, results_json
from cismig.publish.words import word
from cismig.questions import Labels
from cismig.store import Table

if TYPE_CHECKING:
    import argparse

    from pyoxigraph import Triple

    from cismig.cli.console import Console
    from cismig.store import Store

FORMATS: Final = ("table", "csv", "json", "markdown", "ttl", "nt")
_ROWS: Final = frozenset({"table", "csv", "json", "markdown"})

EXAMPLES: Final = """
examples:
  cismig sparql "SELECT ?state WHERE { ?state a cism:State } ORDER BY ?state"
  cismig sparql queries/meetings-of-a-state.rq --format csv
  cismig sparql "ASK { meeting:council-28 cism:hasParticipant state:am }"
  cismig sparql "DESCRIBE meeting:council-28" --format ttl
  cismig sparql - < query.rq

The prefixes of the graph need not be declared. Without GRAPH a query asks what we hold true;
with GRAPH ?g { … } it asks who says so.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    made = Parser(
        "cismig sparql",
        usage="cismig sparql TEXT|FILE|- [options]",
        description="Run a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE.",
        epilog=EXAMPLES,
    )
    made.add_argument("words", nargs="*", metavar="TEXT|FILE|-", help="the query, its file, or -")
    made.add_argument(
        "--format",
        type=one_of(*FORMATS),
        metavar="|".join(FORMATS),
        help="form of the result (table for rows, ttl for statements)",
    )
    made.add_argument(
        "--iri", action="store_true", help="in a table, short names such as state:tj, no labels"
    )
    add_asking(made)
    add_shared(made)
    return made


def run(options: argparse.Namespace, console: Console) -> int:
    """Print the result and return 0."""
    if len(options.words) != 1:
        raise UsageError(
            f"{len(options.words)} queries", "give one: a text in quotes, a file, or - for stdin"
        )
    text = _query(options.words[0])
    if not text.strip():
        raise UsageError("the query is empty", "give a text in quotes, a file, or - for stdin")
    store = graph_of(options, console).store
    result = _run(store, text)
    if isinstance(result, bool):
        _print_truth(result, options, console)
    elif isinstance(result, Table):
        _print_rows(result, options, console, store)
    else:
        _print_triples(result, options, console, store)
    return 0


def _query(word: str) -> str:
    """Return the text of the query that *word* is, names or stands for."""
    if word == "-":
        return sys.stdin.read()
    if any(char in word for char in "{}\n") or " " in word.strip() or not word.strip():
        return word
    path = Path(word)
    if not path.is_file():
        raise UsageError(f"{word} is no file and no query", "write a query in quotes, or a file")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unread:
        raise UsageError(f"{word} cannot be read as text", "name a file of UTF-8") from unread


def _run(store: Store, text: str) -> Table | bool | tuple[Triple, ...]:
    """Return what the store answers, with our prefixes declared where the query uses them.

    They stand on a line of their own before it, which the place of an error does not count.
    """
    declared = set(re.findall(r"\bPREFIX\s+([\w-]*):", text, re.IGNORECASE))
    used = set(re.findall(r"(?<![\w<-])([A-Za-z][\w-]*):", text)) - declared
    prologue = " ".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted(used & {*PREFIXES}))
    try:
        return store.run(f"{prologue}\n{text}")
    except QueryError as refused:
        reason = re.sub(
            r"error at (\d+):", lambda found: f"error at {int(found[1]) - 1}:", refused.reason
        )
        if "Prefix not found" in reason:
            raise _undeclared(text, declared, reason) from refused
        raise QueryError(reason, refused.hint) from refused


def _undeclared(text: str, declared: set[str], reason: str) -> QueryError:
    """Return the refusal of a name whose prefix is neither *declared* nor ours."""
    place = reason.partition(": ")[0]
    for name in re.findall(r"(?<![\w<-])([\w-]*):", text):
        if name not in declared and name not in PREFIXES:
            near = did_you_mean(f"{name}:", [f"{each}:" for each in PREFIXES], "declare it")
            return QueryError(f"{place}: the prefix {name}: is not declared", near)
    return QueryError(reason)


def _format(options: argparse.Namespace, unasked: str, possible: frozenset[str], what: str) -> str:
    form: str = options.format or unasked
    if form not in possible:
        fitting = ", ".join(each for each in FORMATS if each in possible)
        raise UsageError(f"{what} cannot be written as {form}", f"choose from {fitting}")
    return form


def _print_truth(truth: bool, options: argparse.Namespace, console: Console) -> None:  # noqa: FBT001 - the answer of an ASK
    form = _format(options, "table", _ROWS, "the answer of an ASK")
    if form == "json":
        console.write(boolean_json(truth))
    elif form == "table":
        console.say(word("true" if truth else "false", console.language))
    else:
        console.say("true" if truth else "false")


def _print_rows(table: Table, options: argparse.Namespace, console: Console, store: Store) -> None:
    form = _format(options, "table", _ROWS, "rows")
    if form == "json":
        console.write(results_json(table))
        return
    if form == "csv":
        console.write(results_csv(table))
        return
    cells = grid(table, Labels(store, console.language), iri=options.iri)
    if form == "markdown":
        console.say(markdown(cells.headings, cells.rows, cells.numbers))
    elif cells.rows:
        console.say(draw(cells, console.columns))
    else:
        console.talk(word("no rows", console.language))


def _print_triples(
    triples: tuple[Triple, ...],
    options: argparse.Namespace,
    console: Console,
    store: Store,
) -> None:
    form = options.format or "ttl"
    ordered = sorted(set(triples), key=str)
    if form in _ROWS:
        table = Table(("subject", "predicate", "object"), tuple(map(tuple, ordered)))
        _print_rows(table, options, console, store)
        return
    kind = RdfFormat.TURTLE if form == "ttl" else RdfFormat.N_TRIPLES
    used = {} if form == "nt" else _used_prefixes(ordered)
    written = serialize(ordered, format=kind, prefixes=used) or b""
    console.write(written.decode("utf-8"))


def _used_prefixes(triples: list[Triple]) -> dict[str, str]:
    """Return the prefixes that *triples* use."""
    text = "\n".join(map(str, triples))
    return {prefix: space for prefix, space in PREFIXES.items() if f"<{space}" in text}
