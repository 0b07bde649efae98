"""How many cases come on which days: rate, weekdays, months, growth, and how days differ by chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.fitting.fitted import FittedNumber
from sim.fitting.flow.poisson_fit import dispersion_of, fit_poisson
from sim.fitting.flow.rate_blocks import constant_stretches
from sim.quantities import Flags, Floats, Integers
from sim.translations.in_use import marked, translated

DAYS_OF_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Days of the week as a scenario names them."""
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
"""Months as a scenario names them."""
_EPOCH = date(1970, 1, 1)
_YEAR = 365.25
_SURE = 0.05 / 3
"""Weekdays, months and growth are three questions: each is answered with yes at a third of one in twenty (Bonferroni)."""
_FEW_WEEKS = 6
_LEAST_MONTHLY = 120
"""With fewer cases months are not told apart: a single busy fortnight would look like a season [cases]."""
_RATE = marked(
    "cases by working day, interval for counts that vary {dispersion} times as much as by pure chance (quasi-Poisson)"
)
_GROWN = marked("cases by working day at the end of the register (quasi-Poisson regression)")
_GROWTH = marked("quasi-Poisson regression on time and month")


@dataclass(frozen=True)
class DayCounts:
    """How many cases came on each civil day of a span."""

    first_day: int
    """First civil day [days since 1970-01-01]."""
    counts: Floats
    """By day: cases."""
    worked: Flags
    """By day: whether it is worked."""
    comes: Flags
    """By day: whether cases come on such a day."""
    regular: float = 0.0
    """Share of the cases that come by no chance, such as one at each opening [probability]."""

    @property
    def weekday(self) -> Integers:
        """By day: 0 for Monday."""
        return (self.first_day + np.arange(len(self.counts)) + 3) % 7

    @property
    def month(self) -> Integers:
        """By day: 0 for January."""
        days = np.datetime64(0, "D") + (self.first_day + np.arange(len(self.counts)))
        return days.astype("datetime64[M]").astype(np.int64) % 12

    @property
    def week(self) -> Integers:
        """By day: number of its week."""
        return (self.first_day + np.arange(len(self.counts)) + 3) // 7 - (self.first_day + 3) // 7


@dataclass(frozen=True)
class FittedDayRates:
    """How many cases come on which days."""

    rate: FittedNumber
    """Cases of a working day [1 per working day]."""
    weekdays: dict[str, float]
    """By day of the week: weight; empty where none differs."""
    months: dict[str, float]
    """By month: weight; empty where none differs."""
    growth: FittedNumber | None
    """Growth of a year [1 per year]; None where it cannot be told from none."""
    expected: Floats
    """By day: cases expected."""
    changed: date | None
    """First day of the week from which on the rate is another one; None where none is told apart."""
    change: float
    """By how much the rate is another one since then [1]."""


def fit_day_rates(days: DayCounts) -> FittedDayRates:
    """Rate of a working day with weekdays, months and growth where a test tells them, and the last change of the rate."""
    open_days = days.comes.astype(np.float64)
    weekday = _weekday_weights(days)
    exposure = open_days * (weekday[days.weekday] if weekday is not None else 1.0)
    week_dispersion = _dispersion(days, exposure * days.counts.sum() / max(exposure.sum(), 1e-9), 1)
    months, growth, expected = _months_and_growth(days, exposure, week_dispersion)
    dispersion = _dispersion(days, expected, 1 + 11 * (months is not None) + (growth is not None))
    changed, change = _last_change(days, expected, dispersion)
    return FittedDayRates(
        _rate(days, dispersion, growth, expected),
        {} if weekday is None else {DAYS_OF_WEEK[k]: round(float(w), 3) for k, w in enumerate(weekday) if w > 0},
        {} if months is None else {MONTHS[k]: round(float(w), 3) for k, w in enumerate(months)},
        growth,
        expected,
        changed,
        change,
    )  # fmt: skip


def _dispersion(days: DayCounts, expected: Floats, fitted: int) -> float:
    """By how much weekly counts vary more than Poisson counts do, or less where a test says so."""
    from scipy.stats import chi2

    counts, told = (np.bincount(days.week, values).astype(np.float64) for values in (days.counts, expected))
    free = int((told > 0).sum()) - fitted
    found = dispersion_of(counts, told, fitted)
    chance = 1 - days.regular
    if free < _FEW_WEEKS:
        return max(found, chance)
    less = chi2.cdf(found / chance * free, free) < 0.025
    return max(found, 0.05) if found >= chance or less else chance


def _rate(days: DayCounts, dispersion: float, growth: FittedNumber | None, expected: Floats) -> FittedNumber:
    from scipy.stats import chi2, t

    total, working = float(days.counts.sum()), max(float(days.worked.sum()), 1.0)
    weeks = max(int(days.week[-1]), 1)
    # The dispersion is itself only estimated: the interval is wider by Student's factor where weeks are few.
    wider = 1.0 if dispersion == 1 - days.regular else (float(t.ppf(0.975, max(weeks, 2))) / 1.96) ** 2
    scale = dispersion * wider
    low = float(chi2.ppf(0.025, 2 * total / scale)) / 2 * scale
    high = float(chi2.ppf(0.975, 2 * (total / scale + 1))) / 2 * scale
    words = translated(_RATE, dispersion=f"{dispersion:.2f}")
    if growth is None:
        return FittedNumber(total / working, low / working, high / working, round(total), words)
    middle = float((np.arange(len(expected)) * expected).sum() / max(expected.sum(), 1e-9))
    years = (len(expected) - 1 - middle) / _YEAR
    grown = total / working * (1 + growth.value) ** years
    ends = [np.hypot(np.log(end / total), years * np.log((1 + side) / (1 + growth.value)))
            for end, side in ((low, growth.low), (high, growth.high))]  # fmt: skip
    return FittedNumber(
        grown, grown * float(np.exp(-ends[0])), grown * float(np.exp(ends[1])), round(total), translated(_GROWN)
    )


