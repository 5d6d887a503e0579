"""What several commands do: find the graph, lay out rows."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from cismig import build, store
from cismig.cli.parser import Parser, UsageError
from cismig.cli.tables import Grid
from cismig.errors import LayoutError
from cismig.frozen import replace
from cismig.layout import Layout, find
from cismig.publish.cells import cell, long_columns, number_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from cismig.build import Built
    from cismig.cli.console import Console
    from cismig.questions import Labels
    from cismig.store import Table


def layout_of(options: argparse.Namespace) -> Layout:
    """Return the folders that the command works on.

    Raises:
        UsageError: ``--root`` is no folder.
        LayoutError: there are none around the folder, and no installed copy to fall back on.
    """
    root = getattr(options, "root", None)
    if root is None:
        return find()
    folder = Path(root).resolve()
    if not folder.is_dir():
        raise UsageError(f"--root {root} is no folder", "name the folder of a checkout")
    layout = find(folder)
    if not folder.is_relative_to(layout.root):  # the installed copy, which was not asked for
        raise LayoutError(root)
    return layout


def add_store(parser: Parser) -> None:
    """Let *parser* take where the graph is asked."""
    parser.add_argument(
        "--store",
        metavar="DIR",
        help="ask the store that 'cismig build --store DIR' made, as it stands (else the files as "
        "they are, built once for each state of them)",
    )
    parser.set_defaults(endpoint=None, unlimited=False)


def add_asking(parser: Parser) -> None:
    """Let *parser* take where the graph is asked, and how much a query may take."""
    add_store(parser)
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="ask a SPARQL server that holds the graph (see 'cismig push'); name and password "
        "come from CISMIG_ENDPOINT_USER and _PASSWORD, a token from CISMIG_ENDPOINT_TOKEN",
    )
    parser.add_argument(
        "--unlimited",
        action="store_true",
        help="let a query take more than a minute, 2 GB of memory or a million rows",
    )


def graph_of(options: argparse.Namespace, console: Console) -> Built:
    """Return the graph that *options* ask.

    Raises:
        StoreError: ``--store`` names no whole store.
        LoadError, UnsupportedAxiomError: the files are not what they should be.
        EndpointError: the server of ``--endpoint`` does not answer.
    """
    started = time.perf_counter()
    layout = layout_of(options)
    if options.endpoint is not None and options.store is not None:
        raise UsageError("--endpoint and --store at once", "choose one of them")
    if options.endpoint is not None:
        limits = store.Limits(*[sys.maxsize] * 3) if options.unlimited else store.Limits()
        return build.at(store.EndpointStore(options.endpoint, limits), layout)
    if options.store is not None:
        built = build.kept(Path(options.store), layout)
    else:
        built = build.opened(layout, tell=console.told(), warn=console.warn)
    if not options.unlimited:
        built = replace(built, store=store.guarded(built.raw, store.Limits()))
    if getattr(options, "verbose", False):
        console.talk(f"cismig.build: ready in {time.perf_counter() - started:.3f} s")
    return built


def chosen_paths(words: list[str]) -> tuple[Path, ...]:
    """Return the files and folders that *words* name.

    Raises:
        UsageError: one of them is not there.
    """
    for word in words:
        if not Path(word).exists():
            raise UsageError(f"there is no {word}", "name files or folders of the checkout")
    return tuple(Path(word) for word in words)


def shown_path(path: Path) -> str:
    """Return *path* as it is reached from the current folder, else whole."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def grid(table: Table, labels: Labels, *, iri: bool) -> Grid:
    """Return *table* in words; a column of figures only is set to the right."""
    numbers, long = number_columns(table), long_columns(table)
    rows = tuple(
        tuple(cell(term, labels, iri=iri, grouped=n in long) for n, term in enumerate(row))
        for row in table.rows
    )
    return Grid(table.columns, rows, numbers)
