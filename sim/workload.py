"""Everything random, drawn before the simulation: a scenario and a replication become flat arrays.

Draws are addressed by (seed, replication, stream, step, purpose) and the application's serial number in its stream, so
that changing a headcount, the horizon or another stream leaves every other draw equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property, partial

import numpy as np

from sim.arrivals import Intensity
from sim.audit import TermKind, route_term
from sim.calendars import Instants, WorkingTime
from sim.capacity import Capacity, Window
from sim.crosschecks import arrives_any_time
from sim.durations import AT_ONCE, StepDuration, step_duration
from sim.layout import build_capacity, build_window
from sim.loading import Study
from sim.offices import Offices
from sim.quantities import DAY, Limit, Rate, instant
from sim.regulation import Channel
from sim.sampling import Floats, uniforms
from sim.scenario import Stream


class Kind(IntEnum):
    """What a step asks of whom."""

    COUNTER = 0
    """Done with the applicant standing there; not interrupted."""
    DESK = 1
    """Done on a file; suspended at breaks and closings."""
    SYSTEM = 2
    """Done by an information system, or by the applicant before handing in; takes nobody's time."""
    TRANSFER = 3
    """The way of a file from one office to another; charged to no role."""


@dataclass(frozen=True)
class StepPlan:
    """One step of a route as it is simulated."""

    key: str
    """Its name in logs and tables."""
    role: str
    """Who does it."""
    kind: Kind
    """Counter, desk or system."""
    limit: Limit | None
    """The regulated upper bound, if any."""
    source: str
    """The clause."""
    limit_from: int | None = None
    """Position of the step from whose end the limit counts; None: from the visit's own queueing."""
    system: int | None = None
    """The information system that does it [position in `Capacity.systems`]; None where it answers without fail."""


@dataclass(frozen=True)
class RoutePlan:
    """One route of one service as it is simulated."""

    service: str
    """Short name of the service."""
    route: Channel
    """The channel."""
    steps: tuple[StepPlan, ...]
    """The steps in order."""
    receipt: int
    """Position of the step at which the application is received: the first that somebody on the staff does."""
    ready: int
    """Position of the last act of the office before the applicant collects: the last step of staff without him."""
    term: Limit | None
    """The overall term, if any."""
    day_of_receipt_included: bool = False
    """Whether the day of receipt is the first day of the term."""
    term_kind: TermKind = "none"
    """Where the term comes from: the text, the standard, or derived from the steps."""

    @property
    def key(self) -> tuple[str, str]:
        """Service and channel, by which tables name the route."""
        return self.service, str(self.route)

    def step(self, key: str) -> StepPlan:
        """The step of a name."""
        return next(step for step in self.steps if step.key == key)

    @property
    def term_text(self) -> str:
        """The term as tables show it; a derived one says so."""
        if self.term is None:
            return "–"
        return f"{self.term} (derived)" if self.term_kind == "derived" else str(self.term)


