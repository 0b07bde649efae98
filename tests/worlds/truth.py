"""What made-up offices do on average, figure by figure, and their registers as files."""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import fmean, median, stdev

from tests.worlds.office import MadeOffice
from tests.worlds.simulation import Course

Known = tuple[float, float, float]
"""Mean over the replications, its standard error, standard deviation of one replication."""
REGISTER_FROM = datetime(2024, 1, 8)
"""The Monday with which registers begin."""
REGISTER_CASES, PERIOD_CASES = 1_500, 500
"""How many cases a register has, and how many a replication of the truth."""


def figures_of(course: Course) -> dict[str, float]:
    """The figures of one replication [h; shares]."""
    last, arrived = dict.fromkeys(range(len(course.arrivals)), 0.0), course.arrivals
    waits: dict[int, list[float]] = {i: [] for i in range(len(course.office.steps))}
    for visit in course.visits:
        last[visit.case] = max(last[visit.case], visit.end)
        waits[visit.step].append(visit.start - visit.ready)
    taken = sorted((last[case] - arrived[case]) / 60 for case in last)
    figures = {
        "cycle_mean_h": fmean(taken),
        "cycle_median_h": median(taken),
        "cycle_p90_h": _quantile(taken, 0.9),
        "within_3_days": fmean(hours <= 72 for hours in taken),
        "within_7_days": fmean(hours <= 168 for hours in taken),
    }
    for i, step in enumerate(course.office.steps):
        figures[f"wait_{step.name}_h"] = fmean(waits[i]) / 60 if waits[i] else math.nan
    return figures


def _quantile(ordered: list[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def truth_of(office: MadeOffice, replications: int, cases: int = PERIOD_CASES) -> dict[str, dict[str, Known]]:
    """By world and figure: what it is on average over replications from empty offices on a Monday."""
    return {world: _known(office.changed(world), world, replications, cases) for world in office.changes}


def _known(office: MadeOffice, world: str, replications: int, cases: int) -> dict[str, Known]:
    rows = [
        figures_of(Course(office, cases, Random(f"{office.name} {world} {number}"))) for number in range(replications)
    ]
    result = {}
    for name in rows[0]:
        values = [row[name] for row in rows if not math.isnan(row[name])]
        spread = stdev(values)
        result[name] = (fmean(values), spread / math.sqrt(len(values)), spread)
    return result


def write_register(office: MadeOffice, path: Path, cases: int = REGISTER_CASES) -> None:
    """Write the register of an office, packed: starts and ends, no arrivals, local times that are called UTC."""
    course = Course(office, cases, Random(f"{office.name} register"))
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("case_id", "activity", "resource", "start_time", "end_time"))
        for visit in sorted(course.visits, key=lambda visit: (visit.start, visit.case)):
            step = office.steps[visit.step]
            table.writerow(
                (visit.case, step.name, f"{step.role}_{visit.member}", _instant(visit.start), _instant(visit.end))
            )


def _instant(minutes: float) -> str:
    return (REGISTER_FROM + timedelta(minutes=minutes)).isoformat(" ") + "+00:00"


def differences(truth: Mapping[str, Mapping[str, Known]], figure: str) -> dict[str, float]:
    """By changed world: what a figure becomes less what it was."""
    base = truth["base"][figure][0]
    return {world: figures[figure][0] - base for world, figures in truth.items() if world != "base"}
