"""Figures of what happens away from the desk: visits to households, files under way, information systems."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.calendar.duty import Duty, Presence
from sim.engine.steplog import StepLog
from sim.grouping import by_value
from sim.model.model import Model
from sim.model.route import Kind, systems_of_steps
from sim.quantities import HOUR, UNSET, Instants

Rows = dict[tuple[str, ...], dict[str, float]]


def visiting_figures(log: StepLog, model: Model) -> Rows:
    """The figures of teams that visit households, by office and role, over the days that begin in the counted period.

    Columns: team_days, visits_per_team_day, idle_share (of team days without a household).
    """
    rows: Rows = {}
    window, outings = model.window, log.outings
    counted = (outings.opening >= window.warm_up_end) & (outings.opening < window.horizon)
    for p, pool in enumerate(model.capacity.pools):
        if pool.visits_per_day is not None:
            visits = outings.households[counted & (outings.pool == p)]
            rows[(model.capacity.offices[pool.office].name, pool.role)] = {
                "team_days": float(len(visits)),
                "visits_per_team_day": _mean(visits),
                "idle_share": _mean(visits == 0),
            }
    return rows


def time_on_visits(log: StepLog, model: Model) -> Instants:
    """By pool: time on duty of teams on days in the counted period on which they visit somebody [s]."""
    pools = model.capacity.pools
    result = np.zeros(len(pools), dtype=np.int64)
    for p, team, low, high in visit_stretches(log, model):
        result[p] += pools[p].duty_of(team).elapsed(low, high)
    return result


def visit_stretches(log: StepLog, model: Model) -> Iterator[tuple[int, int, int, int]]:
    """Days in the counted period on which teams visit somebody: pool, team, from, to [instants, cut to that period]."""
    window, outings = model.window, log.outings
    columns = (outings.pool, outings.team, outings.opening, outings.close, outings.households)
    for p, team, opening, close, households in zip(*(column.tolist() for column in columns), strict=True):
        low, high = max(opening, window.warm_up_end), min(close, window.horizon)
        if households and low < high:
            yield p, team, low, high


def transfer_figures(log: StepLog, model: Model) -> Rows:
    """The figures of ways between offices, by service, route and step, over counted applications.

    Columns: files, under_way_h (mean time from ready to arrived), wait_courier_h (mean of the part before the courier leaves)
    [h on the clock].
    """
    rows: Rows = {}
    for i, plan in enumerate(model.routes):
        for k, step in enumerate(plan.steps):
            if step.kind is not Kind.TRANSFER:
                continue
            mine = (
                (log.route_of_visit == i)
                & (log.visits.position == k)
                & log.applications.counted[log.visits.application]
            )
            mine &= log.visits.finished != UNSET
            rows[(*plan.key, step.key)] = {
                "files": float(mine.sum()),
                "under_way_h": _mean((log.visits.finished - log.visits.queued)[mine]) / HOUR,
                "wait_courier_h": _mean(log.visits.wait_transfer_s[mine]) / HOUR,
            }
    return rows


def system_figures(log: StepLog, model: Model) -> Rows:
    """The figures of information systems with a capacity or outages, by name, over requests that come in the counted period.

    Columns: requests, hit (requests that an outage held up or suspended, and applicants who met it closed), down_h (time down)
    [h], wait_place_h (mean wait for a place) and wait_down_h (mean wait for it to be up) [h on the clock].
    """
    rows: Rows = {}
    window, systems = model.window, model.capacity.systems
    asked = systems_of_steps(model.routes)[log.route_of_visit, log.visits.position]
    asked[(log.visits.queued < window.warm_up_end) | (log.visits.queued >= window.horizon)] = UNSET
    found = {index: requests for index, requests in by_value(asked) if index != UNSET}
    for index, system in enumerate(systems):
        mine = found.get(index, np.zeros(0, dtype=np.int64))
        done = mine[log.visits.finished[mine] != UNSET]
        suspended = log.visits.finished[done] - log.visits.started[done] > log.visits.work_s[done]
        met_closed = ~_was_up_before(system.up, log.visits.queued[mine])
        rows[(system.name,)] = {
            "requests": float(len(mine)),
            "hit": float((log.visits.wait_system_s[mine] > 0).sum() + suspended.sum() + met_closed.sum()),
            "down_h": (window.horizon - window.warm_up_end - system.up.elapsed(window.warm_up_end, window.horizon))
            / HOUR,
            "wait_place_h": _mean(log.visits.wait_people_s[mine]) / HOUR,
            "wait_down_h": _mean(log.visits.wait_system_s[mine]) / HOUR,
        }
    return rows


def _was_up_before(up: Duty, at: Instants) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether the system was up in the second before each instant: whoever comes as it reopens has waited for that."""
    if not isinstance(up, Presence):
        return np.ones(len(at), dtype=bool)
    ends = np.array([end for _, end in up.gaps], dtype=np.int64)
    return ~np.isin(at, ends)


def _mean(values: Instants | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    return float(values.mean()) if len(values) else float("nan")
