"""Both engines give one record, or fail alike, at the edges of what a workload and a capacity can hold."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from sim.calendar.working_time import WorkingTime
from sim.errors import CalendarSpanError
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import NO_POOL, Capacity, Member, OfficePlan, Pool, Sittings, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.systems import SystemPlan
from sim.model.workload import Workload
from sim.quantities import DAY, Limit
from sim.scenario.sitting_dates import Sitting
from tests.engine.compiled.mutations import mutated
from tests.engine.compiled.same_record import assert_same_record, compiled_only, differences, run_compiled
from tests.engine.compiled.workloads import of_oracle
from tests.oracle.scenarios import EPOCH

END = EPOCH + 10 * DAY
OPEN = WorkingTime.from_intervals(EPOCH, END, [(EPOCH, END)])
MUTATED = {"every rule": 6, "with sittings": 6, "officers": 6, "coming and going": 6, "halls": 6, "together": 6}
"""How many scenarios of the oracle's sorts are changed at random; more of them in the slow tests."""


def step(kind: Kind, clock: str = "runs", system: int | None = None) -> StepPlan:
    return StepPlan("", "r", kind, None, "", system=system, clock=clock)  # type: ignore[arg-type]  # one of three words


def route(*steps: StepPlan, term: Limit | None = None) -> RoutePlan:
    return RoutePlan("s", "provider", steps, 0, len(steps) - 1, term)


