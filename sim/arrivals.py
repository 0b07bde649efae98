"""When applications come: a rate spread over open time, and Poisson arrivals under that change of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.calendars import Instants, WorkingTime
from sim.quantities import DAY, Rate, instant
from sim.sampling import Floats, generator


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
        cls, rate: Rate, open_time: WorkingTime, working_days: Mapping[date, bool], start: int, end: int
    ) -> Intensity:
        """Spread a rate over open time between two instants.

        An hour is an open hour. A working day, a calendar day, a week, a month and a year each get their count, spread
        over the open time that they have.
        """
        opens, closes = _clipped(open_time, start, end)
        if rate.unit == "hour":
            expected = rate.value * (closes - opens) / 3600
        else:
            total = np.array([_open_in_period(int(t), rate, open_time, working_days) for t in opens], dtype=np.float64)
            with np.errstate(divide="ignore", invalid="ignore"):
                expected = np.where(total > 0, rate.value * (closes - opens) / total, 0.0)
        before = np.concatenate([[0.0], np.cumsum(expected)])
        return cls(opens, closes - opens, before)

    def expected(self, until: int) -> float:
        """Expected arrivals before an instant."""
        share = np.clip((until - self.opens) / np.maximum(self.lengths, 1), 0, 1)
        return float(np.sum(share * np.diff(self.before)))

    def arrivals(self, seed: int, replication: int, *stream: str) -> Instants:
        """Arrival instants of a Poisson stream: a unit-rate process under the change of time [instants, in order].

        A longer horizon keeps the earlier arrivals.
        """
        total = float(self.before[-1])
        size = int(total + 10 * np.sqrt(total) + 20)
        unit = np.cumsum(-np.log1p(-generator(seed, replication, *stream, "arrival").random(size)))
        while unit[-1] < total:
            size *= 2
            unit = np.cumsum(-np.log1p(-generator(seed, replication, *stream, "arrival").random(size)))
        unit = unit[unit < total]
        i = np.searchsorted(self.before, unit, side="right") - 1
        within = (unit - self.before[i]) / (self.before[i + 1] - self.before[i])
        # Whole seconds, and never the closing second, at which the door is shut.
        offset = np.minimum((within * self.lengths[i]).astype(np.int64), self.lengths[i] - 1)
        return np.asarray(self.opens[i] + offset, dtype=np.int64)


def _clipped(open_time: WorkingTime, start: int, end: int) -> tuple[Instants, Instants]:
    """Open intervals between two instants, cut at every midnight so that each lies in one civil day."""
    inside = (open_time.closes > start) & (open_time.opens < end)
    pieces: list[tuple[int, int]] = []
    for opens, closes in zip(open_time.opens[inside].tolist(), open_time.closes[inside].tolist(), strict=True):
        at, closes = max(opens, start), min(closes, end)
        while at < closes:
            until = min(closes, (at // DAY + 1) * DAY)
            pieces.append((at, until))
            at = until
    table = np.array(pieces, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _open_in_period(at: int, rate: Rate, open_time: WorkingTime, working_days: Mapping[date, bool]) -> int:
    """Open seconds of the day, week, month or year around an instant, over which the rate's count is spread."""
    day = date(1970, 1, 1) + timedelta(days=at // DAY)
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
