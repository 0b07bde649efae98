"""The engine against idiomatic SimPy on the same work: 100,000 applications through a tandem of seven pools.

Both compute the same finishes (checked, up to the order of files that queue in one second); times are taken in turn and
reported as ratios, since machines are noisy. Memory is the peak of a process that runs the engine alone.
Run: make bench
"""

from __future__ import annotations

import gc
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
from idiomatic_simpy import run_idiomatic
from tandem import MEMBERS, UTILISATION, tandem

from sim.engine.simpy.simulation import run
from sim.engine.simulate import simulate

APPLICATIONS, ROUNDS = 100_000, 5


def seconds(work: Callable[[], object]) -> float:
    """Time of one call, with the garbage of the last one collected first."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print the ratios of all rounds, the times, and the peak memory."""
    workload, capacity = tandem(APPLICATIONS)
    print(f"Python {platform.python_version()}, simpy {version('simpy')}, numpy {np.__version__}, {platform.machine()}")
    print(f"{APPLICATIONS:,} applications, pools {MEMBERS}, utilisation {UTILISATION}, Mon-Fri 9-13 and 14-18")
    steps = len(MEMBERS)
    mine = run(workload, capacity).finished.reshape(-1, steps)
    theirs = run_idiomatic(workload, capacity)[1]
    print(f"finishes that are equal to the second: {np.mean(mine == theirs):.2%}; mean elapsed times differ by "
          f"{abs(mine[:, -1].mean() - theirs[:, -1].mean()):.1f} s of {(mine[:, -1] - workload.submitted).mean():,.0f} s")  # fmt: skip
    rows = []
    for _ in range(ROUNDS):
        ours = seconds(lambda: run(workload, capacity))
        other = seconds(lambda: run_idiomatic(workload, capacity))
        rows.append((other / ours, ours, other))
    ratios, ours_all, other_all = (np.array(column) for column in zip(*rows, strict=True))
    print(f"engine {np.median(ours_all):.2f} s, idiomatic SimPy {np.median(other_all):.2f} s (medians of {ROUNDS})")
    print(f"times as fast, round by round: {', '.join(f'{r:.2f}' for r in ratios)}; median {np.median(ratios):.2f}")
    print(f"engine with its full log completed: {seconds(lambda: simulate(workload, capacity)):.2f} s")
    peak = subprocess.run([sys.executable, __file__, "--peak"], check=True, capture_output=True, text=True)
    print(peak.stdout.strip())


def peak_memory() -> None:
    """Run the engine once, complete the log, and print the peak memory of this process."""
    workload, capacity = tandem(APPLICATIONS)
    simulate(workload, capacity)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory with workload, engine and full log: {peak:.0f} MB")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    peak_memory() if "--peak" in sys.argv else main()
