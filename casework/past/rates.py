"""Shares with their intervals: small numbers look small."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt

from casework.past.facts import Decided
from casework.records_office import Result

Z = 1.959963984540054
"""The normal quantile of a 95 % interval."""
FEW = 5
"""Below so many known outcomes no percentage is shown."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the known outcomes were overturned; ``low`` and ``high`` as shares.

    The interval is Wilson's (1927): it stays inside 0..1 and is honest for small numbers.
    """

    known: int
    overturned: int
    partly: int = 0

    @property
    def share(self) -> float | None:
        """The share that was overturned wholly; None without outcomes."""
        return self.overturned / self.known if self.known else None

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval."""
        return self._ends()[0]

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval."""
        return self._ends()[1]

    def _ends(self) -> tuple[float, float]:
        if not self.known:
            return 0.0, 1.0
        n, p = self.known, self.overturned / self.known
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def words(self) -> str:
        """``7 of 9 (78 %; between 45 % and 94 %)``; of a few only ``2 of 3``."""
        counted = f"{self.overturned} of {self.known}"
        if self.share is None or self.known < FEW:
            return counted
        return f"{counted} ({self.share:.0%}; between {self.low:.0%} and {self.high:.0%})".replace(
            "%", " %"
        )


def rate_of(outcomes: Iterable[Decided]) -> Rate:
    """The rate over outcomes; those that are pending are not known and do not count."""
    known = [each for each in outcomes if each.result is not Result.PENDING]
    return Rate(
        known=len(known),
        overturned=sum(each.result is Result.OVERTURNED for each in known),
        partly=sum(each.result is Result.PARTLY for each in known),
    )


def rates_by(
    outcomes: Iterable[Decided], names: Callable[[Decided], Iterable[str]]
) -> list[tuple[str, Rate]]:
    """A rate for each name, those with the most known outcomes first."""
    groups: dict[str, list[Decided]] = defaultdict(list)
    for each in outcomes:
        for name in names(each):
            groups[name].append(each)
    rates = [(name, rate_of(group)) for name, group in groups.items()]
    return sorted(rates, key=lambda pair: (-pair[1].known, pair[0]))
