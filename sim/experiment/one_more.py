"""Marginal analysis: what one member more in one role would bring, in paired replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.experiment.replications import Replicated
from sim.experiment.workers import Progress, Workers
from sim.measure.blame import OFFICER
from sim.measure.figures import Figures, Key, ReplicationFigures, in_time_shares
from sim.measure.intervals import Estimate, share_difference
from sim.model.capacity import Member, Pool, with_covers
from sim.model.model import Model

_MOST_ROLES = 3
"""How many roles are tried at most, those that keep late answers waiting longest first."""
_WORTH_TRYING = 0.05
"""A role is tried if it has at least this share of the lateness that waiting for people is to blame for."""


@dataclass(frozen=True)
class AddedMembers:
    """A change of a model: some members more in one role of every office of a kind."""

    kind: str
    """Short name of the office or offices."""
    role: str
    """Short name of the role."""
    members: int = 1
    """How many more."""

    def applied(self, model: Model) -> Model:
        """The model with the members, who keep the first member's hours and other duties, at a pace of 1."""
        pools = with_covers([self._added(model, pool) for pool in model.capacity.pools], model.window)
        return replace(model, capacity=replace(model.capacity, pools=pools))

    def _added(self, model: Model, pool: Pool) -> Pool:
        """A pool with the members if it is one of those that are meant."""
        if model.capacity.offices[pool.office].kind != self.kind or pool.role != self.role:
            return pool
        first = pool.roster[:1]
        added = tuple(
            Member(f"one more {i + 1}", one.hours, other_duties=one.other_duties, to_draw=one.to_draw)
            for i in range(self.members)
            for one in first
        )
        return replace(pool, members=pool.members + self.members, roster=pool.roster + added)


@dataclass(frozen=True)
class OneMore:
    """What one member more in one role would bring, from the same replications with the same draws."""

    kind: str
    """Short name of the office or offices."""
    offices: int
    """How many offices of the kind there are; each gets one member more."""
    role: str
    """Short name of the role."""
    members: int
    """Members of each pool before."""
    whole: Estimate
    """Gain in the share in time over all routes, paired by replication."""
    routes: dict[Key, Estimate]
    """Gain in the share in time on each route, paired by replication."""

    @property
    def best_route(self) -> Key:
        """The route that gains most, of those that have a share in time."""
        return max(self.routes, key=lambda key: np.nan_to_num(self.routes[key].mean, nan=-np.inf))


def try_one_more(
    workers: Workers,
    run: Replicated[Any],
    base: Sequence[ReplicationFigures],
    figures: Figures,
    progress: Progress,
) -> tuple[OneMore, ...]:
    """Simulate paired runs for the roles that keep late answers waiting; the one that brings most comes first.

    `run` is the task without a change, `base` has the figures of each of its replications, and `figures` their estimates.
    """
    model = run.model
    roles = _roles_to_try(model, figures)
    gains = []
    total = len(base) * len(roles)
    for i, (kind, role) in enumerate(roles):
        whole: list[float] = []
        by_route: dict[Key, list[float]] = {key: [] for key in figures.routes}
        task = replace(run, function=in_time_shares, change=AddedMembers(kind, role))
        for number, after in enumerate(workers.run(task, range(1, len(base) + 1)), 1):
            before = base[number - 1]
            whole.append(after.whole - before.whole["in_time"])
            for key, share in after.routes.items():
                by_route[key].append(share - before.routes[key]["in_time"])
            progress(i * len(base) + number, total, f"one more {role}")
        pools = [p for p in model.capacity.pools if model.capacity.offices[p.office].kind == kind and p.role == role]
        routes = {
            key: share_difference(values, applications=figures.routes[key]["cohort"].mean)
            for key, values in by_route.items()
        }
        gain = share_difference(whole, applications=figures.whole["applications"].mean)
        gains.append(OneMore(kind, len(pools), role, pools[0].members, gain, routes))
    return tuple(sorted(gains, key=lambda gain: -np.nan_to_num(gain.whole.mean, nan=-np.inf)))


def _roles_to_try(model: Model, figures: Figures) -> list[tuple[str, str]]:
    """Kinds of offices and roles by the lateness for which waiting for their people is to blame, the most first."""
    capacity = model.capacity
    blamed: dict[tuple[str, str], float] = {}
    for i, plan in enumerate(model.routes):
        tables = [table for stream in model.every_stream if stream.route == i for table in stream.pools.values()]
        for k, step in enumerate(plan.steps):
            pools = {int(table[k]) for table in tables if table[k] >= 0}
            # One seat more gives no sitting more.
            at_desks = [p for p in sorted(pools) if capacity.pools[p].sittings is None]
            for kind in dict.fromkeys(capacity.offices[capacity.pools[p].office].kind for p in at_desks):
                row = figures.steps[(*plan.key, step.key)]
                blamed[kind, step.role] = blamed.get((kind, step.role), 0.0) + sum(
                    row[reason].mean for reason in ("blame_people_h", OFFICER) if reason in row
                )
    ranked = sorted(blamed, key=lambda key: -blamed[key])
    least = _WORTH_TRYING * sum(blamed.values())
    return [key for key in ranked if blamed[key] > 0 and blamed[key] >= least][:_MOST_ROLES]
