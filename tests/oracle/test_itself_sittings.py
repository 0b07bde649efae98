"""The naive simulator gives the records that a reader of the rules of sittings writes down by hand for tiny scenarios.

Pools, applications and the columns of what is expected are those of `test_oracle_itself`.
"""

from __future__ import annotations

from sim.engine.record import EngineRecord
from sim.model.capacity import Discipline, Pool, Sittings
from sim.quantities import DAY, UNSET
from sim.scenario.sitting_dates import Sitting
from tests.oracle.test_itself import DAYS, EPOCH, OPEN, check, counter, desk, person, pool, simulate

LAST = (DAYS - 1) * DAY


def commission(
    *dates: tuple[int, int],
    length: int | None = None,
    per_file: int = 0,
    agenda: int | None = None,
    quorum: int = 1,
    seats: tuple[tuple[int, int], ...] = (),
    discipline: Discipline = "first_come",
) -> Pool:
    """A commission of the office, of one member of its own where nobody has a seat; dates as (beginning, cut-off)."""
    sittings = tuple(Sitting(EPOCH + begin, EPOCH + cut_off) for begin, cut_off in dates)
    return Pool(
        0, "", 1, OPEN, discipline=discipline, sittings=Sittings(sittings, length, per_file, agenda, quorum, seats)
    )


def sittings(record: EngineRecord) -> list[tuple[int, ...]]:
    """The sittings of a record: pool, beginning, end, present, held, files, carried over."""
    return [(p, begin - EPOCH, end - EPOCH, *rest) for p, begin, end, *rest in record.sittings.tolist()]


def test_an_agenda_takes_what_came_by_the_cut_off_and_the_rest_keep_their_place() -> None:
    record = simulate(
        [commission((50, 40), (DAY + 10, DAY + 10), (DAY + 95, DAY + 50), length=20, agenda=2)],
        desk(10, 0), desk(40, 0), desk(40, 0), desk(45, 0), desk(DAY + 10, 0), desk(DAY + 51, 0),
    )  # fmt: skip
    check(
        record,
        [
            (10, 50, 70, 70, -1, -1, 1),
            (40, 50, 70, 70, -1, -1, 1),  # in the very second of the cut-off
            (40, DAY + 10, DAY + 30, DAY + 30, -1, -1, 1),  # the agenda was full
            (45, DAY + 10, DAY + 30, DAY + 30, -1, -1, 1),  # after the cut-off
            (DAY + 10, DAY + 95, DAY + 115, DAY + 115, -1, -1, 1),  # full again; this one goes on past the closing
            (DAY + 51, UNSET, UNSET, UNSET, -1, -1, 1),
        ],
    )
    assert sittings(record) == [
        (0, 50, 70, 1, 1, 2, 1),
        (0, DAY + 10, DAY + 30, 1, 1, 2, 1),
        (0, DAY + 95, DAY + 115, 1, 1, 1, 0),
    ]


def test_a_class_goes_first_on_an_agenda_and_a_file_of_the_very_second_is_on_it() -> None:
    record = simulate(
        [commission((20, 20), (60, 60), per_file=15, agenda=2, discipline="priority")],
        desk(0, 0, priority=3), desk(10, 0, priority=2), desk(20, 0, priority=1),
    )  # fmt: skip
    # Two files take 30 s, one 15.
    check(record, [(0, 60, 75, 75, -1, -1, 1), (10, 20, 50, 50, -1, -1, 1), (20, 20, 50, 50, -1, -1, 1)])
    assert sittings(record) == [(0, 20, 50, 1, 1, 2, 1), (0, 60, 75, 1, 1, 1, 0)]


def test_without_quorum_nobody_is_called_and_whoever_is_back_in_that_second_counts() -> None:
    record = simulate(
        [
            commission((50, 50), (60, 60), length=10, quorum=2, seats=((1, 0), (1, 1))),
            pool(person((40, 60, False)), person()),
        ],
        desk(5, 0),
        desk(45, 30, pool=1),
    )
    # The second works from 45 on, rests from 60 to 70, and has 15 s left then.
    check(
        record,
        [(5, 60, 70, 70, -1, -1, 1), (45, 45, 85, 85, 1, 1, 1)],
        work_parts=[(1, 1, 1, 45, 60), (1, 1, 1, 70, 85)],
    )
    assert sittings(record) == [(0, 50, 50, 1, 0, 0, 1), (0, 60, 70, 2, 1, 1, 0)]


