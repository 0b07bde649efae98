"""Every number of a study that no source gives, with its reason, in the words of the scenario file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.loading import Study
from sim.quantities import HOUR, MINUTE
from sim.scenario import OfficeHours, Stated

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
    found = list(_walk(study.scenario, ()))
    used = {office.hours for office in study.scenario.offices.values()} - set(study.scenario.hours)
    for name in sorted(used):
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


def _describe(block: BaseModel) -> str:
    """The numbers of a block in one line; texts, origins and inner blocks with an origin of their own left out."""
    parts = []
    for name in type(block).model_fields:
        value = getattr(block, name)
        if (
            name in ("source", "assumption", "title", "service", "route", "office", "sends_to", "staff")
            or value is None
        ):
            continue
        if isinstance(block, OfficeHours):
            if value:
                parts.append(f"{name} {clock_hours(value)}")
        elif name != "hours" and not isinstance(value, bool):
            parts.append(f"{name} {duration_text(value) if name == 'response' else _value(value)}")
    return ", ".join(parts)


def _value(value: Any) -> str:
    if isinstance(value, BaseModel):
        kind = getattr(value, "distribution", "")
        fields = [f for f in type(value).model_fields if f != "distribution"]
        if kind == "fixed":
            return duration_text(value.value)  # type: ignore[attr-defined]  # a fixed distribution has it
        return f"{kind} ({', '.join(f'{f} {duration_text(getattr(value, f))}' for f in fields)})"
    return str(value)


def duration_text(seconds: float) -> str:
    """A duration in the unit in which people would say it."""
    if seconds and seconds % HOUR == 0:
        return f"{seconds / HOUR:g} h"
    return f"{seconds / MINUTE:g} min" if seconds >= MINUTE or not seconds else f"{seconds:g} s"


def clock_hours(intervals: Sequence[tuple[int, int]]) -> str:
    """Opening hours as people write them."""
    return ", ".join(
        f"{o // HOUR:02}:{o % HOUR // MINUTE:02}-{c // HOUR:02}:{c % HOUR // MINUTE:02}" for o, c in intervals
    )
