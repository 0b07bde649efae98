"""At which times of the week somebody is seen at work, and the weekly hours that explain it.

Time is cut into slots of five minutes. What counts is on how many days somebody is seen in a slot, not how many events lie in
it, so that one night in which a thousand rows were imported opens no office (confidence and participation of N. Martin,
B. Depaire, A. Caris and D. Schepers: Retrieving the resource availability calendars of a process from an event log,
Information Systems 88 (2020); O. López-Pintado, M. Dumas: Discovery and simulation of business processes with probabilistic
resource availability calendars, ICPM 2023).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.quantities import DAY, MINUTE, Flags, Floats, Instants, Integers, parse_opening_hours

SLOT = 5 * MINUTE
"""Length of a slot [s]."""
SLOTS_A_DAY = DAY // SLOT
"""Slots of a day."""
SLOTS_A_WEEK = 7 * SLOTS_A_DAY
"""Slots of a week."""
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Days of the week as a scenario names them."""
_OUTSIDE_AS_OFTEN = 0.05
"""Outside of hours somebody is seen in a slot at most so often as inside [share]."""
_CHANGE = 3.0
"""What an opening or closing has to gain at least in log-likelihood, at a full hour [nats]."""
_FINER = ((60, 0.0), (30, 1.0), (15, 2.5), (10, 4.0), (5, 5.0))
"""By grid in minutes: what an opening or closing on it has to gain besides, since offices open at round times [nats]."""
_DAY_OF_ITS_OWN = 8.0
"""What hours of their own have to gain for one day of the week [nats]."""
_SELDOM_DAYS, _SELDOM_SLOTS = 0.25, 0.1
"""A weekday is closed if it is worked on so few of its dates, and with so few slots, beside the busiest weekday [shares]."""


@dataclass(frozen=True)
class TimesSeen:
    """When members are seen: each entry is a member in a slot of a day, once, in order of member, day, slot."""

    who: Integers
    """The member."""
    day: Integers
    """Civil day [days since 1970-01-01]."""
    slot: Integers
    """Slot of the day."""

    @classmethod
    def of(cls, who: Integers, at: Instants) -> TimesSeen:
        """The presence that instants of members show."""
        if not len(at):
            nothing = np.zeros(0, dtype=np.int64)
            return cls(nothing, nothing, nothing)
        first = int(at.min()) // DAY
        slots = (int(at.max()) // DAY - first + 1) * SLOTS_A_DAY
        key = np.unique(who.astype(np.int64) * slots + (at - first * DAY) // SLOT)
        inside = key % slots
        return cls(key // slots, inside // SLOTS_A_DAY + first, inside % SLOTS_A_DAY)

    def only(self, rows: Flags | slice) -> TimesSeen:
        """The presence of some rows."""
        return TimesSeen(self.who[rows], self.day[rows], self.slot[rows])

    @property
    def slot_of_week(self) -> Integers:
        """By entry: slot of the week, from Monday's first."""
        return (self.day + 3) % 7 * SLOTS_A_DAY + self.slot


@dataclass(frozen=True)
class SlotWeek:
    """Weekly hours as slots, days running from a cut in the night to the next one."""

    cut: int
    """Slot of the civil day at which its working day begins, so that night shifts are in one piece."""
    open: Flags
    """By weekday and slot after the cut: whether it lies in the hours [shape (7, slots of a day)]."""

    @property
    def open_slots(self) -> Flags:
        """By slot of the civil week: whether it lies in the hours."""
        return np.roll(self.open.reshape(-1), self.cut)

    @property
    def open_weekdays(self) -> Flags:
        """By weekday: whether it has hours."""
        return np.asarray(self.open.any(axis=1))

    def intervals(self) -> dict[str, str]:
        """By weekday with hours: intervals as a scenario has them."""
        spans: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for weekday in range(7):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], self.open[weekday].astype(np.int8), [0]])))
            for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                first, last = begin + self.cut, end + self.cut
                if first < SLOTS_A_DAY or (spans[weekday] and spans[weekday][-1][1] > SLOTS_A_DAY):
                    spans[weekday].append((first, last))
                else:  # it lies wholly behind midnight
                    spans[(weekday + 1) % 7].append((first - SLOTS_A_DAY, last - SLOTS_A_DAY))
        return {
            WEEKDAY_NAMES[weekday]: ", ".join(f"{_clock(begin)}-{_clock(end)}" for begin, end in sorted(of_day))
            for weekday, of_day in enumerate(spans)
            if of_day
        }


def explained_week(presence: TimesSeen, grid: int, span: tuple[int, int]) -> SlotWeek:
    """The weekly hours that explain a presence best: a path of open and closed slots of the highest penalised likelihood.

    `grid` is the finest one on which hours begin and end [min]; `span` the first and last civil day of the register.
    """
    counts = np.bincount(presence.slot_of_week, minlength=SLOTS_A_WEEK).reshape(7, SLOTS_A_DAY)
    cut = _quiet_slot(counts.sum(axis=0))
    shifted = np.roll(counts.reshape(-1), -cut).reshape(7, SLOTS_A_DAY)
    weekdays = _worked_weekdays(presence, shifted, cut, span)
    opened = np.zeros((7, SLOTS_A_DAY), dtype=bool)
    if not weekdays.any():
        return SlotWeek(cut, opened)
    penalty = _penalties(cut, grid)
    alike, _ = _best_path(shifted[weekdays].sum(axis=0), penalty)
    opened[weekdays] = alike
    for weekday in np.flatnonzero(weekdays):
        own, gain = _best_path(shifted[weekday], penalty)
        if gain - _likelihood(shifted[weekday], alike) > _DAY_OF_ITS_OWN:
            opened[weekday] = own
    return SlotWeek(cut, opened)


