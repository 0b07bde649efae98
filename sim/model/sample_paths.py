"""Which steps applications pass: the ordinary course of a route, or a way of their own where it has branches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, RoutePlan
from sim.quantities import Floats, Instants

Uniform = Callable[..., Floats]
"""The uniform numbers of all applications of a stream at an address below it, by names."""


@dataclass(frozen=True)
class Walks:
    """The rows of some applications, in order: one per step that each of them passes."""

    application: Instants
    """By row: whose it is [number among these applications]."""
    position: Instants
    """By row: position of the step in its route."""
    passing: Instants
    """By row: which passing of that step it is [from 1]."""
    lengths: Instants
    """By application: how many rows it has."""
    ending: Instants
    """By application: how it ends [ApplicationOutcome]."""
    every_step: bool
    """Whether each application passes every step once, in order."""

    @property
    def place(self) -> Instants:
        """By row: which row of its application it is [from 0]."""
        starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]]).astype(np.int64)
        return np.arange(len(self.application), dtype=np.int64) - starts[self.application]

    def by_passing(self) -> Iterator[tuple[int, int, Instants | slice]]:
        """Position of each step, number of the passing, and its rows."""
        if self.every_step:
            steps = int(self.lengths[0]) if len(self.lengths) else 0
            yield from ((k, 1, slice(k, None, steps)) for k in range(steps))
            return
        most = int(self.passing.max(initial=0)) + 1
        key = self.position * most + self.passing
        order = np.argsort(key, kind="stable")
        borders = np.flatnonzero(np.diff(key[order], prepend=-1, append=-1))
        for begin, end in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
            one = int(key[order[begin]])
            yield one // most, one % most, order[begin:end]


def walk(plan: RoutePlan, count: int, uniform: Uniform, entries: Instants | None = None) -> Walks:
    """The ways of some applications through a route; `entries` are the steps at which they begin, default the first.

    At the end of a step with branches uniform numbers decide, addressed by the step, the passing and the branch.
    """
    if entries is None and not plan.follows:
        steps = len(plan.steps)
        return Walks(
            application=np.repeat(np.arange(count, dtype=np.int64), steps),
            position=np.tile(np.arange(steps, dtype=np.int64), count),
            passing=np.ones(count * steps, dtype=np.int64),
            lengths=np.full(count, steps, dtype=np.int64),
            ending=np.full(count, ApplicationOutcome.assigned, dtype=np.int64),
            every_step=True,
        )
    follows = np.array([-1 if (k := plan.following(p)) is None else k for p in range(len(plan.steps))], dtype=np.int64)
    at = np.zeros(count, dtype=np.int64) if entries is None else entries.copy()
    passes = np.zeros((count, len(plan.steps)), dtype=np.int64)
    used = np.zeros((count, len(plan.branches)), dtype=np.int64)
    endings = np.full((count, len(plan.branches)), ApplicationOutcome.assigned, dtype=np.int64)
    rows: list[tuple[Instants, Instants, Instants]] = []
    under_way = np.arange(count, dtype=np.int64)
    while len(under_way):
        here = at[under_way]
        passes[under_way, here] += 1
        rows.append((under_way, here, passes[under_way, here]))
        at[under_way] = follows[here]
        for position in sorted({branch.after for branch in plan.branches}):
            mine = under_way[here == position]
            for passing in np.unique(passes[mine, position]).tolist():
                again = mine[passes[mine, position] == passing]
                _part_ways(plan, position, passing, again, uniform, at, used, endings)
        under_way = under_way[at[under_way] >= 0]
    application, position_of, passing_of = (
        (np.concatenate(column) for column in zip(*rows, strict=True))
        if rows
        else (np.zeros(0, dtype=np.int64) for _ in range(3))
    )
    ending = np.full(count, ApplicationOutcome.assigned, dtype=np.int64)
    for decided in endings.T:
        ending = np.where(decided == ApplicationOutcome.assigned, ending, decided)
    order = np.argsort(application, kind="stable")
    walks = Walks(
        application[order],
        position_of[order],
        passing_of[order],
        np.bincount(application, minlength=count).astype(np.int64),
        ending,
        every_step=False,
    )
    return _with_ways(walks, plan)


def _part_ways(
    plan: RoutePlan,
    position: int,
    passing: int,
    mine: Instants,
    uniform: Uniform,
    at: Instants,
    used: Instants,
    endings: Instants,
) -> None:
    """Let those who are at the end of a step for the `passing`-th time take a branch or go on.

    Each branch has uniform numbers of its own, so that its probability moves hardly anybody between the others: of those
    whom no earlier branch has taken it takes such a part that its share of all is its probability. What is decided at a
    step is decided anew at each passing.
    """
    names = address(plan.steps[position].key, passing)
    left, rest = mine, 1.0
    for i, branch in enumerate(plan.branches):
        if branch.after != position:
            continue
        u = uniform(*names, "outcome", branch.name)[left]
        takes = u < (branch.probability / rest if rest > 0 else 0.0)
        rest -= branch.probability
        may = takes & (used[left, i] < branch.at_most)
        taken, left = left[may], left[~takes]
        at[taken] = -1 if branch.goes_to is None else branch.goes_to
        used[taken, i] += 1
        if branch.ending is not None:
            endings[mine, i] = ApplicationOutcome.assigned
            endings[taken, i] = ApplicationOutcome[branch.ending]


def address(key: str, passing: int) -> tuple[str, ...]:
    """The names below a stream at which the draws of a passing of a step stand."""
    return (key,) if passing == 1 else (key, f"visit {passing}")


def _with_ways(walks: Walks, plan: RoutePlan) -> Walks:
    """The ways with a row for the transfer between two steps of staff wherever the route has one."""
    if not plan.ways:
        return walks
    table = np.full((len(plan.steps), len(plan.steps)), -1, dtype=np.int64)
    for sender, receiver, way in plan.ways:
        table[sender, receiver] = way
    staffed = np.array([step.kind in (Kind.COUNTER, Kind.DESK) for step in plan.steps], dtype=bool)
    rows = np.flatnonzero(staffed[walks.position])
    before, after = rows[:-1], rows[1:]
    transfer = table[walks.position[before], walks.position[after]]
    carried = (transfer >= 0) & (walks.application[before] == walks.application[after])
    at = after[carried]
    return replace(
        walks,
        application=np.insert(walks.application, at, walks.application[at]),
        position=np.insert(walks.position, at, transfer[carried]),
        passing=np.insert(walks.passing, at, 1),
        lengths=walks.lengths + np.bincount(walks.application[at], minlength=len(walks.lengths)),
    )
