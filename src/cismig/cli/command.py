"""The command: finds the part that does the work, and turns refusals into exit codes."""

from __future__ import annotations

import sys
from argparse import Namespace
from importlib import import_module

from cismig.cli.console import close_quietly, console
from cismig.cli.parser import Parser, UsageError, add_shared, did_you_mean
from cismig.errors import CismigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final, Protocol

    from cismig.cli.console import Console

    class Command(Protocol):
        """What the module of a command offers."""

        def parser(self) -> Parser:
            """Return the command's grammar."""

        def run(self, options: Namespace, console: Console) -> int:
            """Do it and return the exit code."""


COMMANDS: Final = {
    "ask": "the questions, and the answer to one",
    "sparql": "the rows of any SPARQL query",
    "why": "who says so, who disagrees, and how it follows",
    "build": "the store, made before anybody asks",
    "check": "what is wrong in the files, with file and line",
    "format": "the house form of Turtle files",
    "new": "a started file: a table from a CSV",
    "push": "the graph loaded into another SPARQL server",
    "serve": "the graph over HTTP: SPARQL and linked data",
    "mcp": "the graph as tools for assistants, over stdio",
}
INTERRUPTED: Final = 130
READER_GONE: Final = 141
_WITH_VALUE: Final = ("--lang", "--root")

EXAMPLES: Final = """
examples:
  cismig ask                                    the questions, grouped
  cismig ask meetings-of-a-state state=tj       one answered, with its sources
  cismig why meeting:council-28 cism:date       who says so
  cismig sparql "SELECT ?s WHERE { ?s a cism:State }"
  cismig check                                  everything; exit 1 if anything is wrong

exit codes: 0 fine, 1 findings, 2 wrong usage, 3 broken input
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Return the exit code of the command in *argv* (the process's own if None)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    talker = console("en")
    try:
        code = _code(arguments)
        sys.stdout.flush()
    except CismigError as refused:
        talker.refuse(refused)
        return refused.exit_code
    except BrokenPipeError:
        close_quietly()
        return READER_GONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _code(arguments: list[str]) -> int:
    try:
        return _run(arguments)
    except SystemExit as ended:  # argparse ends --help so
        return int(ended.code or 0)


def _run(arguments: list[str]) -> int:
    head, name, rest = _split(arguments)
    options = _main_parser().read(head) if head else Namespace(version=False)
    if options.version:
        console("en").say(f"cismig {_version()}")
        return 0
    if not name:
        console("en").say(_main_parser().format_help())
        return 0
    if name not in COMMANDS:
        otherwise = f"the commands are {', '.join(COMMANDS)}"
        raise UsageError(f"no command '{name}'", did_you_mean(name, COMMANDS, otherwise))
    found: Any = import_module(f"cismig.cli.{name}")
    command: Command = found
    prepared = getattr(command, "prepare", list)(rest)
    for key, value in vars(command.parser().read(prepared)).items():
        setattr(options, key, value)
    if getattr(options, "verbose", False):
        import logging  # noqa: PLC0415 - not needed where nothing is logged

        logging.basicConfig(level=logging.DEBUG, format="%(name)s: %(message)s")
        logging.getLogger("cismig").setLevel(logging.DEBUG)
    return command.run(options, console(getattr(options, "lang", "en")))


def _split(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    """Return what stands before the command, the command, and what stands after it.

    >>> _split(["--lang", "ru", "ask", "x"])
    (['--lang', 'ru'], 'ask', ['x'])
    """
    position = 0
    while position < len(arguments) and arguments[position].startswith("-"):
        position += 2 if arguments[position] in _WITH_VALUE else 1
    name = arguments[position] if position < len(arguments) else ""
    return arguments[:position], name, arguments[position + 1 :]


def _main_parser() -> Parser:
    listed = "\n".join(f"  {name:8}{purpose}" for name, purpose in COMMANDS.items())
    parser = Parser(
        "cismig",
        usage="cismig [options] COMMAND …",
        description="Who cooperates on migration in the CIS, and who says so.\n\n"
        f"commands:\n{listed}\n\n'cismig COMMAND --help' tells more.",
        epilog=EXAMPLES,
    )
    parser.add_argument("--version", action="store_true", help="the version of this package")
    add_shared(parser)
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - costs the most

    try:
        return version("cismig")
    except PackageNotFoundError:
        return "(not installed)"
