"""What pooling would bring where files have officers: any member takes any file, in paired replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.experiment.replications import Replicated
from sim.experiment.workers import Progress, Workers
from sim.measure.figures import Key, ReplicationFigures, in_time_shares
from sim.measure.intervals import Estimate, share_difference
from sim.model.model import Model
from sim.translations.in_use import translated


@dataclass(frozen=True)
class Pooling:
    """A change of a model: no file has an officer any more."""

    def applied(self, model: Model) -> Model:
        """The model in which every member takes every file of his pool."""
        routes = tuple(
            replace(plan, steps=tuple(replace(step, same_member=False) for step in plan.steps)) for plan in model.routes
        )
        return replace(model, routes=routes)


@dataclass(frozen=True)
class Pooled:
    """What pooling would bring, from the same replications with the same draws."""

    roles: tuple[str, ...]
    """Short names of the roles with an officer for each file, and more than one member somewhere."""
    whole: Estimate
    """Gain in the share in time over all routes, paired by replication."""
    routes: dict[Key, Estimate]
    """Gain in the share in time on each route, paired by replication."""


def try_pooling(
    workers: Workers, run: Replicated[Any], base: Sequence[ReplicationFigures], progress: Progress
) -> Pooled | None:
    """Simulate every replication once more with all files in common; None where that changes nothing.

    `run` is the task as it is, and `base` has the figures of each of its replications.
    """
    model = run.model
    roles = _roles_with_officers(model)
    if not roles:
        return None
    whole: list[float] = []
    by_route: dict[Key, list[float]] = {plan.key: [] for plan in model.routes}
    task = replace(run, function=in_time_shares, change=Pooling())
    for number, after in enumerate(workers.run(task, range(1, len(base) + 1)), 1):
        before = base[number - 1]
        whole.append(after.whole - before.whole["in_time"])
        for key, share in after.routes.items():
            by_route[key].append(share - before.routes[key]["in_time"])
        progress(number, len(base), translated("files in common"))
    counted = float(np.mean([one.whole["applications"] for one in base]))
    cohorts = {key: float(np.mean([one.routes[key]["cohort"] for one in base])) for key in by_route}
    routes = {key: share_difference(values, applications=cohorts[key]) for key, values in by_route.items()}
    return Pooled(roles, share_difference(whole, applications=counted), routes)


def _roles_with_officers(model: Model) -> tuple[str, ...]:
    """Roles that have an officer for each file on some route, and more than one member in some office."""
    several = {i for i, pool in enumerate(model.capacity.pools) if pool.members > 1}
    found: dict[str, None] = {}
    for stream in model.every_stream:
        for k, step in enumerate(model.routes[stream.route].steps):
            if step.same_member and any(int(pools[k]) in several for pools in stream.pools.values()):
                found[step.role] = None
    return tuple(found)
