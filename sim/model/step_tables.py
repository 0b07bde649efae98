"""What each step of a route takes and who does it, by the office at which an application arrives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from sim.calendar.duty import both
from sim.calendar.working_time import WorkingTime
from sim.law.regulation import Channel
from sim.model.build_route import COLLECTION, DOCUMENTS
from sim.model.capacity import NO_POOL, Capacity
from sim.model.route import STAFF_KINDS, Kind, RoutePlan, StepPlan
from sim.quantities import Instants
from sim.scenario.office_list import Offices
from sim.scenario.step_durations import StepDuration, step_duration
from sim.study.study import Study


class StepTables:
    """The tables by step that the streams of a study need, for its routes without transfers."""

    def __init__(self, study: Study, capacity: Capacity, routes: Sequence[RoutePlan]) -> None:
        self._study, self._capacity, self._routes = study, capacity, routes
        self._counters: dict[tuple[int, int], WorkingTime] = {}
        """By counter and office of arrival: the hours in which both are open, each pair made once."""

    def route(self, service: str, channel: Channel) -> int:
        """Position of the route of a service and channel."""
        return [plan.key for plan in self._routes].index((service, channel))

    def positions(self, route: int, keys: Sequence[str]) -> Instants:
        """Positions of the steps of some names."""
        position_of_key = {step.key: i for i, step in enumerate(self._routes[route].steps)}
        return np.array([position_of_key[key] for key in keys], dtype=np.int64)

    def entries(self, route: int, count: int) -> Instants:
        """The step at which a route begins, for a number of applications."""
        return np.full(count, self._routes[route].entry, dtype=np.int64)

    def work(self, route: int) -> tuple[StepDuration, ...]:
        """What each step takes, the applicant's own time among it."""
        plan = self._routes[route]
        return tuple(_duration(self._study, plan, step) for step in plan.steps)

    def pools(self, route: int, offices: Sequence[int]) -> dict[int, Instants]:
        """By office of arrival: the pool of each step, or NO_POOL."""
        tables = {}
        for office in offices:
            chain = self.offices.chain(self._capacity.offices[office].name)
            pools = [self._pool(step, chain) for step in self._routes[route].steps]
            tables[office] = np.array(pools, dtype=np.int64)
        return tables

    def doors(self, service: str, channel: Channel, offices: Sequence[int]) -> tuple[WorkingTime, ...]:
        """By office of arrival: the hours in which it takes applications for a route that begins with somebody of the staff.

        Applicants know the hours of a counter that keeps hours of its own, so that they come in these.
        """
        route = self.route(service, channel)
        first = self._routes[route].steps[self._routes[route].entry]
        hours = [self._capacity.offices[office].clock.hours for office in offices]
        if first.kind is not Kind.COUNTER:
            return tuple(hours)
        return tuple(
            self._counter(first, self.offices.chain(self._capacity.offices[office].name), door)
            for office, door in zip(offices, hours, strict=True)
        )

    def _counter(self, step: StepPlan, chain: Sequence[str], door: WorkingTime) -> WorkingTime:
        """The hours in which an office takes applications at a counter, be it of an office to which it sends."""
        pool = self._pool(step, chain)
        plan = self._capacity.pools[pool]
        site = self.offices.sites[self._capacity.offices[plan.office].name]
        if plan.counter is None or site.staff[plan.role].counter_hours is None:
            return door
        key = (id(plan.counter), id(door))
        if key not in self._counters:
            common = both(plan.counter, door)
            assert isinstance(common, WorkingTime)  # neither of them has gaps
            self._counters[key] = common
        return self._counters[key]

    def _pool(self, step: StepPlan, chain: Sequence[str]) -> int:
        """The pool that does a step: in the office of arrival, else in the offices that it sends to, nearest first."""
        if step.kind not in STAFF_KINDS:
            return NO_POOL
        return next(self._pool_of[office, step.role] for office in chain if (office, step.role) in self._pool_of)

    @cached_property
    def offices(self) -> Offices:
        """The offices of the scenario."""
        return Offices.of(self._study.scenario)

    def offices_of(self, kind_or_name: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Names of the offices of a kind, or of a single one, and their positions in `Capacity.offices`."""
        names = self.offices.named(kind_or_name)
        return names, tuple(self._position_of_office[name] for name in names)

    @cached_property
    def _position_of_office(self) -> dict[str, int]:
        """By name of an office: its position in `Capacity.offices`."""
        return {name: i for i, name in enumerate(self.offices.sites)}

    @cached_property
    def _pool_of(self) -> dict[tuple[str, str], int]:
        """By name of the office and role: position of the pool of those who do its work."""
        offices = self._capacity.offices
        own = {(offices[pool.office].name, pool.role): i for i, pool in enumerate(self._capacity.pools)}
        sites = self.offices.sites.values()
        return own | {(site.name, role): own[site.name, by] for site in sites for role, by in site.done_by.items()}


def _duration(study: Study, plan: RoutePlan, step: StepPlan) -> StepDuration:
    """What a step takes, which is the applicant's own time where he does it."""
    if step.kind is not Kind.APPLICANT:
        return step_duration(study.scenario, study.regulations[plan.service], plan.service, plan.route, step.key)
    use = study.scenario.services[plan.service].routes[plan.route]
    if use.collection is not None and step.key == COLLECTION:
        return StepDuration(use.collection.after, shortest=0)
    missed_at = step.key.removeprefix(DOCUMENTS.format(""))
    return StepDuration(use.missing_documents[missed_at].brought_after, shortest=0)
