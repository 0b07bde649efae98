"""The frozen log of one replication: a table of visits to steps, a table of applications, and the names of what they point to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.engine.engine_use import EngineUse
from sim.model.bookings import Bookings
from sim.model.capacity import Capacity
from sim.model.route import RoutePlan
from sim.quantities import UNSET, Flags, Instants, Integers


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
    gave_up = 5
    """The applicant left the hall before anybody served him, and comes back later."""
    lost = 6
    """The applicant left the hall before anybody served him, and does not come back."""


class Truth(IntEnum):
    """An answer that may be missing."""

    unknown = -1
    """There is no limit, or it lies after the end of the observation."""
    no = 0
    """No."""
    yes = 1
    """Yes."""


@dataclass(frozen=True, kw_only=True)
class RecordedVisits:
    """Visits to steps as their table records them, ordered by application and then as it passes its steps.

    One entry per visit; instants are UNSET where there is none.
    """

    application: Integers
    """Whose visit it is [number of the application]."""
    position: Integers
    """Position of the step in its route."""
    number: Integers
    """Number of the visit to the step [from 1]."""
    row: Integers
    """Passing of a step that the visit belongs to [row of the workload; from tables the number of the passing that began]."""
    pool: Integers
    """Pool that does the step [position in `Capacity.pools`; UNSET for a system, a way or the applicant]."""
    served_by: Integers
    """Pool of whoever did it: another one than `pool` where somebody stood in [position; UNSET for nobody]."""
    member: Integers
    """Who did it [number in that pool; UNSET for nobody]."""
    queued: Instants
    """When the visit began to queue [instants]."""
    started: Instants
    """When it was begun [instants]."""
    finished: Instants
    """When it was over [instants]."""
    deadline: Instants
    """Last lawful instant of the step [instants]."""
    in_time: NDArray[np.int8]
    """Whether the step kept its limit [Truth]."""
    outcome: NDArray[np.int8]
    """How the visit ended [StepOutcome]."""
    stands_still: Flags
    """Whether the clock of the term stood still in the visit, for papers that the applicant was asked for."""
    work_s: Instants
    """Work of the member, at his pace, or response time of the system, or the part of a sitting or a day of visits; of a visit
    that is open what was done so far; 0 for one that nobody served [s]."""
    hold_s: Instants
    """Hold after the work, of a visit that is open so far; 0 for one that nobody served [s]."""
    wait_people_s: Instants
    """Queue time in which somebody of the pool was on duty, but none free [s]."""
    wait_officer_s: Instants
    """Queue time in which the officer of the file was not free while a colleague of his had nothing at hand [s]."""
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

    def __len__(self) -> int:
        return len(self.application)

    @cached_property
    def queue_s(self) -> Instants:
        """Queue time for people, the officer of the file among them [s]."""
        return self.wait_people_s + self.wait_officer_s


@dataclass(frozen=True, kw_only=True)
class Visits(RecordedVisits):
    """Visits to steps with what no table records."""

    work_ended: Instants
    """When the work of the visit was done and a hold, if any, began [instants]."""
    stated_work_s: Instants
    """What of the stated work was done in the visit, or is to be done; `work_s` is the time that was worked on it [s]."""


@dataclass(frozen=True, kw_only=True)
class RecordedApplications:
    """Applications as their table records them, one entry per application; instants are UNSET where there is none."""

    stream: Integers
    """Stream [position in `LogNames.streams`]."""
    route: Integers
    """Route [position in `LogNames.routes`]."""
    office: Integers
    """Office of arrival [position in `LogNames.offices`]."""
    submitted: Instants
    """When it was handed in [instants]."""
    received: Instants
    """When the office received it [instants]."""
    ready: Instants
    """When the last act of the office was done [instants]."""
    handed_out: Instants
    """When the applicant had the result [instants]."""
    appointment: Instants
    """The slot that its applicant has booked; UNSET without one [instants]."""
    ended: Instants
    """When there was nothing more to be done about it [instants]."""
    deadline: Instants
    """Last lawful instant of the result; it moves while documents are looked for, if the clock stops or the term is extended
    [instants]."""
    in_time: NDArray[np.int8]
    """Whether the result came in time [Truth]."""
    outcome: NDArray[np.int8]
    """How the application ended [ApplicationOutcome]."""
    counted: Flags
    """Whether it was received in [end of warm-up, horizon) and not inherited."""
    inherited: Flags
    """Whether it belongs to the initial backlog."""
    delivered: Instants
    """When the provider delivered the result to the State Corporation; UNSET on other routes [instants]."""
    delivery_deadline: Instants
    """By when he had to [instants]."""
    parent: Integers
    """The application to whose answer it objects; UNSET where it objects to none [number]."""
    not_counted: Integers
    """Official working days for which its term stood still."""

    def __len__(self) -> int:
        return len(self.route)


@dataclass(frozen=True, kw_only=True)
class Applications(RecordedApplications):
    """Applications with what no table records."""

    answerable: Flags
    """Whether an answer is due: not for one that a check stops, whose papers are returned, or that its applicant has ended."""


@dataclass(frozen=True)
class LogNames:
    """What the numbers in a log stand for."""

    streams: tuple[str, ...]
    """Names of the streams."""
    routes: tuple[tuple[str, str], ...]
    """Service and channel of each route."""
    steps: tuple[tuple[tuple[str, str], ...], ...]
    """Key and role of each step of each route."""
    offices: tuple[str, ...]
    """Names of the offices."""
    pool_offices: Integers
    """Office of each pool [position in `offices`]."""
    pool_roles: tuple[str, ...]
    """Role of each pool."""
    members: tuple[tuple[str, ...], ...]
    """Names of the members of each pool; none where they are numbered."""

    @classmethod
    def of(cls, streams: tuple[str, ...], routes: Sequence[RoutePlan], capacity: Capacity) -> LogNames:
        """The names of a workload's streams and routes, and of the offices and pools of a capacity."""
        return cls(
            streams=streams,
            routes=tuple(route.key for route in routes),
            steps=tuple(tuple((step.key, step.role) for step in route.steps) for route in routes),
            offices=tuple(office.name for office in capacity.offices),
            pool_offices=np.array([pool.office for pool in capacity.pools], dtype=np.int64),
            pool_roles=tuple(pool.role for pool in capacity.pools),
            members=tuple(tuple(member.name for member in pool.roster) for pool in capacity.pools),
        )

    def member(self, pool: int, number: int) -> str:
        """A member of a pool as tables show him: his name, or his number."""
        return self.members[pool][number] if self.members[pool] else str(number)


