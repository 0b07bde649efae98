"""Whose fault it is: each late application's lateness, split over the steps that took longer than they may.

A step's excess is its elapsed working time above its allowance: its limit (all limits scaled down together where they
sum to more than the term), or the median time without queueing for a step without limit. Lateness is split in
proportion to the excesses, in whole seconds that sum to it exactly; with no excess it belongs to the term, which is
shorter than the steps. Each share is divided by what the step's time went to: waiting for people, for the office to open,
for a sitting, for the applicant, on the way between offices, for a system that is down, and service (work and hold). Time
for which the clock of the term stands still is left out. Source: section 7 of the model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.calendars import Instants
from sim.grouping import by_identity
from sim.models import Model
from sim.quantities import NOMINAL_DAY, Limit
from sim.steplog import UNSET, StepLog, StepOutcome, Truth
from sim.workload import Kind, RoutePlan

REASONS = (
    "blame_people_h", "blame_closed_h", "blame_sitting_h", "blame_applicant_h", "blame_transfer_h", "blame_system_h",
    "blame_service_h",
)  # fmt: skip
TERM_SHORTER = "the term is shorter than the steps"


def blame(log: StepLog, model: Model) -> tuple[list[float], list[list[dict[str, float]]]]:
    """Lateness of each route, and for each of its steps its share in it, whole and by reason [s].

    Keys of a step: blame_h and those of REASONS. What no step is to blame for is the difference between a route's lateness and the sum over its steps.
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
    allowed = np.where(
        _extended(log, plan, route)[numbers, None],
        _allowances(log, plan, route, plan.extended_term or plan.term),
        _allowances(log, plan, route, plan.term),
    )
    excess = np.maximum(elapsed - allowed, 0)
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
    n, plan = len(log.a_route), model.routes[route]
    # A visit that was turned away before the receipt is not the office's time yet.
    after_receipt = log.queued >= log.a_received[log.application]
    # What follows the last act of the office, such as handing out, costs the term nothing.
    ready = log.a_ready[log.application]
    before_ready = (ready == UNSET) | ((log.finished != UNSET) & (log.finished <= ready))
    rows = np.flatnonzero((log.a_route[log.application] == route) & after_receipt & before_ready)
    # Nor does the time for which the clock stands still.
    stops = np.array([step.clock == "stops" for step in plan.steps], dtype=bool)
    rows = rows[~stops[log.position[rows]]]
    queued = log.queued[rows]
    finished = np.where(log.finished[rows] == UNSET, log.observed_until, log.finished[rows])
    started = np.where(log.started[rows] == UNSET, finished, log.started[rows])
    total, waited, sitting, by_applicant, down = (np.zeros(len(rows), dtype=np.int64) for _ in range(5))
    offices = model.capacity.offices
    providers = np.array([office.provider for office in offices], dtype=np.int64)[log.a_office[log.application[rows]]]
    staffed = log.pool[rows] >= 0
    office = np.where(staffed, np.append(log.pool_offices, UNSET)[log.pool[rows]], providers)
    for hours, mine in by_identity([office.clock.hours for office in offices], office):
        begin = queued[mine]
        total[mine] = hours.elapsed_many(begin, finished[mine])
        waited[mine] = hours.elapsed_many(begin, started[mine])
        sitting[mine] = hours.elapsed_many(begin, begin + log.wait_sitting_s[rows][mine])
        by_applicant[mine] = hours.elapsed_many(begin, begin + log.wait_applicant_s[rows][mine])
        down[mine] = np.minimum(log.wait_system_s[rows][mine], waited[mine])
    sits = np.array([*(pool.sittings is not None for pool in model.capacity.pools), False], dtype=bool)[log.pool[rows]]
    # What waits for a commission beyond the first sitting waits for people, on the clock and not on anybody's duty.
    people = np.where(sits, waited - sitting, np.minimum(log.wait_people_s[rows], waited))
    carried = np.array([step.kind is Kind.TRANSFER for step in plan.steps], dtype=bool)[log.position[rows]]
    people[carried] = 0
    transfer = np.where(carried, total, 0)
    closed = np.where(carried, 0, np.maximum(waited - people - sitting - by_applicant - down, 0))
    service = total - people - closed - sitting - by_applicant - transfer - down

    def table(values: Instants) -> Instants:
        result = np.zeros((n, len(plan.steps)), dtype=np.int64)
        np.add.at(result, (log.application[rows], log.position[rows]), values)
        return result

    by_reason = (people, closed, sitting, by_applicant, transfer, down, service)
    parts = dict(zip(REASONS, map(table, by_reason), strict=True))
    return table(total), parts


def _extended(log: StepLog, plan: RoutePlan, route: int) -> NDArray[np.bool_]:
    """By application: whether the extended term holds for it."""
    extends = np.array([step.clock == "extended" for step in plan.steps], dtype=bool)
    mine = np.flatnonzero(log.a_route[log.application] == route)
    result = np.zeros(len(log.a_route), dtype=bool)
    result[log.application[mine[extends[log.position[mine]]]]] = True
    return result


def _allowances(log: StepLog, plan: RoutePlan, route: int, limit: Limit | None) -> NDArray[np.float64]:
    """What each step of a route may take under a term [s], scaled so that the limits together do not exceed it."""
    limits = np.array([_limit(plan, k) for k in range(len(plan.steps))])
    given = ~np.isnan(limits)
    term = None if limit is None else _working_seconds(limit)
    total = float(np.nansum(limits[list(plan.course)]))  # branches lie beside the ordinary course
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
