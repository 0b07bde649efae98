"""The wait for the officer of a file is what a count second by second gives, on random scenarios and with commissions."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.calendar.duty import Duty
from sim.engine.record import EngineRecord
from sim.engine.simulate import simulate
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags
from tests.oracle.sittings_scenarios import called_away
from tests.oracle.test_oracle import drawn
from tests.oracle.trial import trial

SCENARIOS = {"officers": 150, "every rule": 180}


def counted(workload: Workload, capacity: Capacity, record: EngineRecord) -> dict[tuple[int, int], int]:
    """By row and number of the visit: seconds in which a colleague of its officer was idle while it waited."""
    until = record.observed_until
    visits = [(row, number, queued, started, ended, by, who) for row, number, queued, started, ended, by, who, _ in record.earlier.tolist()]  # fmt: skip
    visits += [
        (row, int(record.visit[row]), queued, int(record.started[row]), int(record.finished[row]), int(record.served_by[row]), int(record.member[row]))
        for row, queued in enumerate(record.queued.tolist()) if queued != UNSET
    ]  # fmt: skip
    handed = {(row, number): ended for row, number, _, _, ended, *_ in record.earlier.tolist()}
    worked: dict[tuple[int, int], list[tuple[int, int]]] = {}
    held: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row, number, _, started, ended, by, who in visits:
        if by != UNSET:
            work_ended = handed.get((row, number), int(record.work_ended[row]))
            partners = [m for r, n, m in record.partners.tolist() if (r, n) == (row, number)]
            for each in (who, *partners):
                worked.setdefault((by, each), []).append((started, until if work_ended == UNSET else work_ended))
                held.setdefault((by, each), []).append((started, until if ended == UNSET else ended))
    called = called_away(capacity.pools, record)

    first = workload.window.start

    @cache
    def idle(pool: int, member: int) -> Flags:
        """By second from the start: whether a member has nothing at hand in the second that begins then."""
        plan = capacity.pools[pool]
        free = is_open(plan.duty_of(member))
        for a, b in worked.get((pool, member), ()):
            free[a - first : b - first] = False
        for seat, a, b in called:
            if seat == (pool, member):
                free[a - first : b - first] = False
        in_hand = np.zeros(len(free), dtype=np.int64)
        for a, b in held.get((pool, member), ()):
            in_hand[a - first : b - first] += 1
        return free if plan.caseload is None else free & (in_hand < plan.caseload)

    def is_open(hours: Duty) -> Flags:
        """By second from the start: whether hours are open in the second that begins then."""
        return np.diff(hours.worked_many(np.minimum(np.arange(first, until + 2), hours.end))) > 0

    seconds: dict[tuple[int, int], int] = {}
    for row, number, queued, started, ended, *_ in visits:
        pool, application = int(workload.pool[row]), int(workload.application[row])
        step = workload.routes[workload.route[application]].steps[workload.position[row]]
        if not step.same_member:
            continue
        over = started if started != UNSET else ended if ended != UNSET else until
        count = 0
        for owner, of_pool, officer, since, to in record.assignments.tolist():
            if (owner, of_pool) != (application, pool):
                continue
            waits = slice(max(queued, since) - first, min(over, until if to == UNSET else to) - first)
            others = [idle(pool, m)[waits] for m in range(capacity.pools[pool].members) if m != officer]
            if waits.start < waits.stop and others:
                attended = True if step.kind is not Kind.COUNTER else is_open(capacity.pools[pool].attended)[waits]
                count += int(np.sum(np.any(others, axis=0) & attended))
        if count:
            seconds[row, number] = count
    return seconds


@pytest.mark.parametrize("sort", SCENARIOS)
def test_the_waits_are_those_of_a_count_second_by_second(sort: str) -> None:
    some = 0
    for seed in range(SCENARIOS[sort]):
        workload, capacity = drawn(sort, seed)
        log = simulate(workload, capacity).visits
        number: dict[int, int] = {}
        found: dict[tuple[int, int], int] = {}
        for row, waited in zip(log.row.tolist(), log.wait_officer_s.tolist(), strict=True):
            number[row] = number.get(row, 0) + 1
            if waited:
                found[row, number[row]] = waited
        assert found == counted(workload, capacity, trial(workload, capacity)), seed
        some += bool(found)
    assert some >= 12
