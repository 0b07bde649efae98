"""A replication week by week: work in progress, and elapsed working time of the applications received in each week.

A week is five official working days in a row from the start of the period on; days left over at its end are in none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calendar.official_days import working_weeks
from sim.engine.steplog import StepLog
from sim.grouping import by_identity
from sim.measure.mser import Series
from sim.measure.outcomes import in_office_until, provider_clocks
from sim.model.model import Model
from sim.quantities import DAY, HOUR, UNSET, Floats, Instants, Integers

SeriesMean = Callable[[int, int, int], float]
"""Mean of a series over weeks, given the position of the replication, the first week and the week after the last."""


@dataclass(frozen=True)
class Weeks:
    """One replication week by week, without objections; applications of a backlog are in progress only."""

    in_progress: Series
    """Files of first applications received and not yet ready, mean over the working days of each week."""
    received: Integers
    """Applications received in each week that have been answered or will be [shape (routes, weeks)]."""
    elapsed_h: Floats
    """Their elapsed working time, summed [h, shape (routes, weeks)]."""


def weekly_series(log: StepLog, model: Model) -> Weeks:
    """One replication week by week."""
    applications = log.applications
    days = days_of_weeks(model).astype("datetime64[s]").astype(np.int64)
    n, routes = len(days), len(model.routes)
    was_received = (applications.received != UNSET) & ~log.objections
    received, until = np.sort(applications.received[was_received]), np.sort(in_office_until(log)[was_received])
    # The time that files lie in the office on a day is what was received less what was done with, integrated.
    seconds = _integral(received, days + DAY) - _integral(received, days)
    seconds -= _integral(until, days + DAY) - _integral(until, days)
    answered = was_received & applications.answerable & ~applications.inherited
    elapsed = np.zeros(int(answered.sum()))
    came = applications.received[answered]
    ready = np.where(applications.ready[answered] == UNSET, log.observed_until, applications.ready[answered])
    for clock, rows in by_identity(provider_clocks(model), applications.office[answered]):
        elapsed[rows] = clock.hours.elapsed_many(came[rows], ready[rows]) / HOUR
    borders = np.append(days[:, 0], days[-1:, -1] + DAY)
    week = np.searchsorted(borders[1:], came, side="right") if n else np.zeros(len(came), dtype=np.int64)
    inside = (week < n) & (came >= model.window.start)
    cell = applications.route[answered][inside] * n + week[inside]
    return Weeks(
        seconds.mean(axis=1) / DAY if n else np.zeros(0),
        np.asarray(np.bincount(cell, minlength=routes * n).reshape(routes, n), dtype=np.int64),
        np.bincount(cell, weights=elapsed[inside], minlength=routes * n).reshape(routes, n).astype(np.float64),
    )


def days_of_weeks(model: Model) -> NDArray[np.datetime64]:
    """The working days of the period, five to a week [shape (weeks, 5)]."""
    period = model.study.scenario.period
    return working_weeks(model.study.days, period.start, period.end)


def over_replications(weeks: Sequence[Weeks]) -> tuple[Series, Series]:
    """Work in progress [files] and elapsed working time [h] by week, over replications.

    The mean time of its route is taken from each application and the mean over all routes put in its place, so that no mix
    of routes moves the series; NaN in a week in which nothing was received.
    """
    counts = np.sum([replication.received for replication in weeks], axis=0)
    sums = np.sum([replication.elapsed_h for replication in weeks], axis=0)
    return np.mean([replication.in_progress for replication in weeks], axis=0), _without_mix(
        counts, sums, *_levels(weeks)
    )


def by_replication(weeks: Sequence[Weeks]) -> tuple[SeriesMean, SeriesMean]:
    """Means of the two series over weeks in a row, replication by replication."""
    by_route, level = _levels(weeks)

    def in_progress(i: int, first: int, end: int) -> float:
        return float(weeks[i].in_progress[first:end].mean())

    def elapsed(i: int, first: int, end: int) -> float:
        counts = weeks[i].received[:, first:end].sum(axis=1, keepdims=True)
        sums = weeks[i].elapsed_h[:, first:end].sum(axis=1, keepdims=True)
        return float(_without_mix(counts, sums, by_route, level)[0])

    return in_progress, elapsed


def _levels(weeks: Sequence[Weeks]) -> tuple[Series, float]:
    """Mean elapsed working time by route, and over all, over the whole period and all replications [h]."""
    counts = np.sum([replication.received.sum(axis=1) for replication in weeks], axis=0)
    sums = np.sum([replication.elapsed_h.sum(axis=1) for replication in weeks], axis=0)
    return sums / np.maximum(counts, 1), float(sums.sum() / max(counts.sum(), 1))


def _without_mix(counts: Integers, sums: Floats, by_route: Series, level: float) -> Series:
    """Mean elapsed time by week without the effect of its mix of routes [h; NaN without applications]."""
    over = (sums - counts * by_route[:, None]).sum(axis=0)
    total = counts.sum(axis=0)
    return np.where(total > 0, over / np.maximum(total, 1) + level, np.nan)


def _integral(instants: Instants, until: Instants) -> Instants:
    """Time since each of some instants in order, summed over those before a time [s]."""
    before = np.searchsorted(instants, until)
    sums = np.append(np.zeros(1, dtype=np.int64), np.cumsum(instants))
    return np.asarray(before * until - sums[before], dtype=np.int64)
