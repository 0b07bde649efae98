"""Lateness of each late application, split over the steps that took longer than they may.

A step's excess is its elapsed working time above its allowance: its limit (all limits scaled down together where they sum to
more than the term), or the median time without queueing for a step without limit. Lateness is split in proportion to the
excesses, in whole seconds that sum to it exactly; with no excess it belongs to the term, which is shorter than the steps. Each
share is divided by what the step's time went to: waiting for people, for the officer of the file while a colleague is free,
for the office to open, for a sitting, for the applicant, on the way between offices, for a system that is down, and service
(work and hold). Time for which the clock of the term stands still is left out. Source: section 7 of the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.steplog import RecordedLog, StepOutcome
from sim.grouping import by_identity, by_value, whole_applications
from sim.model.model import Model
from sim.model.route import Kind, RoutePlan
from sim.quantities import NOMINAL_DAY, UNSET, Flags, Floats, Instants, Integers, Limit

REASONS = (
    "blame_people_h", "blame_closed_h", "blame_sitting_h", "blame_applicant_h", "blame_transfer_h", "blame_system_h",
    "blame_service_h",
)  # fmt: skip
_SHIFT = 40
"""Bits of a time [s] in a number that begins with its step."""
OFFICER = "blame_officer_h"
"""One reason more, of steps that the officer of the file does."""


def blame(log: RecordedLog, model: Model) -> tuple[list[float], list[list[dict[str, float]]]]:
    """Lateness of each route, and for each of its steps its share in it, whole and by reason [s].

    Keys of a step: blame_h and those of REASONS, and OFFICER where its officer does it. The difference between a route's
    lateness and the sum over its steps is the share of the term that is shorter than the steps.
    """
    lateness, shares = [], []
    of_route = dict(by_value(log.applications.route[every := _late(log)]))
    medians = _Unqueued.of(log, model, list(of_route))
    for i in range(len(model.routes)):
        numbers = every[of_route.get(i, every[:0])]
        elapsed = _Elapsed.of(log, model, i, numbers)
        late, split = _split(log, model, i, numbers, elapsed, medians)
        lateness.append(float(late.sum()))
        shares.append(_by_reason(elapsed, split, model.routes[i]))
    return lateness, shares


def blame_route(log: RecordedLog, model: Model, route: int) -> tuple[Instants, Instants]:
    """Lateness of every late counted application of a route, and its split over the steps.

    Shapes: (late,) and (late, steps + 1); the last column is the share of the term that is shorter than the steps [s].
    """
    every = _late(log)
    numbers = every[log.applications.route[every] == route]
    medians = _Unqueued.of(log, model, [route] if len(numbers) else [])
    return _split(log, model, route, numbers, _Elapsed.of(log, model, route, numbers), medians)


@dataclass(frozen=True)
class BlameOfApplications:
    """Late counted applications of a route, with what each one's lateness is to be blamed for."""

    numbers: Integers
    """The applications, in order [shape (late,)]."""
    lateness_s: Instants
    """The lateness of each [s of working time; shape (late,)]."""
    shares_s: Instants
    """Its split over the steps; the last column is the share of the term that is shorter than the steps [s; shape (late,
    steps + 1)]."""
    by_reason_s: dict[str, Floats]
    """The shares of the steps by what their time went to, by the names of REASONS and OFFICER [s; shape (late, steps)]."""


def blame_by_application(log: RecordedLog, model: Model) -> list[BlameOfApplications]:
    """The late counted applications of every route, in the order of the model's routes, each with its own blame."""
    every = _late(log)
    of_route = dict(by_value(log.applications.route[every]))
    medians = _Unqueued.of(log, model, list(of_route))
    found = []
    for i in range(len(model.routes)):
        numbers = every[of_route.get(i, every[:0])]
        elapsed = _Elapsed.of(log, model, i, numbers)
        late, split = _split(log, model, i, numbers, elapsed, medians)
        portion = split[:, :-1] / np.maximum(elapsed.total.T, 1)
        by_reason = {reason: np.asarray(portion * part.T, dtype=np.float64) for reason, part in elapsed.parts.items()}
        found.append(BlameOfApplications(numbers, late, split, by_reason))
    return found


