"""How far each case had got within its term, as it was known at an instant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.quantities import DAY, NEVER, UNSET, Flags, Floats, Instants, Integers
from sim.register.events.event_register import NOBODY, EventRegister

MONTH = 30.4375 * DAY
"""Length of a month on the average [s]."""


@dataclass(frozen=True)
class KnownTerms:
    """Cases with a due date that had come before an instant, and how far they had got within their terms."""

    at: int
    """The instant [instant]."""
    case: Integers
    """By row: the case [position in the register]."""
    spent: Floats
    """By row: share of its term that had passed when it ended, or at the instant, at most 1 [1]."""
    in_time: Flags
    """By row: whether it had ended within its term."""
    month: Integers
    """By row: how many whole months before the instant it came, as a negative number [months; -1 is the last one]."""

    @property
    def late(self) -> Flags:
        """By row: whether it was known to be late."""
        return ~self.in_time & (self.spent >= 1)

    @property
    def settled(self) -> Flags:
        """By row: whether its due date had passed, so that nothing that happens later can select it."""
        return self.in_time | (self.spent >= 1)


def answered(register: EventRegister) -> Instants:
    """When each case was answered; UNSET while it is open.

    Where the register tells of any case when its answer was ready, a case without that instant is open, whatever its events say.
    """
    return register.ready if (register.ready != UNSET).any() else register.left


def known_terms(register: EventRegister, at: int) -> KnownTerms:
    """What was known at an instant of the terms of cases that had come before it."""
    came, due, end = register.came, register.due, answered(register)
    end = np.where((end == UNSET) | (end >= at), NEVER, end)
    case = np.flatnonzero((came != UNSET) & (came < at) & (due > came))
    in_time = end[case] <= due[case]
    term = (due - came)[case].astype(np.float64)
    spent = np.clip((np.minimum(end, at) - came)[case] / term, 0.0, 1.0)
    return KnownTerms(at, case, spent, in_time, months_from(came[case], at))


def months_from(instants: Instants, at: int) -> Integers:
    """In which month counted from an instant others lie; the month that begins with it is 0 [months]."""
    return np.floor((instants - at) / MONTH).astype(np.int64)


def group_codes(register: EventRegister, column: str | None) -> tuple[Integers, int]:
    """By case: its value of a column, and how many values there are; cases without one have a value of their own."""
    if column is None:
        return np.zeros(register.size, dtype=np.int64), 1
    code = register.columns[column].code
    values = len(register.columns[column].values)
    return np.where(code == NOBODY, values, code).astype(np.int64), values + 1
