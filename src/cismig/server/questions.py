"""The questions as an API: an address for each, and its answer in every form."""

from __future__ import annotations

import asyncio
import json
from hashlib import blake2b
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from cismig.names import nearest
from cismig.publish.formats import dumped
from cismig.publish.listing import described
from cismig.publish.openapi import openapi
from cismig.publish.pages import look_version
from cismig.publish.permalinks import RESERVED, state_of
from cismig.server.answering import KEPT, has, picked, sent, tag_of
from cismig.server.asking import asked_of, parameters
from cismig.server.negotiating import PAGE, Form
from cismig.server.pages import POLICY, base_of, frame_of, headers_of, language_of
from cismig.server.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from cismig.evidence import Release
    from cismig.questions import Question
    from cismig.server.desk import Desk

__all__ = ["ASKED_OF", "FORMS", "Questions", "forms_of"]

ASKED_OF: Final = "CISMIG-Asked-Of"
"""The header of an answer to a permalink that was made for another state of the graph."""

FORMS: Final = {
    form.name: form
    for form in (
        Form("json", ("application/json",)),
        PAGE,
        Form("csv", ("text/csv",)),
        Form("xlsx", ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)),
        Form("svg", ("image/svg+xml",)),
        Form("rq", ("application/sparql-query",)),
        Form("bib", ("application/x-bibtex",)),
        Form("ris", ("application/x-research-info-systems",)),
        Form("csl", ("application/vnd.citationstyles.csl+json",)),
        Form("txt", ("text/plain",)),
    )
}
"""The forms of an answer by their endings, the one that is liked best of equals first."""

_LIBRARIES: Final = {"xlsx": ("openpyxl", "tables"), "svg": ("vl_convert", "charts")}
_FILES: Final = frozenset({"csv", "xlsx", "bib", "ris", "csl"})
_LONG: Final = 500
_LIST: Final = (FORMS["json"], PAGE)


class Questions:
    """What answers at the addresses of the questions."""

    def __init__(self, desk: Desk, questions: Mapping[str, Question], release: Release) -> None:
        """Fetch at *desk* the answers to *questions*, out of the *release* of the graph."""
        self._desk, self._questions, self._release = desk, questions, release
        self._described: tuple[str, bytes] = ("", b"")

    async def listed(self, request: Request) -> Response:
        """Return the list of the questions."""
        parameters(request, ("lang",))
        language = language_of(request)
        form, kind = picked(request, _LIST)
        told = {**KEPT, **headers_of(language)}
        base = _address(request, "")
        look = look_version() if form == PAGE else ""
        tag = tag_of(request, *self._questions, kind, language, base, request.url.query, look)
        told["ETag"] = tag
        if has(request, tag):
            return Response(None, 304, told)
        if form == PAGE:
            from cismig.publish.answer_pages import list_page  # noqa: PLC0415 - loaded for readers

            told["Content-Security-Policy"] = POLICY
            page = list_page(self._questions.values(), **frame_of(request, language))
            return await sent(request, page.encode(), kind, told)
        listed = [
            {**described(each), "address": f"{base}{each.slug}"}
            for each in self._questions.values()
        ]
        return await sent(request, dumped(listed).encode(), kind, told)

    async def described(self, request: Request) -> Response:
        """Return what programs need to know of all addresses: OpenAPI 3.1."""
        base = str(request.base_url).rstrip("/")
        if self._described[0] != base:
            self._described = (base, await asyncio.to_thread(self._openapi, base))
        body = self._described[1]
        told = {**KEPT, "ETag": tag_of(request, blake2b(body).hexdigest())}
        if has(request, told["ETag"]):
            return Response(None, 304, told)
        return await sent(request, body, "application/json", told)

    def _openapi(self, base: str) -> bytes:
        asked = self._questions.values()
        kinds = {each.slug: [form.types[0] for form in offered(each)] for each in asked}
        made = openapi(asked, kinds, self._release)
        return json.dumps({**made, "servers": [{"url": base}]}, ensure_ascii=False).encode()

    async def at(self, request: Request) -> Response:
        """Answer a question in the form that is asked for."""
        name: str = request.path_params["name"]
        slug, dot, suffix = name.partition(".")
        question = self._question(slug)
        forms = forms_of(question)
        if not dot:
            form, kind = picked(request, offered(question))
        elif suffix in forms:
            form, kind = forms[suffix], forms[suffix].types[0]
        else:
            raise _no_form(question, suffix, forms)
        own = [each.name for each in question.parameters]
        given = parameters(request, (*own, *(each for each in RESERVED if each not in own)))
        language = language_of(request)
        other = asked_of(given, state_of(self._release.version, self._desk.state, question))
        headers = {**headers_of(language), "Link": _links(request, slug, forms)}
        if other is not None:
            headers[ASKED_OF] = ", ".join(f"{key}={value}" for key, value in other.items())
        if form.name in _FILES:
            headers["Content-Disposition"] = f'inline; filename="{slug}.{form.name}"'
        if form.name == "svg":
            headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        if form.name == "rq":
            return await sent(request, question.text.encode(), kind, {**KEPT, **headers})
        values = {each: given[each] for each in own if each in given}
        if "lang" in own:
            values["lang"] = language
        job: dict[str, Any] = {
            "kind": "ask",
            "slug": slug,
            "text": question.text,
            "values": values,
            "language": language,
            "form": form.name,
            "address": _address(request, slug),
            "asked_of": other,
        }
        if form == PAGE:
            headers["Content-Security-Policy"] = POLICY
            job["page"] = frame_of(request, language)
            job["page"]["alternates"] = _alternates(
                request, f"{base_of(request)}questions/{slug}", forms
            )
        key = (question.text, repr(sorted(values.items())), language, repr(other), kind)
        shown = (job["address"], repr(job.get("page")), look_version() if form == PAGE else "")
        return await self._desk.done(request, job, kind, (*key, *shown), headers)

    def _question(self, slug: str) -> Question:
        if slug not in self._questions:
            like = nearest(slug[:100], self._questions)
            remedy = f"did you mean {' or '.join(like)}?" if like else "/questions lists them"
            raise RefusedError(404, f"no question is called {slug[:60]!r}", remedy)
        return self._questions[slug]


