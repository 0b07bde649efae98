"""The work of the counted period, summed once for all figures: by member, as overtime, by month and by hour of the week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.engine.steplog import StepLog
from sim.grouping import BLOCK
from sim.measure.activity import Activity, days_of_teams, sittings_of_members
from sim.measure.duty_tables import DutyTable, HoursTable
from sim.model.capacity import Window
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps
from sim.quantities import HOUR, UNSET, Flags, Floats, Instants, Integers

WEEK_HOURS = 168
"""Hours of a week, from Monday 0:00."""
_EPOCH_HOUR = 72
"""1970-01-01 was a Thursday."""
_MOST_PARTS = 1 << 18
"""Parts of intervals are looked at in pieces of this many."""
_MOST_KEPT = 8
_Intervals = tuple[Integers, Integers, Instants, Instants]
"""Pool, member, beginning and end of intervals."""


@dataclass(frozen=True)
class HourGrid:
    """The hours of the counted period, and those of them in which anybody can be on duty."""

    start: int
    """The first second of the period [instant]."""
    month: Integers
    """By hour: the month [from 0 for the first of the period]."""
    hour_of_week: Integers
    """By hour: the hour of the week."""
    months: int
    """How many months there are."""
    kept: Integers
    """Hours in which some working time is open [numbers, in order]."""
    kept_before: Integers
    """By hour, and at last in all: how many of the kept hours lie before it."""
    open_by_month: Floats
    """By working time and month: how long it is open [s]."""
    open_by_week: Floats
    """By working time and hour of the week: how long it is open [s]."""

    @classmethod
    def of(cls, window: Window, hours: HoursTable) -> HourGrid:
        """The grid of a counted period; the last few are kept, since replications of a model have the same."""
        key = id(hours), window
        if key not in _grids:
            while len(_grids) >= _MOST_KEPT:
                _grids.pop(next(iter(_grids)))
            _grids[key] = hours, cls._made(window, hours)
        return _grids[key][1]

    @classmethod
    def _made(cls, window: Window, hours: HoursTable) -> HourGrid:
        borders = np.arange(window.warm_up_end, window.horizon + 1, HOUR, dtype=np.int64)
        number = borders[:-1].astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
        month, hour_of_week = number - number[:1], (borders[:-1] // HOUR + _EPOCH_HOUR) % WEEK_HOURS
        months = int(month[-1]) + 1 if len(month) else 0
        n = len(hours.hours)
        open_s = [np.diff(hours.worked(np.full(len(borders), k), borders)) for k in range(n)]
        kept = np.flatnonzero(np.any(open_s, axis=0)) if n else month[:0]
        return cls(
            start=window.warm_up_end,
            month=month,
            hour_of_week=hour_of_week,
            months=months,
            kept=kept,
            kept_before=np.searchsorted(kept, np.arange(len(borders))),
            open_by_month=np.reshape([np.bincount(month, seconds, months) for seconds in open_s], (n, months)),
            open_by_week=np.reshape([np.bincount(hour_of_week, seconds, WEEK_HOURS) for seconds in open_s], (n, -1)),
        )

    def parts(self, begin: Instants, end: Instants) -> Iterator[tuple[Integers, Integers, Instants, Instants]]:
        """Intervals of the counted period cut at the hours: for each part its interval, the hour, beginning and end [instants].

        Hours in which nobody can be on duty are left out; many parts come in several lots.
        """
        first = self.kept_before[(begin - self.start) // HOUR]
        many = self.kept_before[(end - 1 - self.start) // HOUR + 1] - first
        low = 0
        while low < len(begin):
            high = low + max(int(np.searchsorted(np.cumsum(many[low:]), _MOST_PARTS, side="right")), 1)
            counts = many[low:high]
            interval = np.repeat(np.arange(low, high), counts)
            hour = self.kept[np.arange(len(interval)) - np.repeat(np.cumsum(counts) - counts - first[low:high], counts)]
            from_hour = self.start + hour * HOUR
            yield interval, hour, np.maximum(begin[interval], from_hour), np.minimum(end[interval], from_hour + HOUR)
            low = high


_grids: dict[tuple[int, Window], tuple[HoursTable, HourGrid]] = {}
"""The grids that were made last, by the identity of the hours and the window, with those hours."""


@dataclass(frozen=True)
class WorkSums:
    """Sums of the work of the counted period; all in whole seconds, so that no order matters."""

    duties: DutyTable
    first_member: Integers
    """By pool: its first member in `by_member`; at last how many there are."""
    by_member: Floats
    """Work on files while on duty, by member of all pools [s]."""
    sittings: tuple[Activity, ...]
    """Sittings, one by one for every member who was there."""
    away: tuple[Activity, ...]
    """Sittings, and days of teams that visit households."""
    overtime: Floats
    """By pool: work at the counter off duty [s]."""
    by_month: Floats
    """All work on duty, files, sittings and visits to households, by post and month [s]."""
    by_week: Floats
    """Likewise, by post and hour of the week [s]."""
    grid: HourGrid
    """The hours of the counted period, by whose months and hours of the week the work is summed."""

    @classmethod
    def of(cls, log: StepLog, model: Model) -> WorkSums:
        """The sums of a replication."""
        pools, duties = model.capacity.pools, DutyTable(model.capacity.pools)
        grid = HourGrid.of(model.window, duties.hours)
        first_member = np.cumsum([0] + [max(pool.members, len(pool.roster)) for pool in pools])
        posts = len(duties.pool_of_post)
        by_member, overtime = np.zeros(first_member[-1]), np.zeros(len(pools))
        by_time = np.zeros(posts * grid.months), np.zeros(posts * WEEK_HOURS)
        sittings = tuple(sittings_of_members(log, model))
        away = (*sittings, *days_of_teams(log, model))
        kinds = kinds_of_steps(model.routes)
        for visit, (pool, member, begin, end) in _on_files(log, model):
            post = duties.posts(pool, member)
            on_duty = _add_by_time(by_time, grid, duties, post, begin, end)
            by_member += np.bincount(first_member[pool] + member, weights=on_duty, minlength=len(by_member))
            kind = kinds[log.applications.route[log.visits.application[visit]], log.visits.position[visit]]
            counter = np.flatnonzero(kind == Kind.COUNTER)
            off_duty = (end - begin - on_duty)[counter]
            overtime += np.bincount(pool[counter], weights=off_duty, minlength=len(pools))
        if away:
            pool, member, begin, end = np.array(away, dtype=np.int64).T
            _add_by_time(by_time, grid, duties, duties.posts(pool, member), begin, end)
        by_month, by_week = by_time[0].reshape(posts, grid.months), by_time[1].reshape(posts, -1)
        return cls(duties, first_member, by_member, sittings, away, overtime, by_month, by_week, grid)

    def duty_by_month_and_week(self) -> tuple[Floats, Floats]:
        """Time on duty by duty and month, and by duty and hour of the week [s]."""
        duties, grid = self.duties, self.grid
        by_month = grid.open_by_month[duties.hours_of_duty]
        by_week = grid.open_by_week[duties.hours_of_duty]
        end = grid.start + HOUR * len(grid.month)
        inside = np.flatnonzero((duties.gap_begin < end) & (duties.gap_end > grid.start))
        begin, until = np.maximum(duties.gap_begin[inside], grid.start), np.minimum(duties.gap_end[inside], end)
        for which, hours, since, to in grid.parts(begin, until):
            duty = duties.gap_duty[inside[which]]
            of_part = duties.hours_of_duty[duty]
            missed = duties.hours.worked(of_part, to) - duties.hours.worked(of_part, since)
            np.subtract.at(by_month, (duty, grid.month[hours]), missed.astype(np.float64))
            np.subtract.at(by_week, (duty, grid.hour_of_week[hours]), missed.astype(np.float64))
        return by_month, by_week

    def of_pool(self, pool: int) -> Floats:
        """Work on files while on duty, by member of a pool [s]."""
        return self.by_member[self.first_member[pool] : self.first_member[pool + 1]]


def _on_files(log: StepLog, model: Model) -> Iterator[tuple[Integers, _Intervals]]:
    """Intervals of work on files, cut to the counted period, block by block: visits, and who worked when.

    Each of several who work together has one of his own.
    """
    visits, parts, window = log.visits, log.work_parts, model.window
    part = np.argsort(parts.visit, kind="stable")
    visit_of_part = parts.visit[part]

    def cut(visit: Integers, begin: Instants, end: Instants) -> tuple[Integers, _Intervals]:
        end = np.where(end == UNSET, log.observed_until, end)
        begin = np.clip(begin, window.warm_up_end, window.horizon)
        end = np.clip(end, window.warm_up_end, window.horizon)
        inside = np.flatnonzero(end > begin)
        visit, begin, end = visit[inside], begin[inside], end[inside]
        visit, member, begin, end = _with_partners(log, visit, begin, end)
        return visit, (visits.served_by[visit], member, begin, end)

    for start in range(0, len(visits), BLOCK):
        stop = min(start + BLOCK, len(visits))
        served: Flags = (visits.served_by[start:stop] != UNSET) & (visits.started[start:stop] != UNSET)
        low, high = np.searchsorted(visit_of_part, [start, stop])
        served[visit_of_part[low:high] - start] = False
        whole = start + np.flatnonzero(served)
        yield cut(whole, visits.started[whole].astype(np.int64), visits.work_ended[whole].astype(np.int64))
    if len(part):
        yield cut(visit_of_part, parts.begin[part], parts.end[part])


def _with_partners(log: StepLog, visit: Integers, begin: Instants, end: Instants) -> _Intervals:
    """Intervals with their members, and those of everybody who worked together with them: visit, member, begin, end."""
    partners, member = log.partners, log.visits.member[visit].astype(np.int64)
    if not len(partners.visit):
        return visit, member, begin, end
    low, high = (np.searchsorted(partners.visit, visit, side=side) for side in ("left", "right"))
    which = np.repeat(np.arange(len(visit)), high - low)
    partner = np.arange(len(which)) - np.repeat(np.cumsum(high - low) - high, high - low)
    every = np.concatenate([np.arange(len(visit)), which])
    return visit[every], np.concatenate([member, partners.member[partner]]), begin[every], end[every]


def _add_by_time(
    sums: tuple[Floats, Floats], grid: HourGrid, duties: DutyTable, post: Integers, begin: Instants, end: Instants
) -> Instants:
    """Add intervals to the sums by month and by hour of the week; gives the time on duty of each [s]."""
    duty = duties.duty_of_post[post]
    on_duty = duties.worked(duty, end) - duties.worked(duty, begin)
    hour = (begin - grid.start) // HOUR
    longer = (end - 1 - grid.start) // HOUR != hour
    _add(sums, grid, post, hour, np.where(longer, 0, on_duty))
    rows = np.flatnonzero(longer)
    for which, hours, since, to in grid.parts(begin[rows], end[rows]):
        of_part = duty[rows[which]]
        _add(sums, grid, post[rows[which]], hours, duties.worked(of_part, to) - duties.worked(of_part, since))
    return on_duty


def _add(sums: tuple[Floats, Floats], grid: HourGrid, post: Integers, hour: Integers, seconds: Instants) -> None:
    """Add seconds to the sums of their posts."""
    weights = seconds.astype(np.float64)
    np.add.at(sums[0], post * grid.months + grid.month[hour], weights)
    np.add.at(sums[1], post * WEEK_HOURS + grid.hour_of_week[hour], weights)
