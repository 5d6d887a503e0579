"""Citations: the documents an answer rests on, then this graph, for people and for programs.

Original publishers come first: who found the fact is cited before who arranged it.
"""

from __future__ import annotations

import re

from cismig.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Final

    from cismig.evidence.sources import CitedSource

FORMS: Final = ("text", "bibtex", "ris", "csl")

_ESCAPED: Final[Mapping[str, str]] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_LANGUAGES: Final[Mapping[str, str]] = {
    "ENG": "en",
    "RUS": "ru",
    "TGK": "tg",
    "AZE": "az",
    "BEL": "be",
    "HYE": "hy",
    "KAT": "ka",
    "KAZ": "kk",
    "KIR": "ky",
    "RON": "ro",
    "TUK": "tk",
    "UKR": "uk",
    "UZB": "uz",
}


class Release(Frozen):
    """The edition of this graph that an answer was taken from.

    ``permalink`` is where the answer itself is found again, "" if that is not known.
    """

    title: str
    version: str
    publisher: str
    address: str
    licence: str
    permalink: str = ""


def cite(form: str, sources: Sequence[CitedSource], release: Release, language: str = "en") -> str:
    """Return *sources*, then *release*, in one of FORMS, with a newline at the end.

    Raises:
        KeyError: *form* is none of FORMS.
    """
    writers: dict[str, Callable[[Sequence[CitedSource], Release, str], str]] = {
        "text": as_text,
        "bibtex": as_bibtex,
        "ris": as_ris,
        "csl": as_csl,
    }
    return writers[form](sources, release, language)


def as_text(sources: Sequence[CitedSource], release: Release, language: str = "en") -> str:
    """Return a line for each document, as a bibliography has it."""
    russian = language == "ru"
    nobody = "Без издателя" if russian else "No publisher"
    undated = "б. д." if russian else "undated"
    read = "дата обращения" if russian else "read"
    lines = []
    for source in sources:
        publisher = source.publisher or nobody
        parts = [f"{publisher} ({source.issued or undated}). {source.title.rstrip('.')}."]
        if source.address:
            parts.append(source.address)
        if source.archive:
            parts.append(f"[{source.archive}]")
        if source.accessed:
            parts.append(f"({read} {source.accessed})")
        lines.append(" ".join(parts))
    edition = "версия" if russian else "version"
    graph = (
        f"{release.publisher}. {release.title}, {edition} {release.version}. "
        f"{release.address} ({release.licence})"
    )
    lines.append(f"{graph}. {release.permalink}" if release.permalink else graph)
    return "\n".join(lines) + "\n"


def as_bibtex(sources: Sequence[CitedSource], release: Release, language: str = "en") -> str:
    """Return an ``@online`` entry for each document and a ``@dataset`` for the graph."""
    del language  # the entries carry the titles as given
    entries = [
        _entry(
            "online",
            _key(source.iri),
            {
                "author": f"{{{escape(source.publisher)}}}" if source.publisher else "",
                "title": f"{{{escape(source.title)}}}",
                "date": escape(source.issued),
                "url": _verbatim(source.address),
                "urldate": escape(source.accessed),
                "langid": _LANGUAGES.get(source.language, ""),
                "note": escape(source.kind),
                "addendum": f"archived at {_verbatim(source.archive)}" if source.archive else "",
            },
        )
        for source in sources
    ]
    entries.append(
        _entry(
            "dataset",
            f"cismig-{release.version}",
            {
                "author": f"{{{escape(release.publisher)}}}",
                "title": f"{{{escape(release.title)}}}",
                "version": escape(release.version),
                "url": _verbatim(release.permalink or release.address),
                "note": escape(f"Licence: {release.licence}"),
            },
        )
    )
    return "\n".join(entries)


