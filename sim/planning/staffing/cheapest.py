"""The cheapest staffing that meets the targets, by branch and bound over boxes of staffings.

A box is all staffings between a lower and an upper one. Since more people hardly ever make answers later, it holds none that meets
the targets where the upper one misses them, and nothing cheaper than the lower one where that meets them. What every staffing
of a box needs of a role shows where the upper one misses the targets with less of that role alone. Source: branch and bound for
monotone constraints (Tuy, SIAM Journal on Optimization 11 (2000), 464-494, polyblocks and boxes).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count

from sim.planning.staffing.judge import Judge
from sim.planning.staffing.variables import Staffing, StaffingSpace, with_level

MOST_STAFFINGS = 600
"""At most this many staffings are simulated before a search gives up proving that nothing cheaper meets the targets."""


@dataclass(frozen=True)
class Cheapest:
    """What a search has found."""

    staffing: Staffing
    """The cheapest staffing that meets the targets."""
    proven: bool
    """Whether every cheaper one was ruled out; False where the search was cut short."""
    lower: Staffing
    """What every staffing that meets the targets has at least of each variable."""


class CheapestSearch:
    """Looks for the cheapest staffing of a space that meets the targets."""

    def __init__(self, space: StaffingSpace, judge: Judge) -> None:
        self._space, self._judge = space, judge
        self._order = count()

    def run(self) -> Cheapest | None:
        """The cheapest staffing that meets the targets; None where even the one with most of everything misses them."""
        top = self._space.top
        if not self._judge.meets(top):
            return None
        lower = self._needed(self._space.bottom, top)
        if self._judge.meets(lower):
            return Cheapest(lower, True, lower)
        begin = tuple(max(variable.start, least) for variable, least in zip(self._space.variables, lower, strict=True))
        best = self._lowered(begin if self._judge.meets(begin) else self._between(begin, top), lower)
        best, proven = self._best_of_boxes(lower, top, best)
        return Cheapest(best, proven, lower)

    def _needed(self, lower: Staffing, upper: Staffing) -> Staffing:
        """What every staffing of a box that meets the targets needs at least of each variable."""
        open_ones = [i for i in range(len(lower)) if lower[i] < upper[i]]
        self._judge.look_at([with_level(upper, i, lower[i]) for i in open_ones])
        found = list(lower)
        for i in open_ones:
            found[i] = self._least(upper, i, lower[i])
        return tuple(found)

    def _least(self, staffing: Staffing, i: int, least: int) -> int:
        """The lowest level of a variable at which a staffing meets the targets that meets them as it is, from `least` on."""
        if self._judge.meets(with_level(staffing, i, least)):
            return least
        misses, meets, step = least, staffing[i], 1
        while meets - misses > 1:  # in steps that double, since the upper staffing has far more than anybody needs
            middle = min(misses + step, (misses + meets) // 2)
            if self._judge.meets(with_level(staffing, i, middle)):
                meets = middle
            else:
                misses, step = middle, 2 * step
        return meets

    def _between(self, low: Staffing, high: Staffing) -> Staffing:
        """A staffing that meets the targets, on the way from one that misses them to one that meets them."""
        misses, meets = low, high
        while True:
            middle = tuple((a + b) // 2 for a, b in zip(misses, meets, strict=True))
            if middle in (misses, meets):
                return meets
            if self._judge.meets(middle):
                meets = middle
            else:
                misses = middle

    def _lowered(self, staffing: Staffing, lower: Staffing) -> Staffing:
        """A staffing that meets the targets made cheaper, variable by variable, the one with most to save first."""
        costs = self._space.order_costs
        order = sorted(range(len(staffing)), key=lambda i: costs[i][lower[i]] - costs[i][staffing[i]])
        for i in order:
            if staffing[i] > lower[i]:
                staffing = with_level(staffing, i, self._least(staffing, i, lower[i]))
        return staffing

    def _best_of_boxes(self, lower: Staffing, upper: Staffing, best: Staffing) -> tuple[Staffing, bool]:
        """The cheapest staffing of a box that meets the targets, given one that does, and whether nothing cheaper is left."""
        boxes: list[tuple[float, int, Staffing, Staffing]] = []
        self._push(boxes, lower, upper)
        while boxes:
            cost, _, lower, upper = heapq.heappop(boxes)
            if cost >= self._space.order_cost(best):
                return best, True
            if self._judge.meets(lower):
                best = lower  # the cheapest of all boxes that are left
                continue
            if len(self._judge.trials.staffings) > MOST_STAFFINGS:
                return best, False
            upper = self._affordable(lower, upper, self._space.order_cost(best))
            if not self._judge.meets(upper):
                continue
            needed = self._needed(lower, upper)
            if needed != lower:
                self._push(boxes, needed, upper)
                continue
            i = self._tightest(lower, upper)
            if i is None:
                continue
            self._push(boxes, with_level(lower, i, lower[i] + 1), upper)
            self._push(boxes, lower, with_level(upper, i, lower[i]))
        return best, True

    def _push(self, boxes: list[tuple[float, int, Staffing, Staffing]], lower: Staffing, upper: Staffing) -> None:
        heapq.heappush(boxes, (self._space.order_cost(lower), next(self._order), lower, upper))

    def _affordable(self, lower: Staffing, upper: Staffing, most: float) -> Staffing:
        """The upper staffing of a box, less what would make one of it as dear as one that is known."""
        left = most - self._space.order_cost(lower)
        found = []
        for costs, low, high in zip(self._space.order_costs, lower, upper, strict=True):
            found.append(max(level for level in range(low, high + 1) if costs[level] - costs[low] < left))
        return tuple(found)

    def _tightest(self, lower: Staffing, upper: Staffing) -> int | None:
        """The variable whose lowest level brings the upper staffing nearest to missing the targets; None where none is open."""
        open_ones = [i for i in range(len(lower)) if lower[i] < upper[i]]
        late = self._judge.trials.mean_late
        return max(open_ones, key=lambda i: late(with_level(upper, i, lower[i])), default=None)
