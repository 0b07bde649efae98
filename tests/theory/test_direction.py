"""More people never make citizens wait longer, less time on duty never shorter: on means, paired by replication; and
without exception where a theorem says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calendar.working_time import WorkingTime
from sim.engine.simulate import simulate
from sim.experiment.replications import simulated
from sim.law.legal_clock import OfficeClock
from sim.measure.intervals import Estimate, mean_interval
from sim.model.build_capacity import draw_capacity
from sim.model.capacity import Capacity, OfficePlan, Pool, Window
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR, instant
from tests.people import study

REPLICATIONS = 24


def mean_queue(folder: Path, role: str, **changes: object) -> list[float]:
    """By replication: the mean time that files of a role lie in its queue, closed hours included [h]."""
    model = build_model(study(folder, seed=11, **changes))  # type: ignore[arg-type]
    roles = [pool.role for pool in model.capacity.pools]
    result = []
    for _, log in simulated(model, REPLICATIONS):
        mine = (log.visits.pool == roles.index(role)) & (log.visits.started >= 0)
        result.append(float((log.visits.wait_people_s + log.visits.wait_closed_s)[mine].mean() / HOUR))
    return result


def difference(more: list[float], less: list[float]) -> Estimate:
    """The paired difference of two runs with the same draws."""
    return mean_interval([a - b for a, b in zip(more, less, strict=True)])


@pytest.mark.parametrize(
    ("role", "changed"),
    [
        ("executor", "{count: 1, absences: [{first_day: 2018-04-02, last_day: 2018-04-20}]}"),
        ("executor", "{count: 1, sickness: {episodes: 4 per year, length: 5 working days}}"),
        ("executor", "{count: 1, hours: mornings}"),
        ("executor", "{count: 1, other_duties: 40 %}"),
        ("executor", "{count: 1, pace: 1.3}"),
        ("executor", "{count: 1, pace: {factor: 1.5, until: 2018-05-02}}"),
        ("employee", "{count: 1, other_duties: {share: 30 %, block: 20 minutes}}"),
        ("head", "{count: 1, hours: mornings}"),
        ("head", "{count: 1, absences: [{first_day: 2018-04-02, last_day: 2018-04-20}]}"),
        ("precinct_commission", "{count: 1, caseload: 1}"),
    ],
)
def test_less_time_on_duty_makes_files_wait_longer(tmp_path: Path, role: str, changed: str) -> None:
    found = difference(mean_queue(tmp_path, role, staff={role: changed}), mean_queue(tmp_path, role))
    assert found.low > 0, found


@pytest.mark.parametrize(
    ("role", "one", "two"),
    [
        ("executor", "1", "2"),
        ("precinct_commission", "{count: 1, caseload: 1}", "{count: 2, caseload: 1}"),
        ("executor", "1", "{count: 1, count_changes: [{from: 2018-04-02, count: 2}]}"),
        ("executor", "{members: {a: , b: {until: 2018-05-02}}}", "{members: [a, b]}"),
        ("executor", "{members: {a: , b: {from: 2018-05-02}}}", "{members: {a: , b: {from: 2018-04-02}}}"),
        ("executor", "{count: 2, other_duties: 40 %}", "{count: 3, other_duties: 40 %}"),
    ],
)
def test_one_more_member_makes_files_wait_less(tmp_path: Path, role: str, one: str, two: str) -> None:
    found = difference(mean_queue(tmp_path, role, staff={role: one}), mean_queue(tmp_path, role, staff={role: two}))
    assert found.low > 0, found


def starts(folder: Path, work: int = 1, **changes: object) -> list[list[int]]:
    """By replication: when each visit of the executors was begun; `work` multiplies what they have to do."""
    model = build_model(study(folder, seed=11, **changes))  # type: ignore[arg-type]
    executor = [pool.role for pool in model.capacity.pools].index("executor")
    result = []
    for number in (1, 2, 3):
        drawn = draw_workload(model, number)
        drawn = replace(drawn, work=np.where(drawn.pool == executor, work * drawn.work, drawn.work))
        log = simulate(drawn, draw_capacity(model.capacity, model.study, model.window, number))
        result.append(log.visits.started[log.visits.pool == executor].tolist())
    return result


def test_a_pace_of_2_is_twice_the_work(tmp_path: Path) -> None:
    assert starts(tmp_path, staff={"executor": "{count: 2, pace: 2}"}) == starts(tmp_path, 2, staff={"executor": "2"})


def test_a_pace_of_1_changes_nothing(tmp_path: Path) -> None:
    slow_later = "{count: 1, pace: {factor: 1, until: 2018-06-30, then: 3}}"
    before, after = starts(tmp_path, staff={"executor": "1"}), starts(tmp_path, staff={"executor": slow_later})
    until = instant(date(2018, 6, 30))
    assert [[t for t in run if 0 < t < until] for run in before] == [[t for t in run if 0 < t < until] for run in after]


def test_other_duties_in_the_afternoon_are_hours_in_the_morning(tmp_path: Path) -> None:
    """Who has only files on his desk does them in the mornings, be the rest of the day his or the office's."""
    elsewhere = starts(tmp_path, staff={"executor": "{count: 2, other_duties: {hours: afternoons}}"})
    assert elsewhere == starts(tmp_path, staff={"executor": "{count: 2, hours: mornings}"})


