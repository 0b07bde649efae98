"""A late application in words: where it was handed in, how late it was, and what cost it most."""

from __future__ import annotations

from dataclasses import dataclass

from sim.measure.in_words import channel_name
from sim.measure.late_applications import LateApplication, LateOrder
from sim.quantities import UNSET, civil
from sim.tracing.moments import to_the_minute, working_days
from sim.tracing.names import Names
from sim.tracing.outcome_sentence import blamed_reasons
from sim.translations.in_use import counted, translated

_LONGEST = 60
"""An action or the title of a service has at most so many letters."""


@dataclass(frozen=True)
class LateWords:
    """What is said of one late application."""

    route: str
    """The route, with its service where there are several."""
    office: str
    """The office where it was handed in."""
    received: str
    """When it was received."""
    due: str
    """When its term ended."""
    ready: str
    """When its answer was ready, or that it is open."""
    late_by: str
    """How late it was, in the unit of the term where that is days."""
    working_time: str
    """The same in working time."""
    cost: str
    """What cost it most, with the reasons."""


def late_words(one: LateApplication, names: Names, *, several: bool) -> LateWords:
    """A late application in words; `several` tells the service of its route, too."""
    channel = channel_name(one.route)
    service = _short(names.service(one.service))
    hours = to_the_minute(one.lateness_s)
    return LateWords(
        route=translated("{service}: {channel}", service=service, channel=channel) if several else channel,
        office=names.office(one.office),
        received=_moment(one.received),
        due=_moment(one.due),
        ready=translated("still open") if one.ready == UNSET else _moment(one.ready),
        late_by=_late_by(one),
        working_time=hours,
        cost=_cost(one, names),
    )


def costliest_in_words(service: str, route: str, step: str, role: str, names: Names) -> str:
    """A step by its role and what is done in it, without its short name: `executor: checks the documents`."""
    if not step:
        return translated("the term, which is shorter than the steps")
    if not role:
        return translated("on the way between offices") if " to " in step else translated("the applicant's own time")
    action = _short(names.action(service, route, step))
    name = names.role(service, role)
    return translated("{role}: {action}", role=name, action=action) if action else name


def group_heading(by: LateOrder, late: list[LateApplication], names: Names, *, several: bool) -> str:
    """What the late applications of a group have in common, how many there are, and how late they are together."""
    one, together = late[0], to_the_minute(sum(each.lateness_s for each in late))
    if by == "month":
        what = f"{one.month:%m.%Y}"
    elif by == "office":
        what = names.office(one.office)
    else:
        words = late_words(one, names, several=several)
        what = f"{words.route}; {costliest_in_words(one.service, one.route, one.step, one.role, names)}"
    return counted(
        "{what}: one late application, {hours} of working time",
        "{what}: {count} late applications, {hours} of working time together",
        len(late),
        what=what,
        hours=together,
    )


def _late_by(one: LateApplication) -> str:
    match one.unit:
        case "minutes":
            return to_the_minute(round(60 * one.late_by))
        case "hours":
            return to_the_minute(round(3600 * one.late_by))
        case "working_days":
            return working_days(int(one.late_by))
        case "calendar_days":
            return counted("{count} calendar day", "{count} calendar days", int(one.late_by))


def _cost(one: LateApplication, names: Names) -> str:
    step = costliest_in_words(one.service, one.route, one.step, one.role, names)
    causes = blamed_reasons(one.reasons_s, to_the_minute)
    share = to_the_minute(one.step_s)
    if not causes:
        return translated("{step}: {length}", step=step, length=share)
    return translated("{step}: {length} ({causes})", step=step, length=share, causes=causes)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _moment(at: int) -> str:
    return f"{civil(at):%d.%m.%Y %H:%M}"
