"""The latest lawful moment of every step and of the result, on the real calendar; nothing is simulated.

Each step is received at the deadline of the one before it. A step without a limit takes no time, which is said beside
it. A milestone that has passed already takes no time either. Source: section 8 of the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.calendar.official_days import OfficialDays, load_days
from sim.calendar.opening_hours import shipped_hours, weekly_hours
from sim.calendar.working_time import WeeklyHours, WorkingTime
from sim.errors import CalendarSpanError
from sim.law.act import OfficeKind
from sim.law.legal_clock import OfficeClock
from sim.law.regulation import Channel, PathStep, Regulation
from sim.quantities import Instants, Limit, civil
from sim.schema.in_words import limit_text
from sim.translations.in_use import localized_day, translated

OLD_HOURS_UNTIL = 2013
"""Texts up to this year print 9-18 with lunch 13-14 for departments; later ones have 9-18:30 with lunch 13-14:30."""


@dataclass(frozen=True)
class Chain:
    """The latest lawful passage of one application or of many; arrays have one entry per application."""

    regulation: Regulation
    """The regulation."""
    channel: Channel
    """The route."""
    steps: tuple[PathStep, ...]
    """The steps that are passed."""
    submitted: Instants
    """When each application is handed in [instants]."""
    received: Instants
    """When it is received: at once, or at the next opening of the office that receives it [instants]."""
    step_received: Instants
    """By application and step: when the step receives the file at the latest [shape (n, steps), instants]."""
    step_deadlines: Instants
    """By application and step: when the step must be over [shape (n, steps), instants]."""
    term: Limit | None
    """The overall term; None without one."""
    term_deadlines: Instants
    """When the result must be ready by the term; -1 without a term [instants]."""
    days: Instants
    """Working days from receipt to the end of the last step, as the law counts them."""

    @property
    def ends(self) -> Instants:
        """When the result must be ready, if every step takes all its time [instants]."""
        return np.asarray(self.step_deadlines[:, self.regulation.bounds(self.steps)[1]], dtype=np.int64)

    @property
    def lawful(self) -> Instants:
        """1 where the chain of lawful steps ends within the term, 0 where not, -1 without a term."""
        kept = np.where(self.ends <= self.term_deadlines, 1, 0)
        return np.asarray(np.where(self.term_deadlines < 0, -1, kept), dtype=np.int64)


@dataclass(frozen=True)
class LawfulOffices:
    """The clocks of the offices that regulations speak of, where a text prints no hours of its own."""

    days: OfficialDays
    """The official calendar."""
    clocks: Mapping[OfficeKind, OfficeClock]
    """By kind of office."""
    hours: Mapping[OfficeKind, str]
    """Which hours each kind keeps, by name."""
    round_the_clock: OfficeClock
    """The clock of systems and applicants."""

    @classmethod
    @lru_cache(maxsize=16)
    def of_year(cls, year: int, calendar: str = "kz") -> LawfulOffices:
        """The usual hours of a year (an assumption where a text prints none)."""
        department = "department_2012" if year <= OLD_HOURS_UNTIL else "department"
        names: dict[OfficeKind, str] = {
            "provider": department,
            "akim": "rural_akim",
            "state_corporation": "state_corporation",
            "service_centre": "state_corporation",
            "employment_centre": department,
        }
        days, known = load_days(calendar), shipped_hours()
        clocks = {
            kind: OfficeClock.of(WorkingTime.from_hours(weekly_hours(known[n]), days), days)
            for kind, n in names.items()
        }
        always = OfficeClock.of(WorkingTime.from_hours(WeeklyHours.every_day(), days), days)
        return cls(days, clocks, names, always)


def chain(
    regulation: Regulation,
    channel: Channel,
    submitted: Instants,
    offices: LawfulOffices,
    *,
    reading: str | None = None,
) -> Chain:
    """The latest lawful passage of applications handed in at the given instants.

    Raises CalendarSpanError for an instant outside the calendar, and where a deadline lies behind it.
    """
    steps = regulation.path(channel, reading)
    receipt, ready = regulation.bounds(steps)
    submitted = np.asarray(submitted, dtype=np.int64)
    begins, ends = _step_bounds(regulation, steps, receipt, submitted, offices)
    received = begins[receipt]
    term = regulation.terms[channel].limit if channel in regulation.terms else None
    included = regulation.legal_clock.day_of_receipt == "included"
    provider = offices.clocks["provider"]
    counted = provider.counted_receipts(received, regulation.legal_clock.received_until)
    deadlines = np.full(submitted.shape, -1, dtype=np.int64)
    if term is not None:
        # Terms in days end at the provider's close; those in minutes or hours run while the receiving office is open.
        receives = offices.clocks[regulation.office_of(steps[receipt].role)]
        in_days = term.unit.endswith("days")
        clock, since = (provider, counted) if in_days else (receives, received)
        deadlines = clock.deadlines(since, term, day_of_receipt_included=included)
        _in_calendar(deadlines, received, offices, translated("the term of {limit}", limit=limit_text(term)))
    return Chain(
        regulation,
        channel,
        steps,
        submitted,
        received,
        np.stack(begins, axis=1),
        np.stack(ends, axis=1),
        term,
        deadlines,
        provider.working_days(counted, ends[ready], day_of_receipt_included=included),
    )


def _step_bounds(
    regulation: Regulation, steps: Sequence[PathStep], receipt: int, submitted: Instants, offices: LawfulOffices
) -> tuple[list[Instants], list[Instants]]:
    """By step: when it receives each application at the latest, and when it must be over [instants]."""
    at = submitted
    begins: list[Instants] = []
    ends: list[Instants] = []
    end_of: dict[str, Instants] = {}
    for i, step in enumerate(steps):
        staffed = regulation.kind(step.role) in ("staff", "commission")
        clock = offices.clocks[regulation.office_of(step.role)] if staffed else offices.round_the_clock
        if i == receipt:
            at = clock.hours.next_open_many(at)
        begins.append(at)
        if step.limit is not None and step.counter and step.limit.unit in ("minutes", "hours"):
            at = at + (step.limit.working_seconds or 0)  # serving that has begun is not interrupted by the close
        elif step.limit is not None:
            since = end_of.get(step.limit_from, at) if step.limit_from else at
            due = clock.deadlines(since, step.limit)
            named = translated("the limit of step {step}, {limit},", step=step.key, limit=limit_text(step.limit))
            _in_calendar(due, since, offices, named)
            at = np.maximum(at, due)
        ends.append(at)
        end_of[step.key] = at
    return begins, ends


def _in_calendar(deadlines: Instants, since: Instants, offices: LawfulOffices, named: str) -> None:
    """Raise a CalendarSpanError where a deadline lies behind the calendar, which cannot say when that is."""
    behind = np.flatnonzero(deadlines > offices.round_the_clock.hours.end)
    if len(behind):
        begins, days = civil(int(since[behind[0]])), offices.days
        raise CalendarSpanError(
            translated(
                "calendar '{code}' covers {first} to {last}, and {named} from {begin} ends behind it",
                code=days.code,
                first=localized_day(days.first),
                last=localized_day(days.last),
                named=named,
                begin=f"{localized_day(begins)} {begins:%H:%M}",
            )
        )
