"""How soon a page has its figures: one session alone, and many at once each with a state of its own; and the memory of all.

Run with: python tests/bench/bench_simulations.py [SCENARIO [SESSIONS]]. The base is known before, as it is on a server. Times are
those from asking until the figures are there, in the process that would send them; the longest pause is how long at most
nothing else was done in its event loop meanwhile. Linux tells the memory.
"""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from sim.web.cases import ScenarioCase
from sim.web.simulation.simulations import WANTED, Simulations

ROUNDS = 15
"""States that one session looks at, one after the other."""
Moments = dict[str, float]
"""By what is there: after how long [s]."""


def changed(path: str, number: int) -> ScenarioCase:
    """A state that nobody has looked at; the horizon of a seed is not known before, and so are no others."""
    return ScenarioCase(path, (), (f"seed={number}",))


async def looked(simulations: Simulations, base: ScenarioCase, alternative: ScenarioCase, wanted: int) -> Moments:
    """When which figures of a state are there."""
    begin, moments = time.perf_counter(), {}
    figures = simulations.refined(base, alternative, wanted)
    async for shown in figures:
        name = "first answer" if not shown.whole else f"all figures of {shown.replications}"
        moments.setdefault(name, time.perf_counter() - begin)
    return moments


async def longest_pause(pauses: list[float]) -> None:
    """Note how long the event loop was at something else."""
    while True:
        begin = time.perf_counter()
        await asyncio.sleep(0.001)
        pauses.append(time.perf_counter() - begin - 0.001)


def memory(processes: Sequence[int]) -> list[float]:
    """Memory of processes that is not shared, and their part of what is [MB each]."""
    return [
        int(next(line for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:")).split()[1])
        / 1024
        for pid in processes
    ]  # fmt: skip


def told(title: str, found: Sequence[Moments], pauses: Sequence[float]) -> None:
    """Print medians and 95th percentiles."""
    by_name: dict[str, list[float]] = defaultdict(list)
    for moments in found:
        for name, moment in moments.items():
            by_name[name].append(moment)
    print(f"\n{title}; longest pause of the loop {1000 * max(pauses):.0f} ms")
    for name, seconds in by_name.items():
        high = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
        print(f"  {name:24} median {1000 * statistics.median(seconds):6.0f} ms   95 % {1000 * high:6.0f} ms")


async def main(path: str, sessions: int) -> None:
    """Print what was measured."""
    base = ScenarioCase(path)
    begin = time.perf_counter()
    async with Simulations(bases=(base,)) as simulations:
        print(f"{path}: {len(simulations.processes)} processes ready after {time.perf_counter() - begin:.1f} s")
        async for _ in simulations.refined(base, base):
            pass
        print(f"base with {WANTED} replications after {time.perf_counter() - begin:.1f} s")
        gc.freeze()  # as the server does
        pauses: list[float] = []
        watch = asyncio.create_task(longest_pause(pauses))
        alone = [await looked(simulations, base, changed(path, number), 10) for number in range(1, ROUNDS + 1)]
        told("one session", alone, pauses)
        pauses.clear()
        states = [changed(path, number) for number in range(1001, 1001 + sessions)]
        at_once = await asyncio.gather(*(looked(simulations, base, state, 20) for state in states))
        told(f"{sessions} sessions at once", at_once, pauses)
        watch.cancel()
        own, *workers = memory([os.getpid(), *simulations.processes])
        print(f"\nmemory: server {own:.0f} MB, workers {', '.join(f'{one:.0f}' for one in workers)} MB")


if __name__ == "__main__":
    asyncio.run(main(*(sys.argv[1:2] or ["west_kazakhstan_social_aid"]), int((sys.argv[2:] or ["20"])[0])))
