"""An account in words, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from cismig.cli.shared import shown_path
from cismig.cli.tables import indent
from cismig.evidence import Standing
from cismig.names import PREFIXES, shorten
from cismig.publish.cells import literal
from cismig.publish.words import ORIGINS, SOURCES, counted, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cismig.cli.console import Console
    from cismig.evidence import (
        Account,
        Conclusion,
        Dispute,
        Fact,
        Listing,
        Named,
        Opinion,
        Quoted,
        Ruling,
        Step,
        Support,
        Value,
        Witness,
    )

_PLAIN_NAMES: Final = tuple(PREFIXES[prefix] for prefix in ("cism", "code"))
"""Terms and codes go by their labels; things also by the name that can be asked for next."""


def account_lines(account: Account, console: Console) -> list[str]:
    """Return *account* as lines that fit the console."""
    return list(_Teller(console).account(account))


class _Teller:
    """Tells an account in one language and width."""

    def __init__(self, console: Console) -> None:
        self.language = console.language
        self.columns = console.columns

    def account(self, account: Account) -> Iterator[str]:
        yield from self.line("", self.name(account.subject))
        if account.kinds:
            kinds = ", ".join(kind.label for kind in account.kinds)
            yield from self.line("", f"{self.say('is a')}: {kinds}")
        yield from self.facts(account)
        if account.absent is not None:
            yield ""
            yield from self.absent(account)
        if account.disputes:
            yield f"\n{self.say('disagreements')}"
            for dispute in account.disputes:
                yield from self.dispute(dispute)
        if account.conclusions:
            yield f"\n{self.say('conclusions')}"
            for conclusion in account.conclusions:
                yield from self.conclusion(conclusion)

    def facts(self, account: Account) -> Iterator[str]:
        """Tell what is stated, at length if one property was asked for; then what follows."""
        at_length = len(account.facts) == 1 and not account.links
        following = []
        for fact in account.facts:
            if not at_length and all(v.standing is Standing.ENTAILED for v in fact.values):
                following.append(fact)
                continue
            yield from self.fact(fact, at_length=at_length)
        if following:
            yield f"\n{self.say('it follows')}"
            for fact in following:
                told = ", ".join(self.value_text(value.value) for value in fact.values)
                yield from self.line("  ", f"{fact.property.label}: {told}")
        if account.links:
            yield f"\n{self.say('linked from')}"
            for fact in account.links:
                for value in fact.values:
                    text = f"{self.name(value.value)}, {fact.property.label}"
                    yield from self.line("  ", f"{text} — {self.standing(value)}")
                    yield from self.witnesses(value.witnesses, "    ", at_length=True)

    def fact(self, fact: Fact, *, at_length: bool) -> Iterator[str]:
        yield f"\n{fact.property.label}"
        for value in self.in_language(fact.values):
            text = self.value_text(value.value)
            yield from self.line("  ", f"{text} — {self.standing(value)}")
            yield from self.witnesses(value.witnesses, "    ", at_length=at_length)
            if value.proof is not None:
                yield f"    {self.say('because')}"
                for premise in value.proof.premises:
                    yield from self.step(premise, "      ")

    def in_language(self, values: tuple[Value, ...]) -> list[Value]:
        """Return *values* without the translations of those in our language."""
        languages = {getattr(value.value.term, "language", None) for value in values}
        if self.language not in languages:
            return list(values)
        return [
            value
            for value in values
            if getattr(value.value.term, "language", None) in (None, self.language)
        ]

    def standing(self, value: Value) -> str:
        said = self.say(value.standing.value)
        if value.better is not None:
            said = f"{said} {self.value_text(value.better)}"
        if value.standing is Standing.ACCEPTED and any(each.open for each in value.rulings):
            said = f"{said}, {self.say('open question')}"
        support = self.support(value.support)
        return f"{said}; {support}" if support else said

    def support(self, support: Support) -> str:
        if not support.sources:
            return ""
        held = counted(support.sources, *SOURCES, self.language)
        return f"{held}, {counted(support.origins, *ORIGINS, self.language)}"

    def witnesses(
        self, witnesses: Iterable[Witness], margin: str, *, at_length: bool
    ) -> Iterator[str]:
        for witness in witnesses:
            who = witness.graph.label
            if witness.source is not None:
                issued = witness.source.issued or self.say("undated")
                who = f"{witness.source.publisher}, {issued}"
                if not witness.source.counts:
                    who += f" [{witness.source.strength or witness.source.kind}]"
            if witness.quoted and not at_length:
                who += f", {self.places(witness.quoted)}"
            place = self.place(witness)
            yield from self.line(margin, f"{who} — {place}" if place else who)
            if at_length:
                for quoted in witness.quoted:
                    yield from self.quoted(quoted, margin + "  ")

    def quoted(self, quoted: Quoted, margin: str) -> Iterator[str]:
        claim = f" [{quoted.claim}]" if quoted.claim else ""
        yield from self.line(margin, f"{self.places((quoted,))}{claim}: {quoted.paraphrase}")

    def places(self, quoted: tuple[Quoted, ...]) -> str:
        told = ", ".join(each.place for each in quoted)
        lined = all(each.place.isdigit() for each in quoted)
        key = ("lines" if len(quoted) > 1 else "line") if lined else "section"
        return f"{self.say(key)} {told}"

    def place(self, witness: Witness) -> str:
        if witness.path is None:
            return ""
        path = shown_path(witness.path)
        return f"{path}:{witness.line}" if witness.line else path

    def step(self, step: Step, margin: str) -> Iterator[str]:
        if step.axiom:
            between = (
                "←" if isinstance(step.value.term, BlankNode) else f"· {step.property.label} ·"
            )
            text = f"{step.subject.label} {between} {step.value.label}"
            yield from self.line(margin, f"{self.say('rule')}: {text}")
            return
        subject, value = self.value_text(step.subject), self.value_text(step.value)
        yield from self.line(margin, f"{subject} · {step.property.label} · {value}")
        yield from self.witnesses(step.witnesses, margin + "  ", at_length=False)
        for premise in step.premises:
            yield from self.step(premise, margin + "  ")

    def absent(self, account: Account) -> Iterator[str]:
        absent = account.absent
        if absent is None:
            return
        if absent.value is None:
            yield from self.line("", f"{absent.property.label}: {self.say('nothing')}")
        else:
            text = f"{account.subject.label} · {absent.property.label}"
            text = f"{text} · {self.value_text(absent.value)}"
            yield from self.line("", f"{self.say('not held')}: {text}")
        if absent.denied:
            yield f"\n{self.say('denied')}"
            yield from self.witnesses(absent.denied, "  ", at_length=True)
        if absent.would_follow is not None:
            yield f"\n{self.say('would follow')}"
            ends = absent.would_follow.premises or (absent.would_follow,)
            for premise in ends:
                yield from self.step(premise, "  ")
        for complete in (True, False):
            listings = [each for each in absent.listings if each.complete is complete]
            if listings:
                asked = absent.value is not None
                key = ("complete list", "open list") if asked else ("list complete", "list open")
                yield f"\n{self.say(key[not complete])}"
                for listing in listings:
                    yield from self.listing(listing)
        whole = any(listing.complete for listing in absent.listings)
        if not (absent.denied or absent.would_follow or whole):
            yield ""
            yield from self.line("", self.say("otherwise" if account.facts else "unknown"))

    def listing(self, listing: Listing) -> Iterator[str]:
        who = listing.source.publisher if listing.source else self.say("editors")
        yield from self.line("  ", f"{who} ({listing.property.label})")
        yield from self.quoted(listing.quoted, "    ")

    def dispute(self, dispute: Dispute) -> Iterator[str]:
        head = f"{dispute.property.label}: {self.name(dispute.subject)}"
        if dispute.kind == "values":
            head = f"{self.name(dispute.subject)}, {dispute.property.label}"
        yield from self.line("  ", f"{head} ({self.say(dispute.kind)})")
        for opinion in dispute.opinions:
            who = "; ".join(graph.label for graph in opinion.graphs)
            yield from self.line("    ", f"{self.opinion(dispute, opinion)} — {who}")
        if not dispute.rulings:
            yield from self.line("    ", self.say("unjudged"))
        for ruling in dispute.rulings:
            yield from self.ruling(ruling)

    def opinion(self, dispute: Dispute, opinion: Opinion) -> str:
        """Return what one side says: a value, or whether an entry belongs on a list."""
        if opinion.value is None:
            return self.say("leaves out")
        if dispute.kind == "values":
            return self.value_text(opinion.value)
        return self.say("names" if opinion.value.term == dispute.subject.term else "absence side")

    def ruling(self, ruling: Ruling) -> Iterator[str]:
        state = self.say("open" if ruling.open else "judged")
        yield from self.line("    ", f"{state}: {ruling.label}")
        for key, graphs in (
            ("follows graph", ruling.followed),
            ("sets aside", ruling.set_aside),
            ("weighed", ruling.weighed),
        ):
            if graphs:
                told = "; ".join(graph.label for graph in graphs)
                yield from self.line("      ", f"{self.say(key)}: {told}")
        yield from self.line("      ", f"{self.say('reason')}: {ruling.reason}")
        yield from self.line("      ", f"{ruling.by}, {ruling.on}")

    def conclusion(self, conclusion: Conclusion) -> Iterator[str]:
        about = ", ".join(prop.label for prop in conclusion.properties)
        yield from self.line("  ", f"{conclusion.label} ({about})")
        yield from self.line("    ", f"{self.say('premise')}: {conclusion.premise}")
        rests = "; ".join(thing.label for thing in conclusion.rests_on)
        yield from self.line("    ", f"{self.say('rests on')}: {rests}")
        yield from self.line("    ", f"{conclusion.by}, {conclusion.on}")

    def name(self, named: Named) -> str:
        """Return a thing's label, and the short name by which it can be asked for."""
        if not isinstance(named.term, NamedNode):
            return self.value_text(named)
        short = shorten(named.term.value)
        if short == named.label or named.term.value.startswith(_PLAIN_NAMES):
            return named.label
        return f"{named.label} ({short})"

    def value_text(self, named: Named) -> str:
        """Return a value in words; a date without a year also as the graph has it."""
        if not isinstance(named.term, Literal):
            return self.name(named)
        text = literal(named.term, self.language)
        partial_date = named.term.value.startswith("--")
        return f"{text} ({named.term.value})" if partial_date else text

    def say(self, key: str) -> str:
        return word(key, self.language)

    def line(self, margin: str, text: str) -> Iterator[str]:
        yield indent(text, self.columns, margin, margin + "  ")
