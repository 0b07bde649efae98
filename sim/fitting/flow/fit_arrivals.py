"""How the cases of a kind come: rate, hours, weekdays, months, growth, regularity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.fitting.fitted import FittedArrivals, FittedHours
from sim.fitting.flow.arrival_chance import together, variation_of_days, variation_of_gaps
from sim.fitting.flow.arrival_days import DAYS_OF_WEEK, DayCounts, FittedDayRates, fit_day_rates
from sim.fitting.flow.arrival_hours import hours_of_arrivals
from sim.quantities import DAY, Flags, Instants

_CLEARLY_OVER = 0.01
_LONG = 14
"""In registers longer than this the day on which they were cut is left out [civil days]."""


@dataclass(frozen=True)
class KnownArrivals:
    """When the cases of one kind came."""

    at: Instants
    """By case: when it came, known or drawn [instants]."""
    inferred: Flags
    """By case: whether it is drawn."""
    spikes: Flags
    """By case: whether it came exactly at an opening as one case does every day."""
    hours_known: bool
    """Whether the time of the day is known or can be inferred; False: no more than the day."""


@dataclass(frozen=True)
class WorkedDays:
    """Which days of a register are worked, and when its office is open."""

    first_day: int
    """First civil day of the register [days since 1970-01-01]."""
    worked: Flags
    """By civil day: whether it is worked."""
    hours: FittedHours
    """When the office is open."""
    seen_until: int
    """The last instant of the register [instant]."""


@dataclass(frozen=True)
class ArrivalsFound:
    """The arrivals of a kind of cases, and since when their rate is another one."""

    arrivals: FittedArrivals
    """How they come."""
    changed: date | None
    """First day of the week from which on the rate is another one; None where none is told apart."""
    change: float
    """By how much the rate is another one since then [1]."""
    ended_early: bool
    """Whether cases stop coming so long before the register ends that it must have been cut by cases, not by time."""
    hours_known: bool
    """Whether the time of the day is known or can be inferred; False: no more than the day."""


def fit_arrivals(known: KnownArrivals, days: WorkedDays, name: str, seed: int) -> ArrivalsFound:
    """Fit how cases come to when they came; `name` is the key of their hours."""
    at = np.sort(known.at)
    spikes, spread = np.sort(known.at[known.spikes]), np.sort(known.at[~known.spikes])
    found = hours_of_arrivals(spread, spikes, name, days.hours, told=known.hours_known)
    if not known.hours_known:
        spread = spread[:0]
    counts, early = _by_day(at, days, tuple(found.hours.by_weekday), len(spikes) / len(at))
    rates = fit_day_rates(counts)
    variation = variation_of_gaps(spread // DAY, found.clock(spread), seed)
    by_chance = variation.value**2 * (1 - counts.regular)
    differing = variation_of_days(counts.counts, rates.expected, by_chance, seed)
    resolution = 1 if (at % 60).any() else 60
    by_count = together(known.at[~known.inferred], resolution) if known.hours_known else {1: 1.0}
    arrivals = FittedArrivals(
        rates.rate, found.hours, found.weights, _weekdays(rates, found.hours), rates.months, rates.growth,
        variation, differing, by_count, known.at, int(known.inferred.sum()), counts.regular,
    )  # fmt: skip
    return ArrivalsFound(arrivals, rates.changed, rates.change, early, known.hours_known)


def _weekdays(rates: FittedDayRates, hours: FittedHours) -> dict[str, float]:
    return {day: weight for day, weight in rates.weekdays.items() if day in hours.by_weekday}


def _by_day(at: Instants, days: WorkedDays, coming: tuple[str, ...], regular: float) -> tuple[DayCounts, bool]:
    """Cases by civil day, from the first one on, until the register ends or, if it was cut by cases, the day before the last one.

    The day on which a register was cut is not seen as a whole.
    """
    first, last = int(at[0]) // DAY, days.seen_until // DAY
    through = int(at[-1]) // DAY
    worked = days.worked
    position = np.arange(first, last + 1) - days.first_day
    is_worked = np.where(
        (position >= 0) & (position < len(worked)), worked[np.clip(position, 0, len(worked) - 1)], False
    )
    silent = float(is_worked[through - first + 1 :].sum())
    rate = len(at) / max(float(is_worked[: through - first + 1].sum()), 1.0)
    early = bool(np.exp(-rate * silent) < _CLEARLY_OVER)
    size = (through - (through - first >= _LONG) if early else last) - first + 1
    is_worked = is_worked[:size]
    counts = np.bincount(at // DAY - first, minlength=size)[:size].astype(np.float64)
    weekday = (first + np.arange(size) + 3) % 7
    on = np.array([day in coming for day in DAYS_OF_WEEK])[weekday]
    # Where cases come at weekends as well, days of rest count for nothing less.
    weekend = weekday >= 5
    comes = on & (is_worked | weekend)
    return DayCounts(first, counts, is_worked, comes, regular), early
