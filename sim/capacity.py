"""From a study to its offices and pools: who is there, in which hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from sim.audit import route_term
from sim.calendars import WeeklyHours, WorkingTime
from sim.crosschecks import office_chain
from sim.deadlines import OfficeClock
from sim.hours import weekly
from sim.loading import Study
from sim.quantities import Limit, instant


@dataclass(frozen=True)
class Office:
    """One office with its clock."""

    name: str
    """Unique name: the scenario's short name, with a number where there are several."""
    kind: str
    """Short name in the scenario."""
    clock: OfficeClock
    """Its hours and closes of business."""
    provider: int
    """The office whose close of business ends the terms of what arrives here [position in `Capacity.offices`]."""


@dataclass(frozen=True)
class Pool:
    """One role in one office: members with equal hours who take files from one queue."""

    office: int
    """Where they sit [position in `Capacity.offices`]."""
    role: str
    """Short name of the role."""
    members: int
    """How many they are [people, or teams that work as one]."""
    duty: WorkingTime
    """When they are on duty."""
    set_aside: bool = True
    """Whether desk work in hand is set aside for an applicant at the counter."""


@dataclass(frozen=True)
class Window:
    """The instants that bound a simulation."""

    start: int
    """First second of arrivals [instant]."""
    warm_up_end: int
    """What is received from here on counts [instant]."""
    horizon: int
    """What is received from here on does not count [instant]."""
    run_out_end: int
    """Counted applications are followed up to here at the longest [instant]."""


@dataclass(frozen=True)
class Capacity:
    """All offices and pools of a study, in a fixed order."""

    offices: tuple[Office, ...]
    """The offices, in the order of the scenario."""
    pools: tuple[Pool, ...]
    """The pools, by office and then by the order of its staff."""

    def pool_name(self, pool: int) -> str:
        """Office and role of a pool, as tables show it."""
        return f"{self.offices[self.pools[pool].office].name} / {self.pools[pool].role}"


def build_capacity(study: Study) -> Capacity:
    """Lay out the offices and pools of a study on its calendar."""
    scenario = study.scenario
    working_times: dict[str, WorkingTime] = {}
    clocks: dict[str, OfficeClock] = {}
    for name in sorted({o.hours for o in scenario.offices.values()} | _staff_hours(study)):
        working_times[name] = WorkingTime.from_hours(weekly(study.hours[name]), study.days)
        clocks[name] = OfficeClock.of(working_times[name], study.days)
    first: dict[str, int] = {}
    total = 0
    for key, office in scenario.offices.items():
        first[key] = total
        total += office.count
    offices: list[Office] = []
    pools: list[Pool] = []
    for key, office in scenario.offices.items():
        provider = first[office_chain(scenario, key)[-1]]
        for i in range(office.count):
            here = len(offices)
            name = key if office.count == 1 else f"{key} {i + 1}"
            offices.append(Office(name, key, clocks[office.hours], here if provider == first[key] else provider))
            for role, staff in office.staff.items():
                pools.append(Pool(here, role, staff.count, working_times[staff.hours or office.hours], staff.set_aside))
    return Capacity(tuple(offices), tuple(pools))


def build_window(study: Study) -> tuple[Window, str]:
    """The bounding instants of a study, and a warning where the calendar cuts the run-out short (else empty)."""
    period = study.scenario.period
    limit = period.run_out or Limit(3 * _longest_term_days(study), "working_days")
    around_the_clock = WorkingTime.from_hours(WeeklyHours.every_day(), study.days)
    horizon = instant(period.end)
    # Counted from the last day before the horizon, so that the run-out holds that many whole days.
    last_day = instant(period.end - timedelta(days=1))
    clock = OfficeClock.of(around_the_clock, study.days)
    wanted = int(clock.deadlines(np.array([last_day]), limit)[0])
    end = around_the_clock.end
    warning = ""
    if wanted > end:
        warning = f"the calendar ends on {study.days.last}, before the run-out of {limit} after {period.end} is over"
    window = Window(instant(period.start), instant(period.warm_up_until), horizon, max(min(wanted, end), horizon))
    return window, warning


def _longest_term_days(study: Study) -> int:
    """The longest term over the routes in use [working days, at least 1]; 20 where no route has a term in days."""
    terms = [
        route_term(study.regulations[key], channel, use.reading)[0]
        for key, service in study.scenario.services.items()
        for channel, use in service.routes.items()
    ]
    return max((max(term.value, 1) for term in terms if term and term.unit.endswith("days")), default=20)


def _staff_hours(study: Study) -> set[str]:
    return {s.hours for office in study.scenario.offices.values() for s in office.staff.values() if s.hours}
