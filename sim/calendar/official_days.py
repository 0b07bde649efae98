"""Official days of a country: which are worked, and what the exceptional ones are called.

They are read from a data file, never from a library at run time, so that results do not change when a library does.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.calendar.days_file import read_days_file
from sim.errors import CalendarSpanError, Fault, InputError, did_you_mean
from sim.quantities import Flags, Integers, shown
from sim.schema.language import Lang
from sim.schema.text_file import read_bytes
from sim.shipped import shipped_calendars, shipped_folder
from sim.translations.in_use import translated

_NAME_LANGUAGES = (Lang.en, Lang.kk, Lang.ru)
WORKING_DAYS_A_WEEK = 5
"""Official working days that make a working week."""
_MOST_DAYS = 36_525
"""Days that a calendar covers at most: a hundred years."""
LEAST_WEEKS = 15
"""Working weeks that a series needs, so that five are left where two thirds of it are cut off."""


@dataclass(frozen=True)
class OfficialDays:
    """Which days are working days in a country, by its five-day week, and what the exceptional ones are called."""

    code: str
    """Short name, as scenarios give it: `kz`."""
    first: date
    """First day covered."""
    last: date
    """Last day covered (inclusive)."""
    working: Flags
    """One entry a day from `first`: True on official working days."""
    names: Mapping[date, tuple[str, str, str]]
    """English, Kazakh and Russian name of every exceptional day."""
    exchanged: Mapping[date, date] = field(default_factory=dict)
    """By weekend day worked in exchange: the day of rest for which it is worked, where the calendar names it."""

    @cached_property
    def working_numbers(self) -> Integers:
        """The official working days, in order [days since 1970-01-01]."""
        return (self.first - date(1970, 1, 1)).days + np.flatnonzero(self.working)

    def is_working(self, day: date) -> bool:
        """Tell whether a date is an official working day; raises CalendarSpanError outside the span."""
        return bool(self.working[self._index(day)])

    def stands_for(self, day: date) -> int:
        """Whose hours a weekend day worked in exchange has [weekday, 0 is Monday]: of the day it is worked for, else Monday's."""
        return self.exchanged[day].weekday() if day in self.exchanged else 0

    def name(self, day: date, lang: Lang = Lang.en) -> str:
        """What an exceptional day is called; an empty text for an ordinary one."""
        self._index(day)
        return self.names.get(day, ("", "", ""))[_NAME_LANGUAGES.index(lang)]

    def _index(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise CalendarSpanError(
                translated(
                    "calendar '{code}' covers {first} to {last}, not {day}",
                    code=self.code,
                    first=self.first,
                    last=self.last,
                    day=day,
                )
            )
        return (day - self.first).days


def load_days(name: str | Path) -> OfficialDays:
    """Read official days from a shipped calendar (`kz`) or from a file of the same format.

    Columns: date, working (0/1), kind, name_en, name_kk, name_ru; comment lines `# from:` and `# to:` state the span.
    A column `worked_for` may name the day of rest for which a weekend day is worked.
    Days not listed work Monday to Friday. A sibling file `<name>_overrides.csv` with decrees that the generated file
    does not know is applied on top. Raises InputError for a calendar that there is not, and with the line of every fault.
    """
    if str(name).endswith(".csv"):
        return read_days(Path(name), str(name))
    if str(name) not in shipped_calendars():
        message = translated("there is no calendar {given}", given=shown(str(name)))
        hint = did_you_mean(str(name), shipped_calendars())
        repair = translated("{hint}; or name a CSV file", hint=hint)
        raise InputError([Fault(str(name), 0, 0, message, repair)])
    return _days_in(shipped_folder("calendars") / f"{name}.csv")


def read_days(path: Path, name: str) -> OfficialDays:
    """Read a calendar file; raises InputError for one that is missing, unreadable or no calendar."""
    overrides = path.with_name(f"{path.stem}_overrides.csv")
    for read in (path, overrides) if os.path.exists(overrides) else (path,):
        read_bytes(read, name if read is path else str(read))
    try:
        days = _days_in(path)
    except (ValueError, ArithmeticError, csv.Error):
        raise InputError(
            [Fault(name, 1, 1, translated("this is no calendar"), translated("take a shipped one as the pattern"))]
        ) from None
    if not (days.first.year >= 1900 and days.first <= days.last and days.last.year < 2200):
        message = translated("the calendar covers {first} to {last}", first=days.first, last=days.last)
        raise InputError([Fault(name, 1, 1, message, translated("state a span between 1900 and 2199"))])
    return days


def _days_in(path: Path) -> OfficialDays:
    """The days of a file, read again when it has changed."""
    overrides = path.with_name(f"{path.stem}_overrides.csv")
    stamps = tuple(os.stat(p).st_mtime_ns if os.path.exists(p) else 0 for p in (path, overrides))
    return _load_days(path, overrides, stamps)


@lru_cache(maxsize=8)
def _load_days(path: Path, overrides: Path, stamps: tuple[int, ...]) -> OfficialDays:
    head, rows = read_days_file(path)
    if not {"from", "to"} <= head.keys():
        raise InputError(
            [
                Fault(
                    str(path),
                    1,
                    1,
                    translated("the calendar does not state its span"),
                    translated("add '# from:' and '# to:'"),
                )
            ]
        )
    first, last = date.fromisoformat(head["from"]), date.fromisoformat(head["to"])
    if not 0 <= (last - first).days < _MOST_DAYS:
        message = translated("the calendar covers {first} to {last}", first=first, last=last)
        raise InputError(
            [
                Fault(
                    str(path), 1, 1, message, translated("state a span of a hundred years at most, its first day first")
                )
            ]
        )
    if os.path.exists(overrides):
        rows += read_days_file(overrides)[1]
    working = np.array([(first.weekday() + i) % 7 < 5 for i in range((last - first).days + 1)])
    names: dict[date, tuple[str, str, str]] = {}
    outside = [row for row in rows if not first <= row.day <= last]
    if outside:
        repair = translated("the calendar covers {first} to {last}", first=first, last=last)
        raise InputError(
            [
                Fault(str(r.file), r.line, 1, translated("{day} lies outside the calendar", day=r.day), repair)
                for r in outside
            ]
        )
    exchanged: dict[date, date] = {}
    for _, _, day, works, called, worked_for in rows:
        working[(day - first).days] = works
        names[day] = called
        exchanged.pop(day, None)
        if works and worked_for is not None:
            exchanged[day] = worked_for
    working.setflags(write=False)
    return OfficialDays(path.stem, first, last, working, names, exchanged)


def working_weeks(days: OfficialDays, start: date, end: date) -> NDArray[np.datetime64]:
    """The official working days of a period, five to a week; days left over at its end are not among them [shape (n, 5)]."""
    first = max((start - days.first).days, 0)
    worked = np.flatnonzero(days.working[first : max((end - days.first).days, first)])
    weeks = len(worked) // WORKING_DAYS_A_WEEK
    return (np.datetime64(days.first, "D") + first + worked[: weeks * WORKING_DAYS_A_WEEK]).reshape(
        weeks, WORKING_DAYS_A_WEEK
    )
