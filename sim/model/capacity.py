"""Offices and pools: who is on duty in which hours, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np

from sim.calendar.duty import (
    Absence,
    Duty,
    Gap,
    anybody,
    both,
    nights_of,
    open_intervals,
    present,
    union,
    union_of_arrays,
)
from sim.calendar.working_time import WorkingTime
from sim.law.legal_clock import OfficeClock
from sim.model.absences import SickLeave
from sim.model.other_duties import DrawnDuties
from sim.model.pace import Paces
from sim.model.slots import SlotGrid
from sim.model.systems import SystemPlan
from sim.model.transfers import TransferPlan
from sim.quantities import DAY, Flags, Limit
from sim.scenario.sitting_dates import Sitting

NO_POOL = -1
"""In the place of a pool's position: no member of an office does the step."""
Discipline = Literal["first_come", "priority", "earliest_deadline"]
"""Order in which waiting files are taken: as they came, by class of priority, or by the deadline of the term."""


@dataclass(frozen=True)
class OfficePlan:
    """One office with its clock."""

    name: str
    """Unique name: the scenario's short name, with a number where there are several."""
    kind: str
    """Short name in the scenario."""
    clock: OfficeClock
    """Its hours and closes of business."""
    provider: int
    """The office whose close of business ends the terms of what arrives here [position in `Capacity.offices`]."""

    @property
    def address(self) -> str:
        """Name at which draws for its people are made: that of the first counted office of a kind is the kind's alone, be
        there others or not."""
        return self.kind if self.name == f"{self.kind} 1" else self.name


@dataclass(frozen=True)
class Member:
    """One member of a pool with hours or absences of his own."""

    name: str
    """Name, or number in the pool, as tables show it."""
    hours: WorkingTime
    """Hours of the post."""
    absences: tuple[Absence, ...] = ()
    """In order and apart; several that follow each other without duty in between are one where files are handed over."""
    off_staff: tuple[Gap, ...] = ()
    """When he is not on the staff, not yet or not any more; such an absence hands over, however long it lasts."""
    paces: Paces = ()
    """How many times as long as is stated his work takes, from an instant on; empty: as long as stated."""
    other_duties: tuple[Gap, ...] = ()
    """When he does something else, in order and apart: he is there, and takes no file."""
    to_draw: DrawnDuties | None = None
    """Other duties that are still to be drawn."""

    @cached_property
    def presence(self) -> Duty:
        """When the member is there, be it for other duties."""
        return present(self.hours, ((absence.start, absence.end) for absence in self.absences))

    @cached_property
    def duty(self) -> Duty:
        """When the member is on duty for files."""
        if not self.other_duties:
            return self.presence
        return present(self.hours, union([*((a.start, a.end) for a in self.absences), *self.other_duties]))


@dataclass(frozen=True)
class Cover:
    """A stretch of whole days on which the members of another pool take a pool's files, since none of its own is on duty."""

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
    at_least: int = 0
    """Files that have to be there by the cut-off, else the sitting is not held [files]."""


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
    """When somebody is there for the pool's files, be he at other duties: a member, or on days without any a stand-in."""
    set_aside: bool = True
    """Whether desk work in hand is set aside for an applicant at the counter."""
    roster: tuple[Member, ...] = ()
    """The members one by one; empty where they are alike and all on duty during `duty`."""
    caseload: int | None = None
    """A member begins a desk file only while fewer files lie with him; None: without bound."""
    discipline: Discipline = "first_come"
    """Which file is taken first."""
    escalate: Limit | None = None
    """How long before the deadline of its term a waiting file rises before all others; None: none rises."""
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
    slots: SlotGrid | None = None
    """The slots of its counter that applicants book; None: there are none."""
    counter: WorkingTime | None = None
    """Hours of its counter; None: it is open whenever somebody is on duty."""

    @cached_property
    def attended(self) -> Duty:
        """When the hall is served: the counter is open, and somebody is on duty."""
        return self.duty if self.counter is None else both(self.duty, self.counter)

    @property
    def duties(self) -> tuple[tuple[Duty, int], ...]:
        """Duties of the members for files, each with the number of those who have it."""
        return tuple((member.duty, 1) for member in self.roster) or ((self.duty, self.members),)

    @property
    def presences(self) -> tuple[Duty, ...]:
        """When members are there, be it for other duties; one for all of them where they are alike."""
        return tuple(member.presence for member in self.roster) or (self.duty,)

    def duty_of(self, member: int) -> Duty:
        """Duty of a member by his number."""
        return self.roster[member].duty if self.roster else self.duty

    def is_there(self, member: int, at: int) -> bool:
        """Tell whether a member is there in the second that begins at an instant, be it for other duties."""
        return (self.roster[member].presence if self.roster else self.duty).is_open(at)

    @property
    def only_seats(self) -> bool:
        """Whether the pool has only seats: members of other staffs who are called to sittings."""
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
    """All offices, pools, transfers and systems of a study; other arrays name them by position."""

    offices: tuple[OfficePlan, ...]
    """The offices, in the order of the scenario."""
    pools: tuple[Pool, ...]
    """The pools, by office and then by the order of its staff."""
    transfers: tuple[TransferPlan, ...] = ()
    """Transfers between offices, by number."""
    systems: tuple[SystemPlan, ...] = ()
    """Information systems that have a capacity, or are down at times."""

    @cached_property
    def worked_together(self) -> Flags:
        """By pool, and at last for NO_POOL: whether files are done in sittings or on days of visits, whose length no single
        file decides."""
        together = [pool.sittings is not None or pool.visits_per_day is not None for pool in self.pools]
        return np.array([*together, False], dtype=bool)

    @cached_property
    def to_draw(self) -> tuple[int, ...]:
        """The pools with random absences or other duties that are still to be drawn [positions]."""
        return tuple(
            i
            for i, pool in enumerate(self.pools)
            if pool.sickness is not None or any(member.to_draw for member in pool.roster)
        )


