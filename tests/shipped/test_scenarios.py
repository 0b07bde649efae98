"""Every shipped scenario runs, keeps what its text promises, and asks a question whose variants differ."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.replications import simulated
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.measure.offered_load import bottleneck, full_agendas, offered_load
from sim.model.model import Model, build_model
from sim.quantities import DAY
from sim.shipped import shipped_regulations, shipped_scenarios
from sim.study.loading import Reader, load_scenario
from tests.engine.compiled.same_record import assert_same_record, compiled_only, unsupported
from tests.engine.compiled.workloads import replication

VARIANTS = tuple(
    (scenario, variant) for scenario in shipped_scenarios() for variant in (None, *Reader(scenario).variants)
)
KARAGANDA, CARE_HOME = "karaganda_department", "west_kazakhstan_care_home"
# Without a portal 51.5 and 40.3 % become 56.1 and 43.9 %; of those who go to the provider, 60 % go to an akim.
WITHOUT_A_PORTAL = {"provider": 0.561 * 0.4, "akim": 0.561 * 0.6, "state_corporation": 0.439}
DEPARTMENT_SERVICES: dict[str, tuple[int, dict[str, float]]] = {
    "targeted_assistance": (624, WITHOUT_A_PORTAL),
    "child_allowance": (63, WITHOUT_A_PORTAL),
    "recipient_certificate": (
        468,
        {"provider": 0.515 * 0.4, "akim": 0.515 * 0.6, "state_corporation": 0.403, "portal": 0.082},
    ),
    "rural_fuel": (1000, {"provider": 0.1, "akim": 0.6, "state_corporation": 0.3}),
    "home_care": (100, {"provider": 1}),
    "medical_social_institutions": (47, {"provider": 1}),
}
CENTRE_SERVICES: dict[str, tuple[int, dict[str, float]]] = {
    "job_seeker_registration": (1316, {"employment_centre": 0.918, "portal": 0.082}),
    "unemployed_registration": (495, {"employment_centre": 1}),
    "employment_referral": (616, {"employment_centre": 0.918, "portal": 0.082}),
}
YEARLY = DEPARTMENT_SERVICES | CENTRE_SERVICES
"""Applications a year of each Karaganda service, and the share of each channel, as the head of the scenario derives them."""


@cache
def results(scenario: str, variant: str | None = None) -> Results:
    """Two replications of a shipped scenario."""
    return run_study(load_scenario(scenario, variant, ["replications=2"]), strengthen=False)


@cache
def model(scenario: str, variant: str | None = None) -> Model:
    """A shipped scenario made ready."""
    return build_model(load_scenario(scenario, variant))


@pytest.mark.parametrize("scenario", shipped_scenarios())
def test_a_shipped_scenario_runs_and_every_stream_brings_what_it_says(scenario: str) -> None:
    figures = results(scenario).figures
    for (stream,), row in figures.streams.items():
        assert row["expected"].mean > 0, stream
        assert abs(row["arrivals"].mean - row["expected"].mean) < 5 * np.sqrt(row["expected"].mean / 2) + 1, stream
    assert all(row["applications"].mean > 0 for row in figures.routes.values())


@pytest.mark.parametrize(("scenario", "variant"), VARIANTS)
def test_every_variant_can_be_drawn_and_simulated(scenario: str, variant: str | None) -> None:
    log = next(simulated(model(scenario, variant), 1))[1]
    assert log.applications.counted.sum() > 20


@compiled_only
@pytest.mark.parametrize(("scenario", "variant"), VARIANTS)
def test_both_engines_give_one_record_of_every_variant(scenario: str, variant: str | None) -> None:
    workload, capacity = replication(model(scenario, variant), 1)
    assert unsupported(workload, capacity) is None
    assert_same_record(workload, capacity, f"{scenario} {variant}")


@pytest.mark.parametrize("scenario", [name for name in shipped_scenarios() if "portal_outage" not in name])
def test_nobody_in_a_shipped_scenario_is_expected_to_be_overloaded(scenario: str) -> None:
    assert all(load.load < 1 for load in offered_load(model(scenario)))
    assert not full_agendas(model(scenario))


@pytest.mark.parametrize("scenario", shipped_scenarios())
def test_titles_and_offices_have_names_in_three_languages(scenario: str) -> None:
    study = load_scenario(scenario)
    titles = [study.scenario.scenario, study.scenario.description]
    titles += [office.title for office in study.scenario.offices.values()]
    for title in titles:
        assert title.kk, title
        assert title.ru, title
        assert title.en, title
        assert len({title.kk, title.ru, title.en}) == 3, title


def share(scenario: str, variant: str | None = None, route: str = "provider") -> float:
    """Share in time on a route of the only service."""
    return next(
        row["in_time"].mean for key, row in results(scenario, variant).figures.routes.items() if key[1] == route
    )


def test_a_deputy_saves_the_answers_that_the_leave_of_the_head_makes_late() -> None:
    assert share("head_on_leave") < 0.6
    assert share("head_on_leave", "deputy_signs") > share("head_on_leave") + 0.3
    assert share("head_on_leave", "two_leaves") > share("head_on_leave")


def test_more_days_of_sitting_make_fewer_answers_late() -> None:
    weekly, twice, daily = (share("commission_weekly_vs_daily", v) for v in (None, "twice_a_week", "daily"))
    assert weekly < twice < daily
    assert share("commission_weekly_vs_daily", "short_agenda") < weekly
    assert len(full_agendas(model("commission_weekly_vs_daily", "short_agenda"))) == 1


def executor_of(made: Model) -> int:
    """Position of the pool of the department's executors."""
    capacity = made.capacity
    return next(
        i
        for i, p in enumerate(capacity.pools)
        if (capacity.offices[p.office].name, p.role) == ("department", "executor")
    )


