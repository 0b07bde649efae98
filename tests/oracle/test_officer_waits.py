"""The wait for the officer of a file is what a count second by second gives, on random scenarios and with commissions."""

from __future__ import annotations

import pytest

from sim.engine.record import EngineRecord
from sim.engine.simulate import simulate
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET
from tests.oracle.sittings_scenarios import called_away
from tests.oracle.test_oracle import drawn, naive

SCENARIOS = {"officers": 100, "every rule": 180}


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

    def idle(pool: int, member: int, t: int) -> bool:
        """Whether a member has nothing at hand in the second that begins now."""
        plan = capacity.pools[pool]
        if not plan.duty_of(member).is_open(t) or any(a <= t < b for a, b in worked.get((pool, member), ())):
            return False
        if any(seat == (pool, member) and a <= t < b for seat, a, b in called):
            return False
        in_hand = sum(a <= t < b for a, b in held.get((pool, member), ()))
        return plan.caseload is None or in_hand < plan.caseload

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
            for t in range(max(queued, since), min(over, until if to == UNSET else to)):
                attended = step.kind is not Kind.COUNTER or capacity.pools[pool].attended.is_open(t)
                others = [m for m in range(capacity.pools[pool].members) if m != officer]
                count += attended and any(idle(pool, m, t) for m in others)
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
        assert found == counted(workload, capacity, naive(sort, seed)), seed
        some += bool(found)
    assert some >= 12
