"""Sample paths: which steps each application passes, on the ordinary path of a route or by its branches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.model.outcomes import ApplicationOutcome
from sim.model.route import STAFF_KINDS, RoutePlan
from sim.quantities import Floats, Instants, Integers

UniformNumbers = Callable[..., Floats]
"""Gives the uniform numbers of some applications of a stream at an address below it, by names."""

_END = -1
"""In the place of the position of the next step: the path has ended."""
_NO_STEP = -1
"""In the place of the position of a transfer step: there is none between two steps."""


@dataclass(frozen=True)
class Paths:
    """The rows of some applications, in order: one per step that each of them passes."""

    application: Integers
    """By row: whose it is [number among these applications]."""
    position: Integers
    """By row: position of the step in its route."""
    passing: Integers
    """By row: which pass of that step it is [from 1]."""
    lengths: Integers
    """By application: how many rows it has."""
    ending: Integers
    """By application: how it ends [ApplicationOutcome]."""
    every_step: bool
    """Whether each application passes every step once, in order."""

    @property
    def row_in_application(self) -> Instants:
        """By row: which row of its application it is [from 0]."""
        starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]]).astype(np.int64)
        return np.arange(len(self.application), dtype=np.int64) - starts[self.application]

    def by_pass(self) -> Iterator[tuple[int, int, Instants | slice]]:
        """Position of each step, number of the pass [from 1], and the rows of the applications in that pass."""
        if self.every_step:
            steps = int(self.lengths[0]) if len(self.lengths) else 0
            yield from ((position, 1, slice(position, None, steps)) for position in range(steps))
            return
        base = int(self.passing.max(initial=0)) + 1
        key = self.position * base + self.passing
        order = np.argsort(key, kind="stable")
        borders = np.flatnonzero(np.diff(key[order], prepend=-1, append=-1))
        for begin, end in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
            position, passing = divmod(int(key[order[begin]]), base)
            yield position, passing, order[begin:end]


def draw_paths(plan: RoutePlan, count: int, uniform: UniformNumbers, entries: Instants | None = None) -> Paths:
    """The paths of some applications through a route; `entries` are the steps at which they begin, default the route's.

    At the end of a step with branches uniform numbers decide, addressed by the step, the pass and the branch.
    """
    if entries is None and not plan.follows:
        return _ordinary_paths(plan, count)
    progress = _Progress.at(np.full(count, plan.entry, dtype=np.int64) if entries is None else entries.copy(), plan)
    follows = np.array(
        [_END if (k := plan.following(p)) is None else k for p in range(len(plan.steps))], dtype=np.int64
    )
    deciding_steps = sorted({branch.after for branch in plan.branches})
    applications, positions, passes = ([np.zeros(0, dtype=np.int64)] for _ in range(3))
    under_way = np.arange(count, dtype=np.int64)
    while len(under_way):
        position = progress.position[under_way]
        progress.passes[under_way, position] += 1
        applications.append(under_way)
        positions.append(position)
        passes.append(progress.passes[under_way, position])
        progress.position[under_way] = follows[position]
        for step in deciding_steps:
            at_step = under_way[position == step]
            for passing in np.unique(progress.passes[at_step, step]).tolist():
                deciding = at_step[progress.passes[at_step, step] == passing]
                _take_branches(plan, step, passing, deciding, uniform, progress)
        under_way = under_way[progress.position[under_way] != _END]
    application = np.concatenate(applications)
    order = np.argsort(application, kind="stable")
    paths = Paths(
        application[order],
        np.concatenate(positions)[order],
        np.concatenate(passes)[order],
        np.bincount(application, minlength=count).astype(np.int64),
        progress.ending,
        every_step=False,
    )
    return _with_transfer_steps(paths, plan)


def step_address(key: str, passing: int) -> tuple[str, ...]:
    """The names below a stream at which the draws of a pass of a step stand."""
    return (key,) if passing == 1 else (key, f"visit {passing}")


def _ordinary_paths(plan: RoutePlan, count: int) -> Paths:
    """The paths of applications that pass every step once, in order."""
    steps = len(plan.steps)
    return Paths(
        application=np.repeat(np.arange(count, dtype=np.int64), steps),
        position=np.tile(np.arange(steps, dtype=np.int64), count),
        passing=np.ones(count * steps, dtype=np.int64),
        lengths=np.full(count, steps, dtype=np.int64),
        ending=np.full(count, ApplicationOutcome.assigned, dtype=np.int64),
        every_step=True,
    )


@dataclass(frozen=True)
class _Progress:
    """How far some applications have come, and what has been decided for them; the arrays change as they go on."""

    position: Integers
    """By application: position of the step that it passes next, or _END."""
    passes: Integers
    """By application and step: how often it has passed it."""
    taken: Integers
    """By application and branch: how often it has taken it."""
    endings: Integers
    """By application and branch: the ending that the last decision led to; `assigned` where it was not taken."""

    @classmethod
    def at(cls, entries: Instants, plan: RoutePlan) -> _Progress:
        """The state of applications before they pass the steps at which they begin."""
        count, branches = len(entries), len(plan.branches)
        return cls(
            position=entries,
            passes=np.zeros((count, len(plan.steps)), dtype=np.int64),
            taken=np.zeros((count, branches), dtype=np.int64),
            endings=np.full((count, branches), ApplicationOutcome.assigned, dtype=np.int64),
        )

    @property
    def ending(self) -> Instants:
        """By application: how it ends; of several endings that of the last branch of the plan holds."""
        ending = np.full(len(self.position), ApplicationOutcome.assigned, dtype=np.int64)
        for decided in self.endings.T:
            ending = np.where(decided == ApplicationOutcome.assigned, ending, decided)
        return ending


def _take_branches(
    plan: RoutePlan, position: int, passing: int, deciding: Instants, uniform: UniformNumbers, progress: _Progress
) -> None:
    """Let the applications that end a pass of a step take a branch or go on.

    Each branch has uniform numbers of its own, so that its probability moves hardly anybody between the others: of those
    whom no earlier branch has taken it takes such a part that its share of all is its probability. What is decided at a
    step is decided anew at each pass.
    """
    address = step_address(plan.steps[position].key, passing)
    undecided, remaining = deciding, 1.0
    for k, branch in enumerate(plan.branches):
        if branch.after != position:
            continue
        u = uniform(*address, "outcome", branch.name)[undecided]
        chosen = u < (branch.probability / remaining if remaining > 0 else 0.0)
        remaining -= branch.probability
        # Whoever has taken the branch as often as it allows goes on, and is asked by no later branch.
        takers = undecided[chosen & (progress.taken[undecided, k] < branch.at_most)]
        undecided = undecided[~chosen]
        progress.position[takers] = _END if branch.goes_to is None else branch.goes_to
        progress.taken[takers, k] += 1
        if branch.ending is not None:
            progress.endings[deciding, k] = ApplicationOutcome.assigned
            progress.endings[takers, k] = branch.ending


def _with_transfer_steps(paths: Paths, plan: RoutePlan) -> Paths:
    """The paths of a route with branches, with a row for each transfer between two steps of staff."""
    if not plan.transfer_steps:
        return paths
    transfer_between = np.full((len(plan.steps), len(plan.steps)), _NO_STEP, dtype=np.int64)
    for transfer in plan.transfer_steps:
        transfer_between[transfer.sender, transfer.receiver] = transfer.position
    staffed = np.array([step.kind in STAFF_KINDS for step in plan.steps], dtype=bool)
    rows = np.flatnonzero(staffed[paths.position])
    sending, receiving = rows[:-1], rows[1:]
    position = transfer_between[paths.position[sending], paths.position[receiving]]
    carried = (position != _NO_STEP) & (paths.application[sending] == paths.application[receiving])
    before = receiving[carried]
    return replace(
        paths,
        application=np.insert(paths.application, before, paths.application[before]),
        position=np.insert(paths.position, before, position[carried]),
        passing=np.insert(paths.passing, before, 1),
        lengths=paths.lengths + np.bincount(paths.application[before], minlength=len(paths.lengths)),
    )
