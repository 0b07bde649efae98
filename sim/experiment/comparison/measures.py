"""The figures of a run that can be held against those of another: where they are taken, and which routes are the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.experiment.results import Results
from sim.measure.figures import Key, ReplicationFigures
from sim.model.objection_names import answers_of, objection_to
from sim.study.study import Study

Measure = Literal[
    "in_time", "late", "lateness_h", "median_days", "p95_days", "queue_median_h", "utilisation", "wait_min", "gave_up",
]  # fmt: skip
"""What is compared: share in time, late citizens, lateness of all answers together [working h], median and 95th percentile
of the elapsed term [working days], median queue time [working h], work over time on duty, mean wait in the hall [min], share of
visits to it that are given up."""
MEASURE_NAMES: dict[Measure, tuple[str, str]] = {
    "in_time": ("share in time", "%"),
    "late": ("citizens with a late answer", ""),
    "lateness_h": ("lateness of all answers", "working hours"),
    "median_days": ("elapsed term, median", "working days"),
    "p95_days": ("elapsed term, 95th percentile", "working days"),
    "queue_median_h": ("queue time, median", "working hours"),
    "utilisation": ("utilisation", "% of the time on duty"),
    "wait_min": ("wait in the hall, mean", "minutes"),
    "gave_up": ("visits to the hall given up", "%"),
}
"""What measures are called in tables, and their units there."""
_OF_FILES: tuple[Measure, ...] = ("median_days", "p95_days", "queue_median_h")


@dataclass(frozen=True, order=True)
class MeasuredPlace:
    """Where a measure is taken."""

    kind: Literal["whole", "route", "staff"]
    """All routes together; one route; or one role in all offices of a kind."""
    key: Key = ()
    """Service and channel as the first case names them, or kind of offices and role; empty for the whole."""


Values = dict[tuple[MeasuredPlace, Measure], list[float]]


def values_of_run(run: Results, routes: Sequence[Key], labels: Sequence[Key]) -> Values:
    """By place and measure: one value per replication, of routes, of all of them together, and of the staff."""
    offices = {office.name: office.kind for office in run.model.capacity.offices}
    groups: dict[Key, list[Key]] = {}
    for office, role in run.figures.pools:
        groups.setdefault((offices[office], role), []).append((office, role))
    terms = [bool(run.model.plan(key).term) for key in routes]
    values: Values = {}
    for figures in run.replications:
        if sum(answers_of(key[1]) is None for key in routes) > 1 and any(terms):
            _add(values, MeasuredPlace("whole"), _whole(figures, routes))
        for key, label, term in zip(routes, labels, terms, strict=True):
            _add(values, MeasuredPlace("route", label), _of_route(figures, key, term))
        for group, pools in groups.items():
            work, duty = (sum(figures.pools[pool][name] for pool in pools) for name in ("work_h", "on_duty_h"))
            _add(values, MeasuredPlace("staff", group), {"utilisation": work / duty if duty else math.nan})
        for group, pools in groups.items():
            _add(values, MeasuredPlace("staff", group), _of_halls(figures, pools))
    return values


def values_of_routes(run: Results, routes: Sequence[Key], label: Key) -> list[Values]:
    """The measures of single routes, each as if it were taken at the same place.

    Citizens with a late answer and lateness of all are left out: they grow with the number of applications, which differs.
    """
    values: list[Values] = [{} for _ in routes]
    terms = [bool(run.model.plan(key).term) for key in routes]
    place = MeasuredPlace("route", label)
    for figures in run.replications:
        for key, values_of_route, term in zip(routes, values, terms, strict=True):
            row = _of_route(figures, key, term)
            _add(values_of_route, place, {m: value for m, value in row.items() if m not in ("late", "lateness_h")})
    return values


def _add(values: Values, place: MeasuredPlace, row: dict[Measure, float]) -> None:
    for measure, value in row.items():
        values.setdefault((place, measure), []).append(value)


def _of_halls(figures: ReplicationFigures, pools: Sequence[Key]) -> dict[Measure, float]:
    """The measures of the halls of some pools together in one replication; none where none has a table of its own."""
    rows = [figures.halls[pool] for pool in pools if pool in figures.halls]
    visits = sum(row["visits"] for row in rows)
    if not rows:
        return {}
    served = [
        (row["visits"] * (1 - row["gave_up"]) - row["turned_away"], row["wait_min"]) for row in rows if row["visits"]
    ]
    count = sum(weight for weight, _ in served)
    return {
        "wait_min": sum(weight * wait for weight, wait in served if weight) / count if count else math.nan,
        "gave_up": sum(row["visits"] * row["gave_up"] for row in rows if row["visits"]) / visits
        if visits
        else math.nan,
    }


def _of_route(figures: ReplicationFigures, key: Key, term: bool) -> dict[Measure, float]:
    """The measures of a route in one replication; those of its term only where it has one."""
    row = figures.routes[key]
    values: dict[Measure, float] = {}
    if term:
        values |= {"in_time": row["in_time"], "late": _answers(figures, key)[0], "lateness_h": row["lateness_h"]}
    for measure in _OF_FILES:
        values[measure] = row[measure]
    return values


def _whole(figures: ReplicationFigures, routes: Sequence[Key]) -> dict[Measure, float]:
    """The measures of all routes of first applications together in one replication."""
    routes = [key for key in routes if answers_of(key[1]) is None]
    late, cohort = (sum(column) for column in zip(*(_answers(figures, key) for key in routes), strict=True))
    hours = sum(figures.routes[key]["lateness_h"] for key in routes)
    return {"in_time": 1 - late / cohort if cohort else math.nan, "late": late, "lateness_h": hours}


def _answers(figures: ReplicationFigures, key: Key) -> tuple[float, float]:
    """Late answers of a route, and all answers that count for its share in time."""
    row = figures.routes[key]
    cohort = row["cohort"]
    return (float(round(cohort * (1 - row["in_time"]))) if cohort else 0.0), cohort


def matched_routes(first: Study, study: Study) -> dict[Key, Key]:
    """By route of the first study: the same service and channel in another one, where exactly one is meant.

    Objections go with their routes, where there are some in both.
    """
    routes: dict[Key, Key] = {}
    for service, use in first.scenario.services.items():
        wanted = first.regulations[service].service
        for channel in use.routes:
            same = [
                name
                for name, other in study.scenario.services.items()
                if channel in other.routes and study.regulations[name].service == wanted
            ]
            if service in same or len(same) == 1:
                matched = service if service in same else same[0]
                routes[service, channel] = (matched, channel)
                if use.routes[channel].objections and study.scenario.services[matched].routes[channel].objections:
                    routes[service, objection_to(channel)] = (matched, objection_to(channel))
    return routes
