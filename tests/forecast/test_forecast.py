"""Forecasts of a small office: changes go where they have to, share their random numbers, and are refused with their reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.all_commands import app
from sim.errors import InputError
from sim.forecast.forecast import Forecast, ForecastOptions, run_forecast
from sim.forecast.forecast_cases import ForecastCase, stated_base, stated_cases
from tests.forecast.small_office import small_office

QUICK = ForecastOptions(cases=60, draws=40, replications=2, workers=1)
AS_IT_IS = ForecastCase("")


def foretold(folder: Path, cases: Sequence[str], options: ForecastOptions = QUICK) -> Forecast:
    study = small_office(folder)
    return run_forecast(study, AS_IT_IS, stated_cases(study.scenario, cases), options)


def test_changes_go_in_the_right_direction_and_are_told(tmp_path: Path) -> None:
    found = foretold(tmp_path, ["more: chief=2", "less: demand=0.6", "slower: work.chief=1.2", "same: clerk=1"])
    mean = [figure.key for figure in found.figures].index("cycle_mean_h")
    more, less, slower, same = (found.difference(case, mean) for case in (1, 2, 3, 4))
    assert more.told
    assert more.value < 0 < slower.value
    assert slower.told
    assert less.value < 0
    assert (same.low, same.value, same.high) == (0, 0, 0)


def test_ignorance_makes_intervals_wider(tmp_path: Path) -> None:
    known = small_office(tmp_path, uncertain=False)
    without = run_forecast(known, AS_IT_IS, (), replace(QUICK, draws=48))
    with_ranges = foretold(tmp_path, [], replace(QUICK, draws=48))
    narrow, wide = (found.estimate(0, 0) for found in (without, with_ranges))
    assert wide.high - wide.low > narrow.high - narrow.low


def test_it_is_the_same_with_any_number_of_processes_and_with_a_path_for_a_short_name(tmp_path: Path) -> None:
    short = foretold(tmp_path, ["more: chief=2"])
    path = foretold(tmp_path, ["more: offices.town.staff.chief=2"])
    assert (short.values == path.values).all()


def test_a_period_can_be_asked_about(tmp_path: Path) -> None:
    options = ForecastOptions(start=date(2024, 4, 1), end=date(2024, 5, 1), draws=3, replications=1, workers=1)
    found = foretold(tmp_path, [], options)
    assert found.study.scenario.period.counted_from == date(2024, 4, 1)
    assert found.study.scenario.period.start == date(2024, 3, 4)


def test_members_with_names_stay_where_more_are_wanted(tmp_path: Path) -> None:
    scenario = small_office(tmp_path, staff="{clerk: 1, chief: {members: {ann: {}, bob: {}}}}").scenario
    more, fewer = stated_cases(scenario, ["a: chief=3", "b: chief=1"])
    assert more.settings == ("offices.town.staff.chief.members.added_1={}",)
    assert fewer.settings == ("offices.town.staff.chief.members.bob=null",)
    assert stated_base(scenario, ["demand=2"]).scaled[0].times == 2


@pytest.mark.parametrize(
    "case",
    [
        "more chief=2",
        "more: cheif=2",
        "more: chief=two",
        "more: chief=0",
        "less: demand=-1",
        "less: demand=much",
        "a: chief",
        ": chief=2",
    ],
)
def test_what_cannot_be_changed_is_told(tmp_path: Path, case: str) -> None:
    with pytest.raises(InputError) as raised:
        stated_cases(small_office(tmp_path).scenario, [case, "good: chief=2"])
    assert raised.value.faults[0].file == "--case"


def test_two_cases_of_one_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        stated_cases(small_office(tmp_path).scenario, ["a: chief=2", "a: chief=3"])


def test_the_command_prints_tables_sentences_and_data(tmp_path: Path) -> None:
    small_office(tmp_path)
    words = [
        "forecast",
        str(tmp_path / "office.yaml"),
        "--cases",
        "30",
        "--draws",
        "20",
        "--replications",
        "2",
        "--workers",
        "1",
    ]
    words += ["--case", "more: chief=3", "--set", "demand=1.1"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert "'more'" in told.output
    assert max(map(len, told.output.splitlines())) <= 80
    data = json.loads(CliRunner().invoke(app, [*words, "--format", "json", "--out", str(tmp_path / "out")]).stdout)
    assert [case["name"] for case in data["cases"]] == ["as_it_is", "more"]
    assert json.loads((tmp_path / "out" / "forecast.json").read_text(encoding="utf-8"))["cases"] == data["cases"]
    assert CliRunner().invoke(app, [*words, "--start", "soon"]).exit_code == 2
