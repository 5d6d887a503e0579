"""Indicator cards: what exactly the figures of an answer count, and who counts."""

from __future__ import annotations

from pyoxigraph import NamedNode

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.evidence.sources import nodes, text
from cismig.frozen import Frozen
from cismig.names import shorten
from cismig.statistics.behind import data_sets, indicators
from cismig.statistics.words import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from cismig.questions import Answer, Labels
    from cismig.statistics.behind import Behind
    from cismig.store import Store

_CAVEAT: Final = named("cism:hasCaveat")
_CONCERNS: Final = named("cism:concerns")
_ON_PROPERTY: Final = named("cism:onProperty")


class Card(Frozen):
    """A data set and its indicator in words; what the graph does not say is empty.

    ``unit`` is what the figures are given in, ``counted`` what one unit is: a person, an event or
    a sum; ``timing`` whether they are of a point in time or of a period.
    """

    thing: str
    data_set: str
    publisher: str
    note: str
    indicator: str
    definition: str
    unit: str
    counted: str
    timing: str
    threshold: str
    territory: str
    counted_by: str
    extent: str
    edition: str


def cards(store: Store, answer: Answer, labels: Labels, behind: Behind) -> tuple[Card, ...]:
    """Return the card of each data set and indicator of *answer*, in the order of the IRIs."""
    sets = data_sets(store, answer, behind)
    found = [_card(store, labels, held) for held in sets]
    found += [_card(store, labels, None, each) for each in indicators(store, answer, sets)]
    return tuple(found)


def _card(
    store: Store, labels: Labels, held: NamedNode | None, indicator: NamedNode | None = None
) -> Card:
    if held is not None:
        indicator = next(iter(nodes(store, held, named("cism:hasIndicator"))), None)

    def things(subject: NamedNode | None, name: str) -> str:
        found = nodes(store, subject, named(name)) if subject is not None else []
        return ", ".join(labels.of(thing) for thing in found)

    def words(subject: NamedNode | None, name: str) -> str:
        return text(store, subject, named(name), labels.language) if subject is not None else ""

    thing = held or indicator
    return Card(
        thing=shorten(thing.value) if thing is not None else "",
        data_set=labels.of(held) if held is not None else "",
        publisher=things(held, "dcterms:publisher"),
        note=words(held, "skos:scopeNote"),
        indicator=labels.of(indicator) if indicator is not None else "",
        definition=words(indicator, "skos:definition"),
        unit=things(held, "sdmx-attribute:unitMeasure"),
        counted=things(indicator, "cism:hasUnitOfCount"),
        timing=things(indicator, "cism:hasTiming"),
        threshold=words(indicator, "cism:threshold"),
        territory=words(indicator, "cism:territory"),
        counted_by=things(indicator, "cism:isCountedBy"),
        extent=things(held, "cism:hasExtent"),
        edition=words(held, "dcat:version"),
    )


def told(card: Card, language: str) -> tuple[tuple[str, str], ...]:
    """Return what *card* says, each with its heading; what the graph does not say is left out."""
    parts = (
        ("data set", f"{card.data_set} [{card.thing}]" if card.data_set else ""),
        ("edition", card.edition),
        ("publisher", card.publisher),
        ("indicator", card.indicator),
        ("definition", card.definition),
        ("unit", card.unit),
        ("counted", card.counted),
        ("timing", card.timing),
        ("threshold", card.threshold),
        ("territory", card.territory),
        ("counted by", card.counted_by),
        ("extent", card.extent),
        ("note", card.note),
    )
    return tuple((word(key, language), text) for key, text in parts if text)


def caveats(store: Store, labels: Labels, behind: Behind) -> tuple[str, ...]:
    """Return the reasons to read some of the observations *behind* with care, in words.

    Where the editors say which break or slip it is, that is told beside the kind.
    """
    found: dict[str, set[str]] = {}
    for observation in frozenset().union(*behind):
        for caveat in nodes(store, observation, _CAVEAT):
            told = found.setdefault(labels.of(caveat), set())
            for quad in store.quads_for_pattern(None, _CONCERNS, observation, ACCEPTED_GRAPH):
                about = quad.subject
                if isinstance(about, NamedNode) and _CAVEAT in nodes(store, about, _ON_PROPERTY):
                    told.add(labels.of(about))
    return tuple(
        f"{kind} ({'; '.join(sorted(told))})" if told else kind
        for kind, told in sorted(found.items())
    )
