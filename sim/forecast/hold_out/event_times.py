"""Cases with the times of their events, from a register or from a simulation, in one form in which they can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.engine.steplog import StepLog
from sim.quantities import UNSET, Flags, Instants, Integers
from sim.register.events.event_register import EventRegister


@dataclass(frozen=True)
class EventTimes:
    """Finished events, ordered by case, then by beginning and end."""

    case: Integers
    """By event: its case [number]."""
    activity: Integers
    """By event: what was done [code; the same in all that is compared]."""
    start: Instants
    """By event: when it began, or ended where no beginning is known [instant]."""
    end: Instants
    """By event: when it ended [instant]."""

    @classmethod
    def of(cls, case: Integers, activity: Integers, start: Instants, end: Instants) -> EventTimes:
        """The events in their order."""
        order = np.lexsort((end, start, case))
        return cls(case[order], activity[order], start[order], end[order])

    @cached_property
    def heads(self) -> Integers:
        """By case: its first event."""
        return np.flatnonzero(np.diff(self.case, prepend=-1))

    @cached_property
    def sizes(self) -> Integers:
        """By case: how many events it has."""
        return np.diff(np.append(self.heads, len(self.case)))

    @cached_property
    def arrivals(self) -> Instants:
        """By case: the beginning of its first event [instant]."""
        return self.start[self.heads]

    @cached_property
    def last_ends(self) -> Instants:
        """By case: the end of its last event [instant]."""
        return np.maximum.reduceat(self.end, self.heads) if len(self.case) else np.zeros(0, dtype=np.int64)

    def among(self, cases: Flags) -> EventTimes:
        """The events of some cases, by a flag for each case."""
        keep = np.repeat(cases, self.sizes)
        return EventTimes(self.case[keep], self.activity[keep], self.start[keep], self.end[keep])

    def arrived(self, begin: int, end: int) -> EventTimes:
        """The cases whose first event began in a span."""
        return self.among((self.arrivals >= begin) & (self.arrivals < end))

    def seen_until(self, instant: int) -> EventTimes:
        """What had ended by an instant."""
        keep = self.end <= instant
        return EventTimes(self.case[keep], self.activity[keep], self.start[keep], self.end[keep])

    def moved(self, seconds: int, first_case: int) -> EventTimes:
        """The same later, with numbers of cases from another one on."""
        number = np.repeat(np.arange(len(self.heads)), self.sizes) + first_case
        return replace(self, case=number, start=self.start + seconds, end=self.end + seconds)


def cases_together(parts: list[EventTimes]) -> EventTimes:
    """Several groups of cases, whose numbers differ, as one."""
    empty = np.zeros(0, dtype=np.int64)
    columns = [[empty, *(getattr(part, name) for part in parts)] for name in ("case", "activity", "start", "end")]
    return EventTimes.of(*(np.concatenate(column) for column in columns))


def register_times(register: EventRegister) -> EventTimes:
    """The finished events of a register; of a register of dates, one event from the receipt to the answer."""
    if register.form == "dates":
        over = np.flatnonzero((register.came != UNSET) & (register.left != UNSET))
        return EventTimes.of(over, np.zeros(len(over), dtype=np.int64), register.came[over], register.left[over])
    done = register.end != UNSET
    start = np.where(register.start == UNSET, register.end, register.start)
    return EventTimes.of(register.case[done], register.activity[done], start[done], register.end[done])


def simulated_times(log: StepLog, activities: Mapping[tuple[int, str], int], *, starts: bool) -> EventTimes:
    """The finished passes through steps of new applications, as a register shows them.

    `activities` has the code of what is done by route and key of the step; other steps are not in a register. Without `starts` the
    register has only ends.
    """
    visits, applications = log.visits, log.applications
    code = np.full((len(log.names.steps), max(len(steps) for steps in log.names.steps)), UNSET, dtype=np.int64)
    for route, steps in enumerate(log.names.steps):
        for position, (key, _) in enumerate(steps):
            code[route, position] = activities.get((route, key), UNSET)
    activity = code[applications.route[visits.application], visits.position]
    mine = ~applications.inherited & ~log.objections
    keep = (visits.started != UNSET) & (activity != UNSET) & mine[visits.application]
    case, activity = visits.application[keep].astype(np.int64), activity[keep]
    begun, ended = visits.started[keep], visits.finished[keep]
    # Visits that go on with the work of the one before, as after a hand-over, are one event.
    row = visits.row[keep]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (case[1:] != case[:-1])
    heads = np.flatnonzero(first)
    last = np.append(heads[1:], len(row)) - 1
    end = ended[last]
    done = end != UNSET
    start = begun[heads] if starts else end
    return EventTimes.of(case[heads][done], activity[heads][done], start[done], end[done])
