"""A study made ready to be drawn and simulated: its capacity, routes and streams, the same in every replication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from sim.arrivals import Intensity
from sim.calendars import Instants, WorkingTime
from sim.capacity import Capacity, Window
from sim.crosschecks import arrives_any_time
from sim.durations import AT_ONCE, StepDuration, step_duration
from sim.layout import build_capacity, build_window
from sim.loading import Study
from sim.offices import Offices
from sim.quantities import DAY, Rate, instant
from sim.regulation import Channel
from sim.route_plans import Kind, RoutePlan, StepPlan, route_plan, with_transfers_after
from sim.sampling import Floats
from sim.scenario import Stream
from sim.transfers import Transfer, transfer_between


@dataclass(frozen=True)
class Model:
    """A study made ready: its capacity, window, routes and streams; what is the same in every replication."""

    study: Study
    """The study."""
    capacity: Capacity
    """Offices and pools."""
    window: Window
    """Bounding instants."""
    warnings: tuple[str, ...]
    """What the reader of the results ought to know."""
    routes: tuple[RoutePlan, ...]
    """The routes in use."""
    streams: tuple[StreamPlan, ...]
    """The streams, by name."""

    def plan(self, key: tuple[str, ...]) -> RoutePlan:
        """The route of a service and channel; what follows them in the key is left alone."""
        return next(plan for plan in self.routes if plan.key == key[:2])


@dataclass(frozen=True)
class Source:
    """Offices with equal hours at which a stream's applications arrive."""

    offices: tuple[int, ...]
    """Positions in `Capacity.offices`."""
    shares: Floats
    """Share of each of them in the applications of this source; together 1."""
    intensity: Intensity
    """When applications come to them."""


@dataclass(frozen=True)
class StreamPlan:
    """One stream of applications, ready to be drawn."""

    name: str
    route: int
    sources: tuple[Source, ...]
    priority: int
    work: tuple[StepDuration, ...]
    """What each step takes; the durations of systems are work too."""
    pools: Mapping[int, Instants]
    """By office at which applications arrive: the pool of each step; -1 for a system."""
    settlements: tuple[Instants, Floats] | None = None
    """Numbers of the settlements and their cumulated shares; None: one per office."""
    ways: Mapping[int, Instants] | None = None
    """By office: the way of each step that is a transfer; -1 for other steps, -2 where the office does not change."""

    def expected(self, since: int, until: int) -> float:
        """Expected applications between two instants."""
        return sum(s.intensity.expected(until) - s.intensity.expected(since) for s in self.sources)

    def expected_by_office(self, since: int, until: int) -> Iterator[tuple[int, float]]:
        """Expected applications between two instants at each office."""
        for source in self.sources:
            expected = source.intensity.expected(until) - source.intensity.expected(since)
            yield from (
                (office, expected * float(share)) for office, share in zip(source.offices, source.shares, strict=True)
            )


def build_model(study: Study) -> Model:
    """Make a study ready to be drawn and simulated."""
    window, warning = build_window(study)
    capacity = build_capacity(study, window)
    keys = [(service, channel) for service, s in study.scenario.services.items() for channel in s.routes]
    routes = tuple(route_plan(study, service, channel) for service, channel in keys)
    pools = {(pool.office, pool.role): i for i, pool in enumerate(capacity.pools)}
    offices = Offices.of(study.scenario)
    positions = {name: i for i, name in enumerate(offices.sites)}
    systems = {system.name: i for i, system in enumerate(capacity.systems)}
    routes = tuple(_with_systems(plan, systems) for plan in routes)
    streams = []
    for name, stream in sorted(study.scenario.arrivals.items()):
        route = keys.index((stream.service, stream.route))
        steps = routes[route].steps
        here = offices.named(stream.office)
        table = {
            positions[office]: np.array(
                [_pool_for(step, [positions[o] for o in offices.chain(office)], pools) for step in steps],
                dtype=np.int64,
            )
            for office in here
        }
        sources = _sources(study, capacity, stream, steps[0].role, [positions[office] for office in here], window)
        work = tuple(_work(study, stream.service, stream.route, step.key) for step in steps)
        streams.append(StreamPlan(name, route, sources, stream.priority, work, table, _settlements(study, stream)))
    model = Model(study, capacity, window, (warning,) if warning else (), routes, tuple(streams))
    return _with_transfers(model)


def _with_systems(plan: RoutePlan, systems: Mapping[str, int]) -> RoutePlan:
    steps = (replace(s, system=systems.get(s.role)) if s.kind is Kind.SYSTEM else s for s in plan.steps)
    return replace(plan, steps=tuple(steps))


def _settlements(study: Study, stream: Stream) -> tuple[Instants, Floats] | None:
    """Numbers of the settlements of a stream, equal over all streams, and their cumulated shares."""
    if stream.settlements is None:
        return None
    names = sorted({name for other in study.scenario.arrivals.values() for name in other.settlements or ()})
    shares = np.cumsum(list(stream.settlements.values()))
    return np.array([names.index(name) for name in stream.settlements], dtype=np.int64), shares / shares[-1]


