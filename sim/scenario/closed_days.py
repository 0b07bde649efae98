"""Days on which an office is closed, beside the official days of rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from sim.schema.document import Document, Words, wrong
from sim.schema.fields import Day
from sim.translations.in_use import localized_day, translated


class ClosedDays(Document):
    """Days on which an office is closed, such as for a repair: nobody is on duty there, and its doors are shut."""

    from_: Day = Field(alias="from")
    """First day on which it is closed."""
    to: Day
    """Last day on which it is closed."""
    reason: Words | None = None
    """Why it is closed."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise wrong(translated("'to' lies before 'from', {day}; exchange them", day=self.from_), "to")
        return self

    @property
    def in_words(self) -> str:
        """The days, and why, in one line."""
        days = localized_day(self.from_)
        if self.to > self.from_:
            days = translated("{first} to {last}", first=days, last=localized_day(self.to))
        return f"{days} ({self.reason})" if self.reason else days


def days_of(closed: Iterable[ClosedDays]) -> frozenset[date]:
    """Every single day of some stretches of closed days."""
    return frozenset(
        stretch.from_ + timedelta(days=i) for stretch in closed for i in range((stretch.to - stretch.from_).days + 1)
    )
