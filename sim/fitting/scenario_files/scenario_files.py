"""A scenario, the regulations of its services and its calendar, out of the numbers fitted to a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sim.fitting.fitted import FittedOffice, FittedRoute, FittedStep
from sim.fitting.scenario_files.assumptions import fitted_ranges
from sim.fitting.scenario_files.demand import fitted_backlog, fitted_streams
from sim.fitting.scenario_files.durations import duration_block, written_seconds
from sim.fitting.scenario_files.people import (
    FITTED_OFFICE,
    fitted_hours_blocks,
    fitted_staff,
    key_of_hours,
    same_member_roles,
)
from sim.fitting.scenario_files.regulation import FITTED_CHANNEL, fitted_regulation, number_in_scenario, role_of_step
from sim.schema.written_yaml import written_yaml

_YEARS_OF_CALENDAR = 10
_WARM_UP = timedelta(weeks=13)
"""Offices of which no files are left lying begin empty, so that the first quarter of a year does not count (an assumption)."""
_YEAR = timedelta(weeks=52)


@dataclass(frozen=True)
class ScenarioFiles:
    """The texts of the files of a scenario."""

    scenario: str
    """Text of the scenario."""
    beside: Mapping[str, str]
    """By name: texts of the regulations and of the calendar, which lie beside it."""


def files_of_office(office: FittedOffice, stem: str) -> ScenarioFiles:
    """The files of a scenario with all numbers of an office; `stem` is the name of its file without ending."""
    beside: dict[str, str] = {}
    services: dict[str, Any] = {}
    for route in office.routes:
        regulation = f"{stem}_regulation" if len(office.routes) == 1 else f"{stem}_{route.name}_regulation"
        beside[f"{regulation}.yaml"] = _commented(office, written_yaml(fitted_regulation(office, route, "fitted")))
        services[route.name] = {"regulation": f"{regulation}.yaml", "routes": {FITTED_CHANNEL: _route(office, route)}}
    calendar = "kz"
    if not office.days.official:
        calendar = f"{stem}_calendar.csv"
        beside[calendar] = _calendar(office)
    hours, names = fitted_hours_blocks(office)
    content: dict[str, Any] = {
        "scenario": stem,
        "description": office.source,
        "calendar": calendar,
        "period": _period(office),
        "hours": hours,
        "services": services,
        "offices": {FITTED_OFFICE: {"hours": names[key_of_hours(office.hours)], "staff": fitted_staff(office, names)}},
    }
    if systems := _systems(office):
        content["systems"] = systems
    content["arrivals"] = {
        name: stream for route in office.routes for name, stream in fitted_streams(office, route).items()
    }
    if backlog := {
        f"{route.name}_open": block for route in office.routes if (block := fitted_backlog(office, route)) is not None
    }:
        content["backlog"] = backlog
    if assumptions := fitted_ranges(office):
        content["assumptions"] = assumptions
    return ScenarioFiles(_commented(office, written_yaml(content)), beside)


def _route(office: FittedOffice, route: FittedRoute) -> dict[str, Any]:
    block: dict[str, Any] = {
        "steps": {str(number_in_scenario(s.number)): _step(office, s) for s in route.steps if s.role is not None}
    }
    routing: dict[str, dict[str, str]] = {}
    for move in route.moves:
        if move.after == 0:
            continue
        to = "end" if move.to is None else str(number_in_scenario(move.to))
        routing.setdefault(str(number_in_scenario(move.after)), {})[to] = f"{100 * move.probability.value:.5g} %"
    if routing:
        block["routing"] = routing
    if roles := same_member_roles(office):
        doing = {step.role for step in route.steps}
        block["roles"] = {name: use for name, use in roles.items() if name in doing}
    return block


def _step(office: FittedOffice, step: FittedStep) -> dict[str, Any]:
    """What a step takes; one of which no work is seen takes a second."""
    if step.work is None:
        block: dict[str, Any] = {"work": "1 seconds"}
        source = {"assumption": f"{office.source}: no work of it is seen"}
    else:
        block = {"work": duration_block(step.work)}
        source = {"source": f"{office.source}; {step.work.mean.count} observations; {step.work.mean.method}"}
    if step.hold is not None:
        block["hold"] = duration_block(step.hold)
    return block | source


def _systems(office: FittedOffice) -> dict[str, Any]:
    """What nobody of the office does, as systems that answer after the mean time."""
    return {
        role_of_step(step.number, None): {
            "response": written_seconds(step.hold.mean.value),
            "source": f"{office.source}; mean of {step.hold.mean.count}",
        }
        for route in office.routes
        for step in route.steps
        if step.role is None and step.hold is not None
    }


def _period(office: FittedOffice) -> dict[str, date]:
    """A year from the Monday after the register on; with open files from its very end, else after a warm-up."""
    start = office.last_day + timedelta(days=1)
    if office.open_files:
        return {"start": start, "warm_up_until": start, "end": start + _YEAR}
    start += timedelta(days=-start.weekday() % 7)
    return {"start": start, "warm_up_until": start + _WARM_UP, "end": start + _WARM_UP + _YEAR}


def _calendar(office: FittedOffice) -> str:
    """A calendar whose days off are those that the register shows, from a year before it on."""
    first, last = date(office.first_day.year - 1, 1, 1), date(office.last_day.year + _YEARS_OF_CALENDAR, 12, 31)
    lines = [
        f"# Days of {office.source}: Monday to Friday worked, but for those on which nothing happened.",
        f"# from: {first}",
        f"# to: {last}",
        "date,working,kind,name_en,name_kk,name_ru",
        *(f"{day},0,holiday,nothing happened,ештеңе болған жоқ,ничего не происходило" for day in office.days.days_off),
    ]
    return "\n".join(lines) + "\n"


def _commented(office: FittedOffice, text: str) -> str:
    """A file with a first line that says where it comes from."""
    return f"# Fitted to {' '.join(office.source.split())}.\n{text}"