def _weekday_weights(days: DayCounts) -> Floats | None:
    """By weekday its weight, the average over days on which cases come being 1; None where they do not differ."""
    from scipy.stats import f

    exposed = np.bincount(days.weekday[days.comes], minlength=7).astype(np.float64)
    counts = np.bincount(days.weekday, days.counts * days.comes, minlength=7)
    there = exposed > 0
    free = int(there.sum()) - 1
    if free < 1 or not counts.sum() or int(days.comes.sum()) <= free + 2:
        return None
    expected = exposed * counts.sum() / exposed.sum()
    ratio = 2 * float((counts[there] * np.log(np.maximum(counts[there], 0.5) / expected[there])).sum())
    rates = np.divide(counts, exposed, out=np.zeros(7), where=there)
    dispersion = max(dispersion_of(days.counts[days.comes], rates[days.weekday[days.comes]], free + 1), 0.5)
    if f.sf(max(ratio, 0) / free / dispersion, free, int(days.comes.sum()) - free - 1) > _SURE:
        return None
    told = 1 - free * dispersion / ratio
    weights = np.where(there, 1 + told * (rates * exposed.sum() / counts.sum() - 1), 0.0)
    return np.asarray(weights * exposed.sum() / (weights * exposed).sum())


def _months_and_growth(
    days: DayCounts, exposure: Floats, dispersion: float
) -> tuple[Floats | None, FittedNumber | None, Floats]:
    """Weights of months and yearly growth, where told, and the cases expected by day."""
    from scipy.stats import f, t

    plain = exposure * days.counts.sum() / max(exposure.sum(), 1e-9)
    span, used = len(days.counts), exposure > 0
    if span < _YEAR or not days.counts.sum():
        return None, None, plain
    month = (days.month[:, None] == np.arange(12)[None, :]).astype(np.float64)
    month = month[:, np.bincount(days.month[used], minlength=12) > 0]
    years = ((np.arange(span) - (span - 1) / 2) / _YEAR)[:, None]
    ones = np.ones((span, 1))
    free = int(days.week[-1]) - 12
    full, level = (fit_poisson(days.counts, x, exposure) for x in (np.hstack([month, years]), np.hstack([ones, years])))
    counts, told = (np.bincount(days.week, values).astype(np.float64) for values in (days.counts, full.expected))
    scale = max(dispersion_of(counts, told, 13), 0.5)
    difference = month.shape[1] - 1
    ratio = 2 * (full.likelihood - level.likelihood)
    monthly = (
        free > 2
        and days.counts.sum() >= _LEAST_MONTHLY
        and f.sf(max(ratio, 0) / difference / scale, difference, free) < _SURE
    )
    fit = full if monthly else level
    scale = scale if monthly else max(dispersion, 0.5)
    slope, error = float(fit.coefficients[-1]), float(np.sqrt(fit.covariance[-1, -1] * scale))
    growth = None
    if abs(slope) > float(t.ppf(1 - _SURE / 2, max(free, 2))) * error:
        wide = float(t.ppf(0.975, max(free, 2))) * error
        value, low, high = (float(np.expm1(s)) for s in (slope, slope - wide, slope + wide))
        growth = FittedNumber(value, low, high, round(float(days.counts.sum())), translated(_GROWTH))
    else:
        fit = fit_poisson(days.counts, month if monthly else ones, exposure)
    if not monthly:
        return None, growth, fit.expected
    rates = np.exp(fit.coefficients[:12])
    share = max(1 - difference * scale / ratio, 0.0)
    weights = np.ones(12)
    weights[np.bincount(days.month[used], minlength=12) > 0] = 1 + share * (rates / rates.mean() - 1)
    return weights / weights.mean(), growth, fit.expected


def _last_change(days: DayCounts, expected: Floats, dispersion: float) -> tuple[date | None, float]:
    """The week since which the rate is another one than the rest explains, and by how much."""
    counts, told = (np.bincount(days.week, values).astype(np.float64) for values in (days.counts, expected))
    weeks = np.flatnonzero(told > 0)
    if len(weeks) < 2 * _FEW_WEEKS:
        return None, 0.0
    scale = max(dispersion, 1.0)
    # Four times the logarithm in the likelihood ratio: seldomer than once in a hundred registers by chance.
    starts = constant_stretches(counts[weeks] / scale, told[weeks] / scale, 3 * float(np.log(len(weeks))))
    if len(starts) < 2:
        return None, 0.0
    at, before = starts[-1], starts[-2]
    if len(weeks) - at < 2:
        return None, 0.0
    now, then = (counts[weeks[a:b]].sum() / told[weeks[a:b]].sum() for a, b in ((at, None), (before, at)))
    monday = (days.first_day + 3) // 7 * 7 - 3 + 7 * int(weeks[at])
    return _EPOCH + timedelta(days=monday), float(now / max(then, 1e-9) - 1)
