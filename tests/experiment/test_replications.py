"""Replications on several processes and one by one; how their figures are kept."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim.experiment.replications
import sim.experiment.workers
from sim.engine.steplog import StepLog
from sim.errors import Fault, OutputError
from sim.experiment.figure_store import FigureStore
from sim.experiment.replications import FirstLogs, Replicated, Together, replicate
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.experiment.workers import Workers
from sim.export.folder import REPLICATION_FILES
from sim.measure.figures import ReplicationFigures, estimate, in_time_shares, measure
from sim.measure.recovery import daily_series
from sim.measure.weekly_series import weekly_series
from sim.model.model import Model, build_model
from sim.study.loading import load_scenario
from sim.study.study import Study
from tests.cli.test_commands import invoke
from tests.minimal import changed, loaded, written

WITH_RANDOM_ABSENCES = "west_kazakhstan_care_home"
WITH_ALL_ROWS = ("commission_weekly_vs_daily", "asp_surge_april_2019", "portal_outage", "reception_days")
"""Scenarios that together have rows in every table of figures but the visits to households."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return loaded(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def drawn() -> Model:
    return build_model(load_scenario(WITH_RANDOM_ABSENCES))


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Lets workers take over after the first replication, however small the work; holds what is simulated here."""
    here: list[int] = []
    original = replicate

    def noted(model: Model, number: int, draws: str = "") -> tuple[Model, StepLog]:
        here.append(number)
        return original(model, number, draws)

    monkeypatch.setattr(sim.experiment.workers, "WORTH_WORKERS", 0.0)
    monkeypatch.setattr(sim.experiment.replications, "replicate", noted)
    return here


def assert_same(one: object, other: object, where: str = "") -> None:
    """Equal to the last bit in every part, missing values too."""
    assert type(one) is type(other), where
    if is_dataclass(one):
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name), f"{where}.{field.name}")
    elif isinstance(one, dict) and isinstance(other, dict):
        assert list(one) == list(other), where
        for key, part in one.items():
            assert_same(part, other[key], f"{where}[{key}]")
    elif isinstance(one, tuple) and isinstance(other, tuple):
        assert len(one) == len(other), where
        for i, part in enumerate(one):
            assert_same(part, other[i], f"{where}[{i}]")
    elif isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        assert one.dtype == other.dtype, where
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), where
    else:
        assert one == other or (one != one and other != other), f"{where}: {one} is not {other}"  # NaN


# On several processes


def visits_by_route(log: StepLog, model: Model) -> dict[tuple[str, ...], int]:
    """A function that no part of the package asks for."""
    return {plan.key: int((log.applications.route == i).sum()) for i, plan in enumerate(model.routes)}


@pytest.mark.parametrize(
    "function",
    [Together((FirstLogs(None), daily_series, measure)), in_time_shares, weekly_series, visits_by_route],
    ids=["log, daily series and figures", "share in time", "weeks", "another function"],
)
def test_two_processes_give_what_one_gives(
    drawn: Model, forced: list[int], function: Callable[[StepLog, Model], object]
) -> None:
    task = Replicated(drawn, function)
    with Workers(1) as alone:
        expected = list(alone.run(task, range(1, 5)))
    assert forced == [1, 2, 3, 4]
    forced.clear()
    with Workers(2) as shared:
        found = list(shared.run(task, range(1, 5)))
    assert forced == [1], "the others are simulated by the workers"
    assert len(found) == 4
    for number, (one, other) in enumerate(zip(found, expected, strict=True), 1):
        assert_same(one, other)
        model, log = replicate(drawn, number)
        assert_same(one, function(log, model))


def test_any_task_is_done_in_order_whichever_process_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.experiment.workers, "WORTH_WORKERS", 0.0)
    with Workers(2) as shared:
        assert list(shared.run(Squares(100), [5, 1, 4, 1])) == [125, 101, 116, 101]
        assert list(shared.run(Squares(0), range(6))) == [0, 1, 4, 9, 16, 25]
        assert list(shared.run(Squares(0), [3])) == [9]


@dataclass(frozen=True)
class Squares:
    """A task that simulates nothing."""

    added: int

    def prepared(self) -> Callable[[int], int]:
        return partial(squared, self.added)


def squared(added: int, number: int) -> int:
    return number * number + added


@dataclass(frozen=True)
class Doubled:
    """A change of a model: every member of it is there twice."""

    def applied(self, model: Model) -> Model:
        pools = tuple(replace(pool, members=2 * pool.members, roster=2 * pool.roster) for pool in model.capacity.pools)
        return replace(model, capacity=replace(model.capacity, pools=pools))


def test_workers_change_the_model_as_one_process_does(drawn: Model, forced: list[int]) -> None:
    more = Doubled()
    assert more.applied(drawn).capacity != drawn.capacity
    task = Replicated(drawn, FirstLogs(None), more)
    with Workers(1) as alone, Workers(2) as shared:
        expected = list(alone.run(task, [1, 2, 3]))
        plain = list(shared.run(Replicated(drawn, FirstLogs(None)), [1, 2, 3]))
        found = list(shared.run(task, [1, 2, 3]))
    for one, other, without in zip(found, expected, plain, strict=True):
        assert_same(one, other)
        assert not np.array_equal(one.visits.started, without.visits.started)


def test_workers_are_asked_for_the_numbers_that_are_wanted_alone(study: Study, forced: list[int]) -> None:
    task = Replicated(build_model(study), FirstLogs(None))
    with Workers(2) as shared:
        assert [log.replication for log in shared.run(task, [7, 3, 12])] == [7, 3, 12]
        assert list(shared.run(task, [])) == []
    assert forced == [7]


def test_few_seconds_of_work_start_no_workers(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.experiment.workers, "WORTH_WORKERS", 1e9)  # no test depends on time
    monkeypatch.setattr(Workers, "_shared", lambda *given: pytest.fail("workers were started"))
    with Workers(8) as shared:
        assert len(list(shared.run(Replicated(build_model(study), measure), range(1, 6)))) == 5


def test_a_run_gives_its_logs_in_order_and_the_figures_of_one_process(study: Study, forced: list[int]) -> None:
    several = replace(study, scenario=study.scenario.model_copy(update={"replications": 6}))

    def run(workers: int) -> tuple[Results, list[StepLog]]:
        logs: list[StepLog] = []
        results = run_study(several, workers=workers, keep_logs=True, on_log=logs.append)
        assert [log.replication for log in logs] == [1, 2, 3, 4, 5, 6]
        assert all(a is b for a, b in zip(results.logs, logs, strict=True))
        return results, logs

    (alone, expected), (shared, found) = run(1), run(2)
    assert_same(shared.figures, alone.figures)
    assert_same(shared.tried, alone.tried)
    for one, other in zip(found, expected, strict=True):
        assert_same(one, other)


def test_one_replication_alone_is_that_of_a_run(drawn: Model) -> None:
    with Workers(1) as alone:
        of_run = list(alone.run(Replicated(drawn, Together((FirstLogs(None), measure))), range(1, 4)))
    on_duty: dict[int, list[list[int]]] = {}
    for number in (3, 1):
        model, log = replicate(drawn, number)
        assert log.replication == number
        assert_same(log, of_run[number - 1][0])
        assert_same(measure(log, model), of_run[number - 1][1])
        on_duty[number] = [
            duty.worked_many(np.array([model.window.start, model.window.horizon])).tolist()
            for pool in model.capacity.pools
            for duty, _ in pool.duties
        ]
    assert on_duty[1] != on_duty[3], "the random absences are drawn for each"


# How figures are kept


@cache
def measured(name: str) -> ReplicationFigures:
    """The first replication of a shipped scenario."""
    model = build_model(load_scenario(name))
    drawn, log = replicate(model, 1)
    return measure(log, drawn)


@pytest.mark.parametrize("name", WITH_ALL_ROWS)
def test_a_store_gives_back_every_table(name: str) -> None:
    first = measured(name)
    other = {key: {figure: value / 3 for figure, value in row.items()} for key, row in first.routes.items()}
    given = [first, replace(first, routes=other)]
    store = FigureStore()
    for one in given:
        store.append(one)
    assert len(store) == 2
    for kept, one in zip(store, given, strict=True):
        assert_same(replace(kept, curves=one.curves), one)
        assert kept.curves == {}, "of curves the mean is kept"
    assert_same(store.estimate(), estimate(given))


def test_every_table_has_rows_somewhere() -> None:
    # Else the test before would show nothing for it.
    tables = [vars(measured(name)) for name in WITH_ALL_ROWS]
    empty = [key for key, table in tables[0].items() if table == {} and not any(other[key] for other in tables)]
    assert sorted(empty) == ["classes", "home_visits", "never_begun"]  # no shipped scenario gives priorities


def test_a_store_is_a_sequence_however_many_replications_it_holds(study: Study) -> None:
    model = build_model(study)
    drawn, log = replicate(model, 1)
    one = measure(log, drawn)
    store = FigureStore()
    for number in range(150):  # more than are kept as tables
        store.append(replace(one, whole=one.whole | {"late": float(number)}))
    for _ in range(2):
        assert [figures.whole["late"] for figures in store] == list(range(150))
    assert [figures.whole["late"] for figures in store[140::5]] == [140, 145]
    assert store[-1].whole["late"] == 149
    assert store[0].whole["late"] == 0
    for beyond in (150, -151):
        with pytest.raises(IndexError):
            store[beyond]
    assert len(FigureStore()) == 0


def test_mean_curves_leave_out_replications_without_visits(study: Study) -> None:
    drawn, log = replicate(build_model(study), 1)
    one = measure(log, drawn)
    step, other = list(one.curves)[:2]
    missing = np.full_like(one.curves[step], np.nan)
    store = FigureStore()
    for curves in (
        {step: one.curves[step], other: missing},
        {step: missing, other: missing},
        {step: one.curves[step] / 3, other: missing},
    ):
        store.append(replace(one, curves=curves))
    np.testing.assert_allclose(store.mean_curves[step], one.curves[step] * (1 + 1 / 3) / 2)
    assert np.isnan(store.mean_curves[other]).all()


# The command


MISSED = (
    "the precision of 0.1 points on term compliance was not reached with 12 replications, the most that are allowed"
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run of the small scenario by the command with one process: its folder, and what was printed."""
    folder = tmp_path_factory.mktemp("run")
    path = written(folder, changed("replications: 3", "replications: 3\nprecision: {half_width: 0.1 %, at_most: 12}"))
    words = ("--workers", "1", "--no-strengthen")
    result = invoke("run", str(path), "--out", str(folder / "out"), *words)
    assert result.exit_code == 0
    return folder / "out", result.stdout


