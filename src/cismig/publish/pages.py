"""Pages for readers: a template and what it shows, as the text of one HTML document.

Nothing here knows of requests: an address on a page is below the base that the caller gives, so the
same templates make pages of a server and files of a site.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup

from cismig.publish.wording import PHRASES, phrase

if TYPE_CHECKING:
    from jinja2.runtime import Context

__all__ = ["look_version", "page", "style"]

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SAFE: Final = ":/?#[]@!$&'()*+,;=%~"
_NOT_IN_SCRIPT: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def page(name: str, **values: object) -> str:
    """Return the page that the template *name* makes of *values*.

    Every page takes, besides what its template shows:

    ``language``    en or ru; the language of all that is ours on it (en)
    ``base``        the address that those on the page begin with, with a slash at its end (/)
    ``tail``        what an address within ends with, to stay in a language: ``?lang=ru`` (none)
    ``other``       the address of this page in the other language (none: it has none)
    ``alternates``  the same in other forms: pairs of address and media type (none)
    """
    shown = {"language": "en", "base": "/", "tail": "", "other": "", "alternates": (), **values}
    return _environment().get_template(f"{name}.html").render(shown)


@cache
def style() -> bytes:
    """Return the style sheet of all pages, which stands at ``style.css`` below the base."""
    return (_TEMPLATES / "style.css").read_bytes()


@cache
def look_version() -> str:
    """Return a word that changes when the style sheet does, a template, or what they say."""
    seen = blake2b(repr(PHRASES).encode(), digest_size=6)
    for path in sorted(_TEMPLATES.iterdir()):
        seen.update(path.read_bytes())
    return seen.hexdigest()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"say": _say, "link": _link, "look_version": look_version}
    made.filters |= {"address": _address, "data": _data, "grouped": _grouped}
    return made


@pass_context
def _say(context: Context, key: str, **given: object) -> str:
    """Return what the page says of its own under *key*."""
    return phrase(key, str(context["language"])).format(**given)


@pass_context
def _link(context: Context, path: str) -> str:
    """Return the address of the page at *path* below the base."""
    document, mark, place = quote(path, safe=_SAFE).partition("#")
    return f"{context['base']}{document}{context['tail']}{mark}{place}"


@pass_context
def _grouped(context: Context, number: int) -> str:
    """Return *number* with its thousands apart, as the language of the page has it."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}" if context["language"] == "ru" else ",")


def _address(text: str) -> str:
    """Return *text* as an address that a link may have; "" of one that would be run."""
    is_plain = text.startswith(("http://", "https://", "/", "#", "?", "./", "../", "mailto:"))
    return quote(text, safe=_SAFE) if is_plain else ""


def _data(text: str) -> Markup:
    """Return JSON as it may stand in a script element, whatever it says."""
    return Markup(text.translate(_NOT_IN_SCRIPT))  # noqa: S704 - no mark of HTML is left in it
