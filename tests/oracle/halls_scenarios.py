"""Random small scenarios in which applicants have appointments or lose their patience, on top of other sorts; and events."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity
from sim.model.route import Kind, RoutePlan
from sim.model.slots import SlotGrid
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET, Instants
from tests.oracle.branches_scenarios import with_branches
from tests.oracle.hours import Hours
from tests.oracle.officers_scenarios import with_officers
from tests.oracle.scenarios import scenario, with_people
from tests.oracle.simulator import Walk
from tests.oracle.trial import trial

PATIENCE = (1, 2, 5, 5, 10, 10, 10, 15, 20, 30, 40, 60)
"""How long somebody waits [s]."""
BACK = (0, 0, 0, 1, 5, 10, 10, 20, 40, 60, DAY, DAY + 5)
"""How long after having given up somebody comes back [s]."""
LATE = (0, 0, 0, 0, 5, 10, 10, 15, 20)
"""How long after his slot somebody comes [s]."""


def with_halls(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario in which some applicants have appointments and some lose their patience."""
    rng = Random(f"halls {seed}")
    base = rng.choice((scenario, scenario, with_people, with_people, with_branches, with_officers))
    workload, capacity = base(rng.randrange(10**6 if base is not with_branches else 300))
    while (workload.kind[workload.first[:-1]] == Kind.COUNTER).sum() < 6:
        workload, capacity = base(rng.randrange(10**6 if base is not with_branches else 300))
    none = np.zeros(0, dtype=np.int64)
    pools = []
    for pool in capacity.pools:
        hours = capacity.offices[pool.office].clock.hours
        counter = hours if rng.random() < 0.3 else pool.counter
        members = 1 if rng.random() < 0.6 else pool.members
        members = 1 if not pool.roster and rng.random() < 0.7 else pool.members
        slots = SlotGrid(none, none, 60, rng.choice((0, 0, 5, 10)))
        pools.append(replace(pool, slots=slots, counter=counter, members=members))
    capacity = replace(capacity, pools=tuple(pools))
    counter = workload.kind == Kind.COUNTER
    if rng.random() < 0.4:  # a crowd in one hall
        one = rng.choice([k for k, p in enumerate(pools) if p.sittings is None and p.visits_per_day is None])
        workload = replace(workload, pool=np.where(counter, one, workload.pool))
    longer = np.where(counter, rng.choice((1, 1, 2)), 1)
    workload = replace(workload, work=workload.work * longer, routes=tuple(map(handed_out_later, workload.routes)))
    workload = with_mornings(rng, workload, capacity)
    if rng.random() < 0.4:
        horizon = max(int(rng.choice(workload.submitted)) + rng.choice((1, 20, 60)), workload.window.warm_up_end)
        workload = replace(workload, window=replace(workload.window, horizon=min(horizon, workload.window.run_out_end)))
    if rng.random() < 0.8:
        workload = with_appointments(rng, workload, capacity)
    return (with_patience(rng, workload, capacity) if rng.random() < 0.65 else workload), capacity


def handed_out_later(plan: RoutePlan) -> RoutePlan:
    """A route whose result is ready at its last desk step, where it has one behind the receipt."""
    desks = [k for k, step in enumerate(plan.steps) if step.kind is Kind.DESK and k >= plan.receipt]
    return replace(plan, ready=desks[-1]) if desks else plan


def with_mornings(rng: Random, w: Workload, capacity: Capacity) -> Workload:
    """The workload with some who come soon after a later opening, among those who were turned away before."""
    if w.inherited is not None or w.window.run_out_end <= w.submitted[0] or rng.random() < 0.4:
        return w
    last = int(w.submitted[-1]) + DAY
    openings = [t for pool in capacity.pools for t in Hours(pool.duty).opens if w.submitted[0] < t < last]
    few, share = rng.sample(openings, k=min(len(openings), rng.choice((1, 2, 3)))), rng.choice((0.3, 0.6, 0.9))
    moved = [
        rng.choice(few) + rng.choice((0, 0, 5, 5, 10, 15, 20, 30)) if few and rng.random() < share else at
        for at in w.submitted.tolist()
    ]
    until = w.window.run_out_end - 1
    return replace(w, submitted=np.array(sorted(min(at, until) for at in moved), dtype=np.int64))


