"""Random small scenarios with ways between offices, visiting teams and systems, on top of those with people or sittings."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import numpy as np

from sim.calendar.duty import Absence
from sim.calendar.working_time import WorkingTime
from sim.model.capacity import Capacity, Member, Pool
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.systems import SystemPlan, system_of
from sim.model.transfers import TransferPlan
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.oracle.hours import Hours
from tests.oracle.scenarios import DISCIPLINES, RESPONSES, with_covers, with_people
from tests.oracle.sittings_scenarios import with_sittings
from tests.oracle.trial import trial

LAGS = (1, 5, 5, 10, 10, 15, 20, 30, 45)
TRAVELS = (0, 0, 0, 0, 5, 5, 10, 20, 60, 300)
NEAR = (0, 0, 0, 0, 0, 5, 5, 10, 15, -5, 1)
SYSTEM, TRANSFER = -1, -2
"""New steps of a route, among the positions of its old ones."""


@cache
def with_elsewhere(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario in which files travel, households are visited and systems are asked."""
    rng = Random(f"elsewhere {seed}")
    base = with_sittings if rng.random() < 0.4 else with_people
    workload, capacity = base(rng.randrange(10**6))
    while workload.size < 10:
        workload, capacity = base(rng.randrange(10**6))
    if rng.random() < 0.5:
        plain = tuple(replace(pool, discipline="first_come") for pool in capacity.pools)
        capacity = replace(capacity, pools=plain)
    teams = [_teams(rng, f"t{number}", capacity) for number in range(rng.choice((0, 1, 1, 1, 2)))]
    systems = [_system(rng, f"s{number}", capacity) for number in range(rng.choice((1, 1, 2)))]
    late_pools = [p for p, pool in enumerate(capacity.pools) if pool.sittings]
    late_pools += range(len(capacity.pools), len(capacity.pools) + len(teams))
    workload = _with_visits(rng, _with_steps(rng, workload, len(systems)), late_pools)
    capacity = replace(capacity, pools=with_covers([*capacity.pools, *teams]), systems=tuple(systems))
    record = trial(workload, capacity)
    moments = [workload.window.start, *workload.submitted.tolist()]
    moments += [t for t in (*record.queued.tolist(), *record.finished.tolist()) if t != UNSET]
    late = [*record.sittings[:, 1].tolist(), *record.outings[:, 2].tolist()]
    ways = tuple(_way(rng, workload, capacity, moments, late) for _ in range(rng.choice((1, 2, 3))))
    chosen = rng.choices([*range(len(ways)), -2], [2] * len(ways) + [1], k=len(workload.work))
    transfer = np.where(workload.transfer == -2, np.array(chosen, dtype=np.int64), -1)
    workload = replace(workload, transfer=transfer)
    systems = [_with_outages(rng, system, moments) for system in systems]
    capacity = replace(capacity, transfers=ways, systems=tuple(systems))
    return workload, _with_meetings(rng, workload, capacity)


def _with_meetings(rng: Random, w: Workload, capacity: Capacity) -> Capacity:
    """More departures and outages that end as other files queue where those that come from there go next."""
    record, steps = trial(w, capacity), [step for r in w.route.tolist() for step in w.routes[r].steps]
    queued, pool = record.queued.tolist(), w.pool.tolist()
    started = record.started.tolist()
    at_once = [i for i, step in enumerate(steps) if step.kind is Kind.DESK and queued[i] == started[i] != UNSET]

    def meetings(before: list[int]) -> list[tuple[int, int]]:
        """When some rows queue, and when a later number, begun at once, queues for the pool of what follows."""
        pairs = [(i, j) for i in before for j in at_once if pool[j] == pool[i + 1] and j > i + 1]
        met = sorted({(queued[i], queued[j]) for i, j in pairs if queued[i] < queued[j] < queued[i] + DAY})
        return rng.sample(met, min(len(met), 3))

    after = [i for i in range(len(steps) - 1) if w.application[i] == w.application[i + 1] and pool[i + 1] >= 0]
    after = [i for i in after if steps[i + 1].kind is Kind.DESK and queued[i] != UNSET]
    ways = []
    for number, one in enumerate(capacity.transfers):
        found = meetings([i for i in after if w.transfer is not None and w.transfer[i] == number])
        if one.lag is None and found:
            waits = [t for t in one.departures.tolist() if not any(begin <= t < end for begin, end in found)]
            leaves = np.array(sorted({*waits, *(end for _, end in found)}), dtype=np.int64)
            one = replace(one, departures=leaves, travel=rng.choice((0, 0, one.travel)))
        ways.append(one)
    systems = []
    for number, system in enumerate(capacity.systems):
        found = meetings([i for i in after if steps[i].system == number and not w.work[i]])
        hours, gaps = (system.up, ()) if isinstance(system.up, WorkingTime) else (system.up.hours, system.up.gaps)
        more = list(gaps)
        for begin, end in found:
            if all(end < a or b < begin for a, b in more):
                more.append((begin, end))
        systems.append(system_of(system.name, system.capacity, hours, more, None))
    return replace(capacity, transfers=tuple(ways), systems=tuple(systems))


