"""Random small scenarios in which files have officers, on top of those with people, sittings and branches; and events."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity
from sim.model.route import STAFF_KINDS, Kind, RoutePlan
from sim.model.workload import Workload
from sim.quantities import UNSET
from tests.oracle.branches_scenarios import with_branches
from tests.oracle.scenarios import with_people
from tests.oracle.simulator import Walk
from tests.oracle.sittings_scenarios import with_sittings


def with_officers(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario in which some steps are done by the officer of the file, who has several of them to do."""
    rng = Random(f"officers {seed}")
    base = rng.choice((with_people, with_people, with_people, with_sittings, with_branches))
    workload, capacity = base(rng.randrange(10**6 if base is not with_branches else 300))
    if base is with_people and rng.random() < 0.7:
        workload = passed_again(rng, workload)
    if rng.random() < 0.6:
        workload = in_one_pool(rng, workload, capacity)
    return done_by_officers(rng, workload, capacity), capacity


def done_by_officers(rng: Random, workload: Workload, capacity: Capacity) -> Workload:
    """The workload with some steps that the officer of the file does."""
    routes = tuple(_with_officers(rng, workload, capacity, number) for number in range(len(workload.routes)))
    return replace(workload, routes=routes)


def passed_again(rng: Random, w: Workload) -> Workload:
    """Some applications pass all of their steps twice or three times."""
    rows = [list(range(w.first[i], w.first[i + 1])) * rng.choice((1, 2, 2, 3)) for i in range(w.size)]
    order = np.array([row for mine in rows for row in mine], dtype=np.int64)
    first = np.concatenate([[0], np.cumsum([len(mine) for mine in rows])]).astype(np.int64)
    return replace(w, first=first, pool=w.pool[order], work=w.work[order], hold=w.hold[order], step=w.position[order])


def in_one_pool(rng: Random, w: Workload, capacity: Capacity) -> Workload:
    """All that members do one by one is done by one pool, with several members if there is such a one."""
    one_by_one = [k for k, pool in enumerate(capacity.pools) if pool.sittings is None and pool.visits_per_day is None]
    chosen = rng.choice([k for k in one_by_one if capacity.pools[k].members > 1] or one_by_one)
    return replace(w, pool=np.where(np.isin(w.pool, one_by_one), chosen, w.pool))


def _with_officers(rng: Random, w: Workload, capacity: Capacity, number: int) -> RoutePlan:
    """A route with officers for some of the steps that members do one by one."""
    plan, likely = w.routes[number], rng.choice((0.5, 1.0, 1.0))
    at_once = rng.choice((0.0, 0.0, 0.5, 1.0))
    steps = []
    for position, step in enumerate(plan.steps):
        pools = set(w.pool[(w.route[w.application] == number) & (w.position == position)].tolist())
        together = [k for k in pools if k < 0 or capacity.pools[k].sittings or capacity.pools[k].visits_per_day]
        asked_for = step.kind in STAFF_KINDS and step.people == 1 and not together and rng.random() < likely
        assign = "at_once" if rng.random() < at_once else "when_free"
        steps.append(replace(step, same_member=asked_for, assign=assign) if asked_for else step)
    return replace(plan, steps=tuple(steps))


