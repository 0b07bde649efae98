"""What one replication brings: the range of a figure over replications, which is no uncertainty of its mean."""

from __future__ import annotations

import numpy as np

from sim.quantities import Floats

_LEAST = 10
"""Of fewer replications no range is given."""


def outer_tenths(values: Floats) -> tuple[Floats, Floats]:
    """Between which values at least eight in ten replications lie, for several figures [values of shape (replications, figures)].

    The lowest tenth of the replications and the highest tenth are left out, each rounded down; missing values (NaN) are none.
    Both ends are NaN with fewer than :data:`_LEAST`.
    """
    ordered = np.sort(values, axis=0)  # NaN last
    count = (~np.isnan(values)).sum(axis=0)
    below = count // 10
    enough = count >= _LEAST
    rows = np.where(enough, below, 0), np.where(enough, count - 1 - below, 0)
    low, high = (np.take_along_axis(ordered, row[np.newaxis], axis=0)[0] for row in rows)
    return np.where(enough, low, np.nan), np.where(enough, high, np.nan)
