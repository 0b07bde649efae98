"""Random small scenarios in which files rise before others as their deadlines come near, and sittings need so many files."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import numpy as np

from sim.model.capacity import Capacity, Pool
from sim.model.route import Kind, RoutePlan
from sim.model.workload import Workload
from sim.quantities import Integers, Limit
from tests.oracle.branches_scenarios import in_one_queue, with_branches
from tests.oracle.scenarios import DISCIPLINES, with_people
from tests.oracle.sittings_scenarios import with_sittings
from tests.oracle.transfers_visits_systems_scenarios import with_elsewhere

ESCALATES = (
    Limit(1, "working_days"),
    Limit(1, "working_days"),
    Limit(2, "working_days"),
    Limit(3, "working_days"),
    Limit(1, "minutes"),
    Limit(1, "minutes"),
    Limit(2, "minutes"),
    Limit(1, "hours"),
)
"""How long before the deadline a file rises; more than all the time that there is among them."""
SHORT_TERMS = (
    None,
    None,
    Limit(1, "minutes"),
    Limit(2, "minutes"),
    Limit(2, "minutes"),
    Limit(3, "minutes"),
    Limit(1, "working_days"),
    Limit(2, "working_days"),
    Limit(2, "working_days"),
    Limit(2, "calendar_days"),
)


@cache
def with_together(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario with few people, whose files rise as their deadlines come near."""
    rng = Random(f"together {seed}")
    base = rng.choice((with_people, with_people, with_sittings, with_sittings, with_branches, with_elsewhere))
    workload, capacity = base(rng.randrange(300))
    while workload.size < 15:
        workload, capacity = base(rng.randrange(300))
    workload = _with_terms(rng, workload)
    provider = rng.randrange(len(capacity.offices)) if rng.random() < 0.5 else None
    offices = [office if provider is None else replace(office, provider=provider) for office in capacity.offices]
    pools = [_with_rules(rng, pool) for pool in capacity.pools]
    capacity = replace(capacity, offices=tuple(offices), pools=tuple(pools))
    workload = replace(workload, work=_slower(rng, workload), priority=None)
    workload = replace(workload, priority=_classes(rng, workload))
    capacity = with_more_people(rng, capacity)
    workload = in_one_queue(workload, capacity) if rng.random() < 0.8 else workload
    return _with_people(rng, workload, capacity), capacity


def _with_terms(rng: Random, workload: Workload) -> Workload:
    """The workload with every route twice, by terms of its own, and most of what is done at counters done at desks."""
    routes = [_at_desks(rng, plan) for plan in workload.routes]
    twice = [replace(plan, term=rng.choice(terms)) for terms in (SHORT_TERMS, SHORT_TERMS[:4]) for plan in routes]
    second = np.array([len(routes) * rng.randrange(2) for _ in range(workload.size)], dtype=np.int64)
    return replace(workload, routes=tuple(twice), route=workload.route + second)


def _at_desks(rng: Random, plan: RoutePlan) -> RoutePlan:
    """The route with most of what is done at the counter done at a desk."""
    at_desk = [step.kind is Kind.COUNTER and rng.random() < 0.75 for step in plan.steps]
    steps = [replace(step, kind=Kind.DESK) if to else step for step, to in zip(plan.steps, at_desk, strict=True)]
    return replace(plan, steps=tuple(steps))


def _classes(rng: Random, workload: Workload) -> Integers:
    """Classes of priority, mostly such that files without a term go first as long as none has risen."""
    by_term = rng.random() < 0.8
    terms = [workload.routes[r].term for r in workload.route.tolist()]
    classes = [rng.choice((2, 3)) if term and by_term else rng.choice((1, 1, 2)) for term in terms]
    return np.array(classes, dtype=np.int64)


def _with_rules(rng: Random, pool: Pool) -> Pool:
    """The pool with files that rise, and if it sits with a number of files that have to be there."""
    escalate = rng.choice(ESCALATES) if rng.random() < 0.75 else None
    sittings = pool.sittings
    if sittings is not None:
        sittings = replace(sittings, at_least=rng.choice((0, 1, 2, 2, 3, 4, 6)))
    discipline = rng.choice(DISCIPLINES) if rng.random() < 0.4 else "priority"
    return replace(pool, escalate=escalate, sittings=sittings, discipline=discipline)


def _slower(rng: Random, workload: Workload) -> Integers:
    """The work of every row, that of staff now and then longer, so that files wait."""
    longer = rng.choice((0, 0, 5, 10, 20))
    return np.where(workload.staffed & (workload.work > 0), workload.work + longer, workload.work)


def with_more_people(rng: Random, capacity: Capacity) -> Capacity:
    """The capacity with one or two members more in some pools, who are like those that are there."""
    pools = list(capacity.pools)
    for p, pool in enumerate(pools):
        more = rng.choice((0, 1, 1, 2)) if not pool.sittings and not pool.visits_per_day else 0
        alike = tuple(rng.choice(pool.roster) for _ in range(more)) if pool.roster else ()
        pools[p] = replace(pool, members=pool.members + more, roster=pool.roster + alike)
    return replace(capacity, pools=tuple(pools))


def _with_people(rng: Random, workload: Workload, capacity: Capacity) -> Workload:
    """The workload with desk steps that two or three do together, as far as each pool that does them has so many."""
    fewest: dict[tuple[int, int], int] = {}
    for row, p in enumerate(workload.pool.tolist()):
        if p >= 0 and workload.kind[row] == Kind.DESK:
            at = int(workload.route[workload.application[row]]), int(workload.position[row])
            pool = capacity.pools[p]
            alone = pool.sittings is not None or pool.visits_per_day is not None
            fewest[at] = min(fewest.get(at, 3), 1 if alone else pool.members)
    often, routes = rng.choice((0.0, 0.3, 0.6)), list(workload.routes)
    for (r, k), most in fewest.items():
        if most > 1 and rng.random() < often:
            steps = list(routes[r].steps)
            steps[k] = replace(steps[k], people=rng.randint(2, most))
            routes[r] = replace(routes[r], steps=tuple(steps))
    return replace(workload, routes=tuple(routes))
