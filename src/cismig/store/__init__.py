"""One interface over the embedded store and others: queries refused or answered, as tables."""

from cismig.store.embedded import EmbeddedStore
from cismig.store.interface import Store, Table, Term
from cismig.store.limits import Limits

__all__ = ["EmbeddedStore", "Limits", "Store", "Table", "Term"]
