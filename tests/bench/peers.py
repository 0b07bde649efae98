"""The tandem with office hours by other simulators and by ours: times, ratios, and whether all give the same waits.

100,000 applications pass seven pools with office hours; every start and finish is kept. Each run is a process of its own, in
which the workload is drawn, the libraries are imported and a few applications are simulated before the clock starts. The
contestants take turns, and a ratio is taken within a round. Times are the processor's; how much longer the clock on the wall
took is printed.

All contestants get the same arrivals and durations. That they simulate the same thing is checked first, on a thousand
applications whose work takes hours and of which no two leave a pool in one second: every start and every finish has to be
equal. Among 100,000 some do leave a pool in one second, or finish in the second of a close, and simulators differ in who goes
first then; the table says how many finishes are equal all the same.

Run: python tests/bench/peers.py [--rounds N] [--applications N] [--only ciw,salabim,reference,compiled,file]
with the extra `peers` installed.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tandem import MEMBERS, PER_HOUR, UTILISATION, tandem
from tandem_scenario import tandem_files

from sim.model.capacity import Capacity
from sim.model.workload import Workload

Steps = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Start and finish of every step [shape (applications, steps)]."""
Simulate = Callable[[Workload, Capacity], Steps]
CHECKED, CHECKED_PER_HOUR = 1_000, 0.06
"""The workload without ties, on which all have to be equal."""
BASE = "simpy"
"""What the others are compared with."""


@dataclass(frozen=True)
class Contestant:
    """One simulator, or one way to use ours."""

    name: str
    """As the table shows it."""
    package: str
    """Distribution whose version is shown."""
    module: str
    """Where its function is; with the library imported as it is loaded."""
    function: str
    """Its name there."""


CONTESTANTS = {
    "simpy": Contestant("SimPy, as its tutorial writes it", "simpy", "idiomatic_simpy", "run_idiomatic"),
    "ciw": Contestant("Ciw", "ciw", "peer_ciw", "run_ciw"),
    "salabim": Contestant("salabim", "salabim", "peer_salabim", "run_salabim"),
    "reference": Contestant("ours, SimPy engine", "sim", "sim.engine.simpy.simulation", "run"),
    "compiled": Contestant("ours, compiled engine", "sim", "sim.engine.compiled.door", "run"),
    "file": Contestant("ours, from the scenario's file to the step log", "sim", "from_file", "from_file_to_log"),
}
FEW = 200
"""Applications that are simulated before the clock starts, so that what is loaded late is loaded."""
FILE = "file"
"""The way from a file on, which draws its own workload."""


@dataclass(frozen=True)
class Run:
    """One run of one contestant."""

    processor: float
    """Processor time [s]."""
    wall: float
    """Time on the clock [s]."""
    peak: float
    """Peak memory of the process [MB]."""
    applications: int
    """How many were simulated to their end."""


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What a call gives, with its processor time and its time on the clock [s]."""
    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, time.process_time() - processor, time.perf_counter() - wall


def run_here(key: str, applications: int, per_hour: float, keep: Path | None) -> Run:
    """Run a contestant in this process; starts and finishes are written to a file where one is named."""
    contestant = CONTESTANTS[key]
    simulate = getattr(import_module(contestant.module), contestant.function)
    if key == FILE:
        with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
            simulate(tandem_files(Path(first), FEW))
            path = tandem_files(Path(second), applications)
            log, processor, wall = timed(lambda: simulate(path))
        return Run(processor, wall, _peak(), int(log.applications.counted.sum()))
    simulate(*tandem(FEW))
    workload, capacity = tandem(applications, per_hour=per_hour)
    result, processor, wall = timed(lambda: simulate(workload, capacity))
    if not isinstance(result, tuple):
        result = tuple(each.reshape(-1, len(MEMBERS)) for each in (result.started, result.finished))
    if keep is not None:
        np.savez(keep, started=result[0], finished=result[1], submitted=workload.submitted)
    return Run(processor, wall, _peak(), workload.size)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_apart(key: str, applications: int, per_hour: float = PER_HOUR, keep: Path | None = None) -> Run:
    """Run a contestant in a process of its own."""
    words = [sys.executable, __file__, "--run", key, "--applications", str(applications), "--per-hour", str(per_hour)]
    words += ["--keep", str(keep)] if keep is not None else []
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{CONTESTANTS[key].name} failed:\n{done.stderr}")
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def check_equal(keys: Sequence[str], folder: Path) -> None:
    """End with a message where any contestant's starts or finishes differ on the workload without ties."""
    steps: dict[str, Steps] = {}
    for key in keys:
        run_apart(key, CHECKED, CHECKED_PER_HOUR, folder / f"{key}.npz")
        steps[key] = _kept(folder / f"{key}.npz")
    _, finished = steps[keys[0]]
    assert all(len(np.unique(finished[:, k])) == CHECKED for k in range(len(MEMBERS))), "two leave a pool in one second"
    for key in keys[1:]:
        for mine, other, what in zip(steps[keys[0]], steps[key], ("starts", "finishes"), strict=True):
            if not np.array_equal(mine, other):
                sys.exit(
                    f"{np.sum(mine != other)} {what} of {CONTESTANTS[key].name} differ from {CONTESTANTS[keys[0]].name}"
                )
    print(f"{CHECKED:,} applications without ties: every start and finish is equal in all of {', '.join(keys)}")


