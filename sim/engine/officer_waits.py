"""How long visits waited for the officer of their file while a colleague of his had nothing to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.calendar.duty import Duty, open_intervals
from sim.calendar.open_time import compiled
from sim.engine.assigned import pairs
from sim.engine.engine_visits import EngineVisits
from sim.engine.record import EngineRecord
from sim.engine.steplog import Assignments
from sim.grouping import by_value
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags, Instants, Integers


class Stretches(NamedTuple):
    """Stretches of time of the members of one pool, in any order."""

    who: Integers
    """Whose each is [number in the pool]."""
    begin: Instants
    """Their beginnings [instants]."""
    end: Instants
    """Their ends [instants]."""


_MANY = 1 << 30
"""More than any number of stretches that overlap."""


def waits_for_officers(
    visits: EngineVisits, record: EngineRecord, workload: Workload, capacity: Capacity, until: Instants
) -> Instants:
    """By visit: seconds of its wait in which it had an officer, and a colleague of his was on duty with nothing at hand [s].

    `until` is when each visit's waiting ended. A colleague has nothing at hand who serves nobody, has no desk file at work or
    set aside, is at no sitting, and has no full hands. At the counter only the hours in which it is attended count.
    """
    seconds = np.zeros(len(visits), dtype=np.int64)
    if not len(record.assignments):
        return seconds
    asked_for = np.flatnonzero(workload.same_member[visits.row] & (until > visits.queued))
    which, assignment = pairs(visits.application[asked_for], visits.pool[asked_for], Assignments(*record.assignments.T))
    visit = asked_for[which]
    _, pool, officer, since, to = record.assignments[assignment].T
    begin = np.maximum(visits.queued[visit], since)
    end = np.minimum(until[visit], np.where(to == UNSET, record.observed_until, to))
    met = begin < end
    visit, pool, officer, begin, end = (column[met] for column in (visit, pool, officer, begin, end))
    for p, of_pool in by_value(pool):
        members = _Members(visits, record, capacity, p)
        at_counter = visits.kind[visit[of_pool]] == Kind.COUNTER
        for counter in (False, True):
            rows = of_pool[at_counter == counter]
            if len(rows):
                waits = officer[rows], begin[rows], end[rows]
                np.add.at(seconds, visit[rows], _without(members.stretches(counter=counter), *waits))
    return seconds


@dataclass(frozen=True)
class _OfMembers:
    """When the members of one pool are there, and when they have something at hand."""

    members: int
    """How many members there are."""
    there: Sequence[Stretches]
    """A member is there where one of each of these is."""
    busy: Sequence[Stretches]
    """He serves somebody, has a file at work or set aside, or sits."""
    in_hand: Sequence[Stretches]
    """A file lies with him, where these have a bound."""
    caseload: int
    """With how many files his hands are full; 0: never."""

    @property
    def idle(self) -> Stretches:
        """When members are on duty and have nothing at hand."""
        there = self.there if len(self.there) == 1 else [_where(self.there, at_least=len(self.there))]
        full = [_where([each], at_least=self.caseload) for each in self.in_hand]
        return _where(there, [*self.busy, *full])


def _without(of_members: _OfMembers, officer: Integers, begin: Instants, end: Instants) -> Instants:
    """By wait: seconds between two instants in which anybody but one member was idle [s]."""
    function = compiled("sim_idle_colleagues", "naaaannnnaaaa")
    if function is None:
        return _Idle.of(of_members.idle).without(officer, begin, end)
    groups = (of_members.there, of_members.busy, of_members.in_hand)
    parts = [each for group in groups for each in group]
    kinds = np.repeat(
        np.repeat(np.arange(3, dtype=np.int8), [len(group) for group in groups]), [len(each.who) for each in parts]
    )
    columns: list[Integers] = [np.concatenate([each[k] for each in parts], dtype=np.int64) for k in range(3)]
    columns.append(kinds)
    waits = [np.ascontiguousarray(column, dtype=np.int64) for column in (officer, begin, end)]
    seconds = np.zeros(len(officer), dtype=np.int64)
    unknown = function(
        len(kinds),
        *(column.ctypes.data for column in columns),
        of_members.members,
        len(of_members.there),
        of_members.caseload,
        len(officer),
        *(column.ctypes.data for column in (*waits, seconds)),
    )
    return _Idle.of(of_members.idle).without(officer, begin, end) if unknown else seconds


class _Members:
    """When the members of one pool are on duty, and when they have something at hand."""

    def __init__(self, visits: EngineVisits, record: EngineRecord, capacity: Capacity, pool: int) -> None:
        self._plan = capacity.pools[pool]
        self._visits, self._until = visits, record.observed_until
        self._start = int(visits.queued.min())
        rows = np.flatnonzero((visits.served_by == pool) & (visits.started != UNSET))
        together = np.searchsorted(visits.row, record.partners[:, 0], side="left") + record.partners[:, 1] - 1
        ours = visits.served_by[together] == pool
        self._who = np.concatenate([visits.member[rows], record.partners[ours, 2]])
        self._rows = np.concatenate([rows, together[ours]])
        sat = [(seat[1], begin, end) for seat, begin, end in _sittings(record, capacity) if seat[0] == pool]
        self._sat = Stretches(*np.array(sat, dtype=np.int64).reshape(-1, 3).T)

    def stretches(self, *, counter: bool) -> _OfMembers:
        """When they are there, at the counter only while it is attended, and when they have something at hand."""
        there = [self._open([self._plan.duty_of(member) for member in range(self._plan.members)])]
        if counter:
            there.append(self._open([self._plan.attended] * self._plan.members))
        caseload = self._plan.caseload
        return _OfMembers(
            members=self._plan.members,
            there=there,
            busy=[self._at_hand(self._visits.work_ended), self._sat],
            in_hand=[] if caseload is None else [self._at_hand(self._visits.finished)],
            caseload=caseload or 0,
        )

    def _open(self, duties: Sequence[Duty]) -> Stretches:
        """The open intervals of the members' duties."""
        known = {id(duty): open_intervals(duty, self._start, self._until) for duty in duties}
        each = [known[id(duty)] for duty in duties]
        who = np.repeat(np.arange(len(each)), [len(begin) for begin, _ in each])
        return Stretches(who, *(np.concatenate([interval[k] for interval in each]) for k in (0, 1)))

    def _at_hand(self, until: Instants) -> Stretches:
        """The time from the start of each visit to one of its instants, or to the end of the observation."""
        until = until[self._rows]
        return Stretches(self._who, self._visits.started[self._rows], np.where(until == UNSET, self._until, until))


