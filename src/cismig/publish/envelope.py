"""The envelope of an answer: the rows for a program, with all that belongs to them.

It says what was asked of which state of the graph, what the rows rest on, how sure they are, what
they cannot tell and how to cite them, so that an answer which is passed on can still be judged.
"""

from __future__ import annotations

import re
from hashlib import sha256

from pyoxigraph import NamedNode

from cismig import evidence
from cismig.frozen import replace
from cismig.publish.formats import bindings, json_term
from cismig.publish.sureness import sureness
from cismig.questions import Labels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from cismig.build import Built
    from cismig.evidence import CitedSource, Resting
    from cismig.questions import Answer, Question

__all__ = ["envelope", "hash_of", "is_whole"]

_CUT: Final = re.compile(r"\bLIMIT\s+([0-9]+)[^{}]*$", re.IGNORECASE)


def envelope(
    built: Built,
    answer: Answer,
    language: str,
    *,
    rests: Resting | None = None,
    permalink: str = "",
) -> dict[str, object]:
    """Return *answer* and all that belongs to it, as JSON writes it.

    *rests* is what the answer rests on, where that is known already. *permalink* is the address at
    which the same answer is found again; it is cited, and left out where there is none.
    """
    question, labels = answer.question, Labels(built.store, language)
    rests = rests or evidence.resting(built, answer, language=language)
    release = replace(evidence.release_of(built, language), permalink=permalink)
    found: dict[str, object] = {
        "question": {
            "slug": question.slug,
            "text": question.asked(language),
            "language": language,
            "hash": hash_of(question),
        },
        "parameters": {
            name: {**json_term(term), "label": labels.of(term)}
            for name, term in answer.terms.items()
        },
        "columns": [
            {"name": each.name, "type": each.type, "meaning": each.explained(language)}
            for each in question.columns
        ],
        "rows": [
            {name: _labelled(value, labels) for name, value in row.items()}
            for row in bindings(answer.table)
        ],
        "complete": is_whole(answer),
        "release": {
            "title": release.title,
            "version": release.version,
            "publisher": release.publisher,
            "address": release.address,
            "licence": release.licence,
            "graph": "" if built.place is None else built.place.name,
        },
        "sources": [_described(each) for each in rests.sources],
        "sure": sureness(rests, language),
        "limits": question.limits(language),
        "cite": {
            form: evidence.cite(form, rests.sources, release, language) for form in evidence.FORMS
        },
    }
    return {**found, "permalink": permalink} if permalink else found


def hash_of(question: Question) -> str:
    """Return the SHA-256 of the file of *question*, in hexadecimal."""
    return sha256(question.text.encode()).hexdigest()


def is_whole(answer: Answer) -> bool:
    """Return whether the rows are all that there are: the query's own LIMIT was not reached."""
    cut = _CUT.search(answer.question.text)
    return cut is None or len(answer.table.rows) < int(cut[1])


def _labelled(value: dict[str, str], labels: Labels) -> dict[str, str]:
    """Return a term of a row with its label, if it is a thing."""
    if value["type"] != "uri":
        return value
    return {**value, "label": labels.of(NamedNode(value["value"]))}


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
