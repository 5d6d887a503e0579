"""``cismig mcp``: the questions, accounts and names as tools for assistants, over stdio."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from cismig.cli.parser import Parser, UsageError, add_shared
from cismig.errors import LibraryError

if TYPE_CHECKING:
    import argparse

    from cismig.cli.console import Console

_TIME: Final = 60.0
_MEMORY: Final = 2048

EXAMPLES: Final = """
examples:
  cismig mcp                                          the graph of this machine
  cismig mcp --endpoint https://example.org/cis/      one that 'cismig serve' serves
  cismig mcp --seconds 10

A client starts it by itself; in its configuration:
  {"mcpServers": {"cismig": {"command": "cismig", "args": ["mcp"]}}}

Standard output carries the protocol and nothing else; talk is on standard error.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    made = Parser(
        "cismig mcp",
        usage="cismig mcp [options]",
        description="Offer the graph to assistants by the Model Context Protocol, on the standard "
        "streams: questions, who says so, search and SPARQL, all reading only.",
        epilog=EXAMPLES,
    )
    made.add_argument("--store", metavar="DIR", help="ask the store of 'cismig build --store DIR'")
    made.add_argument(
        "--endpoint", metavar="URL", help="ask a graph that 'cismig serve' serves at this address"
    )
    made.add_argument("--seconds", metavar="S", help="the time of one query (60)")
    made.add_argument("--megabytes", metavar="N", help="the memory of one query (2048)")
    add_shared(made)
    return made


def run(options: argparse.Namespace, _: Console) -> int:
    """Speak the protocol until the client goes, and return 0."""
    if options.endpoint is not None and options.store is not None:
        raise UsageError("--endpoint and --store at once", "choose one of them")
    try:
        from cismig.graph.tools import tool_server  # noqa: PLC0415 - an extra brings its library
    except ImportError as error:
        raise LibraryError(error.name or "mcp", "mcp") from error
    from cismig.graph import Graph, Limits  # noqa: PLC0415 - after what may be missing

    limits = Limits(
        seconds=_number(options.seconds, _TIME, "--seconds"),
        megabytes=int(_number(options.megabytes, _MEMORY, "--megabytes")),
    )
    root = getattr(options, "root", None)
    logging.getLogger("mcp").setLevel(logging.WARNING)
    with Graph(options.endpoint, root=root, store=options.store, limits=limits) as graph:
        tool_server(graph).run()
    return 0


def _number(given: str | None, otherwise: float, flag: str) -> float:
    if given is None:
        return otherwise
    try:
        value = float(given)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise UsageError(f"{flag}: {given!r} is no number it can be", "give one above 0")
    return value
