"""Lateness is split over the steps to the second, and each share over what the step's time went to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.calendar.official_days import load_days
from sim.calendar.working_time import WeeklyHours, WorkingTime
from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog, Truth
from sim.law.legal_clock import OfficeClock
from sim.measure.blame import REASONS, apportion, blame, blame_route
from sim.model.capacity import Capacity, OfficePlan, Pool, Window
from sim.model.model import Model
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import HOUR, MINUTE, instant, parse_hours, parse_limit
from sim.study.study import Study

H = HOUR
PEOPLE, CLOSED, SITTING, APPLICANT, TRANSFER, SYSTEM, SERVICE = REASONS
OUTSIDE_OFFICES = {APPLICANT: 0, TRANSFER: 0, SYSTEM: 0}


@dataclass(frozen=True)
class Step:
    """One step of a route: its pool, and its limit if it has one."""

    pool: int
    limit: str = ""
    kind: Kind = Kind.DESK


@dataclass(frozen=True)
class Case:
    """One application: when it comes, by which route, and what each step takes [s]."""

    submitted: str
    route: int
    work: Sequence[int]
    hold: Sequence[int] = ()


@cache
def hours(text: str) -> WorkingTime:
    return WorkingTime.from_hours(WeeklyHours((parse_hours(text),) * 5 + ((), ())), load_days("kz"))


DEPARTMENT = "09:00-13:00, 14:30-18:30"


# February 2018 has no day off but the weekends; Monday is the 5th.
def at(text: str) -> int:
    return instant(datetime.fromisoformat(f"2018-02-{text}"))


def simulated(
    routes: Sequence[tuple[Sequence[Step], str]],
    pools: Sequence[tuple[int, str]],
    cases: Sequence[Case],
    *,
    warm_up_end: str = "05 00:00",
    run_out_end: str = "28 00:00",
) -> tuple[StepLog, Model]:
    """The log of some applications in one department, whose pools have members and hours."""
    clock = OfficeClock.of(hours(DEPARTMENT), load_days("kz"))
    capacity = Capacity(
        (OfficePlan("department", "department", clock, 0),),
        tuple(Pool(0, f"role_{i}", members, hours(duty)) for i, (members, duty) in enumerate(pools)),
    )
    plans = []
    for i, (steps, term) in enumerate(routes):
        staffed = [k for k, step in enumerate(steps) if step.kind is not Kind.SYSTEM]
        listed = tuple(
            StepPlan(str(k + 1), f"role_{step.pool}", step.kind, parse_limit(step.limit) if step.limit else None, "")
            for k, step in enumerate(steps)
        )
        limit = parse_limit(term) if term else None
        plans.append(RoutePlan(f"service_{i}", "provider", listed, staffed[0], staffed[-1], limit))
    window = Window(at("05 00:00"), at(warm_up_end), at("17 00:00"), at(run_out_end))
    lengths = [len(case.work) for case in cases]
    zeros = np.zeros(len(cases), dtype=np.int64)
    workload = Workload(
        replication=1,
        window=window,
        streams=("by_hand",),
        routes=tuple(plans),
        submitted=np.array([at(case.submitted) for case in cases], dtype=np.int64),
        stream=zeros,
        route=np.array([case.route for case in cases], dtype=np.int64),
        office=zeros,
        first=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        pool=np.array(
            [-1 if s.kind is Kind.SYSTEM else s.pool for case in cases for s in routes[case.route][0]], dtype=np.int64
        ),
        work=np.array([w for case in cases for w in case.work], dtype=np.int64),
        hold=np.array([h for case in cases for h in case.hold or [0] * len(case.work)], dtype=np.int64),
    )
    # A model for what blame reads of it: routes and offices.
    model = Model(cast(Study, None), capacity, window, (), tuple(plans), ())
    return simulate(workload, capacity), model


def late_and_split(log: StepLog, model: Model, route: int = 0) -> tuple[list[int], list[list[int]]]:
    late, split = blame_route(log, model, route)
    return late.tolist(), split.tolist()


def test_two_steps_share_in_proportion_to_what_they_took_above_their_limits() -> None:
    # Step 1: 20 h from Monday 9:00 to Wednesday 13:00, 12 h above its 8 h. Step 2: 12 h from Wednesday 14:30 to Thursday
    # 18:30, 4 h above its 8 h. Two working days end on Wednesday 18:30, so it is 8 h late: 6 h and 2 h.
    route = ([Step(0, "1 working day"), Step(1, "1 working day")], "2 working days")
    log, model = simulated([route], [(1, DEPARTMENT)] * 2, [Case("05 09:00", 0, [20 * H, 12 * H])])
    assert late_and_split(log, model) == ([8 * H], [[6 * H, 2 * H, 0]])
    lateness, steps = blame(log, model)
    assert lateness == [8 * H]
    assert steps == [
        [
            {"blame_h": 6 * H, PEOPLE: 0, CLOSED: 0, SITTING: 0, **OUTSIDE_OFFICES, SERVICE: 6 * H},
            {"blame_h": 2 * H, PEOPLE: 0, CLOSED: 0, SITTING: 0, **OUTSIDE_OFFICES, SERVICE: 2 * H},
        ]
    ]


def test_a_step_within_its_limit_has_no_share_and_waiting_for_people_its_part() -> None:
    # Another file occupies the second clerk from Monday 9:00 to 16:30. Ours: step 1 takes 2 h of 4; step 2 waits from
    # 11:00 to 16:30, 4 h of office time, is worked on for 10 h till Tuesday 18:30 and held for 2 h till Wednesday 11:00.
    # One working day ends on Tuesday 18:30: 2 h late, all of step 2, which took 16 h: a quarter of it waiting for people.
    ours = ([Step(0, "4 hours"), Step(1, "4 hours")], "1 working day")
    cases = [Case("05 09:00", 1, [6 * H]), Case("05 09:00", 0, [2 * H, 10 * H], [0, 2 * H])]
    log, model = simulated([ours, ([Step(1)], "")], [(1, DEPARTMENT)] * 2, cases)
    assert late_and_split(log, model) == ([2 * H], [[0, 2 * H, 0]])
    lateness, steps = blame(log, model)
    assert lateness == [2 * H, 0]
    assert steps[0][0] == {"blame_h": 0, PEOPLE: 0, CLOSED: 0, SITTING: 0, **OUTSIDE_OFFICES, SERVICE: 0}
    assert steps[0][1] == {
        "blame_h": 2 * H,
        PEOPLE: H / 2,
        CLOSED: 0,
        SITTING: 0,
        **OUTSIDE_OFFICES,
        SERVICE: 3 * H / 2,
    }
    assert steps[1] == [{"blame_h": 0, PEOPLE: 0, CLOSED: 0, SITTING: 0, **OUTSIDE_OFFICES, SERVICE: 0}]


def test_waiting_while_the_office_is_open_and_the_role_off_duty_is_waiting_for_the_opening() -> None:
    # The clerk comes at 14:30. Queued at 9:00, 4 h of office time before anybody is there; 6 h of work till Tuesday 16:30.
    # The limit is 2 h, the term of 4 h ends on Monday 13:00: 4 h + 6 h late. The step took 4 + 4 + 6 = 14 h of office time.
    log, model = simulated([([Step(0, "2 hours")], "4 hours")], [(1, "14:30-18:30")], [Case("05 09:00", 0, [6 * H])])
    assert late_and_split(log, model) == ([10 * H], [[10 * H, 0]])
    (step,) = blame(log, model)[1][0]
    assert step["blame_h"] == 10 * H
    assert step[PEOPLE] == 0
    assert step[CLOSED] == pytest.approx(10 * H * 4 / 14)
    assert step[SERVICE] == pytest.approx(10 * H * 10 / 14)


def test_limits_that_exceed_the_term_together_are_scaled_down_together() -> None:
    # Two limits of 8 h and a term of 8 h: 4 h each. Step 1 takes 6 h, step 2 11 h, from Monday 9:00 to Wednesday 10:00;
    # an hour late. 2 h and 7 h above: 2/9 and 7/9 of 3600 s.
    route = ([Step(0, "1 working day"), Step(1, "1 working day")], "1 working day")
    log, model = simulated([route], [(1, DEPARTMENT)] * 2, [Case("05 09:00", 0, [6 * H, 11 * H])])
    assert late_and_split(log, model) == ([H], [[800, 2800, 0]])


def test_limits_that_fit_into_the_term_are_not_scaled_up() -> None:
    # Limits of 4 h and 4 h, a term of 16 h: 20 h and 4 h from Monday 9:00 to Wednesday 18:30 are in time to the second;
    # one second more is late, and all of it belongs to step 1: step 2 keeps its 4 h.
    route = ([Step(0, "4 hours"), Step(1, "4 hours")], "2 working days")
    for work, expected in ((20 * H, ([], [])), (20 * H + 1, ([1], [[1, 0, 0]]))):
        log, model = simulated([route], [(1, DEPARTMENT)] * 2, [Case("05 09:00", 0, [work, 4 * H])])
        assert late_and_split(log, model) == expected


def test_with_no_excess_the_term_is_shorter_than_the_steps() -> None:
    # One step without limit, alone: its allowance is its own time. 20 h from Monday 9:00 to Wednesday 13:00, 4 h late.
    log, model = simulated([([Step(0)], "1 working day")], [(1, DEPARTMENT)], [Case("05 09:00", 0, [20 * H])])
    assert late_and_split(log, model) == ([4 * H], [[0, 4 * H]])
    lateness, steps = blame(log, model)
    assert lateness == [4 * H]
    assert steps == [[{"blame_h": 0, PEOPLE: 0, CLOSED: 0, SITTING: 0, **OUTSIDE_OFFICES, SERVICE: 0}]]


def test_time_that_passes_in_a_system_is_no_steps_excess() -> None:
    # An hour on Monday, two days and nights in a system till Wednesday 10:00, an hour till 11:00. The term ended on
    # Tuesday 18:30, 2 h of working time before.
    route = ([Step(0, "4 hours"), Step(-1, kind=Kind.SYSTEM), Step(0, "4 hours")], "1 working day")
    log, model = simulated([route], [(1, DEPARTMENT)], [Case("05 09:00", 0, [H, 48 * H, H])])
    assert late_and_split(log, model) == ([2 * H], [[0, 0, 0, 2 * H]])


def test_a_step_without_limit_may_take_the_median_time_without_queueing() -> None:
    # Step 1 takes 1, 2 and 20 h, so it may take 2. The third: 20 h from Monday 9:00 to Wednesday 13:00, then 5 h of at
    # most 2 till Thursday 10:00; the term ended on Tuesday 18:30, 9 h before. 18 h and 3 h above: 6/7 and 1/7 of 32400 s
    # are 27771.43 and 4628.57, and the odd second goes to the larger remainder.
    route = ([Step(0), Step(1, "2 hours")], "1 working day")
    cases = [Case("05 09:00", 0, [h * H, 5 * H]) for h in (1, 2, 20)]
    log, model = simulated([route], [(3, DEPARTMENT)] * 2, cases)
    assert late_and_split(log, model) == ([9 * H], [[27771, 4629, 0]])


def test_a_file_that_is_never_finished_is_late_up_to_the_end_of_the_observation() -> None:
    # Term till Tuesday 6 February 18:30; the run-out ends on Wednesday 28 February 0:00, 15 working days of 8 h later.
    # Step 1 took 8 h of 8; step 2 is still in hand.
    route = ([Step(0, "4 hours"), Step(1, "4 hours")], "1 working day")
    log, model = simulated([route], [(1, DEPARTMENT)] * 2, [Case("05 09:00", 0, [4 * H, 1000 * H])])
    assert late_and_split(log, model) == ([15 * 8 * H], [[0, 15 * 8 * H, 0]])


def test_only_counted_late_answers_with_a_known_deadline_are_blamed() -> None:
    route = ([Step(0, "4 hours")], "1 working day")
    cases = [
        Case("05 09:00", 0, [40 * H]),  # received before the end of the warm-up
        Case("12 09:00", 0, [40 * H]),  # late: Friday 16 February 18:30, due Tuesday 18:30: 24 h
        Case("12 09:00", 0, [8 * H]),  # in time
        Case("19 09:00", 0, [40 * H]),  # received after the horizon
    ]
    log, model = simulated([route], [(9, DEPARTMENT)], cases, warm_up_end="12 00:00")
    assert log.applications.counted.tolist() == [False, True, True, False]
    assert late_and_split(log, model) == ([24 * H], [[24 * H, 0]])
    # With an observation that ends before the deadline nothing is known.
    log, model = simulated([route], [(9, DEPARTMENT)], cases[1:3], run_out_end="17 00:00")
    assert len(late_and_split(log, model)[0]) == 1
    late_receipt = [Case("16 09:00", 0, [40 * H])]
    log, model = simulated([route], [(9, DEPARTMENT)], late_receipt, run_out_end="17 00:00")
    assert late_and_split(log, model) == ([], [])


LIMITS = ("", "30 minutes", "4 hours", "1 working day", "3 working days", "2 calendar days")
WORKS = st.one_of(st.integers(1, 30 * MINUTE), st.integers(1, 20 * H))


@settings(max_examples=60)
@given(
    limits=st.lists(st.sampled_from(LIMITS), min_size=1, max_size=4),
    term=st.sampled_from(["10 minutes", "2 hours", "1 working day", "2 working days", "3 calendar days"]),
    members=st.integers(1, 2),
    seed=st.integers(0, 10**6),
)
def test_the_shares_of_every_late_answer_sum_to_its_lateness_to_the_second(
    limits: list[str], term: str, members: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    steps = [Step(k % 2, limit) for k, limit in enumerate(limits)]
    days, n = rng.integers(5, 15, 25), len(steps)
    cases = [
        Case(f"{day:02} {9 + i % 4:02}:00", 0, rng.integers(1, 6 * H, n).tolist(), rng.integers(0, 3 * H, n).tolist())
        for i, day in enumerate(np.sort(days).tolist())
    ]
    cases.sort(key=lambda case: case.submitted)
    log, model = simulated([(steps, term)], [(members, DEPARTMENT), (1, "14:30-18:30")], cases)
    late, split = blame_route(log, model, 0)
    numbers = np.flatnonzero(log.cohort & (log.applications.in_time == Truth.no))
    end = np.where(log.applications.ready[numbers] < 0, log.observed_until, log.applications.ready[numbers])
    clock = model.capacity.offices[0].clock.hours
    assert late.tolist() == [
        clock.elapsed(int(a), int(b)) for a, b in zip(log.applications.deadline[numbers], end, strict=True)
    ]
    assert split.shape == (len(numbers), n + 1)
    assert split.sum(axis=1).tolist() == late.tolist()
    assert (split >= 0).all()
    # The last column is all or nothing.
    assert all(row[-1] in (0, sum(row)) for row in split.tolist())
    lateness, by_step = blame(log, model)
    assert lateness == [late.sum()]
    assert sum(row["blame_h"] for row in by_step[0]) + split[:, -1].sum() == late.sum()
    for k, row in enumerate(by_step[0]):
        assert row["blame_h"] == split[:, k].sum()
        assert sum(row[reason] for reason in REASONS) == pytest.approx(row["blame_h"], rel=1e-9, abs=1e-6)
        assert all(row[reason] >= 0 for reason in REASONS)


@given(
    st.lists(
        st.tuples(st.integers(0, 10**9), st.lists(st.integers(0, 1000), min_size=5, max_size=5).filter(any)),
        min_size=1,
        max_size=10,
    )
)
@example([(1, [1, 1, 1, 1, 1])])
@example([(10**9, [1, 1, 1, 0, 0])])
@example([(7, [0, 0, 1000, 0, 0])])
def test_apportioned_parts_are_whole_and_sum_to_the_amount(rows: list[tuple[int, list[int]]]) -> None:
    amounts = np.array([amount for amount, _ in rows], dtype=np.int64)
    weights = np.array([given_weights for _, given_weights in rows], dtype=np.float64)
    weights /= weights.sum(axis=1, keepdims=True)
    parts = apportion(amounts, weights)
    assert parts.dtype == np.int64
    assert parts.sum(axis=1).tolist() == amounts.tolist()
    assert (parts >= 0).all()
    assert (np.abs(parts - amounts[:, None] * weights) < 1).all()
    assert (parts[weights == 0] == 0).all()


def test_odd_seconds_go_to_the_largest_remainders_and_then_to_the_earlier_column() -> None:
    thirds = np.full((3, 3), 1 / 3)
    assert apportion(np.array([1, 2, 10]), thirds).tolist() == [[1, 0, 0], [1, 1, 0], [4, 3, 3]]
    # 10 by 0.26, 0.26, 0.48: 2.6, 2.6, 4.8.
    assert apportion(np.array([10]), np.array([[0.26, 0.26, 0.48]])).tolist() == [[3, 2, 5]]


def test_nothing_to_split_gives_nothing() -> None:
    assert apportion(np.zeros(0, dtype=np.int64), np.zeros((0, 3))).shape == (0, 3)
    log, model = simulated([([Step(0)], "")], [(1, DEPARTMENT)], [Case("05 09:00", 0, [20 * H])])
    assert late_and_split(log, model) == ([], [])
    assert blame(log, model) == (
        [0.0],
        [[{"blame_h": 0, PEOPLE: 0, CLOSED: 0, SITTING: 0, **OUTSIDE_OFFICES, SERVICE: 0}]],
    )
