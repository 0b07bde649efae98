"""What a change does to late answers, from replications with the same random numbers as those without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.measure.figure_units import bounds_of
from sim.measure.figures import InTime, Key, ReplicationFigures
from sim.measure.intervals import (
    CONFIDENCE,
    Estimate,
    difference_bounds,
    mean_interval,
    share_difference,
    share_interval,
)


@dataclass(frozen=True)
class Effect:
    """Late answers with and without a change, over paired replications."""

    late_before: Estimate
    """Late answers without it."""
    late_after: Estimate
    """Late answers with it."""
    fewer: Estimate
    """Late answers fewer with it, paired by replication."""
    missed_before: Estimate | None
    """Share of replications that miss the target without it; None where the scenario states none."""
    missed_after: Estimate | None
    """Share of replications that miss the target with it."""
    whole: Estimate
    """Gain in the share in time over all routes, paired by replication."""
    routes: dict[Key, Estimate]
    """Gain in the share in time on each route, paired by replication."""

    @property
    def replications(self) -> int:
        """How many replications were paired."""
        return self.late_after.replications

    @property
    def helps(self) -> bool:
        """Whether the gain in the share in time can be told from none."""
        return self.whole.low > 0


@dataclass(frozen=True)
class Baseline:
    """The replications without a change, by their numbers, against which changes are held."""

    outcomes: Mapping[int, InTime]
    """Answers in time, by the number of the replication."""
    target: float | None
    """Share in time that the planner wants to reach."""
    applications: float
    """Counted applications of a replication on average."""
    cohorts: Mapping[Key, float]
    """By service and route: those with a deadline that is observed, on average."""

    @classmethod
    def of(cls, figures: Sequence[ReplicationFigures], target: float | None, later: Iterable[InTime] = ()) -> Baseline:
        """Replications from the first one on: some of which all figures are known, and `later` ones behind them."""
        n = len(figures)
        outcomes = dict(enumerate([*(InTime.of(one) for one in figures), *later], 1))
        cohorts = {key: sum(one.routes[key]["cohort"] for one in figures) / n for key in figures[0].routes}
        return cls(outcomes, target, sum(one.whole["applications"] for one in figures) / n, cohorts)

    def gains(self, changed: Mapping[int, InTime], numbers: Iterable[int]) -> list[float]:
        """Gains in the share in time over all routes, replication by replication."""
        return [changed[number].whole - self.outcomes[number].whole for number in numbers]

    def fewer(self, changed: Mapping[int, InTime], numbers: Iterable[int]) -> list[float]:
        """Late answers fewer with a change, replication by replication."""
        return [self.outcomes[number].late - changed[number].late for number in numbers]

    def effect(self, changed: Mapping[int, InTime], numbers: range, confidence: float = CONFIDENCE) -> Effect:
        """What a change does in some replications."""
        before, after = ([side[number] for number in numbers] for side in (self.outcomes, changed))
        late = bounds_of("whole", "late")

        def missed(side: Sequence[InTime]) -> Estimate | None:
            if self.target is None:
                return None
            return share_interval(
                [float(one.whole < self.target) for one in side if one.whole == one.whole], confidence
            )

        return Effect(
            mean_interval([one.late for one in before], bounds=late),
            mean_interval([one.late for one in after], confidence, late),
            mean_interval(self.fewer(changed, numbers), confidence, difference_bounds(late)),
            missed(before),
            missed(after),
            share_difference(self.gains(changed, numbers), confidence, self.applications),
            {
                key: share_difference(
                    [b.routes[key] - a.routes[key] for a, b in zip(before, after, strict=True)], confidence, cohort
                )
                for key, cohort in self.cohorts.items()
            },
        )