def _steps(rng: Random, plan: RoutePlan) -> list[int]:
    """The old positions of a route with new steps between them: requests to systems, and ways to other offices."""
    order, last = [], len(plan.steps) - 1
    for k in range(len(plan.steps)):
        order.append(k)
        if k >= plan.receipt and rng.random() < 0.35:
            order.append(SYSTEM)
        if plan.receipt <= k < last and rng.random() < 0.6:
            order.append(TRANSFER)
            if rng.random() < 0.2:
                order += [SYSTEM, TRANSFER]
    return order


def _with_steps(rng: Random, workload: Workload, systems: int) -> Workload:
    """The workload with new steps in its routes, all ways falling away as yet, and most requests made to some system."""
    orders = [_steps(rng, plan) for plan in workload.routes]
    routes = []
    for plan, order in zip(workload.routes, orders, strict=True):
        steps = []
        for p, k in enumerate(order):
            kind = Kind.TRANSFER if k == TRANSFER else Kind.SYSTEM if k == SYSTEM else plan.steps[k].kind
            asked = rng.randrange(systems) if kind is Kind.SYSTEM and rng.random() < 0.85 else None
            steps.append(StepPlan(str(p), f"r{p}", kind, None, "", system=asked))
        receipt, ready = order.index(plan.receipt), order.index(plan.ready)
        routes.append(replace(plan, steps=tuple(steps), receipt=receipt, ready=ready))
    old = [
        int(workload.first[a]) + k if k >= 0 else k for a, r in enumerate(workload.route.tolist()) for k in orders[r]
    ]
    lengths = [len(orders[r]) for r in workload.route.tolist()]
    slow = rng.random() < 0.5
    """Whether systems answer slowly, so that a queue builds up."""
    return replace(
        workload,
        routes=tuple(routes),
        first=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        pool=np.array([workload.pool[i] if i >= 0 else -1 for i in old], dtype=np.int64),
        hold=np.array([workload.hold[i] if i >= 0 else 0 for i in old], dtype=np.int64),
        work=np.array(
            [workload.work[i] if i >= 0 else 0 if i == TRANSFER else rng.choice(RESPONSES[slow:]) for i in old],
            dtype=np.int64,
        ),
        transfer=np.where(np.array(old) == TRANSFER, -2, -1).astype(np.int64),
    )


def _teams(rng: Random, role: str, capacity: Capacity) -> Pool:
    """Teams with the hours of some pool or the office, now and then absent."""
    like = rng.choice(capacity.pools)
    roster: list[Member] = []
    for number in range(rng.choice((1, 2, 2, 3))):
        office = capacity.offices[like.office].clock.hours
        duties = [member.hours for member in like.roster] or ([like.duty] if isinstance(like.duty, WorkingTime) else [])
        hours = roster[0].hours if roster and rng.random() < 0.6 else rng.choice([office, *duties])
        roster.append(Member(str(number), hours, _leaves(rng, hours)))
    if all(member.duty is roster[0].hours for member in roster) and rng.random() < 0.5:
        pool = replace(like, members=len(roster), roster=(), duty=roster[0].hours)
    else:
        pool = replace(like, members=len(roster), roster=tuple(roster))
    if not any(Hours(duty).opens for duty, _ in pool.duties):
        pool = replace(pool, roster=tuple(replace(member, absences=()) for member in roster))
    return replace(
        pool,
        role=role,
        caseload=None,
        discipline=rng.choice(DISCIPLINES),
        stand_ins=(),
        covers=(),
        sittings=None,
        visits_per_day=rng.choice((1, 2, 2, 3, 5)),
    )


