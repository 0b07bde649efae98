"""All numbers of an office, fitted to its register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from sim.fitting.duties import DutyBook
from sim.fitting.fit_flow import FittedFlow, fit_routes
from sim.fitting.fit_options import FitOptions
from sim.fitting.fit_people import FittedPeople, fit_people
from sim.fitting.fitted import FittedOffice, FittedRole, FittedRoute, FittedStep
from sim.fitting.office_of_dates import fit_dates, routes_of_dates
from sim.fitting.work.fit_work import FittedWork, work_from_starts
from sim.fitting.work.one_stamp import work_from_ends
from sim.fitting.work.parts import OfficeParts
from sim.quantities import DAY, UNSET, Instants
from sim.register.events.event_register import EventRegister
from sim.translations.in_use import counted, translated


def fit_office(register: EventRegister, options: FitOptions) -> FittedOffice:
    """Fit roles, hours, ways, arrivals and work of an office to its register; an InputError says what the register lacks."""
    if register.form == "dates":
        return _office_of_dates(register, options)
    options.progress("people", 0, 1)
    people = fit_people(register, options.hours, options.official)
    book = DutyBook(people.days, *_span(register))
    options.progress("routes", 0, 1)
    flow = fit_routes(register, people.roles, people.hours, book, options)
    parts = OfficeParts(
        register, flow.step, flow.role_of_step, flow.role_of_resource, flow.duties, book.open_time(people.hours)
    )
    fit = work_from_starts if register.form == "starts and ends" else work_from_ends
    work = fit(parts, lambda done, of: options.progress("work", done, of))
    if register.form == "ends":
        # When first steps were begun is known only now, and with it when cases came.
        flow = fit_routes(register, people.roles, people.hours, book, options, work.start)
    first, last = _span(register)
    return FittedOffice(
        source=source_of(register),
        roles=_roles(register, people, work),
        hours=people.hours,
        days=people.days,
        routes=_routes(flow, work),
        open_files=flow.open_files,
        first_day=first,
        last_day=last,
        notes=(*people.notes, *flow.notes, *work.notes),
    )


def _office_of_dates(register: EventRegister, options: FitOptions) -> FittedOffice:
    """The office of a register without events, in which one step stands for all that is done with a case."""
    days, hours, role, flow, work = fit_dates(register, options)
    first, last = _span(register)
    return FittedOffice(
        source=source_of(register),
        roles=(role,),
        hours=hours,
        days=days,
        routes=routes_of_dates(flow, work),
        open_files=flow.open_files,
        first_day=first,
        last_day=last,
        notes=(*flow.notes, *work.notes),
    )


def source_of(register: EventRegister) -> str:
    """What the numbers rest on: the file, how many cases it has, and from which month to which."""
    first, last = _span(register)
    cases = counted("{count} case", "{count} cases", register.size)
    return translated(
        "{file}, {cases}, {first} to {last}",
        file=Path(register.account.file).name,
        cases=cases,
        first=f"{first:%Y-%m}",
        last=f"{last:%Y-%m}",
    )


def _span(register: EventRegister) -> tuple[date, date]:
    """The first and the last day of which a register tells."""
    known = [at[at != UNSET] for at in (register.start, register.end, register.received, register.ready)]
    instants: Instants = np.concatenate(known)
    first = int(instants.min()) // DAY if len(instants) else register.seen_until // DAY
    return _day(first), _day(max(register.seen_until // DAY, first))


def _day(number: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + number)


def _roles(register: EventRegister, people: FittedPeople, work: FittedWork) -> tuple[FittedRole, ...]:
    """The roles with the paces of their members."""
    place = {name: k for k, name in enumerate(register.resources)}
    return tuple(
        replace(
            role,
            members=tuple(replace(m, pace=work.pace.get(place.get(m.name, UNSET))) for m in role.members),
        )
        for role in people.roles
    )


def _routes(flow: FittedFlow, work: FittedWork) -> tuple[FittedRoute, ...]:
    """The routes with the durations of their steps."""
    result: list[FittedRoute] = []
    offset = 0
    for route in flow.routes:
        result.append(replace(route, steps=_steps(route.steps, work, offset)))
        offset += len(route.steps)
    return tuple(result)


def _steps(steps: Sequence[FittedStep], work: FittedWork, offset: int) -> tuple[FittedStep, ...]:
    return tuple(replace(step, work=work.work[offset + k], hold=work.hold[offset + k]) for k, step in enumerate(steps))
