"""Figures: tables read from CSV, and answers as typed tables, files for other programs, charts.

Nothing here is loaded to answer a plain question, and the libraries that write workbooks, Parquet
and pictures are loaded when such a file is asked for.
"""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.statistics.cards import Card
    from cismig.statistics.csvw import METADATA, csv_metadata, csv_table
    from cismig.statistics.frames import frame, parquet
    from cismig.statistics.importing import Imported, import_table
    from cismig.statistics.incoming import describe
    from cismig.statistics.noting import Notes, notes
    from cismig.statistics.pictures import PICTURES, picture, specification
    from cismig.statistics.sdmx import sdmx_csv
    from cismig.statistics.sheets import Field, Sheet, sheet
    from cismig.statistics.workbooks import workbook

__all__ = [
    "METADATA",
    "PICTURES",
    "Card",
    "Field",
    "Imported",
    "Notes",
    "Sheet",
    "csv_metadata",
    "csv_table",
    "describe",
    "frame",
    "import_table",
    "notes",
    "parquet",
    "picture",
    "sdmx_csv",
    "sheet",
    "specification",
    "workbook",
]

__getattr__ = lazily(
    __name__,
    cards=("Card",),
    csvw=(
        "METADATA",
        "csv_metadata",
        "csv_table",
    ),
    frames=(
        "frame",
        "parquet",
    ),
    importing=(
        "Imported",
        "import_table",
    ),
    incoming=("describe",),
    noting=(
        "Notes",
        "notes",
    ),
    pictures=(
        "PICTURES",
        "picture",
        "specification",
    ),
    sdmx=("sdmx_csv",),
    sheets=(
        "Field",
        "Sheet",
        "sheet",
    ),
    workbooks=("workbook",),
)
