"""Turtle: what a file says, where it says it, and the form that it should have.

pyoxigraph reads, fast and without positions; `places` reads again with our own tokenizer, on
demand, where a line number is asked for. A test proves that both see the same triples.
"""

from cismig.turtle.places import Place, places
from cismig.turtle.reading import read
from cismig.turtle.writing import canonical, canonical_table, formatted

__all__ = ["Place", "canonical", "canonical_table", "formatted", "places", "read"]
