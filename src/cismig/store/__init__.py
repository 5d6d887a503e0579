"""One interface over the embedded store and others: queries refused or answered, as tables."""

from cismig.store.embedded import EmbeddedStore
from cismig.store.interface import Store, Table, Term

__all__ = ["EmbeddedStore", "Store", "Table", "Term"]
