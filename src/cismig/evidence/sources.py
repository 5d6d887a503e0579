"""Sources: what a graph rests on, and how many independent ones hold a statement."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from cismig.dataset.terms import ACCEPTED_GRAPH
from cismig.evidence import vocabulary as v
from cismig.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cismig.dataset.terms import Statements
    from cismig.questions import Labels


class CitedSource(Frozen):
    """A document: who published it, when, where it is to be read, and how strong it is.

    ``counts`` is False where it is weak or a compilation and so never counts as support.
    """

    iri: str
    title: str
    publisher: str
    issued: str
    address: str
    archive: str
    accessed: str
    language: str
    licence: str
    kind: str
    strength: str
    counts: bool


class Support(Frozen):
    """How many sources hold a statement, and how many origins they go back to."""

    sources: int
    origins: int


def nodes(
    store: Statements, subject: NamedNode, prop: NamedNode, graph: NamedNode = ACCEPTED_GRAPH
) -> list[NamedNode]:
    """Return the things that *graph* gives *subject* by *prop*, in the order of their IRIs."""
    found = [
        thing
        for quad in store.quads_for_pattern(subject, prop, None, graph)
        if isinstance(thing := quad.object, NamedNode)
    ]
    return sorted(found, key=lambda n: n.value) if len(found) > 1 else found


def text(
    store: Statements, subject: NamedNode, prop: NamedNode, language: str | None = None
) -> str:
    """Return one value as text: in *language* if there is one, else the first by spelling."""
    found = sorted(
        (getattr(term, "language", None) != language, term.value)
        for quad in store.quads_for_pattern(subject, prop, None, ACCEPTED_GRAPH)
        if isinstance(term := quad.object, NamedNode | Literal)
    )
    return found[0][1] if found else ""


def source_of(store: Statements, graph: NamedNode) -> NamedNode | None:
    """Return the source that *graph* holds the statements of; None if it is the editors' own."""
    return next(iter(nodes(store, graph, v.SOURCE, graph)), None)


def counts(store: Statements, source: NamedNode) -> bool:
    """Return whether *source* counts as support: it is neither weak nor a compilation."""
    if v.WEAK.intersection(nodes(store, source, v.STRENGTH)):
        return False
    return v.COMPILATION not in nodes(store, source, v.KIND)


def origins(store: Statements, sources: Collection[NamedNode]) -> int:
    """Return to how many documents *sources* go back, each of which relays no other.

    Never more than there are sources: one that draws on two others is still one voice.
    """
    found: set[NamedNode] = set()
    for source in sources:
        seen: set[NamedNode] = set()
        roots: set[NamedNode] = set()
        ahead = [source]
        while ahead:
            here = ahead.pop()
            if here in seen:
                continue
            seen.add(here)
            relayed = nodes(store, here, v.DERIVED_FROM)
            ahead.extend(relayed)
            if not relayed:
                roots.add(here)
        found |= roots or {min(seen, key=lambda n: n.value)}  # a ring of relays is one origin
    return min(len(found), len(sources))


def support(store: Statements, graphs: Iterable[NamedNode]) -> Support:
    """Return how well *graphs* support what they all hold.

    Six reports that relay one ministry are six sources of one origin. Weak sources and
    compilations count for nothing.
    """
    found = {source for graph in graphs if (source := source_of(store, graph)) is not None}
    counted = {source for source in found if counts(store, source)}
    return Support(len(counted), origins(store, counted))


def cited(store: Statements, source: NamedNode, labels: Labels) -> CitedSource:
    """Return *source* as a document to cite, its names in the language of *labels*."""

    def label(prop: NamedNode) -> str:
        return ", ".join(labels.of(thing) for thing in nodes(store, source, prop))

    def iri(prop: NamedNode) -> str:
        return next((thing.value for thing in nodes(store, source, prop)), "")

    return CitedSource(
        iri=source.value,
        title=text(store, source, v.TITLE, labels.language) or labels.of(source),
        publisher=label(v.PUBLISHER),
        issued=text(store, source, v.ISSUED),
        address=text(store, source, v.ADDRESS),
        archive=text(store, source, v.ARCHIVE),
        accessed=text(store, source, v.ACCESSED),
        language=iri(v.LANGUAGE).rsplit("/", 1)[-1],
        licence=iri(v.LICENCE),
        kind=label(v.KIND),
        strength=label(v.STRENGTH),
        counts=counts(store, source),
    )


def in_order(sources: Iterable[CitedSource]) -> tuple[CitedSource, ...]:
    """Return *sources*, each once, the oldest first and undated ones last."""
    once = {source.iri: source for source in sources}
    return tuple(sorted(once.values(), key=lambda s: (not s.issued, s.issued, s.publisher, s.iri)))
