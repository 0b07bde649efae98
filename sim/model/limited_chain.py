"""Expected visits and endings of a Markov chain with limits: the chain of a route on which files jump ahead and back.

Between two uses of a limited branch the chain is one without memory, of which expected visits come from its fundamental matrix
(Kemeny and Snell 1960, Finite Markov Chains, section 3.2). Whoever uses a limited branch comes to such a chain of the next level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from sim.quantities import Floats

_Node = TypeVar("_Node", bound=Hashable)
_NEGLIGIBLE = 1e-12
"""Levels that are reached with less probability are left out, and limits that are reached with less do not count."""
_MOST_LEVELS = 4_000
"""Levels at most; limits of branches beyond them are left out of account, those that are reached least."""
_NEARLY_ONE = 1.0 - 1e-9
"""So near to 1 is what leads back in the estimate of how often a limit is reached, so that a loop without end has an end there."""


@dataclass(frozen=True)
class Move(Generic[_Node]):
    """One way to leave a node by a branch."""

    branch: int
    """Number of the branch."""
    to: _Node
    """Where it leads; what has no moves of its own is an end."""
    probability: float
    """How likely it is, while its limit is not reached."""
    at_most: int
    """How often it may be used."""


@dataclass(frozen=True)
class Leaving(Generic[_Node]):
    """All ways to leave a node."""

    moves: tuple[Move[_Node], ...]
    """By a branch."""
    otherwise: _Node
    """Where it goes else."""

    @property
    def goes_on(self) -> bool:
        """Whether anything goes there."""
        by_branches = sum(move.probability for move in self.moves)
        return by_branches < 1 - _NEGLIGIBLE or any(move.at_most < _MOST_LEVELS for move in self.moves)


def expected_visits(
    leaving: Callable[[_Node], Leaving[_Node] | None], beginnings: Sequence[tuple[_Node, float]]
) -> dict[_Node, float]:
    """Expected visits to every node that can be reached, and for an end the probability to come there.

    `leaving` says how a node is left; None for an end.
    """
    chain: dict[_Node, Leaving[_Node]] = {}
    unexplored = [node for node, _ in beginnings]
    while unexplored:
        node = unexplored.pop()
        ways = None if node in chain else leaving(node)
        if ways is None:
            continue
        chain[node] = Leaving(tuple(move for move in ways.moves if move.probability > 0), ways.otherwise)
        unexplored += [*(move.to for move in chain[node].moves), *([ways.otherwise] if chain[node].goes_on else [])]
    return _Levels(chain).visits(beginnings)


class _Levels(Generic[_Node]):
    """The levels of a chain: how often each of the branches whose limit counts has been used."""

    def __init__(self, chain: Mapping[_Node, Leaving[_Node]]) -> None:
        self.nodes = list(chain)
        self.number = {node: i for i, node in enumerate(self.nodes)}
        self.chain = chain
        limits = {move.branch: move.at_most for leaving in chain.values() for move in leaving.moves}
        self.counted = self._counted(limits)
        self.limits = [limits[branch] for branch in self.counted]

    def visits(self, beginnings: Sequence[tuple[_Node, float]]) -> dict[_Node, float]:
        """Expected visits and probabilities to end, summed over the levels in the order in which they are come by."""
        result: dict[_Node, float] = defaultdict(float)
        levels: dict[tuple[int, ...], Floats] = {(0,) * len(self.counted): self._vector(beginnings)}
        for node, share in beginnings:
            if node not in self.number:
                result[node] += share
        while levels:
            level = min(levels, key=lambda used: (sum(used), used))
            inflow = levels.pop(level)
            if float(inflow.sum()) < _NEGLIGIBLE:
                continue
            full = frozenset(b for b, n, most in zip(self.counted, level, self.limits, strict=True) if n >= most)
            visited = self._visited(inflow, full)
            for node, times in zip(self.nodes, visited.tolist(), strict=True):
                result[node] += times
                self._leave(node, times, level, full, levels, result)
        return dict(result)

    def _visited(self, inflow: Floats, full: frozenset[int]) -> Floats:
        """Expected visits to each node within a level."""
        within = self._matrix(full).T
        try:
            return np.asarray(np.linalg.solve(np.eye(len(within)) - within, inflow))
        except np.linalg.LinAlgError:  # a loop that nothing but a limit ends which is left out of account
            return np.asarray(np.linalg.solve(np.eye(len(within)) - _NEARLY_ONE * within, inflow))

    def _leave(
        self,
        node: _Node,
        times: float,
        level: tuple[int, ...],
        full: frozenset[int],
        levels: dict[tuple[int, ...], Floats],
        result: dict[_Node, float],
    ) -> None:
        """Hand what leaves a node on to the next levels, and to the ends."""
        rest = times
        for move in self.chain[node].moves:
            if move.branch in full:
                continue
            rest -= times * move.probability
            if move.to not in self.number:
                result[move.to] += times * move.probability
            elif move.branch in self.counted:
                k = self.counted.index(move.branch)
                above = (*level[:k], level[k] + 1, *level[k + 1 :])
                inflow = levels.setdefault(above, np.zeros(len(self.nodes)))
                inflow[self.number[move.to]] += times * move.probability
        if self.chain[node].otherwise not in self.number:
            result[self.chain[node].otherwise] += rest

    def _vector(self, shares: Sequence[tuple[_Node, float]]) -> Floats:
        vector = np.zeros(len(self.nodes))
        for node, share in shares:
            if node in self.number:
                vector[self.number[node]] += share
        return vector

    def _matrix(self, full: frozenset[int], *, all_free: bool = False) -> Floats:
        """Transitions within a level: without the branches that are counted, those that are `full` not being taken any more."""
        matrix = np.zeros((len(self.nodes), len(self.nodes)))
        for node, leaving in self.chain.items():
            rest = 1.0
            for move in leaving.moves:
                if move.branch in full:
                    continue
                rest -= move.probability
                if move.to in self.number and (all_free or move.branch not in self.counted):
                    matrix[self.number[node], self.number[move.to]] += move.probability
            if leaving.otherwise in self.number:
                matrix[self.number[node], self.number[leaving.otherwise]] += max(rest, 0.0)
        return matrix

    def _counted(self, limits: Mapping[int, int]) -> list[int]:
        """The branches whose limits are reached with any probability, the likeliest first, as long as the levels are not too many.

        If limits did not hold, r would be the probability to use a branch once more, and E = r / (1 - r) the expected further uses;
        a limit of n is reached with probability r to the power of n at most.
        """
        visits = np.linalg.inv(np.eye(len(self.nodes)) - _NEARLY_ONE * self._matrix(frozenset(), all_free=True))
        uses: dict[int, Floats] = {}  # by branch: its expected uses after a visit to each node
        for node, leaving in self.chain.items():
            for move in leaving.moves:
                times = visits[:, self.number[node]] * move.probability
                uses[move.branch] = np.asarray(uses.get(move.branch, 0.0) + times)
        again: dict[int, float] = defaultdict(float)
        for leaving in self.chain.values():
            for move in leaving.moves:
                if move.to in self.number:
                    further = float(uses[move.branch][self.number[move.to]])
                    again[move.branch] = max(again[move.branch], further / (1 + further))
        reached = {branch: again[branch] ** most for branch, most in limits.items()}
        counted, levels = [], 1
        for branch in sorted(reached, key=lambda branch: (-reached[branch], branch)):
            if reached[branch] > _NEGLIGIBLE and levels * (limits[branch] + 1) <= _MOST_LEVELS:
                counted.append(branch)
                levels *= limits[branch] + 1
        return sorted(counted)
