"""Random small scenarios with commissions on top of those with people, and what can happen in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from random import Random

import numpy as np

from sim.calendar.duty import Absence
from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity, Pool, Sittings, Window
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from sim.scenario.sitting_dates import Sitting
from tests.oracle.hours import Hours
from tests.oracle.scenarios import DISCIPLINES, HOLDS, with_covers, with_people
from tests.oracle.trial import trial

LENGTHS = (5, 5, 5, 10, 10, 15, 15, 20, 25, 30, 60, 300, DAY)


@cache
def with_sittings(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario in which one or two commissions take some of the files."""
    rng = Random(f"sittings {seed}")
    workload, capacity = with_people(rng.randrange(10**6))
    while workload.size < 12:
        workload, capacity = with_people(rng.randrange(10**6))
    pools = list(capacity.pools)
    favourites = _people(rng, workload, pools)
    commissions = [_commission(rng, f"c{number}", pools, favourites) for number in range(rng.choice((1, 1, 2, 2, 3)))]
    workload = _with_steps(rng, workload, len(pools), len(commissions))
    moments = _moments(rng, workload, replace(capacity, pools=(*pools, *commissions)))
    begins: list[int] = []
    for i, commission in enumerate(commissions):
        begins = _begins(rng, workload.window, moments, begins)
        commissions[i] = _with_dates(rng, commission, begins)
        pools = _with_leaves(rng, pools, commissions[i].sittings)
    return workload, replace(capacity, pools=with_covers([*pools, *commissions]))


def _people(rng: Random, workload: Workload, pools: list[Pool]) -> list[tuple[int, int]]:
    """All members of all pools, mostly those of the busiest pool first, in an order that every commission likes."""
    everybody = [(i, number) for i, pool in enumerate(pools) for number in range(pool.members)]
    rng.shuffle(everybody)
    tasks = np.bincount(workload.pool[workload.pool >= 0], minlength=len(pools))
    favourite = int(np.argmax(tasks)) if rng.random() < 0.7 else rng.randrange(len(pools))
    return sorted(everybody, key=lambda seat: seat[0] != favourite)


def _moments(rng: Random, workload: Workload, capacity: Capacity) -> list[int]:
    """Instants at which something happens as long as no commission sits, those of desk work twice; and some openings."""
    record, window = trial(workload, capacity), workload.window
    kinds = np.array([step.kind for r in workload.route.tolist() for step in workload.routes[r].steps])
    desk = (kinds == Kind.DESK) & (record.started != UNSET)
    busy = [*record.started[desk].tolist() * 2, *record.queued.tolist(), *record.work_ended.tolist()]
    edges = [t for pool in capacity.pools for h in (Hours(pool.duty),) for t in (*h.opens, *h.closes)]
    edges = [t for t in edges if window.start <= t < window.run_out_end]
    return [window.start, *(t for t in busy if t != UNSET), *rng.sample(edges, min(len(edges), 10))]


def _begins(rng: Random, window: Window, moments: list[int], before: list[int]) -> list[int]:
    """Beginnings of sittings: near to where something happens, day by day, or together with another commission."""
    near = (0, 0, 0, 0, 5, 5, 10, 15, 25, -5, 1, 2)
    found = {rng.choice(moments) + rng.choice(near) for _ in range(rng.randint(2, 9))}
    if rng.random() < 0.3:
        found |= {min(found) + day * DAY for day in range(1, 4)}
    if rng.random() < 0.1:
        found.add(window.start)
    found |= {t for t in before if rng.random() < 0.4}
    return sorted(t for t in found if window.start <= t < window.run_out_end)


def _commission(rng: Random, role: str, pools: list[Pool], favourites: list[tuple[int, int]]) -> Pool:
    """A commission of people from other pools, or of its own with the duties of one of them; without dates as yet."""
    seats: list[tuple[int, int]] = []
    like = rng.choice(pools)
    if rng.random() < 0.75:
        chosen = favourites if rng.random() < 0.7 else rng.sample(favourites, len(favourites))
        seats = chosen[: rng.randint(1, 4)]
        like = replace(like, members=len(seats), roster=(), duty=pools[seats[0][0]].duty)
    length = None if rng.random() < 0.35 else rng.choice(LENGTHS)
    per_file = rng.choice((1, 5, 5, 10, 15, 30)) if length is None else 0
    quorum = rng.choice((0, 0, 1, 1, 1, 2, max(like.members, 1), like.members + 1))
    sittings = Sittings((), length, per_file, rng.choice((None, 1, 1, 2, 3)), quorum, tuple(seats))
    return replace(
        like, role=role, discipline=rng.choice(DISCIPLINES), caseload=None, stand_ins=(), covers=(), sittings=sittings
    )


