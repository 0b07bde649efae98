"""The columns of the two tables that a run writes, for any rows of a log, as arrays of numbers and names for their codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import RecordedLog, StepOutcome
from sim.model.outcomes import ApplicationOutcome
from sim.quantities import UNSET, Flags, Instants, Integers

TOGETHER = " + "
"""Between the members who did a visit together; no name has that sign."""
MISSING = -1
"""Code of a missing name."""
_ROWS = 1 << 18
"""Visits are looked at in pieces of this many."""


@dataclass(frozen=True)
class Named:
    """A column of names."""

    codes: NDArray[np.signedinteger]
    """By row: position of its name; MISSING for none."""
    names: tuple[str, ...]
    """The names, none of them twice."""


@dataclass(frozen=True)
class Moments:
    """A column of instants."""

    instants: Instants
    """By row: the instant; UNSET, or NEVER for a deadline behind the calendar, is missing [instants]."""


@dataclass(frozen=True)
class Answers:
    """A column of answers."""

    answers: NDArray[np.int8]
    """By row: the answer [Truth]."""


@dataclass(frozen=True)
class Numbers:
    """A column of whole numbers."""

    numbers: Integers
    """By row: the number."""
    may_be_missing: bool = False
    """Whether UNSET stands for a missing number."""


Column = Named | Moments | Answers | Numbers | Flags
"""A column of a table."""
Columns = dict[str, Column]
"""The columns of a table by their names, in order."""


class StepColumns:
    """The columns of the step table of a log, for the rows that are asked for."""

    def __init__(self, log: RecordedLog) -> None:
        self._log = log
        self._members = _MemberLabels.of(log)

    def __len__(self) -> int:
        return len(self._log.visits)

    def of(self, rows: slice) -> Columns:
        """The columns of some visits, given by a slice with both ends stated."""
        log, visits, names = self._log, self._log.visits, self._log.names
        application, pool = visits.application[rows], visits.pool[rows]
        route = log.applications.route[application]
        keys = [key for steps in names.steps for key, _ in steps]
        roles = [role for steps in names.steps for _, role in steps]
        offset = np.cumsum([0] + [len(steps) for steps in names.steps])[:-1]
        step = offset[route] + visits.position[rows]
        office_of_pool = np.append(names.pool_offices, MISSING)  # a system, a way or the applicant is in no office
        return {
            "replication": Numbers(np.full(len(step), log.replication, dtype=np.int64)),
            "application": Numbers(application),
            "stream": named(log.applications.stream[application], names.streams),
            "service": named(route, [service for service, _ in names.routes]),
            "route": named(route, [channel for _, channel in names.routes]),
            "step": named(step, keys),
            "visit": Numbers(visits.number[rows]),
            "office": named(office_of_pool[pool], names.offices),
            "role": named(step, roles),
            "member": self._members.of_rows(rows),
            "queued": Moments(visits.queued[rows]),
            "started": Moments(visits.started[rows]),
            "finished": Moments(visits.finished[rows]),
            "deadline": Moments(visits.deadline[rows]),
            "in_time": Answers(visits.in_time[rows]),
            "outcome": named(visits.outcome[rows], [outcome.name for outcome in StepOutcome]),
            "work_s": Numbers(visits.work_s[rows]),
            "hold_s": Numbers(visits.hold_s[rows]),
            "wait_people_s": Numbers(visits.wait_people_s[rows]),
            "wait_officer_s": Numbers(visits.wait_officer_s[rows]),
            "wait_closed_s": Numbers(visits.wait_closed_s[rows]),
            "wait_sitting_s": Numbers(visits.wait_sitting_s[rows]),
            "wait_applicant_s": Numbers(visits.wait_applicant_s[rows]),
            "wait_transfer_s": Numbers(visits.wait_transfer_s[rows]),
            "wait_system_s": Numbers(visits.wait_system_s[rows]),
        }


class ApplicationColumns:
    """The columns of the application table of a log, for the rows that are asked for."""

    def __init__(self, log: RecordedLog) -> None:
        self._log = log

    def __len__(self) -> int:
        return len(self._log.applications)

    def of(self, rows: slice) -> Columns:
        """The columns of some applications, given by a slice with both ends stated."""
        applications, names = self._log.applications, self._log.names
        route = applications.route[rows]
        return {
            "replication": Numbers(np.full(len(route), self._log.replication, dtype=np.int64)),
            "application": Numbers(np.arange(rows.start, rows.start + len(route), dtype=np.int64)),
            "stream": named(applications.stream[rows], names.streams),
            "service": named(route, [service for service, _ in names.routes]),
            "route": named(route, [channel for _, channel in names.routes]),
            "office": named(applications.office[rows], names.offices),
            "submitted": Moments(applications.submitted[rows]),
            "received": Moments(applications.received[rows]),
            "ready": Moments(applications.ready[rows]),
            "handed_out": Moments(applications.handed_out[rows]),
            "deadline": Moments(applications.deadline[rows]),
            "in_time": Answers(applications.in_time[rows]),
            "outcome": named(applications.outcome[rows], [outcome.name for outcome in ApplicationOutcome]),
            "counted": applications.counted[rows],
            "inherited": applications.inherited[rows],
            "delivered": Moments(applications.delivered[rows]),
            "delivery_deadline": Moments(applications.delivery_deadline[rows]),
            "parent": Numbers(applications.parent[rows], may_be_missing=True),
            "appointment": Moments(applications.appointment[rows]),
        }


def named(codes: NDArray[np.signedinteger], names: Sequence[str]) -> Named:
    """Codes as a column of names, in which equal names are one; who has an empty name has none."""
    unique, table = _unified(names)
    return Named(table[codes], unique)


def _unified(names: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.signedinteger]]:
    """The names that there are, and by code the position of its name; the last place is that of the code MISSING."""
    unique = {name: i for i, name in enumerate(dict.fromkeys(names))}
    places = [unique[name] if name else MISSING for name in names]
    return tuple(unique), np.array([*places, MISSING], dtype=_smallest(len(unique)))


def _smallest(names: int) -> type[np.signedinteger]:
    """The narrowest type in which that many names can be told apart."""
    return next((kind for kind in (np.int8, np.int16) if names - 1 <= np.iinfo(kind).max), np.int32)


@dataclass(frozen=True)
class _MemberLabels:
    """Who did each visit: a name, or a number in the pool; with the role before it where somebody stood in."""

    log: RecordedLog
    most: int
    """The highest number of a member, and one."""
    names: tuple[str, ...]
    codes: NDArray[np.signedinteger]
    """By key of pool, member and whether he is of the pool: position of the name; the last place is for nobody."""
    joint: Integers
    """Visits that several did together, in order."""
    joint_codes: NDArray[np.signedinteger]
    """By such visit: position of the name."""

    @classmethod
    def of(cls, log: RecordedLog) -> _MemberLabels:
        """The names of those who did something in a log."""
        visits, names = log.visits, log.names
        most = int(visits.member.max(initial=0)) + 1
        keys = 2 * most * (len(names.pool_roles))
        occurs = np.zeros(keys + 1, dtype=bool)
        for start in range(0, len(visits), _ROWS):
            occurs[_member_keys(log, slice(start, start + _ROWS), most)] = True
        labels: dict[int, str] = {}
        for key in np.flatnonzero(occurs[:-1]).tolist():
            pool_and_member, is_of_pool = divmod(key, 2)
            pool, member = divmod(pool_and_member, most)
            name = names.member(pool, member)
            labels[key] = name if is_of_pool else f"{names.pool_roles[pool]}/{name}"
        joint, groups, which = _joint_groups(log, most)
        joint_labels = [
            TOGETHER.join([labels[key], *(names.member(key // 2 // most, member) for member in others)])
            for key, *others in groups
        ]
        unique, table = _unified([*labels.values(), *joint_labels])
        codes = np.full(keys + 1, MISSING, dtype=table.dtype)
        codes[list(labels)] = table[: len(labels)]
        return cls(log, most, unique, codes, joint, table[len(labels) + which])

    def of_rows(self, rows: slice) -> Named:
        """The column of some visits."""
        codes = self.codes[_member_keys(self.log, rows, self.most)]
        low, high = np.searchsorted(self.joint, [rows.start, rows.stop])
        codes[self.joint[low:high] - rows.start] = self.joint_codes[low:high]
        return Named(codes, self.names)


def _member_keys(log: RecordedLog, rows: slice | Integers, most: int) -> Integers:
    """By visit: pool and number of whoever did it, and whether he is of the pool, in one number; MISSING for nobody."""
    visits = log.visits
    member, served_by = visits.member[rows].astype(np.int64), visits.served_by[rows].astype(np.int64)
    keys = (served_by * most + member) * 2 + (served_by == visits.pool[rows])
    keys[member == UNSET] = MISSING
    return np.asarray(keys, dtype=np.int64)


def _joint_groups(log: RecordedLog, most: int) -> tuple[Integers, list[tuple[int, ...]], Integers]:
    """Visits that several did together, the groups of people who did, and by such visit the position of its group.

    A group is the key of the member who is named for it, and the numbers of the others; groups are in order of their first visit.
    """
    visits, first = np.unique(log.partners.visit, return_index=True)
    keys, others = _member_keys(log, visits, most).tolist(), log.partners.member.tolist()
    borders = [*first.tolist(), len(others)]
    groups: dict[tuple[int, ...], int] = {}
    which = [
        groups.setdefault((key, *others[low:high]), len(groups))
        for key, (low, high) in zip(keys, pairwise(borders), strict=True)
    ]
    return visits, list(groups), np.array(which, dtype=np.int64)
