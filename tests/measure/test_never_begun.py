"""Files that nobody begins are counted where they wait, make queue times longer, and are told first."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

import sim
from sim.experiment.results import Results
from sim.measure.censoring import mean_so_far, survival
from sim.measure.never_begun import NotBegun
from sim.measure.pools import pool_figures
from sim.measure.step_figures import CURVE_HOURS, StepFigures
from sim.measure.work import WorkSums
from sim.report.run.contents import run_contents
from tests.measure.by_hand import simulated_case

HOURS = """
hours:
  department: {weekdays: "09:00-13:00, 14:30-18:30"}
offices:
  department: {hours: department, provider: department}
"""
PRIORITY = (
    HOURS
    + """
pools:
  - {office: department, role: executor, members: 1, discipline: priority}
routes:
  desk:
    term: 1 working day
    steps:
      - {step: "1", office: department, role: executor, kind: desk}
window: {start: "2018-03-12 00:00:00", warm_up_until: "2018-03-12 00:00:00", horizon: "2018-03-13 00:00:00", run_out_end: "2018-03-13 12:00:00"}
applications:
  - {submitted: "2018-03-12 09:00:00", route: desk, office: department, priority: 1, work: [4 hours]}
  - {submitted: "2018-03-12 09:10:00", route: desk, office: department, priority: 1, work: [4 hours]}
  - {submitted: "2018-03-12 09:20:00", route: desk, office: department, priority: 5, work: [4 hours]}
  - {submitted: "2018-03-12 10:00:00", route: desk, office: department, priority: 1, work: [4 hours]}
reasoning: ""
"""
)


def test_queue_times_hold_those_who_still_wait() -> None:
    """0 is begun at once, 1 at 14:30 after 3 h 50 min, 3 on Tuesday at 09:00 after 7 h; it is open, and 2 has waited 10 h 40 min."""
    case = simulated_case(PRIORITY)
    figures = StepFigures.of(case.log, case.model)
    row = figures.row(0, 0)
    second, third, censored = 3 + 50 / 60, 7.0, 10 + 40 / 60
    assert (row["visits"], row["waiting"], row["not_begun"]) == (4, 1, 1)
    assert row["queue_median_h"] == pytest.approx(second)  # half of them wait longer
    assert row["queue_p95_h"] == math.inf
    assert row["queue_longest_h"] == pytest.approx(censored)
    # Three quarters wait longer than 0 h, half longer than 3 h 50 min, one longer than 7 h.
    mean = 0.75 * second + 0.5 * (third - second) + 0.25 * (censored - third)
    assert row["queue_mean_h"] == pytest.approx(mean)
    curve = figures.curve(0, 0)
    assert [curve[np.flatnonzero(hours == CURVE_HOURS)[0]] for hours in (0, 3.75, 4, 7, 40)] == [
        0.75,
        0.75,
        0.5,
        0.25,
        0.25,
    ]


def test_who_waits_is_counted_by_pool_and_application() -> None:
    """At midnight 2 and 3 wait; at the end 2 alone, of the class that is never served."""
    case = simulated_case(PRIORITY)
    row = pool_figures(case.log, case.model, WorkSums.of(case.log, case.model))["department", "executor"]
    assert (row["files"], row["waiting"]) == (2, 2)
    assert row["queue_mean_h"] == pytest.approx((3 + 50 / 60) / 2)
    waiting = NotBegun.of(case.log, case.model)
    assert (waiting.application.tolist(), waiting.pool.tolist()) == ([2], [0])


COUNTER = (
    HOURS
    + """
pools:
  - {office: department, role: clerk, members: 1}
routes:
  counter:
    term: 1 working day
    steps:
      - {step: "1", office: department, role: clerk, kind: counter}
window: {start: "2018-03-12 00:00:00", warm_up_until: "2018-03-12 00:00:00", horizon: "2018-03-14 00:00:00", run_out_end: "2018-03-14 12:00:00"}
applications:
  - {submitted: "2018-03-12 09:00:00", route: counter, office: department, work: [60 hours]}
  - {submitted: "2018-03-12 10:00:00", route: counter, office: department, work: [10 minutes]}
  - {submitted: "2018-03-13 10:00:00", route: counter, office: department, work: [10 minutes]}
  - {submitted: "2018-03-13 18:00:00", route: counter, office: department, work: [10 minutes]}
