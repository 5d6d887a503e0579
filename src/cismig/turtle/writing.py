"""The house form of a Turtle file: one writer decides, so that a new fact changes one line.

Subjects stand by kind and then by IRI, never by number of references; facts stand in the order of
a reader's questions; each stands on a line of its own. Our own writer, since a general one turns
``"15.9"^^xsd:decimal`` into ``15.9``, names prefixes that nobody uses, and rewrites numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad

from cismig.errors import LoadError
from cismig.names import CISM, PREFIXES, nearest, shorten
from cismig.turtle.placing import reading
from cismig.turtle.reading import read_text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyoxigraph import Triple

    from cismig.layout import Layout

__all__ = ["canonical", "canonical_table", "formatted"]

_INDENT = "    "
_COMMENT_LINES = 3
_DIRECTIVE = re.compile(r"prefix\s", re.IGNORECASE)


def _named(text: str) -> NamedNode:
    prefix, _, local = text.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


_TYPE, _FIRST, _REST, _NIL = map(_named, ("rdf:type", "rdf:first", "rdf:rest", "rdf:nil"))
_OBSERVATION = _named("qb:Observation")
_STRING, _INTEGER, _BOOLEAN = map(_named, ("xsd:string", "xsd:integer", "xsd:boolean"))

FIRST_KINDS = tuple(
    map(
        _named,
        (
            "owl:Ontology",
            "owl:Class",
            "owl:ObjectProperty",
            "owl:DatatypeProperty",
            "owl:AnnotationProperty",
            "sh:NodeShape",
            "sh:PropertyShape",
        ),
    )
)
FIRST_FACTS = tuple(
    map(
        _named,
        (
            "rdf:type",
            "rdfs:subClassOf",
            "rdfs:subPropertyOf",
            "sh:targetClass",
            "sh:path",
            "rdfs:label",
            "skos:prefLabel",
            "skos:altLabel",
            "skos:hiddenLabel",
            "skos:definition",
            "skos:scopeNote",
            "skos:example",
        ),
    )
)
_KIND_RANK = {kind: rank for rank, kind in enumerate(FIRST_KINDS)}
_FACT_RANK = {fact: rank for rank, fact in enumerate(FIRST_FACTS)}


def formatted(path: Path, layout: Layout) -> str:
    """Return the house form of the file at *path*, a table's if it lies under graph/statistics/.

    Raises:
        LoadError: the file is not Turtle, or its prefixes are not those of the table.
    """
    text = text_of(path)
    return canonical_table(text, path) if layout.is_statistics(path) else canonical(text, path)


def canonical(text: str, path: object = "text") -> str:
    """Return *text* in the house form; its leading comment is kept, others go.

    Raises:
        LoadError: *text* is not Turtle, or its prefixes are not those of the table.
    """
    return _written(text, path, frozenset())


def canonical_table(text: str, path: object = "text") -> str:
    """Return *text* in the house form of tables, where an observation is one line.

    Raises:
        LoadError: *text* is not Turtle, or its prefixes are not those of the table.
    """
    return _written(text, path, frozenset({_OBSERVATION}))


def _written(text: str, path: object, lines_of: frozenset[NamedNode]) -> str:
    try:
        return _Writer(text, path).document(lines_of=lines_of)
    except RecursionError as error:
        reason = "brackets are nested too deeply"
        raise LoadError(path, None, reason, "name the inner things") from error


class _Writer:
    """The facts of one file, by subject, and the prefixes met while writing them."""

    def __init__(self, text: str, path: object) -> None:
        self._comment = _leading_comment(text, path)
        prefixes: dict[str, str] = {}
        triples = tuple(map(_composed, read_text(text, path, prefixes)))
        directives = len(_DIRECTIVE.findall(text))
        if directives != len(prefixes) or not prefixes.items() <= PREFIXES.items():
            _check_prefixes(text, path)
        shared = _shared(triples)
        if shared:
            triples = _relabelled(triples)
            shared = _shared(triples)
        self._shared = shared
        # Dictionaries without values: sets that keep their order.
        self._facts: dict[_Subject, dict[NamedNode, dict[_Term, None]]] = defaultdict(dict)
        for triple in triples:
            facts = self._facts[triple.subject]  # type: ignore[index]
            facts.setdefault(triple.predicate, {})[triple.object] = None  # type: ignore[index]
        self._used: set[str] = set()
        self._rendered: dict[BlankNode, str] = {}

    def document(self, *, lines_of: frozenset[NamedNode]) -> str:
        blocks: list[str] = []
        previous_was_line = False
        for subject in self._subjects():
            is_line = not lines_of.isdisjoint(self._facts[subject].get(_TYPE, {}))
            block = self._line(subject) if is_line else self._block(subject)
            blocks.append(block if is_line and previous_was_line else f"\n{block}")
            previous_was_line = is_line
        head = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in sorted(self._used)]
        parts = [self._comment, "\n".join(head), "\n".join(blocks).removeprefix("\n")]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _subjects(self) -> list[_Subject]:
        inner = {
            value
            for facts in self._facts.values()
            for values in facts.values()
            for value in values
            if isinstance(value, BlankNode) and value not in self._shared
        }
        tops = [subject for subject in self._facts if subject not in inner]
        return sorted(tops, key=self._subject_key)

    def _subject_key(self, subject: _Subject) -> tuple[bool, int, str]:
        kinds = self._facts[subject].get(_TYPE, {})
        ranks = [
            _KIND_RANK[kind] for kind in kinds if isinstance(kind, NamedNode) and kind in _KIND_RANK
        ]
        rank = min(ranks, default=len(_KIND_RANK))
        if isinstance(subject, NamedNode):
            return False, rank, subject.value
        return True, rank, self._block(subject)

    def _block(self, subject: _Subject) -> str:
        return "\n".join([self._name(subject), *self._fact_lines(subject, 1), "."])

    def _line(self, subject: _Subject) -> str:
        facts = " ; ".join(
            f"{self._verb(verb)} {' , '.join(' '.join(self._term(value, 0)) for value in values)}"
            for verb, values in self._ordered(subject)
        )
        return f"{self._name(subject)} {facts} ."

    def _name(self, subject: _Subject) -> str:
        if isinstance(subject, BlankNode) and subject not in self._shared:
            return "[]"
        return self._term(subject, 0)[0]

    def _fact_lines(self, subject: _Subject, depth: int) -> list[str]:
        lines: list[str] = []
        for verb, values in self._ordered(subject):
            start = f"{_INDENT * depth}{self._verb(verb)}"
            if len(values) == 1:
                first, *rest = self._term(values[0], depth)
                lines += [f"{start} {first}", *rest]
            else:
                lines.append(start)
                for value in values:
                    first, *rest = self._term(value, depth + 1)
                    lines += [f"{_INDENT * (depth + 1)}{first}", *rest]
                    lines[-1] += " ,"
                lines[-1] = lines[-1].removesuffix(" ,")
            lines[-1] += " ;"
        return lines

    def _ordered(self, subject: _Subject) -> Iterable[tuple[NamedNode, list[_Term]]]:
        for verb in sorted(self._facts[subject], key=_fact_key):
            values = list(self._facts[subject][verb])
            yield verb, sorted(values, key=self._value_key) if len(values) > 1 else values

    def _value_key(self, value: _Term) -> tuple[int, str, str, int, str]:
        if isinstance(value, NamedNode):
            return 0, "", "", 0, value.value
        if isinstance(value, Literal):
            number = int(value.value) if _is_integer(value) else 0
            return 1, value.language or "", value.datatype.value, number, value.value
        if value not in self._rendered:  # once each: nested nodes would be rendered 2^depth times
            self._rendered[value] = "\n".join(self._term(value, 0))
        return 2, "", "", 0, self._rendered[value]

    def _verb(self, verb: NamedNode) -> str:
        return "a" if verb == _TYPE else self._term(verb, 0)[0]

    def _term(self, term: _Term, depth: int) -> list[str]:
        """Return the lines of *term*; the first is not indented, the others are."""
        if isinstance(term, NamedNode):
            return ["()"] if term == _NIL else [self._short(term.value)]
        if isinstance(term, Literal):
            return [self._literal(term)]
        if term in self._shared:
            return [f"_:{term.value}"]
        items = self._items(term)
        if items is not None:
            lines = ["("]
            for item in items:
                first, *rest = self._term(item, depth + 1)
                lines += [f"{_INDENT * (depth + 1)}{first}", *rest]
            return [*lines, f"{_INDENT * depth})"]
        if term not in self._facts:
            return ["[]"]
        return ["[", *self._fact_lines(term, depth + 1), f"{_INDENT * depth}]"]

    def _items(self, cell: BlankNode) -> list[_Term] | None:
        """Return the items of the list that begins at *cell*, None if it is no plain list."""
        items: list[_Term] = []
        node: _Term = cell
        while node != _NIL:
            if not isinstance(node, BlankNode) or node in self._shared or node not in self._facts:
                return None
            facts = self._facts[node]
            if set(facts) != {_FIRST, _REST} or any(len(values) > 1 for values in facts.values()):
                return None
            items += facts[_FIRST]
            node = next(iter(facts[_REST]))
        return items

    def _short(self, iri: str) -> str:
        text = shorten(iri)
        if not text.startswith("<"):
            self._used.add(text.partition(":")[0])
        return text

    def _literal(self, literal: Literal) -> str:
        if _is_integer(literal) or (
            literal.datatype == _BOOLEAN and literal.value in {"true", "false"}
        ):
            return literal.value
        text = _quoted(literal.value)
        if literal.language:
            return f"{text}@{literal.language}"
        if literal.datatype == _STRING:
            return text
        return f"{text}^^{self._short(literal.datatype.value)}"


_Subject = NamedNode | BlankNode
_Term = _Subject | Literal


def _fact_key(verb: NamedNode) -> tuple[int, bool, str]:
    rank = _FACT_RANK.get(verb, len(_FACT_RANK))
    return rank, verb.value.startswith(CISM), verb.value


def _is_integer(literal: Literal) -> bool:
    return literal.datatype == _INTEGER and re.fullmatch(r"[+-]?[0-9]+", literal.value) is not None


def _quoted(text: str) -> str:
    text = text.replace("\\", "\\\\")
    text = re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", _escape, text)
    if "\n" not in text:
        return '"' + text.replace('"', '\\"') + '"'
    text = text.replace('"""', '\\"\\"\\"')
    if text.endswith('"'):
        text = text[:-1] + '\\"'
    return f'"""{text}"""'


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return {"\t": "\\t", "\r": "\\r"}.get(character, f"\\u{ord(character):04X}")


