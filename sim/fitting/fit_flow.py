"""The routes of an office without the durations of their steps: ways, arrivals, terms, and the files that lie there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty
from sim.fitting.duties import DutyBook
from sim.fitting.fit_options import FitOptions
from sim.fitting.fitted import FittedHours, FittedRole, FittedRoute, FittedStep, OpenFile
from sim.fitting.flow.arrival_instants import arrival_instants
from sim.fitting.flow.endings import chance_open
from sim.fitting.flow.fit_arrivals import WorkedDays, fit_arrivals
from sim.fitting.flow.fit_routing import FittedRouting, fit_routing
from sim.fitting.flow.flow_notes import notes_of_arrivals, notes_of_due_dates, notes_of_split, notes_of_ways
from sim.fitting.flow.kinds_of_cases import KindsOfCases, kinds_by
from sim.fitting.flow.lying_files import open_files
from sim.fitting.flow.terms import fit_term
from sim.fitting.role_names import short_name
from sim.fitting.work.parts import OfficeParts
from sim.quantities import DAY, UNSET, Flags, Floats, Instants, Integers, instant
from sim.register.events.event_register import NOBODY, EventRegister

_STRICT = 0.98
"""From this share of choices on, the order of a queue is taken as strict."""


@dataclass(frozen=True)
class FittedFlow:
    """The routes of an office without the durations of their steps, and how the events of its register belong to them."""

    routes: tuple[FittedRoute, ...]
    """Routes; work and hold of their steps are None."""
    route: Integers
    """By case: its route [position in `routes`]."""
    step: Integers
    """By event: its step, over all routes [position]."""
    role_of_step: Integers
    """By step, over all routes: the role that does it [position in the roles]; NOBODY where nobody of the office does."""
    role_of_resource: Integers
    """By resource: the role to which it belongs [position in the roles]; NOBODY where it belongs to none."""
    duties: tuple[Duty, ...]
    """By resource: when it is on duty; when the office is open, where it belongs to no role."""
    chance_open: Floats
    """By case: how likely it is not over at the end of the register [probability]."""
    open_files: tuple[OpenFile, ...]
    """The cases that are more likely open than over."""
    routings: tuple[FittedRouting, ...]
    """By route: its ways with all counts."""
    notes: tuple[str, ...]
    """What whoever uses the numbers should know."""


def fit_routes(
    register: EventRegister,
    roles: Sequence[FittedRole],
    hours: FittedHours,
    book: DutyBook,
    options: FitOptions,
    start: Instants | None = None,
) -> FittedFlow:
    """Fit ways, arrivals, terms and open files to a register, given its roles, the hours of the office and its days.

    `start` is by event when it was begun, where that is estimated.
    """
    kinds = kinds_by(register, options.by)
    names = _route_names(kinds.titles)
    chances = chance_open(register)
    parts = [np.flatnonzero(kinds.kind == k) for k in range(len(names))]
    routings = tuple(fit_routing(register.of_cases(mine), chances[mine], options.seed) for mine in parts)
    of_resource, duties = _staff(register, roles, book, hours)
    step, of_step = _steps(register, kinds, routings, of_resource, len(roles))
    days = _worked_days(register, book, hours)
    office = OfficeParts(register, step, of_step, of_resource, duties, book.open_time(hours))
    known = arrival_instants(office, _first_come(roles), days, options.seed, start)
    routes, notes = [], list(notes_of_split(register, options.by))
    offset = 0
    for k, mine in enumerate(parts):
        own = of_step[offset : offset + len(routings[k].activities)]
        offset += len(own)
        found = fit_arrivals(known.of_cases(mine), days, f"{names[k]}_arrivals", options.seed)
        due = register.due[mine]
        term = fit_term(register.came[mine], due, (days.first_day, days.worked), office.office)
        steps = tuple(
            FittedStep(i + 1, register.activities[a], None if own[i] == NOBODY else roles[own[i]].name, None, None)
            for i, a in enumerate(routings[k].activities)
        )
        routes.append(
            FittedRoute(
                names[k], kinds.titles[k], steps, routings[k].entry, routings[k].moves, found.arrivals, term, len(mine)
            )
        )
        notes += [*notes_of_ways(register, kinds.titles[k], routings[k]),
                  *notes_of_arrivals(kinds.titles[k], found, known.while_closed[mine])]  # fmt: skip
        if term is None:
            notes += notes_of_due_dates(kinds.titles[k], register.came[mine], due)
        options.progress("routes", k + 1, len(parts))
    lying = open_files(register, kinds.kind, routings, names, chances)
    return FittedFlow(
        tuple(routes), kinds.kind, step, of_step, of_resource, duties, chances, lying, routings, tuple(notes)
    )


def _route_names(titles: Sequence[str]) -> list[str]:
    """A short name for each kind of cases, no two alike."""
    names: list[str] = []
    for title in titles:
        wanted = short_name(title, "route")
        name, number = wanted, 2
        while name in names:
            name, number = f"{wanted}_{number}", number + 1
        names.append(name)
    return names


def _staff(
    register: EventRegister, roles: Sequence[FittedRole], book: DutyBook, hours: FittedHours
) -> tuple[Integers, tuple[Duty, ...]]:
    """By resource: its role, and when it is on duty."""
    place = {name: k for k, name in enumerate(register.resources)}
    of_resource = np.full(len(register.resources), NOBODY, dtype=np.int64)
    duties: list[Duty] = [book.open_time(hours)] * len(register.resources)
    for k, role in enumerate(roles):
        for member in role.members:
            if (i := place.get(member.name)) is not None and of_resource[i] == NOBODY:
                of_resource[i], duties[i] = k, book.duty_of(role, member)
    return of_resource, tuple(duties)


def _first_come(roles: Sequence[FittedRole]) -> Flags:
    """By role: whether files are taken in the order in which they came to it, nearly without exception."""
    return np.array([r.order == "first_come" and r.order_agreement.value >= _STRICT for r in roles], dtype=np.bool_)


def _steps(
    register: EventRegister, kinds: KindsOfCases, routings: Sequence[FittedRouting], of_resource: Integers, roles: int
) -> tuple[Integers, Integers]:
    """By event its step over all routes, and by step the role that does most of it."""
    step = np.zeros(len(register.activity), dtype=np.int64)
    kind, offset = kinds.kind[register.case], 0
    for k, routing in enumerate(routings):
        step[kind == k] = routing.step - 1 + offset
        offset += len(routing.activities)
    role = np.append(of_resource, NOBODY)[register.resource]
    # Who does a step is the same on all routes: the activity says it.
    acted = np.bincount(
        register.activity * (roles + 1) + (role + 1), minlength=len(register.activities) * (roles + 1)
    ).reshape(-1, roles + 1)
    of_activity = np.argmax(acted, axis=1) - 1
    return step, np.array([of_activity[a] for r in routings for a in r.activities], dtype=np.int64)


def _worked_days(register: EventRegister, book: DutyBook, hours: FittedHours) -> WorkedDays:
    """Which civil days of a register are worked, one more day on both sides."""
    came = register.came[register.came != UNSET]
    first = min(int(came.min()) // DAY, instant(book.first) // DAY) - 1 if len(came) else instant(book.first) // DAY
    last = max(register.seen_until // DAY, int(came.max()) // DAY if len(came) else 0) + 1
    midnights = np.arange(first, last + 1) * DAY
    worked = book.open_time(hours).elapsed_many(midnights, midnights + DAY) > 0
    return WorkedDays(first, worked, hours, register.seen_until)
