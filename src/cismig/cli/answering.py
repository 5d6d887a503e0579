"""An answer on paper: caption, rows, what it cannot tell, sources, how sure, citations."""

from __future__ import annotations

from cismig import evidence
from cismig.cli.shared import grid
from cismig.cli.tables import draw, indent
from cismig.frozen import Frozen
from cismig.publish.cells import cell
from cismig.publish.formats import dumped, markdown, results_csv
from cismig.publish.sureness import sureness
from cismig.publish.words import word
from cismig.questions import Labels

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import Final

    from cismig.build import Built
    from cismig.cli.console import Console
    from cismig.evidence import CitedSource, Resting
    from cismig.questions import Answer

ALONE: Final = frozenset(evidence.FORMS) - {"text"}
"""Citations for programs, which are printed without the answer."""


def print_answer(
    built: Built, answer: Answer, options: argparse.Namespace, console: Console
) -> None:
    """Print *answer* in the form that *options* ask for."""
    language = console.language
    if options.format == "csv" and options.cite is None:
        console.write(results_csv(answer.table))
        return
    rests = evidence.resting(built, answer, language=language)
    if options.format == "json":
        from cismig.publish.envelope import envelope  # noqa: PLC0415 - one form of several

        console.write(dumped(envelope(built, answer, language, rests=rests)))
        return
    form = options.cite
    cited = (
        ""
        if form is None
        else evidence.cite(form, rests.sources, evidence.release_of(built, language), language)
    )
    page = _Page(answer, rests, Labels(built.store, language), cited)
    if form in ALONE:
        console.write(cited)
    elif options.format == "markdown":
        console.say("\n".join(page.markdown(sources=options.sources, iri=options.iri)))
    else:
        lines = page.table(console.columns, sources=options.sources, iri=options.iri)
        console.say("\n".join(lines))


class _Page(Frozen):
    """An answer with all that is told beside it."""

    answer: Answer
    rests: Resting
    labels: Labels
    cited: str

    def table(self, columns: int, *, sources: bool, iri: bool) -> Iterator[str]:
        """Return the lines of a page for a terminal of *columns*."""
        yield indent(self.caption(), columns, "")
        yield ""
        if self.answer.table.rows:
            yield draw(grid(self.answer.table, self.labels, iri=iri), columns)
        else:
            yield self.say("no rows")
        yield ""
        yield indent(self.limits(), columns, "")
        for title, lines in self.blocks(sources=sources):
            yield f"\n{title}:"
            for line in lines:
                yield indent(line, columns, "  - ", "    ")

    def markdown(self, *, sources: bool, iri: bool) -> Iterator[str]:
        """Return the lines of a Markdown page."""
        cells = grid(self.answer.table, self.labels, iri=iri)
        yield f"**{self.caption()}**\n"
        yield markdown(cells.headings, cells.rows, cells.numbers)
        yield f"\n*{self.limits()}*"
        for title, lines in self.blocks(sources=sources):
            yield f"\n{title}:\n"
            for line in lines:
                yield f"- {line}"

    def caption(self) -> str:
        """Return the question in words, with what it was asked with."""
        asked = self.answer.question.asked(self.labels.language)
        given = ", ".join(
            f"{name}: {cell(term, self.labels)}" for name, term in self.answer.terms.items()
        )
        return f"{asked} ({given})" if given else asked

    def limits(self) -> str:
        """Return what the answer cannot tell."""
        return f"{self.say('limits')}: {self.answer.question.limits(self.labels.language)}"

    def blocks(self, *, sources: bool) -> Iterator[tuple[str, list[str]]]:
        """Return what stands below the rows: citations if they were asked for, else sources."""
        if self.cited:
            yield self.say("cite as"), self.cited.splitlines()
        elif sources:
            if self.rests.sources:
                yield self.say("sources"), [self.source(each) for each in self.rests.sources]
            if sure := sureness(self.rests, self.labels.language):
                yield self.say("how sure"), sure

    def source(self, source: CitedSource) -> str:
        """Return a source on one line: publisher, date, title, address."""
        parts = [source.publisher, source.issued or self.say("undated"), source.title]
        line = ", ".join(part for part in parts if part)
        line = line if source.counts else f"{line} [{source.strength or source.kind}]"
        return f"{line}. {source.address}" if source.address else line

    def say(self, key: str) -> str:
        return word(key, self.labels.language)
