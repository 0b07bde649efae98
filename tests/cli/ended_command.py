"""The command in a process of its own that is sent a signal at a moment of its work, and what is left of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sim.files.publishing import UNFINISHED
from sim.files.results_record import hash_of, hashes_in, record_in
from tests.forked import run_forked

SCENARIO = "west_kazakhstan_social_aid"
RUN = ("run", SCENARIO, "--replications", "6", "--no-strengthen", "--workers", "2", "--out", "out")
ALONE = tuple("1" if word == "2" else word for word in RUN)
"""The same in one process, where it is not about those that share the work."""
BROKEN = -1
"""Stands for the seed of results without a record."""
PATIENCE = 120
"""After this time a command counts as hanging [s]."""
MOMENTS = {
    "as commands are imported": "imported sim.cli.all_commands",
    "as a calendar is read": "sim.calendar.official_days read_days_file",
    "in a replication": "sim.experiment.replications simulate",
    "as processes are started": "sim.experiment.workers signals_held",
    "while processes work": "sim.export.folder StepColumns 3",
    "as the page is drawn": "sim.report.run.page render_page",
    "as results are about to be moved": "sim.export.folder move_into_place",
    "as results are moved": "os replace 2",
    "as conclusions are printed": "sim.cli.run print_conclusions",
    "at exit": "at exit",
}
"""Moments of a run, by where they are in the code: a module, what is called there, and which call it is."""
WITH_WORKERS = (
    "in a replication",
    "as processes are started",
    "while processes work",
    "at exit",
)
"""Those of them at which other processes are at work, or about to be, or have been."""
CODE = """
import atexit, importlib, os, signal, sys
from sim.cli.main import command

def watched(real, at):
    left = [int(at)]
    def call(*words, **more):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), NUMBER)
        return real(*words, **more)
    return call

if __name__ == "__main__":
    moment, number, *words = sys.argv[1:]
    NUMBER = int(number)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells have what runs behind them ignore it
    for other in (signal.SIGHUP, signal.SIGTERM):  # as does `nohup`
        signal.signal(other, signal.SIG_DFL)
    import sim.experiment.workers
    sim.experiment.workers.WORTH_WORKERS = 0.0
    where, what, *call = moment.split()
    if where not in ("imported", "sim.calendar.official_days", "sim.experiment.replications", "sim.experiment.workers"):
        import sim.report.templates
        sim.report.templates._drawn = lambda plot, title: "<svg/>"  # drawing charts takes longer than all else
    if where == "imported":
        hook = [what]
        sys.addaudithook(lambda event, facts: event == "import" and facts[0] in hook and (hook.clear(), os.kill(os.getpid(), NUMBER)))
    elif where == "at":
        atexit.register(os.kill, os.getpid(), NUMBER)
    elif where != "never":
        module = importlib.import_module(where)
        setattr(module, what, watched(getattr(module, what), *(call or "1")))
    sys.argv = ["sim", *words]
    command()
"""


@dataclass(frozen=True)
class Left:
    """What is left of a command that ran in a folder."""

    code: int
    errors: str
    results: int | None
    """The seed of the results in `out`, which are whole; None where there are none."""
    unfinished: tuple[str, ...]
    """What nobody needs any more, in `out` and among the temporary files."""


def ended(folder: Path, moment: str, number: int, *words: str) -> Left:
    """Run the command in a folder with signal `number` at a moment of MOMENTS; returns when all its processes have ended."""
    given = (moment, str(number), *words)
    if moment == MOMENTS["as commands are imported"]:
        command = [sys.executable, "-c", CODE, *given]
        where = {"cwd": folder, "env": environment(folder)}
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE, **where)  # type: ignore[call-overload]
    else:
        done = run_forked(CODE, given, folder, environment(folder), PATIENCE)
    return Left(done.returncode, done.stderr, whole_results(folder / "out"), unfinished(folder))


def environment(folder: Path) -> dict[str, str]:
    """The environment of a command whose temporary files lie in a folder too."""
    (folder / "tmp").mkdir(exist_ok=True)
    return os.environ | {"TMPDIR": str(folder / "tmp"), "MPLCONFIGDIR": str(folder / "mpl")}


def unfinished(folder: Path) -> tuple[str, ...]:
    """What nobody needs any more, in `out` and among the temporary files."""
    left = [*(folder / "tmp").iterdir(), *folder.glob(f"out/{UNFINISHED}")]
    return tuple(str(path.relative_to(folder)) for path in left)


def whole_results(out: Path) -> int | None:
    """The seed of the results that lie in a folder, where they are those that their record knows; None for no folder."""
    if not out.exists():
        return None
    record = record_in(out)
    if record is None:
        return BROKEN
    hashes = hashes_in(record)
    assert {path.name for path in out.iterdir()} - {UNFINISHED} == {record.name, *hashes}
    assert {name: hash_of(out / name) for name in hashes} == hashes
    return int(json.loads(record.read_text(encoding="utf-8"))["seed"])
