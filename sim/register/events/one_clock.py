"""On which clock the instants of a register stand: as written, or turned into the time of a zone."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from sim.errors import InputError, refusal
from sim.quantities import HOUR, MINUTE, shown
from sim.register.events.event_moments import ColumnMoments
from sim.register.events.event_options import EventHolding, EventOptions
from sim.register.events.event_register import OddRows
from sim.register.events.event_table import EventTable
from sim.register.moments import NO_ZONE
from sim.register.zones import local_instants
from sim.translations.in_use import counted, translated

_SUMMER_TIME = HOUR
"""What summer time puts a clock forward by, and neighbouring zones differ by [s]."""


def on_one_clock(
    table: EventTable, moments: Mapping[EventHolding, ColumnMoments], options: EventOptions
) -> tuple[OddRows, ...]:
    """Put all instants on one clock, in place, and say what was done with the zones behind them.

    Raises InputError where the zones differ by more than summer time and nobody says what holds, and for an unknown zone.
    """
    zone = checked_zone(options.time_zone)
    zones: dict[int, int] = {}
    count, first, without = 0, table.rows, 0
    for column in moments.values():
        zoned = (column.zone != NO_ZONE) & column.known
        without += int((column.known & ~zoned & ~column.timeless).sum())
        if not zoned.any():
            continue
        count += int(zoned.sum())
        first = min(first, int(np.argmax(zoned)))
        for offset in np.unique(column.zone[zoned]).tolist():
            row = int(np.argmax(zoned & (column.zone == offset)))
            zones[offset] = min(zones.get(offset, row), row)
        if zone is not None:
            turned = zoned & ~column.timeless
            column.at[turned] = local_instants(column.at[turned] - column.zone[turned], zone)
    if not zones:
        return ()
    if zone is None and not options.times_are_local and max(zones) - min(zones) > _SUMMER_TIME:
        raise InputError([_two_clocks(table, zones)])
    return (OddRows("time zone", count, table.place(first), _said(zones, zone, count, without)),)


def checked_zone(name: str | None) -> str | None:
    """A time zone by its name in the IANA database; raises InputError for one that is not there."""
    if name is None:
        return None
    try:
        if not re.fullmatch(r"[A-Za-z]+(?:[/_+-]?[A-Za-z0-9]+)*", name):
            raise ValueError(name)
        local_instants(np.zeros(1, dtype=np.int64), name)
    except (OSError, ValueError):
        message = translated("there is no time zone {given}", given=shown(name))
        repair = translated("write its name in the IANA database, such as {example}", example="Asia/Almaty")
        raise refusal("--time-zone", message, repair) from None
    return name


def _two_clocks(table: EventTable, zones: Mapping[int, int]):  # type: ignore[no-untyped-def]
    low, high = min(zones), max(zones)
    message = translated(
        "the instants have zones from {low} to {high}, further apart than summer time",
        low=offset_text(low),
        high=offset_text(high),
    )
    repair = translated(
        "say --time-zone Asia/Almaty to turn all into the time of one zone, or --times-are-local to read them as written"
    )
    return table.fault(max(zones[low], zones[high]), None, message, repair)


def _said(zones: Mapping[int, int], zone: str | None, count: int, without: int) -> str:
    """What was done with the zones behind the instants."""
    names = ", ".join(map(offset_text, sorted(zones)))
    if zone is not None:
        done = translated("turned from {zones} into the time of {zone}", zones=names, zone=zone)
    elif len(zones) == 1 and 0 in zones:
        done = translated(
            "read as they are written, since tools write {zones} behind local times too; where they are universal time, say --time-zone",
            zones=names,
        )
    else:
        done = translated("read as the clocks of the office showed them ({zones})", zones=names)
    if without:
        done += counted("; one other has no zone", "; {count} others have no zone", without)
    return done


def offset_text(seconds: int) -> str:
    """A difference to universal time as it is written: `+05:00`."""
    hours, rest = divmod(abs(seconds), HOUR)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{rest // MINUTE:02d}"
