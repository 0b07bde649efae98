"""From a stream or backlog of a scenario to the processes that bring its applications, with growth and campaigns apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from sim.calendar.working_time import WorkingTime
from sim.law.regulation import Channel
from sim.model.arrival_processes import Listed, Process, Rated, Weekly
from sim.model.arrival_rate import Factor, Intensity, yearly_growth
from sim.model.capacity import Capacity, Window
from sim.quantities import DAY, Floats, Instants, Rate, civil, instant
from sim.scenario.demand import Backlog, Campaign, Profile, Stream, WaitingFiles, Weights
from sim.scenario.office_list import Offices
from sim.study.arrival_history.read_csv import whole_weeks
from sim.study.checks.backlog import day_of_receipt
from sim.study.checks.demand_size import arrives_any_time
from sim.study.study import Study


@dataclass(frozen=True)
class Source:
    """Applications that come by one channel after one process."""

    name: str
    """Name of the stream: that of the scenario, of its growth or of one of its campaigns with a stroke between them."""
    service: str
    channel: Channel
    process: Process
    range: tuple[float, float]
    """Between which uniform numbers an application comes by this channel."""
    offices: tuple[int, ...]
    """Where they arrive [positions in `Capacity.offices`]."""
    shares: Floats
    """Share of each of these offices; together 1."""
    doors: Instants
    """By such office: the door of the process."""
    priority: int
    settlements: Mapping[str, float] | None = None
    steps: tuple[str, ...] | None = None
    """Of a backlog: the step at which each file lies; None: they come from outside."""
    places: Instants | None = None
    """Of a backlog: at which of the offices each file lies [position in `offices`]."""


def stream_sources(study: Study, capacity: Capacity, window: Window, name: str, stream: Stream) -> Iterator[Source]:
    """The sources of a stream: its own, those of its growth and of its campaigns, each once per channel."""
    where = {name: i for i, name in enumerate(Offices.of(study.scenario).sites)}
    doors: list[WorkingTime] = []
    channels: list[tuple[Channel, tuple[int, ...], Floats, Instants]] = []
    for channel, way in stream.ways_in.items():
        names = Offices.of(study.scenario).named(way.office)
        path = study.regulations[stream.service].path(
            channel, study.scenario.services[stream.service].routes[channel].reading
        )
        any_time = arrives_any_time(study.regulations[stream.service], path[0].role)
        places = []
        for office in names:
            hours = _round_the_clock(study) if any_time else capacity.offices[where[office]].clock.hours
            if not any(hours is door for door in doors):
                doors.append(hours)
            places.append(next(i for i, door in enumerate(doors) if door is hours))
        offices = tuple(where[office] for office in names)
        channels.append((channel, offices, shares(way.weights, names), np.array(places, dtype=np.int64)))
    for part, process in _processes(study, window, name, stream, tuple(doors), channels):
        borders: list[float] = [0.0, *np.cumsum([way.share for way in stream.ways_in.values()]).tolist()]
        borders[-1] = 1.0
        for (channel, offices, weights, at_door), low, high in zip(channels, borders, borders[1:], strict=False):
            yield Source(
                part,
                stream.service,
                channel,
                process,
                (low, high),
                offices,
                weights,
                at_door,
                stream.priority,
                stream.settlements,
            )


def backlog_sources(study: Study, capacity: Capacity, name: str, backlog: Backlog) -> Source:
    """The files of a backlog, in the order of the file; those of each entry are split by the weights of the offices."""
    offices = Offices.of(study.scenario)
    where = {name: i for i, name in enumerate(offices.sites)}
    names = offices.named(backlog.office)
    here = tuple(where[office] for office in names)
    provider = capacity.offices[capacity.offices[here[0]].provider].clock.hours
    weights = shares(backlog.weights, names)
    counts = [entry.count for entry in backlog.files]
    return Source(
        name=name,
        service=backlog.service,
        channel=backlog.route,
        process=Listed(
            np.repeat([received_at(entry, study, provider) for entry in backlog.files], counts).astype(np.int64)
        ),
        range=(0.0, 1.0),
        offices=here,
        shares=weights,
        doors=np.zeros(len(here), dtype=np.int64),
        priority=backlog.priority,
        steps=tuple(entry.step for entry in backlog.files for _ in range(entry.count)),
        places=np.concatenate([_split(count, weights) for count in counts]),
    )


def _split(count: int, weights: Floats) -> Instants:
    """Places for so many files by largest remainders, office by office; ties go to the earlier one."""
    exact = count * weights
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: count - int(parts.sum())]] += 1
    return np.repeat(np.arange(len(weights), dtype=np.int64), parts)


def received_at(files: WaitingFiles, study: Study, provider: WorkingTime) -> int:
    """When files of a backlog were received: at the opening of business of their day, or at the next one [instant]."""
    return provider.next_open(instant(day_of_receipt(files, study.scenario.period.start, study.days)))


def shares(weights: Weights, names: tuple[str, ...]) -> Floats:
    """Shares of offices by their weights; together 1."""
    if isinstance(weights, dict):
        found = np.array([weights.get(name, 0.0) for name in names], dtype=np.float64)
    else:
        found = np.array(weights or [1.0] * len(names), dtype=np.float64)
    return np.asarray(found / found.sum(), dtype=np.float64)


def _processes(
    study: Study,
    window: Window,
    name: str,
    stream: Stream,
    doors: tuple[WorkingTime, ...],
    channels: list[tuple[Channel, tuple[int, ...], Floats, Instants]],
) -> Iterator[tuple[str, Process]]:
    """The processes of a stream by name: its own, what its growth adds, and its campaigns."""
    working = dict(zip(_dates(study), study.days.working.tolist(), strict=True))
    per = len(channels[0][1]) if stream.per_office else 1

    def intensities(rate: Rate, factor: Factor | None, profile: Profile | None) -> tuple[Intensity, ...]:
        total = Rate(rate.value * per, rate.unit)
        return tuple(
            Intensity.of(total, door, working, window.start, window.run_out_end, profile, factor) for door in doors
        )

    sizes = weights = None
    if stream.bulk is not None:
        sizes = np.array(list(stream.bulk), dtype=np.int64)
        weights = np.array(list(stream.bulk.values()), dtype=np.float64)
        weights = weights / weights.sum()

    def rated(rate: Rate, factor: Factor | None = None, decline: Factor | None = None, *, shaped: bool = True) -> Rated:
        profile = stream.profile if shaped else None
        thinned = None if decline is None else intensities(rate, decline, profile)
        return Rated(
            intensities(rate, factor, profile), stream.process == "deterministic", sizes, weights, decline, thinned
        )

    growth = yearly_growth(stream.growth or 0.0, study.scenario.period.start)
    if stream.rate is not None and stream.process == "deterministic":
        yield name, rated(stream.rate, growth)  # evenly spaced as a whole; there is no luck that could be moved
    elif stream.rate is not None:
        yield name, rated(stream.rate, decline=growth if (stream.growth or 0.0) < 0 else None)
        if stream.growth is not None and stream.growth > 0:
            yield f"{name}/growth", rated(stream.rate, lambda day: growth(day) - 1)
    elif stream.instants is not None:
        yield name, Listed(np.array(stream.instants, dtype=np.int64))
    else:
        history = study.histories[name]
        if stream.history is not None and stream.history.use == "resample":
            weeks = whole_weeks(history, stream.history.first_day, stream.history.last_day)
            yield name, Weekly(weeks, window.start, window.run_out_end)
        else:
            yield name, Listed(history)
    for key, campaign in stream.campaigns.items():
        if campaign.rate is not None:
            yield f"{name}/{key}", rated(campaign.rate, _during(campaign, lambda day: 1.0), shaped=False)
        elif campaign.times is not None and stream.rate is not None:
            yield f"{name}/{key}", rated(stream.rate, _during(campaign, _times(growth, campaign.times - 1)))


def _during(campaign: Campaign, factor: Factor) -> Factor:
    """A factor on the days of a campaign, and zero on others."""
    return lambda day: factor(day) if campaign.first_day <= day <= campaign.last_day else 0.0


def _times(factor: Factor, more: float) -> Factor:
    return lambda day: more * factor(day)


@cache
def _all_day(start: int, end: int) -> WorkingTime:
    return WorkingTime.from_intervals(start, end, [(start, end)])


def _round_the_clock(study: Study) -> WorkingTime:
    return _all_day(instant(study.days.first), instant(study.days.last) + DAY)


def _dates(study: Study) -> list[date]:
    first = civil(instant(study.days.first)).date()
    return [first + timedelta(days=i) for i in range(len(study.days.working))]
