"""A Dask cluster of two worker processes on this machine against two processes without one: what sharing over a network costs.

Both do the same replications, in turns. Run: make bench
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from sim.experiment.replications import Replicated
from sim.experiment.workers import Workers
from sim.measure.figures import measure
from sim.model.model import build_model
from sim.study.loading import load_scenario

SCENARIOS, REPLICATIONS, ROUNDS = ("west_kazakhstan_social_aid", "karaganda_department"), 200, 3


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers of one thread each."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder) / "scheduler.json"
        options = ["--no-dashboard", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(at)]
        processes = [_start(folder, "scheduler", *options)]
        while not at.exists():
            time.sleep(0.1)
        own = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--scheduler-file", str(at)]
        processes += [_start(folder, "worker", *own) for _ in range(workers)]
        try:
            import json

            yield json.loads(at.read_text())["address"]
        finally:
            for process in processes:
                process.kill()
                process.wait()


def _start(folder: str, *words: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words], cwd=folder, env=environment, stdout=quiet, stderr=quiet
    )


def seconds(task: Replicated[object], workers: Workers) -> float:
    """Time for all replications [s]."""
    begin = time.perf_counter()
    for _ in workers.run(task, range(1, REPLICATIONS + 1)):
        pass
    return time.perf_counter() - begin


def main() -> None:
    """Print the times of each scenario and round, and their ratio."""
    print(f"{REPLICATIONS} replications, Python {platform.python_version()}, distributed {version('distributed')}")
    with cluster(2) as address, Workers(2) as here, Workers(address) as there:
        for name in SCENARIOS:
            task = Replicated(build_model(load_scenario(name)), measure)
            seconds(task, here), seconds(task, there)  # the workers import and make ready
            for _ in range(ROUNDS):
                own, shared = seconds(task, here), seconds(task, there)
                print(f"{name}: two processes {own:.2f} s, cluster of two {shared:.2f} s, ratio {shared / own:.2f}")


if __name__ == "__main__":
    main()
