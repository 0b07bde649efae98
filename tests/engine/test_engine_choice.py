"""Which engine simulates: by name or by what it knows, in every command and in every process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from joblib.externals.loky import get_reusable_executor

import sim
import sim.engine.simulate
import sim.experiment.workers
from sim import native
from sim.engine.engine_use import EngineUse
from sim.engine.simpy.simulation import run as run_simpy
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.experiment.drawn_numbers import DrawnNumbers
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.study.loading import load_scenario
from sim.study.study import Study, with_engine
from tests.cli.test_commands import invoke
from tests.minimal import loaded, written

OFF = "compiled code is turned off by SIM_NATIVE=off"
SAID = f"Simulated by SimPy, which takes longer: {OFF}."
QUICK = ("--replications", "2", "--workers", "1")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return loaded(tmp_path)


@pytest.fixture
def model(study: Study) -> Model:
    return build_model(study)


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No library in this process, nor in workers; those of other tests keep the environment in which they were started."""
    get_reusable_executor().shutdown(wait=True)
    monkeypatch.setenv(native.SETTING, "off")
    yield
    get_reusable_executor().shutdown(wait=True)


@pytest.fixture
def knows_all(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A compiled engine that knows everything; holds the replications that it was asked for."""
    asked: list[int] = []

    def run(workload, capacity):  # type: ignore[no-untyped-def]
        asked.append(workload.replication)
        return run_simpy(workload, capacity)

    monkeypatch.setattr(native, "why_missing", lambda: None)
    monkeypatch.setattr(sim.engine.simulate.door, "unsupported", lambda workload, capacity: None)
    monkeypatch.setattr(sim.engine.simulate.door, "run", run)
    return asked


@pytest.mark.usefixtures("without_library")
def test_without_the_library_simpy_answers_and_says_why(model: Model) -> None:
    workload = draw_workload(model, 1)
    assert simulate(workload, model.capacity).engine == EngineUse("simpy", OFF)
    assert simulate(workload, model.capacity, "simpy").engine == EngineUse("simpy")
    with pytest.raises(InputError, match=f"^--engine: the compiled engine cannot be used: {OFF}; name simpy, or leave"):
        simulate(workload, model.capacity, "compiled")


def test_what_the_compiled_engine_does_not_know_is_left_to_simpy(
    model: Model, knows_all: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    workload = draw_workload(model, 1)
    monkeypatch.setattr(sim.engine.simulate.door, "unsupported", lambda workload, capacity: "it knows no clerks")
    assert simulate(workload, model.capacity).engine == EngineUse("simpy", "it knows no clerks")
    with pytest.raises(InputError, match="it knows no clerks"):
        simulate(workload, model.capacity, "compiled")
    assert not knows_all


def test_the_compiled_engine_is_taken_where_it_knows_all(model: Model, knows_all: list[int]) -> None:
    workload = draw_workload(model, 1)
    logs = [simulate(workload, model.capacity, engine) for engine in ("auto", "compiled", "simpy")]
    assert [log.engine for log in logs] == [EngineUse("compiled"), EngineUse("compiled"), EngineUse("simpy")]
    assert knows_all == [1, 1]


@pytest.mark.usefixtures("without_library")
def test_the_name_of_the_engine_reaches_every_process(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """One test of all names, since processes take long to start."""
    monkeypatch.setattr(sim.experiment.workers, "WORTH_WORKERS", 0.0)
    for engine, used in {
        None: EngineUse("simpy", OFF),
        "auto": EngineUse("simpy", OFF),
        "simpy": EngineUse("simpy"),
    }.items():
        results = sim.run(study, engine=engine, workers=2, strengthen=False)  # type: ignore[arg-type]
        assert results.engines == (used,), engine
        assert len(results.replications) == 3


def test_paired_runs_have_the_engine_of_the_run(study: Study, knows_all: list[int]) -> None:
    sim.run(study, engine="simpy", workers=1)
    sim.compare([study, study], engine="simpy", workers=1)
    assert not knows_all
    comparison = sim.compare([study, study], ["one", "other"], workers=1)
    assert comparison.engines == (EngineUse("compiled"),)
    assert knows_all == [1, 2, 3, 1, 2, 3]


def test_drawn_numbers_have_the_engine_of_the_run(knows_all: list[int]) -> None:
    study = load_scenario("west_kazakhstan_social_aid")
    for engine, asked in (("simpy", []), ("compiled", [1])):
        DrawnNumbers.of(with_engine(study, engine)).prepared()(1)
        assert knows_all == asked


def test_the_undisturbed_variant_has_the_engine_of_the_run() -> None:
    study = with_engine(load_scenario("asp_surge_april_2019"), "simpy")
    assert study.undisturbed is not None
    assert study.undisturbed.engine == "simpy"


def test_there_are_three_names(study: Study) -> None:
    with pytest.raises(ValueError, match="there is no engine 'ciw'; name one of auto, compiled, simpy"):
        with_engine(study, "ciw")
    assert with_engine(with_engine(study, "simpy"), None).engine == "simpy"


@pytest.mark.usefixtures("without_library")
def test_run_says_on_the_terminal_and_in_run_json_which_engine_ran(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = str(written(tmp_path))
    used = {"auto": {"name": "simpy", "reason": OFF}, "simpy": {"name": "simpy", "reason": None}}
    tables = []
    for engine, use in used.items():
        result = invoke("run", file, "--engine", engine, "--out", engine, *QUICK, "--format", "json")
        assert result.stderr.splitlines() == ([SAID] if use["reason"] else [])
        record = json.loads(Path(engine, "run.json").read_text(encoding="utf-8"))
        assert record["engine"] == json.loads(result.stdout)["engine"] == {"asked": engine, "used": [use]}
        tables.append({path.name: path.read_bytes() for path in Path(engine).iterdir() if path.name != "run.json"})
    assert tables[0] == tables[1], "all files are the same"
    alone = invoke("run", file, "--only", "2")
    assert alone.stderr.splitlines() == [SAID]


@pytest.mark.usefixtures("without_library")
@pytest.mark.parametrize("words", [
    ("run", "question.yaml", *QUICK),
    ("run", "question.yaml", "--only", "1"),
    ("compare", "question.yaml", "other.yaml", *QUICK),
    ("trace", "reports/question", "0"),
])  # fmt: skip
def test_a_compiled_engine_that_cannot_be_used_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    (tmp_path / "other.yaml").write_bytes((tmp_path / "question.yaml").read_bytes())
    if words[0] == "trace":
        invoke("run", "question.yaml", *QUICK, "--no-logs")
    result = invoke(*words, "--engine", "compiled")
    assert result.exit_code == 2
    fault = f"--engine: the compiled engine cannot be used: {OFF}; name simpy, or leave it out"
    assert result.stderr.splitlines() == [fault]
    assert invoke(*words, "--engine", "simpy").stderr == ""


@pytest.mark.usefixtures("without_library")
def test_compare_says_it_once_for_all_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    (tmp_path / "other.yaml").write_bytes((tmp_path / "question.yaml").read_bytes())
    result = invoke("compare", "question.yaml", "other.yaml", *QUICK, "--format", "json")
    assert result.stderr.splitlines() == [SAID]
    assert json.loads(result.stdout)["engine"] == {"asked": "auto", "used": [{"name": "simpy", "reason": OFF}]}
