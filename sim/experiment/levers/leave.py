"""Levers of a role whose people go on leave: the same days at another time, or in two parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from sim.experiment.levers.lever import Lever, offices_with
from sim.experiment.levers.people import desk_blocks
from sim.scenario.planned_absences import PlannedAbsence
from sim.study.study import Study

_SHIFTS = (-8, -4, -2, 2, 4, 8)
"""By how many weeks a leave is put off or brought forward [weeks]."""
_PARTS_APART = (4, 8)
"""How many weeks later the second half of a leave is taken [weeks]."""
_LEAST_PARTED = 10
"""A leave of fewer days is not parted [calendar days]."""
_PER_WORKING_DAY = 7 / 5


@dataclass(frozen=True)
class _Span:
    """Days within which a leave hits the counted applications as fully as anywhere."""

    first: date
    last: date

    def __contains__(self, days: tuple[date, date]) -> bool:
        return self.first <= days[0] and days[1] <= self.last


def levers_of_leave(study: Study, kind: str, role: str) -> Iterator[Lever]:
    """Each leave of a role at other times, and in two parts.

    Only whole days of leave or training can be moved, and to times that lie as far from both ends of the counted period as the
    longest term: near an end part of the files that a leave hits do not count, so that it would seem to hit fewer.
    """
    scenario = study.scenario
    term = timedelta(days=ceil(_PER_WORKING_DAY * study.longest_term_days))
    span = _Span(scenario.period.counted_from + term, scenario.period.end - timedelta(days=1) - term)
    offices = offices_with(scenario, kind, role)
    for path, staff in desk_blocks(scenario, kind, role):
        for i, absence in enumerate(staff.absences):
            if absence.reason not in ("leave", "training") or absence.hours is not None or absence.last_day is None:
                continue
            first, last = absence.first_day, absence.last_day
            before = _days(first, last)
            for weeks in _SHIFTS:
                days = first + timedelta(weeks=weeks), last + timedelta(weeks=weeks)
                if days in span:
                    changes = tuple(f"{path}.absences.{i}.{key}={day}" for key, day in _stated(days))
                    yield Lever("leave", kind, role, changes, before, _days(*days), offices, free=True)
            yield from _in_parts(path, staff.absences, i, span, (kind, role, offices))


def _in_parts(
    path: str, absences: tuple[PlannedAbsence, ...], i: int, span: _Span, whose: tuple[str, str, int]
) -> Iterator[Lever]:
    """A leave in two halves: the first of them as it is, the second some weeks later."""
    absence = absences[i]
    first, last = absence.first_day, absence.last_day
    if last is None or (last - first).days + 1 < _LEAST_PARTED or any(other.hours for other in absences):
        return
    middle = first + (last - first) / 2
    for weeks in _PARTS_APART:
        later = middle + timedelta(days=1, weeks=weeks), last + timedelta(weeks=weeks)
        if later in span:
            halves = [(first, middle), later]
            stated = [_block(other, other.first_day, other.last_day) for other in absences]
            stated[i : i + 1] = [_block(absence, *half) for half in halves]
            kind, role, offices = whose
            changes = (f"{path}.absences=[{', '.join(stated)}]",)
            after = " and ".join(_days(*half) for half in halves)
            yield Lever("leave_parts", kind, role, changes, _days(first, last), after, offices, free=True)


def _block(absence: PlannedAbsence, first: date, last: date | None) -> str:
    """An absence of whole days as a setting's value."""
    parts = [f"reason: {absence.reason}"]
    parts += [] if absence.member is None else [f'member: "{absence.member}"']
    parts += [] if absence.members is None else [f"members: {absence.members}"]
    parts += [f"first_day: {first}", *([] if last is None else [f"last_day: {last}"])]
    return f"{{{', '.join(parts)}}}"


def _stated(days: tuple[date, date]) -> tuple[tuple[str, date], ...]:
    return ("first_day", days[0]), ("last_day", days[1])


def _days(first: date, last: date) -> str:
    return f"{first} to {last}"
