"""``cismig ask``: the questions, and the answer to one with its sources."""

from __future__ import annotations

import argparse

from cismig.cli.answering import print_answer
from cismig.cli.parser import Parser, UsageError, add_shared, one_of
from cismig.cli.shared import add_asking, graph_of, layout_of
from cismig.cli.tables import indent, width
from cismig.evidence import FORMS
from cismig.publish.formats import csv_lines, dumped, markdown
from cismig.publish.listing import default_of, described
from cismig.publish.words import tag, word
from cismig.questions import LANGUAGES, answer, bind_values, find_question, load_questions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from cismig.cli.console import Console
    from cismig.layout import Layout
    from cismig.questions import Question

FORMATS: Final = ("table", "csv", "json", "markdown", "csvw", "sdmx-csv", "xlsx", "parquet")
LISTED: Final = ("table", "csv", "json", "markdown")
"""The forms of the list of questions."""

LANGUAGE: Final = "lang"
"""A parameter of this name follows --lang unless it is given."""

EXAMPLES: Final = """
examples:
  cismig ask                                      the questions, grouped
  cismig ask --lang ru                            the same in Russian
  cismig ask meetings-of-a-state state=tj         a value by its short name,
  cismig ask meetings-of-a-state state=Tajikistan by its label in English or Russian,
  cismig ask meetings-of-a-state state=state:tj   or by its IRI
  cismig ask meetings-of-a-state --explain        its parameters and columns
  cismig ask meetings-of-a-state --format csv > meetings.csv
  cismig ask departures-by-sex --output sexes.xlsx  a workbook with notes and sources
  cismig ask departures-by-sex --format csvw --output sexes.csv  and sexes.csv-metadata.json
  cismig ask departures-by-sex --chart sexes.svg --lang ru       the answer, and its chart
  cismig ask meetings-of-a-state --cite           the answer, and how to cite it
  cismig ask meetings-of-a-state --cite=bibtex    the citations alone, for a .bib file

'=' separates the form of --cite: text, bibtex, ris or csl (CSL-JSON). JSON has all four.
"""


def parser() -> Parser:
    """Return the grammar of the command."""
    made = Parser(
        "cismig ask",
        usage="cismig ask [SLUG [name=value …]] [options]",
        description="List the questions, or answer one.",
        epilog=EXAMPLES,
    )
    made.add_argument(
        "words", nargs="*", metavar="SLUG name=value", help="the question, and its parameters"
    )
    made.add_argument(
        "--format",
        type=one_of(*FORMATS),
        metavar="|".join(FORMATS),
        help="form of the answer (table, or what the name of the file means); csvw is CSV on the "
        "Web, two files",
    )
    made.add_argument(
        "--output",
        metavar="FILE",
        help="write the answer to a file, in the form that its name ends in; - is standard output",
    )
    made.add_argument(
        "--chart",
        metavar="FILE",
        help="draw the answer too: .svg, .png, or .json for the Vega-Lite specification",
    )
    made.add_argument(
        "--cite",
        nargs="?",
        type=one_of(*FORMS),
        metavar="|".join(FORMS),
        help="citations (text), original publishers first; the others are printed alone",
    )
    made.add_argument(
        "--sources",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="below a table, the sources that the rows rest on and how sure they are",
    )
    made.add_argument(
        "--explain",
        action="store_true",
        help="tell what the question's parameters and columns are, and do not ask it",
    )
    made.add_argument(
        "--iri", action="store_true", help="in a table, short names such as state:tj, no labels"
    )
    add_asking(made)
    add_shared(made)
    return made


def prepare(arguments: Sequence[str]) -> list[str]:
    """Return *arguments* with the value of --cite joined to it, ``text`` if there is none.

    argparse would take the next word, perhaps ``name=value``, for the form of the citation.

    >>> prepare(["x", "--cite", "csl"]), prepare(["--cite", "x"])
    (['x', '--cite=csl'], ['--cite=text', 'x'])
    """
    joined: list[str] = []
    words = iter(arguments)
    for word_ in words:
        if word_ != "--cite":
            joined.append("--cite=csl" if word_ == "--cite=csl-json" else word_)
            continue
        following = next(words, None)
        if following == "csl-json":
            following = "csl"
        joined.append(f"--cite={following if following in FORMS else 'text'}")
        if following is not None and following not in FORMS:
            joined += prepare([following, *words])
    return joined


