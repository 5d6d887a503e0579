"""The graph for programs and notebooks, on this machine or served by another.

The room stands after ``server`` and before ``cli``: a graph on this machine is asked through a
worker of the server, so that a query which takes too much ends the worker and not the notebook,
and both answer alike; ``cismig mcp`` is built on it.
"""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.graph.accounts import Account
    from cismig.graph.answers import Answer, Picture, Source
    from cismig.graph.finds import Find, Hit
    from cismig.graph.graph import Graph, Limits
    from cismig.graph.questions import Column, Parameter, Question, Questions
    from cismig.graph.tables import Rows

__all__ = [
    "Account",
    "Answer",
    "Column",
    "Find",
    "Graph",
    "Hit",
    "Limits",
    "Parameter",
    "Picture",
    "Question",
    "Questions",
    "Rows",
    "Source",
]

__getattr__ = lazily(
    __name__,
    accounts=("Account",),
    answers=("Answer", "Picture", "Source"),
    finds=("Find", "Hit"),
    graph=("Graph", "Limits"),
    questions=("Column", "Parameter", "Question", "Questions"),
    tables=("Rows",),
)
