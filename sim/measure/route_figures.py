"""Figures of a route or of a group of applications: how many, how many answers in time, how long they took, what lies in the
offices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.steplog import StepLog, Truth
from sim.grouping import by_identity
from sim.law.legal_clock import OfficeClock
from sim.measure.averages import NAN, share_in_time
from sim.measure.censoring import quantiles
from sim.measure.outcomes import in_office_until, provider_clocks
from sim.measure.time_series import elapsed_days
from sim.model.model import Model
from sim.quantities import HOUR, UNSET, Floats, Instants


@dataclass(frozen=True)
class ApplicationTimes:
    """What the figures of every route need of all applications, worked out once."""

    of_route: tuple[Instants, ...]
    """By route: its applications."""
    office_until: Instants
    """By application: until when an office had to do with it [instants]."""
    people_h: Floats
    """By application: queue time with people on duty [h]."""
    wall_h: Floats
    """By application: queue time on the wall clock [h]."""
    clocks: tuple[OfficeClock, ...]
    """By office of arrival: the clock by which terms end."""
    days: Floats
    """By application: its elapsed term where it counts and an answer is due [working days]."""

    @classmethod
    def of(cls, log: StepLog, model: Model) -> ApplicationTimes:
        """The times of a replication's applications."""
        visits, n = log.visits, len(log.applications)
        people = np.bincount(visits.application, weights=visits.queue_s, minlength=n)
        closed = np.bincount(visits.application, weights=visits.wait_closed_s, minlength=n)
        routes = tuple(np.flatnonzero(log.applications.route == i) for i in range(len(model.routes)))
        clocks = tuple(provider_clocks(model))
        days = np.full(n, NAN)
        answered = log.applications.counted & log.applications.answerable
        for plan, numbers in zip(model.routes, routes, strict=True):
            mine = numbers[answered[numbers]]
            days[mine] = elapsed_days(log, model, plan, mine)
        return cls(routes, in_office_until(log), people / HOUR, (people + closed) / HOUR, clocks, days)


def route_figures(log: StepLog, model: Model, route: int, times: ApplicationTimes) -> dict[str, float]:
    """The figures of a route by their names in `Figures.routes`, without the lateness."""
    answers = answer_figures(log, times.of_route[route], times)
    return answers | _work_in_progress(log, model, route, times)


def answer_figures(log: StepLog, numbers: Instants, times: ApplicationTimes) -> dict[str, float]:
    """How many of some applications count, how many of these were answered in time, and how long that took.

    Given are the numbers of applications; figures by their names in `Figures.routes`.
    """
    applications = log.applications
    counted = numbers[applications.counted[numbers]]
    cohort = counted[log.due[counted]]
    # What its applicant has ended, or got back, has no elapsed term.
    answered = counted[applications.answerable[counted]]
    return {
        "applications": float(len(counted)),
        "cohort": float(len(cohort)),
        "left_out": float((applications.deadline[answered] > log.followed_until).sum()),
        "open": float((applications.ready[answered] == UNSET).sum()),
        "in_time": share_in_time(applications.in_time[cohort]),
        "late": float((applications.in_time[cohort] == Truth.no).sum()),
        **_lengths(log, answered, times),
    }


def _lengths(log: StepLog, answered: Instants, times: ApplicationTimes) -> dict[str, float]:
    """Median, 95 % quantile and longest of elapsed terms and queue times of some applications."""
    applications = log.applications
    ready, received = applications.ready[answered], applications.received[answered]
    done = ready != UNSET
    end = np.where(done, ready, log.observed_until)
    hours = np.zeros(len(end))
    for clock, rows in by_identity(times.clocks, applications.office[answered]):
        hours[rows] = clock.hours.elapsed_many(received[rows], end[rows]) / HOUR
    row: dict[str, float] = {}
    for stem, unit, values in (
        ("", "days", times.days[answered]),
        ("", "hours", hours),
        ("queue_", "h", times.people_h[answered]),
        ("queue_wall_", "h", times.wall_h[answered]),
    ):
        median, p95 = quantiles(values, done, (0.5, 0.95))
        row[f"{stem}median_{unit}"], row[f"{stem}p95_{unit}"] = median, p95
        row[f"{stem}longest_{unit}"] = float(values.max()) if len(values) else NAN
    return row


def _work_in_progress(log: StepLog, model: Model, route: int, times: ApplicationTimes) -> dict[str, float]:
    """Files in the offices over the counted period and at its end, and answers that were made ready in it."""
    window, applications = model.window, log.applications
    numbers = times.of_route[route]
    ready = applications.ready[numbers]
    received = numbers[applications.received[numbers] != UNSET]
    begin, until = applications.received[received], times.office_until[received]
    end = np.minimum(until, log.observed_until)
    seconds = np.clip(np.minimum(end, window.horizon) - np.maximum(begin, window.warm_up_end), 0, None)
    backlog = received[(begin < window.horizon) & (until >= window.horizon)]
    return {
        "in_progress": float(seconds.sum() / (window.horizon - window.warm_up_end)),
        "ready": float(((ready >= window.warm_up_end) & (ready < window.horizon)).sum()),
        "backlog": float(len(backlog)),
        "oldest_days": _oldest(log, model, route, backlog, times),
    }


def _oldest(log: StepLog, model: Model, route: int, backlog: Instants, times: ApplicationTimes) -> float:
    """Age of the oldest file of a backlog at the horizon [working days]."""
    plan, oldest = model.routes[route], 0.0
    for clock, rows in by_identity(times.clocks, log.applications.office[backlog]):
        at = np.full(len(rows), model.window.horizon, dtype=np.int64)
        received = clock.counted_receipts(log.applications.received[backlog[rows]], plan.received_until)
        ages = clock.working_days(received, at, day_of_receipt_included=plan.day_of_receipt_included)
        oldest = max(oldest, float(ages.max(initial=0)))
    return oldest