reasoning: ""
"""
)


def test_whoever_comes_to_a_counter_day_by_day_is_not_forgotten() -> None:
    """The clerk is busy until the end, Wednesday 12:00, and 0 alone has been received: 1 was turned away on two days, 2 and 3 on
    one, which may happen to anybody. At the horizon all three are on their way back."""
    case = simulated_case(COUNTER)
    assert case.log.applications.counted.tolist() == [True, False, False, False]
    assert NotBegun.of(case.log, case.model).application.tolist() == [1]
    assert pool_figures(case.log, case.model, WorkSums.of(case.log, case.model))["department", "clerk"]["waiting"] == 3


def test_the_survival_curve_is_that_of_scipy() -> None:
    rng = np.random.default_rng(7)
    values, done = rng.integers(0, 40, 500).astype(float), rng.random(500) < 0.7
    found, other = survival(values, done), ecdf(CensoredData.right_censored(values, ~done)).sf
    assert found.time.tolist() == other.quantiles.tolist()
    assert found.share == pytest.approx(other.probabilities)
    assert found.at(np.array([-1.0, 0.0, 20.5, 99.0])) == pytest.approx(
        other.evaluate(np.array([-1.0, 0.0, 20.5, 99.0]))
    )
    assert mean_so_far(values, np.ones(500, dtype=bool)) == values.mean()


@cache
def crowded() -> Results:
    """One executor instead of two, to whom the akims' files come after all others."""
    changes = [
        "offices.department.staff.executor.count=1",
        "offices.department.staff.executor.discipline=priority",
        "replications=3",
    ]
    changes += [
        f"arrivals.{name}.priority={number}"
        for name, number in (("at_the_akims", 5), ("at_the_department", 1), ("on_the_portal", 1))
    ]
    return sim.run(sim.load_scenario("west_kazakhstan_social_aid", changes=changes), strengthen=False, workers=1)


def test_a_class_that_is_never_served_has_a_row_and_the_first_word() -> None:
    results = crowded()
    first, last = results.figures.classes[("1",)], results.figures.classes[("5",)]
    akims = results.figures.streams[("at_the_akims",)]
    assert last["waiting"].mean > 0.9 * last["applications"].mean > 200
    assert last["in_time"].mean == 0
    assert last["late"].mean == last["applications"].mean == last["open"].mean
    assert (akims["waiting"], akims["late"]) == (last["waiting"], last["late"])
    assert math.isinf(last["queue_median_h"].mean)
    assert last["queue_median_h"].more_than is not None
    both, whole = first["applications"].mean + last["applications"].mean, results.figures.whole["applications"].mean
    assert both == pytest.approx(whole)
    assert first["late"].mean + last["late"].mean == pytest.approx(results.figures.whole["late"].mean)
    note = results.warnings[0]
    assert (note.key, note.facts["role"]) == ("never_begun", "executor")
    assert next(group["class"] for group in note.facts["groups"]) == "5"
    contents = run_contents(results)
    for medium in ("page", "terminal"):
        section = contents.on(medium)[0][0]
        assert section.key == "never_begun"
        assert "class 5" in section.parts[0].text
        assert all("never begun" not in part.text for part in contents.sections["warnings"].parts)


def test_a_scenario_that_keeps_up_has_no_such_word() -> None:
    study = sim.load_scenario("west_kazakhstan_social_aid", changes=["replications=3"])
    results = sim.run(study, strengthen=False, workers=1)
    assert [note.key for note in results.warnings] == []
    assert results.figures.classes == {}


def test_an_overloaded_counter_costs_no_square_of_time_and_says_so() -> None:
    """Half again as much work as there is time: after twenty days nobody comes any more, so that twice the time has twice the visits."""
    visits = []
    for end in ("2018-09-03", "2019-05-03"):
        changes = [
            f"period={{start: 2018-01-03, warm_up_until: 2018-01-03, end: {end}}}",
            *("replications=2", "arrivals.at_the_department.rate=6000 per year"),
            "services.social_aid.routes.provider.steps.1.work=30 minutes",
        ]
        study = sim.load_scenario("west_kazakhstan_social_aid", changes=changes)
        results = sim.run(study, strengthen=False, workers=1)
        visits.append(results.figures.steps["social_aid", "provider", "1"]["visits"].mean)
    assert 1.9 < visits[1] / visits[0] < 2.4
    first = [note for note in results.warnings if note.key in ("never_begun", "turned_away_for_good")]
    assert {note.facts["role"] for note in first} >= {"employee"}
    note = next(note for note in first if note.key == "turned_away_for_good")
    assert (note.facts["office"], note.facts["times"]) == ("department", 20)
    assert note.facts["applications"] == results.figures.pools["department", "employee"]["stayed_away"].mean > 1000
