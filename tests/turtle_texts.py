"""Generated Turtle: every form of the grammar, written at random, and graphs of every shape."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

from cismig.names import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

XSD = PREFIXES["xsd"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
NAMES = st.sampled_from(
    [
        *(
            NamedNode(f"{PREFIXES['state']}{name}")
            for name in ("tj", "ru", "2024", "a.b", "x-", "")
        ),
        *(NamedNode(f"{PREFIXES['cism']}{name}") for name in ("Meeting", "date", "isHeldIn")),
        NamedNode(f"{PREFIXES['owl']}Class"),
        NamedNode(f"{PREFIXES['qb']}Observation"),
        NamedNode("urn:example:é%20(b)"),
        NamedNode("https://example.org/a?b#c"),
    ]
)
VERBS = st.sampled_from(
    [
        NamedNode(PREFIXES[prefix] + local)
        for prefix, local in (
            ("rdf", "type"),
            ("rdfs", "label"),
            ("rdfs", "subClassOf"),
            ("skos", "example"),
            ("cism", "date"),
            ("dcterms", "title"),
            ("rdf", "first"),
            ("rdf", "rest"),
        )
    ]
)
LITERALS = st.one_of(
    st.builds(Literal, TEXTS),
    st.builds(
        lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "ru", "de-ch"])
    ),
    st.builds(
        lambda text, kind: Literal(text, datatype=NamedNode(XSD + kind)),
        st.sampled_from(["1", "01", "+1", "-0", "1.50", "15.9", "1e3", "true", "1", "2024-05-28"]),
        st.sampled_from(["integer", "decimal", "double", "boolean", "date", "string"]),
    ),
)
NODES = st.sampled_from([BlankNode(f"b{number}") for number in range(5)])
SUBJECTS = st.one_of(NAMES, NODES)
TRIPLES = st.builds(Triple, SUBJECTS, VERBS, st.one_of(NAMES, NODES, LITERALS))
GRAPHS = st.lists(TRIPLES, max_size=14)


def canonical_graph(triples: Iterable[Triple]) -> set[str]:
    """Return *triples* as lines in which blank nodes have the names that the graph gives them."""
    dataset = Dataset(Quad(one.subject, one.predicate, one.object) for one in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad.triple) for quad in dataset}


BLANKS = st.sampled_from([" ", "\n", "\t", ' # a comment; with <marks> "\n', "\r\n", "\n\n  "])
ESCAPED = st.sampled_from(
    ['\\"', "\\'", "\\\\", "\\n", "\\t", "\\r", "\\b", "\\f", "\\u0416", "\\U0001F600"]
)
PLAIN = st.sampled_from(["a", "Ж", "😀", " ", "#", "<", "@", ";", ".", "%", "́"])
SHORT = st.lists(st.one_of(ESCAPED, PLAIN), max_size=6).map("".join)
LONG = st.lists(st.one_of(ESCAPED, PLAIN, st.sampled_from(["\n", "\r\n"])), max_size=6).map("".join)


@st.composite
def quoted(draw: st.DrawFn) -> str:
    """Draw a string in one of its four quotations, with a tag or datatype or without."""
    mark = draw(st.sampled_from(['"', "'"]))
    if draw(st.booleans()):
        inner = draw(LONG) + draw(st.sampled_from(["", f"{mark}x", f"{mark}{mark}x", f"\\{mark}"]))
        text = f"{mark * 3}{inner}{mark * 3}"
    else:
        text = f"{mark}{draw(SHORT)}{mark}"
    tail = st.sampled_from(["", "@en", "@ru-RU", "^^xsd:date", f"^^<{XSD}string>", "^^ xsd:token"])
    return text + draw(tail)


IRIS = st.sampled_from(
    [
        "state:tj", "state:2024-01--02", "state:a.b", "state:a:b", "state:%41", r"state:a\~\.\(b\)",
        "state:", ":x", "cism:Жю", "<https://example.org/a>", r"<https://example.org/\u0416>",
        "<rel>", "<../up/x>", "<#part>", "<?query>", "<//host/x>", "</root>", "<>",
    ]
)  # fmt: skip
NUMBERS = st.sampled_from(
    ["28", "-1", "+007", "1.5", "-.5", "00.10", "1e3", "1.E-2", ".5e+1", "-1.5E3", "true", "false"]
)
LABELS = st.sampled_from(["_:a", "_:b1", "_:1", "_:x.y"])
VERB_TEXTS = st.one_of(st.just("a"), IRIS)


def facts(objects: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return property lists with ``,``, ``;`` and stray semicolons."""
    values = st.lists(objects, min_size=1, max_size=3).map(" , ".join)
    pairs = st.tuples(VERB_TEXTS, BLANKS, values).map("".join)
    joined = st.lists(pairs, min_size=1, max_size=3).map(" ; ".join)
    return st.tuples(joined, st.sampled_from(["", " ;", " ;; "])).map("".join)


OBJECTS = st.recursive(
    st.one_of(IRIS, NUMBERS, LABELS, quoted(), st.sampled_from(["[]", "()", "[ ]"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"( {' '.join(items)} )"),
        facts(inner).map(lambda text: f"[ {text} ]"),
    ),
    max_leaves=5,
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a whole file: prefixes and bases anywhere, then statements of every form."""
    parts = [
        f"@prefix state: <{PREFIXES['state']}> .",
        f"PREFIX cism: <{PREFIXES['cism']}>",
        f"@prefix xsd: <{XSD}>.",
        f"@prefix : <{PREFIXES['place']}> .",  # not the table's name for it
        "@base <https://example.org/base/file?q#f> .",
    ]
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.integers(0, 4))
        if kind == 0:
            parts.append(draw(st.sampled_from(["BASE <sub/>", "base <http://other.example>"])))
        elif kind == 1:
            parts.append(f"[ {draw(facts(OBJECTS))} ] .")
        elif kind == 2:
            parts.append(f"( {draw(OBJECTS)} ) {draw(facts(OBJECTS))} .")
        else:
            parts.append(f"{draw(st.one_of(IRIS, LABELS))} {draw(facts(OBJECTS))} .")
        parts.append(draw(BLANKS))
    return "\n".join(parts)
