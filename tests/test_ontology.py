"""The words are complete and usable: labels, definitions, kinds, imports, catalogs, logic."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from pyhermit import Reasoner
from pyowl_core import DocumentFormat, ImportPolicy, LoadOptions, load_snapshot

from cismig.names import BASE, CISM, PREFIXES, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cismig.layout import Layout

ROOT = Path(__file__).resolve().parents[1]
MODULES = (  # each imports only from those before it
    "borrowed", "prefixes", "sources", "parties", "meetings", "instruments", "statistics", "codes",
    "cism",
)  # fmt: skip
LANGUAGES = ["en", "ru"]
CODE = PREFIXES["code"]
OWL, RDF, RDFS, SKOS = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "skos"))
TYPE = ox.NamedNode(f"{RDF}type")
CLASS = f"{OWL}Class"
OBJECT = f"{OWL}ObjectProperty"
DATA = f"{OWL}DatatypeProperty"
ANNOTATION = f"{OWL}AnnotationProperty"
KINDS = {CLASS, OBJECT, DATA, ANNOTATION}
BUILT_IN = (OWL, RDF, RDFS, PREFIXES["sh"])
DATES = {"date", "gYear", "gYearMonth", "gMonth", "gMonthDay"}
TOKEN = re.compile(r"(?<![\w<:/-])(cism|code):([\w-]+)")
FOLDERS = ("graph", "shapes", "queries")


@cache
def triples(path: Path) -> tuple[ox.Triple, ...]:
    parsed = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    return tuple(quad.triple for quad in parsed)


def module(name: str) -> tuple[ox.Triple, ...]:
    return triples(ROOT / "ontology" / f"{name}.ttl")


def turtle_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.ttl"))


def union(*folders: str) -> Iterator[ox.Triple]:
    for path in turtle_files(*folders):
        yield from triples(path)


@cache
def ontology() -> tuple[ox.Triple, ...]:
    return tuple(union("ontology"))


@cache
def index() -> dict[tuple[str, str], list]:
    """Return the values that the ontology gives, by subject and property."""
    found = defaultdict(list)
    for triple in ontology():
        found[triple.subject.value, triple.predicate.value].append(triple.object)
    return found


def objects(subject: str, predicate: str) -> list:
    return index().get((subject, predicate), [])


def iris(triple: ox.Triple) -> set[str]:
    return {node.value for node in triple if isinstance(node, ox.NamedNode)}


@cache
def kinds() -> dict[str, set[str]]:
    """Return what each word of the ontology is declared as."""
    found = defaultdict(set)
    for triple in ontology():
        if triple.predicate == TYPE and isinstance(triple.subject, ox.NamedNode):
            found[triple.subject.value].add(triple.object.value)
    return dict(found)


@cache
def own_terms() -> tuple[str, ...]:
    return tuple(sorted(term for term in kinds() if term.startswith(CISM)))


@cache
def codes() -> tuple[str, ...]:
    return tuple(sorted(term for term in kinds() if term.startswith(CODE)))


def import_closure(name: str) -> set[str]:
    found = {name}
    for node in objects(iri_of(name), f"{OWL}imports"):
        found |= import_closure(node.value.rpartition("/")[2])
    return found


def iri_of(name: str) -> str:
    return f"{BASE}ontology" if name == "cism" else f"{BASE}ontology/{name}"


def words_in(text: str) -> set[str]:
    """Return our words in a query, comments left out."""
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {PREFIXES[prefix] + local for prefix, local in TOKEN.findall(code)}


@pytest.mark.parametrize("predicate", ["rdfs:label", "skos:definition"])
def test_every_word_of_ours_has_one_text_in_each_language(predicate: str) -> None:
    prefix, _, local = predicate.partition(":")
    wrong = {
        shorten(term): found
        for term in (*own_terms(), *codes())
        if (found := sorted(n.language for n in objects(term, PREFIXES[prefix] + local)))
        != LANGUAGES
    }
    assert wrong == {}


@pytest.mark.parametrize("name", MODULES)
def test_every_header_is_complete(name: str) -> None:
    iri = iri_of(name)
    facts = Counter(t.predicate.value for t in module(name) if t.subject.value == iri)
    dcterms, vann = PREFIXES["dcterms"], PREFIXES["vann"]
    once = ("creator", "license", "created", "modified")
    assert {p: facts[dcterms + p] for p in once} == dict.fromkeys(once, 1)
    assert facts[f"{vann}preferredNamespacePrefix"] == facts[f"{vann}preferredNamespaceUri"] == 1
    for text in (f"{dcterms}title", f"{dcterms}description", f"{RDFS}label"):
        assert sorted(node.language for node in objects(iri, text)) == LANGUAGES


def test_every_definition_is_a_sentence_that_stands_for_its_word() -> None:
    """It begins with a capital, ends with one full stop, and neither denies nor repeats."""
    wrong = {}
    for term in (*own_terms(), *codes()):
        labels = {node.language: node.value for node in objects(term, f"{RDFS}label")}
        for node in objects(term, f"{SKOS}definition"):
            text = node.value
            label = rf"(?<!\w){re.escape(labels[node.language])}(?!\w)"
            repeats = re.search(label, text, re.IGNORECASE)
            denies = re.match(r"(?:Not|No|Не|Нет)\b", text)
            if not text[0].isupper() or not re.search(r"[^.]\.$", text) or repeats or denies:
                wrong[f"{shorten(term)}@{node.language}"] = text
    assert wrong == {}


def test_no_two_words_share_a_label() -> None:
    labels = Counter(
        (node.value, node.language)
        for term in own_terms()
        for node in objects(term, f"{RDFS}label")
    )
    assert [label for label, times in labels.items() if times > 1] == []


def test_every_text_has_a_language_and_every_note_speaks_both() -> None:
    """Notes and examples come in pairs, as labels do; an untagged text is a code or an address."""
    wrong = []
    for term in (*own_terms(), *codes()):
        for note in ("scopeNote", "example"):
            spoken = Counter(node.language for node in objects(term, SKOS + note))
            if set(spoken) - set(LANGUAGES) or spoken["en"] != spoken["ru"]:
                wrong.append((shorten(term), note, dict(spoken)))
    assert wrong == []


def test_every_word_stands_in_the_module_that_defines_it() -> None:
    wrong = []
    for name in MODULES:
        for subject in {t.subject.value for t in module(name)} & {*own_terms(), *codes()}:
            defined = [n.value for n in objects(subject, f"{RDFS}isDefinedBy")]
            if defined != [iri_of(name)]:
                wrong.append((shorten(subject), name, defined))
    assert wrong == []


def test_every_code_is_a_concept_of_one_list_under_its_own_label() -> None:
    wrong = []
    for code in codes():
        if f"{SKOS}ConceptScheme" in kinds()[code]:
            continue
        schemes = objects(code, f"{SKOS}inScheme")
        labels = {(n.value, n.language) for n in objects(code, f"{RDFS}label")}
        preferred = {(n.value, n.language) for n in objects(code, f"{SKOS}prefLabel")}
        listed = len(schemes) == 1 and f"{SKOS}ConceptScheme" in kinds().get(schemes[0].value, ())
        if kinds()[code] != {f"{SKOS}Concept"} or not listed or labels != preferred:
            wrong.append(shorten(code))
    assert wrong == []


def test_every_word_has_exactly_one_kind() -> None:
    """OWL 2 DL lets no property be of two kinds; a class of properties beside it is no kind."""
    wrong = {
        shorten(term): found
        for term, found in kinds().items()
        if len(found & KINDS) != 1 and not {f"{SKOS}Concept", f"{SKOS}ConceptScheme"} & found
        if f"{OWL}Ontology" not in found
    }
    assert wrong == {}


def misuse(triple: ox.Triple) -> str | None:
    """Return what is wrong with the words of a fact, if anything is."""
    word = triple.predicate.value
    declared = kinds().get(word, set()) & KINDS
    value = triple.object
    if triple.predicate == TYPE:
        known = value.value.startswith(BUILT_IN) or CLASS in kinds().get(value.value, ())
        return None if known else f"{shorten(value.value)} is no class"
    if not word.startswith(BUILT_IN):
        if not declared or CLASS in declared:
            return f"{shorten(word)} is no property"
        if OBJECT in declared and isinstance(value, ox.Literal):
            return f"{shorten(word)} has a literal for a value"
        if DATA in declared and not isinstance(value, ox.Literal):
            return f"{shorten(word)} has a thing for a value"
    unknown = {i for i in iris(triple) if i.startswith((CISM, CODE)) and i not in kinds()}
    return f"{', '.join(map(shorten, unknown))} is undeclared" if unknown else None


def test_facts_and_shapes_use_declared_words_and_each_as_its_kind() -> None:
    wrong = {
        (path.relative_to(ROOT).as_posix(), fault)
        for path in turtle_files("graph", "shapes")
        for triple in triples(path)
        if (fault := misuse(triple))
    }
    assert sorted(wrong) == []


def test_shapes_name_properties_as_paths_and_classes_as_targets() -> None:
    sh = PREFIXES["sh"]
    wanted = {f"{sh}targetClass": {CLASS}, f"{sh}class": {CLASS}, f"{sh}path": KINDS - {CLASS}}
    wrong = [
        (path.name, shorten(triple.object.value))
        for path in turtle_files("shapes")
        for triple in triples(path)
        if triple.predicate.value in wanted and isinstance(triple.object, ox.NamedNode)
        if not triple.object.value.startswith(BUILT_IN)
        and not kinds().get(triple.object.value, set()) & wanted[triple.predicate.value]
    ]
    assert wrong == []


def test_questions_and_rules_in_sparql_use_declared_words() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (ROOT / "queries").rglob("*.rq")}
    for path in turtle_files("shapes"):
        asked = (t for t in triples(path) if t.predicate.value == f"{PREFIXES['sh']}select")
        texts |= {t.subject.value: t.object.value for t in asked}
    wrong = {
        (name, shorten(word))
        for name, text in texts.items()
        for word in words_in(text)
        if word not in kinds()
    }
    assert sorted(wrong) == []


def test_no_word_is_dead() -> None:
    """Each class and property is used by a fact, a shape, a question or another axiom."""
    used = set()
    for triple in union("graph", "shapes"):
        used |= iris(triple)
        if isinstance(triple.object, ox.Literal):
            used |= words_in(triple.object.value)
    for path in (ROOT / "queries").rglob("*.rq"):
        used |= words_in(path.read_text("utf-8"))
    for triple in ontology():
        used |= iris(triple) - {triple.subject.value}
    assert [shorten(term) for term in own_terms() if term not in used] == []


def test_modules_import_one_way() -> None:
    for place, name in enumerate(MODULES):
        imported = {n.value for n in objects(iri_of(name), f"{OWL}imports")}
        assert imported <= {iri_of(earlier) for earlier in MODULES[:place]}, name
    assert import_closure("cism") == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_what_it_uses(name: str) -> None:
    held = {
        triple.subject.value
        for imported in import_closure(name)
        for triple in module(imported)
        if triple.predicate == TYPE
    }
    used = {
        iri
        for triple in module(name)
        for iri in (triple.predicate.value, *iris(triple))
        if kinds().get(iri, set()) & KINDS
    }
    assert sorted(map(shorten, used - held)) == []


@pytest.mark.parametrize("folders", [("ontology",), ("graph", "ontology")])
def test_a_catalog_lists_exactly_the_files_with_the_names_they_declare(folders: tuple) -> None:
    home = ROOT / folders[0]
    catalog = ET.parse(home / "catalog-v001.xml").getroot()  # noqa: S314 - our own file
    entries = [
        (entry.get("name"), (home / entry.get("uri")).resolve())
        for entry in catalog.iter("{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri")
    ]
    declared = [
        (triple.subject.value, path)
        for path in turtle_files(*folders)
        for triple in triples(path)
        if triple.predicate == TYPE and triple.object.value == f"{OWL}Ontology"
    ]
    assert sorted(entries) == sorted(declared)
    assert {path for _, path in declared} == set(turtle_files(*folders))


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_the_version_of_the_package(name: str) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    iri = iri_of(name)
    assert objects(iri, f"{OWL}versionIRI") == [ox.NamedNode(f"{iri}/{version}")]
    assert objects(iri, f"{OWL}versionInfo") == [ox.Literal(version)]


def test_prefixes_are_the_table_of_the_package() -> None:
    """Each namespace names its own prefix and itself; a header names the one of our words."""
    vann = PREFIXES["vann"]
    table = {}
    for triple in module("prefixes"):
        if triple.predicate.value == f"{vann}preferredNamespacePrefix":
            (address,) = objects(triple.subject.value, f"{vann}preferredNamespaceUri")
            table[triple.subject.value] = (triple.object.value, address.value)
    assert table.pop(iri_of("prefixes")) == ("cism", CISM)
    assert table == {space: (prefix, space) for prefix, space in PREFIXES.items()}


def snapshot(facts: Iterable[ox.Triple], extra: Iterable[ox.Triple] = ()) -> object:
    """Return all as one ontology, without headers (one name is enough) and without dates.

    Dates lie outside OWL 2 DL and bear on no axiom of ours.
    """
    headers = {
        triple.subject
        for triple in facts
        if triple.predicate == TYPE and triple.object.value == f"{OWL}Ontology"
    }
    xsd = PREFIXES["xsd"]
    dates = {xsd + name for name in DATES}
    kept = {
        triple
        for triple in (*facts, *extra)
        if triple.subject not in headers
        and not (isinstance(triple.object, ox.Literal) and triple.object.datatype.value in dates)
    }
    kept.add(ox.Triple(ox.NamedNode(f"{BASE}test"), TYPE, ox.NamedNode(f"{OWL}Ontology")))
    text = ox.serialize(kept, format=ox.RdfFormat.TURTLE)
    options = LoadOptions(format=DocumentFormat.TURTLE, imports=ImportPolicy.IGNORE)
    return load_snapshot(text, options=options)


def holds(facts: Iterable[ox.Triple], extra: Iterable[ox.Triple] = ()) -> bool:
    """Tell whether all can be true; the reasoner refuses what lies outside OWL 2 DL."""
    with Reasoner(snapshot(facts, extra)) as reasoner:
        return reasoner.is_consistent()


def member(of: str, *, name: str | None = None) -> ox.Triple:
    return ox.Triple(ox.NamedNode(name or f"{BASE}test/{of}"), TYPE, ox.NamedNode(of))


def test_the_ontology_is_in_owl_2_dl_and_consistent() -> None:
    assert holds(ontology())


def test_every_class_can_have_a_member() -> None:
    """An invented member of each class at once; a class that can have none would clash."""
    assert holds(ontology(), [member(term) for term, found in kinds().items() if CLASS in found])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{CISM}State", f"{CISM}Place"),
        (f"{CISM}State", f"{CISM}Area"),
        (f"{CISM}MigrationAuthority", f"{CISM}State"),
        (f"{CISM}Person", f"{CISM}Body"),
        (f"{CISM}Meeting", f"{CISM}PlannedEvent"),
        (f"{CISM}Meeting", f"{CISM}Place"),
        (f"{CISM}Signature", f"{CISM}InstructionToSign"),
        (f"{CISM}Signature", f"{CISM}Approval"),
        (f"{CISM}LegalInstrument", f"{CISM}Draft"),
        (f"{CISM}Act", f"{CISM}Instrument"),
    ],
)
def test_a_thing_of_two_minds_is_a_clash(one: str, other: str) -> None:
    both = f"{BASE}test/both"
    assert not holds(ontology(), [member(one, name=both), member(other, name=both)])


def test_all_facts_together_stay_consistent(layout: Layout) -> None:
    """Protégé sees the union of all files, rejections included; it must hold.

    Of the tables a few observations: whether they can be true, `check` tells of all of them.
    """
    facts = (triple for path in layout.graph_files() for triple in triples(path))
    assert holds((*ontology(), *facts))
