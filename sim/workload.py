"""Everything random, drawn before the simulation: a scenario and a replication become flat arrays.

Draws are addressed by (seed, replication, stream, step, purpose) and the application's serial number in its stream, so
that changing a headcount, the horizon or another stream leaves every other draw equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from sim.calendars import Instants
from sim.capacity import Window
from sim.models import Model, StreamPlan, build_model
from sim.route_plans import Kind, RoutePlan, StepPlan
from sim.sampling import uniforms
from sim.steplog import UNSET, ApplicationOutcome

__all__ = ["Kind", "Model", "RoutePlan", "StepPlan", "Workload", "build_model", "draw_workload"]


Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Workload:
    """One replication's applications, numbered by (submitted, stream, serial number), with all their durations.

    Arrays named by application have n entries; those named by row have one entry per application and step that it
    passes: the rows of application i are first[i] : first[i + 1].
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
    step: Instants | None = None
    """By row: position of the step in its route, in the order in which the application passes its steps, be it one step
    several times; None: every application passes every step of its route once, in order."""
    ending: Instants | None = None
    """By application: how it ends if its way is gone to the end [ApplicationOutcome]; None: all are assigned."""
    inherited: Flags | None = None
    """By application: whether it was received before the start, on the day on which it was handed in, and has gone a part
    of its way; then its rows begin with the step at which it lies. None: none is."""

    @property
    def size(self) -> int:
        """How many applications there are."""
        return len(self.submitted)

    @cached_property
    def kind(self) -> Instants:
        """By row: what its step asks of whom [Kind]."""
        widest = max(len(plan.steps) for plan in self.routes)
        table = np.full((len(self.routes), widest), Kind.SYSTEM, dtype=np.int64)
        for i, plan in enumerate(self.routes):
            table[i, : len(plan.steps)] = [step.kind for step in plan.steps]
        return np.asarray(table[self.route[self.application], self.position])

    @cached_property
    def door(self) -> Instants:
        """By application: the row of the first step that somebody on the staff does; -1 for none, and where the
        application was received before the start [row]."""
        staffed = np.append((self.kind == Kind.COUNTER) | (self.kind == Kind.DESK), np.array([True]))
        rows = np.flatnonzero(staffed)
        found = rows[np.searchsorted(rows, self.first[:-1])]
        found = np.where(found < self.first[1:], found, UNSET)
        return found if self.inherited is None else np.where(self.inherited, UNSET, found)

    @cached_property
    def receipt(self) -> Instants:
        """By application: the row at which it is received; -1 for one that never is, or was before the start [row]."""
        if self.ending is None:
            return self.door
        return np.where(self.ending == ApplicationOutcome.stopped_before_receipt, UNSET, self.door)

    @cached_property
    def ready(self) -> Instants:
        """By application: the row of the last act of the office; -1 where none can make a result ready [row].

        It is the last step of the plan that is the last act, or on a way without it the last step of staff without the
        applicant, or else the last step of staff.
        """
        plans = np.array([plan.ready for plan in self.routes], dtype=np.int64)[self.route[self.application]]
        rows = np.arange(len(self.kind), dtype=np.int64)
        result = np.full(self.size, UNSET, dtype=np.int64)
        staffed = (self.kind == Kind.COUNTER) | (self.kind == Kind.DESK)
        for mine in (staffed, self.kind == Kind.DESK, self.position == plans):
            last = np.full(self.size, UNSET, dtype=np.int64)
            last[self.application[mine]] = rows[mine]  # of several rows of one application the last stays
            result = np.where(last == UNSET, result, last)
        if self.ending is not None:
            without = [ApplicationOutcome.stopped_before_receipt, ApplicationOutcome.returned]
            result[np.isin(self.ending, without)] = UNSET
        return result

    @cached_property
    def application(self) -> Instants:
        """By row: the application it belongs to."""
        return np.repeat(np.arange(self.size, dtype=np.int64), np.diff(self.first))

    @cached_property
    def position(self) -> Instants:
        """By row: position of the step in its route."""
        if self.step is not None:
            return self.step
        return np.arange(len(self.work), dtype=np.int64) - self.first[self.application]


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


def _draw_stream(model: Model, index: int, stream: StreamPlan, seed: int, replication: int) -> _Part:
    submitted, office = _arrivals(stream, seed, replication)
    plan = model.routes[stream.route]
    door = next((step.system for step in plan.steps[: plan.receipt] if step.system is not None), None)
    if door is not None:  # whoever meets a closed portal submits when it reopens
        up = model.capacity.systems[door].up.without_end
        submitted = np.array([up.next_open(at) for at in submitted.tolist()], dtype=np.int64)
    n, steps = len(submitted), model.routes[stream.route].steps
    work, hold = (np.empty((n, len(steps)), dtype=np.int64) for _ in range(2))
    for k, (step, takes) in enumerate(zip(steps, stream.work, strict=True)):
        if step.kind is Kind.TRANSFER:
            work[:, k] = hold[:, k] = 0
            continue
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


def _arrivals(stream: StreamPlan, seed: int, replication: int) -> tuple[Instants, Instants]:
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
