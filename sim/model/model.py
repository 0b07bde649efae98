"""A study made ready to be drawn and simulated: its capacity, routes and streams, the same in every replication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.errors import Note
from sim.model.build_capacity import build_capacity, build_window
from sim.model.build_route import route_plan
from sim.model.build_streams import stream_plans
from sim.model.capacity import Capacity, Window
from sim.model.insert_transfers import insert_transfers
from sim.model.namesakes import namesakes
from sim.model.no_effect import acts_not_adopted, no_effect
from sim.model.objection_route import objection_route
from sim.model.outside_the_office import outside_the_office
from sim.model.register_notes import register_notes
from sim.model.resampled_days import resampled_days
from sim.model.route import RoutePlan
from sim.model.short_slots import short_slots
from sim.model.stream import StreamPlan
from sim.model.timetables_passed_over import timetables_passed_over
from sim.model.unattended_counters import unattended_counters
from sim.scenario.office_list import Offices
from sim.study.study import Study


@dataclass(frozen=True)
class Model:
    """A study made ready to be simulated; what is the same in every replication."""

    study: Study
    """The study."""
    capacity: Capacity
    """Offices, pools, transfers and systems."""
    window: Window
    """Bounding instants."""
    warnings: tuple[Note, ...]
    """What the reader of the results ought to know."""
    routes: tuple[RoutePlan, ...]
    """The routes in use, each followed by that of the objections to its answers, if there are any."""
    streams: tuple[StreamPlan, ...]
    """The streams by name, each once per channel; growth, campaigns and backlogs are streams of their own."""

    def plan(self, key: tuple[str, ...]) -> RoutePlan:
        """The route of a service and channel, the first two names of a key."""
        return next(plan for plan in self.routes if plan.key == key[:2])

    @property
    def every_stream(self) -> tuple[StreamPlan, ...]:
        """The streams, and the objections to the answers of each behind it."""
        return tuple(plan for stream in self.streams for plan in (stream, stream.objections) if plan is not None)

    @property
    def stream_names(self) -> tuple[str, ...]:
        """The names of the streams, each once, in order."""
        return tuple(dict.fromkeys(stream.name for stream in self.streams))


def build_model(study: Study) -> Model:
    """Make a study ready to be drawn and simulated."""
    window, warnings = build_window(study)
    capacity = build_capacity(study, window)
    systems = {system.name: i for i, system in enumerate(capacity.systems)}
    routes = tuple(_routes(study, systems))
    streams = stream_plans(study, capacity, window, routes)
    passed_over = tuple(timetables_passed_over(study, capacity, routes, streams))
    capacity, routes, streams = insert_transfers(study, capacity, routes, streams)
    warnings = (
        *warnings,
        *resampled_days(streams),
        *register_notes(study, window, streams),
        *short_slots(capacity, streams),
        *unattended_counters(capacity, window, routes, streams),
        *outside_the_office(capacity, window),
        *namesakes(Offices.of(study.scenario).sites),
        *no_effect(study, window),
        *passed_over,
        *acts_not_adopted(study, window),
    )
    return Model(study, capacity, window, warnings, tuple(plan.with_officers_that_matter() for plan in routes), streams)


def _routes(study: Study, systems: Mapping[str, int]) -> Iterator[RoutePlan]:
    """The routes in use, each followed by that of the objections to its answers."""
    position = 0
    for service, use in study.scenario.services.items():
        for channel, stated in use.routes.items():
            plan = route_plan(study, service, channel, systems)
            yield plan
            if stated.objections is not None:
                yield objection_route(plan, position, stated.objections)
                position += 1
            position += 1