def run(options: argparse.Namespace, console: Console) -> int:
    """List the questions or print one's answer, and return 0."""
    layout = layout_of(options)
    if not options.words:
        _print_list(load_questions(layout), _form_of_list(options), console)
        return 0
    slug, *assigned = options.words
    question = find_question(layout, slug)
    in_files = _prepare_files(options, question, layout)
    if options.explain:
        _print_explained(question, console)
        return 0
    values = _values(assigned, question)
    if LANGUAGE in {parameter.name for parameter in question.parameters}:
        chosen = values.setdefault(LANGUAGE, console.language)
        if chosen not in LANGUAGES:
            raise UsageError(f"{slug}: {LANGUAGE}={chosen!r} cannot be used", "expected en or ru")
    built = graph_of(options, console)
    terms = bind_values(question, values, built.store)
    found = answer(built.store, question, terms)
    if in_files:
        from cismig.cli.files import write_files  # noqa: PLC0415 - a plain answer needs none

        write_files(built, found, options, console)
    else:
        print_answer(built, found, options, console)
    return 0


def _form_of_list(options: argparse.Namespace) -> str:
    form = options.format or "table"
    if form not in LISTED or options.output is not None or options.chart is not None:
        raise UsageError("the list of questions is only printed", "name a question")
    return str(form)


def _prepare_files(options: argparse.Namespace, question: Question, layout: Layout) -> bool:
    """Settle the form of the answer; return whether anything but plain printing is asked for.

    Raises:
        UsageError: forms, files and citations do not go together, or there is no chart.
    """
    plain = options.format is None or options.format in LISTED
    in_files = not plain or options.output is not None or options.chart is not None
    if in_files:
        from cismig.cli.files import check_chart, form_of  # noqa: PLC0415 - a plain answer needs none

        options.format = form_of(options)
        if options.chart is not None:
            check_chart(options.chart, question, layout)
    options.format = options.format or "table"
    if options.cite == "text" and options.format == "csv":
        raise UsageError("citations do not fit into CSV", "use --cite=bibtex, ris or csl")
    if options.cite is not None and options.format not in LISTED:
        raise UsageError(
            f"citations do not fit into {options.format}", "ask for them apart: --cite=bibtex"
        )
    return in_files


def _values(assigned: list[str], question: Question) -> dict[str, str]:
    values: dict[str, str] = {}
    for each in assigned:
        name, equals, value = each.partition("=")
        if not equals or not name:
            known = ", ".join(parameter.name for parameter in question.parameters)
            remedy = (
                f"write name=value; the parameters are {known}"
                if known
                else "the question has no parameters"
            )
            raise UsageError(f"'{each}' is no parameter of {question.slug}", remedy)
        if name in values:
            raise UsageError(f"{name} is given twice", "give it once")
        values[name] = value
    return values


def _print_explained(question: Question, console: Console) -> None:
    language, columns = console.language, console.columns
    console.say(indent(question.asked(language), columns, ""))
    if question.parameters:
        console.say(f"\n{word('parameters', language)}:")
    for parameter in question.parameters:
        told = f"{parameter.explained(language)} [{default_of(parameter)}]"
        console.say(indent(told, columns, f"  {parameter.name}  ", "    "))
    console.say(f"\n{word('columns', language)}:")
    for column in question.columns:
        told = f"{column.explained(language)} [{column.type}]"
        console.say(indent(told, columns, f"  {column.name}  ", "    "))
    if question.chart is not None:
        console.say(f"\n{word('chart', language)}: {question.chart}")
    limits = f"{word('limits', language)}: {question.limits(language)}"
    console.say("\n" + indent(limits, columns, ""))


def _print_list(questions: Mapping[str, Question], form: str, console: Console) -> None:
    language = console.language
    if form == "json":
        console.write(dumped([described(question) for question in questions.values()]))
        return
    if form == "csv":
        rows = [
            (each.slug, each.asked(language), " ".join(each.tags), _parameters(each, " "))
            for each in questions.values()
        ]
        console.write(csv_lines([("slug", "question", "tags", "parameters"), *rows]))
        return
    groups: dict[str, list[Question]] = {}
    for question in questions.values():
        groups.setdefault(question.group, []).append(question)
    for position, name in enumerate(sorted(groups)):
        members = groups[name]
        if position:
            console.say("")
        if form == "markdown":
            cells = [(f"`{each.slug}`", each.asked(language)) for each in members]
            console.say(f"## {tag(name, language)}\n")
            console.say(markdown(("slug", "question"), cells, frozenset()))
            continue
        console.say(tag(name, language))
        longest = max(width(slug) for slug in questions)
        for each in members:
            _print_line(each, longest, console)
    if form == "table":
        console.say(f"\n{word('ask one', language)}")


def _print_line(question: Question, longest: int, console: Console) -> None:
    """Print a question beside its slug, or below it where the line is too short for both."""
    asked = question.asked(console.language)
    parameters = _parameters(question, ", ")
    text = f"{asked} [{parameters}]" if parameters else asked
    first = f"  {question.slug}{' ' * (longest - width(question.slug))}  "
    if console.columns - len(first) < len(first):
        console.say(f"  {question.slug}")
        first = "      "
    console.say(indent(text, console.columns, first, " " * len(first)))


def _parameters(question: Question, between: str) -> str:
    return between.join(f"{each.name}={default_of(each)}" for each in question.parameters)
