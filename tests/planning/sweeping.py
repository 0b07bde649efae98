"""A small sweep and its command, for tests of sweeps."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from sim.cli.main import app
from tests.minimal import written

GRID = ("--grid", "offices.town.staff.chief.count=1:3", "--grid", "arrivals.in_town.rate=1,2 per working day")
FILES = ("report.html", "sweep.json", "sweep.parquet")


def sweep_words(
    folder: Path, *more: str, out: str = "out", varied: tuple[str, ...] = GRID, workers: int = 1
) -> list[str]:
    """The words of a sweep over the minimal scenario, which is written into the folder."""
    return ["sweep", str(written(folder)), *varied, "--workers", str(workers), "--out", str(folder / out), *more]


def swept(folder: Path, *more: str, out: str = "out", varied: tuple[str, ...] = GRID, workers: int = 1) -> Result:
    """What the command says of such a sweep."""
    return CliRunner().invoke(app, sweep_words(folder, *more, out=out, varied=varied, workers=workers))


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a finished sweep by their names; there are no others."""
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert tuple(sorted(found)) == FILES
    return found
