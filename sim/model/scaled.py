"""A model with more or less demand, or with longer or shorter work, in which all else that is drawn stays as it is.

More demand is what comes anyway and, above it, further applications: of a stream with a rate those of independent processes
with the same rate and shape, of a register or of instants doubles of its own applications. Each of them has a uniform number of
its own below which the demand has to stay for it not to come, so whoever comes at some demand comes at every higher one too. Less
demand leaves applications out by such numbers. For a Poisson process both are exact (Kingman 1993, Poisson Processes, sections
2.2 and 5.1: superposition and thinning). Longer work multiplies each drawn duration.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.arrival_processes import ArrivalProcess, Rated
from sim.model.arrival_rate import Intensity
from sim.model.capacity import Pool
from sim.model.model import Model
from sim.model.stream import StreamPlan
from sim.quantities import Flags, Instants
from sim.random_streams import uniforms

_MORE = "{}/more {}"
"""Name of the further applications of a stream that come from so many times its demand on."""
_LEAST_PER_FILE = 1
"""A file takes that much of a sitting at least [s]."""


@dataclass(frozen=True)
class ScaledDemand:
    """A change of a model: so many times as many applications of all streams, or of some."""

    times: float
    """How many times the demand is what it was; at least 0."""
    streams: frozenset[str] | None = None
    """Names of the streams in the scenario; None for all. Their growth and campaigns go with them, backlogs stay as they are."""

    def applied(self, model: Model) -> Model:
        """The model with that demand."""
        if self.times == 1:
            return model
        plans = [part for plan in model.streams for part in self._plans(plan)]
        return replace(model, streams=tuple(sorted(plans, key=lambda plan: plan.name)))

    def _plans(self, plan: StreamPlan) -> Iterator[StreamPlan]:
        """A plan with more or less demand, which several have to make up where it grows."""
        if plan.entries is not None or not (self.streams is None or stream_of(plan) in self.streams):
            yield plan
            return
        process = plan.process
        if isinstance(process, Rated) and process.regular:  # evenly spaced as a whole
            yield replace(plan, process=replace(process, doors=tuple(_multiple(d, self.times) for d in process.doors)))
            return
        yield replace(plan, process=_Thinned(process, self.times)) if self.times < 1 else plan
        for i in range(1, math.ceil(self.times)):
            of = None if isinstance(process, Rated) else plan.name
            further = _Thinned(process, min(self.times - i, 1.0), of)
            yield replace(plan, name=_MORE.format(plan.name, i), process=further)


@dataclass(frozen=True)
class ScaledWork:
    """A change of a model: the work of a role takes so many times as long."""

    times: float
    """How many times the work of a file is what it was; above 0."""
    role: str
    """Short name of the role, whose steps on all routes and whose sittings with a time for each file are meant."""

    def applied(self, model: Model) -> Model:
        """The model with that work."""
        if self.times == 1:
            return model
        pools = tuple(self._pool(pool) for pool in model.capacity.pools)
        streams = tuple(self._plan(model, plan) for plan in model.streams)
        return replace(model, capacity=replace(model.capacity, pools=pools), streams=streams)

    def _plan(self, model: Model, plan: StreamPlan) -> StreamPlan:
        steps = model.routes[plan.route].steps
        work = tuple(
            replace(takes, times=takes.times * self.times) if step.role == self.role else takes
            for step, takes in zip(steps, plan.work, strict=True)
        )
        objections = None if plan.objections is None else self._plan(model, plan.objections)
        return replace(plan, work=work, objections=objections)

    def _pool(self, pool: Pool) -> Pool:
        if pool.role != self.role or pool.sittings is None or pool.sittings.length is not None:
            return pool
        per_file = max(round(pool.sittings.per_file * self.times), _LEAST_PER_FILE)
        return replace(pool, sittings=replace(pool.sittings, per_file=per_file))


def stream_of(plan: StreamPlan) -> str:
    """The name that a stream has in its scenario, of whose growth or campaign a plan may be."""
    return plan.name.partition("/")[0]


@dataclass(frozen=True)
class _Thinned:
    """A process of which some applications come, chosen by their own uniform numbers; of a batch all or none."""

    process: ArrivalProcess
    """All of them."""
    share: float
    """How many of them come [share]."""
    of: str | None = None
    """The stream whose applications they double; None where they are drawn by themselves."""

    def draw(self, seed: int, replication: int, name: str) -> tuple[NDArray[Any], Instants]:
        """The points of all applications, and their batches."""
        return self.process.draw(seed, replication, self.of or name)

    def at(self, points: NDArray[Any], door: int) -> Instants:
        """When the applications of some points arrive at a door [instants; UNSET for never]."""
        return self.process.at(points, door)

    def keeps(self, arrived: Instants, seed: int, replication: int, name: str, batch: Instants) -> Flags:
        """Which of the applications come."""
        kept = self.process.keeps(arrived, seed, replication, name, batch)
        if not len(batch):
            return kept
        numbers = uniforms(int(batch.max()) + 1, seed, replication, name, "demand")[batch]
        return np.asarray(kept & (numbers < self.share))

    def expected(self, since: int, until: int, door: int) -> float:
        """Expected applications between two instants if all came to this door."""
        return self.share * self.process.expected(since, until, door)


def _multiple(intensity: Intensity, times: float) -> Intensity:
    """An intensity multiplied."""
    return replace(intensity, before=times * intensity.before)
