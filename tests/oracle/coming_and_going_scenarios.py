"""Random small scenarios whose people come and go, differ in pace and have other duties, and what can happen in them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

from sim.calendar.duty import Absence
from sim.calendar.working_time import WorkingTime
from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity, Member, Pool
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.oracle.hours import Hours
from tests.oracle.scenarios import with_covers, with_people
from tests.oracle.sittings_scenarios import with_sittings
from tests.oracle.trial import trial

PACES = (30, 40, 50, 70, 80, 90, 110, 130, 130, 150, 250)
Stretch = tuple[int, int]


@cache
def with_coming_and_going(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario with people, and often with sittings, in which members come, go, and do something else."""
    rng = Random(f"coming and going {seed}")
    workload, capacity = (with_sittings if rng.random() < 0.5 else with_people)(rng.randrange(10**6))
    return workload, coming_and_going(rng, workload, capacity)


def coming_and_going(rng: Random, workload: Workload, capacity: Capacity) -> Capacity:
    """The capacity with members who come and go, with paces and with other duties."""
    moments = _moments(rng, workload, capacity)
    pools = with_covers([_changed(rng, pool, moments) for pool in capacity.pools])
    moments = _moments(rng, workload, replace(capacity, pools=pools))
    pools = with_covers([_left(rng, pool, moments) for pool in pools])
    return replace(capacity, pools=pools)


def _moments(rng: Random, workload: Workload, capacity: Capacity) -> list[int]:
    """Instants at which something happens as long as nobody comes or goes, and some openings and closings."""
    record, window = trial(workload, capacity), workload.window
    staffed = workload.pool >= 0
    busy = [*record.started[staffed].tolist() * 2, *record.queued.tolist(), *record.work_ended[staffed].tolist()]
    busy += [t for pool in capacity.pools if pool.sittings for date in pool.sittings.dates for t in [date.begin] * 6]
    busy += [a.start for pool in capacity.pools for one in pool.roster for a in one.absences]
    edges = [t for pool in capacity.pools for h in (Hours(pool.duty),) for t in (*h.opens, *h.closes)]
    edges = [t for t in edges if window.start <= t < window.run_out_end]
    return [window.start, *(t for t in busy if t != UNSET), *rng.sample(edges, min(len(edges), 10))]


def _changed(rng: Random, pool: Pool, moments: list[int]) -> Pool:
    """A pool of people at desks some of whom come later, with paces and other duties."""
    if pool.sittings or pool.visits_per_day or rng.random() < 0.1:
        return pool
    roster = pool.roster
    if not roster:
        assert isinstance(pool.duty, WorkingTime)
        roster = tuple(Member(str(i), pool.duty) for i in range(pool.members))
    first = rng.randrange(len(roster))
    return replace(pool, roster=tuple(_member(rng, one, moments, i == first) for i, one in enumerate(roster)))


def _member(rng: Random, one: Member, moments: list[int], is_there: bool) -> Member:
    def moment() -> int:
        return rng.choice(moments) + rng.choice((0, 0, 0, 0, 1, 2, 3, 5, 5, 10, -1))

    start, end = one.hours.start, one.hours.end
    absences = one.absences
    if not is_there and rng.random() < 0.4:
        came = moment() if rng.random() < 0.6 else moment() // DAY * DAY
        if start < came < end:
            absences = (Absence(start, came, hands_over=False), *(a for a in absences if came < a.start))
    paces: tuple[tuple[int, int], ...] = ()
    if rng.random() < 0.7:
        paces = ((start, rng.choice(PACES)),)
    if rng.random() < 0.4:
        paces = (*paces, (max(moment(), start + 1), rng.choice((100, *PACES))))
    duties: list[Stretch] = []
    for _ in range(rng.choice((0, 0, 1, 2, 3, 5))):
        begin = moment()
        until = min(begin + rng.choice((1, 2, 5, 5, 10, 10, 15, 20, 40, 300)), end)
        if start <= begin < until and all(until < a or b < begin for a, b in duties):
            duties.append((begin, until))
    return replace(one, absences=absences, paces=paces, other_duties=tuple(sorted(duties)))


def _left(rng: Random, pool: Pool, moments: list[int]) -> Pool:
    """A pool of which some members are gone for good from some second on; one of them stays."""
    if not any(one.paces or one.other_duties for one in pool.roster):
        return pool
    stays, roster = rng.randrange(len(pool.roster)), list(pool.roster)
    for i, one in enumerate(roster):
        goes = rng.choice((*moments, *(t for stretch in one.other_duties for t in (*stretch, *stretch, *stretch))))
        goes += rng.choice((0, 0, 0, 0, 1, 2, 5))
        if i == stays or rng.random() < 0.4 or not one.hours.start < goes < one.hours.end:
            continue
        earlier = tuple(a for a in one.absences if a.end < goes)
        roster[i] = replace(one, absences=(*earlier, Absence(goes, one.hours.end, hands_over=True)))
    return replace(pool, roster=tuple(roster))