def capacity_of(*pools: Pool, system: SystemPlan | None = None) -> Capacity:
    days = np.arange(EPOCH // DAY, END // DAY, dtype=np.int64)
    office = OfficePlan("o", "o", OfficeClock(OPEN, days, (days + 1) * DAY), 0)
    return Capacity((office,), pools, systems=() if system is None else (system,))


def workload_of(
    routes: tuple[RoutePlan, ...], ways: list[tuple[int, int, list[tuple[int, int, int]]]], start: int = EPOCH
) -> Workload:
    """The workload of applications, each with its instant, its route, and by row the step, the pool and the work."""
    rows = [row for _, _, way in ways for row in way]
    step_of, pool, work = (np.array([row[i] for row in rows], dtype=np.int64) for i in range(3))
    size, lengths = len(ways), [len(way) for _, _, way in ways]
    return Workload(
        replication=1,
        window=Window(start, start, END - DAY, END),
        streams=("a",),
        routes=routes,
        submitted=np.array([at for at, _, _ in ways], dtype=np.int64),
        stream=np.zeros(size, dtype=np.int64),
        route=np.array([number for _, number, _ in ways], dtype=np.int64),
        office=np.zeros(size, dtype=np.int64),
        first=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        pool=pool,
        work=work,
        hold=np.zeros(len(rows), dtype=np.int64),
        step=step_of,
    )


@compiled_only
@pytest.mark.parametrize("searches", [3, 63, 64, 65, 100])
def test_every_search_that_stops_the_clock_counts_however_many_there_are(searches: int) -> None:
    """A file that was searched for goes behind one whose deadline is nearer, when the member is free at last."""
    term = Limit(10, "minutes")
    long_way = route(step(Kind.DESK), step(Kind.APPLICANT, "stops"), step(Kind.DESK), term=term)
    short_way = route(step(Kind.DESK), term=term)
    asked = [(0, 0, 1), (1, NO_POOL, 20)] * searches
    # before the deadline of the other, and behind what it would be without one of the searches
    late = EPOCH + 600 + 20 * searches - 1
    ways = [
        (EPOCH, 0, [*asked, (2, 1, 5)]),
        (EPOCH, 1, [(0, 1, 10_000)]),
        (late - 600, 1, [(0, 1, 5)]),
    ]
    workload = workload_of((long_way, short_way), ways)
    capacity = capacity_of(Pool(0, "r", 1, OPEN), Pool(0, "q", 1, OPEN, discipline="earliest_deadline"))
    assert_same_record(workload, capacity)
    started = run_compiled(workload, capacity).started
    assert started[-1] < started[workload.first[1] - 1]


@compiled_only
def test_classes_of_any_sign_are_in_their_order() -> None:
    classes = [3, -1, 0, 12, -(1 << 40), 1 << 40]
    for kind in (Kind.DESK, Kind.COUNTER):
        made = workload_of((route(step(kind)),), [(EPOCH, 0, [(0, 0, 5)])] * len(classes))
        workload = replace(made, priority=np.array(classes, dtype=np.int64))
        capacity = capacity_of(Pool(0, "r", 1, OPEN, discipline="priority"))
        assert_same_record(workload, capacity)
        started = run_compiled(workload, capacity).started
        assert np.array_equal(np.argsort(started), np.argsort(classes))


@compiled_only
def test_a_member_may_have_more_seats_than_there_are_members() -> None:
    sittings = Sittings(
        (Sitting(EPOCH + 10, EPOCH + 10), Sitting(EPOCH + 90, EPOCH + 20)), 20, 0, None, 1, ((0, 0),) * 9
    )
    capacity = capacity_of(Pool(0, "r", 1, OPEN, roster=(Member("a", OPEN),)), Pool(0, "c", 1, OPEN, sittings=sittings))
    way = [(0, 0, 5), (1, 1, 0), (0, 0, 30)]
    assert_same_record(workload_of((route(step(Kind.DESK), step(Kind.DESK)),), [(EPOCH, 0, way)] * 4), capacity)


@compiled_only
@pytest.mark.parametrize("kind", [Kind.DESK, Kind.COUNTER, Kind.SYSTEM])
@pytest.mark.parametrize("applications", [0, 2])
def test_a_start_before_the_calendar_is_told_alike(kind: Kind, applications: int) -> None:
    pool = NO_POOL if kind is Kind.SYSTEM else 0
    of_system = 0 if kind is Kind.SYSTEM else None
    ways = [(EPOCH, 0, [(0, pool, 5)])] * applications
    workload = workload_of((route(step(kind, system=of_system)),), ways, start=EPOCH - 5)
    capacity = capacity_of(Pool(0, "r", 1, OPEN), system=SystemPlan("x", 1, OPEN))
    assert_same_record(workload, capacity)
    with pytest.raises(CalendarSpanError, match="not 1970-04-10 23:59:55"):
        run_compiled(workload, capacity)


@compiled_only
def test_an_application_that_comes_behind_the_calendar_is_told_alike() -> None:
    ways = [(at, 0, [(0, 0, 5)]) for at in (EPOCH, END + 5, END + 9)]
    workload, capacity = workload_of((route(step(Kind.DESK)),), ways), capacity_of(Pool(0, "r", 1, OPEN))
    assert_same_record(workload, capacity)
    with pytest.raises(CalendarSpanError, match="not 1970-04-21 00:00:09"):
        run_compiled(workload, capacity)


@compiled_only
def test_an_application_of_an_earlier_day_with_nothing_left_to_do_reads_nothing_else() -> None:
    made = workload_of((route(step(Kind.DESK)),), [(EPOCH, 0, []), (EPOCH, 0, [(0, 0, 5)])])
    workload = replace(made, inherited=np.array([True, False]))
    record = run_compiled(workload, capacity_of(Pool(0, "r", 1, OPEN)))
    assert record.finished.tolist() == [EPOCH + 5]


@compiled_only
def test_runs_in_several_threads_do_not_disturb_each_other() -> None:
    made = [of_oracle(sort, "3") for sort in ("every rule", "with sittings", "halls", "plain")]
    alone = [run_compiled(*each) for each in made]

    def differ(number: int) -> list[str]:
        k = number % len(made)
        workload, capacity = made[k]
        capacity = replace(capacity) if number % 3 else capacity
        return differences(alone[k], run_compiled(workload, capacity), workload, capacity)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert not any(pool.map(differ, range(80)))
    finally:
        sys.setswitchinterval(before)


@compiled_only
@pytest.mark.parametrize("sort", MUTATED)
def test_both_engines_give_one_record_of_what_is_changed_at_random(sort: str) -> None:
    base = of_oracle(sort, "11")
    for number in range(MUTATED[sort]):
        made = mutated(Random(f"{sort} {number}"), base)
        assert_same_record(*made, name=f"{sort} 11, change {number}")