def with_appointments(rng: Random, w: Workload, capacity: Capacity) -> Workload:
    """Appointments of some of those who begin at a counter; several at one slot, and late by the grace or a second more."""
    submitted = w.submitted.tolist()
    share = rng.choice((0.3, 0.5, 0.7))
    hall = {int(pool): Hours(capacity.pools[int(pool)].attended) for pool in np.unique(w.pool[w.kind == Kind.COUNTER])}
    appointment = np.full(w.size, UNSET, dtype=np.int64)
    for number, row in enumerate(w.first[:-1].tolist()):
        inherited = w.inherited is not None and w.inherited[number]
        if w.kind[row] != Kind.COUNTER or inherited:
            continue
        if rng.random() < (share if hall[int(w.pool[row])].is_open(submitted[number]) else share / 5):
            earlier = [at for at in submitted if submitted[number] - 30 <= at <= submitted[number]]
            slot = submitted[number] - rng.choice(LATE) - rng.choice((0, 0, 0, 1))
            appointment[number] = max(rng.choice(earlier) if rng.random() < 0.3 else slot, 0)
    if rng.random() < 0.9:
        _meet_those_turned_away(rng, w, capacity, appointment)
    return replace(w, appointment=appointment)


def _meet_those_turned_away(rng: Random, w: Workload, capacity: Capacity, appointment: Instants) -> None:
    """Give appointments to those who would come while others wait who were turned away, and to some of these."""
    record = trial(w, capacity)
    again = [
        row for row in {*record.earlier[:, 0].tolist()} if record.queued[row] != UNSET and w.kind[row] == Kind.COUNTER
    ]
    until = np.where(record.started == UNSET, record.observed_until, record.started)
    first = w.first[:-1]
    for row in again:
        comes = (record.queued[first] > record.queued[row]) & (record.queued[first] < until[row])
        meets = np.flatnonzero(comes & (w.pool[first] == w.pool[row]) & (w.kind[first] == Kind.COUNTER)).tolist()
        for number in meets:
            if w.inherited is None and record.visit[first[number]] == 1:
                appointment[number] = w.submitted[number]
        number = int(w.application[row])
        if w.inherited is None and row == first[number] and rng.random() < 0.9:
            appointment[number] = w.submitted[number]


def with_patience(rng: Random, w: Workload, capacity: Capacity) -> Workload:
    """Patience that ends at any second, and often in the very second in which something else happens to the applicant."""
    record = trial(w, capacity)
    ends = {row: at for row, _, _, _, at, *_ in reversed(record.earlier.tolist())}
    share, comes_back, width = rng.choice((0.2, 0.5, 1.0)), rng.choice((0.3, 0.7, 0.95)), rng.choice((1, 2, 3))
    first_queued = {row: queued for row, _, queued, *_ in reversed(record.earlier.tolist())}
    patience = np.full(len(w.work), UNSET, dtype=np.int64)
    back = np.full((len(w.work), width), UNSET, dtype=np.int64)
    ready = w.ready.tolist()
    for row in np.flatnonzero(w.kind == Kind.COUNTER).tolist():
        after_the_answer = UNSET < ready[int(w.application[row])] < row
        if rng.random() > share and not after_the_answer:
            continue
        queued = first_queued.get(row, int(record.queued[row]))
        ended = ends.get(row, int(record.started[row]))
        waited = ended - queued if UNSET not in (queued, ended) else 0
        patience[row] = rng.choice(PATIENCE) if waited < 1 or rng.random() < 0.5 else waited + rng.choice((0, 0, 1))
        if after_the_answer:
            patience[row] = rng.choice((1, 1, 2, 5))
        for k in range(width):
            if rng.random() < comes_back / (3 if after_the_answer else 1):
                back[row, k] = rng.choice(BACK)
    return replace(w, patience=patience, returns_after=back)