def events_of_officers(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened in a scenario and what did not, read off its record."""
    walk, rows, pools = Walk(w, capacity), range(len(w.work)), capacity.pools
    officers, kinds = walk.officers, walk.kind
    pool, application, first = w.pool.tolist(), w.application.tolist(), w.first.tolist()
    queued, started, finished = record.queued.tolist(), record.started.tolist(), record.finished.tolist()
    member, served_by = record.member.tolist(), record.served_by.tolist()
    table, earlier = record.assignments.tolist(), record.earlier.tolist()
    begun = [i for i in rows if started[i] != UNSET and pool[i] >= 0]
    asked_for = [i for i in begun if officers.asked_for[i]]
    given_up = [a for a in table if a[4] in walk.members[a[1]][a[2]].leaves]
    ended = {application[i] for i in rows if finished[i] != UNSET and started[i] == UNSET}
    at_once = [i for i in rows if officers.at_once[i] and queued[i] != UNSET]
    named = Counter((a[1], a[3]) for a in table if any(application[i] == a[0] and queued[i] == a[3] for i in at_once))

    def holds(a: list[int], at: int) -> bool:
        """Whether an officer is one in the second that begins at an instant."""
        return a[3] <= at and (a[4] == UNSET or at < a[4])

    def officer(row: int, at: int) -> list[int] | None:
        """Who was the officer just before an instant."""
        mine = [a for a in table if (a[0], a[1]) == (application[row], pool[row])]
        return next((a for a in mine if holds(a, at - 1)), None)

    def waits(row: int, at: int) -> bool:
        """Whether the last visit to a row waits in the second before an instant, and still at it."""
        return queued[row] != UNSET and queued[row] < at and (started[row] == UNSET or at <= started[row])

    waited = [i for i in asked_for if queued[i] < started[i] and officer(i, started[i]) is not None]
    passed_over = [(i, j) for i in waited for j in begun if pool[j] == pool[i] == served_by[j] and kinds[j] is kinds[i]
                   if queued[i] <= queued[j] <= started[j] < started[i] and application[i] != application[j]]  # fmt: skip
    by_stand_in = [i for i in asked_for if served_by[i] != pool[i]]
    leaving = [(a, i) for a in given_up for i in rows if (application[i], pool[i]) == (a[0], a[1])]
    handed = {(visit[0], visit[4]) for visit in earlier if visit[3] != UNSET}
    again = [(a, b) for a in table for b in table if a[:2] == b[:2] and a[4] == b[3] != UNSET]
    return {
        "an officer did a later step of the file": any(officer(i, started[i]) is not None for i in asked_for),
        "a file on a desk was passed over": any(kinds[i] is Kind.DESK for i, _ in passed_over),
        "an applicant in the hall was passed over": any(kinds[i] is Kind.COUNTER for i, _ in passed_over),
        "a file was passed over for one that queued in the same second": any(
            queued[i] == queued[j] for i, j in passed_over
        ),
        "two visits of one officer waited from the same second": any(
            queued[i] == queued[j] and pool[i] == pool[j] and member[i] == member[j] and i < j
            for i in waited for j in waited
        ),
        "an officer began a file in the second in which a colleague began another": any(
            started[i] == started[j] and pool[i] == served_by[j] and member[i] != member[j]
            for i in waited for j in begun
        ),
        "an officer set his desk work aside for his own applicant": any(
            kinds[i] is Kind.COUNTER and part[4] == started[i] and (pool[part[0]], part[2]) == (pool[i], member[i])
            for i in waited + [i for i in asked_for if queued[i] == started[i] and officer(i, started[i])]
            for part in record.work_parts.tolist()
        ),
        "an officer whose hands were full kept a file waiting": any(
            pools[pool[i]].caseload is not None and kinds[i] is Kind.DESK for i, _ in passed_over
        ),
        "somebody stood in for an officer": any(
            holds(a, started[i]) for i in by_stand_in for a in table if a[:2] == [application[i], pool[i]]
        ),
        "somebody stood in before there was an officer": any(
            not any(holds(a, started[i]) for a in table if a[:2] == [application[i], pool[i]]) for i in by_stand_in
        ),
        "an officer's file at work was handed over": any((i, a[4]) in handed for a, i in leaving),
        "an officer left while a file waited on his desk": any(
            kinds[i] is Kind.DESK and waits(i, a[4]) for a, i in leaving
        ),
        "an officer left while his applicant waited in the hall": any(
            kinds[i] is Kind.COUNTER and waits(i, a[4]) for a, i in leaving
        ),
        "an officer left while he held the file": any(
            record.work_ended[i] != UNSET and record.work_ended[i] < a[4] < finished[i] for a, i in leaving
        ),
        "an officer left during a service": any(
            kinds[i] is Kind.COUNTER and started[i] != UNSET and started[i] < a[4] < record.work_ended[i]
            for a, i in leaving
        ),
        "a file came to its officer in the second in which he left": any(queued[i] == a[4] for a, i in leaving),
        "a colleague was the next officer in the second of leaving": any(a[2] != b[2] for a, b in again),
        "the same member was the officer once more": any(
            a[:3] == b[:3] and a[4] != UNSET and b[3] > a[4] for a in table for b in table
        ),
        "a file was over in the second in which its officer left": any(
            finished[officers.rows[a[0], a[1]][-1]] == a[4] for a in given_up
        ),
        "an application that its applicant ended needed no officer any more": any(
            a[4] != UNSET and a[0] in ended and a not in given_up for a in table
        ),
        "two officers were named at once in one second": any(count > 1 for count in named.values()),
        "one was named while nobody was on duty": any(
            not walk.duty[a[1]].is_open(a[3]) and a[3] in [queued[i] for i in at_once if application[i] == a[0]]
            for a in table
        ),
        "one was named as somebody came back": any(
            queued[i] < a[3] and a[3] in [end for m in walk.members[a[1]] for _, end in m.long_absences]
            and pool[i] == a[1] and application[i] == a[0] for i in at_once for a in table
        ),
        "one was named who was at work": any(
            application[i] == a[0] and pool[i] == a[1] and queued[i] == a[3] < started[i] for i in at_once for a in table
        ),
        "one was named while a colleague was idle": any(
            i in at_once and queued[i] < started[i]
            and any(started[j] == queued[i] and pool[j] == pool[i] and member[j] != member[i] for j in begun)
            for i in waited
        ),
        "an officer sat in a commission while his file waited": any(
            sitting[4] and sitting[1] <= started[i] <= sitting[2] and any(seat == (pool[i], member[i]) for seat in rule.seats)
            for i in waited for sitting in record.sittings.tolist() if (rule := pools[sitting[0]].sittings) is not None
        ),
        "a file still had its officer at the end": any(a[4] == UNSET for a in table),
        "a file with an officer was passed again": any(
            w.position[i] == w.position[j] and i < j and first[application[i]] <= j < first[application[i] + 1]
            for i in asked_for for j in asked_for
        ),
    }  # fmt: skip
