"""Jobs of a worker that need more than the engine: a question, and who says so.

Loaded at the first of them, so that a worker which answers queries alone stays small.
"""

from __future__ import annotations

import json
import sys
import traceback
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cismig import evidence
from cismig.build import over
from cismig.errors import FormError, LibraryError, ParameterError, QueryError, UnknownPrefixError
from cismig.layout import Layout
from cismig.publish.answers import Asked, written
from cismig.publish.documents import document
from cismig.publish.formats import dumped
from cismig.publish.plain import plain
from cismig.questions import answer, bind_values, question_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyoxigraph

    from cismig.build import Built
    from cismig.questions import Question

    _Job = Mapping[str, Any]

__all__ = ["Jobs", "Made"]


class Made(NamedTuple):
    """What is to be said of what was made, with its status, and what was made."""

    told: dict[str, Any]
    body: bytes


class Jobs:
    """Does jobs on the graph of a kept store that is open already."""

    def __init__(self, store: pyoxigraph.Store, place: Path, root: Path) -> None:
        """Take the open store, its folder, and the *root* of the files that it was built from."""
        self._store, self._place, self._root = store, place, root

    @cached_property
    def _built(self) -> Built:
        return over(self._store, self._place, Layout(self._root))

    def done(self, job: _Job) -> Made:
        """Return what the job's ``kind`` makes of it, or why there is nothing."""
        try:
            return _KINDS[job["kind"]](self._built, job)
        except ParameterError as error:
            return _refused(422, error, error.name)
        except FormError as error:
            return _refused(422, error)
        except LibraryError as error:
            return _refused(404, error)
        except (QueryError, UnknownPrefixError) as error:
            return _refused(404, error, _to_blame(self._built, job))
        except Exception:  # noqa: BLE001 - the client is told that it failed, and the log what
            traceback.print_exc(file=sys.stderr)
            told = {"status": 500, "reason": "the server failed to answer"}
            return Made({**told, "remedy": "try again later"}, b"")


def _refused(status: int, error: Any, parameter: str = "") -> Made:  # noqa: ANN401 - of our tree
    told = {"status": status, "reason": error.what, "remedy": error.hint}
    return Made({**told, "parameter": parameter}, b"")


def _ask(built: Built, job: _Job) -> Made:
    """Answer the question of ``slug`` and ``text``, asked with ``values``, in a ``form``."""
    question = _question(job["text"], job["slug"])
    terms = bind_values(question, job["values"], built.store)
    asked = Asked(
        built=built,
        answer=answer(built.store, question, terms),
        language=job["language"],
        address=job["address"],
        asked_of=job["asked_of"],
    )
    body = written(asked, job["form"], **job.get("page", {}))
    return Made({"status": 200, "permalink": asked.permalink}, body)


@lru_cache(maxsize=64)
def _question(text: str, slug: str) -> Question:
    return question_in(text, Path(f"{slug}.rq"))


def _why(built: Built, job: _Job) -> Made:
    """Account for ``subject``, or one property of it, or one statement."""
    words = [job[name] for name in _PARTS if job.get(name) is not None]
    account = evidence.why(built, *words, language=job["language"])
    root = built.dataset.layout.root
    if job["form"] == "html":
        from cismig.publish.account_pages import account_page  # noqa: PLC0415 - an extra brings it

        asked = {name: job.get(name, "") for name in _PARTS}
        return Made({"status": 200}, account_page(account, root, asked, **job["page"]).encode())
    return Made({"status": 200}, dumped(plain(account, root)).encode())


def _document(built: Built, job: _Job) -> Made:
    """Describe ``thing`` for a page in ``language``; ``more`` is told of it beside."""
    made = document(built.store, job["thing"], job["language"], job["more"])
    return Made({"status": 200}, json.dumps(made, ensure_ascii=False).encode())


def _to_blame(built: Built, job: _Job) -> str:
    """Return the part of a statement that names nothing: the first at which it ends."""
    words: list[str] = []
    for name in _PARTS:
        if job.get(name) is None:
            return ""
        words.append(job[name])
        try:
            evidence.why(built, *words)
        except (QueryError, UnknownPrefixError):
            return name
    return ""


_PARTS: Final = ("subject", "predicate", "object")
_KINDS: Final[Mapping[str, Callable[[Built, _Job], Made]]] = {
    "ask": _ask,
    "document": _document,
    "why": _why,
}
