"""Answers kept in memory: a store never changes, so what it answered once it would answer again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cismig.server.pool import Reply

__all__ = ["Kept"]

_MOST: Final = 32_000_000
_LARGEST: Final = 1_000_000
_BESIDE: Final = 1000
"""Bytes that an answer takes beside its own."""


class Kept:
    """The answers that were asked for last, up to so many bytes in all."""

    def __init__(self, most: int = _MOST) -> None:
        """Keep *most* bytes."""
        self._most, self._held = most, 0
        self._replies: OrderedDict[str, Reply] = OrderedDict()

    def get(self, tag: str) -> Reply | None:
        """Return the answer with *tag*, if it is kept."""
        reply = self._replies.get(tag)
        if reply is not None:
            self._replies.move_to_end(tag)
        return reply

    def keep(self, tag: str, reply: Reply) -> None:
        """Keep the answer with *tag*, unless it is large; let go of those not asked for longest."""
        size = len(reply.body) + _BESIDE
        if size > _LARGEST or tag in self._replies:
            return
        self._replies[tag] = reply
        self._held += size
        while self._held > self._most:
            _, gone = self._replies.popitem(last=False)
            self._held -= len(gone.body) + _BESIDE
