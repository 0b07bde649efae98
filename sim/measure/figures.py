"""From a step log to figures: per replication first, then estimates with intervals over replications.

Section 7 of the model says what each figure means. A figure of one replication is a number or NaN; nothing is pooled
over replications before it is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import StepLog, StepOutcome, Truth
from sim.grouping import by_identity
from sim.law.legal_clock import OfficeClock
from sim.measure.blame import blame
from sim.measure.censoring import linear, marked, quantiles
from sim.measure.intervals import Estimate, mean_interval, share_interval
from sim.measure.outcomes import ending_figures, in_office_until, inherited_figures, provider_clocks
from sim.measure.pools import pool_figures
from sim.measure.sittings import sitting_figures
from sim.measure.time_series import TimeCurves, elapsed_days, time_curves
from sim.measure.transfers_visits_systems import system_figures, transfer_figures, visiting_figures
from sim.model.model import Model
from sim.quantities import HOUR, UNSET

Row = dict[str, float]
Key = tuple[str, ...]
Curve = NDArray[np.float64]
NAN = float("nan")
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
    over_time: TimeCurves
    """Backlog by day, elapsed terms, utilisation by month and by hour of the week."""


@dataclass(frozen=True)
class Figures:
    """Estimates over replications, by table, row and figure.

    `routes` (by service and route): applications, cohort, left_out, open, in_time, median_days, p95_days, median_hours,
    p95_hours, queue_median_h, queue_p95_h, queue_wall_median_h, queue_wall_p95_h (and the `longest` of each), lateness_h, term_shorter_h (what no step is to
    blame for), in_progress, ready,
    backlog, oldest_days.
    `steps` (by service, route, step): visits, turned_away, handed_over, in_time, queue_median_h, queue_p95_h,
    queue_mean_h, work_mean_h, blame_h and those of `sim.measure.blame.REASONS`.
    `pools` (by office and role): see :func:`sim.measure.pools.pool_figures`.
    `sittings` (by office and role): see :func:`sim.measure.sittings.sitting_figures`.
    `visits`, `transfers`, `systems`: see :mod:`sim.measure.transfers_visits_systems`. `endings`, `inherited`: see
    :mod:`sim.measure.outcomes`.
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
    visits = _visits_by_step(log, model)
    applications = _Applications.of(log, model)
    routes: dict[Key, Row] = {}
    steps: dict[Key, Row] = {}
    curves: dict[Key, Curve] = {}
    for i, plan in enumerate(model.routes):
        key = plan.key
        blamed = sum(row["blame_h"] for row in routes_blame[i])
        routes[key] = _route(log, model, i, applications) | {
            "lateness_h": hours_late[i] / HOUR,
            "term_shorter_h": (hours_late[i] - blamed) / HOUR,
        }
        for k, step in enumerate(plan.steps):
            queue, row = _step(log, visits[i][k])
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
        over_time=time_curves(log, model),
    )


def estimate(replications: Sequence[ReplicationFigures], curves: dict[Key, Curve] | None = None) -> Figures:
    """Estimates with intervals over replications; `curves` are the mean curves where they are known already."""
    if curves is None:
        curves = {key: _mean_curve([f.curves[key] for f in replications]) for key in replications[0].curves}

    def table(pick: Callable[[ReplicationFigures], dict[Key, Row]]) -> dict[Key, dict[str, Estimate]]:
        rows = [pick(figures) for figures in replications]
        return {key: _estimates([row[key] for row in rows]) for key in rows[0]}

    return Figures(
        routes={
            key: marked(row, [f.routes[key] for f in replications]) for key, row in table(lambda f: f.routes).items()
        },
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
        curves=curves,
    )


def _estimates(rows: list[Row]) -> dict[str, Estimate]:
    return {
        name: (share_interval if name in SHARES else mean_interval)([row[name] for row in rows]) for name in rows[0]
    }


