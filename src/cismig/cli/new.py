"""``cismig new``: a started file that already passes check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cismig.cli.parser import Parser, UsageError, add_shared, did_you_mean
from cismig.cli.shared import layout_of, shown_path
from cismig.errors import RowsError
from cismig.statistics import describe, import_table

if TYPE_CHECKING:
    import argparse

    from cismig.cli.console import Console

KINDS: Final = {"statistics": "a table in graph/statistics/ from a CSV"}

EXAMPLES: Final = """
examples:
  cismig new statistics undesa-stock-2024.csv --source undesa-2024-stock

The CSV is tidy: one figure a row, in the columns ref_area, counterpart_area, sex (F, M, T), time
(ISO 8601) and value, and as wanted status, precision, caveat and addends. An empty value says that
nothing was published. Other columns are described by FILE.csv-metadata.json (CSV on the Web), which
may also name the data set (qb:dataSet) and the source (dc:source). Both stand in graph/registry/
beforehand, and so do the areas and periods. A table of the same name is replaced.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    listed = "\n".join(f"  {name:12}{purpose}" for name, purpose in KINDS.items())
    made = Parser(
        "cismig new",
        usage="cismig new KIND FILE [options]",
        description=f"Start a file of the graph.\n\nkinds:\n{listed}",
        epilog=EXAMPLES,
    )
    made.add_argument("words", nargs="*", metavar="KIND FILE", help="what to start, and from what")
    made.add_argument(
        "--dataset", metavar="NAME", default="", help="the data set (the name of the CSV)"
    )
    made.add_argument("--source", metavar="NAME", default="", help="the source of the table")
    add_shared(made)
    return made


def run(options: argparse.Namespace, console: Console) -> int:
    """Write the file, say where it lies and what is in it, and return 0."""
    kind, *rest = options.words or [""]
    if kind not in KINDS:
        otherwise = f"the kinds are {', '.join(KINDS)}"
        reason = f"nothing new called '{kind}'" if kind else "new what?"
        raise UsageError(reason, did_you_mean(kind, KINDS, otherwise))
    if len(rest) != 1:
        raise UsageError("one CSV at a time", "see 'cismig new --help'")
    description = describe(Path(rest[0]))
    data_set = options.dataset or description.data_set or Path(rest[0]).stem
    source = options.source or description.source
    if not source:
        raise UsageError("no source", "name it by --source, or as dc:source in the metadata")
    told = console.told("reading")
    try:
        made = import_table(
            layout_of(options),
            description,
            _in("dataset", data_set),
            _in("source", source),
            tell=told,
        )
    except RowsError as refused:
        for problem in refused.problems:
            console.refuse(problem)
        return refused.exit_code
    console.say(
        f"{shown_path(made.path)}: {made.observations} figures in {made.slices} slices, "
        f"{made.lacking} absences"
    )
    if made.passed_over:
        console.warn(
            f"{made.passed_over} empty cells stand beside figures of their period and counterpart; "
            "an observation that is not there was not published"
        )
    return 0


def _in(prefix: str, name: str) -> str:
    return name if ":" in name else f"{prefix}:{name}"
