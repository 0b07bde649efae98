"""Expected passes of the steps of a route: expected visits to the states of an absorbing Markov chain.

A branch can be taken a limited number of times, so that what comes next depends on the step and on how often each branch
has been taken: together they are the state of the chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sim.model.limited_chain import Leaving, Move, expected_visits
from sim.model.route import RoutePlan

NEGLIGIBLE = 1e-12
"""States that are reached with less probability are left out."""


class _State(NamedTuple):
    """The state of an application: its step, and what it has done before."""

    position: int
    """Position of the step that it passes."""
    taken: tuple[int, ...]
    """By branch: how often it was taken; 0 for branches that are not ahead any more."""


def expected_passes(plan: RoutePlan, entry: int | None = None) -> tuple[float, ...]:
    """Expected passes of each step by an application that begins at one of them, default the route's.

    The transfers of a route with branches have 0.
    """
    beginnings = plan.beginnings if entry is None else ((entry, 1.0),)
    if plan.jumps:
        return _passes_with_jumps(plan, beginnings)
    expected = [0.0] * len(plan.steps)
    ahead = branches_ahead(plan)
    probabilities: dict[_State, float] = {
        _State(position, (0,) * len(plan.branches)): share for position, share in beginnings
    }
    while probabilities:
        reached: dict[_State, float] = defaultdict(float)
        for state, probability in probabilities.items():
            expected[state.position] += probability
            for position, taken, share in _moves(plan, state, probability):
                if position is not None and share > NEGLIGIBLE:
                    # Without counts of what cannot come again the states do not double with every branch.
                    needed = tuple(count if k in ahead[position] else 0 for k, count in enumerate(taken))
                    reached[_State(position, needed)] += share
        probabilities = reached
    return tuple(expected)


def _passes_with_jumps(plan: RoutePlan, beginnings: Sequence[tuple[int, float]]) -> tuple[float, ...]:
    """Expected passes where files may go back again and again, so that few of the limits are ever reached."""

    def leaving(position: int | None) -> Leaving[int | None] | None:
        if position is None:
            return None
        moves = (
            Move(k, branch.goes_to, branch.probability, branch.at_most)
            for k, branch in enumerate(plan.branches)
            if branch.after == position
        )
        return Leaving(tuple(moves), plan.following(position))

    at: list[tuple[int | None, float]] = list(beginnings)
    visits = expected_visits(leaving, at)
    return tuple(visits.get(position, 0.0) for position in range(len(plan.steps)))


def _moves(plan: RoutePlan, state: _State, probability: float) -> Iterator[tuple[int | None, tuple[int, ...], float]]:
    """What may follow a state: position of the next step, how often branches are taken then, and the probability."""
    remaining = probability
    for k, branch in enumerate(plan.branches):
        if branch.after == state.position and state.taken[k] < branch.at_most:
            taken = (*state.taken[:k], state.taken[k] + 1, *state.taken[k + 1 :])
            yield branch.goes_to, taken, probability * branch.probability
            remaining -= probability * branch.probability
    yield plan.following(state.position), state.taken, remaining


def branches_ahead(plan: RoutePlan) -> list[frozenset[int]]:
    """By step: numbers of the branches that can be taken from there on."""
    result = []
    for begin in range(len(plan.steps)):
        reachable, unexplored = {begin}, [begin]
        while unexplored:
            new = plan.successors[unexplored.pop()] - reachable
            reachable |= new
            unexplored += new
        result.append(frozenset(k for k, branch in enumerate(plan.branches) if branch.after in reachable))
    return result