def test_karaganda_has_every_route_of_its_nine_regulations() -> None:
    study = load_scenario(KARAGANDA)
    used = {service.regulation: set(service.routes) for service in study.scenario.services.values()}
    shipped = {name for name in shipped_regulations() if name.startswith("karaganda_2016_")}
    assert len(shipped) == 9
    assert used.keys() == shipped
    for key, regulation in study.regulations.items():
        assert used[regulation.regulation] == regulation.routes.keys(), key


def test_six_services_of_karaganda_meet_at_the_executors_and_three_at_the_employment_centre() -> None:
    made = model(KARAGANDA)
    meet: dict[tuple[str, str], set[str]] = {}
    for stream in made.streams:
        for pools in stream.pools.values():
            for p in pools[pools >= 0].tolist():
                pool = made.capacity.pools[p]
                office = made.capacity.offices[pool.office].name
                meet.setdefault((office, pool.role), set()).add(made.routes[stream.route].service)
    department = DEPARTMENT_SERVICES.keys()
    for role in ("employee", "head", "executor"):
        assert meet["department", role] == department, role
    for role in ("centre_specialist", "centre_head", "centre_executor"):
        assert meet["employment_centre", role] == CENTRE_SERVICES.keys(), role
    assert meet["rural_akim 7", "akim"] == {
        "targeted_assistance", "child_allowance", "recipient_certificate", "rural_fuel"
    }  # fmt: skip


@pytest.mark.parametrize("service", ["rural_fuel", "home_care"])
def test_without_one_service_the_executors_of_karaganda_are_less_busy_and_the_others_faster(service: str) -> None:
    streams = [name for name, stream in load_scenario(KARAGANDA).scenario.arrivals.items() if stream.service == service]
    gone = [f"services.{service}=null", *(f"arrivals.{name}=null" for name in streams), "replications=2"]
    whole = results(KARAGANDA)
    less = run_study(load_scenario(KARAGANDA, changes=gone), strengthen=False)
    key = ("department", "executor")
    mine = sum(
        row["work_mean_h"].mean * whole.figures.routes[step[:2]]["applications"].mean
        for step, row in whole.figures.steps.items()
        if step[0] == service and whole.model.plan(step).step(step[2]).role == "executor"
    )
    busy, left = whole.figures.pools[key], less.figures.pools[key]
    assert left["work_h"].mean == pytest.approx(busy["work_h"].mean - mine, rel=0.03)
    assert left["utilisation"].mean < busy["utilisation"].mean - 0.05
    assert left["queue_mean_h"].mean < busy["queue_mean_h"].mean


