"""Shapes of durations that a scenario can state by mean and 90th percentile, fitted by maximum likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.quantities import Floats

ShapeFamily = Literal["lognormal", "gamma", "weibull", "exponential"]
"""Families that a scenario states by its mean and 90th percentile."""
_WIDEST_LOG_DEVIATION = 1.25
"""Of the two lognormal distributions with a mean and a 90th percentile a scenario means the narrower; it ends at 1.28."""
_LEAST_GAMMA = 0.21
_LEAST_WEIBULL = 0.57
"""Shapes below which a 90th percentile does not tell the shape; the ends are those of the scenario's language."""
_STEPS = 60


@dataclass(frozen=True)
class Shape:
    """A family with its parameter of form, of mean 1; it is scaled by the mean."""

    family: ShapeFamily
    """Which family."""
    form: float
    """Deviation of the logarithm, shape of a gamma or Weibull distribution; 1 of the exponential."""
    scale: float
    """Mean by maximum likelihood [s]."""
    likelihood: float
    """Logarithm of the likelihood of what was observed."""

    @property
    def criterion(self) -> float:
        """Akaike's information criterion; the lower the better."""
        return 2 * (1 if self.family == "exponential" else 2) - 2 * self.likelihood

    @property
    def p90(self) -> float:
        """90th percentile over mean."""
        return float(self.quantile(np.array([0.9]))[0])

    @property
    def variation(self) -> float:
        """Coefficient of variation."""
        if self.family == "lognormal":
            return math.sqrt(math.expm1(min(self.form**2, 50.0)))
        if self.family == "weibull":
            return math.sqrt(math.exp(math.lgamma(1 + 2 / self.form) - 2 * math.lgamma(1 + 1 / self.form)) - 1)
        return 1 / math.sqrt(self.form)

    @property
    def can_be_stated(self) -> bool:
        """Whether mean and 90th percentile tell this shape in a scenario."""
        if self.family == "lognormal":
            return 1e-4 < self.form < _WIDEST_LOG_DEVIATION
        if self.family == "gamma":
            return _LEAST_GAMMA < self.form < 1e6
        return self.family == "exponential" or _LEAST_WEIBULL < self.form < 1e3

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability, of mean 1."""
        from scipy.special import gammaincinv, ndtri

        if self.family == "lognormal":
            return np.asarray(np.exp(self.form * ndtri(u) - self.form**2 / 2))
        if self.family == "weibull":
            return np.asarray((-np.log1p(-u)) ** (1 / self.form) / math.gamma(1 + 1 / self.form))
        return np.asarray(gammaincinv(self.form, u) / self.form)

    def below(self, x: Floats) -> Floats:
        """The probability of at most each value, of mean 1."""
        from scipy.special import gammainc, ndtr

        x = np.maximum(x, 0.0)
        if self.family == "lognormal":
            with np.errstate(divide="ignore"):
                return np.asarray(ndtr((np.log(x) + self.form**2 / 2) / self.form))
        if self.family == "weibull":
            return np.asarray(-np.expm1(-((x * math.gamma(1 + 1 / self.form)) ** self.form)))
        return np.asarray(gammainc(self.form, self.form * x))


def fit_shapes(values: Floats, censored: Floats) -> tuple[Shape, ...]:
    """All families fitted to durations above zero, and to some of which only so much had passed, best first [s].

    By maximum likelihood, ordered by the criterion of Akaike 1974, A new look at the statistical model identification, IEEE
    Transactions on Automatic Control 19(6), 716-723. What had not ended counts by the probability of lasting longer.
    """
    shapes = [_lognormal(values), _gamma(values), _weibull(values), _exponential(values)]
    if len(censored):
        shapes = [_with_censored(shape, values, censored) for shape in shapes]
    return tuple(sorted(shapes, key=lambda shape: shape.criterion))


def _lognormal(x: Floats) -> Shape:
    logs = np.log(x)
    sigma = max(float(logs.std()), 1e-6)
    likelihood = -len(x) * (math.log(sigma * math.sqrt(2 * math.pi)) + 0.5) - float(logs.sum())
    return Shape("lognormal", sigma, float(np.exp(min(logs.mean() + sigma**2 / 2, 700.0))), likelihood)


def _gamma(x: Floats) -> Shape:
    """The shape by Newton's method after Minka 2002, Estimating a Gamma distribution."""
    from scipy.special import digamma, gammaln, polygamma

    mean, log_mean = float(x.mean()), float(np.log(x).mean())
    gap = max(math.log(mean) - log_mean, 1e-12)
    k = (3 - gap + math.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    for _ in range(_STEPS):
        change = (log_mean - math.log(mean) + math.log(k) - float(digamma(k))) / (
            k * k * (1 / k - float(polygamma(1, k)))
        )
        following = 1 / max(1 / k + change, 1e-9)
        if abs(following - k) < 1e-9 * k:
            break
        k = following
    likelihood = len(x) * (k * math.log(k / mean) - float(gammaln(k)) + (k - 1) * log_mean - k)
    return Shape("gamma", k, mean, likelihood)


def _weibull(x: Floats) -> Shape:
    logs = np.log(x)
    centre, spread = float(logs.mean()), max(float(logs.std()), 1e-6)
    y = logs - float(logs.max())
    k = 1.2 / spread
    for _ in range(_STEPS):
        power = np.exp(k * y)
        total = float(power.sum())
        first, second = float(power @ y) / total, float(power @ (y * y)) / total
        slope = 1 / k**2 + second - first**2
        following = max(k + (1 / k + (centre - float(logs.max())) - first) / slope, k / 3)
        if abs(following - k) < 1e-9 * k:
            break
        k = following
    log_scale = float(logs.max()) + math.log(float(np.exp(k * y).mean())) / k
    likelihood = len(x) * (math.log(k) - k * log_scale + (k - 1) * centre - 1)
    return Shape("weibull", k, math.exp(min(log_scale + math.lgamma(1 + 1 / k), 700.0)), likelihood)


def _exponential(x: Floats) -> Shape:
    mean = float(x.mean())
    return Shape("exponential", 1.0, mean, -len(x) * (math.log(mean) + 1))


def _with_censored(start: Shape, values: Floats, censored: Floats) -> Shape:
    """A family fitted to complete and censored durations, from what the complete ones alone gave."""
    from scipy.optimize import minimize

    fixed = start.family == "exponential"

    def shape_at(parameters: Floats) -> Shape:
        form = 1.0 if fixed else math.exp(min(max(float(parameters[1]), -5.0), 12.0))
        return Shape(start.family, form, math.exp(min(max(float(parameters[0]), -5.0), 40.0)), 0.0)

    def loss(parameters: Floats) -> float:
        shape = shape_at(parameters)
        lasting = np.maximum(1 - shape.below(censored / shape.scale), 1e-300)
        return -float(_log_density(shape, values).sum()) - float(np.log(lasting).sum())

    begin = np.array([math.log(start.scale), *([] if fixed else [math.log(start.form)])])
    found = minimize(loss, begin, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4, "maxiter": 400})
    shape = shape_at(found.x)
    return Shape(shape.family, shape.form, shape.scale, -float(found.fun))


