"""The cells of a column as instants and days: texts in many forms, moments of a workbook, serial numbers, a time in a column of
its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np

from sim.quantities import DAY, HOUR, MINUTE, Flags, Instants, instant, shown
from sim.register.day_order import order_of_days
from sim.register.day_text import (
    TwoWays,
    parse_day_text,
    parse_serial,
    parse_time,
    parse_zone,
    plausible_serial,
    serial_moment,
    split_moment,
)
from sim.register.instants_in_bulk import written_instants
from sim.register.options import DayOrder, Midnight
from sim.register.sheet import Cell
from sim.register.zones import local_instants
from sim.translations.in_use import marked, translated

EXAMPLE = marked("write 2018-09-10 09:15")
"""What would do in the place of something else."""
NO_ZONE = 1 << 40
"""In the place of a time zone where none is written: no difference to universal time is so large."""
Wrong = dict[int, tuple[str, str]]
"""By position: what is wrong with a cell, and what would do."""
_MISSING = marked("the instant is missing")
_OR_OUT = marked("write 2018-09-10 09:15, or take the row out")
_A_DAY = 10
"""Signs of a day without a time, where it is written in full."""


@dataclass
class WrittenMoments:
    """A column as it is written: what each cell says, before days without a time are told from midnights."""

    at: Instants
    """Instants as written; of a day without a time its midnight. Means nothing where a cell is in `wrong` [instants]."""
    timeless: Flags
    """Which are days without a time."""
    zone: Instants
    """The time zone behind each, as a difference to universal time [s; NO_ZONE without one]."""
    wrong: Wrong = field(default_factory=dict)
    order: DayOrder | None = None
    """What stands first in days such as 03/04/2018; None: the column has none of them."""

    @property
    def known(self) -> Flags:
        """Which could be read."""
        known = np.ones(len(self.at), dtype=bool)
        known[list(self.wrong)] = False
        return known


def read_moments(
    cells: Sequence[Cell], epoch: date, stated: DayOrder | None = None, lines: Sequence[int] = ()
) -> WrittenMoments:
    """The cells of a column as instants and days; those that are none are told as wrong.

    `epoch` is the day with the serial number 0, `stated` what stands first in 03/04/2018; `lines` name rows in a fault.
    """
    found = WrittenMoments(
        np.zeros(len(cells), dtype=np.int64),
        np.zeros(len(cells), dtype=bool),
        np.full(len(cells), NO_ZONE, dtype=np.int64),
    )
    texts = [cell if type(cell) is str else "" for cell in cells]
    if any(texts):
        if any(text != text.strip() for text in texts):
            texts = [text.strip() for text in texts]
        _read_texts(found, texts, epoch, stated, lines)
    for i, cell in enumerate(cells):
        if type(cell) is not str:
            _read_value(found, i, cell, epoch)
        elif not texts[i]:
            found.wrong[i] = translated(_MISSING), translated(_OR_OUT)
    return found


def _read_texts(
    found: WrittenMoments, texts: Sequence[str], epoch: date, stated: DayOrder | None, lines: Sequence[int]
) -> None:
    """Read what is written; the forms in full digits all at once, others one by one."""
    found.at, known = written_instants(list(texts))
    if stated == "month_first":  # 03.04.2018 is 4 March then, which the reader in bulk does not know
        known &= np.array([text[2:3] != "." for text in texts], dtype=bool)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    found.timeless |= known & (lengths == _A_DAY)
    split = {i: split_moment(texts[i]) for i in np.flatnonzero(~known & (lengths > 0)).tolist()}
    days = _days(found, split, stated, lines)
    for i, (day_text, time_text, zone_text) in split.items():
        if i in found.wrong:
            continue
        day = days.get(day_text)
        serial = parse_serial(texts[i]) if day is None else None
        if serial is not None:
            _set_serial(found, i, serial, epoch)
            continue
        second, zone = _time(time_text) if time_text else 0, _zone(zone_text) if zone_text else NO_ZONE
        if day is None or second is None or zone is None:
            found.wrong[i] = _not_a_moment(texts[i], day_text, time_text)
            continue
        found.at[i] = day + second
        found.timeless[i] = not time_text
        found.zone[i] = zone


def _days(
    found: WrittenMoments, split: dict[int, tuple[str, str, str]], stated: DayOrder | None, lines: Sequence[int]
) -> dict[str, int]:
    """By text of a day: its midnight; what may be two days is decided by all of the column, or told as wrong."""
    parsed = {text: parse_day_text(text) for text in {day for day, _, _ in split.values()}}
    if stated == "month_first":
        parsed = {text: _turned(text) if isinstance(day, date) and "." in text else day for text, day in parsed.items()}
    two_ways = {text: day for text, day in parsed.items() if isinstance(day, TwoWays)}
    rows = [(i, day_text) for i, (day_text, _, _) in split.items() if day_text in two_ways]
    found.order, wrong = order_of_days(two_ways, rows, stated, lines)
    found.wrong |= wrong
    decided = {
        text: day.day(found.order or "day_first") if isinstance(day, TwoWays) else day for text, day in parsed.items()
    }
    return {text: instant(day) for text, day in decided.items() if day is not None}


def _turned(text: str) -> date | TwoWays | None:
    """A day with points whose month is said to stand first."""
    return parse_day_text(text.replace(".", "/")) or parse_day_text(text)


def _read_value(found: WrittenMoments, i: int, cell: Cell, epoch: date) -> None:
    """Read what a workbook holds as a moment, a number, or nothing."""
    if cell is None:
        found.wrong[i] = translated(_MISSING), translated(_OR_OUT)
    elif isinstance(cell, datetime):
        found.at[i] = instant(cell)
    elif isinstance(cell, date):
        found.at[i], found.timeless[i] = instant(cell), True
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and plausible_serial(cell) is not None:
        _set_serial(found, i, cell, epoch)
    elif isinstance(cell, (time, timedelta)):
        found.wrong[i] = (translated("{given} is a time without a day", given=shown(cell)), translated(EXAMPLE))
    else:
        found.wrong[i] = (translated("{given} is not an instant", given=shown(cell)), translated(EXAMPLE))


def _set_serial(found: WrittenMoments, i: int, serial: float, epoch: date) -> None:
    day, second = serial_moment(serial, epoch)
    found.at[i] = instant(day) + second
    found.timeless[i] = isinstance(serial, int) or serial.is_integer()


def _not_a_moment(text: str, day: str, clock: str) -> tuple[str, str]:
    """What is wrong with a text that is no moment, and what would do."""
    if day and clock and parse_day_text(day) is not None and parse_time(clock) is None:
        return translated("{given} has a time that no clock shows", given=shown(text)), translated(EXAMPLE)
    if clock and not day and parse_time(clock) is not None:
        return translated("{given} is a time without a day", given=shown(text)), translated(EXAMPLE)
    return translated("{given} is not an instant", given=shown(text)), translated(EXAMPLE)


def add_times(moments: WrittenMoments, cells: Sequence[Cell]) -> None:
    """Add the times of a column of their own to days; a day whose time is empty stays one without a time."""
    for i, cell in enumerate(cells):
        if i in moments.wrong:
            continue
        second = _clock(cell)
        if second is None:
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                moments.timeless[i] = True
            else:
                moments.wrong[i] = (
                    translated("{given} is not a time of the day", given=shown(cell)),
                    translated("write 09:15"),
                )
            continue
        moments.at[i] += second
        moments.timeless[i] = False


def _clock(cell: Cell) -> int | None:
    """A time of the day in a cell of its own: 10:15, 10.15, a moment of a workbook, a part of a day [s since midnight]."""
    if isinstance(cell, str):
        text = cell.strip()
        second = _time(text.replace(".", ":", 1) if text.count(".") == 1 and text.find(".") in (1, 2) else text)
        if second is None and text[:2] in ("0,", "0."):
            try:
                return round(float(text.replace(",", ".")) * DAY)
            except ValueError:
                return None
        return second
    if isinstance(cell, (time, datetime)):
        return cell.hour * HOUR + cell.minute * MINUTE + cell.second
    if isinstance(cell, timedelta) and timedelta() <= cell < timedelta(days=1):
        return int(cell.total_seconds())
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 0 <= cell < 1:
        return min(round(cell * DAY), DAY - 1)
    return None


_time = lru_cache(maxsize=1 << 17)(parse_time)
_zone = lru_cache(maxsize=256)(parse_zone)


def settle_days(moments: WrittenMoments, midnight: Midnight | None) -> None:
    """Mark instants at midnight that are days without a time.

    Where every row stands at 00:00, all are days without a time; `midnight` says `day` where each such row is one, `instant`
    where none is.
    """
    if midnight == "instant":
        return
    at_midnight = (moments.at % DAY == 0) & moments.known
    if midnight == "day" or bool((at_midnight | ~moments.known).all()):
        moments.timeless |= at_midnight


def into_local_time(moments: WrittenMoments, zone: str) -> int:
    """Turn instants with a time zone into local time, days without a time left as they are; returns how many rows have a zone."""
    zoned = (moments.zone != NO_ZONE) & moments.known
    turned = zoned & ~moments.timeless
    if turned.any():
        moments.at[turned] = local_instants(moments.at[turned] - moments.zone[turned], zone)
    return int(zoned.sum())
