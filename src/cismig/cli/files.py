"""An answer in files: what ``--output`` and ``--chart`` ask for, checked before it is asked."""

from __future__ import annotations

import io
from pathlib import Path

from cismig import statistics
from cismig.cli.answering import ALONE, print_answer
from cismig.cli.parser import UsageError
from cismig.frozen import replace
from cismig.layout import put
from cismig.publish.words import word
from cismig.questions import LANGUAGES, Labels, load_questions

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping
    from typing import Final

    from cismig.build import Built
    from cismig.cli.console import Console
    from cismig.layout import Layout
    from cismig.questions import Answer, Question

    _Maker = Callable[[Built, Answer, str], bytes]

SUFFIXES: Final[Mapping[str, str]] = {
    "table": ".txt",
    "csv": ".csv",
    "json": ".json",
    "markdown": ".md",
    "csvw": ".csv",
    "sdmx-csv": ".csv",
    "xlsx": ".xlsx",
    "parquet": ".parquet",
}
"""How the files of each form end; the first form that ends so is the one that an ending means."""

FILES_ONLY: Final = frozenset({"csvw", "xlsx", "parquet"})
"""Forms that are binary, or several files, and so are never printed."""

_TOLD: Final = 12


def form_of(options: argparse.Namespace) -> str:
    """Return the form of the answer: the one asked for, else the one that the file's name means.

    Raises:
        UsageError: the file ends as no form does or as another one, or the form needs a file.
    """
    form, output = options.format, options.output
    if output is not None and output == options.chart:
        raise UsageError(f"{output} for both the answer and its chart", "name two files")
    if output in (None, "-"):
        form = form or "table"
        if form in FILES_ONLY:
            raise UsageError(f"{form} cannot be printed", f"add --output answer{SUFFIXES[form]}")
        return str(form)
    if options.cite in ALONE:
        return form or "table"
    suffix = Path(output).suffix.lower()
    if form is None:
        fitting = [each for each, ending in SUFFIXES.items() if ending == suffix]
        if not fitting:
            endings = ", ".join(dict.fromkeys(SUFFIXES.values()))
            remedy = f"name a file that ends in {endings}, or say --format"
            raise UsageError(f"no form of answers ends in '{suffix}'", remedy)
        return fitting[0]
    if suffix != SUFFIXES[form] and suffix in SUFFIXES.values():
        remedy = f"name it {Path(output).with_suffix(SUFFIXES[form])}"
        raise UsageError(f"{output} does not end as {form} does", remedy)
    return str(form)


def check_chart(name: str, question: Question, layout: Layout) -> None:
    """See to it that the *question* can be drawn into the file *name*.

    Raises:
        UsageError: the name does not end in the kind of a picture, or the question has no chart.
    """
    if Path(name).suffix.lower() not in statistics.PICTURES:
        endings = " or ".join(statistics.PICTURES)
        raise UsageError(f"'{name}' is no picture", f"name a file that ends in {endings}")
    if question.chart is None:
        drawn = [each.slug for each in load_questions(layout).values() if each.chart is not None]
        more = f" and {len(drawn) - _TOLD} more" if len(drawn) > _TOLD else ""
        raise UsageError(
            f"{question.slug} has no chart",
            f"these have one: {', '.join(drawn[:_TOLD])}{more}",
        )


def write_files(
    built: Built, answer: Answer, options: argparse.Namespace, console: Console
) -> None:
    """Write *answer* to the files that *options* name, and print it if they name none for it.

    All is made before anything is written.

    Raises:
        FormError: the answer does not fit into the form.
        LibraryError: the form needs a library that is not installed.
        PublishError: a file cannot be written.
    """
    made: dict[Path, bytes] = {}
    if options.chart is not None:
        path = Path(options.chart)
        told = statistics.notes(built, answer, console.language)
        spec = statistics.specification(built, answer, told)
        made[path] = statistics.picture(spec, path.suffix.lower())
    printed = _text(built, answer, options, console)
    if options.output in (None, "-"):
        console.write(printed)
    elif options.format in _MAKERS and options.cite is None:
        path = Path(options.output)
        made[path] = _MAKERS[options.format](built, answer, console.language)
        if options.format == "csvw":
            beside = path.with_name(path.name + statistics.METADATA)
            made[beside] = _metadata(built, answer, path.name, console.language)
    else:
        made[Path(options.output)] = printed.encode()
    for path, content in made.items():
        put(path, content)
        console.talk(f"{word('written', console.language)}: {path}")


def _text(built: Built, answer: Answer, options: argparse.Namespace, console: Console) -> str:
    if options.format == "sdmx-csv" and options.cite is None:
        return _sdmx(built, answer)
    if options.format in FILES_ONLY and options.cite is None:
        return ""
    out = io.StringIO(newline="")
    print_answer(built, answer, options, replace(console, out=out))
    return out.getvalue()


def _sdmx(built: Built, answer: Answer) -> str:
    from cismig.evidence import release_of  # noqa: PLC0415 - one form of several

    return statistics.sdmx_csv(built.store, answer, release_of(built).version)


def _csvw(built: Built, answer: Answer, language: str) -> bytes:
    labels = Labels(built.store, language)
    return statistics.csv_table(statistics.sheet(answer, labels, whole=True)).encode()


def _metadata(built: Built, answer: Answer, name: str, language: str) -> bytes:
    languages = sorted(LANGUAGES, key=lambda each: each != language)
    told = {each: statistics.notes(built, answer, each) for each in languages}
    sheet = statistics.sheet(answer, Labels(built.store, language), whole=True)
    return statistics.csv_metadata(sheet, name, told).encode()


def _xlsx(built: Built, answer: Answer, language: str) -> bytes:
    sheet = statistics.sheet(answer, Labels(built.store, language))
    return statistics.workbook(sheet, statistics.notes(built, answer, language))


def _parquet(built: Built, answer: Answer, language: str) -> bytes:
    sheet = statistics.sheet(answer, Labels(built.store, language))
    return statistics.parquet(sheet, statistics.notes(built, answer, language))


_MAKERS: Final[Mapping[str, _Maker]] = {"csvw": _csvw, "xlsx": _xlsx, "parquet": _parquet}
