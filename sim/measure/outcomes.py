"""How applications end, what their cycle time goes to, and how the files of a backlog end."""

from __future__ import annotations

import numpy as np

from sim.engine.steplog import StepLog, Truth
from sim.grouping import by_identity, whole_applications
from sim.law.legal_clock import OfficeClock
from sim.measure.averages import NAN, Rows, mean, share_in_time
from sim.measure.cycle_time import PARTS, CycleTimes
from sim.measure.duty_tables import DutyTable
from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import table_of_steps
from sim.quantities import HOUR, UNSET, Flags, Floats, Instants


def ending_figures(log: StepLog, model: Model, duties: DutyTable | None = None) -> Rows:
    """How applications end and what their cycle time goes to, by service and route; `duties` are those of the members where
    known.

    Columns, over counted applications: granted, refused, returned, ended_by_applicant, open; over those handed in in the
    counted period: stopped (before receipt), lost (gave up waiting before there was an answer); over those whose deadline is
    observed: delivered_in_time (share delivered to the State Corporation by the second deadline; NaN on other routes);
    longer_term (with the extended term), stopped_days (mean of days for which the clock stood still, over those for which it
    did); and per counted application the means of work_h, hold_h, people_h, sitting_h, closed_h, applicant_h, way_h, system_h
    [h]: the parts of cycle_time_parts, which sum to the mean time from receipt until the application ended or the observation
    did.
    """
    rows: Rows = {}
    window, applications = model.window, log.applications
    in_period = (applications.submitted >= window.warm_up_end) & (applications.submitted < window.horizon)
    stopped = in_period & (applications.outcome == ApplicationOutcome.stopped_before_receipt)
    lost = in_period & (applications.outcome == ApplicationOutcome.lost)
    extended, parts = _by_visit(log, model, duties or DutyTable(model.capacity.pools))
    for i, plan in enumerate(model.routes):
        of_route = applications.route == i
        counted = of_route & applications.counted
        outcome, days_stopped = applications.outcome[counted], applications.not_counted[counted]
        n = int(counted.sum())
        rows[plan.key] = {
            "granted": float((outcome == ApplicationOutcome.assigned).sum()),
            "refused": float((outcome == ApplicationOutcome.refused).sum()),
            "returned": float((outcome == ApplicationOutcome.returned).sum()),
            "ended_by_applicant": float((outcome == ApplicationOutcome.ended_by_applicant).sum()),
            "open": float((outcome == ApplicationOutcome.open).sum()),
            "stopped": float((of_route & stopped).sum()),
            "lost": float((of_route & lost).sum()),
            "longer_term": float(extended[counted].sum()),
            "stopped_days": mean(days_stopped[days_stopped > 0]),
            "delivered_in_time": _delivered_in_time(log, counted),
        } | {f"{name}_h": float(seconds[i]) / HOUR / n if n else NAN for name, seconds in parts.items()}
    return rows


def inherited_figures(log: StepLog, model: Model) -> Rows:
    """How the files of each backlog end, a cohort of its own, by its name.

    Columns: files; due (with a deadline that is observed), in_time (share of those), late (of those), days_late (sum of
    their working days after the deadline), open (at the end of the observation), cleared_days (working days from the start
    until the last of them had ended; NaN while one is open).
    """
    rows: Rows = {}
    clocks, applications = provider_clocks(model), log.applications
    for name in model.study.scenario.backlog:
        files = applications.inherited & (applications.stream == log.names.streams.index(name))
        due = files & log.due & (applications.in_time != Truth.unknown)
        ended = np.where(applications.ready != UNSET, applications.ready, applications.ended)[files]
        still_open = ended == UNSET
        cleared = NAN
        if len(ended) and not still_open.any():
            clock = clocks[int(applications.office[files][0])]
            start = np.array([model.window.start], dtype=np.int64)
            cleared = float(clock.working_days(start, np.array([ended.max()]))[0])
        rows[(name,)] = {
            "files": float(files.sum()),
            "due": float(due.sum()),
            "in_time": share_in_time(applications.in_time[due]),
            "late": float((applications.in_time[due] == Truth.no).sum()),
            "days_late": float(days_late(log, model, due).sum()),
            "open": float(still_open.sum()),
            "cleared_days": cleared,
        }
    return rows


def days_late(log: StepLog, model: Model, concerned: Flags) -> Instants:
    """Working days by which the answers of some applications were late, 0 for those in time [by such application]."""
    applications = log.applications
    days = np.zeros(len(concerned), dtype=np.int64)
    late = np.flatnonzero(concerned & (applications.in_time == Truth.no))
    ready = np.where(applications.ready[late] == UNSET, log.observed_until, applications.ready[late])
    for clock, rows in by_identity(provider_clocks(model), applications.office[late]):
        days[late[rows]] = clock.working_days(applications.deadline[late[rows]], ready[rows])
    return days[concerned]


def provider_clocks(model: Model) -> list[OfficeClock]:
    """By office of arrival: the clock of the office whose close of business ends the terms."""
    offices = model.capacity.offices
    return [offices[office.provider].clock for office in offices]


def in_office_until(log: StepLog) -> Instants:
    """By application: when the office was through with it, as its result was ready or it ended otherwise [instants].

    What is open when the observation ends is so for as long as is known; what was not received never was in an office.
    """
    applications = log.applications
    until = np.where(applications.ready != UNSET, applications.ready, applications.ended)
    until = np.where(until == UNSET, log.observed_until + 1, until)
    return np.asarray(np.where(applications.received == UNSET, UNSET, until), dtype=np.int64)


def _delivered_in_time(log: StepLog, concerned: Flags) -> float:
    """Share of the deliveries to the State Corporation that kept the second deadline."""
    delivered, deadline = log.applications.delivered, log.applications.delivery_deadline
    due = concerned & log.due & (deadline != UNSET)
    due &= (delivered != UNSET) | (deadline <= log.observed_until)
    return mean((delivered[due] != UNSET) & (delivered[due] <= deadline[due]))


def _by_visit(log: StepLog, model: Model, duties: DutyTable) -> tuple[Flags, dict[str, Floats]]:
    """By application: whether documents were missing and the extended term holds; and by part of cycle times and route the sum
    [s].

    Sums are over counted applications, and whole numbers, so that their order does not matter.
    """
    visits, applications, routes = log.visits, log.applications, len(model.routes)
    extends = table_of_steps(model.routes, lambda step: int(step.clock == "extended")) == 1
    extended = np.zeros(len(applications), dtype=bool)
    times, sums = CycleTimes(log, model, duties), {name: np.zeros(routes) for name in PARTS}
    for rows in whole_applications(visits.application):
        application = visits.application[rows]
        route = applications.route[application]
        if extends.any():
            extended[application[extends[route, visits.position[rows]]]] = True
        # Applications that do not count are given one route more.
        route = np.where(applications.counted[application], route, routes)
        for name, seconds in times.of(rows).items():
            sums[name] += np.bincount(route, weights=seconds, minlength=routes + 1)[:routes]
    return extended, sums
