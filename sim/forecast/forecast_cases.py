"""Changes of an office as planners say them: a role's headcount, demand times, work times, or any setting by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sim.errors import Fault, InputError, did_you_mean
from sim.model.model import Model
from sim.model.scaled import ScaledDemand, ScaledWork
from sim.near_words import composed
from sim.quantities import shown
from sim.scenario.scenario import Scenario
from sim.scenario.staff import Staff
from sim.translations.in_use import translated

CASE_OPTION, SET_OPTION = "--case", "--set"
_DEMAND, _WORK = "demand", "work"
_NEXT_CHANGE = re.compile(r",(?=[^,=]+=)")
_HEADCOUNT = re.compile(r"offices\.[^.=]+\.staff\.[^.=]+(\.count|\.members\.[^=]+)?=(\d+|\{\}|null)$")
_MOST_TIMES, _MOST_PEOPLE = 100.0, 1_000
_ADDED = "added_{}"
"""Name of a member who is added to others with names."""


@dataclass(frozen=True)
class ForecastCase:
    """An office that is asked about: the one of the scenario with something changed."""

    name: str
    """What it is called; empty for the office as it is."""
    said: str = ""
    """The changes, as they were given."""
    settings: tuple[str, ...] = ()
    """Settings over those of the scenario, each as `PATH=VALUE`."""
    scaled: tuple[ScaledDemand | ScaledWork, ...] = field(default=())
    """How demand and work are multiplied."""

    def headcounts_alone_over(self, base: ForecastCase) -> bool:
        """Whether nothing but headcounts differs from a base, so that its applications and their work are the same."""
        added = self.settings[len(base.settings) :]
        return self.scaled == base.scaled and all(_HEADCOUNT.match(setting) for setting in added)

    def applied(self, model: Model) -> Model:
        """A model, which has the settings already, with demand and work multiplied."""
        for change in self.scaled:
            model = change.applied(model)
        return model


def stated_base(scenario: Scenario, changes: Sequence[str]) -> ForecastCase:
    """The office as it is, with what is changed for all cases by short names."""
    return _Reading(scenario, SET_OPTION).case("", ", ".join(changes), changes)


def is_short_change(change: str) -> bool:
    """Tell whether a change is written with a short name, and not as the path of a setting."""
    key = change.partition("=")[0].strip()
    return "=" in change and key not in Scenario.model_fields and key.split(".")[0] not in Scenario.model_fields


def stated_cases(scenario: Scenario, given: Sequence[str]) -> tuple[ForecastCase, ...]:
    """The cases that are given as `NAME: KEY=VALUE, ...`; raises InputError with every fault."""
    faults: list[Fault] = []
    cases: list[ForecastCase] = []
    reading = _Reading(scenario, CASE_OPTION)
    for text in given:
        try:
            case = reading.named(text)
            if case.name in [other.name for other in cases]:
                message = translated("two cases are called {name}", name=shown(case.name))
                raise InputError([Fault(CASE_OPTION, 0, 0, message, translated("give each a name of its own"))])
            cases.append(case)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(cases)


class _Reading:
    """Reads changes of one scenario."""

    def __init__(self, scenario: Scenario, option: str) -> None:
        self._option = option
        self._streams = tuple(scenario.arrivals)
        self._staff: dict[str, dict[str, Staff]] = {}
        for name, office in scenario.offices.items():
            for role, staff in office.staff.items():
                if staff.same_people_as is None:
                    self._staff.setdefault(role, {})[name] = staff

    def named(self, text: str) -> ForecastCase:
        name, colon, changes = text.partition(":")
        parts = [part.strip() for part in _NEXT_CHANGE.split(changes) if part.strip()]
        if not (colon and name.strip() and parts):
            repair = translated(
                "write a name and what is changed, such as '{example}'", example=f"more: {self._example}=3"
            )
            raise self._fault(translated("{given} is no case", given=shown(text)), repair)
        return self.case(composed(name.strip()), ", ".join(parts), parts)

    def case(self, name: str, said: str, changes: Sequence[str]) -> ForecastCase:
        faults: list[Fault] = []
        settings: list[str] = []
        scaled: list[ScaledDemand | ScaledWork] = []
        for change in changes:
            try:
                for part in self._parts(change):
                    if isinstance(part, str):
                        settings.append(part)
                    else:
                        scaled.append(part)
            except InputError as error:
                faults += error.faults
        if faults:
            raise InputError(faults)
        return ForecastCase(name, said, tuple(settings), tuple(scaled))

    @property
    def _example(self) -> str:
        return next(iter(self._staff), "executor")

    def _parts(self, change: str) -> Iterator[str | ScaledDemand | ScaledWork]:
        """What one change means."""
        key, equals, value = (part.strip() for part in change.partition("="))
        key = composed(key)
        if not equals or not key or not value:
            repair = translated("write KEY=VALUE, such as '{example}'", example=f"{self._example}=3")
            raise self._fault(translated("{given} is no change", given=shown(change)), repair)
        first, _, rest = key.partition(".")
        if key in self._staff:
            yield from self._headcount(key, value)
        elif key == _DEMAND or (first == _DEMAND and rest in self._streams):
            yield ScaledDemand(self._times(key, value), frozenset([rest]) if rest else None)
        elif first == _WORK and rest in self._staff:
            yield ScaledWork(self._times(key, value), rest)
        elif first in Scenario.model_fields:
            yield f"{key}={value}"
        else:
            known = [*self._staff, _DEMAND, *(f"{_WORK}.{role}" for role in self._staff)]
            message = translated("{given} is nothing that can be changed", given=shown(key))
            raise self._fault(message, did_you_mean(key, known))

    def _headcount(self, role: str, value: str) -> Iterator[str]:
        offices = self._staff[role]
        if len(offices) > 1:
            paths = ", ".join(f"offices.{office}.staff.{role}" for office in offices)
            message = translated("there are {role} in several offices", role=shown(role))
            raise self._fault(message, translated("name the one that is meant: {paths}", paths=paths))
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= _MOST_PEOPLE):
            message = translated("{value} is no headcount of {role}", value=shown(value), role=shown(role))
            raise self._fault(message, translated("write a whole number from 1 to {most}", most=_MOST_PEOPLE))
        ((office, staff),) = offices.items()
        path, count = f"offices.{office}.staff.{role}", int(value)
        if staff.members is None:
            yield f"{path}.count={count}"
            return
        names = list(staff.members)
        yield from (f"{path}.members.{name}=null" for name in names[count:])
        free = (name for i in range(1, 2 * _MOST_PEOPLE) if (name := _ADDED.format(i)) not in names)
        yield from (f"{path}.members.{next(free)}={{}}" for _ in range(count - len(names)))

    def _times(self, key: str, value: str) -> float:
        try:
            times = float(value)
        except ValueError:
            times = -1.0
        if not 0 < times <= _MOST_TIMES:
            message = translated("{value} is no factor of '{key}'", value=shown(value), key=key)
            raise self._fault(message, translated("write how many times it is what it was, such as 0.8"))
        return times

    def _fault(self, message: str, repair: str) -> InputError:
        return InputError([Fault(self._option, 0, 0, message, repair)])
