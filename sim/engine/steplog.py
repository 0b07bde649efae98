"""The frozen log of one replication: one row per visit to a step, and one per application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.outcomes import ApplicationOutcome
from sim.quantities import UNSET, Instants

if TYPE_CHECKING:  # slow to import, and only tables need it
    import pandas as pd


STEP_COLUMNS = (
    "replication", "application", "stream", "service", "route", "step", "visit", "office", "role", "member",
    "queued", "started", "finished", "deadline", "in_time", "outcome", "work_s", "hold_s",
    "wait_people_s", "wait_closed_s", "wait_sitting_s", "wait_applicant_s", "wait_transfer_s", "wait_system_s",
)  # fmt: skip
"""Columns of the step table, in order."""
APPLICATION_COLUMNS = (
    "replication", "application", "stream", "service", "route", "office", "submitted", "received", "ready",
    "handed_out", "deadline", "in_time", "outcome", "counted", "inherited", "delivered", "delivery_deadline",
)  # fmt: skip
"""Columns of the application table, in order."""


class StepOutcome(IntEnum):
    """How a visit to a step ended."""

    done = 0
    """The step was done."""
    turned_away = 1
    """The applicant was not served by closing."""
    open = 2
    """Not over when the observation ended."""
    handed_over = 3
    """The file went back to its pool as its member was absent for long; the rest was done in the next visit."""
    not_brought = 4
    """The applicant had not brought the documents by his deadline, which ended the file."""


class Truth(IntEnum):
    """An answer that may be missing."""

    unknown = -1
    """There is no limit, or it lies behind the end of the observation."""
    no = 0
    """No."""
    yes = 1
    """Yes."""


@dataclass(frozen=True)
class StepLog:
    """What happened in one replication, as columns; instants are seconds since 1970-01-01, UNSET where there is none.

    Arrays that begin with `a_` have one entry per application, the others one per visit, ordered by application and then
    as it passes its steps.
    """

    replication: int
    """Number of the replication [from 1]."""
    observed_until: int
    """Last instant that was simulated; earlier than `followed_until` when all counted applications had ended [instant]."""
    followed_until: int
    """Up to here the fate of every counted application is known [instant]."""
    application: Instants
    """Application of each visit."""
    position: Instants
    """Position of the step in its route."""
    visit: Instants
    """Number of the visit to the step [from 1]."""
    row: Instants
    """Row of the workload that each visit belongs to."""
    pool: Instants
    """Pool that does the step [position in `Capacity.pools`; -1 for a system or the applicant]."""
    served_by: Instants
    """Pool of whoever did it: another one than `pool` where somebody stood in [position; UNSET for nobody]."""
    member: Instants
    """Who did it [number in that pool; UNSET for nobody]."""
    queued: Instants
    """When the visit began to queue."""
    started: Instants
    """When it was begun."""
    work_ended: Instants
    """When its work was done."""
    finished: Instants
    """When it was over."""
    deadline: Instants
    """Last lawful instant of the step."""
    in_time: NDArray[np.int8]
    """Whether the step kept its limit [Truth]."""
    outcome: NDArray[np.int8]
    """How the visit ended [StepOutcome]."""
    stands_still: NDArray[np.bool_]
    """Whether the clock of the term stood still in the visit, for papers that the applicant was asked for."""
    work_s: Instants
    """Work of the member, or response time of the system; 0 for a visit that nobody served [s]."""
    hold_s: Instants
    """Hold after the work; 0 for a visit that nobody served [s]."""
    wait_people_s: Instants
    """Queue time in which somebody of the pool was on duty, but none free [s]."""
    wait_closed_s: Instants
    """Queue time in which nobody of the pool was on duty [s]."""
    wait_sitting_s: Instants
    """Queue time before the first sitting of a commission that could take the file [s]."""
    wait_applicant_s: Instants
    """Time in which the applicant looks for documents, or does not yet collect the result [s]."""
    wait_transfer_s: Instants
    """Time in which a file waits for the courier [s]."""
    wait_system_s: Instants
    """Queue time in which an information system was down [s]."""
    outings: Instants
    """Days of visits to households: pool, team, opening, close, households [shape (n, 5)]."""
    sittings: Instants
    """Sittings that were due: pool, begin, end, present, held (1 or 0), files, carried over [shape (n, 7)]."""
    spells: Instants
    """Parts of work that was set aside: visit's row in this log, member, from, to [shape (n, 4)]."""
    a_received: Instants
    """When the office received the application."""
    a_ready: Instants
    """When the last act of the office was done."""
    a_handed_out: Instants
    """When the applicant had the result."""
    a_deadline: Instants
    """Last lawful instant of the result; it moves while documents are looked for, if the clock stops or the term is extended."""
    a_in_time: NDArray[np.int8]
    """Whether the result came in time [Truth]."""
    a_answerable: NDArray[np.bool_]
    """Whether an answer is due: not for one that a check stops, whose papers are returned, or that its applicant has ended."""
    a_outcome: NDArray[np.int8]
    """How the application ended [ApplicationOutcome]."""
    a_counted: NDArray[np.bool_]
    """Whether it was received in [end of warm-up, horizon) and not inherited."""
    a_inherited: NDArray[np.bool_]
    """Whether it belongs to the initial backlog."""
    a_ended: Instants
    """When there was nothing more to be done about it."""
    a_delivered: Instants
    """When the provider delivered the result to the State Corporation; UNSET on other routes."""
    a_delivery_deadline: Instants
    """By when he had to."""
    a_not_counted: Instants
    """Official working days for which its term stood still."""
    a_stream: Instants
    """Stream [position in `streams`]."""
    a_route: Instants
    """Route [position in `routes`]."""
    a_office: Instants
    """Office of arrival [position in `offices`]."""
    a_submitted: Instants
    """When it was handed in."""
    streams: tuple[str, ...]
    """Names of the streams."""
    routes: tuple[tuple[str, str], ...]
    """Service and channel of each route."""
    steps: tuple[tuple[tuple[str, str], ...], ...]
    """Key and role of each step of each route."""
    offices: tuple[str, ...]
    """Names of the offices."""
    pool_offices: Instants
    """Office of each pool [position in `offices`]."""
    pool_roles: tuple[str, ...]
    """Role of each pool."""
    member_names: tuple[tuple[str, ...], ...]
    """Names of the members of each pool; none where they are numbered."""

    @cached_property
    def cohort(self) -> NDArray[np.bool_]:
        """By application: counted, with a term whose deadline lies within the time for which its fate is known."""
        return np.asarray(self.a_counted & self.due, dtype=np.bool_)

    @cached_property
    def due(self) -> NDArray[np.bool_]:
        """By application: an answer is due, and by a deadline that lies within the time for which its fate is known."""
        known = (self.a_deadline != UNSET) & (self.a_deadline <= self.followed_until)
        return np.asarray(self.a_answerable & known, dtype=np.bool_)

    def work_spells(self) -> tuple[Instants, Instants, Instants]:
        """Every stretch of work on a file: position of its visit in this log, beginning and end [instants].

        A visit is one stretch, be it suspended over breaks, unless its work was set aside; a stretch that was under way
        when the observation ended ends with it.
        """
        whole = np.flatnonzero((self.served_by != UNSET) & (self.started != UNSET))
        whole = whole[~np.isin(whole, self.spells[:, 0])]
        visit = np.concatenate([whole, self.spells[:, 0]])
        begin = np.concatenate([self.started[whole], self.spells[:, 2]])
        end = np.concatenate([self.work_ended[whole], self.spells[:, 3]])
        return visit, begin, np.where(end == UNSET, self.observed_until, end)

    def steps_frame(self) -> pd.DataFrame:
        """The step table.

        Columns: those of STEP_COLUMNS; instants are datetime64[s] in local civil time, NaT where there is none;
        durations whole seconds; `in_time` is missing for a step without limit or with an unknown answer; `member` is a
        name or a number in the pool, and `ROLE/MEMBER` where somebody of another role stood in.
        """
        import pandas as pd

        route = self.a_route[self.application]
        keys, roles = _flat(self.steps, 0), _flat(self.steps, 1)
        offset = np.cumsum([0] + [len(steps) for steps in self.steps])[:-1]
        step = offset[route] + self.position
        staffed = self.pool >= 0
        # A system's steps are not done in any office.
        office = np.where(staffed, self.pool_offices[np.maximum(self.pool, 0)] if len(self.pool_offices) else 0, -1)
        columns = {
            "replication": np.full(len(step), self.replication, dtype=np.int64),
            "application": self.application,
            "stream": _named(self.a_stream[self.application], self.streams),
            "service": _named(route, [service for service, _ in self.routes]),
            "route": _named(route, [channel for _, channel in self.routes]),
            "step": _named(step, keys),
            "visit": self.visit,
            "office": _named(office, self.offices),
            "role": _named(np.where(np.array([role == "" for role in roles])[step], -1, step), roles),
            "member": self._members(),
            "queued": _moment(self.queued),
            "started": _moment(self.started),
            "finished": _moment(self.finished),
            "deadline": _moment(self.deadline),
            "in_time": _truth(self.in_time),
            "outcome": _named(self.outcome, [outcome.name for outcome in StepOutcome]),
            "work_s": self.work_s,
            "hold_s": self.hold_s,
            "wait_people_s": self.wait_people_s,
            "wait_closed_s": self.wait_closed_s,
            "wait_sitting_s": self.wait_sitting_s,
            "wait_applicant_s": self.wait_applicant_s,
            "wait_transfer_s": self.wait_transfer_s,
            "wait_system_s": self.wait_system_s,
        }
        return pd.DataFrame(columns, columns=list(STEP_COLUMNS))

    def _members(self) -> pd.Categorical[str]:
        """Who did each visit: a name, or a number in the pool; with the role before it where somebody stood in."""
        somebody = self.member != UNSET
        most = int(self.member.max(initial=0)) + 1
        own = self.served_by == self.pool
        key = np.where(somebody, (self.served_by * most + self.member) * 2 + own, UNSET)
        found, codes = np.unique(key, return_inverse=True)
        labels = [self._member_label(k // 2 // most, k // 2 % most, own=bool(k % 2)) for k in found.tolist() if k >= 0]
        return _named(codes.reshape(-1) - (len(found) - len(labels)), labels)

    def _member_label(self, pool: int, member: int, *, own: bool) -> str:
        names = self.member_names[pool]
        name = names[member] if names else str(member)
        return name if own else f"{self.pool_roles[pool]}/{name}"

    def applications_frame(self) -> pd.DataFrame:
        """The application table.

        Columns: those of APPLICATION_COLUMNS; instants are datetime64[s] in local civil time, NaT where there is none;
        `in_time` is missing while the answer is unknown or where there is no term.
        """
        import pandas as pd

        n = len(self.a_route)
        columns = {
            "replication": np.full(n, self.replication, dtype=np.int64),
            "application": np.arange(n, dtype=np.int64),
            "stream": _named(self.a_stream, self.streams),
            "service": _named(self.a_route, [service for service, _ in self.routes]),
            "route": _named(self.a_route, [channel for _, channel in self.routes]),
            "office": _named(self.a_office, self.offices),
            "submitted": _moment(self.a_submitted),
            "received": _moment(self.a_received),
            "ready": _moment(self.a_ready),
            "handed_out": _moment(self.a_handed_out),
            "deadline": _moment(self.a_deadline),
            "in_time": _truth(self.a_in_time),
            "outcome": _named(self.a_outcome, [outcome.name for outcome in ApplicationOutcome]),
            "counted": self.a_counted,
            "inherited": self.a_inherited,
            "delivered": _moment(self.a_delivered),
            "delivery_deadline": _moment(self.a_delivery_deadline),
        }
        return pd.DataFrame(columns, columns=list(APPLICATION_COLUMNS))


def _flat(steps: tuple[tuple[tuple[str, str], ...], ...], part: int) -> list[str]:
    return [step[part] for route in steps for step in route]


def _named(codes: Instants | NDArray[np.int8], names: Sequence[str]) -> pd.Categorical[str]:
    """Codes as names; equal names share one category, and -1 is a missing value."""
    import pandas as pd

    unique = {name: i for i, name in enumerate(dict.fromkeys(names))}
    table = np.array([unique[name] for name in names] + [-1], dtype=np.int32)
    return pd.Categorical.from_codes(
        table[np.asarray(codes, dtype=np.int64)], categories=pd.Index(list(unique), dtype="str")
    )


def _moment(instants: Instants) -> NDArray[np.datetime64]:
    moments = instants.astype("datetime64[s]")
    moments[instants == UNSET] = np.datetime64("NaT")
    return moments


def _truth(answers: NDArray[np.int8]) -> pd.arrays.BooleanArray:
    import pandas as pd

    return pd.arrays.BooleanArray(answers == Truth.yes, answers == Truth.unknown)
