"""Every shipped scenario runs, keeps what its text promises, and asks a question whose variants differ."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.experiment import Results, run_study, simulated
from sim.load import full_agendas, offered_load
from sim.loading import Reader, load_scenario
from sim.shipped import shipped_scenarios
from sim.workload import Model, build_model

VARIANTS = tuple(
    (scenario, variant) for scenario in shipped_scenarios() for variant in (None, *Reader(scenario).variants)
)


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
    assert log.a_counted.sum() > 20


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


def test_the_nine_services_of_karaganda_share_one_staff() -> None:
    """Without the certificates the executors have less to do, and without other files certificates would be in time."""
    whole, first = results("karaganda_department"), results("karaganda_department", "certificates_first")
    assert len({service for service, _ in whole.figures.routes}) == 9
    key = ("recipient_certificate", "provider")
    assert whole.figures.routes[key]["in_time"].mean < 0.75
    assert first.figures.routes[key]["in_time"].mean > whole.figures.routes[key]["in_time"].mean + 0.05
    executor = next(i for i, pool in enumerate(model("karaganda_department").capacity.pools) if pool.role == "executor")
    feeding = {
        stream.name.rsplit("_", 1)[0]
        for stream in model("karaganda_department").streams
        for pools in stream.pools.values()
        if executor in pools.tolist()
    }
    assert len(feeding) >= 6


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
