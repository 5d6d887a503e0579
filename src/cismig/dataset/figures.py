"""Figures as printed: a rounding, or a bound, is contained in the figure that it stands for."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from cismig.dataset.terms import Term, named

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

__all__ = ["HAS_PRECISION", "contained_figure"]

HAS_PRECISION = named("cism:hasPrecision")
_EXACT, _ROUNDED, _ABOUT, _MORE_THAN, _LESS_THAN = map(
    named,
    (
        "code:precision-exact",
        "code:precision-rounded",
        "code:precision-about",
        "code:precision-more-than",
        "code:precision-less-than",
    ),
)
_NEAR, _BOUNDS = frozenset({_ROUNDED, _ABOUT}), frozenset({_MORE_THAN, _LESS_THAN})
_NUMERIC = frozenset(map(named, ("xsd:integer", "xsd:decimal")))


def contained_figure(
    value: Term, precision: NamedNode | None, other: Term, other_precision: NamedNode | None
) -> bool:
    """Tell whether *value*, printed as *precision* says, is implied by *other*.

    Units:  those of the observation; both figures are of the same one.
    Error:  a rounding stands for every figure up to half a unit of its last digit that is not a
            trailing nought away. Of 16 and 16.0, equally precise, one is contained, not both.
    Source: report on the 28th meeting, line 14, which prints "16 percent" for 15.93 %.

    >>> decimal = named("xsd:decimal")
    >>> printed, computed = Literal("16", datatype=decimal), Literal("15.93", datatype=decimal)
    >>> contained_figure(printed, _ROUNDED, computed, None)
    True
    """
    if value in _NEAR | _BOUNDS:
        return other == _EXACT
    figure, more = _number(value), _number(other)
    if figure is None or more is None:
        return False
    if figure == more and (precision or _EXACT) == (other_precision or _EXACT):
        return str(value) < str(other)  # one figure, written in two ways
    if precision in _NEAR:
        return other_precision not in _BOUNDS and 2 * abs(more - figure) <= _step(figure)
    return (precision == _MORE_THAN and more > figure) or (
        precision == _LESS_THAN and more < figure
    )


def _number(value: Term) -> Decimal | None:
    if not isinstance(value, Literal) or value.datatype not in _NUMERIC:
        return None
    try:
        return Decimal(value.value)
    except InvalidOperation:
        return None


def _step(figure: Decimal) -> Decimal:
    """Return the unit of the last digit that a rounding keeps: 1000 for 652000, 0.1 for 15.9."""
    exponent = figure.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))
