"""Figures of the pools: how busy their members are, how long files wait for them, how many lie in their hands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.calendar.duty import Duty
from sim.engine.steplog import StepLog, StepOutcome
from sim.grouping import by_identity, by_value
from sim.measure.sittings import time_in_sittings
from sim.measure.transfers_visits_systems import time_on_visits
from sim.model.capacity import Pool, Window
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps
from sim.quantities import HOUR, UNSET, Instants


def pool_figures(log: StepLog, model: Model) -> dict[tuple[str, ...], dict[str, float]]:
    """The figures of every pool by office and role, over the counted period.

    Columns: members, on_duty_h, work_h, overtime_h [h], utilisation (work on duty over time on duty), queue_mean_h
    (waits for people per file begun) [working h], files (begun), queued_h (their waits together) [working h],
    handed_over (files that went back to the queue), and of pools with a caseload in_hand_h, places_h [h] and occupancy
    (files in hand over the caseload, both while their members are on duty). Stand-ins' work counts where they belong.
    """
    capacity, window = model.capacity, model.window
    n = len(capacity.pools)
    pool, begin, end, on_duty, counter = _work(log, model)
    work = (
        np.bincount(pool, weights=on_duty, minlength=n) + time_in_sittings(log, model) + time_on_visits(log, model)
    ) / HOUR
    overtime = np.bincount(pool, weights=np.where(counter, end - begin - on_duty, 0), minlength=n) / HOUR
    started = (log.visits.pool != UNSET) & _within(log.visits.started, window)
    begun = started & (log.visits.outcome != StepOutcome.handed_over)  # a file that was handed over is one file
    files = np.bincount(log.visits.pool[begun], minlength=n)
    queued = np.bincount(log.visits.pool[started], weights=log.visits.wait_people_s[started], minlength=n) / HOUR
    over = log.visits.pool[(log.visits.outcome == StepOutcome.handed_over) & _within(log.visits.finished, window)]
    handed_over, in_hand = np.bincount(over, minlength=n), _in_hand(log, model)
    rows: dict[tuple[str, ...], dict[str, float]] = {}
    for p, plan in enumerate(capacity.pools):
        duty_h = 0.0
        if not plan.only_seats:
            duty_h = sum(k * d.elapsed(window.warm_up_end, window.horizon) for d, k in plan.duties) / HOUR
        rows[(capacity.offices[plan.office].name, plan.role)] = {
            "members": float(plan.members),
            "on_duty_h": duty_h,
            "work_h": float(work[p]),
            "overtime_h": float(overtime[p]),
            "utilisation": float(work[p] / duty_h) if duty_h else float("nan"),
            "queue_mean_h": float(queued[p] / files[p]) if files[p] else float("nan"),
            "files": float(files[p]),
            "queued_h": float(queued[p]),
            "handed_over": float(handed_over[p]),
            "in_hand_h": float(in_hand[p]) if plan.caseload else float("nan"),
            "places_h": duty_h * plan.caseload if plan.caseload else float("nan"),
            "occupancy": float(in_hand[p] / duty_h / plan.caseload) if plan.caseload and duty_h else float("nan"),
        }
    return rows


def _work(log: StepLog, model: Model) -> tuple[Instants, Instants, Instants, Instants, NDArray[np.bool_]]:
    """Every stretch of work in the counted period.

    By stretch: pool of its member, beginning, end [instants], time on duty [s], and whether it was at the counter.
    """
    visit, begin, end = work_stretches(log, model)
    pool = log.visits.served_by[visit]
    on_duty = _on_duty(model.capacity.pools, pool, log.visits.member[visit], begin, end)
    counter = kinds_of_steps(model.routes)[log.route_of_visit[visit], log.visits.position[visit]] == Kind.COUNTER
    return pool, begin, end, on_duty, counter


def work_stretches(log: StepLog, model: Model) -> tuple[Instants, Instants, Instants]:
    """Stretches of work on files in the counted period: position of the visit in the log, beginning, end [instants]."""
    window = model.window
    visit, begin, end = log.work_intervals()
    begin, end = np.clip(begin, window.warm_up_end, window.horizon), np.clip(end, window.warm_up_end, window.horizon)
    some = end > begin
    return visit[some], begin[some], end[some]


def _on_duty(pools: Sequence[Pool], pool: Instants, member: Instants, begin: Instants, end: Instants) -> Instants:
    """Time on duty of a member of a pool between two instants, row by row [s]."""
    result = np.zeros(len(pool), dtype=np.int64)
    alike: list[Duty | None] = [None if plan.roster else plan.duty for plan in pools]
    for duty, rows in by_identity(alike, pool):
        if duty is not None:
            result[rows] = duty.elapsed_many(begin[rows], end[rows])
    single = np.flatnonzero(np.array([bool(plan.roster) for plan in pools], dtype=bool)[pool])
    most = int(member.max(initial=0)) + 1
    for key, found in by_value(pool[single] * most + member[single]):
        rows, duty = single[found], pools[key // most].roster[key % most].duty
        result[rows] = duty.elapsed_many(begin[rows], end[rows])
    return result


def _in_hand(log: StepLog, model: Model) -> NDArray[np.float64]:
    """By pool with a caseload: time on duty of its members summed over the files in their hands [h]."""
    window, pools = model.window, model.capacity.pools
    has_caseload = np.array([bool(plan.caseload) for plan in pools] + [False], dtype=bool)
    mine = np.flatnonzero(has_caseload[log.visits.served_by] & (log.visits.started != UNSET))
    pool, member = log.visits.served_by[mine], log.visits.member[mine]
    begin = np.clip(log.visits.started[mine], window.warm_up_end, window.horizon)
    end = np.where(log.visits.finished[mine] == UNSET, log.observed_until, log.visits.finished[mine])
    end = np.clip(end, window.warm_up_end, window.horizon)
    return np.bincount(pool, weights=_on_duty(pools, pool, member, begin, end), minlength=len(pools)) / HOUR


def _within(instants: Instants, window: Window) -> NDArray[np.bool_]:
    """Whether each instant lies in the counted period."""
    return (instants >= window.warm_up_end) & (instants < window.horizon)
