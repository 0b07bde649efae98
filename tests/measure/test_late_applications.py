"""Late applications one by one: as derived by hand, and in sum the figures of their replication."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest

import sim
from sim.engine.steplog import StepLog
from sim.experiment.replications import replicate
from sim.measure.figures import ReplicationFigures, measure
from sim.measure.late_applications import LateApplication, LateOrder, late_applications, late_groups
from sim.model.model import Model, build_model
from sim.quantities import HOUR, parse_moment
from tests.tracing.test_trace import EVERY_WAIT, case_log


def test_a_late_application_as_derived_by_hand() -> None:
    # The derivation of the blame stands beside LIFE in tests/tracing/test_trace.py.
    log, model = case_log(EVERY_WAIT)
    (late,) = (one for one in late_applications(log, model) if one.application == 1)
    assert late == LateApplication(
        replication=log.replication,
        application=1,
        stream=late.stream,
        service=model.routes[0].service,
        route=model.routes[0].key[1],
        office="village",
        received=parse_moment("2018-03-12 10:05"),
        due=parse_moment("2018-03-15 18:30"),
        ready=parse_moment("2018-03-16 11:30"),
        refused=False,
        late_by=1.0,
        unit="working_days",
        lateness_s=9000,
        step="2 to 3",
        role="",
        step_s=2695,
        reasons_s={"transfer": 2695},
    )
    assert late.month == date(2018, 3, 1)


Run = tuple[StepLog, Model, ReplicationFigures, list[LateApplication]]


@pytest.fixture(scope="module", params=["karaganda_department", "asp_surge_april_2019"])
def run(request: pytest.FixtureRequest) -> Run:
    model, log = replicate(build_model(sim.load_scenario(request.param)), 1)
    return log, model, measure(log, model), late_applications(log, model)


def test_late_applications_are_those_that_the_figures_count(run: Run) -> None:
    _, _, figures, late = run
    assert late
    for key, row in figures.routes.items():
        mine = [one for one in late if (one.service, one.route) == key]
        assert len(mine) == row["late"]
        assert sum(one.lateness_s for one in mine) == pytest.approx(row["lateness_h"] * HOUR)


def test_the_step_that_cost_most_is_a_step_with_the_largest_share_and_its_reasons_make_the_share(run: Run) -> None:
    _, model, figures, late = run
    blamed: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in late:
        assert 0 < one.step_s <= one.lateness_s or not one.lateness_s
        if one.step:
            assert one.role == model.plan((one.service, one.route)).step(one.step).role
            assert sum(one.reasons_s.values()) == pytest.approx(one.step_s, abs=len(one.reasons_s))
            assert list(one.reasons_s.values()) == sorted(one.reasons_s.values(), reverse=True)
            blamed[one.service, one.route, one.step] += one.step_s
    for step, seconds in blamed.items():  # a step has other shares where another one cost most
        assert seconds <= figures.steps[step]["blame_h"] * HOUR + 1


def test_terms_in_days_are_missed_by_days_and_terms_in_minutes_by_minutes_of_the_receiving_office(run: Run) -> None:
    log, model, _, late = run
    offices = {office.name: office for office in model.capacity.offices}
    for one in late:
        end = log.observed_until if one.ready < 0 else one.ready
        hours = offices[one.office].clock.hours
        if one.unit == "minutes":
            assert one.late_by == hours.elapsed(one.due, end) / 60
        elif one.unit == "working_days":
            assert one.late_by == int(one.late_by) >= 1
    assert {one.unit for one in late} <= {"minutes", "hours", "working_days", "calendar_days"}


@pytest.mark.parametrize("by", ["lateness", "month", "office", "step"])
def test_groups_hold_every_late_application_once_each_the_latest_first(run: Run, by: LateOrder) -> None:
    late = run[3]
    groups = late_groups(late, by)
    assert sorted(one.application for _, ones in groups for one in ones) == sorted(one.application for one in late)
    for _, ones in groups:
        assert [one.lateness_s for one in ones] == sorted((one.lateness_s for one in ones), reverse=True)
    keys = [key for key, _ in groups]
    assert len(set(keys)) == len(keys)
    if by == "lateness":
        assert keys == [()]
    elif by == "month":
        assert keys == sorted(keys)
        assert all(f"{one.month:%Y-%m}" == key[0] for key, ones in groups for one in ones)
    else:
        sums = [sum(one.lateness_s for one in ones) for _, ones in groups]
        assert sums == sorted(sums, reverse=True)


def test_a_term_that_ends_at_midnight_ends_in_the_month_before() -> None:
    log, model = case_log(EVERY_WAIT)
    (late,) = (one for one in late_applications(log, model) if one.application == 1)
    assert replace(late, due=parse_moment("2018-04-01 00:00")).month == date(2018, 3, 1)
    assert replace(late, due=parse_moment("2018-04-01 00:01")).month == date(2018, 4, 1)
