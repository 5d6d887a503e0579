"""``cismig serve``: SPARQL over HTTP, with the limits that a server in the open needs."""

from __future__ import annotations

import logging
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cismig.cli.parser import Parser, UsageError, add_shared, did_you_mean
from cismig.cli.shared import add_store, graph_of
from cismig.errors import LibraryError, StoreError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from cismig.cli.console import Console

PARTS: Final[Mapping[str, tuple[type, str]]] = {
    "host": (str, "the address to listen at (127.0.0.1)"),
    "port": (int, "the port to listen at (8000)"),
    "prefix": (str, "the path under which a proxy shows the server, such as /cis"),
    "trusted": (str, "the proxies whose word on a client's address is taken (127.0.0.1)"),
    "seconds": (float, "the time of one query (20)"),
    "megabytes": (int, "the memory of one query (1024)"),
    "answer": (int, "the megabytes of one answer (64)"),
    "request": (int, "the kilobytes of the body of one request (256)"),
    "workers": (int, "processes that stand ready for queries (one a core, at least 2)"),
    "long": (int, "long queries that run at once; others wait their turn (2)"),
    "waiting": (int, "queries that may wait for a process (64)"),
    "rate": (int, "requests a second of one client, ten times as many at once; 0 for all (50)"),
}
_LEAST: Final = {"rate": 0}
_VARIABLE: Final = "CISMIG_SERVE_"

EXAMPLES: Final = """
examples:
  cismig serve                                  http://127.0.0.1:8000/sparql
  cismig serve --store /srv/cismig --host 0.0.0.0 --port 80
  cismig serve --config /etc/cismig.toml        port = 8080, seconds = 10, …
  CISMIG_SERVE_SECONDS=10 cismig serve

A flag goes before a variable, a variable before the file. An interrupt ends the server when the
answers under way are finished.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    made = Parser(
        "cismig serve",
        usage="cismig serve [options]",
        description="Serve the graph over HTTP: SPARQL, and what describes it.",
        epilog=EXAMPLES,
    )
    for name, (kind, purpose) in PARTS.items():
        metavar = {str: "TEXT", int: "N", float: "S"}[kind]
        made.add_argument(f"--{name}", metavar=metavar, help=purpose)
    made.add_argument("--config", metavar="FILE", help="a TOML file with the same names")
    add_store(made)
    add_shared(made)
    return made


def run(options: argparse.Namespace, console: Console) -> int:
    """Serve until a signal ends it, and return 0."""
    try:
        from cismig.server import Plan, serve  # noqa: PLC0415 - an extra brings its libraries
    except ImportError as error:
        raise LibraryError(error.name or "uvicorn", "server") from error
    plan = Plan(**plan_of(options))
    built = graph_of(options, console)
    if built.place is None:
        raise StoreError("the cache", "holds no store that can be served", "use --store DIR")
    if not getattr(options, "verbose", False):
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    console.talk(f"http://{plan.host}:{plan.port}{plan.prefix}/sparql")
    serve(built, plan)
    return 0


def plan_of(options: argparse.Namespace) -> dict[str, Any]:
    """Return what is set by flags, variables and the file, in this order.

    Raises:
        UsageError: a value is not what it should be, or the file cannot be read.
    """
    flags = ((name, getattr(options, name), f"--{name}") for name in PARTS)
    variables = (
        (name, os.environ.get(_VARIABLE + name.upper()), _VARIABLE + name.upper()) for name in PARTS
    )
    found: dict[str, Any] = {}
    for name, given, place in (*flags, *variables, *_in_file(options.config)):
        if given is not None and name not in found:
            found[name] = _value(name, given, place)
    return found


def _in_file(name: str | None) -> Iterator[tuple[str, object, str]]:
    if name is None:
        return
    try:
        given = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{name}: {reason}", "write lines such as port = 8080") from error
    for key, value in given.items():
        if key not in PARTS:
            otherwise = f"the names are {', '.join(PARTS)}"
            raise UsageError(f"{name}: no setting {key}", did_you_mean(key, PARTS, otherwise))
        yield key, value, f"{name}: {key}"


def _value(name: str, given: object, place: str) -> object:
    kind, _ = PARTS[name]
    if name == "prefix":
        return _prefix(str(given), place)
    if kind is str:
        return str(given)
    try:
        value = kind(str(given))
    except ValueError:
        value = None
    least = _LEAST.get(name, 1)
    if value is None or not least <= value < float("inf"):
        raise UsageError(f"{place}: {given!r} is no number it can be", f"give {least} or more")
    return value


def _prefix(given: str, place: str) -> str:
    """Return a path as it stands before those of the server, without a slash at its end."""
    path = given.rstrip("/")
    if path and not re.fullmatch(r"(/[\w.~-]+)+", path, re.ASCII):
        raise UsageError(f"{place}: {given!r} is no path", "give one such as /cis")
    return path