def events_of_coming_and_going(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened to those who come, go, are slower or do something else, read off the record of a scenario."""
    kinds = [step.kind for r in w.route.tolist() for step in w.routes[r].steps]
    pools, until = capacity.pools, record.observed_until
    started, ended = record.started.tolist(), record.work_ended.tolist()
    who = list(zip(record.served_by.tolist(), record.member.tolist(), strict=True))
    people = {(p, m): one for p, pool in enumerate(pools) for m, one in enumerate(pool.roster)}
    begun = [i for i in range(len(kinds)) if who[i] in people and started[i] != UNSET]
    desk, counter = ([i for i in begun if kinds[i] is kind] for kind in (Kind.DESK, Kind.COUNTER))
    pace = {i: _pace(people[who[i]], started[i]) for i in begun}
    handed = [row for row in record.earlier.tolist() if row[3] != UNSET and (row[5], row[6]) in people]
    given_at = {row[0]: _pace(people[row[5], row[6]], row[3]) for row in handed}
    whole = [i for i in begun if i not in given_at]
    duties = [(who[i], a, b, i) for i in begun for a, b in people[who[i]].other_duties]
    gone = {
        key: one.absences[-1].start
        for key, one in people.items()
        if one.absences and one.absences[-1].end == one.hours.end
    }
    came = {
        key: one.absences[0].end
        for key, one in people.items()
        if one.absences and one.absences[0].start == one.hours.start
    }
    absences = {key: one.absences for key, one in people.items()}
    set_aside = {(row, visit) for row, visit, *_ in record.work_parts.tolist()}
    seats = [
        (s.begin, seat) for pool in pools if pool.sittings for s in pool.sittings.dates for seat in pool.sittings.seats
    ]
    held = {(begin, pool) for pool, begin, _, _, is_held, *_ in record.sittings.tolist() if is_held}
    called = [(begin, pools[p].sittings) for begin, p in held]
    there = [(begin, seat) for begin, rule in called if rule for seat in rule.seats if seat in people]
    stretches = [(row[3], row[4], row[0]) for row in handed]
    return {
        "somebody who was gone handed a file over": any(gone.get((r[5], r[6])) == r[4] for r in handed),
        "work ended in the second in which its member was gone": any(gone.get(who[i]) == ended[i] for i in desk),
        "a service went on after its member was gone": any(started[i] < gone.get(who[i], until) < ended[i] for i in counter),
        "somebody began in the second in which he came": any(came.get(who[i]) == started[i] for i in begun),
        "somebody went on a sitting's day whom its commission had to do without": any(
            seat in gone and gone[seat] <= begin for begin, seat in seats
        ),
        "a slower member did a file": any(pace[i] > 100 for i in begun),
        "a faster member did a file": any(pace[i] < 100 for i in begun),
        "half a second was rounded up": any(int(w.work[i]) * pace[i] % 100 == 50 for i in whole),
        "work of a part of a second took a second": any(int(w.work[i]) * pace[i] < 50 for i in whole),
        "a pace changed in the second in which a file was begun": any(
            since == started[i] for i in begun for since, _ in people[who[i]].paces
        ),
        "a pace changed while a file was at work": any(
            started[i] < since < ended[i] for i in begun for since, _ in people[who[i]].paces
        ),
        "a file was handed over by a slower member": any(p > 100 for p in given_at.values()),
        "a file was handed over by a faster member": any(p < 100 for p in given_at.values()),
        "a file went on at another pace": any(i in pace and pace[i] != p for i, p in given_at.items()),
        "work at another pace was set aside": any(
            pace[i] != 100 and (i, int(record.visit[i])) in set_aside for i in desk
        ),
        "a stand-in was slower": any(pace[i] > 100 and who[i][0] != w.pool[i] for i in begun),
        "desk work rested for other duties": any(started[i] < a and b < ended[i] for _, a, b, i in duties if i in desk),
        "a service went on into other duties": any(started[i] < a < ended[i] for _, a, b, i in duties if i in counter),
        "somebody began in the second in which his other duties ended": any(b == started[i] for _, a, b, i in duties),
        "desk work ended in the second in which other duties began": any(a == ended[i] for _, a, b, i in duties if i in desk),
        "a file was handed over in the middle of other duties": any(
            a < r[4] < b for r in handed for a, b in people[r[5], r[6]].other_duties
        ),
        "a file was handed over in the second in which other duties began": any(
            a == r[4] for r in handed for a, b in people[r[5], r[6]].other_duties
        ),
        "a file was handed over in the second in which other duties ended": any(
            b == r[4] for r in handed for a, b in people[r[5], r[6]].other_duties
        ),
        "other duties overlapped an absence": any(
            x.start < b and a < x.end and x.start < until for key, one in people.items()
            for a, b in one.other_duties for x in absences[key]
        ),
        "somebody was called from other duties to a sitting": any(
            a < begin < b and Hours(people[seat].presence).is_open(begin)
            for begin, seat in there for a, b in people[seat].other_duties
        ),
        "somebody was called in the second in which his other duties began": any(
            a == begin and Hours(people[seat].presence).is_open(begin)
            for begin, seat in there for a, b in people[seat].other_duties
        ),
        "a visit to a pool rested while everybody of it was at other duties": any(
            all(any(a <= t < b for a, b in one.other_duties) for one in pools[w.pool[row]].roster)
            for begin, end, row in stretches for t in (begin, end - 1) if pools[w.pool[row]].roster
        ) or any(
            all(any(a <= t < b for a, b in one.other_duties) for one in pools[w.pool[i]].roster)
            for i in begun if pools[w.pool[i]].roster for t in (int(record.queued[i]),)
        ),
        "a hall closed while a member was at other duties": any(
            any(a < r[4] <= b for a, b in one.other_duties)
            for r in record.earlier.tolist() if r[3] == UNSET for one in pools[w.pool[r[0]]].roster
        ),
    }  # fmt: skip


def _pace(one: Member, at: int) -> int:
    return ([100] + [pace for since, pace in one.paces if since <= at])[-1]
