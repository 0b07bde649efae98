"""All visits of a log at once, in compiled code: what they waited for, and whether they are above suspicion.

Each function gives None where compiled code is missing or does not know the answer; then numpy works it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntFlag

import numpy as np
from numpy.typing import DTypeLike

from sim.calendar.duty import Duty
from sim.calendar.open_time import compiled
from sim.engine.steplog import StepLog
from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.quantities import UNSET, Instants, Integers


class Suspicion(IntFlag):
    """What may be wrong with a log, as `conservation.c` numbers it."""

    breaks_a_law = 1
    """Something that no sound log has."""
    late_at_a_counter = 2
    """Somebody came to a counter later than the step before it ended, as he found nobody there, or for no reason."""
    at_a_pace = 4
    """Work took longer or shorter than is stated, by the pace of its member, as many did it together, or for no reason."""
    nowhere = 8
    """Somebody who came is nowhere, as he found nobody at a counter, or for no reason."""


class _Arrays:
    """Arrays whose addresses are given to compiled code, kept until it has read them."""

    def __init__(self) -> None:
        self._kept: list[np.ndarray] = []

    def address(self, array: np.ndarray, kind: DTypeLike) -> int:
        """The address of an array of a type; it is made of one of another type where needed."""
        plain = np.ascontiguousarray(array, dtype=kind)
        self._kept.append(plain)
        return plain.ctypes.data


def staffed_waits(
    duties: Sequence[Duty | None], duty_of_visit: Integers, queued: Instants, until: Instants
) -> tuple[Integers, Integers] | None:
    """By visit: how long it waited while somebody was on duty, and while nobody was, from one instant to another [s].

    A visit without duty has waited for neither.
    """
    function = compiled("sim_staffed_waits", "naaaaaa")
    if function is None:
        return None
    arrays, visits = _Arrays(), len(queued)
    people, closed = np.empty(visits, dtype=np.int32), np.empty(visits, dtype=np.int32)
    addresses = np.array([0 if duty is None else duty.open_time.address for duty in duties], dtype=np.int64)
    outside = function(
        visits,
        arrays.address(queued, np.int64),
        arrays.address(until, np.int64),
        arrays.address(duty_of_visit, np.int32),
        addresses.ctypes.data,
        people.ctypes.data,
        closed.ctypes.data,
    )
    return None if outside else (people, closed)


def suspicions(log: StepLog, workload: Workload) -> Suspicion | None:
    """What may be wrong with a log, laws of members, officers and patience apart."""
    function = compiled("sim_suspicions", "a")
    if function is None:
        return None
    visits, arrays = log.visits, _Arrays()
    numbers = [
        len(visits),
        len(workload.work),
        workload.size,
        log.observed_until,
        max(len(plan.steps) for plan in workload.routes),
    ]
    columns: list[tuple[np.ndarray | None, DTypeLike]] = [
        (visits.application, np.int32),
        (visits.row, np.int32),
        (visits.queued, np.int64),
        (visits.started, np.int64),
        (visits.work_ended, np.int64),
        (visits.finished, np.int64),
        (visits.number, np.int32),
        (visits.served_by, np.int32),
        (visits.member, np.int32),
        (visits.position, np.int16),
        (visits.outcome, np.int8),
        (visits.work_s, np.int64),
        (visits.stated_work_s, np.int64),
        (workload.position, np.int16),
        (workload.kind, np.int8),
        (workload.work, np.int64),
        (workload.continues_stay, np.bool_),
        (workload.transfer, np.int64),
        (workload.first, np.int64),
        (workload.door, np.int64),
        (log.applications.submitted, np.int64),
        (None if workload.parent is None else log.applications.parent, np.int64),
    ]
    addresses = [0 if column is None else arrays.address(column, kind) for column, kind in columns]
    found = function(np.array([*numbers, *addresses], dtype=np.int64).ctypes.data)
    return None if found < 0 else Suspicion(found)


def works_twice(log: StepLog, capacity: Capacity) -> bool | None:
    """Whether a member may have worked on two files at once."""
    function = compiled("sim_works_twice", "naaaanna")
    if function is None:
        return None
    visits, arrays = log.visits, _Arrays()
    parts, pool, member, begin, end = log.work_parts, visits.served_by, visits.member, visits.started, visits.work_ended
    if len(log.partners.visit):
        visit, member, begin, end = log.work_by_member()
        pool = pool[visit]
    elif len(parts.visit):
        begin = begin.copy()
        begin[parts.visit] = UNSET  # it was done in these parts
        pool = np.concatenate([pool, pool[parts.visit]])
        member = np.concatenate([member, parts.member], dtype=np.int32, casting="same_kind")
        begin, end = np.concatenate([begin, parts.begin]), np.concatenate([end, parts.end])
    members = [max(pool.members, len(pool.roster)) for pool in capacity.pools]
    first_member = np.cumsum([0, *members], dtype=np.int64)
    found = function(
        len(pool),
        arrays.address(pool, np.int32),
        arrays.address(member, np.int32),
        arrays.address(begin, np.int64),
        arrays.address(end, np.int64),
        log.observed_until,
        len(capacity.pools),
        first_member.ctypes.data,
    )
    return None if found == UNSET else bool(found)
