"""Office hours that come with the package, and what they mean as weekly hours."""

from __future__ import annotations

from functools import lru_cache

from sim.calendars import WeeklyHours
from sim.scenario import OfficeHours
from sim.shipped import shipped_folder
from sim.yamlfile import read_yaml


@lru_cache(maxsize=1)
def _read() -> dict[str, OfficeHours]:
    file = read_yaml(shipped_folder("calendars") / "office_hours.yaml", "office_hours.yaml")
    return {name: OfficeHours.model_validate(block) for name, block in file.data.items()}


def shipped_hours() -> dict[str, OfficeHours]:
    """The office hours that come with the package, by name."""
    return dict(_read())


def weekly(hours: OfficeHours) -> WeeklyHours:
    """The ordinary week of some office hours."""
    if hours.every_day is not None:
        return WeeklyHours((hours.every_day,) * 7, official_days=False)
    return WeeklyHours((hours.weekdays,) * 5 + (hours.saturday, hours.sunday))
