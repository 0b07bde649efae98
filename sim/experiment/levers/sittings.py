"""Levers for a commission that files wait for: one sitting more or on another day, a larger agenda, one seat more."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.experiment.levers.lever import Lever, list_value, offices_with, staff_blocks
from sim.measure.figures import Figures
from sim.scenario.office_list import Offices
from sim.scenario.scenario import Scenario
from sim.scenario.sitting_dates import WEEKDAYS
from sim.scenario.sittings import SittingRule
from sim.study.study import Study

_LARGER = 1.5
"""A larger agenda has so many times the files."""
_WORKDAYS = WEEKDAYS[:5]


def levers_of_sittings(study: Study, figures: Figures, kind: str, role: str) -> Iterator[Lever]:
    """What could be changed about the sittings of a commission in the offices of a kind; nothing where it does not sit."""
    scenario = study.scenario
    rules = [(path, staff.sittings) for path, staff in staff_blocks(scenario, kind, role) if staff.sittings is not None]
    if not rules:
        return
    offices = offices_with(scenario, kind, role)
    yield from _one_sitting_more(kind, role, rules, offices)
    rows = _rows(figures, scenario, kind, role)
    agendas = [(path, rule.agenda) for path, rule in rules if rule.agenda is not None]
    if agendas and any(row["carried_over"] > 0 for row in rows):
        changes = tuple(f"{path}.sittings.agenda={math.ceil(_LARGER * agenda)}" for path, agenda in agendas)
        before, after = agendas[0][1], math.ceil(_LARGER * agendas[0][1])
        yield Lever("agenda", kind, role, changes, str(before), str(after), offices, free=True)
    if any(row["not_held"] > row["too_few_files"] for row in rows):
        yield from _one_seat_more(scenario, kind, role, offices)


def levers_of_sitting_days(scenario: Scenario, kind: str, role: str) -> Iterator[Lever]:
    """The same number of sittings on other days: each day from Monday to Friday in place of each one on which there is a sitting."""
    rules = [(path, staff.sittings) for path, staff in staff_blocks(scenario, kind, role) if staff.sittings is not None]
    days = {rule.weekdays for _, rule in rules}
    if len(days) != 1 or (now := next(iter(days))) is None:
        return
    offices = offices_with(scenario, kind, role)
    for day in now:
        for other in _WORKDAYS:
            if other not in now:
                then = tuple(d for d in WEEKDAYS if (d in now and d != day) or d == other)
                changes = tuple(f"{path}.sittings.weekdays={list_value(then)}" for path, _ in rules)
                yield Lever("sitting_day", kind, role, changes, ", ".join(now), ", ".join(then), offices, free=True)


def _one_sitting_more(kind: str, role: str, rules: list[tuple[str, SittingRule]], offices: int) -> Iterator[Lever]:
    """One more sitting a week, on each day on which there is none; or one working day less between two sittings."""
    weekly = [(path, rule.weekdays) for path, rule in rules if rule.weekdays is not None]
    for day in _WORKDAYS:
        more = [
            (path, tuple(d for d in WEEKDAYS if d in days or d == day), days)
            for path, days in weekly
            if day not in days
        ]
        if more:
            changes = tuple(f"{path}.sittings.weekdays={list_value(days)}" for path, days, _ in more)
            texts = ", ".join(more[0][2]), ", ".join(more[0][1])
            yield Lever("sitting", kind, role, changes, *texts, offices, free=_from_desks(rules))
    often = [(path, rule.every) for path, rule in rules if rule.every is not None and rule.every > 1]
    if often:
        changes = tuple(f"{path}.sittings.every={every - 1}" for path, every in often)
        before, after = (f"every {_working_days(often[0][1] - less)}" for less in (0, 1))
        yield Lever("sitting", kind, role, changes, before, after, offices, free=_from_desks(rules))


def _from_desks(rules: list[tuple[str, SittingRule]]) -> bool:
    """Whether all members come from other staffs of the office, and leave their desks for a sitting."""
    return all(rule.seats for _, rule in rules)


def _working_days(count: int) -> str:
    return "working day" if count == 1 else f"{count} working days"


def _one_seat_more(scenario: Scenario, kind: str, role: str, offices: int) -> Iterator[Lever]:
    """One seat more of each role that has seats, or one member more of a commission with members of its own."""
    blocks = list(staff_blocks(scenario, kind, role))
    if all(staff.count is not None for _, staff in blocks):
        changes = tuple(f"{path}={staff.size + 1}" for path, staff in blocks)
        yield Lever("seat", kind, role, changes, str(blocks[0][1].size), str(blocks[0][1].size + 1), offices)
    seats: Mapping[str, object] = (blocks[0][1].sittings.seats if blocks[0][1].sittings else None) or {}
    for other, who in seats.items():
        if isinstance(who, int):
            changes = tuple(f"{path}.sittings.seats.{other}={who + 1}" for path, _ in blocks)
            texts = f"{who} of {other}", f"{who + 1} of {other}"
            yield Lever("seat", kind, role, changes, *texts, offices, free=True)


def _rows(figures: Figures, scenario: Scenario, kind: str, role: str) -> list[dict[str, float]]:
    """The means of the figures of a commission's sittings, office by office."""
    rows = [figures.sittings.get((office, role), {}) for office in Offices.of(scenario).kinds[kind]]
    return [{name: value.mean for name, value in row.items()} for row in rows if row]
