"""A country in one scenario: 200 districts with their rural akims, some ten thousand pools, against one district of ten pools.

Both get as many applications, so that the times of each stage differ by what many pools cost. Run: make bench
"""

from __future__ import annotations

import gc
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from sim.engine.simulate import simulate
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.study.loading import load_scenario

T = TypeVar("T")
DISTRICTS, VILLAGES = 200, 23
"""Districts of the country, and offices of rural akims in each."""
APPLICATIONS, ROUNDS = 50_000, 3

_REGULATION = """\
regulation: aid
title: Aid by the rural akim and the department
region: Everywhere
year: 2018
act: {document: none, issuer: nobody, number: "1", date: 2018-01-01}
roles:
  clerk: {kk: қызметкер}
  akim: {kk: әкім}
  executor: {kk: орындаушы}
  head: {kk: басшы}
routes:
  provider:
    title: At the office
    source: clause 1
    steps:
      - {n: 1, role: clerk, action: takes it in, applicant_present: true, limit: 20 minutes, source: "1"}
      - {n: 2, role: akim, action: sends it on, limit: 1 working day, source: "2"}
      - {n: 3, role: executor, action: decides, limit: 5 working days, source: "3"}
      - {n: 4, role: head, action: signs, limit: 1 working day, source: "4"}
"""
_SCENARIO = """\
scenario: A country
calendar: kz
period: {start: 2018-01-08, warm_up_until: 2018-01-08, end: 2019-01-07, run_out: 40 working days}
replications: 3
seed: 1
services:
  aid:
    regulation: aid.yaml
    routes:
      provider:
        steps:
          1: {work: {distribution: exponential, mean: 8 minutes}}
          2: {work: {distribution: exponential, mean: 5 minutes}}
          3: {work: {distribution: lognormal, mean: 50 minutes, p90: 80 minutes}, hold: 2 hours}
          4: {work: {distribution: exponential, mean: 4 minutes}}
offices:
"""
_DISTRICT = """\
  department_{k}:
    hours: department
    staff:
      executor:
        count: {executors}
        sickness: {{episodes: 1 per year, length: {{distribution: lognormal, mean: 40 hours, p90: 72 hours}}}}
      head: {{count: 1, stand_in: executor}}
  village_{k}:
    count: {villages}
    hours: rural_akim
    sends_to: department_{k}
    staff: {{clerk: 1, akim: 1}}
"""
_STREAM = "  people_{k}: {{service: aid, route: provider, office: village_{k}, rate: {rate:.3f} per year}}\n"


def country(folder: Path, districts: int, villages: int, executors: int) -> Path:
    """Write the files of a scenario of so many districts, and give that of the scenario."""
    text = _SCENARIO
    for k in range(districts):
        text += _DISTRICT.format(k=k, villages=villages, executors=executors)
    text += "arrivals:\n"
    for k in range(districts):
        text += _STREAM.format(k=k, rate=APPLICATIONS / districts)
    (folder / "aid.yaml").write_text(_REGULATION, encoding="utf-8")
    path = folder / f"country_{districts}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The least time of several calls, garbage collected before each, and what the last one gives."""
    best = np.inf
    for _ in range(ROUNDS):
        gc.collect()
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def stages(path: Path) -> tuple[dict[str, float], int, int]:
    """The time of each stage [s], and how many pools and rows there are."""
    times: dict[str, float] = {}
    start = time.perf_counter()
    study = load_scenario(path)
    times["loading the files"] = time.perf_counter() - start
    start = time.perf_counter()
    model = build_model(study)
    times["building the model"] = time.perf_counter() - start
    times["drawing the capacity"], capacity = timed(lambda: draw_capacity(model.capacity, study, model.window, 1))
    drawn = replace(model, capacity=capacity)
    times["drawing the workload"], workload = timed(lambda: draw_workload(drawn, 1))
    times["engine and log"], _ = timed(lambda: simulate(workload, capacity))
    return times, len(capacity.pools), len(workload.work)


def main() -> None:
    """Measure both, and print the time of each stage, with the ratio."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one, few, rows_of_one = stages(country(folder, 1, 4, 40))
        many, pools, rows = stages(country(folder, DISTRICTS, VILLAGES, 2))
    print(f"{'':<24}{few:>10,} pools{pools:>10,} pools{'a row, times as long':>24}")
    for stage, taken in many.items():
        print(f"{stage:<24}{one[stage]:>14.4f} s{taken:>14.4f} s{taken / rows / (one[stage] / rows_of_one):>20.2f}")


if __name__ == "__main__":
    main()
