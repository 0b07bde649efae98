"""Random small scenarios in which applicants object to answers, on top of those with people, halls, officers, ways and branches."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.oracle.branches_scenarios import LONGER_TERMS, with_branches
from tests.oracle.halls_scenarios import with_halls
from tests.oracle.hours import Hours
from tests.oracle.officers_scenarios import with_officers
from tests.oracle.scenarios import RESPONSES, WORKS, with_people
from tests.oracle.simulator import Walk
from tests.oracle.transfers_visits_systems_scenarios import with_elsewhere
from tests.oracle.trial import trial

AFTER = (0, 0, 0, 1, 5, 10, 10, 15, 20, 30, 60, DAY, DAY + 5)
"""How long after the answer an applicant objects [s]."""
STAFF = (Kind.COUNTER, Kind.DESK)


def with_objections(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario in which some answers are objected to, some of the answers to objections among them."""
    rng = Random(f"objections {seed}")
    base = rng.choice((with_branches, with_people, with_people, with_elsewhere, with_halls, with_officers))
    seeds = 10**6 if base in (with_people, with_elsewhere) else 200
    workload, capacity = base(rng.randrange(seeds))
    while workload.size < 5:
        workload, capacity = base(rng.randrange(seeds))
    return objected_to(rng, workload, capacity)


