"""A study made ready to be drawn and simulated: its capacity, routes and streams, the same in every replication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.errors import Note
from sim.model.arrival_processes import Process
from sim.model.build_capacity import build_capacity, build_window
from sim.model.build_route import COLLECTION, DOCUMENTS, edges, route_plan, with_transfers
from sim.model.build_streams import Source, backlog_sources, stream_sources
from sim.model.capacity import Capacity, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.transfers import Transfer, transfer_between
from sim.quantities import Floats, Instants
from sim.scenario.office_list import Offices
from sim.scenario.step_durations import AT_ONCE, StepDuration, step_duration
from sim.study.study import Study


@dataclass(frozen=True)
class Model:
    """A study made ready: its capacity, window, routes and streams; what is the same in every replication."""

    study: Study
    """The study."""
    capacity: Capacity
    """Offices and pools."""
    window: Window
    """Bounding instants."""
    warnings: tuple[Note, ...]
    """What the reader of the results ought to know."""
    routes: tuple[RoutePlan, ...]
    """The routes in use."""
    streams: tuple[StreamPlan, ...]
    """The streams by name, a population once per channel; growth, campaigns and backlogs are streams of their own."""

    def plan(self, key: tuple[str, ...]) -> RoutePlan:
        """The route of a service and channel; what follows them in the key is left alone."""
        return next(plan for plan in self.routes if plan.key == key[:2])

    @property
    def stream_names(self) -> tuple[str, ...]:
        """The names of the streams, each once, in order."""
        return tuple(dict.fromkeys(stream.name for stream in self.streams))


@dataclass(frozen=True)
class StreamPlan:
    """One stream of applications through one channel, ready to be drawn."""

    name: str
    """Its name, in tables and in the addresses of draws."""
    route: int
    """Position in `Model.routes`."""
    process: Process
    """How its applications come; a population has one for all of its channels."""
    channel: tuple[float, float]
    """Between which uniform numbers an application of the population comes by this channel; (0, 1) for a single one."""
    offices: tuple[int, ...]
    """Where they arrive [positions in `Capacity.offices`]."""
    shares: Floats
    """Share of each of these offices; together 1."""
    doors: Instants
    """By such office: the door of the process."""
    priority: int
    work: tuple[StepDuration, ...]
    """What each step takes; the durations of systems are work too."""
    pools: Mapping[int, Instants]
    """By office at which applications arrive: the pool of each step; -1 for a system."""
    settlements: tuple[Instants, Floats] | None = None
    """Numbers of the settlements and their cumulated shares; None: one per office."""
    ways: Mapping[int, Instants] | None = None
    """By office: the way of each step that is a transfer; -1 for other steps, -2 where the office does not change."""
    places: Instants | None = None
    """Of a backlog: at which of its offices each file lies [position in `offices`]; None: that is drawn."""
    entries: Instants | None = None
    """Of a backlog: the step at which each file lies at the start; None: they come from outside."""

    @property
    def share(self) -> float:
        """Share of this channel."""
        return self.channel[1] - self.channel[0]

    def expected(self, since: int, until: int) -> float:
        """Expected applications between two instants."""
        return sum(count for _, count in self.expected_by_office(since, until))

    def expected_by_office(self, since: int, until: int) -> Iterator[tuple[int, float]]:
        """Expected applications between two instants at each office."""
        by_door = {
            door: self.share * self.process.expected(since, until, door) for door in np.unique(self.doors).tolist()
        }
        for office, share, door in zip(self.offices, self.shares.tolist(), self.doors.tolist(), strict=True):
            yield office, share * by_door[door]


def build_model(study: Study) -> Model:
    """Make a study ready to be drawn and simulated."""
    window, warnings = build_window(study)
    capacity = build_capacity(study, window)
    keys = [(service, channel) for service, s in study.scenario.services.items() for channel in s.routes]
    routes = tuple(route_plan(study, service, channel) for service, channel in keys)
    pools = {(pool.office, pool.role): i for i, pool in enumerate(capacity.pools)}
    offices = Offices.of(study.scenario)
    positions = {name: i for i, name in enumerate(offices.sites)}
    systems = {system.name: i for i, system in enumerate(capacity.systems)}
    routes = tuple(_with_systems(plan, systems) for plan in routes)

    def stream_plan(source: Source) -> StreamPlan:
        route = keys.index((source.service, source.channel))
        steps = routes[route].steps
        entries = None
        if source.steps is not None:
            of_key = {step.key: i for i, step in enumerate(steps)}
            entries = np.array([of_key[key] for key in source.steps], dtype=np.int64)
        return StreamPlan(
            name=source.name,
            route=route,
            process=source.process,
            channel=source.range,
            offices=source.offices,
            shares=source.shares,
            doors=source.doors,
            priority=source.priority,
            work=tuple(_work(study, source.service, source.channel, step) for step in steps),
            pools={
                office: np.array(
                    [
                        _pool_for(step, [positions[o] for o in offices.chain(_name(capacity, office))], pools)
                        for step in steps
                    ],
                    dtype=np.int64,
                )
                for office in source.offices
            },
            settlements=_settlements(study, source.settlements),
            places=source.places,
            entries=entries,
        )

    sources = [
        *(
            s
            for name, stream in study.scenario.arrivals.items()
            for s in stream_sources(study, capacity, window, name, stream)
        ),
        *(backlog_sources(study, capacity, name, backlog) for name, backlog in study.scenario.backlog.items()),
    ]
    streams = tuple(stream_plan(source) for source in sorted(sources, key=lambda source: source.name))
    model = Model(study, capacity, window, warnings, routes, streams)
    return _with_transfers(model)


def _name(capacity: Capacity, office: int) -> str:
    return capacity.offices[office].name


def _with_systems(plan: RoutePlan, systems: Mapping[str, int]) -> RoutePlan:
    steps = (replace(s, system=systems.get(s.role)) if s.kind is Kind.SYSTEM else s for s in plan.steps)
    return replace(plan, steps=tuple(steps))


def _settlements(study: Study, own: Mapping[str, float] | None) -> tuple[Instants, Floats] | None:
    """Numbers of the settlements of a stream, equal over all streams, and their cumulated shares."""
    if own is None:
        return None
    names = sorted({name for other in study.scenario.arrivals.values() for name in other.settlements or ()})
    shares = np.cumsum(list(own.values()))
    return np.array([names.index(name) for name in own], dtype=np.int64), shares / shares[-1]


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
        found: dict[tuple[int, int], dict[tuple[int, int], int]] = {}
        # What systems and applicants do in between is done when the papers leave.
        for pair in edges(plan, lambda step: step.kind in (Kind.SYSTEM, Kind.APPLICANT)):
            for i in mine:
                for office, pools in streams[i].pools.items():
                    if (index := way(int(pools[pair[0]]), int(pools[pair[1]]))) >= 0:
                        found.setdefault(pair, {})[i, office] = index
        if not found:
            continue
        pairs = sorted(found, key=lambda pair: (pair[1], pair[0]))
        routes[r], old = with_transfers(plan, pairs)
        new = {int(k): p for p, k in enumerate(old) if k >= 0}
        for i in mine:
            stream = streams[i]
            pools_of = {office: np.where(old >= 0, table[old], -1) for office, table in stream.pools.items()}
            work = tuple(stream.work[k] if k >= 0 else AT_ONCE for k in old.tolist())
            ways_of = {}
            for office in stream.pools:
                waiting = iter(pairs)
                ways_of[office] = np.array(
                    [-1 if k >= 0 else found[next(waiting)].get((i, office), -2) for k in old.tolist()], dtype=np.int64
                )
            entries = None if stream.entries is None else np.array([new[k] for k in stream.entries.tolist()])
            streams[i] = replace(stream, pools=pools_of, work=work, ways=ways_of, entries=entries)
    capacity = replace(capacity, transfers=tuple(transfers))
    return replace(model, capacity=capacity, routes=tuple(routes), streams=tuple(streams))


def _work(study: Study, service: str, channel: str, step: StepPlan) -> StepDuration:
    """What a step takes, an applicant's own time among it."""
    use = study.scenario.services[service].routes[channel]  # type: ignore[index]  # a channel
    if step.kind is not Kind.APPLICANT:
        return step_duration(study.scenario, study.regulations[service], service, channel, step.key)  # type: ignore[arg-type]
    if use.collection is not None and step.key == COLLECTION:
        return StepDuration(use.collection.after, shortest=0)
    noticed = step.key.removeprefix(DOCUMENTS.format(""))
    return StepDuration(use.missing_documents[noticed].brought_after, shortest=0)


def _pool_for(step: StepPlan, offices: Sequence[int], pools: Mapping[tuple[int, str], int]) -> int:
    """The pool that does a step: in the office of arrival, else in the offices that it sends to, nearest first."""
    if step.kind in (Kind.SYSTEM, Kind.APPLICANT):
        return -1
    return next(pools[office, step.role] for office in offices if (office, step.role) in pools)
