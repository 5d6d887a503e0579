"""An answer in each of its forms: data, a workbook, a page, a picture, citations."""

from __future__ import annotations

from functools import cached_property

from cismig import evidence
from cismig.errors import FormError
from cismig.frozen import Frozen, replace
from cismig.publish.envelope import envelope
from cismig.publish.formats import dumped, results_csv
from cismig.publish.permalinks import permalink, state_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Final

    from cismig.build import Built
    from cismig.evidence import Release, Resting
    from cismig.questions import Answer

__all__ = ["CITATIONS", "Asked", "written"]

CITATIONS: Final[Mapping[str, str]] = {"txt": "text", "bib": "bibtex", "ris": "ris", "csl": "csl"}
"""The forms of citations by the endings of their files."""


class Asked(Frozen):
    """An answer, in which language it is told, and at which address its question was asked.

    The address is empty where nothing serves it; the answer has no permalink then. ``asked_of`` is
    the state that a permalink was made for, None if it is this one.
    """

    __slots__ = ("__dict__",)  # where the parts are kept that are found late

    built: Built
    answer: Answer
    language: str
    address: str
    asked_of: Mapping[str, str] | None = None

    @cached_property
    def rests(self) -> Resting:
        """Return what the answer rests on."""
        return evidence.resting(self.built, self.answer, language=self.language)

    @cached_property
    def release(self) -> Release:
        """Return the edition that the answer was taken from, with the permalink of the answer."""
        release = evidence.release_of(self.built, self.language)
        if not self.address:
            return release
        graph = "" if self.built.place is None else self.built.place.name
        state = state_of(release.version, graph, self.answer.question)
        link = permalink(self.address, self.answer.terms, self.language, state)
        return replace(release, permalink=link)

    @property
    def permalink(self) -> str:
        """Return the address at which the answer is found again."""
        return self.release.permalink

    def envelope(self) -> dict[str, Any]:
        """Return the answer and all that belongs to it, as JSON writes it.

        It says of which state it was asked, where that is not this one: no answer passes for one
        that it is not.
        """
        found = envelope(
            self.built, self.answer, self.language, rests=self.rests, permalink=self.permalink
        )
        return found if self.asked_of is None else {**found, "asked_of": dict(self.asked_of)}

    def cited(self, form: str) -> str:
        """Return the citations in one of `evidence.FORMS`."""
        return evidence.cite(form, self.rests.sources, self.release, self.language)


def written(asked: Asked, form: str, **frame: object) -> bytes:
    """Return *asked* in the *form* that a file's ending means; *frame* is what a page stands in.

    Raises:
        FormError: the answer cannot be drawn.
        LibraryError: the form needs a library that is not installed.
    """
    if form in CITATIONS:
        return asked.cited(CITATIONS[form]).encode()
    if form == "html":
        from cismig.publish.answer_pages import answer_page  # noqa: PLC0415 - an extra brings it

        return answer_page(asked, **frame).encode()
    return _MAKERS[form](asked)


def _json(asked: Asked) -> bytes:
    return dumped(asked.envelope()).encode()


def _csv(asked: Asked) -> bytes:
    return results_csv(asked.answer.table).encode()


def _xlsx(asked: Asked) -> bytes:
    from cismig import statistics  # noqa: PLC0415 - few forms need it
    from cismig.questions import Labels  # noqa: PLC0415

    sheet = statistics.sheet(asked.answer, Labels(asked.built.store, asked.language))
    told = statistics.notes(asked.built, asked.answer, asked.language)
    return statistics.workbook(sheet, replace(told, citation=asked.cited("text")))


def _svg(asked: Asked) -> bytes:
    from cismig import statistics  # noqa: PLC0415 - few forms need it

    if asked.answer.question.chart is None:
        raise FormError("svg", f"{asked.answer.question.slug} has no chart", "ask for its rows")
    told = statistics.notes(asked.built, asked.answer, asked.language)
    return statistics.picture(statistics.specification(asked.built, asked.answer, told), ".svg")


_MAKERS: Final[Mapping[str, Callable[[Asked], bytes]]] = {
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
    "svg": _svg,
}
