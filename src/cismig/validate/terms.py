"""Terms: every name that is used is declared or described, and every property used by its kind."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, QuerySolutions
from rdflib import SH

from cismig.dataset.terms import ACCEPTED_GRAPH, in_files, named
from cismig.names import ACCEPTED, BASE, CISM, ENTAILED, PREFIXES, shorten
from cismig.turtle import Place, read
from cismig.validate.finding import Finding, in_both

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Store, Triple

    from cismig.build import Built
    from cismig.validate.placing import Index, Lines
    from cismig.validate.since import Since

__all__ = ["adrift_findings", "term_findings"]

_TYPE, _LABEL, _SELECT = map(named, ("rdf:type", "rdfs:label", "sh:select"))
_OBJECT, _DATATYPE = map(named, ("owl:ObjectProperty", "owl:DatatypeProperty"))
_SHACL: Final = PREFIXES["sh"]
_BUILT_IN: Final = frozenset(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "xsd"))
_INSTANCES: Final = frozenset(
    space for space in PREFIXES.values() if space.startswith(BASE) and space != CISM
)
_WORDS: Final = frozenset(PREFIXES.values()) - _INSTANCES - _BUILT_IN - {_SHACL}
_LINES: Final = re.IGNORECASE | re.MULTILINE
_PREFIX: Final = re.compile(r"^\s*PREFIX\s+([A-Za-z][\w-]*):\s*<([^>]*)>", _LINES)
_WRITTEN: Final = re.compile(
    r"""(?P<skip>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*)|<(?P<iri>[^<>"{}|^`\\\s]*)>"""
    r"""|(?<![\w?$-])(?P<prefix>[A-Za-z][\w-]*):(?P<local>[A-Za-z0-9_](?:[\w.-]*[\w-])?)"""
)
_PYTHON_WORDS: Final = ("and", "class", "in", "not", "or")
_CUTOFF: Final = 0.6


@dataclass(slots=True)
class _Words:
    """What the files declare, describe and use, and in which files."""

    lines: Lines
    described: _Described
    kinds: dict[str, set[NamedNode]] = field(default_factory=lambda: defaultdict(set))
    users: dict[str, set[Path]] = field(default_factory=lambda: defaultdict(set))
    written: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))


def term_findings(built: Built, lines: Lines, since: Since | None = None) -> Iterator[Finding]:
    """Yield a finding for each name that nothing declares, and each property used as another kind.

    *lines* gives the places of a file's statements.
    """
    layout, store = built.dataset.layout, built.dataset.store
    words = _Words(lines, _Described(store))
    recent = [path for path in layout.graph_files() if since is None or path in since.files]
    judged = frozenset(recent)
    for path in (*layout.ontology_files(), *layout.shape_files(), *recent):
        declares = layout.is_ontology(path)
        for triple in read(path):
            _learn(words, triple, path, declares=declares)
            if triple.predicate == _SELECT and isinstance(triple.object, Literal):
                _note(words, triple.object.value, _place(words, path, triple))
            if path in judged:  # what kinds there are, the ontology has told before
                yield from _misused(words, path, triple)
    for path in layout.query_files():
        _note(words, path.read_text(encoding="utf-8"), Place(path, 1, 1))
    for node in _subjects(since.statements if since else ()):  # it may be described no more
        for quad in in_files(store, None, None, node):
            words.users[node.value].add(built.dataset.files[str(quad.graph_name)[1:-1]])
    for iri in sorted({*words.users, *words.written}):
        yield from _unknown(words, iri)


def _subjects(triples: Iterable[Triple]) -> set[NamedNode]:
    return {triple.subject for triple in triples if isinstance(triple.subject, NamedNode)}


@dataclass(frozen=True, slots=True)
class _Described:
    """The names of which some file says something: as the store knows, or met in a file read."""

    store: Store
    met: set[str] = field(default_factory=set)

    def __contains__(self, iri: str) -> bool:
        return iri in self.met or any(in_files(self.store, NamedNode(iri), None, None))

    def __iter__(self) -> Iterator[str]:
        quads = in_files(self.store, None, None, None)
        return iter(self.met.union(node.value for node in _subjects(quad.triple for quad in quads)))


