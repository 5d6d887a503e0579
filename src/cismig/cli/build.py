"""``cismig build``: the store, made before anybody asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cismig.build import cache_folder, make
from cismig.cli.parser import Parser, add_shared
from cismig.cli.shared import layout_of

if TYPE_CHECKING:
    import argparse

    from cismig.cli.console import Console

EXAMPLES: Final = """
examples:
  cismig build                            into the cache, as the next question would
  cismig build --store /srv/cismig        into a folder for servers
  cismig ask who-took-part --store /srv/cismig

A store is made beside the old one and takes its place when it is whole; who reads the old one goes
on undisturbed. The cache is CISMIG_CACHE, else the user's own.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    made = Parser(
        "cismig build",
        usage="cismig build [--store DIR] [options]",
        description="Build the graph into a store: read, judged, reasoned and indexed.",
        epilog=EXAMPLES,
    )
    made.add_argument("--store", metavar="DIR", help="the folder to keep it in (the cache)")
    add_shared(made)
    return made


def run(options: argparse.Namespace, console: Console) -> int:
    """Build, say where and how much, and return 0."""
    folder = cache_folder() if options.store is None else Path(options.store)
    built = make(layout_of(options), folder, tell=console.told())
    console.say(f"{folder}: {len(built.raw)} statements")
    return 0