@dataclass(frozen=True)
class _Applications:
    """What is needed of all applications, worked out once."""

    of_route: tuple[NDArray[np.int64], ...]
    """By route: its applications."""
    until: NDArray[np.int64]
    """Until when an office had to do with each [instants]."""
    people_h: NDArray[np.float64]
    """Queue time with people on duty [h]."""
    wall_h: NDArray[np.float64]
    """Queue time on the wall clock [h]."""
    clocks: tuple[OfficeClock, ...]
    """By office of arrival: the clock by which terms end."""

    @classmethod
    def of(cls, log: StepLog, model: Model) -> _Applications:
        n = len(log.applications.route)
        people = np.bincount(log.visits.application, weights=log.visits.wait_people_s, minlength=n)
        closed = np.bincount(log.visits.application, weights=log.visits.wait_closed_s, minlength=n)
        routes = tuple(np.flatnonzero(log.applications.route == i) for i in range(len(model.routes)))
        clocks = tuple(provider_clocks(model))
        return cls(routes, in_office_until(log), people / HOUR, (people + closed) / HOUR, clocks)


def _route(log: StepLog, model: Model, route: int, applications: _Applications) -> Row:
    window, plan = model.window, model.routes[route]
    mine = applications.of_route[route]
    counted = mine[log.applications.counted[mine]]
    cohort = counted[log.due[counted]]
    answered = counted[
        log.applications.answerable[counted]
    ]  # what its applicant has ended, or got back, has no elapsed term
    ready, received = log.applications.ready[answered], log.applications.received[answered]
    done = ready != UNSET
    end = np.where(done, ready, log.observed_until)
    days, hours = elapsed_days(log, model, plan, answered).astype(np.float64), np.zeros(len(end))
    for clock, rows in by_identity(applications.clocks, log.applications.office[answered]):
        hours[rows] = clock.hours.elapsed_many(received[rows], end[rows]) / HOUR
    inside = mine[log.applications.received[mine] != UNSET]
    began, until = log.applications.received[inside], applications.until[inside]
    ended = np.minimum(until, log.observed_until)
    overlap = np.clip(np.minimum(ended, window.horizon) - np.maximum(began, window.warm_up_end), 0, None)
    pending = inside[(began < window.horizon) & (until >= window.horizon)]
    finished = (log.applications.ready[mine] >= window.warm_up_end) & (log.applications.ready[mine] < window.horizon)
    row = {
        "applications": float(len(counted)),
        "cohort": float(len(cohort)),
        "left_out": float((log.applications.deadline[answered] > log.followed_until).sum()),
        "open": float((~done).sum()),
        "in_time": _share(log.applications.in_time[cohort]),
    }
    for name, values in (
        ("days", days),
        ("hours", hours),
        ("queue_h", applications.people_h[answered]),
        ("queue_wall_h", applications.wall_h[answered]),
    ):
        stem, unit = (name[:-2], "_h") if name.endswith("_h") else ("", f"_{name}")
        row[f"{stem}_median{unit}".lstrip("_")], row[f"{stem}_p95{unit}".lstrip("_")] = quantiles(
            values, done, (0.5, 0.95)
        )
        row[f"{stem}_longest{unit}".lstrip("_")] = float(values.max()) if len(values) else NAN
    return row | {
        "in_progress": float(overlap.sum() / (window.horizon - window.warm_up_end)),
        "ready": float(finished.sum()),
        "backlog": float(len(pending)),
        "oldest_days": _oldest(log, model, pending, applications.clocks, included=plan.day_of_receipt_included),
    }


def _oldest(
    log: StepLog, model: Model, pending: NDArray[np.int64], clocks: Sequence[OfficeClock], *, included: bool
) -> float:
    """Age of the oldest file that is open at the horizon [working days]."""
    horizon = model.window.horizon
    oldest = 0.0
    for clock, rows in by_identity(clocks, log.applications.office[pending]):
        at = np.full(len(rows), horizon, dtype=np.int64)
        ages = clock.working_days(log.applications.received[pending[rows]], at, day_of_receipt_included=included)
        oldest = max(oldest, float(ages.max(initial=0)))
    return oldest


def _curve(queue: Curve) -> Curve:
    """Share of queue times, given in order, above each of CURVE_HOURS; NaN without visits."""
    if not len(queue):
        return np.full(len(CURVE_HOURS), np.nan)
    return 1 - np.searchsorted(queue, CURVE_HOURS, side="right") / len(queue)


def _mean_curve(curves: Sequence[Curve]) -> Curve:
    present = [curve for curve in curves if not np.isnan(curve[0])]
    return mean_of(np.sum(present, axis=0), len(present))


def mean_of(total: Curve, count: int) -> Curve:
    """The mean of so many curves, given their sum; NaN without any."""
    return total / count if count else np.full(len(CURVE_HOURS), np.nan)


