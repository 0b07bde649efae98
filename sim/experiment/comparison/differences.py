"""The differences of several cases from the first, corrected for being looked at all at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.experiment.comparison.measures import Measure, MeasuredPlace, Values
from sim.experiment.comparison.paired import Paired, holm, paired
from sim.measure.figure_units import SHARES_OF_APPLICATIONS
from sim.measure.intervals import CONFIDENCE, Estimate, mean_interval, share_interval


@dataclass(frozen=True)
class Difference:
    """One measure of one case held against the first."""

    measure: Measure
    """What is compared."""
    place: MeasuredPlace
    """Where it is taken."""
    case: int
    """Position of the case in `Comparison.cases`."""
    before: Estimate
    """The measure in the first case."""
    after: Estimate
    """The measure in this case."""
    paired: Paired
    """This case less the first, paired by replication."""
    simultaneous: tuple[float, float]
    """Ends of the interval that holds with 95 % at once for all differences of the comparison [simultaneous interval]."""
    p_holm: float
    """Probability after Holm's correction over all differences of the comparison [Holm-adjusted p]; NaN where there is none."""

    @property
    def significant(self) -> bool:
        """Whether the Holm-adjusted p is at most 5 %."""
        return self.p_holm <= 1 - CONFIDENCE

    @property
    def equal(self) -> bool:
        """Whether both cases have the same in every replication."""
        return self.paired.steady and self.paired.estimate.mean == 0


def differences_from_first(values: Sequence[Values]) -> tuple[Difference, ...]:
    """Every case held against the first, where all have the measure at least once."""
    first = values[0]
    shared = [key for key in first if all(key in v and not all(map(math.isnan, v[key])) for v in values)]
    rows = [
        (place, measure, case, paired(first[place, measure], values[case][place, measure], _of_difference(measure)))
        for case in range(1, len(values))
        for place, measure in shared
    ]
    adjusted = holm([pair.p for *_, pair in rows])
    count = sum(not math.isnan(p) for p in adjusted)
    return tuple(
        Difference(
            measure=measure,
            place=place,
            case=case,
            before=_estimate(measure, first[place, measure]),
            after=_estimate(measure, values[case][place, measure]),
            paired=pair,
            simultaneous=pair.simultaneous(count),
            p_holm=p,
        )
        for (place, measure, case, pair), p in zip(rows, adjusted, strict=True)
    )


def _estimate(measure: Measure, values: Sequence[float]) -> Estimate:
    return mean_interval(values, bounds=UNBOUNDED)


def _of_difference(measure: Measure) -> Bounds:
    return difference_bounds(UNBOUNDED)
