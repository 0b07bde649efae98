"""The naive simulator gives the records that a reader of the rules of branches, papers and backlogs writes down by hand.

Every instant counts from the midnight at which the calendar begins. A row of an expected record has queued, started,
work ended, finished, served by, member and visit. All three days are official working days, closed from 100 s on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calendar.working_time import WorkingTime
from sim.engine.record import EngineRecord
from sim.law.act import ClockRule
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import Capacity, OfficePlan, Pool, Window
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET, Limit
from tests.oracle.simulator import run
from tests.oracle.test_itself import DAYS, EPOCH, OPEN, check, hours, person, pool

END = EPOCH + DAYS * DAY


@dataclass(frozen=True)
class Step:
    """A step that an application passes."""

    kind: Kind
    work: int
    pool: int = -1
    again: int | None = None
    """Row of the application at which it has passed the step before."""
    deadline: Limit | None = None
    clock: ClockRule = "runs"


@dataclass(frozen=True)
class One:
    """An application of some steps."""

    at: int
    """When it is handed in."""
    way: tuple[Step, ...]
    ending: ApplicationOutcome = ApplicationOutcome.assigned
    inherited: bool = False
    term: Limit | None = None
    extended: Limit | None = None

    def passed(self) -> list[int]:
        """Positions of the steps in a route that has each of them once."""
        new = [k for k, step in enumerate(self.way) if step.again is None]
        return [new.index(k if step.again is None else step.again) for k, step in enumerate(self.way)]

    def route(self) -> RoutePlan:
        """The route of this application alone."""
        steps = tuple(
            StepPlan("", "", step.kind, None, "", applicant_deadline=step.deadline, clock=step.clock)
            for step in self.way if step.again is None
        )  # fmt: skip
        return RoutePlan("", "provider", steps, 0, 0, self.term, extended_term=self.extended)


def desk(work: int, pool: int = 0, again: int | None = None) -> Step:
    """Work at a desk."""
    return Step(Kind.DESK, work, pool, again)


def counter(work: int, pool: int = 0, again: int | None = None) -> Step:
    """Service at a counter."""
    return Step(Kind.COUNTER, work, pool, again)


def looks(work: int, deadline: Limit | None = None, clock: ClockRule = "runs") -> Step:
    """The applicant's own time."""
    return Step(Kind.APPLICANT, work, deadline=deadline, clock=clock)


