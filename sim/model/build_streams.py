"""From the streams and backlogs of a scenario to stream plans: which processes bring applications to which offices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.calendar.opening_hours import weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.law.regulation import Channel
from sim.model.arrival_processes import Listed
from sim.model.build_processes import stream_processes
from sim.model.capacity import Capacity, Window
from sim.model.objection_route import objections_of_stream
from sim.model.route import RoutePlan
from sim.model.step_tables import StepTables
from sim.model.stream import StreamPlan
from sim.quantities import DAY, Floats, Instants, instant
from sim.scenario.backlog import Backlog, WaitingFiles
from sim.scenario.demand import Stream, Weights
from sim.scenario.hall import Booked
from sim.study.checks.backlog import day_of_receipt
from sim.study.checks.demand_size import arrives_any_time
from sim.study.study import Study


def stream_plans(
    study: Study, capacity: Capacity, window: Window, routes: Sequence[RoutePlan]
) -> tuple[StreamPlan, ...]:
    """The plans of all streams and backlogs by name, for routes without transfers.

    A stream has one plan for each of its channels; so have its growth and its campaigns, which are streams of their own.
    """
    tables = StepTables(study, capacity, routes)
    plans = [
        *(plan for name in study.scenario.arrivals for plan in _plans_of_stream(study, capacity, window, tables, name)),
        *(_plan_of_backlog(study, capacity, tables, name) for name in study.scenario.backlog),
    ]
    plans = [_with_objections(plan, routes, tables) for plan in plans]
    return tuple(sorted(plans, key=lambda plan: plan.name))


def _with_objections(plan: StreamPlan, routes: Sequence[RoutePlan], tables: StepTables) -> StreamPlan:
    """A plan with that of the objections to its answers, where there is a route for them."""
    of = next((i for i, route in enumerate(routes) if route.objection and route.objection.parent == plan.route), None)
    return plan if of is None else replace(plan, objections=objections_of_stream(plan, of, tables))


@dataclass(frozen=True)
class _Entrance:
    """Where the applications of one channel of a stream arrive."""

    channel: Channel
    interval: tuple[float, float]
    """Interval of the uniform numbers with which an application comes by the channel."""
    offices: tuple[int, ...]
    """Positions in `Capacity.offices`."""
    shares: Floats
    """By office: its share of the applications of the channel."""
    booked: Booked | None
    """Who books a slot."""
    doors: tuple[WorkingTime, ...]
    """By office: the hours in which it takes applications."""


def _plans_of_stream(
    study: Study, capacity: Capacity, window: Window, tables: StepTables, name: str
) -> Iterator[StreamPlan]:
    """The plans of a stream, of its growth and of its campaigns, each once per channel."""
    stream = study.scenario.arrivals[name]
    entrances = list(_entrances(study, capacity, tables, stream))
    door_of = {id(door): door for entrance in entrances for door in entrance.doors}
    doors, numbers = tuple(door_of.values()), {door: i for i, door in enumerate(door_of)}
    offices_with_the_rate = len(entrances[0].offices) if stream.per_office else 1
    for process_name, process in stream_processes(study, window, name, doors, offices_with_the_rate):
        for entrance in entrances:
            route = tables.route(stream.service, entrance.channel)
            yield StreamPlan(
                name=process_name,
                route=route,
                process=process,
                channel_interval=entrance.interval,
                offices=entrance.offices,
                shares=entrance.shares,
                doors=np.array([numbers[id(door)] for door in entrance.doors], dtype=np.int64),
                priority=stream.priority,
                work=tables.work(route),
                pools=tables.pools(route, entrance.offices),
                settlements=_settlements(study, stream),
                booked=entrance.booked,
                patience=stream.patience,
            )


def _plan_of_backlog(study: Study, capacity: Capacity, tables: StepTables, name: str) -> StreamPlan:
    """The plan of a backlog, its files in the order of the scenario; each entry is split by the weights of the offices."""
    backlog = study.scenario.backlog[name]
    offices, positions = tables.offices_of(backlog.office)
    weights = _normalised(backlog.weights, offices)
    route = tables.route(backlog.service, backlog.route)
    counts = [entry.count for entry in backlog.files]
    return StreamPlan(
        name=name,
        route=route,
        process=Listed(np.repeat(_receipts(study, capacity, backlog, positions[0]), counts)),
        channel_interval=(0.0, 1.0),
        offices=positions,
        shares=weights,
        doors=np.zeros(len(positions), dtype=np.int64),
        priority=backlog.priority,
        work=tables.work(route),
        pools=tables.pools(route, positions),
        places=np.concatenate([_split(count, weights) for count in counts]),
        entries=np.repeat(tables.positions(route, [entry.step for entry in backlog.files]), counts),
    )


def _entrances(study: Study, capacity: Capacity, tables: StepTables, stream: Stream) -> Iterator[_Entrance]:
    """Where the applications of a stream arrive, channel by channel."""
    borders: list[float] = [0.0, *np.cumsum([share.share for share in stream.ways_in.values()]).tolist()]
    borders[-1] = 1.0
    own = None if stream.hours is None else _hours_of(study, stream.hours)
    for k, (channel, share) in enumerate(stream.ways_in.items()):
        names, positions = tables.offices_of(share.office)
        regulation = study.regulations[stream.service]
        path = regulation.path(channel, study.scenario.services[stream.service].routes[channel].reading)
        common = own or (_around_the_clock(study) if arrives_any_time(regulation, path[0].role) else None)
        yield _Entrance(
            channel=channel,
            interval=(borders[k], borders[k + 1]),
            offices=positions,
            shares=_normalised(share.weights, names),
            booked=share.booked,
            doors=tables.doors(stream.service, channel, positions) if common is None else (common,) * len(names),
        )


def _hours_of(study: Study, name: str) -> WorkingTime:
    """The hours in which the applications of a stream come that has hours of its own."""
    return WorkingTime.from_hours(weekly_hours(study.hours[name]), study.days)


def _around_the_clock(study: Study) -> WorkingTime:
    """The hours of a channel that takes applications at any time."""
    first, end = instant(study.days.first), instant(study.days.last) + DAY
    return WorkingTime.from_intervals(first, end, [(first, end)])


def _normalised(weights: Weights, offices: tuple[str, ...]) -> Floats:
    """By office: its share by the weights; together 1."""
    if isinstance(weights, dict):
        values = np.array([weights.get(name, 0.0) for name in offices], dtype=np.float64)
    else:
        values = np.array(weights or [1.0] * len(offices), dtype=np.float64)
    return np.asarray(values / values.sum(), dtype=np.float64)


def _settlements(study: Study, stream: Stream) -> tuple[Instants, Floats] | None:
    """Numbers of the settlements of a stream, which are the same in all streams, and their cumulated shares."""
    if stream.settlements is None:
        return None
    names = sorted({name for other in study.scenario.arrivals.values() for name in other.settlements or ()})
    shares = np.cumsum(list(stream.settlements.values()))
    return np.array([names.index(name) for name in stream.settlements], dtype=np.int64), shares / shares[-1]


def _receipts(study: Study, capacity: Capacity, backlog: Backlog, office: int) -> Instants:
    """By entry of a backlog: when its files were received [instants]."""
    provider = capacity.offices[capacity.offices[office].provider].clock.hours
    return np.array([_received_at(study, entry, provider) for entry in backlog.files], dtype=np.int64)


def _received_at(study: Study, files: WaitingFiles, provider: WorkingTime) -> int:
    """When files were received: at the opening of business of their day of receipt, or at the next one [instant]."""
    return provider.next_open(instant(day_of_receipt(files, study.scenario.period.start, study.days)))


def _split(count: int, weights: Floats) -> Instants:
    """By file: its office, so that the offices get their shares by largest remainders, the earlier one first in a tie."""
    exact = count * weights
    files = np.floor(exact).astype(np.int64)
    by_remainder = np.argsort(-(exact - files), kind="stable")
    files[by_remainder[: count - int(files.sum())]] += 1
    return np.repeat(np.arange(len(weights), dtype=np.int64), files)