@pytest.mark.parametrize(("service", "yearly", "shares"), [(s, *row) for s, row in YEARLY.items()])
def test_the_streams_of_karaganda_make_the_yearly_number_in_the_stated_shares(
    service: str, yearly: int, shares: dict[str, float]
) -> None:
    arrivals = load_scenario(KARAGANDA).scenario.arrivals.values()
    mine = {stream.route: stream for stream in arrivals if stream.service == service}
    assert mine.keys() == shares.keys()
    assert sum(stream.rate.value for stream in mine.values()) == yearly
    for route, stream in mine.items():
        assert stream.rate.unit == "year"
        assert stream.rate.value == pytest.approx(yearly * shares[route], abs=1), route


def test_expected_applications_follow_the_working_days_of_the_ministrys_calendar() -> None:
    """By the year's rate and the printed calendar: ten months of 2018, and the whole of 2019."""
    expected = {stream: row["expected"].mean for (stream,), row in results(KARAGANDA).figures.streams.items()}
    with (Path(__file__).parents[1] / "calendar" / "kz_working_days.csv").open(encoding="utf-8") as file:
        rows = [
            row for row in csv.DictReader(line for line in file if not line.startswith("#")) if row["year"] == "2018"
        ]
    days = {int(row["month"]): int(row["working_days"]) for row in rows}
    counted = sum(number for month, number in days.items() if month >= 3) / sum(days.values())
    for name, stream in load_scenario(KARAGANDA).scenario.arrivals.items():
        if stream.office in ("department", "rural_akim", "employment_centre") and stream.route != "portal":
            assert expected[name] == pytest.approx(stream.rate.value * counted, rel=1e-9), name
    whole = results(CARE_HOME).figures.streams
    assert {stream: round(row["expected"].mean, 6) for (stream,), row in whole.items()} == {
        "in_the_city": 150, "in_the_city_through_the_corporation": 65, "in_the_districts": 215
    }  # fmt: skip


@pytest.mark.parametrize(("scenario", "low", "high"), [(KARAGANDA, 0.70, 0.80), (CARE_HOME, 0.70, 0.85)])
def test_the_executors_are_the_bottleneck_and_no_month_is_more_than_they_can_do(
    scenario: str, low: float, high: float
) -> None:
    loads = offered_load(model(scenario))
    busiest = bottleneck(loads)
    assert busiest is not None
    assert (busiest.kind, busiest.role) == ("department", "executor")
    assert low < busiest.load < high
    assert all(month < 1 for load in loads for month in load.by_month)


@pytest.mark.parametrize("scenario", [KARAGANDA, CARE_HOME])
def test_a_step_whose_limit_is_in_days_takes_less_on_average_and_an_executors_step_the_most(scenario: str) -> None:
    found = results(scenario)
    for plan in found.model.routes:
        takes = next(s for s in found.model.streams if found.model.routes[s.route] is plan).work
        work = {step.key: duration.expected_work for step, duration in zip(plan.steps, takes, strict=True)}
        for step, duration in zip(plan.steps, takes, strict=True):
            if step.limit is not None and step.limit.unit == "working_days":
                held = duration.hold.mean_seconds if duration.hold else 0
                assert duration.expected_work + held < (step.limit.working_seconds or 0), (plan.key, step.key)
        assert plan.step(max(work, key=lambda key: work[key])).role.endswith("executor"), plan.key


def test_certificates_that_go_first_wait_less_yet_nobody_leaves_a_household_for_them() -> None:
    whole, first = (results(KARAGANDA, variant).figures.routes for variant in (None, "certificates_first"))
    for route in ("provider", "portal"):
        key = ("recipient_certificate", route)
        assert whole[key]["in_time"].mean < first[key]["in_time"].mean, route
        assert first[key]["queue_p95_h"].mean < whole[key]["queue_p95_h"].mean, route
    assert first["recipient_certificate", "provider"]["in_time"].mean < 0.75
    assert whole["recipient_certificate", "akim"]["in_time"].mean > 0.9  # at the akim's nobody else stands before them


