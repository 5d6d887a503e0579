"""Where each statement of a file stands: a second reading, with positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from cismig.errors import LoadError
from cismig.names import PREFIXES
from cismig.turtle.iris import resolve
from cismig.turtle.reading import text_of, undeclared
from cismig.turtle.tokens import Lines, Token, tokens, unescaped, without_backslashes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["Declaration", "Place", "Reading", "held", "places", "reading"]

_RDF = PREFIXES["rdf"]
_XSD = PREFIXES["xsd"]
_TYPE = NamedNode(f"{_RDF}type")
_FIRST = NamedNode(f"{_RDF}first")
_REST = NamedNode(f"{_RDF}rest")
_NIL = NamedNode(f"{_RDF}nil")
_QUOTES = {"string": 1, "string_single": 1, "long": 3, "long_single": 3}
_NUMBERS = {kind: NamedNode(f"{_XSD}{kind}") for kind in ("integer", "decimal", "double")}
_BOOLEAN = NamedNode(f"{_XSD}boolean")
_END = Token("end", "the end of the file", -1)

Node = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column, both from 1, of a file."""

    path: Path
    line: int
    column: int

    def __str__(self) -> str:
        """Return the place as editors understand it."""
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A prefix as a file declares it, and whether the file then uses it."""

    prefix: str
    namespace: str
    line: int
    used: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read with positions: statements with offsets of their objects, and prefixes."""

    statements: tuple[tuple[Triple, int], ...]
    declarations: tuple[Declaration, ...]
    lines: Lines


def places(path: Path) -> Mapping[Triple, Place]:
    """Return for every statement of the file where its object stands (the first time it does).

    A number that a store would hold in another form (``1.50`` as ``1.5``) is listed under both.

    Raises:
        LoadError: the file cannot be read, or is not Turtle.
    """
    seen = reading(text_of(path), path)
    found: dict[Triple, Place] = {}
    for triple, offset in seen.statements:
        if triple not in found:
            found[triple] = Place(path, *seen.lines.at(offset))
    stored = held(triple.object for triple in found if isinstance(triple.object, Literal))
    for triple in tuple(found):
        if isinstance(triple.object, Literal) and triple.object in stored:
            alias = Triple(triple.subject, triple.predicate, stored[triple.object])
            found.setdefault(alias, found[triple])
    return found


def held(literals: Iterable[Literal]) -> Mapping[Literal, Literal]:
    """Return those *literals* that a store holds in another form, with that form."""
    given = list({literal for literal in literals if not literal.language})
    store = Store()
    store.extend(
        Quad(NamedNode(f"urn:n:{number}"), _FIRST, literal) for number, literal in enumerate(given)
    )
    changed: dict[Literal, Literal] = {}
    for quad in store:
        literal = given[int(quad.subject.value.removeprefix("urn:n:"))]
        if literal != quad.object and isinstance(quad.object, Literal):
            changed[literal] = quad.object
    return changed


def reading(text: str, path: object) -> Reading:
    """Return *text* read with positions; *path* names it in errors.

    Raises:
        LoadError: it is not Turtle.
    """
    reader = _Reader(text, path)
    try:
        reader.document()
    except RecursionError as error:
        reason = "brackets are nested too deeply"
        raise LoadError(path, None, reason, "name the inner things") from error
    declared = tuple(
        Declaration(prefix, namespace, line, (prefix, namespace) in reader.used)
        for prefix, namespace, line in reader.declared
    )
    return Reading(tuple(reader.statements), declared, reader.lines)


