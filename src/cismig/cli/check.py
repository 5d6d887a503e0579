"""``cismig check``: what is wrong in the files, with file, line and remedy."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cismig import build
from cismig.cli.parser import Parser, UsageError, add_shared, one_of
from cismig.cli.shared import chosen_paths, layout_of, shown_path
from cismig.names import shorten
from cismig.publish.formats import dumped
from cismig.publish.words import NOTES, VIOLATIONS, counted, word
from cismig.validate import check

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from pyoxigraph import BlankNode

    from cismig.cli.console import Console
    from cismig.layout import Layout
    from cismig.turtle import Place
    from cismig.validate import Finding

VIOLATION: Final = "violation"

EXAMPLES: Final = """
examples:
  cismig check                                  everything
  cismig check graph/reports                    findings that stand in this folder
  cismig check --format github                  annotations of a pull request
  cismig check --lang ru

A violation makes the exit code 1; a note, such as a disagreement that was judged to stay open,
does not. A file that cannot be read at all is no finding: exit code 3.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    made = Parser(
        "cismig check",
        usage="cismig check [PATH …] [options]",
        description="Check form, terms, shapes, figures, judgements and ontology. The whole graph "
        "is read; with PATHs, only findings that stand there are told.",
        epilog=EXAMPLES,
    )
    made.add_argument("words", nargs="*", metavar="PATH", help="files or folders")
    made.add_argument(
        "--format",
        type=one_of("text", "json", "github"),
        default="text",
        metavar="text|json|github",
        help="form of the findings (text)",
    )
    add_shared(made)
    return made


def run(options: argparse.Namespace, console: Console) -> int:
    """Print the findings; return 1 if there is a violation among them, else 0."""
    # a day that is none is a finding; rdflib would tell of it by a traceback as well
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    layout = layout_of(options)
    paths = chosen_paths(options.words)
    _refuse_unchecked(paths, layout)
    built = build.opened(layout, tell=console.told(), warn=console.warn)
    found = check(layout, paths, built)
    if options.format == "json":
        console.write(dumped([_described(finding) for finding in found]))
    for finding in found:
        if options.format == "text":
            _print_text(finding, console)
        elif options.format == "github":
            console.say(_annotation(finding, console.language))
    violations = sum(finding.severity == VIOLATION for finding in found)
    if options.format != "json":
        console.say(_counts(violations, len(found) - violations, console.language))
    return 1 if violations else 0


def _refuse_unchecked(paths: Iterable[Path], layout: Layout) -> None:
    """Refuse a path under which no file is checked: that nothing was found there would be no news.

    Raises:
        UsageError: there is such a path.
    """
    checked = [file.resolve() for file in (*layout.turtle_files(), *layout.query_files())]
    for path in paths:
        if not any(file.is_relative_to(path.resolve()) for file in checked):
            raise UsageError(
                f"{path} holds no file of the graph", f"name files or folders of {layout.root}"
            )


def _print_text(finding: Finding, console: Console) -> None:
    first, *others = finding.places or (None,)
    severity = word(finding.severity, console.language)
    place = f"{_shown(first)}: " if first is not None else ""
    hint = f"; {' '.join(finding.hint.split())}" if finding.hint else ""
    console.say(f"{place}{severity}: {finding.message[console.language]}{hint}")
    for other in others:
        if other is not None:
            console.say(f"    {word('also', console.language)} {_shown(other)}")


def _counts(violations: int, notes: int, language: str) -> str:
    if not violations and not notes:
        return word("no findings", language)
    return f"{counted(violations, *VIOLATIONS, language)}, {counted(notes, *NOTES, language)}"


def _shown(place: Place) -> str:
    return f"{shown_path(place.path)}:{place.line}:{place.column}"


def _annotation(finding: Finding, language: str) -> str:
    """Return a finding as a workflow command, which shows it beside the line of a change.

    A message is one line there, and ``%`` begins an escape.
    """
    kind = "error" if finding.severity == VIOLATION else "notice"
    told = {"title": f"cismig {finding.rule}"}
    if finding.places:
        place = finding.places[0]
        told |= {
            "file": shown_path(place.path),
            "line": str(place.line),
            "col": str(place.column),
        }
    properties = ",".join(f"{key}={_escaped_property(value)}" for key, value in told.items())
    hint = f"; {finding.hint}" if finding.hint else ""
    return f"::{kind} {properties}::{_escaped(finding.message[language] + hint)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _described(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": dict(finding.message),
        "hint": finding.hint,
        "places": [
            {"file": shown_path(place.path), "line": place.line, "column": place.column}
            for place in finding.places
        ],
        "focus": _named(finding.focus),
        "path": _named(finding.path),
        "graphs": [_named(graph) for graph in finding.graphs],
        "shape": _named(finding.shape),
    }


def _named(thing: NamedNode | BlankNode | None) -> str | None:
    return shorten(thing.value) if isinstance(thing, NamedNode) else thing and str(thing)
