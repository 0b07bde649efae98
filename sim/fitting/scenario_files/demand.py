"""Arrivals and open files of a fitted office, as blocks of a scenario."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from sim.fitting.fitted import FittedArrivals, FittedOffice, FittedRoute
from sim.fitting.scenario_files.people import FITTED_OFFICE
from sim.fitting.scenario_files.regulation import FITTED_CHANNEL, number_in_scenario
from sim.quantities import DAY, MINUTE, civil, parse_hours

AT_OPENING = "at_opening"
"""Second part of the name of the stream of those who come exactly at each opening."""
_NEARLY_ONE = 0.1
"""A rate at openings that is so near to one a day is one a day: one is the most that may be."""
_WEEKEND = ("saturday", "sunday")
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", *_WEEKEND)


def fitted_streams(office: FittedOffice, route: FittedRoute) -> dict[str, dict[str, Any]]:
    """The streams of a route by name: where one case comes exactly at each opening, that one is a stream of its own.

    Drawn by chance as the others are, now none and now several would come with the opening, and queues be longer than they are.
    """
    arrivals = route.arrivals
    opening = opening_span(arrivals)
    if opening is None:
        return {route.name: fitted_stream(office, route)}
    weights = {hours: weight for hours, weight in arrivals.hour_weights.items() if hours != opening}
    opens = arrivals.rate.value * arrivals.regular
    if abs(opens - 1) < _NEARLY_ONE:
        opens = 1.0
    rate = replace(arrivals.rate, value=arrivals.rate.value - opens)
    by_chance = replace(arrivals, rate=rate, hour_weights=weights)
    at_opening = replace(
        arrivals,
        rate=replace(arrivals.rate, value=opens),
        hour_weights={opening: 1.0},
        month_weights={}, weekday_weights={}, growth=None, bulk={1: 1.0},
    )  # fmt: skip
    return {
        route.name: fitted_stream(office, replace(route, arrivals=by_chance)),
        f"{route.name}_{AT_OPENING}": fitted_stream(office, replace(route, arrivals=at_opening))
        | {"process": "deterministic"},
    }


def opening_span(arrivals: FittedArrivals) -> str | None:
    """The minute of the day in which one case comes with the opening; None where none does so regularly."""
    if not arrivals.regular:
        return None
    return next(
        (text for text in arrivals.hour_weights for begin, end in parse_hours(text) if end - begin == MINUTE), None
    )


def fitted_stream(office: FittedOffice, route: FittedRoute) -> dict[str, Any]:
    """The stream of a route."""
    arrivals = route.arrivals
    weekend = any(day in arrivals.hours.by_weekday for day in _WEEKEND)
    block: dict[str, Any] = {"service": route.name, "route": FITTED_CHANNEL, "office": FITTED_OFFICE}
    if weekend:
        days = len(arrivals.hours.by_weekday)
        block["rate"] = f"{arrivals.rate.value * days:.5g} per week"
    else:
        block["rate"] = f"{arrivals.rate.value:.5g} per working day"
    profile: dict[str, Any] = {}
    if arrivals.month_weights:
        profile["months"] = dict(arrivals.month_weights)
    weekdays = dict(arrivals.weekday_weights)
    weekdays |= {day: 0 for day in _WEEK if day not in arrivals.hours.by_weekday and (weekend or day not in _WEEKEND)}
    if weekdays:
        profile["weekdays"] = weekdays
    profile["hours"] = _hours_of_day(route)
    block["profile"] = profile
    if arrivals.growth is not None:
        block["growth"] = f"{100 * arrivals.growth.value:.3g} % per year"
    if len(arrivals.bulk) > 1:
        block["bulk"] = dict(arrivals.bulk)
    return block | {"source": f"{office.source}; {arrivals.rate.method}"}


def _hours_of_day(route: FittedRoute) -> dict[str, float]:
    """The weight of every hour of the day; nobody comes where the register shows nobody."""
    weights = dict(route.arrivals.hour_weights)
    if not weights:
        spans = sorted({span for text in route.arrivals.hours.by_weekday.values() for span in parse_hours(text)})
        weights = {}
        reached = 0
        for begin, end in spans:
            begin = max(begin, reached)
            if end > begin:
                weights[f"{_clock(begin)}-{_clock(end)}"] = 1.0
                reached = end
    known = sorted(span for text in weights for span in parse_hours(text))
    reached = 0
    for begin, end in [*known, (DAY, DAY)]:
        if begin > reached:
            weights[f"{_clock(reached)}-{_clock(begin)}"] = 0.0
        reached = max(reached, end)
    return dict(sorted(weights.items()))


def fitted_backlog(office: FittedOffice, route: FittedRoute) -> dict[str, Any] | None:
    """The files of a route that lie in the office, by step and day of receipt; None where there are none."""
    mine = Counter(
        (number_in_scenario(f.step), civil(f.received).date()) for f in office.open_files if f.route == route.name
    )
    if not mine:
        return None
    files = [{"step": step, "count": count, "received": day} for (step, day), count in sorted(mine.items())]
    return {
        "service": route.name,
        "route": FITTED_CHANNEL,
        "office": FITTED_OFFICE,
        "files": files,
        "source": f"{office.source}; open at its end",
    }


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"
