"""Levers of a counter at which files wait: reception in all hours of the office, on one day more, or on another day."""

from __future__ import annotations

from collections.abc import Iterator

from sim.calendar.opening_hours import OfficeHours
from sim.experiment.levers.lever import Lever, offices_with
from sim.experiment.levers.people import Blocks, desk_blocks
from sim.scenario.scenario import Scenario
from sim.scenario.sitting_dates import WEEKDAYS
from sim.schema.in_words import clock_hours
from sim.study.study import Study

_WORKDAYS = WEEKDAYS[:5]


def levers_of_reception(study: Study, kind: str, role: str) -> Iterator[Lever]:
    """What could be changed about the reception hours of a role; nothing where it receives in all hours of the office."""
    scenario = study.scenario
    blocks = [(path, staff) for path, staff in desk_blocks(scenario, kind, role) if staff.counter_hours]
    if not blocks:
        return
    offices = offices_with(scenario, kind, role)
    names, of_office = blocks[0][1].counter_hours or (), scenario.offices[kind].hours
    changes = tuple(f"{path}.counter_hours=null" for path, _ in blocks)
    yield Lever("reception", kind, role, changes, ", ".join(names), f"all hours '{of_office}'", offices, free=True)
    if len(names) == 1 and _of_this_counter_alone(scenario, names[0], blocks):
        yield from _other_days(names[0], scenario.hours[names[0]], (kind, role, offices))


def _of_this_counter_alone(scenario: Scenario, name: str, blocks: Blocks) -> bool:
    """Whether hours of the scenario's own are those of one counter and of nothing else."""
    if name not in scenario.hours:
        return False
    named = str(scenario.model_dump(include={"offices", "systems", "transfers"})).count(f"'{name}'")
    return named == sum((staff.counter_hours or ()).count(name) for _, staff in blocks)


def _other_days(name: str, hours: OfficeHours, whose: tuple[str, str, int]) -> Iterator[Lever]:
    """Reception on one weekday more, or on another one, in the hours of a day on which there is reception."""
    if hours.every_day is not None or hours.weekdays or hours.changes:
        return
    kind, role, offices = whose
    week = dict(zip(WEEKDAYS, hours.week, strict=True))
    open_days = [day for day in WEEKDAYS if week[day]]
    before = ", ".join(open_days)
    for other in (day for day in _WORKDAYS if not week[day]):
        spans = clock_hours(week[open_days[0]])
        more = ", ".join(day for day in WEEKDAYS if week[day] or day == other)
        yield Lever("reception", kind, role, (f'hours.{name}.{other}="{spans}"',), before, more, offices, free=True)
        for day in open_days:
            moved = ", ".join(d for d in WEEKDAYS if (week[d] and d != day) or d == other)
            changes = (f'hours.{name}.{other}="{clock_hours(week[day])}"', f"hours.{name}.{day}=null")
            yield Lever("reception_day", kind, role, changes, before, moved, offices, free=True)
