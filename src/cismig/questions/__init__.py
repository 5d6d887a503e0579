"""The canned queries: front matter, typed parameters, answers as tables.

A question is a file that any SPARQL tool runs as it stands. A value for one of its parameters is
parsed to a typed term first, and the term takes the default's place in the parameter's VALUES
line, written by the engine's own writer; what a person types never becomes a part of a query.
"""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.questions.answers import (
        Answer,
        answer,
        bind_values,
        find_question,
        load_questions,
        unknown,
    )
    from cismig.questions.charting import Chart
    from cismig.questions.figures import GROUPED_FROM, figure, is_number
    from cismig.questions.frontmatter import Column, Question, question_in, read_question
    from cismig.questions.labels import LANGUAGES, Labels, Match, alike
    from cismig.questions.parameters import Kind, Parameter
    from cismig.questions.statements import Said, said
    from cismig.questions.terms import is_instance
    from cismig.questions.widening import widened

__all__ = [
    "GROUPED_FROM",
    "LANGUAGES",
    "Answer",
    "Chart",
    "Column",
    "Kind",
    "Labels",
    "Match",
    "Parameter",
    "Question",
    "Said",
    "alike",
    "answer",
    "bind_values",
    "figure",
    "find_question",
    "is_instance",
    "is_number",
    "load_questions",
    "question_in",
    "read_question",
    "said",
    "unknown",
    "widened",
]

__getattr__ = lazily(
    __name__,
    answers=(
        "Answer",
        "answer",
        "bind_values",
        "find_question",
        "load_questions",
        "unknown",
    ),
    charting=("Chart",),
    figures=(
        "GROUPED_FROM",
        "figure",
        "is_number",
    ),
    frontmatter=(
        "Column",
        "Question",
        "question_in",
        "read_question",
    ),
    labels=(
        "LANGUAGES",
        "Labels",
        "Match",
        "alike",
    ),
    parameters=(
        "Kind",
        "Parameter",
    ),
    statements=(
        "Said",
        "said",
    ),
    terms=("is_instance",),
    widening=("widened",),
)
