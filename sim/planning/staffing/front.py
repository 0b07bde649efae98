"""The cost front: the staffings that nothing cheaper beats, cost against late answers.

It is looked for along paths of single steps, each the one that brings most for its cost or costs least for what it saves (marginal
analysis; Fox, Management Science 13 (1966), 210-216), in which steps are tried again only where what they brought last promises most
(Minoux, Optimization Techniques 7 (1978), 234-243), and then by exchanging one post for another around what was found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from sim.planning.staffing.trials import Trials
from sim.planning.staffing.variables import Staffing, StaffingSpace

_FEW = 8
"""Replications in which staffings of a front are looked for."""
_MORE = 24
"""Replications in which those that look good are held against each other."""
_HARDLY = 0.002
"""Share of the late answers that a step has to save in order to go on."""
_MOST_EXCHANGES = 120
"""So many exchanges of a post for another are tried at most."""


class FrontSearch:
    """Looks for the staffings of a space that no cheaper one beats."""

    def __init__(self, space: StaffingSpace, trials: Trials, few: int = _FEW, more: int = _MORE) -> None:
        self._space, self._trials = space, trials
        self._few, self._more = few, max(few, more)
        self._passed: set[Staffing] = set()

    def run(self, begin: Staffing) -> tuple[Staffing, ...]:
        """The front, the cheapest first, looked for from a good staffing on to both ends."""
        self._path_up(self._space.bottom)
        self._path_up(begin)
        self._path_down(begin)
        self._exchange()
        candidates = self._front(self._few)
        self._trials.simulate(candidates, self._more, "cost front")
        return self._front(self._more, candidates)

    def _measured(self, staffing: Staffing) -> tuple[float, float]:
        """Late answers and their lateness on average [h]; infinite where the scenario does not allow the staffing."""
        if not self._trials.simulate([staffing], self._few, "cost front"):
            return math.inf, math.inf
        outcomes = self._trials.outcomes(staffing).first(self._few)
        return float(outcomes.late.mean()), float(outcomes.lateness.mean())

    def _path_up(self, staffing: Staffing) -> None:
        """Add what brings most for its cost, until nothing brings anything or the way is known."""
        promise: dict[int, float] = {}
        while staffing not in self._passed:
            self._passed.add(staffing)
            steps = [i for i in range(len(staffing)) if staffing[i] < self._space.top[i]]
            here = self._measured(staffing)
            if not steps or here[0] <= 0:
                return
            self._look_at(_step(staffing, i, 1) for i in steps if i not in promise)
            i, gain = self._best(steps, promise, partial(self._gain, staffing, here))
            if gain <= 0:
                return
            staffing = _step(staffing, i, 1)

    def _path_down(self, staffing: Staffing) -> None:
        """Take away what costs least in late answers for what it saves, to the lower end."""
        promise: dict[int, float] = {}
        while steps := [i for i in range(len(staffing)) if staffing[i] > 0]:
            here = self._measured(staffing)
            self._look_at(_step(staffing, i, -1) for i in steps if i not in promise)
            i, kept = self._best(steps, promise, partial(self._kept, staffing, here))
            if kept == -math.inf:
                return
            staffing = _step(staffing, i, -1)

    def _look_at(self, staffings: Iterable[Staffing]) -> None:
        """Simulate several staffings together, which takes less time than one after the other."""
        self._trials.simulate(list(staffings), self._few, "cost front")

    def _best(
        self, steps: Sequence[int], promise: dict[int, float], value: Callable[[int], float]
    ) -> tuple[int, float]:
        """The step with the highest value, and that value; only those are worked out that promise more than the best so far."""
        unknown = [i for i in steps if i not in promise]
        for i in unknown:
            promise[i] = value(i)
        fresh = set(unknown)
        while True:
            best = max(steps, key=lambda i: promise[i])
            if best in fresh:
                return best, promise[best]
            promise[best] = value(best)
            fresh.add(best)

    def _gain(self, less: Staffing, before: tuple[float, float], i: int) -> float:
        """How much of the late answers and of their lateness a step up saves, for its cost."""
        more = _step(less, i, 1)
        after = self._measured(more)
        shares = [(a - b) / a if a else 0.0 for a, b in zip(before, after, strict=True)]
        gain = sum(shares) if max(shares) > _HARDLY else 0.0
        return gain / self._price(less, more)

    def _kept(self, more: Staffing, before: tuple[float, float], i: int) -> float:
        """How little more late answers and lateness a step down brings, for what it saves: the loss below zero."""
        less = _step(more, i, -1)
        after = self._measured(less)
        grown = [a / max(b, 1.0) - 1 for a, b in zip(after, before, strict=True)]
        return -sum(grown) / self._price(less, more)

    def _price(self, less: Staffing, more: Staffing) -> float:
        return max(self._space.order_cost(more) - self._space.order_cost(less), 1e-12)

    def _exchange(self) -> None:
        """Exchange a step of one variable for one of another around the front, as long as that makes it better."""
        tried: set[Staffing] = set()
        matter = self._that_matter()
        while True:
            front = self._front(self._few)
            new = [other for staffing in front for other in self._exchanged(staffing, matter) if other not in tried]
            new = [other for other in dict.fromkeys(new) if not self._hopeless(other, front)]
            new = new[: max(_MOST_EXCHANGES - len(tried), 0)]
            if not new:
                return
            tried.update(new)
            self._trials.simulate(new, self._few, "cost front")

    def _that_matter(self) -> list[int]:
        """The variables of which a step has changed the late answers of any staffing."""
        known = set(self._trials.staffings)
        found = set()
        for staffing in known:
            for i in range(len(staffing)):
                other = _step(staffing, i, 1)
                if i not in found and other in known and self._measured(staffing) != self._measured(other):
                    found.add(i)
        return sorted(found)

    def _exchanged(self, staffing: Staffing, matter: Sequence[int]) -> Iterable[Staffing]:
        """What lies one step, or one step for another, beside a staffing."""
        top = self._space.top
        for i in matter:
            if staffing[i] < top[i]:
                yield _step(staffing, i, 1)
            if staffing[i] > 0:
                yield _step(staffing, i, -1)
                yield from (_step(_step(staffing, i, -1), j, 1) for j in matter if j != i and staffing[j] < top[j])

    def _hopeless(self, staffing: Staffing, front: Sequence[Staffing]) -> bool:
        """Whether a staffing has more of everything than one without late answers, or the very cost of the front's end."""
        cost = self._space.order_cost(staffing)
        return any(self._measured(other)[0] <= 0 and self._space.order_cost(other) <= cost for other in front)

    def _front(self, count: int, among: Sequence[Staffing] | None = None) -> tuple[Staffing, ...]:
        """Of the staffings that were simulated, or of some, those with fewer late answers than all cheaper ones."""
        staffings = self._trials.staffings if among is None else among
        late = {s: float(self._trials.outcomes(s).first(count).late.mean()) for s in staffings}
        return pareto(late, self._space.order_cost)


def pareto(late: dict[Staffing, float], cost: Callable[[Staffing], float]) -> tuple[Staffing, ...]:
    """The staffings with fewer late answers than everything that costs no more, the cheapest first."""
    found: list[Staffing] = []
    for staffing in sorted(late, key=lambda s: (cost(s), late[s])):
        if not found or late[staffing] < late[found[-1]]:
            found.append(staffing)
    return tuple(found)


def _step(staffing: Staffing, i: int, by: int) -> Staffing:
    """A staffing with one variable moved."""
    return (*staffing[:i], staffing[i] + by, *staffing[i + 1 :])