def _with_dates(rng: Random, commission: Pool, begins: list[int]) -> Pool:
    """The commission with its dates; so far apart that its own people never sit twice at once."""
    rules = commission.sittings
    assert rules is not None
    apart = 0 if rules.seats else rules.length or rules.per_file * (rules.agenda or 25)
    dates: list[Sitting] = []
    for begin in begins:
        if not dates or begin >= dates[-1].begin + apart:
            dates.append(Sitting(begin, begin - rng.choice((0, 0, 0, 0, 5, 5, 10, 20, 60, DAY))))
    return replace(commission, sittings=replace(rules, dates=tuple(dates)))


def _with_leaves(rng: Random, pools: list[Pool], sittings: Sittings | None) -> list[Pool]:
    """The pools with some more absences, which begin in a sitting of the member, as it begins or as it ends."""
    result = list(pools)
    for p, m in sittings.seats if sittings and sittings.dates else ():
        pool = result[p]
        if not pool.roster or rng.random() < 0.4:
            continue
        one, begin = pool.roster[m], rng.choice(sittings.dates).begin if sittings else 0
        start = begin + rng.choice((0, 5, 5, 10, sittings.length or sittings.per_file if sittings else 0))
        end = min(start + rng.choice((5, 10, 20, 40, DAY)), one.hours.end)
        if start < end and all(end < a.start or a.end < start for a in one.absences):
            leave = Absence(start, end, hands_over=rng.random() < 0.75)
            one = replace(one, absences=tuple(sorted((*one.absences, leave), key=lambda a: a.start)))
            result[p] = replace(pool, roster=(*pool.roster[:m], one, *pool.roster[m + 1 :]))
    return result


def _with_steps(rng: Random, workload: Workload, first: int, commissions: int) -> Workload:
    """Some desk steps given to the commissions, with more holds, and more work at the desks of the others.

    Where no step is at a desk, the one at the counter becomes one.
    """
    routes = list(workload.routes)
    if not any(step.kind is Kind.DESK for plan in routes for step in plan.steps):
        r, k = 0, routes[0].receipt
        step = replace(routes[r].steps[k], kind=Kind.DESK)
        routes[r] = replace(routes[r], steps=(*routes[r].steps[:k], step, *routes[r].steps[k + 1 :]))
    desks = [(r, k) for r, plan in enumerate(routes) for k, step in enumerate(plan.steps) if step.kind is Kind.DESK]
    chosen = {at: first + rng.randrange(commissions) for at in desks if rng.random() < 0.3}
    chosen[rng.choice(desks)] = first
    scattered, holds, more = rng.choice((0.0, 0.0, 0.2)), rng.choice((0.0, 0.3)), rng.choice((0, 10, 30, 60))
    pool, work, hold = workload.pool.copy(), workload.work.copy(), workload.hold.copy()
    for row, (a, k) in enumerate(zip(workload.application.tolist(), workload.position.tolist(), strict=True)):
        at = (int(workload.route[a]), k)
        if at not in chosen and not (at in desks and rng.random() < scattered):
            work[row] += more if at in desks else 0
            continue
        pool[row] = chosen.get(at, first + rng.randrange(commissions))
        work[row] = 0
        if rng.random() < holds:
            hold[row] = rng.choice(HOLDS)
    return replace(workload, routes=tuple(routes), pool=pool, work=work, hold=hold)


Seat = tuple[int, int]
"""Pool and number of a member."""


def called_away(pools: tuple[Pool, ...], record: EngineRecord) -> list[tuple[Seat, int, int]]:
    """Who was called away from his desk, with the beginning and the end of the sitting."""
    until: dict[Seat, int] = {}
    called = []
    for p, begin, end, _, held, *_ in record.sittings.tolist():
        for seat in _present(pools, p, begin, until) if held and end > begin else []:
            called.append((seat, begin, end))
            until[seat] = end
    return called


