"""``cismig push``: load the graph into another SPARQL server, and make sure that it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cismig.cli.parser import Parser, UsageError, add_shared
from cismig.cli.shared import add_store, graph_of
from cismig.store import Limits, Push

if TYPE_CHECKING:
    import argparse

    from cismig.cli.console import Console

_PATIENCE: Final = 600
_STEP: Final = 100

EXAMPLES: Final = """
examples:
  cismig push http://localhost:7878/query                               Oxigraph
  cismig push http://localhost:3030/ds/query                            Fuseki
  cismig push http://localhost:8890/sparql --graph-store http://localhost:8890/sparql-graph-crud
  cismig push https://example.org/sparql --update https://example.org/statements

What stands there already is left alone, so a push that broke off is begun again. Name and password
come from CISMIG_ENDPOINT_USER and CISMIG_ENDPOINT_PASSWORD, a token from CISMIG_ENDPOINT_TOKEN.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    made = Parser(
        "cismig push",
        usage="cismig push ENDPOINT [options]",
        description="Load every graph, with what we accept and what follows, into a server.",
        epilog=EXAMPLES,
    )
    made.add_argument("words", nargs="*", metavar="ENDPOINT", help="where it takes queries")
    made.add_argument("--graph-store", metavar="URL", help="where it takes graphs by PUT")
    made.add_argument("--update", metavar="URL", help="where it takes SPARQL updates instead")
    add_store(made)
    add_shared(made)
    return made


def run(options: argparse.Namespace, console: Console) -> int:
    """Load, verify, and return 0."""
    if len(options.words) != 1 or "://" not in options.words[0]:
        raise UsageError("no address of one server", "give it, as http://localhost:7878/query")
    if options.graph_store and options.update:
        raise UsageError("--graph-store and --update at once", "choose one of them")
    push = Push(
        graph_of(options, console).raw,
        options.words[0],
        options.graph_store or "",
        options.update or "",
        Limits(seconds=_PATIENCE),
    )
    push.held()  # says at once when nobody is there
    total = len(push.graphs())
    written = 0
    for number, (_, is_new) in enumerate(push.write(), start=1):
        written += is_new
        if number % _STEP == 0 or number == total:
            console.talk(f"{number} of {total} graphs, {written} of them written")
    foreign = push.verify()
    if foreign:
        console.talk(
            f"the server holds {len(foreign)} more graphs, such as {foreign[0]}; "
            "remove what an older version of this graph left there"
        )
    console.say(f"{total} graphs, {len(push.raw)} statements: as many there as here")
    return 0
