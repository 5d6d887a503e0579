"""What follows, by rules compiled from the axioms, and how it follows.

Read: ``rdfs:subClassOf``, ``subPropertyOf``, ``domain``, ``range``; ``owl:equivalentClass``,
``equivalentProperty``, ``inverseOf``, ``propertyChainAxiom``, ``SymmetricProperty``,
``TransitiveProperty``; and, for what cannot be, ``disjointWith``, ``disjointUnionOf``,
``propertyDisjointWith``, ``AllDisjointClasses``, ``AllDisjointProperties``. All between names:
any other axiom is refused, since a reasoner that passes it over would answer wrongly in silence.

Left out as noise: ``x R x``, literals as subjects, everything's being a thing, and the weaker
ranges and domains that a property has by the classes above its own.
"""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.reason.closing import Clash, Closure, clashes, close, reclose
    from cismig.reason.proving import Proof, prove
    from cismig.reason.rules import AXIOM_WORDS, Pattern, Rule, compile_rules

__all__ = [
    "AXIOM_WORDS",
    "Clash",
    "Closure",
    "Pattern",
    "Proof",
    "Rule",
    "clashes",
    "close",
    "compile_rules",
    "prove",
    "reclose",
]

__getattr__ = lazily(
    __name__,
    closing=(
        "Clash",
        "Closure",
        "clashes",
        "close",
        "reclose",
    ),
    proving=(
        "Proof",
        "prove",
    ),
    rules=(
        "AXIOM_WORDS",
        "Pattern",
        "Rule",
        "compile_rules",
    ),
)