@pytest.fixture(scope="module")
def out(told: tuple[Path, str]) -> Path:
    """The folder of that run; its scenario lies beside it."""
    return told[0]


def test_the_command_says_when_a_precision_was_missed(told: tuple[Path, str]) -> None:
    out, text = told
    assert f"Warning: {MISSED}" in re.sub(r"\s+", " ", text)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["replications"] == 12
    (warning,) = (warning for warning in summary["warnings"] if warning.pop("note") == "precision_missed")
    reached = warning.pop("reached")
    assert warning == {"on": "term compliance", "half_width": 0.001, "replications": 12}
    assert reached > 0.001
    assert set(pd.read_parquet(out / "applications.parquet")["replication"]) == set(range(1, 13))


@pytest.mark.charts
def test_workers_do_not_change_what_the_command_writes(out: Path, tmp_path: Path, forced: list[int]) -> None:
    words = ("--workers", "2", "--no-strengthen")
    assert invoke("run", str(out.parent / "question.yaml"), "--out", str(tmp_path), *words).exit_code == 0
    *batches, told = forced
    assert batches == [1, 11, 12], "all but the first of each batch, and a last one alone, are simulated by the workers"
    assert told == 1, "and once more the one whose applications the page draws"
    for name in ("steps.parquet", "applications.parquet", "summary.json"):
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes(), name


