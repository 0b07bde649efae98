"""Every number of a study that no source gives, with its reason, in the words of the scenario file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from sim.calendar.opening_hours import OfficeHours
from sim.law.regulation import Channel, PathStep
from sim.quantities import HOUR, MINUTE, civil
from sim.scenario.demand import Backlog, WaitingFiles
from sim.scenario.distributions import Empirical, Fixed
from sim.scenario.office_list import hours_in_use
from sim.scenario.scenario import Office
from sim.scenario.staff import PlannedAbsence, SittingRule
from sim.scenario.step_durations import block_of, in_calendar_days, is_staffed, limit_in_words, takes_whole_limit
from sim.scenario.uncertain_inputs import Uncertain
from sim.schema.fields import Stated
from sim.study.study import Study

NO_REASON = "no reason given"
"""Stands where a block has numbers and names neither source nor reason."""


@dataclass(frozen=True)
class Assumption:
    """One block of numbers that no source gives."""

    where: str
    """Path in the scenario file."""
    numbers: str
    """The numbers, as they are understood."""
    reason: str
    """Why these."""


def assumptions(study: Study) -> tuple[Assumption, ...]:
    """All assumptions of a study, in the order of its file, and those of the shipped hours that it uses."""
    words = dict(_work_in_words(study))
    found = [replace(block, numbers=words.get(block.where, block.numbers)) for block in _walk(study.scenario, ())]
    found += _about_limits(study)
    for name in sorted(hours_in_use(study.scenario) - set(study.scenario.hours)):
        if study.hours[name].assumption:
            found.append(Assumption(f"hours.{name}", _describe(study.hours[name]), study.hours[name].assumption))
    for key, regulation in study.regulations.items():
        for channel, use in study.scenario.services[key].routes.items():
            join = regulation.routes[channel].join
            if join is not None:
                reading = use.reading or join.used
                where = f"services.{key}.routes.{channel}"
                found.append(
                    Assumption(
                        where,
                        f"reading '{reading}' of the join",
                        join.readings[reading].note + " " + join.interpretation,
                    )
                )
    return tuple(found)


def _walk(block: Any, where: tuple[str, ...]) -> Iterator[Assumption]:
    if isinstance(block, Stated) and not block.source:
        yield Assumption(".".join(where), _describe(block), block.assumption or NO_REASON)
    if isinstance(block, BaseModel):
        for name in type(block).model_fields:
            yield from _walk(getattr(block, name), (*where, name))
    elif isinstance(block, Mapping):
        for name, value in block.items():
            yield from _walk(value, (*where, str(name)))
    elif isinstance(block, tuple):
        for i, value in enumerate(block):
            yield from _walk(value, (*where, str(i + 1)))


def _describe(block: BaseModel) -> str:
    """The stated numbers of a block in one line; texts, origins and inner blocks with an origin of their own left out."""
    if isinstance(block, Uncertain):
        return f"{', '.join(block.paths)}: {block.in_words}"
    if isinstance(block, PlannedAbsence):
        who = block.member or ("" if (block.members or 1) == 1 else f"{block.members} members")
        days = f"{block.first_day} to {block.last_day or 'the end of the calendar'}"
        return " ".join(filter(None, (block.reason, who, days, clock_hours(block.hours) if block.hours else "")))
    parts = []
    for name in type(block).model_fields:
        value = getattr(block, name)
        if name in _NO_NUMBERS or value is None or name not in block.model_fields_set:
            continue
        if isinstance(block, OfficeHours):
            parts += [f"{name} {clock_hours(value)}"] if value else []
        elif isinstance(value, bool):
            parts += [] if value == type(block).model_fields[name].default else [f"{name} {str(value).lower()}"]
        elif isinstance(value, SittingRule):
            parts.append(_sittings_in_words(value))
        elif name in ("begin", "end"):
            parts.append(f"{name} {civil(value):%Y-%m-%d %H:%M}")
        elif name == "courier":
            parts.append(f"courier at {', '.join(map(clock_time, value))}")
        elif isinstance(value, dict) and name in _SHARES:
            parts.append(f"{name} {', '.join(f'{key} {share:g}' for key, share in value.items())}")
        elif name == "channels":
            parts.append(f"channels {', '.join(f'{key} {100 * way.share:g} %' for key, way in value.items())}")
        elif name == "probability":
            parts.append(f"probability {100 * value:g} %")
        elif name == "growth":
            parts.append(f"growth {100 * value:+g} % per year")
        elif name == "instants":
            parts.append(f"{len(value)} instants")
        elif isinstance(block, Backlog) and name == "files":
            parts.append(", ".join(_files_in_words(entry) for entry in value))
        elif name in _FOLDED:
            continue
        elif name in ("members", "names", "stand_in", "hours"):
            parts.append(f"{name} {', '.join((value,) if isinstance(value, str) else value)}")
        else:
            parts.append(f"{name} {duration_text(value) if name in _SECONDS else _value(value)}")
    if isinstance(block, Office) and block.size == 1 and block.names is None:
        parts.insert(0, "count 1")
    return ", ".join(parts)


_NO_NUMBERS = frozenset(
    {
        "source",
        "assumption",
        "title",
        "service",
        "route",
        "office",
        "sends_to",
        "staff",
        "sender",
        "receiver",
        "absences",
        "sickness",
        "outages",
        "failures",
    }
)
_SHARES = frozenset({"settlements", "weights", "months", "weekdays", "hours", "bulk"})
"""Weights by name."""
_FOLDED = frozenset({"profile", "campaigns", "history"})
"""Blocks inside a stream that have numbers and an origin of their own."""
_SECONDS = frozenset({"response", "hand_over_after", "lag", "travel"})


def _files_in_words(entry: WaitingFiles) -> str:
    since = f"received on {entry.received}" if entry.age is None else f"{entry.age} old"
    return f"{entry.count} at step {entry.step}, {since}"


def _sittings_in_words(rule: SittingRule) -> str:
    when = " and ".join(rule.weekdays) if rule.weekdays else f"every {rule.every} working days"
    length = f"{duration_text(rule.length)} long" if rule.length else f"{duration_text(rule.per_file or 0)} a file"
    parts = [f"sits {when} at {clock_time(rule.at)}", length]
    parts += [f"at most {rule.agenda} files"] if rule.agenda else []
    parts += [f"files there {duration_text(rule.cut_off)} before"] if rule.cut_off else []
    parts += [f"quorum {rule.quorum}"] if rule.quorum > 1 else []
    for role, who in (rule.seats or {}).items():
        parts.append(f"seats of {role} {who if isinstance(who, int) else ', '.join(who)}")
    return ", ".join(parts)


def _value(value: Any) -> str:
    if isinstance(value, Fixed):
        return duration_text(value.value)
    if isinstance(value, Empirical):
        least, most = duration_text(min(value.values)), duration_text(max(value.values))
        return f"empirical ({len(value.values)} values from {least} to {most})"
    if isinstance(value, BaseModel):
        given = {name: getattr(value, name) for name in type(value).model_fields if name != "distribution"}
        parameters = [
            f"{name} {number if name == 'stages' else duration_text(number)}"
            for name, number in given.items()
            if number is not None
        ]
        return f"{getattr(value, 'distribution', '')} ({', '.join(parameters)})"
    return str(value)


def _work_in_words(study: Study) -> Iterator[tuple[str, str]]:
    """Path and words of every block of work; what a limit decides is said with the limit."""
    for service, channel, path in _paths(study):
        for position, step in enumerate(path):
            block = study.scenario.services[service].routes[channel].steps.get(step.key)
            if block is None:
                continue
            where = f"services.{service}.routes.{channel}.steps.{step.key}"
            work = f"work {_value(block.work)}"
            staffed = is_staffed(study.regulations[service], step)
            if staffed and takes_whole_limit(study.scenario, step, block):
                unused = "" if block.work is None else "; the stated durations are not used"
                yield where, f"the whole {limit_in_words(path, position)} is work{unused}"
            elif block.share is not None:
                yield (
                    where,
                    f"{work}; the rest of {100 * block.share:.4g} % of the {limit_in_words(path, position)} is hold",
                )
            else:
                yield where, work + ("" if block.hold is None else f", hold {_value(block.hold)}")


def _about_limits(study: Study) -> Iterator[Assumption]:
    """What is assumed where limits are taken as durations."""
    if study.scenario.durations == "regulated":
        numbers = "every step of staff that has a limit takes the whole of it as work"
        yield Assumption("durations", numbers, "The pessimistic bound: a limit is the longest that the text allows")
    for service, channel, path in _paths(study):
        steps = []
        for step in path:
            block = block_of(study.scenario, service, channel, step)
            taken = takes_whole_limit(study.scenario, step, block) or (block is not None and block.model == "lead_time")
            if taken and in_calendar_days(step) and is_staffed(study.regulations[service], step):
                steps.append(step.key)
        if steps:
            which = f"step{'s' if len(steps) > 1 else ''} {', '.join(steps)}"
            numbers = f"{which}: five in seven calendar days of the limit are taken as working days"
            where = f"services.{service}.routes.{channel}.steps"
            yield Assumption(where, numbers, "A number of calendar days has no fixed working time")


def _paths(study: Study) -> Iterator[tuple[str, Channel, tuple[PathStep, ...]]]:
    """The routes in use with the steps that are passed."""
    for service, stated in study.scenario.services.items():
        for channel, use in stated.routes.items():
            yield service, channel, study.regulations[service].path(channel, use.reading)


def duration_text(seconds: float) -> str:
    """A duration in the unit in which people would say it."""
    if seconds and seconds % HOUR == 0:
        return f"{seconds / HOUR:g} h"
    return f"{seconds / MINUTE:g} min" if seconds >= MINUTE or not seconds else f"{seconds:g} s"


def clock_time(seconds: int) -> str:
    """A time of the day as people write it."""
    return f"{seconds // HOUR:02}:{seconds % HOUR // MINUTE:02}"


def clock_hours(intervals: Sequence[tuple[int, int]]) -> str:
    """Opening hours as people write them."""
    return ", ".join(f"{clock_time(opens)}-{clock_time(closes)}" for opens, closes in intervals)
