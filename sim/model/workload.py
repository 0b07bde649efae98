"""One replication's applications with everything that is drawn for them, as flat arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.model.bookings import Bookings
from sim.model.capacity import Window
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import STAFF_KINDS, Kind, RoutePlan, StepPlan, kinds_of_steps, table_of_steps
from sim.model.transfers import DELIVERED_AT_ONCE
from sim.quantities import UNSET, Flags, Instants, Integers

Scalar = TypeVar("Scalar", bound=np.generic)


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
    def kind(self) -> Integers:
        """By row: what its step asks of whom [Kind]."""
        return self._of_table(kinds_of_steps(self.routes).astype(np.int8))

    @cached_property
    def people(self) -> Integers:
        """By row: how many members of the pool do its step together [people]."""
        if all(step.people == 1 for plan in self.routes for step in plan.steps):
            return np.ones(len(self.work), dtype=np.int64)
        return self._of_table(table_of_steps(self.routes, lambda step: step.people))

    @cached_property
    def staffed(self) -> Flags:
        """By row: whether a member of an office does its step."""
        counter, desk = STAFF_KINDS
        return np.asarray((self.kind == counter) | (self.kind == desk))

    @cached_property
    def continues_stay(self) -> Flags:
        """By row: whether it goes on, at the same counter, with the service of the row before it.

        That row is at the counter of the same pool, the officer of the file does both or neither, and the file is not held in
        between. Transfers that fall away are no rows in between.
        """
        result = np.zeros(len(self.work), dtype=bool)
        if all(step.kind is not Kind.COUNTER for plan in self.routes for step in plan.steps):
            return result
        at_counter = self.kind == Kind.COUNTER
        if self.transfer is not None and (self.transfer == DELIVERED_AT_ONCE).any():
            passed = np.flatnonzero(self.transfer != DELIVERED_AT_ONCE)
            at_counters = np.flatnonzero(at_counter[passed[:-1]] & at_counter[passed[1:]])
            before, row = passed[at_counters], passed[at_counters + 1]
        else:
            before = np.flatnonzero(at_counter[:-1] & at_counter[1:])
            row = before + 1
        same = (self.application[before] == self.application[row]) & (self.pool[before] == self.pool[row])
        same &= self.same_member[before] == self.same_member[row]
        result[row] = same & (self.hold[before] == 0)
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
        door = self._chosen_rows(_staffed, last=False)
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

        It is the last pass of the step that is the last act of the route; on a path without that step, or one that ends after it
        has gone back behind that step, the last step of staff without the applicant, or else the last step of staff.
        """
        result = self._chosen_rows(_acts, last=True)
        if any(plan.jumps for plan in self.routes):
            last_desk = self._chosen_rows(_desks, last=True)
            later = np.flatnonzero(last_desk > result)
            regular = np.array([plan.ready for plan in self.routes], dtype=np.int64)[self.route[later]]
            gone_back = later[self.position[last_desk[later]] < regular]
            result[gone_back] = last_desk[gone_back]
        if self.ending is not None:
            without_result = [ApplicationOutcome.stopped_before_receipt, ApplicationOutcome.returned]
            result[np.isin(self.ending, without_result)] = UNSET
        return result

    @cached_property
    def application(self) -> Integers:
        """By row: the application it belongs to."""
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.first))

    @cached_property
    def position(self) -> Integers:
        """By row: position of the step in its route."""
        if self.step is not None:
            return self.step.astype(np.int16, copy=False)
        longest = max(len(plan.steps) for plan in self.routes)
        if len(self.routes) == 1:
            return np.tile(np.arange(longest, dtype=np.int16), self.size)
        result = np.arange(len(self.work), dtype=np.int64)
        result -= np.repeat(self.first[:-1], np.diff(self.first))
        return result.astype(np.int16)

    @cached_property
    def step_of_row(self) -> Integers:
        """By row: its step among those of all routes, each of which takes as many places as the longest [position]."""
        if len(self.routes) == 1:
            return self.position
        longest = max(len(plan.steps) for plan in self.routes)
        return np.repeat((self.route * longest).astype(np.int32), np.diff(self.first)) + self.position

    def _of_steps(self, holds: Callable[[StepPlan], bool]) -> Flags:
        """By row: whether something holds for its step."""
        if not any(holds(step) for plan in self.routes for step in plan.steps):
            return np.zeros(len(self.work), dtype=bool)
        return self._of_table(np.equal(table_of_steps(self.routes, holds), True))

    def _of_table(self, table: NDArray[Scalar]) -> NDArray[Scalar]:
        """By row: the entry of a table by route and position."""
        flat: NDArray[Scalar] = table.ravel()
        of_row: NDArray[Scalar] = flat[self.step_of_row]
        return of_row

    def _chosen_rows(self, ranks: Callable[[RoutePlan], list[int]], *, last: bool) -> Instants:
        """By application: the last or first of its rows whose step has the highest rank; UNSET where all have rank 0 [row].

        `ranks` gives the ranks of the steps of a route.
        """
        by_route = [ranks(plan) for plan in self.routes]
        if self.step is None:
            chosen = np.array([_chosen(of_route, last=last) for of_route in by_route], dtype=np.int64)[self.route]
            return np.where(chosen == UNSET, UNSET, self.first[:-1] + chosen)
        widest, rows = max(len(of_route) for of_route in by_route), len(self.work)
        table = np.array([of_route + [0] * (widest - len(of_route)) for of_route in by_route], dtype=np.int64)
        row = np.arange(rows, dtype=np.int64)
        score = self._of_table(table) * rows
        score += row if last else row[::-1]
        result = np.full(self.size, UNSET, dtype=np.int64)
        applications = np.flatnonzero(np.diff(self.first))
        if len(applications):
            best = np.maximum.reduceat(score, self.first[applications])
            chosen = best % rows if last else rows - 1 - best % rows
            result[applications] = np.where(best < rows, UNSET, chosen)
        return result


def _staffed(plan: RoutePlan) -> list[int]:
    """By step of a route: 1 where somebody on the staff does it, else 0."""
    return [int(step.kind in STAFF_KINDS) for step in plan.steps]


def _desks(plan: RoutePlan) -> list[int]:
    """By step of a route: 1 where somebody on the staff does it without the applicant, else 0."""
    return [int(step.kind is Kind.DESK) for step in plan.steps]


def _acts(plan: RoutePlan) -> list[int]:
    """By step of a route: its rank as the last act of the office, which is at least 1 where somebody on the staff does it."""
    ranks = [2 if step.kind is Kind.DESK else staffed for step, staffed in zip(plan.steps, _staffed(plan), strict=True)]
    ranks[plan.ready] = 3
    return ranks


def _chosen(ranks: Sequence[int], *, last: bool) -> int:
    """The position of the last or first of the highest ranks; UNSET where all are 0."""
    best = max(ranks)
    positions = [position for position, rank in enumerate(ranks) if rank == best]
    return UNSET if not best else positions[-1 if last else 0]
