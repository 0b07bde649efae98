"""From a step log to figures: per replication first, then estimates with intervals over replications.

Section 7 of the model says what each figure means. A figure of one replication is a number or NaN; nothing is pooled
over replications before it is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.blame import blame
from sim.elsewhere_measures import system_figures, transfer_figures, visiting_figures
from sim.fate_measures import ending_figures, in_office_until, inherited_figures, provider_clocks
from sim.grouping import by_identity
from sim.intervals import Estimate, mean_interval, share_interval
from sim.models import Model
from sim.pool_measures import pool_figures
from sim.quantities import HOUR
from sim.sitting_measures import sitting_figures
from sim.steplog import UNSET, StepLog, StepOutcome, Truth

Row = dict[str, float]
Key = tuple[str, ...]
Curve = NDArray[np.float64]
CURVE_HOURS = np.arange(0.0, 40.25, 0.25)
"""Queue times at which curves are given [working hours]."""


@dataclass(frozen=True)
class ReplicationFigures:
    """The figures of one replication, by table and row."""

    routes: dict[Key, Row]
    """By service and route."""
    steps: dict[Key, Row]
    """By service, route and step."""
    pools: dict[Key, Row]
    """By office and role."""
    streams: dict[Key, Row]
    """By stream."""
    sittings: dict[Key, Row]
    """By office and role of a commission that sits."""
    visits: dict[Key, Row]
    """By office and role of teams that visit households."""
    transfers: dict[Key, Row]
    """By service, route and step, of ways between offices."""
    systems: dict[Key, Row]
    """By information system."""
    endings: dict[Key, Row]
    """By service and route: how applications end, and whose time they take."""
    inherited: dict[Key, Row]
    """By backlog: what becomes of its files."""
    whole: Row
    """Over all routes."""
    curves: dict[Key, Curve]
    """By service, route and step: share of visits that queue longer than each of CURVE_HOURS."""


@dataclass(frozen=True)
class Figures:
    """Estimates over replications, by table, row and figure.

    `routes` (by service and route): applications, cohort, left_out, open, in_time, median_days, p95_days, median_hours,
    p95_hours, queue_median_h, queue_p95_h, queue_wall_median_h, queue_wall_p95_h, lateness_h, in_progress, ready,
    backlog, oldest_days.
    `steps` (by service, route, step): visits, turned_away, handed_over, in_time, queue_median_h, queue_p95_h,
    queue_mean_h, work_mean_h, blame_h and those of `sim.blame.REASONS`.
    `pools` (by office and role): see :func:`sim.pool_measures.pool_figures`.
    `sittings` (by office and role): see :func:`sim.sitting_measures.sitting_figures`.
    `visits`, `transfers`, `systems`: see :mod:`sim.elsewhere_measures`. `endings`, `inherited`: see
    :mod:`sim.fate_measures`.
    `streams` (by stream): arrivals, expected. `whole`: in_time, applications, late.
    Shares are between 0 and 1; names end in the unit (`_h` hours, `_days` working days).
    """

    routes: dict[Key, dict[str, Estimate]]
    steps: dict[Key, dict[str, Estimate]]
    pools: dict[Key, dict[str, Estimate]]
    streams: dict[Key, dict[str, Estimate]]
    sittings: dict[Key, dict[str, Estimate]]
    visits: dict[Key, dict[str, Estimate]]
    transfers: dict[Key, dict[str, Estimate]]
    systems: dict[Key, dict[str, Estimate]]
    endings: dict[Key, dict[str, Estimate]]
    inherited: dict[Key, dict[str, Estimate]]
    whole: dict[str, Estimate]
    curves: dict[Key, Curve]
    """By service, route and step: mean share of visits that queue longer than each of CURVE_HOURS."""


SHARES = frozenset({"in_time", "delivered_in_time"})
"""Figures that are shares of applications, and get the interval for shares."""


def measure(log: StepLog, model: Model) -> ReplicationFigures:
    """All figures of one replication."""
    hours_late, routes_blame = blame(log, model)
    routes: dict[Key, Row] = {}
    steps: dict[Key, Row] = {}
    curves: dict[Key, Curve] = {}
    for i, plan in enumerate(model.routes):
        key = plan.key
        routes[key] = _route(log, model, i) | {"lateness_h": hours_late[i] / HOUR}
        for k, step in enumerate(plan.steps):
            queue, row = _step(log, i, k)
            steps[(*key, step.key)] = row | {n: v / HOUR for n, v in routes_blame[i][k].items()}
            curves[(*key, step.key)] = _curve(queue)
    return ReplicationFigures(
        routes=routes,
        steps=steps,
        pools=pool_figures(log, model),
        streams=_streams(log, model),
        sittings=sitting_figures(log, model),
        visits=visiting_figures(log, model),
        transfers=transfer_figures(log, model),
        systems=system_figures(log, model),
        endings=ending_figures(log, model),
        inherited=inherited_figures(log, model),
        whole=_whole(log),
        curves=curves,
    )


def estimate(replications: Sequence[ReplicationFigures]) -> Figures:
    """Estimates with intervals over replications."""

    def table(pick: Callable[[ReplicationFigures], dict[Key, Row]]) -> dict[Key, dict[str, Estimate]]:
        rows = [pick(figures) for figures in replications]
        return {key: _estimates([row[key] for row in rows]) for key in rows[0]}

    return Figures(
        routes=table(lambda f: f.routes),
        steps=table(lambda f: f.steps),
        pools=table(lambda f: f.pools),
        streams=table(lambda f: f.streams),
        sittings=table(lambda f: f.sittings),
        visits=table(lambda f: f.visits),
        transfers=table(lambda f: f.transfers),
        systems=table(lambda f: f.systems),
        endings=table(lambda f: f.endings),
        inherited=table(lambda f: f.inherited),
        whole=_estimates([figures.whole for figures in replications]),
        curves={key: _mean_curve([f.curves[key] for f in replications]) for key in replications[0].curves},
    )


def _estimates(rows: list[Row]) -> dict[str, Estimate]:
    return {
        name: (share_interval if name in SHARES else mean_interval)([row[name] for row in rows]) for name in rows[0]
    }


def _route(log: StepLog, model: Model, route: int) -> Row:
    window = model.window
    mine = log.a_route == route
    counted = mine & log.a_counted
    plan = model.routes[route]
    cohort = counted & log.cohort
    answered = counted & log.answerable  # what its applicant has ended, or got back, has no elapsed term
    ready, received = log.a_ready[answered], log.a_received[answered]
    done = ready != UNSET
    end = np.where(done, ready, log.observed_until)
    days, hours = np.zeros(len(end)), np.zeros(len(end))
    clocks = provider_clocks(model)
    for clock, rows in by_identity(clocks, log.a_office[answered]):
        days[rows] = clock.working_days(received[rows], end[rows], day_of_receipt_included=plan.day_of_receipt_included)
        hours[rows] = clock.hours.elapsed_many(received[rows], end[rows]) / HOUR
    days = np.maximum(days - log.a_not_counted[answered], 0)
    people, wall = _queue_times(log, answered)
    inside = mine & (log.a_received != UNSET)
    began, until = log.a_received[inside], in_office_until(log)
    ended = np.minimum(until[inside], log.observed_until)
    overlap = np.clip(np.minimum(ended, window.horizon) - np.maximum(began, window.warm_up_end), 0, None)
    pending = inside & (log.a_received < window.horizon) & (until >= window.horizon)
    finished = (log.a_ready >= window.warm_up_end) & (log.a_ready < window.horizon) & mine
    return {
        "applications": float(counted.sum()),
        "cohort": float(cohort.sum()),
        "left_out": float((answered & (log.a_deadline > log.followed_until)).sum()),
        "open": float((~done).sum()),
        "in_time": _share(log.a_in_time[cohort]),
        "median_days": quantile(days, done, 0.5),
        "p95_days": quantile(days, done, 0.95),
        "median_hours": quantile(hours, done, 0.5),
        "p95_hours": quantile(hours, done, 0.95),
        "queue_median_h": quantile(people, done, 0.5),
        "queue_p95_h": quantile(people, done, 0.95),
        "queue_wall_median_h": quantile(wall, done, 0.5),
        "queue_wall_p95_h": quantile(wall, done, 0.95),
        "in_progress": float(overlap.sum() / (window.horizon - window.warm_up_end)),
        "ready": float(finished.sum()),
        "backlog": float(pending.sum()),
        "oldest_days": _oldest(log, model, pending),
    }


def _oldest(log: StepLog, model: Model, pending: NDArray[np.bool_]) -> float:
    """Age of the oldest file that is open at the horizon [working days]."""
    horizon = model.window.horizon
    oldest = 0.0
    for clock, rows in by_identity(provider_clocks(model), log.a_office[pending]):
        ages = clock.working_days(log.a_received[pending][rows], np.full(len(rows), horizon, dtype=np.int64))
        oldest = max(oldest, float(ages.max(initial=0)))
    return oldest


def _queue_times(log: StepLog, counted: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By counted application: queue time with people on duty, and queue time on the wall clock [h]."""
    n = len(counted)
    people = np.bincount(log.application, weights=log.wait_people_s, minlength=n)
    closed = np.bincount(log.application, weights=log.wait_closed_s, minlength=n)
    return people[counted] / HOUR, (people + closed)[counted] / HOUR


