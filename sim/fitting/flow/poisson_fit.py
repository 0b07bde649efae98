"""Counts explained by factors: Poisson regression with overdispersion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.quantities import Floats

_ROUNDS = 50


@dataclass(frozen=True)
class PoissonFit:
    """Counts explained by a logarithmic-linear rate."""

    coefficients: Floats
    """By column: by how much it raises the logarithm of the rate."""
    covariance: Floats
    """Their covariance where counts are Poisson."""
    expected: Floats
    """By count: what the rate makes of it."""
    likelihood: float
    """Log-likelihood, but for what depends on the counts alone."""


def fit_poisson(counts: Floats, columns: Floats, exposure: Floats) -> PoissonFit:
    """Fit coefficients by iteratively reweighted least squares (P. McCullagh, J. Nelder: Generalized linear models, 1989)."""
    kept = exposure > 0
    y, x, offset = counts[kept], columns[kept], np.log(exposure[kept])
    rate = np.log(max(float(y.sum()), 0.5) / float(exposure[kept].sum()))
    beta = np.linalg.lstsq(x, np.full(len(y), rate), rcond=None)[0]
    for _ in range(_ROUNDS):
        mean = np.exp(np.clip(x @ beta + offset, -30, 30))
        working = x @ beta + (y - mean) / mean
        new = np.linalg.lstsq(x * np.sqrt(mean)[:, None], working * np.sqrt(mean), rcond=None)[0]
        done = bool(np.abs(new - beta).max() < 1e-9)
        beta = np.clip(new, -30, 30)
        if done:
            break
    mean = np.exp(np.clip(x @ beta + offset, -30, 30))
    covariance = np.linalg.pinv((x * mean[:, None]).T @ x)
    expected = np.zeros(len(counts))
    expected[kept] = mean
    return PoissonFit(beta, covariance, expected, float((y * np.log(mean) - mean).sum()))


def dispersion_of(counts: Floats, expected: Floats, fitted: int) -> float:
    """By how much counts vary more than Poisson counts do: Pearson's statistic by degree of freedom; 1 where few tell."""
    kept = expected > 0
    free = int(kept.sum()) - fitted
    if free < 1:
        return 1.0
    return float(((counts[kept] - expected[kept]) ** 2 / expected[kept]).sum() / free)
