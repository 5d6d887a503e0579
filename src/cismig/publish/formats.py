"""Rows for programs: W3C SPARQL Results in JSON and CSV, and Markdown."""

from __future__ import annotations

from pyoxigraph import BlankNode, NamedNode

from cismig.names import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cismig.store import Table, Term

_STRING = PREFIXES["xsd"] + "string"


def json_term(term: Term) -> dict[str, str]:
    """Return *term* as SPARQL 1.1 Query Results JSON writes it."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    written = {"type": "literal", "value": term.value}
    if term.language is not None:
        return {**written, "xml:lang": term.language}
    if term.datatype.value != _STRING:
        return {**written, "datatype": term.datatype.value}
    return written


def bindings(table: Table) -> list[dict[str, dict[str, str]]]:
    """Return the rows of *table* as bindings; what is unbound is left out."""
    return [
        {
            name: json_term(term)
            for name, term in zip(table.columns, row, strict=True)
            if term is not None
        }
        for row in table.rows
    ]


def results_json(table: Table) -> str:
    """Return *table* as SPARQL 1.1 Query Results JSON."""
    return dumped({"head": {"vars": list(table.columns)}, "results": {"bindings": bindings(table)}})


def boolean_json(truth: bool) -> str:  # noqa: FBT001 - the answer of an ASK
    """Return the answer of an ASK as SPARQL 1.1 Query Results JSON."""
    return dumped({"head": {}, "boolean": truth})


def dumped(value: object) -> str:
    """Return *value* as JSON for people and programs, Cyrillic as it is."""
    import json  # noqa: PLC0415 - one form of several

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def results_csv(table: Table) -> str:
    """Return *table* as SPARQL 1.1 Query Results CSV: lexical forms, lines ended by CR LF."""
    return csv_lines([table.columns, *([_plain(term) for term in row] for row in table.rows)])


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Return *rows* as CSV with lines ended by CR LF, as RFC 4180 and SPARQL want it."""
    import csv  # noqa: PLC0415 - one form of several
    import io  # noqa: PLC0415

    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def markdown(
    headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int]
) -> str:
    r"""Return a Markdown table; figures stand to the right.

    >>> print(markdown(["state", "n"], [["A|B", "7"]], frozenset({1})))
    | state | n |
    | --- | ---: |
    | A\|B | 7 |
    """
    rule = ["---:" if column in numbers else "---" for column in range(len(headings))]
    lines = [headings, rule, *rows]
    return "\n".join(f"| {' | '.join(_escaped(cell) for cell in line)} |" for line in lines)


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")
