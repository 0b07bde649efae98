"""Means, ratios and shares of one replication; NaN where there is nothing to take them of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import Truth
from sim.quantities import Flags, Floats, Instants

Rows = dict[tuple[str, ...], dict[str, float]]
"""Figures by row and name."""
NAN = float("nan")


def mean(values: Instants | Floats | Flags) -> float:
    """The arithmetic mean [unit of the values]."""
    return float(values.mean()) if len(values) else NAN


def ratio(part: float, whole: float) -> float:
    """The quotient of two amounts of one unit; not a number where the divisor is zero."""
    return float(part / whole) if whole else NAN


def share_in_time(answers: NDArray[np.int8]) -> float:
    """Share of answers that came in time [0 to 1], given for each whether it did [Truth]."""
    return mean(answers == Truth.yes)
