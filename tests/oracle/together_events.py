"""What happened to files that rise and to sittings that need so many files, read off the record of a scenario."""

from __future__ import annotations

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET
from tests.oracle.branches import NO_TERM
from tests.oracle.hours import Hours
from tests.oracle.simulator import Walk


def _rises(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[int, int]:
    """By row of a pool whose files rise: when its file rises, by what the record says of receipt and documents."""
    walk = Walk(w, capacity)
    walk.received, walk.queued, walk.started, walk.finished = (
        record.received, record.queued, record.started, record.finished
    )  # fmt: skip
    rises = {}
    for row, p in enumerate(w.pool.tolist()):
        escalate = capacity.pools[p].escalate if p >= 0 else None
        if escalate is not None and walk.kind[row] is Kind.DESK and record.queued[row] != UNSET:
            rises[row] = walk.rise(int(w.application[row]), row, escalate)
    return rises


def events_of_rising(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened to files that rise, and to sittings for which too few were there."""
    pools, pool = capacity.pools, w.pool.tolist()
    queued, started, visit = record.queued.tolist(), record.started.tolist(), record.visit.tolist()
    finished, served_by = record.finished.tolist(), record.served_by.tolist()
    rises = _rises(w, capacity, record)
    first_queued = {row: at for row, number, at, *_ in reversed(record.earlier.tolist()) if number == 1}
    came = [first_queued.get(i, queued[i]) for i in range(len(queued))]
    handed = [row for row in record.earlier.tolist() if row[3] != UNSET]
    desk = [i for i, p in enumerate(pool) if p >= 0 and w.kind[i] == Kind.DESK and queued[i] != UNSET]
    begun = [i for i in desk if started[i] != UNSET]
    risen = [i for i in begun if rises.get(i, NO_TERM) <= started[i]]
    overtaken = [
        (i, j) for i in risen for j in desk
        if pool[i] == pool[j] and came[j] < came[i] and queued[j] <= started[i] and rises.get(j, NO_TERM) > started[i]
        and (started[j] == UNSET or started[i] < started[j])
    ]  # fmt: skip
    """(i, j): i, which has risen, was taken before j, which has not and came first."""
    together = [
        (i, j) for i in risen for j in risen
        if pool[i] == pool[j] and queued[j] <= started[i] < started[j] and rises[j] <= started[i]
    ]  # fmt: skip
    """(i, j): both had risen when i was taken before j."""
    kinds = {p: "team" if one.visits_per_day else "agenda" if one.sittings else "desk" for p, one in enumerate(pools)}
    prior = [] if w.priority is None else w.priority.tolist()
    of = w.application.tolist()
    unit = {i: one.unit for i in risen if (one := pools[pool[i]].escalate) is not None}
    rules = {p: one.sittings for p, one in enumerate(pools) if one.sittings}
    sat = record.sittings.tolist()
    too_few = [s for s in sat if s[6] + s[5] < rules[s[0]].at_least]
    return {
        "a file rose while it waited and was taken": any(came[i] < rises[i] < started[i] for i in risen),
        "a file had risen when it queued": any(rises[i] <= came[i] for i in risen),
        "a file rose in the second in which it was taken": any(came[i] < rises[i] == started[i] for i in risen),
        "a file rose in the second in which it queued": any(rises[i] == came[i] for i in risen),
        "a file rose in the second after another was taken": any(
            pool[i] == pool[j] and rises.get(j, NO_TERM) == started[i] + 1 and queued[j] <= started[i] for i in begun for j in desk
        ),
        "a file rose while it was worked on": any(started[i] < r < finished[i] for i, r in rises.items() if started[i] != UNSET),
        "a file rose and was never taken": any(started[i] == UNSET and r < record.observed_until for i, r in rises.items()),
        "a file that had risen was handed over": any(rises.get(row[0], NO_TERM) <= row[4] for row in handed),
        "a file rose after it was handed over, where it waited": any(
            row[4] < rises.get(row[0], NO_TERM) < (started[row[0]] if started[row[0]] != UNSET else UNSET)
            for row in handed if visit[row[0]] == row[1] + 1
        ),
        "a file rose before others of an older queue": any(kinds[pool[i]] == "desk" for i, _ in overtaken),
        "a file rose before others on an agenda": any(kinds[pool[i]] == "agenda" for i, _ in overtaken),
        "a file rose before others for a team": any(kinds[pool[i]] == "team" for i, _ in overtaken),
        "a file of a worse class rose before one of a better": any(
            pools[pool[i]].discipline == "priority" and prior[of[i]] > prior[of[j]] for i, j in overtaken
        ),
        "the class decided between two that had risen": any(
            pools[pool[i]].discipline == "priority" and prior[of[i]] < prior[of[j]] and came[j] < came[i] for i, j in together
        ),
        "the queue decided between two that had risen": any(
            pools[pool[i]].discipline == "first_come" and came[i] < came[j] for i, j in together
        ),
        "the number decided between two that had risen": any(
            pools[pool[i]].discipline == "first_come" and came[i] == came[j] for i, j in together
        ),
        "a file rose by working days": "working_days" in unit.values(),
        "a file rose by minutes": "minutes" in unit.values(),
        "a file rose at the provider of another office": any(
            capacity.offices[o].provider != o for o in (int(w.office[of[i]]) for i in risen)
        ),
        "a stand-in took a file that had risen": any(served_by[i] not in (pool[i], UNSET) for i in risen),
        "a file from before the start rose": w.inherited is not None and any(w.inherited[of[i]] for i in risen),
        "a file never rose": any(r == NO_TERM for r in rises.values()),
        "a sitting was not held for want of files alone": any(s[3] >= rules[s[0]].quorum for s in too_few),
        "files and quorum were missing both": any(s[3] < rules[s[0]].quorum for s in too_few),
        "files were just enough": any(s[4] and s[5] + s[6] == rules[s[0]].at_least > 1 for s in sat),
        "one file was missing": any(s[6] == rules[s[0]].at_least - 1 > 0 for s in too_few),
        "files after the cut-off would have been enough": any(
            sum(pool[i] == s[0] and queued[i] <= s[1] and (started[i] == UNSET or started[i] > s[1]) for i in desk)
            >= rules[s[0]].at_least for s in too_few
        ),
        "nobody was called to a sitting without files enough": any(rules[s[0]].seats and s[3] for s in too_few),
        "files that had waited for a second sitting made it": any(
            a[0] == b[0] and not a[4] and b[4] and a[6] for a in too_few for b in sat if a[1] < b[1]
        ),
    }  # fmt: skip


def events_of_joint_work(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened to files on which several worked together."""
    pools, pool, people = capacity.pools, w.pool.tolist(), w.people.tolist()
    queued, started, ended = record.queued.tolist(), record.started.tolist(), record.work_ended.tolist()
    finished, visit, hold = record.finished.tolist(), record.visit.tolist(), w.hold.tolist()
    served_by, member = record.served_by.tolist(), record.member.tolist()
    team: dict[tuple[int, int], list[int]] = {}
    for row, number, who in record.partners.tolist():
        team.setdefault((row, number), []).append(who)
    joint = [i for i in range(len(pool)) if (i, visit[i]) in team]
    """Rows whose last visit several did together."""
    desk = [i for i, p in enumerate(pool) if p >= 0 and w.kind[i] == Kind.DESK and queued[i] != UNSET]
    counter = [i for i, p in enumerate(pool) if p >= 0 and w.kind[i] == Kind.COUNTER and started[i] != UNSET]
    handed = [row for row in record.earlier.tolist() if (row[0], row[1]) in team]
    parts = [part for part in record.work_parts.tolist() if (part[0], part[1]) in team]
    everyone = {i: [member[i], *team[i, visit[i]]] for i in joint}
    duty = {
        (i, m): Hours(pools[served_by[i]].roster[m].duty if pools[served_by[i]].roster else pools[served_by[i]].duty)
        for i in joint for m in everyone[i]
    }  # fmt: skip
    waited = [
        (i, j) for i in joint for j in desk
        if pool[i] == pool[j] and people[j] == 1 and queued[i] <= queued[j] < started[i] and started[j] == started[i]
    ]  # fmt: skip
    return {
        "two did a file together": any(len(others) == 1 for others in team.values()),
        "three did a file together": any(len(others) == 2 for others in team.values()),
        "a file waited for a second member": any(queued[i] < started[i] for i in joint),
        "a file for one waited behind one for several and was begun in its second": bool(waited),
        "a file for several was never begun": any(people[i] > 1 and started[i] == UNSET for i in desk),
        "the work rested while one of them was off duty and the other was not": any(
            duty[i, a].is_open(t) != duty[i, b].is_open(t)
            for i in joint if ended[i] != UNSET for a in everyone[i] for b in everyone[i]
            for t in (*duty[i, a].closes, *duty[i, b].closes) if started[i] < t < ended[i]
        ),
        "a file went back as one of them left": bool(handed),
        "a file that went back was begun by others": any(
            (r[0], r[1] + 1) in team and {r[6], *team[r[0], r[1]]} != {member[r[0]], *team[r[0], r[1] + 1]}
            for r in handed if visit[r[0]] == r[1] + 1
        ),
        "a file went back twice": any(r[1] > 1 for r in handed),
        "the work rested for a sitting": bool(parts),
        "stand-ins did a file together": any(served_by[i] != pool[i] for i in joint),
        "a file was held by several": any(hold[i] and finished[i] != UNSET for i in joint),
        "one of several began another file while it was held": any(
            served_by[j] == served_by[i] and member[j] in team[i, visit[i]] and UNSET != ended[i] <= started[j] < finished[i]
            for i in joint for j in desk if hold[i]
        ),
        "an applicant waited at the counter for several at work": any(
            served_by[j] == served_by[i] and member[j] in everyone[i] and queued[j] < ended[i] == started[j]
            and started[i] <= queued[j] for i in joint for j in counter
        ),
        "a file for several that had risen went first": any(
            people[i] > 1 and pools[pool[i]].escalate is not None for i in joint
        ),
    }  # fmt: skip
