"""What is told beside an answer, for programs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.statistics.noting import Notes


def record(notes: Notes) -> dict[str, object]:
    """Return *notes* as dictionaries, lists and strings."""
    release = notes.release
    return {
        "question": {"slug": notes.slug, "text": notes.question, "language": notes.language},
        "parameters": {each.name: {"label": each.value, "iri": each.iri} for each in notes.given},
        "limits": notes.limits,
        "caveats": list(notes.caveats),
        "dataSets": [
            {name: getattr(card, name) for name in card.__match_args__} for card in notes.cards
        ],
        "sources": [
            {
                "iri": origin.source.iri,
                "publisher": origin.source.publisher,
                "title": origin.source.title,
                "issued": origin.source.issued,
                "edition": origin.edition,
                "address": origin.source.address,
                "licence": origin.source.licence,
            }
            for origin in notes.origins
        ],
        "citation": notes.citation,
        "release": {name: getattr(release, name) for name in release.__match_args__},
    }
