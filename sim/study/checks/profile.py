"""Faults of a profile: weights of hours and days at which no application is taken, so that they change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from sim.calendar.opening_hours import weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.errors import Fault
from sim.quantities import DAY, Instants, instant, parse_hours
from sim.scenario.demand import Stream
from sim.schema.yaml_file import Where
from sim.study.checks.demand_size import doors_of
from sim.study.context import CheckContext
from sim.translations.in_use import localized_date, translated

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONDAY = date(2024, 1, 1)


def idle_weights(context: CheckContext, stream: Stream, where: Where) -> Iterator[Fault]:
    """Weights above zero of hours and days of the week at which none of a stream's doors is open in the whole period."""
    profile, days, period = stream.profile, context.days, context.scenario.period
    doors = [hours for _, some in doors_of(context, stream) for hours in some]
    if profile is None or days is None or not doors or period.end <= period.start:
        return
    first, last = max(instant(period.start), instant(days.first)), min(instant(period.end), instant(days.last) + DAY)
    midnights = np.arange(first, last, DAY, dtype=np.int64)
    open_times = [WorkingTime.from_hours(weekly_hours(hours), days) for hours in doors]
    for text, weight in profile.hours.items():
        if weight and not any(
            _open(open_times, midnights + begin, midnights + end) for begin, end in parse_hours(text)
        ):
            yield _fault(
                context,
                (*where, "hours", text),
                translated(
                    "no application is taken at {hours} on any day of the period, so the weight changes nothing",
                    hours=text,
                ),
            )
    weekday = (midnights // DAY + 3) % 7  # 1970-01-01 was a Thursday
    for name, weight in profile.weekdays.items():
        of_name = midnights[weekday == _WEEKDAYS.index(name)]
        if weight and not _open(open_times, of_name, of_name + DAY):
            yield _fault(
                context,
                (*where, "weekdays", name),
                translated(
                    "no application is taken on any {weekday} of the period, so the weight changes nothing",
                    weekday=localized_date(_MONDAY + timedelta(days=_WEEKDAYS.index(name)), "weekday"),
                ),
            )


def _open(open_times: list[WorkingTime], since: Instants, until: Instants) -> bool:
    """Tell whether any office is open in any of some spans."""
    return any((hours.elapsed_many(since, until) > 0).any() for hours in open_times)


def _fault(context: CheckContext, where: Where, message: str) -> Fault:
    repair = translated("take it out, or give an office hours then")
    return context.file.fault(where, message, repair, at_key=True)
