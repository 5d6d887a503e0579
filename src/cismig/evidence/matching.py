"""What a question matched: its solutions, with the variables that it does not show."""

from __future__ import annotations

from cismig.errors import QueryError
from cismig.questions import widened
from cismig.store import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from cismig.questions import Answer
    from cismig.store import Store, Term


def matched(store: Store, answer: Answer, shown: Sequence[tuple[Term | None, ...]]) -> Table:
    """Return the solutions behind the rows *shown* of *answer*, with every variable matched.

    Where the engine cannot tell them, what is shown is returned.
    """
    told = Table(answer.table.columns, tuple(shown))
    wide = widened(answer.question.bound(answer.terms))
    if wide is None:
        return told
    try:
        table = store.run(wide)
    except QueryError:
        return told
    if not isinstance(table, Table):
        return told
    common = [name for name in told.columns if name in table.columns]
    here = [told.columns.index(name) for name in common]
    there = [table.columns.index(name) for name in common]
    wanted = {tuple(row[n] for n in here) for row in shown}
    kept = tuple(row for row in table.rows if tuple(row[n] for n in there) in wanted)
    return Table(table.columns, kept) if kept else told
