"""Days of a calendar as rows for people and spreadsheets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from sim.calendar.official_days import OfficialDays, read_days
from sim.calendar.opening_hours import OfficeHours, shipped_hours, weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import DAY, instant, parse_day, shown
from sim.schema.in_words import clock_hours
from sim.schema.language import Lang
from sim.schema.yaml_file import YAML_ENDINGS
from sim.shipped import shipped_calendars, shipped_folder, shipped_scenarios
from sim.translations.in_use import localized_day, translated


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
    times: str
    """The hours that belong to the day, as people write them; those over midnight are of the day on which they begin."""


def day_rows(calendar: str, first: str | None, last: str | None, hours: str, lang: Lang) -> list[DayRow]:
    """The days from first to last, both included; default the whole calendar. Raises InputError for what is unknown.

    In the place of a calendar a scenario may stand, by its file or name: its calendar, and all hours that it knows.
    """
    known, of_scenario = _known_hours(calendar)
    faults: list[Fault] = []
    if hours not in known:
        faults.append(
            _fault("--hours", translated("no hours are called {name}", name=shown(hours)), did_you_mean(hours, known))
        )
    given = [_day(option, text, faults) for option, text in (("--from", first), ("--to", last))]
    try:
        days = of_scenario or _calendar(calendar)
    except InputError as error:
        raise InputError([*error.faults, *faults]) from None
    begin, end = given[0] or days.first, given[1] or days.last
    for option, day in (("--from", begin), ("--to", end)):
        if not days.first <= day <= days.last:
            message = translated(
                "{day} lies outside the calendar '{calendar}'", day=localized_day(day), calendar=days.code
            )
            faults.append(_fault(option, message, _covered(days)))
    if not faults and begin > end:
        message = translated("{last} lies before {first}", last=localized_day(end), first=localized_day(begin))
        faults.append(_fault("--to", message, translated("exchange them")))
    if faults:
        raise InputError(faults)
    weeks = weekly_hours(known[hours])
    open_time = WorkingTime.from_hours(weeks, days)
    wanted = (begin + timedelta(days=i) for i in range((end - begin).days + 1))
    return [
        DayRow(
            str(day),
            int(days.is_working(day)),
            open_time.elapsed(instant(day), instant(day) + DAY),
            days.name(day, lang),
            clock_hours(weeks.on(day, days)),
        )
        for day in wanted
    ]


def _covered(days: OfficialDays) -> str:
    """Which days a calendar has."""
    return translated("it covers {first} to {last}", first=localized_day(days.first), last=localized_day(days.last))


def _known_hours(calendar: str) -> tuple[Mapping[str, OfficeHours], OfficialDays | None]:
    """The hours by name, and the calendar of a scenario, if one stands in the place of a calendar."""
    if Path(calendar).suffix not in YAML_ENDINGS and calendar not in shipped_scenarios():
        return shipped_hours(), None
    from sim.study.loading import load_scenario  # the shipped hours alone need no scenario

    study = load_scenario(calendar)
    return study.hours, study.days


def library_differences(rows: list[DayRow]) -> list[DayRow]:
    """The days that the installed `holidays` library sees otherwise; a new decree shows here after an upgrade of it."""
    import holidays  # only this comparison asks the library

    years = sorted({int(row.date[:4]) for row in rows})
    library = holidays.country_holidays("KZ", years=range(years[0] - 1, years[-1] + 2))
    return [row for row in rows if library.is_working_day(date.fromisoformat(row.date)) != bool(row.working)]


def _calendar(name: str) -> OfficialDays:
    if name.endswith(".csv"):
        return read_days(Path(name), name)
    if name not in shipped_calendars():
        hint = did_you_mean(name, shipped_calendars())
        raise InputError([_fault(name, translated("there is no calendar {name}", name=shown(name)), hint)])
    return read_days(shipped_folder("calendars") / f"{name}.csv", name)


def _day(option: str, text: str | None, faults: list[Fault]) -> date | None:
    """The day that an option names; None where it names none, or none that there is."""
    try:
        return parse_day(text) if text is not None else None
    except ValueError as error:
        message, _, repair = str(error).partition("; ")
        faults.append(_fault(option, message, repair))
        return None


def _fault(place: str, message: str, repair: str) -> Fault:
    return Fault(place, 0, 0, message, repair)
