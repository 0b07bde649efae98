"""From absences as a planner writes them to the gaps in the hours of each member, known beforehand or drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from sim.calendar.duty import Absence, Gap, union
from sim.calendar.official_days import OfficialDays
from sim.calendar.working_time import WorkingTime
from sim.quantities import DAY, NOMINAL_DAY, Instants, Rate, instant
from sim.random_streams import uniforms
from sim.scenario.distributions import Distribution
from sim.scenario.staff import Staff

_YEAR_DAYS = {"week": 7.0, "month": 365.25 / 12, "year": 365.25}
_WORKING_DAYS_A_YEAR = 246
"""Of the five-day week, the mean of the years 2012 to 2026."""


def planned_stretches(staff: Staff, days: OfficialDays) -> list[list[Gap]]:
    """By member, the stretches of his planned absences, in any order [instants]."""
    result: list[list[Gap]] = [[] for _ in range(staff.size)]
    for absence, members in staff.who_is_away():
        stretches = list(absence.stretches(days))
        for i in members:
            result[i] += stretches
    return result


def off_the_staff(staff: Staff, days: OfficialDays) -> list[tuple[Gap, ...]]:
    """By member, when he is not on the staff: not yet, or not any more [instants]."""
    after = days.last + timedelta(days=1)
    return [
        tuple((instant(max(off.first, days.first)), instant(min(off.until, after))) for off in stretches)
        for stretches in staff.not_on_the_staff()
    ]


def member_absences(
    stretches: Iterable[Gap],
    post: WorkingTime,
    office_hours: WorkingTime,
    hand_over_after: int,
    off_staff: Sequence[Gap] = (),
) -> tuple[Absence, ...]:
    """The absences of one member, in order and apart.

    Those that follow each other without an hour of duty in between count as one; files in hand go back at the first
    second of one in which the office is open longer than `hand_over_after` [s], or in part of which the member is not on
    the staff. Of hours over midnight whole days take the nights that begin on them.
    """
    off_staff = [post.whole_days(a, b) for a, b in off_staff]
    away = [*(post.whole_days(a, b) if a % DAY == b % DAY == 0 else (a, b) for a, b in stretches), *off_staff]
    within = [(max(a, post.start), min(b, post.end)) for a, b in away if a < post.end and b > post.start]
    apart = union(within)
    groups: list[list[Gap]] = []
    for begin, end in apart:
        if groups and not post.elapsed(groups[-1][-1][1], begin):
            groups[-1].append((begin, end))
        else:
            groups.append([(begin, end)])
    result = []
    for group in groups:
        missed = sum(office_hours.elapsed(a, b) for a, b in group)
        leaves = any(a < end and begin < b for a, b in group for begin, end in off_staff)
        result += [Absence(a, b, hands_over=leaves or missed > hand_over_after) for a, b in group]
    return tuple(result)


@dataclass(frozen=True)
class SickLeave:
    """Random absences of the members of a pool."""

    episodes: Rate
    """Expected beginnings while a member is well."""
    length: Distribution
    """How long one lasts [s of working days of eight hours]."""

    @property
    def share(self) -> float:
        """Expected share of working days on which a member is ill."""
        probabilities = (np.arange(1000) + 0.5) / 1000
        days = float(np.maximum(np.ceil(self.length.quantile(probabilities) / NOMINAL_DAY), 1).mean())
        well = _YEAR_DAYS[self.episodes.unit] / self.episodes.value * _WORKING_DAYS_A_YEAR / _YEAR_DAYS["year"]
        return days / (days + well)

    def stretches(
        self, days: OfficialDays, start: int, end: int, seed: int, replication: int, *names: str
    ) -> list[Gap]:
        """One member's illnesses between two instants, drawn at an address; a longer time keeps the earlier ones.

        Whole official working days: from the midnight of the day on which he falls ill to the one after its last day.
        """
        mean = _YEAR_DAYS[self.episodes.unit] / self.episodes.value * DAY
        working = days.working_numbers
        size = int(2 * (end - start) / mean) + 16
        while True:
            well = -mean * np.log1p(-uniforms(size, seed, replication, *names, "sickness"))
            lasts = self.length.quantile(uniforms(size, seed, replication, *names, "length of sickness"))
            episodes = list(_episodes(well.tolist(), lasts.tolist(), working, start, end))
            if len(episodes) < size:
                return episodes
            size *= 2


def _episodes(well: Sequence[float], lasts: Sequence[float], working: Instants, start: int, end: int) -> Iterator[Gap]:
    at = float(start)
    for days_well, length in zip(well, lasts, strict=True):
        at += days_well
        if at >= end:
            return
        first = int(at) // DAY
        last = int(np.searchsorted(working, first)) + max(math.ceil(length / NOMINAL_DAY), 1) - 1
        until = int(working[min(last, len(working) - 1)] + 1) * DAY
        yield first * DAY, max(until, (first + 1) * DAY)
        at = float(max(until, (first + 1) * DAY))