def pools_alike(capacity: Capacity) -> dict[tuple[str, str, int], list[int]]:
    """The pools in their order, those of offices alike together: by kind of office, role and members [positions]."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    for i, pool in enumerate(capacity.pools):
        groups.setdefault((capacity.offices[pool.office].kind, pool.role, pool.members), []).append(i)
    return groups


def with_covers(pools: Sequence[Pool], window: Window, changed: Iterable[int] | None = None) -> tuple[Pool, ...]:
    """The pools with everybody's duties joined, and with those who stand in on days without any member.

    Whole civil days from that of the window's start to that of its end are looked at. `changed` are the positions of pools
    whose members have changed since that was done; None: it is done for the first time.
    """
    known, result = _JoinedDuties(pools, window), list(pools)
    for i in range(len(pools)) if changed is None else _touched(pools, set(changed)):
        pool, covers = pools[i], known.covers(i)
        duty = _with_stand_ins(known[i], covers, known)
        if duty is not pool.duty or covers != pool.covers:
            result[i] = replace(pool, duty=duty, covers=covers)
    return tuple(result)


def _touched(pools: Sequence[Pool], changed: set[int]) -> Iterator[int]:
    """The pools whose members have changed, or those of a pool that stands in for them [positions]."""
    return (i for i, pool in enumerate(pools) if i in changed or not changed.isdisjoint(pool.stand_ins))


class _JoinedDuties:
    """By pool: when any of its own members is on duty, be it for other duties, and who stands in on days without any.

    Offices alike have the very same hours; working them out once is enough as long as nobody is away.
    """

    def __init__(self, pools: Sequence[Pool], window: Window) -> None:
        self._pools = pools
        self.midnights = np.arange(window.start // DAY, window.run_out_end // DAY + 2, dtype=np.int64) * DAY
        """Beginnings of the days that are looked at, and the end of the last one [instants]."""
        self._known: dict[tuple[int, ...], Duty] = {}
        self._days: dict[int, Flags] = {}
        self._covered: dict[tuple[int, ...], list[tuple[int, int, int]]] = {}

    def __getitem__(self, pool: int) -> Duty:
        duties = self._pools[pool].presences
        key = tuple(id(duty) for duty in duties)
        if key not in self._known:
            self._known[key] = anybody(duties)
        return self._known[key]

    def covers(self, pool: int) -> tuple[Cover, ...]:
        """When members of other pools stand in for those of a pool."""
        stand_ins = self._pools[pool].stand_ins
        if not stand_ins:
            return ()
        duties = [self[k] for k in (pool, *stand_ins)]
        key = tuple(id(duty) for duty in duties)
        if key not in self._covered:
            self._covered[key] = list(_covered_days([self._on_duty(duty) for duty in duties]))
        at = self.midnights
        return tuple(Cover(int(at[a]), int(at[b]), stand_ins[number]) for a, b, number in self._covered[key])

    def _on_duty(self, duty: Duty) -> Flags:
        """Day by day whether anybody is on duty."""
        if id(duty) not in self._days:
            worked = duty.worked_many(np.clip(self.midnights, duty.start, duty.end))
            self._days[id(duty)] = np.asarray(worked[1:] != worked[:-1])
        return self._days[id(duty)]


def _with_stand_ins(duty: Duty, covers: Sequence[Cover], duties: _JoinedDuties) -> Duty:
    """When somebody takes a pool's files: a member, or on the days of a cover a member of the pool that stands in."""
    if not covers:
        return duty
    first, end = int(duties.midnights[0]), min(int(duties.midnights[-1]), duty.end)
    open_time = [
        open_intervals(duty, first, end),
        *(open_intervals(duties[cover.pool], cover.start, min(cover.end, duty.end)) for cover in covers),
    ]
    opens, closes = (np.concatenate(arrays) for arrays in zip(*open_time, strict=True))
    nights = nights_of([duty, *(duties[cover.pool] for cover in covers)])
    return WorkingTime.from_arrays(duty.start, duty.end, *union_of_arrays(opens, closes), nights)


def _covered_days(on_duty: Sequence[Flags]) -> Iterator[tuple[int, int, int]]:
    """Stretches of days on which no member of a pool is on duty, with the number of the first stand-in who is.

    `on_duty` has flags by day for the pool and for each of its stand-ins. A stretch is the number of its first day, and of the
    one after its last.
    """
    first_on_duty = np.argmax(on_duty, axis=0)  # 0 is the pool itself, or nobody at all
    borders = ((first_on_duty[1:] != first_on_duty[:-1]).nonzero()[0] + 1).tolist()
    for begin, end in pairwise([0, *borders, len(first_on_duty)]):
        if first_on_duty[begin] > 0:
            yield begin, end, int(first_on_duty[begin]) - 1