def _composed(triple: Triple) -> Triple:
    value = triple.object
    if isinstance(value, Literal) and not unicodedata.is_normalized("NFC", value.value):
        text = unicodedata.normalize("NFC", value.value)
        if value.language:
            value = Literal(text, language=value.language)
        else:
            value = Literal(text, datatype=value.datatype)
        return type(triple)(triple.subject, triple.predicate, value)
    return triple


def _leading_comment(text: str, path: object) -> str:
    lines = [
        unicodedata.normalize("NFC", line.rstrip())
        for line in takewhile(lambda line: line.startswith("#"), text.split("\n"))
    ]
    if len(lines) > _COMMENT_LINES:
        raise LoadError(
            path,
            _COMMENT_LINES + 1,
            f"the leading comment has {len(lines)} lines",
            f"say what is in the file in at most {_COMMENT_LINES}; a remark is a fact",
        )
    return "\n".join(lines)


def _check_prefixes(text: str, path: object) -> None:
    known = set(PREFIXES.values())
    for declared in reading(text, path).declarations:
        prefix, namespace = declared.prefix, declared.namespace
        if prefix in PREFIXES and PREFIXES[prefix] != namespace:
            raise LoadError(
                path,
                declared.line,
                f"{prefix}: is bound to <{namespace}>",
                f"{prefix}: means <{PREFIXES[prefix]}> everywhere",
            )
        if prefix not in PREFIXES and declared.used and namespace not in known:
            near = nearest(prefix, PREFIXES)
            raise LoadError(
                path,
                declared.line,
                f"the prefix {prefix}: is not in the table",
                f"did you mean {near[0]}:?" if near else "add it to ontology/prefixes.ttl first",
            )


def _shared(triples: Iterable[Triple]) -> frozenset[BlankNode]:
    """Return the blank nodes that need a label: linked to more than once, or in a circle."""
    held_by: dict[BlankNode, NamedNode | BlankNode] = {}
    count: Counter[BlankNode] = Counter()
    for triple in set(triples):
        if isinstance(triple.object, BlankNode):
            count[triple.object] += 1
            held_by[triple.object] = triple.subject  # type: ignore[assignment]
    shared = {node for node, links in count.items() if links > 1}
    settled: set[BlankNode] = set(shared)
    for start in held_by:
        trail: dict[NamedNode | BlankNode, None] = {}
        node: NamedNode | BlankNode = start
        while isinstance(node, BlankNode) and node in held_by and node not in settled:
            if node in trail:
                shared.add(node)
                break
            trail[node] = None
            node = held_by[node]
        settled.update(seen for seen in trail if isinstance(seen, BlankNode))
    return frozenset(shared)


def _relabelled(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Return *triples* with labels that depend on nothing but the graph."""
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(quad.triple for quad in sorted(dataset, key=str))
