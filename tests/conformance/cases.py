"""Conformance cases: small workloads in YAML beside the log that the rules give, derived by hand in `reasoning`.

A folder holds `workload.yaml`, `steps.csv` and `applications.csv`. The expected tables are never taken from an engine.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from sim.calendars import WeeklyHours, WorkingTime
from sim.capacity import Capacity, Office, Pool, Window
from sim.deadlines import OfficeClock
from sim.official_days import OfficialDays, load_days
from sim.quantities import instant, parse_duration, parse_hours, parse_limit
from sim.workload import Kind, RoutePlan, StepPlan, Workload

FOLDER = Path(__file__).parent
CASES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/workload.yaml")))
"""Names of all cases, in order."""

_KEYS = {"title", "calendar", "hours", "offices", "pools", "routes", "window", "applications", "reasoning"}
_KINDS = {"counter": Kind.COUNTER, "desk": Kind.DESK, "system": Kind.SYSTEM}


@dataclass(frozen=True)
class Case:
    """One case: what goes in, and the rows that have to come out, every cell as the CSV writes it."""

    name: str
    """Name of the folder."""
    title: str
    """The fact that it shows."""
    workload: Workload
    """The applications with their durations."""
    capacity: Capacity
    """The offices and pools."""
    steps: tuple[dict[str, str], ...]
    """Expected visits, ordered by application, step and visit."""
    applications: tuple[dict[str, str], ...]
    """Expected applications, by number."""


def load_case(name: str) -> Case:
    """Read one folder; raises ValueError where the files do not fit together."""
    folder = FOLDER / name
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(folder / "workload.yaml")
    if data.keys() != _KEYS:
        raise ValueError(f"{name}: missing or unknown keys {sorted(data.keys() ^ _KEYS)}")
    capacity = _capacity(data)
    workload = _workload(data, capacity)
    return Case(
        name, data["title"], workload, capacity, _table(folder / "steps.csv"), _table(folder / "applications.csv")
    )


def _capacity(data: Mapping[str, Any]) -> Capacity:
    days = load_days(data["calendar"])
    hours = {name: _working_time(week, days) for name, week in data["hours"].items()}
    names = list(data["offices"])
    offices = tuple(
        Office(name, name, OfficeClock.of(hours[office["hours"]], days), names.index(office["provider"]))
        for name, office in data["offices"].items()
    )
    pools = tuple(
        Pool(
            names.index(pool["office"]),
            pool["role"],
            pool["members"],
            hours[pool.get("hours", data["offices"][pool["office"]]["hours"])],
            pool.get("set_aside", True),
        )
        for pool in data["pools"]
    )
    return Capacity(offices, pools)


def _working_time(week: Mapping[str, str], days: OfficialDays) -> WorkingTime:
    if "every_day" in week:
        return WorkingTime.from_hours(WeeklyHours((parse_hours(week["every_day"]),) * 7, official_days=False), days)
    saturday = parse_hours(week.get("saturday", "closed"))
    return WorkingTime.from_hours(WeeklyHours((parse_hours(week["weekdays"]),) * 5 + (saturday, ())), days)


def _workload(data: Mapping[str, Any], capacity: Capacity) -> Workload:
    routes = list(data["routes"])
    offices = list(data["offices"])
    pools = {(pool["office"], pool["role"]): i for i, pool in enumerate(data["pools"])}
    plans = tuple(_route(name, route) for name, route in data["routes"].items())
    work: list[int] = []
    hold: list[int] = []
    pool: list[int] = []
    first = [0]
    for application in data["applications"]:
        steps = data["routes"][application["route"]]["steps"]
        pool += [-1 if step["kind"] == "system" else pools[step["office"], step["role"]] for step in steps]
        work += _durations(application["work"], len(steps))
        hold += _durations(application.get("hold", [0] * len(steps)), len(steps))
        first.append(len(pool))
    submitted = [_instant(application["submitted"]) for application in data["applications"]]
    if submitted != sorted(submitted):
        raise ValueError(f"{data['title']}: applications are not in the order of their numbers")
    window = Window(*(_instant(data["window"][key]) for key in ("start", "warm_up_until", "horizon", "run_out_end")))
    return Workload(
        replication=1,
        window=window,
        streams=("by_hand",),
        routes=plans,
        submitted=_array(submitted),
        stream=np.zeros(len(submitted), dtype=np.int64),
        route=_array([routes.index(application["route"]) for application in data["applications"]]),
        office=_array([offices.index(application["office"]) for application in data["applications"]]),
        first=_array(first),
        pool=_array(pool),
        work=_array(work),
        hold=_array(hold),
    )


def _route(name: str, route: Mapping[str, Any]) -> RoutePlan:
    steps = tuple(
        StepPlan(
            str(step["step"]),
            step["role"],
            _KINDS[step["kind"]],
            parse_limit(step["limit"]) if "limit" in step else None,
            "",
        )
        for step in route["steps"]
    )
    staffed = [i for i, step in enumerate(steps) if step.kind is not Kind.SYSTEM]
    term = parse_limit(route["term"]) if "term" in route else None
    return RoutePlan(name, "provider", steps, staffed[0], staffed[-1], term)


def _durations(given: Sequence[int | str], steps: int) -> list[int]:
    if len(given) != steps:
        raise ValueError(f"{given} are not {steps} durations")
    return [parse_duration(value) if isinstance(value, str) else value for value in given]


def _instant(text: str) -> int:
    return instant(datetime.fromisoformat(text))


def _array(values: Sequence[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def _table(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
