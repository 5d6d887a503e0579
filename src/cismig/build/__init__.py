"""Dataset, accepted view and closure in one store, built once for each state of the files."""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.build.axioms import rules_of
    from cismig.build.building import build, build_into, rebuild
    from cismig.build.built import Built, Record
    from cismig.build.elsewhere import at
    from cismig.build.keeping import cache_folder, kept, make, opened

__all__ = [
    "Built",
    "Record",
    "at",
    "build",
    "build_into",
    "cache_folder",
    "kept",
    "make",
    "opened",
    "rebuild",
    "rules_of",
]

__getattr__ = lazily(
    __name__,
    axioms=("rules_of",),
    building=("build", "build_into", "rebuild"),
    built=("Built", "Record"),
    elsewhere=("at",),
    keeping=("cache_folder", "kept", "make", "opened"),
)
