"""Random numbers addressed by seed, replication and names.

A draw is made by inverting a distribution function (`sim.scenario.distributions`) at one uniform number, so that an element keeps
its uniform whatever the parameters are: two scenarios that differ in a mean share their random numbers (common random numbers).
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from sim.native import library
from sim.quantities import Floats

_ABOVE_ZERO = 2.0**-53
"""The least number that a generator gives but zero; the greatest is 1 less this one, so that it is below 1 already."""
_WORD = 1 << 32


def generator(seed: int, replication: int, *names: str) -> np.random.Generator:
    """The random generator that belongs to a seed, a replication and a path of names.

    The names are hashed (SHA-256), never counted, so that adding a stream or a step moves nobody else's numbers.
    """
    digest = _digest(names)
    key = tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(replication, *key))))


def uniforms(size: int, seed: int, replication: int, *names: str) -> Floats:
    """Uniform numbers in (0, 1) at an address, where inverse distribution functions are finite.

    A longer array begins with the shorter one.
    """
    return _numbers(size, _ABOVE_ZERO, seed, replication, names)


def standard_uniforms(size: int, seed: int, replication: int, *names: str) -> Floats:
    """Uniform numbers in [0, 1) at an address, as the generator gives them; a longer array begins with the shorter one."""
    return _numbers(size, 0.0, seed, replication, names)


def _numbers(size: int, least: float, seed: int, replication: int, names: tuple[str, ...]) -> Floats:
    """The numbers of the generator at an address, none of them below the least."""
    found = library()
    if found is None or not 0 <= replication < _WORD or seed < 0:
        numbers = generator(seed, replication, *names).random(size)
        return np.maximum(numbers, least, out=numbers)
    numbers = np.empty(size)
    # Numpy takes a seed as words of 32 bits, at least four of them where something follows.
    entropy = _seed_words(seed) + replication.to_bytes(4, "little") + _digest(names)[:16]
    _filling(found)(entropy, len(entropy) // 4, size, least, numbers.ctypes.data)
    return numbers


@lru_cache(maxsize=1 << 16)
def _digest(names: tuple[str, ...]) -> bytes:
    """The hash of a path of names."""
    return hashlib.sha256("\x1f".join(names).encode()).digest()


@lru_cache(maxsize=16)
def _seed_words(seed: int) -> bytes:
    """A seed as words of 32 bits, little-endian."""
    return seed.to_bytes(4 * max(4, -(-seed.bit_length() // 32)), "little")


@lru_cache(maxsize=2)
def _filling(found: ctypes.CDLL) -> Callable[[bytes, int, int, float, int], None]:
    """The compiled function that fills an array with the numbers of an address."""
    function = found.sim_uniforms
    function.argtypes = (ctypes.c_char_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_double, ctypes.c_void_p)
    function.restype = None
    return function
