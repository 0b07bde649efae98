"""The valid part of a scenario with faults, so that the names in it can be checked all the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from sim.calendar.opening_hours import OfficeHours
from sim.scenario.backlog import Backlog
from sim.scenario.demand import Stream
from sim.scenario.scenario import Office, Period, Scenario, Service
from sim.scenario.systems import System
from sim.scenario.transfers import Transfer
from sim.schema.yaml_file import Where, YamlFile

_ENTRIES: Mapping[str, type[BaseModel]] = {
    "hours": OfficeHours,
    "services": Service,
    "systems": System,
    "offices": Office,
    "arrivals": Stream,
    "backlog": Backlog,
    "transfers": Transfer,
}


def valid_part(file: YamlFile, broken: set[Where]) -> Scenario:
    """The entries of a scenario that have no faults of their own, the others left out."""
    parts: dict[str, Any] = {}
    for section, model in _ENTRIES.items():
        block = file.data.get(section)
        entries = block.items() if isinstance(block, dict) and (section,) not in broken else ()
        parts[section] = {key: model.model_validate(value) for key, value in entries if (section, key) not in broken}
    period, calendar = file.data.get("period"), file.data.get("calendar", "kz")
    valid = isinstance(calendar, str) and not any(where[0] == "period" for where in broken if where)
    parts["period"] = Period.model_validate(period) if valid else None
    return Scenario.model_construct(**parts, calendar=calendar if valid else "kz")