@dataclass(frozen=True)
class Partners:
    """Those who did visits together with the member who is named for them, in order of visit and member."""

    visit: Integers
    """Position of the visit in the log."""
    member: Integers
    """Who it was [number in the pool that served the visit]."""

    def of(self, visit: int) -> list[int]:
        """Those who did a visit together with its member [numbers in the pool]."""
        low, high = np.searchsorted(self.visit, [visit, visit + 1], side="left").tolist()
        return [int(number) for number in self.member[low:high]]


@dataclass(frozen=True)
class WorkParts:
    """Parts of work that was set aside, in order of visit and time."""

    visit: Integers
    """Position of the visit in the log."""
    member: Integers
    """Who did the part [number in the pool that served the visit]."""
    begin: Instants
    """When it began [instants]."""
    end: Instants
    """When it ended; UNSET for a part that was under way when the observation ended [instants]."""


@dataclass(frozen=True)
class SittingsDue:
    """Sittings that were due, in order of begin and pool."""

    pool: Integers
    """The commission [position in `Capacity.pools`]."""
    begin: Instants
    """When it began [instants]."""
    end: Instants
    """When it ended; as it began where it was not held [instants]."""
    present: Integers
    """Members on duty as it began."""
    held: Integers
    """Whether the quorum was there [1 or 0]."""
    files: Integers
    """Files that were taken."""
    carried_over: Integers
    """Files that were there by the cut-off and stayed in the queue."""


@dataclass(frozen=True)
class Assignments:
    """Who was the officer of which application, by application, pool and instant."""

    application: Integers
    """Whose files they are [number of the application]."""
    pool: Integers
    """In which pool [position in `Capacity.pools`]."""
    member: Integers
    """Who was the officer [number in the pool]."""
    since: Instants
    """From when on he alone took its visits there [instants]."""
    until: Instants
    """Until when; UNSET where he still did when the observation ended [instants]."""


