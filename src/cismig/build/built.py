"""A graph that is built: its store, and what is known of the files that it was built from."""

from __future__ import annotations

from functools import cached_property

from cismig import build
from cismig.dataset.terms import ACCEPTED_GRAPH, in_graph
from cismig.frozen import Frozen
from cismig.store import EmbeddedStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pyoxigraph
    from pyoxigraph import NamedNode, Triple

    from cismig.dataset import Acceptance, Dataset
    from cismig.reason import Rule
    from cismig.store import Store

__all__ = ["Built", "Change", "Record"]


class Change(Frozen):
    """What a store has that the one before it had not, and the other way round.

    ``before`` names the earlier store beside it; ``files`` are those that have changed, and
    ``statements`` what came or went in them and in the accepted view.
    """

    before: str
    files: frozenset[Path]
    statements: frozenset[Triple]


class Record(Frozen):
    """What a build tells beside the statements: files and roles, and what was left out.

    ``circles`` are the ``x R x`` that follow and are not written; ``change`` is there if the store
    was made out of an earlier one.
    """

    dataset: Dataset
    acceptance: Acceptance
    circles: frozenset[Triple]
    change: Change | None = None


class Built(Frozen):
    """The dataset with its accepted view and all that follows, ready to be asked.

    A plain question needs the store alone, so the rest is read or compiled when it is asked for.
    ``place`` is the folder of a store that is kept.
    """

    __slots__ = ("__dict__",)  # where the parts are kept that are read late

    store: Store
    read: Callable[[], Record]
    place: Path | None = None

    @cached_property
    def _record(self) -> Record:
        return self.read()

    @property
    def raw(self) -> pyoxigraph.Store:
        """Return the engine itself, of a store that is embedded."""
        if not isinstance(self.store, EmbeddedStore):
            raise TypeError(f"{self.store} is not embedded")
        return self.store.raw

    @property
    def dataset(self) -> Dataset:
        """Return the graphs with their files and roles."""
        return self._record.dataset

    @property
    def acceptance(self) -> Acceptance:
        """Return what the accepted view leaves out."""
        return self._record.acceptance

    @property
    def circles(self) -> frozenset[Triple]:
        """Return what follows and is not written, since it is said of a thing and itself."""
        return self._record.circles

    @property
    def change(self) -> Change | None:
        """Return what has changed since the store that this one was made out of."""
        return self._record.change

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules of the ontology."""
        return build.rules_of(self.dataset)

    def returning(self) -> Mapping[Triple, NamedNode]:
        """Return the statements that a judgement sets aside and that follow again all the same.

        Each with its judgement; `cismig.reason.prove` tells how it follows.
        """
        return {
            triple: judgement
            for triple, judgement in self.acceptance.dropped.items()
            if in_graph(triple, ACCEPTED_GRAPH) in self.store
        }
