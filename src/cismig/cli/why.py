"""``cismig why``: who says so, who disagrees, and how it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cismig import build
from cismig.cli.accounts import account_lines
from cismig.cli.parser import Parser, UsageError, add_shared, one_of
from cismig.cli.shared import add_asking, graph_of
from cismig.evidence import why
from cismig.publish.formats import dumped
from cismig.publish.plain import plain

if TYPE_CHECKING:
    import argparse

    from cismig.cli.console import Console

MOST_WORDS: Final = 3

EXAMPLES: Final = """
examples:
  cismig why meeting:council-28                   all that is said of the meeting
  cismig why meeting:council-28 cism:date         who gives which date, in which line
  cismig why meeting:council-28 date --lang ru    the same, in Russian
  cismig why participation:council-28-am          a participation that sources disagree on
  cismig why meeting:council-28 cism:hasParticipant state:am
                                                  one statement, and why it is not held true
  cismig why "Khovar National Information Agency of Tajikistan"

A server (--endpoint) is asked for the whole graph first. It knows sources and their lines, and no
files.

SUBJECT, PREDICATE and OBJECT are short names, IRIs or labels in English or Russian.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    made = Parser(
        "cismig why",
        usage="cismig why SUBJECT [PREDICATE [OBJECT]] [options]",
        description="Tell who says so, in which file and line of which source; who disagrees and "
        "what was judged; and how it follows, if it was inferred.",
        epilog=EXAMPLES,
    )
    made.add_argument(
        "words", nargs="*", metavar="SUBJECT PREDICATE OBJECT", help="what to account for"
    )
    made.add_argument(
        "--format",
        type=one_of("text", "json"),
        default="text",
        metavar="text|json",
        help="form of the account (text)",
    )
    add_asking(made)
    add_shared(made)
    return made


def run(options: argparse.Namespace, console: Console) -> int:
    """Print the account and return 0."""
    words = options.words
    if not 1 <= len(words) <= MOST_WORDS:
        raise UsageError(
            f"{len(words)} words" if words else "no subject",
            "write cismig why SUBJECT [PREDICATE [OBJECT]], each in quotes if it has spaces",
        )
    built = graph_of(options, console)
    if options.endpoint is not None:
        built = build.fetched(built)
    account = why(built, *words, language=console.language)
    if options.format == "json":
        console.write(dumped(plain(account)))
    else:
        console.say("\n".join(account_lines(account, console)))
    return 0
