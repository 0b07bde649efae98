"""The context of the checks of a scenario: the file, the valid part of the scenario, and what it refers to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.calendar.official_days import OfficialDays
from sim.calendar.opening_hours import OfficeHours
from sim.law.regulation import Channel, PathStep, Regulation
from sim.scenario.all_staff import all_staff
from sim.scenario.office_list import Offices, Site
from sim.scenario.scenario import Scenario
from sim.scenario.staff import Staff
from sim.schema.yaml_file import Where, YamlFile
from sim.translations.in_use import translated

STAFFED = ("staff", "commission")
"""Kinds of roles that work in hours."""


def in_line(line: int) -> str:
    """Where something else stands, in brackets behind its name; empty for the line 0, which no file has."""
    return translated(" (line {line})", line=line) if line else ""


@dataclass(frozen=True)
class CheckContext:
    """A scenario with what it refers to; of a scenario with faults, only the valid entries."""

    file: YamlFile
    scenario: Scenario
    regulations: Mapping[str, Regulation]
    days: OfficialDays | None
    hours: Mapping[str, OfficeHours]

    def names(self, section: str) -> Collection[str]:
        """The names that a section of the file gives, faulty entries included."""
        block = self.file.data.get(section)
        return tuple(block) if isinstance(block, dict) else ()

    def unknown(self, name: str, section: str, known: Collection[str] = ()) -> bool:
        """Tell whether a name is unknown; False where the whole section is faulty, so that its names are not known."""
        names = self.names(section)
        return name not in names and name not in known and bool(names or known)

    def item(self, where: Where, i: int) -> Where:
        """The path of an item of a list; that of the list itself where one name stands for it."""
        return (*where, str(i)) if (*where, str(i)) in self.file.values else where

    def staff_block(self, site: Site, role: str) -> Where:
        """The path of the block that says who has a role in an office: that of the office, or of its kind."""
        path = (*site.where, "staff", role)
        return path if path in self.file.values else ("offices", site.kind, "staff", role)

    @cached_property
    def offices(self) -> Offices:
        """The single offices."""
        return Offices.of(self.scenario)

    @cached_property
    def all_staff(self) -> tuple[tuple[Where, Staff], ...]:
        """Every block of staff with its path, in the order of the file."""
        return tuple(all_staff(self.scenario))

    def roles_done_by(self, role: str) -> set[str]:
        """A role, and those whose work its people do too in some office."""
        return {role, *(where[-1] for where, staff in self.all_staff if staff.same_people_as == role)}

    @cached_property
    def role_kinds(self) -> Mapping[str, str]:
        """The kind of every role that the regulations describe."""
        return {
            role: described.kind
            for regulation in self.regulations.values()
            for role, described in regulation.roles.items()
        }

    @property
    def all_regulations_read(self) -> bool:
        """Tell whether the regulation of every service could be read."""
        return len(self.regulations) == len(self.names("services"))

    def path(self, service: str, channel: Channel) -> tuple[PathStep, ...]:
        """The steps of a route in use; none where service, route or reading are unknown, which is a fault of its own."""
        regulation, known = self.regulations.get(service), self.scenario.services.get(service)
        use = known.routes.get(channel) if known else None
        if regulation is None or use is None or channel not in regulation.routes:
            return ()
        try:
            return regulation.path(channel, use.reading)
        except KeyError:
            return ()

    def steps(self, service: str, channel: Channel) -> tuple[PathStep, ...]:
        """The steps of a route in use, and after them those of its branches that are taken."""
        path, known = self.path(service, channel), self.scenario.services.get(service)
        if not path or known is None:
            return path
        use = known.routes[channel]
        beside = self.regulations[service].branch_steps(channel)
        return (*path, *(step for key, step in beside.items() if key in use.branches or key in use.missing_documents))
