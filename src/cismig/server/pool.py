"""The pool: processes that stand ready for queries, and how the long ones are kept from the short.

What a query costs shows only while it runs. So each begins on one of the processes that stand
ready; if it is not done at once, its process works on behind all others, and another takes its
place among the ready. Few may work on at a time; the others are stopped where they are until it is
their turn. A short query therefore waits for short ones only.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cismig.server.problems import RefusedError
from cismig.server.worker import HEAD

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cismig.server.plan import Plan

__all__ = ["Pool", "Reply"]

_LOG = logging.getLogger(__name__)
_SHORT: Final = 0.25
"""Seconds after which a query is a long one."""
_MOST_RESTING: Final = 8
_BEHIND: Final = 15
"""How far a long query stands back (the system's niceness)."""
_GONE: Final = (asyncio.IncompleteReadError, ConnectionError, OSError)
_AGAIN: Final = 1.0
_LATER: Final = {"Retry-After": "5"}


class Reply(NamedTuple):
    """What is to be said of an answer, and the answer."""

    told: dict[str, Any]
    body: bytes


class _Process:
    """A worker and the pipes to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker without pipes")
        self._process, self._in, self._out = process, process.stdin, process.stdout

    @classmethod
    async def started(cls, store: Path, root: Path, plan: Plan) -> _Process:
        """Start a worker, and wait until it is ready."""
        made = cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "cismig.server.worker", str(store)),
                *(str(2 * plan.seconds + 1), str(plan.megabytes), str(plan.answer)),
                str(root),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,  # the keyboard's interrupt is for the server
            )
        )
        await made._reply()
        return made

    async def ask(self, line: bytes) -> Reply:
        self._in.write(line)
        await self._in.drain()
        return await self._reply()

    async def _reply(self) -> Reply:
        told, body = HEAD.unpack(await self._out.readexactly(HEAD.size))
        said: dict[str, Any] = json.loads(await self._out.readexactly(told))
        return Reply(said, await self._out.readexactly(body))

    def stand_back(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _BEHIND)

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def end(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Pool:
    """Workers over the store in a folder."""

    def __init__(self, store: Path, root: Path, plan: Plan) -> None:
        """Take the folders of the store and of its files; `start` starts the workers."""
        self._store, self._root, self._plan = store, root, plan
        self._ready: asyncio.Queue[_Process] = asyncio.Queue()
        self._waiting = 0
        self._long = asyncio.Semaphore(plan.long)
        self._resting = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the workers, and return when all are ready."""
        await asyncio.gather(*(self._add() for _ in range(self._plan.workers)))

    async def stop(self) -> None:
        """End the workers that stand ready."""
        for task in tuple(self._tasks):
            await task
        while not self._ready.empty():
            await self._ready.get_nowait().end()

    @property
    def is_ready(self) -> bool:
        """Tell whether a query would be taken now."""
        return self._waiting < self._plan.waiting

    async def run(self, job: Mapping[str, Any]) -> Reply:
        """Return the reply to *job*.

        Raises:
            RefusedError: there is no place for it, or it takes more than it may.
        """
        process = await self._next()
        asked = asyncio.ensure_future(process.ask(json.dumps(dict(job)).encode() + b"\n"))
        is_long = False
        try:
            done, _ = await asyncio.wait({asked}, timeout=_SHORT)
            if not done:
                is_long = True
                process.stand_back()
                self._later(self._add())
                await self._run_on(process, asked)
            return asked.result()
        except _GONE as error:
            raise RefusedError(
                503, "the query took more than the engine can hold", "ask for less, or add LIMIT"
            ) from error
        finally:
            is_fit = asked.done() and not asked.cancelled() and asked.exception() is None
            is_fit = is_fit and not asked.result().told.get("has_ended")
            asked.cancel()
            if is_long:
                self._later(process.end())
            elif is_fit:
                self._ready.put_nowait(process)
            else:
                self._later(self._replace(process))

    async def _run_on(self, process: _Process, asked: asyncio.Future[Reply]) -> None:
        """Wait until a long query is done, for as long as it may run."""
        if self._long.locked():
            await self._rest(process)
        else:
            await self._long.acquire()
        try:
            done, _ = await asyncio.wait({asked}, timeout=self._plan.seconds - _SHORT)
        finally:
            self._long.release()
        if not done:
            raise RefusedError(
                503,
                f"the query ran longer than {self._plan.seconds:g} s",
                "join what stands apart, or add LIMIT",
            )

    async def _rest(self, process: _Process) -> None:
        """Stop a query until it is its turn among the long ones."""
        reason = f"{self._plan.long} long queries run already, and others wait for their turn"
        full = RefusedError(503, reason, "try again later, or ask for less", _LATER)
        if self._resting >= _MOST_RESTING:
            raise full
        self._resting += 1
        process.signal(signal.SIGSTOP)
        try:
            async with asyncio.timeout(self._plan.seconds):
                await self._long.acquire()
        except TimeoutError as error:
            raise full from error
        finally:
            self._resting -= 1
        process.signal(signal.SIGCONT)

    async def _next(self) -> _Process:
        """Return a worker that stands ready."""
        busy = RefusedError(503, "too many queries wait", "try again a little later", _LATER)
        if self._waiting >= self._plan.waiting:
            raise busy
        self._waiting += 1
        try:
            async with asyncio.timeout(self._plan.seconds):
                return await self._ready.get()
        except TimeoutError as error:
            raise busy from error
        finally:
            self._waiting -= 1

    async def _add(self) -> None:
        """Start a worker; where the system has no room for it, again and again."""
        while True:
            with suppress(*_GONE):
                self._ready.put_nowait(await _Process.started(self._store, self._root, self._plan))
                return
            _LOG.warning("a worker did not start; trying again")
            await asyncio.sleep(_AGAIN)

    async def _replace(self, process: _Process) -> None:
        await process.end()
        await self._add()

    def _later(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
