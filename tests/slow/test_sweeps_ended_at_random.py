"""A sweep on two processes that is killed at any instant, again and again, ends with the bytes of an undisturbed one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.cli.ended_command import PATIENCE, environment

KILLS = 20
CODE = """
import sys
from sim.cli.main import command

if __name__ == "__main__":
    import sim.experiment.workers
    sim.experiment.workers.WORTH_WORKERS = 0.0
    command()
"""
WORDS = (
    "sweep", "west_kazakhstan_social_aid", "--grid", "offices.department.staff.executor.count=1:4", "--range",
    "arrivals.at_the_akims.rate=0.8..1.2 x", "--points", "10", "--replications", "26", "--workers", "2", "--measure", "late",
)  # fmt: skip
"""A thousand replications, which take some dozen seconds."""


def command(folder: Path, out: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (sys.executable, "-c", CODE, *WORDS, "--out", out), cwd=folder, env=environment(folder), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_killed_at_any_instant_a_sweep_loses_nothing(tmp_path: Path, tell: Callable[[str], None]) -> None:
    begin = time.monotonic()
    first = command(tmp_path, "undisturbed")
    _, errors = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0, errors
    whole = time.monotonic() - begin
    chance, killed, finished = random.Random(16), 0, 0
    for _ in range(KILLS):
        process = command(tmp_path, "killed")
        time.sleep(chance.uniform(0.1, 0.5) * whole)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE)  # is at its end when the last of its processes has ended
        if process.returncode == 0:
            break
        killed += 1
        kept = sum(path.read_bytes().count(b"\n") for path in (tmp_path / "killed").glob(".sweep/rows-*"))
        assert kept >= finished or not (tmp_path / "killed" / ".sweep").exists()
        finished = max(kept, finished)
    last = command(tmp_path, "killed")
    _, errors = last.communicate(timeout=PATIENCE)
    assert last.returncode == 0, errors
    assert contents(tmp_path / "killed") == contents(tmp_path / "undisturbed")
    tell(f"a sweep was killed {killed} times, with {finished} of 1,040 replications kept before the last one")