class _Reader:
    """Recursive descent over the tokens, by the W3C grammar of Turtle 1.1."""

    __slots__ = (
        "_base",
        "_index",
        "_labels",
        "_namespaces",
        "_path",
        "_tokens",
        "declared",
        "lines",
        "statements",
        "used",
    )

    def __init__(self, text: str, path: object) -> None:
        self.lines = Lines(text)
        self.statements: list[tuple[Triple, int]] = []
        self.declared: list[tuple[str, str, int]] = []
        self.used: set[tuple[str, str]] = set()
        self._path = path
        self._tokens = list(tokens(text, path))
        self._index = 0
        self._namespaces: dict[str, str] = {}
        self._labels: dict[str, BlankNode] = {}
        self._base = ""

    def document(self) -> None:
        while self._index < len(self._tokens):
            token = self._peek()
            if token.kind == "at":
                self._directive(token.text.removeprefix("@"))
                self._mark(".")
            elif token.kind == "word" and token.text.lower() in {"prefix", "base"}:
                self._directive(token.text.lower())
            else:
                self._triples()
                self._mark(".")

    def _directive(self, word: str) -> None:
        start = self._next()
        if word == "base":
            self._base = self._iri(self._next())
        elif word == "prefix":
            token = self._next()
            prefix = token.text.removesuffix(":")
            if token.kind != "name" or prefix == token.text or ":" in prefix:
                raise self._error(token, "a prefix ending in ':' belongs here")
            namespace = self._iri(self._next())
            self._namespaces[prefix] = namespace
            self.declared.append((prefix, namespace, self.lines.at(token.start)[0]))
        else:
            raise self._error(start, f"{start.text} is not a directive")

    def _triples(self) -> None:
        token = self._peek()
        subject: NamedNode | BlankNode
        if self._at("["):
            subject = self._property_list()
            if self._at("."):
                return
        elif self._at("("):
            subject = self._collection()
        else:
            node = self._node()
            if isinstance(node, Literal):
                raise self._error(token, "a literal cannot be a subject")
            subject = node
        self._facts(subject)

    def _facts(self, subject: NamedNode | BlankNode) -> None:
        while True:
            verb = self._verb()
            self._objects(subject, verb)
            if not self._at(";"):
                return
            while self._at(";"):
                self._next()
            if self._at(".") or self._at("]"):
                return

    def _verb(self) -> NamedNode:
        token = self._peek()
        if token.kind == "word" and token.text == "a":
            self._next()
            return _TYPE
        if token.kind in {"iri", "name"}:
            return self._named(self._next())
        raise self._error(token, f"a property belongs here, not {token.text}")

    def _objects(self, subject: NamedNode | BlankNode, verb: NamedNode) -> None:
        while True:
            start = self._peek().start
            self._say(subject, verb, self._node(), start)
            if not self._at(","):
                return
            self._next()

    def _node(self) -> Node:
        if self._at("["):
            return self._property_list()
        if self._at("("):
            return self._collection()
        token = self._next()
        if token.kind in {"iri", "name"}:
            return self._named(token)
        if token.kind == "label":
            return self._labels.setdefault(token.text, BlankNode())
        return self._literal(token)

    def _literal(self, token: Token) -> Literal:
        if token.kind in _NUMBERS:
            return Literal(token.text, datatype=_NUMBERS[token.kind])
        if token.kind == "word" and token.text in {"true", "false"}:
            return Literal(token.text, datatype=_BOOLEAN)
        if token.kind not in _QUOTES:
            raise self._error(token, f"a name or a value belongs here, not {token.text}")
        width = _QUOTES[token.kind]
        value = self._plain(token, token.text[width:-width])
        follows = self._peek()
        if follows.kind == "at":
            self._next()
            return Literal(value, language=follows.text[1:].lower())
        if follows.text == "^^":
            self._next()
            return Literal(value, datatype=self._named(self._next()))
        return Literal(value)

    def _property_list(self) -> BlankNode:
        self._mark("[")
        node = BlankNode()
        if not self._at("]"):
            self._facts(node)
        self._mark("]")
        return node

    def _collection(self) -> NamedNode | BlankNode:
        self._mark("(")
        items: list[tuple[Node, int]] = []
        while not self._at(")"):
            start = self._peek().start
            items.append((self._node(), start))
        end = self._mark(")").start
        rest: NamedNode | BlankNode = _NIL
        for item, start in reversed(items):
            cell = BlankNode()
            self._say(cell, _FIRST, item, start)
            self._say(cell, _REST, rest, end)
            rest, end = cell, start
        return rest

    def _named(self, token: Token) -> NamedNode:
        try:
            return NamedNode(self._iri(token))
        except LoadError:
            raise
        except ValueError as error:
            raise self._error(token, f"{token.text} is not a whole IRI") from error

    def _iri(self, token: Token) -> str:
        if token.kind == "iri":
            return resolve(self._plain(token, token.text[1:-1]), self._base)
        if token.kind != "name":
            raise self._error(token, f"an IRI belongs here, not {token.text}")
        prefix, _, local = token.text.partition(":")
        namespace = self._namespaces.get(prefix)
        if namespace is None:
            raise undeclared(self._path, *self.lines.at(token.start), prefix)
        self.used.add((prefix, namespace))
        return namespace + without_backslashes(local)

    def _plain(self, token: Token, text: str) -> str:
        try:
            return unescaped(text)
        except UnicodeDecodeError as error:
            raise self._error(token, "an escape that is no character") from error

    def _say(
        self, subject: NamedNode | BlankNode, verb: NamedNode, value: Node, start: int
    ) -> None:
        self.statements.append((Triple(subject, verb, value), start))

    def _peek(self) -> Token:
        return self._tokens[self._index] if self._index < len(self._tokens) else _END

    def _next(self) -> Token:
        token = self._peek()
        if token is _END:
            raise self._error(token, "the file ends inside a statement")
        self._index += 1
        return token

    def _at(self, mark: str) -> bool:
        token = self._peek()
        return token.kind == "mark" and token.text == mark

    def _mark(self, mark: str) -> Token:
        if not self._at(mark):
            found = self._peek()
            raise self._error(found, f"'{mark}' belongs here, before {found.text}")
        return self._next()

    def _error(self, token: Token, reason: str) -> LoadError:
        if token is _END:
            return LoadError(self._path, None, reason, "end it with a full stop")
        line, column = self.lines.at(token.start)
        return LoadError(self._path, line, reason, "see how the line before it ends", column)
