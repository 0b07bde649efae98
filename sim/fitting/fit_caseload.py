"""How many files a member has begun and not ended at one time, and how much of his duty he idles though files wait."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.calendar.duty import Duty
from sim.fitting.fitted import FittedNumber
from sim.fitting.waiting_files import RoleQueue
from sim.quantities import DAY, UNSET, Floats, Instants, Integers
from sim.register.events.event_register import EventRegister
from sim.translations.in_use import translated

_OFTEN = 0.05
"""A bound shows if it is reached at this share of the starts [share]."""
_STRAY = 0.005
"""And passed at no more than this share of them [share]."""
_STARTS = 30
"""Starts without which no bound shows."""
_TOLD = 0.01
"""Other duties are told from this share of the duty on [share]."""


def files_in_hand(who: Integers, start: Instants, end: Instants) -> Integers:
    """By piece of work with its member: how many he had begun and not ended as he began it, this one among them."""
    top = int(max(end.max(initial=0), start.max(initial=0))) + 2
    closed = np.where(end == UNSET, top - 1, np.maximum(end, start + 1))
    begun = np.sort(who * top + start)
    ended = np.sort(who * top + closed)
    base = who * top
    key = base + start
    counts = np.searchsorted(begun, key, "right") - np.searchsorted(ended, key, "right")
    # Both count the pieces of members before him; all of theirs have been begun and ended.
    return np.asarray(counts, dtype=np.int64)


def fit_caseload(register: EventRegister, own: Integers) -> int | None:
    """Files in the hands of one member at most, where a bound shows; of the events of a role with starts.

    A bound shows where it is reached often and hardly ever passed. Work that rests over a night is in hand all the same.
    """
    known = own[(register.start[own] != UNSET) & (register.resource[own] >= 0)]
    if len(known) < _STARTS:
        return None
    held = files_in_hand(register.resource[known].astype(np.int64), register.start[known], register.end[known])
    most = int(np.quantile(held, 1 - _STRAY, method="higher"))
    passed, reached = float((held > most).mean()), float((held == most).mean())
    return most if reached >= _OFTEN and passed <= _STRAY else None


def fit_unavailable(
    register: EventRegister, files: RoleQueue, duties: Mapping[int, Duty], busy_with: Integers
) -> FittedNumber | None:
    """Share of their duty in which members idle though files wait for them; None where it cannot be told from nothing.

    Files that wait and members on duty with nothing begun are counted between all instants at which either changes; the
    smaller of the two numbers, over the duty (D. Chapela-Campa and M. Dumas: Enhancing business process simulation models with
    extraneous activity delays, Information Systems 122 (2024)). The interval takes days as one observation each.
    `busy_with` are all events of the members, those of other roles among them.
    """
    events = busy_with[(register.start[busy_with] != UNSET) & (register.end[busy_with] != UNSET)]
    if len(files.taken) < _STARTS or not len(events) or not duties:
        return None
    at = np.unique(np.concatenate([files.enabled, files.taken, register.start[events], register.end[events]]))
    left = at[:-1]
    waiting = _count(files.enabled, left) - _count(files.taken, left)
    idle = np.zeros(len(left))
    duty_seconds = np.zeros(len(left))
    longest = np.zeros(len(left))
    for member, duty in duties.items():
        own = events[register.resource[events] == member]
        worked = np.diff(duty.worked_many(at)).astype(np.float64)
        free = _count(register.start[own], left) <= _count(register.end[own], left)
        idle += worked * free
        duty_seconds += worked
        longest = np.maximum(longest, worked * free)
    # Of several idle members only so many are kept from work as files wait.
    kept = np.minimum(idle, waiting * longest)
    return _share_by_day(left, kept, duty_seconds)


def _count(instants: Instants, at: Instants) -> Integers:
    """By instant: how many of some instants lie at it or before."""
    return np.asarray(np.searchsorted(np.sort(instants), at, "right"))


def _share_by_day(left: Instants, kept: Floats, duty: Floats) -> FittedNumber | None:
    """The share as a ratio over days, with its interval."""
    day = left // DAY - int(left[0]) // DAY if len(left) else left
    idle, on_duty = np.bincount(day, weights=kept), np.bincount(day, weights=duty)
    idle, on_duty = idle[on_duty > 0], on_duty[on_duty > 0]
    n = len(on_duty)
    if n < 5:
        return None
    share = float(idle.sum() / on_duty.sum())
    error = float(np.sqrt(n / (n - 1) * ((idle - share * on_duty) ** 2).sum()) / on_duty.sum())
    if share - 1.96 * error < _TOLD:
        return None
    method = translated("time idle on duty while files wait, over the duty, by days")
    return FittedNumber(share, max(0.0, share - 1.96 * error), min(1.0, share + 1.96 * error), n, method)
