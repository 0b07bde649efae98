"""A single change of a scenario that may help late answers, as the settings that bring it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.scenario.scenario import Scenario
from sim.scenario.staff import Staff

LeverKind = Literal[
    "member", "seat", "stand_in", "hours", "caseload", "order", "escalate", "leave", "leave_parts", "reception", "reception_day",
    "sitting", "sitting_day", "agenda", "courier", "timetable", "place", "channel",
]  # fmt: skip
"""One member more, one seat more in sittings, somebody who stands in, all hours of the office for the people, one file more in
hand, another order in the queue, files that are due soon first, leave at another time or in two parts, reception of applicants in more hours or on another day,
one sitting more or on another day, a larger agenda, one round more of a courier or of a timetable of the text, one place more in a
system, a part of the applications of one channel by another."""
Reason = Literal["nothing_late", "fewer_late", "fault", "outages", "lag", "placeholders", "no_file", "changed_files"]
"""Why something was not tried: late files hardly waited for it; more late files waited for others; the scenario does not allow it;
a system that is down has no place to add; files with a lag have no courier; every duration is a placeholder; the study was read
from no file, or from files that have changed since."""


@dataclass(frozen=True)
class Lever:
    """A single change of a scenario, in all offices of a kind that are alike."""

    kind: LeverKind
    """What is changed."""
    office: str
    """Short name of the office or offices; of a timetable or channel that of the service, and empty for couriers and systems."""
    name: str
    """Short name of the role, the courier's way, the system or the stream; of a timetable the route and the step."""
    changes: tuple[str, ...]
    """The settings that bring it, each as `PATH=VALUE`."""
    before: str
    """What is there: a number, days of the week, times of the day, names of hours or roles; empty for none."""
    after: str
    """What would be there."""
    offices: int = 1
    """How many offices get it."""
    free: bool = False
    """Whether it costs nothing: nobody is hired, nobody works longer, and nothing is bought."""

    @property
    def place(self) -> tuple[str, str]:
        """Office and name of what is changed."""
        return self.office, self.name

    @property
    def paths(self) -> frozenset[str]:
        """The settings that it changes."""
        return frozenset(change.partition("=")[0] for change in self.changes)


@dataclass(frozen=True)
class NotTried:
    """Something that was left out of the comparison, and why."""

    office: str
    """Short name of the office or offices; empty where it belongs to none."""
    name: str
    """Short name of a role, a way between offices or a system; empty where everything was left out."""
    reason: Reason
    """Why."""
    detail: str = ""
    """What more there is to say, such as the fault."""


def staff_blocks(scenario: Scenario, kind: str, role: str) -> Iterator[tuple[str, Staff]]:
    """The blocks of a scenario that give the offices of a kind their people of a role, each with its path."""
    office = scenario.offices[kind]
    names = office.names or {}
    shared = [name for name, named in names.items() if role not in named.staff and role not in named.without]
    if role in office.staff and (office.names is None or shared):
        yield f"offices.{kind}.staff.{role}", office.staff[role]
    for name, named in names.items():
        if role in named.staff:
            yield f"offices.{kind}.names.{name}.staff.{role}", named.staff[role]


def offices_with(scenario: Scenario, kind: str, role: str) -> int:
    """How many offices of a kind have people of a role."""
    office = scenario.offices[kind]
    if office.names is None:
        return office.size if role in office.staff else 0
    has = (
        role in named.staff or (role in office.staff and role not in named.without) for named in office.names.values()
    )
    return sum(has)


def list_value(names: tuple[str, ...] | list[str]) -> str:
    """Names as a list of a setting's value."""
    return f"[{', '.join(names)}]"
