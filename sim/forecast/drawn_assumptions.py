"""Draws of all assumptions of a scenario at once, spread evenly over what they may be.

Latin hypercube sampling: each assumption has one draw in every one of as many equally likely strata as there are draws (McKay,
Beckman and Conover, Technometrics 21 (1979), 239-245). Means over the draws are so far more exact than over independent ones, and
what an assumption may be is covered with few draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.quantities import Floats
from sim.random_streams import generator
from sim.study.uncertain_inputs import Drawable, changes_together

_ABOVE_ZERO = 2.0**-53


@dataclass(frozen=True)
class AssumptionDraws:
    """Draws of assumptions."""

    assumptions: tuple[Drawable, ...]
    """The assumptions."""
    uniforms: Floats
    """By draw and assumption: the probability at which its distribution is inverted [shape (draws, assumptions)]."""

    @classmethod
    def of(cls, assumptions: Sequence[Drawable], count: int, seed: int) -> AssumptionDraws:
        """So many draws; where nothing is uncertain, of nothing."""
        from scipy.stats.qmc import LatinHypercube  # late: it takes half a second

        if not assumptions:
            return cls((), np.zeros((count, 0)))
        luck = generator(seed, 0, "forecast", *(assumption.name for assumption in assumptions))
        points = np.asarray(LatinHypercube(len(assumptions), rng=luck).random(count), dtype=np.float64)
        return cls(tuple(assumptions), np.clip(points, _ABOVE_ZERO, 1 - _ABOVE_ZERO))

    def __len__(self) -> int:
        return len(self.uniforms)

    def settings(self, draw: int) -> tuple[str, ...]:
        """What a draw sets, each as `PATH=VALUE`."""
        row = self.uniforms[draw].tolist()
        return changes_together(
            [
                (assumption, assumption.uncertain.quantile(u, whole=assumption.whole))
                for assumption, u in zip(self.assumptions, row, strict=True)
            ]
        )

    @property
    def scores(self) -> Floats:
        """By draw and assumption: its place as a deviate of the standard normal distribution [same shape]."""
        from scipy.special import ndtri

        return np.asarray(ndtri(self.uniforms), dtype=np.float64)
