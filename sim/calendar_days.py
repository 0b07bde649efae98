"""Days of a calendar as rows for people and spreadsheets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from sim.calendars import Language, OfficialDays, WorkingTime, load_days
from sim.capacity import weekly
from sim.errors import Fault, InputError, did_you_mean
from sim.loading import shipped_hours
from sim.quantities import DAY, instant
from sim.shipped import shipped_folder


class DayRow(NamedTuple):
    """One day of a calendar."""

    date: str
    """The day, as 2018-03-03."""
    working: int
    """1 on an official working day, else 0."""
    open: int
    """How long the office is open [s]."""
    name: str
    """What an exceptional day is called; empty for an ordinary one."""


def day_rows(calendar: str, first: str | None, last: str | None, hours: str, lang: Language) -> list[DayRow]:
    """The days from first to last, both included; default the whole calendar. Raises InputError for what is unknown."""
    days = _calendar(calendar)
    known = shipped_hours()
    faults = [] if hours in known else [_fault("--hours", f"no hours are called '{hours}'", did_you_mean(hours, known))]
    begin = _day("--from", first, days.first, days, faults)
    end = _day("--to", last, days.last, days, faults)
    if not faults and begin > end:
        faults.append(_fault("--to", f"{end} lies before {begin}", "exchange them"))
    if faults:
        raise InputError(faults)
    open_time = WorkingTime.from_hours(weekly(known[hours]), days)
    wanted = (begin + timedelta(days=i) for i in range((end - begin).days + 1))
    return [
        DayRow(
            str(day), int(days.is_working(day)), open_time.elapsed(instant(day), instant(day) + DAY), days.name(day, lang)
        )
        for day in wanted
    ]


def library_differences(rows: list[DayRow]) -> list[DayRow]:
    """The days that the installed `holidays` library sees otherwise; a new decree shows here after an upgrade of it."""
    import holidays  # only this comparison asks the library

    years = sorted({int(row.date[:4]) for row in rows})
    library = holidays.country_holidays("KZ", years=range(years[0] - 1, years[-1] + 2))
    return [row for row in rows if library.is_working_day(date.fromisoformat(row.date)) != bool(row.working)]


def _calendar(name: str) -> OfficialDays:
    folder = shipped_folder("calendars")
    if not name.endswith(".csv") and not (folder / f"{name}.csv").exists():
        known = [path.stem for path in folder.glob("*.csv") if not path.stem.endswith("_overrides")]
        raise InputError([_fault(name, f"there is no calendar '{name}'", did_you_mean(name, known))])
    return load_days(name)


def _day(option: str, text: str | None, default: date, days: OfficialDays, faults: list[Fault]) -> date:
    try:
        day = default if text is None else date.fromisoformat(text)
    except ValueError:
        faults.append(_fault(option, f"'{text}' is not a date", "write 2018-01-01"))
        return default
    if not days.first <= day <= days.last:
        faults.append(_fault(option, f"{day} lies outside the calendar '{days.code}'", f"it covers {days.first} to {days.last}"))
    return day


def _fault(place: str, message: str, repair: str) -> Fault:
    return Fault(place, 0, 0, message, repair)