def _learn(words: _Words, triple: Triple, path: Path, *, declares: bool) -> None:
    subject, value = triple.subject, triple.object
    words.users[triple.predicate.value].add(path)
    if isinstance(subject, NamedNode):
        words.described.met.add(subject.value)
        if declares and triple.predicate == _TYPE and isinstance(value, NamedNode):
            words.kinds[subject.value].add(value)
    if isinstance(value, NamedNode):
        words.users[value.value].add(path)


def _note(words: _Words, text: str, start: Place) -> None:
    """Note the names in the query *text*, which begins at *start*."""
    declared = {**PREFIXES, **dict(_PREFIX.findall(text))}
    body = _PREFIX.sub(lambda line: re.sub(r"[^\n]", " ", line.group()), text)
    for found in _WRITTEN.finditer(body):
        if found["skip"]:
            continue
        iri = found["iri"]
        if iri is None:
            iri = declared.get(found["prefix"], "") + found["local"]
        line = body.count("\n", 0, found.start())
        column = found.start() - body.rfind("\n", 0, found.start())
        words.written[iri].add(Place(start.path, start.line + line, column))


def _unknown(words: _Words, iri: str) -> Iterator[Finding]:
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    space, local = iri[:cut], iri[cut:]
    if not local or iri in (ACCEPTED, ENTAILED):
        return
    if space in _WORDS and iri not in words.kinds:
        yield _missing(words, iri, words.kinds, ("is not declared", "не объявлено"))
    elif space == _SHACL and iri not in _shacl_words():
        yield _missing(words, iri, _shacl_words(), ("is no word of SHACL", "— не слово SHACL"))
    elif space in _INSTANCES and iri not in words.described:
        yield _missing(words, iri, words.described, ("is described nowhere", "нигде не описано"))


@cache
def _shacl_words() -> frozenset[str]:
    # dir() leaves out the words that are also words of Python.
    return frozenset(map(str, (*dir(SH), *(SH[word] for word in _PYTHON_WORDS if word in SH))))


def _missing(words: _Words, iri: str, known: Iterable[str], saying: tuple[str, str]) -> Finding:
    where = set(words.written[iri])
    for path in words.users[iri]:
        where |= {
            place
            for triple, place in words.lines(path).items()
            if NamedNode(iri) in (triple.predicate, triple.object)
        }
    name = shorten(iri)
    return Finding(
        "terms",
        "violation",
        in_both(f"{name} {saying[0]}", f"{name} {saying[1]}"),
        tuple(sorted(where)),
        focus=NamedNode(iri),
        hint=_did_you_mean(iri, known) or "declare it, or correct the name",
    )


def _did_you_mean(iri: str, known: Iterable[str]) -> str:
    """Return the nearest known name of the same namespace, as a question."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    space, local = iri[:cut], iri[cut:]
    same = sorted(
        other[cut:] for other in known if other.startswith(space) and "/" not in other[cut:]
    )
    near = get_close_matches(local, (name for name in same if name != local), n=1, cutoff=_CUTOFF)
    return f"did you mean {shorten(space + near[0])}?" if near else ""


def _misused(words: _Words, path: Path, triple: Triple) -> Iterator[Finding]:
    """Yield a finding for a literal in the place of a thing, or a thing in a literal's."""
    kinds = words.kinds.get(triple.predicate.value, set())
    is_literal = isinstance(triple.object, Literal)
    if is_literal and _OBJECT in kinds:
        wanted = ("an IRI", "IRI")
    elif not is_literal and _DATATYPE in kinds:
        wanted = ("a literal", "литерал")
    else:
        return
    verb = shorten(triple.predicate.value)
    yield Finding(
        "terms",
        "violation",
        in_both(f"the value of {verb} is {wanted[0]}", f"значение {verb} — {wanted[1]}"),
        (_place(words, path, triple),),
        focus=triple.subject if isinstance(triple.subject, NamedNode) else None,
        path=triple.predicate,
        hint=f"write {wanted[0]} in place of {_shown(triple.object)}",
    )


