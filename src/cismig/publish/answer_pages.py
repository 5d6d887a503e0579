"""Pages of the questions: the list, and an answer with all that belongs to it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from cismig import evidence
from cismig.names import BASE, shorten
from cismig.publish.cells import cell, long_columns, number_columns
from cismig.publish.pages import page
from cismig.publish.permalinks import asked_with
from cismig.publish.sureness import sureness
from cismig.publish.words import tag
from cismig.questions import Kind, Labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cismig.publish.answers import Asked
    from cismig.questions import Question
    from cismig.store import Term

__all__ = ["answer_page", "list_page"]

_INPUTS: Final = {
    Kind.DATE: {"type": "date"},
    Kind.INTEGER: {"type": "text", "inputmode": "numeric", "pattern": "[+-]?[0-9]{1,18}"},
    Kind.THING: {"type": "text", "maxlength": "200"},
    Kind.STRING: {"type": "text", "maxlength": "200"},
}


def list_page(questions: Iterable[Question], **frame: Any) -> str:  # noqa: ANN401 - of any page
    """Return the page that lists *questions* under their headings."""
    language = frame["language"]
    ordered = sorted(questions, key=lambda each: (each.group, each.slug))
    groups = [
        (tag(name, language), [(each.slug, each.asked(language)) for each in members])
        for name, members in groupby(ordered, key=lambda each: each.group)
    ]
    return page("questions", groups=groups, **frame)


def answer_page(asked: Asked, **frame: Any) -> str:  # noqa: ANN401 - of any page
    """Return the page of an answer; its *frame* has the ``alternates`` of the answer."""
    answer, question, language = asked.answer, asked.answer.question, asked.language
    labels = Labels(asked.built.store, language)
    forms = {_ending(address): address for address, _ in frame["alternates"]}
    return page(
        "answer",
        slug=question.slug,
        question=question.asked(language),
        caption=_caption(asked, labels),
        given=_given(asked, labels),
        columns=[(each.name, each.explained(language)) for each in question.columns],
        numbers=number_columns(answer.table),
        rows=list(_rows(asked, labels)),
        limits=question.limits(language),
        sources=[(each, each.iri.removeprefix(BASE)) for each in asked.rests.sources],
        sure=sureness(asked.rests, language),
        cite={form: asked.cited(form) for form in evidence.FORMS},
        endings={"text": "txt", "bibtex": "bib", "ris": "ris", "csl": "csl"},
        forms=forms,
        query=question.bound(answer.terms),
        release=asked.release,
        asked_of=asked.asked_of,
        **frame,
    )


def _ending(address: str) -> str:
    return address.partition("?")[0].rpartition(".")[2]


def _caption(asked: Asked, labels: Labels) -> str:
    """Return the question in words, with what it was asked with."""
    given = ", ".join(
        f"{name}: {cell(term, labels)}"
        for name, term in asked.answer.terms.items()
        if name != "lang"
    )
    question = asked.answer.question.asked(asked.language)
    return f"{question} ({given})" if given else question


def _given(asked: Asked, labels: Labels) -> list[dict[str, Any]]:
    """Return the parameters with what they were asked with, as inputs of a form."""
    typed = asked_with(asked.answer.terms)
    return [
        {
            "name": each.name,
            "meaning": each.explained(asked.language),
            "value": typed[each.name],
            "label": labels.of(term) if isinstance(term, NamedNode) else "",
            "input": _INPUTS[each.kind],
        }
        for each in asked.answer.question.parameters
        if each.name != "lang"  # the language of the page
        for term in [asked.answer.terms[each.name]]
    ]


def _rows(asked: Asked, labels: Labels) -> Iterator[list[dict[str, str]]]:
    """Yield the rows as cells: what each says, and the address of what it speaks of."""
    table = asked.answer.table
    long = long_columns(table)
    for row in table.rows:
        yield [
            {"text": cell(term, labels, grouped=n in long), **_address(term)}
            for n, term in enumerate(row)
        ]


def _address(term: Term | None) -> dict[str, str]:
    """Return where *term* is told of: below the base of the pages, or elsewhere."""
    value = "" if term is None else term.value
    if isinstance(term, NamedNode) and value.startswith(BASE):
        return {"path": value.removeprefix(BASE), "to": "", "short": shorten(value)}
    is_web = value.startswith(("https://", "http://")) and " " not in value
    return {"path": "", "to": value if is_web else "", "short": ""}
