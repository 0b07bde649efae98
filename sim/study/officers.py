"""Which roles of a route have an officer for each file: as the scenario states it, else as the regulation says."""

from __future__ import annotations

from sim.law.regulation import Channel, PathStep, Regulation
from sim.scenario.all_staff import staff_of_role
from sim.scenario.role_use import RoleUse
from sim.scenario.scenario import Scenario
from sim.scenario.staff import Staff

AS_REGULATED = RoleUse()
"""What holds for a role of which a scenario states nothing."""


def has_officer(scenario: Scenario, regulation: Regulation, service: str, channel: Channel, role: str) -> bool:
    """Tell whether the member who does the first step of a role on a file of a route does the later ones as well.

    The regulation is not followed for people who take files together, at a sitting or on a day of visits.
    """
    stated = scenario.services[service].routes[channel].roles.get(role, AS_REGULATED).same_member
    if stated is not None:
        return stated
    named = regulation.named_for_file(channel, role)
    return named is not None and named.named and not any(_together(staff) for staff in staff_of_role(scenario, role))


def is_officers(scenario: Scenario, regulation: Regulation, service: str, channel: Channel, step: PathStep) -> bool:
    """Tell whether the officer of a file does a step: every step of his role, by the regulation those after he is named."""
    if scenario.services[service].routes[channel].roles.get(step.role, AS_REGULATED).same_member is None:
        return has_officer(scenario, regulation, service, channel, step.role) and regulation.is_after_naming(
            channel, step
        )
    return has_officer(scenario, regulation, service, channel, step.role)


def _together(staff: Staff) -> bool:
    return staff.sittings is not None or staff.visits_per_day is not None
