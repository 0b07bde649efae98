"""One replication's applications with everything that is drawn for them, as flat arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.model.bookings import Bookings
from sim.model.capacity import Window
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import STAFF_KINDS, Kind, RoutePlan, StepPlan, kinds_of_steps, table_of_steps
from sim.model.transfers import DELIVERED_AT_ONCE
from sim.quantities import UNSET, Flags, Instants, Integers


@dataclass(frozen=True)
class Workload:
    """One replication's applications, numbered by (submitted, stream, serial number), with all their durations.

    Behind all of them stand the objections to their answers, in the order of the applications to which they object, and
    behind these the objections to the answers to objections.

    Arrays named by application have n entries; those named by row have one entry per application and step that it
    passes: the rows of application i are first[i] : first[i + 1].
    """

    replication: int
    """Number of the replication [from 1]."""
    window: Window
    """The instants that bound the simulation."""
    streams: tuple[str, ...]
    """Names of the streams."""
    routes: tuple[RoutePlan, ...]
    """The routes in use."""
    submitted: Instants
    """By application: when it is handed in; UNSET for an objection, which follows the answer to which it objects
    [instants, in order]."""
    stream: Integers
    """By application: position in `streams`."""
    route: Integers
    """By application: position in `routes`."""
    office: Integers
    """By application: where it arrives [position in `Capacity.offices`]."""
    first: Integers
    """By application, and one more: its first row."""
    pool: Integers
    """By row: who does the step [position in `Capacity.pools`; NO_POOL for a system, the applicant or a transfer]."""
    work: Instants
    """By row: work of the member, or response time of the system [s]."""
    hold: Instants
    """By row: time after the work in which the file lies with the member [s of the office's open time]."""
    transfer: Integers | None = None
    """By row: the transfer [position in `Capacity.transfers`, NOT_A_TRANSFER or DELIVERED_AT_ONCE]; None: there are none."""
    settlement: Integers | None = None
    """By application: where its household is [any number]; None where all are in one place."""
    priority: Integers | None = None
    """By application: its class where a pool goes by priority, 1 first; None where all are alike."""
    step: Integers | None = None
    """By row: position of the step in its route, which an application may pass several times; None: every application
    passes every step of its route once, in order."""
    ending: Integers | None = None
    """By application: how it ends if it passes all of its rows [ApplicationOutcome]; None: all are assigned."""
    inherited: Flags | None = None
    """By application: whether it was received before the start, on the day on which it was handed in; then its rows begin
    with the step at which it lies. None: none was."""
    parent: Integers | None = None
    """By application: the one to whose answer it objects; UNSET where it objects to none [number of an application]. None:
    nobody objects."""
    objects_after: Instants | None = None
    """By application: how long after the way of its parent has ended an objection is handed in; 0 for others [s on the
    clock]. None: nobody objects."""
    appointment: Instants | None = None
    """By application: the slot that its applicant has booked at the counter of his first step, UNSET without one [instants].
    None: nobody books."""
    bookings: Bookings | None = None
    """All bookings that are made, of those too who do not come; None: nobody books."""
    patience: Instants | None = None
    """By row: how long the applicant waits in each visit to a counter before he gives up; UNSET: as long as it takes [s on the
    clock]. None: nobody gives up."""
    returns_after: Instants | None = None
    """By row, and by how often its visit was given up: how long after that the applicant comes back, UNSET for never [s on the
    clock; shape (rows, returns at most)]. None: nobody gives up."""

    @property
    def size(self) -> int:
        """How many applications there are."""
        return len(self.submitted)

    @cached_property
    def first_objection(self) -> int:
        """Number of the first objection; how many applications there are where nobody objects."""
        return self.size if self.parent is None else int(np.count_nonzero(self.parent == UNSET))

    @cached_property
    def kind(self) -> Instants:
        """By row: what its step asks of whom [Kind]."""
        return kinds_of_steps(self.routes).ravel()[self.step_of_row]

    @cached_property
    def people(self) -> Integers:
        """By row: how many members of the pool do its step together [people]."""
        return table_of_steps(self.routes, lambda step: step.people).ravel()[self.step_of_row]

    @cached_property
    def staffed(self) -> Flags:
        """By row: whether a member of an office does its step."""
        return self._of_steps(lambda step: step.kind in STAFF_KINDS)

    @cached_property
    def continues_stay(self) -> Flags:
        """By row: whether it goes on, at the same counter, with the service of the row before it.

        That row is at the counter of the same pool, the officer of the file does both or neither, and the file is not held in
        between. Transfers that fall away are no rows in between.
        """
        result = np.zeros(len(self.work), dtype=bool)
        if not (self.kind == Kind.COUNTER).any():
            return result
        passed = np.arange(len(self.work), dtype=np.int64)
        if self.transfer is not None:
            passed = np.flatnonzero(self.transfer != DELIVERED_AT_ONCE)
        before, row = passed[:-1], passed[1:]
        at_counters = (self.kind[before] == Kind.COUNTER) & (self.kind[row] == Kind.COUNTER)
        same = (self.application[before] == self.application[row]) & (self.pool[before] == self.pool[row])
        same &= self.same_member[before] == self.same_member[row]
        result[row] = at_counters & same & (self.hold[before] == 0)
        return result

    @cached_property
    def same_member(self) -> Flags:
        """By row: whether the officer of the file does its step."""
        return self._of_steps(lambda step: step.same_member)

    @cached_property
    def assigned_at_once(self) -> Flags:
        """By row: whether a file without an officer gets one as soon as it waits for the step."""
        return self._of_steps(lambda step: step.same_member and step.assign == "at_once")

    @cached_property
    def door(self) -> Instants:
        """By application: the row of the first step that somebody on the staff does; UNSET for none, and for an
        application that was received before the start [row]."""
        staffed_rows = np.append(np.flatnonzero(self.staffed), len(self.kind))
        door = staffed_rows[np.searchsorted(staffed_rows, self.first[:-1])]
        door = np.where(door < self.first[1:], door, UNSET)
        return door if self.inherited is None else np.where(self.inherited, UNSET, door)

    @cached_property
    def receipt(self) -> Instants:
        """By application: the row at which it is received; UNSET if it never is, or was before the start [row]."""
        if self.ending is None:
            return self.door
        return np.where(self.ending == ApplicationOutcome.stopped_before_receipt, UNSET, self.door)

    @cached_property
    def ready(self) -> Instants:
        """By application: the row of the last act of the office; UNSET where none can make a result ready [row].

        It is the last pass of the step that is the last act of the route; on a path without that step the last step of
        staff without the applicant, or else the last step of staff.
        """
        last_act = np.array([plan.ready for plan in self.routes], dtype=np.int64)
        if self.step is None:
            result = self.first[:-1] + last_act[self.route]
        else:
            steps = np.arange(self._longest_route)
            result = self._last_rows((steps == last_act[:, None]).ravel()[self.step_of_row])
            for candidates in (self.kind == Kind.DESK, self.staffed):
                if (result == UNSET).any():
                    result = np.where(result == UNSET, self._last_rows(candidates), result)
        if self.ending is not None:
            without_result = [ApplicationOutcome.stopped_before_receipt, ApplicationOutcome.returned]
            result[np.isin(self.ending, without_result)] = UNSET
        return result

    def _of_steps(self, holds: Callable[[StepPlan], bool]) -> Flags:
        """By row: whether something holds for its step."""
        if not any(holds(step) for plan in self.routes for step in plan.steps):
            return np.zeros(len(self.work), dtype=bool)
        return np.equal(table_of_steps(self.routes, holds), True).ravel()[self.step_of_row]

    def _last_rows(self, candidates: Flags) -> Instants:
        """By application: the last of its rows for which something holds; UNSET where it holds for none [row]."""
        result = np.full(self.size, UNSET, dtype=np.int64)
        rows = np.flatnonzero(candidates)
        result[self.application[rows]] = rows  # of several rows of one application the last stays
        return result

    @cached_property
    def _longest_route(self) -> int:
        """Steps of the longest route."""
        return max(len(plan.steps) for plan in self.routes)

    @cached_property
    def step_of_row(self) -> Instants:
        """By row: its step among those of all routes, each of which takes as many places as the longest [position]."""
        if len(self.routes) == 1:
            return self.position
        return np.repeat(self.route * self._longest_route, np.diff(self.first)) + self.position

    @cached_property
    def application(self) -> Instants:
        """By row: the application it belongs to."""
        return np.repeat(np.arange(self.size, dtype=np.int64), np.diff(self.first))

    @cached_property
    def position(self) -> Instants:
        """By row: position of the step in its route."""
        if self.step is not None:
            return self.step
        return np.arange(len(self.work), dtype=np.int64) - self.first[self.application]
