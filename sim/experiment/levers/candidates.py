"""Which levers are tried: those for whatever late files waited for, be it people, sittings, ways, systems or a channel."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.experiment.levers.channels import levers_of_channels
from sim.experiment.levers.leave import levers_of_leave
from sim.experiment.levers.lever import Lever, NotTried
from sim.experiment.levers.people import levers_of_order, levers_of_people
from sim.experiment.levers.reception import levers_of_reception
from sim.experiment.levers.sittings import levers_of_sitting_days, levers_of_sittings
from sim.experiment.levers.ways_and_systems import levers_of_system, levers_of_ways
from sim.measure.blame import OFFICER
from sim.measure.figures import Figures
from sim.model.model import Model
from sim.model.route import Kind
from sim.scenario.scenario import Scenario
from sim.study.study import Study

MOST_CANDIDATES = 40
"""At most this many levers are tried, those for what late files waited for longest."""
_LEAST = 0.001
"""Share of the lateness below which nothing is tried for what it was spent on."""
_OF_PEOPLE = ("blame_people_h", "blame_closed_h", "blame_sitting_h", OFFICER)


@dataclass
class LateWaits:
    """For what late files waited, by lateness [working hours]."""

    people: dict[tuple[str, str], float] = field(default_factory=dict)
    """By kind of offices and role: people, officers, people away, sittings."""
    systems: dict[str, float] = field(default_factory=dict)
    """By system."""
    ways: float = 0.0
    """Ways between offices or steps."""
    lateness: float = 0.0
    """The whole lateness."""

    @classmethod
    def of(cls, model: Model, figures: Figures) -> LateWaits:
        """The waits of a run's late files."""
        waits, capacity = cls(), model.capacity
        for i, plan in enumerate(model.routes):
            waits.lateness += figures.routes[plan.key]["lateness_h"].mean
            tables = [table for stream in model.every_stream if stream.route == i for table in stream.pools.values()]
            for k, step in enumerate(plan.steps):
                row = {name: value.mean for name, value in figures.steps[(*plan.key, step.key)].items()}
                if step.kind is Kind.TRANSFER:
                    waits.ways += row["blame_transfer_h"]
                if step.kind is Kind.SYSTEM:  # where files wait for a place as for people
                    late = row["blame_system_h"] + row["blame_people_h"]
                    waits.systems[step.role] = waits.systems.get(step.role, 0.0) + late
                pools = sorted({int(table[k]) for table in tables if table[k] >= 0})
                doing = (capacity.pools[p] for p in pools)
                for people in dict.fromkeys((capacity.offices[pool.office].kind, pool.role) for pool in doing):
                    late = sum(row.get(reason, 0.0) for reason in _OF_PEOPLE)
                    waits.people[people] = waits.people.get(people, 0.0) + late
        return waits


@dataclass(frozen=True)
class Candidates:
    """What is tried, and what is left out."""

    levers: tuple[Lever, ...]
    """Those for what late files waited for longest first, more of something before other ways of doing it."""
    left_out: tuple[NotTried, ...]
    """What is left out, with the reason."""


def candidates(model: Model, figures: Figures, most: int = MOST_CANDIDATES) -> Candidates:
    """The levers to be tried for what late files waited for, so many at most."""
    waits, study = LateWaits.of(model, figures), model.study
    scenario, least = study.scenario, _LEAST * waits.lateness
    found: list[Lever] = []
    left_out: list[NotTried] = []
    waited_for = sorted(waits.people.items(), key=lambda item: -item[1])
    for (kind, role), late in waited_for:
        if late <= least:
            left_out.append(NotTried(kind, role, "nothing_late"))
            continue
        levers = [*levers_of_people(study, kind, role), *levers_of_sittings(study, figures, kind, role)]
        if len(found) + len(levers) > most:
            left_out.append(NotTried(kind, role, "fewer_late"))
            continue
        found += levers
    elsewhere = list(levers_of_ways(study)) if waits.ways > least else []
    for name, late in waits.systems.items():
        elsewhere += list(levers_of_system(study, name)) if late > least else []
    found += [part for part in elsewhere if isinstance(part, Lever)]
    left_out += [part for part in elsewhere if isinstance(part, NotTried)]
    others = [_otherwise(study, kind, role) for (kind, role), late in waited_for if late > least]
    others.append(_of_channels(scenario, figures))
    for levers in others:
        found += levers[: max(most - len(found), 0)]
    return Candidates(tuple(found), tuple(left_out))


def _otherwise(study: Study, kind: str, role: str) -> list[Lever]:
    """What the people of a role could do otherwise, without more of anything."""
    return [
        *levers_of_leave(study, kind, role),
        *levers_of_reception(study, kind, role),
        *levers_of_sitting_days(study.scenario, kind, role),
        *levers_of_order(study.scenario, kind, role),
    ]


def _of_channels(scenario: Scenario, figures: Figures) -> list[Lever]:
    """Applications by other channels than those with late answers, the channel with most of them first."""
    late = {key: row["late"].mean for key, row in figures.routes.items() if row["late"].mean > 0}
    return [
        lever
        for service, channel in sorted(late, key=lambda key: -late[key])
        if service in scenario.services and channel in scenario.services[service].routes
        for lever in levers_of_channels(scenario, figures, service, channel)
    ]
