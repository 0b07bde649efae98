"""One part of a workload: applications that come by one channel of a stream, or that object to the answers to such ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.model.capacity import Capacity
from sim.model.model import Model
from sim.model.patience import draw_patience
from sim.model.route import Kind, RoutePlan
from sim.model.sample_paths import Paths, UniformNumbers, step_address
from sim.model.stream import StreamPlan
from sim.model.transfers import NOT_A_TRANSFER
from sim.quantities import Flags, Floats, Instants, Integers


@dataclass(frozen=True)
class Parents:
    """The applications to whose answers those of another part object."""

    part: int
    """Position of their part among all parts."""
    places: Integers
    """By objection: the place of its parent in that part."""
    after: Instants
    """By objection: how long after its parent's end it is handed in [s on the clock]."""
    generation: int
    """How many objections there have been with this one: 1 for an objection to a first answer."""


@dataclass(frozen=True)
class RowColumns:
    """What is known of every row of a part."""

    step: Integers
    """Position of the step in the route."""
    pool: Integers
    """Who does it [position in `Capacity.pools`]."""
    work: Instants
    """Work of the member [s]."""
    hold: Instants
    """Hold after it [s]."""
    transfer: Integers
    """The transfer [position in `Capacity.transfers`]."""
    patience: Instants
    """How long the applicant waits in each visit; UNSET: as long as it takes [s on the clock]."""
    returns_after: Instants
    """By return too: how long after giving up he comes back; UNSET for never [s on the clock; shape (rows, returns)]."""


@dataclass(frozen=True)
class WorkloadPart:
    """The part of a workload that one stream brings by one channel; columns have the names and units of the workload."""

    plan: StreamPlan
    paths: Paths
    serial: Integers
    """By application: serial number in the stream."""
    submitted: Instants
    office: Integers
    settlement: Integers
    rows: RowColumns
    appointment: Instants
    """By application: the slot that its applicant has booked; UNSET without one [instants]."""
    uniform: UniformNumbers
    """Gives the uniform numbers of the applications at an address below the stream."""
    parents: Parents | None = None
    """Of objections: to what they object; None for applications that come on their own."""

    @property
    def size(self) -> int:
        """How many applications there are."""
        return len(self.submitted)

    @property
    def route(self) -> Instants:
        """By application: position of the route."""
        return np.full(self.size, self.plan.route, dtype=np.int64)

    @property
    def priority(self) -> Instants:
        """By application: class of priority."""
        return np.full(self.size, self.plan.priority, dtype=np.int64)

    @property
    def inherited(self) -> Flags:
        """By application: whether it belongs to a backlog."""
        return np.full(self.size, self.plan.entries is not None and self.parents is None)

    @property
    def objects_after(self) -> Instants:
        """By application: how long after its parent's end it is handed in; 0 for those that object to nothing [s]."""
        return np.zeros(self.size, dtype=np.int64) if self.parents is None else self.parents.after

    @property
    def ending(self) -> Instants:
        """By application: how it ends [ApplicationOutcome]."""
        return self.paths.ending


def row_columns(model: Model, plan: StreamPlan, paths: Paths, office: Integers, uniform: UniformNumbers) -> RowColumns:
    """The columns by row of applications that take some paths; `office` is where each of them arrives."""
    route = model.routes[plan.route]
    pool = _entries_of_rows(plan.pools, office, paths, route)
    work, hold = _durations(plan, route, paths, uniform)
    work[_worked_together(model.capacity, pool)] = 0
    transfer = np.full(len(pool), NOT_A_TRANSFER, dtype=np.int64)
    if plan.transfers is not None:
        transfer = _entries_of_rows(plan.transfers, office, paths, route)
    patience = draw_patience(plan.patience, route, paths, uniform)
    return RowColumns(paths.position, pool, work, hold, transfer, *patience)


def _durations(plan: StreamPlan, route: RoutePlan, paths: Paths, uniform: UniformNumbers) -> tuple[Instants, Instants]:
    """By row: work and hold [s]; 0 for transfers."""
    work, hold = (np.zeros(len(paths.position), dtype=np.int64) for _ in range(2))
    for position, passing, rows in paths.by_pass():
        step = route.steps[position]
        if step.kind is not Kind.TRANSFER:
            application = None if paths.every_step else paths.application[rows]
            numbers = partial(_numbers_of_rows, uniform, step_address(step.key, passing), application)
            work[rows], hold[rows] = plan.work[position].draw(numbers)
    return work, hold


def _numbers_of_rows(
    uniform: UniformNumbers, address: tuple[str, ...], application: Integers | None, purpose: str
) -> Floats:
    """Uniform numbers of a purpose for the applications of some rows; None: for all of them."""
    numbers = uniform(*address, purpose)
    return numbers if application is None else numbers[application]


def _worked_together(capacity: Capacity, pool: Integers) -> Flags:
    """By row: whether the step is done in a sitting or on a day of visits, whose length no single file decides."""
    together = [pool.sittings is not None or pool.visits_per_day is not None for pool in capacity.pools]
    return np.array([*together, False], dtype=bool)[pool]  # NO_POOL takes the last entry


def _entries_of_rows(by_office: Mapping[int, Integers], office: Integers, paths: Paths, route: RoutePlan) -> Integers:
    """By row: the entry of a table by office of arrival and step."""
    offices, number = np.unique(office, return_inverse=True)
    table = np.array([by_office[o] for o in offices.tolist()], dtype=np.int64).reshape(len(offices), len(route.steps))
    return np.asarray(table[number[paths.application], paths.position])
