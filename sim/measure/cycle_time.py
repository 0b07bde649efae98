"""What the cycle time of applications goes to, visit by visit, so that the parts sum to what the clock shows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.calendar.duty import everybody
from sim.engine.steplog import StepLog
from sim.grouping import by_identity
from sim.measure.activity import time_on_duty
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps
from sim.quantities import UNSET, Flags, Instants

PARTS = ("work", "hold", "people", "sitting", "closed", "applicant", "way", "system")
"""What time may go to."""


def cycle_time_parts(log: StepLog, model: Model) -> Mapping[str, Instants]:
    """By visit: how much time went to each of PARTS [s], from the receipt of the application on.

    work: of members, and answers of systems. hold: the file lay with a member in office hours. people: all were busy, or the
    work was set aside for somebody else. sitting: before the first sitting that could take the file. closed: nobody was on
    duty, nights and days of rest inside work and hold among it. applicant: he looked for papers, or had not yet come. way:
    waiting for the courier and under way. system: down or closed. Zero for visits before the receipt; the parts of all
    visits of an application sum to the time from its receipt until it ended, or until the observation did.
    """
    visits = log.visits
    end = np.where(visits.finished == UNSET, log.observed_until, visits.finished)
    kind = kinds_of_steps(model.routes)[log.route_of_visit, visits.position]
    waits = {
        "people": visits.queue_s.copy(),
        "sitting": visits.wait_sitting_s.copy(),
        "closed": visits.wait_closed_s.copy(),
        "applicant": visits.wait_applicant_s.copy(),
        "way": visits.wait_transfer_s.copy(),
        "system": visits.wait_system_s.copy(),
    }
    rest = end - visits.queued - sum(waits.values())
    work = np.minimum(visits.work_s, rest)
    hold = np.minimum(visits.hold_s, rest - work)
    _cut_to_observation(log, model, work, hold, rest)
    rest = rest - work - hold
    waits["way"] += np.where(kind == Kind.TRANSFER, rest, 0)
    waits["system"] += np.where(kind == Kind.SYSTEM, rest, 0)
    set_aside = np.minimum(_set_aside(log, model), rest)
    waits["people"] += set_aside
    waits["closed"] += np.where((kind == Kind.TRANSFER) | (kind == Kind.SYSTEM), 0, rest - set_aside)
    received = log.applications.received[visits.application]
    after_receipt = (received != UNSET) & (visits.queued >= received)
    waits["closed"] += _between_visits(log, end, after_receipt)
    parts = {"work": work, "hold": hold, **waits}
    return {name: np.where(after_receipt, seconds, 0) for name, seconds in parts.items()}


def _cut_to_observation(log: StepLog, model: Model, work: Instants, hold: Instants, rest: Instants) -> None:
    """Cut the work and the hold of visits that members had begun and not ended to what was observed of them [s]."""
    visits, offices, pools = log.visits, model.capacity.offices, model.capacity.pools
    under_way = (visits.finished == UNSET) & (visits.started != UNSET) & (visits.served_by != UNSET)
    worked = np.zeros(len(work), dtype=np.int64)
    visit, begin, end = log.work_intervals()
    concerned = under_way[visit]
    visit, begin, end = visit[concerned], begin[concerned], end[concerned]
    np.add.at(worked, visit, _duty_of_visits(log, model, visit, begin, end))
    at_work = under_way & (visits.work_ended == UNSET)
    work[at_work] = np.minimum(np.minimum(visits.work_s, worked), rest)[at_work]
    hold[at_work] = 0
    on_hold = np.flatnonzero(under_way & (visits.work_ended != UNSET))
    hours_of_pools = [offices[pool.office].clock.hours for pool in pools]
    for hours, group in by_identity(hours_of_pools, visits.served_by[on_hold]):
        rows = on_hold[group]
        passed = hours.elapsed_many(visits.work_ended[rows], np.full(len(rows), log.observed_until))
        hold[rows] = np.minimum(hold[rows], passed)


def _set_aside(log: StepLog, model: Model) -> Instants:
    """By visit: how long its member was on duty while its work was set aside [s]."""
    seconds = np.zeros(len(log.visits), dtype=np.int64)
    parts, work_ended = log.work_parts, log.visits.work_ended
    if not len(parts.visit):
        return seconds
    order = np.lexsort((parts.begin, parts.visit))
    visit, away = parts.visit[order], parts.end[order]
    last = np.append(visit[1:] != visit[:-1], True)
    back = np.append(parts.begin[order][1:], UNSET)
    back[last] = np.where(work_ended[visit[last]] == UNSET, log.observed_until, away[last])
    gap = (away != UNSET) & (back > away)
    visit, away, back = visit[gap], away[gap], back[gap]
    np.add.at(seconds, visit, _duty_of_visits(log, model, visit, away, back))
    return seconds


def _duty_of_visits(log: StepLog, model: Model, visit: Instants, begin: Instants, end: Instants) -> Instants:
    """By row: time on duty of whoever does a visit, of several who do it together the common time, between two instants [s]."""
    pools, pool, member = model.capacity.pools, log.visits.served_by[visit], log.visits.member[visit]
    seconds = time_on_duty(pools, pool, member, begin, end)
    for row in np.flatnonzero(np.isin(visit, log.partners.visit)).tolist():
        everyone = (int(member[row]), *log.partners.of(int(visit[row])))
        common = everybody([pools[pool[row]].duty_of(each) for each in everyone])
        seconds[row] = common.elapsed(int(begin[row]), int(end[row]))
    return seconds


def _between_visits(log: StepLog, end: Instants, after_receipt: Flags) -> Instants:
    """By visit: how long no visit went on before it, and after the last one of an application that has not ended [s].

    Who was turned away at closing comes again at the next opening. Of what lies before the receipt nothing counts.
    """
    application, seconds = log.visits.application, np.zeros(len(end), dtype=np.int64)
    following = np.flatnonzero(application[1:] == application[:-1]) + 1
    following = following[after_receipt[following - 1]]
    seconds[following] = log.visits.queued[following] - end[following - 1]
    last = np.flatnonzero(np.append(application[1:] != application[:-1], True)) if len(end) else following
    going_on = last[log.applications.ended[application[last]] == UNSET]
    seconds[going_on] += log.observed_until - end[going_on]
    return seconds
