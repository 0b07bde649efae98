"""The exported step log beside the tables of the run: the same visits, the same instants, and what each column says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.export.event_log.columns import ALL_COLUMNS, WAIT_COLUMNS

SCENARIO = "asp_surge_april_2019"
"""Transfers, the applicant's time, a commission and an office outside of West Kazakhstan."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "run"
    words = ("run", SCENARIO, "--replications", "2", "--logs", "1", "--no-strengthen", "--workers", "1")
    assert CliRunner().invoke(app, [*words, "--out", str(folder)]).exit_code == 0
    return folder


def exported(results: Path, out: Path, *words: str) -> Path:
    done = CliRunner().invoke(app, ["export", str(results), "--out", str(out), *words])
    assert done.exit_code == 0, done.output
    return out


def test_the_parquet_table_has_the_visits_of_the_run(results: Path, tmp_path: Path) -> None:
    table = pd.read_parquet(exported(results, tmp_path / "log.parquet", "--to", "parquet"))
    steps = pd.read_parquet(results / "steps.parquet")
    assert list(table) == [column.name for column in ALL_COLUMNS]
    assert len(table) == len(steps)
    assert table["case"].tolist() == [f"1-{number}" for number in steps["application"]]
    for name, of_run in {
        "enabled": "queued",
        "started": "started",
        "finished": "finished",
        "deadline": "deadline",
    }.items():
        assert str(table[name].dtype) == "datetime64[ms, Asia/Almaty]"
        pd.testing.assert_series_equal(table[name].dt.tz_localize(None), steps[of_run], check_names=False)
    for name in ("work_s", "hold_s", "visit", "outcome", "member", "office", "step", *(w.name for w in WAIT_COLUMNS)):
        pd.testing.assert_series_equal(table[name].astype("str"), steps[name].astype("str"))
