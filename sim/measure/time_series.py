"""Time series and distributions of a replication for charts, as small arrays.

They are made while the log is in memory, so that no log has to be kept (section 7 of the model says what they mean).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.calendar.duty import Duty
from sim.engine.steplog import StepLog
from sim.grouping import by_identity, by_value
from sim.measure.activity import Activity, days_of_teams, sittings_of_members, work_in_period
from sim.measure.outcomes import in_office_until, provider_clocks
from sim.model.model import Model
from sim.model.route import RoutePlan
from sim.quantities import DAY, HOUR, UNSET, Flags, Floats, Instants, civil

Counts = NDArray[np.int32]
Hours = NDArray[np.float32]
MOST_DAYS = 120
"""Elapsed terms from here on are counted together [working days]."""
WEEK_HOURS = 168
"""Hours of a week, from Monday 0:00."""
_EPOCH_HOUR = 72
"""1970-01-01 was a Thursday."""


@dataclass(frozen=True)
class TimeCurves:
    """Time series and distributions of one replication; routes and pools in the order of the model."""

    backlog: Counts
    """Files received and not yet ready at the end of each official working day from the start to the horizon, those of an
    initial backlog included [shape (routes, days)]."""
    elapsed: Counts
    """Counted answers by their elapsed term; the last place is for all longer ones [shape (routes, MOST_DAYS + 1)]."""
    unanswered: Counts
    """Counted applications that were still open when the observation ended [shape (routes,)]."""
    month_work_h: Hours
    """Work on duty by month of the counted period [h; shape (pools, months)]."""
    month_duty_h: Hours
    """Time on duty, likewise."""
    week_hours: NDArray[np.int16]
    """Hours of the week in which anybody is on duty, in order [0: Monday 0:00 to 1:00; shape (hours,)]."""
    week_work_h: Hours
    """Work on duty in each of them over the counted period [h; shape (pools, hours)]."""
    week_duty_h: Hours
    """Time on duty, likewise."""


def time_curves(log: StepLog, model: Model) -> TimeCurves:
    """The time series and distributions of one replication."""
    ends, until, applications = day_ends(model), in_office_until(log), log.applications
    backlog = np.zeros((len(model.routes), len(ends)), dtype=np.int32)
    elapsed = np.zeros((len(model.routes), MOST_DAYS + 1), dtype=np.int32)
    unanswered = np.zeros(len(model.routes), dtype=np.int32)
    for i, plan in enumerate(model.routes):
        of_route = applications.route == i
        received = of_route & (applications.received != UNSET)
        backlog[i] = files_at(ends, applications.received[received], until[received])
        answered = of_route & applications.counted & applications.answerable
        done = answered & (applications.ready != UNSET)
        days = np.minimum(elapsed_days(log, model, plan, done), MOST_DAYS)
        elapsed[i] = np.bincount(days, minlength=MOST_DAYS + 1)
        unanswered[i] = answered.sum() - done.sum()
    return TimeCurves(backlog, elapsed, unanswered, *_work_over_time(log, model))


def elapsed_days(log: StepLog, model: Model, plan: RoutePlan, concerned: Flags | Instants) -> Instants:
    """Elapsed term of some applications of a route, until the end of the observation where they are not ready.

    The law's count, without the days for which the clock stood still [working days; one per such application].
    """
    applications = log.applications
    ready, received = applications.ready[concerned], applications.received[concerned]
    end = np.where(ready != UNSET, ready, log.observed_until)
    days = np.zeros(len(end), dtype=np.int64)
    for clock, rows in by_identity(provider_clocks(model), applications.office[concerned]):
        days[rows] = clock.working_days(received[rows], end[rows], day_of_receipt_included=plan.day_of_receipt_included)
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
    first, last = civil(model.window.warm_up_end), civil(model.window.horizon - 1)
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return tuple(date(month // 12, month % 12 + 1, 1) for month in months)


def _work_over_time(log: StepLog, model: Model) -> tuple[Hours, Hours, NDArray[np.int16], Hours, Hours]:
    """Work and time on duty of every pool by month and by hour of the week [the last five fields of TimeCurves]."""
    pools, window = model.capacity.pools, model.window
    borders = np.arange(window.warm_up_end, window.horizon + 1, HOUR, dtype=np.int64)
    months = _first_slots_of_months(borders)
    hour_of_week = (borders[:-1] // HOUR + _EPOCH_HOUR) % WEEK_HOURS

    def sums(slots: Floats) -> tuple[Floats, Floats]:
        week = np.bincount(hour_of_week, weights=slots, minlength=WEEK_HOURS)
        return np.add.reduceat(slots, months) / HOUR, week / HOUR

    known: dict[int, tuple[Duty, Instants, tuple[Floats, Floats]]] = {}

    def on_duty(duty: Duty) -> tuple[Duty, Instants, tuple[Floats, Floats]]:
        """Time on duty until each border, and its sums; worked out once for offices that share their hours."""
        if id(duty) not in known:
            worked = duty.worked_many(borders)
            known[id(duty)] = duty, worked, sums(np.diff(worked).astype(np.float64))
        return known[id(duty)]

    by_month = np.zeros((2, len(pools), len(months)))
    by_week = np.zeros((2, len(pools), WEEK_HOURS))
    for p, plan in enumerate(pools):
        for duty, number in plan.duties if not plan.only_seats else ():
            month, week = on_duty(duty)[2]
            by_month[1, p] += number * month
            by_week[1, p] += number * week
    for p, duty, begin, end in _work_by_duty(log, model):
        month, week = sums(_work_by_slot(borders, on_duty(duty)[1], duty, begin, end))
        by_month[0, p] += month
        by_week[0, p] += week
    hours = np.flatnonzero(by_week.any(axis=(0, 1)))
    return (
        by_month[0].astype(np.float32),
        by_month[1].astype(np.float32),
        hours.astype(np.int16),
        by_week[0][:, hours].astype(np.float32),
        by_week[1][:, hours].astype(np.float32),
    )


def _first_slots_of_months(borders: Instants) -> Instants:
    """Positions of the hours with which the months of the counted period begin."""
    month = borders[:-1].astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    return np.concatenate([[0], np.flatnonzero(np.diff(month)) + 1]).astype(np.int64)


def _work_by_duty(log: StepLog, model: Model) -> Iterator[tuple[int, Duty, Instants, Instants]]:
    """All work of the counted period, that of people with one duty in a pool together: pool, duty, beginnings, ends."""
    pools = model.capacity.pools
    visit, who, begin, end = work_in_period(log, model)
    activities = [*sittings_of_members(log, model), *days_of_teams(log, model)]
    away = np.array(activities, dtype=np.int64).reshape(-1, len(Activity._fields))
    pool = np.concatenate([log.visits.served_by[visit], away[:, 0]])
    with_roster = np.array([bool(plan.roster) for plan in pools], dtype=bool)[pool]
    member = np.where(with_roster, np.concatenate([who, away[:, 1]]), 0)
    begin, end = np.concatenate([begin, away[:, 2]]), np.concatenate([end, away[:, 3]])
    most = int(member.max(initial=0)) + 1
    for key, rows in by_value(pool * most + member):
        p, number = divmod(key, most)
        yield p, pools[p].duty_of(number), begin[rows], end[rows]


def _work_by_slot(borders: Instants, worked: Instants, duty: Duty, begin: Instants, end: Instants) -> Floats:
    """Time on duty in each hour, summed over intervals of work [s].

    The work done until a border is what the intervals that have ended contain, and of those under way what is on duty since
    they began; so sums by hour of beginnings and ends are enough, however many hours an interval goes through.
    """
    n = len(borders)
    began, ended = (-((borders[0] - at) // HOUR) for at in (begin, end))  # the first border at or after each
    done = np.bincount(ended, weights=duty.worked_many(end), minlength=n)
    done -= np.bincount(began, weights=duty.worked_many(begin), minlength=n)
    under_way = np.cumsum(np.bincount(began, minlength=n) - np.bincount(ended, minlength=n))
    return np.asarray(np.diff(np.cumsum(done) + under_way * worked), dtype=np.float64)
