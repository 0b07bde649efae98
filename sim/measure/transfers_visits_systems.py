"""Figures of what happens away from the desk: visits to households, files under way, information systems."""

from __future__ import annotations

import numpy as np

from sim.calendar.duty import Duty, Presence
from sim.engine.steplog import StepLog
from sim.grouping import by_value
from sim.measure.averages import Rows, mean
from sim.measure.censoring import mean_so_far
from sim.measure.find_visits import of_steps, visits_where, within
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps, systems_of_steps
from sim.quantities import HOUR, UNSET, Flags, Instants


def home_visit_figures(log: StepLog, model: Model) -> Rows:
    """The figures of teams that visit households, by office and role, over the days that begin in the counted period.

    Columns: team_days, visits_per_team_day (households over team days), idle_share (of team days without a household).
    """
    rows: Rows = {}
    window, outings = model.window, log.outings
    in_period = (outings.opening >= window.warm_up_end) & (outings.opening < window.horizon)
    for p, pool in enumerate(model.capacity.pools):
        if pool.visits_per_day is not None:
            households = outings.households[in_period & (outings.pool == p)]
            rows[(model.capacity.offices[pool.office].name, pool.role)] = {
                "team_days": float(len(households)),
                "visits_per_team_day": mean(households),
                "idle_share": mean(households == 0),
            }
    return rows


def transfer_figures(log: StepLog, model: Model) -> Rows:
    """The figures of ways between offices, by service, route and step, over counted applications.

    Columns: files (arrived), not_arrived (others), under_way_h (mean time from ready to arrived), wait_courier_h (mean of the
    part before the courier leaves) [h on the clock], both censored where a file has not arrived, or no courier has left with
    it.
    """
    rows: Rows = {}
    visits = log.visits
    kinds, widest = kinds_of_steps(model.routes), max(len(plan.steps) for plan in model.routes)

    def carried(some: slice) -> Flags:
        transfer = of_steps(log, kinds, some) == Kind.TRANSFER
        return np.asarray(transfer & log.applications.counted[visits.application[some]], dtype=np.bool_)

    found = visits_where(log, carried) if (kinds == Kind.TRANSFER).any() else np.zeros(0, dtype=np.int64)
    route = log.applications.route[visits.application[found]].astype(np.int64)
    of_step = dict(by_value(route * widest + visits.position[found]))
    for i, plan in enumerate(model.routes):
        for k, step in enumerate(plan.steps):
            if step.kind is not Kind.TRANSFER:
                continue
            transfers = found[of_step.get(i * widest + k, found[:0])]
            arrived, left = visits.finished[transfers] != UNSET, visits.started[transfers] != UNSET
            until = np.where(arrived, visits.finished[transfers], log.observed_until)
            rows[(*plan.key, step.key)] = {
                "files": float(arrived.sum()),
                "not_arrived": float((~arrived).sum()),
                "under_way_h": mean_so_far((until - visits.queued[transfers]) / HOUR, arrived),
                "wait_courier_h": mean_so_far(visits.wait_transfer_s[transfers] / HOUR, left),
            }
    return rows


def system_figures(log: StepLog, model: Model) -> Rows:
    """The figures of information systems with a capacity or outages, by name, over requests that come in the counted period.

    Columns: requests, unanswered (of these, when the observation ended), hit (requests that an outage held up or suspended,
    and applicants who met it closed), down_h (time down) [h], wait_place_h (mean wait for a place) and wait_down_h (mean wait
    for it to be up) [h on the clock].
    """
    rows: Rows = {}
    window, visits = model.window, log.visits
    table = systems_of_steps(model.routes)
    in_period = np.zeros(0, dtype=np.int64)
    if model.capacity.systems:

        def asked(some: slice) -> Flags:
            return np.asarray(
                (of_steps(log, table, some) != UNSET) & within(visits.queued[some], window), dtype=np.bool_
            )

        in_period = visits_where(log, asked)
    requests_of = dict(by_value(of_steps(log, table, in_period)))
    for index, system in enumerate(model.capacity.systems):
        requests = in_period[requests_of.get(index, in_period[:0])]
        done = requests[visits.finished[requests] != UNSET]
        suspended = visits.finished[done] - visits.started[done] > visits.work_s[done]
        met_closed = ~_was_up_before(system.up, visits.queued[requests])
        up_s = system.up.elapsed(window.warm_up_end, window.horizon)
        rows[(system.name,)] = {
            "requests": float(len(requests)),
            "unanswered": float(len(requests) - len(done)),
            "hit": float((visits.wait_system_s[requests] > 0).sum() + suspended.sum() + met_closed.sum()),
            "down_h": (window.horizon - window.warm_up_end - up_s) / HOUR,
            "wait_place_h": mean(visits.wait_people_s[requests]) / HOUR,
            "wait_down_h": mean(visits.wait_system_s[requests]) / HOUR,
        }
    return rows


def _was_up_before(up: Duty, at: Instants) -> Flags:
    """Whether the system was up in the second before each instant: whoever comes as it reopens has waited for that."""
    if not isinstance(up, Presence):
        return np.ones(len(at), dtype=bool)
    ends = np.array([end for _, end in up.gaps], dtype=np.int64)
    return ~np.isin(at, ends)
