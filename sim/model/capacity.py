"""Offices and pools: who is there, in which hours, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from sim.calendar.duty import Absence, Duty, anybody, intervals, present, union
from sim.calendar.working_time import WorkingTime
from sim.law.legal_clock import OfficeClock
from sim.model.absences import SickLeave
from sim.model.systems import System
from sim.model.transfers import Transfer
from sim.quantities import DAY
from sim.scenario.sitting_dates import Sitting

Discipline = Literal["first_come", "priority", "earliest_deadline"]
"""Order in which waiting files are taken: as they came, by class of priority, or by the deadline of the term."""


@dataclass(frozen=True)
class Office:
    """One office with its clock."""

    name: str
    """Unique name: the scenario's short name, with a number where there are several."""
    kind: str
    """Short name in the scenario."""
    clock: OfficeClock
    """Its hours and closes of business."""
    provider: int
    """The office whose close of business ends the terms of what arrives here [position in `Capacity.offices`]."""


@dataclass(frozen=True)
class Member:
    """One member of a pool with hours or absences of his own."""

    name: str
    """Name, or number in the pool, as tables show it."""
    hours: WorkingTime
    """Hours of the post."""
    absences: tuple[Absence, ...] = ()
    """In order and apart; several that follow each other without duty in between are one where files are handed over."""

    @cached_property
    def duty(self) -> Duty:
        """When the member is on duty."""
        return present(self.hours, ((absence.start, absence.end) for absence in self.absences))


@dataclass(frozen=True)
class Cover:
    """A stretch of whole days in which the members of another pool take a pool's files, none of its own being there."""

    start: int
    """Midnight of its first day [instant]."""
    end: int
    """Midnight after its last day [instant]."""
    pool: int
    """Whose members stand in [position in `Capacity.pools`]."""


@dataclass(frozen=True)
class Sittings:
    """When and how a commission sits."""

    dates: tuple[Sitting, ...]
    """The sittings, in order."""
    length: int | None
    """How long each lasts [s]; None: `per_file` for every file of its agenda."""
    per_file: int
    """How long a file takes [s]."""
    agenda: int | None
    """Files on one agenda at most; None: without bound."""
    quorum: int
    """Members on duty who are needed when it begins [people]."""
    seats: tuple[tuple[int, int], ...] = ()
    """Members named from other pools: (position in `Capacity.pools`, number in the pool); none: the pool's own members."""


@dataclass(frozen=True)
class Pool:
    """One role in one office: members who take files from one queue."""

    office: int
    """Where they sit [position in `Capacity.offices`]."""
    role: str
    """Short name of the role."""
    members: int
    """How many they are [people, or teams that work as one]."""
    duty: Duty
    """When somebody is on duty who takes the pool's files: a member, or on days without any of them a stand-in."""
    set_aside: bool = True
    """Whether desk work in hand is set aside for an applicant at the counter."""
    roster: tuple[Member, ...] = ()
    """The members one by one; empty where they are alike and all on duty during `duty`."""
    caseload: int | None = None
    """A member begins a desk file only while fewer files lie with him; None: without bound."""
    discipline: Discipline = "first_come"
    """Which file is taken first."""
    stand_ins: tuple[int, ...] = ()
    """Pools whose members stand in on days without any member of this one: the first that has somebody on duty."""
    covers: tuple[Cover, ...] = ()
    """When members of other pools stand in, in order and apart."""
    hand_over_after: int = 0
    """How much open time of the office an absence has at most that hands no file over [s]."""
    sittings: Sittings | None = None
    """When the members sit, where they take files together; None: each of them takes one by one."""
    visits_per_day: int | None = None
    """Households that each member, a team, visits on a day; None: files are worked on at a desk."""
    sickness: SickLeave | None = None
    """Random absences that are still to be drawn."""

    @property
    def duties(self) -> tuple[tuple[Duty, int], ...]:
        """Duties of the members, each with the number of those who have it."""
        return tuple((member.duty, 1) for member in self.roster) or ((self.duty, self.members),)

    def duty_of(self, member: int) -> Duty:
        """Duty of a member by his number."""
        return self.roster[member].duty if self.roster else self.duty

    @property
    def only_seats(self) -> bool:
        """Whether its members are on other staffs, from which they are called to sittings."""
        return self.sittings is not None and bool(self.sittings.seats)


