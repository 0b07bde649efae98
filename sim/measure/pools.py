"""Figures of the pools: how busy their members are, how long files wait for them, how many lie in their hands."""

from __future__ import annotations

import numpy as np

from sim.engine.stays import visits_that_go_on
from sim.engine.steplog import StepLog, StepOutcome
from sim.grouping import whole_applications
from sim.measure.activity import duty_by_pool
from sim.measure.averages import NAN, Rows, ratio
from sim.measure.duty_tables import DutyTable
from sim.measure.find_visits import visits_where, within
from sim.measure.work import WorkSums
from sim.model.attended_hours import MOST_VISITS
from sim.model.capacity import Pool, Window
from sim.model.model import Model
from sim.quantities import HOUR, UNSET, Flags, Floats, Integers


def pool_figures(log: StepLog, model: Model, sums: WorkSums) -> Rows:
    """The figures of every pool by office and role, over the counted period, given the sums of its work.

    Columns: members, on_duty_h, other_duties_h (not in the former), work_h, overtime_h (work at the counter off duty, or while
    other duties wait) [h], utilisation (work on duty over time on duty), queue_mean_h (waits for people over files begun)
    [working h], files (begun; all steps of one stay at a counter are one), queued_h (their waits together) [working h],
    waiting (files that nobody has begun at the end of the period, and applicants who will come again to its counter),
    stayed_away (applicants who have been turned away so often that they do not come again), handed_over (files that went back
    to the queue), and of pools with a caseload in_hand_h, places_h [h] and occupancy (files in hand over the caseload, both
    while their members are on duty). Stand-ins' work counts where they belong.
    """
    capacity, window = model.capacity, model.window
    work, overtime = _work_hours(sums, model)
    files, queued, handed_over = _files(log, model)
    waiting, stayed_away = _waiting(log, model), _stayed_away(log, model)
    in_hand = _hours_in_hand(log, model, sums.duties)
    rows: Rows = {}
    for p, plan in enumerate(capacity.pools):
        duty_h = 0.0
        if not plan.only_seats:
            duty_h = sum(k * duty.elapsed(window.warm_up_end, window.horizon) for duty, k in plan.duties) / HOUR
        rows[(capacity.offices[plan.office].name, plan.role)] = {
            "members": float(plan.members),
            "on_duty_h": duty_h,
            "other_duties_h": _other_duties(plan, window),
            "work_h": float(work[p]),
            "overtime_h": float(overtime[p]),
            "utilisation": ratio(work[p], duty_h),
            "queue_mean_h": ratio(queued[p], files[p]),
            "files": float(files[p]),
            "queued_h": float(queued[p]),
            "waiting": float(waiting[p]),
            "stayed_away": float(stayed_away[p]),
            "handed_over": float(handed_over[p]),
            "in_hand_h": float(in_hand[p]) if plan.caseload else NAN,
            "places_h": duty_h * plan.caseload if plan.caseload else NAN,
            "occupancy": float(in_hand[p] / duty_h / plan.caseload) if plan.caseload and duty_h else NAN,
        }
    return rows


def _files(log: StepLog, model: Model) -> tuple[Integers, Floats, Integers]:
    """By pool: files begun, their waits for people together [h], and files that went back to the queue."""
    visits, window, n = log.visits, model.window, len(model.capacity.pools)
    files, queued, handed_over = np.zeros(n, dtype=np.int64), np.zeros(n), np.zeros(n, dtype=np.int64)
    for rows in whole_applications(visits.application):
        pool, outcome = visits.pool[rows], visits.outcome[rows]
        started = (pool != UNSET) & within(visits.started[rows], window)
        begun = started & (outcome != StepOutcome.handed_over)  # a file that was handed over is one file
        begun &= ~visits_that_go_on(log, model.routes, rows)  # several steps in one stay at a counter are one file
        files += np.bincount(pool[begun], minlength=n)
        waits = visits.wait_people_s[rows].astype(np.int64) + visits.wait_officer_s[rows]
        queued += np.bincount(pool[started], weights=waits[started], minlength=n)
        given_back = (outcome == StepOutcome.handed_over) & within(visits.finished[rows], window)
        handed_over += np.bincount(pool[given_back], minlength=n)
    return files, queued / HOUR, handed_over


