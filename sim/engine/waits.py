"""What the visits of a replication waited for: their queue time by reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty
from sim.engine.engine_visits import EngineVisits
from sim.grouping import by_identity
from sim.model.capacity import Capacity, Sittings
from sim.model.route import Kind, systems_of_steps
from sim.model.workload import Workload
from sim.quantities import NEVER, Instants


@dataclass(frozen=True)
class Waits:
    """Queue time of every visit by its reason, one entry per visit [s on the clock]."""

    people: Instants
    """Somebody of the pool was on duty, but none free; at an information system every place was taken."""
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


def waits_of(visits: EngineVisits, workload: Workload, capacity: Capacity, observed_until: int) -> Waits:
    """Queue time of every visit by its reason, until the visit was begun, was over, or the observation ended."""
    until = visits.waited_until(observed_until)
    people, closed, sitting, applicant, transfer, system = (np.zeros(len(visits), dtype=np.int64) for _ in range(6))
    waits = Waits(people, closed, sitting, applicant, transfer, system)
    _fill_staffed(waits, visits, capacity, until)
    _fill_systems(waits, visits, workload, capacity, until)
    if workload.transfer is not None:
        carried = workload.transfer[visits.row] >= 0
        transfer[carried] = until[carried] - visits.queued[carried]
    by_applicant = np.flatnonzero(visits.kind == Kind.APPLICANT)
    queued, waited_until = visits.queued[by_applicant], until[by_applicant]
    applicant[by_applicant] = np.minimum(queued + workload.work[visits.row[by_applicant]], waited_until) - queued
    closed[by_applicant] = waited_until - queued - applicant[by_applicant]
    return waits


def _fill_staffed(waits: Waits, visits: EngineVisits, capacity: Capacity, until: Instants) -> None:
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
    for sittings, rows in by_identity([pool.sittings for pool in capacity.pools], visits.pool):
        if sittings is not None:
            first = _first_sittings(sittings, queued[rows])
            waits.sitting[rows] = np.minimum(first, until[rows]) - queued[rows]
            waits.people[rows] = until[rows] - queued[rows] - waits.sitting[rows]
            waits.closed[rows] = 0


def _first_sittings(sittings: Sittings, queued: Instants) -> Instants:
    """When the first sitting begins whose cut-off is not before each instant; NEVER after the last one [instants]."""
    begins = np.array([sitting.begin for sitting in sittings.dates] + [NEVER], dtype=np.int64)
    cut_offs = np.array([sitting.cut_off for sitting in sittings.dates], dtype=np.int64)
    return begins[np.searchsorted(cut_offs, queued, side="left")]


def _fill_systems(waits: Waits, visits: EngineVisits, workload: Workload, capacity: Capacity, until: Instants) -> None:
    """Waits for information systems: for a place while they are up, and until they are up."""
    if not capacity.systems:
        return
    system = systems_of_steps(workload.routes)[workload.route[visits.application], visits.position]
    for up, rows in by_identity([system.up for system in capacity.systems], system):
        waits.people[rows] = up.elapsed_many(visits.queued[rows], until[rows])
        waits.system[rows] = until[rows] - visits.queued[rows] - waits.people[rows]
