"""The notes of timetables that a scenario states and that nothing goes by, since stated transfers go before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.errors import Note
from sim.model.capacity import Capacity
from sim.model.insert_transfers import stated_between, successive_steps
from sim.model.route import RoutePlan
from sim.model.stream import StreamPlan
from sim.study.study import Study


def timetables_passed_over(
    study: Study, capacity: Capacity, routes: Sequence[RoutePlan], streams: Sequence[StreamPlan]
) -> Iterator[Note]:
    """A note for every stated timetable of a step of which a stated transfer carries all files; before transfers are inserted."""
    for service, used in study.scenario.services.items():
        for channel, use in used.routes.items():
            number = next(i for i, plan in enumerate(routes) if plan.key == (service, channel))
            path = study.regulations[service].path(channel, use.reading)
            collected = {step.key: step.step.timetable.way == "to" for step in path if step.step.timetable is not None}
            for key in use.timetables:
                ways = _ways(routes[number], key, collected=collected[key])
                rules = [
                    stated_between(study, *(capacity.offices[capacity.pools[pools[step]].office] for step in way))
                    for way in ways
                    for stream in streams
                    if stream.route == number
                    for pools in stream.pools.values()
                ]
                if rules and None not in rules:
                    setting = f"services.{service}.routes.{channel}.timetables.{key}"
                    names = [name for name, rule in study.scenario.transfers.items() if rule in rules]
                    yield Note("timetable_passed_over", {"setting": setting, "transfers": names})


def _ways(plan: RoutePlan, key: str, *, collected: bool) -> list[tuple[int, int]]:
    """The pairs of steps between which files go that are collected for a step, or else sent on from it."""
    return [pair for pair in successive_steps(plan) if plan.steps[pair[collected]].key == key]
