"""Who says so, who disagrees, how it follows, and what an answer rests on.

A caller gets values with every name looked up; nothing here prints.
"""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.evidence.account import (
        Absent,
        Account,
        Conclusion,
        Dispute,
        Fact,
        Listing,
        Named,
        Opinion,
        Quoted,
        Ruling,
        Standing,
        Step,
        Value,
        Witness,
    )
    from cismig.evidence.asking import why
    from cismig.evidence.citation import FORMS, Release, cite
    from cismig.evidence.finding import KINDS, Finder, Found, Hit, find
    from cismig.evidence.footing import Remark, Resting, resting
    from cismig.evidence.matching import matched
    from cismig.evidence.releasing import release_of
    from cismig.evidence.sources import CitedSource, Support, support

__all__ = [
    "FORMS",
    "KINDS",
    "Absent",
    "Account",
    "CitedSource",
    "Conclusion",
    "Dispute",
    "Fact",
    "Finder",
    "Found",
    "Hit",
    "Listing",
    "Named",
    "Opinion",
    "Quoted",
    "Release",
    "Remark",
    "Resting",
    "Ruling",
    "Standing",
    "Step",
    "Support",
    "Value",
    "Witness",
    "cite",
    "find",
    "matched",
    "release_of",
    "resting",
    "support",
    "why",
]

__getattr__ = lazily(
    __name__,
    account=(
        "Absent",
        "Account",
        "Conclusion",
        "Dispute",
        "Fact",
        "Listing",
        "Named",
        "Opinion",
        "Quoted",
        "Ruling",
        "Standing",
        "Step",
        "Value",
        "Witness",
    ),
    asking=("why",),
    citation=(
        "FORMS",
        "Release",
        "cite",
    ),
    finding=("KINDS", "Finder", "Found", "Hit", "find"),
    matching=("matched",),
    releasing=("release_of",),
    footing=(
        "Remark",
        "Resting",
        "resting",
    ),
    sources=(
        "CitedSource",
        "Support",
        "support",
    ),
)
