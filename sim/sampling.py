"""Distributions as data, and random numbers that are addressed by name.

A draw is made by inverting the distribution function at one uniform number, so that an element keeps its uniform
whatever the parameters are: two scenarios that differ in a mean share their luck (common random numbers).
"""

from __future__ import annotations

import hashlib
import math
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, model_validator
from scipy.special import ndtri

from sim.documents import Document, quantity, wrong
from sim.quantities import parse_duration

Floats = NDArray[np.float64]
# The largest double below 1: an inverse distribution function is finite there.
_BELOW_ONE = 1.0 - 2.0**-53


def generator(seed: int, replication: int, *names: str) -> np.random.Generator:
    """The random generator that belongs to a seed, a replication and a path of names.

    The names are hashed (SHA-256), never counted, so that adding a stream or a step moves nobody else's numbers.
    """
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    key = tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(replication, *key))))


def uniforms(size: int, seed: int, replication: int, *names: str) -> Floats:
    """Uniform numbers in (0, 1) at an address; a longer array begins with the shorter one."""
    return np.clip(generator(seed, replication, *names).random(size), 2.0**-53, _BELOW_ONE)


Duration = Annotated[int, quantity(parse_duration, "a duration such as '25 minutes'")]
"""A duration as people write it, held in seconds."""


class Fixed(Document):
    """Always the same duration."""

    distribution: Literal["fixed"] = "fixed"
    value: Duration
    """The duration [s]."""

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        return np.full(u.shape, float(self.value))

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return float(self.value)


class Uniform(Document):
    """Every duration between two bounds is as likely as any other."""

    distribution: Literal["uniform"]
    minimum: Duration
    """Shortest duration [s]."""
    maximum: Duration
    """Longest duration [s]."""

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        _increasing(minimum=self.minimum, maximum=self.maximum)
        return self

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        return self.minimum + u * (self.maximum - self.minimum)

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return (self.minimum + self.maximum) / 2


class Triangular(Document):
    """A most frequent duration between two bounds, falling off in straight lines."""

    distribution: Literal["triangular"]
    minimum: Duration
    """Shortest duration [s]."""
    mode: Duration
    """Most frequent duration [s]."""
    maximum: Duration
    """Longest duration [s]."""

    @model_validator(mode="after")
    def _ordered(self) -> Triangular:
        _increasing(minimum=self.minimum, mode=self.mode, maximum=self.maximum)
        if self.minimum == self.maximum:
            raise wrong("'minimum' and 'maximum' are equal; write the one duration alone", "maximum")
        return self

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        low, mode, high = float(self.minimum), float(self.mode), float(self.maximum)
        left = low + np.sqrt(u * (high - low) * (mode - low))
        right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        return np.where(u < (mode - low) / (high - low), left, right)

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return (self.minimum + self.mode + self.maximum) / 3


class Exponential(Document):
    """Many short durations and a few long ones; the memoryless service of queueing theory."""

    distribution: Literal["exponential"]
    mean: Duration
    """Expected duration [s]."""

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        return -float(self.mean) * np.log1p(-u)

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return float(self.mean)


class Lognormal(Document):
    """Durations of clerical work: none is zero, most are near the mean, a few are several times as long.

    Stated by its mean and its 90th percentile. Of the two lognormal distributions that have both, the narrower one is
    meant; there is none where the percentile exceeds the mean more than 2.27 times.
    """

    distribution: Literal["lognormal"]
    mean: Duration
    """Expected duration [s]."""
    p90: Duration
    """Duration that nine in ten do not exceed [s]."""

    @model_validator(mode="after")
    def _exists(self) -> Lognormal:
        widest = math.exp(_Z90**2 / 2)
        if not self.mean:
            raise wrong(
                "the mean of a lognormal distribution is above zero; write '0 seconds' without a distribution", "mean"
            )
        if self.p90 <= self.mean:
            raise wrong("'p90' is not above 'mean'; nine in ten durations do not exceed it", "p90")
        if self.p90 > self.mean * widest:
            times = f"{self.p90 / self.mean:.2f} times its mean"
            raise wrong(f"no lognormal distribution has a 90th percentile {times}; at most {widest:.2f} times", "p90")
        return self

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm: the smaller root of sigma^2/2 - z90 sigma + ln(p90/mean) = 0."""
        return _Z90 - math.sqrt(max(_Z90**2 - 2 * math.log(self.p90 / self.mean), 0.0))

    def quantile(self, u: Floats) -> Floats:
        """The value at each probability [s]."""
        return np.asarray(self.mean * np.exp(self.sigma * ndtri(u) - self.sigma**2 / 2))

    @property
    def mean_seconds(self) -> float:
        """Expected value [s]."""
        return float(self.mean)


_Z90 = float(ndtri(0.9))


def _increasing(**bounds: int) -> None:
    """Refuse bounds that are not in the order in which they are named."""
    for (name, low), (other, high) in zip(bounds.items(), list(bounds.items())[1:], strict=False):
        if low > high:
            raise wrong(f"'{other}' is below '{name}'; write the shorter duration first", other)


def _plain(value: Any) -> Any:
    """Let a bare duration stand for a fixed one."""
    return {"distribution": "fixed", "value": value} if isinstance(value, (str, int, float)) else value


_Varying = Annotated[Fixed | Uniform | Triangular | Exponential | Lognormal, Field(discriminator="distribution")]
Distribution = Annotated[_Varying, BeforeValidator(_plain, json_schema_input_type=str | _Varying)]
"""A duration that varies, in real units; a bare duration such as `25 minutes` is always the same."""
