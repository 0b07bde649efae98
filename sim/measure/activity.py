"""When members are busy in the counted period: with files, in sittings, and on days of visits to households."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.engine.steplog import StepLog
from sim.model.capacity import Pool
from sim.model.model import Model
from sim.quantities import Instants


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
