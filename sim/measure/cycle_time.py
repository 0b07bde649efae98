"""Whose time passes while an application is on its way: visit by visit, so that the parts sum to what the clock shows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import StepLog
from sim.grouping import by_identity, by_value
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps
from sim.quantities import UNSET, Instants

PARTS = ("work", "hold", "people", "sitting", "closed", "applicant", "way", "system")
"""What time may go to."""


def whose_time(log: StepLog, model: Model) -> Mapping[str, Instants]:
    """By visit: how much time went to each of PARTS [s], from the receipt of the application on.

    work: of members, and answers of systems. hold: the file lay with a member in office hours. people: all were busy, or the
    work was set aside for somebody else. sitting: before the first sitting that could take the file. closed: nobody was on
    duty, nights and days of rest inside work and hold among it. applicant: he looked for papers, or had not yet come. way:
    waiting for the courier and under way. system: down or closed. Zero for visits before the receipt; the parts of all
    visits of an application sum to the time from its receipt until it ended, or until the observation did.
    """
    end = np.where(log.visits.finished == UNSET, log.observed_until, log.visits.finished)
    kind = kinds_of_steps(model.routes)[log.route_of_visit, log.visits.position]
    waits = {
        "people": log.visits.wait_people_s.copy(),
        "sitting": log.visits.wait_sitting_s.copy(),
        "closed": log.visits.wait_closed_s.copy(),
        "applicant": log.visits.wait_applicant_s.copy(),
        "way": log.visits.wait_transfer_s.copy(),
        "system": log.visits.wait_system_s.copy(),
    }
    rest = end - log.visits.queued - sum(waits.values())
    work = np.minimum(log.visits.work_s, rest)
    hold = np.minimum(log.visits.hold_s, rest - work)
    _as_far_as_observed(log, model, work, hold, rest)
    rest = rest - work - hold
    waits["way"] += np.where(kind == Kind.TRANSFER, rest, 0)
    waits["system"] += np.where(kind == Kind.SYSTEM, rest, 0)
    set_aside = np.minimum(_set_aside(log, model), rest)
    waits["people"] += set_aside
    waits["closed"] += np.where((kind == Kind.TRANSFER) | (kind == Kind.SYSTEM), 0, rest - set_aside)
    received = log.applications.received[log.visits.application]
    after = (received != UNSET) & (log.visits.queued >= received)
    waits["closed"] += _between_visits(log, end, after)
    return {name: np.where(after, seconds, 0) for name, seconds in {"work": work, "hold": hold, **waits}.items()}


def _as_far_as_observed(log: StepLog, model: Model, work: Instants, hold: Instants, rest: Instants) -> None:
    """Of visits that members had begun and not ended: the work and the hold until the observation ended."""
    under_way = (log.visits.finished == UNSET) & (log.visits.started != UNSET) & (log.visits.served_by != UNSET)
    worked = np.zeros(len(work), dtype=np.int64)
    visit, begin, until = log.work_intervals()
    mine = under_way[visit]
    np.add.at(worked, visit[mine], _on_duty(log, model, visit[mine], begin[mine], until[mine]))
    at_work = under_way & (log.visits.work_ended == UNSET)
    work[at_work] = np.minimum(np.minimum(log.visits.work_s, worked), rest)[at_work]
    hold[at_work] = 0
    held = np.flatnonzero(under_way & (log.visits.work_ended != UNSET))
    pools = model.capacity.pools
    clocks = [model.capacity.offices[pool.office].clock.hours for pool in pools]
    for hours, rows in by_identity(clocks, log.visits.served_by[held]):
        mine = held[rows]
        passed = hours.elapsed_many(log.visits.work_ended[mine], np.full(len(mine), log.observed_until))
        hold[mine] = np.minimum(hold[mine], passed)


def _set_aside(log: StepLog, model: Model) -> Instants:
    """By visit: how long its member was on duty while its work was set aside [s]."""
    found = np.zeros(len(log.visits.queued), dtype=np.int64)
    parts = log.work_parts
    if not len(parts.visit):
        return found
    order = np.lexsort((parts.begin, parts.visit))
    visit, away = parts.visit[order], parts.end[order]
    last = np.append(visit[1:] != visit[:-1], True)
    back = np.append(parts.begin[order][1:], UNSET)
    back[last] = np.where(log.visits.work_ended[visit[last]] == UNSET, log.observed_until, away[last])
    gap = (away != UNSET) & (back > away)
    visit, away, back = visit[gap], away[gap], back[gap]
    np.add.at(found, visit, _on_duty(log, model, visit, away, back))
    return found


def _on_duty(log: StepLog, model: Model, visit: Instants, begin: Instants, end: Instants) -> Instants:
    """Time on duty of whoever does some visits, between two instants each [s]."""
    found = np.zeros(len(visit), dtype=np.int64)
    pool, member = log.visits.served_by[visit], log.visits.member[visit]
    most = int(member.max(initial=0)) + 1
    for key, rows in by_value(pool * most + member):
        duty = model.capacity.pools[key // most].duty_of(key % most)
        found[rows] = duty.elapsed_many(begin[rows], end[rows])
    return found


def _between_visits(log: StepLog, end: Instants, after: NDArray[np.bool_]) -> Instants:
    """By visit: how long no visit went on before it, and behind the last one of an application that has not ended [s].

    Who was turned away at closing comes again at the next opening. Of what lies before the receipt nothing counts.
    """
    found = np.zeros(len(end), dtype=np.int64)
    same = np.flatnonzero(log.visits.application[1:] == log.visits.application[:-1]) + 1
    same = same[after[same - 1]]
    found[same] = log.visits.queued[same] - end[same - 1]
    last = (
        np.flatnonzero(np.append(log.visits.application[1:] != log.visits.application[:-1], True)) if len(end) else same
    )
    going_on = last[log.applications.ended[log.visits.application[last]] == UNSET]
    found[going_on] += log.observed_until - end[going_on]
    return found
