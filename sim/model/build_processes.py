"""From a stream of a scenario to its arrival processes: its own, what its growth adds, and its campaigns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar.working_time import WorkingTime
from sim.model.arrival_processes import ArrivalProcess, Listed, Rated, Weekly
from sim.model.arrival_rate import DayFactor, Intensity, YearlyGrowth
from sim.model.capacity import Window
from sim.model.day_spread import DaySpread
from sim.model.days_by_kind import Register
from sim.quantities import Floats, Instants, Integers, Rate
from sim.scenario.demand import Campaign, Profile, Stream
from sim.scenario.history import History
from sim.study.arrival_history.whole_weeks import first_whole_week, whole_weeks
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.register.read_register import ReadRegister


def stream_processes(
    study: Study, window: Window, name: str, doors: tuple[WorkingTime, ...], offices: int
) -> Iterator[tuple[str, ArrivalProcess]]:
    """The processes of a stream, each with its name in the addresses of draws.

    `doors` are the hours in which its offices take applications, `offices` how many have the rate of the stream each.
    """
    stream = study.scenario.arrivals[name]
    growth = YearlyGrowth(stream.growth or 0.0, study.scenario.period.start)
    working_days = _by_date(study.days.first, study.days.working.tobytes())
    basis = _RateBasis(doors, working_days, window, offices, stream.process == "deterministic", *_batches(stream))
    if stream.rate is None:
        yield name, _of_given_instants(study, window, name, doors)
    else:
        yield from _of_rate(basis, name, stream, stream.rate, growth)
    for key, campaign in stream.campaigns.items():
        if campaign.rate is not None:
            yield f"{name}/{key}", basis.process(campaign.rate, None, _during(campaign, _unchanged))
        elif campaign.times is not None and stream.rate is not None:
            added = _during(campaign, _multiplied(growth, campaign.times - 1))
            yield f"{name}/{key}", basis.process(stream.rate, stream.profile, added)


@dataclass(frozen=True)
class _RateBasis:
    """What the processes of all rates of a stream have in common."""

    doors: tuple[WorkingTime, ...]
    """Hours over which a rate is spread."""
    working_days: Mapping[date, bool]
    """Whether a date is an official working day."""
    window: Window
    offices: int
    """How many offices have the rate each."""
    regular: bool
    """Whether applications are evenly spaced."""
    batch_sizes: Integers | None
    """Sizes of batches; None: one by one."""
    batch_probabilities: Floats | None

    def process(self, rate: Rate, profile: Profile | None, factor: DayFactor | None) -> Rated:
        """The process of a rate; a factor multiplies what is expected on a day."""
        return Rated(self._intensities(rate, profile, factor), self.regular, self.batch_sizes, self.batch_probabilities)

    def declining_process(self, rate: Rate, profile: Profile | None, decline: DayFactor) -> Rated:
        """The process of a rate from which applications are left out by chance, the more of them the later."""
        return Rated(
            self._intensities(rate, profile, None),
            self.regular,
            self.batch_sizes,
            self.batch_probabilities,
            decline,
            self._intensities(rate, profile, decline),
        )

    def _intensities(self, rate: Rate, profile: Profile | None, factor: DayFactor | None) -> tuple[Intensity, ...]:
        """By door: the rate over time if all applications came there."""
        total = Rate(rate.value * self.offices, rate.unit)
        start, end = self.window.start, self.window.run_out_end
        return tuple(Intensity.of(total, door, self.working_days, start, end, profile, factor) for door in self.doors)


def _of_rate(
    basis: _RateBasis, name: str, stream: Stream, rate: Rate, growth: DayFactor
) -> Iterator[tuple[str, ArrivalProcess]]:
    """The process of a rate, and another one for what a growth adds, so that it moves none of the applications before."""
    if stream.process == "deterministic":
        # Evenly spaced as a whole, without random numbers to be kept.
        yield name, basis.process(rate, stream.profile, growth)
    elif stream.growth is not None and stream.growth < 0:
        yield name, basis.declining_process(rate, stream.profile, growth)
    else:
        yield name, basis.process(rate, stream.profile, None)
        if stream.growth is not None and stream.growth > 0:
            yield f"{name}/growth", basis.process(rate, stream.profile, lambda day: growth(day) - 1)


def _of_given_instants(study: Study, window: Window, name: str, doors: tuple[WorkingTime, ...]) -> ArrivalProcess:
    """The process of a stream without a rate: its instants, or its history as it was or week by week."""
    stream = study.scenario.arrivals[name]
    if stream.instants is not None:
        return Listed(np.array(stream.instants, dtype=np.int64))
    history, timeless = study.histories[name], None
    spreads: tuple[DaySpread, ...] = ()
    if history.timeless.any():
        working_days, timeless = _by_date(study.days.first, study.days.working.tobytes()), history.timeless
        start, end = window.start, window.run_out_end
        spreads = tuple(DaySpread.of(door, working_days, start, end, stream.profile) for door in doors)
    if stream.history is None or stream.history.use == "replay":
        return Listed(history.instants, timeless, spreads)
    register = register_of(history, stream.history, study)
    return Weekly.of(register, study.days, window.start, window.run_out_end, spreads)


def register_of(history: ReadRegister, stated: History, study: Study) -> Register:
    """The whole weeks of a history by day, with the kinds of its days."""
    instants = history.instants
    weeks = whole_weeks(instants, stated.first_day, stated.last_day)
    first = first_whole_week(instants, stated.first_day)
    return Register.of(weeks, first, study.days, instants[history.timeless])


@lru_cache(maxsize=4)
def _by_date(first: date, working: bytes) -> Mapping[date, bool]:
    """By date from the first on: whether it is an official working day."""
    return {first + timedelta(days=i): bool(day) for i, day in enumerate(working)}


def _batches(stream: Stream) -> tuple[Instants | None, Floats | None]:
    """Sizes of batches and their probabilities; None where applications come one by one."""
    if stream.bulk is None:
        return None, None
    weights = np.array(list(stream.bulk.values()), dtype=np.float64)
    return np.array(list(stream.bulk), dtype=np.int64), weights / weights.sum()


def _during(campaign: Campaign, factor: DayFactor) -> DayFactor:
    """A factor on the days of a campaign, and zero on others."""
    return lambda day: factor(day) if campaign.first_day <= day <= campaign.last_day else 0.0


def _multiplied(factor: DayFactor, by: float) -> DayFactor:
    """A multiple of a factor."""
    return lambda day: by * factor(day)


def _unchanged(_day: date) -> float:
    """The factor that leaves every day as it is."""
    return 1.0