def test_one_replication_alone_writes_its_log_as_the_run_has_it(out: Path, tmp_path: Path) -> None:
    result = invoke("run", str(out.parent / "question.yaml"), "--out", str(tmp_path / "two"), "--only", "2")
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == sorted(REPLICATION_FILES)
    record = json.loads((tmp_path / "two" / "replication.json").read_text(encoding="utf-8"))
    assert (record["replication"], record["seed"], set(record["results"])) == (
        2,
        7,
        {"applications.parquet", "steps.parquet"},
    )
    counts = {}
    for name in ("applications", "steps"):
        alone = pd.read_parquet(tmp_path / "two" / f"{name}.parquet")
        of_run = pd.read_parquet(out / f"{name}.parquet").query("replication == 2")
        pd.testing.assert_frame_equal(alone, of_run.reset_index(drop=True), check_categorical=False)
        counts[name] = len(alone)
    assert counts["steps"] > counts["applications"] > 20
    assert f"Replication 2 alone: {counts['applications']} applications, {counts['steps']} visits." in result.stdout


def test_a_replication_beyond_the_stated_number_can_be_simulated_too(out: Path, tmp_path: Path) -> None:
    assert invoke("run", str(out.parent / "question.yaml"), "--out", str(tmp_path), "--only", "99").exit_code == 0
    assert set(pd.read_parquet(tmp_path / "applications.parquet")["replication"]) == {99}


def test_without_logs_the_figures_are_the_same_and_no_old_log_stays(out: Path, tmp_path: Path) -> None:
    path = str(out.parent / "question.yaml")
    assert invoke("run", path, "--out", str(tmp_path)).exit_code == 0
    words = ("--no-logs", "--workers", "1", "--no-strengthen")
    assert invoke("run", path, "--out", str(tmp_path), *words).exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "run.json", "summary.json"]
    assert (tmp_path / "summary.json").read_bytes() == (out / "summary.json").read_bytes()


@pytest.mark.parametrize("words", [("--only", "0"), ("--workers", "0"), ("--only", "two"), ("--workers", "1.5")])
def test_numbers_that_cannot_be_are_refused(out: Path, tmp_path: Path, words: tuple[str, str]) -> None:
    result = invoke("run", str(out.parent / "question.yaml"), "--out", str(tmp_path / "out"), *words)
    assert result.exit_code == 2
    assert words[0] in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_fault_of_a_worker_is_the_same_in_another_process() -> None:
    error = OutputError([Fault("a.yaml", 3, 1, "this is wrong", "mend it")])
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is OutputError
    assert again.faults == error.faults
    assert str(again) == str(error)


def test_other_results_are_not_written_between_those_of_a_run(out: Path, tmp_path: Path) -> None:
    result = invoke("run", str(out.parent / "question.yaml"), "--out", str(out), "--only", "2")
    assert result.exit_code == 2
    assert "the results of a run lie here; name another folder with --out" in " ".join(result.output.split())
