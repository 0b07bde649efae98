"""How many applications are expected when: a rate spread over open time, with its shape over year, week and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from sim.calendar.working_time import WorkingTime
from sim.errors import ModelError
from sim.quantities import DAY, UNSET, Floats, Instants, Rate, instant
from sim.scenario.demand import Profile
from sim.translations.in_use import translated

_EPOCH = date(1970, 1, 1)
YEAR_DAYS = 365.25
"""Days of a year where growth is compounded."""
DayFactor = Callable[[date], float]
"""What the expected number of a civil day is multiplied by."""


@dataclass(frozen=True)
class Intensity:
    """A piecewise constant arrival rate, as expected arrivals cumulated over open intervals."""

    opens: Instants
    """Beginnings of the intervals [instants]."""
    lengths: Instants
    """Lengths of the intervals [s]."""
    before: Floats
    """Expected arrivals before each interval, and at last all of them [one longer than `opens`]."""

    @classmethod
    def of(
        cls,
        rate: Rate,
        open_time: WorkingTime,
        working_days: Mapping[date, bool],
        start: int,
        end: int,
        profile: Profile | None = None,
        factor: DayFactor | None = None,
    ) -> Intensity:
        """Spread a rate over open time between two instants.

        An hour is an open hour. A working day, a calendar day, a week, a month and a year each get their count, spread
        over the open time that they have. A profile moves arrivals within each civil year and leaves its total as it is;
        a factor multiplies what is expected on a day. Raises ModelError where a profile leaves no open time.
        """
        first, last = start, end
        if profile is not None:  # its weights are normalised over whole years
            first = max(instant(_day(start).replace(month=1, day=1)), open_time.start)
            last = min(instant(date(_day(end - 1).year + 1, 1, 1)), open_time.end)
        cuts = {t for begin, until, _ in profile.hour_weights for t in (begin, until)} if profile else set()
        opens, closes = _pieces(open_time, first, last, sorted({0, *cuts} - {DAY}), (start, end))
        if rate.unit == "hour":
            expected = rate.value * (closes - opens) / 3600
        else:
            days, place = np.unique(opens // DAY, return_inverse=True)
            by_day = [_open_in_period(day * DAY, rate, open_time, working_days) for day in days.tolist()]
            total = np.array(by_day, dtype=np.float64)[place]
            with np.errstate(divide="ignore", invalid="ignore"):
                expected = np.where(total > 0, rate.value * (closes - opens) / total, 0.0)
        if profile is not None:
            expected = _shaped(expected, opens, profile)
        if factor is not None:
            days, place = np.unique(opens // DAY, return_inverse=True)
            expected = expected * np.array([factor(_day(day * DAY)) for day in days.tolist()])[place]
        inside = (opens >= start) & (closes <= end)
        before = np.concatenate([[0.0], np.cumsum(expected[inside])])
        return cls(opens[inside], (closes - opens)[inside], before)

    @property
    def total(self) -> float:
        """Expected arrivals in all."""
        return float(self.before[-1])

    def expected(self, until: int) -> float:
        """Expected arrivals before an instant."""
        share = np.clip((until - self.opens) / np.maximum(self.lengths, 1), 0, 1)
        return float(np.sum(share * np.diff(self.before)))

    @cached_property
    def _within(self) -> Floats:
        """Expected arrivals in each interval."""
        return np.diff(self.before)

    def at(self, points: Floats) -> Instants:
        """When so many arrivals are expected: the change of time of a unit-rate process [instants; UNSET for never].

        The points are in order.
        """
        result = np.full(points.shape, UNSET, dtype=np.int64)
        # The points are many and the intervals few, so the intervals are looked up among the points.
        first_point = np.searchsorted(points, self.before)
        until = int(first_point[-1])
        points, count = points[:until], np.diff(first_point)
        lengths = np.repeat(self.lengths, count)
        offset = points - np.repeat(self.before[:-1], count)
        offset /= np.repeat(self._within, count)
        offset *= lengths
        # Whole seconds, and never the closing second, at which the door is shut.
        seconds = offset.astype(np.int64)
        lengths -= 1
        np.minimum(seconds, lengths, out=seconds)
        np.add(np.repeat(self.opens, count), seconds, out=result[:until])
        return result


@dataclass(frozen=True)
class YearlyGrowth:
    """The factor of a growth that is compounded day by day from a start on; 1 before it."""

    share: float
    """Growth in a year [share]."""
    start: date
    """From when on it grows."""

    def __call__(self, day: date) -> float:
        """The factor on a day."""
        return float((1 + self.share) ** (max((day - self.start).days, 0) / YEAR_DAYS))


def _shaped(expected: Floats, opens: Instants, profile: Profile) -> Floats:
    """What is expected in each piece after a profile; every civil year keeps its total."""
    days = [_day(t) for t in opens.tolist()]
    weights = np.array([profile.month_weight(day.month) * profile.weekday_weight(day.weekday()) for day in days])
    second = opens % DAY
    for begin, until, weight in profile.hour_weights:
        weights = np.where((second >= begin) & (second < until), weights * weight, weights)
    shaped = expected * weights
    years = np.array([day.year for day in days])
    for year in np.unique(years).tolist():
        in_year = years == year
        total, weighted_total = float(expected[in_year].sum()), float(shaped[in_year].sum())
        if total and not weighted_total:
            raise ModelError(
                translated("a profile gives no weight to any time in {year} at which applications are taken", year=year)
            )
        if total:
            shaped[in_year] *= total / weighted_total
    return np.asarray(shaped, dtype=np.float64)


def _pieces(
    open_time: WorkingTime, start: int, end: int, cuts: list[int], borders: tuple[int, int]
) -> tuple[Instants, Instants]:
    """Open intervals between two instants, cut at some seconds of every civil day and at two instants."""
    inside = (open_time.closes > start) & (open_time.opens < end)
    opens, closes = np.maximum(open_time.opens[inside], start), np.minimum(open_time.closes[inside], end)
    days = np.arange(start // DAY, end // DAY + 1, dtype=np.int64) * DAY
    marks = (days[:, None] + np.array(cuts, dtype=np.int64)).ravel()
    marks = np.unique(np.concatenate([marks, borders]))
    if len(opens):
        interval = np.searchsorted(opens, marks, side="right") - 1
        marks = marks[(interval >= 0) & (marks > opens[interval]) & (marks < closes[interval])]
    else:
        marks = marks[:0]
    return np.sort(np.concatenate([opens, marks])), np.sort(np.concatenate([closes, marks]))


def _open_in_period(at: int, rate: Rate, open_time: WorkingTime, working_days: Mapping[date, bool]) -> int:
    """Open seconds of the day, week, month or year around an instant, over which the rate's count is spread."""
    day = _day(at)
    if rate.unit == "working_day":
        return open_time.elapsed(instant(day), instant(day) + DAY) if working_days[day] else 0
    if rate.unit == "day":
        first, last = day, day + timedelta(days=1)
    elif rate.unit == "week":
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=7)
    elif rate.unit == "month":
        first = day.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1)
    else:
        first, last = day.replace(month=1, day=1), day.replace(year=day.year + 1, month=1, day=1)
    return open_time.elapsed(max(instant(first), open_time.start), min(instant(last), open_time.end))


def _day(at: int) -> date:
    return _EPOCH + timedelta(days=at // DAY)
