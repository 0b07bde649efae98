"""A run of very many applications from file to files.

A million applications are to take under 10 s and 2.5 GiB from file to `summary.json`, their figures under 3 s, and an
application at most 1.3 times as long as among ten thousand. Times are the processor's, parts of one replication are of one
run, and sizes take turns. Run: make bench, or with another number of applications: python tests/bench/bench_whole_runs.py
100000
"""

from __future__ import annotations

import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from tandem_scenario import tandem_files, tandem_study

from sim.engine.simulate import simulate
from sim.export.folder import ResultFolder
from sim.measure.figures import measure
from sim.measure.weekly_series import weekly_series
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model

PARTS = ("draw", "simulate", "figures", "tables")
ROUNDS = 3
FEW, MANY = 10_000, 1_000_000
MOST_GROWTH, MOST_SECONDS, MOST_FIGURES, MOST_MEMORY = 1.3, 10.0, 3.0, 2.5 * 2**30


def replication(model: Model, number: int, folder: ResultFolder) -> tuple[int, dict[str, float]]:
    """Visits of a replication, and the time of each of its parts [s]."""
    gc.collect()
    marks = [time.process_time()]
    capacity = draw_capacity(model.capacity, model.study, model.window, number)
    drawn = replace(model, capacity=capacity)
    workload = draw_workload(drawn, number)
    marks.append(time.process_time())
    log = simulate(workload, capacity)
    marks.append(time.process_time())
    measure(log, drawn)
    weekly_series(log, drawn)
    marks.append(time.process_time())
    folder.add_log(log)
    marks.append(time.process_time())
    return len(log.visits), dict(zip(PARTS, np.diff(marks).tolist(), strict=True))


def command(*words: str) -> tuple[float, float]:
    """Processor time [s] and peak memory [bytes] of a command of ours."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, words
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024.0


def parts_of(applications: int) -> dict[str, float]:
    """Time of each part of a replication of the tandem, by application [s]."""
    with tempfile.TemporaryDirectory() as place:
        model = build_model(tandem_study(Path(place), applications))
        with ResultFolder(Path(place) / "results") as folder:
            replication(build_model(tandem_study(Path(place), FEW // 2)), 1, folder)  # what is loaded once is loaded
        with ResultFolder(Path(place) / "results") as folder:
            _, times = replication(model, 1, folder)
    return {part: seconds / applications for part, seconds in times.items()}


def apart(applications: int) -> dict[str, float]:
    """What a process of its own measures."""
    done = subprocess.run(
        [sys.executable, __file__, "--parts", str(applications)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def large(folder: Path, applications: int) -> None:
    """The tandem from file to files with very many applications, and how its parts grow."""
    rounds = [{number: apart(number) for number in (FEW, applications)} for _ in range(ROUNDS)]
    for part in PARTS:
        few, many = (min(each[number][part] for each in rounds) for number in (FEW, applications))
        print(
            f"  {part}: {1e6 * few:.2f} us an application among {FEW:,}, {1e6 * many:.2f} us among {applications:,}: "
            f"{many / few:.2f} times ({MOST_GROWTH} at most)"
        )
        if part == "figures":
            print(f"  figures of {applications:,} applications: {many * applications:.2f} s ({MOST_FIGURES} at most)")
    path = str(tandem_files(folder, applications // 2))
    for logs in (("--no-logs",), ("--logs", "all")):
        words = ("run", path, "--replications", "2", "--workers", "1", "--out", str(folder / "large"), *logs)
        seconds, memory = min(command(*words, "--max-applications", str(2 * applications)) for _ in range(2))
        print(
            f"  sim run {' '.join(logs)} of {applications:,} applications in two replications: {seconds:.2f} s ({MOST_SECONDS:g} at most "
            f"without logs), {memory / 2**30:.2f} GiB ({MOST_MEMORY / 2**30:g} at most)"
        )


def main() -> None:
    """Print the times of the run and of its parts."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}, least of {ROUNDS} rounds")
    with tempfile.TemporaryDirectory() as place:
        large(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else MANY)


if __name__ == "__main__":
    if "--parts" in sys.argv:
        print(json.dumps(parts_of(int(sys.argv[2]))))
    else:
        main()
