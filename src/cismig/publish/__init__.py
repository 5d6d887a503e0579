"""Descriptions of the graph and of what is in it, as queries that construct them."""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.publish.describing import dataset_description, service_description
    from cismig.publish.things import description, is_name, whereabouts

__all__ = [
    "dataset_description",
    "description",
    "is_name",
    "service_description",
    "whereabouts",
]

__getattr__ = lazily(
    __name__,
    describing=("dataset_description", "service_description"),
    things=("description", "is_name", "whereabouts"),
)