def _curve(queue: Curve) -> Curve:
    """Share of queue times above each of CURVE_HOURS; NaN without visits."""
    if not len(queue):
        return np.full(len(CURVE_HOURS), np.nan)
    return 1 - np.searchsorted(np.sort(queue), CURVE_HOURS, side="right") / len(queue)


def _mean_curve(curves: Sequence[Curve]) -> Curve:
    present = [curve for curve in curves if not np.isnan(curve[0])]
    return np.mean(present, axis=0) if present else np.full(len(CURVE_HOURS), np.nan)


def _step(log: StepLog, route: int, position: int) -> tuple[Curve, Row]:
    """Queue times of the visits that were served [working hours], and the figures of a step.

    The visits of a file that was handed over count as one: their queue times are added.
    """
    here = (log.a_route[log.application] == route) & (log.position == position) & log.a_counted[log.application]
    done, handed_over = here & (log.outcome == StepOutcome.done), here & (log.outcome == StepOutcome.handed_over)
    seconds, work = log.wait_people_s[done].astype(np.float64), log.work_s[done].astype(np.float64)
    if handed_over.any():
        of_application = np.full(len(log.a_route), len(seconds), dtype=np.int64)  # the last place is for those not done
        of_application[log.application[done]] = np.arange(len(seconds))
        place = of_application[log.application[handed_over]]
        seconds += np.bincount(place, weights=log.wait_people_s[handed_over], minlength=len(seconds) + 1)[:-1]
        work += np.bincount(place, weights=log.work_s[handed_over], minlength=len(work) + 1)[:-1]
    queue = seconds / HOUR
    nothing = len(queue) == 0
    return queue, {
        "visits": float((here & ~handed_over).sum()),
        "turned_away": float((here & (log.outcome == StepOutcome.turned_away)).sum()),
        "handed_over": float(handed_over.sum()),
        "in_time": _share(log.in_time[here & (log.in_time != Truth.unknown)]),
        "queue_median_h": float(np.quantile(queue, 0.5)) if not nothing else np.nan,
        "queue_p95_h": float(np.quantile(queue, 0.95)) if not nothing else np.nan,
        "queue_mean_h": float(queue.mean()) if not nothing else np.nan,
        "work_mean_h": float(work.mean() / HOUR) if not nothing else np.nan,
    }


