"""The page of an account: who says so, who disagrees, and how it follows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.evidence import Standing
from cismig.names import BASE, shorten
from cismig.publish.cells import literal
from cismig.publish.pages import page
from cismig.publish.words import ORIGINS, SOURCES, counted, word

if TYPE_CHECKING:
    from pathlib import Path

    from cismig.evidence import Account, Fact, Named, Support, Value, Witness

__all__ = ["account_page"]


def account_page(account: Account, root: Path, asked: dict[str, str], **frame: Any) -> str:  # noqa: ANN401 - of any page
    """Return the page of *account*, which was *asked* for; files are named as from *root*."""
    language = frame["language"]
    stated, following = _parted(account)
    return page(
        "why",
        account=account,
        asked=asked,
        stated=stated,
        following=following,
        word=partial(_word, language),
        support=partial(_support, language),
        text=partial(_text, language),
        shown=partial(_in_language, language),
        path=_path,
        short=_short,
        file=partial(_file, root),
        is_list=lambda named: isinstance(named.term, BlankNode),
        **frame,
    )


def _parted(account: Account) -> tuple[list[Fact], list[Fact]]:
    """Return the facts that are told at length, and those that only follow."""
    if len(account.facts) == 1 and not account.links:
        return [*account.facts], []
    follows = [
        fact
        for fact in account.facts
        if all(value.standing is Standing.ENTAILED for value in fact.values)
    ]
    return [fact for fact in account.facts if fact not in follows], follows


def _in_language(language: str, values: tuple[Value, ...]) -> list[Value]:
    """Return *values* without the translations of those that are in *language*."""
    spoken = {getattr(value.value.term, "language", None) for value in values}
    kept = (None, language) if language in spoken else spoken
    return [each for each in values if getattr(each.value.term, "language", None) in kept]


def _word(language: str, key: str) -> str:
    return word(key, language)


def _support(language: str, support: Support) -> str:
    if not support.sources:
        return ""
    held = counted(support.sources, *SOURCES, language)
    return f"{held}, {counted(support.origins, *ORIGINS, language)}"


def _text(language: str, named: Named) -> str:
    if not isinstance(named.term, Literal):
        return named.label
    told = literal(named.term, language)
    return f"{told} ({named.term.value})" if named.term.value.startswith("--") else told


def _path(named: Named) -> str:
    """Return where a thing of ours is told of, below the base of the pages; "" of others."""
    value = named.term.value if isinstance(named.term, NamedNode) else ""
    return value.removeprefix(BASE) if value.startswith(BASE) else ""


def _short(named: Named) -> str:
    """Return the name by which a term can be asked for."""
    return shorten(named.term.value) if isinstance(named.term, NamedNode) else named.term.value


def _file(root: Path, witness: Witness) -> str:
    if witness.path is None or not witness.path.is_relative_to(root):
        return ""
    path = witness.path.relative_to(root).as_posix()
    return f"{path}:{witness.line}" if witness.line else path
