"""The office behind a register of dates alone: people and hours as stated, one step for a case, its work between bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.errors import refusal
from sim.fitting.civil_days import civil_day
from sim.fitting.duties import DutyBook
from sim.fitting.fit_days import fit_days
from sim.fitting.fit_flow import FittedFlow, fit_routes
from sim.fitting.fit_options import FitOptions
from sim.fitting.fitted import FittedDays, FittedHours, FittedMember, FittedNumber, FittedRole, FittedRoute
from sim.fitting.work.dates_alone import WorkFromDates, staff_and_hours_of, work_from_dates
from sim.quantities import DAY, UNSET, Instants, parse_opening_hours
from sim.random_streams import generator
from sim.register.events.event_register import EventRegister
from sim.translations.in_use import translated

_WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
ROLE_OF_DATES, STEP_OF_DATES = "office", "case"
"""The one role, and the one step, of an office of which only dates are known."""


def fit_dates(
    register: EventRegister, options: FitOptions
) -> tuple[FittedDays, FittedHours, FittedRole, FittedFlow, WorkFromDates]:
    """Fit an office of which only dates of cases are known; an InputError asks for its people and hours."""
    file = register.account.file
    staff, text = staff_and_hours_of(options, file)
    try:
        parse_opening_hours(text)
    except ValueError as error:
        raise refusal("--hours", str(error), translated("write 09:00-13:00, 14:00-18:00")) from None
    known = (register.ready != UNSET) & (register.received != UNSET)
    if not known.any():
        raise refusal(
            file,
            translated("the register has no case with both a day of receipt and a day on which it was ready"),
            translated("name these columns"),
        )
    hours = FittedHours(ROLE_OF_DATES, dict.fromkeys(_WORKDAYS, text), 1.0)
    days = fit_days(_with_one_event(register), hours).days
    if options.official is not None:
        days = replace(days, official=options.official)
    instants = np.concatenate([register.received, register.ready])
    first = int(instants[instants != UNSET].min()) // DAY
    book = DutyBook(days, civil_day(first), civil_day(max(register.seen_until // DAY, first)))
    role = _role(staff, hours)
    options.progress("routes", 0, 1)
    spread = _with_one_event(replace(register, received=_within_hours(register, book, hours, options.seed)))
    flow = fit_routes(spread, (role,), hours, book, options)
    options.progress("work", 0, 1)
    # What lies in the office was not seen to be begun.
    flow = replace(flow, open_files=tuple(replace(lying, started=None) for lying in flow.open_files))
    work = work_from_dates(register, flow.route, book.open_time(hours), staff, options.seed)
    return days, hours, role, flow, work


def routes_of_dates(flow: FittedFlow, work: WorkFromDates) -> tuple[FittedRoute, ...]:
    """The routes with the work of their one step, and how long files lie besides."""
    return tuple(
        replace(route, steps=tuple(replace(step, work=work.work, hold=work.hold[k]) for step in route.steps))
        for k, route in enumerate(flow.routes)
    )


def _role(staff: int, hours: FittedHours) -> FittedRole:
    """The people as they were stated, taken to begin with the file that came first."""
    agreement = FittedNumber(1.0, 0.0, 1.0, 0, translated("stated, not seen in the register"), "asked")
    members = tuple(FittedMember(f"{ROLE_OF_DATES}_{k + 1}", None, None) for k in range(staff))
    return FittedRole(ROLE_OF_DATES, ROLE_OF_DATES, members, hours, "first_come", agreement, None, None)


def _with_one_event(register: EventRegister) -> EventRegister:
    """The same cases, each with one event of the office: it ends as the answer is ready."""
    count = register.size
    ready = register.ready
    return replace(
        register,
        form="ends",
        first=np.arange(count + 1, dtype=np.int64),
        activity=np.zeros(count, dtype=np.int64),
        resource=np.zeros(count, dtype=np.int64),
        start=np.where(ready == UNSET, register.received, UNSET),
        end=ready,
        activities=(STEP_OF_DATES,),
        resources=(f"{ROLE_OF_DATES}_1",),
    )


def _within_hours(register: EventRegister, book: DutyBook, hours: FittedHours, seed: int) -> Instants:
    """When cases came; where only days are told, at random moments of their hours [instants]."""
    came = register.received
    known = came != UNSET
    if (came[known] % DAY).any():
        return came
    office = book.open_time(hours)
    day = np.where(known, came, came[known].min())
    length = office.elapsed_many(day, day + DAY)
    within = (generator(seed, 0, "moments of receipt").random(len(came)) * length).astype(np.int64)
    moment = office.next_open_many(office.add_many(day, within))
    return np.where(known & (length > 0), np.maximum(moment, day), came)
