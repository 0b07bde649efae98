"""What disturbs the offices is told from what the steps do: waves that an absence or a sitting sends on belong to it."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import pytest

from sim.experiment.causes.disturbance import Disturbance, disturbances
from sim.experiment.causes.find_causes import _effects
from sim.experiment.overview import costliest
from sim.experiment.replications import with_seed_and_replications
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.export.results import summary
from sim.measure.intervals import mean_interval
from sim.report.run.causes import cause_tables, causes_sentence, costliest_on_page, costliest_on_terminal
from sim.report.run.contents import run_contents
from sim.study.loading import load_scenario
from tests.experiment.test_levers import BOARD, asked, ran

ROUTE = ("aid", "provider")
QUICK = {"2": "{work: 10 minutes}"}
LEAVE = "chief: {count: 1, absences: [{first_day: 2018-04-02, last_day: 2018-04-20}]}"
AWAY = Disturbance(
    "absences",
    "town",
    "chief",
    ("offices.town.staff.chief.absences=[]",),
    date(2018, 4, 2),
    date(2018, 4, 20),
)


def assert_all_is_split(results: Results) -> None:
    """Disturbances, steps and the term make up the lateness of every route."""
    causes = results.causes
    assert causes is not None
    for key, late in causes.lateness.items():
        parts = [cause.routes.get(key, 0.0) for cause in causes.causes]
        parts += [row["blame_h"] for step, row in causes.steps.items() if step[:2] == key]
        assert sum(parts) + causes.term_shorter[key] == pytest.approx(late)
        assert all(part >= 0 for part in parts)
    for row in causes.steps.values():
        assert row["blame_h"] == pytest.approx(math.fsum(v for k, v in row.items() if k != "blame_h"))


def test_a_wave_behind_an_absence_is_charged_to_it_and_not_to_the_step_where_it_queues(tmp_path: Path) -> None:
    path = asked(
        tmp_path, "clerk chief expert", f"clerk: 2, {LEAVE}, expert: 1", rate="6.5", term="6 working days", work=QUICK
    )
    results = ran(path)
    steps = {key[2]: row["blame_h"].mean for key, row in results.figures.steps.items()}
    assert steps["3"] > 0.2 * sum(steps.values())  # files queue behind the chief too, all at once
    causes = results.causes
    assert causes is not None
    assert [cause.disturbance for cause in causes.causes] == [AWAY]
    assert_all_is_split(results)
    most = costliest(results, ROUTE)
    assert most is not None
    assert most.cause == AWAY
    assert most.part > 0.8
    text = costliest_on_page(results, ROUTE, "en")
    assert text.startswith("chief away 2018-04-02 to 2018-04-20: ")
    assert costliest_on_terminal(results, ROUTE).startswith("chief\naway\n(")
    assert causes_sentence(results).startswith("What makes answers late: chief away 2018-04-02 to 2018-04-20, ")
    assert "causes" in run_contents(results).sections
    data = json.loads(json.dumps(summary(results)))
    assert data["routes"][0]["costs_most"]["cause"] == {
        "kind": "absences", "at": "town", "of": "chief", "first_day": "2018-04-02", "last_day": "2018-04-20",
    }  # fmt: skip
    assert data["causes"]["disturbances"][0]["settings"] == ["offices.town.staff.chief.absences=[]"]


def test_a_pool_that_is_short_of_people_is_named_where_a_short_absence_matters_little(tmp_path: Path) -> None:
    short = "chief: {count: 1, absences: [{first_day: 2018-04-02, last_day: 2018-04-03}]}"
    path = asked(tmp_path, "clerk chief expert", f"clerk: 2, {short}, expert: 1", rate="8.5", work=QUICK)
    results = ran(path)
    most = costliest(results, ROUTE)
    assert most is not None
    assert (most.cause, most.step, most.reason) == (None, "3", "blame_people_h")
    assert costliest_on_page(results, ROUTE, "en").startswith("step 3: expert, waiting for people: ")


def test_the_lateness_without_a_cause_is_that_of_a_run_with_its_settings(tmp_path: Path) -> None:
    ill = "expert: {count: 1, sickness: {episodes: 1 per month, length: 5 working days}}"
    path = asked(tmp_path, "clerk chief expert", f"clerk: 2, {LEAVE}, {ill}", rate="6")
    results = ran(path)
    causes = results.causes
    assert causes is not None
    assert {cause.disturbance.kind for cause in causes.causes} == {"absences", "sickness"}
    assert_all_is_split(results)
    for cause in causes.causes:
        without = ran(path, *cause.disturbance.changes)
        less = [
            before.routes[ROUTE]["lateness_h"] - after.routes[ROUTE]["lateness_h"]
            for before, after in zip(results.replications, without.replications, strict=True)
        ]
        assert cause.alone.mean == pytest.approx(sum(less) / len(less))
    quiet = ran(path, *(change for cause in causes.causes for change in cause.disturbance.changes))
    left = sum(row["blame_h"] for row in causes.steps.values()) + causes.term_shorter[ROUTE]
    assert left == pytest.approx(quiet.figures.routes[ROUTE]["lateness_h"].mean)


def test_a_commission_that_sits_once_a_week_is_named(tmp_path: Path) -> None:
    path = asked(tmp_path, "clerk board", f"clerk: 1, expert: 1, {BOARD}", work={"2": "{work: 1 minute}"})
    results = ran(path)
    assert costliest_on_page(results, ROUTE, "en").startswith("board sits only on thursday: ")
    assert_all_is_split(results)


def test_a_surge_is_named_by_the_variant_without_it() -> None:
    results = run_study(with_seed_and_replications(load_scenario("asp_surge_april_2019"), 5, None), workers=1)
    causes = results.causes
    assert causes is not None
    assert [cause.disturbance.kind for cause in causes.causes] == ["variant"]
    assert "what the variant 'without_surge' takes out: " in costliest_on_page(
        results, ("targeted_assistance", "provider"), "en"
    )
    assert_all_is_split(results)


def test_nothing_is_simulated_where_nothing_disturbs(tmp_path: Path) -> None:
    results = ran(asked(tmp_path, "clerk expert", "clerk: 2, expert: 1", rate="8.5"))
    assert results.causes is None
    assert causes_sentence(results) == ""
    assert list(cause_tables(results, "en")) == []


def test_what_a_disturbance_does_alone_weighs_only_where_it_can_be_told() -> None:
    sure, unsure, less = mean_interval([10.0, 11.0, 12.0]), mean_interval([9.0, -8.0, 2.0]), mean_interval([-3.0, -9.0])
    assert _effects([sure, unsure, less]) == [11.0, 0.0, 0.0]
    assert _effects([unsure, less]) == [1.0, 0.0]


def test_everything_that_disturbs_is_found_and_can_be_taken_out(tmp_path: Path) -> None:
    board = "board: {sittings: {every: 5, at: '10:00', length: 1 hour, agenda: 9, seats: {expert: 1}}}"
    away = "absences: [{first_day: 2018-04-02, last_day: 2018-04-03}, {first_day: 2018-05-02}]"
    path = asked(
        tmp_path,
        "clerk gate board",
        f"clerk: {{count: 2, {away}}}, expert: {{count: 1, sickness: {{episodes: 1 per year, length: 5 working days}}}}, "
        f"{board}",
        work={"3": "{work: 1 minute}"},
        system="{response: 5 seconds, outages: [{begin: 2018-04-02 02:00, end: 2018-04-04 02:00}], "
        "failures: {between: 300 hours, repair: 2 hours}}",
    )
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "    hours: department\n    staff",
            "    hours: department\n    closed: [{from: 2018-05-14, to: 2018-05-15}]\n    staff",
        ),
        encoding="utf-8",
    )
    scenario = load_scenario(path).scenario
    found = list(disturbances(scenario))
    assert [(one.kind, one.name, one.first, one.last, one.times, one.detail) for one in found] == [
        ("absences", "clerk", date(2018, 4, 2), None, 2, ""),
        ("sickness", "expert", None, None, 1, ""),
        ("sittings", "board", None, None, 1, "every 5 working days"),
        ("closed", "", date(2018, 5, 14), date(2018, 5, 15), 1, ""),
        ("outages", "gate", date(2018, 4, 2), date(2018, 4, 4), 1, ""),
        ("failures", "gate", None, None, 1, ""),
    ]
    quiet = load_scenario(path, changes=[change for one in found for change in one.changes])
    assert list(disturbances(quiet.scenario)) == []
