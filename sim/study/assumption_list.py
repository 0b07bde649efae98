"""Every number of a study that no source gives, with its reason, in the words of the scenario file and the language in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from sim.law.regulation import Channel, PathStep
from sim.scenario.office_list import hours_in_use
from sim.scenario.step_durations import block_of, in_calendar_days, is_staffed, limit_in_words, takes_whole_limit
from sim.schema.fields import Stated
from sim.schema.schema_paths import key_of
from sim.study.own_reasons import reason_in_words
from sim.study.study import Study
from sim.translations.in_use import counted, marked, translated

NO_REASON = marked("no reason given")
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
    listed = [replace(block, numbers=words.get(block.where, block.numbers)) for block in _walk(study.scenario, ())]
    listed += _about_limits(study)
    for name in sorted(hours_in_use(study.scenario) - set(study.scenario.hours)):
        if study.hours[name].assumption:
            listed.append(Assumption(f"hours.{name}", study.hours[name].numbers_in_words, study.hours[name].assumption))
    for key, regulation in study.regulations.items():
        for channel, use in study.scenario.services[key].routes.items():
            join = regulation.routes[channel].join
            if join is not None:
                reading = use.reading or join.used
                where = f"services.{key}.routes.{channel}"
                listed.append(
                    Assumption(
                        where,
                        translated("reading '{reading}' of the join", reading=reading),
                        join.readings[reading].note + " " + join.interpretation,
                    )
                )
    return tuple(listed)


def _walk(block: Any, where: tuple[str, ...]) -> Iterator[Assumption]:
    if where == ("staffing",):  # which staffings may be tried decides no figure of a run
        return
    if isinstance(block, Stated) and not block.source:
        yield Assumption(".".join(where), block.numbers_in_words, reason_in_words(block.assumption or NO_REASON))
    if isinstance(block, BaseModel):
        for name, field in type(block).model_fields.items():
            yield from _walk(getattr(block, name), (*where, key_of(name, field)))
    elif isinstance(block, Mapping):
        for name, value in block.items():
            yield from _walk(value, (*where, str(name)))
    elif isinstance(block, tuple):
        for i, value in enumerate(block):
            yield from _walk(value, (*where, str(i + 1)))


def _work_in_words(study: Study) -> Iterator[tuple[str, str]]:
    """Path and words of every block of work; what a limit decides is said with the limit."""
    for service, channel, path in _paths(study):
        for position, step in enumerate(path):
            block = study.scenario.services[service].routes[channel].steps.get(step.key)
            if block is None:
                continue
            where = f"services.{service}.routes.{channel}.steps.{step.key}"
            staffed = is_staffed(study.regulations[service], step)
            if staffed and takes_whole_limit(study.scenario, step, block):
                limit = limit_in_words(path, position)
                if block.work is None:
                    yield where, translated("the whole {limit} is work", limit=limit)
                else:
                    yield where, translated("the whole {limit} is work; the stated durations are not used", limit=limit)
                continue
            assert block.work is not None  # only whole limits need none
            work = block.work.in_words
            if block.share is not None:
                limit, share = limit_in_words(path, position), f"{100 * block.share:.4g}"
                yield (
                    where,
                    translated(
                        "work {work}; the rest of {share} % of the {limit} is hold", work=work, share=share, limit=limit
                    ),
                )
            elif block.hold is None:
                yield where, translated("work {work}", work=work)
            else:
                yield where, translated("work {work}, hold {hold}", work=work, hold=block.hold.in_words)


def _about_limits(study: Study) -> Iterator[Assumption]:
    """What is assumed where limits are taken as durations."""
    if study.scenario.durations == "regulated":
        numbers = translated("every step of staff that has a limit takes the whole of it as work")
        reason = translated("The pessimistic bound: a limit is the longest that the text allows")
        yield Assumption("durations", numbers, reason)
    for service, channel, path in _paths(study):
        steps = []
        for step in path:
            block = block_of(study.scenario, service, channel, step)
            taken = takes_whole_limit(study.scenario, step, block) or (block is not None and block.model == "lead_time")
            if taken and in_calendar_days(step) and is_staffed(study.regulations[service], step):
                steps.append(step.key)
        if steps:
            numbers = counted(
                "step {steps}: five in seven calendar days of the limit are taken as working days",
                "steps {steps}: five in seven calendar days of the limit are taken as working days",
                len(steps),
                steps=", ".join(steps),
            )
            where = f"services.{service}.routes.{channel}.steps"
            yield Assumption(where, numbers, translated("A number of calendar days has no fixed working time"))


def _paths(study: Study) -> Iterator[tuple[str, Channel, tuple[PathStep, ...]]]:
    """The routes in use with the steps that are passed."""
    for service, stated in study.scenario.services.items():
        for channel, use in stated.routes.items():
            yield service, channel, study.regulations[service].path(channel, use.reading)