def objected_to(rng: Random, workload: Workload, capacity: Capacity) -> tuple[Workload, Capacity]:
    """A scenario with objections to some of its answers, and to some of the answers to them, which a provider receives."""
    provider = rng.randrange(len(capacity.offices)) if rng.random() < 0.6 else None
    offices = [office if provider is None else replace(office, provider=provider) for office in capacity.offices]
    capacity = replace(capacity, offices=tuple(offices))
    horizon = int(rng.choice(workload.submitted)) + rng.choice((1, 20, 60)) if rng.random() < 0.4 else 0
    window = replace(workload.window, horizon=max(horizon, workload.window.warm_up_end, workload.window.horizon // 2))
    workload = replace(workload, window=window if horizon else workload.window)
    routes = [replace(plan, term=rng.choice(LONGER_TERMS), extended_term=None) for plan in workload.routes]
    workload = replace(
        workload,
        routes=(*workload.routes, *routes),
        step=workload.position,
        parent=np.full(workload.size, UNSET, dtype=np.int64),
        objects_after=np.zeros(workload.size, dtype=np.int64),
    )
    likely, parents = rng.choice((0.4, 0.7, 1.0)), range(workload.size)
    for _ in range(rng.choice((1, 1, 2, 3))):
        before = workload.size
        for parent in parents:
            if rng.random() < likely:
                workload = _with_objection(rng, workload, parent)
        parents = range(before, workload.size)
    return _with_meetings(rng, workload, capacity), capacity


def _with_objection(rng: Random, w: Workload, parent: int) -> Workload:
    """The workload with an objection to the answer to an application, if it can have one: a part of its way once more."""
    rows = range(int(w.first[parent]), int(w.first[parent + 1]))
    plan, steps = w.routes[w.route[parent]], w.position
    answered = (ApplicationOutcome.assigned, ApplicationOutcome.refused)
    ending = ApplicationOutcome.assigned if w.ending is None else ApplicationOutcome(int(w.ending[parent]))
    entries = [row for row in rows if plan.steps[steps[row]].kind in STAFF and steps[row] >= plan.receipt]
    if ending not in answered or not entries:
        return w
    old = np.arange(rng.choice(entries), rows.stop)
    first_objections = len(w.routes) // 2
    works = [WORKS if w.pool[row] >= 0 else RESPONSES for row in old.tolist()]
    work = [rng.choice(of) if w.work[row] else 0 for of, row in zip(works, old.tolist(), strict=True)]
    own = {
        "route": int(w.route[parent]) % first_objections + first_objections,
        "stream": int(w.stream[parent]),
        "office": int(w.office[parent]),
        "submitted": UNSET,
        "parent": parent,
        "objects_after": rng.choice(AFTER),
        "ending": rng.choice(answered),
        "inherited": False,
        "appointment": UNSET,
    }
    kept = {
        name: int(column[parent]) for name in ("settlement", "priority") if (column := getattr(w, name)) is not None
    }
    columns = {
        name: np.append(column, value).astype(column.dtype)
        for name, value in (own | kept).items()
        if (column := getattr(w, name)) is not None
    }
    rows_columns = {
        name: np.concatenate([column, column[old]])
        for name in ("pool", "hold", "transfer", "step", "patience", "returns_after")
        if (column := getattr(w, name)) is not None
    }
    return replace(
        w,
        **columns,
        **rows_columns,
        first=np.append(w.first, w.first[-1] + len(old)),
        work=np.append(w.work, work).astype(np.int64),
    )


def _with_meetings(rng: Random, w: Workload, capacity: Capacity) -> Workload:
    """Objections that are handed in at openings and closings, and in the seconds in which others queue or end."""
    record = trial(w, capacity)
    assert w.parent is not None
    assert w.objects_after is not None
    moments = sorted({t for t in (*record.queued.tolist(), *record.finished.tolist()) if t != UNSET})
    after = w.objects_after.copy()
    for number in range(w.first_objection, w.size):
        answered = int(record.finished[w.first[w.parent[number] + 1] - 1])
        if answered == UNSET or rng.random() < 0.4:
            continue
        hours = Hours(capacity.offices[capacity.offices[w.office[number]].provider].clock.hours)
        near = [t for t in (*hours.closes, *hours.opens) if answered <= t < answered + 2 * DAY]
        near += [t for t in moments if answered <= t < answered + DAY]
        if near:
            after[number] = rng.choice(near) - answered
    return replace(w, objects_after=after)


def events_of_objections(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened in a scenario and what did not, read off its record."""
    assert w.parent is not None
    assert w.objects_after is not None
    walk, until = Walk(w, capacity), record.observed_until
    parent, after, first = w.parent.tolist(), w.objects_after.tolist(), w.first.tolist()
    queued, started, finished = record.queued.tolist(), record.started.tolist(), record.finished.tolist()
    received = record.received.tolist()
    objections = range(w.first_objection, w.size)
    answered = [finished[first[number + 1] - 1] for number in range(w.size)]
    given = [n for n in objections if answered[parent[n]] != UNSET]
    handed_in = {n: answered[parent[n]] + after[n] for n in given}
    came = [n for n in given if queued[first[n]] != UNSET or received[n] != UNSET]
    provider = {n: walk.open_time[capacity.offices[w.office[n]].provider] for n in objections}
    arrival = {n: walk.open_time[w.office[n]] for n in objections}
    away = {row[0] for row in record.earlier.tolist() if row[3] == UNSET}
    handed = {row[0] for row in record.earlier.tolist() if row[3] != UNSET}
    at_end = Counter(answered[parent[n]] for n in came)
    low, high = w.window.warm_up_end, w.window.horizon
    counted = [n for n in came if low <= received[n] < high]
    ends = [t for row, t in enumerate(finished) if t != UNSET and row < first[w.first_objection]]
    return {
        "an objection came in the second of the answer": any(
            after[n] == 0 and queued[first[n]] == answered[parent[n]] for n in came
        ),
        "an objection came in the second in which a first application was handed in": any(
            queued[first[n]] in w.submitted.tolist() for n in came
        ),
        "an objection was handed in to a closed provider": any(not provider[n].is_open(handed_in[n]) for n in came),
        "an objection was handed in as the provider opened": any(provider[n].opens_at(handed_in[n]) for n in came),
        "an objection was handed in as the provider closed": any(
            handed_in[n] in provider[n].closes and not provider[n].is_open(handed_in[n]) for n in came
        ),
        "the office of arrival was open while the provider was closed": any(
            arrival[n].is_open(handed_in[n]) and not provider[n].is_open(handed_in[n]) for n in came
        ),
        "the provider was open while the office of arrival was closed": any(
            provider[n].is_open(handed_in[n]) and not arrival[n].is_open(handed_in[n]) for n in came
        ),
        "an answer to an objection was objected to": any(parent[n] >= w.first_objection for n in came),
        "an answer to such an objection was objected to": any(
            parent[n] >= w.first_objection and parent[parent[n]] >= w.first_objection for n in came
        ),
        "two answers of one second were objected to": any(count > 1 for count in at_end.values()),
        "two objections queued in one second": len({queued[first[n]] for n in came}) < len(came),
        "an objection queued in the second in which other work ended": any(queued[first[n]] in ends for n in came),
        "an objection was turned away": any(first[n] in away for n in came),
        "an objection was handed over": any(row in handed for n in came for row in range(first[n], first[n + 1])),
        "an answer to a file from before the start was objected to": any(walk.inherited[parent[n]] for n in came),
        "a refusal was objected to": any(
            walk.ending(parent[n]) is ApplicationOutcome.refused for n in came
        ),
        "nobody objected to what the applicant had ended": any(
            finished[row] != UNSET and started[row] == UNSET
            for n in objections if n not in given
            for row in range(first[parent[n]], first[parent[n] + 1]) if walk.kind[row] is Kind.APPLICANT
        ),
        "nobody objected to what was not answered by the end": any(answered[parent[n]] == UNSET for n in objections),
        "an objection was to come after the end": any(handed_in[n] > until for n in given),
        "an objection counted whose parent did not": any(not low <= received[parent[n]] < high for n in counted),
        "an objection ended the observation": high < until < w.window.run_out_end
        and any(answered[n] == until for n in counted),
        "an objection that did not count was under way at the end": any(
            received[n] >= high and answered[n] == UNSET for n in came
        ),
        "an objection came in the last second": any(queued[first[n]] == until for n in came),
        "an objection queued where the earliest deadline goes first": any(
            capacity.pools[w.pool[first[n]]].discipline == "earliest_deadline" for n in came if w.pool[first[n]] >= 0
        ),
        "an objection was taken by a sitting or by a team": any(
            started[row] != UNSET and w.pool[row] >= 0 and w.work[row] == 0
            for n in came for row in range(first[n], first[n + 1])
        ),
        "an objection was carried to another office": w.transfer is not None and any(
            w.transfer[row] >= 0 and finished[row] != UNSET for n in came for row in range(first[n], first[n + 1])
        ),
    }  # fmt: skip
