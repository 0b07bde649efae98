"""When each case of a register came: as the register says, or drawn between the bounds that its first steps give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty, anybody
from sim.fitting.flow.fit_arrivals import KnownArrivals, WorkedDays
from sim.fitting.flow.latent_arrivals import (
    ArrivalBounds,
    bounds_from_idleness,
    bounds_of_days,
    infer_arrivals,
    with_one_at_each_opening,
)  # fmt: skip
from sim.fitting.flow.time_of_week import RateGrid
from sim.fitting.work.idle_time import idle_of_role
from sim.quantities import DAY, UNSET, Flags, Instants, Integers
from sim.register.events.event_register import NOBODY, EventRegister

_DAYS_ALONE = 0.95
"""Receipts of which so many lie at midnight tell the day alone [share]."""


@dataclass(frozen=True)
class ArrivalInstants:
    """When each case of a register came."""

    at: Instants
    """By case: when it came, known or drawn [instants]."""
    inferred: Flags
    """By case: whether it is drawn."""
    spikes: Flags
    """By case: whether it came exactly at an opening as one case does every day."""
    while_closed: Flags
    """By case: whether it is drawn into a time in which nobody was on duty."""
    hours_known: bool
    """Whether the time of the day is known or can be inferred."""

    def of_cases(self, cases: Integers) -> KnownArrivals:
        """The arrivals of some cases."""
        return KnownArrivals(self.at[cases], self.inferred[cases], self.spikes[cases], self.hours_known)


@dataclass(frozen=True)
class StaffOnDuty:
    """Who does what, and when he is there."""

    role_of_event: Integers
    """By event: the role that does such a step; NOBODY where nobody of the office does."""
    role_of_resource: Integers
    """By resource: the role to which it belongs; NOBODY where it belongs to none."""
    duties: tuple[Duty, ...]
    """By resource: when it is on duty."""
    office: Duty
    """When the office is open."""


def arrival_instants(
    register: EventRegister, staff: StaffOnDuty, days: WorkedDays, seed: int, start: Instants | None = None
) -> ArrivalInstants:
    """When each case came; `start` is by event when it was begun, where that is estimated."""
    known = register.received != UNSET
    at, none = register.came.copy(), np.zeros(register.size, dtype=np.bool_)
    by_days = known.any() and float((register.received[known] % DAY == 0).mean()) > _DAYS_ALONE
    if by_days:
        return _in_the_day(register, staff, days, seed)
    begun = register.start if start is None else start
    filled = np.diff(register.first) > 0
    head = np.minimum(register.first[:-1], max(len(begun) - 1, 0))
    first_start = np.where(filled, begun[head], UNSET) if len(begun) else np.full(register.size, UNSET)
    role = np.where(filled, staff.role_of_event[head], NOBODY) if len(begun) else np.full(register.size, NOBODY)
    wanted = ~known & (first_start != UNSET)
    at[wanted] = first_start[wanted]
    inferred, spikes = none.copy(), none.copy()
    for k in np.unique(role[wanted & (role != NOBODY)]).tolist():
        cases = np.flatnonzero(wanted & (role == k))
        cases = cases[np.argsort(first_start[cases], kind="stable")]
        drawn, exact, spiked = _of_role(register, staff, days, (k, cases, first_start[cases], begun), seed)
        at[cases], inferred[cases], spikes[cases] = drawn, ~exact, spiked
    closed = inferred & (staff.office.elapsed_many(at, at + 1) == 0)
    return ArrivalInstants(at, inferred, spikes, closed, True)


def _of_role(
    register: EventRegister,
    staff: StaffOnDuty,
    days: WorkedDays,
    firsts: tuple[int, Integers, Instants, Instants],
    seed: int,
) -> tuple[Instants, Flags, Flags]:
    """Arrivals of cases whose first steps one role begins: drawn, whether known exactly, whether at an opening."""
    k, _, start, begun = firsts
    members = np.flatnonzero(staff.role_of_resource == k)
    events = np.flatnonzero(np.isin(register.resource, members) & (begun != UNSET))
    end = np.where(register.end[events] == UNSET, register.seen_until, register.end[events])
    earliest = int(start[0]) // DAY * DAY
    duties = {m: staff.duties[m] for m in members.tolist()}
    idle = idle_of_role(begun[events], end, register.resource[events], duties, (earliest, register.seen_until + 1))
    bounds = bounds_from_idleness(start, idle, earliest)
    duty = anybody([staff.duties[m] for m in members.tolist()])
    inferred = infer_arrivals(bounds, RateGrid.even((days.first_day, days.worked), duty), seed)
    inferred = with_one_at_each_opening(bounds, inferred, duty, idle, seed)
    spiked = np.isin(inferred.at, inferred.grid.openings)
    return inferred.at, bounds.exact, spiked


def _in_the_day(register: EventRegister, staff: StaffOnDuty, days: WorkedDays, seed: int) -> ArrivalInstants:
    """Arrivals of which the register tells the day alone, drawn within office hours before their first step."""
    at = register.came.copy()
    known = register.received != UNSET
    first_start = np.full(register.size, int(at.max()) + 400 * DAY)
    filled = np.flatnonzero(np.diff(register.first) > 0)
    if len(filled):
        begin = np.where(register.start == UNSET, register.end, register.start)
        earliest = np.minimum.reduceat(np.where(begin == UNSET, first_start.max(), begin), register.first[filled])
        first_start[filled] = np.where(earliest % DAY == 0, first_start.max(), earliest)
    rows = np.flatnonzero(known)
    bounds: ArrivalBounds = bounds_of_days(register.received[rows], first_start[rows], staff.office)
    grid = RateGrid.even((days.first_day, days.worked), staff.office)
    at[rows] = infer_arrivals(bounds, grid, seed).at
    none = np.zeros(register.size, dtype=np.bool_)
    return ArrivalInstants(at, known, none, none, False)