def _kept(path: Path) -> Steps:
    with np.load(path) as kept:
        return kept["started"], kept["finished"]


def mean_wait(path: Path) -> float:
    """The mean wait of a step, from its predecessor's finish or the arrival to its start [h]."""
    with np.load(path) as kept:
        queued = np.column_stack([kept["submitted"], kept["finished"][:, :-1]])
        return float((kept["started"] - queued).mean() / 3600)


def main() -> None:
    """Check that all agree, measure, and print the table."""
    asked = _asked()
    if asked.run:
        print(json.dumps(vars(run_here(asked.run, asked.applications, asked.per_hour, asked.keep))))
        return
    keys = [key for key in CONTESTANTS if not asked.only or key in (BASE, *asked.only.split(","))]
    engines = [key for key in keys if key != FILE]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        check_equal(engines, folder)
        runs: dict[str, list[Run]] = {key: [] for key in keys}
        for round_ in range(asked.rounds):
            for key in keys:
                keep = folder / f"{key}.npz" if key != FILE and round_ == 0 else None
                runs[key].append(run_apart(key, asked.applications, keep=keep))
                print(f"round {round_ + 1}, {CONTESTANTS[key].name}: {runs[key][-1].processor:.3f} s", file=sys.stderr)
        _print_table(runs, folder)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure other simulators and ours on one workload.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--applications", type=int, default=100_000)
    parser.add_argument("--only", default="", help="contestants beside SimPy, with commas between them")
    parser.add_argument("--run", choices=[*CONTESTANTS], help=argparse.SUPPRESS)
    parser.add_argument("--per-hour", type=float, default=PER_HOUR, help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _print_table(runs: dict[str, list[Run]], folder: Path) -> None:
    base = runs[BASE]
    _, reference = _kept(folder / f"{'reference' if 'reference' in runs else BASE}.npz")
    wall = max(run.wall / run.processor for each in runs.values() for run in each)
    print(f"\n{datetime.now(UTC):%Y-%m-%d}, {machine()}, Python {platform.python_version()}, numpy {np.__version__}")
    print(f"{base[0].applications:,} applications, pools {MEMBERS}, utilisation {UTILISATION}, Mon-Fri 9-13 and 14-18;")
    print(
        f"medians of {len(base)} runs, in brackets the least and the most; the clock on the wall took at most {wall:.2f} times as long\n"
    )
    print(
        "| simulator | version | seconds | times as fast as SimPy | peak memory | equal finishes | mean wait of a step |"
    )
    print("|---|---|---|---|---|---|---|")
    for key, each in runs.items():
        contestant, seconds = CONTESTANTS[key], [run.processor for run in each]
        ratios = [other.processor / run.processor for other, run in zip(base, each, strict=True)]
        equal, wait = f"{each[0].applications:,} applications of its own", ""
        if key != FILE:
            equal = f"{np.mean(_kept(folder / f'{key}.npz')[1] == reference):.2%}"
            wait = f"{mean_wait(folder / f'{key}.npz'):.4f} h"
        print(
            f"| {contestant.name} | {version(contestant.package)} | {shown(seconds)} | {shown(ratios)} "
            f"| {median(run.peak for run in each):.0f} MB | {equal} | {wait} |"
        )


def shown(values: Sequence[float]) -> str:
    """The median of some numbers, with the least and the most."""
    return f"{median(values):.3g} ({min(values):.3g}-{max(values):.3g})"


def machine() -> str:
    """The processor's name and how many cores there are."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main()
