"""Objections have figures of their own, burden the same people, and are in no figure of first applications."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.conservation import check_conservation
from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog, Truth
from sim.errors import ConservationError
from sim.experiment.comparison.compare import compare
from sim.experiment.precision import missed
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.measure.figures import in_time_shares, measure
from sim.measure.offered_load import offered_load
from sim.measure.weekly_series import weekly_series
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.quantities import HOUR, UNSET
from sim.report.notes import note_sentence
from sim.report.run.routes import objection_paragraph, route_tables
from sim.study.study import Study
from tests.minimal import loaded, regulation_text, scenario_text, service

REGULATION = regulation_text(
    roles=("clerk", "expert", "chief"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, applicant_present: true, source: "5.1"}
        - {n: 2, role: expert, action: works it out, source: "5.2"}
        - {n: 3, role: chief, action: decides, source: "5.3"}
    """,
    terms="provider: {limit: 5 working days, source: {text: the standard}}",
)
OBJECTIONS = "        objections: {chance: 30 %, after: 20 hours, back_to: 2, term: 3 working days, at_most: 2}\n"
# June and July 2018 have 21 working days each.
SCENARIO = scenario_text(
    "Objections",
    period="{start: 2018-06-01, warm_up_until: 2018-06-01, end: 2018-08-01, run_out: 40 working days}",
    replications="4",
    seed="3",
    services=service("""
        provider:
          steps:
            1: {work: 6 minutes}
            2: {work: {distribution: exponential, mean: 2 hours}}
            3: {work: 12 minutes}
    """),
    offices="{town: {hours: department, staff: {clerk: 1, expert: 3, chief: 1}}}",
    arrivals="{all: {service: aid, route: provider, office: town, rate: 8 per working day}}",
)
ROUTE, OF_ROUTE = ("aid", "provider"), ("aid", "provider: objection")


def study_of(folder: Path, *changes: str, objections: str = OBJECTIONS) -> Study:
    before, offices, after = SCENARIO.partition("offices:")
    folder.mkdir(exist_ok=True)
    return loaded(folder, before + objections + offices + after, REGULATION, changes)


def logged(study: Study, replication: int = 1) -> tuple[StepLog, Model]:
    model = build_model(study)
    return simulate(draw_workload(model, replication), model.capacity), model


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return run_study(study_of(tmp_path_factory.mktemp("with")), strengthen=False, workers=1, keep_logs=True)


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return run_study(
        study_of(tmp_path_factory.mktemp("without"), objections=""), strengthen=False, workers=1, keep_logs=True
    )


def test_the_figures_are_counted_from_the_log(results: Results) -> None:
    for log, figures in zip(results.logs, results.replications, strict=True):
        applications = log.applications
        objects, counted = applications.parent != UNSET, applications.counted
        known = counted & log.due
        yes = applications.in_time == Truth.yes
        assert figures.routes[ROUTE]["applications"] == (counted & ~objects).sum() > 0
        assert figures.routes[OF_ROUTE]["applications"] == (counted & objects).sum() > 0
        assert figures.whole["applications"] == (counted & ~objects).sum()
        assert figures.whole["objections"] == (counted & objects).sum()
        assert figures.whole["in_time"] == yes[known & ~objects].mean() == figures.routes[ROUTE]["in_time"]
        assert figures.whole["objections_in_time"] == yes[known & objects].mean() == figures.routes[OF_ROUTE]["in_time"]
        assert figures.whole["late"] == (~yes[known & ~objects]).sum()
        assert (
            figures.streams["all",]["arrivals"]
            == (~objects).sum() - (applications.submitted[~objects] >= results.model.window.horizon).sum()
        )
        assert in_time_shares(log, results.model).whole == figures.whole["in_time"]
        files = figures.pools["town", "expert"]["files"]
        assert files > figures.routes[ROUTE]["applications"], "the same people do both"


def test_an_objection_follows_the_answer_to_its_parent_by_the_drawn_time(results: Results) -> None:
    for log in results.logs:
        applications, parent = log.applications, log.applications.parent
        came = np.flatnonzero((parent != UNSET) & (applications.submitted != UNSET))
        np.testing.assert_array_equal(applications.submitted[came], applications.handed_out[parent[came]] + 20 * HOUR)
        hours = results.model.capacity.offices[0].clock.hours
        received = came[applications.received[came] != UNSET]
        np.testing.assert_array_equal(
            applications.received[received], hours.next_open_many(applications.submitted[received])
        )