def _with_transfers(model: Model) -> Model:
    """The model with a step for the way between two offices wherever one of the scenario's transfers applies."""
    capacity, study = model.capacity, model.study
    rules = study.scenario.transfers
    if not rules:
        return model
    ways: dict[tuple[int, int], int] = {}
    transfers: list[Transfer] = []

    def way(before: int, after: int) -> int:
        """The way between the offices of two pools; -2 where a file is there at once."""
        pair = capacity.pools[before].office, capacity.pools[after].office
        if pair not in ways:
            sender, receiver = (capacity.offices[office] for office in pair)
            rule = next(
                (
                    rule
                    for rule in rules.values()
                    if rule.sender in (sender.name, sender.kind) and rule.receiver in (receiver.name, receiver.kind)
                ),
                None,
            )
            ways[pair] = -2 if rule is None or pair[0] == pair[1] else len(transfers)
            if ways[pair] >= 0 and rule is not None:
                there, here = sender.clock.hours, receiver.clock.hours
                transfers.append(transfer_between(rule, sender.name, receiver.name, there, here, study.days))
        return ways[pair]

    routes = list(model.routes)
    streams = list(model.streams)
    for r, plan in enumerate(model.routes):
        mine = [i for i, stream in enumerate(streams) if stream.route == r]
        found: dict[int, dict[tuple[int, int], int]] = {}
        for i in mine:
            for office, pools in streams[i].pools.items():
                staffed = np.flatnonzero(pools >= 0).tolist()
                for k, following in pairwise(staffed):
                    # What systems do in between is done when the papers leave.
                    if (index := way(int(pools[k]), int(pools[following]))) >= 0:
                        found.setdefault(following - 1, {})[i, office] = index
        if not found:
            continue
        routes[r], old = with_transfers_after(plan, sorted(found))
        for i in mine:
            stream = streams[i]
            pools_of = {office: np.where(old >= 0, table[old], -1) for office, table in stream.pools.items()}
            work = tuple(stream.work[k] if k >= 0 else AT_ONCE for k in old.tolist())
            ways_of = {
                office: np.array(
                    [-1 if k >= 0 else found[int(old[p - 1])].get((i, office), -2) for p, k in enumerate(old.tolist())],
                    dtype=np.int64,
                )
                for office in stream.pools
            }
            streams[i] = replace(stream, pools=pools_of, work=work, ways=ways_of)
    capacity = replace(capacity, transfers=tuple(transfers))
    return replace(model, capacity=capacity, routes=tuple(routes), streams=tuple(streams))


def _sources(
    study: Study, capacity: Capacity, stream: Stream, first_role: str, offices: list[int], window: Window
) -> tuple[Source, ...]:
    """The offices at which a stream arrives, grouped by their hours, with the rate split by weights."""
    if isinstance(stream.weights, dict):
        weights = np.array([stream.weights.get(capacity.offices[i].name, 0.0) for i in offices])
    else:
        weights = np.array(stream.weights or [1.0] * len(offices))
    shares = weights / weights.sum()
    total = stream.rate.value * (len(offices) if stream.per_office else 1)
    is_working = dict(zip(_dates(study), study.days.working.tolist(), strict=True))
    any_time = _round_the_clock(study) if arrives_any_time(study.regulations[stream.service], first_role) else None
    groups: dict[int, list[int]] = {}
    for k, office in enumerate(offices):
        if shares[k] > 0:
            groups.setdefault(0 if any_time else id(capacity.offices[office].clock.hours), []).append(k)
    sources = []
    for members in groups.values():
        door = any_time or capacity.offices[offices[members[0]]].clock.hours
        share = float(shares[members].sum()) if len(groups) > 1 else 1.0
        intensity = Intensity.of(
            Rate(total * share, stream.rate.unit), door, is_working, window.start, window.run_out_end
        )
        own = shares[members]
        sources.append(Source(tuple(offices[k] for k in members), own / own.sum(), intensity))
    return tuple(sources)


def _work(study: Study, service: str, channel: Channel, key: str) -> StepDuration:
    """What a step takes."""
    return step_duration(study.scenario, study.regulations[service], service, channel, key)


def _pool_for(step: StepPlan, offices: Sequence[int], pools: Mapping[tuple[int, str], int]) -> int:
    """The pool that does a step: in the office of arrival, else in the offices that it sends to, nearest first."""
    if step.kind is Kind.SYSTEM:
        return -1
    return next(pools[office, step.role] for office in offices if (office, step.role) in pools)


def _round_the_clock(study: Study) -> WorkingTime:
    start, end = instant(study.days.first), instant(study.days.last) + DAY
    return WorkingTime.from_intervals(start, end, [(start, end)])


def _dates(study: Study) -> list[date]:
    return [study.days.first + timedelta(days=i) for i in range(len(study.days.working))]