def _visits_by_step(log: StepLog, model: Model) -> list[list[NDArray[np.int64]]]:
    """By route and step: the visits of counted applications."""
    widest = max(len(plan.steps) for plan in model.routes)
    counted = np.flatnonzero(log.applications.counted[log.visits.application])
    key = log.route_of_visit[counted] * widest + log.visits.position[counted]
    order = np.argsort(key, kind="stable")
    borders = np.searchsorted(key[order], np.arange(len(model.routes) * widest + 1))
    rows = counted[order]
    return [
        [rows[borders[i * widest + k] : borders[i * widest + k + 1]] for k in range(len(plan.steps))]
        for i, plan in enumerate(model.routes)
    ]


def _step(log: StepLog, here: NDArray[np.int64]) -> tuple[Curve, Row]:
    """Queue times of the visits that were served, in order [working hours], and the figures of a step, given its visits.

    The visits of a file that was handed over count as one: their queue times are added.
    """
    outcome = log.visits.outcome[here]
    done, handed_over = here[outcome == StepOutcome.done], here[outcome == StepOutcome.handed_over]
    seconds, work = log.visits.wait_people_s[done].astype(np.float64), log.visits.work_s[done].astype(np.float64)
    if len(handed_over):
        # Each goes to the next visit of its row that is done; the last place is for those that never are.
        place = np.minimum(np.searchsorted(done, handed_over), len(done))
        same = np.zeros(len(handed_over), dtype=bool)
        inside = place < len(done)
        same[inside] = log.visits.row[done[place[inside]]] == log.visits.row[handed_over[inside]]
        place = np.where(same, place, len(done))
        seconds += np.bincount(place, weights=log.visits.wait_people_s[handed_over], minlength=len(seconds) + 1)[:-1]
        work += np.bincount(place, weights=log.visits.work_s[handed_over], minlength=len(work) + 1)[:-1]
    queue = seconds / HOUR
    nothing = len(queue) == 0
    in_time = log.visits.in_time[here]
    queue.sort()
    median, p95 = linear(queue, (0.5, 0.95))
    return queue, {
        "visits": float(len(here) - len(handed_over)),
        "turned_away": float((outcome == StepOutcome.turned_away).sum()),
        "handed_over": float(len(handed_over)),
        "in_time": _share(in_time[in_time != Truth.unknown]),
        "queue_median_h": median,
        "queue_p95_h": p95,
        "queue_mean_h": float(queue.mean()) if not nothing else NAN,
        "work_mean_h": float(work.mean() / HOUR) if not nothing else NAN,
    }


def _streams(log: StepLog, model: Model) -> dict[Key, Row]:
    window = model.window
    drawn = (
        (log.applications.submitted >= window.warm_up_end)
        & (log.applications.submitted < window.horizon)
        & ~log.applications.inherited
    )
    rows: dict[Key, Row] = {}
    for i, name in enumerate(model.stream_names):
        plans = [stream for stream in model.streams if stream.name == name and stream.entries is None]
        if plans:
            expected = sum(plan.expected(window.warm_up_end, window.horizon) for plan in plans)
            rows[(name,)] = {"arrivals": float((drawn & (log.applications.stream == i)).sum()), "expected": expected}
    return rows


@dataclass(frozen=True)
class InTime:
    """Shares of answers in time in one replication; NaN where no deadline was observed."""

    whole: float
    """Over all routes."""
    routes: dict[Key, float]
    """By service and route."""


def in_time_shares(log: StepLog, model: Model) -> InTime:
    """The shares in time alone, for paired runs that ask for nothing else."""
    late_or_not = [
        log.applications.in_time[log.cohort & (log.applications.route == i)] for i in range(len(model.routes))
    ]
    shares: dict[Key, float] = {
        plan.key: _share(answers) for plan, answers in zip(model.routes, late_or_not, strict=True)
    }
    return InTime(_share(log.applications.in_time[log.cohort]), shares)


def _whole(log: StepLog) -> Row:
    answers = log.applications.in_time[log.cohort]
    return {
        "applications": float(log.applications.counted.sum()),
        "in_time": _share(answers),
        "late": float((answers == Truth.no).sum()),
    }


def _share(answers: NDArray[np.int8]) -> float:
    return float((answers == Truth.yes).mean()) if len(answers) else float("nan")
