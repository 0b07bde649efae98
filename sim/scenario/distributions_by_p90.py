"""Distributions that are stated by their 90th percentile and a middle: what people can say of work that they know.

"Half an hour as a rule, and nine in ten are done within the hour" fixes two parameters; the others follow from them here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from sim.quantities import HOUR, Floats, shown
from sim.scenario.duration_distribution import DurationDistribution
from sim.schema.document import wrong
from sim.schema.fields import Duration
from sim.translations.in_use import marked, translated

LONGEST_MEAN = 10_000 * HOUR
"""The longest duration that can be written, and so the longest mean of a distribution that is stated by others [s]."""
Z90 = 1.2815515655446004
"""90th percentile of the standard normal distribution; a number, since a command waits a sixth of a second for scipy."""
_LOG_TEN = math.log(10)


class Lognormal(DurationDistribution):
    """Durations of clerical work: none is zero, most are near the mean, a few are several times as long.

    Stated by its 90th percentile and one of mean, median and mode. Of the two lognormal distributions that have a mean
    and a percentile, the narrower one is meant; there is none where the percentile exceeds the mean more than 2.27 times.
    """

    distribution: Literal["lognormal"]
    mean: Duration | None = None
    """Expected duration [s]."""
    median: Duration | None = None
    """Duration that half do not exceed [s]."""
    mode: Duration | None = None
    """Most frequent duration [s]."""
    p90: Duration
    """Duration that nine in ten do not exceed [s]."""

    @model_validator(mode="after")
    def _exists(self) -> Self:
        widest = math.exp(Z90**2 / 2)
        _check("lognormal", self.p90, widest, mean=self.mean, median=self.median, mode=self.mode)
        if self.mean_seconds > LONGEST_MEAN:
            sentence = translated(
                "a lognormal distribution with these has a mean of {hours} hours; at most {most} are possible, so check 'p90'",
                hours=f"{self.mean_seconds / HOUR:.3g}",
                most=LONGEST_MEAN // HOUR,
            )
            raise wrong(sentence, "p90")
        return self

    @cached_property
    def _shape(self) -> tuple[int, float, float]:
        """What is stated [s], the standard deviation of the logarithm, and the logarithm of the median over what is stated.

        With s for the deviation, the percentile stands to the mean as exp(z90 s - s^2/2), whose smaller root is meant;
        to the median as exp(z90 s), and to the mode as exp(z90 s + s^2).
        """
        if self.mean is not None:
            sigma = Z90 - math.sqrt(max(Z90**2 - 2 * math.log(self.p90 / self.mean), 0.0))
            return self.mean, sigma, -(sigma**2) / 2
        if self.median is not None:
            return self.median, math.log(self.p90 / self.median) / Z90, 0.0
        assert self.mode is not None  # one of the three is given
        height = math.log(self.p90 / self.mode)
        sigma = 2 * height / (Z90 + math.sqrt(Z90**2 + 4 * height))
        return self.mode, sigma, sigma**2

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        from scipy.special import ndtri

        stated, sigma, shift = self._shape
        return np.asarray(stated * np.exp(sigma * ndtri(u) + shift))

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        stated, sigma, shift = self._shape
        return float(self.mean) if self.mean is not None else stated * math.exp(shift + sigma**2 / 2)


class Gamma(DurationDistribution):
    """Durations of several pieces of work on end: like the lognormal, with fewer that are very long.

    Stated by its 90th percentile and one of mean and mode. Of the two gamma distributions that have a mean and a
    percentile, the narrower one is meant; there is none where the percentile exceeds the mean more than 3.02 times.
    """

    distribution: Literal["gamma"]
    mean: Duration | None = None
    """Expected duration [s]."""
    mode: Duration | None = None
    """Most frequent duration [s]."""
    p90: Duration
    """Duration that nine in ten do not exceed [s]."""

    @model_validator(mode="after")
    def _exists(self) -> Self:
        _check("gamma", self.p90, _gamma_p90(_WIDEST_GAMMA), mean=self.mean, mode=self.mode)
        return self

    @cached_property
    def _shape(self) -> tuple[float, float]:
        """Shape, and scale [s]; the higher the shape, the narrower the distribution."""
        if self.mean is not None:
            ratio = self.p90 / self.mean
            shape = math.exp(_root(lambda x: ratio - _gamma_p90(math.exp(x)), math.log(_WIDEST_GAMMA), _FAR))
            return shape, self.mean / shape
        from scipy.special import gammaincinv

        assert self.mode is not None  # one of the two is given
        height = self.p90 / self.mode
        # The mode is (shape - 1) times the scale.
        less_one = math.exp(
            _root(lambda x: height - float(gammaincinv(1 + math.exp(x), 0.9)) / math.exp(x), -_FAR, _FAR)
        )
        return 1 + less_one, self.mode / less_one

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        from scipy.special import gammaincinv

        shape, scale = self._shape
        return np.asarray(scale * gammaincinv(shape, u))

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return float(self.mean) if self.mean is not None else math.prod(self._shape)


class Weibull(DurationDistribution):
    """Work whose end becomes likelier the longer it has taken, or less likely; from nearly fixed to very wide.

    Of the two Weibull distributions that have a mean and a 90th percentile, the narrower one is meant; there is none where
    the percentile exceeds the mean more than 2.67 times. At 2.30 times it is the exponential distribution.
    """

    distribution: Literal["weibull"]
    mean: Duration
    """Expected duration [s]."""
    p90: Duration
    """Duration that nine in ten do not exceed [s]."""

    @model_validator(mode="after")
    def _exists(self) -> Self:
        _check("Weibull", self.p90, math.exp(_log_weibull_p90(_WIDEST_WEIBULL)), mean=self.mean)
        return self

    @cached_property
    def _shape(self) -> tuple[float, float]:
        """One over the shape, and scale [s]."""
        height = math.log(self.p90 / self.mean)
        inverse = _root(lambda x: _log_weibull_p90(x) - height, 0.0, _WIDEST_WEIBULL)
        return inverse, self.mean / math.gamma(1 + inverse)

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        inverse, scale = self._shape
        return np.asarray(scale * (-np.log1p(-u)) ** inverse)

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return float(self.mean)


def _check(family: str, p90: int, widest: float, **middles: int | None) -> None:
    """Refuse parameters that no distribution of a family has: exactly one middle is needed, above zero and below `p90`."""
    given = [name for name, value in middles.items() if value is not None]
    if not given:
        *others, last = map(shown, middles)
        sentence = translated(
            "beside 'p90' one of {names} and {last} is needed; add it", names=", ".join(others), last=last
        )
        raise wrong(sentence)
    name = given[-1]
    middle = middles[name]
    if len(given) > 1:
        sentence = translated(
            "'{first}' and '{second}' are both given; keep one of them beside 'p90'", first=given[0], second=name
        )
        raise wrong(sentence, name)
    if not middle:
        of_mean = marked(
            "the {name} of a {family} distribution is above zero; write '0 seconds' without a distribution"
        )
        of_other = marked("the {name} of a {family} distribution is above zero; state the mean")
        raise wrong(translated(of_mean if name == "mean" else of_other, name=name, family=family), name)
    if p90 <= middle:
        raise wrong(translated("'p90' is not above '{name}'; nine in ten durations do not exceed it", name=name), "p90")
    if name == "mean" and p90 > middle * widest:
        sentence = translated(
            "no {family} distribution has a 90th percentile {ratio} times its mean;"
            " more than 1 and at most {most} times are possible",
            family=family,
            ratio=f"{p90 / middle:.2f}",
            most=f"{math.floor(100 * widest) / 100:.2f}",
        )
        raise wrong(sentence, "p90")


def _gamma_p90(shape: float) -> float:
    """90th percentile over mean."""
    from scipy.special import gammaincinv

    return float(gammaincinv(shape, 0.9)) / shape


def _log_weibull_p90(inverse: float) -> float:
    """Logarithm of the 90th percentile over the mean, by one over the shape."""
    return inverse * math.log(_LOG_TEN) - math.lgamma(1 + inverse)


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses zero, to the last bit; halving needs no derivative and always arrives."""
    while low < (middle := (low + high) / 2) < high:
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return high


_FAR = 40.0
"""Logarithm of a gamma shape, or of its distance from 1, that lies beyond every ratio of durations that can be written."""
_WIDEST_GAMMA = 0.20307256
"""Shape at which the 90th percentile stands highest above the mean."""
_WIDEST_WEIBULL = 1.7848396548477443
"""One over the shape at which the 90th percentile stands highest above the mean: there d/dx of its logarithm is zero."""
