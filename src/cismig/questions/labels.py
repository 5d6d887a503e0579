"""Names of things: from a label to the thing, and from the thing to a label."""

from __future__ import annotations

from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.frozen import Frozen
from cismig.names import BASE, CISM, PREFIXES, shorten
from cismig.questions.statements import said
from cismig.questions.terms import (
    ALT_LABEL,
    RDF_TYPE,
    RDFS_LABEL,
    TITLE,
    is_instance,
    namespace_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from cismig.store import Store, Term

LANGUAGES: Final = ("en", "ru")

_PREFERRED: Final = (RDFS_LABEL, named("skos:prefLabel"), TITLE)
_SUBCLASS: Final = named("rdfs:subClassOf")
_SOURCE: Final = named("dcterms:source")
_EXCERPT_OF: Final = named("cism:isExcerptOf")
_PLACES: Final = (named("cism:line"), named("cism:section"))
_OBSERVATION: Final = named("qb:Observation")
_DATASET: Final = named("qb:dataSet")
_KEY: Final = tuple(
    named(name)
    for name in (
        "sdmx-dimension:refArea",
        "cism:counterpartArea",
        "sdmx-dimension:sex",
        "sdmx-dimension:refPeriod",
    )
)
_NOT_TELLING: Final = frozenset(
    PREFIXES[prefix]
    for prefix in ("code", "dataset", "excerpt", "graph", "inference", "judgement", "source")
)
_SETTING: Final = frozenset({PREFIXES["meeting"], PREFIXES["event"]})
_TOLD: Final = 4
_NEAREST: Final = 3
_ALIKE: Final = 0.6


class Match(Frozen):
    """A thing that a name may mean, under the label that matched."""

    thing: NamedNode
    label: str


class Labels:
    """The labels of the accepted view, in one language first."""

    def __init__(self, store: Store, language: str = "en") -> None:
        """Read from *store*, *language* first."""
        self._raw = store
        self._found: dict[str, str] = {}
        self.language = language

    def of(self, term: Term | None) -> str:
        """Return the label of a thing, the text of a literal, "" for nothing."""
        if not isinstance(term, NamedNode):
            return "" if term is None else term.value
        if term.value not in self._found:
            self._found[term.value] = (
                self._label(term) or self._described(term) or shorten(term.value)
            )
        return self._found[term.value]

    def has(self, thing: NamedNode) -> bool:
        """Return whether *thing* has a label of its own in any language."""
        return bool(self._label(thing))

    def classes(self, thing: NamedNode) -> frozenset[NamedNode]:
        """Return every class of *thing*."""
        return frozenset(self._things(thing, RDF_TYPE))

    def kinds(self, thing: NamedNode) -> tuple[NamedNode, ...]:
        """Return the classes of *thing* that hold none of its other classes."""
        classes = self.classes(thing)
        wider = {
            above
            for kind in classes
            for above in self._things(kind, _SUBCLASS)
            if above != kind and kind not in self._things(above, _SUBCLASS)
        }
        return tuple(sorted(classes - wider, key=lambda kind: kind.value))

    def named(self, name: str, home: str = "") -> tuple[Match, ...]:
        """Return the things whose label or other name is *name*, those in *home* if any are.

        Letters as they are decide; failing that, capitals do not count.
        """
        wanted = " ".join(name.split())
        exact = [match for match in self._all if match.label == wanted]
        folded = [match for match in self._all if match.label.casefold() == wanted.casefold()]
        found = list({match.thing: match for match in exact or folded}.values())
        at_home = [match for match in found if home and match.thing.value.startswith(home)]
        return tuple(sorted(at_home or found, key=lambda match: match.thing.value))

    def nearest(self, name: str, home: str = "") -> tuple[Match, ...]:
        """Return the few things in *home* that are spelt most like *name*."""
        spellings: dict[str, list[NamedNode]] = {}
        for match in self._all:
            thing = match.thing
            if thing.value.startswith(home):
                for spelling in (
                    match.label,
                    thing.value.removeprefix(home),
                    shorten(thing.value),
                ):
                    spellings.setdefault(spelling.casefold(), []).append(thing)
        alike = _alike(name.strip("<>").casefold(), spellings, n=9)
        found = dict.fromkeys(
            thing
            for spelling in alike
            for thing in sorted(spellings[spelling], key=lambda node: node.value)
        )
        return tuple(Match(thing, self.of(thing)) for thing in list(found)[:_NEAREST])

    @cached_property
    def _all(self) -> tuple[Match, ...]:
        return tuple(
            Match(each.subject, each.value.value)
            for prop in (RDFS_LABEL, ALT_LABEL)
            for each in said(self._raw, None, prop, graph=ACCEPTED_GRAPH)
            if isinstance(each.subject, NamedNode)
            and isinstance(each.value, Literal)
            and is_instance(each.subject.value)
        )

    def _label(self, thing: NamedNode) -> str:
        """Return the best label: ours first, the other language next, then any."""
        found = [label for prop in _PREFERRED for label in self._literals(thing, prop)]
        for language in (self.language, *LANGUAGES, None):
            for label in found:
                if label.language == language:
                    return label.value
        return found[0].value if found else ""

    def _described(self, thing: NamedNode) -> str:
        """Return what a thing without a label is, and what it joins.

        A source graph goes by its source, an excerpt by its source and line, a figure by its data
        set and key, a relation such as a participation by its kind and the things it joins.
        """
        for source in self._things(thing, _SOURCE, everywhere=True):
            return self._label(source)
        for source in self._things(thing, _EXCERPT_OF, everywhere=True):
            return f"{self._label(source)}, {self._place(thing)}"
        if not is_instance(thing.value):
            return ""
        if _OBSERVATION in self.classes(thing):
            return self._observed(thing)
        told = {
            (namespace_of(each.value.value) in _SETTING, label)
            for each in said(self._raw, thing)
            if each.prop != RDF_TYPE
            and isinstance(each.value, NamedNode)
            and namespace_of(each.value.value) not in {"", CISM, *_NOT_TELLING}
            and (label := self._label(each.value))
        }
        parties = {label for is_setting, label in told if not is_setting}
        telling = sorted(parties or {label for _, label in told})[:_TOLD]
        kind = self._kind_label(thing)
        return f"{kind}: {', '.join(telling)}" if kind and telling else kind

    def _observed(self, figure: NamedNode) -> str:
        """Return what a figure is by its data set and its key: what else it names tells it less."""
        sets, *key = (
            ", ".join(sorted(map(self._label, self._things(figure, prop))))
            for prop in (_DATASET, *_KEY)
        )
        return f"{sets or self._kind_label(figure)}: {', '.join(filter(None, key))}"

    def _kind_label(self, thing: NamedNode) -> str:
        """Return the label of what *thing* is, by its class, else by the folder of its IRI."""
        kinds = sorted(self.kinds(thing), key=lambda kind: not kind.value.startswith(CISM))
        for kind in kinds:
            if label := self._label(kind):
                return label
        folder = namespace_of(thing.value).removeprefix(BASE).rstrip("/")
        return self._label(NamedNode(CISM + folder.capitalize()))

    def _place(self, excerpt: NamedNode) -> str:
        words = {"en": ("line", "section"), "ru": ("строка", "раздел")}[self.language]
        for word, prop in zip(words, _PLACES, strict=True):
            for each in said(self._raw, excerpt, prop):
                return f"{word} {each.value.value}"
        return shorten(excerpt.value)

    def _things(
        self, thing: NamedNode, prop: NamedNode, *, everywhere: bool = False
    ) -> list[NamedNode]:
        graph = None if everywhere else ACCEPTED_GRAPH
        return [
            term
            for quad in self._raw.quads_for_pattern(thing, prop, None, graph)
            if isinstance(term := quad.object, NamedNode)
        ]

    def _literals(self, thing: NamedNode, prop: NamedNode) -> Iterator[Literal]:
        for quad in self._raw.quads_for_pattern(thing, prop, None, ACCEPTED_GRAPH):
            if isinstance(term := quad.object, Literal):
                yield term


def alike(word: str, spellings: Iterable[str]) -> tuple[str, ...]:
    """Return the few of *spellings* that are most like *word*.

    >>> alike("dat", ["date", "ordinal"])
    ('date',)
    """
    return tuple(_alike(word, list(spellings), n=_NEAREST))


def _alike(word: str, spellings: Iterable[str], *, n: int) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for slips alone

    return get_close_matches(word, list(spellings), n=n, cutoff=_ALIKE)


def lexical(term: Term) -> str:
    """Return the text of *term*; "" of a blank node, whose name means nothing."""
    return "" if isinstance(term, BlankNode) else term.value
