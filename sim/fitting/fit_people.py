"""Who works in an office, when, and in which order: roles with their members, hours, absences and queues, out of a register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.calendar.duty import Duty, open_intervals
from sim.fitting.civil_days import civil_day
from sim.fitting.duties import DutyBook
from sim.fitting.fit_absences import MemberDays, fit_absences, fit_sickness
from sim.fitting.fit_batches import fit_batches
from sim.fitting.fit_caseload import fit_caseload, fit_unavailable
from sim.fitting.fit_days import DaysFound, fit_days
from sim.fitting.fit_hours import HoursFound, event_instants, fit_hours
from sim.fitting.fit_order import OrderFound, fit_order
from sim.fitting.fit_roles import RoleFound, RolesFound, fit_roles
from sim.fitting.fitted import FittedDays, FittedHours, FittedMember, FittedRole
from sim.fitting.people_notes import notes_of_people
from sim.fitting.waiting_files import RoleQueue, enabled_at, waiting_files
from sim.quantities import DAY, UNSET, Instants, Integers
from sim.register.events.event_register import EventRegister


class FittedPeople(NamedTuple):
    """Who works in an office, and when."""

    days: FittedDays
    """Which days were worked."""
    hours: FittedHours
    """When the office is open."""
    roles: tuple[FittedRole, ...]
    """The roles; those whose activities name no resource have no members."""
    role_of_activity: tuple[str | None, ...]
    """By activity of the register: short name of the role that does it."""
    notes: tuple[str, ...]
    """What whoever uses them should know, as sentences in the reader's language."""


@dataclass(frozen=True)
class _Office:
    """What is known of an office while its roles are put together."""

    register: EventRegister
    found: RolesFound
    hours: HoursFound
    days: DaysFound
    book: DutyBook
    span: tuple[int, int]
    """First and last civil day."""
    events_of: tuple[Integers, ...]
    """By resource: its events."""
    by_day: Integers
    """By civil day of the span: instants of all events."""
    enabled: Instants
    """By event: since when it could be done."""


def fit_people(register: EventRegister, stated_hours: str | None = None, official: bool | None = None) -> FittedPeople:
    """Everything about the people of an office that its register shows, each by the function of its subject.

    `stated_hours` are those of a day, where the register does not tell them; `official` says whether the office keeps the days
    off of Kazakhstan, None has it found out.
    """
    found = fit_roles(register)
    hours = fit_hours(register, [(role.name, role.members) for role in found.roles], stated_hours)
    days = fit_days(register, hours.office, official)
    office = _office(register, found, hours, days)
    fitted = [_role(office, number, role) for number, role in enumerate(found.roles)]
    names = tuple(found.roles[k].name if k >= 0 else None for k in found.role_of_activity.tolist())
    roles = tuple(role for role, _ in fitted)
    notes = notes_of_people(register, found, hours, days, fitted)
    return FittedPeople(days.days, hours.office, roles, names, notes)


def _office(register: EventRegister, found: RolesFound, hours: HoursFound, days: DaysFound) -> _Office:
    """An office with the days and the events of its members laid out."""
    _, at, _ = event_instants(register)
    if not len(at):
        at = register.came
    span = (int(at.min()) // DAY, int(at.max()) // DAY) if len(at) else (0, 0)
    order = np.argsort(register.resource, kind="stable")
    borders = np.searchsorted(register.resource[order], np.arange(len(register.resources) + 1))
    events_of = tuple(order[a:b] for a, b in pairwise(borders.tolist()))
    by_day = np.bincount(at // DAY - span[0], minlength=span[1] - span[0] + 1)
    book = DutyBook(days.days, civil_day(span[0]), civil_day(span[1]))
    return _Office(register, found, hours, days, book, span, events_of, by_day, enabled_at(register))


def _role(office: _Office, number: int, role: RoleFound) -> tuple[FittedRole, OrderFound]:
    """One role with its members and its queue."""
    register = office.register
    hours = office.hours.roles[number]
    member_days = [_member_days(office, member, hours) for member in role.members]
    members = tuple(
        FittedMember(
            register.resources[member],
            office.hours.members.get(member),
            None,
            known.absences,
            known.first_day,
            known.last_day,
        )
        for member, known in zip(role.members, member_days, strict=True)
    )
    own = np.flatnonzero(office.found.role_of_activity[register.activity] == number)
    files = waiting_files(register, office.found.role_of_activity, number, office.enabled)
    order = fit_order(register, files, len(members))
    batches = fit_batches(register, own)
    fitted = FittedRole(
        role.name,
        role.title,
        members,
        hours,
        order.order,
        order.agreement,
        fit_caseload(register, own) if batches is None else None,
        fit_sickness(member_days),
        batches,
        order_column=order.column,
        same_member=order.same_member,
    )
    duties = {m: office.book.duty_of(fitted, member) for m, member in zip(role.members, members, strict=True)}
    return _with_other_duties(office, fitted, files, duties), order


def _with_other_duties(office: _Office, role: FittedRole, files: RoleQueue, duties: dict[int, Duty]) -> FittedRole:
    """A role with the share of its duty in which members idle though files wait."""
    if role.batches is not None or not duties:
        return role
    everything = np.concatenate([office.events_of[m] for m in duties])
    return replace(role, unavailable=fit_unavailable(office.register, files, duties, everything))


def _member_days(office: _Office, member: int, of_role: FittedHours) -> MemberDays:
    """When a member was away."""
    register = office.register
    hours = office.hours.members.get(member, of_role)
    begin, end = office.span[0] * DAY, (office.span[1] + 1) * DAY
    opens, _ = open_intervals(office.book.open_time(hours), begin, end)
    duty_days = np.unique(opens // DAY)
    duty_days = duty_days[(duty_days >= office.span[0]) & (duty_days <= office.span[1])]
    events = office.events_of[member]
    instants = np.concatenate([register.start[events], register.end[events]])
    instants = instants[instants != UNSET]
    his = np.bincount(
        np.clip(instants // DAY - office.span[0], 0, len(office.by_day) - 1), minlength=len(office.by_day)
    )
    others = np.maximum(office.by_day - his, 0)[duty_days - office.span[0]]
    tests = len(office.by_day) * max(len(register.resources), 1)
    return fit_absences(register, member, duty_days, events, others, tests)
