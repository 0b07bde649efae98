"""Levers for files that are under way or wait for a system: one round more of a courier, one place more in a system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sim.experiment.levers.lever import Lever, NotTried
from sim.quantities import DAY, HOUR
from sim.scenario.office_list import Offices
from sim.schema.in_words import clock_time
from sim.study.study import Study

_MOST_ROUNDS = 24


def levers_of_ways(study: Study) -> Iterator[Lever | NotTried]:
    """One round more for each courier, and for each timetable of the text; ways with a lag have none."""
    for name, way in study.scenario.transfers.items():
        if way.lag is not None:
            yield NotTried("", name, "lag")
        elif way.courier is not None:
            times = sorted({*way.courier, _between(study, way.sender, way.courier)})
            before, after = (", ".join(map(clock_time, t)) for t in (way.courier, times))
            written = ", ".join(f'"{clock_time(time)}"' for time in times)
            yield Lever("courier", "", name, (f"transfers.{name}.courier=[{written}]",), before, after)
        elif (times_per_day := way.times_per_day or 1) < _MOST_ROUNDS:
            change = f"transfers.{name}.times_per_day={times_per_day + 1}"
            yield Lever("courier", "", name, (change,), f"{times_per_day} a day", f"{times_per_day + 1} a day")
    yield from _timetables(study)


def levers_of_system(study: Study, name: str) -> Iterator[Lever | NotTried]:
    """One place more in a system that answers so many requests at once; one that is down has none to add."""
    system = study.scenario.systems.get(name)
    if system is None:
        return
    if system.capacity is not None:
        change = f"systems.{name}.capacity={system.capacity + 1}"
        yield Lever("place", "", name, (change,), str(system.capacity), str(system.capacity + 1))
    else:
        yield NotTried("", name, "outages")


def _timetables(study: Study) -> Iterator[Lever]:
    """One round more a day for each step that the text lets be collected for or sent on from so many times a day."""
    for service, use in study.scenario.services.items():
        for channel, route in use.routes.items():
            for step in study.regulations[service].path(channel):
                if step.step.timetable is None:
                    continue
                stated = route.timetables.get(step.key)
                times = step.step.timetable.times_per_day if stated is None else stated.times_per_day
                if 0 < times < _MOST_ROUNDS:
                    block = f'{{"{step.key}": {{times_per_day: {times + 1}}}}}'
                    change = f"services.{service}.routes.{channel}.timetables={block}"
                    name = f"{channel} {step.key}"
                    yield Lever("timetable", service, name, (change,), f"{times} a day", f"{times + 1} a day")


def _between(study: Study, sender: str, times: Sequence[int]) -> int:
    """The full hour at which one round more shortens the waits for a courier most [s of the day].

    Files are taken to come evenly in the hours of the sending office; the mean wait goes with the squares of the times
    between two rounds.
    """
    offices = Offices.of(study.scenario)
    week = [day for day in study.hours[offices.sites[offices.named(sender)[0]].hours].week if day]
    opening = max(week, key=lambda day: sum(closes - opens for opens, closes in day))

    def worked(until: int) -> int:
        return sum(max(min(closes, until) - opens, 0) for opens, closes in opening)

    def squares(rounds: Sequence[int]) -> int:
        at = sorted(worked(time) for time in rounds)
        over_night = worked(DAY) - at[-1] + at[0]
        return over_night**2 + sum((b - a) ** 2 for a, b in pairwise(at))

    hours = [hour for hour in range(0, DAY, HOUR) if any(opens < hour <= closes for opens, closes in opening)]
    return min((hour for hour in hours if hour not in times), key=lambda hour: squares([*times, hour]))
