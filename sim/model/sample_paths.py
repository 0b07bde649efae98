"""Sample paths: which steps each application passes, on the ordinary path of a route or by its branches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.model.addressed_draws import AddressedDraws
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import STAFF_KINDS, RoutePlan
from sim.quantities import Instants, Integers

_END = -1
"""In the place of the position of the next step: the path has ended."""
_NO_STEP = -1
"""In the place of the position of a transfer step: there is none between two steps."""
_MOST_KEYS = 1 << 16
"""Numbers of 16 bits are sorted by radix, without comparisons."""
_Round = tuple[Integers, NDArray[np.int16], NDArray[np.int16]]
"""Applications that pass one step more each: which they are, the positions of their steps, and which pass of it each is."""


@dataclass(frozen=True)
class PathRows:
    """The rows of some applications, those of each in order: one per step that it passes."""

    application: Integers
    """By row: whose it is [number among these applications]."""
    position: NDArray[np.int16]
    """By row: position of the step in its route."""
    passing: NDArray[np.int16]
    """By row: which pass of that step it is [from 1]."""

    def by_pass(self) -> Iterator[tuple[int, int, Integers]]:
        """Position of each step, number of the pass [from 1], and the rows of the applications in that pass, in order."""
        base = int(self.passing.max(initial=0)) + 1
        key = self.position.astype(np.int64) * base + self.passing
        order = np.argsort(key.astype(np.uint16) if int(key.max(initial=0)) < _MOST_KEYS else key, kind="stable")
        key = key[order]
        borders = ((key[1:] != key[:-1]).nonzero()[0] + 1).tolist()
        for begin, end in pairwise([0, *borders, len(key)] if len(key) else []):
            position, passing = divmod(int(key[begin]), base)
            yield position, passing, order[begin:end]


@dataclass(frozen=True)
class Paths:
    """The steps that each of some applications passes, and how it ends."""

    lengths: Integers
    """By application: how many rows it has."""
    ending: Integers
    """By application: how it ends [ApplicationOutcome]."""
    rows: PathRows | None
    """Its rows; None: each application passes every step once, in order."""


def draw_paths(plan: RoutePlan, count: int, draws: AddressedDraws, entries: Instants | None = None) -> Paths:
    """The paths of some applications through a route; `entries` are the steps at which they begin, default as the route has it.

    At the end of a step with branches uniform numbers decide, addressed by the step, the pass and the branch.
    """
    if entries is None and not plan.follows:
        ending = np.full(count, ApplicationOutcome.assigned, dtype=np.int64)
        return Paths(np.full(count, len(plan.steps), dtype=np.int64), ending, None)
    progress = _Progress.at(_beginnings(plan, count, draws) if entries is None else entries, plan)
    follows = np.array([_END if (k := plan.following(p)) is None else k for p in range(len(plan.steps))], np.int16)
    deciding_steps = {branch.after for branch in plan.branches}
    rounds: list[_Round] = []
    under_way = np.arange(count, dtype=np.int64)
    while len(under_way):
        position = progress.position[under_way]
        progress.passes[under_way, position] += 1
        passing = progress.passes[under_way, position]
        rounds.append((under_way, position, passing))
        progress.position[under_way] = follows[position]
        for step in deciding_steps & set(np.bincount(position).nonzero()[0].tolist()):
            at_step = (position == step).nonzero()[0]
            passes_of_step = passing[at_step]
            for number in np.bincount(passes_of_step).nonzero()[0].tolist():
                deciding = under_way[at_step[passes_of_step == number]]
                _take_branches(plan, step, number, deciding, draws, progress)
        under_way = under_way[progress.position[under_way] != _END]
    return _with_transfer_steps(_in_order(rounds, progress.ending), plan)


def _beginnings(plan: RoutePlan, count: int, draws: AddressedDraws) -> Instants:
    """By application: the step at which it begins. Each has uniform numbers of its own, as the branches of a step have."""
    result = np.full(count, plan.entry, dtype=np.int64)
    undecided, remaining = np.arange(count, dtype=np.int64), 1.0
    for start in plan.starts:
        u = draws.uniform("start", plan.steps[start.position].key, of=undecided)
        chosen = u < (start.probability / remaining if remaining > 0 else 0.0)
        remaining -= start.probability
        result[undecided[chosen]] = start.position
        undecided = undecided[~chosen]
    return result


def step_address(key: str, passing: int) -> tuple[str, ...]:
    """The names below a stream at which the draws of a pass of a step stand."""
    return (key,) if passing == 1 else (key, f"visit {passing}")


def _in_order(rounds: list[_Round], ending: Integers) -> Paths:
    """The paths that some rounds make, in each of which the applications that are under way pass one step more."""
    count = len(ending)
    lengths = np.zeros(count, dtype=np.int64)
    for number, (under_way, _, _) in enumerate(rounds, start=1):
        lengths[under_way] = number
    first = np.cumsum(lengths) - lengths
    position, passing = (np.empty(int(lengths.sum()), dtype=np.int16) for _ in range(2))
    for number, (under_way, position_in_round, passing_in_round) in enumerate(rounds):
        row = first[under_way] + number
        position[row], passing[row] = position_in_round, passing_in_round
    application = np.repeat(np.arange(count, dtype=np.int64), lengths)
    return Paths(lengths, ending, PathRows(application, position, passing))


@dataclass(frozen=True)
class _Progress:
    """How far some applications have come, and what has been decided for them; the arrays change as they go on."""

    position: NDArray[np.int16]
    """By application: position of the step that it passes next, or _END."""
    passes: NDArray[np.int16]
    """By application and step: how often it has passed it."""
    taken: NDArray[np.int16]
    """By application and branch: how often it has taken it."""
    endings: NDArray[np.int8]
    """By application and branch: the ending that the last decision led to; `assigned` where it was not taken."""

    @classmethod
    def at(cls, entries: Instants, plan: RoutePlan) -> _Progress:
        """The state of applications before they pass the steps at which they begin."""
        count, branches = len(entries), len(plan.branches)
        return cls(
            position=entries.astype(np.int16),
            passes=np.zeros((count, len(plan.steps)), dtype=np.int16),
            taken=np.zeros((count, branches), dtype=np.int16),
            endings=np.full((count, branches), ApplicationOutcome.assigned, dtype=np.int8),
        )

    @property
    def ending(self) -> Integers:
        """By application: how it ends; of several endings that of the last branch of the plan holds."""
        ending = np.full(len(self.position), ApplicationOutcome.assigned, dtype=np.int64)
        for decided in self.endings.T:
            ending = np.where(decided == ApplicationOutcome.assigned, ending, decided)
        return ending


def _take_branches(
    plan: RoutePlan, position: int, passing: int, deciding: Integers, draws: AddressedDraws, progress: _Progress
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
        u = draws.uniform(*address, "outcome", branch.name, of=undecided)
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
    if not plan.transfer_steps or paths.rows is None:
        return paths
    transfer_between = np.full((len(plan.steps), len(plan.steps)), _NO_STEP, dtype=np.int16)
    for transfer in plan.transfer_steps:
        transfer_between[transfer.sender, transfer.receiver] = transfer.position
    staffed = np.array([step.kind in STAFF_KINDS for step in plan.steps], dtype=bool)
    application, position = paths.rows.application, paths.rows.position
    rows = np.flatnonzero(staffed[position])
    sending, receiving = rows[:-1], rows[1:]
    carried_at = transfer_between[position[sending], position[receiving]]
    carried = (carried_at != _NO_STEP) & (application[sending] == application[receiving])
    before = receiving[carried]
    of_receiver = application[before]
    return Paths(
        lengths=paths.lengths + np.bincount(of_receiver, minlength=len(paths.lengths)),
        ending=paths.ending,
        rows=PathRows(
            application=np.insert(application, before, of_receiver),
            position=np.insert(position, before, carried_at[carried]),
            passing=np.insert(paths.rows.passing, before, 1),
        ),
    )
