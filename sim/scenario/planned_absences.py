"""Absences of people as a planner writes them: leave and vacancies on stated days, and sickness by chance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from sim.calendar.official_days import OfficialDays
from sim.no_quantities import QuantityError
from sim.quantities import DAY, Rate, instant, parse_rate, shown
from sim.scenario.distributions import Distribution
from sim.schema.document import Words, quantity, wrong
from sim.schema.fields import Day, Hours, Stated
from sim.schema.in_words import clock_hours
from sim.schema.size_caps import MOST_MEMBERS_OF_ROLE
from sim.translations.in_use import ORIGINAL, counted, language, localized_day, marked, translated

_DAYS = {"week": 7, "month": 30, "year": 365}  # an illness lasts a day at least, so none begins more often


_REASONS = {
    "leave": marked("leave"),
    "sickness": marked("sickness"),
    "vacancy": marked("vacancy"),
    "training": marked("training"),
    "other": marked("other"),
}
_UNITS = ("per week", "per month", "per year")
"""Units in which it is said how often somebody falls ill."""


class PlannedAbsence(Stated):
    """A stretch of days on which somebody is not there."""

    reason: Literal["leave", "sickness", "vacancy", "training", "other"] = "leave"
    """Why; a vacancy is a post with nobody on it."""
    member: Words | None = None
    """Who, where members have names."""
    members: int | None = Field(default=None, ge=1, le=MOST_MEMBERS_OF_ROLE, strict=True)
    """How many, where members are only counted: those with the highest numbers who are there; default one [people]."""
    first_day: Day
    """First day of the absence."""
    last_day: Day | None = None
    """Last day of the absence; default the last one of the calendar."""
    hours: Hours | None = None
    """Hours of these days in which the member is away, such as '14:00-16:00'; default the whole days."""

    @field_validator("member", mode="before")
    @classmethod
    def _one_name(cls, value: Any) -> Any:
        if isinstance(value, list):
            raise wrong(translated("one name is needed here, not a list; write an absence for each of them"))
        if isinstance(value, (int, float)):
            raise wrong(
                translated(
                    "a name is needed here, not {given}; write 'members' and how many where nobody has one",
                    given=shown(value),
                )
            )
        return value

    def _numbers(self) -> list[str]:
        who = self.member or ""
        if (self.members or 1) > 1:
            who = counted("one member", "{count} members", self.members or 1)
        first = localized_day(self.first_day)
        days = translated("{first} to the end of the calendar", first=first)
        if self.last_day is not None:
            days = translated("{first} to {last}", first=first, last=localized_day(self.last_day))
        hours = clock_hours(self.hours) if self.hours else ""
        between = " " if language() == ORIGINAL else ", "  # English says it in one breath
        return [between.join(filter(None, (translated(_REASONS[self.reason]), who, days, hours)))]

    def stretches(self, days: OfficialDays) -> Iterator[tuple[int, int]]:
        """When somebody is away, within the days of a calendar: from the first midnight to the last, or hours of each day [instants]."""
        first, last = max(self.first_day, days.first), min(self.last_day or days.last, days.last)
        if self.hours is None:
            yield instant(first), instant(last) + DAY
            return
        for i in range((last - first).days + 1):
            midnight = instant(first + timedelta(days=i))
            yield from ((midnight + opens, midnight + closes) for opens, closes in self.hours)

    def meets(self, other: PlannedAbsence) -> bool:
        """Tell whether two absences share a day, or hours of a day."""
        if self.first_day > (other.last_day or date.max) or other.first_day > (self.last_day or date.max):
            return False
        if self.hours is None or other.hours is None:
            return True
        return any(a < d and c < b for a, b in self.hours for c, d in other.hours)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last_day is not None and self.last_day < self.first_day:
            raise wrong(
                translated("'last_day' lies before 'first_day', {first_day}; exchange them", first_day=self.first_day),
                "last_day",
            )
        if self.member is not None and self.members is not None:
            raise wrong(translated("both 'member' and 'members' are given; keep one of them"), "members")
        if self.hours == ():
            raise wrong(translated("in no hour is anybody away; leave 'hours' out for whole days"), "hours")
        return self


def _parse_episodes(text: str) -> Rate:
    """Read how often somebody falls ill; the sentences of rates speak of applications."""
    try:
        rate = parse_rate(text)
    except ValueError as error:
        message, _, repair = str(error).partition("; ")
        if isinstance(error, QuantityError) and error.is_zero:
            repair = translated("leave 'sickness' out if nobody falls ill")
        elif not (isinstance(error, QuantityError) and error.unit in _UNITS):
            repair = translated("write how often one member falls ill, such as '1.5 per year'")
        raise ValueError(f"{message}; {repair}") from None
    if rate.unit not in _DAYS:
        raise ValueError(
            translated("how often somebody falls ill is given per week, month or year; write '1.5 per year'")
        )
    if rate.value > _DAYS[rate.unit]:
        raise ValueError(
            translated("{given} is more often than every day; write how often one member falls ill", given=shown(text))
        )
    return rate


class Sickness(Stated):
    """Random absences of every member of a pool, each on his own, drawn before the simulation."""

    episodes: Annotated[
        Rate,
        quantity(
            _parse_episodes, marked("how often one member falls ill, such as '1.5 per year'"), "at most once a day"
        ),
    ]
    """How often one member falls ill while at work: expected beginnings per week, month or year."""
    length: Distribution
    """How long an illness lasts, in official working days of eight hours; rounded up to whole ones."""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if not self.length.mean_seconds > 0:
            raise wrong(
                translated("an illness of no length is none; write '5 working days', or leave 'sickness' out"), "length"
            )
        return self
