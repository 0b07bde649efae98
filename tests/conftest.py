"""Fixtures of tests in several rooms, and how Hypothesis chooses the examples of all of them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sim.experiment import precision, run
from sim.measure.figures import ReplicationFigures
from sim.scenario.scenario import Scenario
from tests.charts import charts_drawn, charts_undrawn

# Thousands of tests live from the first to the last; to look them through for circles takes time, and finds none.
gc.set_threshold(20_000, 20, 50)

# Registers are read by the parser of the standard library, whatever a test has imported before.
os.environ.setdefault("OPENPYXL_LXML", "False")

# A commit passes everywhere or nowhere, on slow machines too; new examples are found by those who look for them.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", settings.get_profile("same"), derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the files of `authored.lay_out` in it."""
    from tests.study.authored import lay_out  # late, since it imports the commands

    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _states_its_replications(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse hundreds of replications that a test gets because its scenario says nothing of their number."""
    if request.node.get_closest_marker("auto_replications"):
        return

    def batches(scenario: Scenario, rows: Sequence[ReplicationFigures]) -> Iterator[tuple[int, int]]:
        wanted = precision.wanted_of(scenario)
        assert wanted is None or wanted.by != "auto", "state the replications, or mark the test with auto_replications"
        return precision.batches(scenario, rows)

    monkeypatch.setattr(run, "batches", batches)


@pytest.fixture(autouse=True, scope="session")
def _draws_no_charts() -> Iterator[None]:
    """What fixtures of modules make has no charts either, unless they say `charts_drawn`."""
    with charts_undrawn():
        yield


@pytest.fixture(autouse=True)
def _draws_charts_where_marked(request: pytest.FixtureRequest) -> Iterator[None]:
    if not request.node.get_closest_marker("charts"):
        yield
        return
    with charts_drawn():
        yield
