"""Information systems: how many requests they answer at the same time, and when they are down, planned or by chance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.calendar.duty import Duty, Gap, Presence, present, union
from sim.calendar.working_time import WorkingTime
from sim.random_streams import uniforms
from sim.scenario.distributions import Distribution


@dataclass(frozen=True)
class Failures:
    """Random outages of a system."""

    between: Distribution
    """Time that it is up between two of them [s on the clock]."""
    repair: Distribution
    """How long one lasts [s on the clock]."""

    def outages(self, start: int, end: int, seed: int, replication: int, name: str) -> list[Gap]:
        """The outages that begin between two instants, drawn at an address; a longer time keeps the earlier ones."""
        size = int(2 * (end - start) / max(self.between.mean_seconds, 1.0)) + 16
        while True:
            up = self.between.quantile(uniforms(size, seed, replication, name, "time between failures"))
            down = self.repair.quantile(uniforms(size, seed, replication, name, "time to repair"))
            outages = list(_outages(up.tolist(), down.tolist(), start, end))
            if len(outages) < size:
                return outages
            size *= 2


@dataclass(frozen=True)
class SystemPlan:
    """One information system."""

    name: str
    """Its role in the regulations."""
    capacity: int | None
    """Requests that are answered at the same time; None: without bound."""
    up: Duty
    """When it is up."""
    failures: Failures | None = None
    """Random outages that are still to be drawn."""


def system_of(
    name: str, capacity: int | None, hours: WorkingTime, outages: Sequence[Gap], failures: Failures | None
) -> SystemPlan:
    """A system with its planned outages."""
    within = [(max(a, hours.start), min(b, hours.end)) for a, b in outages if a < hours.end and b > hours.start]
    return SystemPlan(name, capacity, present(hours, union(within)), failures)


def with_drawn_outages(system: SystemPlan, start: int, end: int, seed: int, replication: int) -> SystemPlan:
    """The system of one replication, its random outages drawn."""
    if system.failures is None:
        return system
    hours, planned = (system.up.hours, system.up.gaps) if isinstance(system.up, Presence) else (system.up, ())
    outages = system.failures.outages(start, min(end, hours.end), seed, replication, system.name)
    return system_of(system.name, system.capacity, hours, [*planned, *outages], None)


def _outages(up: Sequence[float], down: Sequence[float], start: int, end: int) -> Iterator[Gap]:
    at = start
    for working, broken in zip(up, down, strict=True):
        at += max(math.ceil(working), 1)
        if at >= end:
            return
        until = at + max(math.ceil(broken), 1)
        yield at, until
        at = until
