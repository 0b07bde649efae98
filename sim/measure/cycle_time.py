"""Whose time passes while an application is on its way: visit by visit, so that the parts sum to what the clock shows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import StepLog
from sim.grouping import by_identity, by_value
from sim.model.model import Model
from sim.model.route import Kind
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
    end = np.where(log.finished == UNSET, log.observed_until, log.finished)
    kind = _kinds(log, model)
    waits = {
        "people": log.wait_people_s.copy(),
        "sitting": log.wait_sitting_s.copy(),
        "closed": log.wait_closed_s.copy(),
        "applicant": log.wait_applicant_s.copy(),
        "way": log.wait_transfer_s.copy(),
        "system": log.wait_system_s.copy(),
    }
    rest = end - log.queued - sum(waits.values())
    work = np.minimum(log.work_s, rest)
    hold = np.minimum(log.hold_s, rest - work)
    _as_far_as_observed(log, model, work, hold, rest)
    rest = rest - work - hold
    waits["way"] += np.where(kind == Kind.TRANSFER, rest, 0)
    waits["system"] += np.where(kind == Kind.SYSTEM, rest, 0)
    set_aside = np.minimum(_set_aside(log, model), rest)
    waits["people"] += set_aside
    waits["closed"] += np.where((kind == Kind.TRANSFER) | (kind == Kind.SYSTEM), 0, rest - set_aside)
    received = log.a_received[log.application]
    after = (received != UNSET) & (log.queued >= received)
    waits["closed"] += _between_visits(log, end, after)
    return {name: np.where(after, seconds, 0) for name, seconds in {"work": work, "hold": hold, **waits}.items()}


def _kinds(log: StepLog, model: Model) -> NDArray[np.int64]:
    """By visit: the kind of its step."""
    table = np.zeros((len(model.routes), max(len(plan.steps) for plan in model.routes)), dtype=np.int64)
    for i, plan in enumerate(model.routes):
        table[i, : len(plan.steps)] = [step.kind for step in plan.steps]
    return np.asarray(table[log.a_route[log.application], log.position])


def _as_far_as_observed(log: StepLog, model: Model, work: Instants, hold: Instants, rest: Instants) -> None:
    """Of visits that members had begun and not ended: the work and the hold until the observation ended."""
    under_way = (log.finished == UNSET) & (log.started != UNSET) & (log.served_by != UNSET)
    worked = np.zeros(len(work), dtype=np.int64)
    visit, begin, until = log.work_spells()
    mine = under_way[visit]
    np.add.at(worked, visit[mine], _on_duty(log, model, visit[mine], begin[mine], until[mine]))
    at_work = under_way & (log.work_ended == UNSET)
    work[at_work] = np.minimum(np.minimum(log.work_s, worked), rest)[at_work]
    hold[at_work] = 0
    held = np.flatnonzero(under_way & (log.work_ended != UNSET))
    pools = model.capacity.pools
    clocks = [model.capacity.offices[pool.office].clock.hours for pool in pools]
    for hours, rows in by_identity(clocks, log.served_by[held]):
        mine = held[rows]
        passed = hours.elapsed_many(log.work_ended[mine], np.full(len(mine), log.observed_until))
        hold[mine] = np.minimum(hold[mine], passed)


def _set_aside(log: StepLog, model: Model) -> Instants:
    """By visit: how long its member was on duty while its work was set aside [s]."""
    found = np.zeros(len(log.queued), dtype=np.int64)
    if not len(log.spells):
        return found
    spells = log.spells[np.lexsort((log.spells[:, 2], log.spells[:, 0]))]
    visit, away = spells[:, 0], spells[:, 3]
    last = np.append(visit[1:] != visit[:-1], True)
    back = np.append(spells[1:, 2], UNSET)
    back[last] = np.where(log.work_ended[visit[last]] == UNSET, log.observed_until, away[last])
    gap = (away != UNSET) & (back > away)
    visit, away, back = visit[gap], away[gap], back[gap]
    np.add.at(found, visit, _on_duty(log, model, visit, away, back))
    return found


def _on_duty(log: StepLog, model: Model, visit: Instants, begin: Instants, end: Instants) -> Instants:
    """Time on duty of whoever does some visits, between two instants each [s]."""
    found = np.zeros(len(visit), dtype=np.int64)
    pool, member = log.served_by[visit], log.member[visit]
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
    same = np.flatnonzero(log.application[1:] == log.application[:-1]) + 1
    same = same[after[same - 1]]
    found[same] = log.queued[same] - end[same - 1]
    last = np.flatnonzero(np.append(log.application[1:] != log.application[:-1], True)) if len(end) else same
    going_on = last[log.a_ended[log.application[last]] == UNSET]
    found[going_on] += log.observed_until - end[going_on]
    return found
