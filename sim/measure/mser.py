"""Where a series has settled: batches of a working week, the truncation of MSER-5, and Welch's moving average.

MSER: White, Simulation 69 (1997), 323-334. MSER-5, the same on means of batches of five: Spratt, An evaluation of start-up
policies (University of Virginia, 1998); White, Cobb and Spratt, A comparison of five steady-state truncation heuristics
for simulation, Winter Simulation Conference 2000, 755-760. Welch, The statistical analysis of simulation results, in:
Lavenberg, Computer Performance Modeling Handbook (1983), 268-328.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


@dataclass(frozen=True)
class Truncation:
    """How much of the beginning of a series MSER-5 cuts off."""

    weeks: int
    """Weeks that are cut off."""
    weeks_of_series: int
    """Weeks of the series."""

    @property
    def settled(self) -> bool:
        """Whether the truncation lies in the first half of the series; beyond the half the series is too short [MSER-5]."""
        return 2 * self.weeks <= self.weeks_of_series

    @property
    def lacking(self) -> int:
        """By how many weeks the series is at least too short: so that the same weeks were its first half."""
        return max(2 * self.weeks - self.weeks_of_series, 0)


def mser(means: Series) -> Truncation:
    """The truncation that makes the squared standard error of the mean of what is left smallest.

    `means` are those of batches; missing ones (NaN) are passed over. Of truncations that are equally good the shortest is
    taken. A third of the series is always left: the few last batches can lie close together by chance, for which Hoad,
    Robinson and Davies, Journal of the Operational Research Society 61 (2010), 1389-1403, leave out the last five.
    """
    present = np.flatnonzero(~np.isnan(means))
    x = means[present]
    n = len(x)
    if n == 0:
        return Truncation(0, len(means))
    most = n - -(-n // 3)
    # Differences that are only rounding must not decide.
    errors = np.array([x[d:].var() / (n - d) for d in range(most + 1)])
    best = int(np.flatnonzero(errors <= errors.min() + 1e-12 * np.square(x).max(initial=0))[0])
    return Truncation(int(present[best]) if best else 0, len(means))


def moving_average(means: Series, half: int) -> Series:
    """Welch's moving average: each value with `half` neighbours on either side, with fewer near the beginning.

    It has fewer near the end as well, where Welch gives none, so that it covers the whole series.

    Missing values (NaN) are passed over; where a window has none but those the average is missing.
    """
    n = len(means)
    result = np.full(n, np.nan)
    for i in range(n):
        reach = min(half, i, n - 1 - i)
        window = means[i - reach : i + reach + 1]
        window = window[~np.isnan(window)]
        if len(window):
            result[i] = window.mean()
    return result


def smoothing(weeks: int) -> int:
    """Half the window of the moving average for a series of so many weeks: an eighth, at most a quarter year."""
    return max(1, min(weeks // 8, 6))
