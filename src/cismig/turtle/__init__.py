"""Turtle: what a file says, where it says it, and the form that it should have.

pyoxigraph reads, fast and without positions; `places` reads again with our own tokenizer, on
demand, where a line number is asked for. A test proves that both see the same triples.
"""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.turtle.placing import Place, places
    from cismig.turtle.reading import read
    from cismig.turtle.writing import canonical, canonical_table, formatted

__all__ = ["Place", "canonical", "canonical_table", "formatted", "places", "read"]

__getattr__ = lazily(
    __name__,
    placing=(
        "Place",
        "places",
    ),
    reading=("read",),
    writing=(
        "canonical",
        "canonical_table",
        "formatted",
    ),
)
