"""What whoever uses the fitted people of an office should know, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.fitting.fit_days import DaysFound
from sim.fitting.fit_hours import HoursFound
from sim.fitting.fit_order import OrderFound
from sim.fitting.fit_roles import RolesFound
from sim.fitting.fitted import FittedRole
from sim.quantities import UNSET
from sim.register.events.event_register import EventRegister
from sim.translations.in_use import counted, localized_number, translated

_TOLD = 3
"""Of several that are alike, so many are told by name."""
_BOUND = 0.8
"""A file stays with its member from so much of the way from chance to certainty on [share]."""


def notes_of_people(
    register: EventRegister,
    found: RolesFound,
    hours: HoursFound,
    days: DaysFound,
    roles: Sequence[tuple[FittedRole, OrderFound]],
) -> tuple[str, ...]:
    """The notes, those of roles first."""
    notes = [*_of_borders(register, found), *_of_nobody(register, found)]
    for role, order in roles:
        notes.extend(_of_order(role, order))
    return (*notes, *_of_hours(register, hours), *_of_days(days))


def _of_borders(register: EventRegister, found: RolesFound) -> list[str]:
    """Who works in several roles."""
    notes = []
    for several, crossings in ((True, found.also), (False, found.helped)):
        for resource, role, share in crossings[:_TOLD]:
            fields = {
                "member": register.resources[resource],
                "role": found.roles[role].name,
                "share": localized_number(100 * share, 1),
            }
            notes.append(
                translated("{member} also does the work of {role}: {share} % of his events", **fields)
                if several
                else translated("{member} helped out in {role}: {share} % of his events", **fields)
            )
        if more := len(crossings[_TOLD:]):
            notes.append(
                counted("one more person works in several roles", "{count} more people work in several roles", more)
                if several
                else counted("one more person helped out now and then", "{count} more people helped out now and then", more)
            )  # fmt: skip
    return notes


def _of_nobody(register: EventRegister, found: RolesFound) -> list[str]:
    """Activities that name nobody."""
    events = np.bincount(register.activity, minlength=len(register.activities))
    empty = np.flatnonzero((found.by_nobody > 0) & (found.by_nobody == events))
    notes = [
        translated(
            "no event of '{activity}' names who did it: its role {role} has no people",
            activity=register.activities[a],
            role=found.roles[int(found.role_of_activity[a])].name,
        )
        for a in empty[:_TOLD].tolist()
    ]
    if some := int(found.by_nobody[np.setdiff1d(np.arange(len(events)), empty)].sum()):
        notes.append(counted("one event names nobody", "{count} events name nobody", some))
    return notes


def _of_order(role: FittedRole, order: OrderFound) -> list[str]:
    """What the choices of a role show."""
    notes = []
    if order.column is not None:
        notes.append(translated("{role} takes files by '{column}' first", role=role.name, column=order.column))
    elif order.oldest_case:
        notes.append(translated("{role} takes the file of the oldest case first", role=role.name))
    same = order.same_member
    if same is not None and same.low > _BOUND:
        notes.append(translated("a file stays with its member of {role}", role=role.name))
    return notes


def _of_hours(register: EventRegister, hours: HoursFound) -> list[str]:
    """How far the hours can be trusted."""
    notes = []
    if hours.assumed:
        text = next(iter(hours.office.by_weekday.values()))
        return [
            translated("the register does not tell the times of the day; the hours {hours} are assumed", hours=text)
        ]
    if hours.outside:
        notes.append(
            counted(
                "one start or end of {total} lies outside of all hours",
                "{count} starts and ends of {total} lie outside of all hours",
                hours.outside,
                total=hours.seen,
            )
        )
    if hours.seen and not bool((register.start != UNSET).any()):
        notes.append(translated("the register has only ends, so hours are told to half an hour"))
    return notes


def _of_days(days: DaysFound) -> list[str]:
    """What speaks for and against the calendar."""
    if days.uncovered:
        return [translated("the register reaches beyond the calendar of Kazakhstan")]
    if not days.exceptional:
        return [translated("no day of the register tells whether the days off of Kazakhstan are kept")]
    if days.days.official:
        return []
    return [translated("the office does not keep the days off of Kazakhstan")]
