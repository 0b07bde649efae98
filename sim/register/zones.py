"""The local time of Kazakhstan's offices beside universal time, for registers with a time zone and for logs that others read.

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


def offsets_of_local(local: Instants, zone: str) -> Instants:
    """What the clocks of a zone are ahead of universal time at some readings of theirs [s].

    Rule: a reading that there was twice, in the night in which the clocks were set back, is the first of the two; one that was
    passed over, as they were put forward, has the offset from before (PEP 495, `fold=0`).
    """
    if not len(local):
        return np.zeros(0, dtype=np.int64)
    hours = local // HOUR
    first = int(hours.min())
    seen = np.zeros(int(hours.max()) - first + 1, dtype=np.bool_)
    seen[hours - first] = True
    offsets = np.zeros(len(seen), dtype=np.int64)
    for hour in np.flatnonzero(seen).tolist():
        offsets[hour] = _local_offset(zone, first + hour)
    return offsets[hours - first]


@lru_cache(maxsize=1 << 18)
def _local_offset(zone: str, hour: int) -> int:
    """What the clocks of a zone are ahead of universal time in an hour that they show [s]."""
    from datetime import datetime, timedelta

    at = datetime(1970, 1, 1, tzinfo=_clock(zone)) + timedelta(hours=hour)  # adding stays on the clock of the zone
    offset = at.utcoffset()
    return 0 if offset is None else round(offset.total_seconds())


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
