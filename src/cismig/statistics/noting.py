"""What is told beside an answer, whatever form the answer takes."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from cismig import evidence
from cismig.dataset.terms import named
from cismig.evidence.sources import text
from cismig.frozen import Frozen
from cismig.names import shorten
from cismig.questions import Labels
from cismig.statistics.behind import observations
from cismig.statistics.cards import cards, caveats
from cismig.statistics.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from cismig.build import Built
    from cismig.evidence import CitedSource, Release
    from cismig.questions import Answer
    from cismig.statistics.cards import Card

_EDITION: Final = named("dcat:version")
_COMMONS: Final = re.compile(
    r"https?://creativecommons\.org/(?:licenses/(?P<kind>[a-z-]+)|publicdomain/(?P<free>zero))"
    r"/(?P<version>[0-9.]+)(?:/(?P<port>[a-z]+))?/?"
)


class Given(Frozen):
    """A parameter: its name, what it means, and the value that the question was asked with."""

    name: str
    meaning: str
    value: str
    iri: str


class Origin(Frozen):
    """A source of the answer, and which edition of it, where the graph says so."""

    source: CitedSource
    edition: str

    def line(self, language: str) -> str:
        """Return it on one line: publisher, date, title, edition, address, licence."""
        source = self.source
        parts = [source.publisher, source.issued or word("undated", language), source.title]
        if self.edition:
            parts.append(f"{word('edition', language).casefold()} {self.edition}")
        told = ", ".join(part for part in parts if part)
        if source.address:
            told = f"{told}. {source.address}"
        return f"{told} ({word('licence', language)}: {source.licence})" if source.licence else told

    def short(self, language: str) -> str:
        """Return it for a caption: publisher, date, edition and licence."""
        source = self.source
        name = source.publisher or source.title
        told = f"{name}, {source.issued or word('undated', language)}"
        if self.edition:
            told = f"{told}, {word('edition', language).casefold()} {self.edition}"
        return f"{told} ({licence_name(source.licence)})" if source.licence else told


def licence_name(iri: str) -> str:
    """Return the usual name of the licence *iri*, which is its address if it has none.

    >>> licence_name("https://creativecommons.org/licenses/by/3.0/igo/")
    'CC BY 3.0 IGO'
    >>> licence_name("https://creativecommons.org/publicdomain/zero/1.0/")
    'CC0 1.0'
    """
    found = _COMMONS.fullmatch(iri)
    if found is None:
        return iri
    kind = "CC0" if found["free"] else f"CC {found['kind'].upper()}"
    return " ".join(filter(None, (kind, found["version"], (found["port"] or "").upper())))


class Notes(Frozen):
    """All that belongs to an answer and stands in none of its rows, in one language."""

    language: str
    slug: str
    question: str
    given: tuple[Given, ...]
    columns: tuple[tuple[str, str, str], ...]
    limits: str
    cards: tuple[Card, ...]
    caveats: tuple[str, ...]
    origins: tuple[Origin, ...]
    partial: bool
    citation: str
    release: Release

    @property
    def asked(self) -> str:
        """Return the question with what it was asked with."""
        told = ", ".join(f"{each.name}: {each.value}" for each in self.given)
        return f"{self.question} ({told})" if told else self.question

    @property
    def edition(self) -> str:
        """Return which edition of this graph the answer was taken from."""
        return f"{self.release.title} {self.release.version}, {self.release.address}"


def notes(built: Built, answer: Answer, language: str = "en") -> Notes:
    """Return what is to be told beside *answer* in *language*."""
    labels = Labels(built.store, language)
    rests = evidence.resting(built, answer, language=language)
    behind = observations(built.store, answer)
    release = evidence.release_of(built, language)
    question = answer.question
    meanings = {each.name: each.explained(language) for each in question.parameters}
    return Notes(
        language=language,
        slug=question.slug,
        question=question.asked(language),
        given=tuple(
            Given(
                name,
                meanings[name],
                labels.of(term),
                shorten(term.value) if isinstance(term, NamedNode) else "",
            )
            for name, term in answer.terms.items()
        ),
        columns=tuple(
            (column.name, column.type, column.explained(language)) for column in question.columns
        ),
        limits=question.limits(language),
        cards=cards(built.store, answer, labels, behind),
        caveats=caveats(built.store, labels, behind),
        origins=tuple(
            Origin(source, text(built.store, NamedNode(source.iri), _EDITION))
            for source in rests.sources
        ),
        partial=rests.partial,
        citation=evidence.cite("text", rests.sources, release, language),
        release=release,
    )
