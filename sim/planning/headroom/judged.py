"""By what headroom is judged: targets that have all to be met, and by how much they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.steplog import StepLog
from sim.measure.intervals import CONFIDENCE, Estimate
from sim.model.model import Model
from sim.planning.staffing.targets import Condition, Conditions, Target
from sim.quantities import Floats

TargetFigures = tuple[Estimate, ...]
"""By condition: its figure over some replications, with intervals that hold for all together (Bonferroni)."""


@dataclass(frozen=True)
class Judgement:
    """Targets that have all to be met."""

    conditions: Conditions
    """What they ask, one after the other."""

    @classmethod
    def of(cls, targets: Sequence[Target], model: Model) -> Judgement:
        """The judgement by some targets."""
        return cls(Conditions(targets, model))

    @property
    def each(self) -> tuple[Condition, ...]:
        """What is asked, by month where a target is one of every month."""
        return self.conditions.each

    @property
    def text(self) -> str:
        """The targets as they are read again."""
        return "; ".join(map(str, self.conditions.targets))

    def of_replication(self, log: StepLog, model: Model) -> Floats:
        """What is held against the bounds in one replication [as :meth:`Conditions.values`]."""
        values: Floats = self.conditions.values(log, model)
        return values

    def figures(self, replications: Sequence[Floats]) -> TargetFigures:
        """The figures over replications."""
        sure = 1 - (1 - CONFIDENCE) / 2  # one-sided bounds, so that both ends together have the usual level
        return tuple(judged.estimate for judged in self.conditions.judged(np.stack(replications), sure))

    def margin(self, figures: TargetFigures) -> Estimate:
        """By how much the targets are met, that of the one that is met least [share of its bound]; below 0 one is missed."""
        margins = [_margin(condition.target, figure) for condition, figure in zip(self.each, figures, strict=True)]
        mean, low, high = (
            min((getattr(margin, end) for margin in margins if not math.isnan(getattr(margin, end))), default=math.nan)
            for end in ("mean", "low", "high")
        )
        return Estimate(mean, low, high, max((figure.replications for figure in figures), default=0))

    def least_met(self, figures: TargetFigures) -> int:
        """Which condition is met least [position in `each`]."""
        margins = [_margin(c.target, figure).mean for c, figure in zip(self.each, figures, strict=True)]
        return min(range(len(margins)), key=lambda i: math.inf if math.isnan(margins[i]) else margins[i])


def _margin(target: Target, figure: Estimate) -> Estimate:
    """By how much one target is met [share of its bound, of a bound of 0 unit of the measure]."""
    size = abs(target.value) or 1.0
    sign = 1.0 if target.at_least else -1.0
    mean, low, high = (sign * (value - target.value) / size for value in (figure.mean, figure.low, figure.high))
    low, high = (low, high) if target.at_least else (high, low)
    return Estimate(mean, low, high, figure.replications)