def _log_density(shape: Shape, x: Floats) -> Floats:
    from scipy.special import gammaln

    y, log_scale = x / shape.scale, math.log(shape.scale)
    k = shape.form
    if shape.family == "lognormal":
        z = (np.log(y) + k**2 / 2) / k
        return np.asarray(-(z**2) / 2 - np.log(x * k * math.sqrt(2 * math.pi)))
    if shape.family == "weibull":
        log_unit = math.lgamma(1 + 1 / k)
        logs = np.log(y) + log_unit
        return np.asarray(math.log(k) + log_unit - log_scale + (k - 1) * logs - np.exp(np.minimum(k * logs, 700.0)))
    return np.asarray(k * math.log(k) - float(gammaln(k)) + (k - 1) * np.log(y) - k * y - log_scale)


def greatest_distance(shape: Shape, mean: float, values: Floats, resolution: float) -> float:
    """Kolmogorov's distance between a shape of some mean and durations that are in order [probability].

    Durations noted in steps of a resolution stand for all within half a step [s].
    """
    return distance_to(lambda x: shape.below(x / mean), values, resolution)


def distance_to(below: Callable[[Floats], Floats], values: Floats, resolution: float) -> float:
    """Kolmogorov's distance between a distribution function and durations that are in order [probability]."""
    different, first = np.unique(values, return_index=True)
    n = len(values)
    until = np.append(first[1:], n) / n
    above = np.abs(below(different + resolution / 2) - until).max()
    beneath = np.abs(below(np.maximum(different - resolution / 2, 0.0)) - first / n)[different > resolution / 2]
    return float(max(above, beneath.max(initial=0.0)))
