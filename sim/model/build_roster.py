"""From the staff of one role to its members one by one: hours, absences, pace and other duties, known beforehand or drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.calendar.duty import intervals, union
from sim.calendar.official_days import OfficialDays
from sim.calendar.working_time import WorkingTime
from sim.model.absences import member_absences, off_the_staff, planned_stretches
from sim.model.capacity import Member, OfficePlan, Pool, Window
from sim.model.other_duties import DrawnDuties
from sim.model.pace import paces_by_day
from sim.scenario.other_duties import DEFAULT_BLOCK, OtherDuties
from sim.scenario.staff import Staff
from sim.study.study import Study


def build_roster(
    staff: Staff,
    common: WorkingTime,
    office_hours: WorkingTime,
    days: OfficialDays,
    working_time: Callable[[tuple[str, ...]], WorkingTime],
) -> tuple[Member, ...]:
    """The members of a staff one by one, or nobody where they are alike and all of them are there all the time."""
    named = staff.members or {}
    off, paces = off_the_staff(staff, days), staff.paces()
    alike = not any(paces) and not any(off) and staff.other_duties is None
    if alike and not (named or staff.absences or staff.sickness or staff.stand_in):
        return ()
    posts = [working_time(member.hours) if member.hours else common for member in named.values()]
    duties = [member.other_duties or staff.other_duties for member in named.values()]
    planned = planned_stretches(staff, days)
    members = []
    for i in range(staff.size):
        post = posts[i] if named else common
        absences = member_absences(planned[i], post, office_hours, staff.hand_over_after, off[i])
        name = list(named)[i] if named else str(i)
        member = Member(name, post, absences, off[i], paces_by_day(paces[i], post.start))
        members.append(_with_other_duties(member, duties[i] if named else staff.other_duties, working_time))
    return tuple(members)


def draw_roster(pool: Pool, office: OfficePlan, study: Study, window: Window, replication: int) -> Pool:
    """A pool with the sick leave and the other duties of its members drawn; the same one where nothing is to be drawn."""
    if pool.sickness is None and not any(member.to_draw for member in pool.roster):
        return pool
    roster = []
    for member in pool.roster:
        names = (study.scenario.seed, replication, office.address, pool.role, member.name)
        if pool.sickness is not None:
            ill = pool.sickness.stretches(study.days, window.start, window.run_out_end, *names)
            known = [(absence.start, absence.end) for absence in member.absences]
            office_hours = office.clock.hours
            absences = member_absences(
                [*known, *ill], member.hours, office_hours, pool.hand_over_after, member.off_staff
            )
            member = replace(member, absences=absences)
        if member.to_draw is not None:
            blocks = member.to_draw.stretches(member.hours, window.start, window.run_out_end, *names)
            member = replace(member, other_duties=blocks, to_draw=None)
        roster.append(member)
    return replace(pool, roster=tuple(roster), sickness=None)


def _with_other_duties(
    member: Member, duties: OtherDuties | None, working_time: Callable[[tuple[str, ...]], WorkingTime]
) -> Member:
    """A member with his other duties, as far as they are known beforehand."""
    if duties is None:
        return member
    if duties.hours is None:
        assert duties.share is not None  # one of them is stated
        return replace(member, to_draw=DrawnDuties(duties.share, duties.block or DEFAULT_BLOCK))
    hours = working_time(duties.hours)
    return replace(member, other_duties=tuple(union(intervals(hours, hours.start, hours.end))))
