"""Things found by name: in every language and both alphabets, with a slip of one letter.

An index of all names is made once for a store; a look-up then asks the store for nothing. A name
that is what was typed goes before an abbreviation, this before a name that begins so, this before
one with all the words, and this before one with some. What only the initials of a name suggest
stands between the last two. Among equals decide the kind of thing and how much refers to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from itertools import islice

from pyoxigraph import Literal, NamedNode

from cismig.dataset.terms import ACCEPTED_GRAPH, named
from cismig.errors import QueryError
from cismig.evidence.folding import fold, has_one_slip, initials, lessened
from cismig.frozen import Frozen
from cismig.names import BASE, PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from cismig.dataset.terms import Statements

__all__ = ["KINDS", "Finder", "Found", "Hit", "find"]

_ONTOLOGY: Final = "ontology"
# Of things that match as well, those come first that readers look for most.
KINDS: Final = (
    *("state", "body", "authority", "meeting", "instrument", "event", "person", "place", "theme"),
    *("area", "indicator", "dataset", "agenda", "post", "membership", "source", "period", "code"),
    *("ontology", "judgement", "inference", "graph"),
)
_LABELS: Final = tuple(map(named, ("rdfs:label", "skos:prefLabel")))
_OTHERS: Final = tuple(
    map(named, ("skos:altLabel", "skos:hiddenLabel", "cism:alpha2Code", "cism:alpha3Code"))
)
_TITLE: Final = named("dcterms:title")
_MOST_TYPED: Final = 200
_MOST_COUNTED: Final = 256
_LEAST_PREFIX: Final = 2
_LEAST_INITIALS: Final = 3
_LEAST_SLIP: Final = 5
_EXACT, _ABBREVIATION, _PREFIX, _ALL, _INITIALS, _SOME = range(6)
_WHOLE, _BEGUN, _SLIPPED = 1.0, 0.8, 0.6


class Hit(Frozen):
    """A thing, with its label, its kind, and the name that matched in the language of that name."""

    thing: NamedNode
    label: str
    kind: str
    matched: str
    language: str


class Found(Frozen):
    """How many things match, and the first of them."""

    total: int
    hits: tuple[Hit, ...]


class _Name(Frozen):
    """One name of a thing, as it is and as it is compared."""

    thing: NamedNode
    text: str
    language: str
    is_other: bool
    folded: str


def find(
    store: Statements, text: str, language: str = "en", kind: str | None = None, limit: int = 20
) -> Found:
    """Return the things whose names are most like *text*, labelled in *language*.

    *kind* (state, body, meeting …) leaves out all others. The index is kept for the last store.

    Raises:
        QueryError: *text* has no letter or too many, or there is no such kind.
    """
    return _finder(store).find(text, language, kind, limit)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _finder(store: Statements) -> Finder:  # a store is what it is, so it can be told by its hash
    return Finder(store)


class Finder:
    """The names of all things of a store, indexed."""

    def __init__(self, store: Statements) -> None:
        """Read the names of the accepted view of *store*."""
        self._names = list(_names(store))
        self._labels: dict[str, dict[str, str]] = defaultdict(dict)
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._words: dict[str, set[int]] = defaultdict(set)
        self._initials: dict[str, set[int]] = defaultdict(set)
        self._lessened: dict[str, set[str]] = defaultdict(set)
        for place, name in enumerate(self._names):
            self._take(place, name)
        self._sorted = sorted(self._words)
        self._weight = {
            thing: sum(1 for _ in islice(_referring(store, thing), _MOST_COUNTED)).bit_length()
            for thing in {name.thing.value for name in self._names}
        }

    def _take(self, place: int, name: _Name) -> None:
        if not name.is_other:
            self._labels[name.thing.value].setdefault(name.language, name.text)
        self._whole[name.folded].append(place)
        for word in name.folded.split():
            if word not in self._words and len(word) >= _LEAST_SLIP - 1:
                for less in lessened(word):
                    self._lessened[less].add(word)
            self._words[word].add(place)
        letters = initials(name.text)
        for length in range(_LEAST_INITIALS, len(letters) + 1):
            self._initials[letters[:length]].add(place)

    def find(
        self, text: str, language: str = "en", kind: str | None = None, limit: int = 20
    ) -> Found:
        """Return the things whose names are most like *text*; see the function of this name.

        Raises:
            QueryError: *text* has no letter or too many, or there is no such kind.
        """
        typed = fold(text[: _MOST_TYPED + 1])
        if len(text) > _MOST_TYPED:
            raise QueryError(f"more than {_MOST_TYPED} letters to look for", "give a few words")
        if not typed:
            raise QueryError("no word to look for", "give a name, or the beginning of one")
        if kind is not None and kind not in KINDS:
            raise QueryError(f"no kind of thing is called {kind!r}", f"give {', '.join(KINDS)}")
        best: dict[str, tuple[tuple[float, ...], _Name]] = {}
        for rank, name in self._ranked(typed):
            thing = name.thing.value
            if kind is not None and kind_of(thing) != kind:
                continue
            mine = (*rank, name.language != language, len(name.text))
            if thing not in best or mine < best[thing][0]:
                best[thing] = mine, name
        order = sorted(best, key=lambda thing: (*best[thing][0][:2], *self._standing(thing)))
        return Found(
            len(best),
            tuple(self._hit(best[thing][1], language) for thing in order[: max(limit, 0)]),
        )

    def _standing(self, thing: str) -> tuple[int, int, int, str]:
        """Return how soon *thing* comes among those that match as well."""
        length = min(map(len, self._labels[thing].values()), default=0)
        return KINDS.index(kind_of(thing)), -self._weight[thing], length, thing

    def _ranked(self, typed: str) -> Iterator[tuple[tuple[int, float], _Name]]:
        """Return the names that match, each with how well: the way first, then the words.

        Of words that match in part, a name with no others is the better one.
        """
        for place in self._whole.get(typed, ()):
            name = self._names[place]
            yield (_ABBREVIATION if name.is_other else _EXACT, 0.0), name
        for place in self._initials.get(typed, ()):
            yield (_INITIALS, 0.0), self._names[place]
        words = tuple(dict.fromkeys(typed.split()))
        scores: dict[int, list[float]] = defaultdict(list)
        for word in words:
            for place, score in self._alike(word).items():
                scores[place].append(score)
        for place, found in scores.items():
            name = self._names[place]
            if name.folded.startswith(typed):
                yield (_PREFIX, 0.0), name
            elif len(found) == len(words):
                is_no_longer = len(name.folded.split()) == len(words)
                yield (_ALL, -is_no_longer - sum(found) / len(words)), name
            elif 2 * len(found) >= len(words):
                yield (_SOME, -sum(found) / len(words)), name

    def _alike(self, word: str) -> dict[int, float]:
        """Return the names that have *word*, or one that begins so, or one with a slip in it."""
        found: dict[int, float] = {}
        if len(word) >= _LEAST_SLIP:
            near = {each for less in lessened(word) for each in self._lessened.get(less, ())}
            for each in near:
                if has_one_slip(word, each):
                    found |= dict.fromkeys(self._words[each], _SLIPPED)
        if len(word) >= _LEAST_PREFIX:
            for each in islice(self._sorted, bisect_left(self._sorted, word), None):
                if not each.startswith(word):
                    break
                found |= dict.fromkeys(self._words[each], _BEGUN)
        return found | dict.fromkeys(self._words.get(word, ()), _WHOLE)

    def _hit(self, name: _Name, language: str) -> Hit:
        thing = name.thing.value
        labels = self._labels.get(thing) or {name.language: name.text}
        label = next(
            (labels[each] for each in (language, "en", "ru") if each in labels),
            next(iter(labels.values())),
        )
        return Hit(name.thing, label, kind_of(thing), name.text, name.language)


def kind_of(thing: str) -> str:
    """Return the kind of *thing* as its name tells it, "" if it is none that is looked for.

    >>> kind_of("https://w3id.org/cis-migration/state/tj")
    'state'
    >>> kind_of("https://w3id.org/cis-migration/ontology#Meeting")
    'ontology'
    """
    if thing.startswith((PREFIXES["cism"], f"{BASE}{_ONTOLOGY}")):
        return _ONTOLOGY
    folder, slash, _ = thing.removeprefix(BASE).partition("/")
    return folder if slash and thing.startswith(BASE) and folder in KINDS else ""


def _names(store: Statements) -> Iterator[_Name]:
    """Return every name of every thing of ours that is looked for, once."""
    seen: set[tuple[str, str, str]] = set()
    for prop in (*_LABELS, _TITLE, *_OTHERS):
        for quad in store.quads_for_pattern(None, prop, None, ACCEPTED_GRAPH):
            thing, name = quad.subject, quad.object
            if not (isinstance(thing, NamedNode) and isinstance(name, Literal)):
                continue
            if not kind_of(thing.value):
                continue
            folded = fold(name.value)
            key = thing.value, folded, name.language or ""
            if folded and key not in seen:
                seen.add(key)
                yield _Name(thing, name.value, key[2], prop in _OTHERS, folded)


def _referring(store: Statements, thing: str) -> Iterable[object]:
    return store.quads_for_pattern(None, None, NamedNode(thing), ACCEPTED_GRAPH)
