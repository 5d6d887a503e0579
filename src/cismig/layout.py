"""Where the folders lie, in a checkout or in the installed package, and how a file is put there."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cismig.errors import LayoutError, PublishError
from cismig.frozen import Frozen

__all__ = ["FOLDERS", "Layout", "find", "put"]

FOLDERS = ("ontology", "graph", "shapes", "queries")
_INSTALLED = Path(__file__).parent / "data"


class Layout(Frozen):
    """The four folders under one root."""

    root: Path

    @property
    def ontology(self) -> Path:
        """Return the folder of the words."""
        return self.root / "ontology"

    @property
    def graph(self) -> Path:
        """Return the folder of the facts."""
        return self.root / "graph"

    @property
    def shapes(self) -> Path:
        """Return the folder of the rules."""
        return self.root / "shapes"

    @property
    def queries(self) -> Path:
        """Return the folder of the questions."""
        return self.root / "queries"

    def ontology_files(self) -> tuple[Path, ...]:
        """Return the Turtle files of the ontology, in order."""
        return tuple(sorted(self.ontology.rglob("*.ttl")))

    def graph_files(self) -> tuple[Path, ...]:
        """Return the Turtle files of the facts, in order."""
        return tuple(sorted(self.graph.rglob("*.ttl")))

    def shape_files(self) -> tuple[Path, ...]:
        """Return the Turtle files of the rules, in order."""
        return tuple(sorted(self.shapes.rglob("*.ttl")))

    def query_files(self) -> tuple[Path, ...]:
        """Return the questions, in order."""
        return tuple(sorted(self.queries.rglob("*.rq")))

    def turtle_files(self) -> tuple[Path, ...]:
        """Return every Turtle file: words, facts, rules."""
        return (*self.ontology_files(), *self.graph_files(), *self.shape_files())

    def is_statistics(self, path: Path) -> bool:
        """Tell whether *path* is a table, where an observation is one line."""
        return path.resolve().is_relative_to((self.graph / "statistics").resolve())

    def is_source(self, path: Path) -> bool:
        """Tell whether *path* holds what one source says: a report or a table."""
        held = path.resolve()
        return held.is_relative_to((self.graph / "reports").resolve()) or self.is_statistics(held)

    def is_inferences(self, path: Path) -> bool:
        """Tell whether *path* holds what the editors conclude."""
        return path.resolve() == (self.graph / "inferences.ttl").resolve()

    def is_judgements(self, path: Path) -> bool:
        """Tell whether *path* holds which sides of disagreements are followed."""
        return path.resolve() == (self.graph / "judgements.ttl").resolve()

    def is_ontology(self, path: Path) -> bool:
        """Tell whether *path* holds words."""
        return path.resolve().is_relative_to(self.ontology.resolve())


def find(start: Path | None = None) -> Layout:
    """Return the layout around *start* (the current folder), else the installed one.

    Raises:
        LayoutError: neither is there.
    """
    origin = (start or Path.cwd()).resolve()
    for folder in (origin, *origin.parents):
        if _complete(folder):
            return Layout(folder)
    if _complete(_INSTALLED):
        return Layout(_INSTALLED)
    raise LayoutError(origin)


def _complete(root: Path) -> bool:
    return all((root / name).is_dir() for name in FOLDERS)


def put(path: Path, content: bytes) -> None:
    """Write *content* to *path* at one stroke, so that no half file is ever seen.

    Raises:
        PublishError: the folder or the file cannot be written to.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o7777)
        beside.replace(path)
    except OSError as refused:
        with suppress(OSError):  # the folder is not there, or is a file
            beside.unlink(missing_ok=True)
        raise PublishError(path, refused.strerror or str(refused)) from refused