def _split(
    log: RecordedLog, model: Model, route: int, numbers: Integers, elapsed: _Elapsed, medians: _Unqueued
) -> tuple[Instants, Instants]:
    """Lateness of some late applications of a route, and its split over the steps [s]."""
    plan, applications = model.routes[route], log.applications
    if not len(numbers):
        return np.zeros(0, dtype=np.int64), np.zeros((0, len(plan.steps) + 1), dtype=np.int64)
    end = np.where(applications.ready[numbers] == UNSET, log.observed_until, applications.ready[numbers])
    late = np.zeros(len(numbers), dtype=np.int64)
    offices = model.capacity.offices
    hours = [offices[office.provider].clock.hours for office in offices]
    for provider_hours, rows in by_identity(hours, applications.office[numbers]):
        late[rows] = provider_hours.elapsed_many(applications.deadline[numbers[rows]], end[rows])
    ordinary, longer = (
        _allowances(plan, medians.of_route(route), term) for term in (plan.term, plan.extended_term or plan.term)
    )
    allowed = np.where(elapsed.extended[:, None], longer, ordinary)
    excess = np.maximum(elapsed.total.T - allowed, 0)
    total = excess.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.where(total > 0, excess / total, 0.0)
    weights = np.concatenate([weights, (total == 0).astype(np.float64)], axis=1)
    return late, apportion(late, weights)


