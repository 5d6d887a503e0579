"""The colour of a figure in a square, and of the words on it."""

from __future__ import annotations

import math

from cismig.frozen import Frozen
from cismig.statistics.framing import legend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from cismig.statistics.framing import Spec
    from cismig.statistics.marks import Mark

_ONE_WAY: Final = "blues"
_BOTH_WAYS: Final = "blueorange"
_DARK_FROM: Final = 0.6
_DARK_BELOW: Final = 0.2
_SKEWED: Final = 50.0


class Colours(Frozen):
    """From the least to the greatest figure; a balance has nought in the middle.

    Where the greatest figure is many times the middle one, steps are of equal ratio, for else all
    but one square would be white.
    """

    least: float
    greatest: float
    skewed: bool

    @property
    def both_ways(self) -> bool:
        """Return whether there are figures below nought."""
        return self.least < 0

    def _steps(self) -> Spec:
        """Return which figures the legend names: every tenfold where steps are of equal ratio."""
        if not self.skewed:
            return {"tickCount": 4}
        powers = [10.0**power for power in range(round(math.log10(self.greatest)) + 1)]
        named = [each for each in powers if self.least < each <= self.greatest][-4:]
        below = [-each for each in reversed(named)] if self.both_ways else []
        return {"values": [*below, *([0.0] if self.least <= 0 else []), *named]}

    def is_dark(self, value: float | None) -> bool:
        """Return whether words on the colour of *value* must be white."""
        if value is None:
            return False
        low, high = self._stretched(self.least), self._stretched(self.greatest)
        part = (self._stretched(value) - low) / (high - low) if high > low else 0.0
        if self.both_ways:
            return part < _DARK_BELOW or part > 1 - _DARK_BELOW
        return part > _DARK_FROM

    def _stretched(self, value: float) -> float:
        return math.copysign(math.log1p(abs(value)), value) if self.skewed else value

    def encoding(self, heading: str) -> Spec:
        """Return the colour of the field ``value``, explained under *heading*."""
        return {
            "field": "value",
            "type": "quantitative",
            "scale": {
                "type": ("symlog" if self.least <= 0 else "log") if self.skewed else "linear",
                "domain": [self.least, self.greatest],
                "scheme": _BOTH_WAYS if self.both_ways else _ONE_WAY,
                "nice": False,
            },
            "legend": {**legend(heading), "format": ",~f", "gradientLength": 160, **self._steps()},
        }


def colours(marks: list[Mark]) -> Colours:
    """Return the colours that tell the figures of *marks* apart."""
    figures = sorted(mark.value for mark in marks if mark.value is not None)
    least, greatest = figures[0], figures[-1]
    middle = figures[len(figures) // 2]
    if least < 0:
        greatest = max(abs(least), abs(greatest))
        least = -greatest
    skewed = greatest > _SKEWED * max(abs(middle), 1.0)
    if least > 0 and not skewed:
        least = 0.0
    return Colours(least, greatest if greatest > least else least + 1.0, skewed)
