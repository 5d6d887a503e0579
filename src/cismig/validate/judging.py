"""Judgements: each disagreement has one that keeps up, each conclusion an inference."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from cismig.dataset.terms import named
from cismig.names import shorten
from cismig.validate.finding import Finding, in_both

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

    from cismig.build import Built
    from cismig.dataset import Disagreement, JudgementProblem
    from cismig.dataset.terms import Term
    from cismig.validate.placing import Index, Node, Spot

__all__ = ["inference_findings", "judgement_findings", "returning_findings"]

_TYPE, _SOURCE = map(named, ("rdf:type", "dcterms:source"))
_INFERENCE, _CONCERNS, _ON_PROPERTY = map(
    named, ("cism:Inference", "cism:concerns", "cism:onProperty")
)
_ONTOLOGY, _STATED_IN = map(named, ("owl:Ontology", "cism:isStatedIn"))


def judgement_findings(
    built: Built,
    index: Index,
    problems: Iterable[JudgementProblem],
    unknown: frozenset[NamedNode] = frozenset(),
) -> Iterator[Finding]:
    """Yield a finding for each of the *problems*: no judgement on a disagreement, or a stale one.

    A value that is *unknown*, a misspelt name, is no side of a disagreement.
    """
    for problem in problems:
        question = problem.disagreement
        if question is not None and any(side.value in unknown for side in question.sides):
            continue
        if problem.kind != "unjudged":
            yield _faulty(index, problem)
        elif question is not None:
            yield _unjudged(built, index, question)


def _unjudged(built: Built, index: Index, question: Disagreement) -> Finding:
    subject, verb = shorten(question.subject.value), shorten(question.property.value)
    sides = [
        (_said(side.value), ", ".join(_sources(built, side.graphs))) for side in question.sides
    ]
    spots = [
        spot
        for side in question.sides
        for graph in side.graphs
        for spot in (_side_spot(index, question, side.value, graph),)
    ]
    graphs = " , ".join(shorten(graph.value) for graph in question.graphs)
    return Finding(
        "judgements",
        "violation",
        in_both(
            f"sources agree on {verb} of {subject}, or a judgement says which to follow: "
            + "; ".join(f"{value} according to {sources}" for value, sources in sides),
            f"источники согласны о {verb} у {subject}, либо решение указывает, кому следовать: "
            + "; ".join(f"{value} — {sources}" for value, sources in sides),
        ),
        tuple(dict.fromkeys(place for spot in spots for place in spot.places)),
        focus=question.subject,
        path=question.property,
        graphs=question.graphs,
        hint=f"add a cism:Judgement on it to graph/judgements.ttl, or an open one: {graphs}",
    )


def _side_spot(index: Index, question: Disagreement, value: Term | None, graph: NamedNode) -> Spot:
    """Return where *graph* says its side; a list that leaves an entry out, where it lists."""
    if question.kind == "values":
        exact = index.stated(question.subject, question.property, value, graph)
        return index.spot(exact or index.stated(question.subject, question.property, None, graph))
    if value is not None:
        return index.spot(
            index.stated(None, question.property, value, graph)
            or index.stated(value, None, None, graph)
        )
    whole = named("cism:listsAll")
    return index.spot(
        quad
        for quad in index.stated(None, whole, None, graph)
        if index.stated(quad.subject, named("cism:listedProperty"), question.property, graph)
    )


def _sources(built: Built, graphs: tuple[NamedNode, ...]) -> list[str]:
    """Return the names of the sources of *graphs*; a graph without one by its own name."""
    names = []
    for graph in graphs:
        sources = [
            quad.object.value
            for quad in built.dataset.store.quads_for_pattern(graph, _SOURCE, None, graph)
            if isinstance(quad.object, NamedNode)
        ]
        names += [shorten(name) for name in sources or [graph.value]]
    return names


def _said(value: Node | None) -> str:
    if value is None:
        return "no such entry"
    if isinstance(value, Literal):
        return value.value
    return shorten(value.value) if isinstance(value, NamedNode) else str(value)


_WRONG = {
    "stale": (
        "a judgement weighs every graph that speaks to its question; it leaves out {graphs}",
        "решение учитывает каждый граф, говорящий по вопросу; в нём нет {graphs}",
    ),
    "pointless": (
        "the graphs of a judgement disagree on its question; silent on it, or agreed: {graphs}",
        "графы решения расходятся по его вопросу; эти молчат о нём или согласны: {graphs}",
    ),
    "unsettled": (
        "a judgement sets aside all sides but one; still followed: {graphs}",
        "решение отклоняет все стороны, кроме одной; всё ещё приняты: {graphs}",
    ),
}


def _faulty(index: Index, problem: JudgementProblem) -> Finding:
    english, russian = _WRONG[problem.kind]
    graphs = ", ".join(shorten(graph.value) for graph in problem.graphs)
    spot = index.spot(index.stated(problem.judgement, _TYPE))
    subject = shorten(problem.subject.value)
    return Finding(
        "judgements",
        "violation",
        in_both(
            f"{english.format(graphs=graphs)} (on {subject})",
            f"{russian.format(graphs=graphs)} (о {subject})",
        ),
        spot.places,
        focus=problem.judgement,
        path=problem.disagreement.property if problem.disagreement else None,
        graphs=problem.graphs,
        hint="look at both sides again and correct the judgement, or remove it",
    )


def returning_findings(built: Built, index: Index) -> Iterator[Finding]:
    """Yield a finding for each statement that is set aside and follows again by inference."""
    for triple, judgement in built.returning().items():
        spot = index.spot(index.stated(judgement, _TYPE))
        said = " ".join(_said(term) for term in triple)
        yield Finding(
            "judgements",
            "violation",
            in_both(
                f"what a judgement sets aside does not follow again by inference; {said} does",
                f"отклонённое решением не выводится снова; {said} выводится",
            ),
            spot.places,
            focus=judgement,
            path=triple.predicate,
            hint=f"see how it follows: cismig why {said}",
        )


def inference_findings(built: Built, index: Index) -> Iterator[Finding]:
    """Yield a finding for each conclusion without an inference, and each inference without one."""
    for graph in built.dataset.graphs("inferences"):
        yield from _uncovered(built, index, graph)


def _uncovered(built: Built, index: Index, graph: NamedNode) -> Iterator[Finding]:
    store = built.dataset.store
    names = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _INFERENCE, graph)}
    covered: dict[tuple[Node, Node], list[Node]] = defaultdict(list)
    for name in names:
        for concerned in store.quads_for_pattern(name, _CONCERNS, None, graph):
            for shown in store.quads_for_pattern(name, _ON_PROPERTY, None, graph):
                covered[concerned.object, shown.object].append(name)
    concluded = [
        quad
        for quad in store.quads_for_pattern(None, None, None, graph)
        if quad.subject not in names and not _is_header(quad, graph)
    ]
    for quad in concluded:
        if (quad.subject, quad.predicate) not in covered:
            yield _without_inference(index, quad)
    held: set[tuple[Node, Node]] = {(quad.subject, quad.predicate) for quad in concluded}
    for (subject, verb), inferences in sorted(covered.items(), key=str):
        if (subject, verb) not in held:
            for inference in inferences:
                yield _without_conclusion(index, inference, subject, verb)


def _is_header(quad: Quad, graph: NamedNode) -> bool:
    return quad.subject == graph or quad.predicate == _STATED_IN or quad.object == _ONTOLOGY


def _without_inference(index: Index, quad: Quad) -> Finding:
    subject, verb = _said(quad.subject), shorten(quad.predicate.value)
    spot = index.spot((quad,))
    return Finding(
        "judgements",
        "violation",
        in_both(
            f"a conclusion has an inference with its premises; {verb} of {subject} has none",
            f"у заключения есть вывод с посылками; у {verb} предмета {subject} его нет",
        ),
        spot.places,
        focus=quad.subject if isinstance(quad.subject, NamedNode) else None,
        path=quad.predicate,
        graphs=spot.graphs,
        hint=f"add a cism:Inference with cism:concerns {subject} ; cism:onProperty {verb}",
    )


def _without_conclusion(index: Index, name: Node, subject: Node, verb: Node) -> Finding:
    spot = index.spot(index.stated(name, _TYPE))
    return Finding(
        "judgements",
        "violation",
        in_both(
            f"an inference concludes what it says; {_said(verb)} of {_said(subject)} is not there",
            f"вывод заключает то, что объявляет; {_said(verb)} предмета {_said(subject)} нет",
        ),
        spot.places,
        focus=name if isinstance(name, NamedNode) else None,
        path=verb if isinstance(verb, NamedNode) else None,
        graphs=spot.graphs,
        hint=f"state {_said(subject)} {_said(verb)} there, or correct the inference",
    )
