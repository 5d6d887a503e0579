"""Judgements as the editors wrote them, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cismig.dataset.disagreeing import disagreements
from cismig.dataset.model import Dataset, Disagreement, Judgement, JudgementProblem, Side
from cismig.dataset.terms import in_files, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

__all__ = ["answers", "judgement_problems", "judgements"]

_TYPE, _JUDGEMENT, _OPEN = map(named, ("rdf:type", "cism:Judgement", "cism:OpenJudgement"))
_CONCERNS, _ON_PROPERTY, _FOLLOWS, _SETS_ASIDE, _WEIGHS = map(
    named,
    ("cism:concerns", "cism:onProperty", "cism:follows", "cism:setsAside", "cism:weighs"),
)


def judgements(dataset: Dataset) -> tuple[Judgement, ...]:
    """Return the judgements of the dataset, by name."""
    store = dataset.store
    names = {
        quad.subject: kind == _OPEN
        for kind in (_JUDGEMENT, _OPEN)
        for quad in in_files(store, None, _TYPE, kind)
        if isinstance(quad.subject, NamedNode)
    }
    return tuple(
        Judgement(
            name,
            concerns=_values(store, name, _CONCERNS),
            properties=_values(store, name, _ON_PROPERTY),
            follows=_values(store, name, _FOLLOWS),
            sets_aside=_values(store, name, _SETS_ASIDE),
            weighs=_values(store, name, _WEIGHS),
            is_open=names[name],
        )
        for name in sorted(names, key=lambda node: node.value)
    )


def answers(judgement: Judgement, question: Disagreement) -> bool:
    """Tell whether *judgement* is about *question*."""
    subjects = {question.subject}
    if question.kind != "values":
        subjects |= {side.value for side in question.sides if isinstance(side.value, NamedNode)}
    if subjects.isdisjoint(judgement.concerns):
        return False
    return not judgement.properties or question.property in judgement.properties


def judgement_problems(dataset: Dataset) -> tuple[JudgementProblem, ...]:
    """Return what is wrong with the judgements, and the disagreements that have none.

    A set-aside statement that follows again by inference shows only after reasoning: see
    ``cismig.build.Built.returning``.
    """
    questions = disagreements(dataset)
    every = judgements(dataset)
    found = [problem for judgement in every for problem in _problems(judgement, questions)]
    found += (
        JudgementProblem("unjudged", None, question.subject, question, question.graphs)
        for question in questions
        if not any(answers(judgement, question) for judgement in every)
    )
    return tuple(found)


def _problems(
    judgement: Judgement, questions: tuple[Disagreement, ...]
) -> Iterator[JudgementProblem]:
    answered = [question for question in questions if answers(judgement, question)]
    subject = judgement.concerns[0] if judgement.concerns else judgement.name
    if not answered:
        yield JudgementProblem("pointless", judgement.name, subject, None, judgement.graphs)
        return
    speaking = {graph for question in answered for graph in question.graphs}
    silent = tuple(graph for graph in judgement.graphs if graph not in speaking)
    if silent:
        yield JudgementProblem("pointless", judgement.name, subject, answered[0], silent)
    for question in answered:
        left_out = tuple(graph for graph in question.graphs if graph not in judgement.graphs)
        if left_out:
            yield JudgementProblem("stale", judgement.name, question.subject, question, left_out)
        elif not judgement.is_open:
            kept = [side for side in question.sides if _is_kept(judgement, question, side)]
            if len(kept) != 1:
                graphs = tuple(graph for side in kept for graph in side.graphs)
                yield JudgementProblem(
                    "unsettled", judgement.name, question.subject, question, graphs
                )


def _is_kept(judgement: Judgement, question: Disagreement, side: Side) -> bool:
    """Tell whether *side* still stands: of an absence, each side is a node of its own."""
    if question.kind == "absence" and side.value not in judgement.concerns:
        return True
    return not set(side.graphs).issubset(judgement.sets_aside)


def _values(store: Store, name: NamedNode, verb: NamedNode) -> tuple[NamedNode, ...]:
    values = {
        quad.object
        for quad in in_files(store, name, verb, None)
        if isinstance(quad.object, NamedNode)
    }
    return tuple(sorted(values, key=lambda node: node.value))
