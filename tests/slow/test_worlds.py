"""Registers of offices whose truth is known are fitted once, and what a change does to each is foretold."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from sim.fitting.fit_office import fit_office
from sim.fitting.fit_options import FitOptions
from sim.fitting.scenario_files.scenario_files import files_of_office
from sim.register.events.read_event_register import read_event_register
from tests.slow.worlds_page import PAGE, page
from tests.worlds.office import made_office
from tests.worlds.trial import Judged, World, foretold, given_world, is_judged, made_world, options_of
from tests.worlds.truth import REGISTER_CASES, REGISTER_FROM

GIVEN = Path(os.environ.get("SIM_WORLDS", Path(__file__).parents[3] / "shared" / "reference" / "registers" / "worlds"))
"""Where the given office lies."""
OFFICES = int(os.environ.get("SIM_MADE_WORLDS", "24"))
TRUTH = 100
"""Replications of the truth of a made-up office."""
WAY_AHEAD = timedelta(days=3)


def fitted(register: Path, folder: Path) -> Path:
    """The scenario that is written of a register."""
    files = files_of_office(fit_office(read_event_register(register), FitOptions()), "fitted")
    for name, text in files.beside.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "fitted.yaml"
    path.write_text(files.scenario, encoding="utf-8")
    return path


def tried(world: World, folder: Path) -> list[Judged]:
    """The figures of one office."""
    options = options_of(date(2024, 9, 1) if world.name == "given" else _last_day(world.register))
    _, rows = foretold(world, fitted, folder, options)
    return [row for row in rows if is_judged(row)]


def _last_day(register: Path) -> date:
    import pandas as pd

    ends = pd.read_csv(register, usecols=["end_time"])["end_time"]
    return max(date.fromisoformat(str(ends.max())[:10]), REGISTER_FROM.date()) + WAY_AHEAD


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def test_changes_of_offices_are_foretold(tmp_path_factory: pytest.TempPathFactory, tell: Callable[[str], None]) -> None:
    worlds = [given_world(GIVEN)] if (GIVEN / "train.csv.gz").exists() else []
    if not worlds:
        tell(f"worlds: the given office is not tried, as nothing lies in {GIVEN}; SIM_WORLDS names another folder")
    rows: list[Judged] = []
    for world in worlds:
        rows += tried(world, tmp_path_factory.mktemp("given"))
    for seed in range(OFFICES):
        folder = tmp_path_factory.mktemp(f"office_{seed}")
        rows += tried(made_world(made_office(seed), folder, TRUTH), folder)
    held = share([row.held for row in rows])
    narrow = share([row.narrow for row in rows if row.need == row.need])
    right = share([row.right_way for row in rows if row.moved])
    tell(
        f"worlds: {len(rows)} figures, {held:.1%} held, {narrow:.1%} narrow, {right:.1%} of the changes in the right direction"
    )
    if worlds and OFFICES >= 20:
        PAGE.write_text(page(rows, REGISTER_CASES, []), encoding="utf-8")
    assert held >= 0.9
    assert right >= 0.98
    assert narrow >= 0.8
