"""Distances between logs are those of the package that the field measures with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.forecast.hold_out.distances import LOG_DISTANCES, log_distances
from sim.forecast.hold_out.event_times import EventTimes
from sim.quantities import DAY, HOUR, civil

PYTHON = Path(os.environ.get("SIM_LOG_DISTANCES", Path(sys.prefix) / "log_distances" / "bin" / "python"))
"""The environment that `make .venv/.log_distances` makes."""


def chance_log(random: np.random.Generator, cases: int, weekdays: int) -> EventTimes:
    """Cases of one to six events at chance instants on the first days of each week."""
    rows = []
    for case in range(cases):
        at = (4 + 7 * int(random.integers(0, 8)) + int(random.integers(0, weekdays))) * DAY + int(
            random.integers(0, DAY)
        )
        for _ in range(int(random.integers(1, 7))):
            length = int(random.exponential(5 * HOUR))
            rows.append((case, int(random.integers(0, 4)), at, at + length))
            at += length + 1 + int(random.exponential(9 * HOUR))
    return EventTimes.of(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)))


def written(log: EventTimes, file: Path) -> str:
    rows = zip(log.case, log.activity, log.start, log.end, strict=True)
    lines = [f"{case},a{activity},{civil(int(start))},{civil(int(end))}" for case, activity, start, end in rows]
    file.write_text("\n".join(["case,activity,start,end", *lines]) + "\n", "utf-8")
    return str(file)


@pytest.mark.skipif(not PYTHON.exists(), reason="log-distance-measures is not installed: make .venv/.log_distances")
@pytest.mark.parametrize("seed", range(4))
def test_distances_are_those_of_the_yardstick(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng(seed)
    one, other = chance_log(random, 60, 7), chance_log(random, 45 + 10 * seed, 3 + seed)
    files = [written(one, tmp_path / "one.csv"), written(other, tmp_path / "other.csv")]
    oracle = Path(__file__).with_name("log_distances_oracle.py")
    command = [str(PYTHON), "-I", str(oracle), *files]
    known = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert log_distances(one, other) == pytest.approx([known[which] for which in LOG_DISTANCES], rel=1e-9)