@dataclass(frozen=True)
class _Idle:
    """When members of one pool have nothing to do: stretches between instants at which that changes."""

    at: Instants
    """Beginnings of the stretches [instants]."""
    anybody: Instants
    """Seconds before each of them in which anybody was idle [s]."""
    number: Integers
    """How many are idle in each."""
    alone: Stretches
    """Those in which one alone is idle, in order of the members and then of time."""
    of_one: Instants
    """Seconds in all of these before each, and at last in all [s]."""

    @classmethod
    def of(cls, idle: Stretches) -> _Idle:
        """The stretches, given when every member is idle."""
        many = 2 * (int(idle.who.max(initial=0)) + 1)
        # Sorted as one number: when, who, and whether he begins or ceases to be idle.
        key = np.concatenate([idle.begin * many + 2 * idle.who, idle.end * many + 2 * idle.who + 1])
        key.sort()
        at, code = np.divmod(key, many)
        change = 1 - 2 * (code % 2)
        number, members = np.cumsum(change), np.cumsum(change * (code // 2))
        last = _last_of(at)
        at, number, members = at[last], number[last], members[last]
        lengths = np.diff(at, append=at[-1:])  # behind the last instant nobody is idle
        alone = np.flatnonzero(number == 1)
        alone = alone[np.argsort(members[alone], kind="stable")]
        begin = at[alone]
        return cls(
            at,
            _sums_before(np.where(number > 0, lengths, 0)),
            number,
            Stretches(members[alone], begin, begin + lengths[alone]),
            _sums_before(lengths[alone]),
        )

    def without(self, officer: Integers, begin: Instants, end: Instants) -> Instants:
        """By row: seconds between two instants in which anybody but one member was idle [s]."""
        if not len(self.at):
            return np.zeros(len(officer), dtype=np.int64)
        anybody = self._of_anybody(end) - self._of_anybody(begin)
        return anybody - (self._of_alone(officer, end) - self._of_alone(officer, begin))

    def _of_anybody(self, instants: Instants) -> Instants:
        k = np.searchsorted(self.at, instants, side="right") - 1
        passed = self.anybody[k] + np.where(self.number[k] > 0, instants - self.at[k], 0)
        return np.asarray(np.where(k < 0, 0, passed), dtype=np.int64)

    def _of_alone(self, officer: Integers, instants: Instants) -> Instants:
        """By row: seconds before an instant in which one member was idle alone, with those of all members before him [s]."""
        who, begin, end = self.alone
        if not len(who):
            return np.zeros(len(officer), dtype=np.int64)
        first, span = self.at[0], self.at[-1] - self.at[0] + 1
        within = np.clip(instants, first, self.at[-1])
        k = np.searchsorted(who * span + begin - first, officer * span + within - first, side="right") - 1
        in_part = (k >= 0) & (who[k] == officer)
        so_far = self.of_one[k] + np.minimum(within, end[k]) - begin[k]
        return np.asarray(np.where(in_part, so_far, self.of_one[k + 1]), dtype=np.int64)


def _sittings(record: EngineRecord, capacity: Capacity) -> Iterator[tuple[tuple[int, int], int, int]]:
    """Members who were called to sittings by their seats, with beginning and end of each."""
    until: dict[tuple[int, int], int] = {}
    for commission, begin, end, _, held, *_ in record.sittings.tolist():
        rules = capacity.pools[commission].sittings
        for seat in rules.seats if rules is not None and held and begin < end else ():
            if until.get(seat, begin) <= begin and _is_there(capacity, seat, begin):
                until[seat] = end
                yield seat, begin, end


def _where(stretches: Sequence[Stretches], without: Sequence[Stretches] = (), at_least: int = 1) -> Stretches:
    """Where so many of some stretches of a member are at least, and none of others."""
    ends = [
        (who, at, code)
        for (who, *both), codes in [*((each, (0, 1)) for each in stretches), *((each, (2, 3)) for each in without)]
        for at, code in zip(both, codes, strict=True)
    ]
    changes = np.array([1, -1, -_MANY, _MANY])
    at = np.concatenate([at for _, at, _ in ends])
    if not len(at):
        return Stretches(at, at, at)
    first = at.min()
    span = at.max() - first + 1
    # Sorted as one number: whose, when, and which change.
    key = np.concatenate([(who * span + (at - first)) * len(changes) + code for who, at, code in ends])
    key.sort()
    level = np.cumsum(changes[key % len(changes)])
    key //= len(changes)
    last = _last_of(key)
    holds = level[last] >= at_least
    who, at = np.divmod(key[last], span)
    at += first
    # All that one member's stretches add up to is taken away by their ends, so that nothing goes over to the next member.
    before = np.concatenate([[False], holds[:-1]])
    begins = holds & ~before
    return Stretches(who[begins], at[begins], at[~holds & before])


def _last_of(at: Instants) -> Flags:
    """By entry of a column in order: whether the next one differs from it, or there is none."""
    last = np.ones(len(at), dtype=bool)
    last[:-1] = at[1:] != at[:-1]
    return last


def _sums_before(lengths: Instants) -> Instants:
    """The sum of all lengths before each of some, and at last of all [s]."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])


def _is_there(capacity: Capacity, seat: tuple[int, int], at: int) -> bool:
    pool, member = capacity.pools[seat[0]], seat[1]
    presences = pool.presences
    return presences[member if pool.roster else 0].is_open(at)