@dataclass(frozen=True)
class Outings:
    """Days of visits to households, by opening, pool and team."""

    pool: Integers
    """The pool of the team [position in `Capacity.pools`]."""
    team: Integers
    """The team [number in the pool]."""
    opening: Instants
    """When its day began [instants]."""
    close: Instants
    """When its day ended [instants]."""
    households: Integers
    """How many it visited."""


@dataclass(frozen=True, kw_only=True)
class RecordedLog:
    """What the two tables of a replication record, with what follows from them by rule."""

    replication: int
    """Number of the replication [from 1]."""
    observed_until: int
    """Last instant that was simulated; earlier than `followed_until` when all counted applications had ended [instant]."""
    followed_until: int
    """Up to here the outcome of every counted application is known [instant]."""
    visits: RecordedVisits
    """Visits to steps."""
    applications: RecordedApplications
    """Applications."""
    names: LogNames
    """What the numbers in both stand for."""
    partners: Partners
    """Those who did visits together with others."""

    @cached_property
    def route_of_visit(self) -> Instants:
        """By visit: route of its application [position in `LogNames.routes`]."""
        return self.applications.route[self.visits.application]

    @cached_property
    def objections(self) -> Flags:
        """By application: whether it objects to the answer to another one."""
        return np.asarray(self.applications.parent != UNSET, dtype=np.bool_)

    @cached_property
    def late(self) -> Flags:
        """By application: its answer missed a deadline that lies within the time for which its outcome is known."""
        applications = self.applications
        late = (applications.in_time == Truth.no) & (applications.deadline <= self.followed_until)
        return np.asarray(late, dtype=np.bool_)


@dataclass(frozen=True, kw_only=True)
class StepLog(RecordedLog):
    """What happened in one replication."""

    visits: Visits
    """Visits to steps."""
    applications: Applications
    """Applications."""
    work_parts: WorkParts
    """Parts of work that was set aside."""
    sittings: SittingsDue
    """Sittings that were due."""
    outings: Outings
    """Days of visits to households."""
    assignments: Assignments
    """Officers of applications."""
    bookings: Bookings | None = None
    """All slots that were booked; None where nobody books."""
    engine: EngineUse = field(default=EngineUse("simpy"), compare=False)
    """Which engine simulated it; the same log comes from each."""

    @cached_property
    def cohort(self) -> Flags:
        """By application: counted, with a term whose deadline lies within the time for which its outcome is known."""
        return np.asarray(self.applications.counted & self.due, dtype=np.bool_)

    @cached_property
    def due(self) -> Flags:
        """By application: an answer is due, and by a deadline that lies within the time for which its outcome is known."""
        deadline = self.applications.deadline
        known = (deadline != UNSET) & (deadline <= self.followed_until)
        return np.asarray(self.applications.answerable & known, dtype=np.bool_)

    def work_intervals(self) -> tuple[Instants, Instants, Instants]:
        """Every interval of work on a file: position of its visit in the log, beginning and end [instants].

        A visit is one interval, be it suspended over breaks, unless its work was set aside; an interval that was under way
        when the observation ended ends with it.
        """
        visits, parts = self.visits, self.work_parts
        whole = np.flatnonzero((visits.served_by != UNSET) & (visits.started != UNSET))
        whole = whole[~np.isin(whole, parts.visit)]
        visit = np.concatenate([whole, parts.visit])
        begin = np.concatenate([visits.started[whole], parts.begin])
        end = np.concatenate([visits.work_ended[whole], parts.end])
        return visit, begin, np.where(end == UNSET, self.observed_until, end)

    def work_by_member(self) -> tuple[Instants, Integers, Instants, Instants]:
        """The intervals of work of every member, each of several who work together having the same ones.

        Position of the visit in the log, number of the member in the pool that served it, beginning and end [instants].
        """
        visit, begin, end = self.work_intervals()
        low, high = (np.searchsorted(self.partners.visit, visit, side=side) for side in ("left", "right"))
        which = np.repeat(np.arange(len(visit)), high - low)
        partner = np.arange(len(which)) - np.repeat(np.cumsum(high - low) - high, high - low)
        every = np.concatenate([np.arange(len(visit)), which])
        member = np.concatenate([self.visits.member[visit], self.partners.member[partner]])
        return visit[every], member, begin[every], end[every]
