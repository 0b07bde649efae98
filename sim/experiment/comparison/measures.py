"""The figures of a run that can be held against those of another: where they are taken, and which routes are the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from sim.experiment.results import Results
from sim.measure.day_quantiles import DAY_QUANTILES, answered_within, day_quantile
from sim.measure.figure_units import FigureTable, bounds_of
from sim.measure.figures import Key, ReplicationFigures
from sim.measure.intervals import Bounds, Estimate, mean_interval
from sim.measure.measures import MEASURES, measured
from sim.measure.time_series import TimeCurves
from sim.model.objection_names import answers_of, objection_to
from sim.quantities import Floats
from sim.study.study import Study

Measure = Literal[
    "in_time", "late", "lateness_h", "median_days", "p95_days", "queue_median_h", "utilisation", "wait_min", "gave_up",
]  # fmt: skip
"""What is compared: share in time, late citizens, lateness of all answers together [working h], median and 95th percentile
of the elapsed term [working days], median queue time [working h], work over time on duty, mean wait in the hall [min], share of
visits to it that are given up."""
MEASURE_NAMES: dict[Measure, tuple[str, str]] = {
    measure: (MEASURES[measure].name, MEASURES[measure].unit) for measure in get_args(Measure)
}
"""What measures are called in tables, and their units there."""
_TABLES: dict[Measure, FigureTable] = {
    "in_time": "routes", "late": "whole", "lateness_h": "routes", "median_days": "routes", "p95_days": "routes",
    "queue_median_h": "routes", "utilisation": "pools", "wait_min": "halls", "gave_up": "halls",
}  # fmt: skip
"""By measure: the table of figures that has its unit and its bounds."""
_SUMS: tuple[Measure, ...] = ("late", "lateness_h")
_OF_FILES: tuple[Measure, ...] = ("median_days", "p95_days", "queue_median_h")


@dataclass(frozen=True, order=True)
class MeasuredPlace:
    """Where a measure is taken."""

    kind: Literal["whole", "route", "staff"]
    """All routes together; one route; or one role in all offices of a kind."""
    key: Key = ()
    """Service and channel as the first case names them, or kind of offices and role; empty for the whole."""


PlaceAndMeasure = tuple[MeasuredPlace, Measure]


@dataclass(frozen=True)
class MeasuredRun:
    """The measures of one case."""

    values: dict[PlaceAndMeasure, list[float]] = field(default_factory=dict)
    """By place and measure: one value per replication."""
    sizes: dict[PlaceAndMeasure, list[float]] = field(default_factory=dict)
    """By place and measure that is a quotient: of how many applications, visits or hours on duty it is one, likewise."""
    within: dict[MeasuredPlace, Floats] = field(default_factory=dict)
    """By route: the shares that are answered within so many working days [shape (replications, days)]."""

    def add(self, place: MeasuredPlace, row: dict[Measure, float], sizes: dict[Measure, float] | None = None) -> None:
        """Take in the measures of a place in the next replication."""
        for measure, value in row.items():
            self.values.setdefault((place, measure), []).append(value)
        for measure, size in (sizes or {}).items():
            self.sizes.setdefault((place, measure), []).append(size)

    def bounds(self, key: PlaceAndMeasure) -> Bounds:
        """What is possible for a measure at a place."""
        sizes = self.sizes.get(key, [])
        return bounds_of(_TABLES[key[1]], key[1], sum(sizes) / len(sizes) if sizes else math.nan)

    def estimate(self, key: PlaceAndMeasure) -> Estimate:
        """The mean of a measure over the replications, or the day of its mean distribution."""
        place, measure = key
        if measure in DAY_QUANTILES and place in self.within:
            values = np.array(self.values[key], dtype=np.float64)
            return day_quantile(self.within[place], values, DAY_QUANTILES[measure], self.applications(place))
        return mean_interval(self.values[key], bounds=self.bounds(key))

    def applications(self, place: MeasuredPlace) -> float:
        """How many applications of a route a replication has on average."""
        sizes = self.sizes[place, "p95_days"]
        return sum(sizes) / len(sizes)


def values_of_run(run: Results, routes: Sequence[Key], labels: Sequence[Key]) -> MeasuredRun:
    """The measures of routes, of all of them together, and of the staff."""
    offices = {office.name: office.kind for office in run.model.capacity.offices}
    groups: dict[Key, list[Key]] = {}
    for office, role in run.figures.pools:
        groups.setdefault((offices[office], role), []).append((office, role))
    terms = [bool(run.model.plan(key).term) for key in routes]
    found = MeasuredRun()
    curves: list[TimeCurves] = []
    for figures in run.replications:
        curves.append(figures.over_time)
        if sum(answers_of(key[1]) is None for key in routes) > 1 and any(terms):
            found.add(MeasuredPlace("whole"), *_whole(figures, routes))
        for key, label, term in zip(routes, labels, terms, strict=True):
            found.add(MeasuredPlace("route", label), *_of_route(figures, key, term))
        for group, pools in groups.items():
            utilisation, duty = measured([figures.pools[pool] for pool in pools], "pools", "utilisation")
            found.add(MeasuredPlace("staff", group), {"utilisation": utilisation}, {"utilisation": duty})
        for group, pools in groups.items():
            found.add(MeasuredPlace("staff", group), *_of_halls(figures, pools))
    numbers: dict[Key, int] = {plan.key: i for i, plan in enumerate(run.model.routes)}
    for key, label in zip(routes, labels, strict=True):
        found.within[MeasuredPlace("route", label)] = answered_within(curves, numbers[key])
    return found


def values_of_routes(run: Results, routes: Sequence[Key], label: Key) -> list[MeasuredRun]:
    """The measures of single routes, each as if it were taken at the same place.

    Citizens with a late answer and lateness of all are left out: they grow with the number of applications, which differs.
    """
    found = [MeasuredRun() for _ in routes]
    terms = [bool(run.model.plan(key).term) for key in routes]
    place = MeasuredPlace("route", label)
    curves: list[TimeCurves] = []
    for figures in run.replications:
        curves.append(figures.over_time)
        for key, of_route, term in zip(routes, found, terms, strict=True):
            row, sizes = _of_route(figures, key, term)
            of_route.add(place, {m: value for m, value in row.items() if m not in ("late", "lateness_h")}, sizes)
    numbers: dict[Key, int] = {plan.key: i for i, plan in enumerate(run.model.routes)}
    for key, of_route in zip(routes, found, strict=True):
        of_route.within[place] = answered_within(curves, numbers[key])
    return found


Sized = tuple[dict[Measure, float], dict[Measure, float]]
"""Measures, and of how much those that are quotients are one."""


def _of_halls(figures: ReplicationFigures, pools: Sequence[Key]) -> Sized:
    """The measures of the halls of some pools together in one replication; none where none has a table of its own."""
    rows = [figures.halls[pool] for pool in pools if pool in figures.halls]
    if not rows:
        return {}, {}
    (wait, served), (gave_up, visits) = (measured(rows, "halls", name) for name in ("wait_min", "gave_up"))
    return {"wait_min": wait, "gave_up": gave_up}, {"wait_min": served, "gave_up": visits}


def _of_route(figures: ReplicationFigures, key: Key, term: bool) -> Sized:
    """The measures of a route in one replication; those of its term only where it has one."""
    row = figures.routes[key]
    values: dict[Measure, float] = {}
    if term:
        values |= {"in_time": row["in_time"], "late": row["late"], "lateness_h": row["lateness_h"]}
    for measure in _OF_FILES:
        values[measure] = row[measure]
    return values, {"in_time": row["cohort"], "p95_days": row["applications"]}


def _whole(figures: ReplicationFigures, routes: Sequence[Key]) -> Sized:
    """The measures of all routes of first applications together in one replication."""
    rows = [figures.routes[key] for key in routes if answers_of(key[1]) is None]
    in_time, cohort = measured(rows, "routes", "in_time")
    values: dict[Measure, float] = {"in_time": in_time}
    values |= {name: measured(rows, "routes", name)[0] for name in _SUMS}
    return values, {"in_time": cohort}


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