def _streams(log: StepLog, model: Model) -> dict[Key, Row]:
    window = model.window
    drawn = (log.a_submitted >= window.warm_up_end) & (log.a_submitted < window.horizon) & ~log.a_inherited
    rows: dict[Key, Row] = {}
    for i, name in enumerate(model.stream_names):
        plans = [stream for stream in model.streams if stream.name == name and stream.entries is None]
        if plans:
            expected = sum(plan.expected(window.warm_up_end, window.horizon) for plan in plans)
            rows[(name,)] = {"arrivals": float((drawn & (log.a_stream == i)).sum()), "expected": expected}
    return rows


def _whole(log: StepLog) -> Row:
    answers = log.a_in_time[log.cohort]
    return {
        "applications": float(log.a_counted.sum()),
        "in_time": _share(answers),
        "late": float((answers == Truth.no).sum()),
    }


def quantile(values: NDArray[np.float64], done: NDArray[np.bool_], q: float) -> float:
    """A quantile over the applications of one replication: numpy's `linear`, or Kaplan-Meier's with unfinished ones.

    Kaplan and Meier, Journal of the American Statistical Association 53 (1958), 457-481. NaN without applications, and
    infinite where the curve does not reach the quantile.
    """
    if not len(values):
        return float("nan")
    if done.all():
        return float(np.quantile(values, q))
    from scipy.stats import CensoredData, ecdf  # slow to import, and seldom needed

    survival = ecdf(CensoredData.right_censored(values, ~done)).sf
    reached = np.flatnonzero(survival.probabilities <= 1 - q)
    return float(survival.quantiles[reached[0]]) if len(reached) else float("inf")


def _share(answers: NDArray[np.int8]) -> float:
    return float((answers == Truth.yes).mean()) if len(answers) else float("nan")
