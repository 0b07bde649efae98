"""Intervals of a visit once it has begun: of work, of being set aside, of hold, on the way, of an answer.

The tables of a run hold the length of each; its instants follow from the duty of the member, from the applicants
that he served meanwhile and from the sittings in which he has a seat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty, Gap, everybody, intervals, union
from sim.engine.steplog import RecordedLog
from sim.model.capacity import Pool, Sittings
from sim.model.model import Model
from sim.model.route import Kind
from sim.quantities import DAY, UNSET
from sim.scenario.sitting_dates import Sitting


@dataclass(frozen=True)
class Interval:
    """An interval of a visit in which one thing happens."""

    what: str
    """`work`, `set_aside` (for an applicant at the counter), `seat` (set aside for a sitting), `hold`, `way`, `answer`; and
    of waiting its reason."""
    begin: int
    """Its first second [instant]."""
    end: int
    """The first second after it [instant]."""


def intervals_of_visit(log: RecordedLog, model: Model, row: int) -> tuple[Interval, ...]:
    """The intervals of a visit from its beginning to its end, or to the end of the observation, in order.

    `row` is the position of the visit in the log. Breaks and nights, in which work rests, lie between the intervals.
    """
    started, finished = int(log.visits.started[row]), int(log.visits.finished[row])
    if started == UNSET:
        return ()
    until = log.observed_until if finished == UNSET else finished
    step = model.routes[int(log.route_of_visit[row])].steps[int(log.visits.position[row])]
    if step.kind is Kind.TRANSFER:
        return (Interval("way", started, until),)
    if step.kind is Kind.SYSTEM:
        return _answer(model, step.system, started, until)
    if step.kind is Kind.APPLICANT:
        return ()
    pool = model.capacity.pools[int(log.visits.pool[row])]
    office_hours = model.capacity.offices[pool.office].clock.hours.without_end
    hold = int(log.visits.hold_s[row])
    if pool.sittings is not None or pool.visits_per_day is not None:
        commission = int(log.visits.pool[row])
        sitting = pool.sittings
        over = _sitting_end(log, commission, sitting, started) if sitting else _out_until(pool, office_hours, log, row)
        work: tuple[Interval, ...] = (Interval("work", started, min(over, until)),)
    elif step.kind is Kind.COUNTER:
        work = (Interval("work", started, min(started + int(log.visits.work_s[row]), until)),)
    else:
        work = tuple(_desk_work(log, model, row, until))
    end = work[-1].end if work else started
    if not hold or end >= until:
        return work
    return (*work, *(Interval("hold", a, b) for a, b in intervals(office_hours, end, until)))


def _answer(model: Model, system: int | None, started: int, until: int) -> tuple[Interval, ...]:
    if system is None or until == started:
        return (Interval("answer", started, until),) if until > started else ()
    up = model.capacity.systems[system].up
    return tuple(Interval("answer", a, b) for a, b in intervals(up, started, until))


def _sitting_end(log: RecordedLog, number: int, plan: Sittings, begin: int) -> int:
    """When the sitting of a commission that begins at an instant ends."""
    files = int(((log.visits.pool == number) & (log.visits.started == begin)).sum())
    return begin + (plan.per_file * files if plan.length is None else plan.length)


def _out_until(pool: Pool, office_hours: Duty, log: RecordedLog, row: int) -> int:
    """When the day of visits ends on which a team went to a household: as it last goes off duty on that day.

    The log does not say which team it was. Of those that went out at that instant it is the one from whose close on the file lay
    in the office for as long as it was held; of several the one that is out longest.
    """
    started, finished = int(log.visits.started[row]), int(log.visits.finished[row])
    until, hold = log.observed_until if finished == UNSET else finished, int(log.visits.hold_s[row])
    days = [list(intervals(pool.duty_of(team), started, (started // DAY + 1) * DAY)) for team in range(pool.members)]
    closes = sorted({max(end for _, end in day) for day in days if day and day[0][0] == started}, reverse=True)
    held = (close for close in closes if close <= until and office_hours.elapsed(close, until) == hold)
    return next(held, closes[0])


def _desk_work(log: RecordedLog, model: Model, row: int, until: int) -> Iterator[Interval]:
    """Work at a desk with its interruptions, in the duty of whoever does it."""
    served, member = int(log.visits.served_by[row]), int(log.visits.member[row])
    started, left = int(log.visits.started[row]), int(log.visits.work_s[row])
    pool = model.capacity.pools[served]
    members = (member, *log.partners.of(row))
    duty = everybody([pool.duty_of(each) for each in members])
    counter = [] if len(members) > 1 else list(_at_the_counter(log, model, row, until))
    seats = [gap for each in members for gap in _in_sittings(log, model, (served, each), started, until)]
    busy = union([*counter, *seats])
    for begin, end in intervals(duty, started, until):
        at = begin
        for away, back in [gap for gap in busy if gap[1] > begin and gap[0] < end] + [(end, end)]:
            if away > at and left > 0:
                taken = min(away - at, left)
                yield Interval("work", at, at + taken)
                left -= taken
            if left <= 0:
                return
            if back > away:
                sits = any(a < back and away < b for a, b in seats)
                yield Interval("seat" if sits else "set_aside", max(away, begin), min(back, end))
            at = max(at, back)
            if at >= end:
                break


def _at_the_counter(log: RecordedLog, model: Model, row: int, until: int) -> Iterator[Gap]:
    """When whoever does a visit serves applicants at a counter between its beginning and an instant."""
    same = (log.visits.served_by == log.visits.served_by[row]) & (log.visits.member == log.visits.member[row])
    same &= (log.visits.started >= log.visits.started[row]) & (log.visits.started < until)
    for other in np.flatnonzero(same).tolist():
        plan = model.routes[int(log.route_of_visit[other])]
        if other != row and plan.steps[int(log.visits.position[other])].kind is Kind.COUNTER:
            begin = int(log.visits.started[other])
            yield begin, min(begin + int(log.visits.work_s[other]), until)


def _in_sittings(log: RecordedLog, model: Model, seat: tuple[int, int], started: int, until: int) -> Iterator[Gap]:
    """When a member sits in commissions between two instants: he is off his desk for their length, agenda or no agenda."""
    for number, pool in enumerate(model.capacity.pools):
        plan = pool.sittings
        if plan is None or seat not in plan.seats:
            continue
        for sitting in plan.dates:
            if started <= sitting.begin < until and _held(log, model, number, sitting):
                yield sitting.begin, min(_sitting_end(log, number, plan, sitting.begin), until)


def _held(log: RecordedLog, model: Model, number: int, sitting: Sitting) -> bool:
    """Whether enough of those who have a seat are there when a sitting begins, and enough files are there."""
    pools, visits = model.capacity.pools, log.visits
    plan = pools[number].sittings
    assert plan is not None
    there = (visits.pool == number) & (visits.queued <= sitting.cut_off)
    waiting = there & ((visits.started == UNSET) | (visits.started >= sitting.begin))
    present = sum(pools[pool].is_there(member, sitting.begin) for pool, member in plan.seats)
    return present >= plan.quorum and int(waiting.sum()) >= plan.at_least
