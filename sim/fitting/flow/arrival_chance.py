"""How regularly cases come within a day, how many at once, and how busy days differ."""

from __future__ import annotations

import numpy as np

from sim.fitting.fitted import FittedNumber
from sim.quantities import Floats, Instants, Integers
from sim.translations.in_use import marked, translated

_DRAWS = 400
_LEAST_GAPS = 30
_LEAST_DAYS = 10
_MOST_TOGETHER = 50
_BULK_SHARE = 0.02
_GAPS = marked(
    "gaps within days, given how many came (gamma renewal process); 1 where it cannot be told from pure chance"
)
_DAYS = marked(
    "excess variance of daily numbers (Avramidis, Deslauriers and L'Ecuyer 2004); 0 where it cannot be told from none"
)


def variation_of_gaps(day: Integers, clock: Floats, seed: int) -> FittedNumber:
    """Coefficient of variation of the times between arrivals, in the operational time of their days.

    Given the first and last of a day and their number, the gaps between are of Dirichlet's law where the process is a gamma
    renewal one, whatever the rate of the day; so days that differ do not look like gaps that vary. Interval by resampling days.
    """
    order = np.lexsort((clock, day))
    day, clock = day[order], clock[order]
    _, begin, count = np.unique(day, return_index=True, return_counts=True)
    first, last = clock[begin], clock[begin + count - 1]
    used = np.flatnonzero((count >= 4) & (last > first))
    gaps = count[used] - 1
    if gaps.sum() < _LEAST_GAPS:
        return FittedNumber(1.0, 0.0, 2.0, int(gaps.sum()), translated(_GAPS), "bounded")
    squares = np.add.reduceat(np.append(np.diff(clock), 0.0) ** 2, begin)  # holds the gap to the next day
    outer = np.append(np.diff(clock), 0.0)[begin + count - 1] ** 2
    spread = (squares - outer)[used] / (last - first)[used] ** 2 * gaps - 1  # 1 / gaps is the least sum of squares
    rng = np.random.default_rng(seed)
    value = _cv_of(spread, gaps)
    if len(used) > 5_000:
        draws = np.array([_cv_of(spread[k::20], gaps[k::20]) for k in range(20)])
        error = float(draws.std(ddof=1) / np.sqrt(20))
        low, high = value - 1.96 * error, value + 1.96 * error
    else:
        picks = rng.integers(len(used), size=(_DRAWS, len(used)))
        low, high = np.quantile([_cv_of(spread[p], gaps[p]) for p in picks], [0.025, 0.975]).tolist()
    if low <= 1 <= high:
        value = 1.0
    return FittedNumber(value, min(low, value), max(high, value), int(gaps.sum()), translated(_GAPS))


def _cv_of(spread: Floats, gaps: Integers) -> float:
    """The coefficient of variation at which the squares of gaps, relative to their day, are those expected.

    Of m gaps with shape k each, m times the sum of their squared shares is 1 + (m - 1) / (m k + 1) on the average.
    """
    total, low, high = float(spread.sum()), np.log(0.01), np.log(10.0)
    m = gaps.astype(np.float64)
    values, times = np.unique(m, return_counts=True)
    for _ in range(40):
        middle = (low + high) / 2
        told = float((times * (values - 1) / (values * np.exp(-2 * middle) + 1)).sum())
        low, high = (middle, high) if told < total else (low, middle)
    return float(np.exp((low + high) / 2))


def variation_of_days(counts: Floats, expected: Floats, index: float, seed: int) -> FittedNumber:
    """Coefficient of variation of the rate between days, beyond what weekdays, months and pure chance explain.

    Moments of daily counts: variance `index` times the mean from chance within the day, and the square of the mean times that of
    the coefficient (A. Avramidis, A. Deslauriers, P. L'Ecuyer, Management Science 50 (2004)). Interval by resampling days.
    """
    used = expected > 0
    x, mean = counts[used], expected[used]
    if len(x) < _LEAST_DAYS or x.sum() < _LEAST_GAPS:
        return FittedNumber(0.0, 0.0, 1.0, len(x), translated(_DAYS), "bounded")
    excess, squares = (x - mean) ** 2 * len(x) / (len(x) - 1) - index * mean, mean**2
    rng = np.random.default_rng(seed)
    if len(x) > 4_000:
        x = x[:4_000]
    picks = rng.integers(len(x), size=(_DRAWS, len(x)))
    drawn = excess[picks].sum(axis=1) / squares[picks].sum(axis=1)
    low, high = np.sqrt(np.maximum(np.quantile(drawn, [0.025, 0.975]), 0)).tolist()
    value = float(np.sqrt(max(excess.sum() / squares.sum(), 0)))
    if low <= 0:
        value = 0.0
    return FittedNumber(value, min(low, value), max(high, value), len(x), translated(_DAYS))


def together(at: Instants, resolution: int) -> dict[int, float]:
    """By how many come at one instant: weight; all one by one where the clock of the register cannot tell."""
    if resolution > 60 or not len(at):
        return {1: 1.0}
    _, counts = np.unique(at, return_counts=True)
    span = max(int(at.max() - at.min()), 1)
    by_chance = (
        len(at) ** 2 * resolution / span
    )  # pairs in one tick of the clock, within open hours about as many times more
    if (counts > 1).sum() <= max(8 * by_chance, _BULK_SHARE * len(counts), 5):
        return {1: 1.0}
    sizes, times = np.unique(np.minimum(counts, _MOST_TOGETHER), return_counts=True)
    return {int(size): round(float(t / times.sum()), 4) for size, t in zip(sizes, times, strict=True)}
