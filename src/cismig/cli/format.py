"""``cismig format``: the house form of Turtle files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cismig.cli.parser import Parser, UsageError, add_shared
from cismig.cli.shared import chosen_paths, layout_of, shown_path
from cismig.errors import PublishError
from cismig.layout import put
from cismig.publish.words import FILES, counted, word
from cismig.turtle import formatted

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from cismig.cli.console import Console
    from cismig.layout import Layout

EXAMPLES: Final = """
examples:
  cismig format                         every Turtle file of the graph
  cismig format graph/reports           those of a folder
  cismig format --check                 write nothing; exit 1 if a file would change

After a session in Protégé: format, then look at what is left of the difference.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    made = Parser(
        "cismig format",
        usage="cismig format [PATH …] [options]",
        description="Rewrite Turtle files in the house form and name those that changed.",
        epilog=EXAMPLES,
    )
    made.add_argument("words", nargs="*", metavar="PATH", help="files or folders")
    made.add_argument(
        "--check", action="store_true", help="only tell; exit 1 if a file would change"
    )
    add_shared(made)
    return made


def run(options: argparse.Namespace, console: Console) -> int:
    """Rewrite what is not in the house form; with --check return 1 if anything is not."""
    layout = layout_of(options)
    changed = 0
    for path in _files(options.words, layout):
        wanted = formatted(path, layout).encode("utf-8")
        if path.read_bytes() == wanted:
            continue
        changed += 1
        if not options.check:
            _replace(path, wanted)
        console.say(shown_path(path))
    key = "would change" if options.check else "changed"
    console.talk(f"{counted(changed, *FILES, console.language)} {word(key, console.language)}")
    return 1 if options.check and changed else 0


def _replace(path: Path, content: bytes) -> None:
    """Put *content* in the place of *path*.

    Raises:
        PublishError: the folder or the file cannot be written to.
    """
    try:
        put(path, content)
    except PublishError as refused:
        raise PublishError(shown_path(path), refused.reason) from refused


def _files(words: list[str], layout: Layout) -> list[Path]:
    """Return the Turtle files that *words* name, those of the whole graph if there are none.

    Raises:
        UsageError: a path that is not there, or is no Turtle file.
    """
    if not words:
        return list(layout.turtle_files())
    found: list[Path] = []
    for path in chosen_paths(words):
        if path.is_dir():
            found += sorted(path.rglob("*.ttl"))
        elif path.suffix == ".ttl":
            found.append(path)
        else:
            raise UsageError(f"{path} is no Turtle file", "name .ttl files or folders")
    return found
