"""Stretches in which a rate stays the same, out of counts in a row."""

from __future__ import annotations

import numpy as np

from sim.quantities import Floats


def constant_stretches(counts: Floats, exposure: Floats, penalty: float) -> list[int]:
    """Where the stretches begin in which the rate is the same: the partition of the highest penalised Poisson likelihood.

    Optimal partitioning (B. Jackson et al., IEEE Signal Processing Letters 12 (2005); J. Scargle et al., Bayesian blocks,
    Astrophysical Journal 764 (2013)); `penalty` is what each further stretch has to gain in log-likelihood.
    """
    n = len(counts)
    total, exposed = (np.concatenate([[0.0], np.cumsum(values)]) for values in (counts, exposure))
    best, begin = np.zeros(n + 1), np.zeros(n + 1, dtype=np.int64)
    for end in range(1, n + 1):
        c, e = total[end] - total[:end], exposed[end] - exposed[:end]
        gain = np.where((c > 0) & (e > 0), c * np.log(np.maximum(c, 1e-300) / np.maximum(e, 1e-300)), 0.0)
        value = best[:end] + gain - penalty
        begin[end] = int(np.argmax(value))
        best[end] = value[begin[end]]
    starts, end = [], n
    while end > 0:
        end = int(begin[end])
        starts.append(end)
    return starts[::-1]
