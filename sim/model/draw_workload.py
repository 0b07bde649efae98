"""Arrivals, paths and durations of one replication, drawn before the simulation.

Draws are addressed by (seed, replication, stream, step, visit, purpose) and the application's serial number in its stream,
so that changing a headcount, a probability, a share or the horizon, or adding a step or a stream, leaves every other draw
equal. Some things move serial numbers, and with them the draws of their own stream only: the sizes of batches, other weeks
where a history is resampled, and another number of files in an earlier entry of a backlog.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.addressed_draws import AddressedDraws
from sim.model.bookings import Bookings, book, bookers_of
from sim.model.capacity import Capacity
from sim.model.draw_objections import with_objections
from sim.model.model import Model
from sim.model.numbering import Numbering
from sim.model.route import RoutePlan
from sim.model.row_columns import row_columns
from sim.model.sample_paths import draw_paths
from sim.model.stream import StreamPlan
from sim.model.workload import Workload
from sim.model.workload_part import WorkloadPart
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
    numbering = Numbering.of(parts)
    rows = row_columns(model, numbering)
    by_application = numbering.by_application
    numbers = {name: number for number, name in enumerate(model.stream_names)}
    has_backlog = any(part.plan.entries is not None for part in parts)
    has_branches = any(route.branches for route in model.routes)
    return Workload(
        replication=replication,
        window=model.window,
        streams=model.stream_names,
        routes=model.routes,
        submitted=by_application([part.submitted for part in parts]),
        stream=by_application([numbers[part.plan.name] for part in parts]),
        route=by_application([part.plan.route for part in parts]),
        office=by_application([part.plan.office_numbers[part.place] for part in parts]),
        first=numbering.first,
        pool=rows.pool,
        work=rows.work,
        hold=rows.hold,
        transfer=rows.transfer,
        settlement=by_application([part.settlement for part in parts]),
        priority=by_application([part.plan.priority for part in parts]),
        step=rows.step,
        ending=by_application([part.paths.ending for part in parts]) if has_branches else None,
        inherited=by_application([_is_backlog(part) for part in parts]) == 1 if has_backlog else None,
        bookings=bookings,
        appointment=None if bookings is None else by_application([_appointment(part) for part in parts]),
        patience=rows.patience,
        returns_after=rows.returns_after,
        **_objections(model, numbering),
    )


@dataclass(frozen=True)
class _Applications:
    """The applications of one stream that come by one channel; arrays by application."""

    plan: StreamPlan
    draws: AddressedDraws
    submitted: Instants
    """When applicants want to hand in [instants]."""
    place: Integers
    """Where [positions in `StreamPlan.offices`]."""
    appointment: Instants | None = None
    """The slots of those who have booked one, UNSET for others [instants]; None: nobody has."""

    def some(self, which: NDArray[np.bool_]) -> _Applications:
        """Some of the applications."""
        if which.all():
            return self
        places = np.flatnonzero(which)
        appointment = None if self.appointment is None else self.appointment[places]
        draws, submitted, place = self.draws.some(places), self.submitted[places], self.place[places]
        return _Applications(self.plan, draws, submitted, place, appointment)


def _draw_applications(model: Model, plans: Sequence[StreamPlan], replication: int) -> Iterator[_Applications]:
    """The applications of a stream, by the plans of its channels."""
    name, process, seed = plans[0].name, plans[0].process, model.study.scenario.seed
    points, batch = process.draw(seed, replication, name)
    draws = AddressedDraws(seed, replication, name, len(points))
    batches = int(batch[-1]) + 1 if len(batch) else 0
    channel_numbers = office_numbers = None
    if len(plans) > 1:
        channel_numbers = uniforms(batches, seed, replication, name, "channel")[batch]
    if any(len(plan.offices) > 1 for plan in plans):
        office_numbers = uniforms(batches, seed, replication, name, "office")[batch]
    for plan in plans:
        of_channel, points_of_channel = draws, points
        if channel_numbers is not None:
            low, high = plan.channel_interval
            serial = np.flatnonzero((channel_numbers >= low) & (channel_numbers < high))
            of_channel, points_of_channel = draws.some(serial), points[serial]
        place = _places(plan, of_channel, office_numbers)
        wanting = _Applications(plan, of_channel, _arrivals(plan, points_of_channel, place), place)
        inside = wanting.some((wanting.submitted >= 0) & (wanting.submitted < model.window.run_out_end))
        serial_inside = inside.draws.serial
        batch_inside = batch if serial_inside is None else batch[serial_inside]
        comes = process.keeps(inside.submitted, seed, replication, name, batch_inside)
        yield inside.some(comes)


def _with_bookings(model: Model, wanting: Sequence[_Applications]) -> tuple[Sequence[_Applications], Bookings | None]:
    """The applications with those who book coming at their slots; no bookings where no stream has any.

    Whoever does not come, or finds no slot before the end, is left out.
    """
    if all(applications.plan.booked is None for applications in wanting):
        return wanting, None
    names, end = model.stream_names, model.window.run_out_end
    bookers = [bookers_of(a.plan, names.index(a.plan.name), a.submitted, a.place, a.draws) for a in wanting]
    bookings, slots = book(bookers, [pool.slots for pool in model.capacity.pools])
    result = []
    for applications, booker, slot in zip(wanting, bookers, slots, strict=True):
        appointment, submitted = np.full(len(applications.submitted), UNSET), applications.submitted.copy()
        appointment[booker.place], submitted[booker.place] = slot, slot + booker.late
        comes = submitted < end
        comes[booker.place] &= booker.shows & (slot != UNSET)
        result.append(replace(applications, submitted=submitted, appointment=appointment).some(comes))
    return result, bookings


def _places(plan: StreamPlan, draws: AddressedDraws, office_numbers: Floats | None) -> Integers:
    """By application: its office [position in `StreamPlan.offices`], as a backlog states it or by a uniform number."""
    serial = draws.serial
    if plan.places is not None:
        return plan.places if serial is None else plan.places[serial]
    if office_numbers is None or len(plan.offices) == 1:
        return np.zeros(draws.size if serial is None else len(serial), dtype=np.int64)
    numbers = office_numbers if serial is None else office_numbers[serial]
    return np.minimum(np.searchsorted(plan.cumulated_shares, numbers), len(plan.offices) - 1)


def _arrivals(plan: StreamPlan, points: NDArray[Any], place: Integers) -> Instants:
    """When applications arrive at their offices [instants; UNSET for never]."""
    if len(plan.doors_in_use) == 1:
        return plan.process.at(points, plan.doors_in_use[0])
    door_of_application = plan.doors[place]
    submitted = np.full(len(points), UNSET, dtype=np.int64)
    for door in plan.doors_in_use:
        at_door = np.flatnonzero(door_of_application == door)
        submitted[at_door] = plan.process.at(points[at_door], door)
    return submitted


def _draw_part(model: Model, applications: _Applications) -> WorkloadPart:
    """The part of a workload that the applications of one channel make, its paths drawn."""
    plan, draws = applications.plan, applications.draws
    route = model.routes[plan.route]
    entries = None if plan.entries is None else plan.entries[draws.serials]
    return WorkloadPart(
        plan=plan,
        paths=draw_paths(route, len(applications.submitted), draws, entries),
        draws=draws,
        submitted=_submitted(model.capacity, route, applications),
        place=applications.place,
        settlement=_settlements(applications),
        appointment=applications.appointment,
    )


def _submitted(capacity: Capacity, route: RoutePlan, applications: _Applications) -> Instants:
    """By application: when it is handed in; an applicant who meets a closed portal submits when it reopens.

    The portal is the first system before the step of receipt that can be down at all (section 3 of the model). Files of a
    backlog came in before.
    """
    systems = [step.system for step in route.steps[: route.receipt] if step.system is not None]
    if not systems or applications.plan.entries is not None:
        return applications.submitted
    return capacity.systems[systems[0]].up.without_end.next_open_many(applications.submitted)


def _settlements(applications: _Applications) -> Instants:
    """By application: number of its settlement; without settlements one number below 0 for each office."""
    plan = applications.plan
    if plan.settlements is None:
        return -1 - plan.office_numbers[applications.place]
    numbers, cumulated_shares = plan.settlements
    chosen = np.searchsorted(cumulated_shares, applications.draws.uniform("settlement"))
    return numbers[np.minimum(chosen, len(numbers) - 1)]


def _is_backlog(part: WorkloadPart) -> int:
    """1 where the applications of a part belong to a backlog, else 0."""
    return int(part.plan.entries is not None and part.parents is None)


def _appointment(part: WorkloadPart) -> Instants | int:
    """By application of a part: the slot that its applicant has booked, UNSET without one [instants]."""
    return UNSET if part.appointment is None else part.appointment


def _objections(model: Model, numbering: Numbering) -> dict[str, Integers]:
    """What a workload says of objections, by application; nothing where nobody may object."""
    if not any(route.objection for route in model.routes):
        return {}
    parent = numbering.parent
    after = [0 if part.parents is None else part.parents.after for part in numbering.parts]
    return {
        "parent": np.full(numbering.size, UNSET, dtype=np.int64) if parent is None else parent,
        "objects_after": numbering.by_application(after),
    }
