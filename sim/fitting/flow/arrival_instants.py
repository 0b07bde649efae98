"""When each case of a register came: as the register says, or drawn between the bounds that its first steps give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty, anybody
from sim.fitting.flow.fit_arrivals import KnownArrivals, WorkedDays
from sim.fitting.flow.latent_arrivals import (
    bounds_from_idleness,
    bounds_from_queue,
    bounds_of_days,
    infer_arrivals,
    with_one_at_each_opening,
)
from sim.fitting.flow.time_of_week import RateGrid
from sim.fitting.work.idle_time import idle_of_role
from sim.fitting.work.parts import OfficeParts
from sim.quantities import DAY, HOUR, UNSET, Flags, Instants, Integers
from sim.register.events.event_register import NOBODY, EventRegister

_DAYS_ALONE, _TIMES_OF_DAYS, _NEAR_MIDNIGHT = 0.9, 4, 2 * HOUR
"""Receipts of which so many lie at so few times of the day, so near to midnight, tell the day alone [share, times, s]; a clock that
changes, or stands in another zone, moves midnight by an hour or two."""


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


def arrival_instants(
    parts: OfficeParts, first_come: Flags, days: WorkedDays, seed: int, start: Instants | None = None
) -> ArrivalInstants:
    """When each case came; `first_come` says by role whether files are taken in the order in which they came to it.

    `start` is by event when it was begun, where that is estimated.
    """
    register = parts.register
    known = register.received != UNSET
    if known.any() and _tells_days_alone(register.received[known]):
        return _in_the_day(register, parts.office, days, seed)
    begun = register.start if start is None else start
    at = register.came.copy()
    inferred, spikes = np.zeros(register.size, dtype=np.bool_), np.zeros(register.size, dtype=np.bool_)
    filled = np.flatnonzero((np.diff(register.first) > 0) & ~known)
    head = register.first[filled]
    filled, head = filled[begun[head] != UNSET], head[begun[head] != UNSET]
    at[filled] = begun[head]
    role = np.append(parts.role_of_step, NOBODY)[parts.step[head]]
    for k in np.unique(role[role != NOBODY]).tolist():
        cases = filled[role == k]
        cases = cases[np.argsort(at[cases], kind="stable")]
        at[cases], exact, spikes[cases] = _of_role(parts, days, (k, bool(first_come[k]), at[cases], begun), seed)
        inferred[cases] = ~exact
    closed = inferred & (parts.office.elapsed_many(at, at + 1) == 0)
    return ArrivalInstants(at, inferred, spikes, closed, True)


def _tells_days_alone(received: Instants) -> bool:
    """Whether receipts tell no more than their days: nearly all lie at the same few times of the day, around midnight."""
    times, count = np.unique(received % DAY, return_counts=True)
    by_night = np.minimum(times, DAY - times) <= _NEAR_MIDNIGHT
    few = np.sort(count[by_night])[::-1][:_TIMES_OF_DAYS]
    return float(few.sum() / len(received)) > _DAYS_ALONE


def _of_role(
    parts: OfficeParts, days: WorkedDays, firsts: tuple[int, bool, Instants, Instants], seed: int
) -> tuple[Instants, Flags, Flags]:
    """Arrivals of cases whose first steps one role begins: drawn, whether known exactly, whether at an opening."""
    k, first_come, start, begun = firsts
    register = parts.register
    members = np.flatnonzero(parts.role_of_resource == k)
    events = np.flatnonzero(np.isin(register.resource, members) & (begun != UNSET))
    end = np.where(register.end[events] == UNSET, register.seen_until, register.end[events])
    earliest = int(start[0]) // DAY * DAY
    duties = {m: parts.duties[m] for m in members.tolist()}
    idle = idle_of_role(begun[events], end, register.resource[events], duties, (earliest, register.seen_until + 1))
    bounds = bounds_from_idleness(start, idle, earliest)
    if first_come:
        later = events[parts.enabled[events] != UNSET]
        bounds = bounds_from_queue(bounds, begun[later], parts.enabled[later])
    duty = anybody([parts.duties[m] for m in members.tolist()])
    inferred = infer_arrivals(bounds, RateGrid.even((days.first_day, days.worked), duty), seed)
    inferred = with_one_at_each_opening(bounds, inferred, duty, idle, seed)
    return inferred.at, bounds.exact, inferred.at_opening


def _in_the_day(register: EventRegister, office: Duty, days: WorkedDays, seed: int) -> ArrivalInstants:
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
    day = (register.received[rows] + _NEAR_MIDNIGHT) // DAY * DAY
    bounds = bounds_of_days(day, first_start[rows], office)
    grid = RateGrid.even((days.first_day, days.worked), office)
    at[rows] = infer_arrivals(bounds, grid, seed).at
    none = np.zeros(register.size, dtype=np.bool_)
    return ArrivalInstants(at, known, none, none, False)
