"""Random small scenarios of other sorts on which several of the rules are switched on at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from random import Random

import numpy as np

from sim.calendar.duty import Presence
from sim.calendar.working_time import WorkingTime
from sim.model.capacity import Capacity, Pool
from sim.model.route import Kind, StepPlan
from sim.model.slots import SlotGrid
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.oracle.branches_scenarios import from_start, with_branches, with_start
from tests.oracle.coming_and_going_scenarios import coming_and_going
from tests.oracle.counters_scenarios import hours_of_counter
from tests.oracle.halls_scenarios import handed_out_later, with_appointments, with_patience
from tests.oracle.hours import Hours
from tests.oracle.nights_scenarios import closes_after_midnight
from tests.oracle.objections_scenarios import objected_to
from tests.oracle.officers_scenarios import done_by_officers, in_one_pool, passed_again
from tests.oracle.scenarios import scenario, with_covers, with_days, with_people
from tests.oracle.sittings_scenarios import with_sittings
from tests.oracle.together_scenarios import ESCALATES, SHORT_TERMS, with_more_people
from tests.oracle.transfers_visits_systems_scenarios import with_elsewhere
from tests.oracle.trial import trial

Scenario = tuple[Workload, Capacity]
LIVELY: dict[Callable[[int], Scenario], Sequence[int]] = {
    scenario: range(50),
    with_people: range(50),
    with_sittings: (6, 7, 8, 15, 16, 23, 27, 59, 60),
    with_elsewhere: (0, 5, 7, 9, 11, 13, 14, 15, 23),
    with_branches: (1, 8, 11, 12, 28, 42, 77, 15, 16, 18, 20, 22, 23),
}
"""By sort: scenarios on which rules are switched on. Those that take long to draw are few, and ones in which most is begun."""


@cache
def with_every_rule(seed: int) -> Scenario:
    """A random scenario with two to six of the rules, in the order in which they build on each other."""
    rng = Random(f"every rule {seed}")
    two = [*combinations(RULES, 2)]
    chosen = {*two[seed % len(two)], *rng.sample([*RULES], rng.randint(0, 4))}
    base = rng.choice([*LIVELY])
    while (found := drawn(base, rng.choice(LIVELY[base]))) is None or ("at least" in chosen and not sits(found[1])):
        base = rng.choice([*LIVELY])
    workload, capacity = found
    chosen |= {"at least"} if sits(capacity) else set()
    if base is scenario:
        clocks = [with_days(rng, office.clock.hours) for office in capacity.offices]
        offices = [replace(office, clock=clock) for office, clock in zip(capacity.offices, clocks, strict=True)]
        capacity = replace(capacity, offices=tuple(offices))
    if base in (with_people, scenario, with_sittings) and rng.random() < 0.5:
        workload = passed_again(rng, workload)
    if rng.random() < 0.5:
        workload = in_one_pool(rng, workload, capacity)
    for name, switch_on in RULES.items():
        if name in chosen:
            workload, capacity = switch_on(rng, workload, capacity)
    return workload, capacity


def sits(capacity: Capacity) -> bool:
    """Tell whether a commission sits."""
    return any(pool.sittings for pool in capacity.pools)


@cache
def drawn(base: Callable[[int], Scenario], seed: int) -> Scenario | None:
    """A scenario of a sort; None for one of few applications, and for one in which little is begun."""
    workload, capacity = base(seed)
    if workload.size < 6:
        return None
    begun = trial(workload, capacity).started[workload.staffed] != UNSET
    return (workload, capacity) if begun.mean() > 0.1 else None


def _closed(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """An office is closed for a day or two."""
    office = rng.randrange(len(capacity.offices))
    first = int(rng.choice(w.submitted)) // DAY + rng.choice((0, 0, 1))
    gap = first * DAY, (first + rng.choice((1, 1, 2))) * DAY

    def shut(hours: WorkingTime) -> WorkingTime:
        left = Hours(hours).without([gap])
        if not left.opens:
            return hours
        return WorkingTime.from_intervals(
            hours.start, hours.end, list(zip(left.opens, left.closes, strict=True)), hours.nights
        )

    def shut_pool(pool: Pool) -> Pool:
        if pool.office != office:
            return pool
        whole = pool.duty
        duty = replace(whole, hours=shut(whole.hours)) if isinstance(whole, Presence) else shut(whole)
        return replace(pool, duty=duty, roster=tuple(replace(one, hours=shut(one.hours)) for one in pool.roster))

    offices = list(capacity.offices)
    clock = offices[office].clock
    offices[office] = replace(offices[office], clock=replace(clock, hours=shut(clock.hours)))
    pools = with_covers([shut_pool(pool) for pool in capacity.pools])
    return w, replace(capacity, offices=tuple(offices), pools=pools)


def _backlog(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """The simulation starts later, and what was handed in before is there."""
    if w.inherited is None:
        w = with_start(rng, w)
    return w, replace(capacity, pools=tuple(from_start(pool, w.window.start) for pool in capacity.pools))


def _people(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """Members come and go, have paces and other duties."""
    return w, coming_and_going(rng, w, capacity)


def _nights(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """Some hours over midnight belong to the day on which they began."""
    pools = [
        pool if pool.sittings or pool.visits_per_day else replace(pool, duty=closes_after_midnight(rng, pool.duty))
        for pool in capacity.pools
    ]
    return w, replace(capacity, pools=tuple(pools))


def _counters(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """More is done at counters, several steps in one stay, and counters have hours of their own."""
    alone = _one_by_one(w, capacity)

    def moved(r: int, k: int, step: StepPlan) -> StepPlan:
        can = step.kind is Kind.DESK and (r, k) in alone and rng.random() < 0.6
        return replace(step, kind=Kind.COUNTER) if can else step

    routes = [
        replace(plan, steps=tuple(moved(r, k, step) for k, step in enumerate(plan.steps)))
        for r, plan in enumerate(w.routes)
    ]
    w = replace(w, routes=tuple(routes))
    pool, hold = w.pool.copy(), w.hold.copy()
    for row in range(1, len(pool)):
        both = w.kind[row - 1] == w.kind[row] == Kind.COUNTER and w.application[row - 1] == w.application[row]
        if both and rng.random() < 0.75:
            pool[row], hold[row - 1] = pool[row - 1], hold[row - 1] if rng.random() < 0.25 else 0
    pools = tuple(replace(each, counter=hours_of_counter(rng, each)) for each in capacity.pools)
    return replace(w, pool=pool, hold=hold), replace(capacity, pools=pools)


def _one_by_one(w: Workload, capacity: Capacity) -> set[tuple[int, int]]:
    """Routes and positions of the steps that members do at desks or counters, whichever pool does them."""
    late = [p for p, pool in enumerate(capacity.pools) if pool.sittings or pool.visits_per_day]
    route = w.route[w.application]
    together = np.isin(w.pool, late) | (w.pool < 0)
    steps = {*zip(route.tolist(), w.position.tolist(), strict=True)}
    return steps - {*zip(route[together].tolist(), w.position[together].tolist(), strict=True)}


def _rising(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """Files rise before others as their deadlines come near."""
    routes = tuple(replace(plan, term=rng.choice(SHORT_TERMS[2:])) for plan in w.routes)
    pools = tuple(
        replace(pool, escalate=rng.choice(ESCALATES)) if rng.random() < 0.8 else pool for pool in capacity.pools
    )
    return replace(w, routes=routes), replace(capacity, pools=pools)


def _at_least(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """Sittings need some files."""
    pools = [
        replace(pool, sittings=replace(pool.sittings, at_least=rng.choice((2, 2, 3, 3, 4)))) if pool.sittings else pool
        for pool in capacity.pools
    ]
    return w, replace(capacity, pools=tuple(pools))


def _several(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """Some desk steps are done by two members together, on a second way through the same steps."""
    ways = len(w.routes)
    other = np.array([rng.choice((0, ways)) for _ in range(w.size)], dtype=np.int64)
    w, capacity = replace(w, routes=w.routes * 2, route=w.route + other), with_more_people(rng, capacity)
    able = sorted((r, k) for r, k in _one_by_one(w, capacity) if r >= ways)
    at_desk = [(r, k) for r, k in able if w.routes[r].steps[k].kind is Kind.DESK] or able
    chosen = {at for at in at_desk if rng.random() < 0.4} | {*at_desk[:1]}
    routes = [
        replace(plan, steps=tuple(_by_two(step) if (r, k) in chosen else step for k, step in enumerate(plan.steps)))
        for r, plan in enumerate(w.routes)
    ]
    w = replace(w, routes=tuple(routes))
    pools = list(capacity.pools)
    for p in {*w.pool[w.people > 1].tolist()}:
        if pools[p].members < 2:
            pools[p] = replace(pools[p], members=2, roster=pools[p].roster * 2)
    return w, replace(capacity, pools=tuple(pools))


def _by_two(step: StepPlan) -> StepPlan:
    return replace(step, kind=Kind.DESK, people=2)


def _officers(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """Some steps are done by the officer of the file."""
    return done_by_officers(rng, w, capacity), capacity


def _objections(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """Applicants object to answers."""
    return objected_to(rng, w, capacity)


def _appointments(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """Some applicants have appointments, some of whom come late."""
    none = np.zeros(0, dtype=np.int64)
    pools = tuple(replace(p, slots=SlotGrid(none, none, 60, rng.choice((0, 0, 5, 10)))) for p in capacity.pools)
    capacity = replace(capacity, pools=pools)
    return with_appointments(rng, w, capacity), capacity


def _patience(rng: Random, w: Workload, capacity: Capacity) -> Scenario:
    """Some applicants lose their patience."""
    w = replace(w, routes=tuple(handed_out_later(plan) for plan in w.routes))
    return with_patience(rng, w, capacity), capacity


RULES: dict[str, Callable[[Random, Workload, Capacity], Scenario]] = {
    "backlog": _backlog,
    "closed": _closed,
    "people": _people,
    "nights": _nights,
    "counters": _counters,
    "rising": _rising,
    "at least": _at_least,
    "several": _several,
    "officers": _officers,
    "objections": _objections,
    "appointments": _appointments,
    "patience": _patience,
}
"""By name: what switches a rule on, in the order in which they are."""
