"""Lists for programs: the questions, with what each asks and cannot tell; and what was found."""

from __future__ import annotations

from cismig.names import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.evidence import Found
    from cismig.questions import Parameter, Question

__all__ = ["default_of", "described", "listed"]


def described(question: Question) -> dict[str, object]:
    """Return what a program needs to know to ask *question*."""
    return {
        "slug": question.slug,
        "question": {"en": question.question_en, "ru": question.question_ru},
        "tags": list(question.tags),
        "parameters": [
            {
                "name": each.name,
                "kind": each.kind.value,
                "default": default_of(each),
                "meaning": each.meaning,
            }
            for each in question.parameters
        ],
        "columns": [
            {"name": each.name, "type": each.type, "meaning": each.meaning}
            for each in question.columns
        ],
        "chart": None if question.chart is None else str(question.chart),
        "limits": {"en": question.limits("en"), "ru": question.limits("ru")},
        "since": question.since,
    }


def default_of(parameter: Parameter) -> str:
    """Return the default of *parameter* as a person would type it."""
    value: str = getattr(parameter.default, "value", "")
    return shorten(value) if "://" in value else value


def listed(typed: str, found: Found) -> dict[str, object]:
    """Return what was *found* for what was *typed* into a search."""
    hits = [
        {
            "iri": hit.thing.value,
            "short": shorten(hit.thing.value),
            "label": hit.label,
            "kind": hit.kind,
            "matched": hit.matched,
            "language": hit.language,
        }
        for hit in found.hits
    ]
    return {"query": typed, "total": found.total, "hits": hits}
