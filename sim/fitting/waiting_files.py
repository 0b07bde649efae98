"""Files that wait for a role: since when, until when, and who took them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.quantities import UNSET, Flags, Instants, Integers
from sim.register.events.event_register import NOBODY, EventRegister


@dataclass(frozen=True)
class RoleQueue:
    """The files of one role whose wait is known, in the order in which they were taken."""

    event: Integers
    """The event for which it waited."""
    enabled: Instants
    """Since when it waited [instant]."""
    taken: Instants
    """When it was taken: begun or, where the register tells only ends, ended [instant]."""
    by: Integers
    """The resource that took it; NOBODY where none is written."""
    came: Instants
    """When its case came [instant]."""
    bound_to: Integers
    """The resource that did the case's last event of the role before; NOBODY where there is none."""


def enabled_at(register: EventRegister) -> Instants:
    """By event: when all that was before it in its case had ended, or the case was received; UNSET where nobody knows."""
    end, case = register.end, register.case
    if not len(end):
        return end
    lift = case * (int(max(end.max(), register.seen_until)) + 1)
    reached = np.maximum.accumulate(np.where(end == UNSET, lift + register.seen_until, lift + end))
    result = np.concatenate([[UNSET], reached[:-1] - lift[1:]])
    heads = register.first[:-1][np.diff(register.first) > 0]
    result[heads] = register.received[case[heads]]
    return np.asarray(result, dtype=np.int64)


def waiting_files(register: EventRegister, role_of_activity: Integers, role: int, enabled: Instants) -> RoleQueue:
    """The files that waited for a role."""
    own = role_of_activity[register.activity] == role
    taken = np.where(register.start == UNSET, register.end, register.start)
    bound = _member_before(register, own)
    known = own & (enabled != UNSET) & (taken != UNSET) & (enabled <= taken)
    rows = np.flatnonzero(known)
    rows = rows[np.argsort(taken[rows], kind="stable")]
    return RoleQueue(
        rows, enabled[rows], taken[rows], register.resource[rows], register.came[register.case[rows]], bound[rows]
    )


def _member_before(register: EventRegister, own: Flags) -> Integers:
    """By event: who did the last event of a role before it in its case; NOBODY where there is none."""
    before = np.full(len(own), NOBODY, dtype=np.int64)
    rows = np.flatnonzero(own)
    if len(rows) > 1:
        case = register.case[rows]
        again = np.append(False, case[1:] == case[:-1])
        before[rows[again]] = register.resource[rows[np.flatnonzero(again) - 1]]
    return before
