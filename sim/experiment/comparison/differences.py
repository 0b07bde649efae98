"""The differences of several cases from the first, corrected for being looked at all at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sim.experiment.comparison.measures import Measure, MeasuredPlace, MeasuredRun, PlaceAndMeasure
from sim.experiment.comparison.paired import Paired, holm, paired
from sim.experiment.comparison.paired_days import paired_days
from sim.measure.day_quantiles import DAY_QUANTILES
from sim.measure.intervals import CONFIDENCE, Estimate, difference_bounds

Family = Literal["question", "others"]
"""Which differences are corrected for together: those of the question, and all others."""
FAMILIES: tuple[Family, ...] = ("question", "others")
"""In the order in which they are tested."""
QUESTION: tuple[Measure, ...] = ("in_time", "late")
"""The measures for which cases are compared: how many answers are in time, and how many are late."""


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
    """Ends of the interval that holds with 95 % at once for all differences of its family [simultaneous interval]."""
    p_holm: float
    """Probability after Holm's correction over all differences of its family [Holm-adjusted p]; NaN where there is none."""

    @property
    def family(self) -> Family:
        """The differences that it is corrected with."""
        return family_of(self.measure)

    @property
    def significant(self) -> bool:
        """Whether the Holm-adjusted p is at most 5 %."""
        return self.p_holm <= 1 - CONFIDENCE

    @property
    def equal(self) -> bool:
        """Whether both cases have the same in every replication."""
        return self.paired.steady and self.paired.estimate.mean == 0


def family_of(measure: Measure) -> Family:
    """The family of the differences of a measure."""
    return "question" if measure in QUESTION else "others"


def differences_from_first(runs: Sequence[MeasuredRun]) -> tuple[Difference, ...]:
    """Every case held against the first, where all have the measure at least once.

    What is asked for is stated before the runs, and tested first and for itself, so that what else is looked at cannot hide it: two
    families, each with Holm's correction of its own (Bender and Lange, Journal of Clinical Epidemiology 54 (2001), 343-349).
    """
    first = runs[0]
    shared = [
        key for key in first.values if all(key in v.values and not all(map(math.isnan, v.values[key])) for v in runs)
    ]
    rows = [(key, case, _paired(first, runs[case], key)) for case in range(1, len(runs)) for key in shared]
    before = {key: first.estimate(key) for key in shared}
    adjusted, counts = _corrected([(family_of(measure), pair.p) for (_, measure), _, pair in rows])
    return tuple(
        Difference(
            measure=key[1],
            place=key[0],
            case=case,
            before=before[key],
            after=runs[case].estimate(key),
            paired=pair,
            simultaneous=pair.simultaneous(counts[family_of(key[1])]),
            p_holm=p,
        )
        for (key, case, pair), p in zip(rows, adjusted, strict=True)
    )


def _corrected(tests: Sequence[tuple[Family, float]]) -> tuple[list[float], dict[Family, int]]:
    """The probability of each test after the correction over its family, and how many tests each family has."""
    adjusted = [math.nan] * len(tests)
    counts: dict[Family, int] = {}
    for family in FAMILIES:
        places = [i for i, (its, _) in enumerate(tests) if its == family]
        for i, p in zip(places, holm([tests[i][1] for i in places]), strict=True):
            adjusted[i] = p
        counts[family] = sum(not math.isnan(tests[i][1]) for i in places)
    return adjusted, counts


def _paired(first: MeasuredRun, other: MeasuredRun, key: PlaceAndMeasure) -> Paired:
    """A measure of a case less that of the first: of means, or of the days of their mean distributions."""
    place, measure = key
    before, after = first.values[key], other.values[key]
    if measure in DAY_QUANTILES and place in first.within and place in other.within:
        return paired_days(before, after, first.within[place], other.within[place], DAY_QUANTILES[measure])
    bounds, of_each = difference_bounds(first.bounds(key)), (first.bounds(key), other.bounds(key))
    # Hours on duty are hardly ever the same by chance: a difference that every replication has is none that may vary.
    return paired(before, after, replace(bounds, event=0.0) if measure == "utilisation" else bounds, of_each)
