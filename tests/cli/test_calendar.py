"""The days of a calendar with the hours that belong to them, shipped ones or those of a scenario."""

import json
from pathlib import Path

from typer.testing import CliRunner

from sim.cli.main import app
from tests.minimal import changed, written


def test_the_hours_of_a_scenario_are_shown_day_by_day(tmp_path: Path) -> None:
    hours = (
        "    weekdays: 09:00-13:00, 14:00-18:00\n    tuesday: 20:00-02:00, 03:00-08:00\n    changes:\n"
        "      - {from: 2018-05-24, until: 2018-05-25, weekdays: closed}\n"
    )
    path = written(tmp_path, changed("    weekdays: 09:00-13:00, 14:00-18:00\n", hours))
    words = ["calendar", str(path), "--hours", "short_day", "--from", "2018-05-21", "--to", "2018-05-25"]
    rows = json.loads(CliRunner().invoke(app, [*words, "--format", "json"]).stdout)
    day = "09:00-13:00, 14:00-18:00"
    assert [row["times"] for row in rows] == [day, "20:00-02:00, 03:00-08:00", day, "", day]
    # By civil day: four hours of Tuesday's night lie on Tuesday, seven on Wednesday beside its own eight.
    assert [row["open"] // 3600 for row in rows] == [8, 4, 15, 0, 8]
    table = CliRunner().invoke(app, words, env={"COLUMNS": "120"}).stdout
    assert "20:00-02:00, 03:00-08:00" in table


def test_hours_that_a_scenario_does_not_know(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["calendar", str(written(tmp_path)), "--hours", "short_days"])
    assert result.exit_code == 2
    assert "no hours are called 'short_days'; did you mean 'short_day'?" in result.stderr