def _leaves(rng: Random, hours: WorkingTime) -> tuple[Absence, ...]:
    """Absences that begin or end at the edges of a day's duty, within it, or take whole days."""
    found: list[Absence] = []
    for _ in range(rng.choice((0, 0, 1, 2, 3))):
        opens, closes = rng.choice(Hours(hours).days[:5])
        length = rng.choice((5, 10, closes - opens))
        start = rng.choice((opens, opens + 5, closes - 5, opens // DAY * DAY))
        end = min(start + length if start % DAY or rng.random() < 0.5 else start + DAY, hours.end)
        if start < end and all(end < a.start or a.end < start for a in found):
            found.append(Absence(start, end, hands_over=rng.random() < 0.5))
    return tuple(sorted(found, key=lambda a: a.start))


def _with_visits(rng: Random, workload: Workload, pools: list[int]) -> Workload:
    """Some desk steps given to teams and commissions, and households in a few settlements."""
    kinds = [(r, k) for r, plan in enumerate(workload.routes) for k, step in enumerate(plan.steps)
             if step.kind is Kind.DESK]  # fmt: skip
    chosen = {at: rng.choice(pools) for at in kinds if pools and rng.random() < 0.4}
    if pools and kinds:
        chosen[rng.choice(kinds)] = pools[-1]
    pool, work = workload.pool.copy(), workload.work.copy()
    for row, (a, k) in enumerate(zip(workload.application.tolist(), workload.position.tolist(), strict=True)):
        at = (int(workload.route[a]), k)
        if at in chosen:
            pool[row], work[row] = chosen[at], 0
    places = np.array([rng.choice((0, 0, 1, 2)) for _ in range(workload.size)], dtype=np.int64)
    return replace(workload, pool=pool, work=work, settlement=None if rng.random() < 0.15 else places)


def _system(rng: Random, name: str, capacity: Capacity) -> SystemPlan:
    """A system that answers one or two at once or any number, always or in the hours of an office."""
    hours = capacity.offices[0].clock.hours
    if rng.random() < 0.7:
        hours = WorkingTime.from_intervals(hours.start, hours.end, [(hours.start, hours.end)])
    return system_of(name, rng.choice((1, 1, 1, 2, 2, None)), hours, (), None)


def _with_outages(rng: Random, system: SystemPlan, moments: list[int]) -> SystemPlan:
    """The system with outages near to where something happens."""
    found: list[tuple[int, int]] = []
    assert isinstance(system.up, WorkingTime)
    for _ in range(rng.choice((0, 1, 2, 3, 5))):
        begin = rng.choice(moments) + rng.choice(NEAR)
        end = begin + rng.choice((1, 5, 5, 10, 15, 30, DAY))
        if all(end < a or b < begin for a, b in found):
            found.append((begin, end))
    return system_of(system.name, system.capacity, system.up, found, None)


def _way(rng: Random, w: Workload, capacity: Capacity, moments: list[int], late: list[int]) -> TransferPlan:
    """A lag or a courier; he leaves near to where something happens, or as a sitting or a day of visits begins."""
    hours = rng.choice(capacity.offices).clock.hours
    none = np.zeros(0, dtype=np.int64)
    if rng.random() < 0.3:
        return TransferPlan("", "", hours, rng.choice(LAGS), none, 0)
    found = {rng.choice(moments) + rng.choice(NEAR) for _ in range(rng.randint(1, 12))}
    found |= {t for t in late if rng.random() < 0.6}
    if rng.random() < 0.6:
        found |= {t + day * DAY for t in found for day in range(1, 3)}
    leaves = sorted(t for t in found if hours.start <= t < hours.end)
    return TransferPlan("", "", hours, None, np.array(leaves, dtype=np.int64), rng.choice(TRAVELS))
