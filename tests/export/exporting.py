"""Runs to be exported, and how tests export them."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from click.testing import Result
from typer.testing import CliRunner

from sim.cli.main import app


def run(scenario: str | Path, folder: Path, *words: str) -> Path:
    """The folder of a short run; one of a shipped scenario is a copy of one that all tests share."""
    if isinstance(scenario, Path):
        return _run(scenario, folder, *words)
    return Path(shutil.copytree(_shared(scenario, *words), folder))


@cache
def _shared(scenario: str, *words: str) -> Path:
    made = Path(mkdtemp(prefix="sim-exported-"))
    atexit.register(shutil.rmtree, made)
    return _run(scenario, made, *words)


def _run(scenario: str | Path, folder: Path, *words: str) -> Path:
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
