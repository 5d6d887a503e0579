"""SPARQL over HTTP: the protocol, its limits, and the description of what is served."""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.server.app import application
    from cismig.server.plan import Plan
    from cismig.server.serving import serve

__all__ = ["Plan", "application", "serve"]

__getattr__ = lazily(__name__, app=("application",), plan=("Plan",), serving=("serve",))
