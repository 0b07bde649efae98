"""The local time of Kazakhstan's offices, where a register has a time zone behind its instants.

The zones and the days on which they changed come from the IANA time zone database, as the package `tzdata` has it, so that every
machine turns an instant into the same local time. Kyzylorda went from +06:00 to +05:00 on 21 December 2018, the east and the
centre on 1 March 2024; since then all of Kazakhstan has +05:00.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np

from sim.quantities import HOUR, Instants


def local_instants(universal: Instants, zone: str) -> Instants:
    """The readings of the clocks of a zone at some instants of universal time [instants]."""
    hours, place = np.unique(universal // HOUR, return_inverse=True)
    offsets = np.array([_offset(zone, hour) for hour in hours.tolist()], dtype=np.int64)
    return universal + offsets[place] if len(hours) else universal


@lru_cache(maxsize=1 << 16)
def _offset(zone: str, hour: int) -> int:
    """The difference of a zone's clocks to universal time in an hour of it [s]; no zone of Kazakhstan changes within an hour."""
    from datetime import UTC, datetime, timedelta

    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    offset = at.astimezone(_clock(zone)).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())


@lru_cache(maxsize=16)
def _clock(zone: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, zone)