def test_a_log_in_which_somebody_objects_before_the_answer_is_refused(tmp_path: Path) -> None:
    model = build_model(study_of(tmp_path))
    workload = draw_workload(model, 1)
    log = simulate(workload, model.capacity)
    log.applications.submitted[log.objections] += 1_000_000
    with pytest.raises(ConservationError, match="an answer was objected to before it was given"):
        check_conservation(log, workload, model.capacity)


def test_the_load_counts_the_work_of_objections(tmp_path: Path) -> None:
    """30 % object, and 30 % of these again: 0.39 objections to an application, of 2 h for the expert and 12 min for the chief."""
    loads = {load.role: load for load in offered_load(build_model(study_of(tmp_path)))}
    assert loads["clerk"].work_by_month == pytest.approx((21 * 8 * 0.1,) * 2)
    assert loads["expert"].work_by_month == pytest.approx((21 * 8 * 1.39 * 2,) * 2)
    assert loads["chief"].work_by_month == pytest.approx((21 * 8 * 1.39 * 0.2,) * 2)


def test_objections_make_everybody_wait_longer(results: Results, without: Results) -> None:
    """On the same arrivals: no first application is better off on average, and the experts are busier."""
    for after, before in zip(results.replications, without.replications, strict=True):
        assert after.pools["town", "expert"]["utilisation"] > before.pools["town", "expert"]["utilisation"]
        assert after.pools["town", "expert"]["queue_mean_h"] > before.pools["town", "expert"]["queue_mean_h"]
        assert after.routes[ROUTE]["median_days"] >= before.routes[ROUTE]["median_days"]
        assert after.routes[ROUTE]["applications"] == before.routes[ROUTE]["applications"]
        assert after.whole["in_time"] <= before.whole["in_time"]
        assert "objections" not in before.whole


def test_where_nobody_waits_first_applications_are_as_without_objections(tmp_path: Path) -> None:
    many = tuple(f"offices.town.staff.{role}=200" for role in ("clerk", "expert", "chief"))
    log, model = logged(study_of(tmp_path / "with", *many))
    other, plain = logged(study_of(tmp_path / "without", *many, objections=""))
    assert log.objections.sum() > 50
    weeks, expected = weekly_series(log, model), weekly_series(other, plain)
    np.testing.assert_array_equal(weeks.in_progress, expected.in_progress)
    np.testing.assert_array_equal(weeks.elapsed_h[0], expected.elapsed_h[0])
    np.testing.assert_array_equal(weeks.received[0], expected.received[0])
    assert not weeks.received[1].any()
    assert measure(log, model).routes[ROUTE] == measure(other, plain).routes[ROUTE]


def test_the_report_names_them_beside_the_routes(results: Results, without: Results) -> None:
    (paragraph,) = objection_paragraph(results)
    assert paragraph.text.startswith("Objections to answers are cases of their own: ")
    assert "have rows of their own and are in no share over all routes" in paragraph.text
    assert not list(objection_paragraph(without))
    _, terminal = route_tables(results, "en")
    assert terminal.columns == ("provider", "provider: objection")
    terms = next(row for row in terminal.rows if row[0] == "term")
    assert terms == ("term", "5 working days", "3 working days")


def test_a_comparison_matches_them_by_name_and_leaves_them_out_of_the_whole(tmp_path: Path) -> None:
    quick = ("replications=2", "period.end=2018-07-01")
    cases = [study_of(tmp_path / str(n), f"offices.town.staff.expert={n}", *quick) for n in (3, 4)]
    found = compare(cases, ["three", "four"], workers=1)
    places = {difference.place.key for difference in found.differences if difference.place.kind == "route"}
    assert places == {ROUTE, OF_ROUTE}
    assert not [difference for difference in found.differences if difference.place.kind == "whole"]
    plain = study_of(tmp_path / "plain", *quick, objections="")
    found = compare([cases[0], plain], ["with", "without"], workers=1)
    assert {d.place.key for d in found.differences if d.place.kind == "route"} == {ROUTE}
    assert "not compared, since not all cases have it: aid / provider: objection ('with')" in [
        note_sentence(note) for note in found.warnings
    ]


def test_precision_of_every_route_asks_for_no_more_objections(tmp_path: Path) -> None:
    """Their few answers would ask for ever more replications."""
    asked = "precision={half_width: 49 %, on: term compliance of every route, at_most: 10}"
    results = run_study(study_of(tmp_path, asked, "period.end=2018-06-05"), strengthen=False, workers=1)
    assert not [note for note in missed(results.study.scenario, results.replications) if note.key == "precision_missed"]
