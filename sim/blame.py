"""Whose fault it is: each late application's lateness, split over the steps that took longer than they may.

A step's excess is its elapsed working time above its allowance: its limit (all limits scaled down together where they
sum to more than the term), or the median time without queueing for a step without limit. Lateness is split in
proportion to the excesses, in whole seconds that sum to it exactly; with no excess it belongs to the term, which is
shorter than the steps. Each share is divided by what the step's time went to: waiting for people, waiting for the
office to open, waiting for a sitting, and service (work and hold). Source: section 7 of the model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.calendars import Instants
from sim.grouping import by_identity
from sim.quantities import NOMINAL_DAY, Limit
from sim.steplog import UNSET, StepLog, StepOutcome, Truth
from sim.workload import Model, RoutePlan

REASONS = ("blame_people_h", "blame_closed_h", "blame_sitting_h", "blame_service_h")
TERM_SHORTER = "the term is shorter than the steps"


def blame(log: StepLog, model: Model) -> tuple[list[float], list[list[dict[str, float]]]]:
    """Lateness of each route, and for each of its steps its share in it, whole and by reason [s].

    Keys of a step: blame_h, blame_people_h, blame_closed_h, blame_sitting_h, blame_service_h. What no step is to blame for is the
    difference between a route's lateness and the sum over its steps.
    """
    lateness, shares = [], []
    for i, plan in enumerate(model.routes):
        late, split = blame_route(log, model, i)
        lateness.append(float(late.sum()))
        shares.append(_by_reason(log, model, i, split, len(plan.steps)))
    return lateness, shares


def blame_route(log: StepLog, model: Model, route: int) -> tuple[Instants, Instants]:
    """Lateness of every late counted application of a route, and its split over the steps.

    Shapes: (late,) and (late, steps + 1); the last column is the share of the term that is shorter than the steps [s].
    """
    plan = model.routes[route]
    numbers = _late(log, route)
    end = np.where(log.a_ready[numbers] == UNSET, log.observed_until, log.a_ready[numbers])
    late = np.zeros(len(numbers), dtype=np.int64)
    offices = model.capacity.offices
    hours = [offices[office.provider].clock.hours for office in offices]
    for provider_hours, mine in by_identity(hours, log.a_office[numbers]):
        late[mine] = provider_hours.elapsed_many(log.a_deadline[numbers][mine], end[mine])
    elapsed = _elapsed(log, model, route)[0][numbers]
    excess = np.maximum(elapsed - _allowances(log, model, route), 0)
    total = excess.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.where(total > 0, excess / total, 0.0)
    weights = np.concatenate([weights, (total == 0).astype(np.float64)], axis=1)
    return late, apportion(late, weights) if plan.steps else np.zeros((0, 1), dtype=np.int64)


def apportion(amounts: Instants, weights: NDArray[np.float64]) -> Instants:
    """Split whole amounts by weights that sum to 1 in each row; the parts are whole and sum to the amount exactly.

    Largest remainders; ties go to the earlier column.
    """
    exact = amounts[:, None] * weights
    parts = np.floor(exact).astype(np.int64)
    missing = amounts - parts.sum(axis=1)
    order = np.argsort(-(exact - parts), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    return np.asarray(parts + (rank < missing[:, None]), dtype=np.int64)


def _late(log: StepLog, route: int) -> Instants:
    return np.asarray(np.flatnonzero(log.cohort & (log.a_route == route) & (log.a_in_time == Truth.no)), dtype=np.int64)


def _elapsed(log: StepLog, model: Model, route: int) -> tuple[Instants, dict[str, Instants]]:
    """By application and step: working time from queueing to the end, and its parts by reason [s]."""
    n, steps = len(log.a_route), len(model.routes[route].steps)
    # A visit that was turned away before the receipt is not the office's time yet.
    after_receipt = log.queued >= log.a_received[log.application]
    # What follows the last act of the office, such as handing out, costs the term nothing.
    before_ready = log.position <= model.routes[route].ready
    rows = np.flatnonzero((log.a_route[log.application] == route) & after_receipt & before_ready)
    finished = np.where(log.finished[rows] == UNSET, log.observed_until, log.finished[rows])
    started = np.where(log.started[rows] == UNSET, finished, log.started[rows])
    total, waited, sitting = (np.zeros(len(rows), dtype=np.int64) for _ in range(3))
    sits = np.array([*(pool.sittings is not None for pool in model.capacity.pools), False], dtype=bool)[log.pool[rows]]
    pool_hours = [model.capacity.offices[office].clock.hours for office in log.pool_offices.tolist()]
    for hours, mine in by_identity(pool_hours, log.pool[rows]):
        total[mine] = hours.elapsed_many(log.queued[rows][mine], finished[mine])
        waited[mine] = hours.elapsed_many(log.queued[rows][mine], started[mine])
        due = log.queued[rows][mine] + log.wait_sitting_s[rows][mine]
        sitting[mine] = hours.elapsed_many(log.queued[rows][mine], due)
    # What waits for a commission beyond the first sitting waits for people, on the clock and not on anybody's duty.
    people = np.where(sits, waited - sitting, np.minimum(log.wait_people_s[rows], waited))

    def table(values: Instants) -> Instants:
        result = np.zeros((n, steps), dtype=np.int64)
        np.add.at(result, (log.application[rows], log.position[rows]), values)
        return result

    closed = waited - people - sitting
    parts = dict(zip(REASONS, map(table, (people, closed, sitting, total - waited)), strict=True))
    return table(total), parts


def _allowances(log: StepLog, model: Model, route: int) -> NDArray[np.float64]:
    """What each step of a route may take [s], scaled so that the limits together do not exceed the term."""
    plan = model.routes[route]
    limits = np.array([_limit(plan, k) for k in range(len(plan.steps))])
    given = ~np.isnan(limits)
    term = None if plan.term is None else _working_seconds(plan.term)
    total = float(limits[given].sum())
    if term is not None and total > term:
        limits[given] *= term / total
    for k in np.flatnonzero(~given).tolist():
        done = (log.a_route[log.application] == route) & (log.position == k) & (log.outcome == StepOutcome.done)
        unqueued = log.work_s[done] + log.hold_s[done]
        limits[k] = float(np.median(unqueued)) if len(unqueued) else 0.0
    return limits


def _limit(plan: RoutePlan, step: int) -> float:
    limit = plan.steps[step].limit
    return float("nan") if limit is None else _working_seconds(limit)


def _working_seconds(limit: Limit) -> float:
    """A limit as working time [s]; calendar days have no fixed one, and five in seven are taken to be working days."""
    seconds = limit.working_seconds
    return float(seconds if seconds is not None else limit.value * NOMINAL_DAY * 5 / 7)


def _by_reason(log: StepLog, model: Model, route: int, split: Instants, steps: int) -> list[dict[str, float]]:
    """The shares of the steps, summed over the late applications, whole and by reason [s]."""
    numbers = _late(log, route)
    total, parts = _elapsed(log, model, route)
    result = []
    for k in range(steps):
        share, whole = split[:, k], np.maximum(total[numbers, k], 1)
        row = {"blame_h": float(share.sum())}
        row |= {reason: float((share * part[numbers, k] / whole).sum()) for reason, part in parts.items()}
        result.append(row)
    return result
