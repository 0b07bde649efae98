"""Runs to be exported, and how tests export them."""

from __future__ import annotations

from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from sim.cli.main import app


def run(scenario: str | Path, folder: Path, *words: str) -> Path:
    """The folder of a short run."""
    given = ("--replications", "2", "--no-strengthen", "--workers", "1", "--out", str(folder))
    done = CliRunner().invoke(app, ["run", str(scenario), *given, *words])
    assert done.exit_code == 0, done.output
    return folder


def asked(results: Path, *words: str) -> Result:
    """What `sim export` answers."""
    return CliRunner().invoke(app, ["export", str(results), *words])


def exported(results: Path, out: Path, *words: str) -> Path:
    """The file that `sim export` has written."""
    done = asked(results, "--out", str(out), *words)
    assert done.exit_code == 0, done.output
    return out
