"""Absences of people as a planner writes them: leave and vacancies on stated days, and sickness by chance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from sim.calendar.official_days import OfficialDays
from sim.quantities import DAY, Rate, instant, parse_rate, shown
from sim.scenario.distributions import Distribution
from sim.schema.document import Words, quantity, wrong
from sim.schema.fields import Day, Hours, Stated
from sim.schema.in_words import clock_hours
from sim.schema.size_caps import MOST_MEMBERS_OF_ROLE

_DAYS = {"week": 7, "month": 30, "year": 365}  # an illness lasts a day at least, so none begins more often


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
            raise wrong("one name is needed here, not a list; write an absence for each of them")
        if isinstance(value, (int, float)):
            raise wrong(f"a name is needed here, not {shown(value)}; write 'members' and how many where nobody has one")
        return value

    def _numbers(self) -> list[str]:
        who = self.member or ("" if (self.members or 1) == 1 else f"{self.members} members")
        days = f"{self.first_day} to {self.last_day or 'the end of the calendar'}"
        hours = clock_hours(self.hours) if self.hours else ""
        return [" ".join(filter(None, (self.reason, who, days, hours)))]

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
            raise wrong(f"'last_day' lies before 'first_day', {self.first_day}; exchange them", "last_day")
        if self.member is not None and self.members is not None:
            raise wrong("both 'member' and 'members' are given; keep one of them", "members")
        if self.hours == ():
            raise wrong("in no hour is anybody away; leave 'hours' out for whole days", "hours")
        return self


def _parse_episodes(text: str) -> Rate:
    """Read how often somebody falls ill; the sentences of rates speak of applications."""
    try:
        rate = parse_rate(text)
    except ValueError as error:
        message, _, repair = str(error).partition("; ")
        if "above zero" in message:
            repair = "leave 'sickness' out if nobody falls ill"
        elif not (repair.startswith("did you mean") and repair.endswith(("week'?", "month'?", "year'?"))):
            repair = "write how often one member falls ill, such as '1.5 per year'"
        raise ValueError(f"{message}; {repair}") from None
    if rate.unit not in _DAYS:
        raise ValueError("how often somebody falls ill is given per week, month or year; write '1.5 per year'")
    if rate.value > _DAYS[rate.unit]:
        raise ValueError(f"{shown(text)} is more often than every day; write how often one member falls ill")
    return rate


class Sickness(Stated):
    """Random absences of every member of a pool, each on his own, drawn before the simulation."""

    episodes: Annotated[
        Rate, quantity(_parse_episodes, "how often one member falls ill, such as '1.5 per year'", "at most once a day")
    ]
    """How often one member falls ill while at work: expected beginnings per week, month or year."""
    length: Distribution
    """How long an illness lasts, in official working days of eight hours; rounded up to whole ones."""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if not self.length.mean_seconds > 0:
            raise wrong("an illness of no length is none; write '5 working days', or leave 'sickness' out", "length")
        return self
