"""What happened to files that rise and to sittings that need so many files, read off the record of a scenario."""

from __future__ import annotations

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET
from tests.oracle.branches import NO_TERM
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
