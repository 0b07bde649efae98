"""Figures of a register: waits and times on the clock, counted by hand, and the first cases alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.simulate import simulate
from sim.experiment.replications import replicate
from sim.forecast.first_cases import first_cases
from sim.forecast.register_figures import CountRegister, register_figures
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.quantities import HOUR
from tests.forecast.small_office import small_office


def test_times_and_waits_are_those_between_arrivals_starts_and_ends(tmp_path: Path) -> None:
    model = build_model(small_office(tmp_path))
    _, log = replicate(model, 1)
    figures = register_figures(model, (1, 7))
    found = dict(zip([figure.key for figure in figures], CountRegister(figures, 40)(log, model).tolist(), strict=True))
    visits, came = log.visits, log.applications.submitted
    cycles, waits = [], []
    for case in range(40):
        first, second = np.flatnonzero(visits.application == case).tolist()
        cycles.append((visits.finished[second] - came[case]) / HOUR)
        waits.append((visits.started[second] - visits.finished[first]) / HOUR)
    assert found["cycle_mean_h"] == pytest.approx(np.mean(cycles))
    assert found["cycle_median_h"] == pytest.approx(np.median(cycles))
    assert found["within_1_days"] == pytest.approx(np.mean(np.array(cycles) <= 24))
    assert found["wait_2_h"] == pytest.approx(np.mean(waits))
    assert list(found) == [
        "cycle_mean_h",
        "cycle_median_h",
        "cycle_p90_h",
        "within_1_days",
        "within_7_days",
        "wait_1_h",
        "wait_2_h",
    ]


def test_the_first_cases_are_simulated_as_if_none_came_after_them(tmp_path: Path) -> None:
    model = build_model(small_office(tmp_path))
    whole = draw_workload(model, 1)
    cut = first_cases(whole, 30)
    assert cut.size == 30
    assert cut.first[-1] == len(cut.work)
    assert (cut.submitted == whole.submitted[:30]).all()
    alone, among = (simulate(workload, model.capacity).applications.ended[:30] for workload in (cut, whole))
    # Nobody who comes later goes before them here, so that their ends are the same.
    assert (alone == among).all()
    assert first_cases(whole, 10**6) is whole
