"""When the members of a staff are on duty by the plan, and until when so many of them are together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sim.calendar.duty import Duty, Gap, intervals, present, union
from sim.calendar.opening_hours import weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.quantities import DAY, instant
from sim.scenario.office_list import Site
from sim.scenario.staff import NamedMember, Staff
from sim.study.context import CheckContext

Duties = tuple[tuple[Duty, int], ...]
"""Each different duty, and how many members have it."""


def planned_duties(context: CheckContext, site: Site, role: str) -> Duties | None:
    """The duties of the members of a role in an office; None where calendar or hours are faulty.

    Left out are the days on which the office is closed or a member is not on the staff, planned absences, and other
    duties in given hours.
    """
    staff = site.staff[role]
    people: list[NamedMember | None] = [*(staff.members or {}).values()] or [None] * staff.size
    if context.days is None:
        return None
    closed = [(instant(stretch.from_), instant(stretch.to) + DAY) for stretch in site.closed]
    alike: Counter[tuple[tuple[str, ...], tuple[str, ...], tuple[Gap, ...]]] = Counter()
    for member, gaps in zip(people, _away(context, staff), strict=False):
        duties = (member.other_duties if member else None) or staff.other_duties
        post = (member.hours if member else None) or staff.hours or (site.hours,)
        alike[post, (duties.hours if duties else None) or (), tuple(union([*gaps, *closed]))] += 1
    if not all(name in context.hours for post, elsewhere, _ in alike for name in (*post, *elsewhere)):
        return None
    return tuple((_duty(context, *key), count) for key, count in alike.items())


def last_together(duties: Duties, people: int, start: int, end: int) -> int | None:
    """Until when so many are on duty at one time, in a span from `start` to `end`; None where they never are [instants]."""
    changes = sorted(
        change
        for duty, count in duties
        for begins, ends in intervals(duty, start, end)
        for change in ((begins, count), (ends, -count))
    )
    there, last = 0, None
    for at, change in changes:
        if there >= people and change < 0:
            last = at
        there += change
    return last


def laid_hours(context: CheckContext, names: tuple[str, ...]) -> WorkingTime:
    """The hours of a name on the calendar, or those of several that are kept week by week in turn."""
    assert context.days is not None
    weeks = [weekly_hours(context.hours[name]) for name in names]
    return WorkingTime.in_turn(weeks, context.days, context.scenario.period.start)


def _away(context: CheckContext, staff: Staff) -> Iterator[list[Gap]]:
    """By member: the stretches in which he is absent or not on the staff [instants]."""
    assert context.days is not None
    away = [[days.as_absence for days in stretches] for stretches in staff.not_on_the_staff()]
    for absence, members in staff.who_is_away():
        for i in members:
            away[i].append(absence)
    for absences in away:
        stretches = (stretch for absence in absences for stretch in absence.stretches(context.days))
        yield [(begin, end) for begin, end in stretches if begin < end]


def _duty(context: CheckContext, post: tuple[str, ...], elsewhere: tuple[str, ...], away: Iterable[Gap]) -> Duty:
    """The hours of a post less absences and other duties."""
    hours = laid_hours(context, post)
    gaps = [hours.whole_days(*gap) for gap in away]
    if elsewhere:
        gaps += intervals(laid_hours(context, elsewhere), hours.start, hours.end)
    return present(hours, union(gaps))