def test_a_service_goes_on_and_the_hall_waits_for_who_sits_without_any_file() -> None:
    record = simulate(
        [commission((10, 10), length=20, quorum=2, seats=((1, 0), (1, 1))), pool(person(), person())],
        desk(0, 20, pool=1),
        counter(5, 40, pool=1),
        counter(20, 5, pool=1),
    )
    # At 30 the first is back: the applicant of 20 goes before the desk work that rested.
    check(
        record,
        [(0, 0, 45, 45, 1, 0, 1), (5, 5, 45, 45, 1, 1, 1), (20, 30, 35, 35, 1, 0, 1)],
        work_parts=[(0, 1, 0, 0, 10), (0, 1, 0, 35, 45)],
    )
    assert sittings(record) == [(0, 10, 30, 2, 1, 0, 0)]


def test_where_nothing_is_set_aside_what_rested_goes_before_the_hall() -> None:
    record = simulate(
        [commission((10, 10), length=20, seats=((1, 0),)), pool(person(), set_aside=False)],
        desk(0, 20, pool=1),
        counter(15, 5, pool=1),
    )
    check(
        record,
        [(0, 0, 40, 40, 1, 0, 1), (15, 40, 45, 45, 1, 0, 1)],
        work_parts=[(0, 1, 0, 0, 10), (0, 1, 0, 30, 40)],
    )


def test_work_of_the_very_second_rests_and_is_handed_over_out_of_the_sitting() -> None:
    record = simulate(
        [commission((10, 10), length=30, seats=((1, 0),)), pool(person((20, 60, True)))], desk(10, 30, pool=1)
    )
    check(
        record,
        [(20, 60, 90, 90, 1, 0, 2)],
        earlier=[(0, 1, 10, 10, 20, 1, 0, 0)],
        work_parts=[(0, 1, 0, 10, 10)],
    )


def test_of_two_commissions_in_one_instant_the_first_has_the_member_unless_it_ends_as_it_begins() -> None:
    seat, dates = ((2, 0),), ((30, 30), (DAY + 30, DAY + 30))
    record = simulate(
        [commission(*dates, per_file=10, seats=seat), commission(*dates, length=10, seats=seat), pool(person())],
        desk(10, 0, pool=1),
        desk(25, 10, pool=2),
        desk(40, 0),
        desk(50, 0),
        desk(60, 0, pool=1),
    )
    check(
        record,
        [
            (10, 30, 40, 40, -1, -1, 1),
            (25, 25, 45, 45, 2, 0, 1),
            (40, DAY + 30, DAY + 50, DAY + 50, -1, -1, 1),
            (50, DAY + 30, DAY + 50, DAY + 50, -1, -1, 1),
            (60, UNSET, UNSET, UNSET, -1, -1, 1),
        ],
        work_parts=[(1, 1, 0, 25, 30), (1, 1, 0, 40, 45)],
    )
    assert sittings(record) == [
        (0, 30, 30, 1, 1, 0, 0),
        (1, 30, 40, 1, 1, 1, 0),
        (0, DAY + 30, DAY + 50, 1, 1, 2, 0),
        (1, DAY + 30, DAY + 30, 0, 0, 0, 1),
    ]


def test_a_sitting_over_the_night_leaves_no_place_free_and_a_hold_after_it_waits_for_the_office() -> None:
    record = simulate(
        [commission((90, 90), length=DAY, seats=((1, 0),)), pool(person(), caseload=1)],
        desk(0, 0, hold=20),
        desk(80, 30, pool=1),
        desk(85, 5, pool=1),
    )
    # Both the hold and the work that rested have 10 s until the close of the second day, and the rest on the third.
    check(
        record,
        [
            (0, 90, DAY + 90, LAST + 10, -1, -1, 1),
            (80, 80, LAST + 10, LAST + 10, 1, 0, 1),
            (85, LAST + 10, LAST + 15, LAST + 15, 1, 0, 1),
        ],
        work_parts=[(1, 1, 0, 80, 90), (1, 1, 0, DAY + 90, LAST + 10)],
    )
    assert sittings(record) == [(0, 90, DAY + 90, 1, 1, 1, 0)]


def test_who_comes_from_a_sitting_is_idle_since_its_end() -> None:
    record = simulate(
        [commission((20, 20), length=10, seats=((1, 0),)), pool(person(), person())],
        desk(0, 5, pool=1),
        desk(0, 10, pool=1),
        desk(40, 5, pool=1),
        desk(41, 5, pool=1),
    )
    check(
        record,
        [(0, 0, 5, 5, 1, 0, 1), (0, 0, 10, 10, 1, 1, 1), (40, 40, 45, 45, 1, 1, 1), (41, 41, 46, 46, 1, 0, 1)],
    )
