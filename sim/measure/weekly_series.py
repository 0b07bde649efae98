"""A replication week by week: work in progress, and elapsed working time and share in time of what was received in each week.

A week is five official working days in a row from the start of the period on; days left over at its end are in none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.calendar.official_days import working_weeks
from sim.engine.steplog import StepLog, Truth
from sim.grouping import by_identity
from sim.measure.censoring import MOST_CENSORED
from sim.measure.mser import Series
from sim.measure.outcomes import in_office_until, provider_clocks
from sim.model.model import Model
from sim.quantities import DAY, HOUR, UNSET, Flags, Floats, Instants, Integers

SeriesName = Literal["in_progress", "elapsed_h", "in_time"]
"""A series by week: work in progress, elapsed working time, share in time."""
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
    due: Integers
    """Of those: with a deadline that lies within the observation [shape (routes, weeks)]."""
    in_time: Integers
    """Of those that are due: answered by the deadline [shape (routes, weeks)]."""
    left_out: Integers
    """Of those received: with a deadline behind the end of the observation [shape (weeks,)]."""


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
    due, kept = log.due[answered][inside], applications.in_time[answered][inside] == Truth.yes
    behind = (applications.deadline[answered] > log.followed_until)[inside]

    def by_week(of: Flags | None = None) -> Integers:
        counts = np.bincount(cell if of is None else cell[of], minlength=routes * n)
        return np.asarray(counts.reshape(routes, n), dtype=np.int64)

    return Weeks(
        in_progress=seconds.mean(axis=1) / DAY if n else np.zeros(0),
        received=by_week(),
        elapsed_h=np.bincount(cell, weights=elapsed[inside], minlength=routes * n)
        .reshape(routes, n)
        .astype(np.float64),
        due=by_week(due),
        in_time=by_week(due & kept),
        left_out=by_week(behind).sum(axis=0),
    )


def days_of_weeks(model: Model) -> NDArray[np.datetime64]:
    """The working days of the period, five to a week [shape (weeks, 5)]."""
    period = model.study.scenario.period
    return working_weeks(model.study.days, period.start, period.end)


def over_replications(weeks: Sequence[Weeks]) -> dict[SeriesName, Series]:
    """Work in progress [files], elapsed working time [h] and share in time [share] by week, over replications.

    From each application the mean of its route is taken and the mean over all routes put in its place, so that no mix of routes
    moves the series; NaN in a week in which nothing was received. A week of which deadlines of more than one application in
    twenty lie behind the end of the observation has no share in time.
    """
    counts, elapsed = _summed(weeks, "received"), _summed(weeks, "elapsed_h")
    due, in_time = _summed(weeks, "due"), _summed(weeks, "in_time")
    share = _without_mix(due, in_time, *_levels(weeks, "due", "in_time"))
    return {
        "in_progress": np.mean([replication.in_progress for replication in weeks], axis=0),
        "elapsed_h": _without_mix(counts, elapsed, *_levels(weeks, "received", "elapsed_h")),
        "in_time": np.where(_observed(weeks), share, np.nan),
    }


def by_replication(weeks: Sequence[Weeks]) -> dict[SeriesName, SeriesMean]:
    """Means of the series over weeks in a row, replication by replication."""
    everywhere = np.ones(len(weeks[0].in_progress), dtype=np.bool_)

    def in_progress(i: int, first: int, end: int) -> float:
        return float(weeks[i].in_progress[first:end].mean())

    def quotient(counted: _Counts, summed: _Counts, known: Flags) -> SeriesMean:
        by_route, level = _levels(weeks, counted, summed)

        def mean(i: int, first: int, end: int) -> float:
            counts, sums = (
                getattr(weeks[i], name)[:, first:end][:, known[first:end]].sum(axis=1, keepdims=True)
                for name in (counted, summed)
            )
            return float(_without_mix(counts, sums, by_route, level)[0])

        return mean

    return {
        "in_progress": in_progress,
        "elapsed_h": quotient("received", "elapsed_h", everywhere),
        "in_time": quotient("due", "in_time", _observed(weeks)),
    }


_Counts = Literal["received", "elapsed_h", "due", "in_time"]


def _summed(weeks: Sequence[Weeks], name: _Counts) -> Floats:
    """A count over all replications [shape (routes, weeks)]."""
    return np.asarray(np.sum([getattr(replication, name) for replication in weeks], axis=0), dtype=np.float64)


def _observed(weeks: Sequence[Weeks]) -> Flags:
    """By week: whether deadlines of nearly all of its applications lie within the observation."""
    left_out = np.sum([replication.left_out for replication in weeks], axis=0)
    due = _summed(weeks, "due").sum(axis=0)
    return np.asarray(left_out <= MOST_CENSORED * (left_out + due), dtype=np.bool_)


def _levels(weeks: Sequence[Weeks], counted: _Counts, summed: _Counts) -> tuple[Series, float]:
    """A mean by route, and over all, over the whole period and all replications."""
    counts, sums = _summed(weeks, counted).sum(axis=1), _summed(weeks, summed).sum(axis=1)
    return sums / np.maximum(counts, 1), float(sums.sum() / max(counts.sum(), 1))


def _without_mix(counts: Floats, sums: Floats, by_route: Series, level: float) -> Series:
    """A mean by week without the effect of its mix of routes [NaN without applications]."""
    over = (sums - counts * by_route[:, None]).sum(axis=0)
    total = counts.sum(axis=0)
    return np.where(total > 0, over / np.maximum(total, 1) + level, np.nan)


def _integral(instants: Instants, until: Instants) -> Instants:
    """Time since each of some instants in order, summed over those before a time [s]."""
    before = np.searchsorted(instants, until)
    sums = np.append(np.zeros(1, dtype=np.int64), np.cumsum(instants))
    return np.asarray(before * until - sums[before], dtype=np.int64)
