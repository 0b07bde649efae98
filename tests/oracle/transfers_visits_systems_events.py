"""What can happen on ways between offices, on days of visits and at systems, read off the record of a scenario."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity, Pool
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.oracle.hours import Hours


def events_elsewhere(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened on ways, on days of visits and at systems, read off the record of a scenario."""
    return _of_ways(w, capacity, record) | _of_visits(w, capacity, record) | _of_systems(w, capacity, record)


def _of_ways(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    kinds = [step.kind for r in w.route.tolist() for step in w.routes[r].steps]
    assert w.transfer is not None
    pools, pool, ways, way, until = (
        capacity.pools,
        w.pool.tolist(),
        capacity.transfers,
        w.transfer.tolist(),
        record.observed_until,
    )
    queued, started, finished = record.queued.tolist(), record.started.tolist(), record.finished.tolist()
    sent = [i for i in range(len(kinds)) if way[i] >= 0 and queued[i] != UNSET]
    carried = [i for i in sent if ways[way[i]].lag is None and started[i] != UNSET]
    lags = [i for i in sent if ways[way[i]].lag is not None]
    hours = [Hours(one.hours) for one in ways]
    at_once = [i for i in carried if started[i] == finished[i] and queued[i + 1] == finished[i]]
    begun = [i for i in range(len(kinds)) if pool[i] >= 0 and started[i] != UNSET]
    loads = Counter((way[i], started[i]) for i in carried)
    sat = {(row[0], row[1]): row for row in record.sittings.tolist() if row[4]}
    out = {(row[0], row[2]): row for row in record.outings.tolist()}
    fallen = [i for i in range(len(kinds)) if way[i] == -2 and finished[i - 1] != UNSET]
    away = {row[0] for row in record.earlier.tolist() if row[3] == UNSET}
    return {
        "a courier took what was ready in the second in which he left": any(queued[i] == started[i] for i in carried),
        "a courier took several files": any(n > 1 for n in loads.values()),
        "a file missed a courier by a second or some": any(
            any(0 < queued[i] - t <= 5 for t in ways[way[i]].departures.tolist()) for i in carried
        ),
        "a file waited for the courier of another day": any(queued[i] // DAY < started[i] // DAY for i in carried),
        "two couriers left in one second": len({t for _, t in loads}) < len(loads),
        "a courier was there at once, and the next step was begun in that second": any(
            started[i + 1] == finished[i] for i in at_once if pool[i + 1] >= 0
        ),
        "a later number was begun at the desk before what a courier brought in that second": any(
            pool[j] == pool[i + 1] and not _is_better(w, pools, j, i + 1) and kinds[j] is kinds[i + 1] is Kind.DESK and j > i + 1
            and queued[j] == queued[i + 1] == started[j] and not UNSET != started[i + 1] <= started[j]
            for i in at_once for j in begun if not pools[pool[j]].sittings and not pools[pool[j]].visits_per_day
        ),
        "what a courier brought missed the sitting of that second": any(
            (pool[i + 1], finished[i]) in sat and started[i + 1] != finished[i] for i in at_once
        ),
        "what a courier brought missed the team that went out in that second with room": any(
            (pool[i + 1], finished[i]) in out and started[i + 1] != finished[i]
            and out[pool[i + 1], finished[i]][4] < (pools[pool[i + 1]].visits_per_day or 0) for i in at_once
        ),
        "a file left with two couriers in one second": any(
            started[i] == started[j] for i in at_once for j in carried if i < j and w.application[i] == w.application[j]
        ),
        "no courier left any more": any(
            i not in carried and i not in lags and all(t < queued[i] for t in ways[way[i]].departures) for i in sent
        ),
        "a courier left in the last second of the observation": any(started[i] == until for i in carried),
        "a courier was under way when the observation ended": any(finished[i] == UNSET for i in carried),
        "a courier's files came after some seconds": any(started[i] < finished[i] for i in carried),
        "a transfer fell away and the next step followed at once": any(queued[i + 1] == finished[i - 1] for i in fallen),
        "a transfer fell away before another": any(way[i + 2] >= 0 for i in fallen if i + 2 < len(kinds)),
        "a lag rested while the sender was closed": any(
            finished[i] - started[i] > (ways[way[i]].lag or 0) for i in lags if finished[i] != UNSET
        ),
        "a lag began out of hours": any(not hours[way[i]].is_open(started[i]) for i in lags),
        "a lag ended at a closing": any(finished[i] in hours[way[i]].closes for i in lags),
        "a lag was under way when the observation ended": any(finished[i] == UNSET for i in lags),
        "an applicant came to a hall from a transfer": any(kinds[i + 1] is Kind.COUNTER and queued[i + 1] != UNSET for i in sent),
        "an applicant who came from a transfer was turned away": any(i + 1 in away for i in sent),
    }  # fmt: skip


def _of_visits(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    pools, pool, until, start = capacity.pools, w.pool.tolist(), record.observed_until, w.window.start
    queued, started, finished = record.queued.tolist(), record.started.tolist(), record.finished.tolist()
    teams = {p for p, one in enumerate(pools) if one.visits_per_day}
    files = [i for i in range(len(pool)) if pool[i] in teams and queued[i] != UNSET]
    taken = [i for i in files if started[i] != UNSET]
    place = [0] * len(pool) if w.settlement is None else w.settlement[w.application].tolist()
    outings = record.outings.tolist()
    together = Counter((p, opening) for p, _, opening, *_ in outings)
    duty = {(p, m): Hours(pools[p].roster[m].duty if pools[p].roster else pools[p].duty)
            for p in teams for m in range(pools[p].members)}  # fmt: skip
    absences = {(p, m): one.absences for p in teams for m, one in enumerate(pools[p].roster)}
    stays = [(row, a) for row in outings for a in absences.get((row[0], row[1]), ())]
    left = [(i, j) for i in taken for j in files if pool[i] == pool[j] and i != j
            and queued[j] <= started[i] and not UNSET != started[j] <= started[i]]  # fmt: skip
    """(i, j): i was visited on a day on which j was there and was not."""
    alone = {key for key, n in together.items() if n == 1}
    seen = {key: {place[i] for i in taken if (pool[i], started[i]) == key} for key in together}
    receipts = (w.first[:-1] + np.array([w.routes[r].receipt for r in w.route.tolist()])).tolist()
    sat = {row[1] for row in record.sittings.tolist()}
    return {
        "a team visited several households": any(row[4] > 1 for row in outings),
        "a team went out without households": any(row[4] == 0 for row in outings),
        "a day was full and files stayed": any(
            row[4] == pools[row[0]].visits_per_day and (pool[i], started[i]) == (row[0], row[2])
            for i, _ in left for row in outings
        ),
        "two teams went out in one second with households": any(
            a[0] == b[0] and a[2] == b[2] and a[4] and b[4] for a, b in pairwise(outings)
        ),
        "the first of two teams left nothing to the second": any(
            a[0] == b[0] and a[2] == b[2] and a[4] > 0 and not b[4] for a, b in pairwise(outings)
        ),
        "teams went out at different times of one day": any(
            a[0] == b[0] and a[1] != b[1] and a[2] < b[2] and a[2] // DAY == b[2] // DAY for a, b in pairwise(outings)
        ),
        "teams of two pools went out in one second": any(a[0] != b[0] and a[2] == b[2] for a, b in pairwise(outings)),
        "a team and a commission began in one second": any(row[2] in sat for row in outings),
        "a household went before an older file of another settlement": any(
            pools[pool[i]].discipline == "first_come" and queued[j] < queued[i] and place[i] != place[j] for i, j in left
        ),
        "a team went to two settlements on one day": any(len(seen[key]) > 1 for key in alone),
        "the number decided about the last household": any(
            queued[i] == queued[j] and place[i] == place[j] and pools[pool[i]].discipline == "first_come" for i, j in left
        ),
        "a class of priority overtook on a day of visits": any(
            queued[j] < queued[i] and place[i] == place[j] and pools[pool[i]].discipline == "priority" for i, j in left
        ),
        "an earlier deadline overtook on a day of visits": any(
            queued[j] < queued[i] and place[i] == place[j] and pools[pool[i]].discipline == "earliest_deadline"
            for i, j in left
        ),
        "a file queued in the second of the opening and was visited": any(queued[i] == started[i] for i in taken),
        "a file came after the opening and waited for another day": any(
            row[0] == pool[i] and row[2] < queued[i] < row[3] <= started[i] for i in taken for row in outings
        ),
        "a team went out as its absence ended": any(row[2] == a.end for row, a in stays),
        "an absence that began within its duty ended a team's day": any(row[3] == a.start for row, a in stays),
        "a team stayed out over an absence in the midst of its day": any(row[2] < a.start and a.end < row[3] for row, a in stays),
        "an absence that hands over took nothing from a team that was out": any(
            a.hands_over and row[2] < a.start < row[3] and row[4] for row, a in stays
        ),
        "a duty went on over midnight and the day of visits ended there": any(
            row[4] and row[3] % DAY == 0 and duty[row[0], row[1]].is_open(row[3]) for row in outings
        ),
        "a team went out at midnight in the midst of its duty": any(
            row[2] % DAY == 0 and duty[row[0], row[1]].is_open(row[2] - 1) for row in outings
        ),
        "a later stretch of duty went on over midnight": any(
            row[3] % DAY == 0 and duty[row[0], row[1]].is_open(row[3])
            and any(row[2] < t < row[3] for t in duty[row[0], row[1]].closes) for row in outings
        ),
        "the window began within a stretch of a team's duty": any(
            h.is_open(start) and h.is_open(start - 1) and start % DAY for h in duty.values()
        ),
        "the window began between two stretches of a day of a team": any(
            a < start < b and not h.is_open(start) for h in duty.values() for a, b in h.days
        ),
        "a team went out as the window began": any(row[2] == start for row in outings),
        "a day of visits was under way when the observation ended": any(
            row[4] and row[2] < until < row[3] for row in outings
        ),
        "the end of a day of visits ended the observation": any(finished[i] == until < w.window.run_out_end for i in taken),
        "the next step was begun as the teams came back": any(
            i + 1 < len(pool) and w.application[i] == w.application[i + 1] and finished[i] == started[i + 1] != UNSET
            for i in taken
        ),
        "a visit was the step of receipt": any(i in receipts for i in taken),
    }  # fmt: skip


def _of_systems(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    steps = [step for r in w.route.tolist() for step in w.routes[r].steps]
    systems, until, work = capacity.systems, record.observed_until, w.work.tolist()
    queued, started, finished = record.queued.tolist(), record.started.tolist(), record.finished.tolist()
    asked = [i for i in range(len(steps)) if steps[i].system is not None and queued[i] != UNSET]
    number = {i: steps[i].system or 0 for i in asked}
    up = [Hours(system.up) for system in systems]
    begun = [i for i in asked if started[i] != UNSET]
    done = [i for i in begun if finished[i] != UNSET]
    bound = [systems[number[i]].capacity for i in range(len(steps)) if i in number]
    places = dict(zip(asked, bound, strict=True))
    same = [(i, j) for i in begun for j in asked if i != j and number[i] == number[j]]
    down = {i: [t for t in up[number[i]].closes if started[i] < t < (finished[i] if finished[i] != UNSET else until)]
            for i in begun}  # fmt: skip
    receipts = [int(w.first[a]) + w.routes[r].receipt for a, r in enumerate(w.route.tolist())]
    pool = w.pool.tolist()
    quick = [i for i in done if started[i] == finished[i]]
    follows = [i for i in quick if i + 1 < len(steps) and w.application[i] == w.application[i + 1] and pool[i + 1] >= 0]
    others = [j for j in range(len(steps)) if pool[j] >= 0 and steps[j].kind is Kind.DESK and started[j] != UNSET]
    others = [j for j in others if not capacity.pools[pool[j]].sittings and not capacity.pools[pool[j]].visits_per_day]
    return {
        "a request waited for a place": any(
            queued[i] < started[i] and up[number[i]].is_open(queued[i])
            and not any(queued[i] < t <= started[i] for t in up[number[i]].closes) for i in begun
        ),
        "a place was given in the second in which it became free": any(
            i in done and finished[i] == started[j] and places[i] is not None and queued[j] < started[j] for i, j in same
        ),
        "two places became free in one second": any(
            i in done and j in done and i < j and started[i] < finished[i] == finished[j] and places[i] == 2 for i, j in same
        ),
        "the number decided who was answered first": any(
            queued[i] == queued[j] < started[i] and i < j and not UNSET != started[j] <= started[i]
            and places[i] is not None for i, j in same
        ),
        "who had asked before went before a smaller number": any(
            queued[i] < queued[j] <= started[i] < started[j] and w.application[j] < w.application[i] for i, j in same
        ),
        "a request waited for the system to come up": any(
            queued[i] < started[i] and up[number[i]].opens_at(started[i]) for i in begun
        ),
        "a system came up in the second of a request": any(
            queued[i] == started[i] and up[number[i]].opens_at(started[i]) for i in begun
        ),
        "a request came in the second in which an outage began": any(queued[i] in up[number[i]].closes for i in asked),
        "an outage suspended a request": any(down.values()),
        "two outages suspended a request": any(len(times) > 1 for times in down.values()),
        "an outage suspended two requests at once": any(
            {*down[i]} & {*down[j]} for i, j in same if j in down
        ),
        "a suspended request kept its place": any(
            places[i] == 1 and any(started[i] < t < finished[i] and queued[j] < finished[i] <= started[j] for t in down[i])
            and any(t <= queued[j] for t in down[i]) for i, j in same if i in done and j in begun
        ),
        "an answer came in the second in which an outage began": any(
            started[i] < finished[i] and finished[i] in up[number[i]].closes for i in done
        ),
        "an outage met a system without a bound": any(down[i] and places[i] is None for i in begun),
        "a request of no time was answered in the same second, and the next step begun": any(
            started[i + 1] == finished[i] for i in follows
        ),
        "a later number was begun at the desk before what a system had answered in that second": any(
            pool[j] == pool[i + 1] and not _is_better(w, capacity.pools, j, i + 1) and j > i + 1 and steps[i + 1].kind is Kind.DESK
            and queued[j] == queued[i + 1] == started[j] and not UNSET != started[i + 1] <= started[j]
            for i in follows for j in others
        ),
        "two requests of no time had one place after each other in one second": any(
            i in quick and j in quick and places[i] == 1 and started[i] == started[j] for i, j in same
        ),
        "a request of no time waited for an outage to end": any(queued[i] < started[i] and not work[i] for i in quick),
        "a request before the receipt waited": any(
            queued[i] < started[i] and i < receipts[w.application[i]] for i in begun
        ),
        "a request waited when the observation ended": any(started[i] == UNSET for i in asked),
        "a request was being answered when the observation ended": any(i not in done for i in begun),
        "a system up at certain hours was asked": any(len(up[number[i]].opens) > 7 for i in asked),
    }  # fmt: skip


def _is_better(w: Workload, pools: tuple[Pool, ...], one: int, other: int) -> bool:
    """Tell whether the class of one row of a pool may be better than another's."""
    discipline = pools[int(w.pool[one])].discipline
    if discipline == "priority" and w.priority is not None:
        return bool(w.priority[w.application[one]] < w.priority[w.application[other]])
    return discipline == "earliest_deadline"
