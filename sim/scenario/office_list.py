"""The single offices of a scenario: kinds with several offices written out, and who sends to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sim.scenario.closed_days import ClosedDays, days_of
from sim.scenario.scenario import Office, Scenario
from sim.scenario.staff import NamedMember, Staff


@dataclass(frozen=True)
class Site:
    """One office of a scenario."""

    name: str
    """Unique name: that of the kind, with a number where there are several; or a name of its own."""
    kind: str
    """Short name of its kind in the scenario."""
    hours: str
    """Name of its hours."""
    sends_to: str | None
    """Name of the office that does the steps for which this one has nobody."""
    staff: Mapping[str, Staff] = field(repr=False)
    """People by role; of one whose work the people of another role do, these."""
    where: tuple[str, ...] = ()
    """Path of its block in the file."""
    closed: tuple[ClosedDays, ...] = ()
    """Days on which it is closed, those of its kind and its own, in order."""
    done_by: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By role whose work the people of another role do: that other role."""

    @property
    def staff_of_its_own(self) -> Mapping[str, Staff]:
        """People by role, once each: without the roles whose work the people of others do."""
        return {role: staff for role, staff in self.staff.items() if role not in self.done_by}

    def roles_of(self, role: str) -> tuple[str, ...]:
        """A role, and those whose work its people do too."""
        return (role, *(other for other, by in self.done_by.items() if by == role))

    @property
    def closed_days(self) -> frozenset[date]:
        """Every day on which it is closed."""
        return days_of(self.closed)


@dataclass(frozen=True)
class Offices:
    """All offices of a scenario."""

    sites: Mapping[str, Site]
    """By name, in the order of the scenario; of two with one name the first."""
    kinds: Mapping[str, tuple[str, ...]]
    """Names of the offices of each kind."""

    @classmethod
    def of(cls, scenario: Scenario) -> Offices:
        """The offices of a scenario, those of each kind written out."""
        sites: dict[str, Site] = {}
        kinds: dict[str, tuple[str, ...]] = {}
        for kind, office in scenario.offices.items():
            of_kind = _of_kind(kind, office)
            kinds[kind] = tuple(site.name for site in of_kind)
            for site in of_kind:
                sites.setdefault(site.name, site)
        return cls(sites, kinds)

    def named(self, kind_or_name: str) -> tuple[str, ...]:
        """Names of the offices of a kind, or the one office of that name; none where the name is unknown."""
        return self.kinds.get(kind_or_name) or ((kind_or_name,) if kind_or_name in self.sites else ())

    def door_hours(self, name: str, role: str | None) -> tuple[str, ...]:
        """Names of the hours in which an office takes applications, whose first step a role does at a counter; None: no role.

        They are those of the counter where it keeps hours of its own, be it that of an office to which this one sends.
        """
        for office in self.chain(name):
            if role is not None and role in self.sites[office].staff:
                return self.sites[office].staff[role].counter_hours or (self.sites[name].hours,)
        return (self.sites[name].hours,)

    def chain(self, name: str) -> tuple[str, ...]:
        """An office and those that it sends to, nearest first; it ends at a circle, or where it is open who is meant."""
        names: list[str] = []
        at: str | None = name
        while at is not None:
            single = self.named(at)
            if len(single) != 1 or single[0] in names:
                break
            names.append(single[0])
            at = self.sites[single[0]].sends_to
        return tuple(names)


def hours_in_use(scenario: Scenario) -> set[str]:
    """Names of all hours that offices, pools and members keep, and in which applications come."""
    names = {stream.hours for stream in scenario.arrivals.values() if stream.hours is not None}
    for office in scenario.offices.values():
        named_offices = list((office.names or {}).values())
        names |= {office.hours} | {named.hours for named in named_offices if named.hours}
        for staff in (*office.staff.values(), *(staff for named in named_offices for staff in named.staff.values())):
            names |= {*(staff.hours or ()), *(staff.counter_hours or ()), *_of_duties(staff)}
            if staff.appointments is not None and staff.appointments.hours is not None:
                names.add(staff.appointments.hours)
            for member in (staff.members or {}).values():
                names |= {*(member.hours or ()), *_of_duties(member)}
    return names


def _of_duties(worker: Staff | NamedMember) -> tuple[str, ...]:
    """Names of the hours of other duties."""
    return (worker.other_duties.hours if worker.other_duties else None) or ()


def _of_kind(kind: str, office: Office) -> list[Site]:
    where = ("offices", kind)
    if office.names is None:
        names = [kind] if office.size == 1 else [f"{kind} {i}" for i in range(1, office.size + 1)]
        closed = _in_order(office.closed)
        staff, done_by = who_does_what(office.staff)
        return [Site(name, kind, office.hours, office.sends_to, staff, where, closed, done_by) for name in names]
    result = []
    for name, named in office.names.items():
        kept = {role: staff for role, staff in office.staff.items() if role not in named.without}
        staff, done_by = who_does_what(kept | named.staff)
        hours, sends_to = named.hours or office.hours, named.sends_to or office.sends_to
        closed = _in_order((*office.closed, *named.closed))
        result.append(Site(name, kind, hours, sends_to, staff, (*where, "names", name), closed, done_by))
    return result


def who_does_what(staff: Mapping[str, Staff]) -> tuple[Mapping[str, Staff], Mapping[str, str]]:
    """Who does the work of each role, and of which other role they are; somebody where that is not to be told, a fault of its own."""
    named = {role: people.same_people_as for role, people in staff.items() if people.same_people_as is not None}
    if not named:
        return staff, {}
    done_by = {role: other for role, other in named.items() if other in staff and other not in named}
    nobody = Staff(count=1)
    return {
        role: staff[done_by[role]] if role in done_by else nobody if role in named else people
        for role, people in staff.items()
    }, done_by


def _in_order(closed: tuple[ClosedDays, ...]) -> tuple[ClosedDays, ...]:
    return tuple(sorted(closed, key=lambda days: days.from_))
