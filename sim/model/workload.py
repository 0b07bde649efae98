"""One replication's applications with everything that is drawn for them, as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.model.capacity import Window
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, RoutePlan, kinds_of_steps
from sim.quantities import UNSET, Instants

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Workload:
    """One replication's applications, numbered by (submitted, stream, serial number), with all their durations.

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
    """By application: when it is handed in [instants, in order]."""
    stream: Instants
    """By application: position in `streams`."""
    route: Instants
    """By application: position in `routes`."""
    office: Instants
    """By application: where it arrives [position in `Capacity.offices`]."""
    first: Instants
    """By application, and one more: its first row."""
    pool: Instants
    """By row: who does the step [position in `Capacity.pools`; -1 for a system or the applicant]."""
    work: Instants
    """By row: work of the member, or response time of the system [s]."""
    hold: Instants
    """By row: time after the work in which the file lies with the member [s of the office's open time]."""
    transfer: Instants | None = None
    """By row: the way that a transfer takes [position in `Capacity.transfers`]; -1 for other steps, -2 for a transfer that
    falls away since the office does not change; None where there are no transfers."""
    settlement: Instants | None = None
    """By application: where its household is [any number]; None where all are in one place."""
    priority: Instants | None = None
    """By application: its class where a pool goes by priority, 1 first; None where all are alike."""
    step: Instants | None = None
    """By row: position of the step in its route, in the order in which the application passes its steps, be it one step
    several times; None: every application passes every step of its route once, in order."""
    ending: Instants | None = None
    """By application: how it ends if its way is gone to the end [ApplicationOutcome]; None: all are assigned."""
    inherited: Flags | None = None
    """By application: whether it was received before the start, on the day on which it was handed in, and has gone a part
    of its way; then its rows begin with the step at which it lies. None: none is."""

    @property
    def size(self) -> int:
        """How many applications there are."""
        return len(self.submitted)

    @cached_property
    def kind(self) -> Instants:
        """By row: what its step asks of whom [Kind]."""
        return kinds_of_steps(self.routes)[self.route[self.application], self.position]

    @cached_property
    def door(self) -> Instants:
        """By application: the row of the first step that somebody on the staff does; -1 for none, and where the
        application was received before the start [row]."""
        staffed = np.append((self.kind == Kind.COUNTER) | (self.kind == Kind.DESK), np.array([True]))
        rows = np.flatnonzero(staffed)
        found = rows[np.searchsorted(rows, self.first[:-1])]
        found = np.where(found < self.first[1:], found, UNSET)
        return found if self.inherited is None else np.where(self.inherited, UNSET, found)

    @cached_property
    def receipt(self) -> Instants:
        """By application: the row at which it is received; -1 for one that never is, or was before the start [row]."""
        if self.ending is None:
            return self.door
        return np.where(self.ending == ApplicationOutcome.stopped_before_receipt, UNSET, self.door)

    @cached_property
    def ready(self) -> Instants:
        """By application: the row of the last act of the office; -1 where none can make a result ready [row].

        It is the last step of the plan that is the last act, or on a way without it the last step of staff without the
        applicant, or else the last step of staff.
        """
        plans = np.array([plan.ready for plan in self.routes], dtype=np.int64)[self.route[self.application]]
        rows = np.arange(len(self.kind), dtype=np.int64)
        result = np.full(self.size, UNSET, dtype=np.int64)
        staffed = (self.kind == Kind.COUNTER) | (self.kind == Kind.DESK)
        for mine in (staffed, self.kind == Kind.DESK, self.position == plans):
            last = np.full(self.size, UNSET, dtype=np.int64)
            last[self.application[mine]] = rows[mine]  # of several rows of one application the last stays
            result = np.where(last == UNSET, result, last)
        if self.ending is not None:
            without = [ApplicationOutcome.stopped_before_receipt, ApplicationOutcome.returned]
            result[np.isin(self.ending, without)] = UNSET
        return result

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
