"""An answer on paper: caption, rows, what it cannot tell, sources, how sure, citations."""

from __future__ import annotations

from pyoxigraph import NamedNode

from cismig import evidence
from cismig.cli.cells import cell
from cismig.cli.formats import bindings, dumped, json_term, markdown, results_csv
from cismig.cli.shared import grid
from cismig.cli.tables import draw, indent
from cismig.cli.words import ORIGINS, SOURCES, counted, word
from cismig.frozen import Frozen
from cismig.questions import Labels

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from cismig.build import Built
    from cismig.cli.console import Console
    from cismig.evidence import CitedSource, Resting
    from cismig.questions import Answer


def print_answer(
    built: Built, answer: Answer, options: argparse.Namespace, console: Console
) -> None:
    """Print *answer* in the form that *options* ask for."""
    language = console.language
    if options.format == "csv" and options.cite is None:
        console.write(results_csv(answer.table))
        return
    rests = evidence.resting(built, answer, language=language)
    form = options.cite
    cited = (
        ""
        if form is None
        else evidence.cite(form, rests.sources, evidence.release_of(built, language), language)
    )
    page = _Page(answer, rests, Labels(built.store, language), cited)
    if options.format == "json":
        console.write(dumped(page.envelope()))
    elif form in ("bibtex", "csl"):
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

    def envelope(self) -> dict[str, object]:
        """Return the answer and all beside it for a program."""
        question, language = self.answer.question, self.labels.language
        found: dict[str, object] = {
            "question": {
                "slug": question.slug,
                "text": question.asked(language),
                "language": language,
            },
            "parameters": {
                name: {**json_term(term), "label": self.labels.of(term)}
                for name, term in self.answer.terms.items()
            },
            "columns": [
                {"name": each.name, "type": each.type, "meaning": each.explained(language)}
                for each in question.columns
            ],
            "rows": [
                {name: self.labelled(value) for name, value in row.items()}
                for row in bindings(self.answer.table)
            ],
            "sources": [_described(each) for each in self.rests.sources],
            "sure": self.sureness(),
            "limits": question.limits(language),
        }
        return {**found, "citations": self.cited} if self.cited else found

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
            if sure := self.sureness():
                yield self.say("how sure"), sure

    def source(self, source: CitedSource) -> str:
        """Return a source on one line: publisher, date, title, address."""
        parts = [source.publisher, source.issued or self.say("undated"), source.title]
        line = ", ".join(part for part in parts if part)
        line = line if source.counts else f"{line} [{source.strength or source.kind}]"
        return f"{line}. {source.address}" if source.address else line

    def sureness(self) -> list[str]:
        """Return what to bear in mind about the answer, a line each."""
        rests, language = self.rests, self.labels.language
        lines = []
        if rests.sources:
            counting = sum(source.counts for source in rests.sources)
            held = counted(counting, *SOURCES, language)
            line = f"{held}, {counted(rests.origins, *ORIGINS, language)}"
            lines.append(f"{line}: {self.say('one')}" if rests.origins == 1 else line)
        weak = [source.publisher for source in rests.sources if not source.counts]
        if weak:
            lines.append(f"{self.say('weak')}: {', '.join(weak)}")
        lines += [
            f"{self.say('open' if ruling.open else 'judged')}: {ruling.label}"
            for ruling in rests.rulings
        ]
        lines += [f"{self.say('concluded')}: {each.label}" for each in rests.conclusions]
        for remark in rests.remarks:
            things = ", ".join(thing.label for thing in remark.things)
            lines.append(f"{remark.way.label}: {things}")
        if rests.partial:
            lines.append(self.say("partial"))
        return lines

    def labelled(self, value: dict[str, str]) -> dict[str, str]:
        """Return a term of a row with its label, if it is a thing."""
        if value["type"] != "uri":
            return value
        return {**value, "label": self.labels.of(NamedNode(value["value"]))}

    def say(self, key: str) -> str:
        return word(key, self.labels.language)


def _described(source: CitedSource) -> dict[str, object]:
    return {
        "iri": source.iri,
        "publisher": source.publisher,
        "title": source.title,
        "issued": source.issued,
        "address": source.address,
        "archive": source.archive,
        "accessed": source.accessed,
        "strength": source.strength,
        "counts": source.counts,
    }