def _waiting(log: StepLog, model: Model) -> Integers:
    """By pool: files that wait at the end of the counted period, and those who were turned away and have not come again by then."""
    visits, horizon, n = log.visits, model.window.horizon, len(model.capacity.pools)
    waiting = np.zeros(n, dtype=np.int64)
    for rows in whole_applications(visits.application):
        pool, outcome, row = visits.pool[rows], visits.outcome[rows], visits.row[rows]
        queued, started, finished = visits.queued[rows], visits.started[rows], visits.finished[rows]
        begun = (started != UNSET) & (started < horizon)
        over = (finished != UNSET) & (finished < horizon)
        in_queue = (queued < horizon) & ~begun & ~over
        comes_again = over & (outcome == StepOutcome.turned_away)
        comes_again[:-1] &= ~((row[1:] == row[:-1]) & (queued[1:] < horizon))
        waits = (in_queue | comes_again) & (pool != UNSET)
        waiting += np.bincount(pool[waits], minlength=n)
    return waiting


def _stayed_away(log: StepLog, model: Model) -> Integers:
    """By pool: applicants who left its hall for good in the counted period, as they had been turned away so often."""
    visits = log.visits

    def in_vain(rows: slice) -> Flags:
        lost = (visits.outcome[rows] == StepOutcome.lost) & (visits.number[rows] >= MOST_VISITS)
        return np.asarray(lost & within(visits.finished[rows], model.window), dtype=np.bool_)

    return np.bincount(visits.pool[visits_where(log, in_vain)], minlength=len(model.capacity.pools))


def _work_hours(work: WorkSums, model: Model) -> tuple[Floats, Floats]:
    """By pool: work of its members on duty, sittings and days of visits among it; and overtime at the counter [h]."""
    pools = model.capacity.pools
    on_files = np.array([work.of_pool(p).sum() for p in range(len(pools))], dtype=np.float64)
    return (on_files + duty_by_pool(work.away, pools)) / HOUR, work.overtime / HOUR


def _other_duties(plan: Pool, window: Window) -> float:
    """Time in which the members of a pool are there, and at other duties [h]."""
    seconds = sum(
        member.presence.elapsed(window.warm_up_end, window.horizon)
        - member.duty.elapsed(window.warm_up_end, window.horizon)
        for member in plan.roster
        if member.other_duties
    )
    return seconds / HOUR


def _hours_in_hand(log: StepLog, model: Model, duties: DutyTable) -> Floats:
    """By pool with a caseload: time on duty of its members summed over the files in their hands [h]."""
    window, pools, visits = model.window, model.capacity.pools, log.visits
    if not any(plan.caseload for plan in pools):
        return np.zeros(len(pools))
    has_caseload = np.array([bool(plan.caseload) for plan in pools] + [False], dtype=bool)
    partners = log.partners
    # A file lies in the hands of all who did it together.
    each = np.concatenate([visits_where(log, lambda rows: has_caseload[visits.served_by[rows]]), partners.visit])
    member = np.concatenate([visits.member[each[: len(each) - len(partners.visit)]], partners.member])
    held = np.flatnonzero(has_caseload[visits.served_by[each]] & (visits.started[each] != UNSET))
    pool, member = visits.served_by[each[held]], member[held]
    held = each[held]
    begin = np.clip(visits.started[held], window.warm_up_end, window.horizon)
    end = np.where(visits.finished[held] == UNSET, log.observed_until, visits.finished[held])
    end = np.clip(end, window.warm_up_end, window.horizon)
    return np.bincount(pool, weights=duties.elapsed(pool, member, begin, end), minlength=len(pools)) / HOUR
