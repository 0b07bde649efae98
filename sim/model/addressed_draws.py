"""The uniform numbers of some applications of one stream in one replication, at addresses below the stream."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.quantities import Floats, Integers
from sim.random_streams import uniforms


@dataclass(frozen=True)
class AddressedDraws:
    """Uniform numbers of some applications of a stream, each of which keeps its numbers whoever else there is."""

    seed: int
    replication: int
    stream: str
    """Name of the stream."""
    size: int
    """How many applications the whole stream has."""
    serial: Integers | None = None
    """By application: serial number in the stream; None: they are all applications of the stream."""
    below: tuple[str, ...] = ()
    """Names below the stream at which all these draws stand."""

    @property
    def serials(self) -> Integers:
        """By application: serial number in the stream."""
        return np.arange(self.size, dtype=np.int64) if self.serial is None else self.serial

    def uniform(self, *names: str, of: Integers | None = None) -> Floats:
        """Uniform numbers at an address, of the applications at some places; None: of all of them."""
        numbers = uniforms(self.size, self.seed, self.replication, self.stream, *self.below, *names)
        if self.serial is None:
            return numbers if of is None else numbers[of]
        return numbers[self.serial if of is None else self.serial[of]]

    def some(self, places: Integers) -> AddressedDraws:
        """The numbers of the applications at some places."""
        return replace(self, serial=places if self.serial is None else self.serial[places])

    def at(self, *below: str) -> AddressedDraws:
        """The numbers of the same applications at addresses below the stream and given names."""
        return replace(self, below=below)
