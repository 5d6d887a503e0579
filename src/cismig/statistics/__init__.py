"""Figures: tables read from CSV, and answers as tables and charts."""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.statistics.importing import Imported, import_table
    from cismig.statistics.incoming import describe

__all__ = ["Imported", "describe", "import_table"]

__getattr__ = lazily(
    __name__,
    importing=("Imported", "import_table"),
    incoming=("describe",),
)
