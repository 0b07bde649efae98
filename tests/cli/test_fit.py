"""`sim fit` makes a scenario of a register that loads, runs, and has the numbers that the office had."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.study.loading import load_scenario

OPENS, CLOSES = 9, 17
FIRST = datetime(2024, 1, 8)


def fit(folder: Path, *words: str) -> Result:
    """Run `sim fit` in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return CliRunner().invoke(app, ["fit", *words])


def write_register(path: Path, cases: int = 240) -> None:
    """The register of a small office: a clerk takes in, one of two officers decides, three in four are sent by the clerk."""
    rng = np.random.default_rng(4)
    free = {"clerk_1": FIRST, "officer_1": FIRST, "officer_2": FIRST}
    rows = []

    def at_work(instant: datetime) -> datetime:
        while instant.weekday() > 4 or instant.hour >= CLOSES:
            instant = (instant + timedelta(days=1)).replace(hour=OPENS, minute=0, second=0, microsecond=0)
        return max(instant, instant.replace(hour=OPENS, minute=0, second=0, microsecond=0))

    def does(case: int, activity: str, who: str, came: datetime, minutes: float) -> datetime:
        begin = at_work(max(came, free[who]))
        left, end = timedelta(minutes=minutes), begin
        while end + left > (closing := end.replace(hour=CLOSES, minute=0, second=0, microsecond=0)):
            left -= closing - end
            end = at_work(closing)
        free[who] = end + left
        rows.append((f"A-{case}", activity, who, begin, free[who]))
        return free[who]

    came = FIRST.replace(hour=OPENS)
    for case in range(cases):
        came = at_work(came + timedelta(minutes=float(rng.exponential(70))))
        taken = does(case, "Приём", "clerk_1", came, float(rng.gamma(2, 8)))
        who = min(("officer_1", "officer_2"), key=lambda name: free[name])
        decided = does(case, "Решение", who, taken, float(rng.gamma(2, 30)))
        if rng.random() < 0.75:
            does(case, "Отправка", "clerk_1", decided, float(rng.gamma(2, 4)))
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["case", "activity", "resource", "start", "end"])
        out.writerows(
            (case, what, who, f"{a:%Y-%m-%d %H:%M:%S}", f"{b:%Y-%m-%d %H:%M:%S}")
            for case, what, who, a, b in sorted(rows, key=lambda row: row[3])
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fit")
    write_register(folder / "журнал.csv")
    result = fit(folder, "журнал.csv", "--format", "json")
    assert result.exit_code == 0, result.output
    (folder / "fit.json").write_text(result.stdout, encoding="utf-8")
    return folder


def test_the_numbers_of_the_office_lie_within_their_ranges(folder: Path) -> None:
    found = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
    steps = {step["activity"]: step for step in found["routes"][0]["steps"]}
    for activity, minutes in (("Приём", 16), ("Решение", 60), ("Отправка", 8)):
        work = steps[activity]["work_s"]
        assert work["low"] <= 60 * minutes <= work["high"]
    roles = {role["name"]: role for role in found["roles"]}
    assert {name: role["people"] for name, role in roles.items()} == {"clerk": 1, "officer": 2}
    assert roles["officer"]["hours"]["monday"] == "09:00-17:00"
    (end,) = [move for move in found["routes"][0]["moves"] if move["after"] == steps["Решение"]["step"]]
    assert end["to"] is None
    assert end["probability"]["low"] <= 0.25 <= end["probability"]["high"]


def test_the_scenario_that_is_written_has_them_with_their_sources(folder: Path) -> None:
    study = load_scenario(folder / "журнал.yaml")
    (service,) = study.scenario.services.values()
    (route,) = service.routes.values()
    assert study.scenario.offices["office"].staff["officer"].count == 2
    assert "240" in next(iter(route.steps.values())).source
    assert {name.partition("_")[0] for name in study.scenario.assumptions} == {"rate", "work", "way"}


def test_nothing_that_is_there_is_overwritten(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = fit(folder, "журнал.csv")
    assert result.exit_code == 2
    assert "журнал.yaml:1:1: 'журнал.yaml' is there already; name another file with --out" in result.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_register_without_times_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("case,activity\n1,a\n2,b\n", encoding="utf-8")
    result = fit(tmp_path, "r.csv")
    assert result.exit_code == 2
    assert "r.csv:1" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]