def simulate(
    pools: Sequence[Pool], *ones: One, start: int = 0, horizon: int = DAYS * DAY, office: WorkingTime = OPEN
) -> EngineRecord:
    """The naive simulator's record of applications, given in the order in which they are handed in."""
    steps = [step for one in ones for step in one.way]
    numbers, days = np.arange(len(ones), dtype=np.int64), np.arange(DAYS, dtype=np.int64)
    clock = OfficeClock(office, days + EPOCH // DAY, EPOCH + days * DAY + 100)
    workload = Workload(
        replication=1,
        window=Window(EPOCH + start, EPOCH + start, EPOCH + horizon, END),
        streams=("",),
        routes=tuple(one.route() for one in ones),
        submitted=np.array([EPOCH + one.at for one in ones], dtype=np.int64),
        stream=np.zeros_like(numbers),
        route=numbers,
        office=np.zeros_like(numbers),
        first=np.cumsum([0, *(len(one.way) for one in ones)]).astype(np.int64),
        pool=np.array([step.pool for step in steps], dtype=np.int64),
        work=np.array([step.work for step in steps], dtype=np.int64),
        hold=np.zeros(len(steps), dtype=np.int64),
        step=np.array([k for one in ones for k in one.passed()], dtype=np.int64),
        ending=np.array([one.ending for one in ones], dtype=np.int64),
        inherited=np.array([one.inherited for one in ones], dtype=bool),
    )
    return run(workload, Capacity((OfficePlan("", "", clock, 0),), tuple(pools)))


def received(record: EngineRecord) -> list[int]:
    """When the applications were received."""
    return [UNSET if at == UNSET else at - EPOCH for at in record.received.tolist()]


def test_a_file_that_comes_back_to_a_step_has_a_place_of_its_own() -> None:
    record = simulate(
        [pool(person()), pool(person())],
        One(0, (desk(10), desk(5, 1), desk(10, again=0), desk(5, 1, again=1))),
        One(5, (desk(20),), ApplicationOutcome.refused),
        One(12, (desk(10),)),
    )
    check(
        record,
        [
            (0, 0, 10, 10, 0, 0, 1),
            (10, 10, 15, 15, 1, 0, 1),
            (15, 40, 50, 50, 0, 0, 1),  # behind that of 12 s
            (50, 50, 55, 55, 1, 0, 1),
            (5, 10, 30, 30, 0, 0, 1),
            (12, 30, 40, 40, 0, 0, 1),
        ],
    )


def test_whoever_comes_back_to_the_counter_and_is_turned_away_makes_a_second_visit_of_that_passing() -> None:
    record = simulate(
        [pool(person())],
        One(0, (counter(10), looks(85), counter(10, again=0))),
        One(90, (counter(20),)),
    )
    check(
        record,
        [
            (0, 0, 10, 10, 0, 0, 1),
            (10, 95, 95, 95, -1, -1, 1),
            (DAY, DAY, DAY + 10, DAY + 10, 0, 0, 2),
            (90, 90, 110, 110, 0, 0, 1),
        ],
        earlier=[(2, 1, 95, UNSET, 100, UNSET, UNSET, 0)],
    )
    assert received(record) == [0, 90]


def test_papers_are_received_when_the_office_is_open_and_the_deadline_is_for_bringing_them() -> None:
    minute, day = Limit(1, "minutes"), Limit(1, "working_days")
    record = simulate(
        [pool(*[person()] * 5), pool(*[person()] * 5)],
        One(0, (desk(10), looks(40, minute), desk(5, 1))),
        One(0, (desk(10), looks(70, minute), desk(5, 1))),
        One(0, (desk(10), looks(71, minute), desk(5, 1))),
        One(0, (desk(10), looks(DAY + 90, day), desk(5, 1))),
        One(0, (desk(10), looks(0), desk(5, 1))),
        office=hours((0, 50), (60, 100)),
    )
    first, nothing = [(0, 0, 10, 10, 0, k, 1) for k in range(5)], (UNSET,) * 6 + (1,)
    check(
        record,
        [
            first[0], (10, 60, 60, 60, -1, -1, 1), (60, 60, 65, 65, 1, 1, 1),  # brought as lunch began
            first[1], (10, 80, 80, 80, -1, -1, 1), (80, 80, 85, 85, 1, 2, 1),  # in the last second of the minute
            first[2], (10, UNSET, UNSET, 80, -1, -1, 1), nothing,
            first[3], (10, 2 * DAY, 2 * DAY, 2 * DAY, -1, -1, 1), (2 * DAY, 2 * DAY, 2 * DAY + 5, 2 * DAY + 5, 1, 3, 1),
            first[4], (10, 10, 10, 10, -1, -1, 1), (10, 10, 15, 15, 1, 0, 1),
        ],
    )  # fmt: skip


def test_who_is_stopped_before_receipt_waits_at_the_door_and_is_never_received_nor_awaited() -> None:
    stopped = ApplicationOutcome.stopped_before_receipt
    answer = Step(Kind.SYSTEM, 200)
    record = simulate(
        [pool(person())],
        One(0, (Step(Kind.SYSTEM, 5), counter(10), answer), stopped),
        One(12, (desk(10),), ApplicationOutcome.returned),
        One(15, (Step(Kind.SYSTEM, 5),), stopped),
        horizon=50,
        office=hours((10, 100)),
    )
    check(
        record,
        [
            (0, 0, 5, 5, -1, -1, 1),
            (10, 10, 20, 20, 0, 0, 1),
            (20, 20, UNSET, UNSET, -1, -1, 1),
            (12, 20, 30, 30, 0, 0, 1),
            (15, 15, 20, 20, -1, -1, 1),
        ],
    )
    assert received(record) == [UNSET, 12, UNSET]
    assert record.observed_until == EPOCH + 50


def test_a_backlog_is_queued_as_the_window_begins_and_is_followed_to_its_end() -> None:
    record = simulate(
        [pool(person())],
        One(3, (desk(10),), inherited=True),
        One(3, (desk(10),), inherited=True),
        One(5, (looks(2 * DAY, Limit(1, "working_days")), desk(5)), inherited=True),
        One(7, (looks(DAY), desk(5)), inherited=True),
        One(115, (desk(5),)),
        start=110,
        horizon=120,
    )
    check(
        record,
        [
            (110, DAY, DAY + 10, DAY + 10, 0, 0, 1),
            (110, DAY + 10, DAY + 20, DAY + 20, 0, 0, 1),
            (110, UNSET, UNSET, DAY + 100, -1, -1, 1),
            (UNSET,) * 6 + (1,),
            (110, 2 * DAY, 2 * DAY, 2 * DAY, -1, -1, 1),
            (2 * DAY, 2 * DAY, 2 * DAY + 5, 2 * DAY + 5, 0, 0, 1),
            (DAY, DAY + 20, DAY + 25, DAY + 25, 0, 0, 1),
        ],
    )
    assert received(record) == [3, 3, 5, 7, DAY]
    assert record.observed_until == EPOCH + 2 * DAY + 5


def test_terms_in_days_give_way_to_a_longer_one_or_leave_out_the_days_of_a_stop() -> None:
    day, calendar_day = Limit(1, "working_days"), Limit(1, "calendar_days")
    record = simulate(
        [pool(*[person()] * 5), pool(person(), discipline="earliest_deadline")],
        One(0, (desk(10), looks(DAY - 5, clock="stops"), desk(5, 1)), term=day),
        One(0, (desk(10), looks(DAY - 5, clock="stops"), desk(5, 1)), term=calendar_day),
        One(0, (desk(10), desk(5, 1)), term=day),
        One(0, (desk(10), looks(10, clock="extended"), desk(5, 1)), term=day, extended=Limit(2, "working_days")),
        One(0, (desk(10), looks(20), desk(5, 1)), term=day),
        One(0, (desk(140, 1),)),
    )
    last = [row for row in range(len(record.queued)) if record.served_by[row] == 1]
    # First those of the close of the second day, then those of the third; of equals by their places, then by number.
    began = [DAY + 55, DAY + 60, DAY + 40, DAY + 50, DAY + 45, 0]
    assert (record.started[last] - EPOCH).tolist() == began
    assert (record.queued[last] - EPOCH).tolist() == [DAY + 5, DAY + 5, 10, 20, 30, 0]


def test_a_term_in_minutes_leaves_out_open_seconds_unless_the_stop_began_too_late() -> None:
    record = simulate(
        [pool(*[person()] * 4), pool(person(), discipline="earliest_deadline")],
        One(0, (desk(10), looks(DAY - 5, clock="stops"), desk(5, 1)), term=Limit(2, "minutes")),
        One(0, (desk(70), looks(DAY - 65, clock="stops"), desk(5, 1)), term=Limit(1, "minutes")),
        One(0, (desk(10), desk(5, 1)), term=Limit(3, "minutes")),
        One(0, (desk(140, 1),)),
        One(20, (desk(10), desk(5, 1)), term=Limit(1, "minutes")),
    )
    last = [row for row in range(len(record.queued)) if record.served_by[row] == 1]
    # 120 s and the 95 s of the stop; 60 s, for it began at 70 s; 180 s; none; 60 s from 20 s on.
    assert (record.started[last] - EPOCH).tolist() == [DAY + 55, DAY + 40, DAY + 50, 0, DAY + 45]
    assert (record.queued[last] - EPOCH).tolist() == [DAY + 5, DAY + 5, 10, 0, 30]


def test_a_stop_that_began_too_late_counts_for_nothing_when_a_longer_term_follows() -> None:
    minute, longer = Limit(1, "minutes"), Limit(2, "minutes")
    late = (desk(70), looks(5, clock="stops"), desk(5, again=0), looks(1, clock="extended"), desk(5, 1))
    record = simulate(
        [pool(person(), person()), pool(person(), discipline="earliest_deadline")],
        One(0, late, term=minute, extended=longer),
        One(0, (desk(140, 1),)),
        One(2, (desk(10), desk(5, 1)), term=longer),
    )
    # The first was due at 60 s when it was asked at 70 s; with the longer term it is due 120 s after 0, the last after 2.
    check(
        record,
        [
            (0, 0, 70, 70, 0, 0, 1),
            (70, 75, 75, 75, -1, -1, 1),
            (75, 75, 80, 80, 0, 1, 1),
            (80, 81, 81, 81, -1, -1, 1),
            (81, DAY + 40, DAY + 45, DAY + 45, 1, 0, 1),
            (0, 0, DAY + 40, DAY + 40, 1, 0, 1),
            (2, 2, 12, 12, 0, 1, 1),
            (12, DAY + 45, DAY + 50, DAY + 50, 1, 0, 1),
        ],
    )
