"""Dumps over HTTP: the list, the files, and the process that makes them when they are asked for."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from starlette.responses import FileResponse, Response

from cismig.publish.dumps import Dump, described, dumps, folder_of
from cismig.publish.pages import look_version
from cismig.server.answering import KEPT, has, is_liked, sent, tag_of
from cismig.server.negotiating import PAGE, Form
from cismig.server.pages import VARY, html, language_of
from cismig.server.problems import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

__all__ = ["Dumping", "root_of"]

_LOG = logging.getLogger(__name__)
_JSON: Final = Form("json", ("application/json",))
_PATIENCE: Final = 5.0
"""Seconds for which one who asks for a dump waits while they are made."""
_AGAIN: Final = 300.0
"""Seconds after which they are begun again if they could not be made."""
_BEHIND: Final = 15
_GZIP: Final = "application/gzip"


class Dumping:
    """What answers at ``/dumps/``; the files lie beside the store at a place."""

    def __init__(self, place: Path) -> None:
        """Serve the dumps of the kept store at *place*."""
        self._place = place
        self._made: tuple[Dump, ...] = ()
        self._making: asyncio.Task[None] | None = None
        self._latest = -_AGAIN

    async def list(self, request: Request) -> Response:
        """Return which dumps there are."""
        made = await self.ready()
        language = language_of(request)
        is_page = is_liked(request, PAGE, (_JSON,))
        tag = tag_of(
            request,
            self._place.name,
            "dumps",
            language,
            str(request.url),
            look_version() if is_page else "",
        )
        told = {**KEPT, "Vary": VARY, "ETag": tag}
        if has(request, tag):
            return Response(None, 304, told)
        if is_page:
            return await html(request, "dumps", headers=told, dumps=made)
        address = f"{root_of(request)}dumps/"
        listed = [
            {
                "file": each.name,
                "address": address + each.name,
                "about": each.about,
                "mediaType": each.media,
                "compressFormat": _GZIP,
                "bytes": each.size,
                "sha256": each.sha256,
                "statements": each.triples,
                "licences": list(each.licences),
            }
            for each in made
        ]
        body = json.dumps({"dumps": listed}).encode()
        return await sent(request, body, "application/json", told)

    async def file(self, request: Request) -> Response:
        """Return one of the files, or a part of it."""
        name: str = request.path_params["file"]
        found = next((each for each in await self.ready() if each.name == name), None)
        if found is None:
            raise RefusedError(404, f"there is no dump {name[:100]}", "see /dumps/")
        tag = f'"{found.sha256}"'
        told = {"Cache-Control": KEPT["Cache-Control"], "ETag": tag}
        if has(request, tag):
            return Response(None, 304, told)
        path = folder_of(self._place) / found.name
        return FileResponse(path, headers=told, media_type=_GZIP, filename=found.name)

    def described(self, request: Request) -> str | None:
        """Return what the description of the data set says of the dumps; None if not made yet.

        Then they are begun, so that it says so the next time.
        """
        self._begin()
        return described(self._made, root_of(request)) if self._made else None

    async def stop(self) -> None:
        """End the process that makes them, if there is one."""
        if self._making is not None:
            self._making.cancel()
            with suppress(asyncio.CancelledError):
                await self._making

    async def ready(self) -> tuple[Dump, ...]:
        """Return the dumps; begin to make them if there are none.

        Raises:
            RefusedError: they are not made yet, after a short wait.
        """
        self._begin()
        if not self._made and self._making is not None:
            await asyncio.wait({self._making}, timeout=_PATIENCE)
        if not self._made:
            later = {"Retry-After": "30"}
            raise RefusedError(503, "the dumps are being made", "try again in a minute", later)
        return self._made

    def _begin(self) -> None:
        is_due = time.monotonic() - self._latest >= _AGAIN
        if not self._made and is_due and (self._making is None or self._making.done()):
            self._making = asyncio.ensure_future(self._make())

    async def _make(self) -> None:
        self._made = await asyncio.to_thread(dumps, self._place)
        if self._made:
            return
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cismig.publish.dumps", str(self._place)),
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, _BEHIND)
            if await process.wait():
                _LOG.warning("the dumps could not be made")
        finally:
            self._latest = time.monotonic()
            with suppress(ProcessLookupError):
                process.kill()
        self._made = await asyncio.to_thread(dumps, self._place)


def root_of(request: Request) -> str:
    """Return the address below which all of the server lies, as the client reaches it."""
    return str(request.url_for("thing", path=""))
