"""The warm-up in a run end to end, and Welch's plot of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.dates import date2num
from typer.testing import CliRunner

from sim.cli.main import app
from sim.engine.steplog import StepLog
from sim.experiment.run import run_study
from sim.experiment.warm_up import one_by_one, stated_warm_up, with_found_warm_up
from sim.export.results import summary
from sim.model.model import build_model
from sim.report.run.warm_up import warm_up_chart, welch_plot
from tests.experiment.warming import FOUND, LONG, filling_pilot, quiet
from tests.minimal import loaded

# Welch's plot.


def test_the_plot_shows_the_table(tmp_path: Path) -> None:
    _, seen = with_found_warm_up(loaded(tmp_path, FOUND), quiet, filling_pilot(1.5))
    assert seen is not None
    table = seen.table()
    averaged = [(name, f"{name}_average") for name in ("in_progress", "elapsed_h", "in_time")]
    assert list(table.columns) == ["week", *(name for pair in averaged for name in pair)]
    assert table.week.dt.date.tolist() == list(seen.weeks)
    figure = warm_up_chart(seen)
    panels = zip(figure.axes, averaged, ("files", "[h]", "[%]"), (1, 1, 100), strict=True)
    for axes, (column, average), unit, scale in panels:
        lines = {str(line.get_label()): line for line in axes.get_lines()}
        assert np.array_equal(lines["weekly mean"].get_ydata(), scale * table[column], equal_nan=True)
        assert np.array_equal(lines["moving average"].get_ydata(), scale * table[average], equal_nan=True)
        assert [day - timedelta(days=3) for day in lines["weekly mean"].get_xdata(orig=True)] == list(seen.weeks)
        assert lines["settled by MSER-5"].get_xdata(orig=True)[0] == seen.settled_from
        assert unit in axes.get_ylabel()
        (span,) = axes.patches
        assert (span.get_x(), span.get_x() + span.get_width()) == tuple(date2num([seen.weeks[0], seen.counted_from]))
    assert "week" in figure.get_supxlabel()


def test_a_plot_without_truncation_or_weeks_is_drawn_too(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path))
    seen = stated_warm_up(model, list(one_by_one(model, 2)))
    assert seen is not None
    labels = [str(line.get_label()) for line in welch_plot(seen.table()).axes[0].get_lines()]
    assert labels == ["weekly mean", "moving average"]
    assert len(welch_plot(seen.table().iloc[:0]).axes) == 2


# A run end to end.


def test_a_run_counts_from_the_found_day_as_if_it_had_been_stated(tmp_path: Path) -> None:
    logs: list[StepLog] = []
    found = run_study(loaded(tmp_path, FOUND), strengthen=False, on_log=logs.append)
    assert found.warm_up is not None
    assert found.warm_up.found
    day = found.warm_up.counted_from
    assert found.study.scenario.period.warm_up_until == day == found.warm_up.settled_from
    assert day > date(2018, 5, 2)
    first = np.datetime64(day, "s").astype(int)
    for log in logs:
        received = log.applications.received[log.applications.counted]
        assert len(received)
        assert received.min() >= first
        assert ((log.applications.received >= 0) & (log.applications.received < first)).any()
    stated = run_study(loaded(tmp_path, FOUND.replace("mser_5", str(day))), strengthen=False)
    same = summary(found)
    assert same["period"]["warm_up_until"] == same["warm_up"]["counted_from"] == str(day)
    assert same["warm_up"]["found_by"] == "mser_5"
    other = summary(stated)
    assert other["warm_up"]["found_by"] is None
    assert other["warm_up"]["counted_from"] == str(day)
    assert {key: same[key] for key in same if key != "warm_up"} == {
        key: other[key] for key in other if key != "warm_up"
    }


@pytest.mark.charts
def test_command_and_report_tell_the_found_day(tmp_path: Path) -> None:
    loaded(tmp_path, FOUND)
    words = ["run", str(tmp_path / "question.yaml"), "--no-strengthen", "--out", str(tmp_path / "out")]
    result = CliRunner(env={"COLUMNS": "80"}).invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    day = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["period"]["warm_up_until"]
    assert f"Applications count from {day} on, found by MSER-5 from a pilot of 3 replications" in " ".join(
        result.stdout.split()
    )
    alone = [*words[:-1], str(tmp_path / "alone"), "--only", "2"]
    assert CliRunner().invoke(app, alone, catch_exceptions=False).exit_code == 0
    whole, single = (pd.read_parquet(tmp_path / folder / "applications.parquet") for folder in ("out", "alone"))
    pd.testing.assert_frame_equal(single, whole[whole.replication == 2].reset_index(drop=True))
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    part = page[page.index("<h3>Warm-up</h3>") : page.index("<h3>How it was computed</h3>")]
    assert "<svg" in part
    assert f"Applications count from {day} on, found by MSER-5" in part
    assert f"received before {day} are simulated and not counted" in page


def test_check_tells_that_a_pilot_is_needed(tmp_path: Path) -> None:
    loaded(tmp_path, FOUND)
    file = str(tmp_path / "question.yaml")
    sentence = "The end of the warm-up is found before the run, by MSER-5 from a pilot of 3 replications"
    runner = CliRunner(env={"COLUMNS": "80"})
    assert sentence in " ".join(runner.invoke(app, ["check", file]).stdout.split())
    (data,) = json.loads(runner.invoke(app, ["check", file, "--format", "json"]).stdout)
    assert data["warm_up"] == {"until": "mser_5", "pilot_replications": 3}
    explained = runner.invoke(app, ["check", file, "--explain"]).stdout
    assert "line 5: found before the run by a pilot of 3 replications" in " ".join(explained.split())
    loaded(tmp_path, LONG)
    assert sentence not in " ".join(runner.invoke(app, ["check", file]).stdout.split())
