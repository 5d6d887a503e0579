"""Dataset, accepted view and closure in one store, built once for each state of the files."""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.build.axioms import rules_of
    from cismig.build.building import build, build_into, rebuild
    from cismig.build.built import Built, Change, Record
    from cismig.build.elsewhere import at, fetched
    from cismig.build.keeping import cache_folder, kept, make, opened, over
    from cismig.build.recording import read_record, write_record

__all__ = [
    "Built",
    "Change",
    "Record",
    "at",
    "build",
    "build_into",
    "cache_folder",
    "fetched",
    "kept",
    "make",
    "opened",
    "over",
    "read_record",
    "rebuild",
    "rules_of",
    "write_record",
]

__getattr__ = lazily(
    __name__,
    axioms=("rules_of",),
    building=("build", "build_into", "rebuild"),
    built=("Built", "Change", "Record"),
    elsewhere=("at", "fetched"),
    keeping=("cache_folder", "kept", "make", "opened", "over"),
    recording=("read_record", "write_record"),
)