@dataclass(frozen=True)
class Workload:
    """One replication's applications, numbered by (submitted, stream, serial number), with all their durations.

    Arrays named by application have n entries; those named by row have one entry per application and step of its
    route: the rows of application i are first[i] : first[i + 1].
    """

    replication: int
    """Number of the replication [from 1]."""
    window: Window
    """The instants that bound the simulation."""
    streams: tuple[str, ...]
    """Names of the streams."""
    routes: tuple[RoutePlan, ...]
    """The routes in use."""
    submitted: Instants
    """By application: when it is handed in [instants, in order]."""
    stream: Instants
    """By application: position in `streams`."""
    route: Instants
    """By application: position in `routes`."""
    office: Instants
    """By application: where it arrives [position in `Capacity.offices`]."""
    first: Instants
    """By application, and one more: its first row."""
    pool: Instants
    """By row: who does the step [position in `Capacity.pools`; -1 for a system or the applicant]."""
    work: Instants
    """By row: work of the member, or response time of the system [s]."""
    hold: Instants
    """By row: time after the work in which the file lies with the member [s of the office's open time]."""
    transfer: Instants | None = None
    """By row: the way that a transfer takes [position in `Capacity.transfers`]; -1 for other steps, -2 for a transfer that
    falls away since the office does not change; None where there are no transfers."""
    settlement: Instants | None = None
    """By application: where its household is [any number]; None where all are in one place."""
    priority: Instants | None = None
    """By application: its class where a pool goes by priority, 1 first; None where all are alike."""

    @property
    def size(self) -> int:
        """How many applications there are."""
        return len(self.submitted)

    @cached_property
    def application(self) -> Instants:
        """By row: the application it belongs to."""
        return np.repeat(np.arange(self.size, dtype=np.int64), np.diff(self.first))

    @cached_property
    def position(self) -> Instants:
        """By row: position of the step in its route."""
        return np.arange(len(self.work), dtype=np.int64) - self.first[self.application]


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
    streams: tuple[_Stream, ...]
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
class _Stream:
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
    routes = tuple(_route_plan(study, service, channel) for service, channel in keys)
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
        streams.append(_Stream(name, route, sources, stream.priority, work, table, _settlements(study, stream)))
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
                for k in range(len(pools) - 1):
                    if min(pools[k], pools[k + 1]) >= 0 and (index := way(int(pools[k]), int(pools[k + 1]))) >= 0:
                        found.setdefault(k, {})[i, office] = index
        if not found:
            continue
        routes[r], old = _spread(plan, sorted(found))
        for i in mine:
            stream = streams[i]
            pools = {office: np.where(old >= 0, table[old], -1) for office, table in stream.pools.items()}
            work = tuple(stream.work[k] if k >= 0 else AT_ONCE for k in old.tolist())
            ways_of = {
                office: np.array(
                    [-1 if k >= 0 else found[int(old[p - 1])].get((i, office), -2) for p, k in enumerate(old.tolist())],
                    dtype=np.int64,
                )
                for office in stream.pools
            }
            streams[i] = replace(stream, pools=pools, work=work, ways=ways_of)
    capacity = replace(capacity, transfers=tuple(transfers))
    return replace(model, capacity=capacity, routes=tuple(routes), streams=tuple(streams))


def _spread(plan: RoutePlan, after: Sequence[int]) -> tuple[RoutePlan, Instants]:
    """A route with a transfer after some of its steps, and by new position the old one; -1 for a transfer."""
    old: list[int] = []
    for k in range(len(plan.steps)):
        old += [k, -1] if k in after else [k]
    new = {k: p for p, k in enumerate(old) if k >= 0}
    steps = []
    for p, k in enumerate(old):
        if k < 0:
            key = f"{plan.steps[old[p - 1]].key} to {plan.steps[old[p + 1]].key}"
            steps.append(StepPlan(key, "", Kind.TRANSFER, None, ""))
        else:
            since = plan.steps[k].limit_from
            steps.append(replace(plan.steps[k], limit_from=None if since is None else new[since]))
    spread = replace(plan, steps=tuple(steps), receipt=new[plan.receipt], ready=new[plan.ready])
    return spread, np.array(old, dtype=np.int64)


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


def draw_workload(model: Model, replication: int) -> Workload:
    """Draw one replication of a model."""
    seed = model.study.scenario.seed
    parts = [_draw_stream(model, i, stream, seed, replication) for i, stream in enumerate(model.streams)]
    submitted = np.concatenate([p.submitted for p in parts])
    stream = np.concatenate([np.full(len(p.submitted), i, dtype=np.int64) for i, p in enumerate(parts)])
    serial = np.concatenate([np.arange(len(p.submitted), dtype=np.int64) for p in parts])
    order = np.lexsort((serial, stream, submitted))  # streams stand in the order of their names
    lengths = np.array([p.work.shape[1] for p in parts], dtype=np.int64)[stream[order]]
    first = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    pool, work, hold, transfer = (np.empty(int(first[-1]), dtype=np.int64) for _ in range(4))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    offset = 0
    for part in parts:
        mine = number[offset : offset + len(part.submitted)]
        rows = first[mine][:, None] + np.arange(part.work.shape[1])
        pool[rows], work[rows], hold[rows], transfer[rows] = part.pool, part.work, part.hold, part.transfer
        offset += len(part.submitted)
    return Workload(
        replication=replication,
        window=model.window,
        streams=tuple(s.name for s in model.streams),
        routes=model.routes,
        submitted=submitted[order],
        stream=stream[order],
        route=np.array([s.route for s in model.streams], dtype=np.int64)[stream[order]],
        office=np.concatenate([p.office for p in parts])[order],
        first=first,
        pool=pool,
        work=work,
        hold=hold,
        transfer=transfer if model.capacity.transfers else None,
        settlement=np.concatenate([p.settlement for p in parts])[order],
        priority=np.array([s.priority for s in model.streams], dtype=np.int64)[stream[order]],
    )


