"""The questions that a graph can be asked."""

from __future__ import annotations

from html import escape

from cismig.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["Column", "Parameter", "Question", "Questions", "question_of"]


class Parameter(Frozen):
    """What may be changed in a question: a thing, a date, an integer or a string (``kind``)."""

    name: str
    kind: str
    default: str
    meaning: str


class Column(Frozen):
    """A column of the answer: ``type`` is ``IRI``, ``xsd:date`` and the like, or ``term``."""

    name: str
    type: str
    meaning: str


class Question(Frozen):
    """A question: ask it as ``graph.ask(question.slug, name=value)``."""

    slug: str
    text: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    limits: str
    has_chart: bool

    def __str__(self) -> str:
        """Return the slug, the question in words, and what may be changed in it."""
        given = ", ".join(f"{each.name}={each.default}" for each in self.parameters)
        return f"{self.slug}: {self.text}" + (f" [{given}]" if given else "")


class Questions(tuple[Question, ...]):
    """Questions in the order of their slugs; ``questions["slug"]`` is one of them."""

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - a place, a slice or a slug
        """Return the question at a place, or of a slug.

        Raises:
            KeyError: there is no such question among these.
        """
        if not isinstance(key, str):
            return super().__getitem__(key)
        for each in self:
            if each.slug == key:
                return each
        raise KeyError(key)

    def about(self, word: str) -> Questions:
        """Return those that have *word* as a tag, or in their slug or text."""
        wanted = word.casefold()
        return Questions(
            each
            for each in self
            if wanted in each.tags or wanted in f"{each.slug} {each.text}".casefold()
        )

    def __repr__(self) -> str:
        """Return a line for each question."""
        return "\n".join(map(str, self))

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{escape(each.slug)}</code></td><td>{escape(each.text)}</td>"
            f"<td>{escape(', '.join(one.name for one in each.parameters))}</td></tr>"
            for each in self
        )
        head = "<tr><th>slug</th><th>question</th><th>parameters</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def question_of(told: Mapping[str, Any], lang: str) -> Question:
    """Return the question that *told* describes, in *lang*."""
    return Question(
        slug=told["slug"],
        text=told["question"][lang],
        tags=tuple(told["tags"]),
        parameters=tuple(
            Parameter(each["name"], each["kind"], each["default"], each["meaning"])
            for each in told["parameters"]
        ),
        columns=tuple(
            Column(each["name"], each["type"], each["meaning"]) for each in told["columns"]
        ),
        limits=told["limits"][lang],
        has_chart=told["chart"] is not None,
    )
