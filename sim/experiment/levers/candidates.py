"""Which levers are tried: those for whatever late files waited for, be it people, sittings, ways or systems."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.experiment.levers.lever import Lever, NotTried
from sim.experiment.levers.people import levers_of_people
from sim.experiment.levers.sittings import levers_of_sittings
from sim.experiment.levers.ways_and_systems import levers_of_system, levers_of_ways
from sim.measure.blame import OFFICER
from sim.measure.figures import Figures
from sim.model.model import Model
from sim.model.route import Kind

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
                for kind in dict.fromkeys(capacity.offices[capacity.pools[p].office].kind for p in pools):
                    late = sum(row.get(reason, 0.0) for reason in _OF_PEOPLE)
                    waits.people[kind, step.role] = waits.people.get((kind, step.role), 0.0) + late
        return waits


def candidates(model: Model, figures: Figures) -> tuple[tuple[Lever, ...], tuple[NotTried, ...]]:
    """The levers to be tried, those for what late files waited for longest first, and what is left out with the reason."""
    waits, study = LateWaits.of(model, figures), model.study
    least = _LEAST * waits.lateness
    found: list[Lever] = []
    left_out: list[NotTried] = []
    for (kind, role), late in sorted(waits.people.items(), key=lambda item: -item[1]):
        if late <= least:
            left_out.append(NotTried(kind, role, "nothing_late"))
            continue
        levers = [*levers_of_people(study, kind, role), *levers_of_sittings(study, figures, kind, role)]
        if len(found) + len(levers) > MOST_CANDIDATES:
            left_out.append(NotTried(kind, role, "fewer_late"))
            continue
        found += levers
    elsewhere = list(levers_of_ways(study)) if waits.ways > least else []
    for name, late in waits.systems.items():
        elsewhere += list(levers_of_system(study, name)) if late > least else []
    found += [part for part in elsewhere if isinstance(part, Lever)]
    left_out += [part for part in elsewhere if isinstance(part, NotTried)]
    return tuple(found), tuple(left_out)
