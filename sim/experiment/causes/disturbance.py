"""What disturbs the offices of a scenario, each with the settings that take it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.experiment.levers.lever import list_value, staff_blocks
from sim.quantities import civil
from sim.scenario.scenario import Scenario
from sim.scenario.sitting_dates import WEEKDAYS
from sim.scenario.staff import Staff

DisturbanceKind = Literal["absences", "sickness", "closed", "sittings", "outages", "failures", "variant"]
"""People away on stated days, people ill, an office closed, a commission that does not sit every day, a system that is down on
stated days, one that fails by chance, and whatever else a variant takes out that the scenario names as undisturbed."""


@dataclass(frozen=True)
class Disturbance:
    """One thing that disturbs the offices, which can be taken out of the scenario."""

    kind: DisturbanceKind
    """What it is."""
    office: str
    """Kind of the office or offices; empty for systems and variants."""
    name: str
    """Short name of the role, the system or the variant; empty for a closed office."""
    changes: tuple[str, ...]
    """The settings that take it out, each as `PATH=VALUE`; none for a variant."""
    first: date | None = None
    """Its first day, of those that are stated."""
    last: date | None = None
    """Its last day, of those that are stated; None where it lasts to the end."""
    times: int = 1
    """How many stretches of days are stated."""
    detail: str = ""
    """Of a commission: when it sits."""


def disturbances(scenario: Scenario) -> Iterator[Disturbance]:
    """Everything in a scenario that disturbs its offices, apart from a variant."""
    for kind, office in scenario.offices.items():
        roles = dict.fromkeys(
            [*office.staff, *(role for named in (office.names or {}).values() for role in named.staff)]
        )
        for role in roles:
            yield from _of_staff(kind, role, list(staff_blocks(scenario, kind, role)))
        closed = [(f"offices.{kind}", office.closed)]
        closed += [(f"offices.{kind}.names.{name}", named.closed) for name, named in (office.names or {}).items()]
        closed = [(path, days) for path, days in closed if days]
        if closed:
            days = [(stretch.from_, stretch.to) for _, stretches in closed for stretch in stretches]
            yield Disturbance("closed", kind, "", tuple(f"{path}.closed=[]" for path, _ in closed), *_span(days))
    for name, system in scenario.systems.items():
        if system.outages:
            days = [(civil(outage.begin).date(), civil(outage.end).date()) for outage in system.outages]
            yield Disturbance("outages", "", name, (f"systems.{name}.outages=[]",), *_span(days))
        if system.failures is not None:
            yield Disturbance("failures", "", name, (f"systems.{name}.failures=null",))


def _of_staff(kind: str, role: str, blocks: Sequence[tuple[str, Staff]]) -> Iterator[Disturbance]:
    """What disturbs the work of a role in the offices of a kind."""
    away = [(path, staff.absences) for path, staff in blocks if staff.absences]
    if away:
        days = [(absence.first_day, absence.last_day) for _, absences in away for absence in absences]
        yield Disturbance("absences", kind, role, tuple(f"{path}.absences=[]" for path, _ in away), *_span(days))
    ill = [path for path, staff in blocks if staff.sickness is not None]
    if ill:
        yield Disturbance("sickness", kind, role, tuple(f"{path}.sickness=null" for path in ill))
    rules = [(f"{path}.sittings", staff.sittings) for path, staff in blocks if staff.sittings is not None]
    changes: list[str] = []
    for path, rule in rules:
        if rule.weekdays is not None and not set(WEEKDAYS[:5]) <= set(rule.weekdays):
            every_day = [day for day in WEEKDAYS if day in WEEKDAYS[:5] or day in rule.weekdays]
            changes.append(f"{path}.weekdays={list_value(every_day)}")
        elif rule.every is not None and rule.every > 1:
            changes.append(f"{path}.every=1")
    if changes:
        changes += [f"{path}.agenda=null" for path, rule in rules if rule.agenda is not None]
        rule = rules[0][1]
        when = " and ".join(rule.weekdays) if rule.weekdays else f"every {rule.every} working days"
        yield Disturbance("sittings", kind, role, tuple(changes), detail=when)


def _span(days: Sequence[tuple[date, date | None]]) -> tuple[date, date | None, int]:
    """The first and the last of some stretches of days, and how many they are."""
    lasts = [last for _, last in days]
    last = None if None in lasts else max(day for day in lasts if day is not None)
    return min(first for first, _ in days), last, len(days)