@dataclass(frozen=True)
class _Part:
    submitted: Instants
    office: Instants
    pool: Instants
    work: Instants
    hold: Instants
    transfer: Instants
    settlement: Instants


def _draw_stream(model: Model, index: int, stream: _Stream, seed: int, replication: int) -> _Part:
    submitted, office = _arrivals(stream, seed, replication)
    first = model.routes[stream.route].steps[0]
    if first.system is not None:  # whoever meets a closed portal submits when it reopens
        up = model.capacity.systems[first.system].up.without_end
        submitted = np.array([up.next_open(at) for at in submitted.tolist()], dtype=np.int64)
    n, steps = len(submitted), model.routes[stream.route].steps
    work, hold = (np.empty((n, len(steps)), dtype=np.int64) for _ in range(2))
    for k, (step, takes) in enumerate(zip(steps, stream.work, strict=True)):
        work[:, k], hold[:, k] = takes.draw(partial(uniforms, n, seed, replication, stream.name, step.key))
    here, place = np.unique(office, return_inverse=True)
    pools = np.array([stream.pools[int(i)] for i in here], dtype=np.int64).reshape(len(here), len(steps))[place]
    # How long a sitting or a day of visits takes is not decided by the file.
    together = [pool.sittings is not None or pool.visits_per_day is not None for pool in model.capacity.pools]
    work[np.array([*together, False], dtype=bool)[pools]] = 0
    transfer = np.full((n, len(steps)), -1, dtype=np.int64)
    if stream.ways is not None:
        ways = np.array([stream.ways[int(i)] for i in here], dtype=np.int64).reshape(len(here), len(steps))
        transfer = ways[place]
    settlement = -1 - office
    if stream.settlements is not None:
        numbers, shares = stream.settlements
        u = uniforms(n, seed, replication, stream.name, "settlement")
        settlement = numbers[np.minimum(np.searchsorted(shares, u), len(numbers) - 1)]
    return _Part(submitted, office, pools, work, hold, transfer, settlement)


def _arrivals(stream: _Stream, seed: int, replication: int) -> tuple[Instants, Instants]:
    """Instants and offices of a stream's applications, in order."""
    submitted, offices = [], []
    for k, source in enumerate(stream.sources):
        names = (stream.name,) if k == 0 else (stream.name, f"source {k + 1}")
        at = source.intensity.arrivals(seed, replication, *names)
        chosen = np.zeros(len(at), dtype=np.int64)
        if len(source.offices) > 1:
            u = uniforms(len(at), seed, replication, *names, "office")
            chosen = np.minimum(np.searchsorted(np.cumsum(source.shares), u), len(source.offices) - 1)
        submitted.append(at)
        offices.append(np.array(source.offices, dtype=np.int64)[chosen])
    together = np.concatenate(submitted)
    order = np.argsort(together, kind="stable")
    return together[order], np.concatenate(offices)[order]


def _route_plan(study: Study, service: str, channel: Channel) -> RoutePlan:
    regulation = study.regulations[service]
    path = regulation.path(channel, study.scenario.services[service].routes[channel].reading)
    steps = []
    for step in path:
        staffed = regulation.kind(step.role) in ("staff", "commission")
        kind = Kind.SYSTEM if not staffed else Kind.COUNTER if step.counter else Kind.DESK
        since = next((i for i, other in enumerate(path) if other.key == step.limit_from), None)
        steps.append(StepPlan(step.key, step.role, kind, step.limit, step.step.source, since))
    receipt, ready = regulation.bounds(path)
    term, kind_of_term = route_term(regulation, channel, study.scenario.services[service].routes[channel].reading)
    counted = study.scenario.day_of_receipt or regulation.legal_clock.day_of_receipt
    return RoutePlan(
        service,
        channel,
        tuple(steps),
        receipt,
        ready,
        term,
        counted == "included",
        kind_of_term,
    )


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
