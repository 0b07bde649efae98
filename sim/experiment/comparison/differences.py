"""The differences of several cases from the first, corrected for being looked at all at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.experiment.comparison.measures import Measure, MeasuredPlace, MeasuredRun, PlaceAndMeasure
from sim.experiment.comparison.paired import Paired, holm, paired
from sim.experiment.comparison.paired_days import paired_days
from sim.measure.day_quantiles import DAY_QUANTILES
from sim.measure.intervals import CONFIDENCE, Estimate, difference_bounds


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


def differences_from_first(runs: Sequence[MeasuredRun]) -> tuple[Difference, ...]:
    """Every case held against the first, where all have the measure at least once."""
    first = runs[0]
    shared = [
        key for key in first.values if all(key in v.values and not all(map(math.isnan, v.values[key])) for v in runs)
    ]
    rows = [(key, case, _paired(first, runs[case], key)) for case in range(1, len(runs)) for key in shared]
    before = {key: first.estimate(key) for key in shared}
    adjusted = holm([pair.p for *_, pair in rows])
    count = sum(not math.isnan(p) for p in adjusted)
    return tuple(
        Difference(
            measure=key[1],
            place=key[0],
            case=case,
            before=before[key],
            after=runs[case].estimate(key),
            paired=pair,
            simultaneous=pair.simultaneous(count),
            p_holm=p,
        )
        for (key, case, pair), p in zip(rows, adjusted, strict=True)
    )


def _paired(first: MeasuredRun, other: MeasuredRun, key: PlaceAndMeasure) -> Paired:
    """A measure of a case less that of the first: of means, or of the days of their mean distributions."""
    place, measure = key
    before, after = first.values[key], other.values[key]
    if measure in DAY_QUANTILES and place in first.within and place in other.within:
        return paired_days(before, after, first.within[place], other.within[place], DAY_QUANTILES[measure])
    bounds = difference_bounds(first.bounds(key))
    # Hours on duty are hardly ever the same by chance: a difference that every replication has is none that may vary.
    return paired(before, after, replace(bounds, event=0.0) if measure == "utilisation" else bounds)
