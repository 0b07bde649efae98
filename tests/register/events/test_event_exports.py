"""Logs that `sim export` writes are read back whole, from every format."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.quantities import UNSET
from sim.register.events.event_register import EventRegister
from sim.register.events.read_event_register import read_event_register
from tests.export.exporting import exported, run
from tests.register.events.written import told_events


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run("aktobe_home_schooling", tmp_path_factory.mktemp("export") / "run", "--logs", "1")


@pytest.fixture(scope="module")
def registers(results: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, EventRegister]:
    folder = tmp_path_factory.mktemp("registers")
    return {
        kind: read_event_register(exported(results, folder / f"log.{kind}", "--to", kind))
        for kind in ("csv", "parquet", "xes", "xlsx")
    }


def test_every_visit_of_the_run_is_an_event(results: Path, registers: dict[str, EventRegister]) -> None:
    steps = pd.read_parquet(results / "steps.parquet")
    register = registers["parquet"]
    assert len(register.start) == len(steps)
    for name, instants in (("started", register.start), ("finished", register.end)):
        of_run = steps[name].dropna().astype("datetime64[s]").astype("int64")
        assert sorted(instants[instants != UNSET].tolist()) == sorted(of_run.tolist())


@pytest.mark.parametrize("kind", ["csv", "xes", "xlsx"])
def test_the_formats_tell_the_same(registers: dict[str, EventRegister], kind: str) -> None:
    other, register = registers[kind], registers["parquet"]
    assert sorted(told_events(other)) == sorted(told_events(register))
    assert other.cases == register.cases
    for dates in ("received", "ready", "due"):
        assert np.array_equal(getattr(other, dates), getattr(register, dates)), dates
