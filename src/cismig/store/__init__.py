"""One interface over the embedded store and others: queries refused or answered, as tables."""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.store.embedded import EmbeddedStore, guarded
    from cismig.store.endpoint import EndpointStore
    from cismig.store.interface import Store, Table, Term
    from cismig.store.limits import Limits, end_process
    from cismig.store.pushing import Push

__all__ = [
    "EmbeddedStore",
    "EndpointStore",
    "Limits",
    "Push",
    "Store",
    "Table",
    "Term",
    "end_process",
    "guarded",
]

__getattr__ = lazily(
    __name__,
    embedded=("EmbeddedStore", "guarded"),
    endpoint=("EndpointStore",),
    interface=("Store", "Table", "Term"),
    limits=("Limits", "end_process"),
    pushing=("Push",),
)
