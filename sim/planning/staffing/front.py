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
from sim.planning.staffing.variables import Staffing, StaffingSpace, with_level
from sim.translations.in_use import translated

_FEW = 8
"""Replications in which staffings of a front are looked for."""
_MORE = 24
"""Replications in which those that look good are held against each other."""
_A_LATE_ANSWER = 0.1
"""A step is not worth the late answers that it saves up to this number, on average over replications."""
_WORTH = 0.01
"""So small a share of the late answers, or of their lateness, is not worth a step either."""
_HOPE = 1.5
"""A step may save so many times as many late answers as the same step has saved elsewhere."""
_MOST_EXCHANGES = 120
"""At most this many exchanges of a post for another are tried."""


class FrontSearch:
    """Looks for the staffings of a space that no cheaper one beats."""

    def __init__(self, space: StaffingSpace, trials: Trials, few: int = _FEW, more: int = _MORE) -> None:
        self._space, self._trials = space, trials
        self._few, self._more = few, max(few, more)
        self._passed: set[Staffing] = set()
        self._means: dict[Staffing, tuple[float, float]] = {}
        self._fewest = 0.0

    def run(self, begin: Staffing) -> tuple[Staffing, ...]:
        """The front, the cheapest first, looked for from a good staffing on to both ends."""
        self._fewest = self._measured(self._space.top)[0]
        self._path_up(begin)
        self._path_up(self._space.bottom)
        self._path_down(begin)
        self._exchange()
        candidates = self._that_are_worth(self._front(self._few))
        self._trials.simulate(candidates, self._more, translated("cost front"))
        return self._front(self._more, candidates)

    def _measured(self, staffing: Staffing) -> tuple[float, float]:
        """Late answers and their lateness on average [h]; infinite where the scenario does not allow the staffing."""
        if staffing not in self._means:
            self._means[staffing] = (math.inf, math.inf)
            if self._trials.simulate([staffing], self._few, translated("cost front")):
                outcomes = self._trials.outcomes(staffing).first(self._few)
                self._means[staffing] = float(outcomes.late.mean()), float(outcomes.lateness.mean())
        return self._means[staffing]

    def _path_up(self, staffing: Staffing) -> None:
        """Add what brings most for its cost, until nothing brings anything or the way is known."""
        promise: dict[int, float] = {}
        while staffing not in self._passed:
            self._passed.add(staffing)
            steps = [i for i in range(len(staffing)) if staffing[i] < self._space.top[i]]
            here = self._measured(staffing)
            if not steps or self._is_low(here[0]):
                return
            self._look_at(_step(staffing, i, 1) for i in steps if i not in promise)
            i, gain = self._best(steps, promise, partial(self._gain, staffing, here))
            if gain <= 0:  # what hardly helped before may do so here
                promise.clear()
                self._look_at(_step(staffing, i, 1) for i in steps)
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
        self._trials.simulate(list(staffings), self._few, translated("cost front"))

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
        worth = max(shares) > _WORTH and before[0] - after[0] > -_A_LATE_ANSWER
        return sum(shares) / self._price(less, more) if worth else 0.0

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
        while True:
            front, known = self._that_are_worth(self._front(self._few)), self._steps_known()
            new = [other for staffing in front for other in self._exchanged(staffing, front, known)]
            new = [other for other in dict.fromkeys(new) if other not in tried][: max(_MOST_EXCHANGES - len(tried), 0)]
            if not new:
                return
            tried.update(new)
            self._look_at(new)

    def _that_are_worth(self, front: Sequence[Staffing]) -> list[Staffing]:
        """The staffings of a front that save as many late answers as is worth a step."""
        found: list[Staffing] = []
        for staffing in front:
            cost = self._space.order_cost(staffing)
            if not found or self._measured(staffing)[0] < self._least_at(cost, found):
                found.append(staffing)
        return found

    def _steps_known(self) -> dict[tuple[int, int], tuple[float, float]]:
        """By variable and level: the fewest and the most late answers that one step up from there has saved, wherever that is known."""
        found: dict[tuple[int, int], tuple[float, float]] = {}
        for staffing in (known := set(self._trials.staffings)):
            for i, level in enumerate(staffing):
                if (more := _step(staffing, i, 1)) in known:
                    saved = self._measured(staffing)[0] - self._measured(more)[0]
                    least, most = found.get((i, level), (saved, saved))
                    found[i, level] = min(least, saved), max(most, saved)
        return found

    def _exchanged(
        self, staffing: Staffing, front: Sequence[Staffing], known: dict[tuple[int, int], tuple[float, float]]
    ) -> Iterable[Staffing]:
        """What lies one step, or one step for another, beside a staffing, and may be better than everything that costs no more.

        A step may save half as many late answers again as it has saved anywhere, and may be missed as little.
        """
        top, late = self._space.top, self._measured(staffing)[0]
        ups = [j for j in range(len(staffing)) if staffing[j] < top[j]]
        gains = {j: max(known.get((j, staffing[j]), (0.0, 0.0))[1], 0.0) for j in ups}
        for i in (None, *(i for i, level in enumerate(staffing) if level > 0)):
            less, missed = staffing, 0.0
            if i is not None:
                less = _step(staffing, i, -1)
                missed = max(known.get((i, staffing[i] - 1), (0.0, 0.0))[0], 0.0)
                if late + missed / _HOPE < self._least_at(self._space.order_cost(less), front):
                    yield less
            for j in ups:
                other = _step(less, j, 1)
                hoped = late + missed / _HOPE - _HOPE * gains[j]
                if j != i and hoped < self._least_at(self._space.order_cost(other), front):
                    yield other

    def _least_at(self, cost: float, front: Sequence[Staffing]) -> float:
        """How few late answers there are for a cost, less what is not worth a step."""
        late = min(
            (self._measured(other)[0] for other in front if self._space.order_cost(other) <= cost), default=math.inf
        )
        return late - max(_A_LATE_ANSWER, _WORTH * late)

    def _is_low(self, late: float) -> bool:
        """Whether more people could hardly save a late answer: no staffing has fewer than the one with most of everything."""
        return late - self._fewest <= _A_LATE_ANSWER

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
    return with_level(staffing, i, staffing[i] + by)
