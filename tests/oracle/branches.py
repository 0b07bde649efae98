"""What the naive simulator does off the ordinary way: the applicant's own time, where the papers are received, and terms."""

from __future__ import annotations

import numpy as np

from sim.law.legal_clock import OfficeClock
from sim.model.capacity import Capacity
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET, Limit
from tests.oracle.hours import Hours
from tests.oracle.state import File
from tests.oracle.transfers_visits_systems import Elsewhere

NO_TERM = 1 << 60
"""Class of a file without a term where the earliest deadline goes first."""

Stop = tuple[int, int]
"""A stretch in which the term stands still: when documents were asked for, and when they were back."""


class Branches(Elsewhere):
    """Ways of applications row by row, the applicant's own time, and the deadline of a term as it is known at a row."""

    def __init__(self, workload: Workload, capacity: Capacity) -> None:
        super().__init__(workload, capacity)
        self.offices = capacity.offices
        self.open_time = [Hours(office.clock.hours) for office in self.offices]
        self.kind = [step.kind for step in self.steps]
        rows = len(self.steps)
        self.work_ended, self.finished = (np.full(rows, UNSET, dtype=np.int64) for _ in range(2))
        self.received = np.full(workload.size, UNSET, dtype=np.int64)
        self.comes = workload.submitted.tolist()
        """By application: when it gets to its first row; of an objection as soon as that is known."""
        self.receives = workload.office.tolist()
        """By application: the office whose opening it waits for when it is handed in."""
        self.objection: dict[int, int] = {}
        """By application: the objection to its answer."""
        for number, parent in enumerate([] if workload.parent is None else workload.parent.tolist()):
            if parent != UNSET:
                self.objection[parent] = number
                self.receives[number] = self.offices[workload.office[number]].provider
        self.door = [self.first_of_staff(number) for number in range(workload.size)]
        self.receipt = self.door.copy()
        self.inherited = [False] * workload.size if workload.inherited is None else workload.inherited.tolist()
        for number, was_there in enumerate(self.inherited):
            if was_there:
                self.received[number] = self.comes[number]
                self.comes[number], self.door[number], self.receipt[number] = workload.window.start, UNSET, UNSET
            if self.ending(number) is ApplicationOutcome.stopped_before_receipt:
                self.receipt[number] = UNSET
        self.appointments: set[int] = set()
        """Instants of which applicants are known to bring something, or to be too late with it."""

    def first_of_staff(self, number: int) -> int:
        """The first row of an application that somebody on the staff does, if any."""
        mine = range(int(self.workload.first[number]), int(self.workload.first[number + 1]))
        return next((row for row in mine if self.kind[row] in (Kind.COUNTER, Kind.DESK)), UNSET)

    def answered(self, number: int, now: int) -> None:
        """An application has gone its whole way: if somebody objects to the answer, it is known from now on when."""
        if number in self.objection and self.workload.objects_after is not None:
            objection = self.objection[number]
            self.comes[objection] = now + int(self.workload.objects_after[objection])
            self.appointments.add(self.comes[objection])

    def ending(self, number: int) -> ApplicationOutcome:
        """How an application ends if it goes its whole way."""
        ending = self.workload.ending
        return ApplicationOutcome.assigned if ending is None else ApplicationOutcome(int(ending[number]))

    def leave_to_applicant(self, f: File, now: int) -> None:
        """The applicant is asked for something; by when he brings it is known, and by when he has to."""
        self.queued[f.row], limit = now, self.steps[f.row].applicant_deadline
        f.state, f.brings, f.last = "looking", now + int(self.workload.work[f.row]), NO_TERM
        if limit is not None:
            clock = self.offices[self.offices[self.workload.office[f.number]].provider].clock
            f.last = int(clock.deadlines(np.array([now], dtype=np.int64), limit)[0])
        self.appointments |= {f.brings, f.last}
        self.bring(f, now)

    def bring(self, f: File, now: int) -> None:
        """The applicant comes with what he brings, if the office is open; or his deadline is over, which ends the file."""
        if now < f.brings:
            if now == f.last:
                self.finished[f.row], f.state = now, "ended"
        elif self.open_time[self.workload.office[f.number]].is_open(now):
            self.started[f.row] = now
            self.over(f, now)

    def term_deadline(self, number: int, row: int, until: int) -> int:
        """The deadline of an application's term as known when it gets to a row; NO_TERM where there is none.

        A longer term takes the place of the ordinary one where documents were asked for, and what begins in time stops it.
        """
        plan = self.workload.routes[self.workload.route[number]]
        received = int(self.received[number])
        if received == UNSET:
            return NO_TERM
        term, included, stops = plan.term, plan.day_of_receipt_included, list[Stop]()
        for asked in range(int(self.workload.first[number]), row):
            at, back, step = int(self.queued[asked]), int(self.started[asked]), self.steps[asked]
            if step.kind is not Kind.APPLICANT or at == UNSET:
                continue
            if step.clock == "extended" and plan.extended_term is not None:
                term = plan.extended_term
            elif step.clock == "stops" and at <= self.term_end(number, received, term, stops, included):
                ended = until if self.finished[asked] == UNSET else int(self.finished[asked])
                stops.append((at, ended if back == UNSET else back))
        return self.term_end(number, received, term, stops, included)

    def term_end(self, number: int, received: int, term: Limit | None, stops: list[Stop], included: bool) -> int:
        """When a term is over that stood still for some stretches, in the unit in which it counts; NO_TERM without one."""
        if term is None:
            return NO_TERM
        office = int(self.workload.office[number])
        clock = self.offices[self.offices[office].provider].clock
        if term.unit == "working_days":
            more = sum(int(clock.working_days(np.array([a]), np.array([b]))[0]) for a, b in stops)
        elif term.unit == "calendar_days":
            more = sum(int(clock.civil_day(np.array([b]))[0] - clock.civil_day(np.array([a]))[0]) for a, b in stops)
        else:
            hours = self.open_time[office]
            left = (term.working_seconds or 0) + sum(hours.seconds(a, b) for a, b in stops)
            return hours.after(received, left, never=self.offices[office].clock.hours.end + 1)
        longer = Limit(term.value + more, term.unit)
        since = np.array([self.counted_receipt(number, received, clock)], dtype=np.int64)
        return int(clock.deadlines(since, longer, day_of_receipt_included=included)[0])

    def counted_receipt(self, number: int, received: int, clock: OfficeClock) -> int:
        """From when a term in days counts: noon of the next official working day for a receipt that is too late on its own."""
        until = self.workload.routes[self.workload.route[number]].received_until
        day = int(clock.civil_day(np.array([received]))[0])
        if until is None or received <= day * DAY + until:
            return received
        later = [each for each in clock.days.tolist() if each > day]
        return later[0] * DAY + DAY // 2 if later else clock.hours.end + 1

    def rise(self, number: int, row: int, escalate: Limit) -> int:
        """When a file goes before all others, so long before the deadline of its term as known when it gets to a row."""
        deadline, provider = self.term_deadline(number, row, UNSET), self.offices[self.workload.office[number]].provider
        clock = self.offices[provider].clock
        if deadline > clock.hours.end:
            return NO_TERM
        if escalate.unit == "working_days":
            closes = clock.closes.tolist()
            at = sum(t < deadline for t in closes) - escalate.value
            return int(closes[at]) if at >= 0 else clock.hours.start
        return self.open_time[provider].before(deadline, escalate.working_seconds or 0, otherwise=clock.hours.start)