def worked_weekdays(presence: TimesSeen, span: tuple[int, int]) -> Flags:
    """By weekday: whether it is worked as a rule, days running from midnight to midnight."""
    counts = np.bincount(presence.slot_of_week, minlength=SLOTS_A_WEEK).reshape(7, SLOTS_A_DAY)
    return _worked_weekdays(presence, counts, 0, span)


def union_of_weeks(weeks: Sequence[SlotWeek]) -> SlotWeek:
    """Hours that hold whenever one of some weeks has hours."""
    quiet = np.ones(SLOTS_A_DAY, dtype=np.int64)
    together = np.zeros(SLOTS_A_WEEK, dtype=bool)
    for week in weeks:
        together |= week.open_slots
    cut = _quiet_slot(quiet * together.reshape(7, SLOTS_A_DAY).sum(axis=0))
    return SlotWeek(cut, np.roll(together, -cut).reshape(7, SLOTS_A_DAY))


def seconds_of_day(by_weekday: Mapping[str, str]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The hours of the seven days from Monday as pairs, of weekly hours as a scenario has them [seconds of the day]."""
    return tuple(parse_opening_hours(by_weekday.get(name, "closed")) for name in WEEKDAY_NAMES)


def _clock(slot: int) -> str:
    """A slot as the clock time at which it begins; midnight at the end of a day is 24:00."""
    minutes = slot * SLOT // MINUTE
    if minutes > DAY // MINUTE:
        minutes -= DAY // MINUTE
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _quiet_slot(counts: Integers) -> int:
    """The slot in the middle of the longest quiet time of a day; midnight, where that is quiet or nothing is."""
    typical = _typical(counts)
    quiet = counts <= _OUTSIDE_AS_OFTEN * typical
    if (quiet[0] and quiet[-1]) or not quiet.any():
        return 0
    twice = np.concatenate([quiet, quiet])
    edges = np.flatnonzero(np.diff(np.concatenate([[0], twice.astype(np.int8), [0]])))
    lengths = edges[1::2] - edges[::2]
    longest = int(np.argmax(lengths))
    return int(edges[::2][longest] + lengths[longest] // 2) % SLOTS_A_DAY


def _typical(counts: Integers) -> float:
    """On how many days somebody is typically seen in a slot of his hours: the mean over what is seen."""
    seen = float(counts.sum())
    return float((counts.astype(np.float64) ** 2).sum() / seen) if seen else 0.0


def _worked_weekdays(presence: TimesSeen, shifted: Integers, cut: int, span: tuple[int, int]) -> Flags:
    """By weekday: whether it is worked as a rule, on the dates that it has and with the slots that others have."""
    day = presence.day - (presence.slot < cut)
    seen = np.flatnonzero(np.bincount(day - (span[0] - 1))) + span[0] - 1
    dates = np.bincount((np.arange(span[0], span[1] + 1) + 3) % 7, minlength=7)
    worked = np.bincount((seen + 3) % 7, minlength=7) / np.maximum(dates, 1)
    slots = shifted.sum(axis=1) / np.maximum(dates, 1)
    regular = (worked > _SELDOM_DAYS * worked.max()) & (slots > _SELDOM_SLOTS * slots.max())
    if worked.max() == 0:
        return np.zeros(7, dtype=bool)
    # Two or three dates without anybody prove little of a day between Monday and Friday.
    likely_by_chance = np.power(1 - np.minimum(worked.max(), 0.95), np.minimum(dates, 50)) > 0.01
    return np.asarray(regular | ((np.arange(7) < 5) & (worked == 0) & likely_by_chance))


def _penalties(cut: int, grid: int) -> Floats:
    """By slot after the cut, and one more: what a change there has to gain; infinite beside the grid [nats]."""
    minute = (np.arange(SLOTS_A_DAY + 1) + cut) * (SLOT // MINUTE)
    penalty = np.full(SLOTS_A_DAY + 1, np.inf)
    for step, more in reversed(_FINER):
        if step >= grid:
            penalty[minute % step == 0] = _CHANGE + more
    penalty[[0, -1]] = 0.0  # the night is no change
    return penalty


def _slot_likelihoods(counts: Integers) -> tuple[Floats, Floats]:
    """By slot: log-likelihood outside and inside of hours, both geometric, since times of a day differ much in their work."""
    inside = max(_typical(counts), 0.05)
    outside = inside * _OUTSIDE_AS_OFTEN
    without, within = (counts * np.log(mean / (1 + mean)) - np.log1p(mean) for mean in (outside, inside))
    return without, within


def _likelihood(counts: Integers, opened: Flags) -> float:
    """Log-likelihood of the counts of a day under hours."""
    outside, inside = _slot_likelihoods(counts)
    return float(np.where(opened, inside, outside).sum())


def _best_path(counts: Integers, penalty: Floats) -> tuple[Flags, float]:
    """The hours of a day of the highest penalised likelihood, by Viterbi's algorithm, and that likelihood."""
    outside, inside = _slot_likelihoods(counts)
    score = [0.0, 0.0]
    came_from = np.zeros((len(counts), 2), dtype=bool)
    for i, (shut, opened, change) in enumerate(
        zip(outside.tolist(), inside.tolist(), penalty[:-1].tolist(), strict=True)
    ):
        stay_shut, to_shut = score[0], score[1] - change
        stay_open, to_open = score[1], score[0] - change
        came_from[i] = (to_shut > stay_shut, stay_open >= to_open)
        score = [max(stay_shut, to_shut) + shut, max(stay_open, to_open) + opened]
    state = int(score[1] > score[0])
    best = max(score)
    path = np.zeros(len(counts), dtype=bool)
    for i in range(len(counts) - 1, -1, -1):
        path[i] = bool(state)
        state = int(came_from[i, state])
    return path, best