@dataclass(frozen=True)
class Window:
    """The instants that bound a simulation."""

    start: int
    """First second of arrivals [instant]."""
    warm_up_end: int
    """What is received from here on counts [instant]."""
    horizon: int
    """What is received from here on does not count [instant]."""
    run_out_end: int
    """Counted applications are followed up to here at the longest [instant]."""


@dataclass(frozen=True)
class Capacity:
    """All offices and pools of a study, in a fixed order."""

    offices: tuple[Office, ...]
    """The offices, in the order of the scenario."""
    pools: tuple[Pool, ...]
    """The pools, by office and then by the order of its staff."""
    transfers: tuple[Transfer, ...] = ()
    """Ways between offices that take time."""
    systems: tuple[System, ...] = ()
    """Information systems that have a capacity, or are down at times."""


def pools_alike(capacity: Capacity) -> dict[tuple[str, str, int], list[int]]:
    """The pools in their order, those of offices alike together: by kind of office, role and members [positions]."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    for i, pool in enumerate(capacity.pools):
        groups.setdefault((capacity.offices[pool.office].kind, pool.role, pool.members), []).append(i)
    return groups


def with_covers(pools: Sequence[Pool], window: Window) -> tuple[Pool, ...]:
    """The pools with everybody's duties joined, and with those who stand in on days without any member.

    Whole civil days from that of the window's start to that of its end are looked at.
    """
    known: dict[tuple[int, ...], Duty] = {}
    own = []
    for pool in pools:
        duties = [duty for duty, _ in pool.duties]
        # Offices alike have the very same hours; joining them once is enough as long as nobody is away.
        key = tuple(id(duty) for duty in duties)
        own.append(known.setdefault(key, known[key] if key in known else anybody(duties)))
    first, last = window.start // DAY, window.run_out_end // DAY
    midnights = np.arange(first, last + 2, dtype=np.int64) * DAY
    result = []
    for i, pool in enumerate(pools):
        covers: list[Cover] = []
        if pool.stand_ins:
            there = [_is_there(duty, midnights) for duty in (own[i], *(own[other] for other in pool.stand_ins))]
            covers = list(_covers(there, pool.stand_ins, midnights))
        duty = own[i]
        if covers:
            others = [
                (max(a, c.start), min(b, c.end))
                for c in covers
                for a, b in intervals(own[c.pool], c.start, min(c.end, duty.end))
            ]
            mine = intervals(duty, midnights[0], min(int(midnights[-1]), duty.end))
            duty = WorkingTime.from_intervals(duty.start, duty.end, union([*mine, *others]))
        result.append(replace(pool, duty=duty, covers=tuple(covers)))
    return tuple(result)


def _is_there(duty: Duty, midnights: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[bool]:
    """Day by day whether anybody is on duty."""
    within = np.clip(midnights, duty.start, duty.end)
    return [bool(open_time) for open_time in np.diff(duty.worked_many(within))]


def _covers(
    there: Sequence[Sequence[bool]], stand_ins: Sequence[int], midnights: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Iterator[Cover]:
    """Stretches of days by who stands in: the first of the others who is there while nobody of the pool is."""
    day, days = 0, len(midnights) - 1
    chosen = [next((k for k, one in enumerate(there) if one[i]), 0) for i in range(days)]
    while day < days:
        until = day
        while until < days and chosen[until] == chosen[day]:
            until += 1
        if chosen[day]:
            yield Cover(int(midnights[day]), int(midnights[until]), stand_ins[chosen[day] - 1])
        day = until
