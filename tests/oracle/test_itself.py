"""The naive simulator gives the records that a reader of the rules writes down by hand for tiny scenarios.

Every instant counts from the midnight at which the calendar begins. A row of an expected record has queued, started,
work ended, finished, served by, member and visit; the tables `earlier` and `work_parts` have the columns of the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Absence, Presence
from sim.calendar.working_time import WorkingTime
from sim.engine.record import EngineRecord
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import Capacity, Cover, Discipline, Member, OfficePlan, Pool, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET, Limit
from tests.oracle.simulator import run

EPOCH = 100 * DAY
DAYS = 3
NONE: list[tuple[int, ...]] = []


def hours(*of_day: tuple[int, int]) -> WorkingTime:
    """Open on every day in the same stretches."""
    stretches = [(EPOCH + day * DAY + a, EPOCH + day * DAY + b) for day in range(DAYS) for a, b in of_day]
    return WorkingTime.from_intervals(EPOCH, EPOCH + DAYS * DAY, stretches)


OPEN = hours((0, 100))


def person(*absences: tuple[int, int, bool], post: WorkingTime = OPEN) -> Member:
    """A member with hours, and absences as (from, to, hands over)."""
    return Member("", post, tuple(Absence(EPOCH + a, EPOCH + b, hands_over=over) for a, b, over in absences))


def pool(
    *roster: Member,
    duty: WorkingTime | Presence = OPEN,
    set_aside: bool = True,
    caseload: int | None = None,
    discipline: Discipline = "first_come",
    covers: tuple[tuple[int, int, int], ...] = (),
) -> Pool:
    """A pool of one office; `duty` is when anybody takes its files."""
    return Pool(
        0,
        "",
        len(roster),
        duty,
        set_aside,
        roster=roster,
        caseload=caseload,
        discipline=discipline,
        covers=tuple(Cover(EPOCH + a, EPOCH + b, other) for a, b, other in covers),
    )


@dataclass(frozen=True)
class One:
    """An application of one step."""

    at: int
    """Handed in, and received, the office being open."""
    kind: Kind
    work: int
    hold: int = 0
    pool: int = 0
    priority: int = 1
    term: Limit | None = None
    included: bool = False


def simulate(pools: Sequence[Pool], *ones: One, start: int = 0) -> EngineRecord:
    """The naive simulator's record of applications, given in the order in which they are handed in."""
    numbers = np.arange(len(ones), dtype=np.int64)
    days = np.arange(DAYS, dtype=np.int64)
    clock = OfficeClock(OPEN, days + EPOCH // DAY, EPOCH + days * DAY + 100)
    workload = Workload(
        replication=1,
        window=Window(EPOCH + start, EPOCH + start, EPOCH + DAYS * DAY, EPOCH + DAYS * DAY),
        streams=("",),
        routes=tuple(
            RoutePlan(str(i), "provider", (StepPlan("", "", o.kind, None, ""),), 0, 0, o.term, o.included)
            for i, o in enumerate(ones)
        ),
        submitted=np.array([EPOCH + o.at for o in ones], dtype=np.int64),
        stream=np.zeros_like(numbers),
        route=numbers,
        office=np.zeros_like(numbers),
        first=np.arange(len(ones) + 1, dtype=np.int64),
        pool=np.array([o.pool for o in ones], dtype=np.int64),
        work=np.array([o.work for o in ones], dtype=np.int64),
        hold=np.array([o.hold for o in ones], dtype=np.int64),
        priority=np.array([o.priority for o in ones], dtype=np.int64),
    )
    return run(workload, Capacity((OfficePlan("", "", clock, 0),), tuple(pools)))


def check(
    record: EngineRecord,
    rows: list[tuple[int, ...]],
    earlier: list[tuple[int, ...]] = NONE,
    work_parts: list[tuple[int, ...]] = NONE,
) -> None:
    """Compare a record with the one written by hand."""
    columns = (record.queued, record.started, record.work_ended, record.finished)
    instants = np.column_stack(columns)
    instants = np.where(instants == UNSET, UNSET, instants - EPOCH)
    who = np.column_stack((record.served_by, record.member, record.visit))
    assert [tuple(row) for row in np.hstack((instants, who)).tolist()] == rows
    assert [_shifted(row, (2, 3, 4)) for row in record.earlier.tolist()] == earlier
    assert [_shifted(row, (3, 4)) for row in record.work_parts.tolist()] == work_parts


def _shifted(row: list[int], instants: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(v - EPOCH if i in instants and v != UNSET else v for i, v in enumerate(row))


def desk(at: int, work: int, hold: int = 0, pool: int = 0, priority: int = 1) -> One:
    return One(at, Kind.DESK, work, hold, pool, priority)


def counter(at: int, work: int, pool: int = 0, priority: int = 1) -> One:
    return One(at, Kind.COUNTER, work, 0, pool, priority)


def test_work_rests_over_a_short_leave_and_goes_on_before_anything_new() -> None:
    record = simulate([pool(person((10, 25, False)))], desk(0, 30), desk(5, 10))
    # 10 s until the leave, 20 s from 25 on.
    check(record, [(0, 0, 45, 45, 0, 0, 1), (5, 45, 55, 55, 0, 0, 1)])


def test_a_colleague_takes_a_file_over_with_its_old_place_and_what_is_left() -> None:
    record = simulate([pool(person((10, 50, True)), person())], desk(0, 30), desk(1, 20), desk(5, 10))
    # The colleague is free at 21: the place of 0 goes before that of 5, though it queues only since 10.
    check(
        record,
        [(10, 21, 41, 41, 0, 1, 2), (1, 1, 21, 21, 0, 1, 1), (5, 41, 51, 51, 0, 1, 1)],
        earlier=[(0, 1, 0, 0, 10, 0, 0, 10)],
    )
    assert (record.received - EPOCH).tolist() == [0, 1, 5]  # by the first visit's queueing


def test_a_file_set_aside_is_handed_over_while_the_service_goes_on() -> None:
    late = person(post=hours((30, 100)))
    record = simulate([pool(person((20, 60, True)), late)], desk(0, 40), counter(10, 25))
    check(
        record,
        [(20, 30, 60, 60, 0, 1, 2), (10, 10, 35, 35, 0, 0, 1)],
        earlier=[(0, 1, 0, 0, 20, 0, 0, 10)],
        work_parts=[(0, 1, 0, 0, 10)],  # the second visit was never set aside
    )


def test_who_hands_over_the_file_at_work_is_idle_since_then() -> None:
    record = simulate([pool(person((8, 50, False)), person((10, 50, True)))], desk(0, 5), desk(0, 20))
    # At 50 both are free: the first idle since 5, the second since the hand-over at 10.
    check(
        record,
        [(0, 0, 5, 5, 0, 0, 1), (10, 50, 60, 60, 0, 0, 2)],
        earlier=[(1, 1, 0, 0, 10, 0, 1, 10)],
    )


def test_the_hand_over_of_a_file_set_aside_leaves_idle_since_as_it_was() -> None:
    leaver = person((50, DAY, True), post=hours((0, 30)))
    other = person(post=hours((0, 40)))
    record = simulate([pool(leaver, other, duty=hours((0, 40)))], desk(0, 30), desk(0, 40), counter(25, 10))
    # Set aside at 25, served in overtime to 35, handed over at 50; next day the first is idle since 35, the other 40.
    check(
        record,
        [(50, DAY, DAY + 5, DAY + 5, 0, 0, 2), (0, 0, 40, 40, 0, 1, 1), (25, 25, 35, 35, 0, 0, 1)],
        earlier=[(0, 1, 0, 0, 50, 0, 0, 25)],
        work_parts=[(0, 1, 0, 0, 25)],
    )


def test_work_that_ends_in_the_second_of_leaving_is_done() -> None:
    record = simulate([pool(person((10, 30, True)))], desk(0, 10), desk(2, 5))
    check(record, [(0, 0, 10, 10, 0, 0, 1), (2, 30, 35, 35, 0, 0, 1)])


def test_an_absence_under_way_at_the_start_is_in_force_and_hands_nothing_over() -> None:
    record = simulate([pool(person((0, 20, True)))], desk(5, 10), start=5)
    check(record, [(5, 20, 30, 30, 0, 0, 1)])


def test_a_file_handed_over_to_nobody_waits_for_its_member_and_a_hold_runs_on() -> None:
    record = simulate([pool(person((10, 40, True)))], desk(0, 5, hold=20), desk(1, 20))
    check(
        record,
        [(0, 0, 5, 25, 0, 0, 1), (10, 40, 55, 55, 0, 0, 2)],
        earlier=[(1, 1, 1, 5, 10, 0, 0, 5)],
    )


def test_a_file_is_handed_over_twice() -> None:
    record = simulate([pool(person((10, 30, True)), person((20, 60, True)))], desk(0, 40))
    check(
        record,
        [(20, 30, 50, 50, 0, 0, 3)],
        earlier=[(0, 1, 0, 0, 10, 0, 0, 10), (0, 2, 10, 10, 20, 0, 1, 10)],
    )


def test_full_hands_begin_no_desk_file_but_serve_and_resume() -> None:
    record = simulate(
        [pool(person(), caseload=1)], desk(0, 5, hold=20), desk(1, 20), counter(7, 3), counter(30, 5), desk(31, 5)
    )
    # The second file waits for the hold to end at 25; set aside at 30, it is resumed at 35 and done at 50.
    check(
        record,
        [
            (0, 0, 5, 25, 0, 0, 1),
            (1, 25, 50, 50, 0, 0, 1),
            (7, 7, 10, 10, 0, 0, 1),
            (30, 30, 35, 35, 0, 0, 1),
            (31, 50, 55, 55, 0, 0, 1),
        ],
        work_parts=[(1, 1, 0, 25, 30), (1, 1, 0, 35, 50)],
    )


def test_classes_of_priority_go_before_the_order_of_queueing_but_after_the_counter() -> None:
    record = simulate(
        [pool(person(), set_aside=False, discipline="priority")],
        desk(0, 10, priority=2), desk(1, 10, priority=3), desk(5, 10, priority=1),
        counter(6, 5, priority=3), counter(7, 5, priority=2),
    )  # fmt: skip
    check(
        record,
        [
            (0, 0, 10, 10, 0, 0, 1),
            (1, 30, 40, 40, 0, 0, 1),
            (5, 20, 30, 30, 0, 0, 1),
            (6, 15, 20, 20, 0, 0, 1),
            (7, 10, 15, 15, 0, 0, 1),
        ],
    )


def test_the_earliest_deadline_goes_first_and_one_without_a_term_last() -> None:
    two, one = Limit(2, "working_days"), Limit(1, "working_days")
    record = simulate(
        [pool(person(), discipline="earliest_deadline")],
        One(0, Kind.DESK, 10, term=two),
        One(1, Kind.DESK, 5, term=None),
        One(1, Kind.DESK, 5, term=two),
        One(2, Kind.DESK, 5, term=two, included=True),  # ends on the same day as the next one: earlier queued first
        One(3, Kind.DESK, 5, term=one),
        One(4, Kind.DESK, 5, term=Limit(1, "minutes")),
    )
    # At 10: the close in a minute, then the close of tomorrow (2, 3), then of the day after (1), then without (1).
    started = [0, 30, 25, 15, 20, 10]
    queued = [0, 1, 1, 2, 3, 4]
    ended = [10, 35, 30, 20, 25, 15]
    check(record, [(q, s, e, e, 0, 0, 1) for q, s, e in zip(queued, started, ended, strict=True)])


def test_a_file_that_is_handed_over_keeps_the_class_of_its_first_visit() -> None:
    record = simulate(
        [pool(person((DAY, DAY + 20, True)), discipline="earliest_deadline")],
        One(90, Kind.DESK, 20, term=Limit(1, "working_days")),
        One(DAY + 5, Kind.DESK, 5, term=Limit(2, "minutes")),
    )
    # The first ends at the close of the second day, at 100, and not a day later; the other at 25 of the third day.
    check(
        record,
        [(DAY, DAY + 20, DAY + 30, DAY + 30, 0, 0, 2), (DAY + 5, DAY + 30, DAY + 35, DAY + 35, 0, 0, 1)],
        earlier=[(0, 1, 90, 90, DAY, 0, 0, 10)],
    )


def test_a_stand_in_does_his_own_files_first_and_sets_others_aside_for_his_own_counter_only() -> None:
    away = pool(person((0, DAY, False)), covers=((0, DAY, 1),))
    record = simulate(
        [away, pool(person())],
        desk(0, 10, pool=1),
        desk(1, 20, pool=0),
        desk(2, 10, pool=1),
        counter(25, 5, pool=1),
        counter(32, 5, pool=0),
        desk(33, 5, pool=0),
        desk(46, 5, pool=1),
    )
    check(
        record,
        [
            (0, 0, 10, 10, 1, 0, 1),
            (1, 20, 45, 45, 1, 0, 1),
            (2, 10, 20, 20, 1, 0, 1),
            (25, 25, 30, 30, 1, 0, 1),
            (32, 45, 50, 50, 1, 0, 1),  # nothing is set aside for it
            (33, 55, 60, 60, 1, 0, 1),
            (46, 50, 55, 55, 1, 0, 1),  # his own file before the other's
        ],
        work_parts=[(1, 1, 0, 20, 25), (1, 1, 0, 30, 45)],
    )


def test_a_stand_in_goes_on_after_the_return_and_hands_over_to_the_pool_whose_file_it_is() -> None:
    away = pool(person((0, DAY, False)), covers=((0, DAY, 1),))
    stand_in = pool(person((DAY + 10, 2 * DAY, True)))
    record = simulate([away, stand_in], desk(50, 100, pool=0))
    # 50 s on the first day and 10 s on the second, on which the pool's own member could have taken it.
    check(
        record,
        [(DAY + 10, DAY + 10, DAY + 50, DAY + 50, 0, 0, 2)],
        earlier=[(0, 1, 50, 50, DAY + 10, 1, 0, 60)],
    )


def test_a_stand_in_for_two_pools_goes_by_their_halls_and_then_by_their_desks() -> None:
    away = pool(person((0, DAY, False)), covers=((0, DAY, 2),))
    record = simulate(
        [away, away, pool(person())],
        desk(0, 20, pool=2),
        desk(1, 5, pool=0),
        desk(2, 5, pool=1),
        counter(3, 5, pool=1),
        counter(5, 5, pool=0),
    )
    check(
        record,
        [
            (0, 0, 20, 20, 2, 0, 1),
            (1, 30, 35, 35, 2, 0, 1),
            (2, 35, 40, 40, 2, 0, 1),
            (3, 20, 25, 25, 2, 0, 1),
            (5, 25, 30, 30, 2, 0, 1),
        ],
    )


def test_a_hall_goes_on_over_the_change_of_shifts_and_ends_with_the_last_one() -> None:
    early, late = person(post=hours((0, 50))), person(post=hours((50, 100)))
    record = simulate(
        [pool(early, late)], counter(45, 10), counter(46, 10), counter(95, 10), counter(97, 10), counter(DAY, 5)
    )
    check(
        record,
        [
            (45, 45, 55, 55, 0, 0, 1),  # in overtime from 50 on
            (46, 50, 60, 60, 0, 1, 1),
            (95, 95, 105, 105, 0, 1, 1),
            (DAY, DAY, DAY + 10, DAY + 10, 0, 0, 2),
            (DAY, DAY + 10, DAY + 15, DAY + 15, 0, 0, 1),  # behind the one who returns
        ],
        earlier=[(3, 1, 97, UNSET, 100, UNSET, UNSET, 0)],
    )


def test_a_file_that_waits_goes_to_the_stand_in_though_a_member_has_taken_his_work_into_the_leave() -> None:
    away = pool(person((DAY, 2 * DAY, False)), covers=((DAY, 2 * DAY, 1),))
    record = simulate([away, pool(person())], desk(90, 20), desk(95, 5))
    # The first rests from the close at 100 to the third day; the second has waited since before the leave.
    check(record, [(90, 90, 2 * DAY + 10, 2 * DAY + 10, 0, 0, 1), (95, DAY, DAY + 5, DAY + 5, 1, 0, 1)])


def test_the_next_stand_in_takes_what_waits_when_the_first_one_leaves() -> None:
    away = pool(person((0, 2 * DAY, False)), covers=((0, DAY, 1), (DAY, 2 * DAY, 2)))
    first, second = pool(person((DAY, 2 * DAY, False))), pool(person())
    record = simulate([away, first, second], desk(90, 20), desk(95, 5))
    check(record, [(90, 90, 2 * DAY + 10, 2 * DAY + 10, 1, 0, 1), (95, DAY, DAY + 5, DAY + 5, 2, 0, 1)])