def _present(pools: tuple[Pool, ...], p: int, begin: int, until: dict[Seat, int]) -> Iterator[Seat]:
    """The members with a seat who are on duty and at no other sitting."""
    rules = pools[p].sittings
    for q, m in rules.seats if rules else ():
        hours = Hours(pools[q].roster[m].duty if pools[q].roster else pools[q].duty)
        covered = any(c.start <= begin < c.end for c in pools[q].covers)
        if hours.is_open(begin) and not covered and until.get((q, m), UNSET) <= begin:
            yield q, m


def events_of_sittings(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened at sittings and to those who were called to them, read off the record of a scenario."""
    kinds = [step.kind for r in w.route.tolist() for step in w.routes[r].steps]
    pools, pool, hold, until = capacity.pools, w.pool.tolist(), w.hold.tolist(), record.observed_until
    queued, started, ended = record.queued.tolist(), record.started.tolist(), record.work_ended.tolist()
    finished, visit = record.finished.tolist(), record.visit.tolist()
    who = list(zip(record.served_by.tolist(), record.member.tolist(), strict=True))
    earlier = record.earlier.tolist()
    rules = {p: one.sittings for p, one in enumerate(pools) if one.sittings}
    cut_off = {(p, d.begin): d.cut_off for p, s in rules.items() for d in s.dates}
    sat = record.sittings.tolist()
    held, lapsed = [s for s in sat if s[4]], [s for s in sat if not s[4]]
    files = [i for i in range(len(kinds)) if pool[i] in rules and queued[i] != UNSET]
    taken = [i for i in files if started[i] != UNSET]
    end_of = {(s[0], s[1]): s[2] for s in held}
    left = [
        (i, j, cut_off[pool[i], started[i]]) for i in taken for j in files
        if pool[i] == pool[j] and (started[j] == UNSET or started[i] < started[j])
        and queued[j] <= cut_off[pool[i], started[i]]
    ]  # fmt: skip
    """(i, j, cut-off): i was on an agenda on which j, which was there by the cut-off, was not."""
    called = called_away(pools, record)
    seats = {seat for s in rules.values() for seat in s.seats}
    duty = {
        seat: Hours(pools[seat[0]].roster[seat[1]].duty if pools[seat[0]].roster else pools[seat[0]].duty)
        for seat in seats
    }
    leaves = [(p, m, a) for p, m in seats if pools[p].roster for a in pools[p].roster[m].absences]
    of_visit = {(row, number): served_by for row, number, _, _, _, served_by, *_ in earlier}
    of_visit |= {(i, visit[i]): who[i][0] for i in range(len(kinds)) if pool[i] >= 0}
    spells = [((of_visit[row, v], m), row, v, begin, end) for row, v, m, begin, end in record.work_parts.tolist()]
    rests = [
        (seat, row, v, begin, end, part)
        for seat, row, v, part, to in spells for other, begin, end in called if seat == other and to == begin
    ]  # fmt: skip
    """Desk work at hand that rested for a sitting: member, row, visit, beginning, end, when its last part had begun."""
    goes_on = {(row, v, a[4]): b[3] for a, b in pairwise(spells) for _, row, v, *_ in (a,) if (row, v) == b[1:3]}
    """By row, visit and end of a part: when the next part began."""
    resumed = [(*rest, goes_on[rest[1], rest[2], rest[3]]) for rest in rests if (rest[1], rest[2], rest[3]) in goes_on]
    handed = [((row[5], row[6]), row[0], row[1], row[4]) for row in earlier if row[3] != UNSET]
    begun = [i for i in range(len(kinds)) if pool[i] >= 0 and started[i] != UNSET and pool[i] not in rules]
    served = [
        (i, begin, end) for i in begun for seat, begin, end in called
        if kinds[i] is Kind.COUNTER and who[i] == seat and started[i] <= begin and not UNSET != ended[i] <= begin
    ]  # fmt: skip
    """Services under way when a sitting began, with its beginning and its end."""
    back = [(i, begin, end) for i in begun for seat, begin, end in called if who[i] == seat and started[i] == end]
    """Files begun in the second in which a sitting of the member ended."""
    together = [(a, b) for a, b in pairwise(sat) if a[1] == b[1]]
    closes = [Hours(o.clock.hours).closes for o in capacity.offices]
    return {
        "members of other pools sat": any(rules[s[0]].seats and s[3] for s in held),
        "a commission's own people sat": any(not rules[s[0]].seats and s[3] for s in held),
        "a sitting was held with nobody there": any(s[3] == 0 for s in held),
        "the quorum was just there": any(s[3] == rules[s[0]].quorum > 0 for s in held),
        "one was missing to the quorum and files stayed": any(s[3] == rules[s[0]].quorum - 1 and s[6] for s in lapsed),
        "the agenda was full and files stayed": any(s[5] == rules[s[0]].agenda and s[6] for s in held),
        "an agenda without bound took several files": any(rules[s[0]].agenda is None and s[5] > 1 for s in held),
        "the number decided about the last place on an agenda": any(
            queued[i] == queued[j] and pools[pool[i]].discipline == "first_come" for i, j, _ in left
        ),
        "a class of priority overtook on an agenda": any(
            queued[j] < queued[i] and pools[pool[i]].discipline == "priority" for i, j, _ in left
        ),
        "an earlier deadline overtook on an agenda": any(
            queued[j] < queued[i] and pools[pool[i]].discipline == "earliest_deadline" for i, j, _ in left
        ),
        "a file queued in the second of a cut-off before the beginning": any(
            queued[i] == cut_off[pool[i], started[i]] < started[i] for i in taken
        ),
        "a file queued in the second of the beginning": any(queued[i] == started[i] for i in taken),
        "a file came after the cut-off and waited for the next sitting": any(
            cut_off[s[0], s[1]] < queued[i] <= s[1] < started[i] for i in taken for s in held if s[0] == pool[i]
        ),
        "a sitting without files ended as it began": any(s[1] == s[2] for s in held),
        "a sitting without files kept members from their desks": any(
            s[5] == 0 and s[1] < s[2] and s[3] and rules[s[0]].seats for s in held
        ),
        "a sitting by the file took several": any(rules[s[0]].length is None and s[5] > 1 for s in held),
        "a sitting went on past a closing of the office": any(
            s[1] < t < s[2] and s[5] for s in held for t in closes[pools[s[0]].office]
        ),
        "a sitting went on over midnight": any(s[1] // DAY < s[2] // DAY and s[5] for s in held),
        "a sitting was under way when the observation ended": any(s[1] < until < s[2] and s[5] for s in held),
        "a sitting began in the last second of the observation": any(s[1] == until for s in held),
        "the end of a sitting ended the observation": any(
            ended[i] == until == finished[i] and until < w.window.run_out_end for i in taken
        ),
        "a sitting began with the window": any(s[1] == w.window.start for s in held),
        "two commissions sat in one instant": any(a[4] and b[4] for a, b in together),
        "the first of two commissions took people from the second": any(
            (seat, a[1], a[2]) in called and seat in rules[a[0]].seats and seat in rules[b[0]].seats
            for a, b in together for seat in seats
        ),
        "people were missing since another commission had taken them in that instant": any(
            a[4] and a[2] > a[1] and not b[4] and b[3] < rules[b[0]].quorum <= len(
                {*_present(pools, b[0], b[1], {})} | {*rules[a[0]].seats} & {*rules[b[0]].seats}
            )
            for a, b in together
        ),
        "a sitting that ended as it began left its people to the next one": any(
            a[4] and a[1] == a[2] and b[4] and {*_present(pools, a[0], a[1], {})} & {*_present(pools, b[0], b[1], {})}
            for a, b in together
        ),
        "somebody was missing at another sitting that had begun before": any(
            begin < s[1] < end and seat in rules[s[0]].seats and duty[seat].is_open(s[1])
            for s in sat for seat, begin, end in called
        ),
        "one sitting ended as another with the same member began": any(
            seat == other and end == begin for seat, _, end in called for other, begin, _ in called
        ),
        "an absence began as a sitting did": any(a.start == s[1] and (p, m) in rules[s[0]].seats for p, m, a in leaves for s in sat),
        "an absence ended as a sitting began": any(a.end == begin and seat == (p, m) for p, m, a in leaves for seat, begin, _ in called),
        "an absence that hands over began as the sitting ended": any(
            a.hands_over and a.start == end and seat == (p, m) for p, m, a in leaves for seat, _, end in called
        ),
        "desk work rested for a sitting": bool(rests),
        "desk work begun in the very second rested": any(begin == part for *_, begin, _, part in rests),
        "desk work rested for two sittings": len({r[1:4] for r in rests}) > len({r[1:3] for r in rests}),
        "desk work of a pool for which they stood in rested": any(seat[0] != pool[row] for seat, row, *_ in rests),
        "desk work went on as the sitting ended": any(end == at for *_, end, _, at in resumed),
        "desk work went on at a later opening, for his duty had ended": any(
            end < at and duty[seat].opens_at(at) for seat, _, _, _, end, _, at in resumed
        ),
        "desk work went on before the hall where nothing is set aside": any(
            end == at and kinds[j] is Kind.COUNTER and pool[j] == seat[0] and queued[j] < at < started[j]
            for seat, _, _, _, end, _, at in resumed for j in begun if not pools[seat[0]].set_aside
        ),
        "an applicant was served as the sitting ended, and what rested went on later": any(
            i != row and who[i] == seat and kinds[i] is Kind.COUNTER and started[i] == end < at
            for seat, row, _, _, end, _, at in resumed for i, *_ in back
        ),
        "desk work was handed over out of a sitting": any(
            (seat, row, v) == (s, r, n) and begin < at < end for seat, row, v, begin, end, _ in rests for s, r, n, at in handed
        ),
        "desk work that rested was handed over as the sitting ended": any(
            (seat, row, v) == (s, r, n) and at == end for seat, row, v, _, end, _ in rests for s, r, n, at in handed
        ),
        "what rested kept its place": any(
            pools[seat[0]].caseload == 1 and pool[j] == seat[0] and kinds[j] is Kind.DESK and queued[j] < at < started[j]
            for seat, _, _, _, _, _, at in resumed for j in begun
        ),
        "work had been set aside for a service and rested on": any(
            who[i] == seat and to <= started[i] and row != i and goes_on.get((row, v, to), 0) >= end
            for i, _, end in served for seat, row, v, _, to in spells
        ),
        "a service begun in the second of the beginning went on": any(started[i] == begin for i, begin, _ in served),
        "a service went on into a sitting and ended in it": any(started[i] < begin and ended[i] < end for i, begin, end in served),
        "a service outlasted the sitting": any(ended[i] > end for i, _, end in served),
        "a service ended with the sitting": any(ended[i] == end for i, _, end in served),
        "somebody began a new file as his sitting ended": bool(back),
        "an applicant waited for members who sat": any(
            kinds[i] is Kind.COUNTER and begin < queued[i] < end for i, begin, end in back
        ),
        "a member who had been at a sitting came after one idle for longer": any(
            p == seat[0] and m > seat[1] and end < started[i] and duty[seat].is_open(started[i])
            and not any(who[j] == seat and ended[j] != UNSET > started[j] for j in begun)
            and max((ended[j] for j in begun if who[j] == seat and started[j] < started[i]), default=0)
            < max((ended[j] for j in begun if who[j] == (p, m) and started[j] < started[i]), default=0) < end
            for i in begun for p, m in (who[i],) for seat, _, end in called
        ),
        "a hold followed a sitting": any(hold[i] and finished[i] > ended[i] for i in taken),
        "a hold after a sitting went on over a closing": any(
            hold[i] and ended[i] < t < finished[i] for i in taken for t in closes[pools[pool[i]].office]
        ),
        "a sitting was the step of receipt": any(i in taken for i in (w.first[:-1] + [w.routes[r].receipt for r in w.route]).tolist()),
        "a file went from one sitting to another": any(i + 1 in files and finished[i] == queued[i + 1] for i in taken),
        "a file was begun as the sitting ended": any(
            i - 1 in taken and started[i] == finished[i - 1] == end_of[pool[i - 1], started[i - 1]] for i in begun
        ),
    }  # fmt: skip
