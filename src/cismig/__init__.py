"""CIS Migration Graph: who cooperates on migration in the CIS, and who says so.

``from cismig import Graph`` is the graph for programs and notebooks (`cismig.graph`); nothing is
loaded before it is asked for.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.graph import Graph

__all__ = ["Graph"]


def __getattr__(name: str) -> object:
    """Return what is asked for by *name*, loaded now."""
    if name == "Graph":
        from cismig.graph import Graph  # noqa: PLC0415 - the command needs none

        return Graph
    raise AttributeError(f"module 'cismig' has no attribute {name!r}")
