"""Arrivals, paths and durations of one replication, drawn before the simulation.

Draws are addressed by (seed, replication, stream, step, visit, purpose) and the application's serial number in its stream,
so that changing a headcount, a probability, a share or the horizon, or adding a step or a stream, leaves every other draw
equal. Some things move serial numbers, and with them the draws of their own stream only: the sizes of batches, other weeks
where a history is resampled, and another number of files in an earlier entry of a backlog.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.bookings import Bookings, book, wishes
from sim.model.capacity import Capacity
from sim.model.model import Model
from sim.model.patience import draw_patience
from sim.model.route import Kind, RoutePlan
from sim.model.sample_paths import Paths, UniformNumbers, draw_paths, step_address
from sim.model.stream import StreamPlan
from sim.model.transfers import NOT_A_TRANSFER
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags, Floats, Instants, Integers
from sim.random_streams import uniforms


def draw_workload(model: Model, replication: int) -> Workload:
    """Draw one replication of a model."""
    coming = [
        applications
        for _, plans in groupby(model.streams, key=lambda plan: plan.name)
        for applications in _draw_applications(model, list(plans), replication)
    ]
    coming, bookings = _with_bookings(model, coming)
    parts = [_draw_part(model, applications) for applications in coming]
    numbering = _Numbering.of(model, parts)
    by_application, by_row = numbering.by_application, numbering.by_row
    every_step = all(part.paths.every_step for part in parts)
    has_branches = any(route.branches for route in model.routes)
    has_backlog = any(plan.entries is not None for plan in model.streams)
    has_patience = any(plan.patience is not None for plan in model.streams)
    return Workload(
        replication=replication,
        window=model.window,
        streams=model.stream_names,
        routes=model.routes,
        submitted=by_application("submitted"),
        stream=numbering.stream,
        route=by_application("route"),
        office=by_application("office"),
        first=numbering.first,
        pool=by_row("pool"),
        work=by_row("work"),
        hold=by_row("hold"),
        transfer=by_row("transfer") if model.capacity.transfers else None,
        settlement=by_application("settlement"),
        priority=by_application("priority"),
        step=None if every_step else by_row("step"),
        ending=by_application("ending") if has_branches else None,
        inherited=by_application("inherited") if has_backlog else None,
        appointment=None if bookings is None else by_application("appointment"),
        bookings=bookings,
        patience=by_row("patience") if has_patience else None,
        returns_after=_returns_after(numbering) if has_patience else None,
    )


@dataclass(frozen=True)
class _Draws:
    """The uniform numbers of the applications of a stream in one replication."""

    seed: int
    replication: int
    stream: str
    """Name of the stream."""
    size: int
    """How many applications the whole stream has."""

    def of(self, serial: Instants, *names: str) -> Floats:
        """Uniform numbers of some applications of the stream at an address below it."""
        numbers = uniforms(self.size, self.seed, self.replication, self.stream, *names)
        return numbers if len(serial) == self.size else numbers[serial]


@dataclass(frozen=True)
class _Applications:
    """The applications of one stream that come by one channel; arrays by application."""

    plan: StreamPlan
    draws: _Draws
    serial: Integers
    """Serial numbers in the stream, of which those of other channels are left out."""
    submitted: Instants
    """When applicants want to hand in [instants]."""
    office: Integers
    """Where [positions in `Capacity.offices`]."""
    appointment: Instants
    """The slots of those who have booked one, UNSET for others [instants]."""

    def uniform(self, *names: str) -> Floats:
        """Uniform numbers of the applications at an address below the stream."""
        return self.draws.of(self.serial, *names)


@dataclass(frozen=True)
class _Part:
    """The part of a workload that one stream brings by one channel; columns have the names of the workload."""

    plan: StreamPlan
    paths: Paths
    serial: Integers
    """By application: serial number in the stream."""
    submitted: Instants
    office: Integers
    appointment: Instants
    settlement: Integers
    pool: Integers
    work: Instants
    hold: Instants
    transfer: Integers
    patience: Instants
    returns_after: Instants

    @property
    def size(self) -> int:
        """How many applications there are."""
        return len(self.submitted)

    @property
    def route(self) -> Instants:
        """By application: position of the route."""
        return np.full(self.size, self.plan.route, dtype=np.int64)

    @property
    def priority(self) -> Instants:
        """By application: class of priority."""
        return np.full(self.size, self.plan.priority, dtype=np.int64)

    @property
    def inherited(self) -> Flags:
        """By application: whether it belongs to a backlog."""
        return np.full(self.size, self.plan.entries is not None)

    @property
    def ending(self) -> Instants:
        """By application: how it ends [ApplicationOutcome]."""
        return self.paths.ending

    @property
    def step(self) -> Instants:
        """By row: position of the step in the route."""
        return self.paths.position


def _draw_applications(model: Model, plans: Sequence[StreamPlan], replication: int) -> Iterator[_Applications]:
    """The applications of a stream, by the plans of its channels."""
    name, process, seed = plans[0].name, plans[0].process, model.study.scenario.seed
    points, batch = process.draw(seed, replication, name)
    draws = _Draws(seed, replication, name, len(points))
    batches = int(batch[-1]) + 1 if len(batch) else 0
    channel_numbers = office_numbers = None
    if len(plans) > 1:
        channel_numbers = uniforms(batches, seed, replication, name, "channel")[batch]
    if any(len(plan.offices) > 1 for plan in plans):
        office_numbers = uniforms(batches, seed, replication, name, "office")[batch]
    for plan in plans:
        serial = np.arange(len(points), dtype=np.int64)
        if channel_numbers is not None:
            low, high = plan.channel_interval
            serial = np.flatnonzero((channel_numbers >= low) & (channel_numbers < high))
        place = _places(plan, serial, office_numbers)
        submitted = _arrivals(plan, points[serial], place)
        comes = (submitted >= 0) & (submitted < model.window.run_out_end)
        comes[comes] = process.keeps(submitted[comes], seed, replication, name, batch[serial[comes]])
        office = np.array(plan.offices, dtype=np.int64)[place[comes]]
        walk_in = np.full(len(office), UNSET, dtype=np.int64)
        yield _Applications(plan, draws, serial[comes], submitted[comes], office, walk_in)


def _with_bookings(model: Model, coming: Sequence[_Applications]) -> tuple[list[_Applications], Bookings | None]:
    """The applications with those who book coming at their slots; None where no stream has bookings.

    Whoever does not come, and whose slot lies behind the end, is left out; a booker's slot depends on all bookings before.
    """
    if all(applications.plan.booked is None for applications in coming):
        return list(coming), None
    names = model.stream_names
    bookers = [wishes(a.plan, names.index(a.plan.name), a.serial, a.submitted, a.office, a.uniform) for a in coming]
    bookings, slots = book([w for _, w in bookers], [pool.slots for pool in model.capacity.pools])
    result = []
    for applications, (books, wished), slot in zip(coming, bookers, slots, strict=True):
        appointment, submitted = applications.appointment.copy(), applications.submitted.copy()
        appointment[books], submitted[books] = slot, slot + wished.late
        comes = submitted < model.window.run_out_end
        comes[books] &= wished.shows & (slot != UNSET)
        result.append(
            replace(
                applications,
                serial=applications.serial[comes],
                submitted=submitted[comes],
                office=applications.office[comes],
                appointment=appointment[comes],
            )
        )
    return result, bookings


def _places(plan: StreamPlan, serial: Instants, office_numbers: Floats | None) -> Instants:
    """By application: its office [position in `StreamPlan.offices`], as a backlog states it or by a uniform number."""
    if plan.places is not None:
        return plan.places[serial]
    if office_numbers is None or len(plan.offices) == 1:
        return np.zeros(len(serial), dtype=np.int64)
    return np.minimum(np.searchsorted(np.cumsum(plan.shares), office_numbers[serial]), len(plan.offices) - 1)


def _arrivals(plan: StreamPlan, points: NDArray[Any], place: Instants) -> Instants:
    """When applications arrive at their offices [instants; UNSET for never]."""
    door_of_application = plan.doors[place]
    submitted = np.full(len(points), UNSET, dtype=np.int64)
    for door in np.unique(door_of_application).tolist():
        at_door = door_of_application == door
        submitted[at_door] = plan.process.at(points[at_door], door)
    return submitted


def _draw_part(model: Model, applications: _Applications) -> _Part:
    """The part of a workload that the applications of one channel make."""
    plan = applications.plan
    route = model.routes[plan.route]
    entries = None if plan.entries is None else plan.entries[applications.serial]
    paths = draw_paths(route, len(applications.serial), applications.uniform, entries)
    pool = _entries_of_rows(plan.pools, applications.office, paths, route)
    work, hold = _durations(plan, route, paths, applications.uniform)
    work[_worked_together(model.capacity, pool)] = 0
    patience, returns_after = draw_patience(plan.patience, route, paths, applications.uniform)
    return _Part(
        plan=plan,
        paths=paths,
        serial=applications.serial,
        submitted=_submitted(model.capacity, route, applications),
        office=applications.office,
        appointment=applications.appointment,
        settlement=_settlements(applications),
        pool=pool,
        work=work,
        hold=hold,
        transfer=np.full(len(pool), NOT_A_TRANSFER, dtype=np.int64)
        if plan.transfers is None
        else _entries_of_rows(plan.transfers, applications.office, paths, route),
        patience=patience,
        returns_after=returns_after,
    )


def _submitted(capacity: Capacity, route: RoutePlan, applications: _Applications) -> Instants:
    """By application: when it is handed in; an applicant who meets a closed portal submits when it reopens.

    The portal is the first system before the step of receipt that can be down at all (section 3 of the model). Files of a
    backlog came in before.
    """
    systems = [step.system for step in route.steps[: route.receipt] if step.system is not None]
    if not systems or applications.plan.entries is not None:
        return applications.submitted
    up = capacity.systems[systems[0]].up.without_end
    return np.array([up.next_open(at) for at in applications.submitted.tolist()], dtype=np.int64)


def _durations(plan: StreamPlan, route: RoutePlan, paths: Paths, uniform: UniformNumbers) -> tuple[Instants, Instants]:
    """By row: work and hold [s]; 0 for transfers."""
    work, hold = (np.zeros(len(paths.position), dtype=np.int64) for _ in range(2))
    for position, passing, rows in paths.by_pass():
        step = route.steps[position]
        if step.kind is not Kind.TRANSFER:
            application = None if paths.every_step else paths.application[rows]
            numbers = partial(_numbers_of_rows, uniform, step_address(step.key, passing), application)
            work[rows], hold[rows] = plan.work[position].draw(numbers)
    return work, hold


def _numbers_of_rows(
    uniform: UniformNumbers, address: tuple[str, ...], application: Integers | None, purpose: str
) -> Floats:
    """Uniform numbers of a purpose for the applications of some rows; None: for all of them."""
    numbers = uniform(*address, purpose)
    return numbers if application is None else numbers[application]


def _worked_together(capacity: Capacity, pool: Integers) -> Flags:
    """By row: whether the step is done in a sitting or on a day of visits, whose length no single file decides."""
    together = [pool.sittings is not None or pool.visits_per_day is not None for pool in capacity.pools]
    return np.array([*together, False], dtype=bool)[pool]  # NO_POOL takes the last entry


def _entries_of_rows(by_office: Mapping[int, Integers], office: Integers, paths: Paths, route: RoutePlan) -> Integers:
    """By row: the entry of a table by office of arrival and step."""
    offices, number = np.unique(office, return_inverse=True)
    table = np.array([by_office[o] for o in offices.tolist()], dtype=np.int64).reshape(len(offices), len(route.steps))
    return np.asarray(table[number[paths.application], paths.position])


def _settlements(applications: _Applications) -> Instants:
    """By application: number of its settlement; without settlements one number below 0 for each office."""
    if applications.plan.settlements is None:
        return -1 - applications.office
    numbers, cumulated_shares = applications.plan.settlements
    chosen = np.searchsorted(cumulated_shares, applications.uniform("settlement"))
    return numbers[np.minimum(chosen, len(numbers) - 1)]


def _returns_after(numbering: _Numbering) -> Instants:
    """By row of the workload and return: how long after giving up it comes [s], with as many columns as any part has."""
    widest = max(part.returns_after.shape[1] for part in numbering.parts)
    table = np.full((int(numbering.first[-1]), widest), UNSET, dtype=np.int64)
    for part, rows in zip(numbering.parts, numbering.rows, strict=True):
        table[rows, : part.returns_after.shape[1]] = part.returns_after
    return table


@dataclass(frozen=True)
class _Numbering:
    """The order of the applications and rows of all parts in a workload."""

    parts: Sequence[_Part]
    order: Integers
    """By application of the workload: its number with the parts laid one after the other."""
    stream: Integers
    """By application of the workload: position of the name of its stream."""
    first: Integers
    """By application of the workload, and one more: its first row."""
    rows: list[Instants]
    """By part and row of it: the row of the workload."""

    @classmethod
    def of(cls, model: Model, parts: Sequence[_Part]) -> _Numbering:
        """Number applications by (submitted, stream, serial number)."""
        names = model.stream_names  # in the order of the alphabet
        stream = np.concatenate([np.full(part.size, names.index(part.plan.name), dtype=np.int64) for part in parts])
        submitted = np.concatenate([part.submitted for part in parts])
        order = np.lexsort((np.concatenate([part.serial for part in parts]), stream, submitted))
        lengths = np.concatenate([part.paths.lengths for part in parts])
        first = np.concatenate([[0], np.cumsum(lengths[order])]).astype(np.int64)
        first_row = np.empty(len(order), dtype=np.int64)
        first_row[order] = first[:-1]
        borders = np.cumsum([part.size for part in parts])[:-1]
        rows = [
            first_rows[part.paths.application] + part.paths.row_in_application
            for part, first_rows in zip(parts, np.split(first_row, borders), strict=True)
        ]
        return cls(parts, order, stream[order], first, rows)

    def by_application(self, name: str) -> NDArray[Any]:
        """A column by application of the workload, from those of the parts."""
        return np.concatenate([getattr(part, name) for part in self.parts])[self.order]

    def by_row(self, name: str) -> Instants:
        """A column by row of the workload, from those of the parts."""
        column = np.empty(int(self.first[-1]), dtype=np.int64)
        for part, rows in zip(self.parts, self.rows, strict=True):
            column[rows] = getattr(part, name)
        return column
