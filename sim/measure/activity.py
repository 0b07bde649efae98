"""When members are busy in the counted period: with files, in sittings, and on days of visits to households."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.calendar.duty import Duty
from sim.engine.steplog import StepLog
from sim.grouping import by_identity, by_value
from sim.model.capacity import Pool
from sim.model.model import Model
from sim.quantities import Instants, Integers


class Activity(NamedTuple):
    """An interval in which a member does something else than work on a file at a desk or counter."""

    pool: int
    """Pool of the member [position in `Capacity.pools`]."""
    member: int
    """Who it is [number in the pool]."""
    begin: int
    """When it begins [instant]."""
    end: int
    """When it ends [instant]."""


def work_in_period(log: StepLog, model: Model) -> tuple[Instants, Integers, Instants, Instants]:
    """Intervals of work on files, cut to the counted period: position of the visit in the log, member, beginning, end [instants].

    Each of several who work together has one of his own.
    """
    window = model.window
    visit, member, begin, end = log.work_by_member()
    begin, end = np.clip(begin, window.warm_up_end, window.horizon), np.clip(end, window.warm_up_end, window.horizon)
    inside = end > begin
    return visit[inside], member[inside], begin[inside], end[inside]


def sittings_of_members(log: StepLog, model: Model) -> Iterator[Activity]:
    """Sittings that were held, one by one for every member who was there as they began, cut to the counted period."""
    pools, window, sittings = model.capacity.pools, model.window, log.sittings
    columns = (sittings.pool, sittings.begin, sittings.end, sittings.held)
    for commission, begin, end, held in zip(*(column.tolist() for column in columns), strict=True):
        plan = pools[commission]
        low, high = max(begin, window.warm_up_end), min(end, window.horizon)
        if not held or low >= high or plan.sittings is None:
            continue
        for pool, member in plan.sittings.seats or [(commission, number) for number in range(plan.members)]:
            if pools[pool].is_there(member, begin):
                yield Activity(pool, member, low, high)


def days_of_teams(log: StepLog, model: Model) -> Iterator[Activity]:
    """Days on which teams visited at least one household, cut to the counted period."""
    window, outings = model.window, log.outings
    columns = (outings.pool, outings.team, outings.opening, outings.close, outings.households)
    for pool, team, opening, close, households in zip(*(column.tolist() for column in columns), strict=True):
        low, high = max(opening, window.warm_up_end), min(close, window.horizon)
        if households and low < high:
            yield Activity(pool, team, low, high)


def duty_by_pool(activities: Iterable[Activity], pools: Sequence[Pool]) -> Instants:
    """By pool: time on duty that its members spend in some activities [s]."""
    seconds = np.zeros(len(pools), dtype=np.int64)
    for pool, member, begin, end in activities:
        seconds[pool] += pools[pool].duty_of(member).elapsed(begin, end)
    return seconds


def time_on_duty(pools: Sequence[Pool], pool: Integers, member: Integers, begin: Instants, end: Instants) -> Instants:
    """By row: time on duty of a member of a pool between two instants [s]."""
    seconds = np.zeros(len(pool), dtype=np.int64)
    duties: list[Duty | None] = [None if plan.roster else plan.duty for plan in pools]
    for duty, rows in by_identity(duties, pool):
        if duty is not None:
            seconds[rows] = duty.elapsed_many(begin[rows], end[rows])
    with_roster = np.array([bool(plan.roster) for plan in pools] + [False], dtype=bool)
    single = np.flatnonzero(with_roster[pool])
    most = int(member.max(initial=0)) + 1
    for key, group in by_value(pool[single] * most + member[single]):
        rows, duty = single[group], pools[key // most].roster[key % most].duty
        seconds[rows] = duty.elapsed_many(begin[rows], end[rows])
    return seconds