def apportion(amounts: Instants, weights: Floats) -> Instants:
    """Split whole amounts by weights that sum to 1 in each row; the parts are whole and sum to the amount exactly.

    Largest remainders; ties go to the earlier column.
    """
    exact = amounts[:, None] * weights
    parts = np.floor(exact).astype(np.int64)
    missing = amounts - parts.sum(axis=1)
    order = np.argsort(-(exact - parts), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    return np.asarray(parts + (rank < missing[:, None]), dtype=np.int64)


def _late(log: RecordedLog) -> Integers:
    """The counted applications that are late [numbers]."""
    return np.flatnonzero(log.applications.counted & log.late)


@dataclass(frozen=True)
class _Elapsed:
    """Working time of late applications from queueing to the end, by step and application [s]."""

    total: Instants
    """The whole time."""
    parts: dict[str, Instants]
    """Parts of that time, by reason."""
    extended: Flags
    """By application: whether the extended term holds for it."""

    @classmethod
    def of(cls, log: RecordedLog, model: Model, route: int, numbers: Integers) -> _Elapsed:
        """The times of some applications of a route, given in order."""
        plan, visits = model.routes[route], log.visits
        shape = (len(plan.steps), len(numbers))
        if not len(numbers):
            nothing = np.zeros(shape, dtype=np.int64)
            return cls(nothing, dict.fromkeys((*REASONS, OFFICER), nothing), np.zeros(0, dtype=bool))
        first, after = (np.searchsorted(visits.application, numbers, side=side) for side in ("left", "right"))
        which = np.repeat(np.arange(len(numbers)), after - first)
        rows = np.arange(len(which)) - np.repeat(np.cumsum(after - first) - after, after - first)
        extends = np.array([step.clock == "extended" for step in plan.steps], dtype=bool)
        extended = np.zeros(len(numbers), dtype=bool)
        extended[which[extends[visits.position[rows]]]] = True
        concerned = np.flatnonzero(_costs_the_term(log, rows))
        rows, which = rows[concerned], which[concerned]
        total, by_reason = _times(log, model, plan, rows)
        place = visits.position[rows].astype(np.int64) * len(numbers) + which

        def table(values: Instants) -> Instants:
            sums = np.bincount(place, weights=values, minlength=shape[0] * shape[1])  # whole numbers, so exact
            return sums.astype(np.int64).reshape(shape)

        return cls(table(total), dict(zip((*REASONS, OFFICER), map(table, by_reason), strict=True)), extended)


def _costs_the_term(log: RecordedLog, rows: Integers) -> Flags:
    """Whether the time of each visit costs the term: it lies between receipt and the last act, and the clock runs in it."""
    visits, applications = log.visits, log.applications
    received, ready = (column[visits.application[rows]] for column in (applications.received, applications.ready))
    finished = visits.finished[rows]
    by_last_act = (ready == UNSET) | ((finished != UNSET) & (finished <= ready))
    return np.asarray((visits.queued[rows] >= received) & by_last_act & ~visits.stands_still[rows], dtype=np.bool_)


def _times(log: RecordedLog, model: Model, plan: RoutePlan, rows: Integers) -> tuple[Instants, tuple[Instants, ...]]:
    """By visit: working time from queueing to the end, and its parts in the order of REASONS, with OFFICER last [s]."""
    visits, offices, pools = log.visits, model.capacity.offices, model.capacity.pools
    queued, started, finished, pool = (
        column[rows] for column in (visits.queued, visits.started, visits.finished, visits.pool)
    )
    finished = np.where(finished == UNSET, log.observed_until, finished)
    started = np.where(started == UNSET, finished, started)
    total, waited, sitting, by_applicant, down = (np.zeros(len(rows), dtype=np.int64) for _ in range(5))
    arrival = log.applications.office[visits.application[rows]]
    providers = np.array([office.provider for office in offices], dtype=np.int64)[arrival]
    office = np.where(pool != UNSET, np.append(log.names.pool_offices, UNSET)[pool], providers)
    for hours, group in by_identity([office.clock.hours for office in offices], office):
        begin, of_group = queued[group], rows[group]
        total[group] = hours.elapsed_many(begin, finished[group])
        waited[group] = hours.elapsed_many(begin, started[group])
        sitting[group] = hours.elapsed_many(begin, begin + visits.wait_sitting_s[of_group])
        by_applicant[group] = hours.elapsed_many(begin, begin + visits.wait_applicant_s[of_group])
        down[group] = np.minimum(visits.wait_system_s[of_group], waited[group])
    sits = np.array([*(plan.sittings is not None for plan in pools), False], dtype=bool)[pool]
    # What waits for a commission beyond the first sitting waits for people, on the clock and not on anybody's duty.
    people = np.where(sits, waited - sitting, np.minimum(visits.wait_people_s[rows], waited))
    carried = np.array([step.kind is Kind.TRANSFER for step in plan.steps], dtype=bool)[visits.position[rows]]
    people[carried] = 0
    officer = np.minimum(visits.wait_officer_s[rows], waited - people)
    transfer = np.where(carried, total, 0)
    closed = np.where(carried, 0, np.maximum(waited - people - officer - sitting - by_applicant - down, 0))
    service = total - people - officer - closed - sitting - by_applicant - transfer - down
    return total, (people, closed, sitting, by_applicant, transfer, down, service, officer)


def _allowances(plan: RoutePlan, unqueued: Floats, limit: Limit | None) -> Floats:
    """What each step of a route may take under a term [s], scaled so that the limits together do not exceed it.

    `unqueued` is the median time of each step without limit when nobody queues [s].
    """
    limits = _limits(plan)
    stated = ~np.isnan(limits)
    term = None if limit is None else _working_seconds(limit)
    total = float(np.nansum(limits[list(plan.ordinary_path)]))  # branches lie beside the ordinary course
    if term is not None and total > term:
        limits[stated] *= term / total
    return np.where(stated, limits, unqueued[: len(limits)])


@dataclass(frozen=True)
class _Unqueued:
    """How long the steps without limit take in the median when nobody queues."""

    medians: Floats
    """By route and step; 0 for a step with a limit, or that nobody passed [s; shape (routes, steps of the longest)]."""

    @classmethod
    def of(cls, log: RecordedLog, model: Model, routes: Sequence[int]) -> _Unqueued:
        """The times of some routes."""
        medians = np.zeros((len(model.routes), max((len(plan.steps) for plan in model.routes), default=0)))
        concerned = np.zeros(medians.shape, dtype=bool)
        for route in routes:
            limits = _limits(model.routes[route])
            concerned[route, : len(limits)] = np.isnan(limits)
        if not concerned.any():
            return cls(medians)
        packed = np.concatenate(list(_times_without_queue(log, concerned)))
        packed.sort()
        borders = np.searchsorted(packed, np.arange(concerned.size + 1) << _SHIFT)
        for cell in np.flatnonzero(np.diff(borders)).tolist():
            first, after = borders[cell : cell + 2].tolist()
            middle = packed[[(first + after - 1) // 2, (first + after) // 2]] & ((1 << _SHIFT) - 1)
            medians.flat[cell] = float(middle.sum()) / 2
        return cls(medians)

    def of_route(self, route: int) -> Floats:
        """The medians of a route by step, with nothing behind its end [s]."""
        return np.asarray(self.medians[route], dtype=np.float64)


def _times_without_queue(log: RecordedLog, concerned: Flags) -> Iterator[Instants]:
    """Step and time without queueing in one number, for visits that were done of the steps that are concerned, block by block.

    The visits of a file that was handed over are one passing of the step, and have one row.
    """
    visits, widest = log.visits, concerned.shape[1]
    for block in whole_applications(visits.application):
        cell = log.applications.route[visits.application[block]].astype(np.int64) * widest + visits.position[block]
        done = np.flatnonzero(concerned.ravel()[cell] & (visits.outcome[block] == StepOutcome.done))
        row = visits.row[block].astype(np.int64)
        row -= row.min()
        if int(row.max()) > 4 * len(row):
            row = np.unique(row, return_inverse=True)[1]
        by_row = np.bincount(row, weights=visits.work_s[block].astype(np.int64) + visits.hold_s[block])
        yield (cell[done] << _SHIFT) + by_row[row[done]].astype(np.int64)


def _limits(plan: RoutePlan) -> Floats:
    """The limit of each step as working time [s]; a milestone's is what the steps that it spans leave of it."""
    limits = np.full(len(plan.steps), np.nan)
    for k, step in enumerate(plan.steps):
        if step.limit is not None:
            limits[k] = _working_seconds(step.limit)
            if step.limit_from is not None:
                spanned = [other for other in plan.ordinary_path if step.limit_from < other < k]
                limits[k] = max(limits[k] - float(np.nansum(limits[spanned])), 0.0)
    return limits


def _working_seconds(limit: Limit) -> float:
    """A limit as working time [s]; calendar days have no fixed one, and five in seven are taken to be working days."""
    seconds = limit.working_seconds
    return float(seconds if seconds is not None else limit.value * NOMINAL_DAY * 5 / 7)


def _by_reason(elapsed: _Elapsed, split: Instants, plan: RoutePlan) -> list[dict[str, float]]:
    """The share of each step, summed over the late applications, whole and by reason [s]."""
    steps = range(len(plan.steps))
    share = np.ascontiguousarray(split.T[:-1])
    whole = np.maximum(elapsed.total, 1)
    # One application after the other along a row, so that each sum is that of one column.
    sums = {
        reason: (share * elapsed.parts[reason] / whole).sum(axis=1).tolist() if len(split) else [0.0] * len(steps)
        for reason in (*REASONS, OFFICER)
    }
    blamed = share.sum(axis=1).tolist()
    return [
        {"blame_h": float(blamed[k])}
        | {reason: sums[reason][k] for reason in ((*REASONS, OFFICER) if plan.steps[k].same_member else REASONS)}
        for k in steps
    ]
