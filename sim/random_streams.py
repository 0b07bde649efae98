"""Random numbers addressed by seed, replication and names.

A draw is made by inverting a distribution function (`sim.scenario.distributions`) at one uniform number, so that an element keeps
its uniform whatever the parameters are: two scenarios that differ in a mean share their random numbers (common random numbers).
"""

from __future__ import annotations

import hashlib

import numpy as np

from sim.quantities import Floats

_ABOVE_ZERO = 2.0**-53
"""The least number that `random` gives but zero; the greatest is 1 less this one, so that it is below 1 already."""


def generator(seed: int, replication: int, *names: str) -> np.random.Generator:
    """The random generator that belongs to a seed, a replication and a path of names.

    The names are hashed (SHA-256), never counted, so that adding a stream or a step moves nobody else's numbers.
    """
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    key = tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(replication, *key))))


def uniforms(size: int, seed: int, replication: int, *names: str) -> Floats:
    """Uniform numbers in (0, 1) at an address, where inverse distribution functions are finite.

    A longer array begins with the shorter one.
    """
    numbers = standard_uniforms(size, seed, replication, *names)
    return np.maximum(numbers, _ABOVE_ZERO, out=numbers)


def standard_uniforms(size: int, seed: int, replication: int, *names: str) -> Floats:
    """Uniform numbers in [0, 1) at an address, as the generator gives them; a longer array begins with the shorter one."""
    return generator(seed, replication, *names).random(size)
