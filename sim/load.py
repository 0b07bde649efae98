"""Offered load before anything is simulated: expected work against time on duty, pool by pool."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.quantities import HOUR
from sim.workload import Model


@dataclass(frozen=True)
class PoolLoad:
    """What is expected of one pool over the counted period."""

    office: str
    """Name of the office."""
    role: str
    """Short name of the role."""
    members: int
    """How many they are."""
    work_h: float
    """Expected work [h]."""
    on_duty_h: float
    """Time on duty of all members [h]."""

    @property
    def load(self) -> float:
        """Expected work over time on duty; at 1 or more the queue grows without end."""
        if not self.work_h:
            return 0.0
        return self.work_h / self.on_duty_h if self.on_duty_h else math.inf

    @property
    def needed(self) -> int:
        """The smallest headcount with a load below 1."""
        return math.floor(self.load * self.members) + 1 if self.on_duty_h else self.members


def offered_load(model: Model) -> tuple[PoolLoad, ...]:
    """Expected load of every pool, in the order of the capacity."""
    capacity, window = model.capacity, model.window
    work = np.zeros(len(capacity.pools))
    for stream in model.streams:
        expected = stream.intensity.expected(window.horizon) - stream.intensity.expected(window.warm_up_end)
        for share, pools in zip(stream.shares, stream.pools, strict=True):
            for takes, pool in zip(stream.work, pools.tolist(), strict=True):
                if pool >= 0:
                    work[pool] += expected * share * max(takes.work.mean_seconds, 1.0) / HOUR
    return tuple(
        PoolLoad(
            capacity.offices[pool.office].name,
            pool.role,
            pool.members,
            float(work[i]),
            pool.members * pool.duty.elapsed(window.warm_up_end, window.horizon) / HOUR,
        )
        for i, pool in enumerate(capacity.pools)
    )


def overloaded(model: Model) -> tuple[str, ...]:
    """One sentence for every pool that is expected to get at least as much work as it has time."""
    return tuple(
        f"{load.office} / {load.role}: nobody is on duty in the counted period, yet there is work"
        if not load.on_duty_h
        else f"{load.office} / {load.role}: expected load {load.load:.0%} with {load.members}, so its queue grows without end; "
        f"{load.needed} are needed to keep up"
        for load in offered_load(model)
        if load.work_h > 0 and load.load >= 1
    )
