"""The naive simulator gives the records that a reader of the rules of ways, visits and systems writes down by hand.

Every instant counts from the midnight at which the calendar begins. A row of an expected record has queued, started,
work ended, finished, served by and member.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calendar.working_time import WorkingTime
from sim.engine.record import EngineRecord
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import Capacity, Discipline, Member, OfficePlan, Pool, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.systems import SystemPlan, system_of
from sim.model.transfers import TransferPlan
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.oracle.simulator import run
from tests.oracle.test_itself import DAYS, EPOCH, OPEN, hours, person, pool
from tests.oracle.test_itself_sittings import commission, sittings

END = EPOCH + DAYS * DAY
ALWAYS = WorkingTime.from_intervals(EPOCH, END, [(EPOCH, END)])
NOT_YET = (UNSET,) * 6


@dataclass(frozen=True)
class Step:
    """A step of an application: at a desk, by a way, or at a system."""

    kind: Kind
    work: int = 0
    pool: int = -1
    way: int = -1
    system: int | None = None


def desk(work: int, pool: int = 0) -> Step:
    """Work at a desk; none for a commission or a team."""
    return Step(Kind.DESK, work, pool)


def sent(way: int) -> Step:
    """A way to another office; -2 where it falls away."""
    return Step(Kind.TRANSFER, way=way)


def asked(work: int, system: int = 0) -> Step:
    """A request to a system."""
    return Step(Kind.SYSTEM, work, system=system)


def courier(*departures: int, travel: int = 0) -> TransferPlan:
    """A courier who leaves at some instants."""
    return TransferPlan("", "", OPEN, None, np.array(departures, dtype=np.int64) + EPOCH, travel)


def system(capacity: int | None, *outages: tuple[int, int]) -> SystemPlan:
    """A system that is up but for some outages."""
    return system_of("", capacity, ALWAYS, [(EPOCH + a, EPOCH + b) for a, b in outages], None)


def teams(visits: int, *roster: Member, duty: WorkingTime = OPEN, discipline: Discipline = "first_come") -> Pool:
    """Teams that visit so many households a day."""
    return Pool(0, "", len(roster), duty, roster=roster, discipline=discipline, visits_per_day=visits)


def simulate(
    pools: list[Pool],
    *applications: tuple[int, list[Step]],
    ways: tuple[TransferPlan, ...] = (),
    systems: tuple[SystemPlan, ...] = (),
    settlement: list[int] | None = None,
    start: int = 0,
) -> EngineRecord:
    """The naive simulator's record of applications as (handed in, steps), the office of receipt being always open."""
    steps = [step for _, one in applications for step in one]
    clock = OfficeClock(ALWAYS, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    numbers = np.arange(len(applications), dtype=np.int64)
    workload = Workload(
        replication=1,
        window=Window(EPOCH + start, EPOCH + start, END, END),
        streams=("",),
        routes=tuple(
            RoutePlan(
                str(i),
                "provider",
                tuple(StepPlan("", "", step.kind, None, "", system=step.system) for step in one),
                next(k for k, step in enumerate(one) if step.kind is Kind.DESK),
                0,
                None,
            )
            for i, (_, one) in enumerate(applications)
        ),
        submitted=np.array([EPOCH + at for at, _ in applications], dtype=np.int64),
        stream=np.zeros_like(numbers),
        route=numbers,
        office=np.zeros_like(numbers),
        first=np.cumsum([0, *(len(one) for _, one in applications)]).astype(np.int64),
        pool=np.array([step.pool for step in steps], dtype=np.int64),
        work=np.array([step.work for step in steps], dtype=np.int64),
        hold=np.zeros(len(steps), dtype=np.int64),
        transfer=np.array([step.way for step in steps], dtype=np.int64),
        settlement=None if settlement is None else np.array(settlement, dtype=np.int64),
    )
    return run(workload, Capacity((OfficePlan("", "", clock, 0),), tuple(pools), ways, systems))


def rows(record: EngineRecord) -> list[tuple[int, ...]]:
    """The rows of a record: queued, started, work ended, finished, served by, member."""
    instants = np.column_stack((record.queued, record.started, record.work_ended, record.finished))
    instants = np.where(instants == UNSET, UNSET, instants - EPOCH)
    return [tuple(row) for row in np.column_stack((instants, record.served_by, record.member)).tolist()]


def outings(record: EngineRecord) -> list[tuple[int, ...]]:
    """The days of visits of a record: pool, team, opening, close, households."""
    return [(p, m, a - EPOCH, b - EPOCH, n) for p, m, a, b, n in record.outings.tolist()]


def test_a_courier_takes_what_is_ready_in_that_second_and_brings_it_after_the_first_dispatch() -> None:
    record = simulate(
        [pool(person()), pool(person())],
        (0, [desk(20), sent(0), desk(5, pool=1)]),
        (1, [desk(5, pool=1), sent(1), desk(5, pool=1)]),
        (20, [desk(5, pool=1)]),
        (30, [desk(5), sent(0), desk(5, pool=1)]),
        ways=(courier(10, 20), courier(15, travel=100)),
    )
    assert rows(record) == [
        (0, 0, 20, 20, 0, 0),
        (20, 20, 20, 20, -1, -1),
        (20, 25, 30, 30, 1, 0),  # the number 2 of the same second was begun in the first round
        (1, 1, 6, 6, 1, 0),
        (6, 15, 115, 115, -1, -1),
        (115, DAY, DAY + 5, DAY + 5, 1, 0),
        (20, 20, 25, 25, 1, 0),
        (30, 30, 35, 35, 0, 0),
        (35, UNSET, UNSET, UNSET, -1, -1),  # nobody leaves any more
        NOT_YET,
    ]


def test_a_lag_runs_in_the_hours_of_the_sender_and_a_way_that_falls_away_leaves_no_trace() -> None:
    lag = TransferPlan("", "", hours((0, 30), (50, 100)), 25, np.zeros(0, dtype=np.int64), 0)
    record = simulate(
        [pool(person()), pool(person())],
        (0, [desk(10), sent(0), desk(5, pool=1)]),
        (0, [desk(25), sent(-2), desk(5, pool=1)]),
        (60, [desk(20), sent(0), sent(-2), desk(5, pool=1)]),
        ways=(lag,),
    )
    assert rows(record) == [
        (0, 0, 10, 10, 0, 0),
        (10, 10, 55, 55, -1, -1),  # 20 s before the break and 5 after it
        (55, 55, 60, 60, 1, 0),
        (0, 10, 35, 35, 0, 0),
        NOT_YET,
        (35, 35, 40, 40, 1, 0),
        (60, 60, 80, 80, 0, 0),
        (80, 80, DAY + 5, DAY + 5, -1, -1),
        NOT_YET,
        (DAY + 5, DAY + 5, DAY + 10, DAY + 10, 1, 0),
    ]


def test_what_a_courier_brings_at_once_is_too_late_for_the_sitting_and_the_team_of_that_second() -> None:
    record = simulate(
        [pool(person(), person()), commission((30, 30), (60, 60), length=10), teams(2, person(post=hours((30, 90))))],
        (0, [desk(5), sent(0), desk(0, pool=1)]),
        (0, [desk(5), sent(0), desk(0, pool=2)]),
        (30, [desk(0, pool=1)]),
        (30, [desk(0, pool=2)]),
        ways=(courier(30),),
    )
    assert rows(record) == [
        (0, 0, 5, 5, 0, 0),
        (5, 30, 30, 30, -1, -1),
        (30, 60, 70, 70, -1, -1),
        (0, 0, 5, 5, 0, 1),
        (5, 30, 30, 30, -1, -1),
        (30, DAY + 30, DAY + 90, DAY + 90, -1, -1),
        (30, 30, 40, 40, -1, -1),
        (30, 30, 90, 90, -1, -1),
    ]
    assert sittings(record) == [(1, 30, 40, 1, 1, 1, 0), (1, 60, 70, 1, 1, 1, 0)]
    assert [row[2:] for row in outings(record)] == [
        (30, 90, 1),
        (DAY + 30, DAY + 90, 1),
        (2 * DAY + 30, 2 * DAY + 90, 0),
    ]


def test_two_teams_fill_their_days_by_settlement_from_the_oldest_file() -> None:
    visit = [desk(0)]
    one, other = person((20, 40, False)), person((DAY, DAY + 15, True))
    record = simulate(
        [teams(3, one, other)],
        (1, visit), (2, visit), (3, visit), (4, visit), (5, visit), (6, visit), (DAY + 15, visit), (DAY + 16, visit),
        settlement=[0, 1, 1, 0, 0, 0, 1, 0],
    )  # fmt: skip
    first, second, third = DAY, DAY + 15, 2 * DAY
    # The file of 1 s takes two of the other three of its settlement along; that of 6 s stays although it is older
    # than the last that the other team takes 15 s later, in the second in which that queued.
    at = [first, second, second, first, first, third, second, third]
    ends = {first: DAY + 100, second: DAY + 100, third: 2 * DAY + 100}
    queued = [1, 2, 3, 4, 5, 6, DAY + 15, DAY + 16]
    assert [row[:4] for row in rows(record)] == [(q, t, ends[t], ends[t]) for q, t in zip(queued, at, strict=True)]
    assert outings(record) == [
        (0, 0, 0, 100, 0),
        (0, 1, 0, 100, 0),
        (0, 0, DAY, DAY + 100, 3),
        (0, 1, DAY + 15, DAY + 100, 3),
        (0, 0, 2 * DAY, 2 * DAY + 100, 2),
        (0, 1, 2 * DAY, 2 * DAY + 100, 0),
    ]


def test_a_day_of_visits_ends_at_midnight_where_duty_goes_on_and_a_day_under_way_at_the_start_is_skipped() -> None:
    late = WorkingTime.from_intervals(
        EPOCH,
        END,
        [(EPOCH + a, EPOCH + b) for a, b in ((10, 40), (50, 80), (DAY + 20, DAY + 60), (DAY + 80, 2 * DAY + 30))],
    )
    record = simulate([teams(1, person(post=late), duty=late)], (45, [desk(0)]), (46, [desk(0)]), start=45)
    assert rows(record) == [
        (45, DAY + 20, 2 * DAY, 2 * DAY, -1, -1),
        (46, 2 * DAY, 2 * DAY + 30, 2 * DAY + 30, -1, -1),
    ]
    assert outings(record) == [(0, 0, DAY + 20, 2 * DAY, 1), (0, 0, 2 * DAY, 2 * DAY + 30, 1)]


def test_an_outage_suspends_a_request_that_keeps_its_place_and_the_next_begins_as_it_becomes_free() -> None:
    record = simulate(
        [pool(person())],
        (0, [asked(20), desk(5)]),
        (5, [asked(0), desk(5)]),
        (5, [asked(0), desk(5)]),
        (12, [asked(8), desk(5)]),
        systems=(system(1, (10, 30), (48, 50)),),
    )
    # 10 s before the outage and 10 after it; the next two take no time, each in a round of its own.
    assert rows(record) == [
        (0, 0, 40, 40, -1, -1),
        (40, 40, 45, 45, 0, 0),
        (5, 40, 40, 40, -1, -1),
        (40, 45, 50, 50, 0, 0),
        (5, 40, 40, 40, -1, -1),
        (40, 50, 55, 55, 0, 0),
        (12, 40, 48, 48, -1, -1),  # done in the very second of the second outage
        (48, 55, 60, 60, 0, 0),
    ]


def test_places_of_two_and_of_any_number_are_given_when_a_system_comes_up() -> None:
    record = simulate(
        [pool(person(), person(), person())],
        (0, [asked(10), desk(5)]),
        (20, [desk(5), asked(10), asked(3, system=1)]),
        (20, [desk(5), asked(10), asked(3, system=1)]),
        (22, [asked(4), desk(1)]),
        systems=(system(2, (20, 30)), system(None, (40, 45))),
    )
    # At 30 that of 22 and the first of 25 begin; the number decided.
    assert rows(record) == [
        (0, 0, 10, 10, -1, -1),
        (10, 10, 15, 15, 0, 0),
        (20, 20, 25, 25, 0, 1),
        (25, 30, 40, 40, -1, -1),
        (40, 45, 48, 48, -1, -1),
        (20, 20, 25, 25, 0, 2),
        (25, 34, 44, 44, -1, -1),
        (44, 45, 48, 48, -1, -1),
        (22, 30, 34, 34, -1, -1),
        (34, 34, 35, 35, 0, 0),
    ]