def test_a_substitute_in_the_summer_shortens_answers_and_an_empty_post_makes_them_late() -> None:
    key = ("targeted_assistance", "state_corporation")
    substitute, ordinary, empty = (
        results(KARAGANDA, variant).figures.routes[key] for variant in ("summer_substitute", None, "two_executors")
    )
    assert substitute["median_hours"].mean < ordinary["median_hours"].mean
    assert substitute["p95_hours"].mean < ordinary["p95_hours"].mean
    assert empty["in_time"].mean < 0.6 < ordinary["in_time"].mean


def test_city_and_districts_of_the_care_homes_share_one_body_of_the_region() -> None:
    made = model(CARE_HOME)
    body = next(i for i, pool in enumerate(made.capacity.pools) if pool.role == "authorised_body")
    assert all(body in pools.tolist() for stream in made.streams for pools in stream.pools.values())
    assert len({office for stream in made.streams for office in stream.pools}) == 1 + 1 + 12
    seen = {s.name: {int(p) for pools in s.pools.values() for p in pools if p >= 0} for s in made.streams}
    assert executor_of(made) in seen["in_the_city"] & seen["in_the_city_through_the_corporation"]
    assert executor_of(made) not in seen["in_the_districts"]


def test_a_second_specialist_brings_the_city_below_its_term_and_a_quick_akimat_saves_days() -> None:
    key = ("care_home", "state_corporation")
    ordinary, second, quick = (
        results(CARE_HOME, variant).figures.routes[key] for variant in (None, "second_specialist", "quick_decision")
    )
    assert second["in_time"].mean >= 0.98
    assert second["p95_days"].mean < ordinary["p95_days"].mean - 2
    assert quick["median_days"].mean < ordinary["median_days"].mean - 1


def test_an_outage_of_the_portal_hits_requests_of_the_portal_only() -> None:
    figures = results("portal_outage").figures
    ordinary = results("west_kazakhstan_social_aid").figures
    assert figures.systems[("portal",)]["down_h"].mean == 72
    assert ordinary.systems == {}
    assert results("portal_outage", "random_failures").figures.systems[("portal",)]["down_h"].mean > 72


def test_the_akims_of_aktogay_are_those_of_the_act() -> None:
    names = [office.name for office in model("aktogay_2013").capacity.offices if office.kind == "rural_akim"]
    assert len(names) == 17
    assert all(not name.startswith("rural_akim") for name in names)
    assert results("aktogay_2013").figures.transfers


def test_files_of_the_state_corporation_travel_both_ways_in_aktobe() -> None:
    ways = [key[2] for key in results("aktobe_home_schooling").figures.transfers]
    assert ways == ["7 to 9", "provider.5 to 11"]


def test_booking_and_a_third_morning_shorten_the_waits_at_the_reception() -> None:
    """Two mornings without booking, with it, and three: waits fall, fewer give up, and slots become free earlier."""
    variants = ("without_booking", None, "third_morning")
    halls = [results("reception_days", variant).figures.halls["department", "employee"] for variant in variants]
    bare, booked, third = halls
    assert bare["wait_min"].mean > booked["wait_min"].mean > third["wait_min"].mean
    assert bare["gave_up"].mean > booked["gave_up"].mean > third["gave_up"].mean
    assert all(row["booked_wait_min"].mean < row["unbooked_wait_min"].mean for row in (booked, third))
    assert third["days_to_next_free"].mean < booked["days_to_next_free"].mean
    assert third["empty_share"].mean > booked["empty_share"].mean
    assert np.isnan(bare["slots"].mean)
    (grid,) = [pool.slots for pool in model("reception_days").capacity.pools if pool.slots is not None]
    days = np.unique(grid.begin // DAY)
    assert (days % 7 == 0).sum() + (days % 7 == 5).sum() >= len(
        days
    ) - 2  # day 0 was a Thursday; Saturdays worked for them
