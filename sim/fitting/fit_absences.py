"""When members of an office were away: days on which they are not seen though they would have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.fitting.civil_days import civil_day
from sim.fitting.fit_hours import just_before
from sim.fitting.fitted import FittedAbsence, FittedNumber
from sim.quantities import DAY, UNSET, Flags, Floats, Integers
from sim.register.events.event_register import EventRegister
from sim.translations.in_use import translated

_DOUBT = 0.01
"""Chance that any absence of an office is none [probability]."""
LEAVE_DAYS = 10
"""An absence of so many working days is a planned leave; a shorter one is sickness [working days]."""
_YEAR = 245
"""Working days of a year, for rates [working days]."""
_ROUNDS = 5
_DENSE = 0.3
"""Of a member who is seen on fewer of his days no absence is told: he comes when there is something to do [share]."""


@dataclass(frozen=True)
class MemberDays:
    """When a member was seen, and was not."""

    absences: tuple[FittedAbsence, ...]
    """When he was away."""
    lengths: tuple[int, ...]
    """By absence: its length [working days]."""
    first_day: date | None
    """First day on which he is seen, where he joined during the register."""
    last_day: date | None
    """Last day on which he is seen, where he left during the register."""
    days: int
    """Days on which he would have been there, absences included, from his first to his last [working days]."""


def fit_absences(
    register: EventRegister, member: int, duty_days: Integers, events: Integers, office: Integers, tests: int
) -> MemberDays:
    """The absences of a member: runs of his days on duty without him that his rate of events makes improbable.

    `duty_days` are the civil days on which he would be there; `office` counts, by these days, the events of all others.
    On a day he would have no event with the chance of a negative binomial count whose mean follows the office's (Poisson where
    his days differ no more than that), and a run has the product of these chances; tested at 1 % over all members and days of
    the office (Bonferroni). While a file is in his hands a run also has to be longer than his work ever takes by chance.
    Runs at both ends of the register are joining and leaving.
    """
    counts = _by_day(register, events, duty_days)
    n = len(duty_days)
    if n == 0 or not counts.any():
        return MemberDays((), (), None, None, 0)
    unseen = _log_chances(counts, office)
    runs = _runs(counts == 0)
    limit = np.log(_DOUBT / max(tests, 1))
    mean_work = _longest_days(register, events, duty_days)
    before = np.concatenate([[0.0], np.cumsum(unseen)])
    found = []
    for begin, end in runs:
        covered = _in_hand(register, events, int(duty_days[begin]), int(duty_days[end - 1]))
        by_work = -(end - begin) / mean_work if covered and mean_work > 0 else -np.inf
        if max(float(before[end] - before[begin]), by_work) < limit:
            found.append((begin, end))
    there = n - sum(b - a for a, b in found)
    dense = there > 0 and int((counts > 0).sum()) >= _DENSE * there
    inside = [(a, b) for a, b in found if a > 0 and b < n and dense]
    joined = next((b for a, b in found if a == 0), 0)
    left = next((a for a, b in found if b == n and a > 0), n)
    return MemberDays(
        tuple(FittedAbsence(civil_day(int(duty_days[a])), civil_day(int(duty_days[b - 1]))) for a, b in inside),
        tuple(b - a for a, b in inside),
        civil_day(int(duty_days[joined])) if joined else None,
        civil_day(int(duty_days[left - 1])) if left < n else None,
        left - joined if dense else 0,
    )


def fit_sickness(members: Sequence[MemberDays]) -> tuple[FittedNumber, FittedNumber] | None:
    """Short absences of a role: episodes per year of a member and their mean length; None where there are none."""
    lengths = np.array([n for member in members for n in member.lengths if n < LEAVE_DAYS], dtype=np.float64)
    leave = sum(n for member in members for n in member.lengths if n >= LEAVE_DAYS)
    exposure = (sum(member.days for member in members) - leave - float(lengths.sum())) / _YEAR
    if not len(lengths) or exposure <= 0:
        return None
    from scipy.stats import chi2

    count = len(lengths)
    method = translated("absences shorter than {days} working days (Poisson rate)", days=LEAVE_DAYS)
    low, high = chi2.ppf(0.025, 2 * count) / 2 / exposure, chi2.ppf(0.975, 2 * count + 2) / 2 / exposure
    rate = FittedNumber(count / exposure, float(low), float(high), count, method, "estimated")
    mean = float(lengths.mean())
    error = float(lengths.std(ddof=1) if count > 1 else mean) / float(np.sqrt(count))
    length = FittedNumber(mean, max(1.0, mean - 1.96 * error), mean + 1.96 * error, count, method, "estimated")
    return rate, length


def _by_day(register: EventRegister, events: Integers, duty_days: Integers) -> Integers:
    """By day on duty: how many instants of events a member has; those on other days count for the day before."""
    instants = np.concatenate([register.start[events], just_before(register.end[events])])
    day = instants[np.concatenate([register.start[events], register.end[events]]) != UNSET] // DAY
    place = np.searchsorted(duty_days, day, "right") - 1
    return np.bincount(place[place >= 0], minlength=len(duty_days))


def _log_chances(counts: Integers, office: Integers) -> Floats:
    """By day: logarithm of the chance of no event, with the mean of a day in proportion to what the others did.

    Mean and spread are those of the days on which he is seen, and of such others without events as chance would leave.
    """
    activity = (office + 1) / float((office + 1).mean())
    activity = np.clip(activity, 0.05, 1.0)  # on a busy day nobody is surer to be seen than on a usual one
    seen = counts[counts > 0].astype(np.float64)
    zeros = 0.0
    for _ in range(_ROUNDS):
        n = len(seen) + zeros
        mean = float(seen.sum()) / n
        spread = float((seen**2).sum()) / n - mean * mean - mean
        shape = mean * mean / spread if spread > 0.05 * mean else np.inf
        none = float(np.exp(-mean)) if np.isinf(shape) else float((1 + mean / shape) ** -shape)
        zeros = min(none / max(1 - none, 1e-9) * len(seen), float((counts == 0).sum()))
    means = mean * activity
    return -means if np.isinf(shape) else -shape * np.log1p(means / shape)


def _runs(unseen: Flags) -> list[tuple[int, int]]:
    """Runs of days without events, as first day and the day after the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], unseen.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _longest_days(register: EventRegister, events: Integers, duty_days: Integers) -> float:
    """How many days on duty the work of a member takes on the average, whole days between start and end [working days]."""
    known = events[(register.start[events] != UNSET) & (register.end[events] != UNSET)]
    if not len(known):
        return 0.0
    first = np.searchsorted(duty_days, register.start[known] // DAY)
    last = np.searchsorted(duty_days, register.end[known] // DAY)
    return float(np.mean(last - first))


def _in_hand(register: EventRegister, events: Integers, first: int, last: int) -> bool:
    """Whether some work of a member went on over all of some days."""
    start, end = register.start[events], register.end[events]
    return bool(((start != UNSET) & (start < first * DAY) & ((end == UNSET) | (end >= (last + 1) * DAY))).any())
