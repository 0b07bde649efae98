"""What a scenario rules out has no interval; what merely was not seen has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment.run import run_study
from sim.measure.impossible import impossible
from sim.model.model import build_model
from sim.shipped import shipped_scenarios
from sim.study.loading import load_scenario
from tests.minimal import SCENARIO, loaded


def ends(value: object) -> tuple[float, float, float]:
    return (value.mean, value.low, value.high)  # type: ignore[attr-defined]


def test_what_cannot_happen_has_no_width(tmp_path: Path) -> None:
    results = run_study(loaded(tmp_path, SCENARIO), strengthen=False, workers=1)
    figures = results.figures
    counter, desk = (figures.steps["aid", "provider", step] for step in ("1", "2"))
    assert ends(desk["turned_away"]) == (0, 0, 0), "nobody stands at a desk"
    assert counter["turned_away"].mean == 0 == counter["turned_away"].low < counter["turned_away"].high
    assert ends(desk["blame_sitting_h"]) == ends(desk["handed_over"]) == (0, 0, 0)
    endings = figures.endings["aid", "provider"]
    assert all(ends(endings[name]) == (0, 0, 0) for name in ("refused", "returned", "stopped", "lost", "longer_term"))
    assert endings["open"].high > 0, "a file may always be left open"
    assert ends(figures.pools["town", "chief"]["stayed_away"]) == (0, 0, 0)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_is_ruled_out_never_happens(name: str) -> None:
    study = load_scenario(name, changes=["replications=2"])
    ruled_out = impossible(build_model(study))
    assert ruled_out
    for replication in run_study(study, strengthen=False, workers=1).replications:
        rows = {table: replication.table(table) for table in {table for table, _, _ in ruled_out}}
        seen = {(table, key, name) for table, key, name in ruled_out if rows[table][key].get(name, 0.0) != 0}
        assert not seen
