"""Where the same people could sit at other times: hours of counters, days on which somebody is there, sittings of commissions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from sim.calendar.opening_hours import OfficeHours
from sim.planning.staffing.staff_blocks import StaffBlock, staff_of_blocks
from sim.planning.staffing.variables import Level, StaffingSpace, Variable, VariableKind
from sim.quantities import HOUR
from sim.scenario.office_list import Offices
from sim.scenario.sitting_dates import WEEKDAYS
from sim.schema.in_words import clock_hours, clock_time, written_hours
from sim.study.study import Study

_WORKDAYS = WEEKDAYS[:5]
_Week = Mapping[str, tuple[tuple[int, int], ...]]
"""Hours by weekday; closed on others [seconds of the day]."""


def roster_space(study: Study, counters: Sequence[tuple[str, str]]) -> StaffingSpace:
    """The rosters that may be tried: variables whose levels are choices, the present one first, and all cost nothing.

    `counters` are the counters to which applicants come, by kind of offices and role. A counter may receive in the mornings or
    afternoons or all day; who is there, or receives, on some days of the week may be so on as many others; a commission that
    sits on some days of the week may sit on as many others, and at another full hour.
    """
    variables: list[Variable] = []
    for block in staff_of_blocks(study.scenario):
        if (block.kind, block.role) in counters:
            variables += _choices(block, "counter hours", _counter_hours(study, block))
        if block.staff.members is None:
            variables += _choices(block, "days", _days_there(study, block))
        variables += _choices(block, "sitting days", _sittings(study, block))
    return StaffingSpace(tuple(variables), 0.0, "posts")


def _choices(block: StaffBlock, kind: VariableKind, levels: Iterator[Level]) -> Iterator[Variable]:
    """The variable of some choices; none where there is nothing to choose."""
    found = tuple(levels)
    if len(found) > 1:
        yield Variable(kind, block.name, block.role, block.offices, found, 0.0, 0.0, found[0])


def _level(number: int, text: str, changes: Sequence[str] = ()) -> Level:
    return Level(float(number), 0.0, tuple(changes), text)


def _office_hours(study: Study, block: StaffBlock) -> OfficeHours:
    """The hours of the offices of a block."""
    return study.hours[Offices.of(study.scenario).sites[block.sites[0]].hours]


def _counter_hours(study: Study, block: StaffBlock) -> Iterator[Level]:
    """The present hours of a counter, then on the same days the whole day, each stretch of it, and the same hours on other days."""
    staff, office = block.staff, _office_hours(study, block)
    open_week = _week(office)
    own = staff.counter_hours
    if (own is not None and len(own) > 1) or office.changes:
        return
    now = open_week if own is None else _week(study.hours[own[0]])
    yield _level(0, _week_text(now))
    weeks: list[_Week] = []
    stretches = max((len(hours) for hours in open_week.values()), default=0)
    if own is not None:
        weeks.append({day: open_week[day] for day in now if day in open_week})
    weeks += [
        {day: open_week[day][i : i + 1] for day in now if len(open_week.get(day, ())) > i} for i in range(stretches)
    ]
    weeks += _on_other_days(now, open_week)
    yield from _as_hours(block, "counter_hours", [week for week in weeks if week], now)


def _days_there(study: Study, block: StaffBlock) -> Iterator[Level]:
    """The days on which people with hours of their own are there, and as many others."""
    own = block.staff.hours
    if own is None or len(own) > 1 or study.hours[own[0]].changes:
        return
    now, open_week = _week(study.hours[own[0]]), _week(_office_hours(study, block))
    yield _level(0, _week_text(now))
    yield from _as_hours(block, "hours", _on_other_days(now, open_week), now)


def _as_hours(block: StaffBlock, key: str, weeks: Sequence[_Week], now: _Week) -> Iterator[Level]:
    """Levels that give a staff other hours by a new name."""
    told = {_week_text(now)}
    for week in weeks:
        if (text := _week_text(week)) in told:
            continue
        told.add(text)
        name = f"{key}_{block.role}_{len(told) - 1}"
        hours = {day: written_hours(of_day) for day, of_day in week.items()}
        changes = (f"hours={json.dumps({name: hours}, ensure_ascii=False)}", f"{block.path}.{key}={name}")
        yield _level(len(told) - 1, text, changes)


def _on_other_days(now: _Week, open_week: _Week) -> list[_Week]:
    """The hours of some days of the week on as many others; none where all days are alike in being open."""
    workdays = [day for day in _WORKDAYS if day in open_week]
    if not 0 < len(now) < len(workdays) or len(set(now.values())) != 1 or not set(now) <= set(workdays):
        return []
    hours = next(iter(now.values()))
    return [dict.fromkeys(days, hours) for days in combinations(workdays, len(now))]


def _sittings(study: Study, block: StaffBlock) -> Iterator[Level]:
    """The days and the hour at which a commission sits, and as many other days, each at the same and at other full hours."""
    rule = block.staff.sittings
    if rule is None or rule.weekdays is None or not set(rule.weekdays) <= set(_WORKDAYS):
        return
    open_week = _week(_office_hours(study, block))
    hours = [hours for hours in open_week.values() if hours]
    begins = {opens for of_day in hours for opens, _ in of_day}
    times = sorted({rule.at} | {(at + HOUR - 1) // HOUR * HOUR for at in begins})
    yield _level(0, f"{_days_text(rule.weekdays)} at {clock_time(rule.at)}")
    choices = [(days, at) for days in combinations(_WORKDAYS, len(rule.weekdays)) for at in times]
    choices = [(days, at) for days, at in choices if (set(days), at) != (set(rule.weekdays), rule.at)]
    for number, (days, at) in enumerate(choices, 1):
        changes = (
            f"{block.path}.sittings.weekdays=[{', '.join(days)}]",
            f'{block.path}.sittings.at="{clock_time(at)}"',
        )
        yield _level(number, f"{_days_text(days)} at {clock_time(at)}", changes)


def _week(hours: OfficeHours) -> _Week:
    """The hours of the days from Monday to Sunday that are open."""
    return {day: of_day for day, of_day in zip(WEEKDAYS, hours.week, strict=True) if of_day}


def _week_text(week: _Week) -> str:
    """The hours of a week in few words: `Tue, Thu 10:00-13:00`."""
    groups: dict[str, list[str]] = {}
    for day, hours in week.items():
        groups.setdefault(clock_hours(hours), []).append(day)
    return "; ".join(f"{_days_text(days)} {hours}" for hours, days in groups.items())


def _days_text(days: Sequence[str]) -> str:
    """Days of the week in few words: `Mon-Fri`, `Tue, Thu`."""
    known = [day for day in WEEKDAYS if day in days]
    first = WEEKDAYS.index(known[0])
    if len(known) > 2 and tuple(known) == WEEKDAYS[first : first + len(known)]:
        return f"{known[0][:3].title()}-{known[-1][:3].title()}"
    return ", ".join(day[:3].title() for day in known)
