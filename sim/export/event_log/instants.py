"""Instants of a log with their time zone: as universal time, and as texts with the offset of the office's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.quantities import HOUR, UNSET, Flags, Instants
from sim.register.zones import offsets_of_local


@dataclass(frozen=True)
class ZonedInstants:
    """Instants on the clocks of offices, with what these are ahead of universal time."""

    local: Instants
    """What the clock of the office shows [instants; UNSET for none]."""
    offset: Instants
    """What that clock is ahead of universal time [s]."""

    @property
    def missing(self) -> Flags:
        """Where there is no instant."""
        return np.asarray(self.local == UNSET, dtype=np.bool_)

    def take(self, rows: Instants) -> ZonedInstants:
        """The instants of some rows, of which UNSET stands for none."""
        local = np.where(rows == UNSET, UNSET, self.local[rows])
        return ZonedInstants(local, self.offset[rows])

    def between(self, rows: slice) -> ZonedInstants:
        """The instants of some rows that follow each other."""
        return ZonedInstants(self.local[rows], self.offset[rows])

    def in_arrow(self, kind: pa.TimestampType) -> pa.Array:
        """Timestamps of Arrow in milliseconds, which are universal time and shown by the clocks of the zone of their type."""
        universal = 1000 * (self.local - self.offset)
        return pa.array(universal, mask=self.missing).view(kind)

    def as_texts(self, separator: str = "T") -> pa.Array:
        """Texts of ISO 8601 with the offset, such as `2018-03-06T09:15:00+05:00`; null for none."""
        clock = pa.array(self.local, mask=self.missing).view(pa.timestamp("s")).cast(pa.string())
        if separator != " ":
            clock = pc.binary_replace_slice(clock, 10, 11, separator)
        offsets, places = np.unique(self.offset, return_inverse=True)
        names = pa.array([_offset_text(offset) for offset in offsets.tolist()], pa.string())
        return pc.binary_join_element_wise(clock, names.take(pa.array(places)), "")


def zoned(local: pa.Array | pa.ChunkedArray, zone_of_row: Instants, zones: Sequence[str]) -> ZonedInstants:
    """Instants of a table of a run, given the zone of each row by its position in `zones`."""
    seconds = pc.fill_null(local.cast(pa.timestamp("s")).cast(pa.int64()), UNSET).to_numpy(zero_copy_only=False)
    there = seconds != UNSET
    offset = np.zeros(len(seconds), dtype=np.int64)
    for i, zone in enumerate(zones):
        of_zone = there & (zone_of_row == i) if len(zones) > 1 else there
        offset[of_zone] = offsets_of_local(seconds[of_zone], zone)
    return ZonedInstants(seconds, offset)


def _offset_text(offset: int) -> str:
    hours, rest = divmod(abs(offset), HOUR)
    return f"{'-' if offset < 0 else '+'}{hours:02d}:{rest // 60:02d}"
