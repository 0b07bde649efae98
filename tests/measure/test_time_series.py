"""Time series over the calendar and distributions, against the log counted in the plainest way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sim.calendar.duty import Presence
from sim.calendar.working_time import WorkingTime
from sim.engine.log_tables import applications_frame
from sim.engine.steplog import StepLog
from sim.experiment.replications import simulated
from sim.measure.duty_tables import DutyTable
from sim.measure.figures import measure
from sim.measure.time_series import MOST_DAYS, backlog_days, counted_months, files_at, time_curves
from sim.measure.work import HourGrid
from sim.model.capacity import Pool, Window
from sim.model.model import Model, build_model
from sim.quantities import HOUR, civil, instant
from sim.study.loading import load_scenario
from tests.people import study

Drawn = tuple[Model, StepLog]


@pytest.fixture(scope="module")
def leave() -> Drawn:
    """A scenario in which the head is on leave."""
    return next(iter(simulated(build_model(load_scenario("head_on_leave")), 1)))


@pytest.fixture(scope="module")
def sittings() -> Drawn:
    """A scenario with a commission that sits."""
    return next(iter(simulated(build_model(load_scenario("commission_weekly_vs_daily")), 1)))


@pytest.fixture(scope="module", params=["leave", "sittings"])
def drawn(request: pytest.FixtureRequest) -> Drawn:
    found: Drawn = request.getfixturevalue(request.param)
    return found


def test_work_and_duty_by_month_and_by_hour_of_the_week_are_all_there_is(drawn: Drawn) -> None:
    model, log = drawn
    curves, pools = time_curves(log, model), measure(log, model).pools
    for p, row in enumerate(pools.values()):
        for work, duty in (
            (curves.month_work_h[p], curves.month_duty_h[p]),
            (curves.week_work_h[p], curves.week_duty_h[p]),
        ):
            assert work.sum() == pytest.approx(row["work_h"], rel=1e-5, abs=1e-3)
            assert duty.sum() == pytest.approx(row["on_duty_h"], rel=1e-5)
            assert (work <= duty * (1 + 1e-5)).all()


def test_nobody_works_in_the_hours_of_lunch_or_night(leave: Drawn) -> None:
    model, log = leave
    curves = time_curves(log, model)
    p = next(i for i, pool in enumerate(model.capacity.pools) if pool.role == "executor")
    hours = {int(hour) % 24 for hour, h in zip(curves.week_hours, curves.week_duty_h[p], strict=True) if h > 0}
    # A department is open from 9:00 to 13:00 and from 14:30 to 18:30.
    assert hours == {9, 10, 11, 12, 14, 15, 16, 17, 18}
    of_hour = dict(zip(curves.week_hours.tolist(), curves.week_duty_h[p].tolist(), strict=True))
    assert of_hour[14] == of_hour[18] == of_hour[9] / 2  # half an hour of each on Mondays


def test_the_head_on_leave_is_not_on_duty_in_the_month_of_leave(leave: Drawn) -> None:
    model, log = leave
    curves = time_curves(log, model)
    p = next(i for i, pool in enumerate(model.capacity.pools) if pool.role == "head")
    by_month = dict(zip(counted_months(model), curves.month_duty_h[p].tolist(), strict=True))
    assert list(by_month) == [date(2018, month, 1) for month in range(7, 13)]
    # July 2018 has 21 working days from the 2nd on (the 6th is a holiday); 12 of them from the 16th on are leave.
    assert by_month[date(2018, 7, 1)] == 8 * (21 - 12)


def test_the_backlog_is_what_is_received_and_not_ready_day_by_day(drawn: Drawn) -> None:
    model, log = drawn
    curves = time_curves(log, model)
    table = applications_frame(log)
    days = backlog_days(model)
    assert days[0] == model.study.scenario.period.start
    for i, plan in enumerate(model.routes):
        mine = table[table["route"] == plan.route]
        for day, files in list(zip(days, curves.backlog[i].tolist(), strict=True))[::17]:
            end = np.datetime64(day + timedelta(days=1))
            open_still = mine["ready"].isna() | (mine["ready"] >= end)
            assert files == int(((mine["received"] < end) & open_still).sum())


def test_the_last_backlog_is_that_of_the_horizon(drawn: Drawn) -> None:
    model, log = drawn
    routes = measure(log, model).routes
    assert time_curves(log, model).backlog[:, -1].tolist() == [row["backlog"] for row in routes.values()]


def test_elapsed_terms_are_official_working_days_after_the_day_of_receipt(drawn: Drawn) -> None:
    model, log = drawn
    curves, days = time_curves(log, model), model.study.days
    table = applications_frame(log)
    for i, plan in enumerate(model.routes):
        mine = table[(table["route"] == plan.route) & table["counted"]]
        counts: Counter[int] = Counter()
        for row in mine.dropna(subset="ready").itertuples():
            day, number = row.received.date(), 0
            while day < row.ready.date():
                day += timedelta(days=1)
                number += days.is_working(day)
            counts[number] += 1
        assert dict(counts) == {d: n for d, n in enumerate(curves.elapsed[i].tolist()) if n}
        assert curves.unanswered[i].sum() == mine["ready"].isna().sum()


def test_what_is_never_answered_is_counted_apart_and_long_terms_together(tmp_path: Path) -> None:
    busy = "arrivals:\n  all: {service: social_aid, route: provider, office: department, rate: 30 per working day}\n"
    model, log = next(iter(simulated(build_model(study(tmp_path, arrivals=busy)), 1)))
    curves, row = time_curves(log, model), measure(log, model).routes["social_aid", "provider"]
    assert curves.elapsed.shape == (1, MOST_DAYS + 1)
    assert curves.unanswered[0].sum() == row["open"] > 0
    assert curves.elapsed[0].sum() + curves.unanswered[0].sum() == row["applications"]


def test_curves_are_small(leave: Drawn) -> None:
    model, log = leave
    curves = time_curves(log, model)
    assert sum(getattr(curves, name).nbytes for name in curves.__dataclass_fields__) < 100_000


def office() -> WorkingTime:
    days = [datetime(2018, 3, day) for day in (5, 6, 7)]
    spans = [((9, 0), (13, 0)), ((14, 30), (18, 30))]
    open_at = [
        (instant(d.replace(hour=a, minute=b)), instant(d.replace(hour=c, minute=e)))
        for d in days
        for (a, b), (c, e) in spans
    ]
    return WorkingTime.from_intervals(instant(date(2018, 3, 5)), instant(date(2018, 3, 9)), open_at)


@pytest.mark.parametrize(
    "away",
    [
        lambda hours: hours,
        lambda hours: Presence(hours, ((instant(datetime(2018, 3, 6, 10, 20)), instant(datetime(2018, 3, 6, 16))),)),
    ],
)
def test_work_by_the_hour_is_that_of_every_single_second(away: Callable[[WorkingTime], WorkingTime | Presence]) -> None:
    duty = away(office())
    start = instant(date(2018, 3, 5))
    borders = np.arange(start, start + 72 * HOUR + 1, HOUR)
    generator = np.random.default_rng(7)
    begin = start + generator.integers(0, 60 * HOUR, 40)
    begin[:3] = start + 9 * HOUR, start + 10 * HOUR, start  # on the hour, and at the very beginning
    end = np.minimum(begin + generator.integers(1, 30 * HOUR, 40), borders[-1])
    expected = np.zeros(72)
    seconds = np.arange(start, borders[-1])
    open_now = np.array([duty.is_open(t) for t in range(start, int(borders[-1]), 60)]).repeat(60)  # all on the minute
    for a, b in zip(begin, end, strict=True):
        expected += ((seconds >= a) & (seconds < b) & open_now).reshape(72, HOUR).sum(axis=1)
    duties = DutyTable([Pool(0, "clerk", 1, duty)])
    grid = HourGrid.of(Window(start, start, int(borders[-1]), int(borders[-1])), duties.hours)
    found = np.zeros(72)
    for _, hour, since, to in grid.parts(begin, end):
        none = np.zeros(len(hour), dtype=np.int64)
        np.add.at(found, hour, duties.elapsed(none, none, since, to))
    assert found.tolist() == expected.tolist()
    assert {int(hour) for hour in grid.kept} == {
        24 * day + hour for day in range(3) for hour in (*range(9, 13), *range(14, 19))
    }


def test_files_at_an_instant_are_those_received_before_and_not_ready_before() -> None:
    received, until = np.array([10, 20, 30, 5]), np.array([20, 45, 31, 6])
    assert files_at(np.array([5, 6, 10, 11, 20, 21, 31, 46]), received, until).tolist() == [0, 1, 0, 1, 1, 1, 2, 0]


def test_months_are_those_of_the_counted_period(leave: Drawn) -> None:
    model, _ = leave
    assert counted_months(model)[0] == civil(model.window.warm_up_end).date().replace(day=1)
