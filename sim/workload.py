"""Everything random, drawn before the simulation: a scenario and a replication become flat arrays.

Draws are addressed by (seed, replication, stream, step, purpose) and the application's serial number in its stream, so
that changing a headcount, the horizon or another stream leaves every other draw equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property

import numpy as np

from sim.arrivals import Intensity
from sim.audit import TermKind, route_term
from sim.calendars import Instants, WorkingTime
from sim.capacity import Capacity, Window, build_capacity, build_window
from sim.crosschecks import arrives_any_time, office_chain
from sim.loading import Study
from sim.quantities import DAY, Limit, instant
from sim.regulation import Channel
from sim.sampling import Fixed, Floats, uniforms
from sim.scenario import Work

_NO_WORK = Fixed(value="0 seconds")


class Kind(IntEnum):
    """What a step asks of whom."""

    COUNTER = 0
    """Done with the applicant standing there; not interrupted."""
    DESK = 1
    """Done on a file; suspended at breaks and closings."""
    SYSTEM = 2
    """Done by an information system, or by the applicant before handing in; takes nobody's time."""


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


@dataclass(frozen=True)
class _Stream:
    name: str
    route: int
    offices: tuple[int, ...]
    shares: Floats
    intensity: Intensity
    work: tuple[Work, ...]
    """What each step takes; the durations of systems are work too."""
    pools: Instants
    """By office of the stream and step: the pool; -1 for a system."""


def build_model(study: Study) -> Model:
    """Make a study ready to be drawn and simulated."""
    capacity = build_capacity(study)
    window, warning = build_window(study)
    keys = [(service, channel) for service, s in study.scenario.services.items() for channel in s.routes]
    routes = tuple(_route_plan(study, service, channel) for service, channel in keys)
    pools = {(pool.office, pool.role): i for i, pool in enumerate(capacity.pools)}
    is_working = dict(zip(_dates(study), study.days.working.tolist(), strict=True))
    streams = []
    for name, stream in sorted(study.scenario.arrivals.items()):
        route = keys.index((stream.service, stream.route))
        here = tuple(i for i, office in enumerate(capacity.offices) if office.kind == stream.office)
        shares = np.array(stream.weights or [1.0] * len(here))
        first_role = routes[route].steps[0].role
        any_time = arrives_any_time(study.regulations[stream.service], first_role)
        door = _round_the_clock(study) if any_time else capacity.offices[here[0]].clock.hours
        intensity = Intensity.of(stream.rate, door, is_working, window.start, window.run_out_end)
        chain = [
            i
            for kind in office_chain(study.scenario, stream.office)[1:]
            for i, o in enumerate(capacity.offices)
            if o.kind == kind
        ]
        table = [[_pool_for(step, [office, *chain], pools) for step in routes[route].steps] for office in here]
        work = tuple(_work(study, stream.service, stream.route, step.key) for step in routes[route].steps)
        streams.append(
            _Stream(name, route, here, shares / shares.sum(), intensity, work, np.array(table, dtype=np.int64))
        )
    return Model(study, capacity, window, (warning,) if warning else (), routes, tuple(streams))


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
    pool, work, hold = (np.empty(int(first[-1]), dtype=np.int64) for _ in range(3))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    offset = 0
    for part in parts:
        mine = number[offset : offset + len(part.submitted)]
        rows = first[mine][:, None] + np.arange(part.work.shape[1])
        pool[rows], work[rows], hold[rows] = part.pool, part.work, part.hold
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
    )


@dataclass(frozen=True)
class _Part:
    submitted: Instants
    office: Instants
    pool: Instants
    work: Instants
    hold: Instants


def _draw_stream(model: Model, index: int, stream: _Stream, seed: int, replication: int) -> _Part:
    submitted = stream.intensity.arrivals(seed, replication, stream.name)
    n, steps = len(submitted), model.routes[stream.route].steps
    chosen = np.zeros(n, dtype=np.int64)
    if len(stream.offices) > 1:
        u = uniforms(n, seed, replication, stream.name, "office")
        chosen = np.minimum(np.searchsorted(np.cumsum(stream.shares), u), len(stream.offices) - 1)
    work = np.empty((n, len(steps)), dtype=np.int64)
    hold = np.zeros((n, len(steps)), dtype=np.int64)
    for k, (step, takes) in enumerate(zip(steps, stream.work, strict=True)):
        shortest = 0 if step.kind is Kind.SYSTEM else 1
        u = uniforms(n, seed, replication, stream.name, step.key, "work")
        work[:, k] = np.maximum(np.rint(takes.work.quantile(u)), shortest)
        if takes.hold is not None:
            hold[:, k] = np.rint(takes.hold.quantile(uniforms(n, seed, replication, stream.name, step.key, "hold")))
    return _Part(submitted, np.array(stream.offices, dtype=np.int64)[chosen], stream.pools[chosen], work, hold)


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


def _work(study: Study, service: str, channel: Channel, key: str) -> Work:
    """What a step takes: stated for it, or for the step that it stands for, or the response of its system."""
    scenario, regulation = study.scenario, study.regulations[service]
    routes = scenario.services[service].routes
    step = next(s for s in regulation.path(channel, routes[channel].reading) if s.key == key)
    if key in routes[channel].steps:
        return routes[channel].steps[key]
    kind = regulation.kind(step.role)
    if kind == "system":
        return Work(work=Fixed.model_construct(value=scenario.systems[step.role].response))
    if kind == "applicant":
        return Work(work=_NO_WORK)
    assert step.borrowed is not None  # a staffed step without durations is a fault at loading
    lender, number = step.borrowed
    return routes[lender].steps[str(number)]


def _pool_for(step: StepPlan, offices: list[int], pools: Mapping[tuple[int, str], int]) -> int:
    """The pool that does a step: in the office of arrival, else in the offices that it sends to, nearest first."""
    if step.kind is Kind.SYSTEM:
        return -1
    return next(pools[office, step.role] for office in offices if (office, step.role) in pools)


def _round_the_clock(study: Study) -> WorkingTime:
    start, end = instant(study.days.first), instant(study.days.last) + DAY
    return WorkingTime.from_intervals(start, end, [(start, end)])


def _dates(study: Study) -> list[date]:
    return [study.days.first + timedelta(days=i) for i in range(len(study.days.working))]
