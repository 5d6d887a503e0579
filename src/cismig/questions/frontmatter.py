"""Question files: what the front matter promises, checked against the query under it."""

from __future__ import annotations

import re

import pyoxigraph

from cismig.errors import FrontMatterError
from cismig.frozen import Frozen
from cismig.questions.charting import ChartLineError, read_chart
from cismig.questions.parameters import Parameter, kind_of, read_default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Final

    from cismig.questions.charting import Chart
    from cismig.store import Term

ORDER: Final = (
    "question",
    "question-ru",
    "tags",
    "parameter",
    "column",
    "chart",
    "limits",
    "limits-ru",
    "since",
)
REPEATED: Final = frozenset({"parameter", "column"})
OPTIONAL: Final = frozenset({"parameter", "chart", "limits-ru"})
COLUMN_TYPES: Final = re.compile(r"IRI|literal|term|rdf:langString|xsd:[A-Za-z]+")

_ENTRY = re.compile(r"#\+ (?P<key>[a-z-]+): (?P<value>\S.*)")
_VALUES = re.compile(r"\s*VALUES\s+\?(?P<name>\w+)\s*\{\s*(?P<term>.*?)\s*\}\s*")
_PROLOGUE = re.compile(r"\s*(PREFIX|BASE)\b", re.IGNORECASE)
OPAQUE = re.compile(r"""<[^<>"{}|^`\\\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*""")
_STAR = re.compile(r"\bSELECT\s+(DISTINCT\s+|REDUCED\s+)?\*", re.IGNORECASE)
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_BAD_AT = re.compile(r"error at (?P<line>\d+):\d+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Column(Frozen):
    """A selected variable: its name, the type of its values, its meaning."""

    name: str
    type: str
    meaning: str
    meaning_ru: str = ""

    def explained(self, language: str) -> str:
        """Return the meaning in *language*, else in English."""
        return (self.meaning_ru if language == "ru" else "") or self.meaning


class Question(Frozen):
    """A canned query: what it asks, what may be changed in it, what it cannot tell."""

    slug: str
    path: Path
    text: str
    question_en: str
    question_ru: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    chart: Chart | None
    limits_en: str
    limits_ru: str
    since: str

    @property
    def group(self) -> str:
        """Return the heading it stands under: its first tag."""
        return self.tags[0]

    def asked(self, language: str) -> str:
        """Return the question in words, in *language* ("en" or "ru")."""
        return self.question_ru if language == "ru" else self.question_en

    def limits(self, language: str) -> str:
        """Return what the answer cannot tell, in *language*, else in English."""
        return (self.limits_ru if language == "ru" else "") or self.limits_en

    def bound(self, terms: Mapping[str, Term]) -> str:
        """Return the query asked with *terms*, each in the VALUES line of its parameter.

        A term stands there as the engine itself writes it: parsed, typed and escaped. VALUES is
        how SPARQL binds data, so every engine and every endpoint reads the same. Substituting
        variables does not: pyoxigraph 0.5 refuses a variable that is not selected, and returns
        wrong rows, silently, for ``BIND(?state AS ?x)`` and in a sub-SELECT; rdflib's
        ``initBindings`` reach into nested groups where VALUES does not.
        """

        def line(written: str) -> str:
            found = _VALUES.fullmatch(written)
            if found is None or found["name"] not in terms:
                return written
            start, end = found.span("term")
            return f"{written[:start]}{terms[found['name']]}{written[end:]}"

        return "\n".join(line(written) for written in self.text.split("\n"))


def read_question(path: Path) -> Question:
    """Return the question in *path*.

    Raises:
        FrontMatterError: the front matter is out of order or incomplete, or the query under it
            does not keep what it promises.
    """
    return question_in(path.read_text(encoding="utf-8"), path)


def question_in(text: str, path: Path) -> Question:
    """Return the question that *text* asks, as it stands in a file at *path*.

    Raises:
        FrontMatterError: as `read_question`.
    """
    return _Reader(path, text).question()


class _Entry(Frozen):
    """One front matter line."""

    line: int
    key: str
    value: str


class _Reader:
    """Reads one file; every refusal names the line and the remedy."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = text.rstrip("\n").split("\n")
        self.head = self._entries()

    def question(self) -> Question:
        if not _SLUG.fullmatch(self.path.stem):
            raise self._wrong(
                1, f"{self.path.name} is no name for a question", "name it lower-case-words.rq"
            )
        self._check_order()
        selected = self._selected()
        parameters = tuple(self._parameter(entry) for entry in self._all("parameter"))
        self._check_names([parameter.name for parameter in parameters], self._all("parameter"))
        columns = tuple(self._column(entry) for entry in self._all("column"))
        self._check_columns(columns, selected)
        return Question(
            slug=self.path.stem,
            path=self.path,
            text=self.text,
            question_en=self._one("question"),
            question_ru=self._one("question-ru"),
            tags=self._tags(),
            parameters=parameters,
            columns=columns,
            chart=self._chart(columns),
            limits_en=self._one("limits"),
            limits_ru=self._one("limits-ru"),
            since=self._since(),
        )

    def _wrong(self, line: int, reason: str, hint: str) -> FrontMatterError:
        return FrontMatterError(self.path, line, reason, hint)

    def _entries(self) -> tuple[_Entry, ...]:
        found: list[_Entry] = []
        inside = True
        for number, line in enumerate(self.lines, start=1):
            if not line.startswith("#+"):
                inside = False
                continue
            if not inside:
                raise self._wrong(
                    number, 'a "#+" line after the query began', "move it to the top of the file"
                )
            entry = _ENTRY.fullmatch(line.rstrip())
            if entry is None:
                raise self._wrong(number, 'not "key: value"', 'write "#+ question: …?"')
            if entry["key"] not in ORDER:
                raise self._wrong(
                    number, f"no key '{entry['key']}'", f"the keys are {', '.join(ORDER)}"
                )
            found.append(_Entry(number, entry["key"], entry["value"]))
        return tuple(found)

    def _all(self, key: str) -> list[_Entry]:
        return [entry for entry in self.head if entry.key == key]

    def _one(self, key: str) -> str:
        return next((entry.value for entry in self._all(key)), "")

    def _check_order(self) -> None:
        reached, seen = 0, set[str]()
        for entry in self.head:
            rank = ORDER.index(entry.key)
            if rank < reached:
                raise self._wrong(
                    entry.line, f"'{entry.key}' stands too late", f"the order is {', '.join(ORDER)}"
                )
            if entry.key in seen and entry.key not in REPEATED:
                raise self._wrong(entry.line, f"a second '{entry.key}'", "keep one")
            reached = rank
            seen.add(entry.key)
        for key in ORDER:
            if key not in seen and key not in OPTIONAL:
                raise self._wrong(len(self.head) or 1, f"no '{key}'", f'write "#+ {key}: …"')

    def _parts(self, entry: _Entry, shape: str) -> list[str]:
        parts = [part.strip() for part in entry.value.split(" | ")]
        least, most = 3, 4  # name, type or default, meaning, and the meaning in Russian
        if not least <= len(parts) <= most or not all(parts):
            name = parts[0].split(" ")[0] or "?"
            written = shape.replace("NAME", name)
            raise self._wrong(
                entry.line, f"{entry.key} '{name}' is not complete", f"write {written}"
            )
        if not re.fullmatch(r"[A-Za-z_]\w*", parts[0]):
            raise self._wrong(
                entry.line,
                f"'{parts[0]}' is no variable's name",
                "write the name without the question mark",
            )
        return [*parts, ""][:most]

    def _parameter(self, entry: _Entry) -> Parameter:
        name, written, meaning, meaning_ru = self._parts(
            entry, '"#+ parameter: NAME | default | What it is."'
        )
        line, default = self._values(entry, name)
        kind = kind_of(default)
        if kind is None:
            raise self._wrong(
                line,
                f"the default of '{name}' is of no kind that a parameter can have",
                "write an IRI of ours, an xsd:date, an integer or a string without language",
            )
        if read_default(written, kind, default) != default:
            raise self._wrong(
                entry.line,
                f"the default of '{name}' is {written} here and {default} in line {line}",
                "write the same in both",
            )
        return Parameter(name, default, meaning, meaning_ru)

    def _values(self, entry: _Entry, name: str) -> tuple[int, Term]:
        found = {
            number: values["term"]
            for number, text in enumerate(self.lines, start=1)
            if (values := _VALUES.fullmatch(text)) is not None and values["name"] == name
        }
        if len(found) != 1:
            count = "no VALUES line" if not found else f"{len(found)} VALUES lines"
            raise self._wrong(
                max(found, default=entry.line),
                f"parameter '{name}' has {count} of its own",
                f'write exactly one: "VALUES ?{name} {{ default }}"',
            )
        ((line, written),) = found.items()
        prologue = "\n".join(text for text in self.lines if _PROLOGUE.match(text))
        try:
            rows = pyoxigraph.Store().query(
                f"{prologue}\nSELECT ?x WHERE {{ VALUES ?x {{ {written} }} }}"
            )
            terms = [row["x"] for row in rows]  # type: ignore[union-attr]
        except SyntaxError as broken:
            raise self._wrong(line, f"'{written}' is no term", "write one default") from broken
        if len(terms) != 1 or terms[0] is None:
            raise self._wrong(
                line, f"parameter '{name}' has {len(terms)} defaults", "write one, and not UNDEF"
            )
        return line, terms[0]

    def _column(self, entry: _Entry) -> Column:
        name, kind, meaning, meaning_ru = self._parts(
            entry, '"#+ column: NAME | xsd:date | What it is."'
        )
        if not COLUMN_TYPES.fullmatch(kind):
            raise self._wrong(
                entry.line,
                f"column '{name}' has the type '{kind}'",
                "write IRI, literal, term, rdf:langString or an xsd: type",
            )
        return Column(name, kind, meaning, meaning_ru)

    def _chart(self, columns: tuple[Column, ...]) -> Chart | None:
        for entry in self._all("chart"):
            try:
                return read_chart(entry.value, columns)
            except ChartLineError as slip:
                raise self._wrong(entry.line, slip.reason, slip.hint) from slip
        return None

    def _check_names(self, names: list[str], entries: list[_Entry]) -> None:
        for position, (name, entry) in enumerate(zip(names, entries, strict=True)):
            if name in names[:position]:
                raise self._wrong(entry.line, f"a second {entry.key} '{name}'", "keep one")

    def _check_columns(self, columns: tuple[Column, ...], selected: list[str]) -> None:
        names = [column.name for column in columns]
        entries = self._all("column")
        self._check_names(names, entries)
        for name, entry in zip(names, entries, strict=True):
            if name not in selected:
                raise self._wrong(
                    entry.line, f"column '{name}' is not selected", "select it or drop the line"
                )
        for name in selected:
            if name not in names:
                raise self._wrong(
                    entries[-1].line,
                    f"?{name} is selected and is no column",
                    f'write "#+ column: {name} | xsd:date | What it is."',
                )
        if names != selected:
            raise self._wrong(
                entries[0].line,
                "the columns stand in another order than they are selected in",
                f"write them as {', '.join(selected)}",
            )

    def _selected(self) -> list[str]:
        """Return the names of the selected variables, as the engine reads them."""
        plain = OPAQUE.sub(" ", self.text)
        form = _FORM.search(plain)
        if form is None or form[0].upper() != "SELECT":
            raise self._wrong(len(self.lines) or 1, "no SELECT", "ask for rows; write one")
        if _STAR.search(plain):
            raise self._wrong(
                self._line_of("SELECT"), "SELECT * hides the columns", "name each variable"
            )
        try:
            solutions = pyoxigraph.Store().query(self.text)
        except SyntaxError as broken:
            place = _BAD_AT.search(str(broken))
            line = int(place["line"]) if place else len(self.lines)
            raise self._wrong(line, "not SPARQL from here on", "correct the query") from broken
        return [variable.value for variable in solutions.variables]  # type: ignore[union-attr]

    def _line_of(self, word: str) -> int:
        numbered = enumerate(self.lines, start=1)
        return next((n for n, line in numbered if word in line and not line.startswith("#")), 1)

    def _tags(self) -> tuple[str, ...]:
        entry = self._all("tags")[0]
        tags = tuple(tag.strip() for tag in entry.value.split(","))
        if not all(_SLUG.fullmatch(tag) for tag in tags) or len(set(tags)) != len(tags):
            raise self._wrong(
                entry.line, "tags are lower-case words, each once", 'write "meetings, states"'
            )
        return tags

    def _since(self) -> str:
        entry = self._all("since")[0]
        if not re.fullmatch(r"\d+\.\d+\.\d+", entry.value):
            raise self._wrong(entry.line, f"'{entry.value}' is no version", 'write "0.1.0"')
        return entry.value
