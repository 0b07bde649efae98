"""Distributions of durations as data, with parameters as planners name them: mean, mode, 90th percentile.

All are drawn by inverting the distribution function at one uniform number. The inverses are those of `scipy.special`;
`scipy.stats` has the same ones, and takes longer to import than a command may take to answer.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from sim.quantities import Floats
from sim.scenario.distributions_by_p90 import Gamma, Lognormal, Weibull
from sim.scenario.duration_distribution import DurationDistribution
from sim.schema.document import wrong
from sim.schema.fields import Duration
from sim.schema.in_words import duration_text
from sim.translations.in_use import counted, translated


class Fixed(DurationDistribution):
    """Always the same duration."""

    distribution: Literal["fixed"] = "fixed"
    value: Duration
    """The duration [s]."""

    @property
    def in_words(self) -> str:
        """The duration."""
        return duration_text(self.value)

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        return np.full(u.shape, float(self.value))

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return float(self.value)


class Uniform(DurationDistribution):
    """Every duration between two bounds is as likely as any other."""

    distribution: Literal["uniform"]
    minimum: Duration
    """Shortest duration [s]."""
    maximum: Duration
    """Longest duration [s]."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _increasing(minimum=self.minimum, maximum=self.maximum)
        return self

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        return self.minimum + u * (self.maximum - self.minimum)

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return (self.minimum + self.maximum) / 2


class _ThreePoints(DurationDistribution):
    minimum: Duration
    """Shortest duration [s]."""
    mode: Duration
    """Most frequent duration [s]."""
    maximum: Duration
    """Longest duration [s]."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _increasing(minimum=self.minimum, mode=self.mode, maximum=self.maximum)
        if self.minimum == self.maximum:
            raise wrong(translated("'minimum' and 'maximum' are equal; write the one duration alone"), "maximum")
        return self


def triangular_quantile(u: Floats, low: float, mode: float, high: float) -> Floats:
    """The value of a triangular distribution at each probability; `low` is below `high`."""
    left = low + np.sqrt(u * (high - low) * (mode - low))
    right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < (mode - low) / (high - low), left, right)


class Triangular(_ThreePoints):
    """A most frequent duration between two bounds, falling off in straight lines."""

    distribution: Literal["triangular"]

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        return triangular_quantile(u, float(self.minimum), float(self.mode), float(self.maximum))

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return (self.minimum + self.mode + self.maximum) / 3


class Pert(_ThreePoints):
    """A most frequent duration between two bounds, falling off in a bell: the beta distribution of project planning.

    Durations near the bounds are rare, and the mean is (minimum + 4 mode + maximum) / 6. Source: Malcolm, Roseboom, Clark
    and Fazar 1959, Application of a technique for research and development program evaluation, Operations Research 7(5),
    646-669.
    """

    distribution: Literal["pert"]

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        from scipy.special import betaincinv

        span = float(self.maximum - self.minimum)
        before, behind = (self.mode - self.minimum) / span, (self.maximum - self.mode) / span
        return np.asarray(self.minimum + span * betaincinv(1 + 4 * before, 1 + 4 * behind, u))

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return (self.minimum + 4 * self.mode + self.maximum) / 6


class Exponential(DurationDistribution):
    """Many short durations and a few long ones; the memoryless service of queueing theory."""

    distribution: Literal["exponential"]
    mean: Duration
    """Expected duration [s]."""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if not self.mean:
            sentence = translated(
                "the mean of an exponential distribution is above zero; write '0 seconds' without a distribution"
            )
            raise wrong(sentence, "mean")
        return self

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        return -float(self.mean) * np.log1p(-u)

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return float(self.mean)


class Erlang(DurationDistribution):
    """Several stages one after the other, each exponential with the same mean; the more stages, the less they vary.

    The standard deviation is the mean over the square root of the number of stages.
    """

    distribution: Literal["erlang"]
    mean: Duration
    """Expected duration of all stages together [s]."""
    stages: int = Field(ge=1, le=1000, strict=True)
    """How many stages there are; with one it is the exponential distribution."""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if not self.mean:
            sentence = translated(
                "the mean of an Erlang distribution is above zero; write '0 seconds' without a distribution"
            )
            raise wrong(sentence, "mean")
        return self

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        from scipy.special import gammaincinv

        return np.asarray(self.mean / self.stages * gammaincinv(self.stages, u))

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return float(self.mean)


class Empirical(DurationDistribution):
    """Observed durations: each draw is one of them, and all are equally likely."""

    distribution: Literal["empirical"]
    values: tuple[Duration, ...]
    """The observed durations, at least two, in any order; what was observed twice stands twice [s]."""

    @model_validator(mode="after")
    def _several(self) -> Self:
        if len(self.values) < 2:
            if self.values:
                sentence = translated(
                    "one observed duration makes no distribution; give at least two, or write one duration alone"
                )
            else:
                sentence = translated(
                    "no observed durations make no distribution; give at least two, or write one duration alone"
                )
            raise wrong(sentence, "values")
        return self

    @property
    def in_words(self) -> str:
        """How many durations were observed, the shortest and the longest."""
        shortest, longest = duration_text(min(self.values)), duration_text(max(self.values))
        return counted(
            "empirical ({count} values from {shortest} to {longest})",
            "empirical ({count} values from {shortest} to {longest})",
            len(self.values),
            shortest=shortest,
            longest=longest,
        )

    def quantile(self, u: Floats) -> Floats:
        """The smallest observation that at least a share `u` of the observations do not exceed [s]."""
        place = np.ceil(u * len(self.values)).astype(np.int64) - 1
        return np.sort(np.array(self.values, dtype=np.float64))[np.clip(place, 0, len(self.values) - 1)]

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return sum(self.values) / len(self.values)


def _increasing(**bounds: int) -> None:
    """Refuse bounds that are not in the order in which they are named."""
    for (name, low), (other, high) in zip(bounds.items(), list(bounds.items())[1:], strict=False):
        if low > high:
            raise wrong(
                translated("'{other}' is below '{name}'; write the shorter duration first", other=other, name=name),
                other,
            )


def _plain(value: Any) -> Any:
    """Let a bare duration stand for a fixed one."""
    return {"distribution": "fixed", "value": value} if isinstance(value, (str, int, float)) else value


_Varying = Annotated[
    Fixed | Uniform | Triangular | Pert | Exponential | Erlang | Lognormal | Gamma | Weibull | Empirical,
    Field(discriminator="distribution"),
]
Distribution = Annotated[_Varying, BeforeValidator(_plain, json_schema_input_type=str | _Varying)]
"""A duration that varies, in real units; a bare duration such as `25 minutes` is always the same."""
