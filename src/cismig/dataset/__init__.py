"""Files to quads: source graphs, cube normalisation, date bounds, judgements, accepted view."""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.dataset.accepting import Acceptance, accept
    from cismig.dataset.dates import BOUNDS, bound_premises, bounds, contained_date
    from cismig.dataset.disagreeing import disagreements
    from cismig.dataset.judging import judgement_problems, judgements
    from cismig.dataset.loading import load
    from cismig.dataset.model import (
        Dataset,
        Disagreement,
        Judgement,
        JudgementProblem,
        Role,
        Side,
    )
    from cismig.dataset.onevalue import one_value_properties

__all__ = [
    "BOUNDS",
    "Acceptance",
    "Dataset",
    "Disagreement",
    "Judgement",
    "JudgementProblem",
    "Role",
    "Side",
    "accept",
    "bound_premises",
    "bounds",
    "contained_date",
    "disagreements",
    "judgement_problems",
    "judgements",
    "load",
    "one_value_properties",
]

__getattr__ = lazily(
    __name__,
    accepting=(
        "Acceptance",
        "accept",
    ),
    dates=(
        "BOUNDS",
        "bound_premises",
        "bounds",
        "contained_date",
    ),
    disagreeing=("disagreements",),
    judging=(
        "judgement_problems",
        "judgements",
    ),
    loading=("load",),
    model=(
        "Dataset",
        "Disagreement",
        "Judgement",
        "JudgementProblem",
        "Role",
        "Side",
    ),
    onevalue=("one_value_properties",),
)
