"""What the visits of a replication waited for: their queue time by reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty
from sim.engine.engine_visits import EngineVisits
from sim.engine.officer_waits import waits_for_officers
from sim.engine.record import EngineRecord
from sim.engine.steplog import SittingsDue
from sim.engine.visits_in_bulk import staffed_waits
from sim.grouping import by_identity
from sim.model.capacity import Capacity, Sittings
from sim.model.route import Kind, systems_of_steps
from sim.model.workload import Workload
from sim.quantities import NEVER, Instants, Integers

_LONG = 1 << 31
"""A wait that does not fit into numbers of 32 bits [s]."""


@dataclass(frozen=True)
class Waits:
    """Queue time of every visit by its reason, one entry per visit [s on the clock]."""

    people: Integers
    """Somebody of the pool was on duty, but none free, the officer and his colleagues among them; at an information system every place was taken."""
    officer: Integers
    """The officer of the file was not free, while a colleague of his had nothing at hand."""
    closed: Integers
    """Nobody of the pool was on duty, or its counter was closed."""
    sitting: Integers
    """The first sitting that could take the file had not begun; what is beyond it waits for people."""
    applicant: Integers
    """The applicant looked for documents."""
    transfer: Integers
    """The courier had not left."""
    system: Integers
    """The information system was down."""


def nothing(visits: int) -> Instants:
    """By visit: 0, in the space of one number [s]."""
    return np.broadcast_to(np.int64(0), visits)


def waits_of(visits: EngineVisits, record: EngineRecord, workload: Workload, capacity: Capacity) -> Waits:
    """Queue time of every visit by its reason, until the visit was begun, was over, or the observation ended."""
    until = visits.waited_until(record.observed_until)
    longest = record.observed_until - int(visits.queued.min(initial=record.observed_until))
    width: type[np.int32 | np.int64] = np.int32 if longest < _LONG else np.int64
    people, closed = _staffed(visits, capacity, until, width)
    officer = applicant = sitting = transfer = system = nothing(len(visits))
    if any(pool.sittings is not None for pool in capacity.pools):
        sitting = np.zeros(len(visits), dtype=width)
        _fill_sittings(
            Waits(people, officer, closed, sitting, applicant, transfer, system), visits, record, capacity, until
        )
    if len(record.assignments):
        officer = waits_for_officers(visits, record, workload, capacity, until).astype(width)
        people -= officer
    if capacity.systems:
        system = np.zeros(len(visits), dtype=width)
        _fill_systems(people, system, visits, workload, capacity, until)
    if workload.transfer is not None:
        carried = np.flatnonzero(visits.of_rows(workload.transfer) >= 0)
        transfer = np.zeros(len(visits), dtype=width)
        transfer[carried] = until[carried] - visits.queued[carried]
    if len(rows := visits.by_applicant):
        applicant = np.zeros(len(visits), dtype=width)
        queued, waited_until = visits.queued[rows], until[rows]
        applicant[rows] = np.minimum(queued + workload.work[visits.row[rows]], waited_until) - queued
        closed[rows] = waited_until - queued - applicant[rows]
    return Waits(people, officer, closed, sitting, applicant, transfer, system)


def _staffed(
    visits: EngineVisits, capacity: Capacity, until: Instants, width: type[np.int32 | np.int64]
) -> tuple[Integers, Integers]:
    """Waits for people, and for the office to open, where no sittings are waited for [s]."""
    at_counter = visits.kind == Kind.COUNTER
    halls = set(np.flatnonzero(np.bincount(visits.pool[at_counter])).tolist())
    duties: list[Duty | None] = [pool.duty for pool in capacity.pools]
    duty_of_visit = visits.pool
    if halls:
        duties += [pool.attended if i in halls else None for i, pool in enumerate(capacity.pools)]
        duty_of_visit = np.where(at_counter, visits.pool + len(capacity.pools), visits.pool)
    compiled_waits = staffed_waits(duties, duty_of_visit, visits.queued, until) if width is np.int32 else None
    if compiled_waits is not None:
        return compiled_waits
    people, closed = (np.zeros(len(visits), dtype=width) for _ in range(2))
    for duty, rows in by_identity(duties, duty_of_visit):
        if duty is not None:
            people[rows] = duty.elapsed_many(visits.queued[rows], until[rows])
            closed[rows] = until[rows] - visits.queued[rows] - people[rows]
    return people, closed


def _fill_sittings(
    waits: Waits, visits: EngineVisits, record: EngineRecord, capacity: Capacity, until: Instants
) -> None:
    """Waits for sittings, and beyond the first one for people."""
    for p, pool in enumerate(capacity.pools):
        if pool.sittings is not None:
            rows = np.flatnonzero(visits.pool == p)
            queued, over = visits.queued[rows], until[rows]
            first = _first_sittings(pool.sittings, _called_off(record, p, pool.sittings), queued)
            waits.sitting[rows] = np.minimum(first, over) - queued
            waits.people[rows] = over - queued - waits.sitting[rows]
            waits.closed[rows] = 0


def _called_off(record: EngineRecord, pool: int, sittings: Sittings) -> set[int]:
    """Beginnings of a commission's sittings that were not held as too few files were there [instants]."""
    due = SittingsDue(*record.sittings.T)
    too_few = (due.pool == pool) & (due.held == 0) & (due.carried_over < sittings.at_least)
    return set(due.begin[too_few].tolist())


def _first_sittings(sittings: Sittings, called_off: set[int], queued: Instants) -> Instants:
    """When the first sitting begins whose cut-off is not before each instant; NEVER after the last one [instants].

    One for which too few files were there is none: it was not people that were missing.
    """
    dates = [sitting for sitting in sittings.dates if sitting.begin not in called_off]
    begins = np.array([sitting.begin for sitting in dates] + [NEVER], dtype=np.int64)
    cut_offs = np.array([sitting.cut_off for sitting in dates], dtype=np.int64)
    return begins[np.searchsorted(cut_offs, queued, side="left")]


def _fill_systems(
    people: Integers,
    waits: Integers,
    visits: EngineVisits,
    workload: Workload,
    capacity: Capacity,
    until: Instants,
) -> None:
    """Waits for information systems: for a place while they are up, and until they are up."""
    system = systems_of_steps(workload.routes).ravel()[visits.step]
    for up, rows in by_identity([system.up for system in capacity.systems], system):
        people[rows] = up.elapsed_many(visits.queued[rows], until[rows])
        waits[rows] = until[rows] - visits.queued[rows] - people[rows]
