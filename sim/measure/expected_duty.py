"""How much time the members of pools are expected to have, before anything is simulated: those who stand in, and illness, in it."""

from __future__ import annotations

import numpy as np

from sim.calendar.duty import Duty
from sim.model.capacity import Capacity, Member, Pool
from sim.quantities import DAY, HOUR, Floats, Instants
from sim.scenario.coming_and_going import STANDARD_PACE


def expected_duty(capacity: Capacity, borders: Instants) -> Floats:
    """By pool and month: time on duty of all members, without the expected share of sickness [h]."""
    known: dict[int, Floats] = {}
    rows = []
    for pool in capacity.pools:
        total = np.zeros(len(borders) - 1)
        for member in pool.roster:
            total += time_of(member, borders, known)
        if not pool.roster:
            total += pool.members * worked(pool.duty, borders, known)
        total *= 1 - pool.sickness.share if pool.sickness else 1
        if pool.stand_ins:
            total += _of_stand_ins(capacity, pool, borders)
        rows.append(total / HOUR)
    return np.array(rows).reshape(len(rows), len(borders) - 1)


def _of_stand_ins(capacity: Capacity, pool: Pool, borders: Instants) -> Floats:
    """Between each two borders: time of stand-ins for a pool's files, on days on which all its members are away [s].

    Each day has the chance that all who are there by the plan are ill, one member independently of another, and it is the first
    stand-in of whom anybody is there who has time then, for one file after the other as the absent would: no more of them count
    than are absent.
    """
    end = min(int(borders[-1]), capacity.offices[pool.office].clock.hours.end)
    days = np.append(np.arange(int(borders[0]), end, DAY, dtype=np.int64), end)
    nobody, total = _all_away(pool, days), np.zeros(len(days) - 1)
    for others in (capacity.pools[k] for k in pool.stand_ins):
        if not nobody.any():
            break
        times = [time_of(member, days, {}) for member in others.roster]
        time = sum(times) if others.roster else others.members * worked(others.duty, days, {})
        well = 1 - others.sickness.share if others.sickness else 1
        total += nobody * time * well * min(pool.members / others.members, 1.0)
        nobody = nobody * _all_away(others, days)
    sums = np.bincount(np.searchsorted(borders, days[:-1], side="right") - 1, total, len(borders) - 1)
    return np.asarray(sums, dtype=np.float64)


def _all_away(pool: Pool, days: Instants) -> Floats:
    """Between each two midnights: the chance that no member of a pool is there on that day."""
    there = np.sum([np.diff(duty.worked_many(days)) > 0 for duty in pool.presences], axis=0)
    each = 1 if pool.roster else pool.members
    return np.asarray(np.power(pool.sickness.share if pool.sickness else 0.0, there * each), dtype=np.float64)


def time_of(member: Member, borders: Instants, known: dict[int, Floats]) -> Floats:
    """Between each two borders: what a member on duty does at a pace of 1, other duties that are to be drawn left out [s]."""
    share = 1.0 if member.to_draw is None else 1 - member.to_draw.share
    if not member.paces:
        return share * worked(member.duty, borders, known)
    since = [int(borders[0]), *(at for at, _ in member.paces)]
    until = [*since[1:], int(borders[-1])]
    done = np.zeros(len(borders) - 1)
    for begin, end, pace in zip(since, until, (STANDARD_PACE, *(pace for _, pace in member.paces)), strict=True):
        begin, end = (min(max(at, int(borders[0])), int(borders[-1])) for at in (begin, end))
        if begin < end:
            done += worked(member.duty, np.clip(borders, begin, end), {}) * STANDARD_PACE / pace
    return share * done


def worked(duty: Duty, borders: Instants, known: dict[int, Floats]) -> Floats:
    """Between each two borders: time on duty [s]; `known` has it by the identity of the duty."""
    if id(duty) not in known:
        known[id(duty)] = np.diff(duty.worked_many(borders)).astype(np.float64)
    return known[id(duty)]


def on_staff(pool: Pool, start: int, end: int) -> float:
    """How many members are on the staff, on average between two instants [people]."""
    off = sum(max(min(b, end) - max(a, start), 0) for member in pool.roster for a, b in member.off_staff)
    return pool.members - off / (end - start)
