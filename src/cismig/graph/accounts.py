"""Who says so, as the JSON of ``cismig why``, and told in words."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from cismig.names import shorten
from cismig.publish.words import ORIGINS, SOURCES, counted, word

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Account"]

_Told = Mapping[str, Any]
_INDENT = "  "


class Account(Mapping[str, Any]):
    """An account: ``subject``, ``kinds``, ``facts``, ``links``, ``disputes`` and so on, as JSON.

    ``account["facts"]`` has the values with their witnesses; printed, it is told in words.
    """

    def __init__(self, told: _Told, lang: str = "en") -> None:
        """Take the JSON, and the language that it is in."""
        self._told, self._lang = told, lang

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - as JSON has it
        """Return the part *name*."""
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the parts."""
        return iter(self._told)

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(self._told)

    @property
    def sources(self) -> tuple[_Told, ...]:
        """The sources that are heard in it, each once: title, publisher, address and so on."""
        return tuple({each["iri"]: each for each in _sources(self._told)}.values())

    def __repr__(self) -> str:
        """Return the account in words."""
        return "\n".join(f"{_INDENT * depth}{text}" for depth, text in self._lines())

    def _repr_html_(self) -> str:
        lines = "".join(
            f'<div style="margin-left: {depth * 1.5}em">{escape(text)}</div>'
            for depth, text in self._lines()
        )
        return f"<div>{lines}</div>"

    def _say(self, key: str) -> str:
        return word(key, self._lang)

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Yield each line, and how far it is indented."""
        told = self._told
        yield 0, _name(told["subject"])
        if told["kinds"]:
            kinds = ", ".join(kind["label"] for kind in told["kinds"])
            yield 0, f"{self._say('is a')}: {kinds}"
        for fact in told["facts"]:
            yield 0, fact["property"]["label"]
            for value in fact["values"]:
                yield from self._value(value)
        if told["absent"] is not None:
            yield from self._absent(told["absent"])
        for heading, parts, tell in (
            ("linked from", told["links"], self._link),
            ("disagreements", told["disputes"], self._dispute),
            ("conclusions", told["conclusions"], self._conclusion),
        ):
            if parts:
                yield 0, self._say(heading)
                for part in parts:
                    yield from tell(part)

    def _value(self, value: _Told) -> Iterator[tuple[int, str]]:
        support, said = value["support"], self._say(value["standing"])
        if support["sources"]:
            held = counted(support["sources"], *SOURCES, self._lang)
            said += f"; {held}, {counted(support['origins'], *ORIGINS, self._lang)}"
        yield 1, f"{_name(value['value'])} — {said}"
        for witness in value["witnesses"]:
            yield from self._witness(witness)

    def _witness(self, witness: _Told) -> Iterator[tuple[int, str]]:
        yield 2, _who(witness)
        for quoted in witness["quoted"]:
            yield 3, f"{quoted['place']}: {quoted['paraphrase']}"

    def _link(self, fact: _Told) -> Iterator[tuple[int, str]]:
        yield 1, fact["property"]["label"]
        for value in fact["values"]:
            yield from self._value(value)

    def _absent(self, absent: _Told) -> Iterator[tuple[int, str]]:
        value = "" if absent["value"] is None else f" · {_name(absent['value'])}"
        key = "nothing" if absent["value"] is None else "not held"
        yield 0, f"{self._say(key)}: {absent['property']['label']}{value}"
        for witness in absent["denied"]:
            yield from self._witness(witness)
        for listing in absent["listings"]:
            key = "complete list" if listing["complete"] else "open list"
            who = listing["source"]["publisher"] if listing["source"] else self._say("editors")
            yield 1, f"{self._say(key)}: {who}"
            yield 2, f"{listing['quoted']['place']}: {listing['quoted']['paraphrase']}"

    def _dispute(self, dispute: _Told) -> Iterator[tuple[int, str]]:
        yield 1, f"{_name(dispute['subject'])}, {dispute['property']['label']}"
        for opinion in dispute["opinions"]:
            who = "; ".join(graph["label"] for graph in opinion["graphs"])
            value = opinion["value"]
            yield 2, f"{self._say('leaves out') if value is None else _name(value)} — {who}"
        if not dispute["rulings"]:
            yield 2, self._say("unjudged")
        for ruling in dispute["rulings"]:
            yield 2, f"{self._say('open' if ruling['open'] else 'judged')}: {ruling['label']}"
            yield 3, ruling["reason"]

    def _conclusion(self, conclusion: _Told) -> Iterator[tuple[int, str]]:
        yield 1, conclusion["label"]
        yield 2, conclusion["premise"]


def _name(named: _Told) -> str:
    """Return a label, and the short name of a thing that has one."""
    term, label = named["term"], named["label"]
    if term["type"] != "uri" or shorten(term["value"]) == label:
        return str(label)
    return f"{label} ({shorten(term['value'])})"


def _who(witness: _Told) -> str:
    source = witness["source"]
    if source is None:
        return str(witness["graph"]["label"])
    return ", ".join(part for part in (source["publisher"], source["issued"]) if part)


def _sources(told: object) -> Iterator[_Told]:
    """Yield all sources in *told*, whatever part they stand in."""
    if isinstance(told, Mapping):
        source = told.get("source")
        if isinstance(source, Mapping):
            yield source
        for part in told.values():
            yield from _sources(part)
    elif isinstance(told, list):
        for part in told:
            yield from _sources(part)