def as_ris(sources: Sequence[CitedSource], release: Release, language: str = "en") -> str:
    """Return a record of RIS for each document and one for the graph, lines ended by CR LF."""
    del language  # the records carry the titles as given
    records = [
        _record(
            "ELEC",
            ("ID", _key(source.iri)),
            ("AU", _author(source.publisher)),
            ("PB", source.publisher),
            ("TI", source.title),
            ("PY", _of_calendar(source.issued)[:4]),
            ("DA", _slashed(source.issued)),
            ("UR", _verbatim(source.address)),
            ("L2", _verbatim(source.archive)),
            ("Y2", _slashed(source.accessed)),
            ("LA", _LANGUAGES.get(source.language, "")),
            ("M3", source.kind),
        )
        for source in sources
    ]
    records.append(
        _record(
            "DATA",
            ("ID", f"cismig-{release.version}"),
            ("AU", _author(release.publisher)),
            ("PB", release.publisher),
            ("TI", release.title),
            ("ET", release.version),
            ("UR", _verbatim(release.permalink or release.address)),
            ("N1", f"Licence: {release.licence}"),
        )
    )
    return "\r\n".join(records)


def as_csl(sources: Sequence[CitedSource], release: Release, language: str = "en") -> str:
    """Return CSL-JSON: a list of items, which citation managers read."""
    import json  # noqa: PLC0415 - one form of several

    del language  # the items carry the titles as given
    items: list[dict[str, object]] = []
    for source in sources:
        item: dict[str, object] = {
            "id": _key(source.iri),
            "type": "webpage",
            "title": source.title,
            "publisher": source.publisher,
            "author": [{"literal": source.publisher}] if source.publisher else [],
            "issued": _date_parts(source.issued),
            "accessed": _date_parts(source.accessed),
            "URL": source.address,
            "archive_location": source.archive,
            "language": _LANGUAGES.get(source.language, ""),
            "genre": source.kind,
        }
        items.append({key: value for key, value in item.items() if value})
    items.append(
        {
            "id": f"cismig-{release.version}",
            "type": "dataset",
            "title": release.title,
            "author": [{"literal": release.publisher}],
            "version": release.version,
            "URL": release.permalink or release.address,
            "note": f"Licence: {release.licence}",
        }
    )
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def escape(text: str) -> str:
    r"""Return *text* safe inside a BibTeX field; Cyrillic stays as it is.

    >>> escape("Кыргызстан & Co_{16%}")
    'Кыргызстан \\& Co\\_\\{16\\%\\}'
    """
    return " ".join("".join(_ESCAPED.get(char, char) for char in text).split())


def _verbatim(address: str) -> str:
    """Return *address* as a URL field wants it: its braces and spaces percent-encoded.

    >>> _verbatim("https://example.org/a_b?c=1&d={2}")
    'https://example.org/a_b?c=1&d=%7B2%7D'
    """
    encoded = {"{": "%7B", "}": "%7D", " ": "%20", "\\": "%5C"}
    return "".join(encoded.get(char, char) for char in address)


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _record(kind: str, *fields: tuple[str, str]) -> str:
    """Return a record of RIS: a tag of two characters, two spaces, a hyphen, a space, one value."""
    told = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value.strip()]
    return "\r\n".join([f"TY  - {kind}", *told, "ER  - ", ""])


def _author(name: str) -> str:
    """Return *name* as an author of RIS, where a comma would part it into the names of a person."""
    return "" if "," in name else name


def _slashed(lexical: str) -> str:
    """Return a date as RIS has it, as precise as it is known.

    >>> _slashed("2024-05-28"), _slashed("2024-05"), _slashed("--05-28")
    ('2024/05/28/', '2024/05//', '')
    """
    parts = _of_calendar(lexical).split("-")
    return "/".join([*parts, *[""] * (4 - len(parts))]) if parts[0] else ""


def _of_calendar(lexical: str) -> str:
    """Return *lexical* if it is a year, a month or a day of a year, else nothing."""
    return lexical if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", lexical) else ""


def _key(iri: str) -> str:
    """Return the name of a source as a citation key.

    >>> _key("https://w3id.org/cis-migration/source/asia-plus-2024-05-28-council")
    'asia-plus-2024-05-28-council'
    """
    return re.sub(r"[^A-Za-z0-9-]", "-", iri.rstrip("/").rsplit("/", 1)[-1]) or "source"


def _date_parts(lexical: str) -> dict[str, list[list[int]]]:
    """Return a date as CSL has it, as precise as it is known.

    >>> _date_parts("2024-05"), _date_parts("--05-28")
    ({'date-parts': [[2024, 5]]}, {})
    """
    if not _of_calendar(lexical):
        return {}
    return {"date-parts": [[int(part) for part in lexical.split("-")]]}
