"""What a graph is asked through, wherever it lies."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Protocol
else:
    Protocol = object

__all__ = ["Session"]


class Session(Protocol):
    """A graph on this machine or a served one; both give the same for the same.

    Each raises QueryError for what is wrong in what was asked, LimitError for what takes too much,
    and EndpointError where nothing answers.
    """

    place: str
    """Where it lies: a folder, or an address."""

    def listed(self) -> Sequence[Mapping[str, Any]]:
        """Return the questions as `cismig.publish.listing` describes them."""

    def described(self, slug: str) -> Mapping[str, Any]:
        """Return the one question *slug* so.

        Raises:
            UnknownQueryError: there is none.
        """

    def answer(self, slug: str, values: Mapping[str, str], lang: str, form: str) -> bytes:
        """Return the answer to the question *slug* in the *form* that a file's ending means."""

    def why(self, parts: Mapping[str, str], lang: str) -> dict[str, Any]:
        """Return the account of a ``subject``, ``predicate`` and ``object`` as JSON has it."""

    def find(self, text: str, lang: str, kind: str | None, limit: int) -> dict[str, Any]:
        """Return what is found by name as ``/search`` has it."""

    def query(self, text: str, form: str) -> bytes:
        """Return the results of a SPARQL query in the *form* ``json`` or ``nt``."""

    def close(self) -> None:
        """Let go of processes and connections."""
