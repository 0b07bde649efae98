"""The term of one application while it runs: how documents that are asked for stop or extend it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.term_deadlines import not_counted
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import OfficePlan
from sim.model.route import RoutePlan, StepPlan
from sim.quantities import NEVER, UNSET, Limit


@dataclass(frozen=True)
class Search:
    """Documents that an applicant was asked for, and what that does to the term."""

    rule: str
    """Whether the term `runs` on, `stops`, or is `extended`."""
    by: int
    """The applicant's own deadline [instant; UNSET for none]."""
    stood: bool
    """Whether the clock of the term stood still for it."""
    not_counted: int
    """What the clock leaves out for it: days, or open seconds of a term in minutes or hours."""
    term: Limit | None
    """The term that holds from then on; None without one."""
    deadline: int
    """The last lawful instant from then on [instant; UNSET without a term]."""


class RunningTerm:
    """The term of one application as it changes while documents are looked for."""

    def __init__(self, plan: RoutePlan, office: OfficePlan, clock: OfficeClock, received: int) -> None:
        self.plan, self.received = plan, received
        self.limit, self.left_out, self.days_stopped = plan.term, 0, 0
        self._clock, self._office = clock, office

    @property
    def clock(self) -> OfficeClock:
        """Terms in days end at the provider's close; those in minutes or hours run while the receiving office is open."""
        in_days = self.limit is not None and self.limit.unit.endswith("days")
        return self._clock if in_days else self._office.clock

    @property
    def deadline(self) -> int:
        """The last lawful instant as things stand; UNSET without a term or receipt, NEVER behind the calendar."""
        if self.limit is None or self.received == UNSET:
            return UNSET
        received = np.array([self.received], dtype=np.int64)
        if self.limit.unit.endswith("days"):
            received = self.clock.counted_receipts(received, self.plan.received_until)
        included = self.plan.day_of_receipt_included
        due = self.clock.deadlines(
            received, self.limit, day_of_receipt_included=included, not_counted=np.array([self.left_out])
        )
        return NEVER if due[0] > self.clock.hours.end else int(due[0])

    def search(self, step: StepPlan, asked: int, back: int) -> Search:
        """Take in one search for documents, in their order."""
        stood, left_out = False, 0
        if step.clock == "extended" and self.plan.extended_term is not None:
            self.limit = self.plan.extended_term
        elif step.clock == "stops" and self.limit is not None and asked <= self.deadline:
            interval = np.array([asked], dtype=np.int64), np.array([back], dtype=np.int64)
            stood = True
            left_out = int(not_counted(self.clock, self.limit, *interval)[0])
            self.left_out += left_out
            self.days_stopped += int(self._clock.working_days(*interval)[0])
        by = UNSET
        if step.applicant_deadline is not None:
            by = int(self._clock.deadlines(np.array([asked], dtype=np.int64), step.applicant_deadline)[0])
            by = NEVER if by > self._clock.hours.end else by
        return Search(step.clock, by, stood, left_out, self.limit, self.deadline)