def forms_of(question: Question) -> dict[str, Form]:
    """Return the forms in which this server can answer *question*, by their endings."""
    return {
        name: form
        for name, form in FORMS.items()
        if (name != "svg" or question.chart is not None) and _is_there(name)
    }


def offered(question: Question) -> list[Form]:
    """Return the forms of which a client may choose by Accept."""
    return [form for name, form in forms_of(question).items() if name != "txt"]


def _is_there(name: str) -> bool:
    return name not in _LIBRARIES or find_spec(_LIBRARIES[name][0]) is not None


def _no_form(question: Question, suffix: str, forms: Mapping[str, Form]) -> RefusedError:
    """Return why *question* has no answer that ends in *suffix*."""
    reason = f"{question.slug} has no answer that ends in .{suffix[:20]}"
    if suffix in _LIBRARIES and not _is_there(suffix):
        reason = f"this server lacks what writes .{suffix}"
    elif suffix == "svg":
        reason = f"{question.slug} has no chart"
    return RefusedError(404, reason, f"ask for {', '.join(f'.{each}' for each in forms)}")


def _address(request: Request, name: str) -> str:
    """Return the address at which the client reaches the question *name*."""
    return str(request.url_for("questions")) + f"/{name}"


def _alternates(request: Request, address: str, forms: Mapping[str, Form]) -> list[tuple[str, str]]:
    """Return the addresses and media types of the same answer in all its forms."""
    query = urlencode(request.query_params.multi_items(), safe=":")
    ending = f"?{query}" if query else ""
    return [
        (f"{address}.{name}{'' if name == 'rq' else ending}", form.types[0])
        for name, form in forms.items()
    ]


def _links(request: Request, slug: str, forms: Mapping[str, Form]) -> str:
    """Return what the forms of an answer say of each other, and the query of them all."""
    if len(request.url.query) > _LONG:  # a header of ten such addresses would be too long
        forms = {"rq": forms["rq"]}
    alternates = _alternates(request, _address(request, slug), forms)
    rel = {"application/sparql-query": "describedby"}
    return ", ".join(
        f'<{address}>; rel="{rel.get(kind, "alternate")}"; type="{kind}"'
        for address, kind in alternates
    )
