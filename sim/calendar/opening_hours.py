"""Office hours that come with the package, and what they mean as weekly hours."""

from __future__ import annotations

from functools import lru_cache
from typing import Self

from pydantic import model_validator

from sim.calendar.working_time import WeeklyHours
from sim.schema.document import Text, Translated, wrong
from sim.schema.fields import Hours, Stated
from sim.schema.yaml_file import read_yaml
from sim.shipped import shipped_folder


class OfficeHours(Stated):
    """Opening hours of an ordinary week; days that are not named are closed."""

    title: Text = Translated()
    """What kind of office keeps them."""
    every_day: Hours | None = None
    """Hours of all seven days, official days of rest included: an office or system that never heeds the calendar."""
    weekdays: Hours = ()
    """Hours from Monday to Friday; also those of a weekend day worked in exchange."""
    saturday: Hours = ()
    """Hours of an ordinary Saturday."""
    sunday: Hours = ()
    """Hours of an ordinary Sunday."""

    @model_validator(mode="after")
    def _open_sometimes(self) -> Self:
        if self.every_day is not None and (self.weekdays or self.saturday or self.sunday):
            raise wrong("'every_day' and single days are both given; keep one of them", "every_day")
        if not (self.every_day or self.weekdays or self.saturday or self.sunday):
            raise wrong("these hours are never open; give 'every_day', 'weekdays', 'saturday' or 'sunday'")
        return self


@lru_cache(maxsize=1)
def _read() -> dict[str, OfficeHours]:
    file = read_yaml(shipped_folder("calendars") / "office_hours.yaml", "office_hours.yaml")
    return {name: OfficeHours.model_validate(block) for name, block in file.data.items()}


def shipped_hours() -> dict[str, OfficeHours]:
    """The office hours that come with the package, by name."""
    return dict(_read())


def weekly_hours(hours: OfficeHours) -> WeeklyHours:
    """The ordinary week of some office hours."""
    if hours.every_day is not None:
        return WeeklyHours((hours.every_day,) * 7, official_days=False)
    return WeeklyHours((hours.weekdays,) * 5 + (hours.saturday, hours.sunday))
