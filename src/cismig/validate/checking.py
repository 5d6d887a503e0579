"""The whole check, in order: form, terms, shapes, judgements, ontology."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cismig.build import Built, build
from cismig.dataset import Judgement, JudgementProblem, judgement_problems, judgements
from cismig.dataset.terms import in_files, named
from cismig.names import shorten
from cismig.turtle import places
from cismig.validate.finding import Finding
from cismig.validate.form import form_findings
from cismig.validate.judging import inference_findings, judgement_findings, returning_findings
from cismig.validate.ontology import ONTOLOGY, ontology_findings
from cismig.validate.placing import Index
from cismig.validate.shapes import Result, Shapes, Verdict, load_shapes
from cismig.validate.since import Asked, Since, remember, since_the_last
from cismig.validate.terms import adrift_findings, term_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cismig.dataset.terms import Term
    from cismig.layout import Layout

__all__ = ["check"]

_LOG = logging.getLogger(__name__)
_TYPE = named("rdf:type")


def check(
    layout: Layout, paths: Iterable[Path] = (), built: Built | None = None
) -> tuple[Finding, ...]:
    """Return everything in the files of *layout* that is not as it should be.

    The whole graph is read whatever the *paths*; if any are given, only findings that stand in
    one of them, or in a folder among them, are returned. If *built* is kept on disk, and was made
    out of a store that was checked, only what has changed since is looked at again.

    Raises:
        LoadError: a file is not Turtle, or has no header, or imports what no file declares.
        UnsupportedAxiomError: an axiom that no rule reads.
    """
    lines = cache(places)  # each file is read with positions once, and only if one is asked for
    built = built or build(layout)
    since = since_the_last(built)
    index = Index(built.dataset, lines)
    found = [
        *_timed("form", form_findings(layout, since)),
        *_timed("terms", term_findings(built, lines, since)),
        *_timed("subjects", adrift_findings(built, index, since)),
    ]
    # What a slip of the pen names is not judged as if it were a thing of its own.
    unknown = frozenset(
        one.focus
        for one in found
        if one.rule == "terms" and one.path is None and isinstance(one.focus, NamedNode)
    )
    started = time.perf_counter()
    shapes = load_shapes(layout)
    verdict = shapes.judge_view(built.raw, since)
    _LOG.debug("shapes of the view: %.2f s", time.perf_counter() - started)
    results = chain([(None, verdict.results)], _graphs_judged(built, shapes, since))
    problems = judgement_problems(built.dataset)
    rest = (
        *_timed("shapes", _shape_findings(built, index, results, problems)),
        *_timed("judgements", judgement_findings(built, index, problems, unknown)),
        *_timed("returning", returning_findings(built, index)),
        *_timed("inferences", inference_findings(built, index)),
        *_timed("ontology", ontology_findings(built, index, since)),
    )
    remember(built, _known(built, verdict, (*found, *rest)))
    found += (one for one in rest if one.focus not in unknown)
    wanted = tuple(path.resolve() for path in paths)
    return tuple(one for one in found if not wanted or _stands_in(one, wanted))


def _known(built: Built, verdict: Verdict, found: Iterable[Finding]) -> Since:
    """Return what the next check need not find out anew."""
    files: set[Path] = set()
    rules: set[str] = set()
    holding = built.dataset.files  # a judgement may name a graph that no file holds
    for one in found:
        rules.add(one.rule)
        if one.severity == "note" and not one.hint:
            continue  # a shape of the view that only takes note: its suspects are asked again
        files.update(place.path for place in one.places)
        files.update(holding[graph.value] for graph in one.graphs if graph.value in holding)
    asked = dict(verdict.asked) | ({} if ONTOLOGY in rules else {ONTOLOGY: Asked(0)})
    return Since(frozenset(files), frozenset(), asked, verdict.words)


def _timed(name: str, findings: Iterator[Finding]) -> tuple[Finding, ...]:
    started = time.perf_counter()
    found = tuple(findings)
    _LOG.debug("%s: %d findings in %.2f s", name, len(found), time.perf_counter() - started)
    return found


def _stands_in(finding: Finding, wanted: tuple[Path, ...]) -> bool:
    return any(
        place.path.resolve().is_relative_to(path) for place in finding.places for path in wanted
    )


def _shape_findings(
    built: Built,
    index: Index,
    judged: Iterable[tuple[NamedNode | None, tuple[Result, ...]]],
    problems: Iterable[JudgementProblem],
) -> Iterator[Finding]:
    """Yield the findings of shapes that have *judged* the accepted view (None) or a graph."""
    unjudged = {
        (problem.subject, problem.disagreement.property)
        for problem in problems
        if problem.kind == "unjudged" and problem.disagreement is not None
    }
    decided = judgements(built.dataset)
    for graph, results in judged:
        yield from _findings(results, index, decided, unjudged, within=graph)


def _graphs_judged(
    built: Built, shapes: Shapes, since: Since | None
) -> Iterator[tuple[NamedNode, tuple[Result, ...]]]:
    for graph in sorted(_to_judge(built, since), key=lambda node: node.value):
        yield graph, shapes.judge_file(built.raw, graph)


def _to_judge(built: Built, since: Since | None) -> set[NamedNode]:
    """Return the graphs of facts; of those, since a check, that have changed, or what they name."""
    dataset = built.dataset
    facts = {
        NamedNode(name): path
        for name, path in dataset.files.items()
        if path.resolve().is_relative_to(dataset.layout.graph.resolve())
    }
    if since is None:
        return set(facts)
    typed = {
        triple.subject
        for triple in since.statements
        if triple.predicate == _TYPE and isinstance(triple.subject, NamedNode)
    }
    naming = {
        quad.graph_name for node in typed for quad in in_files(dataset.store, None, None, node)
    }
    return {graph for graph, path in facts.items() if path in since.files or graph in naming}


def _undecided(
    judged: Iterable[Judgement], subjects: Iterable[NamedNode], path: NamedNode | None
) -> Judgement | None:
    """Return the open judgement on one of *subjects* as to *path* (to anything, if None)."""
    about = set(subjects)
    for judgement in judged:
        speaks = path is None or not judgement.properties or path in judgement.properties
        if judgement.is_open and speaks and not about.isdisjoint(judgement.concerns):
            return judgement
    return None


def _findings(
    results: Iterable[Result],
    index: Index,
    judged: tuple[Judgement, ...],
    unjudged: set[tuple[NamedNode, NamedNode]],
    within: NamedNode | None = None,
) -> Iterator[Finding]:
    """Yield one finding for the results that say the same: a sum has a result for each part."""
    groups: dict[tuple[object, ...], list[Result]] = defaultdict(list)
    for result in results:
        if (result.focus, result.path) in unjudged:
            continue  # the judgements say it, with the sources of each side
        focus = None if result.by_query else result.focus
        groups[result.shape, focus, result.path, result.message["en"]].append(result)
    found = [_finding(same, index, judged, within) for same in groups.values()]
    yield from sorted(found, key=lambda one: (one.places, str(one.shape)))


def _finding(
    same: list[Result], index: Index, judged: tuple[Judgement, ...], within: NamedNode | None
) -> Finding:
    first = same[0]
    spots = [
        index.of_result(one.focus, one.path, one.value, by_query=one.by_query, within=within)
        for one in same
    ]
    subjects = _distinct(subject for spot in spots for subject in spot.subjects)
    focus = first.focus if isinstance(first.focus, NamedNode) else None
    still_open = _undecided(judged, (*subjects, *([focus] if focus else [])), first.path)
    return Finding(
        "shapes",
        "note" if still_open or first.is_note else "violation",
        MappingProxyType(
            {
                language: f"{_about(first, subjects)}: {text.removesuffix('.')}"
                for language, text in first.message.items()
            }
        ),
        tuple(sorted({place for spot in spots for place in spot.places})),
        focus=subjects[0] if first.by_query and subjects else focus,
        path=first.path,
        graphs=_distinct(graph for spot in spots for graph in spot.graphs),
        shape=first.shape,
        hint=f"{shorten(still_open.name.value)} leaves it open" if still_open else "",
    )


def _about(result: Result, subjects: tuple[NamedNode, ...]) -> str:
    """Return what the shape speaks of, in Turtle, for its message says only what should be."""
    if result.by_query:
        names = [shorten(subject.value) for subject in subjects]
        return " , ".join(names) or _shown(result.focus)
    terms = (result.focus, result.path, result.value if result.value != result.focus else None)
    return " ".join(_shown(term) for term in terms if term is not None)


def _shown(term: Term) -> str:
    return shorten(term.value) if isinstance(term, NamedNode) else str(term)


def _distinct(nodes: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
    return tuple(sorted(set(nodes), key=lambda node: node.value))
