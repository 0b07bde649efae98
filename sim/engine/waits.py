"""What the visits of a replication waited for: their queue time by reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty
from sim.engine.engine_visits import EngineVisits
from sim.engine.officer_waits import waits_for_officers
from sim.engine.record import EngineRecord
from sim.engine.steplog import SittingsDue
from sim.grouping import by_identity
from sim.model.capacity import Capacity, Sittings
from sim.model.route import Kind, systems_of_steps
from sim.model.workload import Workload
from sim.quantities import NEVER, Instants


@dataclass(frozen=True)
class Waits:
    """Queue time of every visit by its reason, one entry per visit [s on the clock]."""

    people: Instants
    """Somebody of the pool was on duty, but none free, the officer and his colleagues among them; at an information system every place was taken."""
    officer: Instants
    """The officer of the file was not free, while a colleague of his had nothing at hand."""
    closed: Instants
    """Nobody of the pool was on duty, or its counter was closed."""
    sitting: Instants
    """The first sitting that could take the file had not begun; what is beyond it waits for people."""
    applicant: Instants
    """The applicant looked for documents."""
    transfer: Instants
    """The courier had not left."""
    system: Instants
    """The information system was down."""


def waits_of(visits: EngineVisits, record: EngineRecord, workload: Workload, capacity: Capacity) -> Waits:
    """Queue time of every visit by its reason, until the visit was begun, was over, or the observation ended."""
    until = visits.waited_until(record.observed_until)
    officer = waits_for_officers(visits, record, workload, capacity, until)
    people, closed, sitting, applicant, transfer, system = (np.zeros(len(visits), dtype=np.int64) for _ in range(6))
    waits = Waits(people, officer, closed, sitting, applicant, transfer, system)
    _fill_staffed(waits, visits, record, capacity, until)
    people -= officer
    _fill_systems(waits, visits, workload, capacity, until)
    if workload.transfer is not None:
        carried = workload.transfer[visits.row] >= 0
        transfer[carried] = until[carried] - visits.queued[carried]
    by_applicant = np.flatnonzero(visits.kind == Kind.APPLICANT)
    queued, waited_until = visits.queued[by_applicant], until[by_applicant]
    applicant[by_applicant] = np.minimum(queued + workload.work[visits.row[by_applicant]], waited_until) - queued
    closed[by_applicant] = waited_until - queued - applicant[by_applicant]
    return waits


def _fill_staffed(
    waits: Waits, visits: EngineVisits, record: EngineRecord, capacity: Capacity, until: Instants
) -> None:
    """Waits for people, for the office to open and for sittings."""
    queued = visits.queued
    at_counter = visits.kind == Kind.COUNTER
    halls = set(np.unique(visits.pool[at_counter]).tolist())
    duties: list[Duty | None] = [pool.duty for pool in capacity.pools]
    duties += [pool.attended if i in halls else None for i, pool in enumerate(capacity.pools)]
    for duty, rows in by_identity(duties, np.where(at_counter, visits.pool + len(capacity.pools), visits.pool)):
        if duty is None:
            continue
        waits.people[rows] = duty.elapsed_many(queued[rows], until[rows])
        waits.closed[rows] = until[rows] - queued[rows] - waits.people[rows]
    for p, pool in enumerate(capacity.pools):
        if pool.sittings is not None:
            rows = np.flatnonzero(visits.pool == p)
            first = _first_sittings(pool.sittings, _called_off(record, p, pool.sittings), queued[rows])
            waits.sitting[rows] = np.minimum(first, until[rows]) - queued[rows]
            waits.people[rows] = until[rows] - queued[rows] - waits.sitting[rows]
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


def _fill_systems(waits: Waits, visits: EngineVisits, workload: Workload, capacity: Capacity, until: Instants) -> None:
    """Waits for information systems: for a place while they are up, and until they are up."""
    if not capacity.systems:
        return
    system = systems_of_steps(workload.routes)[workload.route[visits.application], visits.position]
    for up, rows in by_identity([system.up for system in capacity.systems], system):
        waits.people[rows] = up.elapsed_many(visits.queued[rows], until[rows])
        waits.system[rows] = until[rows] - visits.queued[rows] - waits.people[rows]
