"""Files to quads: source graphs, cube normalisation, date bounds, judgements, accepted view."""

from cismig.names import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cismig.dataset.accepting import Acceptance, accept, changed_bounds, left_out, reaccept
    from cismig.dataset.dates import BOUNDS, bound_premises, bounds, contained_date
    from cismig.dataset.disagreeing import disagreements
    from cismig.dataset.judging import judgement_problems, judgements
    from cismig.dataset.loading import load, reload
    from cismig.dataset.model import (
        Dataset,
        Difference,
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
    "Difference",
    "Disagreement",
    "Judgement",
    "JudgementProblem",
    "Role",
    "Side",
    "accept",
    "bound_premises",
    "bounds",
    "changed_bounds",
    "contained_date",
    "disagreements",
    "judgement_problems",
    "judgements",
    "left_out",
    "load",
    "one_value_properties",
    "reaccept",
    "reload",
]

__getattr__ = lazily(
    __name__,
    accepting=(
        "Acceptance",
        "accept",
        "changed_bounds",
        "left_out",
        "reaccept",
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
    loading=(
        "load",
        "reload",
    ),
    model=(
        "Dataset",
        "Difference",
        "Disagreement",
        "Judgement",
        "JudgementProblem",
        "Role",
        "Side",
    ),
    onevalue=("one_value_properties",),
)
