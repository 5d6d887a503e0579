"""How sure an answer is, in words: how many sources and origins, what was judged or concluded."""

from __future__ import annotations

from cismig.publish.words import ORIGINS, SOURCES, counted, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.evidence import Resting

__all__ = ["sureness"]


def sureness(rests: Resting, language: str) -> list[str]:
    """Return what to bear in mind about an answer that *rests* on these sources, a line each."""
    lines = []
    if rests.sources:
        counting = sum(source.counts for source in rests.sources)
        held = counted(counting, *SOURCES, language)
        line = f"{held}, {counted(rests.origins, *ORIGINS, language)}"
        lines.append(f"{line}: {word('one', language)}" if rests.origins == 1 else line)
    weak = [source.publisher for source in rests.sources if not source.counts]
    if weak:
        lines.append(f"{word('weak', language)}: {', '.join(weak)}")
    lines += [
        f"{word('open' if ruling.open else 'judged', language)}: {ruling.label}"
        for ruling in rests.rulings
    ]
    lines += [f"{word('concluded', language)}: {each.label}" for each in rests.conclusions]
    for remark in rests.remarks:
        things = ", ".join(thing.label for thing in remark.things)
        lines.append(f"{remark.way.label}: {things}")
    if rests.partial:
        lines.append(word("partial", language))
    return lines
