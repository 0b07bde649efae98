"""Days on which a counter that applicants come to is open, and nobody is there: who comes then is not received."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.errors import Note
from sim.model.capacity import Capacity, Pool, Window, pools_alike
from sim.model.route import Kind, RoutePlan
from sim.model.stream import StreamPlan
from sim.quantities import DAY, Instants, civil


def unattended_counters(
    capacity: Capacity, window: Window, routes: Sequence[RoutePlan], streams: Sequence[StreamPlan]
) -> Iterator[Note]:
    """A note for every counter with such days in the period, planned absences included; offices alike share one."""
    with_counter = pools_with_a_counter(routes, streams)
    for positions in pools_alike(capacity).values():
        told: dict[tuple[int, ...], list[int]] = {}
        for i in positions:
            if i in with_counter and (days := _days(capacity.pools[i], window)):
                told.setdefault(days, []).append(i)
        for days, pools in told.items():
            first = capacity.pools[pools[0]]
            facts = {"office": capacity.offices[first.office].name, "role": first.role, "offices": len(pools)}
            yield Note("counter_unattended", facts | {"days": len(days), "first_day": str(civil(days[0]).date())})


def pools_with_a_counter(routes: Sequence[RoutePlan], streams: Sequence[StreamPlan]) -> set[int]:
    """Pools to whose counter applicants come [positions in `Capacity.pools`]."""
    pools: set[int] = set()
    for stream in streams:
        at_counter = np.array([step.kind is Kind.COUNTER for step in routes[stream.route].steps], dtype=bool)
        for of_office in stream.pools.values():
            pools |= set(of_office[at_counter].tolist())
    return pools


def _days(pool: Pool, window: Window) -> tuple[int, ...]:
    """Midnights of the days on which the counter of a pool is open and never attended [instants]."""
    if pool.counter is None:
        return ()
    midnights = np.arange(window.start, window.horizon + 1, DAY, dtype=np.int64)
    is_open, is_attended = (_open_days(time.worked_many(midnights)) for time in (pool.counter, pool.attended))
    return tuple(midnights[:-1][is_open & ~is_attended].tolist())


def _open_days(worked: Instants) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(np.diff(worked) > 0, dtype=np.bool_)
