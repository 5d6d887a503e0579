"""Each refusal names the thing, the place and the remedy, and knows its exit code."""

from __future__ import annotations

import inspect
import pickle
import re

import pytest

from cismig import errors
from cismig.errors import CismigError

EXAMPLES = [
    errors.LayoutError("here"),
    errors.LoadError("graph/x.ttl", 4, "no Turtle", "end it with a full stop", 7),
    errors.RowsError("x.csv", (errors.LoadError("x.csv", 4, "column sex: empty", "write T"),)),
    errors.UnsupportedAxiomError("cism:x", "a", "owl:FunctionalProperty"),
    errors.UnknownPrefixError("stat", ("state",)),
    errors.UnknownPrefixError("qqq"),
    errors.QueryError("expected SELECT"),
    errors.UnknownQueryError("who-took-prt", ("who-took-part",)),
    errors.UnknownQueryError("qqq"),
    errors.FrontMatterError("queries/x.rq", 4, "column 'start' has no meaning", "write it"),
    errors.ParameterError("who-took-part", "meeting", "x> }", "an IRI"),
    errors.FigureError("a figure"),
    errors.MissingFigureError("observation:x"),
    errors.LimitError("the query ran longer than 60 s", "ask for less"),
    errors.EndpointError("http://localhost", "nobody there", "start it"),
    errors.FormError("sdmx-csv", "no column holds observed figures", "choose csv"),
    errors.LibraryError("openpyxl", "tables"),
    errors.PublishError("site", "not empty"),
    errors.StoreError("cache", "not whole", "make it anew"),
]
CLASSES = {
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, CismigError) and cls is not CismigError
}


def test_there_is_an_example_of_every_class() -> None:
    assert {type(example) for example in EXAMPLES} == CLASSES


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = re.findall(r"(\w+Error)(?:\([^)]*\))?\s+(?:exit )?(\d)", errors.__doc__ or "")
    assert {name: int(code) for name, code in drawn} == {
        cls.__name__: cls.exit_code for cls in CLASSES | {CismigError}
    }


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_the_message_is_one_line_with_a_remedy(error: CismigError) -> None:
    assert str(error) == f"{error.what}; {error.hint}"
    assert error.what
    assert error.hint
    assert "\n" not in str(error)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_can_be_sent_to_another_process(error: CismigError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(copy), str(copy)) == (type(error), str(error))
    assert repr(vars(copy)) == repr(vars(error))  # errors within errors are equal in this alone


@pytest.mark.parametrize(
    ("cls", "builtin"),
    [
        (errors.LayoutError, FileNotFoundError),
        (errors.LoadError, ValueError),
        (errors.UnsupportedAxiomError, NotImplementedError),
        (errors.UnknownPrefixError, LookupError),
        (errors.QueryError, ValueError),
        (errors.UnknownQueryError, LookupError),
        (errors.MissingFigureError, LookupError),
        (errors.FormError, ValueError),
        (errors.LibraryError, ImportError),
        (errors.PublishError, OSError),
        (errors.StoreError, OSError),
        (errors.EndpointError, ConnectionError),
    ],
)
def test_a_leaf_is_also_the_builtin_that_it_refines(cls: type, builtin: type) -> None:
    assert issubclass(cls, builtin)


def test_a_place_is_written_as_editors_read_it() -> None:
    error = errors.LoadError("graph/x.ttl", 4, "no Turtle", "end it", 7)
    assert str(error) == "graph/x.ttl:4:7: no Turtle; end it"
    assert (error.path, error.line, error.column, error.reason) == (
        "graph/x.ttl",
        4,
        7,
        "no Turtle",
    )