def adrift_findings(built: Built, index: Index, since: Since | None = None) -> Iterator[Finding]:
    """Yield a finding for each subject of a fact that nothing says anything else about.

    It has no type and no label, and nothing points to it: a slip of the pen. Only in folders of
    which the registry has nothing (excerpts, memberships) an inferred type will do.
    """
    dataset = built.dataset
    store = dataset.store
    listed = _introduced(built, dataset.graphs("registry"))
    registry = set(map(_folder, listed))
    if since is not None and _has_other_folders(built, listed, since):
        since = None
    # Of everything, a set is quicker than look-ups; of a few things, look-ups are.
    stated = _introduced(built, dataset.roles) if since is None else set()
    lost = {
        node
        for triple in (since.statements if since else ())
        for node in (triple.subject, triple.object)
    }
    for name, path in dataset.files.items():
        if not path.resolve().is_relative_to(dataset.layout.graph.resolve()):
            continue
        if since is None or path in since.files:
            subjects = _all_subjects(store, name)
        else:
            subjects = {
                node
                for node in lost
                if isinstance(node, NamedNode)
                and any(store.quads_for_pattern(node, None, None, NamedNode(name)))
            }
        for subject in sorted(subjects, key=lambda node: node.value):
            if subject.value in stated or _is_introduced(store, subject, registry):
                continue
            if any(in_files(store, None, None, subject)):
                continue
            spot = index.spot(index.stated(subject, None, None, NamedNode(name)))
            text = shorten(subject.value)
            yield Finding(
                "terms",
                "violation",
                in_both(
                    f"{text} is described nowhere else: no type, no label, nothing points to it",
                    f"{text} больше нигде не описано: нет ни типа, ни названия, ни ссылок",
                ),
                spot.places[:1],
                focus=subject,
                graphs=spot.graphs,
                hint=_did_you_mean(subject.value, _introduced(built, dataset.roles))
                or "correct the name, or give it a type",
            )


def _all_subjects(store: Store, graph: str) -> set[NamedNode]:
    """Return what *graph* speaks of; the engine need not hand over all that it says."""
    query = f"SELECT DISTINCT ?subject WHERE {{ GRAPH <{graph}> {{ ?subject ?verb ?value }} }}"
    found = store.query(query)
    rows = found if isinstance(found, QuerySolutions) else ()
    return {row[0] for row in rows if isinstance(row[0], NamedNode)}


def _has_other_folders(built: Built, listed: set[str], since: Since) -> bool:
    """Tell whether the registry, of which the things *listed* are, may have had other folders."""
    dataset = built.dataset
    registries = {dataset.files[graph.value] for graph in dataset.graphs("registry")}
    if registries.isdisjoint(since.files):
        return False
    told = {triple for triple in since.statements if triple.predicate in {_TYPE, _LABEL}}
    gone = {
        triple
        for triple in told
        if not any(
            quad.object == triple.object
            for node in _subjects([triple])
            for quad in in_files(dataset.store, node, triple.predicate, None)
        )
    }
    changed = {node.value for node in _subjects(told)}
    moved = (changed & listed) | {node.value for node in _subjects(gone)}
    return not set(map(_folder, moved)) <= set(map(_folder, listed - changed))


def _is_introduced(store: Store, subject: NamedNode, registry: set[str]) -> bool:
    """Tell whether a file says what *subject* is or is called; or, if that will do, its type."""
    if any(any(in_files(store, subject, verb, None)) for verb in (_TYPE, _LABEL)):
        return True
    inferred = store.quads_for_pattern(subject, _TYPE, None, ACCEPTED_GRAPH)
    return _folder(subject.value) not in registry and any(inferred)


def _introduced(built: Built, graphs: Iterable[NamedNode]) -> set[str]:
    """Return the things of which *graphs* say what they are, or what they are called."""
    return {
        quad.subject.value
        for graph in graphs
        for verb in (_TYPE, _LABEL)
        for quad in built.dataset.store.quads_for_pattern(None, verb, None, graph)
        if isinstance(quad.subject, NamedNode)
    }


def _folder(iri: str) -> str:
    return iri[: iri.rfind("/") + 1]


def _place(words: _Words, path: Path, triple: Triple) -> Place:
    return words.lines(path).get(triple, Place(path, 1, 1))


def _shown(term: object) -> str:
    return shorten(term.value) if isinstance(term, NamedNode) else str(term)
