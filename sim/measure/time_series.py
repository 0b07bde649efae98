"""Time series and distributions of a replication for charts, as small arrays.

They are made while the log is in memory, so that no log has to be kept (section 7 of the model says what they mean).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import StepLog, Truth
from sim.grouping import by_identity
from sim.measure.outcomes import in_office_until, provider_clocks
from sim.measure.work import WEEK_HOURS, WorkSums
from sim.model.model import Model
from sim.model.route import RoutePlan
from sim.quantities import DAY, HOUR, UNSET, Flags, Instants, civil

Counts = NDArray[np.int32]
_Hours = NDArray[np.float32]
MOST_DAYS = 120
"""Elapsed terms from here on are counted together [working days]."""


@dataclass(frozen=True)
class TimeCurves:
    """Time series and distributions of one replication; routes and pools in the order of the model."""

    backlog: Counts
    """Files received and not yet ready at the end of each official working day from the start to the horizon, those of an
    initial backlog included [shape (routes, days)]."""
    elapsed: Counts
    """Counted answers by their elapsed term; the last place is for all longer ones [shape (routes, MOST_DAYS + 1)]."""
    unanswered: Counts
    """Counted applications that were still open when the observation ended, by their elapsed term until then, likewise."""
    month_work_h: _Hours
    """Work on duty by month of the counted period [h; shape (pools, months)]."""
    month_duty_h: _Hours
    """Time on duty, likewise."""
    week_hours: NDArray[np.int16]
    """Hours of the week in which anybody is on duty, in order [0: Monday 0:00 to 1:00; shape (hours,)]."""
    week_work_h: _Hours
    """Work on duty in each of them over the counted period [h; shape (pools, hours)]."""
    week_duty_h: _Hours
    """Time on duty, likewise."""
    month_due: Counts
    """First applications of the cohort by their office of arrival and the month in which their term ends [shape (offices,
    due months)]."""
    month_late: Counts
    """Those of them that are answered late, likewise."""


def time_curves(log: StepLog, model: Model, work: WorkSums | None = None) -> TimeCurves:
    """The time series and distributions of one replication; `work` are its sums of work where they are known."""
    ends, until, applications = day_ends(model), in_office_until(log), log.applications
    backlog = np.zeros((len(model.routes), len(ends)), dtype=np.int32)
    elapsed = np.zeros((len(model.routes), MOST_DAYS + 1), dtype=np.int32)
    unanswered = np.zeros_like(elapsed)
    for i, plan in enumerate(model.routes):
        of_route = applications.route == i
        received = of_route & (applications.received != UNSET)
        backlog[i] = files_at(ends, applications.received[received], until[received])
        answered = of_route & applications.counted & applications.answerable
        done = applications.ready != UNSET
        for counts, concerned in ((elapsed, answered & done), (unanswered, answered & ~done)):
            days = np.minimum(elapsed_days(log, model, plan, concerned), MOST_DAYS)
            counts[i] = np.bincount(days, minlength=MOST_DAYS + 1)
    by_month = _work_over_time(work or WorkSums.of(log, model), model)
    return TimeCurves(backlog, elapsed, unanswered, *by_month, *_due_by_month(log, model))


def elapsed_days(log: StepLog, model: Model, plan: RoutePlan, concerned: Flags | Instants) -> Instants:
    """Elapsed term of some applications of a route, until the end of the observation where they are not ready.

    The law's count, without the days for which the clock stood still [working days; one per such application].
    """
    applications = log.applications
    ready, received = applications.ready[concerned], applications.received[concerned]
    end = np.where(ready != UNSET, ready, log.observed_until)
    days = np.zeros(len(end), dtype=np.int64)
    for clock, rows in by_identity(provider_clocks(model), applications.office[concerned]):
        since = clock.counted_receipts(received[rows], plan.received_until)
        days[rows] = clock.working_days(since, end[rows], day_of_receipt_included=plan.day_of_receipt_included)
    return np.asarray(np.maximum(days - applications.not_counted[concerned], 0), dtype=np.int64)


def files_at(ends: Instants, received: Instants, until: Instants) -> Instants:
    """Number of files in the offices just before each instant: received, and not yet ready or ended otherwise."""
    came = np.searchsorted(np.sort(received), ends, side="left")
    return np.asarray(came - np.searchsorted(np.sort(until), ends, side="left"), dtype=np.int64)


def day_ends(model: Model) -> Instants:
    """The midnights that end the official working days from the start to the horizon [instants]."""
    days, window = model.study.days, model.window
    first = window.start // DAY
    offset = first - (np.datetime64(days.first, "D").astype(np.int64))
    working = np.flatnonzero(days.working[offset : offset + (window.horizon - window.start) // DAY])
    return np.asarray((first + working + 1) * DAY, dtype=np.int64)


def backlog_days(model: Model) -> tuple[date, ...]:
    """The days of `TimeCurves.backlog`."""
    return tuple(civil(end - DAY).date() for end in day_ends(model).tolist())


def counted_months(model: Model) -> tuple[date, ...]:
    """The months of `TimeCurves.month_work_h`, each by its first day."""
    return _months(model.window.warm_up_end, model.window.horizon - 1)


def due_months(model: Model) -> tuple[date, ...]:
    """The months of `TimeCurves.month_late`, each by its first day: as long as deadlines are observed."""
    return _months(model.window.warm_up_end, model.window.run_out_end)


def _months(begin: int, end: int) -> tuple[date, ...]:
    """The months from one instant to another, each by its first day."""
    first, last = civil(begin), civil(end)
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return tuple(date(month // 12, month % 12 + 1, 1) for month in months)


def _due_by_month(log: StepLog, model: Model) -> tuple[Counts, Counts]:
    """First applications of the cohort, and the late ones among them, by office and month [the last fields of TimeCurves]."""
    cohort = np.flatnonzero(log.cohort & ~log.objections)
    deadline, office = log.applications.deadline[cohort], log.applications.office[cohort].astype(np.int64)
    borders = np.array([np.datetime64(month, "s").astype(np.int64) for month in due_months(model)], dtype=np.int64)
    shape = (len(model.capacity.offices), len(borders))
    # A term that ends at midnight ends on the day before.
    month = np.maximum(np.searchsorted(borders, deadline - 1, side="right") - 1, 0)
    cell = office * shape[1] + month
    late = log.applications.in_time[cohort] == Truth.no
    due, late_ones = (np.bincount(part, minlength=shape[0] * shape[1]) for part in (cell, cell[late]))
    return due.astype(np.int32).reshape(shape), late_ones.astype(np.int32).reshape(shape)


def _work_over_time(work: WorkSums, model: Model) -> tuple[_Hours, _Hours, NDArray[np.int16], _Hours, _Hours]:
    """Work and time on duty of every pool by month and by hour of the week [the last five fields of TimeCurves]."""
    pools, duties = model.capacity.pools, work.duties
    by_month = np.zeros((2, len(pools), work.grid.months))
    by_week = np.zeros((2, len(pools), WEEK_HOURS))
    # Sums of hours are rounded, so members are added one by one in their order.
    np.add.at(by_month[0], duties.pool_of_post, work.by_month / HOUR)
    np.add.at(by_week[0], duties.pool_of_post, work.by_week / HOUR)
    month_s, week_s = work.duty_by_month_and_week()
    at_desks = [p for p, plan in enumerate(pools) if not plan.only_seats]
    post = np.flatnonzero(np.isin(duties.pool_of_post, at_desks))
    pool, duty = duties.pool_of_post[post], duties.duty_of_post[post]
    alike = np.array([1 if plan.roster else plan.members for plan in pools], dtype=np.int64)[pool]
    np.add.at(by_month[1], pool, alike[:, None] * (month_s[duty] / HOUR))
    np.add.at(by_week[1], pool, alike[:, None] * (week_s[duty] / HOUR))
    hours = np.flatnonzero(by_week.any(axis=(0, 1)))
    return (
        by_month[0].astype(np.float32),
        by_month[1].astype(np.float32),
        hours.astype(np.int16),
        by_week[0][:, hours].astype(np.float32),
        by_week[1][:, hours].astype(np.float32),
    )