def test_a_member_from_a_day_on_is_one_of_a_headcount_that_grows_on_it(tmp_path: Path) -> None:
    named = starts(tmp_path, staff={"executor": "{members: {a: , b: {from: 2018-04-02, until: 2018-06-04}}}"})
    changes = "[{from: 2018-04-02, count: 2}, {from: 2018-06-04, count: 1}]"
    assert named == starts(tmp_path, staff={"executor": f"{{count: 1, count_changes: {changes}}}"})


def test_a_stand_in_makes_the_files_of_an_absent_head_wait_less(tmp_path: Path) -> None:
    leave = "absences: [{first_day: 2018-04-02, last_day: 2018-04-20}]"
    alone = mean_queue(tmp_path, "head", staff={"head": f"{{count: 1, {leave}}}"})
    covered = mean_queue(tmp_path, "head", staff={"head": f"{{count: 1, stand_in: deputy, {leave}}}", "deputy": "1"})
    assert difference(alone, covered).low > 0


def test_files_wait_longer_for_a_stand_in_who_has_much_of_his_own_to_do(tmp_path: Path) -> None:
    leave = "absences: [{first_day: 2018-03-12, last_day: 2018-06-29}]"
    idle = mean_queue(tmp_path, "head", staff={"head": f"{{count: 1, stand_in: deputy, {leave}}}", "deputy": "1"})
    busy = mean_queue(tmp_path, "head", staff={"head": f"{{count: 1, stand_in: executor, {leave}}}"})
    assert difference(busy, idle).low > 0


def test_more_demand_makes_files_wait_longer(tmp_path: Path) -> None:
    line = "arrivals:\n  all: {service: social_aid, route: provider, office: department, rate: %s per working day}\n"
    more = mean_queue(tmp_path, "executor", arrivals=line % "3.3")
    assert difference(more, mean_queue(tmp_path, "executor", arrivals=line % "2.7")).low > 0


def test_with_two_priorities_the_first_waits_less_than_the_second(tmp_path: Path) -> None:
    line = "  %s: {service: social_aid, route: provider, office: department, rate: 1.5 per working day, priority: %d}\n"
    arrivals = "arrivals:\n" + line % ("a", 1) + line % ("b", 9)
    staff = {"executor": "{count: 1, discipline: priority}"}
    model = build_model(study(tmp_path, staff=staff, arrivals=arrivals, seed=11))
    executor = [pool.role for pool in model.capacity.pools].index("executor")
    waits = []
    for _, log in simulated(model, REPLICATIONS):
        served = (log.visits.pool == executor) & (log.visits.started >= 0)
        waits.append(
            [
                log.visits.wait_people_s[served & (log.applications.stream[log.visits.application] == s)].mean() / HOUR
                for s in (0, 1)
            ]
        )
    found = mean_interval([second - first for first, second in waits])
    assert found.low > 0, found


# The theorem: in one pool, first come first served, one visit each, with identical calendars, every single file begins
# no later with one member more (Kiefer and Wolfowitz, Transactions of the AMS 78 (1955): the ordered workloads of the
# members are smaller component by component), and no later where another file takes less work.

GRID = 600
_instants = st.lists(st.integers(0, 5 * DAY // GRID), min_size=1, max_size=40)


def waiting(submitted: list[int], work: list[int], members: int) -> np.ndarray:
    """When each file of one pool is begun."""
    start, end = 100 * DAY, 160 * DAY
    daily = [
        (start + d * DAY + a * HOUR, start + d * DAY + b * HOUR) for d in range(60) for a, b in ((9, 13), (14, 18))
    ]
    hours = WorkingTime.from_intervals(start, end, daily)
    none = np.zeros(0, dtype=np.int64)
    capacity = Capacity((OfficePlan("o", "o", OfficeClock(hours, none, none), 0),), (Pool(0, "clerk", members, hours),))
    n = len(submitted)
    zeros = np.zeros(n, dtype=np.int64)
    plan = RoutePlan("s", "provider", (StepPlan("1", "clerk", Kind.DESK, None, ""),), 0, 0, None)
    workload = Workload(
        replication=1, window=Window(start, start, start + 30 * DAY, end), streams=("all",), routes=(plan,),
        submitted=start + np.array(submitted, dtype=np.int64), stream=zeros, route=zeros, office=zeros,
        first=np.arange(n + 1, dtype=np.int64), pool=zeros, work=np.array(work, dtype=np.int64), hold=zeros,
    )  # fmt: skip
    return simulate(workload, capacity).visits.started


@settings(max_examples=150)
@given(_instants, st.data(), st.integers(1, 3))
def test_one_member_more_lets_no_file_begin_later(ticks: list[int], data: st.DataObject, members: int) -> None:
    submitted = sorted(tick * GRID for tick in ticks)
    work = data.draw(st.lists(st.integers(1, 4 * HOUR // GRID), min_size=len(ticks), max_size=len(ticks)))
    work = [w * GRID for w in work]
    assert (waiting(submitted, work, members + 1) <= waiting(submitted, work, members)).all()


@settings(max_examples=100)
@given(_instants, st.data(), st.integers(1, 3))
def test_less_work_in_one_file_lets_no_other_begin_later(ticks: list[int], data: st.DataObject, members: int) -> None:
    submitted = sorted(tick * GRID for tick in ticks)
    work = [data.draw(st.integers(2, 24)) * GRID for _ in ticks]
    shorter = list(work)
    shorter[data.draw(st.integers(0, len(work) - 1))] = GRID
    assert (waiting(submitted, shorter, members) <= waiting(submitted, work, members)).all()