def events_of_halls(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened in a scenario and what did not, read off its record."""
    return _events_of_appointments(w, capacity, record) | _events_of_patience(w, capacity, record)


def _events_of_appointments(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    walk, first = Walk(w, capacity), w.first[:-1].tolist()
    slot = [UNSET] * w.size if w.appointment is None else w.appointment.tolist()
    queued, started = record.queued.tolist(), record.started.tolist()
    visit, pool, member = record.visit.tolist(), w.pool.tolist(), record.member.tolist()
    earlier = [entry for entry in record.earlier.tolist() if entry[3] == UNSET]
    left_first = {row: (begun, at) for row, number, begun, _, at, *_ in earlier if number == 1}
    booked = [n for n in range(w.size) if slot[n] != UNSET and (queued[first[n]] != UNSET or first[n] in left_first)]
    came = {n: left_first[first[n]][0] if first[n] in left_first else queued[first[n]] for n in booked}
    in_time = [n for n in booked if came[n] <= slot[n] + walk.grace[pool[first[n]]]]
    at_once = [n for n in in_time if visit[first[n]] == 1 and started[first[n]] != UNSET]
    counter = [row for row in range(len(queued)) if w.kind[row] == Kind.COUNTER and started[row] != UNSET]
    ended = {(w.pool[row], member[row], record.work_ended[row]) for row in counter}
    walk_in = [row for row in counter if row not in {first[n] for n in at_once}]
    rivals = [(n, row) for n in at_once for row in walk_in if pool[row] == pool[first[n]]]
    passed = [(n, row) for n, row in rivals if queued[row] < queued[first[n]] and started[row] > started[first[n]]]
    pairs = [
        (a, b) for a in at_once for b in at_once if a < b and slot[a] == slot[b] and pool[first[a]] == pool[first[b]]
    ]
    disciplines = {n: capacity.pools[pool[first[n]]].discipline for n in booked}
    return {
        "somebody with an appointment went before one who was there before": bool(passed),
        "and before one who had been turned away": any(visit[row] > 1 for _, row in passed),
        "and before one of a class of priority": any(disciplines[n] == "priority" for n, _ in passed),
        "and before one whose deadline was earlier": any(disciplines[n] == "earliest_deadline" for n, _ in passed),
        "a member became free in the second of the slot": any(
            queued[first[n]] == slot[n] == started[first[n]] and (pool[first[n]], member[first[n]], slot[n]) in ended
            for n in at_once
        ),
        "two came at one slot": any(queued[first[a]] == queued[first[b]] for a, b in pairs),
        "of two at one slot the later came by another second": any(
            queued[first[a]] != queued[first[b]] for a, b in pairs
        ),
        "one came in the second of his slot together with a walk-in": any(
            queued[row] == queued[first[n]] == slot[n] for n, row in rivals
        ),
        "one came in the last second of the grace": any(
            0 < came[n] - slot[n] == walk.grace[pool[first[n]]] for n in in_time
        ),
        "one came a second too late": any(came[n] == slot[n] + walk.grace[pool[first[n]]] + 1 for n in booked),
        "one was turned away": any(first[n] in left_first for n in in_time),
        "one who had been turned away was passed by one with an appointment": any(
            visit[row] > 1 and row in {first[n] for n in in_time} for _, row in passed
        ),
        "one found nobody at the counter until his time was over": any(
            came[n] > slot[n] + DAY // 4 >= int(w.submitted[n]) for n in booked
        ),
        "one was served by somebody who stood in": any(
            record.served_by[first[n]] not in (UNSET, pool[first[n]]) for n in at_once
        ),
    }


def _events_of_patience(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    walk, until, horizon = Walk(w, capacity), record.observed_until, w.window.horizon
    patience = [UNSET] * len(w.work) if w.patience is None else w.patience.tolist()
    queued, started, finished = record.queued.tolist(), record.started.tolist(), record.finished.tolist()
    counter = [row for row in range(len(queued)) if w.kind[row] == Kind.COUNTER]
    visits = [
        (row, number, begun, at) for row, number, begun, start, at, *_ in record.earlier.tolist() if start == UNSET
    ]
    gave_up = [v for v in visits if patience[v[0]] != UNSET and v[3] == v[2] + patience[v[0]]]
    following = {(row, number): begun for row, number, begun, *_ in record.earlier.tolist()}
    following |= {(row, int(record.visit[row])): queued[row] for row in counter if queued[row] != UNSET}
    back = [(*v, following[v[0], v[1] + 1]) for v in gave_up if (v[0], v[1] + 1) in following]
    lost = [row for row in counter if started[row] == UNSET and finished[row] != UNSET]
    left = [(row, at) for row, _, _, at in gave_up] + [(row, finished[row]) for row in lost]
    hall = {row: walk.counter[int(w.pool[row])] for row in counter}
    served = [row for row in counter if started[row] != UNSET]
    work_ends = {(int(record.served_by[row]), int(record.work_ended[row])) for row in served}
    receipt = set(w.receipt.tolist())
    ready = {int(w.application[row]): finished[row] for row in w.ready.tolist() if row != UNSET}
    slot = [UNSET] * w.size if w.appointment is None else w.appointment.tolist()
    counts = {row: sum(v[0] == row for v in gave_up) for row in counter}
    return {
        "somebody gave up in the second in which a member became free": any(
            (int(w.pool[row]), at) in work_ends for row, at in left
        ),
        "somebody gave up at the close": any(hall[row].is_last_close(at) for row, at in left),
        "somebody gave up as the hall opened": any(hall[row].opens_at(at) for row, at in left),
        "somebody gave up while the hall was closed": any(not hall[row].is_open(at) for row, at in left),
        "somebody was served in the last second of his patience": any(
            started[row] - queued[row] == patience[row] - 1 > 0 for row in served
        ),
        "somebody was turned away before his patience ended, and gave up later": any(
            patience[row] != UNSET and at < begun + patience[row] and counts[row] for row, _, begun, at in visits
        ),
        "somebody gave up three times": any(count > 2 for count in counts.values()),
        "somebody came back in the second in which he gave up": any(again == at for _, _, _, at, again in back),
        "somebody came back to a closed counter": any(
            not hall[row].is_open(at) and again > at for row, _, _, at, again in back
        ),
        "somebody came back as the hall opened": any(hall[row].opens_at(again) for row, _, _, _, again in back),
        "somebody came back and was served": any(counts[row] and started[row] != UNSET for row in counter),
        "somebody was lost before he was received": any(row in receipt for row in lost),
        "somebody was lost after his answer was ready": any(
            ready.get(int(w.application[row]), UNSET) not in (UNSET, finished[row]) for row in lost
        ),
        "somebody with an appointment gave up and came back": any(
            slot[int(w.application[row])] != UNSET and row == w.first[int(w.application[row])] for row, *_ in back
        ),
        "somebody gave up at the horizon": any(at == horizon for _, at in left),
        "somebody gave up in the last second": any(at == until for _, at in left),
        "one who was lost ended the observation": horizon < until < w.window.run_out_end
        and any(finished[row] == until for row in lost),
        "one who gave up the visit of his receipt was awaited no more": any(
            row in receipt and begun < horizon <= at for row, _, begun, at in gave_up
        ),
        "one who gave up had not come back at the end": any((v[0], v[1] + 1) not in following for v in gave_up),
    }
