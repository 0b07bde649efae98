"""Means, ratios and shares of one replication; NaN where there is nothing to take them of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import Truth
from sim.quantities import Instants

Rows = dict[tuple[str, ...], dict[str, float]]
"""Figures by row and name."""
NAN = float("nan")


def mean(values: Instants | NDArray[np.float64] | NDArray[np.bool_]) -> float:
    """The arithmetic mean [unit of the values]."""
    return float(values.mean()) if len(values) else NAN


def ratio(part: float, whole: float) -> float:
    """One amount over another one of the same unit."""
    return float(part / whole) if whole else NAN


def share_in_time(answers: NDArray[np.int8]) -> float:
    """Share of answers that came in time [0 to 1], given for each whether it did [Truth]."""
    return mean(answers == Truth.yes)
