"""Files that lie in an office: which will be late, against what became of them, and as a user is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.errors import InputError
from sim.forecast.open.open_files import OpenFilesForecast, forecast_open_files
from sim.quantities import DAY, UNSET, civil
from sim.register.events.event_register import EventRegister
from tests.forecast.lateness.dates_register import dates_register

CLERKS = (0.1, 0.3, 0.6)
CUT = 300 * DAY


@pytest.fixture(scope="module")
def register() -> EventRegister:
    return dates_register(2, 1500, CLERKS)[0]


@pytest.fixture(scope="module")
def forecast(register: EventRegister) -> OpenFilesForecast:
    return forecast_open_files(register, CUT)


def test_the_riskiest_come_first_and_were_late_more_often(register: EventRegister, forecast: OpenFilesForecast) -> None:
    late = dict(zip(register.cases, (register.ready > register.due).tolist(), strict=True))
    seen = np.array([late[file.case] for file in forecast.files])
    foretold = np.array([file.probability for file in forecast.files])
    assert (np.diff(foretold) <= 0).all()
    third = len(seen) // 3
    assert seen[:third].mean() > seen[-third:].mean() + 0.2
    assert ((foretold - seen) ** 2).mean() < 0.9 * seen.var(), "better than one probability for all"
    assert foretold[:third].mean() == pytest.approx(seen[:third].mean(), abs=0.15), "calibrated where it is risky"


def test_the_numbers_by_week_hold_what_was_seen_and_sum_to_the_whole(
    register: EventRegister, forecast: OpenFilesForecast
) -> None:
    here = (register.came < CUT) & (register.ready >= CUT) & (register.due >= CUT)
    late = here & (register.ready > register.due)
    assert forecast.total.files == here.sum() == sum(count.files for _, count in forecast.weeks)
    assert forecast.total.low <= late.sum() <= forecast.total.high
    assert sum(count.late for _, count in forecast.weeks) == pytest.approx(forecast.total.late)
    weekdays = {monday.weekday() for monday, _ in forecast.weeks}
    assert weekdays == {0}
    held = 0
    for monday, count in forecast.weeks:
        begin = (monday.toordinal() - civil(0).date().toordinal()) * DAY
        seen = int((late & (register.due >= begin) & (register.due < begin + 7 * DAY)).sum())
        held += count.low <= seen <= count.high
    assert held >= len(forecast.weeks) - 1


def test_what_is_late_already_is_counted_apart(register: EventRegister, forecast: OpenFilesForecast) -> None:
    assert forecast.overdue == ((register.due < CUT) & (register.ready >= CUT)).sum()
    none_due = forecast_open_files(replace(register, due=np.where(register.came > CUT - DAY, UNSET, register.due)), CUT)
    assert none_due.without_due == ((register.came > CUT - DAY) & (register.came < CUT)).sum()


def test_a_register_that_knows_too_little_is_refused(register: EventRegister) -> None:
    with pytest.raises(InputError, match="with a due date are known to be in time or late"):
        forecast_open_files(register, 20 * DAY)


def invoke(*words: str) -> Result:
    words = ("forecast", "west_kazakhstan_social_aid", *words)
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, list(words), catch_exceptions=False)


def written(register: EventRegister, file: Path) -> Path:
    """The register as it was known at the cut, as a CSV file."""
    lines = ["case,received,ready,due,clerk"]
    for i in np.flatnonzero(register.came < CUT).tolist():
        ready = f"{civil(int(register.ready[i]))}" if register.ready[i] < CUT else ""
        clerk = "abc"[int(register.columns["clerk"].code[i])]
        lines.append(
            f"{register.cases[i]},{civil(int(register.came[i]))},{ready},{civil(int(register.due[i]))},{clerk}"
        )
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_the_command_prints_the_riskiest_and_data_have_all(register: EventRegister, tmp_path: Path) -> None:
    file = str(written(register, tmp_path / "register.csv"))
    table = invoke("--open", file, "--at", f"{civil(CUT):%Y-%m-%d}")
    assert table.exit_code == 0
    assert "Which will be late, the riskiest first" in table.stdout
    assert table.stdout.count("case ") == 20
    data = json.loads(invoke("--open", file, "--at", f"{civil(CUT):%Y-%m-%d}", "--format", "json").stdout)
    assert data["told_apart_by"] == "clerk"
    assert len(data["files"]) == data["total"]["files"] > 20
    rows = invoke("--open", file, "--format", "csv").stdout.splitlines()
    assert rows[0] == "case,group,received,due,late,low,high"


def test_options_of_open_files_are_refused_without_a_register() -> None:
    result = invoke("--at", "2018-10-01", "--format", "csv")
    assert result.exit_code == 2
    assert "--at: this concerns the open files of a register" in result.output
    assert invoke("--open", "nowhere.csv", "--at", "yesterday").exit_code == 2
