"""The time of the day of an application of which a register has the day only: drawn over the hours of its office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.calendar.working_time import WorkingTime
from sim.model.arrival_rate import Intensity
from sim.quantities import DAY, Flags, Floats, Instants, Rate
from sim.scenario.demand import Profile


@dataclass(frozen=True)
class DaySpread:
    """How the applications of a day are spread over the hours in which an office takes them, after a profile of hours."""

    intensity: Intensity
    """Where in open time an application of a day comes, the more often the higher."""

    @classmethod
    def of(
        cls, open_time: WorkingTime, working_days: Mapping[date, bool], start: int, end: int, profile: Profile | None
    ) -> DaySpread:
        """Of an office with some hours, between two instants."""
        return cls(Intensity.of(Rate(1.0, "day"), open_time, working_days, start, end, profile))

    def at(self, midnights: Instants, shares: Floats) -> Instants:
        """When applications come on some days, given by their midnights and the share of the day's applications before each.

        Where a day has no open time, that is its midnight, so that the application waits for the next opening [instants].
        """
        begin, end = self._cumulated(midnights), self._cumulated(midnights + DAY)
        taken = np.flatnonzero(end > begin)
        points = begin[taken] + shares[taken] * (end - begin)[taken]
        points = np.clip(points, begin[taken], np.nextafter(end[taken], begin[taken]))
        order = np.argsort(points, kind="stable")
        result = midnights.copy()
        result[taken[order]] = self.intensity.at(points[order])
        return result

    def taken(self, midnights: Instants) -> Flags:
        """Whether applications are taken on some days."""
        return self._cumulated(midnights + DAY) > self._cumulated(midnights)

    def before(self, midnights: Instants, until: int) -> Floats:
        """The share of the applications of some days that comes before an instant [0 to 1]."""
        begin, end = self._cumulated(midnights), self._cumulated(midnights + DAY)
        expected = self.intensity.expected(until)
        within = np.divide(expected - begin, end - begin, out=np.ones(len(begin)), where=end > begin)
        return np.where(midnights >= until, 0.0, np.clip(within, 0.0, 1.0))

    def _cumulated(self, midnights: Instants) -> Floats:
        """What is expected before some midnights, at which intervals are cut."""
        return self.intensity.before[np.searchsorted(self.intensity.opens, midnights)]
