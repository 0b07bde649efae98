"""How the compiled engine's time and memory grow: with the applications, and with the pools that serve them.

The time of an application at a million of them is to be at most 1.3 times that at ten thousand, and with ten thousand pools at
most twice that with ten. Each size has processes of its own, sizes take turns, and ratios are of the least times, which are the
processor's.
Run: make bench
"""

from __future__ import annotations

import gc
import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from tandem import tandem

from sim.engine.simulate import simulate
from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.quantities import DAY

SIZES = (10_000, 100_000, 1_000_000)
"""Applications."""
POOLS = (10, 100, 1_000, 10_000)
"""Pools, among which 200,000 applications are spread: a hundred files for each of the most."""
SPREAD, STEPS, PER_HOUR_AND_LANE = 200_000, 5, 0.6
ROUNDS, RUNS = 3, 3
MOST_GROWTH, MOST_GROWTH_BY_POOLS = 1.3, 2.0


def spread(pools: int) -> tuple[Workload, Capacity]:
    """Applications on a way of five steps, each in one of many lanes of five pools; the more lanes, the faster they come."""
    lanes = pools // STEPS
    workload, capacity = tandem(SPREAD, per_hour=PER_HOUR_AND_LANE)
    kept = np.tile(np.arange(len(capacity.pools)) < STEPS, SPREAD)
    lane = np.arange(SPREAD, dtype=np.int64) % lanes
    route, window = workload.routes[0], workload.window
    submitted = window.start + (workload.submitted - window.start) // lanes
    workload = replace(
        workload,
        window=replace(window, horizon=int(submitted[-1]) + 7 * DAY),
        routes=(replace(route, steps=route.steps[:STEPS], ready=STEPS - 1),),
        submitted=submitted,
        first=np.arange(SPREAD + 1, dtype=np.int64) * STEPS,
        pool=(lane[:, None] * STEPS + np.arange(STEPS)).ravel(),
        work=workload.work[kept],
        hold=workload.hold[kept],
    )
    return workload, Capacity(capacity.offices, capacity.pools[:STEPS] * lanes)


def measured(kind: str, number: int) -> dict[str, float]:
    """Processor time of the engine and of the whole log, and the memory that each takes beside the workload."""
    from sim.engine.compiled.door import run, unsupported

    simulate(*tandem(100))  # what is loaded once is loaded
    workload, capacity = tandem(number) if kind == "applications" else spread(number)
    assert unsupported(workload, capacity) is None
    found = {}
    for name, work in (("engine", run), ("whole", simulate)):
        gc.collect()
        before = _resident("VmRSS", anew=True)
        result = work(workload, capacity)
        found[f"{name} bytes"] = (_resident("VmHWM") - before) / workload.size
        if name == "engine":
            assert (result.finished > 0).all()
        del result
        found[name] = min(_seconds(lambda work=work: work(workload, capacity)) for _ in range(RUNS)) / workload.size
    return found


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _resident(what: str, *, anew: bool = False) -> float:
    """Resident memory of this process, now or at most [bytes]; the most can be counted anew. Linux tells it, others do not."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    (line,) = (line for line in status.read_text().splitlines() if line.startswith(what))
    return float(line.split()[1]) * 1024


def apart(kind: str, number: int) -> dict[str, float]:
    """What a process of its own measures."""
    words = [sys.executable, __file__, kind, str(number)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print times and memory by size, and how they grow."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}, least of {ROUNDS} rounds")
    for kind, numbers, most in (("applications", SIZES, MOST_GROWTH), ("pools", POOLS, MOST_GROWTH_BY_POOLS)):
        rounds = [{number: apart(kind, number) for number in numbers} for _ in range(ROUNDS)]
        least = {number: {k: min(each[number][k] for each in rounds) for k in rounds[0][number]} for number in numbers}
        for number, found in least.items():
            print(
                f"  {number:>9,} {kind}: an application takes {found['engine'] * 1e6:.2f} us and {found['engine bytes']:.0f} bytes "
                f"in the engine, {found['whole'] * 1e6:.2f} us and {found['whole bytes']:.0f} bytes with its whole log"
            )
        growth = least[numbers[-1]]["engine"] / least[numbers[0]]["engine"]
        verdict = "yes" if growth <= most else "NO"
        print(
            f"  from the first to the last an application takes {growth:.2f} times as long; at most {most}: {verdict}"
        )


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2])))) if len(sys.argv) == 3 else main()
