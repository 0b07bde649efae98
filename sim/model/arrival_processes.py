"""When applications come: by chance or evenly after a rate, at given instants, or in weeks drawn from a history.

Section 4 of the model. A process draws points; where and when a point arrives is decided by the office and the channel that
are drawn for it, so that moving a share moves only the applications that change their channel. For a Poisson process this
is exact: independent marks split it into independent Poisson processes (Kingman 1993, Poisson Processes, section 5.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.calendar.official_days import OfficialDays
from sim.model.arrival_rate import DayFactor, Intensity
from sim.model.day_spread import DaySpread
from sim.model.days_by_kind import NO_DAY, Register, day_sources, kinds_of_weeks
from sim.quantities import DAY, UNSET, Flags, Floats, Instants, Integers, civil
from sim.random_streams import standard_uniforms, uniforms
from sim.study.arrival_history.whole_weeks import WEEK


class ArrivalProcess(Protocol):
    """How the applications of a stream come, at doors with different hours."""

    def draw(self, seed: int, replication: int, name: str) -> tuple[NDArray[Any], Instants]:
        """The points of a replication, one per application, and the batch that each belongs to [from 0, in order]."""

    def at(self, points: NDArray[Any], door: int) -> Instants:
        """When the applications of some points arrive at a door [instants; UNSET for never]."""

    def keeps(self, arrived: Instants, seed: int, replication: int, name: str, batch: Instants) -> Flags:
        """Which of the applications that would arrive do come, given their batches; of a batch all do or none."""

    def expected(self, since: int, until: int, door: int) -> float:
        """Expected applications between two instants if all came to this door."""


@dataclass(frozen=True)
class Rated:
    """Applications after a rate: a unit-rate process under a change of time, one by one or in batches.

    A longer horizon keeps the earlier arrivals.
    """

    doors: tuple[Intensity, ...]
    """Expected applications over time, by door."""
    regular: bool = False
    """Evenly spaced in expected applications, the first after half a space; else a Poisson process."""
    sizes: Integers | None = None
    """Sizes of batches; None: one by one."""
    weights: Floats | None = None
    """Their probabilities."""
    decline: DayFactor | None = None
    """Share of the applications of a day that come, where a stream shrinks; the others are left out by chance."""
    thinned: tuple[Intensity, ...] | None = None
    """Where it shrinks: what is left of the expected applications, by door."""

    @property
    def mean_size(self) -> float:
        """Expected size of a batch."""
        return 1.0 if self.sizes is None or self.weights is None else float(self.sizes @ self.weights)

    def draw(self, seed: int, replication: int, name: str) -> tuple[Floats, Instants]:
        """The points of a replication [expected applications before each], and their batches."""
        total = max(door.total for door in self.doors) / self.mean_size
        if self.regular:
            points = np.arange(0.5, total, 1.0)
        else:
            size = int(total + 10 * np.sqrt(total) + 20)
            points = _unit_rate(size, seed, replication, name)
            while points[-1] < total:
                size *= 2
                points = _unit_rate(size, seed, replication, name)
            points = points[: int(np.searchsorted(points, total))]
        batch = np.arange(len(points), dtype=np.int64)
        if self.sizes is None or self.weights is None:
            return points, batch
        u = uniforms(len(points), seed, replication, name, "bulk")
        chosen = np.minimum(np.searchsorted(np.cumsum(self.weights), u, side="right"), len(self.sizes) - 1)
        batch = np.repeat(batch, self.sizes[chosen])
        return points[batch] * self.mean_size, batch

    def at(self, points: NDArray[Any], door: int) -> Instants:
        """When the applications of some points arrive at a door [instants; UNSET for never]."""
        return self.doors[door].at(points)

    def keeps(self, arrived: Instants, seed: int, replication: int, name: str, batch: Instants) -> Flags:
        """Which come: all, or of a stream that shrinks so many as the day of their arrival leaves."""
        if self.decline is None or not len(batch):
            return np.ones(len(arrived), dtype=bool)
        u = uniforms(int(batch.max()) + 1, seed, replication, name, "growth")[batch]
        days, place = np.unique(arrived // DAY, return_inverse=True)
        share = np.array([self.decline(civil(day * DAY).date()) for day in days.tolist()])
        return np.asarray(u < share[place])

    def expected(self, since: int, until: int, door: int) -> float:
        """Expected applications between two instants if all came to this door."""
        intensity = (self.thinned or self.doors)[door]
        return intensity.expected(until) - intensity.expected(since)


_WITH_SHARE = np.dtype([("at", np.int64), ("share", np.float64)])
"""A point of a register with days without a time: an instant, or a midnight and the share of the day before it; NaN: an instant."""


def _with_shares(at: Instants, timeless: Flags, seed: int, replication: int, name: str) -> NDArray[Any]:
    """Points at instants, and on days whose time is drawn."""
    points = np.empty(len(at), dtype=_WITH_SHARE)
    points["at"] = at
    points["share"] = np.where(timeless, uniforms(len(at), seed, replication, name, "time of day"), np.nan)
    return points


def _at_doors(points: NDArray[Any], spreads: tuple[DaySpread, ...], door: int) -> Instants:
    """When the applications of points arrive at a door, those of days without a time spread over its hours [instants]."""
    if points.dtype != _WITH_SHARE:
        return np.asarray(points, dtype=np.int64)
    at, without = points["at"].copy(), np.flatnonzero(~np.isnan(points["share"]))
    at[without] = spreads[door].at(at[without], points["share"][without])
    return at


@dataclass(frozen=True)
class Listed:
    """Applications at given instants, the same in every replication, and on given days, whose times are drawn."""

    instants: Instants
    """When each is handed in, in order; of a day without a time its midnight [instants]."""
    timeless: Flags | None = None
    """Which are days without a time; None: none is."""
    spreads: tuple[DaySpread, ...] = ()
    """By door: how such days are spread over its hours."""

    def draw(self, seed: int, replication: int, name: str) -> tuple[NDArray[Any], Instants]:
        """The applications as given, each a batch of its own [instants]."""
        batch = np.arange(len(self.instants), dtype=np.int64)
        if self.timeless is None:
            return self.instants, batch
        return _with_shares(self.instants, self.timeless, seed, replication, name), batch

    def at(self, points: NDArray[Any], door: int) -> Instants:
        """The points as they are, or on their days [instants]."""
        return _at_doors(points, self.spreads, door)

    def keeps(self, arrived: Instants, seed: int, replication: int, name: str, batch: Instants) -> Flags:
        """All come."""
        return np.ones(len(arrived), dtype=bool)

    def expected(self, since: int, until: int, door: int) -> float:
        """How many are handed in between two instants."""
        if self.timeless is None:
            return float(((self.instants >= since) & (self.instants < until)).sum())
        timed, days = self.instants[~self.timeless], self.instants[self.timeless]
        of_days = self.spreads[door].before(days, until) - self.spreads[door].before(days, since)
        return float(((timed >= since) & (timed < until)).sum() + of_days.sum())


@dataclass(frozen=True)
class Weekly:
    """A block bootstrap: each week of the simulation repeats a week of a history, drawn by chance, day by day of its kind.

    What belongs together within a week stays together. Künsch 1989, The jackknife and the bootstrap for general stationary
    observations, Annals of Statistics 17(3), 1217-1241, in the form with blocks that do not overlap (Carlstein 1986).
    """

    register: Register
    """The whole weeks of the history."""
    kinds: Integers
    """By pattern: the kinds of its days [shape (patterns, 7)]."""
    sources: Integers
    """By pattern of kinds of days, drawn week and weekday: the day of the register [shape (patterns, weeks, 7); NO_DAY]."""
    pattern: Integers
    """By week of the simulation: the pattern of its days."""
    monday: int
    """When the first week of the simulation begins [instant]."""
    start: int
    """First second of arrivals [instant]."""
    end: int
    """Last second of arrivals [instant]."""
    spreads: tuple[DaySpread, ...] = ()
    """By door: how days without a time are spread over its hours; empty where the register has none."""

    @classmethod
    def of(
        cls, register: Register, days: OfficialDays, start: int, end: int, spreads: tuple[DaySpread, ...] = ()
    ) -> Weekly:
        """The process between two instants on the days of a calendar."""
        monday = start - (civil(start).weekday() * DAY + start % DAY)
        weeks = -((monday - end) // WEEK)
        patterns, pattern = np.unique(kinds_of_weeks(civil(monday).date(), weeks, days), axis=0, return_inverse=True)
        sources = np.stack([day_sources(register.kinds, kinds) for kinds in patterns.tolist()])
        return cls(
            register, patterns, sources, np.asarray(pattern, dtype=np.int64).reshape(-1), monday, start, end, spreads
        )

    def draw(self, seed: int, replication: int, name: str) -> tuple[NDArray[Any], Instants]:
        """The applications of a replication, in order, each a batch of its own [instants]."""
        weeks = len(self.register.kinds)
        u = uniforms(len(self.pattern), seed, replication, name, "week")
        drawn = np.minimum((u * weeks).astype(np.int64), weeks - 1)
        taken = self.sources[self.pattern, drawn].reshape(-1).tolist()
        parts = [self.register.by_day[day] + self.monday + i * DAY for i, day in enumerate(taken) if day != NO_DAY]
        points = np.concatenate([np.zeros(0, dtype=np.int64), *parts])
        inside = points < self.end
        batch = np.arange(int(inside.sum()), dtype=np.int64)
        if not self.spreads:
            return points[inside], batch
        flags = [
            np.arange(len(self.register.by_day[day])) < self.register.timeless[day] for day in taken if day != NO_DAY
        ]
        timeless = np.concatenate([np.zeros(0, dtype=bool), *flags])
        return _with_shares(points[inside], timeless[inside], seed, replication, name), batch

    def at(self, points: NDArray[Any], door: int) -> Instants:
        """The points as they are; those of the first week before the start do not come [instants; UNSET for never]."""
        at = _at_doors(points, self.spreads, door)
        return np.where(at >= self.start, at, UNSET).astype(np.int64)

    def keeps(self, arrived: Instants, seed: int, replication: int, name: str, batch: Instants) -> Flags:
        """All come."""
        return np.ones(len(arrived), dtype=bool)

    def expected(self, since: int, until: int, door: int) -> float:
        """Expected applications between two instants: the mean over the weeks of the history."""
        since, until = max(since, self.start), min(until, self.end)
        if since >= until:
            return 0.0
        first, last = (since - self.monday) // DAY, (until - 1 - self.monday) // DAY
        whole = float(self._daily[first : last + 1].sum())
        return whole - self._before(first, since, door) - (float(self._daily[last]) - self._before(last, until, door))

    def _before(self, day: int, at: int, door: int) -> float:
        """Expected applications of a day of the simulation, given by its number, before an instant in it."""
        midnight = self.monday + day * DAY
        taken = self.sources[self.pattern[day // 7], :, day % 7]
        count = 0.0
        for k in taken[taken != NO_DAY].tolist():
            without = int(self.register.timeless[k])
            count += int(np.searchsorted(self.register.by_day[k][without:], at - midnight))
            if without:
                count += without * float(self.spreads[door].before(np.array([midnight]), at)[0])
        return count / len(taken)

    @cached_property
    def _daily(self) -> Floats:
        """Expected applications of each day of the simulation, from the first Monday on."""
        return np.asarray(self.register.counts[self.sources].mean(axis=1)[self.pattern].reshape(-1), dtype=np.float64)


def _unit_rate(size: int, seed: int, replication: int, name: str) -> Floats:
    """Points of a Poisson process of rate one [in order]."""
    numbers = standard_uniforms(size, seed, replication, name, "arrival")
    np.negative(numbers, out=numbers)
    np.log1p(numbers, out=numbers)
    np.negative(numbers, out=numbers)
    return np.cumsum(numbers, out=numbers)
