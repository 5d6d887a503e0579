"""Questions found in their folder, and answered as tables."""

from __future__ import annotations

from types import MappingProxyType

from cismig.errors import QueryError, UnknownQueryError
from cismig.frozen import Frozen
from cismig.questions.frontmatter import Question, read_question
from cismig.questions.parameters import bind
from cismig.store import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cismig.layout import Layout
    from cismig.store import Store, Term


class Answer(Frozen):
    """What a question returned, and with which terms it was asked."""

    question: Question
    terms: Mapping[str, Term]
    table: Table


def load_questions(layout: Layout) -> Mapping[str, Question]:
    """Return every question of *layout* by its slug, in the order of the slugs.

    Raises:
        FrontMatterError: a file is not what its front matter promises.
    """
    paths = sorted(layout.query_files(), key=lambda path: path.stem)
    return MappingProxyType({path.stem: read_question(path) for path in paths})


def find_question(layout: Layout, slug: str) -> Question:
    """Return the question *slug*; no other file is read.

    Raises:
        UnknownQueryError: there is no such file.
        FrontMatterError: the file is not what its front matter promises.
    """
    known = {path.stem: path for path in layout.query_files()}
    if slug not in known:
        raise unknown(slug, known)
    return read_question(known[slug])


def unknown(slug: str, known: Iterable[str]) -> UnknownQueryError:
    """Return the refusal of *slug*, which is none of the *known* questions."""
    from difflib import get_close_matches  # noqa: PLC0415 - needed for slips alone

    return UnknownQueryError(slug, tuple(get_close_matches(slug, sorted(known), cutoff=0.5)))


def bind_values(question: Question, values: Mapping[str, str], store: Store) -> Mapping[str, Term]:
    """Return the terms that *values* stand for, and the defaults of the other parameters.

    Raises:
        ParameterError: a value is none of its parameter's kind, or names nothing in *store*.
    """
    return MappingProxyType(bind(question.slug, question.parameters, values, store))


def answer(store: Store, question: Question, terms: Mapping[str, Term]) -> Answer:
    """Return the rows of *question* asked with *terms*.

    Raises:
        QueryError: the engine refuses the query.
    """
    table = store.run(question.bound(terms))
    if not isinstance(table, Table):
        raise QueryError(f"{question.path} returns no rows", "a question is a SELECT")
    return Answer(question, terms, table)
