"""Hours and people of a fitted office, as blocks of a scenario."""

from __future__ import annotations

from typing import Any

from sim.fitting.fitted import FittedHours, FittedMember, FittedOffice, FittedRole
from sim.fitting.role_names import short_name

FITTED_OFFICE = "office"
"""Name of the one office of a fitted scenario."""
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIVE = _WEEK[:5]
_SAME_MEMBER = 0.5
"""With at least so much agreement beyond chance one member does all steps of a role on a file [1]."""


def fitted_hours_blocks(office: FittedOffice) -> tuple[dict[str, Any], dict[tuple[tuple[str, str], ...], str]]:
    """The block `hours`, hours that are alike once, and by what they are the name under which they stand there."""
    blocks: dict[str, Any] = {}
    names: dict[tuple[tuple[str, str], ...], str] = {}
    every = [office.hours]
    for role in office.roles:
        every += [role.hours, *(member.hours for member in role.members if member.hours is not None)]
    for hours in every:
        if (key := key_of_hours(hours)) in names:
            continue
        wanted = name = f"{short_name(hours.name, 'hours')}_hours"
        number = 2
        while name in blocks:
            name, number = f"{wanted}_{number}", number + 1
        names[key] = name
        blocks[name] = _week(hours) | {"source": f"{office.source}; {hours.agreement:.1%} of events lie inside"}
    return blocks, names


def key_of_hours(hours: FittedHours) -> tuple[tuple[str, str], ...]:
    """What tells weekly hours apart from others."""
    return tuple(sorted(hours.by_weekday.items()))


def fitted_staff(office: FittedOffice, names: dict[tuple[tuple[str, str], ...], str]) -> dict[str, Any]:
    """The block `staff` of the office, by role."""
    usual = key_of_hours(office.hours)
    return {role.name: _staff(office, role, names, usual) for role in office.roles}


def _staff(
    office: FittedOffice, role: FittedRole, names: dict[tuple[tuple[str, str], ...], str], usual: object
) -> dict[str, Any]:
    here = [member for member in role.members if member.last_day is None]
    block: dict[str, Any] = {}
    if not role.members:
        block["count"] = 1
        block["assumption"] = f"{office.source}: nobody is named, so one is taken to do it"
    elif any(member.hours is not None or member.pace is not None for member in here):
        block["members"] = _members(here, names)
    else:
        block["count"] = max(len(here), 1)
    if key_of_hours(role.hours) != usual:
        block["hours"] = names[key_of_hours(role.hours)]
    if role.order == "earliest_deadline" and role.order_column is None:
        block["discipline"] = "earliest_deadline"
    if role.sickness is not None and role.sickness[0].value > 0:
        episodes, length = role.sickness
        mean = f"{max(length.value, 1.0):.4g} working days"
        block["sickness"] = {
            "episodes": f"{episodes.value:.4g} per year",
            "length": {"distribution": "exponential", "mean": mean},
            "source": f"{episodes.count} absences; {episodes.method}",
        }
    if "assumption" not in block:
        block["source"] = f"{office.source}; seen: {', '.join(member.name for member in here)[:200]}"
    return block


def _members(members: list[FittedMember], names: dict[tuple[tuple[str, str], ...], str]) -> dict[str, dict[str, Any]]:
    result: dict[str, dict[str, Any]] = {}
    for member in members:
        wanted = name = short_name(member.name, "member")
        number = 2
        while name in result:
            name, number = f"{wanted}_{number}", number + 1
        block: dict[str, Any] = {}
        if member.hours is not None:
            block["hours"] = names[key_of_hours(member.hours)]
        if member.pace is not None:
            block["pace"] = round(member.pace.value, 2)
        result[name] = block
    return result


def same_member_roles(office: FittedOffice) -> dict[str, Any]:
    """The block `roles` of a route: the roles in which one member does all steps on a file."""
    return {
        role.name: {"same_member": True}
        for role in office.roles
        if role.same_member is not None and role.same_member.low > _SAME_MEMBER and len(role.members) > 1
    }


def _week(hours: FittedHours) -> dict[str, Any]:
    """Weekly hours as the block of a scenario, those of Monday to Friday in one where they are alike."""
    five = {hours.by_weekday.get(day, "closed") for day in _FIVE}
    alike = {"weekdays": next(iter(five))}
    block = alike if len(five) == 1 else {day: hours.by_weekday.get(day, "closed") for day in _FIVE}
    return block | {day: hours.by_weekday[day] for day in _WEEK[5:] if day in hours.by_weekday}
