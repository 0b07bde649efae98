"""How applications end, whose time they take, and what becomes of files that lay there at the start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import StepLog, Truth
from sim.grouping import by_identity
from sim.law.legal_clock import OfficeClock
from sim.measure.cycle_time import whose_time
from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.quantities import HOUR, UNSET, Instants

Rows = dict[tuple[str, ...], dict[str, float]]
NAN = float("nan")


def ending_figures(log: StepLog, model: Model) -> Rows:
    """How applications end and whose time they take, by service and route.

    Columns, over counted applications: granted, refused, returned, ended_by_applicant, open; over those handed in in the
    counted period: stopped (before receipt); over those whose deadline is observed: delivered_in_time (share delivered to
    the State Corporation by the second deadline; NaN on other routes); longer_term (with the extended term), stopped_days
    (mean of days for which the clock stood still, over those for which it did); and per counted application the means of
    work_h, hold_h, people_h, sitting_h, closed_h, applicant_h, way_h, system_h [h]: the parts of whose_time, which sum to
    the mean time from receipt until the application ended or the observation did.
    """
    rows: Rows = {}
    window = model.window
    submitted = (log.applications.submitted >= window.warm_up_end) & (log.applications.submitted < window.horizon)
    extended, parts = _extended(log, model), whose_time(log, model)
    for i, plan in enumerate(model.routes):
        here = log.applications.route == i
        mine = here & log.applications.counted
        outcome = log.applications.outcome[mine]
        n = int(mine.sum())
        of_mine = mine[log.visits.application]
        stood = log.applications.not_counted[mine]
        rows[plan.key] = {
            "granted": float((outcome == ApplicationOutcome.assigned).sum()),
            "refused": float((outcome == ApplicationOutcome.refused).sum()),
            "returned": float((outcome == ApplicationOutcome.returned).sum()),
            "ended_by_applicant": float((outcome == ApplicationOutcome.ended_by_applicant).sum()),
            "open": float((outcome == ApplicationOutcome.open).sum()),
            "stopped": float(
                (here & submitted & (log.applications.outcome == ApplicationOutcome.stopped_before_receipt)).sum()
            ),
            "longer_term": float(extended[mine].sum()),
            "stopped_days": float(stood[stood > 0].mean()) if (stood > 0).any() else NAN,
            "delivered_in_time": _delivered(log, mine),
        } | {f"{name}_h": float(seconds[of_mine].sum()) / HOUR / n if n else NAN for name, seconds in parts.items()}
    return rows


def inherited_figures(log: StepLog, model: Model) -> Rows:
    """What becomes of the files of each backlog, a cohort of its own, by its name.

    Columns: files; due (with a deadline that is observed), in_time (share of those), late (of those), days_late (sum of
    their working days after the deadline), open (at the end of the observation), cleared_days (working days from the start
    until the last of them had ended; NaN while one is open).
    """
    rows: Rows = {}
    clocks = provider_clocks(model)
    for name in model.study.scenario.backlog:
        mine = log.applications.inherited & (log.applications.stream == log.names.streams.index(name))
        due = mine & log.due & (log.applications.in_time != Truth.unknown)
        ended = log.applications.ended[mine]
        ended = np.where(log.applications.ready[mine] != UNSET, log.applications.ready[mine], ended)
        still_open = ended == UNSET
        cleared = NAN
        if len(ended) and not still_open.any():
            clock = clocks[int(log.applications.office[mine][0])]
            start = np.array([model.window.start], dtype=np.int64)
            cleared = float(clock.working_days(start, np.array([ended.max()]))[0])
        rows[(name,)] = {
            "files": float(mine.sum()),
            "due": float(due.sum()),
            "in_time": float((log.applications.in_time[due] == Truth.yes).mean()) if due.any() else NAN,
            "late": float((log.applications.in_time[due] == Truth.no).sum()),
            "days_late": float(days_late(log, model, due).sum()),
            "open": float(still_open.sum()),
            "cleared_days": cleared,
        }
    return rows


def days_late(log: StepLog, model: Model, concerned: NDArray[np.bool_]) -> Instants:
    """Working days by which the answers of some applications were late, 0 for those in time [by such application]."""
    late = concerned & (log.applications.in_time == Truth.no)
    days = np.zeros(len(late), dtype=np.int64)
    numbers = np.flatnonzero(late)
    ready = np.where(log.applications.ready[numbers] == UNSET, log.observed_until, log.applications.ready[numbers])
    for clock, rows in by_identity(provider_clocks(model), log.applications.office[numbers]):
        days[numbers[rows]] = clock.working_days(log.applications.deadline[numbers[rows]], ready[rows])
    return days[concerned]


def provider_clocks(model: Model) -> list[OfficeClock]:
    """By office of arrival: the clock of the office whose close of business ends the terms."""
    offices = model.capacity.offices
    return [offices[office.provider].clock for office in offices]


def in_office_until(log: StepLog) -> Instants:
    """By application: until when the office had to do with it: its result was ready, or it ended otherwise [instants].

    What is open when the observation ends is so for as long as is known; what was not received never was.
    """
    until = np.where(log.applications.ready != UNSET, log.applications.ready, log.applications.ended)
    until = np.where(until == UNSET, log.observed_until + 1, until)
    return np.asarray(np.where(log.applications.received == UNSET, UNSET, until), dtype=np.int64)


def _delivered(log: StepLog, mine: NDArray[np.bool_]) -> float:
    """Share of the deliveries to the State Corporation that kept the second deadline."""
    due = mine & log.due & (log.applications.delivery_deadline != UNSET)
    due &= (log.applications.delivered != UNSET) | (log.applications.delivery_deadline <= log.observed_until)
    if not due.any():
        return NAN
    kept = (log.applications.delivered[due] != UNSET) & (
        log.applications.delivered[due] <= log.applications.delivery_deadline[due]
    )
    return float(kept.mean())


def _extended(log: StepLog, model: Model) -> NDArray[np.bool_]:
    """By application: whether documents were missing and the extended term holds."""
    result = np.zeros(len(log.applications.route), dtype=bool)
    for i, plan in enumerate(model.routes):
        steps = [k for k, step in enumerate(plan.steps) if step.clock == "extended"]
        if steps:
            visits = (log.route_of_visit == i) & np.isin(log.visits.position, steps)
            result[log.visits.application[visits]] = True
    return result
