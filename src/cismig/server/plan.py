"""The plan of a server: where it listens, whose words it takes, and how much one query may take."""

from __future__ import annotations

import os

from cismig.frozen import Frozen

__all__ = ["Plan"]


class Plan(Frozen):
    """What an operator can set; each has a flag of ``cismig serve`` and a variable CISMIG_….

    ``host``, ``port``   where it listens
    ``prefix``           the path that a proxy in front of it takes away
    ``trusted``          the proxies whose word on the client's address is taken (commas between)
    ``seconds``          wall clock of one query
    ``megabytes``        memory of one query, above what its process takes at rest
    ``answer``           megabytes of one answer
    ``request``          kilobytes of one request's body
    ``workers``          processes that stand ready for queries
    ``long``             long queries that may run at once
    ``waiting``          queries that may wait for a process
    ``rate``             requests a second of one client, on average; ten times as many at once
    """

    host: str = "127.0.0.1"
    port: int = 8000
    prefix: str = ""
    trusted: str = "127.0.0.1"
    seconds: float = 20
    megabytes: int = 1024
    answer: int = 64
    request: int = 256
    workers: int = max(2, os.cpu_count() or 1)
    long: int = 2
    waiting: int = 64
    rate: int = 50
