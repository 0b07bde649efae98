"""Arrivals, paths and durations of one replication, drawn before the simulation.

Draws are addressed by (seed, replication, stream, step, visit, purpose) and the application's serial number in its stream,
so that changing a headcount, a probability, a share or the horizon, or adding a step or a stream, leaves every other draw
equal. Some things move serial numbers, and with them the draws of their own stream only: the sizes of batches, other weeks
where a history is resampled, and another number of files in an earlier entry of a backlog.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.bookings import Bookings, book, bookers_of
from sim.model.capacity import Capacity
from sim.model.draw_objections import with_objections
from sim.model.model import Model
from sim.model.route import RoutePlan
from sim.model.sample_paths import draw_paths
from sim.model.stream import StreamPlan
from sim.model.workload import Workload
from sim.model.workload_part import WorkloadPart, row_columns
from sim.quantities import UNSET, Floats, Instants, Integers
from sim.random_streams import uniforms


def draw_workload(model: Model, replication: int) -> Workload:
    """Draw one replication of a model."""
    wanting = [
        applications
        for _, plans in groupby(model.streams, key=lambda plan: plan.name)
        for applications in _draw_applications(model, list(plans), replication)
    ]
    coming, bookings = _with_bookings(model, wanting)
    parts = with_objections(model, [_draw_part(model, applications) for applications in coming])
    numbering = _Numbering.of(model, parts)
    by_application, by_row = numbering.by_application, numbering.by_row
    every_step = all(part.paths.every_step for part in parts)
    has_branches = any(route.branches for route in model.routes)
    may_object = any(route.objection for route in model.routes)
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
        parent=numbering.parent if may_object else None,
        objects_after=by_application("objects_after") if may_object else None,
        appointment=None if bookings is None else by_application("appointment"),
        bookings=bookings,
        patience=by_row("patience") if has_patience else None,
        returns_after=numbering.returns_after() if has_patience else None,
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


def _with_bookings(model: Model, wanting: Sequence[_Applications]) -> tuple[Sequence[_Applications], Bookings | None]:
    """The applications with those who book coming at their slots; no bookings where no stream has any.

    Whoever does not come, or finds no slot before the end, is left out.
    """
    if all(applications.plan.booked is None for applications in wanting):
        return wanting, None
    names, end = model.stream_names, model.window.run_out_end
    bookers = [
        bookers_of(a.plan, names.index(a.plan.name), a.serial, a.submitted, a.office, a.uniform) for a in wanting
    ]
    bookings, slots = book(bookers, [pool.slots for pool in model.capacity.pools])
    result = []
    for applications, booker, slot in zip(wanting, bookers, slots, strict=True):
        appointment, submitted = applications.appointment.copy(), applications.submitted.copy()
        appointment[booker.place], submitted[booker.place] = slot, slot + booker.late
        comes = submitted < end
        comes[booker.place] &= booker.shows & (slot != UNSET)
        columns = (applications.serial, submitted, applications.office, appointment)
        result.append(_Applications(applications.plan, applications.draws, *(column[comes] for column in columns)))
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


def _draw_part(model: Model, applications: _Applications) -> WorkloadPart:
    """The part of a workload that the applications of one channel make."""
    plan = applications.plan
    route = model.routes[plan.route]
    entries = None if plan.entries is None else plan.entries[applications.serial]
    paths = draw_paths(route, len(applications.serial), applications.uniform, entries)
    rows = row_columns(model, plan, paths, applications.office, applications.uniform)
    return WorkloadPart(
        plan=plan,
        paths=paths,
        serial=applications.serial,
        submitted=_submitted(model.capacity, route, applications),
        office=applications.office,
        settlement=_settlements(applications),
        rows=rows,
        appointment=applications.appointment,
        uniform=applications.uniform,
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


def _settlements(applications: _Applications) -> Instants:
    """By application: number of its settlement; without settlements one number below 0 for each office."""
    if applications.plan.settlements is None:
        return -1 - applications.office
    numbers, cumulated_shares = applications.plan.settlements
    chosen = np.searchsorted(cumulated_shares, applications.uniform("settlement"))
    return numbers[np.minimum(chosen, len(numbers) - 1)]


@dataclass(frozen=True)
class _Numbering:
    """The order of the applications and rows of all parts in a workload."""

    parts: Sequence[WorkloadPart]
    order: Integers
    """By application of the workload: its number with the parts laid one after the other."""
    stream: Integers
    """By application of the workload: position of the name of its stream."""
    parent: Integers
    """By application of the workload: the one to whose answer it objects; UNSET for none."""
    first: Integers
    """By application of the workload, and one more: its first row."""
    rows: list[Instants]
    """By part and row of it: the row of the workload."""

    @classmethod
    def of(cls, model: Model, parts: Sequence[WorkloadPart]) -> _Numbering:
        """Number applications by (submitted, stream, serial number), and objections behind them by parent."""
        names = model.stream_names  # in the order of the alphabet
        stream = np.concatenate([np.full(part.size, names.index(part.plan.name), dtype=np.int64) for part in parts])
        submitted = np.concatenate([part.submitted for part in parts])
        parents, generation = _lineage(parts)
        # Of first applications the key is as it says; of objections all parts of it are alike but the parent's number.
        order = np.lexsort((np.concatenate([part.serial for part in parts]), stream, submitted))
        order = order[generation[order] == 0]
        number = np.full(len(stream), UNSET, dtype=np.int64)
        number[order] = np.arange(len(order))
        for after in range(1, int(generation.max(initial=0)) + 1):
            objections = np.flatnonzero(generation == after)
            objections = objections[np.argsort(number[parents[objections]], kind="stable")]
            number[objections] = len(order) + np.arange(len(objections))
            order = np.concatenate([order, objections])
        lengths = np.concatenate([part.paths.lengths for part in parts])
        first = np.concatenate([[0], np.cumsum(lengths[order])]).astype(np.int64)
        first_row = np.empty(len(order), dtype=np.int64)
        first_row[order] = first[:-1]
        borders = np.cumsum([part.size for part in parts])[:-1]
        rows = [
            first_rows[part.paths.application] + part.paths.row_in_application
            for part, first_rows in zip(parts, np.split(first_row, borders), strict=True)
        ]
        parent = np.where(generation == 0, UNSET, number[parents])[order]
        return cls(parts, order, stream[order], parent, first, rows)

    def by_application(self, name: str) -> NDArray[Any]:
        """A column by application of the workload, from those of the parts."""
        return np.concatenate([getattr(part, name) for part in self.parts])[self.order]

    def by_row(self, name: str) -> Instants:
        """A column by row of the workload, from those of the parts."""
        column = np.empty(int(self.first[-1]), dtype=np.int64)
        for part, rows in zip(self.parts, self.rows, strict=True):
            column[rows] = getattr(part.rows, name)
        return column

    def returns_after(self) -> Instants:
        """By row of the workload and return: how long after giving up it comes, in as many columns as any part has."""
        widest = max(part.rows.returns_after.shape[1] for part in self.parts)
        table = np.full((int(self.first[-1]), widest), UNSET, dtype=np.int64)
        for part, rows in zip(self.parts, self.rows, strict=True):
            table[rows, : part.rows.returns_after.shape[1]] = part.rows.returns_after
        return table


def _lineage(parts: Sequence[WorkloadPart]) -> tuple[Integers, Integers]:
    """By application, the parts laid one after the other: the place of its parent, and how many objections there have been.

    A first application has the place 0 instead of that of a parent.
    """
    begins = np.cumsum([0, *(part.size for part in parts)])
    places, generations = [], []
    for part in parts:
        of = part.parents
        places.append(np.zeros(part.size, dtype=np.int64) if of is None else begins[of.part] + of.places)
        generations.append(np.full(part.size, 0 if of is None else of.generation, dtype=np.int64))
    return np.concatenate(places), np.concatenate(generations)
