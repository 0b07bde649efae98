"""A stream with hours of its own brings its applications in these, whatever the office and the counter keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.simulate import simulate
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.quantities import DAY, HOUR, UNSET
from tests.minimal import faults_of, loaded, regulation_text

LAW = regulation_text(
    roles=("clerk", "expert", "gate"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, source: "5.1"}
        - {n: 2, role: expert, action: decides, source: "5.2"}
    """,
    portal="""
        - {n: 1, role: gate, action: checks it, source: "8.1"}
        - {n: 2, role: clerk, action: takes it in, source: "8.2"}
    """,
    join="""
        step: 2
        route: provider
        readings: {whole: {through: 2, note: all}}
        used: whole
        interpretation: The text does not say it
    """,
)
SCENARIO = """\
scenario: Hours of its own
period: {start: 2018-05-02, warm_up_until: 2018-05-02, end: 2018-07-02}
seed: 11
hours:
  office: {weekdays: "09:00-13:00, 14:00-18:00"}
  letters: {weekdays: "09:00-18:00"}
  evenings: {every_day: "18:00-24:00"}
services:
  aid:
    regulation: small.yaml
    routes:
      provider: {steps: {1: {work: 5 minutes}, 2: {work: 5 minutes}}}
      portal: {}
systems: {gate: {response: 5 seconds}}
offices: {town: {hours: office, closed: [{from: 2018-05-15, to: 2018-05-15}], staff: {clerk: 3, expert: 3}}}
arrivals:
  post: {service: aid, route: provider, office: town, hours: letters, rate: 90 per working day}
  night: {service: aid, route: portal, office: town, hours: evenings, rate: 30 per day}
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return build_model(loaded(tmp_path_factory.mktemp("hours"), SCENARIO, LAW))


def test_applications_come_in_these_hours_only(model: Model) -> None:
    workload = draw_workload(model, 1)
    second = workload.submitted % DAY
    post = workload.stream == workload.streams.index("post")
    assert second[post].min() >= 9 * HOUR
    assert second[post].max() < 18 * HOUR
    at_lunch = (second[post] >= 13 * HOUR) & (second[post] < 14 * HOUR)
    assert at_lunch.mean() == pytest.approx(1 / 9, abs=0.01)
    assert second[~post].min() >= 18 * HOUR
    assert len(set((workload.submitted[~post] // DAY).tolist())) > 60  # on every day, Sundays among them
    closed = np.datetime64("2018-05-15").astype(int)
    assert (workload.submitted[post] // DAY == closed).any()  # though the office is closed on that day


def test_a_rate_per_working_day_is_that_of_official_working_days(model: Model) -> None:
    streams = {plan.name: plan for plan in model.streams}
    window = model.window
    start, end = window.warm_up_end, window.horizon
    days = model.study.days
    working = [
        days.working[i]
        for i in range(len(days.working))
        if start <= (np.datetime64(days.first) - np.datetime64("1970-01-01")).astype(int) * DAY + i * DAY < end
    ]
    assert streams["post"].expected(start, end) == pytest.approx(90 * sum(working))
    assert streams["night"].expected(start, end) == pytest.approx(30 * len(working))


def test_who_comes_while_the_office_is_closed_is_received_at_the_next_opening(model: Model) -> None:
    workload = draw_workload(model, 1)
    log = simulate(workload, model.capacity, engine="simpy")
    second = workload.submitted % DAY
    post = (workload.stream == workload.streams.index("post")) & (workload.submitted < model.window.horizon)
    at_lunch = np.flatnonzero((second >= 13 * HOUR) & (second < 14 * HOUR) & post)
    received = log.applications.received[at_lunch]
    assert (received != UNSET).all()
    open_days = workload.submitted[at_lunch] // DAY != np.datetime64("2018-05-15").astype(int)
    assert (received[open_days] == (workload.submitted[at_lunch] // DAY * DAY + 14 * HOUR)[open_days]).all()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("hours: letters", "hours: lettres", "question.yaml:17:62: no hours are called 'lettres'; did you mean 'letters'?"),
        ("hours: letters, rate: 90 per working day", "hours: letters, rate: 90 per day",
         "question.yaml:17:77: 'per day' is unclear for a channel that is not open every day; write 'per working day', or 'per "
         "month' for a count that is spread over open time"),
        ("hours: letters, rate: 90 per working day", "hours: letters, instants: [2018-05-03 09:00]",
         "question.yaml:17:62: the instants say when applications come; take 'hours' out"),
        ("rate: 30 per day", "rate: 30 per day, profile: {hours: {'09:00-12:00': 2}}",
         "question.yaml:18:107: no application is taken at 09:00-12:00 on any day of the period, so the weight changes "
         "nothing; take it out, or give an office hours then"),
    ],
)  # fmt: skip
def test_faults(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert faults_of(tmp_path, SCENARIO.replace(old, new), LAW) == [fault]
