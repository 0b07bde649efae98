"""Office hours as offices print them, those that come with the package, and what they mean as weekly hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Self

from pydantic import Field, model_validator

from sim.calendar.working_time import DayHours, WeeklyHours
from sim.quantities import DAY
from sim.schema.document import Text, Translated, wrong
from sim.schema.fields import Day, Hours, Stated
from sim.schema.in_words import clock_hours, clock_time, weekdays_text
from sim.schema.read_yaml import read_yaml
from sim.shipped import shipped_folder
from sim.translations.in_use import translated

MOST_CHANGES = 1_000
"""Changes of hours at most: one a week over twenty years."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_WEEK = (*_WEEKDAYS, "saturday", "sunday")


class HoursOfWeek(Stated):
    """Opening hours of an ordinary week; days that are not named are closed. A span over midnight is of the day of its beginning."""

    every_day: Hours | None = None
    """Hours of all seven days, official days of rest included: an office or system that never heeds the calendar."""
    weekdays: Hours = ()
    """Hours from Monday to Friday, of those days that have none of their own."""
    monday: Hours | None = None
    """Hours of Mondays; default those of 'weekdays'."""
    tuesday: Hours | None = None
    """Hours of Tuesdays; default those of 'weekdays'."""
    wednesday: Hours | None = None
    """Hours of Wednesdays; default those of 'weekdays'."""
    thursday: Hours | None = None
    """Hours of Thursdays; default those of 'weekdays'."""
    friday: Hours | None = None
    """Hours of Fridays; default those of 'weekdays'."""
    saturday: Hours = ()
    """Hours of an ordinary Saturday."""
    sunday: Hours = ()
    """Hours of an ordinary Sunday."""

    @model_validator(mode="after")
    def _one_for_each_day(self) -> Self:
        named = [day for day in _WEEKDAYS if getattr(self, day) is not None]
        if self.every_day is not None and (self.weekdays or named or self.saturday or self.sunday):
            raise wrong(translated("'every_day' and single days are both given; keep one of them"), "every_day")
        if len(named) == len(_WEEKDAYS) and self.weekdays:
            sentence = translated(
                "two hours are given for each day from Monday to Friday;"
                " take 'weekdays' out, or the days for which it holds"
            )
            raise wrong(sentence, "weekdays")
        for (day, hours), (following, others) in pairwise(
            [*zip(_WEEK, self.week, strict=True), ("monday", self.week[0])]
        ):
            if hours and others and hours[-1][1] - DAY > others[0][0]:
                sentence = translated(
                    "two hours are given for one time: the night that begins on {day} ends at {end},"
                    " and {following} begins at {begin}; let one begin as the other ends",
                    day=weekdays_text((day,)),
                    end=clock_time(hours[-1][1]),
                    following=weekdays_text((following,)),
                    begin=clock_hours(others)[:5],
                )
                raise wrong(sentence, self._key_of(day))
        return self

    @property
    def week(self) -> tuple[DayHours, ...]:
        """The hours of the seven days from Monday [seconds of the day]."""
        if self.every_day is not None:
            return (self.every_day,) * 7
        own = [getattr(self, day) for day in _WEEKDAYS]
        return (*(self.weekdays if hours is None else hours for hours in own), self.saturday, self.sunday)

    def _key_of(self, day: str) -> str:
        """The key that says which hours a day has."""
        if self.every_day is not None:
            return "every_day"
        return "weekdays" if day in _WEEKDAYS and getattr(self, day) is None else day


class HoursFrom(HoursOfWeek):
    """Other hours from a date on: a whole week of their own, in which days that are not named are closed."""

    from_: Day = Field(alias="from")
    """First day on which they hold."""
    until: Day | None = None
    """First day on which the usual hours hold again; default until the next change."""

    @model_validator(mode="after")
    def _holds_some_day(self) -> Self:
        if self.until is not None and self.until <= self.from_:
            raise wrong(translated("'until' does not lie behind 'from', {day}; exchange them", day=self.from_), "until")
        if not self.model_fields_set & {"every_day", "weekdays", *_WEEK}:
            raise wrong(
                translated("no hours are given for this time; write them, or 'weekdays: closed' where it is closed")
            )
        return self


class OfficeHours(HoursOfWeek):
    """Opening hours of an ordinary week, and other ones from a date on."""

    title: Text = Translated()
    """What kind of office keeps them."""
    changes: tuple[HoursFrom, ...] = Field(default=(), max_length=MOST_CHANGES)
    """Other hours from a date on, in order, such as those of the summer."""

    @model_validator(mode="after")
    def _open_sometimes(self) -> Self:
        if not any(any(week) for week in self.weeks):
            raise wrong(translated("these hours are never open; give 'every_day', 'weekdays' or single days"))
        return self

    @property
    def weeks(self) -> tuple[tuple[DayHours, ...], ...]:
        """The week of the usual hours and those of all changes [seconds of the day]."""
        return (self.week, *(change.week for change in self.changes))


@lru_cache(maxsize=1)
def _read() -> dict[str, OfficeHours]:
    file = read_yaml(shipped_folder("calendars") / "office_hours.yaml", "office_hours.yaml")
    return {name: OfficeHours.model_validate(block) for name, block in file.data.items()}


def shipped_hours() -> dict[str, OfficeHours]:
    """The office hours that come with the package, by name."""
    return dict(_read())


def weekly_hours(hours: OfficeHours) -> WeeklyHours:
    """The ordinary week of some office hours, with those that take its place from a date on."""
    return WeeklyHours(hours.week, hours.every_day is None, tuple(_changes(hours)))


def shut_from(hours: OfficeHours, end: date) -> date | None:
    """The first day from which some office hours are shut to a date, as their changes say; None where they are not."""
    begun = [(day, week) for day, week in _changes(hours) if day < end.toordinal()]
    shut = list(takewhile(lambda change: not any(change[1].days), reversed(begun)))
    return date.fromordinal(shut[-1][0]) if shut else None


def _changes(hours: OfficeHours) -> Iterator[tuple[int, WeeklyHours]]:
    """From which civil day on which week holds; an end of other hours brings the usual ones back."""
    usual = WeeklyHours(hours.week, hours.every_day is None)
    follows = [change.from_ for change in hours.changes[1:]]
    for i, change in enumerate(hours.changes):
        yield change.from_.toordinal(), WeeklyHours(change.week, change.every_day is None)
        if change.until is not None and change.until not in follows[i : i + 1]:
            yield change.until.toordinal(), usual
